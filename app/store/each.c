#include "store/store_internal.h"

#include <assert.h>
#include <string.h>

/* The events of one kind, in order. All kinds together are merged from theirs, so that no more is
 * read than is visited and nothing has to be sorted. */
struct lane {
    sqlite3_stmt *rows;
    struct store_row row;
    bool has_row;
};

struct each {
    const char *student; /* NULL: anybody's and nobody's */
    const char *const *kinds;
    int count;
    struct stamp after; /* the last one visited */
    store_visit visit;
    void *context;
    struct lane lanes[STORE_KINDS_MAX];
};

static bool lane_step(struct store *store, struct lane *lane, struct error *error)
{
    int step;
    lane->has_row = false;
    if (!sql_step(store->db, lane->rows, &step, error))
        return false;
    lane->has_row = step == SQLITE_ROW;
    return !lane->has_row || row_read(store->db, lane->rows, &lane->row, error);
}

#define LANE_SELECT(which)                             \
    "SELECT " EVENT_COLUMNS " FROM event WHERE " which \
    "kind = ?1 AND (at, log, seq) > (?2, ?3, ?4) ORDER BY at, log, seq"

static bool lane_open(struct store *store, struct lane *lane, const char *student, const char *kind,
    const struct stamp *after, struct error *error)
{
    static const char of_all[] = LANE_SELECT(""), of_one[] = LANE_SELECT("student = ?5 AND ");
    if (!sql_prepare(store->db, student == NULL ? of_all : of_one, &lane->rows, error))
        return false;
    if (student != NULL)
        sql_bind_text(lane->rows, 5, student);
    sql_bind_text(lane->rows, 1, kind);
    sqlite3_bind_int64(lane->rows, 2, after->at_ms);
    sql_bind_bytes(lane->rows, 3, after->log, LOG_ID_SIZE);
    sqlite3_bind_int64(lane->rows, 4, after->seq);
    return lane_step(store, lane, error);
}

static struct lane *first_lane(struct each *each)
{
    struct lane *first = NULL;
    for (int i = 0; i < each->count; i++) {
        struct lane *lane = &each->lanes[i];
        if (lane->has_row &&
            (first == NULL || stamp_compare(&lane->row.event.stamp, &first->row.event.stamp) < 0))
            first = lane;
    }
    return first;
}

static bool each_pass(struct store *store, struct each *each, struct error *error)
{
    const struct stamp start = each->after; /* bound, so it outlives the steps */
    bool ok = true;
    memset(each->lanes, 0, sizeof each->lanes);
    for (int i = 0; ok && i < each->count; i++)
        ok = lane_open(store, &each->lanes[i], each->student, each->kinds[i], &start, error);
    struct lane *lane;
    while (ok && (lane = first_lane(each)) != NULL) {
        each->after = lane->row.event.stamp;
        if (!each->visit(each->context, &lane->row.event))
            break;
        ok = lane_step(store, lane, error);
    }
    for (int i = 0; i < each->count; i++)
        sqlite3_finalize(each->lanes[i].rows);
    return ok;
}

bool store_each(struct store *store, const char *student, const char *const *kinds, int count,
    int64_t since_ms, store_visit visit, void *context, struct error *error)
{
    assert(count >= 0 && count <= STORE_KINDS_MAX);
    /* A log of zeroes and number 0: before every event of that moment. */
    struct each each = {
        .student = student, .kinds = kinds, .count = count, .visit = visit, .context = context};
    each.after.at_ms = since_ms;
    struct error first = {0};
    if (each_pass(store, &each, &first))
        return true;
    if (!store_is_damage(&first) || store->read_only)
        return error_set(error, first.code, "%s", first.text);
    return store_heal(store, error) && each_pass(store, &each, error);
}
