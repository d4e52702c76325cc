/* Which events of which log are here, and which are at the hub. */
#include "sync/sync_inside.h"

#include <string.h>

enum { TABLE_START = 256 };

static int place_of(
    const struct sync_table *table, const uint8_t log[static LOG_ID_SIZE], bool *found)
{
    int low = 0, high = table->count;
    *found = false;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = memcmp(table->logs[middle].log, log, LOG_ID_SIZE);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct sync_log *sync_table_find(
    const struct sync_table *table, const uint8_t log[static LOG_ID_SIZE])
{
    bool found;
    int at = place_of(table, log, &found);
    return found ? &table->logs[at] : NULL;
}

static bool grow(struct sync_table *table)
{
    int capacity = table->capacity == 0 ? TABLE_START : 2 * table->capacity;
    struct sync_log *logs = arena_array(table->arena, struct sync_log, (size_t)capacity);
    if (logs == NULL)
        return false;
    if (table->count > 0)
        memcpy(logs, table->logs, (size_t)table->count * sizeof logs[0]);
    table->logs = logs;
    table->capacity = capacity;
    return true;
}

struct sync_log *sync_table_log(struct sync_table *table, const uint8_t log[static LOG_ID_SIZE])
{
    bool found;
    int at = place_of(table, log, &found);
    if (found)
        return &table->logs[at];
    if (table->count == table->capacity && !grow(table))
        return NULL;
    memmove(&table->logs[at + 1], &table->logs[at],
        (size_t)(table->count - at) * sizeof table->logs[0]);
    table->count++;
    table->logs[at] = (struct sync_log){0};
    memcpy(table->logs[at].log, log, LOG_ID_SIZE);
    return &table->logs[at];
}

static bool no_memory(struct error *error)
{
    return error_set(error, ERR_MEMORY, "no memory for the heads of all logs");
}

/* --- Heads here ------------------------------------------------------------------------------ */

static bool set_here(struct sync *sync, const struct store_log_head *head, struct error *error)
{
    struct sync_log *log = sync_table_log(&sync->table, head->log);
    if (log == NULL)
        return no_memory(error);
    if (log->denied && head->seq > log->here) { /* perhaps there is a row now that the hub takes */
        log->denied = false;
        log->aside_mono_ms = 0;
    }
    log->here = head->seq;
    log->own = head->own;
    return true;
}

static bool read_all(struct sync *sync, struct store *store, struct error *error)
{
    const struct store_log_head *heads;
    int count;
    size_t mark = arena_mark(&sync->memory);
    bool ok = store_heads(store, &sync->memory, &heads, &count, error);
    for (int i = 0; ok && i < count; i++)
        ok = set_here(sync, &heads[i], error);
    arena_release(&sync->memory, mark);
    return ok;
}

bool sync_read_heads(struct sync *sync, struct store *store, struct error *error)
{
    struct store_log_head own;
    int64_t events = store_event_count(store);
    store_own_head(store, &own);
    bool same_log = memcmp(own.log, sync->current, LOG_ID_SIZE) == 0;
    if (events == sync->events_seen && same_log)
        return true;
    const struct sync_log *known = sync_table_find(&sync->table, own.log);
    uint32_t before = known == NULL ? 0 : known->here;
    bool only_own = sync->events_seen >= 0 && same_log && own.seq >= before &&
                    events - sync->events_seen == own.seq - before;
    if (!(only_own ? set_here(sync, &own, error) : read_all(sync, store, error)))
        return false;
    memcpy(sync->current, own.log, LOG_ID_SIZE);
    sync->events_seen = events;
    return sync_find_plans(sync, store, error);
}

/* --- Heads there ----------------------------------------------------------------------------- */

bool sync_take_heads(
    struct sync *sync, const struct sync_head *heads, int count, struct error *error)
{
    uint64_t before = 0, now = 0;
    for (int i = 0; i < sync->table.count; i++) {
        before += sync->table.logs[i].there;
        sync->table.logs[i].there = 0;
    }
    for (int i = 0; i < count; i++) {
        struct sync_log *log = sync_table_log(&sync->table, heads[i].log);
        if (log == NULL)
            return no_memory(error);
        log->there = heads[i].seq;
        now += heads[i].seq;
    }
    /* It lost events, and so clips. */
    if (now < before)
        sync_forget_clips(sync);
    return true;
}

void sync_forget_told(struct sync *sync)
{
    sync->drafts_told = -1;
    sync->drafts_seen = 0;
    sync->drafts_heard = true;
    sync->plan_told[0] = sync->plan_wanted[0] = sync->report_told[0] = '\0';
    memset(sync->plan_absent, 0, sizeof sync->plan_absent);
}

void sync_forget_hub(struct sync *sync)
{
    for (int i = 0; i < sync->table.count; i++) {
        struct sync_log *log = &sync->table.logs[i];
        log->there = log->withhold = 0;
        log->strikes = 0;
        log->rows = 0;
        log->aside_mono_ms = 0;
        log->denied = false;
    }
    sync->hub_conflicts = 0;
    sync_forget_told(sync);
    sync_forget_clips(sync);
}

/* --- What is next ---------------------------------------------------------------------------- */

static bool is_current(const struct sync *sync, const struct sync_log *log)
{
    return memcmp(log->log, sync->current, LOG_ID_SIZE) == 0;
}

static bool may_push(const struct sync *sync, const struct sync_log *log, int64_t mono_ms)
{
    return log->here > log->there && (log->own || sync->any_label) && log->aside_mono_ms <= mono_ms;
}

/* Nobody else can go on with the log of this run: what the hub may say of it is kept out. */
static bool may_pull(const struct sync *sync, const struct sync_log *log, int64_t mono_ms)
{
    return log->there > log->here && !is_current(sync, log) && log->aside_mono_ms <= mono_ms;
}

struct sync_log *sync_find_push(struct sync *sync, int64_t mono_ms)
{
    struct sync_log *current = sync_table_find(&sync->table, sync->current);
    if (current != NULL && may_push(sync, current, mono_ms))
        return current;
    for (int i = 0; i < sync->table.count; i++)
        if (may_push(sync, &sync->table.logs[i], mono_ms))
            return &sync->table.logs[i];
    return NULL;
}

struct sync_log *sync_find_pull(struct sync *sync, int64_t mono_ms)
{
    for (int i = 0; i < sync->table.count; i++)
        if (may_pull(sync, &sync->table.logs[i], mono_ms))
            return &sync->table.logs[i];
    return NULL;
}

void sync_count_waiting(struct sync *sync, int64_t noted, int64_t mono_ms)
{
    sync->state.waiting = 0;
    sync->state.refused = noted;
    for (int i = 0; i < sync->table.count; i++) {
        const struct sync_log *log = &sync->table.logs[i];
        if (log->here <= log->there || !(log->own || sync->any_label))
            continue;
        if (log->aside_mono_ms > mono_ms)
            sync->state.refused += log->here - log->there;
        else
            sync->state.waiting += log->here - log->there;
    }
}

int64_t sync_next_aside(const struct sync *sync, int64_t mono_ms)
{
    int64_t next = INT64_MAX;
    for (int i = 0; i < sync->table.count; i++) {
        const struct sync_log *log = &sync->table.logs[i];
        if (log->aside_mono_ms > mono_ms && log->here != log->there)
            next = MIN(next, log->aside_mono_ms);
    }
    return next;
}
