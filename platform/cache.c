#include "platform/cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1 };

struct cache_slot {
    uint64_t key;
    size_t cost;
    int chain;        /* next of the same bucket, or next free slot */
    int newer, older; /* order of use */
};

static int *bucket_of(const struct cache *cache, uint64_t key)
{
    return &cache->buckets[(key ^ key >> 32) % (uint64_t)cache->capacity];
}

static void *value_at(const struct cache *cache, int slot)
{
    return cache->values + (size_t)slot * cache->value_size;
}

static void reset(struct cache *cache)
{
    for (int i = 0; i < cache->capacity; i++) {
        cache->buckets[i] = NONE;
        cache->slots[i].chain = i + 1 < cache->capacity ? i + 1 : NONE;
    }
    cache->free = 0;
    cache->newest = cache->oldest = NONE;
    cache->count = 0;
    cache->cost = 0;
}

bool cache_open(struct cache *cache, int capacity, size_t cost_limit, size_t value_size,
    void (*drop)(void *value))
{
    assert(capacity > 0);
    *cache = (struct cache){
        .capacity = capacity, .cost_limit = cost_limit, .value_size = value_size, .drop = drop};
    cache->slots = calloc((size_t)capacity, sizeof *cache->slots);
    cache->buckets = calloc((size_t)capacity, sizeof *cache->buckets);
    cache->values = calloc((size_t)capacity, value_size);
    if (!cache->slots || !cache->buckets || !cache->values) {
        free(cache->slots);
        free(cache->buckets);
        free(cache->values);
        *cache = (struct cache){0};
        return false;
    }
    reset(cache);
    return true;
}

void cache_clear(struct cache *cache)
{
    for (int slot = cache->newest; slot != NONE; slot = cache->slots[slot].older)
        cache->drop(value_at(cache, slot));
    reset(cache);
}

void cache_close(struct cache *cache)
{
    if (!cache->slots)
        return;
    cache_clear(cache);
    free(cache->slots);
    free(cache->buckets);
    free(cache->values);
    *cache = (struct cache){0};
}

static void unlink_use(struct cache *cache, int slot)
{
    struct cache_slot *s = &cache->slots[slot];
    if (s->newer != NONE)
        cache->slots[s->newer].older = s->older;
    else
        cache->newest = s->older;
    if (s->older != NONE)
        cache->slots[s->older].newer = s->newer;
    else
        cache->oldest = s->newer;
}

static void link_newest(struct cache *cache, int slot)
{
    struct cache_slot *s = &cache->slots[slot];
    s->newer = NONE;
    s->older = cache->newest;
    if (cache->newest != NONE)
        cache->slots[cache->newest].newer = slot;
    else
        cache->oldest = slot;
    cache->newest = slot;
}

static void forget_oldest(struct cache *cache)
{
    int slot = cache->oldest;
    struct cache_slot *s = &cache->slots[slot];
    int *link = bucket_of(cache, s->key);
    while (*link != slot)
        link = &cache->slots[*link].chain;
    *link = s->chain;
    unlink_use(cache, slot);
    cache->drop(value_at(cache, slot));
    cache->cost -= s->cost;
    cache->count--;
    s->chain = cache->free;
    cache->free = slot;
}

void *cache_find(struct cache *cache, uint64_t key)
{
    int slot = *bucket_of(cache, key);
    while (slot != NONE && cache->slots[slot].key != key)
        slot = cache->slots[slot].chain;
    if (slot == NONE)
        return NULL;
    unlink_use(cache, slot);
    link_newest(cache, slot);
    return value_at(cache, slot);
}

void *cache_add(struct cache *cache, uint64_t key, size_t cost)
{
    while (cache->count == cache->capacity ||
           (cache->count > 0 && cache->cost + cost > cache->cost_limit))
        forget_oldest(cache);
    int slot = cache->free;
    struct cache_slot *s = &cache->slots[slot];
    cache->free = s->chain;
    s->key = key;
    s->cost = cost;
    int *bucket = bucket_of(cache, key);
    s->chain = *bucket;
    *bucket = slot;
    link_newest(cache, slot);
    cache->count++;
    cache->cost += cost;
    memset(value_at(cache, slot), 0, cache->value_size);
    return value_at(cache, slot);
}
