/* Backups the store makes by itself: backups/auto-NNNNNN-YYYY-MM-DD.db, numbered upwards. Pages are
 * copied and then looked through a slice at a time, so that nobody who comes to the station waits:
 * for a year of a class (120,000 events, 35 MiB) some 100 slices of at most 20 ms each on a
 * desktop's disk. What is saved meanwhile goes to both (sqlite3_backup). */
#include "store/store_internal.h"

#include "base/date.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    KEPT = 7,
    SLICE_PAGES = 256, /* 1 MiB: under 100 ms on a slow card */
    SLICE_ROWS = 2000,
    SAVES_BETWEEN = 2000,      /* with a clock that stands still */
    PREFIX_LENGTH = 5 + 6 + 1, /* "auto-NNNNNN-" */
};

#define CHANGE_COUNT "SELECT count FROM change"

static bool name_of(const struct automatic_file *file, char *out, size_t size)
{
    char date[DATE_TEXT_SIZE];
    date_format(file->day, date);
    return str_format(out, size, "auto-%06u-%s.db", (unsigned)file->number, date);
}

static bool parse_name(const char *name, struct automatic_file *out)
{
    char date[DATE_TEXT_SIZE], again[64];
    struct date day;
    unsigned number;
    if (sscanf(name, "auto-%6u-", &number) != 1 || strlen(name) != PREFIX_LENGTH + 10 + 3)
        return false;
    str_copy_length(date, sizeof date, name + PREFIX_LENGTH, 10);
    if (!date_parse(date, &day))
        return false;
    *out = (struct automatic_file){number, date_to_day(day)};
    return name_of(out, again, sizeof again) && str_equal(name, again);
}

/* Newest first; of more than fit the newest are kept. */
static bool add_file(void *with, const char *name)
{
    struct automatic_list *list = with;
    struct automatic_file file;
    if (!parse_name(name, &file))
        return true;
    int at = list->count;
    while (at > 0 && list->files[at - 1].number < file.number)
        at--;
    if (at == AUTOMATIC_MAX)
        return true;
    list->count = MIN(list->count + 1, AUTOMATIC_MAX);
    memmove(&list->files[at + 1], &list->files[at],
        (size_t)(list->count - 1 - at) * sizeof list->files[0]);
    list->files[at] = file;
    return true;
}

bool automatic_find(const struct store *store, struct automatic_list *out, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    *out = (struct automatic_list){0};
    if (!store_path(folder, error, "%s/backups", store->folder))
        return false;
    int problem = store->files->list(store->files->context, folder, add_file, out);
    return problem == 0 || problem == ENOENT ||
           store_file_fail(error, problem, "looking for backups in", folder);
}

bool automatic_is_name(const char *name)
{
    struct automatic_file file;
    return parse_name(name, &file);
}

bool automatic_path(const struct store *store, const struct automatic_file *file, char *out)
{
    char name[64];
    return name_of(file, name, sizeof name) &&
           store_path(out, NULL, "%s/backups/%s", store->folder, name);
}

/* --- Making one ---------------------------------------------------------------------------------
 */

static bool part_path(const struct store *store, char *out)
{
    return store_path(out, NULL, "%s/backups/auto.part", store->folder);
}

void automatic_stop(struct store *store)
{
    char part[STORE_PATH_SIZE];
    if (store->copying.to == NULL)
        return;
    sqlite3_backup_finish(store->copying.pages);
    sqlite3_close(store->copying.to);
    store->copying = (struct store_copying){0};
    if (part_path(store, part))
        backup_remove_part(store, part);
}

/* The oldest of those that have a newer one of the same day; else the oldest of all: the only one
 * of a day goes last. */
static int choose_least(const struct automatic_list *list)
{
    for (int i = list->count - 1; i > 0; i--)
        for (int newer = 0; newer < i; newer++)
            if (list->files[newer].day == list->files[i].day)
                return i;
    return list->count - 1;
}

/* Removes all but `kept`, of which the newest is one; false if one of them cannot be removed. */
static bool trim(struct store *store, int kept, struct error *error)
{
    struct automatic_list list;
    char path[STORE_PATH_SIZE];
    if (!automatic_find(store, &list, error))
        return false;
    if (list.count <= kept)
        return true;
    while (list.count > kept) {
        int least = choose_least(&list);
        if (automatic_path(store, &list.files[least], path)) {
            int problem = store->files->remove(store->files->context, path);
            if (problem != 0 && problem != ENOENT)
                return store_file_fail(error, problem, "removing", path);
        }
        list.count--;
        memmove(&list.files[least], &list.files[least + 1],
            (size_t)(list.count - least) * sizeof list.files[0]);
    }
    if (!store_path(path, error, "%s/backups", store->folder))
        return false;
    int problem = store->files->sync_folder(store->files->context, path);
    return problem == 0 || store_file_fail(error, problem, "syncing", path);
}

bool automatic_forget(struct store *store, struct error *error)
{
    automatic_stop(store);
    return trim(store, 0, error);
}

/* What the database needs twice over (it may grow meanwhile) and four times the ballast: a disk
 * that is nearly full is for what children write. Older backups go first. */
static bool has_room(struct store *store, struct error *error)
{
    int64_t pages, size, room;
    if (!sql_number(store->db, "PRAGMA page_count", &pages, error) ||
        !sql_number(store->db, "PRAGMA page_size", &size, error))
        return false;
    for (int kept = KEPT; kept >= 1; kept = kept == KEPT ? 1 : 0) {
        if (kept < KEPT && !trim(store, kept, error))
            return false;
        int problem = store->files->room(store->files->context, store->folder, &room);
        if (problem != 0)
            return store_file_fail(error, problem, "looking at the room in", store->folder);
        if (store->has_ballast && room >= 2 * pages * size + 4 * (int64_t)STORE_BALLAST_SIZE)
            return true;
    }
    return error_set(error, ERR_NO_SPACE,
        "too little room for an automatic backup; make room on the disk of %s", store->folder);
}

static bool begin(struct store *store, struct error *error)
{
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s/backups", store->folder))
        return false;
    int problem = store->files->make_folder(store->files->context, path);
    if (problem != 0)
        return store_file_fail(error, problem, "making", path);
    if (!part_path(store, path))
        return error_set(error, ERR_BAD_INPUT, "the path of the data folder is too long");
    backup_remove_part(store, path);
    struct store_copying *copying = &store->copying;
    *copying = (struct store_copying){0};
    if (!has_room(store, error) ||
        !store_open_database(store, path, ACCESS_CREATE, &copying->to, error))
        return false;
    copying->pages = sqlite3_backup_init(copying->to, "main", store->db, "main");
    return copying->pages != NULL || sql_fail(copying->to, error, "copying the database");
}

/* Else everything would wait for the disk at the end. */
static void sync_part(sqlite3 *db)
{
    sqlite3_file *file = NULL;
    if (sqlite3_db_cacheflush(db) == SQLITE_OK &&
        sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
        file != NULL && file->pMethods != NULL)
        file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

static bool end_copying(struct store_copying *copying, struct error *error)
{
    static const char *const checks[] = {"PRAGMA quick_check(secret)",
        "PRAGMA quick_check(setting)", "PRAGMA quick_check(plan)", "PRAGMA quick_check(logs)"};
    bool finished = sqlite3_backup_finish(copying->pages) == SQLITE_OK;
    copying->pages = NULL;
    if (!finished)
        return sql_fail(copying->to, error, "copying the database");
    if (!sql_run(copying->to, "PRAGMA journal_mode = DELETE", error) ||
        !sql_number(copying->to, CHANGE_COUNT, &copying->change, error))
        return false;
    for (size_t i = 0; i < COUNT_OF(checks); i++)
        if (!store_check_with(copying->to, checks[i], error))
            return false;
    return true;
}

/* A copy of damaged pages must not push out sound backups. *all: the end is reached. */
static bool check_events(struct store_copying *copying, bool *all, struct error *error)
{
    static const char select[] =
        "SELECT " EVENT_COLUMNS ", id FROM event NOT INDEXED WHERE id > ?1 "
        "ORDER BY id LIMIT ?2";
    enum { COLUMN_ID = 19 };
    sqlite3_stmt *rows = NULL;
    int step = SQLITE_DONE, count = 0;
    bool ok = sql_prepare(copying->to, select, &rows, error);
    if (ok) {
        sqlite3_bind_int64(rows, 1, copying->checked);
        sqlite3_bind_int(rows, 2, SLICE_ROWS);
    }
    while (ok && (ok = sql_step(copying->to, rows, &step, error)) && step == SQLITE_ROW) {
        struct store_row row;
        ok = row_read(copying->to, rows, &row, error);
        if (ok &&
            (sqlite3_column_int64(rows, COLUMN_ID) != copying->checked + 1 || !row_is_intact(&row)))
            ok = error_set(error, ERR_CORRUPT, "event %lld is damaged; restart the station",
                (long long)copying->checked + 1);
        copying->checked++;
        count++;
    }
    sqlite3_finalize(rows);
    *all = ok && count < SLICE_ROWS;
    return ok;
}

static bool put_in_place(struct store *store, int32_t day, struct error *error)
{
    struct store_copying *copying = &store->copying;
    struct automatic_list list;
    char part[STORE_PATH_SIZE], path[STORE_PATH_SIZE];
    if (!automatic_find(store, &list, error))
        return false;
    struct automatic_file file = {list.count > 0 ? list.files[0].number + 1 : 1, day};
    if (!part_path(store, part) || !automatic_path(store, &file, path))
        return error_set(error, ERR_BAD_INPUT, "the path of the data folder is too long");
    sqlite3 *copy = copying->to;
    copying->to = NULL;
    if (sqlite3_close(copy) != SQLITE_OK)
        return error_set(error, ERR_IO, "closing %s failed", part);
    int problem = store->files->rename(store->files->context, part, path);
    if (problem == 0 && store_path(part, error, "%s/backups", store->folder))
        problem = store->files->sync_folder(store->files->context, part);
    if (problem != 0)
        return store_file_fail(error, problem, "writing", path);
    store->change_backed_up = copying->change;
    return trim(store, KEPT, error);
}

/* The commits of the newest; INT64_MAX if it is not whole, so that another one is made. */
static int64_t change_of(struct store *store, const struct automatic_file *newest)
{
    char path[STORE_PATH_SIZE];
    sqlite3 *db = NULL;
    int64_t change;
    struct error damaged = {0};
    bool ok = automatic_path(store, newest, path) &&
              store_open_database(store, path, ACCESS_LOOK, &db, &damaged) &&
              sql_number(db, CHANGE_COUNT, &change, &damaged);
    sqlite3_close(db);
    return ok ? change : INT64_MAX;
}

/* A clock that nobody vouches for may be set right any minute: only its going on makes a day. */
static bool is_another_day(const struct moment *now, int32_t newest)
{
    int32_t day = date_day_at(now->wall_ms, now->offset_s);
    return date_is_believable(day) && (now->trusted ? day != newest : day > newest);
}

static bool is_due(struct store *store, const struct moment *now)
{
    struct automatic_list list;
    struct error missing = {0};
    (void)automatic_find(store, &list, &missing);
    if (list.count == 0 || store->position.events == 0)
        return store->position.events > 0;
    if (store->change_backed_up == 0)
        store->change_backed_up = change_of(store, &list.files[0]);
    int64_t saves = store->position.change - store->change_backed_up;
    bool is_anew = saves < 0; /* it was recovered or restored since then */
    return is_anew || saves >= SAVES_BETWEEN ||
           (saves > 0 && is_another_day(now, list.files[0].day));
}

/* Copies a slice, or looks through one, or has it all. */
static bool step_on(struct store *store, int32_t day, bool *more, struct error *error)
{
    struct store_copying *copying = &store->copying;
    bool all;
    *more = true;
    if (copying->pages != NULL) {
        int step = sqlite3_backup_step(copying->pages, SLICE_PAGES);
        if (step == SQLITE_DONE)
            return end_copying(copying, error);
        sync_part(copying->to);
        return step == SQLITE_OK || sql_fail(copying->to, error, "copying the database");
    }
    if (!check_events(copying, &all, error))
        return false;
    *more = !all;
    return !all || put_in_place(store, day, error);
}

bool store_back_up(struct store *store, const struct moment *now, bool *more, struct error *error)
{
    struct store_copying *copying = &store->copying;
    *more = false;
    if (store->read_only || (copying->to == NULL && !is_due(store, now)))
        return true;
    if (copying->to == NULL && !begin(store, error)) {
        automatic_stop(store);
        return error_prefix(error, "the automatic backup");
    }
    bool ok = step_on(store, date_day_at(now->wall_ms, now->offset_s), more, error);
    *more = ok && *more;
    if (!*more)
        automatic_stop(store);
    return ok || error_prefix(error, "the automatic backup");
}

bool automatic_make(struct store *store, struct error *error)
{
    bool more = true;
    int64_t wall_ms;
    ballast_restore(store); /* is it there? */
    bool ok =
        sql_number(store->db, "SELECT wall FROM event ORDER BY id DESC LIMIT 1", &wall_ms, error) &&
        begin(store, error);
    while (ok && more)
        ok = step_on(store, date_day_at(wall_ms, 0), &more, error);
    automatic_stop(store);
    return ok;
}

bool store_last_backup(const struct store *store, int32_t *day, int *count)
{
    struct automatic_list list;
    struct error missing = {0};
    (void)automatic_find(store, &list, &missing);
    *count = list.count;
    *day = list.count > 0 ? list.files[0].day : 0;
    return list.count > 0;
}
