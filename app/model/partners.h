/* Who works with whom over the weeks: rounds of groups in which as few pairs as possible meet again
 * (the social golfer problem, with sizes that may differ: Miller et al., Symmetry 13(1) 13, 2021),
 * or in which everyone meets everyone soonest.
 *
 * The search tries schedules with a cyclic symmetry (a base round, and the rounds it becomes when
 * the students move on in circles), where a few hundred numbers decide about thousands of pairs,
 * and schedules without. It is any-time, repeatable for a seed, and allocates nothing. */
#pragma once

#include "model/limits.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTNERS_ROUND_MAX = 40, PARTNERS_PAIR_MAX = STUDENT_MAX * (STUDENT_MAX - 1) / 2 };

enum partners_aim {
    PARTNERS_NEW,     /* as few pairs as possible meet again */
    PARTNERS_EVERYONE /* as few pairs as possible never meet */
};

struct partners_problem {
    int32_t count;            /* students, 1 to STUDENT_MAX */
    int32_t sizes[GROUP_MAX]; /* of the groups, the same in every round; their sum is count */
    int32_t group_count;
    int32_t rounds; /* 1 to PARTNERS_ROUND_MAX */
    enum partners_aim aim;
    const float *met; /* count x count: what a pair's next meeting costs, beside 1 for each earlier
                         one of this schedule; NULL: nothing */
};

/* Sizes for so many groups, equal or differing by one. */
void partners_even_sizes(struct partners_problem *problem, int32_t groups);

struct partners_schedule {
    uint8_t group[PARTNERS_ROUND_MAX][STUDENT_MAX];
};

struct partners_value {
    int32_t repeats;   /* meetings of pairs that have met before in the schedule */
    int32_t most;      /* meetings of one pair */
    int32_t strangers; /* pairs that never meet */
    int64_t again; /* sum over pairs of k (k - 1) / 2 for k meetings: 0 if no pair meets again */
    double met;    /* what `met` costs */
};

/* Counted anew, pair by pair. */
struct partners_value partners_evaluate(
    const struct partners_problem *problem, const struct partners_schedule *schedule);

/* No schedule has less than this. */
struct partners_bounds {
    int32_t rounds;  /* the most rounds that may exist without a repeat: more certainly have one */
    int32_t repeats; /* of so many rounds as the problem wants */
    int64_t again;
    int32_t strangers;
};
struct partners_bounds partners_bounds(const struct partners_problem *problem);

struct partners; /* lives in the caller's memory; nothing to close */

size_t partners_memory_size(void);
struct partners *partners_open(
    const struct partners_problem *problem, uint64_t seed, void *memory, size_t size);
/* Searches until about so many changes have been weighed, a bound is reached, or stop(user) says so
 * (may be NULL). True: nothing better can exist. */
bool partners_improve(
    struct partners *partners, int64_t steps, bool (*stop)(void *user), void *user);
/* The best so far, borrowed until the next call. */
const struct partners_schedule *partners_best(const struct partners *partners);

/* Adds one past grouping to the weights of pairs (count x count, symmetric): 1 for those who were
 * together (group[i] == group[j] >= 0) today, half of it after half_life days, and so on. The
 * result is what the engine, the rotation and `met` above take. */
void partners_remember(
    float *weights, int32_t count, const int32_t *group, double age_days, double half_life_days);
