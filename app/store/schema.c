#include "store/store_internal.h"

#include <assert.h>

/* Version 0 is an empty file. A change of schema is a new step at the end; steps that were ever
 * released are never edited: tests/fixtures/databases keeps a file of each version. */
static const struct store_migration migrations[] = {
    {0, 1,
        "CREATE TABLE event("
        " id INTEGER PRIMARY KEY," /* order of arrival here: what a checkpoint covers */
        " log BLOB NOT NULL,"
        " seq INTEGER NOT NULL,"
        " station TEXT NOT NULL,"
        " at INTEGER NOT NULL,"
        " mono INTEGER NOT NULL,"
        " offset_s INTEGER NOT NULL,"
        " trusted INTEGER NOT NULL,"
        " class TEXT NOT NULL,"
        " student TEXT NOT NULL,"
        " kind TEXT NOT NULL,"
        " version INTEGER NOT NULL,"
        " body TEXT NOT NULL,"
        " erased INTEGER NOT NULL,"
        " salt BLOB NOT NULL,"
        " content BLOB NOT NULL,"
        " edited BLOB,"
        " prev_hash BLOB NOT NULL,"
        " hash BLOB NOT NULL,"
        " wall INTEGER NOT NULL,"
        " UNIQUE(log, seq)) STRICT;"
        "CREATE INDEX event_order ON event(at, log, seq);"
        "CREATE TABLE logs("
        " log BLOB PRIMARY KEY,"
        " station TEXT NOT NULL,"
        " started INTEGER NOT NULL,"
        " program TEXT NOT NULL,"
        " prev_log BLOB,"
        " prev_seq INTEGER,"
        " prev_hash BLOB,"
        " complete INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE conflict("
        " id INTEGER PRIMARY KEY,"
        " digest BLOB NOT NULL UNIQUE,"
        " why TEXT NOT NULL," /* "differs" or "damaged" */
        " log BLOB NOT NULL, seq INTEGER NOT NULL, station TEXT NOT NULL, at INTEGER NOT NULL,"
        " mono INTEGER NOT NULL, offset_s INTEGER NOT NULL, trusted INTEGER NOT NULL,"
        " class TEXT NOT NULL, student TEXT NOT NULL, kind TEXT NOT NULL,"
        " version INTEGER NOT NULL, body TEXT NOT NULL, erased INTEGER NOT NULL,"
        " salt BLOB NOT NULL, content BLOB NOT NULL, edited BLOB, prev_hash BLOB NOT NULL,"
        " hash BLOB NOT NULL, wall INTEGER NOT NULL) STRICT;"
        "CREATE TABLE draft("
        " student TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,"
        " PRIMARY KEY(student, key)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE plan("
        " id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " hash BLOB NOT NULL UNIQUE,"
        " bytes BLOB NOT NULL) STRICT;"
        "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE guard("
        " name TEXT PRIMARY KEY,"
        " tries INTEGER NOT NULL,"  /* wrong ones since the last right one */
        " tokens INTEGER NOT NULL," /* tries left in the long run */
        " start INTEGER NOT NULL,"  /* uptime the wait counts from */
        " refill INTEGER NOT NULL," /* uptime the next token counts from */
        " run BLOB NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE checkpoint("
        " id INTEGER PRIMARY KEY CHECK(id = 1),"
        " layout INTEGER NOT NULL, size INTEGER NOT NULL,"
        " through INTEGER NOT NULL, through_hash BLOB NOT NULL,"
        " chunks INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;"
        "CREATE TABLE chunk("
        " place INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;"
        "CREATE TABLE change(count INTEGER NOT NULL) STRICT;"
        "INSERT INTO change VALUES(0);"},
    {1, 2, "CREATE INDEX event_kind ON event(kind, at);"},
    {2, 3, /* Of a log that came from elsewhere, or has gaps: 1 to head are here. Of a complete one
           the newest seq says it. */
        "ALTER TABLE logs ADD COLUMN head INTEGER NOT NULL DEFAULT 0;" STORE_FIND_HEADS
        /* With which change it was saved, and whether here or elsewhere. */
        "ALTER TABLE draft ADD COLUMN change INTEGER NOT NULL DEFAULT 0;"
        "ALTER TABLE draft ADD COLUMN own INTEGER NOT NULL DEFAULT 1;"
        "CREATE TABLE draft_gone("
        " student TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, change INTEGER NOT NULL,"
        " own INTEGER NOT NULL,"
        " PRIMARY KEY(student, key)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE plan_kept("
        " id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " hash BLOB NOT NULL UNIQUE,"
        " bytes BLOB NOT NULL) STRICT;"
        "CREATE TABLE refused("
        " log BLOB NOT NULL, seq INTEGER NOT NULL, why TEXT NOT NULL,"
        " PRIMARY KEY(log, seq)) STRICT, WITHOUT ROWID;"},
    {3, 3, "CREATE INDEX event_student ON event(student, kind, at);"},
};

const struct store_program store_this_program = {migrations, STORE_SCHEMA};
static_assert(COUNT_OF(migrations) == STORE_SCHEMA, "a step for each schema");

enum { LEAST_FACTOR = 1000 };

bool store_read_version(sqlite3 *db, struct store_version *out, struct error *error)
{
    int64_t number = 0;
    *out = (struct store_version){0};
    if (!sql_number(db, "PRAGMA user_version", &number, error))
        return false;
    if (number < 0)
        return error_set(
            error, ERR_CORRUPT, "the database has the unknown version %lld", (long long)number);
    out->schema = (int)(number % LEAST_FACTOR);
    out->least = number < LEAST_FACTOR ? out->schema : (int)(number / LEAST_FACTOR);
    return true;
}

static bool migrate_one(sqlite3 *db, const struct store_migration *step, struct error *error)
{
    char version[64];
    int schema = step->from + 1;
    sqlite3_snprintf(sizeof version, version, "PRAGMA user_version = %d",
        step->least < schema ? step->least * LEAST_FACTOR + schema : schema);
    if (!sql_run(db, "BEGIN IMMEDIATE", error))
        return false;
    if (sql_run(db, step->sql, error) && sql_run(db, version, error) &&
        sql_run(db, "COMMIT", error))
        return true;
    int code = sqlite3_errcode(db) & 0xff;
    if (code == SQLITE_ERROR || code == SQLITE_CONSTRAINT)
        error->code = ERR_UNSUPPORTED; /* the step's mistake: no reason to build the file anew */
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return error_prefix(error, "bringing the database to version %d", schema);
}

bool store_migrate(sqlite3 *db, const struct store_program *program, struct error *error)
{
    struct store_version version;
    if (!store_read_version(db, &version, error))
        return false;
    if (version.schema > program->schema && version.least > program->schema)
        return error_set(error, ERR_TOO_NEW,
            "the database was written by a newer version of Waystation (schema %d, this one "
            "knows %d)",
            version.schema, program->schema);
    for (int from = version.schema; from < program->schema; from++)
        if (!migrate_one(db, &program->steps[from], error))
            return false;
    return true;
}
