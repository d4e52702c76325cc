#include "store/store_internal.h"

#include <sodium.h>
#include <string.h>

bool store_read_keys(struct store *store, struct error *error)
{
    sqlite3_stmt *select = NULL;
    int step = SQLITE_DONE;
    bool ok =
        sql_prepare(store->db, "SELECT value FROM secret WHERE name = 'class'", &select, error) &&
        sql_step(store->db, select, &step, error);
    if (ok && (step != SQLITE_ROW || !sql_bytes(select, 0, store->key, sizeof store->key)))
        ok = error_set(error, ERR_CORRUPT, "the key of this class is damaged");
    sqlite3_finalize(select);
    select = NULL;
    store->before_count = 0;
    ok = ok && sql_prepare(store->db,
                   "SELECT value FROM secret WHERE name GLOB 'before-*' ORDER BY name DESC",
                   &select, error);
    while (ok && store->before_count < STORE_KEYS_BEFORE) {
        ok = sql_step(store->db, select, &step, error);
        if (!ok || step != SQLITE_ROW)
            break;
        if (sql_bytes(select, 0, store->before[store->before_count], STORE_KEY_SIZE))
            store->before_count++;
    }
    sqlite3_finalize(select);
    return ok;
}

void store_class_key(const struct store *store, uint8_t out[static STORE_CLASS_KEY_SIZE])
{
    memcpy(out, store->key, STORE_CLASS_KEY_SIZE);
}

/* Named by the count of commits, so that the newest name is the newest key. */
static bool exchange(struct store *store, void *context, struct error *error)
{
    const uint8_t *key = context;
    char name[32];
    sqlite3_stmt *put = NULL;
    str_format(name, sizeof name, "before-%019lld", (long long)store->position.change);
    if (!sql_prepare(
            store->db, "INSERT OR REPLACE INTO secret(name, value) VALUES(?1,?2)", &put, error))
        return false;
    sql_bind_text(put, 1, name);
    sql_bind_bytes(put, 2, store->key, sizeof store->key);
    bool ok = sql_do(store->db, put, error);
    if (ok) {
        sql_bind_text(put, 1, "class");
        sql_bind_bytes(put, 2, key, STORE_CLASS_KEY_SIZE);
        ok = sql_do(store->db, put, error);
    }
    sqlite3_finalize(put);
    return ok;
}

bool store_take_class_key(
    struct store *store, const uint8_t key[static STORE_CLASS_KEY_SIZE], struct error *error)
{
    uint8_t copy[STORE_CLASS_KEY_SIZE];
    if (sodium_memcmp(store->key, key, sizeof store->key) == 0)
        return true;
    memcpy(copy, key, sizeof copy);
    bool ok = store_write(store, exchange, copy, error);
    sodium_memzero(copy, sizeof copy);
    return ok && store_read_keys(store, error);
}
