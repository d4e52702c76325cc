/* Divides things into groups: the search under the grouping engine, which knows nothing of
 * students.
 *
 * The problem is the maximally diverse grouping problem (MDGP) and, with negative pair gains, its
 * twin, balanced minimum-sum clustering, with rules. The value of a partition is
 *
 *     sum over groups of  (sum of pair gains inside) [/ members, if per_member]
 *   + sum over things of  place gain of (thing, group)
 *   - what soft rules cost
 *
 * Hard rules come before any value: a partition that breaks fewer is always better. The search is
 * any-time (partition_improve() can be called again and again; the best so far is always there),
 * deterministic for a seed, and allocates nothing: the caller gives partition_memory_size() bytes.
 *
 * Units: gains are plain numbers of the caller's choosing. Inside they are integers, so that every
 * machine finds the same: what is smaller than about 1e-8 of a thing's largest sum of gains or
 * of costs is not told apart. Counts are things, unless said otherwise.
 */
#pragma once

#include "base/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PARTITION_THING_MAX = 1024,
    PARTITION_GROUP_MAX = 128,
    PARTITION_SET_MAX = 160,
    PARTITION_COUNT_MAX = 64, /* members of a set told apart in one group: 0 … 63, more is 63 */
};

/* How many members of a set a group may have: bit k of `counts` is set if k may stand together in
 * one group. Not alone: ~2. One role in each group: ~1 (at least one) or 2 (exactly one). An empty
 * group has none of any set. */
struct partition_set {
    const uint8_t *member; /* count bytes, 0 or 1 */
    uint64_t counts;
    int32_t group; /* only in this group; -1: in each */
    float cost;    /* of a group that breaks it; 0: hard */
};

struct partition_problem {
    int32_t count, group_count;
    const int32_t *least, *most; /* members of each group; hard */
    const float *pair;           /* count x count, symmetric, zero diagonal; NULL: all 0 */
    const float *place;          /* count x group_count, -INFINITY: never there; NULL: all 0 */
    const uint8_t *apart;        /* count x count, symmetric, 1: never in one group; NULL: none */
    const uint8_t *together;     /* count x count, symmetric, 1: always in one; NULL: none */
    const struct partition_set *sets;
    int32_t set_count;
    bool per_member;
};

/* `broken` counts: a pair apart that is together, a pair together that is apart, a thing where it
 * must never be, each member too many or too few of a group, each group in which a hard set is
 * broken. 0: allowed. */
struct partition_value {
    int32_t broken;
    double value;
};

/* Bytes that partition_open() needs; 0 if a count is out of range. */
size_t partition_memory_size(int32_t count, int32_t group_count, int32_t set_count);

struct partition; /* lives in the caller's memory; nothing to close */

/* `memory` is aligned for any type. `start` (count group numbers, -1: anywhere) is where the search
 * begins and may be NULL. The problem and its arrays must outlive the search. ERR_BAD_INPUT names
 * what cannot hold: sum of least > count, a gain that is no number, a matrix that is not symmetric.
 * Rules that contradict each other are no error: the best partition then has some `broken`. */
MUST_CHECK bool partition_open(struct partition **out, const struct partition_problem *problem,
    uint64_t seed, const int32_t *start, void *memory, size_t size, struct error *error);

/* Searches until `steps` more moves have been weighed or stop(user) says so; stop may be NULL and
 * is asked every few thousand steps. The same sum of steps gives the same answer on every machine,
 * in one call or in many. True if the best got better. */
bool partition_improve(
    struct partition *partition, int64_t steps, bool (*stop)(void *user), void *user);

/* The best so far: count group numbers, borrowed until the next call. */
const int32_t *partition_best(const struct partition *partition, struct partition_value *value);

/* What any partition is worth, computed anew from the problem: for checks and explanations. */
struct partition_value partition_evaluate(
    const struct partition_problem *problem, const int32_t *group_of);
