/* Seeded, repeatable chance for the model and the tests; never for secrets.
 *
 * xoshiro256** 1.0 by Blackman and Vigna (public domain, 2018), seeded through SplitMix64. */
#pragma once

#include <stdint.h>

struct rng {
    uint64_t state[4];
};

struct rng rng_seeded(uint64_t seed);
uint64_t rng_next(struct rng *rng);
uint32_t rng_below(struct rng *rng, uint32_t bound); /* 0 to bound - 1, unbiased; bound > 0 */
double rng_unit(struct rng *rng);                    /* 0 <= x < 1 */
/* Any order of the items, all as likely: Fisher and Yates, from the last to the first. What it does
 * for a seed never changes: the letters of stored answers follow from it (item_right_sides()). */
void rng_shuffle(struct rng *rng, int32_t *items, int32_t count);
