/* A bounded map from a 64-bit key to a value; what was used least recently is forgotten first.
 *
 * Keys are hashes and stand for identity. Values are blobs of one size. */
#pragma once

#include "base/macros.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cache_slot;

struct cache {
    struct cache_slot *slots;
    int *buckets;
    unsigned char *values;
    size_t value_size, cost, cost_limit;
    int capacity, count, free, newest, oldest;
    void (*drop)(void *value);
};

/* At most `capacity` values and `cost_limit` of whatever cache_add() counts as cost. `drop` gives
 * back what a value holds. False: out of memory. */
MUST_CHECK bool cache_open(struct cache *cache, int capacity, size_t cost_limit, size_t value_size,
    void (*drop)(void *value));
void cache_close(struct cache *cache); /* accepts an all-zero cache */
void cache_clear(struct cache *cache);

/* NULL if it is not there. Values stay where they are until the next cache_add(). */
void *cache_find(struct cache *cache, uint64_t key);
/* A new zeroed value under a key that is not there yet. */
void *cache_add(struct cache *cache, uint64_t key, size_t cost);
