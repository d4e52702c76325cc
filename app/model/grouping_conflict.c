/* Names the demands that contradict each other: leaves out one after the other for as long as the
 * rest stays impossible, in several orders, and keeps the smallest set. */
#include "model/grouping_inside.h"

#include "base/rng.h"
#include <string.h>

enum {
    ORDERS = 6,
    NODE_MAX = 50000,    /* of all proofs */
    NODES_ORDER = 46000, /* no other order is begun with fewer left */
    SWITCH_MAX = GROUPING_DEMAND_MAX + 2,
    SWITCH_SIZES = GROUPING_DEMAND_MAX,
    SWITCH_CAPACITY,
};

static bool *find_switch(struct grouping_case *set, int32_t item)
{
    if (item == SWITCH_SIZES)
        return &set->has_sizes;
    return item == SWITCH_CAPACITY ? &set->has_capacity : &set->has_rule[item];
}

static int32_t list_items(
    const struct grouping *grouping, struct grouping_case *set, int32_t *items)
{
    int32_t count = 0;
    for (int r = 0; r < grouping->rule_count; r++)
        if (set->has_rule[r])
            items[count++] = r;
    if (set->has_capacity)
        items[count++] = SWITCH_CAPACITY;
    if (set->has_sizes)
        items[count++] = SWITCH_SIZES;
    return count;
}

static void set_switches(struct grouping_case *set, const int32_t *items, int32_t count, bool is_on)
{
    for (int i = 0; i < count; i++)
        *find_switch(set, items[i]) = is_on;
}

/* Leaves out what is not needed, many at a time where it can be: few are. False: one was kept only
 * because it could not be decided. */
static bool shrink(const struct grouping *grouping, struct grouping_case *set, const int32_t *items,
    int32_t count, int64_t *nodes, struct rng *rng)
{
    set_switches(set, items, count, false);
    enum grouping_proof found = grouping_prove(grouping, set, nodes, rng, NULL);
    if (found == GROUPING_IMPOSSIBLE)
        return true;
    set_switches(set, items, count, true);
    if (count == 1)
        return found == GROUPING_SATISFIED;
    int32_t half = count / 2;
    bool is_first_minimal = shrink(grouping, set, items, half, nodes, rng);
    return shrink(grouping, set, items + half, count - half, nodes, rng) && is_first_minimal;
}

static struct grouping_demand name_item(const struct grouping *grouping, int32_t item)
{
    if (item == SWITCH_SIZES)
        return (struct grouping_demand){GROUPING_SIZES, 0};
    if (item == SWITCH_CAPACITY)
        return (struct grouping_demand){GROUPING_CAPACITY, grouping->capacity_station};
    return grouping->rules[item].demand;
}

void grouping_find_conflict(
    struct grouping *grouping, const struct grouping_case *from, struct rng *rng)
{
    int32_t items[SWITCH_MAX], best[SWITCH_MAX], best_count = INT32_MAX;
    struct grouping_case set = *from;
    int32_t count = list_items(grouping, &set, items);
    int64_t nodes = NODE_MAX;
    for (int order = 0; order < ORDERS && best_count > 1 && nodes >= NODES_ORDER; order++) {
        set = *from;
        bool is_minimal = shrink(grouping, &set, items, count, &nodes, rng);
        int32_t kept[SWITCH_MAX], kept_count = list_items(grouping, &set, kept);
        if (kept_count < best_count) {
            best_count = kept_count;
            memcpy(best, kept, sizeof best);
            grouping->conflict.is_minimal = is_minimal;
        }
        rng_shuffle(rng, items, count);
    }
    grouping->conflict.count = 0;
    for (int i = 0; i < best_count && i < GROUPING_CONFLICT_MAX; i++)
        grouping->conflict.demands[grouping->conflict.count++] = name_item(grouping, best[i]);
}
