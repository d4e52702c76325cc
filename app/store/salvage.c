#define LOG_MODULE "store"
/* Copies what can still be read of a database, damaged or not, into another one. */
#include "store/store_internal.h"

#include "base/log.h"
#include <errno.h>
#include <sodium.h>
#include <string.h>

enum {
    COLUMN_ID = 19,                  /* behind EVENT_COLUMNS */
    SCHEMA_OF_GONE = 3,              /* the first that knows draft_gone */
    LEAST_ROW = 5 * STORE_HASH_SIZE, /* bytes that every event takes: its log, salt and hashes */
};

struct copy {
    sqlite3 *from;
    sqlite3 *to;
    sqlite3_stmt *select;
    sqlite3_stmt *insert;
    sqlite3_stmt *conflict;
    struct salvage *salvage;
    int64_t limit; /* highest id to try */
    int64_t most;  /* highest id a file of this size can hold: ids have no gaps */
};

/* True, and counted, when the failure is of the source's bytes, so that copying goes on without
 * them. */
static bool is_unreadable(struct copy *copy)
{
    int code = sqlite3_extended_errcode(copy->from);
    if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        return false;
    copy->salvage->unreadable++;
    return true;
}

static bool fail_memory(struct error *error)
{
    return error_set(error, ERR_MEMORY, "reading the old database: out of memory");
}

/* Every row of a small table. A damaged page ends a scan; the scan from the other end gets what is
 * behind it. */
static bool copy_table(
    struct copy *copy, const char *select, const char *insert, struct error *error)
{
    sqlite3_stmt *rows = NULL, *add = NULL;
    bool ok = sql_prepare(copy->to, insert, &add, error);
    if (ok && sqlite3_prepare_v2(copy->from, select, -1, &rows, NULL) != SQLITE_OK)
        ok = is_unreadable(copy) || fail_memory(error);
    int step = SQLITE_DONE;
    while (ok && rows != NULL && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            sqlite3_bind_value(add, i + 1, sqlite3_column_value(rows, i));
        step = sqlite3_step(add);
        /* A value of a wrong type is damage of the source. */
        if (step != SQLITE_DONE && (step & 0xff) != SQLITE_CONSTRAINT)
            ok = sql_fail(copy->to, error, "rebuilding");
        sql_done(add);
    }
    if (ok && rows != NULL && step != SQLITE_DONE && !is_unreadable(copy))
        ok = fail_memory(error);
    sqlite3_finalize(rows);
    sqlite3_finalize(add);
    return ok;
}

struct table {
    const char *forward, *backward, *insert;
    unsigned what;
};

static const struct table conflicts = {"SELECT digest, why, " EVENT_COLUMNS
                                       " FROM conflict ORDER BY id",
    "SELECT digest, why, " EVENT_COLUMNS " FROM conflict ORDER BY id DESC",
    "INSERT OR IGNORE INTO conflict(digest, why, " EVENT_COLUMNS ") VALUES(?1,?2,?3,?4,?5,?6,?7,?8,"
    "?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)",
    SALVAGE_EVENTS};

static bool copy_tables(
    struct copy *copy, const struct table *tables, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if ((copy->salvage->what & tables[i].what) != 0 &&
            (!copy_table(copy, tables[i].forward, tables[i].insert, error) ||
                (tables[i].backward != NULL &&
                    !copy_table(copy, tables[i].backward, tables[i].insert, error))))
            return false;
    return true;
}

static bool copy_small_tables(struct copy *copy, struct error *error)
{
    static const struct table tables[] = {
        {"SELECT name, value FROM secret ORDER BY name",
            "SELECT name, value FROM secret ORDER BY name DESC",
            "INSERT OR IGNORE INTO secret(name, value) VALUES(?1,?2)", SALVAGE_KEYS},
        {"SELECT name, value FROM setting ORDER BY name",
            "SELECT name, value FROM setting ORDER BY name DESC",
            "INSERT OR IGNORE INTO setting(name, value) VALUES(?1,?2)", SALVAGE_KEYS},
        {"SELECT student, key, body, at FROM draft ORDER BY student, key",
            "SELECT student, key, body, at FROM draft ORDER BY student DESC, key DESC",
            "INSERT OR IGNORE INTO draft(student, key, body, at) VALUES(?1,?2,?3,?4)",
            SALVAGE_DRAFTS},
        {"SELECT name, tries, tokens, start, run, refill FROM guard ORDER BY name",
            "SELECT name, tries, tokens, start, run, refill FROM guard ORDER BY name DESC",
            "INSERT OR IGNORE INTO guard(name, tries, tokens, start, run, refill) "
            "VALUES(?1,?2,?3,?4,?5,?6)",
            SALVAGE_GUARDS},
    };
    static const struct table plans[] = {{"SELECT id, hash, bytes FROM plan ORDER BY id",
        "SELECT id, hash, bytes FROM plan ORDER BY id DESC",
        "INSERT OR IGNORE INTO plan(id, hash, bytes) VALUES(?1,?2,?3)", SALVAGE_KEYS}};
    int64_t count = 0;
    if (!copy_tables(copy, tables, COUNT_OF(tables), error))
        return false;
    if ((copy->salvage->what & SALVAGE_KEYS) == 0)
        return true;
    return sql_number(copy->to, "SELECT count(*) FROM plan", &count, error) &&
           (count > 0 || copy_tables(copy, plans, COUNT_OF(plans), error));
}

/* In their order, so that the newest plan is the newest; a source that is damaged is not taken. */
static bool copy_later_tables(struct copy *copy, struct error *error)
{
    static const struct table gone[] = {
        {"SELECT student, key, at FROM draft_gone", NULL,
            "DELETE FROM draft WHERE student = ?1 AND key = ?2 AND at <= ?3", SALVAGE_DRAFTS},
        {"SELECT student, key, at FROM draft_gone", NULL,
            "INSERT INTO draft_gone(student, key, at, change, own) VALUES(?1,?2,?3,0,1) "
            "ON CONFLICT(student, key) DO UPDATE SET at = max(at, ?3)",
            SALVAGE_DRAFTS},
    };
    static const struct table tables[] = {
        {"SELECT name, value FROM secret", NULL,
            "INSERT OR REPLACE INTO secret(name, value) VALUES(?1,?2)", SALVAGE_KEYS},
        {"SELECT name, value FROM setting", NULL,
            "INSERT OR REPLACE INTO setting(name, value) VALUES(?1,?2)", SALVAGE_KEYS},
        {"SELECT hash, bytes FROM plan ORDER BY id", NULL,
            "INSERT OR REPLACE INTO plan(hash, bytes) VALUES(?1,?2)", SALVAGE_KEYS},
        {"SELECT student, key, body, at FROM draft", NULL,
            "INSERT INTO draft(student, key, body, at) VALUES(?1,?2,?3,?4) "
            "ON CONFLICT(student, key) DO UPDATE SET body = ?3, at = ?4 WHERE at < ?4",
            SALVAGE_DRAFTS},
        {"SELECT name, tries, tokens, start, run, refill FROM guard", NULL,
            "INSERT OR REPLACE INTO guard(name, tries, tokens, start, run, refill) "
            "VALUES(?1,?2,?3,?4,?5,?6)",
            SALVAGE_GUARDS},
    };
    struct store_version version;
    if (!store_read_version(copy->from, &version, error))
        return false;
    return (version.schema < SCHEMA_OF_GONE || copy_tables(copy, gone, COUNT_OF(gone), error)) &&
           copy_tables(copy, tables, COUNT_OF(tables), error);
}

static bool copy_logs(struct copy *copy, struct error *error)
{
    static const char insert[] =
        "INSERT OR IGNORE INTO logs(log, station, started, program, prev_log, prev_seq, prev_hash, "
        "complete) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)";
#define LOG_COLUMNS \
    "SELECT log, station, started, program, prev_log, prev_seq, prev_hash, complete "
    return copy_table(copy, LOG_COLUMNS "FROM logs ORDER BY log", insert, error) &&
           copy_table(copy, LOG_COLUMNS "FROM logs ORDER BY log DESC", insert, error);
#undef LOG_COLUMNS
}

static bool copy_row(struct copy *copy, struct error *error)
{
    struct store_row row;
    struct error unreadable = {0};
    if (!row_read(copy->from, copy->select, &row, &unreadable)) {
        copy->salvage->unreadable++;
        return unreadable.code == ERR_MEMORY ? fail_memory(error) : true;
    }
    bool intact = row_is_intact(&row);
    sqlite3_stmt *add = intact ? copy->insert : copy->conflict;
    row_bind(add, &row);
    if (!intact) {
        sql_bind_bytes(add, 20, row.hash, sizeof row.hash);
        sql_bind_text(add, 21, "damaged");
    }
    if (!sql_do(copy->to, add, error))
        return false;
    if (intact && sqlite3_changes(copy->to) > 0)
        copy->salvage->events++;
    else if (!intact)
        copy->salvage->damaged++;
    return true;
}

/* From id + 1 up; a row that cannot be read is stepped over by its id. */
static bool copy_events(struct copy *copy, struct error *error)
{
    int64_t id = 0;
    for (;;) {
        sqlite3_reset(copy->select);
        sqlite3_bind_int64(copy->select, 1, id);
        int step;
        while ((step = sqlite3_step(copy->select)) == SQLITE_ROW) {
            id = sqlite3_column_int64(copy->select, COLUMN_ID);
            if (!copy_row(copy, error))
                return false;
        }
        if (step == SQLITE_DONE)
            return true;
        if (!is_unreadable(copy))
            return fail_memory(error);
        if (++id > copy->limit)
            return true;
    }
}

static bool prepare_copy(struct copy *copy, struct error *error)
{
    static const char insert[] = "INSERT OR IGNORE INTO event(" EVENT_COLUMNS
                                 ") VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,"
                                 "?17,?18,?19)";
    static const char conflict[] =
        "INSERT OR IGNORE INTO conflict(digest, why, " EVENT_COLUMNS
        ") VALUES(?20,?21,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)";
    return sql_prepare(copy->to, insert, &copy->insert, error) &&
           sql_prepare(copy->to, conflict, &copy->conflict, error);
}

static bool copy_all(struct copy *copy, struct error *error)
{
    sqlite3_stmt *last = NULL;
    copy->limit = copy->salvage->expected;
    if (sqlite3_prepare_v2(copy->from, "SELECT max(id) FROM event", -1, &last, NULL) == SQLITE_OK &&
        sqlite3_step(last) == SQLITE_ROW)
        copy->limit = MAX(copy->limit, MIN(sqlite3_column_int64(last, 0), copy->most));
    sqlite3_finalize(last);
#define SELECT_EVENTS "SELECT " EVENT_COLUMNS ", id FROM event NOT INDEXED WHERE id > ?1 "
    const char *select = (copy->salvage->what & SALVAGE_TOMBSTONES) != 0
                             ? SELECT_EVENTS "AND kind = 'student_erased' ORDER BY id"
                             : SELECT_EVENTS "ORDER BY id";
#undef SELECT_EVENTS
    if (!prepare_copy(copy, error))
        return false;
    if (sqlite3_prepare_v2(copy->from, select, -1, &copy->select, NULL) != SQLITE_OK)
        return is_unreadable(copy) || fail_memory(error);
    bool events = (copy->salvage->what & (SALVAGE_EVENTS | SALVAGE_TOMBSTONES)) != 0;
    bool later = (copy->salvage->what & SALVAGE_LATER) != 0;
    return (!events || (copy_logs(copy, error) && copy_events(copy, error))) &&
           copy_tables(copy, &conflicts, 1, error) &&
           (later ? copy_later_tables(copy, error) : copy_small_tables(copy, error));
}

/* A damaged id can be any number; trying those below it one by one would never end. */
static int64_t most_ids(const struct store *store, const char *path)
{
    const struct store_files *files = store->files;
    char wal[STORE_PATH_SIZE];
    int64_t size = 0, logged = 0;
    if (files->size(files->context, path, &size) != 0)
        size = 0;
    if (!store_path(wal, NULL, "%s-wal", path) || files->size(files->context, wal, &logged) != 0)
        logged = 0;
    return (size + logged) / LEAST_ROW;
}

bool salvage_file(struct store *store, const char *path, sqlite3 *db, struct salvage *salvage,
    struct error *error)
{
    struct copy copy = {.to = db, .salvage = salvage, .most = most_ids(store, path)};
    struct error problem = {0};
    if (!store_open_database(store, path, ACCESS_LOOK, &copy.from, &problem)) {
        log_warning("nothing can be read of %s: %s", path, problem.text);
        salvage->unreadable++;
        return problem.code != ERR_MEMORY || error_set(error, problem.code, "%s", problem.text);
    }
    /* SQLite reads a file that lacks its end only when the schema may be wrong. */
    sqlite3_db_config(copy.from, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sqlite3_db_config(copy.from, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
    bool ok = copy_all(&copy, error);
    sqlite3_finalize(copy.select);
    sqlite3_finalize(copy.insert);
    sqlite3_finalize(copy.conflict);
    sqlite3_close(copy.from);
    return ok;
}
