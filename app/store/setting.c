#include "store/store_internal.h"

const char store_label_setting[] = "station";

struct setting {
    const char *name;
    const char *value;
};

static bool set(struct store *store, void *context, struct error *error)
{
    const struct setting *setting = context;
    sqlite3_stmt *statement = store_statement(store, SQL_SETTING_SET);
    sql_bind_text(statement, 1, setting->name);
    sql_bind_text(statement, 2, setting->value);
    return sql_do(store->db, statement, error);
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
bool store_set(struct store *store, const char *name, const char *value, struct error *error)
{
    struct setting setting = {name, value};
    if (!is_set(store, name, value) && !store_write(store, set, &setting, error))
        return false;
    if (str_equal(name, store_label_setting))
        STR_COPY(store->station, value);
    return true;
}

bool store_get(struct store *store, const char *name, char *out, size_t size)
{
    sqlite3_stmt *statement;
    const char *text = find(store, name, &statement);
    bool found = text != NULL && str_copy(out, size, text);
    sql_done(statement);
    return found;
}
