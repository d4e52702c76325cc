#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"
#include <errno.h>
#include <sodium.h>
#include <string.h>

bool store_path(char *out, struct error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool fits = str_vformat(out, STORE_PATH_SIZE, format, args);
    va_end(args);
    return fits || error_set(error, ERR_BAD_INPUT, "the path of the data folder is too long");
}

bool store_file_exists(const struct store *store, const char *path)
{
    int64_t size;
    return store->files->size(store->files->context, path, &size) == 0;
}

bool store_file_fail(struct error *error, int problem, const char *what, const char *path)
{
    switch (problem) {
    case ENOSPC:
    case EDQUOT:
        return error_set(
            error, ERR_NO_SPACE, "%s %s: the disk is full; make room on it", what, path);
    case EROFS:
    case EACCES:
    case EPERM:
        return error_set(error, ERR_READ_ONLY,
            "%s %s: it cannot be written to (%s); check the card and who owns the folder", what,
            path, strerror(problem));
    case ENOENT: return error_set(error, ERR_NOT_FOUND, "%s %s: it does not exist", what, path);
    default: return error_set(error, ERR_IO, "%s %s: %s", what, path, strerror(problem));
    }
}

bool store_is_damage(const struct error *error)
{
    return error->code == ERR_CORRUPT;
}

void store_log_text(const uint8_t log[static LOG_ID_SIZE], char out[static 2 * LOG_ID_SIZE + 1])
{
    sodium_bin2hex(out, 2 * LOG_ID_SIZE + 1, log, LOG_ID_SIZE);
}

void store_mint_log(struct store *store)
{
    store->position.seq = 0;
    memset(store->position.hash, 0, sizeof store->position.hash);
    randombytes_buf(store->position.log, LOG_ID_SIZE);
}

bool store_check_with(sqlite3 *db, const char *pragma, struct error *error)
{
    sqlite3_stmt *check = NULL;
    int step;
    bool ok = sql_prepare(db, pragma, &check, error) && sql_step(db, check, &step, error);
    if (ok && step == SQLITE_ROW) {
        const char *text = sql_text(check, 0);
        if (text == NULL || str_ends_with(text, "error code=7")) /* SQLITE_NOMEM, for a page */
            ok = error_set(error, ERR_MEMORY, "checking the database: out of memory");
        else if (!str_equal(text, "ok")) {
            const char *detail = strrchr(text, '\n'); /* behind a line that names the database */
            ok = error_set(error, ERR_CORRUPT, "the database is damaged (%s)",
                detail == NULL ? text : detail + 1);
        }
    }
    sqlite3_finalize(check);
    return ok;
}

/* Never with a limit of one error: if that one is a page there was no memory for, SQLite 3.46 stops
 * looking, has no memory to say so either, and goes on to compare counts that it has not made
 * (sqlite3BtreeIntegrityCheck()): it crashes. With more it comes to the end or says it cannot. */
bool store_check_file(sqlite3 *db, bool thorough, struct error *error)
{
    return store_check_with(db, thorough ? "PRAGMA integrity_check" : "PRAGMA quick_check", error);
}

/* --- Connections --------------------------------------------------------------------------------
 */

static bool configure(sqlite3 *db, enum store_access access, struct error *error)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_extended_result_codes(db, 1);
    /* Before the first access: then no other connection can ever share the write-ahead log, which
     * SQLite's WAL-reset bug (up to 3.51.2) needs. */
    if (!sql_run(db, "PRAGMA locking_mode = EXCLUSIVE", error) ||
        !sql_run(db, "PRAGMA temp_store = MEMORY", error))
        return false;
    if (access == ACCESS_LOOK) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return sql_run(db, "PRAGMA query_only = ON", error);
    }
    const char *journal =
        access == ACCESS_CREATE ? "PRAGMA journal_mode = MEMORY" : "PRAGMA journal_mode = WAL";
    return sql_run(db, "PRAGMA synchronous = FULL", error) &&
           sql_run(db, "PRAGMA foreign_keys = ON", error) &&
           sql_run(db, "PRAGMA secure_delete = ON", error) && sql_run(db, journal, error) &&
           sql_run(db, "PRAGMA journal_size_limit = 4194304", error);
}

/* A URI for a database that is certain not to change, so that SQLite needs neither a lock nor a
 * write-ahead log. Room for a path with every byte escaped. */
static void immutable_uri(const char *path, char *out, size_t size)
{
    struct str_writer writer = str_writer(out, size);
    str_put(&writer, "file:");
    for (const char *c = path; *c != '\0'; c++) {
        if (*c == '?' || *c == '#' || *c == '%')
            str_putf(&writer, "%%%02X", (unsigned)(unsigned char)*c);
        else
            str_put_length(&writer, c, 1);
    }
    str_put(&writer, "?immutable=1");
}

bool store_open_database(const struct store *store, const char *path, enum store_access access,
    sqlite3 **out, struct error *error)
{
    char uri[3 * STORE_PATH_SIZE + 32];
    char wal[STORE_PATH_SIZE];
    int flags = SQLITE_OPEN_READWRITE | (access == ACCESS_CREATE ? SQLITE_OPEN_CREATE : 0);
    const char *name = path;
    *out = NULL;
    if (!store_path(wal, error, "%s-wal", path))
        return false;
    if (access == ACCESS_LOOK) {
        int64_t size = 0;
        int problem = store->files->size(store->files->context, wal, &size);
        if (problem == ENOENT || (problem == 0 && size == 0)) {
            immutable_uri(path, uri, sizeof uri);
            name = uri;
            flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
        }
    }
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(name, &db, flags, store->has_vfs ? store->vfs : NULL);
    bool ok = result == SQLITE_OK;
    if (db == NULL)
        return error_set(error, ERR_MEMORY, "opening the database: out of memory");
    if (!ok)
        sql_fail(db, error, path);
    if (!ok || !configure(db, access, error)) {
        sqlite3_close(db);
        return false;
    }
    *out = db;
    return true;
}

static bool is_newer(const struct store *store)
{
    return store->version.schema > store->program->schema;
}

/* What ends a transaction must be there when there is no memory. The others name, with what is read
 * below, every column of every table, so that damage to one is found here. */
static bool prepare_some(struct store *store, struct error *error)
{
    static const enum store_statement some[] = {SQL_BEGIN, SQL_COMMIT, SQL_ROLLBACK,
        SQL_CHANGE_COUNT, SQL_EVENT_ADD, SQL_LOG_ADD, SQL_HEAD_ALL, SQL_CONFLICT_ADD,
        SQL_DRAFT_CHANGED, SQL_PLAN_NEWEST, SQL_PLAN_FIND, SQL_PLAN_KEPT_TRIM, SQL_REFUSED_ADD,
        SQL_SETTING_GET, SQL_GUARD_LOAD, SQL_CHECKPOINT_SAVE, SQL_CHUNK_ALL};
    for (size_t i = 0; i < COUNT_OF(some); i++)
        if (!store_prepare(store, some[i], error))
            return false;
    return true;
}

static bool prepare_all(struct store *store, struct error *error)
{
    for (int i = 0; i < SQL_COUNT; i++)
        if (!store_prepare(store, (enum store_statement)i, error))
            return false;
    return true;
}

/* Before the ground changes, all there is goes to a backup, if there is room; a step that fails
 * changes nothing anyway. */
static bool bring_up_to_date(struct store *store, struct error *error)
{
    struct error problem = {0};
    bool steps = store->version.schema > 0 && store->version.schema < store->program->schema;
    if (steps && !automatic_make(store, &problem))
        log_warning("no backup before the database is brought up to date: %s", problem.text);
    return store_migrate(store->db, store->program, error) &&
           store_read_version(store->db, &store->version, error);
}

static bool check_version(struct store *store, struct error *error)
{
    const struct store_version *version = &store->version;
    if (!store_read_version(store->db, &store->version, error))
        return false;
    if (!store->read_only)
        return bring_up_to_date(store, error);
    if (version->schema == 0)
        return error_set(error, ERR_CORRUPT, "the database is empty");
    if (version->schema < store->program->schema)
        return error_set(error, ERR_READ_ONLY,
            "the database is from an older version; start the station once to bring it up to date");
    return version->least <= store->program->schema ||
           error_set(error, ERR_TOO_NEW,
               "the database was written by a newer version of Waystation; use that one to look at "
               "it");
}

/* A newer database that says it fits and does not is one that does not fit. */
static bool prepare(struct store *store, struct error *error)
{
    struct error problem = {0};
    if (is_newer(store) ? prepare_all(store, &problem) : prepare_some(store, &problem))
        return true;
    bool misfits = is_newer(store) && (sqlite3_errcode(store->db) & 0xff) == SQLITE_ERROR;
    return error_set(error, misfits ? ERR_TOO_NEW : problem.code, "%s", problem.text);
}

bool store_connect(struct store *store, struct error *error)
{
    char path[STORE_PATH_SIZE];
    enum store_access access = store->read_only ? ACCESS_LOOK : ACCESS_WRITE;
    if (!store_path(path, error, "%s/%s.db", store->folder, store->stem) ||
        !store_open_database(store, path, access, &store->db, error))
        return false;
    if (!check_version(store, error) || !prepare(store, error) || !store_read_keys(store, error) ||
        !log_read_position(store->db, &store->position, error)) {
        store_disconnect(store);
        return false;
    }
    store->newest = store->position;
    store_mint_log(store);
    return true;
}

void store_disconnect(struct store *store)
{
    automatic_stop(store);
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
    store->covered = 0;
}

/* --- The folder ---------------------------------------------------------------------------------
 */

/* A file stands where the data folder, or a folder above it, should be. */
static bool fail_folder(
    struct error *error, int problem, const char *what, const char *folder, const char *path)
{
    if (problem == ENOTDIR || problem == EEXIST)
        return error_set(
            error, ERR_IO, "%s cannot be the data folder: it is a file, or in one", folder);
    return store_file_fail(error, problem, what, path);
}

static bool make_folders(struct store *store, struct error *error)
{
    char path[STORE_PATH_SIZE];
    for (const char *c = store->folder + 1;; c++) {
        if (*c != '/' && *c != '\0')
            continue;
        str_copy_length(path, sizeof path, store->folder, (size_t)(c - store->folder));
        if (*c == '\0' || !store_file_exists(store, path)) {
            int problem = store->files->make_folder(store->files->context, path);
            if (problem != 0)
                return fail_folder(error, problem, "making the data folder", store->folder, path);
        }
        if (*c == '\0')
            return true;
    }
}

struct access {
    struct store *store;
    char denied[STORE_PATH_SIZE]; /* the first that this user may not use */
};

/* Other things in the folder, a copy made by hand for example, may be anybody's. */
static bool is_needed(const struct store *store, const char *name)
{
    static const char *const parts[] = {
        "lock", "ballast", "head", "backups", "set-aside", "building", "next"};
    bool needed = str_starts_with(name, "waystation");
    for (size_t i = 0; i < COUNT_OF(parts) && !store->read_only; i++)
        needed = needed || str_starts_with(name, parts[i]);
    return needed;
}

static bool check_path(struct access *access, const char *path)
{
    const struct store *store = access->store;
    int problem = store->files->may_use(store->files->context, path, !store->read_only);
    if (problem == EACCES || problem == EPERM)
        str_copy(access->denied, sizeof access->denied, path);
    return access->denied[0] == '\0';
}

static bool check_name(void *with, const char *name)
{
    struct access *access = with;
    char path[STORE_PATH_SIZE];
    return !is_needed(access->store, name) ||
           !store_path(path, NULL, "%s/%s", access->store->folder, name) ||
           check_path(access, path);
}

/* Before anything is touched: one file that somebody else made here, with sudo for example, is
 * otherwise found in the middle of a visit. */
static bool may_use_folder(struct store *store, struct error *error)
{
    struct access access = {.store = store};
    char user[64], owner[64];
    if (check_path(&access, store->folder))
        (void)store->files->list(store->files->context, store->folder, check_name, &access);
    if (access.denied[0] == '\0')
        return true;
    store_user_name(user, sizeof user);
    store_owner_name(access.denied, owner, sizeof owner);
    return error_set(error, ERR_DENIED,
        "%s belongs to %s, and %s may not use it. Start Waystation as the user it belongs to, or "
        "give the data folder over: sudo chown -R %s \"%s\"",
        access.denied, owner, user, user, store->folder);
}

static bool take_lock(struct store *store, struct error *error)
{
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s/lock", store->folder))
        return false;
    int problem = store->files->lock(store->files->context, path, !store->read_only, &store->lock);
    if (problem == EWOULDBLOCK)
        return error_set(error, ERR_BUSY,
            "the data folder %s is in use by another Waystation; close that one first",
            store->folder);
    if (problem == ENOENT && store->read_only)
        return true;
    return problem == 0 || fail_folder(error, problem, "locking", store->folder, path);
}

bool store_begin(struct store **out, const struct store_options *options, struct error *error)
{
    struct arena arena = {0};
    *out = NULL;
    if (sodium_init() < 0)
        return error_set(error, ERR_UNSUPPORTED, "the system gives no random numbers");
    if (!arena_open(&arena, sizeof(struct store) + 64, error))
        return false;
    struct store *store = arena_new(&arena, struct store);
    if (store == NULL) {
        arena_close(&arena);
        return error_set(error, ERR_MEMORY, "opening the store: out of memory");
    }
    store->arena = arena;
    store->files = options->files != NULL ? options->files : store_files_system();
    store->program = options->program != NULL ? options->program : &store_this_program;
    store->read_only = options->read_only;
    store->has_vfs = options->vfs != NULL;
    randombytes_buf(store->run, sizeof store->run);
    STR_COPY(store->stem, "waystation");
    STR_COPY(store->station, options->station == NULL ? "" : options->station);
    if (store->has_vfs)
        STR_COPY(store->vfs, options->vfs);
    bool ok = arena_open(&store->scratch, STORE_SCRATCH_SIZE, error) &&
              store_path(store->folder, error, "%s", options->folder);
    size_t length = ok ? strlen(store->folder) : 0;
    while (length > 1 && store->folder[length - 1] == '/')
        store->folder[--length] = '\0';
    if (ok && length == 0)
        ok = error_set(error, ERR_BAD_INPUT, "the data folder has no name");
    ok = ok && (store->read_only || make_folders(store, error)) && may_use_folder(store, error) &&
         take_lock(store, error);
    if (!ok) {
        store_close(store);
        return false;
    }
    *out = store;
    return true;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_disconnect(store);
    if (store->lock != NULL)
        store->files->unlock(store->files->context, store->lock);
    sodium_memzero(store->key, sizeof store->key);
    sodium_memzero(store->before, sizeof store->before);
    arena_close(&store->scratch);
    struct arena arena = store->arena;
    arena_close(&arena);
}
