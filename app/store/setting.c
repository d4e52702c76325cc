#include "store/store_internal.h"

const char store_label_setting[] = "station";

struct settings {
    const struct store_setting *list;
    int count;
};

static bool set(struct store *store, void *context, struct error *error)
{
    const struct settings *settings = context;
    bool ok = true;
    for (int i = 0; ok && i < settings->count; i++) {
        sqlite3_stmt *statement = store_statement(store, SQL_SETTING_SET);
        sql_bind_text(statement, 1, settings->list[i].name);
        sql_bind_text(statement, 2, settings->list[i].value);
        ok = sql_do(store->db, statement, error);
    }
    return ok;
}

/* NULL: not set. What it points to stays until sql_done(*statement). */
static const char *find(struct store *store, const char *name, sqlite3_stmt **statement)
{
    *statement = store_statement(store, SQL_SETTING_GET);
    sql_bind_text(*statement, 1, name);
    return sqlite3_step(*statement) == SQLITE_ROW ? sql_text(*statement, 0) : NULL;
}

static bool is_set(struct store *store, const char *name, const char *value)
{
    sqlite3_stmt *statement;
    const char *text = find(store, name, &statement);
    bool same = text != NULL && str_equal(text, value);
    sql_done(statement);
    return same;
}

/* Every start says again what the station is called, and a full disk is no reason not to start. */
bool store_set_all(
    struct store *store, const struct store_setting *settings, int count, struct error *error)
{
    struct settings all = {settings, count};
    bool is_so = true;
    for (int i = 0; i < count; i++)
        is_so = is_so && is_set(store, settings[i].name, settings[i].value);
    if (!is_so && !store_write(store, set, &all, error))
        return false;
    for (int i = 0; i < count; i++)
        if (str_equal(settings[i].name, store_label_setting))
            STR_COPY(store->station, settings[i].value);
    return true;
}

bool store_set(struct store *store, const char *name, const char *value, struct error *error)
{
    return store_set_all(store, &(struct store_setting){name, value}, 1, error);
}

bool store_get(struct store *store, const char *name, char *out, size_t size)
{
    sqlite3_stmt *statement;
    const char *text = find(store, name, &statement);
    bool found = text != NULL && str_copy(out, size, text);
    sql_done(statement);
    return found;
}
