#include "model/partition_inside.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Gains are kept below this, so that the sum of the few that make a change fits 32 bits. */
static const double gain_limit = 1 << 27;

enum {
    ALIGNMENT = 64,
    STEPS_BETWEEN_STOPS = 4096,
};

static void *take(unsigned char *base, size_t *used, size_t count, size_t size)
{
    void *taken = base ? base + *used : NULL;
    *used += (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return taken;
}

/* Deals out the memory, or only counts it if `base` is NULL. */
static size_t lay_out(
    struct partition *p, unsigned char *base, int32_t things, int32_t groups, int32_t sets)
{
    size_t used = 0, count = (size_t)things,
           stride = (count + PARTITION_LANES - 1) / PARTITION_LANES * PARTITION_LANES;
    size_t rows = (size_t)groups * stride;
    p->block_of = take(base, &used, count, sizeof(*p->block_of));
    p->weight = take(base, &used, count, sizeof(*p->weight));
    p->pair = take(base, &used, count * stride, sizeof(*p->pair));
    p->place = take(base, &used, rows, sizeof(*p->place));
    p->self = take(base, &used, stride, sizeof(*p->self));
    p->nothing = take(base, &used, stride, sizeof(*p->nothing));
    p->between = take(base, &used, count * stride, sizeof(*p->between));
    p->never = take(base, &used, rows, sizeof(*p->never));
    p->amount = take(base, &used, count * (size_t)sets, sizeof(*p->amount));
    p->in_set = take(base, &used, count * (size_t)sets, sizeof(*p->in_set));
    p->in_set_count = take(base, &used, (size_t)sets, sizeof(*p->in_set_count));
    p->set_of = take(base, &used, count * (size_t)sets, sizeof(*p->set_of));
    p->set_count = take(base, &used, count, sizeof(*p->set_count));
    p->odd = take(base, &used, count * count, sizeof(*p->odd));
    p->odd_count = take(base, &used, count, sizeof(*p->odd_count));
    p->alike_count = take(base, &used, count, sizeof(*p->alike_count));
    p->link = take(base, &used, count * stride, sizeof(*p->link));
    p->set_cost = take(base, &used, (size_t)sets, sizeof(*p->set_cost));
    p->now.group = take(base, &used, stride, sizeof(*p->now.group));
    p->now.gain = take(base, &used, rows, sizeof(*p->now.gain));
    p->now.own = take(base, &used, stride, sizeof(*p->now.own));
    p->now.clash = take(base, &used, rows, sizeof(*p->now.clash));
    p->now.size = take(base, &used, (size_t)groups, sizeof(*p->now.size));
    p->now.inside = take(base, &used, (size_t)groups, sizeof(*p->now.inside));
    p->now.counts = take(base, &used, (size_t)sets * (size_t)groups, sizeof(*p->now.counts));
    p->now.worth = take(base, &used, rows, sizeof(*p->now.worth));
    p->now.side = take(base, &used, rows, sizeof(*p->now.side));
    p->now.own_worth = take(base, &used, stride, sizeof(*p->now.own_worth));
    p->now.share = take(base, &used, stride, sizeof(*p->now.share));
    p->size_choice = take(base, &used, (size_t)groups * (count + 1), sizeof(*p->size_choice));
    p->size_worth = take(base, &used, 2 * (count + 1), sizeof(*p->size_worth));
    p->best = take(base, &used, count, sizeof(*p->best));
    p->trial = take(base, &used, count, sizeof(*p->trial));
    p->population = take(base, &used, PARTITION_POPULATION * count, sizeof(*p->population));
    p->population_value = take(base, &used, PARTITION_POPULATION, sizeof(*p->population_value));
    return used;
}

static bool counts_fit(int32_t count, int32_t group_count, int32_t set_count)
{
    return count >= 1 && count <= PARTITION_THING_MAX && group_count >= 1 &&
           group_count <= PARTITION_GROUP_MAX && set_count >= 0 && set_count <= PARTITION_SET_MAX;
}

size_t partition_memory_size(int32_t count, int32_t group_count, int32_t set_count)
{
    if (!counts_fit(count, group_count, set_count))
        return 0;
    struct partition counted;
    return sizeof(struct partition) + 2 * (size_t)ALIGNMENT +
           lay_out(&counted, NULL, count, group_count, set_count);
}

/* ---- what is refused ---- */

static bool check_sizes(const struct partition_problem *problem, struct error *error)
{
    int64_t least = 0, most = 0;
    for (int32_t g = 0; g < problem->group_count; g++) {
        if (problem->least[g] < 0 || problem->least[g] > problem->most[g])
            return error_set(error, ERR_BAD_INPUT,
                "Group %d must have at least %d and at most %d members; put the smaller first.",
                (int)g + 1, (int)problem->least[g], (int)problem->most[g]);
        least += problem->least[g];
        most += problem->most[g];
    }
    if (least > problem->count)
        return error_set(error, ERR_BAD_INPUT,
            "The groups need at least %lld members, but there are only %d to place.",
            (long long)least, (int)problem->count);
    if (most < problem->count)
        return error_set(error, ERR_BAD_INPUT,
            "The groups hold at most %lld members, but there are %d to place.", (long long)most,
            (int)problem->count);
    return true;
}

static bool check_bytes(const uint8_t *matrix, int32_t count, const char *name, struct error *error)
{
    for (int32_t i = 0; matrix && i < count; i++)
        for (int32_t j = 0; j <= i; j++)
            if (matrix[(size_t)i * count + j] > 1 ||
                matrix[(size_t)i * count + j] != matrix[(size_t)j * count + i] ||
                (i == j && matrix[(size_t)i * count + j]))
                return error_set(error, ERR_BAD_INPUT,
                    "%s: %d and %d must be 0 or 1, the same both ways, and 0 for a thing with "
                    "itself.",
                    name, (int)i, (int)j);
    return true;
}

static bool check_gains(const struct partition_problem *problem, struct error *error)
{
    size_t count = (size_t)problem->count, groups = (size_t)problem->group_count;
    for (size_t i = 0; problem->pair && i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            float gain = problem->pair[i * count + j];
            if (!isfinite(gain) || gain != problem->pair[j * count + i] || (i == j && gain != 0))
                return error_set(error, ERR_BAD_INPUT,
                    "The gain of the pair %d, %d must be a number, the same both ways, and 0 for a "
                    "thing with itself.",
                    (int)i, (int)j);
        }
    for (size_t k = 0; problem->place && k < count * groups; k++)
        if (!isfinite(problem->place[k]) && problem->place[k] != -INFINITY)
            return error_set(error, ERR_BAD_INPUT,
                "The gain of thing %d in group %d must be a number, or minus infinity for never.",
                (int)(k / groups), (int)(k % groups));
    return true;
}

static bool check_sets(const struct partition_problem *problem, struct error *error)
{
    for (int32_t s = 0; s < problem->set_count; s++) {
        const struct partition_set *set = &problem->sets[s];
        if (set->group < -1 || set->group >= problem->group_count)
            return error_set(error, ERR_BAD_INPUT, "Set %d is for group %d, which does not exist.",
                (int)s, (int)set->group);
        if (!isfinite(set->cost) || set->cost < 0)
            return error_set(error, ERR_BAD_INPUT,
                "The cost of set %d must be a number, and not less than 0.", (int)s);
        for (int32_t i = 0; i < problem->count; i++)
            if (set->member[i] > 1)
                return error_set(
                    error, ERR_BAD_INPUT, "Set %d: member %d must be 0 or 1.", (int)s, (int)i);
    }
    return true;
}

static bool check_start(
    const struct partition_problem *problem, const int32_t *start, struct error *error)
{
    for (int32_t i = 0; start && i < problem->count; i++)
        if (start[i] < -1 || start[i] >= problem->group_count)
            return error_set(error, ERR_BAD_INPUT,
                "Thing %d starts in group %d, which does not exist.", (int)i, (int)start[i]);
    return true;
}

/* ---- the problem in blocks and gain units ---- */

static int32_t root_of(int32_t *parent, int32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void find_blocks(struct partition *p, bool contract)
{
    const struct partition_problem *problem = p->problem;
    int32_t count = problem->count, *parent = p->trial;
    for (int32_t i = 0; i < count; i++)
        parent[i] = i;
    for (int32_t i = 0; contract && i < count; i++)
        for (int32_t j = 0; j < i; j++)
            if (problem->together[(size_t)i * count + j])
                parent[root_of(parent, i)] = root_of(parent, j);
    p->blocks = 0;
    for (int32_t i = 0; i < count; i++)
        p->block_of[i] = -1;
    for (int32_t i = 0; i < count; i++) {
        int32_t root = root_of(parent, i);
        if (p->block_of[root] < 0)
            p->block_of[root] = p->blocks++;
        p->block_of[i] = p->block_of[root];
    }
    p->contracted = p->blocks < count;
}

/* The largest sum of gains that a thing can meet, as absolute numbers; or of costs, which are kept
 * apart from the gains. */
static double largest_sum(const struct partition_problem *problem)
{
    size_t count = (size_t)problem->count, groups = (size_t)problem->group_count;
    double largest = 0, placed = 0, costs = 0;
    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        for (size_t j = 0; problem->pair && j < count; j++)
            sum += fabs((double)problem->pair[i * count + j]);
        largest = MAX(largest, sum);
        for (size_t g = 0; problem->place && g < groups; g++)
            if (isfinite(problem->place[i * groups + g]))
                placed = MAX(placed, fabs((double)problem->place[i * groups + g]));
        sum = 0;
        for (int32_t s = 0; s < problem->set_count; s++)
            sum += problem->sets[s].member[i] ? (double)problem->sets[s].cost : 0;
        costs = MAX(costs, sum);
    }
    return MAX(largest + placed, costs);
}

/* A block of k things meets k times as much. A scale of 1000 and a power of two keeps decimals with
 * three places whole. */
static double choose_scale(const struct partition *p)
{
    int32_t heaviest = 1;
    for (int32_t i = 0; i < p->blocks; i++)
        heaviest = MAX(heaviest, p->weight[i]);
    double sum = largest_sum(p->problem) * heaviest;
    if (!(sum > 0))
        return 1;
    double scale = 1000;
    while (sum * scale > gain_limit)
        scale /= 2;
    while (sum * scale * 2 <= gain_limit && scale < 1e300)
        scale *= 2;
    return scale;
}

static int32_t in_units(const struct partition *p, float gain)
{
    return (int32_t)llround((double)gain * p->scale);
}

static void fill_pairs(struct partition *p)
{
    const struct partition_problem *problem = p->problem;
    size_t count = (size_t)problem->count, stride = (size_t)p->stride;
    memset(p->pair, 0, (size_t)p->blocks * stride * sizeof(*p->pair));
    memset(p->nothing, 0, stride * sizeof(*p->nothing));
    memset(p->between, 0, (size_t)p->blocks * stride * sizeof(*p->between));
    memset(p->self, 0, stride * sizeof(*p->self));
    p->broken_always = 0;
    p->has_between = false;
    p->pair_mean = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            size_t a = (size_t)p->block_of[i], b = (size_t)p->block_of[j];
            int32_t gain = problem->pair ? in_units(p, problem->pair[i * count + j]) : 0;
            int32_t apart = problem->apart ? problem->apart[i * count + j] : 0;
            int32_t together = problem->together ? problem->together[i * count + j] : 0;
            p->pair_mean += gain / (double)(count * (count - 1) / 2);
            if (a == b) {
                p->self[a] += gain;
                p->broken_always += apart;
                continue;
            }
            p->pair[a * stride + b] += gain;
            p->pair[b * stride + a] += gain;
            p->between[a * stride + b] += apart - together;
            p->between[b * stride + a] += apart - together;
            p->broken_always += together;
            p->has_between = p->has_between || apart != together;
        }
}

static void fill_places(struct partition *p)
{
    const struct partition_problem *problem = p->problem;
    size_t rows = (size_t)p->groups * p->stride;
    memset(p->place, 0, rows * sizeof(*p->place));
    memset(p->never, 0, rows * sizeof(*p->never));
    for (int32_t i = 0; problem->place && i < problem->count; i++)
        for (int32_t g = 0; g < p->groups; g++) {
            float gain = problem->place[(size_t)i * p->groups + g];
            size_t at = (size_t)g * p->stride + p->block_of[i];
            if (isfinite(gain))
                p->place[at] += in_units(p, gain);
            else
                p->never[at]++;
        }
}

static void fill_sets(struct partition *p)
{
    memset(p->amount, 0, (size_t)p->blocks * p->sets);
    for (int32_t s = 0; s < p->sets; s++) {
        const struct partition_set *set = &p->problem->sets[s];
        p->set_cost[s] = (double)set->cost * p->scale;
        for (int32_t i = 0; i < p->problem->count; i++) {
            uint8_t *amount = &p->amount[(size_t)p->block_of[i] * p->sets + s];
            *amount = (uint8_t)MIN(*amount + set->member[i], PARTITION_COUNT_MAX - 1);
        }
    }
    memset(p->set_count, 0, (size_t)p->blocks * sizeof(*p->set_count));
    memset(p->in_set_count, 0, (size_t)p->sets * sizeof(*p->in_set_count));
    for (int32_t i = 0; i < p->blocks; i++)
        for (int32_t s = 0; s < p->sets; s++)
            if (p->amount[(size_t)i * p->sets + s]) {
                p->set_of[(size_t)i * p->sets + p->set_count[i]++] = (int16_t)s;
                p->in_set[(size_t)s * p->blocks + p->in_set_count[s]++] = (int16_t)i;
            }
}

static bool any_never(const struct partition *p)
{
    for (size_t k = 0; k < (size_t)p->groups * p->stride; k++)
        if (p->never[k])
            return true;
    return false;
}

static bool is_plain(const struct partition *p)
{
    const struct partition_problem *problem = p->problem;
    if (p->sets > 0 || p->per_member || p->contracted || p->broken_always > 0)
        return false;
    if (any_never(p))
        return false;
    for (size_t k = 0; problem->apart && k < (size_t)problem->count * problem->count; k++)
        if (problem->apart[k])
            return false;
    return true;
}

void partition_fill(struct partition *p, bool contract)
{
    const struct partition_problem *problem = p->problem;
    find_blocks(p, contract && problem->together);
    p->stride = (p->blocks + PARTITION_LANES - 1) / PARTITION_LANES * PARTITION_LANES;
    memset(p->weight, 0, (size_t)p->blocks * sizeof(*p->weight));
    for (int32_t i = 0; i < problem->count; i++)
        p->weight[p->block_of[i]]++;
    p->scale = choose_scale(p);
    fill_pairs(p);
    fill_places(p);
    fill_sets(p);
    p->plain = is_plain(p);
    if (!p->plain)
        partition_fill_odd(p);
    p->flexible = !p->plain;
    for (int32_t g = 0; g < p->groups; g++)
        p->flexible = p->flexible || problem->least[g] < problem->most[g];
}

bool partition_open(struct partition **out, const struct partition_problem *problem, uint64_t seed,
    const int32_t *start, void *memory, size_t size, struct error *error)
{
    if (!counts_fit(problem->count, problem->group_count, problem->set_count))
        return error_set(error, ERR_BAD_INPUT,
            "A search takes 1 to %d things, 1 to %d groups and at most %d sets.",
            PARTITION_THING_MAX, PARTITION_GROUP_MAX, PARTITION_SET_MAX);
    if (!check_sizes(problem, error) || !check_gains(problem, error) ||
        !check_bytes(problem->apart, problem->count, "Pairs apart", error) ||
        !check_bytes(problem->together, problem->count, "Pairs together", error) ||
        !check_sets(problem, error) || !check_start(problem, start, error))
        return false;
    assert(size >= partition_memory_size(problem->count, problem->group_count, problem->set_count));
    struct partition *p = memory;
    memset(p, 0, sizeof(*p));
    uintptr_t base = ((uintptr_t)memory + sizeof(*p) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    lay_out(p, (unsigned char *)base, problem->count, problem->group_count, problem->set_count);
    p->problem = problem;
    p->groups = problem->group_count;
    p->sets = problem->set_count;
    p->per_member = problem->per_member;
    p->rng = rng_seeded(seed);
    partition_search_open(p, start);
    *out = p;
    return true;
}

bool partition_improve(struct partition *p, int64_t steps, bool (*stop)(void *user), void *user)
{
    int64_t ask = p->done;
    p->better = false;
    p->asked += MIN(MAX(steps, 0), INT64_MAX / 2 - p->asked);
    while (p->done < p->asked) {
        partition_search(p);
        if (!stop || p->done < ask)
            continue;
        if (stop(user)) {
            p->asked = p->done;
            break;
        }
        ask = p->done + STEPS_BETWEEN_STOPS;
    }
    return p->better;
}

bool partition_better(struct partition_value a, struct partition_value b)
{
    return a.broken != b.broken ? a.broken < b.broken : a.value > b.value;
}

const int32_t *partition_best(const struct partition *p, struct partition_value *value)
{
    if (value)
        *value = p->best_value;
    return p->best;
}

/* ---- anew from the problem ---- */

static double evaluate_pairs(
    const struct partition_problem *problem, const int32_t *group_of, int32_t g, int32_t *broken)
{
    size_t count = (size_t)problem->count;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i && group_of[i] == g; j++) {
            if (group_of[j] != g)
                continue;
            if (problem->pair)
                sum += problem->pair[i * count + j];
            if (problem->apart)
                *broken += problem->apart[i * count + j];
        }
        for (size_t j = 0; problem->together && j < count && group_of[i] == g; j++)
            if (j < i ? group_of[j] != g : false)
                *broken += problem->together[i * count + j];
    }
    return sum;
}

static void evaluate_set(const struct partition_problem *problem, const int32_t *group_of,
    const struct partition_set *set, struct partition_value *value)
{
    for (int32_t g = 0; g < problem->group_count; g++) {
        if (set->group >= 0 && set->group != g)
            continue;
        int32_t members = 0;
        for (int32_t i = 0; i < problem->count; i++)
            members += group_of[i] == g && set->member[i];
        if (set->counts >> MIN(members, PARTITION_COUNT_MAX - 1) & 1)
            continue;
        if (set->cost > 0)
            value->value -= (double)set->cost;
        else
            value->broken++;
    }
}

struct partition_value partition_evaluate(
    const struct partition_problem *problem, const int32_t *group_of)
{
    struct partition_value value = {0};
    for (int32_t g = 0; g < problem->group_count; g++) {
        int32_t size = 0;
        for (int32_t i = 0; i < problem->count; i++)
            size += group_of[i] == g;
        value.broken += MAX(0, problem->least[g] - size) + MAX(0, size - problem->most[g]);
        double sum = evaluate_pairs(problem, group_of, g, &value.broken);
        value.value += !problem->per_member ? sum : size > 0 ? sum / size : 0;
    }
    for (int32_t i = 0; problem->place && i < problem->count; i++) {
        float gain = problem->place[(size_t)i * problem->group_count + group_of[i]];
        if (isfinite(gain))
            value.value += (double)gain;
        else
            value.broken++;
    }
    for (int32_t s = 0; s < problem->set_count; s++)
        evaluate_set(problem, group_of, &problem->sets[s], &value);
    return value;
}
