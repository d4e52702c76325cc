#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"
#include <sodium.h>
#include <string.h>

enum { PLANS_KEPT = 2 };

static void hash_plan(const void *bytes, size_t size, uint8_t out[static STORE_HASH_SIZE])
{
    crypto_generichash(out, STORE_HASH_SIZE, bytes, size, NULL, 0);
}

static void hash_text(const uint8_t hash[static STORE_HASH_SIZE], char out[static PLAN_HASH_TEXT])
{
    sodium_bin2hex(out, PLAN_HASH_TEXT, hash, STORE_HASH_SIZE);
}

void store_plan_hash(const void *bytes, size_t size, char hash[static PLAN_HASH_TEXT])
{
    uint8_t raw[STORE_HASH_SIZE];
    hash_plan(bytes, size, raw);
    hash_text(raw, hash);
}

struct publish {
    const void *bytes;
    size_t size;
    uint8_t hash[STORE_HASH_SIZE];
    struct store_event *event;
};

static bool publish(struct store *store, void *context, struct error *error)
{
    const struct publish *plan = context;
    sqlite3_stmt *drop = store_statement(store, SQL_PLAN_DROP);
    sql_bind_bytes(drop, 1, plan->hash, sizeof plan->hash);
    if (!sql_do(store->db, drop, error))
        return false;
    sqlite3_stmt *add = store_statement(store, SQL_PLAN_ADD);
    sql_bind_bytes(add, 1, plan->hash, sizeof plan->hash);
    sql_bind_bytes(add, 2, plan->bytes, plan->size);
    if (!sql_do(store->db, add, error))
        return false;
    sqlite3_stmt *trim = store_statement(store, SQL_PLAN_TRIM);
    sqlite3_bind_int(trim, 1, PLANS_KEPT);
    /* A checkpoint was made under the plan before. */
    return sql_do(store->db, trim, error) &&
           sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error) &&
           log_append(store, plan->event, 1, error);
}

/* Whether the newest plan is this one, whole. */
static bool is_current(
    struct store *store, const struct publish *plan, bool *out, struct error *error)
{
    sqlite3_stmt *newest = store_statement(store, SQL_PLAN_NEWEST);
    int step;
    bool ok = sql_step(store->db, newest, &step, error);
    const void *blob = ok && step == SQLITE_ROW ? sqlite3_column_blob(newest, 1) : NULL;
    *out = blob != NULL && (size_t)sqlite3_column_bytes(newest, 1) == plan->size &&
           memcmp(blob, plan->bytes, plan->size) == 0;
    sql_done(newest);
    return ok;
}

bool store_publish_plan(struct store *store, const void *bytes, size_t size,
    struct store_event *published, char hash[static PLAN_HASH_TEXT], bool *changed,
    struct error *error)
{
    struct publish plan = {.bytes = bytes, .size = size, .event = published};
    bool same = false;
    hash_plan(bytes, size, plan.hash);
    hash_text(plan.hash, hash);
    *changed = false;
    struct error unreadable = {0};
    if (is_current(store, &plan, &same, &unreadable) && same)
        return true;
    *changed = store_write(store, publish, &plan, error);
    return *changed;
}

static bool copy_plan(sqlite3_stmt *newest, struct arena *arena, const void **bytes, size_t *size,
    char hash[static PLAN_HASH_TEXT], bool *whole, struct error *error)
{
    uint8_t kept[STORE_HASH_SIZE], found[STORE_HASH_SIZE];
    const void *blob = sqlite3_column_blob(newest, 1);
    *size = blob == NULL ? 0 : (size_t)sqlite3_column_bytes(newest, 1);
    hash_plan(blob, *size, found);
    *whole = sql_bytes(newest, 0, kept, sizeof kept) && memcmp(kept, found, sizeof kept) == 0;
    if (!*whole)
        return true;
    void *copy = arena_alloc(arena, *size + 1);
    if (copy == NULL)
        return error_set(error, ERR_MEMORY, "loading the plan: out of memory");
    memcpy(copy, blob, *size);
    *bytes = copy;
    hash_text(kept, hash);
    return true;
}

bool store_current_plan(struct store *store, struct arena *arena, const void **bytes, size_t *size,
    char hash[static PLAN_HASH_TEXT], struct error *error)
{
    sqlite3_stmt *newest = store_statement(store, SQL_PLAN_NEWEST);
    int step, damaged = 0;
    bool ok, whole = false;
    while ((ok = sql_step(store->db, newest, &step, error)) && step == SQLITE_ROW) {
        ok = copy_plan(newest, arena, bytes, size, hash, &whole, error);
        if (!ok || whole)
            break;
        damaged++;
    }
    sql_done(newest);
    if (!ok || whole) {
        if (damaged > 0)
            log_error("the current plan is damaged; the one before is used");
        return ok;
    }
    if (damaged > 0)
        return error_set(error, ERR_CORRUPT,
            "the plan is damaged, and so is the one before; import the class folder again");
    return error_set(error, ERR_NOT_FOUND, "there is no plan yet; import a class folder");
}
