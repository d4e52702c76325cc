/* Making a database and putting it in place so that a cut at any moment leaves either the old one
 * or the new one, and what was there before in set-aside/.
 *
 *   building/   being filled; thrown away when found at start
 *   next/       complete and synced; its swap is finished when found at start
 *   next/old/   what was in the folder; becomes set-aside/1, 2, 3 …
 */
#include "store/store_internal.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

/* The files of a database leave the folder in this order; its two head records come last. */
enum { PART_COUNT = 4, HEAD_COUNT = 2 };

static bool part_name(const struct store *store, int part, char *out, size_t size)
{
    static const char *const names[PART_COUNT] = {".db-wal", ".db-journal", ".db-shm", ".db"};
    const char *mark = strchr(store->stem, '-');
    if (part < PART_COUNT)
        return str_format(out, size, "%s%s", store->stem, names[part]);
    return str_format(
        out, size, "head%s.%c", mark == NULL ? "" : mark, part == PART_COUNT ? 'a' : 'b');
}

static bool sync_folder(const struct store *store, const char *path, struct error *error)
{
    int problem = store->files->sync_folder(store->files->context, path);
    return problem == 0 || store_file_fail(error, problem, "syncing", path);
}

static bool make_folder(const struct store *store, const char *path, struct error *error)
{
    int problem = store->files->make_folder(store->files->context, path);
    return problem == 0 || store_file_fail(error, problem, "making", path);
}

/* Moves one file if it is there. */
static bool move(const struct store *store, const char *from_folder, const char *to_folder,
    const char *name, struct error *error)
{
    char from[STORE_PATH_SIZE], to[STORE_PATH_SIZE];
    if (!store_path(from, error, "%s/%s", from_folder, name) ||
        !store_path(to, error, "%s/%s", to_folder, name))
        return false;
    int problem = store->files->rename(store->files->context, from, to);
    return problem == 0 || problem == ENOENT || store_file_fail(error, problem, "moving", from);
}

static bool move_parts(const struct store *store, const char *from, const char *to, int first,
    int end, struct error *error)
{
    for (int part = first; part < end; part++) {
        char name[64];
        part_name(store, part, name, sizeof name);
        if (!move(store, from, to, name, error))
            return false;
    }
    return true;
}

static void remove_folder(const struct store *store, const char *folder)
{
    for (int part = 0; part < PART_COUNT + HEAD_COUNT; part++) {
        char name[64], path[STORE_PATH_SIZE];
        part_name(store, part, name, sizeof name);
        if (store_path(path, NULL, "%s/%s", folder, name))
            store->files->remove(store->files->context, path);
    }
    store->files->remove(store->files->context, folder);
}

static bool keep_old(
    const struct store *store, const char *old, char *set_aside, struct error *error)
{
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s/set-aside", store->folder) || !make_folder(store, path, error))
        return false;
    for (int number = 1;; number++) {
        if (!store_path(path, error, "%s/set-aside/%d", store->folder, number))
            return false;
        if (!store_file_exists(store, path))
            break;
    }
    int problem = store->files->rename(store->files->context, old, path);
    if (problem != 0)
        return store_file_fail(error, problem, "setting aside", old);
    if (set_aside != NULL)
        str_copy(set_aside, STORE_PATH_SIZE, path);
    if (!store_path(path, error, "%s/set-aside", store->folder))
        return false;
    return sync_folder(store, path, error) && sync_folder(store, store->folder, error);
}

static bool swap_in(
    const struct store *store, const char *next, const char *old, struct error *error)
{
    return make_folder(store, old, error) &&
           move_parts(store, store->folder, old, 0, PART_COUNT + HEAD_COUNT, error) &&
           sync_folder(store, old, error) && sync_folder(store, next, error) &&
           sync_folder(store, store->folder, error) &&
           move_parts(store, next, store->folder, 0, PART_COUNT, error) &&
           sync_folder(store, store->folder, error);
}

bool store_finish_swap(struct store *store, char *set_aside, struct error *error)
{
    char building[STORE_PATH_SIZE], next[STORE_PATH_SIZE], old[STORE_PATH_SIZE];
    char database[STORE_PATH_SIZE];
    if (!store_path(building, error, "%s/building", store->folder) ||
        !store_path(next, error, "%s/next", store->folder) ||
        !store_path(old, error, "%s/next/old", store->folder) ||
        !store_path(database, error, "%s/next/%s.db", store->folder, store->stem))
        return false;
    if (store_file_exists(store, building))
        remove_folder(store, building);
    if (!store_file_exists(store, next))
        return true;
    if (store_file_exists(store, database) && !swap_in(store, next, old, error))
        return false;
    if (!move_parts(store, next, store->folder, PART_COUNT, PART_COUNT + HEAD_COUNT, error) ||
        !sync_folder(store, store->folder, error))
        return false;
    /* An empty folder can be removed; one that cannot holds what was there before. */
    if (store_file_exists(store, old) && store->files->remove(store->files->context, old) != 0 &&
        !keep_old(store, old, set_aside, error))
        return false;
    remove_folder(store, next);
    return sync_folder(store, store->folder, error);
}

static bool mint_key(sqlite3 *db, struct error *error)
{
    uint8_t key[STORE_KEY_SIZE];
    randombytes_buf(key, sizeof key);
    sqlite3_stmt *insert = NULL;
    bool ok = sql_prepare(
        db, "INSERT OR IGNORE INTO secret(name, value) VALUES('class', ?1)", &insert, error);
    if (ok) {
        sql_bind_bytes(insert, 1, key, sizeof key);
        ok = sql_do(db, insert, error);
    }
    sqlite3_finalize(insert);
    sodium_memzero(key, sizeof key);
    return ok;
}

static bool fill_database(
    struct store *store, sqlite3 *db, store_fill fill, void *context, struct error *error)
{
    char application[64];
    str_format(application, sizeof application, "PRAGMA application_id = %d", STORE_APPLICATION);
    return sql_run(db, application, error) && store_migrate(db, store->program, error) &&
           sql_run(db, "BEGIN IMMEDIATE", error) &&
           (fill == NULL || fill(store, db, context, error)) && mint_key(db, error) &&
           sql_run(db, "UPDATE change SET count = 1", error) && sql_run(db, "COMMIT", error) &&
           sql_run(db, "PRAGMA journal_mode = WAL", error);
}

static bool write_first_head(struct store *store, const struct store_position *position,
    const char *folder, struct error *error)
{
    struct store_head head = {.generation = 1, .position = *position};
    uint8_t bytes[HEAD_SIZE];
    char name[64], path[STORE_PATH_SIZE];
    head_encode(&head, bytes);
    part_name(store, PART_COUNT + 1, name, sizeof name);
    if (!store_path(path, error, "%s/%s", folder, name))
        return false;
    int problem = store->files->write(store->files->context, path, bytes, sizeof bytes);
    return problem == 0 || store_file_fail(error, problem, "writing", path);
}

bool store_build(
    struct store *store, store_fill fill, void *context, char *set_aside, struct error *error)
{
    char building[STORE_PATH_SIZE], next[STORE_PATH_SIZE], path[STORE_PATH_SIZE];
    if (!store_path(building, error, "%s/building", store->folder) ||
        !store_path(next, error, "%s/next", store->folder) ||
        !store_path(path, error, "%s/building/%s.db", store->folder, store->stem))
        return false;
    remove_folder(store, building);
    sqlite3 *db = NULL;
    struct store_position position;
    bool ok = make_folder(store, building, error) &&
              store_open_database(store, path, ACCESS_CREATE, &db, error) &&
              fill_database(store, db, fill, context, error) &&
              log_read_position(db, &position, error);
    /* Closing folds the write-ahead log in. If it cannot, the log file stays and moves along. */
    sqlite3_close(db);
    ok = ok && write_first_head(store, &position, building, error) &&
         sync_folder(store, building, error);
    if (!ok) {
        remove_folder(store, building);
        return false;
    }
    int problem = store->files->rename(store->files->context, building, next);
    if (problem != 0)
        return store_file_fail(error, problem, "renaming", building);
    return sync_folder(store, store->folder, error) && store_finish_swap(store, set_aside, error);
}
