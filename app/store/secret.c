#include "store/store_internal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* What the class key is used for is part of the hash, so that no use gives away another. */
static void start(
    const struct store *store, const char *use, size_t size, crypto_generichash_state *state)
{
    crypto_generichash_init(state, store->key, sizeof store->key, size);
    crypto_generichash_update(state, (const unsigned char *)use, strlen(use) + 1);
}

void store_badge_hash(const struct store *store, const uint8_t token[static BADGE_TOKEN_SIZE],
    uint8_t out[static BADGE_HASH_SIZE])
{
    crypto_generichash_state state;
    start(store, "badge", BADGE_HASH_SIZE, &state);
    crypto_generichash_update(&state, token, BADGE_TOKEN_SIZE);
    crypto_generichash_final(&state, out, BADGE_HASH_SIZE);
}

uint32_t store_secret_number(
    const struct store *store, const char *name, uint32_t index, uint32_t bound)
{
    assert(bound > 0);
    uint32_t unfair = (uint32_t)(-bound) % bound; /* numbers below it would favour small results */
    for (uint8_t round = 0;; round++) {
        uint8_t hash[STORE_HASH_SIZE];
        uint8_t tail[5] = {(uint8_t)index, (uint8_t)(index >> 8), (uint8_t)(index >> 16),
            (uint8_t)(index >> 24), round};
        crypto_generichash_state state;
        start(store, "number", sizeof hash, &state);
        crypto_generichash_update(&state, (const unsigned char *)name, strlen(name) + 1);
        crypto_generichash_update(&state, tail, sizeof tail);
        crypto_generichash_final(&state, hash, sizeof hash);
        uint32_t number = (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
                          (uint32_t)hash[3] << 24;
        if (number >= unfair || round == UINT8_MAX)
            return number % bound;
    }
}

void store_random(void *out, size_t size)
{
    int ready = sodium_init();
    assert(ready >= 0);
    (void)ready;
    randombytes_buf(out, size);
}

void store_class_key(const struct store *store, uint8_t out[static STORE_CLASS_KEY_SIZE])
{
    static_assert(sizeof store->key == STORE_CLASS_KEY_SIZE, "one key");
    memcpy(out, store->key, STORE_KEY_SIZE);
}

static bool take_key(struct store *store, void *context, struct error *error)
{
    sqlite3_stmt *set = store_statement(store, SQL_SECRET_SET);
    sql_bind_text(set, 1, "class");
    sql_bind_bytes(set, 2, context, STORE_KEY_SIZE);
    return sql_do(store->db, set, error);
}

bool store_take_class_key(
    struct store *store, const uint8_t key[static STORE_CLASS_KEY_SIZE], struct error *error)
{
    uint8_t copy[STORE_KEY_SIZE];
    memcpy(copy, key, sizeof copy);
    bool taken = store_write(store, take_key, copy, error);
    if (taken)
        memcpy(store->key, copy, sizeof copy);
    sodium_memzero(copy, sizeof copy);
    return taken;
}
