#include "store/store_internal.h"

#include <assert.h>
#include <string.h>

#ifndef WAYSTATION_VERSION
#define WAYSTATION_VERSION "0"
#endif

static bool add_log(struct store *store, const struct store_event *first, struct error *error)
{
    sqlite3_stmt *add = store_statement(store, SQL_LOG_ADD);
    const struct store_position *before = &store->newest;
    sql_bind_bytes(add, 1, store->position.log, LOG_ID_SIZE);
    sql_bind_text(add, 2, store->station);
    sqlite3_bind_int64(add, 3, first->stamp.at_ms);
    sql_bind_text(add, 4, WAYSTATION_VERSION);
    if (before->seq > 0) {
        sql_bind_bytes(add, 5, before->log, LOG_ID_SIZE);
        sqlite3_bind_int64(add, 6, before->seq);
        sql_bind_bytes(add, 7, before->hash, sizeof before->hash);
    }
    sqlite3_bind_int(add, 8, 1);
    return sql_do(store->db, add, error);
}

static bool add_event(struct store *store, struct store_event *event, struct error *error)
{
    struct store_position *position = &store->position;
    memcpy(event->stamp.log, position->log, LOG_ID_SIZE);
    event->stamp.seq = position->seq + 1;
    if (str_is_empty(event->station))
        event->station = store->station;
    struct store_row row = {.event = *event};
    memcpy(row.prev_hash, position->hash, sizeof row.prev_hash);
    row_seal(&row);
    sqlite3_stmt *add = store_statement(store, SQL_EVENT_ADD);
    row_bind(add, &row);
    if (!sql_do(store->db, add, error))
        return false;
    position->seq++;
    position->events++;
    memcpy(position->hash, row.hash, sizeof row.hash);
    return true;
}

bool log_append(struct store *store, struct store_event *events, int count, struct error *error)
{
    for (int i = 0; i < count; i++) {
        assert(!str_is_empty(events[i].kind) && events[i].body != NULL);
        if (store->position.seq == 0 && !add_log(store, &events[i], error))
            return false;
        if (!add_event(store, &events[i], error))
            return false;
    }
    return true;
}

struct append {
    struct store_event *events;
    int count;
};

static bool append(struct store *store, void *context, struct error *error)
{
    struct append *append = context;
    for (int i = 0; i < store->drop_count; i++) {
        const struct store_drop *drop = &store->drops[i];
        if (!draft_drop(store, drop->student, drop->key, append->events[0].stamp.at_ms, error))
            return false;
    }
    return log_append(store, append->events, append->count, error);
}

bool store_append(struct store *store, struct store_event *events, int count, struct error *error)
{
    assert(count > 0);
    struct append context = {events, count};
    bool ok = store_write(store, append, &context, error);
    store->drop_count = 0;
    return ok;
}

void store_drop_draft_with_next(struct store *store, const char *student, const char *key)
{
    assert(store->drop_count < STORE_DROP_MAX);
    struct store_drop *drop = &store->drops[store->drop_count++];
    bool fits = STR_COPY(drop->student, student) && STR_COPY(drop->key, key);
    assert(fits);
    (void)fits;
}

int64_t store_event_count(const struct store *store)
{
    return store->position.events;
}

/* --- Replay -------------------------------------------------------------------------------------
 */

struct replay {
    bool all;
    bool resumed; /* after a recovery in the middle: go on behind `last` */
    bool stopped;
    struct stamp last;
    store_visit visit;
    void *context;
};

static sqlite3_stmt *replay_statement(struct store *store, const struct replay *replay)
{
    if (replay->resumed) {
        sqlite3_stmt *after = store_statement(store, SQL_EVENT_AFTER);
        sqlite3_bind_int64(after, 1, replay->last.at_ms);
        sql_bind_bytes(after, 2, replay->last.log, LOG_ID_SIZE);
        sqlite3_bind_int64(after, 3, replay->last.seq);
        return after;
    }
    if (replay->all || store->covered == 0)
        return store_statement(store, SQL_EVENT_ALL);
    sqlite3_stmt *since = store_statement(store, SQL_EVENT_SINCE);
    sqlite3_bind_int64(since, 1, store->covered);
    return since;
}

static bool replay_rows(struct store *store, struct replay *replay, struct error *error)
{
    /* The bound bytes of `last` must outlive the steps, which change it. */
    struct replay start = *replay;
    sqlite3_stmt *statement = replay_statement(store, &start);
    int step = SQLITE_DONE;
    bool ok = true;
    while (!replay->stopped && (ok = sql_step(store->db, statement, &step, error)) &&
           step == SQLITE_ROW) {
        struct store_row row;
        if (!(ok = row_read(store->db, statement, &row, error)))
            break;
        replay->stopped = !replay->visit(replay->context, &row.event);
        replay->last = row.event.stamp;
    }
    sql_done(statement);
    return ok;
}

bool store_replay(
    struct store *store, bool all, store_visit visit, void *context, struct error *error)
{
    struct replay replay = {.all = all, .visit = visit, .context = context};
    struct error first = {0};
    if (replay_rows(store, &replay, &first))
        return true;
    if (!store_is_damage(&first) || store->read_only)
        return error_set(error, first.code, "%s", first.text);
    /* Damage met on the way: recover, then go on behind the last event that was visited. Without a
     * visit so far everything is visited: event ids, and so the checkpoint's, are new. */
    if (!store_heal(store, error))
        return false;
    replay.resumed = replay.last.seq != 0;
    replay.all = true;
    return replay_rows(store, &replay, error);
}

/* --- Verify -------------------------------------------------------------------------------------
 */

struct chain {
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq;
    uint8_t hash[STORE_HASH_SIZE];
    bool complete;
};

static bool chain_start(struct store *store, const uint8_t log[static LOG_ID_SIZE],
    struct chain *chain, struct error *error)
{
    *chain = (struct chain){0};
    memcpy(chain->log, log, LOG_ID_SIZE);
    sqlite3_stmt *find = store_statement(store, SQL_LOG_FIND);
    sql_bind_bytes(find, 1, log, LOG_ID_SIZE);
    int step;
    bool ok = sql_step(store->db, find, &step, error);
    chain->complete = ok && step == SQLITE_ROW && sqlite3_column_int(find, 0) != 0;
    sql_done(find);
    return ok;
}

/* Only a log that came here whole has to be linked. In another one an event that fills a gap was
 * sealed anew (merge.c), and the one behind it still names the one it followed before. */
static bool chain_step(struct chain *chain, const struct store_row *row, struct error *error)
{
    uint32_t seq = row->event.stamp.seq;
    char log[2 * LOG_ID_SIZE + 1];
    store_log_text(chain->log, log);
    if (!row_is_intact(row))
        return error_set(error, ERR_CORRUPT,
            "log %s: event %u is not what was written; see set-aside or a backup", log, seq);
    bool follows = seq == chain->seq + 1;
    bool linked = memcmp(row->prev_hash, chain->hash, sizeof chain->hash) == 0;
    if (chain->complete && !follows)
        return error_set(error, ERR_CORRUPT, "log %s: events %u to %u are missing", log,
            chain->seq + 1, seq - 1);
    if (chain->complete && !linked)
        return error_set(
            error, ERR_CORRUPT, "log %s: event %u does not follow event %u", log, seq, chain->seq);
    chain->seq = seq;
    memcpy(chain->hash, row->hash, sizeof chain->hash);
    return true;
}

static bool check_links(struct store *store, struct error *error)
{
    sqlite3_stmt *all = store_statement(store, SQL_LOG_ALL);
    int step;
    bool ok;
    while ((ok = sql_step(store->db, all, &step, error)) && step == SQLITE_ROW) {
        sqlite3_stmt *find = store_statement(store, SQL_EVENT_FIND);
        sqlite3_bind_value(find, 1, sqlite3_column_value(all, 1));
        sqlite3_bind_value(find, 2, sqlite3_column_value(all, 2));
        int found;
        struct store_row row = {0};
        uint8_t hash[STORE_HASH_SIZE];
        ok = sql_step(store->db, find, &found, error) &&
             (found != SQLITE_ROW || row_read(store->db, find, &row, error));
        if (ok &&
            (!sql_bytes(all, 3, hash, sizeof hash) || memcmp(hash, row.hash, sizeof hash) != 0))
            ok = error_set(error, ERR_CORRUPT, "the end of an earlier log is missing");
        sql_done(find);
        if (!ok)
            break;
    }
    sql_done(all);
    return ok;
}

bool log_check(struct store *store, struct error *error)
{
    sqlite3_stmt *rows = store_statement(store, SQL_EVENT_CHAINS);
    struct chain chain = {0};
    bool started = false;
    int step;
    bool ok;
    while ((ok = sql_step(store->db, rows, &step, error)) && step == SQLITE_ROW) {
        struct store_row row;
        ok = row_read(store->db, rows, &row, error);
        if (ok && (!started || memcmp(chain.log, row.event.stamp.log, LOG_ID_SIZE) != 0))
            ok = chain_start(store, row.event.stamp.log, &chain, error);
        started = true;
        ok = ok && chain_step(&chain, &row, error);
        if (!ok)
            break;
    }
    sql_done(rows);
    return ok && check_links(store, error);
}

bool store_verify(struct store *store, struct error *error)
{
    return store_check_file(store->db, true, error) && log_check(store, error);
}

bool log_read_position(sqlite3 *db, struct store_position *out, struct error *error)
{
    *out = (struct store_position){0};
    sqlite3_stmt *last = NULL;
    int step = SQLITE_DONE;
    bool ok = sql_number(db, "SELECT count FROM change", &out->change, error) &&
              sql_prepare(db, "SELECT id, log, seq, hash FROM event ORDER BY id DESC LIMIT 1",
                  &last, error) &&
              sql_step(db, last, &step, error);
    if (ok && step == SQLITE_ROW) {
        out->events = sqlite3_column_int64(last, 0);
        out->seq = (uint32_t)sqlite3_column_int64(last, 2);
        if (!sql_bytes(last, 1, out->log, LOG_ID_SIZE) ||
            !sql_bytes(last, 3, out->hash, sizeof out->hash))
            ok = error_set(error, ERR_CORRUPT, "the newest event is damaged");
    }
    sqlite3_finalize(last);
    return ok;
}
