#include "base/rng.h"

#include <assert.h>

static uint64_t split_mix(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

struct rng rng_seeded(uint64_t seed)
{
    struct rng rng;
    for (int i = 0; i < 4; i++)
        rng.state[i] = split_mix(&seed);
    return rng;
}

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t rng_below(struct rng *rng, uint32_t bound)
{
    assert(bound > 0);
    uint32_t reject = (uint32_t)-bound % bound;
    for (;;) {
        uint64_t wide = (rng_next(rng) >> 32) * bound;
        if ((uint32_t)wide >= reject)
            return (uint32_t)(wide >> 32);
    }
}

double rng_unit(struct rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1.0p-53;
}

void rng_shuffle(struct rng *rng, int32_t *items, int32_t count)
{
    for (int32_t i = count - 1; i > 0; i--) {
        uint32_t other = rng_below(rng, (uint32_t)i + 1);
        int32_t kept = items[i];
        items[i] = items[other];
        items[other] = kept;
    }
}
