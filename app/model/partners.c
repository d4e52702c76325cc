#include "model/partners.h"

#include "base/macros.h"
#include <assert.h>
#include <math.h>
#include <string.h>

void partners_even_sizes(struct partners_problem *problem, int32_t groups)
{
    assert(groups >= 1 && groups <= GROUP_MAX);
    problem->group_count = groups;
    for (int32_t i = 0; i < groups; i++)
        problem->sizes[i] = problem->count / groups + (i < problem->count % groups);
}

struct partners_value partners_evaluate(
    const struct partners_problem *problem, const struct partners_schedule *schedule)
{
    struct partners_value value = {0};
    for (int32_t a = 0; a < problem->count; a++)
        for (int32_t b = a + 1; b < problem->count; b++) {
            int32_t times = 0;
            for (int32_t round = 0; round < problem->rounds; round++)
                times += schedule->group[round][a] == schedule->group[round][b];
            value.repeats += MAX(times - 1, 0);
            value.most = MAX(value.most, times);
            value.strangers += times == 0;
            value.again += (int64_t)times * (times - 1) / 2;
            if (problem->met != NULL)
                value.met += times * (double)problem->met[a * problem->count + b];
        }
    return value;
}

/* --- Bounds ----------------------------------------------------------------------------------- */

static int64_t pairs_of(int64_t count)
{
    return count * (count - 1) / 2;
}

static int64_t pairs_in_round(const struct partners_problem *problem)
{
    int64_t pairs = 0;
    for (int32_t i = 0; i < problem->group_count; i++)
        pairs += pairs_of(problem->sizes[i]);
    return pairs;
}

/* The sum over `items` whole numbers with this sum of k (k - 1) / 2 is least when they are even. */
static int64_t even_again(int64_t sum, int64_t items)
{
    if (items == 0)
        return 0;
    int64_t each = sum / items, more = sum % items;
    return items * pairs_of(each) + more * each;
}

/* Pairs that two rounds surely share: the members of a group come from so few groups. */
static int64_t shared_by_two(const struct partners_problem *problem)
{
    int64_t shared = 0;
    for (int32_t i = 0; i < problem->group_count; i++)
        shared += even_again(problem->sizes[i], problem->group_count);
    return shared;
}

/* No more than there are pairs for. */
static int32_t clean_rounds(const struct partners_problem *problem)
{
    int64_t pairs = pairs_in_round(problem);
    if (pairs == 0)
        return PARTNERS_ROUND_MAX;
    if (shared_by_two(problem) > 0)
        return 1;
    return (int32_t)MIN(pairs_of(problem->count) / pairs, PARTNERS_ROUND_MAX);
}

struct partners_bounds partners_bounds(const struct partners_problem *problem)
{
    int64_t meetings = pairs_in_round(problem) * problem->rounds;
    int64_t all = pairs_of(problem->count);
    int64_t again =
        MAX(even_again(meetings, all), pairs_of(problem->rounds) * shared_by_two(problem));
    return (struct partners_bounds){.rounds = clean_rounds(problem),
        .repeats = (int32_t)MAX(MAX(meetings - all, 0),
            problem->rounds > 1 ? shared_by_two(problem) * (problem->rounds - 1) : 0),
        .again = again,
        .strangers = (int32_t)MAX(all - meetings, 0)};
}

/* --- History ---------------------------------------------------------------------------------- */

void partners_remember(
    float *weights, int32_t count, const int32_t *group, double age_days, double half_life_days)
{
    assert(half_life_days > 0);
    float weight = (float)exp2(-MAX(age_days, 0) / half_life_days);
    for (int32_t a = 0; a < count; a++)
        for (int32_t b = 0; b < count; b++)
            if (a != b && group[a] >= 0 && group[a] == group[b])
                weights[a * count + b] += weight;
}
