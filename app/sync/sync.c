#define LOG_MODULE "sync"
#include "sync/sync_inside.h"

#include "base/log.h"
#include "base/str.h"
#include "model/event.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* What one ask holds at most: a blob, or a batch with its last row. */
    ASK_CAPACITY = 2 * SYNC_BLOB_MAX,
    RETRY_FIRST_MS = 1000,
    RETRY_LAST_MS = 60 * 1000,
    CLOCK_RECENT_MS = 1800 * 1000,
    CLOCK_SET_MS = 5000, /* further than it drifts: somebody set the hub's clock */
};

#define HUB_SEEN "hub.seen" /* a setting: whose refusals are noted */

bool sync_open(struct sync **out, struct arena *arena, struct error *error)
{
    struct sync *sync = arena_new(arena, struct sync);
    void *memory = sync == NULL ? NULL : arena_alloc(arena, ASK_CAPACITY);
    if (memory == NULL)
        return error_set(error, ERR_MEMORY, "no memory to talk to a hub");
    sync->memory = (struct arena){.base = memory, .capacity = ASK_CAPACITY};
    sync->table.arena = arena;
    sync->events_seen = -1;
    sync->drafts_told = -1;
    *out = sync;
    return true;
}

void sync_heard(struct sync *sync, const struct sync_head *head)
{
    struct sync_log *log = head == NULL ? NULL : sync_table_log(&sync->table, head->log);
    if (log != NULL) {
        log->there = MAX(log->there, head->seq);
        return;
    }
    sync->has_heads = false;
    sync->drafts_heard = true;
    memset(sync->plan_absent, 0, sizeof sync->plan_absent);
    sync_clips_heard(sync);
}

void sync_hear(struct sync *sync, const struct sync_heard *heard)
{
    for (int i = 0; i < heard->count; i++)
        sync_heard(sync, &heard->heads[i]);
    if (heard->all)
        sync_heard(sync, NULL);
}

bool sync_report(struct sync *sync, const char *text, struct error *error)
{
    if (strlen(text) >= sizeof sync->report)
        return error_set(error, ERR_FULL, "the report of this machine is too long");
    STR_COPY(sync->report, text);
    return true;
}

const struct sync_state *sync_state(const struct sync *sync)
{
    return &sync->state;
}

/* --- Asking ---------------------------------------------------------------------------------- */

static const char cannot_keep[] = "no hub can keep it";
static const char board_decides[] = "only a board decides it";
static const char another_label[] = "it has another station's name";
static const char before_its_name[] = "it was written before this station had its name";

/* By a command on a machine that was no station yet: badges of its own, for instance. It is nobody
 * else's, and the hub need not be asked to refuse it. */
static bool is_nameless(
    const struct sync *sync, const struct sync_log *log, const struct store_event *event)
{
    return !sync->any_label && log->own && event->station[0] == '\0';
}

/* A row that the hub does not take goes up as if its student had been erased, by the name that this
 * machine has there: it keeps its place. */
static void withhold(const struct sync *sync, struct store_event *event)
{
    if (!sync->any_label)
        event->station = sync->label;
    event->erased = true;
    event->edited = false;
    event->student = "";
    event->body = "{}";
}

static bool ask_push(
    struct sync *sync, struct store *store, struct sync_log *log, bool *found, struct error *error)
{
    const struct store_event *rows;
    int count, most = log->rows > 0 ? log->rows : SYNC_BATCH_ROWS;
    if (!store_read_log(store, log->log, log->there, most, SYNC_BATCH_BYTES, &sync->memory, &rows,
            &count, error))
        return false;
    *found = count > 0;
    if (count == 0) { /* the head said more than there is: look again */
        log_warning("a log ends before its head");
        log->here = log->there;
        return true;
    }
    struct store_event *events = arena_array(&sync->memory, struct store_event, (size_t)count);
    if (events == NULL)
        return error_set(error, ERR_MEMORY, "no memory for what the hub is told");
    memcpy(events, rows, (size_t)count * sizeof events[0]);
    for (int i = 0; i < count; i++) {
        sync->withheld[i] = events[i].stamp.seq == log->withhold ? log->why
                            : events[i].body == NULL             ? cannot_keep
                            : is_nameless(sync, log, &events[i]) ? before_its_name
                                                                 : NULL;
        if (sync->withheld[i] != NULL)
            withhold(sync, &events[i]);
    }
    sync->asked = (struct sync_ask){
        .kind = SYNC_ASK_PUSH, .events = events, .count = count, .after = log->there};
    memcpy(sync->asked.log, log->log, LOG_ID_SIZE);
    return true;
}

static void ask_pull(struct sync *sync, const struct sync_log *log)
{
    sync->asked = (struct sync_ask){.kind = SYNC_ASK_PULL, .after = log->here};
    memcpy(sync->asked.log, log->log, LOG_ID_SIZE);
}

/* What happens now goes before what waited; behind that, telling and hearing take turns. */
static bool ask_events(
    struct sync *sync, struct store *store, int64_t mono_ms, bool *found, struct error *error)
{
    struct sync_log *push = sync_find_push(sync, mono_ms);
    struct sync_log *pull = sync_find_pull(sync, mono_ms);
    bool is_live = push != NULL && memcmp(push->log, sync->current, LOG_ID_SIZE) == 0;
    *found = push != NULL || pull != NULL;
    if (push == NULL || (pull != NULL && sync->pull_next && !is_live)) {
        sync->pull_next = false;
        if (pull != NULL)
            ask_pull(sync, pull);
        return true;
    }
    sync->pull_next = true;
    return ask_push(sync, store, push, found, error);
}

static bool ask_something(
    struct sync *sync, struct store *store, int64_t mono_ms, bool *more, struct error *error)
{
    bool found = false;
    *more = false;
    if (!sync->is_greeted || !sync->has_heads) {
        sync->asked.kind = sync->is_greeted ? SYNC_ASK_HEADS : SYNC_ASK_HELLO;
        return true;
    }
    if (!sync_tell_plan(sync, store, &found, error))
        return false;
    if (!found && !ask_events(sync, store, mono_ms, &found, error))
        return false;
    if (!found && !sync_get_plan(sync, store, &found, error))
        return false;
    if (!found && !sync_ask_drafts(sync, store, &found, error))
        return false;
    if (!found && !sync_ask_clips(sync, store, &found, more, error))
        return false;
    if (found)
        return true;
    if (!str_equal(sync->report, sync->report_told))
        sync->asked = (struct sync_ask){.kind = SYNC_ASK_REPORT, .text = sync->report};
    else if (mono_ms >= sync->greeted_mono_ms + SYNC_HELLO_EVERY_MS)
        sync->asked.kind = SYNC_ASK_HELLO; /* for the clock */
    return true;
}

static int64_t choose_retry(const struct sync *sync, struct rng *rng)
{
    int64_t wait = RETRY_FIRST_MS;
    for (int i = 1; i < sync->tries && wait < RETRY_LAST_MS; i++)
        wait *= 2;
    wait = MIN(wait, RETRY_LAST_MS);
    return sync->failed_mono_ms + (int64_t)((double)wait * (0.5 + rng_unit(rng)));
}

static bool count_state(
    struct sync *sync, struct store *store, int64_t mono_ms, struct error *error)
{
    int64_t noted, conflicts;
    if (!store_refused_count(store, &noted, error) ||
        !store_conflict_count(store, &conflicts, error))
        return false;
    sync_count_waiting(sync, noted, mono_ms);
    sync->state.conflicts = conflicts + sync->hub_conflicts;
    return true;
}

bool sync_next(struct sync *sync, struct store *store, struct rng *rng, int64_t mono_ms,
    struct sync_ask *out, int64_t *due_mono_ms, struct error *error)
{
    bool more = false;
    *due_mono_ms = INT64_MAX;
    *out = sync->asked;
    if (sync->asked.kind != SYNC_ASK_NOTHING)
        return true;
    arena_reset(&sync->memory);
    if (sync->failed)
        sync->retry_mono_ms = choose_retry(sync, rng);
    sync->failed = false;
    if (!sync_read_heads(sync, store, error) || !count_state(sync, store, mono_ms, error))
        return false;
    if (mono_ms < sync->retry_mono_ms) {
        *due_mono_ms = sync->retry_mono_ms;
        return true;
    }
    /* Twice: a log may turn out to have nothing to push. */
    for (int i = 0; i < 2 && sync->asked.kind == SYNC_ASK_NOTHING; i++)
        if (!ask_something(sync, store, mono_ms, &more, error)) {
            sync->asked = (struct sync_ask){0};
            return false;
        }
    *out = sync->asked;
    if (sync->asked.kind != SYNC_ASK_NOTHING)
        return true;
    if (more) {
        *due_mono_ms = mono_ms;
        return true;
    }
    sync->state.has_synced = sync->state.has_synced || sync->state.waiting == 0;
    if (sync->state.waiting == 0)
        sync->state.synced_mono_ms = mono_ms;
    *due_mono_ms = MIN(sync->greeted_mono_ms + SYNC_HELLO_EVERY_MS, sync_next_aside(sync, mono_ms));
    return true;
}

/* --- Answers: who is there ------------------------------------------------------------------- */

/* The exchange that took least time says best how late it is there. */
static void take_clock(struct sync *sync, const struct sync_hello *hello)
{
    int64_t clock_ms = hello->hub_ms - hello->mono_ms;
    if (llabs(clock_ms - sync->state.clock_ms) > CLOCK_SET_MS + hello->round_trip_ms)
        sync->clock_count = 0;
    int at = sync->clock_count < SYNC_CLOCKS ? sync->clock_count++ : SYNC_CLOCKS - 1;
    if (at == SYNC_CLOCKS - 1)
        memmove(&sync->clocks[0], &sync->clocks[1], (SYNC_CLOCKS - 1) * sizeof sync->clocks[0]);
    sync->clocks[at] = (struct sync_clock_sample){hello->mono_ms, clock_ms, hello->round_trip_ms};
    const struct sync_clock_sample *best = &sync->clocks[at];
    for (int i = 0; i < at; i++)
        if (sync->clocks[i].mono_ms > hello->mono_ms - CLOCK_RECENT_MS &&
            sync->clocks[i].round_trip_ms < best->round_trip_ms)
            best = &sync->clocks[i];
    sync->state.has_clock = true;
    sync->state.clock_ms = best->clock_ms;
}

static bool meet_hub(
    struct sync *sync, struct store *store, const struct sync_hello *hello, struct error *error)
{
    char seen[sizeof hello->hub];
    STR_COPY(sync->state.hub, hello->hub);
    sync->clock_count = 0;
    sync_forget_hub(sync);
    sync->has_heads = false;
    if (store_get(store, HUB_SEEN, seen, sizeof seen) && str_equal(seen, hello->hub))
        return true;
    return store_forget_refused(store, error) && store_set(store, HUB_SEEN, hello->hub, error);
}

static bool take_hello(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct error *error)
{
    const struct sync_hello *hello = &answer->hello;
    bool is_same = str_equal(sync->state.hub, hello->hub) && str_equal(sync->label, hello->label) &&
                   sync->any_label == hello->any_label;
    if (!is_same && !meet_hub(sync, store, hello, error))
        return false;
    take_clock(sync, hello);
    STR_COPY(sync->label, hello->label);
    sync->any_label = hello->any_label;
    sync->greeted_mono_ms = mono_ms;
    if (sync->is_greeted)
        return true;
    /* Whatever was known may be from before a backup. */
    sync->is_greeted = true;
    sync->has_heads = false;
    sync_forget_told(sync);
    return true;
}

/* --- Answers: events ------------------------------------------------------------------------- */

static void set_aside(struct sync_log *log, int64_t mono_ms, const char *why)
{
    log_warning("a log is set aside for a while: %s", why);
    log->aside_mono_ms = mono_ms + SYNC_ASIDE_MS;
    log->strikes = 0;
    log->rows = 0;
    log->withhold = 0;
}

static void strike(struct sync_log *log, int64_t mono_ms, const char *why)
{
    if (++log->strikes >= SYNC_STRIKES)
        set_aside(log, mono_ms, why);
}

static bool note_withheld(
    struct sync *sync, struct store *store, uint32_t head, struct error *error)
{
    const struct sync_ask *ask = &sync->asked;
    for (int i = 0; i < ask->count; i++)
        if (sync->withheld[i] != NULL && ask->events[i].stamp.seq <= head &&
            !store_note_refused(
                store, ask->log, ask->events[i].stamp.seq, sync->withheld[i], error))
            return false;
    return true;
}

static bool take_pushed(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct error *error)
{
    struct sync_log *log = sync_table_find(&sync->table, sync->asked.log);
    uint32_t before = sync->asked.after;
    assert(log != NULL);
    if (answer->count < 1 || memcmp(answer->heads[0].log, log->log, LOG_ID_SIZE) != 0) {
        strike(log, mono_ms, "the hub does not say how much of it it has");
        return true;
    }
    uint32_t head = answer->heads[0].seq;
    if (!note_withheld(sync, store, head, error))
        return false;
    sync->hub_conflicts += answer->conflicts;
    log->there = head;
    if (head == before) {
        strike(log, mono_ms, "the hub does not take it, and does not say why");
        return true;
    }
    log->strikes = 0;
    log->rows = log->rows * 2 < SYNC_BATCH_ROWS ? (uint16_t)(log->rows * 2) : 0;
    return true;
}

static const char *why_not(const struct store_event *event, bool unfit)
{
    if (!unfit)
        return another_label;
    return event_kind_is_of_board(event_kind_find(event->kind)) ? board_decides : cannot_keep;
}

/* The one row that is not taken is found by halving, and withheld. One that has another station's
 * name is, for the sake of what this station wrote behind it; a log without that is another
 * machine's, who may bring it yet, or one that the hub may still learn the name of. */
static bool push_refused(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct error *error)
{
    struct sync_log *log = sync_table_find(&sync->table, sync->asked.log);
    bool passes = answer->unfit;
    assert(log != NULL);
    if (!passes && !sync->any_label &&
        !store_has_written(store, log->log, log->there, sync->label, &passes, error))
        return false;
    if (passes && sync->asked.count > 1) {
        log->rows = (uint16_t)(sync->asked.count / 2);
    } else if (passes && sync->withheld[0] == NULL) {
        log->withhold = sync->asked.events[0].stamp.seq;
        log->why = why_not(&sync->asked.events[0], answer->unfit);
    } else {
        set_aside(log, mono_ms, answer->text);
        log->denied = !answer->unfit;
    }
    return true;
}

static bool is_in_order(const struct sync_ask *ask, const struct sync_answer *answer)
{
    for (int i = 0; i < answer->count; i++)
        if (memcmp(answer->events[i].stamp.log, ask->log, LOG_ID_SIZE) != 0 ||
            answer->events[i].stamp.seq != ask->after + 1 + (uint32_t)i)
            return false;
    return true;
}

static bool keep_news(struct sync *sync, const struct sync_answer *answer, const bool *is_new,
    struct sync_news *news, struct error *error)
{
    struct store_event *added =
        arena_array(&sync->memory, struct store_event, (size_t)answer->count + 1);
    if (added == NULL)
        return error_set(error, ERR_MEMORY, "no memory for what came from the hub");
    for (int i = 0; i < answer->count; i++)
        if (is_new[i])
            added[news->added_count++] = answer->events[i];
    news->added = added;
    return true;
}

static bool merge_pulled(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    struct store_merge_report report;
    bool *is_new = arena_array(&sync->memory, bool, (size_t)answer->count + 1);
    if (is_new == NULL)
        return error_set(error, ERR_MEMORY, "no memory for what came from the hub");
    if (!store_merge_new(store, answer->events, answer->count, is_new, &report, error))
        return false;
    sync->events_seen += report.added;
    return keep_news(sync, answer, is_new, news, error);
}

static bool take_pulled(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error)
{
    struct sync_log *log = sync_table_find(&sync->table, sync->asked.log);
    struct store_log_head head;
    struct error problem = {0};
    assert(log != NULL);
    if (answer->count == 0 || !is_in_order(&sync->asked, answer)) {
        sync->has_heads = false; /* it may have become shorter */
        strike(log, mono_ms, "the hub says it has more of it than it gives");
        return true;
    }
    if (!merge_pulled(sync, store, answer, news, &problem)) {
        if (problem.code != ERR_BAD_INPUT)
            return error_set(error, problem.code, "%s", problem.text);
        set_aside(log, mono_ms, problem.text);
        return true;
    }
    if (!store_head_of(store, log->log, &head, error))
        return false;
    if (head.seq <= log->here)
        strike(log, mono_ms, "what the hub has of it cannot be kept here");
    else
        log->strikes = 0;
    log->here = head.seq;
    log->own = head.own;
    return sync_find_plans(sync, store, error);
}

/* --- Answers: all ---------------------------------------------------------------------------- */

/* Whether the trouble is of what was asked only, and the rest can go on. */
static bool is_local(struct sync *sync, const struct sync_answer *answer, int64_t mono_ms)
{
    struct sync_log *log = sync_table_find(&sync->table, sync->asked.log);
    if (answer->lost)
        return false;
    if (answer->trouble == SYNC_DENIED) {
        switch (sync->asked.kind) {
        case SYNC_ASK_PULL: set_aside(log, mono_ms, answer->text); return true;
        case SYNC_ASK_PUSH:
        case SYNC_ASK_MISSING:
        case SYNC_ASK_PUT_BLOB:
        case SYNC_ASK_GET_BLOB:
        case SYNC_ASK_PUT_DRAFTS:
        case SYNC_ASK_GET_DRAFTS:
        case SYNC_ASK_REPORT: return true;
        default: return false;
        }
    }
    /* What the hub fails on again and again must not keep the rest; the others it may go on with.
     */
    if (answer->trouble == SYNC_BROKEN && log != NULL &&
        (sync->asked.kind == SYNC_ASK_PUSH || sync->asked.kind == SYNC_ASK_PULL))
        strike(log, mono_ms, answer->text);
    return false;
}

static void fail(struct sync *sync, bool lost, int64_t mono_ms)
{
    sync->failed = true;
    sync->failed_mono_ms = mono_ms;
    sync->tries++;
    sync->has_heads = false;
    if (lost)
        sync->is_greeted = false;
}

static bool take_blob(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    return sync_is_about_clips(&sync->asked) ? sync_take_clips(sync, store, answer, news, error)
                                             : sync_take_blob(sync, store, answer, news, error);
}

/* What a refusal does not stop: it counts as done, so that the rest can go on. */
static bool take_lesser(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error)
{
    switch (answer->kind) {
    case SYNC_ASK_PUSH: return push_refused(sync, store, answer, mono_ms, error);
    case SYNC_ASK_MISSING:
    case SYNC_ASK_PUT_BLOB:
    case SYNC_ASK_GET_BLOB: return take_blob(sync, store, answer, news, error);
    case SYNC_ASK_PUT_DRAFTS:
    case SYNC_ASK_GET_DRAFTS: return sync_take_drafts(sync, store, answer, news, error);
    case SYNC_ASK_REPORT: STR_COPY(sync->report_told, sync->asked.text); return true;
    default: return true;
    }
}

static bool take_fine(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error)
{
    switch (answer->kind) {
    case SYNC_ASK_HELLO: return take_hello(sync, store, answer, mono_ms, error);
    case SYNC_ASK_HEADS:
        sync->has_heads = sync_take_heads(sync, answer->heads, answer->count, error);
        return sync->has_heads;
    case SYNC_ASK_PUSH: return take_pushed(sync, store, answer, mono_ms, error);
    case SYNC_ASK_PULL: return take_pulled(sync, store, answer, mono_ms, news, error);
    default: return take_lesser(sync, store, answer, mono_ms, news, error);
    }
}

bool sync_take(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error)
{
    *news = (struct sync_news){0};
    if (answer->kind != sync->asked.kind || sync->asked.kind == SYNC_ASK_NOTHING)
        return true; /* an answer to what was given up */
    bool ok = true;
    sync->state.trouble = answer->trouble;
    STR_COPY(sync->state.text, answer->text);
    if (answer->trouble == SYNC_FINE) {
        ok = take_fine(sync, store, answer, mono_ms, news, error);
        if (ok && !answer->lost)
            sync->tries = 0;
        if (!ok || answer->lost)
            fail(sync, answer->lost, mono_ms);
    } else if (is_local(sync, answer, mono_ms)) {
        ok = take_lesser(sync, store, answer, mono_ms, news, error);
    } else {
        fail(sync, answer->lost, mono_ms);
    }
    sync->asked = (struct sync_ask){0};
    return ok;
}
