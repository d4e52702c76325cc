#include "store/store_internal.h"

#include <string.h>

struct draft_row {
    const char *student;
    const char *key;
    const char *body;
    int64_t at_ms;
};

static bool save(struct store *store, void *context, struct error *error)
{
    const struct draft_row *draft = context;
    sqlite3_stmt *statement = store_statement(store, SQL_DRAFT_SAVE);
    sql_bind_text(statement, 1, draft->student);
    sql_bind_text(statement, 2, draft->key);
    sql_bind_text(statement, 3, draft->body);
    sqlite3_bind_int64(statement, 4, draft->at_ms);
    return sql_do(store->db, statement, error);
}

bool store_save_draft(struct store *store, const char *student, const char *key, const char *body,
    int64_t at_ms, struct error *error)
{
    struct draft_row draft = {student, key, body, at_ms};
    return store_write(store, save, &draft, error);
}

bool store_load_draft(struct store *store, const char *student, const char *key,
    struct arena *arena, const char **body, struct error *error)
{
    sqlite3_stmt *statement = store_statement(store, SQL_DRAFT_LOAD);
    sql_bind_text(statement, 1, student);
    sql_bind_text(statement, 2, key);
    int step;
    bool ok = sql_step(store->db, statement, &step, error);
    if (ok && step != SQLITE_ROW)
        ok = error_set(error, ERR_NOT_FOUND, "there is no draft %s", key);
    if (ok) {
        const char *text = sql_text(statement, 0);
        *body = text == NULL ? NULL : arena_copy_text(arena, text, strlen(text));
        ok = *body != NULL || error_set(error, ERR_MEMORY, "loading a draft: out of memory");
    }
    sql_done(statement);
    return ok;
}
