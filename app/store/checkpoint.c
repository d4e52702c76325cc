#define LOG_MODULE "store"
/* The caller's memory in chunks; chunks of zeros have no row, chunks that did not change since the
 * last checkpoint are not written again. */
#include "store/store_internal.h"

#include "base/log.h"
#include <sodium.h>
#include <string.h>

enum { CHUNK_SIZE = 16 * 1024 };

struct checkpoint {
    uint64_t layout;
    const uint8_t *bytes;
    size_t size;
    int64_t through; /* event id */
    uint8_t through_hash[STORE_HASH_SIZE];
    int64_t chunks;
    uint8_t digest[STORE_HASH_SIZE]; /* of all of the above and of every chunk's place and hash */
};

static bool is_zero(const uint8_t *bytes, size_t size)
{
    return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static void digest_number(crypto_generichash_state *state, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void digest_start(const struct checkpoint *checkpoint, crypto_generichash_state *state)
{
    crypto_generichash_init(state, NULL, 0, STORE_HASH_SIZE);
    digest_number(state, checkpoint->layout);
    digest_number(state, checkpoint->size);
    digest_number(state, (uint64_t)checkpoint->through);
    crypto_generichash_update(state, checkpoint->through_hash, STORE_HASH_SIZE);
}

static void digest_chunk(crypto_generichash_state *state, int64_t place, const uint8_t *hash)
{
    digest_number(state, (uint64_t)place);
    crypto_generichash_update(state, hash, STORE_HASH_SIZE);
}

/* The hash of the event a checkpoint ends with; zero for an empty log. */
static bool hash_through(
    struct store *store, int64_t id, uint8_t out[static STORE_HASH_SIZE], struct error *error)
{
    memset(out, 0, STORE_HASH_SIZE);
    if (id == 0)
        return true;
    sqlite3_stmt *find = store_statement(store, SQL_EVENT_HASH_AT);
    sqlite3_bind_int64(find, 1, id);
    int step;
    bool ok = sql_step(store->db, find, &step, error);
    if (ok && (step != SQLITE_ROW || !sql_bytes(find, 0, out, STORE_HASH_SIZE)))
        ok = error_set(error, ERR_CORRUPT, "event %lld is missing", (long long)id);
    sql_done(find);
    return ok;
}

/* --- Saving -------------------------------------------------------------------------------------
 */

static bool drop_chunk(struct store *store, int64_t place, struct error *error)
{
    sqlite3_stmt *drop = store_statement(store, SQL_CHUNK_DROP);
    sqlite3_bind_int64(drop, 1, place);
    return sql_do(store->db, drop, error);
}

static bool save_chunk(struct store *store, int64_t place, const uint8_t *bytes, size_t size,
    const uint8_t *hash, struct error *error)
{
    uint8_t kept[STORE_HASH_SIZE];
    int step;
    sqlite3_stmt *find = store_statement(store, SQL_CHUNK_HASH);
    sqlite3_bind_int64(find, 1, place);
    bool ok = sql_step(store->db, find, &step, error);
    bool same = ok && step == SQLITE_ROW && sql_bytes(find, 0, kept, sizeof kept) &&
                memcmp(kept, hash, sizeof kept) == 0;
    sql_done(find);
    if (!ok || same)
        return ok;
    sqlite3_stmt *save = store_statement(store, SQL_CHUNK_SAVE);
    sqlite3_bind_int64(save, 1, place);
    sql_bind_bytes(save, 2, hash, STORE_HASH_SIZE);
    sql_bind_bytes(save, 3, bytes, size);
    return sql_do(store->db, save, error);
}

static bool save_chunks(struct store *store, struct checkpoint *checkpoint, struct error *error)
{
    crypto_generichash_state state;
    digest_start(checkpoint, &state);
    checkpoint->chunks = 0;
    int64_t place = 0;
    for (size_t at = 0; at < checkpoint->size; at += CHUNK_SIZE, place++) {
        const uint8_t *bytes = checkpoint->bytes + at;
        size_t size = MIN((size_t)CHUNK_SIZE, checkpoint->size - at);
        uint8_t hash[STORE_HASH_SIZE];
        if (is_zero(bytes, size)) {
            if (!drop_chunk(store, place, error))
                return false;
            continue;
        }
        crypto_generichash(hash, sizeof hash, bytes, size, NULL, 0);
        digest_chunk(&state, place, hash);
        checkpoint->chunks++;
        if (!save_chunk(store, place, bytes, size, hash, error))
            return false;
    }
    crypto_generichash_final(&state, checkpoint->digest, STORE_HASH_SIZE);
    sqlite3_stmt *rest = store_statement(store, SQL_CHUNK_DROP_FROM);
    sqlite3_bind_int64(rest, 1, place);
    return sql_do(store->db, rest, error);
}

static bool save(struct store *store, void *context, struct error *error)
{
    struct checkpoint *checkpoint = context;
    store->is_chore = true;
    checkpoint->through = store->position.events;
    if (!hash_through(store, checkpoint->through, checkpoint->through_hash, error) ||
        !save_chunks(store, checkpoint, error) ||
        !sql_do(store->db, store_statement(store, SQL_CHECKPOINT_DROP), error))
        return false;
    sqlite3_stmt *add = store_statement(store, SQL_CHECKPOINT_SAVE);
    sqlite3_bind_int64(add, 1, (int64_t)checkpoint->layout);
    sqlite3_bind_int64(add, 2, (int64_t)checkpoint->size);
    sqlite3_bind_int64(add, 3, checkpoint->through);
    sql_bind_bytes(add, 4, checkpoint->through_hash, STORE_HASH_SIZE);
    sqlite3_bind_int64(add, 5, checkpoint->chunks);
    sql_bind_bytes(add, 6, checkpoint->digest, STORE_HASH_SIZE);
    return sql_do(store->db, add, error);
}

bool store_save_checkpoint(
    struct store *store, uint64_t layout, const void *bytes, size_t size, struct error *error)
{
    struct checkpoint checkpoint = {.layout = layout, .bytes = bytes, .size = size};
    return store_write(store, save, &checkpoint, error);
}

/* --- Loading ------------------------------------------------------------------------------------
 */

static bool find(struct store *store, struct checkpoint *out)
{
    struct error ignored = {0};
    sqlite3_stmt *load = store_statement(store, SQL_CHECKPOINT_LOAD);
    bool found = sqlite3_step(load) == SQLITE_ROW;
    if (found) {
        out->layout = (uint64_t)sqlite3_column_int64(load, 0);
        out->size = (size_t)sqlite3_column_int64(load, 1);
        out->through = sqlite3_column_int64(load, 2);
        out->chunks = sqlite3_column_int64(load, 4);
        found = sql_bytes(load, 3, out->through_hash, STORE_HASH_SIZE) &&
                sql_bytes(load, 5, out->digest, STORE_HASH_SIZE);
    }
    sql_done(load);
    uint8_t hash[STORE_HASH_SIZE];
    return found && out->through <= store->position.events &&
           hash_through(store, out->through, hash, &ignored) &&
           memcmp(hash, out->through_hash, sizeof hash) == 0;
}

static bool load_chunk(sqlite3_stmt *all, const struct checkpoint *checkpoint, uint8_t *bytes,
    crypto_generichash_state *state)
{
    int64_t place = sqlite3_column_int64(all, 0);
    uint8_t kept[STORE_HASH_SIZE], hash[STORE_HASH_SIZE];
    if (place < 0 || (uint64_t)place >= (checkpoint->size + CHUNK_SIZE - 1) / CHUNK_SIZE)
        return false;
    size_t at = (size_t)place * CHUNK_SIZE;
    size_t size = MIN((size_t)CHUNK_SIZE, checkpoint->size - at);
    if (!sql_bytes(all, 1, kept, sizeof kept) || !sql_bytes(all, 2, bytes + at, size))
        return false;
    crypto_generichash(hash, sizeof hash, bytes + at, size, NULL, 0);
    digest_chunk(state, place, hash);
    return memcmp(hash, kept, sizeof hash) == 0;
}

static bool load_chunks(
    struct store *store, const struct checkpoint *checkpoint, uint8_t *bytes, bool *touched)
{
    crypto_generichash_state state;
    uint8_t digest[STORE_HASH_SIZE];
    digest_start(checkpoint, &state);
    sqlite3_stmt *all = store_statement(store, SQL_CHUNK_ALL);
    int64_t chunks = 0;
    int step;
    bool ok = true;
    while (ok && (step = sqlite3_step(all)) == SQLITE_ROW) {
        *touched = true;
        ok = load_chunk(all, checkpoint, bytes, &state);
        chunks++;
    }
    ok = ok && step == SQLITE_DONE && chunks == checkpoint->chunks;
    sql_done(all);
    crypto_generichash_final(&state, digest, sizeof digest);
    return ok && memcmp(digest, checkpoint->digest, sizeof digest) == 0;
}

bool store_load_checkpoint(struct store *store, uint64_t layout, void *bytes, size_t size)
{
    struct checkpoint checkpoint = {0};
    bool touched = false;
    store->covered = 0;
    if (!find(store, &checkpoint) || checkpoint.layout != layout || checkpoint.size != size)
        return false;
    if (load_chunks(store, &checkpoint, bytes, &touched)) {
        store->covered = checkpoint.through;
        return true;
    }
    log_warning("the checkpoint is damaged; the log is read from its start");
    if (touched)
        memset(bytes, 0, size);
    return false;
}
