#include "store/store_internal.h"

#include <errno.h>
#include <string.h>

/* Copies every page of `from` into `to`. */
static bool copy_pages(sqlite3 *from, sqlite3 *to, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return sql_fail(to, error, "copying the database");
    /* Finishing does not tell of a step that could not begin (SQLITE_BUSY, SQLITE_LOCKED). */
    int step = sqlite3_backup_step(backup, -1);
    bool finished = sqlite3_backup_finish(backup) == SQLITE_OK;
    if (finished && step != SQLITE_DONE)
        return error_set(error, ERR_BUSY, "copying the database: it is in use; try again");
    return finished || sql_fail(to, error, "copying the database");
}

static void folder_of(const char *file, char *out)
{
    const char *end = strrchr(file, '/');
    if (end == NULL)
        str_copy(out, STORE_PATH_SIZE, ".");
    else
        str_copy_length(out, STORE_PATH_SIZE, file, end == file ? 1 : (size_t)(end - file));
}

void backup_remove_part(const struct store *store, const char *part)
{
    static const char *const ends[] = {"", "-journal", "-wal"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        char path[STORE_PATH_SIZE];
        if (store_path(path, NULL, "%s%s", part, ends[i]))
            store->files->remove(store->files->context, path);
    }
}

/* Empty, for its owner alone: SQLite would make it for everybody. */
static bool make_part(
    struct store *store, const char *part, const char *folder, struct error *error)
{
    int problem = store->files->write(store->files->context, part, "", 0);
    switch (problem) {
    case 0: return true;
    case ENOENT:
    case ENOTDIR:
        return error_set(error, ERR_NOT_FOUND,
            "there is no folder %s: make it first, or give another place", folder);
    case EROFS:
    case EACCES:
    case EPERM:
        return error_set(error, ERR_READ_ONLY,
            "the folder %s cannot be written to (%s): give another place", folder,
            strerror(problem));
    default: return store_file_fail(error, problem, "writing", part);
    }
}

/* A file that any SQLite opens without a write-ahead log beside it. */
static bool write_part(
    struct store *store, const char *part, const char *folder, struct error *error)
{
    sqlite3 *copy = NULL;
    if (!make_part(store, part, folder, error))
        return false;
    bool ok = store_open_database(store, part, ACCESS_CREATE, &copy, error) &&
              copy_pages(store->db, copy, error) && clips_backup(store, copy, error) &&
              sql_run(copy, "PRAGMA journal_mode = DELETE", error);
    if (sqlite3_close(copy) != SQLITE_OK)
        ok = error_set(error, ERR_IO, "closing %s failed", part);
    return ok;
}

bool store_backup(struct store *store, const char *file, struct error *error)
{
    char part[STORE_PATH_SIZE], folder[STORE_PATH_SIZE];
    const struct store_files *files = store->files;
    if (!store_path(part, error, "%s.part", file))
        return false;
    if (store_file_exists(store, file))
        return error_set(
            error, ERR_BAD_INPUT, "there is a file %s already; give the backup another name", file);
    folder_of(file, folder);
    backup_remove_part(store, part);
    bool ok = write_part(store, part, folder, error);
    if (ok) {
        int problem = files->rename(files->context, part, file);
        if (problem == 0)
            problem = files->sync_folder(files->context, folder);
        ok = problem == 0 || store_file_fail(error, problem, "writing the backup", file);
    }
    if (!ok)
        backup_remove_part(store, part);
    return ok || error_prefix(error, "backup %s", file);
}

/* --- Restore ------------------------------------------------------------------------------------
 */

static bool check_backup(struct store *store, const char *file, struct error *error)
{
    sqlite3 *db = NULL;
    char byte;
    size_t got;
    int64_t application = 0;
    struct store_version version = {0};
    if (!store_file_exists(store, file))
        return error_set(error, ERR_NOT_FOUND, "there is no file %s", file);
    if (store->files->read(store->files->context, file, &byte, 1, &got) == EISDIR)
        return error_set(error, ERR_NOT_FOUND, "%s is a folder: name the backup file in it", file);
    bool ok = store_open_database(store, file, ACCESS_LOOK, &db, error) &&
              sql_number(db, "PRAGMA application_id", &application, error) &&
              store_read_version(db, &version, error);
    if (sqlite3_errcode(db) == SQLITE_NOTADB || (ok && application != STORE_APPLICATION)) {
        *error = (struct error){0};
        ok = error_set(error, ERR_BAD_INPUT,
            "%s is no backup of Waystation: give a file that `waystation backup` made", file);
    }
    if (ok && version.least > store->program->schema)
        ok = error_set(error, ERR_TOO_NEW, "%s is from a newer version of Waystation", file);
    ok = ok && store_check_file(db, true, error);
    sqlite3_close(db);
    if (!ok && (error->code == ERR_CORRUPT || error->code == ERR_IO))
        return error_prefix(error, "%s cannot be restored", file);
    return ok;
}

/* Row by row, so that there is no checkpoint and every event is checked on the way. What was erased
 * since the backup stays erased, and tries at secrets are this machine's, not the backup's. */
static bool fill(struct store *store, sqlite3 *db, void *context, struct error *error)
{
    const char *file = context;
    char path[STORE_PATH_SIZE];
    struct salvage backup = {.what = SALVAGE_EVENTS | SALVAGE_KEYS | SALVAGE_DRAFTS};
    struct salvage current = {.what = SALVAGE_TOMBSTONES | SALVAGE_GUARDS};
    if (!salvage_file(store, file, db, &backup, error))
        return false;
    if (backup.damaged + backup.unreadable > 0)
        return error_set(error, ERR_CORRUPT, "%s cannot be restored: it is damaged in %lld places",
            file, (long long)(backup.damaged + backup.unreadable));
    if (!store_path(path, error, "%s/%s.db", store->folder, store->stem))
        return false;
    if (store_file_exists(store, path) && !salvage_file(store, path, db, &current, error))
        return false;
    return store_admit_gaps(db, error) && store_ask_erasing(db, error);
}

bool store_restore_with(const struct store_options *options, const char *file, struct error *error)
{
    struct store *store;
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s", file) || !store_begin(&store, options, error))
        return false;
    bool ok = check_backup(store, file, error) && store_finish_swap(store, NULL, error) &&
              clips_restore(store, path, error) && store_build(store, fill, path, NULL, error) &&
              store_connect_recovered(store, error);
    if (ok)
        clips_settle(store, CLIPS_RESTORED);
    store_close(store);
    return ok;
}

bool store_restore(const char *folder, const char *file, struct error *error)
{
    struct store_options options = {.folder = folder};
    return store_restore_with(&options, file, error);
}
