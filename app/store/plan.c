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

static bool make_current(struct store *store, const struct publish *plan, struct error *error)
{
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
           sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error);
}

static bool publish(struct store *store, void *context, struct error *error)
{
    const struct publish *plan = context;
    return make_current(store, plan, error) && log_append(store, plan->event, 1, error);
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

/* --- From and for others --------------------------------------------------------------------- */

static bool begin_taking(
    const char *hash, const void *bytes, size_t size, struct publish *plan, struct error *error)
{
    char text[PLAN_HASH_TEXT];
    *plan = (struct publish){.bytes = bytes, .size = size};
    hash_plan(bytes, size, plan->hash);
    hash_text(plan->hash, text);
    return str_equal(text, hash) ||
           error_set(
               error, ERR_BAD_INPUT, "a plan that came from elsewhere is not what its name says");
}

static bool keep(struct store *store, void *context, struct error *error)
{
    const struct publish *plan = context;
    sqlite3_stmt *add = store_statement(store, SQL_PLAN_KEEP);
    sql_bind_bytes(add, 1, plan->hash, sizeof plan->hash);
    sql_bind_bytes(add, 2, plan->bytes, plan->size);
    if (!sql_do(store->db, add, error))
        return false;
    sqlite3_stmt *trim = store_statement(store, SQL_PLAN_KEPT_TRIM);
    sqlite3_bind_int(trim, 1, PLANS_KEPT);
    return sql_do(store->db, trim, error);
}

bool store_keep_plan(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error)
{
    struct publish plan;
    return begin_taking(hash, bytes, size, &plan, error) && store_write(store, keep, &plan, error);
}

static bool take(struct store *store, void *context, struct error *error)
{
    const struct publish *plan = context;
    sqlite3_stmt *drop = store_statement(store, SQL_PLAN_KEPT_DROP);
    sql_bind_bytes(drop, 1, plan->hash, sizeof plan->hash);
    return sql_do(store->db, drop, error) && make_current(store, plan, error);
}

bool store_take_plan(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error)
{
    struct publish plan;
    bool same = false;
    struct error unreadable = {0};
    if (!begin_taking(hash, bytes, size, &plan, error))
        return false;
    if (is_current(store, &plan, &same, &unreadable) && same)
        return true;
    return store_write(store, take, &plan, error);
}

static sqlite3_stmt *find_plan(struct store *store, enum store_statement name, const char *hash,
    uint8_t raw[static STORE_HASH_SIZE])
{
    size_t length = 0;
    if (sodium_hex2bin(raw, STORE_HASH_SIZE, hash, strlen(hash), NULL, &length, NULL) != 0 ||
        length != STORE_HASH_SIZE)
        memset(raw, 0, STORE_HASH_SIZE); /* nobody's */
    sqlite3_stmt *find = store_statement(store, name);
    sql_bind_bytes(find, 1, raw, STORE_HASH_SIZE);
    return find;
}

bool store_plan_bytes(struct store *store, const char *hash, struct arena *arena,
    const void **bytes, size_t *size, struct error *error)
{
    uint8_t raw[STORE_HASH_SIZE];
    char found[PLAN_HASH_TEXT];
    sqlite3_stmt *find = find_plan(store, SQL_PLAN_FIND, hash, raw);
    int step;
    bool ok, whole = false;
    while ((ok = sql_step(store->db, find, &step, error)) && step == SQLITE_ROW && !whole)
        if (!(ok = copy_plan(find, arena, bytes, size, found, &whole, error)))
            break;
    sql_done(find);
    return ok && (whole || error_set(error, ERR_NOT_FOUND, "the plan %s is not here", hash));
}

bool store_has_plan(struct store *store, const char *hash)
{
    uint8_t raw[STORE_HASH_SIZE];
    sqlite3_stmt *find = find_plan(store, SQL_PLAN_IS_HERE, hash, raw);
    bool found = sqlite3_step(find) == SQLITE_ROW;
    sql_done(find);
    return found;
}

/* The value of "hash" in the body of a plan_published. */
static bool find_hash(const char *body, char hash[static PLAN_HASH_TEXT])
{
    const char *at = body == NULL ? NULL : strstr(body, "\"hash\"");
    if (at == NULL)
        return false;
    at += strlen("\"hash\"");
    at += strspn(at, " \t\r\n:");
    return *at == '"' && strspn(at + 1, "0123456789abcdef") == PLAN_HASH_TEXT - 1 &&
           at[PLAN_HASH_TEXT] == '"' &&
           str_copy_length(hash, PLAN_HASH_TEXT, at + 1, PLAN_HASH_TEXT - 1);
}

static bool is_listed(char (*hashes)[PLAN_HASH_TEXT], int count, const char *hash)
{
    for (int i = 0; i < count; i++)
        if (str_equal(hashes[i], hash))
            return true;
    return false;
}

bool store_named_plans(struct store *store, char hashes[static STORE_PLANS_NAMED][PLAN_HASH_TEXT],
    int *count, struct error *error)
{
    sqlite3_stmt *named = store_statement(store, SQL_PLAN_NAMED);
    int step;
    bool ok = true;
    *count = 0;
    while (*count < STORE_PLANS_NAMED && (ok = sql_step(store->db, named, &step, error)) &&
           step == SQLITE_ROW)
        if (find_hash(sql_text(named, 0), hashes[*count]) &&
            !is_listed(hashes, *count, hashes[*count]))
            (*count)++;
    sql_done(named);
    return ok;
}
