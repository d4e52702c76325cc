#define LOG_MODULE "store"
/* The year's end: what students left goes, the class stays (store.h). */
#include "store/store_internal.h"

#include "base/log.h"
#include <errno.h>
#include <string.h>

enum { SLICE = 2000 };

/* --- Folders --------------------------------------------------------------------------------- */

struct sweep {
    struct store *store;
    const char *folder; /* within the data folder */
    int depth;
    int problem;
};

static void empty_folder(struct sweep *sweep);

static bool remove_entry(void *with, const char *name)
{
    enum { DEPTH_MAX = 3 };
    struct sweep *sweep = with;
    const struct store_files *files = sweep->store->files;
    char inside[STORE_PATH_SIZE], path[STORE_PATH_SIZE];
    if (str_equal(name, ".") || str_equal(name, "..") ||
        !store_path(inside, NULL, "%s/%s", sweep->folder, name) ||
        !store_path(path, NULL, "%s/%s", sweep->store->folder, inside))
        return true;
    int problem = files->remove(files->context, path);
    if (problem == ENOENT || problem == 0)
        return true;
    if (sweep->depth < DEPTH_MAX) {
        struct sweep below = {sweep->store, inside, sweep->depth + 1, 0};
        empty_folder(&below);
        problem = below.problem != 0 ? below.problem : files->remove(files->context, path);
    }
    if (sweep->problem == 0)
        sweep->problem = problem;
    return true;
}

static void empty_folder(struct sweep *sweep)
{
    const struct store_files *files = sweep->store->files;
    char path[STORE_PATH_SIZE];
    if (!store_path(path, NULL, "%s/%s", sweep->store->folder, sweep->folder))
        return;
    int problem = files->list(files->context, path, remove_entry, sweep);
    if (sweep->problem == 0 && problem != 0 && problem != ENOENT)
        sweep->problem = problem;
}

static bool drop_folders(struct store *store, struct error *error)
{
    static const char *const folders[] = {"set-aside", "backups", "clips"};
    const struct store_files *files = store->files;
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        struct sweep sweep = {.store = store, .folder = folders[i]};
        char path[STORE_PATH_SIZE];
        empty_folder(&sweep);
        if (!store_path(path, error, "%s/%s", store->folder, folders[i]))
            return false;
        if (sweep.problem == 0)
            sweep.problem = files->sync_folder(files->context, path);
        if (sweep.problem != 0 && sweep.problem != ENOENT)
            return store_file_fail(error, sweep.problem, "removing what is in", path);
    }
    return true;
}

/* --- Rows ------------------------------------------------------------------------------------ */

static bool wipe_slice(struct store *store, void *context, struct error *error)
{
    struct store_wipe *wipe = context;
    sqlite3_stmt *events = store_statement(store, SQL_EVENT_WIPE);
    sqlite3_bind_int(events, 1, SLICE);
    if (!sql_do(store->db, events, error))
        return false;
    int changed = sqlite3_changes(store->db);
    wipe->removed += changed;
    wipe->more = changed == SLICE;
    return sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error) &&
           sql_do(store->db, store_statement(store, SQL_CHUNK_DROP_ALL), error);
}

static bool is_kept(const struct store_wipe *wipe, const char *student)
{
    for (int i = 0; i < wipe->keep_count; i++)
        if (str_equal(wipe->keep[i], student))
            return true;
    return false;
}

/* What is called that way and is no student's id does no harm: nothing has it. */
static bool forget_students(struct store *store, const struct store_wipe *wipe,
    enum store_statement which, struct error *error)
{
    for (;;) {
        char student[ID_SIZE] = "";
        sqlite3_stmt *rows = store_statement(store, which);
        int step;
        bool ok;
        while ((ok = sql_step(store->db, rows, &step, error)) && step == SQLITE_ROW) {
            const char *text = sql_text(rows, 0);
            if (text != NULL && !is_kept(wipe, text) && STR_COPY(student, text))
                break;
            student[0] = '\0';
        }
        sql_done(rows);
        if (!ok || student[0] == '\0')
            return ok;
        if (!erase_rows(store, student, INT64_MAX, error))
            return false;
    }
}

bool store_wipe_count(
    struct store *store, const struct store_wipe *wipe, int64_t *out, struct error *error)
{
    sqlite3_stmt *rows = store_statement(store, SQL_EVENT_WIPE_COUNTS);
    int step;
    bool ok;
    *out = 0;
    while ((ok = sql_step(store->db, rows, &step, error)) && step == SQLITE_ROW) {
        const char *student = sql_text(rows, 0);
        bool goes = sqlite3_column_int(rows, 1) != 0;
        if (goes || (!str_is_empty(student) && !is_kept(wipe, student)))
            *out += sqlite3_column_int64(rows, 2);
    }
    sql_done(rows);
    return ok;
}

static bool wipe_rest(struct store *store, void *context, struct error *error)
{
    struct store_wipe *wipe = context;
    int64_t left;
    static const enum store_statement drops[] = {
        SQL_DRAFT_DROP_ALL, SQL_DRAFT_GONE_DROP_ALL, SQL_CONFLICT_DROP_ALL, SQL_PLAN_KEPT_DROP_ALL};
    sqlite3_stmt *trim = store_statement(store, SQL_PLAN_TRIM);
    sqlite3_bind_int(trim, 1, 1);
    bool ok = store_wipe_count(store, wipe, &left, error) && sql_do(store->db, trim, error);
    for (size_t i = 0; i < COUNT_OF(drops) && ok; i++)
        ok = sql_do(store->db, store_statement(store, drops[i]), error);
    ok = ok && forget_students(store, wipe, SQL_EVENT_STUDENTS, error) &&
         forget_students(store, wipe, SQL_NAMES_OF_STUDENTS, error);
    if (ok)
        wipe->removed += left;
    return ok;
}

bool store_wipe(struct store *store, struct store_wipe *wipe, struct error *error)
{
    if (!str_equal(store->stem, "waystation"))
        return error_set(error, ERR_TOO_NEW,
            "the database is of a newer version of Waystation: update this machine first");
    /* First: cut short between the two, nobody comes back from a backup. */
    if (!automatic_forget(store, error) || !drop_folders(store, error) ||
        !store_write(store, wipe_slice, wipe, error))
        return false;
    store->covered = 0;
    if (wipe->more)
        return true;
    if (!store_write(store, wipe_rest, wipe, error))
        return false;
    log_debug("%lld events of the year are removed", (long long)wipe->removed);
    erase_old_pages(store);
    if (!sql_run(store->db, "VACUUM", error))
        return error_prefix(error, "making the database small");
    erase_old_pages(store);
    return true;
}
