#define LOG_MODULE "store"
/* Retention: what students leave is removed after so many days, as erasing removes it: the row
 * keeps its place in the chain, what it said is gone. */
#include "store/store_internal.h"

#include "base/date.h"
#include "base/log.h"
#include <string.h>

enum {
    SLICE = 500,       /* rows of one transaction */
    DAYS_SEEN = 5,     /* that the log must know … */
    DAYS_SPAN = 14,    /* … the first of them this long ago … */
    DAYS_RECENT = 60,  /* … and all of them within this time */
    RAN_TEXT_SIZE = 48 /* "2026-09-14 12" */
};

#define EXPIRE_RAN "expired" /* a setting: the day it was last done, and how many went */

struct expire {
    int64_t first_ms; /* of believable times */
    int64_t before_ms;
    int32_t today;
    int64_t removed; /* out: in this slice */
    int64_t before;  /* removed today already */
};

static bool count_days(struct store *store, const struct moment *now, int64_t *days, int64_t *first,
    struct error *error)
{
    sqlite3_stmt *seen = store_statement(store, SQL_DAYS_SEEN);
    int step;
    sqlite3_bind_int64(seen, 1, now->wall_ms - DAYS_RECENT * (int64_t)DAY_MS);
    sqlite3_bind_int64(seen, 2, now->wall_ms - (int64_t)DAY_MS);
    bool ok = sql_step(store->db, seen, &step, error);
    *days = ok && step == SQLITE_ROW ? sqlite3_column_int64(seen, 0) : 0;
    *first = ok && step == SQLITE_ROW ? sqlite3_column_int64(seen, 1) : 0;
    sql_done(seen);
    return ok;
}

/* A clock that was set far ahead must not cost a year of work. So it has to be trusted, and this
 * database has to have lived with it: events of trusted time on some earlier days, over two weeks.
 * A jump leaves a gap that only weeks of use on the new time close, and a wrong date that stands on
 * every screen for weeks is somebody's word. */
static bool clock_is_proven(
    struct store *store, const struct moment *now, bool *out, struct error *error)
{
    int64_t days = 0, first = 0;
    *out = false;
    if (!now->trusted || !date_is_believable(date_day_at(now->wall_ms, now->offset_s)))
        return true;
    if (!count_days(store, now, &days, &first, error))
        return false;
    *out = days >= DAYS_SEEN && first <= now->wall_ms - DAYS_SPAN * (int64_t)DAY_MS;
    return true;
}

static void bind_times(sqlite3_stmt *statement, const struct expire *expire)
{
    sqlite3_bind_int64(statement, 1, expire->before_ms);
    sqlite3_bind_int64(statement, 2, expire->first_ms);
}

/* The newest sure and old event of what this machine wrote itself: its row is of the moment it
 * happened, so what came here before it is older still, whose ever it is. Rows of others say
 * nothing of the kind: a stick or a hub brings last year's after yesterday's. Nor do own ones that
 * came back from elsewhere (their log is not complete any more) or out of a backup (PUT_TOGETHER).
 */
static bool find_own_bound(
    struct store *store, const struct expire *expire, int64_t *id, struct error *error)
{
    sqlite3_stmt *find = store_statement(store, SQL_EXPIRED_THROUGH);
    int step;
    bind_times(find, expire);
    bool ok = sql_step(store->db, find, &step, error);
    *id = ok && step == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    sql_done(find);
    return ok;
}

static bool remember(struct store *store, const struct expire *expire, struct error *error)
{
    char date[DATE_TEXT_SIZE], text[RAN_TEXT_SIZE];
    date_format(expire->today, date);
    STR_FORMAT(text, "%s %lld", date, (long long)(expire->before + expire->removed));
    sqlite3_stmt *set = store_statement(store, SQL_SETTING_SET);
    sql_bind_text(set, 1, EXPIRE_RAN);
    sql_bind_text(set, 2, text);
    return sql_do(store->db, set, error);
}

static bool drop_old(struct store *store, enum store_statement name, const struct expire *expire,
    struct error *error)
{
    sqlite3_stmt *drop = store_statement(store, name);
    bind_times(drop, expire);
    return sql_do(store->db, drop, error);
}

static bool expire_slice(struct store *store, void *context, struct error *error)
{
    struct expire *expire = context;
    int64_t through;
    int before = sqlite3_total_changes(store->db);
    if (!find_own_bound(store, expire, &through, error))
        return false;
    sqlite3_stmt *remove = store_statement(store, SQL_EVENT_EXPIRE);
    bind_times(remove, expire);
    sqlite3_bind_int64(remove, 3, through);
    sqlite3_bind_int(remove, 4, SLICE);
    if (!sql_do(store->db, remove, error))
        return false;
    expire->removed = sqlite3_changes(store->db);
    if (!drop_old(store, SQL_DRAFT_EXPIRE, expire, error) ||
        !drop_old(store, SQL_DRAFT_GONE_EXPIRE, expire, error) ||
        !drop_old(store, SQL_CONFLICT_EXPIRE, expire, error))
        return false;
    if (expire->removed > 0 &&
        (!sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error) ||
            !sql_do(store->db, store_statement(store, SQL_CHUNK_DROP_ALL), error)))
        return false;
    store->is_chore = sqlite3_total_changes(store->db) == before;
    return remember(store, expire, error);
}

bool store_last_expiry(struct store *store, int32_t *day, int64_t *removed)
{
    char text[RAN_TEXT_SIZE], date_text[DATE_TEXT_SIZE];
    struct date date;
    if (!store_get(store, EXPIRE_RAN, text, sizeof text))
        return false;
    str_copy_length(date_text, sizeof date_text, text, MIN(strlen(text), (size_t)10));
    if (!date_parse(date_text, &date) || strlen(text) < 12 || !str_to_int64(text + 11, removed))
        return false;
    *day = date_to_day(date);
    return true;
}

bool store_expire(struct store *store, const struct moment *now, int32_t days,
    struct store_expiry *out, struct error *error)
{
    struct expire expire = {.first_ms = (int64_t)date_to_day((struct date){2026, 1, 1}) * DAY_MS,
        .before_ms = now->wall_ms - days * (int64_t)DAY_MS,
        .today = date_day_at(now->wall_ms, now->offset_s)};
    int32_t last_day;
    int64_t last_removed;
    bool proven;
    *out = (struct store_expiry){0};
    if (store->read_only)
        return true;
    if (!clock_is_proven(store, now, &proven, error))
        return false;
    if (!proven)
        return true;
    if (store_last_expiry(store, &last_day, &last_removed) && last_day == expire.today)
        expire.before = last_removed;
    if (!store_write(store, expire_slice, &expire, error))
        return false;
    out->ran = true;
    out->removed = expire.removed;
    out->more = expire.removed == SLICE;
    if (expire.removed > 0) {
        store->covered = 0;
        log_info("%lld events older than %d days were removed", (long long)expire.removed, days);
        erase_old_pages(store);
    }
    return true;
}
