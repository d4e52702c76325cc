#include "store/store_internal.h"

#include <sodium.h>
#include <string.h>

struct merge {
    const struct store_event *events;
    int count;
    bool *is_new; /* may be NULL */
    struct store_merge_report *report;
    bool erased;
};

static bool same_texts(const struct store_event *a, const struct store_event *b)
{
    return str_equal(a->student, b->student) && str_equal(a->body, b->body);
}

/* What was erased in part or whole is compared by what is left of it; a row that a hub did not take
 * has another station's name there, and is erased. */
static bool same_event(const struct store_row *here, const struct store_event *other)
{
    const struct store_event *event = &here->event;
    bool content = event->erased || here->is_edited || other->erased || other->edited ||
                   same_texts(event, other);
    return content && event->stamp.at_ms == other->stamp.at_ms &&
           event->wall_ms == other->wall_ms && event->mono_ms == other->mono_ms &&
           event->offset_s == other->offset_s && event->trusted == other->trusted &&
           event->version == other->version &&
           (event->erased || other->erased || str_equal(event->station, other->station)) &&
           str_equal(event->class_id, other->class_id) && str_equal(event->kind, other->kind);
}

enum known { KNOWN_NOT, KNOWN_SAME, KNOWN_OTHER };

static bool look_up(struct store *store, const uint8_t *log, uint32_t seq,
    const struct store_event *event, enum known *known, uint8_t *hash, struct error *error)
{
    struct store_row row = {0};
    int step;
    sqlite3_stmt *find = store_statement(store, SQL_EVENT_FIND);
    sql_bind_bytes(find, 1, log, LOG_ID_SIZE);
    sqlite3_bind_int64(find, 2, seq);
    bool ok = sql_step(store->db, find, &step, error) &&
              (step != SQLITE_ROW || row_read(store->db, find, &row, error));
    *known = KNOWN_NOT;
    if (ok && step == SQLITE_ROW) {
        memcpy(hash, row.hash, STORE_HASH_SIZE);
        *known = event == NULL || same_event(&row, event) ? KNOWN_SAME : KNOWN_OTHER;
    }
    sql_done(find);
    return ok;
}

static bool add_foreign_log(
    struct store *store, const struct store_event *event, struct error *error)
{
    sqlite3_stmt *add = store_statement(store, SQL_LOG_ADD);
    sql_bind_bytes(add, 1, event->stamp.log, LOG_ID_SIZE);
    sql_bind_text(add, 2, event->station);
    sqlite3_bind_int64(add, 3, event->stamp.at_ms);
    sql_bind_text(add, 4, "");
    sqlite3_bind_int(add, 8, 0);
    if (!sql_do(store->db, add, error))
        return false;
    /* A log of our own that gets events from elsewhere had lost them: it may have gaps now. */
    sqlite3_stmt *incomplete = store_statement(store, SQL_LOG_INCOMPLETE);
    sql_bind_bytes(incomplete, 1, event->stamp.log, LOG_ID_SIZE);
    return sql_do(store->db, incomplete, error);
}

static bool add_row(struct store *store, const struct store_event *event, struct error *error)
{
    struct store_row row = {.event = *event};
    enum known before;
    row.event.erased = false;
    if (!add_foreign_log(store, event, error) ||
        !look_up(
            store, event->stamp.log, event->stamp.seq - 1, NULL, &before, row.prev_hash, error))
        return false;
    row_seal(&row);
    row.is_edited = event->edited && !event->erased;
    if (row.is_edited)
        memcpy(row.edited, row.content, sizeof row.edited);
    if (event->erased) {
        row.event.erased = true;
        row.event.student = "";
        row.event.body = "{}";
        memset(row.salt, 0, sizeof row.salt);
    }
    sqlite3_stmt *add = store_statement(store, SQL_EVENT_ADD);
    row_bind(add, &row);
    if (!sql_do(store->db, add, error))
        return false;
    store->position.events++;
    return true;
}

static bool add_conflict(struct store *store, const struct store_event *event, struct error *error)
{
    struct store_row row = {.event = *event};
    uint8_t digest[STORE_HASH_SIZE];
    /* Without a salt, so that the same one is kept only once. */
    row_content_hash(&row, row.content);
    row_chain_hash(&row, row.hash);
    memcpy(digest, row.hash, sizeof digest);
    sqlite3_stmt *add = store_statement(store, SQL_CONFLICT_ADD);
    row_bind(add, &row);
    sql_bind_bytes(add, 20, digest, sizeof digest);
    sql_bind_text(add, 21, "differs");
    return sql_do(store->db, add, error);
}

static bool is_usable(const struct store_event *event, struct error *error)
{
    if (event->stamp.seq >= 1 && !str_is_empty(event->kind) && event->body != NULL)
        return true;
    return error_set(error, ERR_BAD_INPUT,
        "an event to be taken in has no number, kind or body; the file is not one of ours");
}

/* The log this run writes has no other writer: what claims its next number must not take it. */
static bool is_ours_to_write(const struct store *store, const struct store_event *event)
{
    return memcmp(event->stamp.log, store->position.log, LOG_ID_SIZE) == 0 &&
           event->stamp.seq > store->position.seq;
}

static bool merge_one(struct store *store, struct merge *merge, int index, struct error *error)
{
    const struct store_event *event = &merge->events[index];
    enum known known;
    uint8_t hash[STORE_HASH_SIZE];
    if (merge->is_new != NULL)
        merge->is_new[index] = false;
    if (!is_usable(event, error) ||
        !look_up(store, event->stamp.log, event->stamp.seq, event, &known, hash, error))
        return false;
    if (known == KNOWN_SAME) {
        merge->report->known++;
        return true;
    }
    if (known == KNOWN_OTHER || is_ours_to_write(store, event)) {
        merge->report->conflicts++;
        return add_conflict(store, event, error);
    }
    merge->report->added++;
    if (merge->is_new != NULL)
        merge->is_new[index] = true;
    /* First: cut short before the commit, nobody comes back from a backup. A row that a hub did not
     * take says nothing. */
    if (str_equal(event->kind, "student_erased") && !event->erased &&
        !automatic_forget(store, error))
        return false;
    return add_row(store, event, error);
}

static bool merge_all(struct store *store, void *context, struct error *error)
{
    struct merge *merge = context;
    int64_t before = store->position.events;
    *merge->report = (struct store_merge_report){0};
    for (int i = 0; i < merge->count; i++) {
        const uint8_t *log = merge->events[i].stamp.log;
        bool ends =
            i + 1 == merge->count || memcmp(log, merge->events[i + 1].stamp.log, LOG_ID_SIZE) != 0;
        if (!merge_one(store, merge, i, error) || (ends && !heads_raise(store, log, error)))
            return false;
    }
    int changes = sqlite3_total_changes(store->db);
    if (merge->report->added + merge->report->conflicts > 0 &&
        !erase_by_tombstones(store, before, error))
        return false;
    merge->erased = sqlite3_total_changes(store->db) != changes;
    return true;
}

bool store_merge_new(struct store *store, const struct store_event *events, int count, bool *is_new,
    struct store_merge_report *out, struct error *error)
{
    struct merge merge = {.events = events, .count = count, .is_new = is_new, .report = out};
    if (!store_write(store, merge_all, &merge, error))
        return false;
    if (merge.erased)
        erase_old_pages(store);
    return true;
}

bool store_merge(struct store *store, const struct store_event *events, int count,
    struct store_merge_report *out, struct error *error)
{
    return store_merge_new(store, events, count, NULL, out, error);
}
