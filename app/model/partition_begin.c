#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

/* With gains above zero on average, a partition is worth the more the more uneven the groups are:
 * the sizes that allow the most pairs are found exactly, by dynamic programming over the groups and
 * the members given out beyond `least`. */
static void most_pairs(struct partition *p, int32_t *size)
{
    const struct partition_problem *problem = p->problem;
    int32_t extra = problem->count, width = problem->count + 1;
    for (int32_t g = 0; g < p->groups; g++)
        extra -= problem->least[g];
    double *worth = p->size_worth, *next = p->size_worth + width;
    for (int32_t e = 0; e <= extra; e++)
        worth[e] = e == 0 ? 0 : -INFINITY;
    for (int32_t g = 0; g < p->groups; g++) {
        int16_t *choice = p->size_choice + (size_t)g * width;
        for (int32_t e = 0; e <= extra; e++) {
            next[e] = -INFINITY;
            for (int32_t k = 0; k <= MIN(e, problem->most[g] - problem->least[g]); k++) {
                double members = problem->least[g] + k;
                double here = worth[e - k] + members * (members - 1) / 2;
                if (here > next[e]) {
                    next[e] = here;
                    choice[e] = (int16_t)k;
                }
            }
        }
        double *spare = worth;
        worth = next;
        next = spare;
    }
    for (int32_t g = p->groups - 1, e = extra; g >= 0; g--) {
        int32_t k = p->size_choice[(size_t)g * width + e];
        size[g] = problem->least[g] + k;
        e -= k;
    }
}

static void most_even(struct partition *p, int32_t *size)
{
    const struct partition_problem *problem = p->problem;
    int32_t extra = problem->count;
    for (int32_t g = 0; g < p->groups; g++)
        extra -= size[g] = problem->least[g];
    for (; extra > 0; extra--) {
        int32_t smallest = -1;
        for (int32_t g = 0; g < p->groups; g++)
            if (size[g] < problem->most[g] && (smallest < 0 || size[g] < size[smallest]))
                smallest = g;
        size[smallest]++;
    }
}

static int32_t roomiest(const struct partition *p, const int32_t *room)
{
    int32_t best = 0;
    for (int32_t g = 1; g < p->groups; g++)
        if (room[g] > room[best])
            best = g;
    return best;
}

void partition_begin(struct partition *p, const int32_t *start)
{
    int32_t room[PARTITION_GROUP_MAX], order[PARTITION_THING_MAX], count = 0;
    bool placed[PARTITION_THING_MAX] = {0};
    if (p->pair_mean > 0 && !p->per_member)
        most_pairs(p, room);
    else
        most_even(p, room);
    for (int32_t i = 0; start && i < p->problem->count; i++) {
        int32_t block = p->block_of[i];
        if (start[i] < 0 || placed[block])
            continue;
        placed[block] = true;
        p->now.group[block] = start[i];
        room[start[i]] -= p->weight[block];
    }
    for (int32_t i = 0; i < p->blocks; i++)
        if (!placed[i])
            order[count++] = i;
    rng_shuffle(&p->rng, order, count);
    for (int32_t pass = 0; pass < 2; pass++) /* the heavy first, while there is room */
        for (int32_t k = 0; k < count; k++) {
            int32_t i = order[k];
            if ((p->weight[i] > 1) != (pass == 0))
                continue;
            int32_t g = roomiest(p, room);
            p->now.group[i] = g;
            room[g] -= p->weight[i];
        }
}
