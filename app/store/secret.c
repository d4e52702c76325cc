#include "store/store_internal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* What the class key is used for is part of the hash, so that no use gives away another. */
static void start(const uint8_t key[static STORE_KEY_SIZE], const char *use, size_t size,
    crypto_generichash_state *state)
{
    crypto_generichash_init(state, key, STORE_KEY_SIZE, size);
    crypto_generichash_update(state, (const unsigned char *)use, strlen(use) + 1);
}

static void hash_badge(const uint8_t key[static STORE_KEY_SIZE],
    const uint8_t token[static BADGE_TOKEN_SIZE], uint8_t out[static BADGE_HASH_SIZE])
{
    crypto_generichash_state state;
    start(key, "badge", BADGE_HASH_SIZE, &state);
    crypto_generichash_update(&state, token, BADGE_TOKEN_SIZE);
    crypto_generichash_final(&state, out, BADGE_HASH_SIZE);
}

void store_badge_hash(const struct store *store, const uint8_t token[static BADGE_TOKEN_SIZE],
    uint8_t out[static BADGE_HASH_SIZE])
{
    hash_badge(store->key, token, out);
}

bool store_badge_hash_before(const struct store *store, int which,
    const uint8_t token[static BADGE_TOKEN_SIZE], uint8_t out[static BADGE_HASH_SIZE])
{
    assert(which >= 0);
    if (which >= store->before_count)
        return false;
    hash_badge(store->before[which], token, out);
    return true;
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
        start(store->key, "number", sizeof hash, &state);
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
