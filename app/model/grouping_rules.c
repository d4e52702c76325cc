/* Rules among the present, and what a placement is worth under them. */
#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/str.h"
#include <assert.h>
#include <string.h>

static const double points_of_wish = 2; /* of weight 1 */

/* Slot of a group's name; takes a free one for a new name. GROUPING_NOWHERE if all are taken, and
 * for no name. */
static int32_t find_slot(struct grouping *grouping, const char *name, bool may_take)
{
    int32_t free_slot = GROUPING_NOWHERE;
    if (name[0] == '\0')
        return GROUPING_NOWHERE;
    for (int slot = grouping->group_count - 1; slot >= 0; slot--) {
        if (grouping->names[slot][0] == '\0')
            free_slot = slot;
        else if (str_equal_ascii_fold(grouping->names[slot], name))
            return slot;
    }
    if (!may_take || free_slot == GROUPING_NOWHERE)
        return GROUPING_NOWHERE;
    STR_COPY(grouping->names[free_slot], name);
    return free_slot;
}

/* A rule that cannot be broken by the present is left out. */
static bool is_idle(const struct grouping_rule *rule)
{
    bool needs_two =
        rule->kind == RULE_APART || rule->kind == RULE_TOGETHER || rule->kind == RULE_NOT_ALONE;
    return rule->member_count < (needs_two ? 2 : 1);
}

static void add_plan_rule(
    struct grouping *grouping, const struct classroom *classroom, int32_t index)
{
    const struct rule *from = &classroom->plan.rules[index];
    struct grouping_rule *rule = &grouping->rules[grouping->rule_count];
    *rule = (struct grouping_rule){
        .demand = {GROUPING_RULE, index}, .kind = from->kind, .weight = from->weight};
    for (int i = 0; i < from->student_count; i++) {
        int student = classroom_find_student(classroom, from->students[i]);
        if (student >= 0 && grouping->thing_of[student] >= 0)
            rule->members[rule->member_count++] = grouping->thing_of[student];
    }
    if (is_idle(rule))
        return;
    rule->is_at_most_once = rule->kind == RULE_ROLE && rule->member_count < from->student_count &&
                            rule->member_count < grouping->group_count;
    if (rule->kind == RULE_LOCK)
        rule->slot = find_slot(grouping, from->group, grouping->options.name_count == 0);
    grouping->rule_count++;
}

static void add_lock(struct grouping *grouping, int32_t index)
{
    const struct grouping_lock *lock = &grouping->options.locks[index];
    int32_t thing = grouping->thing_of[lock->student];
    if (thing < 0)
        return;
    grouping->rules[grouping->rule_count++] = (struct grouping_rule){
        .demand = {GROUPING_LOCK, index},
        .kind = RULE_LOCK,
        .members = {thing},
        .member_count = 1,
        .slot = find_slot(grouping, lock->group, grouping->options.name_count == 0),
    };
}

void grouping_gather_rules(struct grouping *grouping, const struct classroom *classroom)
{
    const struct grouping_options *options = &grouping->options;
    const struct plan *plan = &classroom->plan;
    for (int slot = 0; slot < MIN(options->name_count, grouping->group_count); slot++)
        STR_COPY(grouping->names[slot], options->names[slot]);
    grouping->rule_count = 0;
    /* What the teacher's hand does comes first, should the names run out. */
    for (int i = 0; i < options->lock_count; i++)
        add_lock(grouping, i);
    for (int wish = 0; wish < 2; wish++)
        for (int i = 0; i < plan->rule_count; i++)
            if ((plan->rules[i].weight > 0) == (wish == 1))
                add_plan_rule(grouping, classroom, i);
}

int32_t grouping_rule_breaks(const struct grouping_rule *rule, int32_t members, int32_t slot)
{
    switch (rule->kind) {
    case RULE_APART: return members > 1;
    case RULE_TOGETHER: return members > 0 && members < rule->member_count;
    case RULE_NOT_ALONE: return members == 1;
    case RULE_ROLE: return rule->is_at_most_once ? members > 1 : members != 1;
    case RULE_LOCK: return slot == rule->slot ? 0 : members;
    default: return 0;
    }
}

double grouping_wish_points(const struct grouping_rule *rule)
{
    return points_of_wish * rule->weight * (rule->kind == RULE_TOGETHER ? 0.5 : 1.0);
}

bool grouping_is_better(struct grouping_worth a, struct grouping_worth b)
{
    return a.broken < b.broken || (a.broken == b.broken && a.value > b.value + 1e-4);
}

struct grouping_worth grouping_worth_of(
    const struct grouping *grouping, const int32_t *slot, int32_t group)
{
    struct grouping_worth worth = {0};
    int32_t members[STUDENT_MAX], count = 0;
    for (int i = 0; i < grouping->count; i++)
        if (slot[i] == group)
            members[count++] = i;
    for (int a = 1; a < count; a++) {
        const float *row = &grouping->pair[members[a] * grouping->count];
        for (int b = 0; b < a; b++)
            worth.value += row[members[b]];
    }
    worth.value /= MAX(count, 1);
    worth.broken = MAX(grouping->bounds.least - count, 0) + MAX(count - grouping->bounds.most, 0);
    for (int r = 0; r < grouping->rule_count; r++) {
        const struct grouping_rule *rule = &grouping->rules[r];
        int32_t inside = 0;
        for (int i = 0; i < rule->member_count; i++)
            inside += slot[rule->members[i]] == group;
        int32_t breaks = grouping_rule_breaks(rule, inside, group);
        if (rule->weight == 0)
            worth.broken += breaks;
        else
            worth.value -= grouping_wish_points(rule) * breaks;
    }
    return worth;
}

struct grouping_worth grouping_worth_of_all(const struct grouping *grouping, const int32_t *slot)
{
    struct grouping_worth all = {0};
    for (int group = 0; group < grouping->group_count; group++) {
        struct grouping_worth one = grouping_worth_of(grouping, slot, group);
        all.broken += one.broken;
        all.value += one.value;
    }
    return all;
}

void grouping_slots_of(
    const struct grouping *grouping, const struct grouping_placement *placement, int32_t *slot)
{
    for (int i = 0; i < grouping->count; i++) {
        slot[i] = placement->slot[grouping->student_of[i]];
        assert(slot[i] >= -1 && slot[i] < grouping->group_count);
    }
}

static void add_demand(struct grouping_demand *list, int32_t *count, struct grouping_demand demand)
{
    if (*count < GROUPING_CONFLICT_MAX)
        list[(*count)++] = demand;
}

static bool breaks_anywhere(
    const struct grouping *grouping, const struct grouping_rule *rule, const int32_t *slot)
{
    for (int group = 0; group < grouping->group_count; group++) {
        int32_t inside = 0;
        for (int i = 0; i < rule->member_count; i++)
            inside += slot[rule->members[i]] == group;
        if (grouping_rule_breaks(rule, inside, group) > 0)
            return true;
    }
    return false;
}

void grouping_judge(const struct grouping *grouping, const struct grouping_placement *placement,
    struct grouping_verdict *out)
{
    int32_t slot[STUDENT_MAX], size[GROUP_MAX] = {0};
    *out = (struct grouping_verdict){0};
    grouping_slots_of(grouping, placement, slot);
    for (int i = 0; i < grouping->count; i++) {
        if (slot[i] < 0)
            out->unplaced++;
        else
            size[slot[i]]++;
    }
    for (int r = 0; r < grouping->rule_count; r++) {
        const struct grouping_rule *rule = &grouping->rules[r];
        if (!breaks_anywhere(grouping, rule, slot))
            continue;
        if (rule->weight == 0)
            add_demand(out->broken, &out->broken_count, rule->demand);
        else
            add_demand(out->missed, &out->missed_count, rule->demand);
    }
    bool sizes = true, capacity = true;
    for (int group = 0; group < grouping->group_count; group++) {
        capacity &= size[group] <= grouping->capacity;
        sizes &= !grouping->has_sizes || (size[group] >= grouping->options.size_least &&
                                             size[group] <= grouping->options.size_most);
    }
    if (!capacity)
        add_demand(out->broken, &out->broken_count,
            (struct grouping_demand){GROUPING_CAPACITY, grouping->capacity_station});
    if (!sizes)
        add_demand(out->broken, &out->broken_count, (struct grouping_demand){GROUPING_SIZES, 0});
    out->value = grouping_worth_of_all(grouping, slot).value;
}
