/* What is here of each log: how far it goes without a gap, and its events from a number on. */
#include "store/store_internal.h"

#include <string.h>

enum { HEADS_START = 64 };

static bool read_head(sqlite3_stmt *row, struct store_log_head *out, struct error *error)
{
    out->seq = (uint32_t)sqlite3_column_int64(row, 1);
    out->own = sqlite3_column_int(row, 2) != 0;
    return sql_bytes(row, 0, out->log, LOG_ID_SIZE) ||
           error_set(error, ERR_CORRUPT, "the list of logs is damaged");
}

bool store_heads(struct store *store, struct arena *arena, const struct store_log_head **out,
    int *count, struct error *error)
{
    int64_t most = 0;
    *count = 0;
    if (!store_number(store, SQL_LOG_COUNT, &most, error))
        return false;
    struct store_log_head *heads = arena_array(arena, struct store_log_head, (size_t)most + 1);
    if (heads == NULL)
        return error_set(
            error, ERR_MEMORY, "no memory for the heads of %lld logs", (long long)most);
    sqlite3_stmt *all = store_statement(store, SQL_HEAD_ALL);
    int step;
    bool ok;
    while ((ok = sql_step(store->db, all, &step, error)) && step == SQLITE_ROW && *count < most)
        if (!(ok = read_head(all, &heads[(*count)++], error)))
            break;
    sql_done(all);
    *out = heads;
    return ok;
}

bool store_head_of(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    struct store_log_head *out, struct error *error)
{
    sqlite3_stmt *find = store_statement(store, SQL_HEAD_FIND);
    int step;
    *out = (struct store_log_head){0};
    memcpy(out->log, log, LOG_ID_SIZE);
    sql_bind_bytes(find, 1, log, LOG_ID_SIZE);
    bool ok = sql_step(store->db, find, &step, error) &&
              (step != SQLITE_ROW || read_head(find, out, error));
    sql_done(find);
    return ok;
}

void store_own_head(const struct store *store, struct store_log_head *out)
{
    *out = (struct store_log_head){.seq = store->position.seq, .own = true};
    memcpy(out->log, store->position.log, LOG_ID_SIZE);
}

bool heads_raise(struct store *store, const uint8_t log[static LOG_ID_SIZE], struct error *error)
{
    sqlite3_stmt *raise = store_statement(store, SQL_HEAD_RAISE);
    sql_bind_bytes(raise, 1, log, LOG_ID_SIZE);
    return sql_do(store->db, raise, error);
}

/* --- Events of one log ----------------------------------------------------------------------- */

struct reading {
    struct arena *arena;
    struct store_event *events;
    int count;
    size_t size;
};

static const char *copy_text(struct arena *arena, const char *text)
{
    return arena_copy_text(arena, text, strlen(text));
}

/* *fits: there is room for it in the batch. */
static bool keep_row(struct reading *reading, const struct store_row *row, size_t bytes, bool *fits,
    struct error *error)
{
    size_t size = strlen(row->event.body);
    struct store_event *event = &reading->events[reading->count];
    bool is_sent = size <= STORE_BODY_MAX;
    *fits = reading->count == 0 || !is_sent || reading->size + size <= bytes;
    if (!*fits)
        return true;
    *event = row->event;
    event->station = copy_text(reading->arena, row->event.station);
    event->class_id = copy_text(reading->arena, row->event.class_id);
    event->student = copy_text(reading->arena, row->event.student);
    event->kind = copy_text(reading->arena, row->event.kind);
    event->body = is_sent ? arena_copy_text(reading->arena, row->event.body, size) : NULL;
    if (event->station == NULL || event->class_id == NULL || event->student == NULL ||
        event->kind == NULL || (is_sent && event->body == NULL))
        return error_set(error, ERR_MEMORY, "no memory to read a log");
    reading->count++;
    reading->size += is_sent ? size : 0;
    return true;
}

bool store_read_log(struct store *store, const uint8_t log[static LOG_ID_SIZE], uint32_t after,
    int rows, size_t bytes, struct arena *arena, const struct store_event **out, int *count,
    struct error *error)
{
    struct reading reading = {.arena = arena};
    reading.events = arena_array(arena, struct store_event, (size_t)rows);
    if (reading.events == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read a log");
    sqlite3_stmt *select = store_statement(store, SQL_EVENT_OF_LOG);
    sql_bind_bytes(select, 1, log, LOG_ID_SIZE);
    sqlite3_bind_int64(select, 2, after);
    int step;
    bool ok = true, fits = true;
    while (fits && reading.count < rows && (ok = sql_step(store->db, select, &step, error)) &&
           step == SQLITE_ROW) {
        struct store_row row;
        ok = row_read(store->db, select, &row, error);
        if (!ok || row.event.stamp.seq != after + 1 + (uint32_t)reading.count)
            break;
        if (!(ok = keep_row(&reading, &row, bytes, &fits, error)))
            break;
    }
    sql_done(select);
    *out = reading.events;
    *count = reading.count;
    return ok;
}

/* --- What a hub does not take ------------------------------------------------------------------
 */

struct refusal {
    const uint8_t *log;
    uint32_t seq;
    const char *why;
};

static bool note(struct store *store, void *context, struct error *error)
{
    const struct refusal *refusal = context;
    sqlite3_stmt *add = store_statement(store, SQL_REFUSED_ADD);
    sql_bind_bytes(add, 1, refusal->log, LOG_ID_SIZE);
    sqlite3_bind_int64(add, 2, refusal->seq);
    sql_bind_text(add, 3, refusal->why);
    return sql_do(store->db, add, error);
}

bool store_note_refused(struct store *store, const uint8_t log[static LOG_ID_SIZE], uint32_t seq,
    const char *why, struct error *error)
{
    struct refusal refusal = {log, seq, why};
    return store_write(store, note, &refusal, error);
}

bool store_refused_count(struct store *store, int64_t *out, struct error *error)
{
    return store_number(store, SQL_REFUSED_COUNT, out, error);
}

bool store_refused_words(struct store *store, char *out, size_t size, struct error *error)
{
    sqlite3_stmt *words = store_statement(store, SQL_REFUSED_WORDS);
    int step;
    bool ok = sql_step(store->db, words, &step, error);
    const char *text = ok && step == SQLITE_ROW ? sql_text(words, 0) : NULL;
    str_copy(out, size, text != NULL ? text : "");
    sql_done(words);
    return ok;
}

bool store_conflict_count(struct store *store, int64_t *out, struct error *error)
{
    return store_number(store, SQL_CONFLICT_COUNT, out, error);
}

static bool forget(struct store *store, void *context, struct error *error)
{
    (void)context;
    return sql_run(store->db, "DELETE FROM refused", error);
}

bool store_forget_refused(struct store *store, struct error *error)
{
    return store_write(store, forget, NULL, error);
}

bool store_has_written(struct store *store, const uint8_t log[static LOG_ID_SIZE], uint32_t after,
    const char *label, bool *out, struct error *error)
{
    sqlite3_stmt *find = store_statement(store, SQL_EVENT_LABELLED);
    sql_bind_bytes(find, 1, log, LOG_ID_SIZE);
    sqlite3_bind_int64(find, 2, after);
    sql_bind_text(find, 3, label);
    int step = SQLITE_DONE;
    bool ok = sql_step(store->db, find, &step, error);
    *out = ok && step == SQLITE_ROW;
    sql_done(find);
    return ok;
}
