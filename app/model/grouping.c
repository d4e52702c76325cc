#include "model/grouping_inside.h"

#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include <assert.h>
#include <math.h>
#include <stdalign.h>
#include <string.h>

enum {
    USUAL_SIZE = 5,
    PROOF_NODES = 40000, /* of the first proof and all that widen the sizes */
    ALIGNMENT = alignof(max_align_t),
};

const char *const grouping_scheme_names[GROUPING_SCHEME_COUNT] = {
    "targeted", "mixed", "choice", "random"};

bool grouping_scheme_parse(const char *name, enum grouping_scheme *out)
{
    for (int i = 0; i < GROUPING_SCHEME_COUNT; i++) {
        if (!str_equal(name, grouping_scheme_names[i]))
            continue;
        *out = (enum grouping_scheme)i;
        return true;
    }
    return false;
}

struct grouping_weights grouping_weights_of(enum grouping_scheme scheme)
{
    switch (scheme) {
    case GROUPING_TARGETED: return (struct grouping_weights){.need = 1};
    case GROUPING_MIXED: return (struct grouping_weights){.mix = 1, .partners = 0.25F};
    case GROUPING_CHOICE: return (struct grouping_weights){.choice = 1};
    default: return (struct grouping_weights){0};
    }
}

static size_t round_up(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t grouping_memory_size(void)
{
    return round_up(sizeof(struct grouping)) +
           partition_memory_size(STUDENT_MAX, GROUP_MAX, PARTITION_SET_MAX);
}

/* --- Who, how many groups, how large ---------------------------------------------------------- */

static void gather_students(struct grouping *grouping, const struct classroom *classroom)
{
    for (int i = 0; i < STUDENT_MAX; i++) {
        grouping->thing_of[i] = -1;
        if (i >= classroom->plan.student_count || !classroom->students[i].enrolled ||
            grouping->options.absent[i])
            continue;
        grouping->thing_of[i] = grouping->count;
        grouping->student_of[grouping->count++] = i;
    }
}

/* In its rounds a group meets as many stations, none twice: it must fit into that many. */
static void gather_stations(struct grouping *grouping, const struct plan *plan)
{
    int32_t room[STATION_MAX], order[STATION_MAX], count = plan->station_count;
    grouping->station_count = count;
    grouping->teacher_station = grouping->capacity_station = -1;
    grouping->capacity = RULE_STUDENT_MAX;
    for (int i = 0; i < count; i++) {
        room[i] = plan->stations[i].capacity > 0 ? plan->stations[i].capacity : INT32_MAX;
        grouping->station_capacity[i] = room[i];
        if (grouping->teacher_station < 0 && plan->stations[i].kind == STATION_TEACHER)
            grouping->teacher_station = i;
        int at = i;
        for (; at > 0 && room[order[at - 1]] < room[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    if (count == 0)
        return;
    int32_t rounds = plan->rounds > 0 ? MIN(plan->rounds, count) : count;
    int32_t smallest = order[rounds - 1];
    if (room[smallest] >= grouping->capacity)
        return;
    grouping->capacity = room[smallest];
    grouping->capacity_station = smallest;
}

static int32_t usual_groups(const struct grouping *grouping, const struct plan *plan)
{
    if (plan->group_count > 0)
        return plan->group_count;
    int32_t groups = plan->station_count > 0 ? plan->station_count
                                             : (grouping->count + USUAL_SIZE - 1) / USUAL_SIZE;
    return MAX(groups, (grouping->count + grouping->capacity - 1) / grouping->capacity);
}

static bool choose_counts(struct grouping *grouping, const struct plan *plan, struct error *error)
{
    struct grouping_options *options = &grouping->options;
    int32_t count = grouping->count, groups = options->group_count;
    grouping->has_sizes = options->size_least > 0 || options->size_most > 0;
    if (options->size_least <= 0)
        options->size_least = 1;
    if (options->size_most <= 0 || options->size_most > RULE_STUDENT_MAX)
        options->size_most = RULE_STUDENT_MAX;
    if (options->size_least > options->size_most)
        return error_set(error, ERR_BAD_INPUT, "groups of %d to %d cannot be: turn the sizes round",
            options->size_least, options->size_most);
    int32_t fewest = (count + options->size_most - 1) / options->size_most;
    int32_t most = MIN(count / options->size_least, GROUP_MAX);
    if (groups <= 0 && grouping->has_sizes)
        groups = CLAMP(2 * count / (options->size_least + options->size_most), fewest, most);
    else if (groups <= 0)
        groups = MAX(usual_groups(grouping, plan), fewest);
    groups = CLAMP(groups, 1, MIN(count, GROUP_MAX));
    if (groups < fewest || groups > most)
        return error_set(error, ERR_BAD_INPUT,
            "%d students cannot make %d group%s of %d to %d: choose another number or other sizes",
            count, groups, groups == 1 ? "" : "s", options->size_least, options->size_most);
    grouping->group_count = groups;
    grouping->bounds = (struct grouping_bounds){options->size_least, options->size_most};
    if (!grouping->has_sizes)
        grouping->bounds = (struct grouping_bounds){count / groups, (count + groups - 1) / groups};
    return true;
}

static bool check_options(
    const struct grouping_options *options, const struct classroom *classroom, struct error *error)
{
    for (int i = 0; i < options->skill_count; i++)
        if (options->skills[i] < 0 || options->skills[i] >= classroom->plan.skill_count)
            return error_set(error, ERR_BAD_INPUT, "a skill to group by is not in the plan");
    for (int i = 0; i < options->lock_count; i++)
        if (options->locks[i].student < 0 ||
            options->locks[i].student >= classroom->plan.student_count)
            return error_set(error, ERR_BAD_INPUT, "a lock names a student who is not there");
    return true;
}

/* --- Hard rules ------------------------------------------------------------------------------- */

static struct grouping_case whole_case(const struct grouping *grouping)
{
    struct grouping_case all = {.bounds = grouping->bounds,
        .has_sizes = true,
        .has_capacity = grouping->capacity_station >= 0};
    for (int r = 0; r < grouping->rule_count; r++)
        all.has_rule[r] = grouping->rules[r].weight == 0;
    return all;
}

/* Locks to more groups than there are: one lock of each name is the conflict. */
static bool has_spare_lock(struct grouping *grouping)
{
    struct grouping_conflict *conflict = &grouping->conflict;
    const struct grouping_rule *spare = NULL;
    bool seen[GROUP_MAX] = {false};
    if (grouping->options.name_count > 0)
        return false;
    for (int r = 0; r < grouping->rule_count && spare == NULL; r++)
        if (grouping->rules[r].kind == RULE_LOCK && grouping->rules[r].weight == 0 &&
            grouping->rules[r].slot < 0)
            spare = &grouping->rules[r];
    for (int r = 0; r < grouping->rule_count && spare != NULL; r++) {
        const struct grouping_rule *rule = &grouping->rules[r];
        if (rule->kind != RULE_LOCK || rule->slot < 0 || seen[rule->slot] || rule->weight > 0)
            continue;
        seen[rule->slot] = true;
        conflict->demands[conflict->count++] = rule->demand;
    }
    if (spare == NULL)
        return false;
    conflict->demands[conflict->count++] = spare->demand;
    conflict->is_minimal = true;
    return true;
}

/* Even sizes are given up, little by little, when the rules demand it. */
static enum grouping_proof widen(
    struct grouping *grouping, struct grouping_case *all, int64_t *nodes, struct rng *rng)
{
    const struct grouping_bounds even = grouping->bounds;
    enum grouping_proof found = GROUPING_UNDECIDED;
    for (int slack = 1; slack < RULE_STUDENT_MAX; slack++) {
        all->bounds.least = MAX(even.least - slack, 1);
        all->bounds.most = MIN(even.most + slack, RULE_STUDENT_MAX);
        found = grouping_prove(grouping, all, nodes, rng, grouping->slot);
        if (found == GROUPING_SATISFIED) {
            grouping->bounds = all->bounds;
            grouping->sizes_widened = true;
            return found;
        }
        if (all->bounds.least == 1 && all->bounds.most >= MIN(grouping->count, RULE_STUDENT_MAX))
            break;
    }
    return found;
}

/* A state, and in slot[] a first placement: one that keeps the hard rules if that was found. */
static void prove(struct grouping *grouping, struct rng *rng)
{
    struct grouping_case all = whole_case(grouping);
    enum grouping_proof found = GROUPING_IMPOSSIBLE;
    bool is_spare = has_spare_lock(grouping);
    int64_t nodes = PROOF_NODES;
    if (!is_spare)
        found = grouping_prove(grouping, &all, &nodes, rng, grouping->slot);
    if (found != GROUPING_SATISFIED && !is_spare && !grouping->has_sizes)
        found = widen(grouping, &all, &nodes, rng);
    grouping->state = found == GROUPING_SATISFIED    ? GROUPING_READY
                      : found == GROUPING_IMPOSSIBLE ? GROUPING_CONFLICT
                                                     : GROUPING_UNPROVEN;
    if (found == GROUPING_SATISFIED)
        return;
    if (found == GROUPING_IMPOSSIBLE && !is_spare) {
        all.has_sizes = grouping->has_sizes;
        grouping_find_conflict(grouping, &all, rng);
    }
    for (int i = 0; i < grouping->count; i++)
        grouping->slot[i] = -1;
}

/* --- The search ------------------------------------------------------------------------------- */

static void mark_pairs(
    const struct grouping *grouping, const struct grouping_rule *rule, uint8_t *matrix)
{
    for (int i = 0; i < rule->member_count; i++)
        for (int j = 0; j < rule->member_count; j++)
            if (rule->members[i] != rule->members[j])
                matrix[rule->members[i] * grouping->count + rule->members[j]] = 1;
}

static void mark_lock(struct grouping *grouping, const struct grouping_rule *rule)
{
    if (rule->slot < 0 && rule->weight > 0)
        return; /* it costs the same everywhere */
    for (int i = 0; i < rule->member_count; i++) {
        float *row = &grouping->place[rule->members[i] * grouping->group_count];
        for (int slot = 0; slot < grouping->group_count; slot++)
            if (slot != rule->slot)
                row[slot] =
                    rule->weight == 0 ? -INFINITY : row[slot] - (float)grouping_wish_points(rule);
    }
}

static void add_set(struct grouping *grouping, const struct grouping_rule *rule)
{
    struct partition_problem *problem = &grouping->problem;
    uint64_t whole = UINT64_C(1) << rule->member_count;
    uint8_t *member = grouping->set_member[problem->set_count];
    memset(member, 0, STUDENT_MAX);
    for (int i = 0; i < rule->member_count; i++)
        member[rule->members[i]] = 1;
    struct partition_set set = {.member = member,
        .group = -1,
        .cost = rule->weight == 0 ? 0.0F : (float)grouping_wish_points(rule)};
    switch (rule->kind) {
    case RULE_APART: set.counts = 3; break;
    case RULE_TOGETHER: set.counts = 1 | whole; break;
    case RULE_NOT_ALONE: set.counts = ~UINT64_C(2); break;
    default: set.counts = rule->is_at_most_once ? 3 : 2; break;
    }
    grouping->sets[problem->set_count++] = set;
}

static void state_problem(struct grouping *grouping)
{
    size_t count = (size_t)grouping->count, groups = (size_t)grouping->group_count;
    memset(grouping->apart, 0, count * count);
    memset(grouping->together, 0, count * count);
    for (size_t i = 0; i < count * groups; i++)
        grouping->place[i] = 0;
    for (size_t i = 0; i < groups; i++) {
        grouping->least[i] = grouping->bounds.least;
        grouping->most[i] = grouping->bounds.most;
    }
    grouping->problem = (struct partition_problem){
        .count = grouping->count,
        .group_count = grouping->group_count,
        .least = grouping->least,
        .most = grouping->most,
        .pair = grouping->pair,
        .place = grouping->place,
        .apart = grouping->apart,
        .together = grouping->together,
        .sets = grouping->sets,
        .per_member = true,
    };
    for (int r = 0; r < grouping->rule_count; r++) {
        const struct grouping_rule *rule = &grouping->rules[r];
        if (rule->kind == RULE_LOCK)
            mark_lock(grouping, rule);
        else if (rule->weight == 0 && rule->kind == RULE_APART)
            mark_pairs(grouping, rule, grouping->apart);
        else if (rule->weight == 0 && rule->kind == RULE_TOGETHER)
            mark_pairs(grouping, rule, grouping->together);
        else if (grouping->problem.set_count < PARTITION_SET_MAX)
            add_set(grouping, rule);
    }
}

/* Nothing but one score: solved exactly. The slots are dealt, so that their order means nothing. */
static bool split_exactly(struct grouping *grouping, struct rng *rng)
{
    const struct grouping_weights *weights = &grouping->weights;
    bool is_line = grouping->rule_count == 0 && grouping->skill_count == 1 && weights->need > 0 &&
                   weights->mix == 0 && weights->partners == 0 && weights->choice == 0;
    double scores[STUDENT_MAX];
    int32_t deal[GROUP_MAX];
    if (!is_line)
        return false;
    for (int i = 0; i < grouping->count; i++)
        scores[i] = grouping->facts[i][0].score;
    if (grouping_split_line(scores, grouping->count, grouping->group_count, grouping->bounds.least,
            grouping->bounds.most, grouping->slot) < 0)
        return false;
    for (int slot = 0; slot < grouping->group_count; slot++) {
        int other = (int)rng_below(rng, (uint32_t)slot + 1);
        deal[slot] = deal[other];
        deal[other] = slot;
    }
    for (int i = 0; i < grouping->count; i++)
        grouping->slot[i] = deal[grouping->slot[i]];
    return true;
}

/* A walk over placements that keep the hard rules: the proof's own is not chance enough. */
static void stir(struct grouping *grouping, struct rng *rng)
{
    int32_t *slot = grouping->slot, broken = grouping_worth_of_all(grouping, slot).broken;
    for (int step = 0; step < 30 * grouping->count; step++) {
        uint32_t a = rng_below(rng, (uint32_t)grouping->count);
        uint32_t b = rng_below(rng, (uint32_t)grouping->count + 1);
        int32_t kept_a = slot[a], kept_b = b < (uint32_t)grouping->count ? slot[b] : -1;
        slot[a] = kept_b >= 0 ? kept_b : (int32_t)rng_below(rng, (uint32_t)grouping->group_count);
        if (kept_b >= 0)
            slot[b] = kept_a;
        if (slot[a] == kept_a || grouping_worth_of_all(grouping, slot).broken <= broken)
            continue;
        slot[a] = kept_a;
        if (kept_b >= 0)
            slot[b] = kept_b;
    }
}

static bool has_aim(const struct grouping *grouping)
{
    const struct grouping_weights *weights = &grouping->weights;
    bool aims = weights->need != 0 || weights->mix != 0 || weights->partners != 0 ||
                weights->choice != 0 || grouping->state != GROUPING_READY;
    for (int r = 0; r < grouping->rule_count; r++)
        aims |= grouping->rules[r].weight > 0;
    return aims;
}

static bool start_search(
    struct grouping *grouping, void *memory, size_t size, struct rng *rng, struct error *error)
{
    grouping->is_optimal = grouping->group_count == 1 || split_exactly(grouping, rng);
    if (grouping->is_optimal && grouping->state == GROUPING_READY)
        return true;
    if (!has_aim(grouping)) {
        stir(grouping, rng);
        return true;
    }
    state_problem(grouping);
    return partition_open(
        &grouping->search, &grouping->problem, rng_next(rng), grouping->slot, memory, size, error);
}

/* --- Open, improve ---------------------------------------------------------------------------- */

static struct grouping_worth worth_of_two(const struct grouping *grouping, int32_t a, int32_t b)
{
    struct grouping_worth first = grouping_worth_of(grouping, grouping->slot, a);
    struct grouping_worth second = grouping_worth_of(grouping, grouping->slot, b);
    return (struct grouping_worth){first.broken + second.broken, first.value + second.value};
}

static void exchange_slots(struct grouping *grouping, int32_t a, int32_t b)
{
    for (int i = 0; i < grouping->count; i++) {
        int32_t slot = grouping->slot[i];
        grouping->slot[i] = slot == a ? b : slot == b ? a : slot;
    }
}

/* Two whole groups change names when locks like that better: a step too large for the search. */
static void exchange_names(struct grouping *grouping)
{
    for (bool again = true; again;) {
        again = false;
        for (int a = 1; a < grouping->group_count; a++) {
            for (int b = 0; b < a; b++) {
                struct grouping_worth before = worth_of_two(grouping, a, b);
                exchange_slots(grouping, a, b);
                bool is_better = grouping_is_better(worth_of_two(grouping, a, b), before);
                again |= is_better;
                if (!is_better)
                    exchange_slots(grouping, a, b);
            }
        }
    }
}

static void take_best(struct grouping *grouping)
{
    struct partition_value value;
    const int32_t *best = partition_best(grouping->search, &value);
    memcpy(grouping->slot, best, (size_t)grouping->count * sizeof *best);
    exchange_names(grouping);
    if (value.broken == 0 && grouping->state == GROUPING_UNPROVEN)
        grouping->state = GROUPING_READY;
}

bool grouping_open(struct grouping **out, const struct classroom *classroom,
    const struct grouping_options *options, void *memory, size_t size, struct error *error)
{
    size_t own = round_up(sizeof(struct grouping));
    struct grouping *grouping = memory;
    assert(size >= grouping_memory_size());
    memset(grouping, 0, sizeof *grouping);
    grouping->options = *options;
    grouping->weights =
        options->has_weights ? options->weights : grouping_weights_of(options->scheme);
    if (grouping->options.days <= 0)
        grouping->options.days = GROUPING_DAYS;
    *out = grouping;
    if (!check_options(options, classroom, error))
        return false;
    gather_students(grouping, classroom);
    grouping->state = GROUPING_NOBODY;
    if (grouping->count == 0)
        return true;
    gather_stations(grouping, &classroom->plan);
    if (options->only_judge) {
        grouping->group_count = CLAMP(options->group_count, 1, GROUP_MAX);
        grouping->bounds = (struct grouping_bounds){.least = 0, .most = STUDENT_MAX};
    } else if (!choose_counts(grouping, &classroom->plan, error)) {
        return false;
    }
    grouping_gather_evidence(grouping, classroom);
    grouping_gather_rules(grouping, classroom);
    if (options->only_judge)
        return true;
    grouping_deal_names(grouping->names, grouping->group_count, options->seed);
    struct rng rng = rng_seeded(options->seed);
    prove(grouping, &rng);
    if (grouping->capacity * grouping->group_count >= grouping->count)
        grouping->bounds.most = MIN(grouping->bounds.most, grouping->capacity);
    if (!start_search(grouping, (char *)memory + own, size - own, &rng, error))
        return false;
    if (grouping->search != NULL)
        take_best(grouping);
    return true;
}

bool grouping_improve(
    struct grouping *grouping, int64_t steps, bool (*stop)(void *user), void *user)
{
    if (grouping->search == NULL)
        return false;
    bool is_better = partition_improve(grouping->search, steps, stop, user);
    if (is_better)
        take_best(grouping);
    return is_better;
}
