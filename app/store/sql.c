#include "store/store_internal.h"

#include <errno.h>
#include <string.h>

static enum error_code code_of(sqlite3 *db, int result)
{
    int system = sqlite3_system_errno(db);
    switch (result & 0xff) {
    case SQLITE_NOMEM: return ERR_MEMORY;
    case SQLITE_FULL: return ERR_NO_SPACE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERR_BUSY;
    case SQLITE_READONLY: return ERR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERR_CORRUPT;
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_NOMEM)
            return ERR_MEMORY;
        if (result == SQLITE_IOERR_CORRUPTFS)
            return ERR_CORRUPT;
        return system == ENOSPC || system == EDQUOT ? ERR_NO_SPACE : ERR_IO;
    case SQLITE_CANTOPEN:
        if (system == ENOSPC || system == EDQUOT)
            return ERR_NO_SPACE;
        return system == EROFS || system == EACCES || system == EPERM ? ERR_READ_ONLY : ERR_IO;
    default: return ERR_IO;
    }
}

bool sql_fail(sqlite3 *db, struct error *error, const char *what)
{
    if (db == NULL)
        return error_set(error, ERR_CORRUPT, "%s: it could not be opened again", what);
    int result = sqlite3_extended_errcode(db);
    enum error_code code = code_of(db, result);
    switch (code) {
    case ERR_NO_SPACE: return error_set(error, code, "%s: the disk is full; make room on it", what);
    case ERR_READ_ONLY:
        return error_set(error, code, "%s: the disk cannot be written to; check the card", what);
    case ERR_CORRUPT: return error_set(error, code, "%s: the database is damaged", what);
    case ERR_MEMORY: return error_set(error, code, "%s: out of memory", what);
    case ERR_BUSY:
        return error_set(error, code, "%s: another program has the database open; close it", what);
    default:
        return error_set(error, code, "%s: the disk reports an error (SQLite %d: %s)", what, result,
            sqlite3_errstr(result));
    }
}

bool sql_run(sqlite3 *db, const char *sql, struct error *error)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return sql_fail(db, error, "database");
}

bool sql_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct error *error)
{
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK)
        return true;
    /* Our texts are right for our schema: a table or column that is missing is damage. */
    if ((sqlite3_errcode(db) & 0xff) == SQLITE_ERROR)
        return error_set(
            error, ERR_CORRUPT, "database: its tables are damaged (%s)", sqlite3_errmsg(db));
    return sql_fail(db, error, "database");
}

bool sql_step(sqlite3 *db, sqlite3_stmt *statement, int *step, struct error *error)
{
    if (statement == NULL)
        return error_set(error, ERR_MEMORY, "database: out of memory");
    *step = sqlite3_step(statement);
    if (*step == SQLITE_ROW || *step == SQLITE_DONE)
        return true;
    return sql_fail(db, error, "database");
}

void sql_done(sqlite3_stmt *statement)
{
    if (statement == NULL)
        return;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

bool sql_do(sqlite3 *db, sqlite3_stmt *statement, struct error *error)
{
    int step;
    bool ok = sql_step(db, statement, &step, error);
    sql_done(statement);
    return ok;
}

bool sql_number(sqlite3 *db, const char *sql, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int step = SQLITE_DONE;
    bool ok = sql_prepare(db, sql, &statement, error) && sql_step(db, statement, &step, error);
    if (ok)
        *out = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return ok;
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return "";
    return (const char *)sqlite3_column_text(statement, column);
}

bool sql_bytes(sqlite3_stmt *statement, int column, void *out, size_t size)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    if (bytes == NULL || (size_t)sqlite3_column_bytes(statement, column) != size)
        return false;
    memcpy(out, bytes, size);
    return true;
}

void sql_bind_bytes(sqlite3_stmt *statement, int place, const void *bytes, size_t size)
{
    sqlite3_bind_blob64(statement, place, bytes, size, SQLITE_STATIC);
}

void sql_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    sqlite3_bind_text(statement, place, text == NULL ? "" : text, -1, SQLITE_STATIC);
}

bool store_prepare(struct store *store, enum store_statement name, struct error *error)
{
    static const char *const texts[SQL_COUNT] = {
#define STATEMENT(NAME, sql) [SQL_##NAME] = sql,
        STORE_STATEMENTS(STATEMENT)
#undef STATEMENT
    };
    return store->statements[name] != NULL ||
           sql_prepare(store->db, texts[name], &store->statements[name], error);
}

sqlite3_stmt *store_statement(struct store *store, enum store_statement name)
{
    if (!store_prepare(store, name, NULL))
        return NULL;
    sqlite3_stmt *statement = store->statements[name];
    sql_done(statement);
    return statement;
}

bool store_number(struct store *store, enum store_statement name, int64_t *out, struct error *error)
{
    sqlite3_stmt *statement = store_statement(store, name);
    int step = SQLITE_DONE;
    bool ok = sql_step(store->db, statement, &step, error);
    if (ok)
        *out = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sql_done(statement);
    return ok;
}
