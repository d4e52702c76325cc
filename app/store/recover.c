#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"
#include <errno.h>
#include <string.h>

/* A setting of a rebuilt database, until what its tombstones forbid is erased: a cut may come
 * between. */
#define ERASE_AGAIN "erase again"

struct recovery {
    int64_t expected;
    int64_t events, damaged;
};

struct backups {
    struct store *store;
    sqlite3 *db;
    struct recovery *recovery;
    struct error *error;
    char folder[STORE_PATH_SIZE];
};

/* False only when nothing more may be tried. *whole: all of it could be read. */
static bool salvage_backup(
    struct backups *backups, const char *path, bool *whole, struct error *error)
{
    char begin[16];
    size_t got = 0;
    const struct store_files *files = backups->store->files;
    *whole = false;
    if (files->read(files->context, path, begin, sizeof begin, &got) != 0 || got != sizeof begin ||
        memcmp(begin, "SQLite format 3", sizeof begin) != 0)
        return true;
    struct salvage salvage = {.what = SALVAGE_EVENTS | SALVAGE_KEYS};
    bool ok = salvage_file(backups->store, path, backups->db, &salvage, error);
    if (salvage.events > 0)
        log_info("%lld events came back from %s", (long long)salvage.events, path);
    backups->recovery->events += salvage.events;
    *whole = ok && salvage.damaged + salvage.unreadable == 0;
    return ok;
}

/* The newest one that is whole has all that older ones have. First, because of settings and plans
 * the first ones found stay. */
static bool salvage_automatic(struct backups *backups, struct error *error)
{
    struct automatic_list list;
    struct error missing = {0};
    bool whole = false;
    (void)automatic_find(backups->store, &list, &missing); /* with what there is */
    for (int i = 0; i < list.count && !whole; i++) {
        char path[STORE_PATH_SIZE];
        if (automatic_path(backups->store, &list.files[i], path) &&
            !salvage_backup(backups, path, &whole, error))
            return false;
    }
    return true;
}

/* Any other database in the folder or in backups/ is taken for a backup; events are merged by
 * their key, so it does not matter which is the newest. */
static bool salvage_named(void *with, const char *name)
{
    struct backups *backups = with;
    char path[STORE_PATH_SIZE];
    bool whole;
    if (str_starts_with(name, "waystation.db") || str_starts_with(name, "waystation-schema") ||
        str_ends_with(name, ".part") || automatic_is_name(name) ||
        !store_path(path, NULL, "%s/%s", backups->folder, name))
        return true;
    return salvage_backup(backups, path, &whole, backups->error);
}

static bool salvage_backups(
    struct store *store, sqlite3 *db, struct recovery *recovery, struct error *error)
{
    static const char *const folders[] = {"", "/backups"};
    struct error problem = {0};
    struct backups backups = {store, db, recovery, &problem, ""};
    if (!salvage_automatic(&backups, error))
        return false;
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        if (!store_path(backups.folder, error, "%s%s", store->folder, folders[i]))
            return false;
        store->files->list(store->files->context, backups.folder, salvage_named, &backups);
        if (problem.code != ERR_NONE)
            return error_set(error, problem.code, "%s", problem.text);
    }
    return true;
}

/* Whatever came together here has to pass log_check(), or every start would recover it again. A log
 * of which only events were found counts as our own: it is for us to tell others of it. */
bool store_admit_gaps(sqlite3 *db, struct error *error)
{
    return sql_run(db,
               "INSERT INTO logs(log, station, started, program, complete) "
               "SELECT log, min(station), min(at), '?', 0 FROM event WHERE "
               "log NOT IN (SELECT log FROM logs) GROUP BY log",
               error) &&
           sql_run(db,
               "UPDATE logs SET complete = 0 WHERE complete <> 0 AND "
               "(SELECT count(*) FROM event WHERE event.log = logs.log) <> "
               "(SELECT coalesce(max(seq), 0) FROM event WHERE event.log = logs.log)",
               error) &&
           sql_run(db,
               "UPDATE logs SET complete = 0 WHERE complete <> 0 AND "
               "EXISTS(SELECT 1 FROM event AS a JOIN event AS b ON b.log = a.log AND "
               "b.seq = a.seq + 1 WHERE a.log = logs.log AND b.prev_hash <> a.hash)",
               error) &&
           sql_run(db,
               "UPDATE logs SET prev_log = NULL, prev_seq = NULL, prev_hash = NULL WHERE NOT "
               "EXISTS(SELECT 1 FROM event WHERE event.log = prev_log AND event.seq = prev_seq "
               "AND event.hash = logs.prev_hash)",
               error) &&
           sql_run(db,
               "INSERT OR REPLACE INTO setting(name, value) SELECT '" PUT_TOGETHER "', "
               "CAST(max(id) AS TEXT) FROM event HAVING max(id) IS NOT NULL",
               error) &&
           sql_run(db, STORE_FIND_HEADS, error);
}

bool store_ask_erasing(sqlite3 *db, struct error *error)
{
    return sql_run(db,
        "INSERT OR REPLACE INTO setting(name, value) SELECT '" ERASE_AGAIN "', 'yes' WHERE "
        "EXISTS(SELECT 1 FROM event WHERE kind = 'student_erased')",
        error);
}

static bool fill(struct store *store, sqlite3 *db, void *context, struct error *error)
{
    struct recovery *recovery = context;
    char path[STORE_PATH_SIZE];
    struct salvage salvage = {.expected = recovery->expected, .what = SALVAGE_ALL};
    recovery->events = recovery->damaged = 0;
    if (!store_path(path, error, "%s/%s.db", store->folder, store->stem))
        return false;
    if (store_file_exists(store, path) && !salvage_file(store, path, db, &salvage, error))
        return false;
    recovery->events = salvage.events;
    recovery->damaged = salvage.damaged;
    return salvage_backups(store, db, recovery, error) && store_admit_gaps(db, error) &&
           store_ask_erasing(db, error);
}

static void describe(
    const struct recovery *recovery, const struct store_head *head, struct store_report *report)
{
    report->state = STORE_RECOVERED;
    report->recovered = recovery->events;
    report->missing = -1;
    if (head != NULL)
        report->missing = MAX(0, head->position.events - recovery->events);
    if (report->missing < 0)
        STR_FORMAT(report->note,
            "The database was damaged. %lld events were recovered; how many are missing is not "
            "known. The damaged files were set aside.",
            (long long)recovery->events);
    else
        STR_FORMAT(report->note,
            "The database was damaged or cut short. %lld events were recovered, %lld are missing. "
            "The damaged files were set aside.",
            (long long)recovery->events, (long long)report->missing);
}

bool store_recover(struct store *store, const struct store_head *head, struct store_report *report,
    struct error *error)
{
    struct recovery recovery = {.expected = head == NULL ? 0 : head->position.events};
    struct error problem = {0};
    if (!store_finish_swap(store, report->set_aside, error))
        return false;
    bool ok = store_build(store, fill, &recovery, report->set_aside, &problem);
    if (!ok && problem.code == ERR_NO_SPACE && ballast_release(store)) {
        error_clear(&problem);
        ok = store_build(store, fill, &recovery, report->set_aside, &problem);
    }
    if (!ok)
        return error_set(error, problem.code, "recovering the damaged database: %s", problem.text);
    describe(&recovery, head, report);
    store->head_generation = 1;
    log_error("%s (%s)", report->note, report->set_aside);
    return true;
}

static bool erase_again(struct store *store, void *context, struct error *error)
{
    (void)context;
    return erase_by_tombstones(store, 0, error) &&
           sql_run(store->db, "DELETE FROM setting WHERE name = '" ERASE_AGAIN "'", error);
}

/* A full disk is no reason not to open: children can check in, and it is done later. */
bool store_erase_again(struct store *store, struct error *error)
{
    char asked[8];
    struct error problem = {0};
    store->erasing_waits = false;
    if (!store_get(store, ERASE_AGAIN, asked, sizeof asked))
        return true;
    if (!store_write(store, erase_again, NULL, &problem)) {
        store->erasing_waits = problem.code == ERR_NO_SPACE;
        if (!store->erasing_waits)
            return error_set(error, problem.code, "%s", problem.text);
        log_warning("a student is still to be erased: %s", problem.text);
        return true;
    }
    erase_old_pages(store);
    return true;
}

bool store_finish_erasing(struct store *store, bool *done, struct error *error)
{
    bool waited = store->erasing_waits;
    bool ok = !waited || store_erase_again(store, error);
    *done = waited && ok && !store->erasing_waits;
    return ok;
}

bool store_connect_recovered(struct store *store, struct error *error)
{
    return store_connect(store, error) && store_erase_again(store, error);
}

bool store_heal(struct store *store, struct error *error)
{
    struct store_report report = {0};
    struct store_head head = {.position = store->position};
    bool known = store->db != NULL;
    store_disconnect(store);
    error_clear(error);
    return store_recover(store, known ? &head : NULL, &report, error) &&
           store_connect_recovered(store, error);
}
