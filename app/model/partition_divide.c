#include "model/partition_inside.h"

#include <math.h>

/* The blocks of two groups, divided between them in the best of all ways that keep the sizes: what
 * no sequence of single swaps finds where nearly balanced groups are far from one another. Where
 * they are many, some by chance, and the others stay.
 *
 * With x_t = 1 for a member in the second group, a division is worth a constant + sum of
 * linear_t x_t + sum of pairs product_tu x_t x_u. The members are two halves: for each choice in
 * the first, in Gray's order, what the second's bring with it is a row of sums, and all choices in
 * the second are weighed in lanes. */

enum {
    HALF_MAX = 9,
    DIVIDE_MAX = 2 * HALF_MAX,
    CHOICES = 1 << HALF_MAX,
};

static const double hard_in_heat = 100; /* of the hottest temperature: more than any value */
static const float noise = 128;         /* as in partition_ruled.c */

struct division {
    const struct partition *p;
    double hard;
    int32_t group[2];
    int32_t count, members[DIVIDE_MAX];
    int32_t half;                               /* so many members are the first half */
    int32_t weight;                             /* in the second group */
    int32_t sets[PARTITION_SET_MAX], set_count; /* that they are in */
    float linear[DIVIDE_MAX], product[DIVIDE_MAX][DIVIDE_MAX];
    float first[CHOICES], second[CHOICES]; /* worth of a choice alone */
    int32_t first_weight[CHOICES], second_weight[CHOICES];
    uint32_t now, best; /* bit t: member t is in the second group */
    float sets_most;    /* that they can gain */
    float most;
};

static void gather_members(struct division *d, struct rng *rng)
{
    const struct partition *p = d->p;
    uint32_t seen = 0;
    d->count = 0;
    for (int32_t i = 0; i < p->blocks; i++) {
        if (p->now.group[i] != d->group[0] && p->now.group[i] != d->group[1])
            continue;
        if (++seen <= DIVIDE_MAX) {
            d->members[d->count++] = i;
            continue;
        }
        uint32_t instead = rng_below(rng, seen);
        if (instead < DIVIDE_MAX)
            d->members[instead] = i;
    }
    d->half = (d->count + 1) / 2;
    d->now = 0;
    d->weight = 0;
    for (int32_t t = 0; t < d->count; t++) {
        bool is_second = p->now.group[d->members[t]] == d->group[1];
        d->now |= (uint32_t)is_second << t;
        d->weight += is_second ? p->weight[d->members[t]] : 0;
    }
}

static bool is_met(const struct division *d, int32_t s)
{
    for (int32_t t = 0; t < d->count; t++)
        if (d->p->amount[(size_t)d->members[t] * d->p->sets + s])
            return true;
    return false;
}

static void gather_sets(struct division *d)
{
    const struct partition *p = d->p;
    double most = 0;
    d->set_count = 0;
    for (int32_t s = 0; s < p->sets; s++) {
        if (!is_met(d, s))
            continue;
        d->sets[d->set_count++] = s;
        for (int side = 0; side < 2; side++) {
            int32_t group = d->group[side];
            if (!partition_set_holds(
                    &p->problem->sets[s], group, p->now.counts[(size_t)s * p->groups + group]))
                most += p->set_cost[s] > 0 ? p->set_cost[s] : d->hard;
        }
    }
    d->sets_most = (float)most;
}

/* Of a member in one of the groups, with those there that stay; *link of it with another one. */
static double worth_alone(const struct division *d, int side, int32_t t, double *link)
{
    const struct partition *p = d->p;
    int32_t group = d->group[side], size = p->now.size[group];
    double share = !p->per_member ? 1 : size > 0 ? 1.0 / size : 0;
    size_t i = (size_t)d->members[t], row = i * (size_t)p->stride;
    size_t at = (size_t)group * p->stride + i;
    double worth = share * ((double)p->now.gain[at] + p->self[i]) - d->hard * p->now.clash[at];
    if (p->per_member)
        worth += p->place[at];
    for (int32_t u = 0; u < d->count; u++) {
        size_t j = row + (size_t)d->members[u];
        link[u] = share * p->pair[j] - d->hard * p->between[j];
        worth -= (int)(d->now >> u & 1) == side ? link[u] : 0;
    }
    return worth;
}

static void gather_worth(struct division *d)
{
    for (int32_t t = 0; t < d->count; t++) {
        double link[2][DIVIDE_MAX];
        double linear = -worth_alone(d, 0, t, link[0]) + worth_alone(d, 1, t, link[1]);
        for (int32_t u = 0; u < d->count; u++) {
            d->product[t][u] = (float)(link[0][u] + link[1][u]);
            linear -= link[0][u];
        }
        d->linear[t] = (float)linear;
    }
}

/* All choices among `count` members from `from` on. */
static void fill_half(
    const struct division *d, int32_t from, int32_t count, float *worth, int32_t *weight)
{
    worth[0] = 0;
    weight[0] = 0;
    for (int32_t t = 0; t < count; t++)
        for (int32_t choice = 0; choice < 1 << t; choice++) {
            float more = d->linear[from + t];
            for (int32_t u = 0; u < t; u++)
                more += choice >> u & 1 ? d->product[from + t][from + u] : 0;
            worth[choice | 1 << t] = worth[choice] + more;
            weight[choice | 1 << t] = weight[choice] + d->p->weight[d->members[from + t]];
        }
}

/* What the sets gain over now. */
static float sets_gain(const struct division *d, uint32_t second)
{
    const struct partition *p = d->p;
    struct partition_change change = {0};
    for (int32_t k = 0; k < d->set_count; k++) {
        int32_t s = d->sets[k], more = 0; /* of it in the second group */
        for (int32_t t = 0; t < d->count; t++)
            more += p->amount[(size_t)d->members[t] * p->sets + s] *
                    ((int32_t)(second >> t & 1) - (int32_t)(d->now >> t & 1));
        partition_weigh_set(p, s, d->group[0], -more, &change);
        partition_weigh_set(p, s, d->group[1], more, &change);
    }
    return (float)(change.value - d->hard * change.broken);
}

static void weigh(struct division *d, uint32_t second, float worth)
{
    if (worth + d->sets_most <= d->most)
        return;
    worth += sets_gain(d, second);
    if (worth > d->most) {
        d->most = worth;
        d->best = second;
    }
}

static void add_lanes(float *restrict out, const float *restrict sum, float more)
{
    for (int k = 0; k < PARTITION_LANES; k++)
        out[k] = sum[k] + more;
}

static bool any_better(const float *restrict alone, const float *restrict with,
    const int32_t *restrict weight, int32_t wanted, float least)
{
    int32_t any = 0;
    for (int k = 0; k < PARTITION_LANES; k++)
        any |= (alone[k] + with[k] > least) & (weight[k] == wanted);
    return any;
}

/* The row's sum for each choice. */
static void fill_sums(float *sum, const float *row, int32_t count)
{
    sum[0] = 0;
    for (int32_t t = 0; t < count; t++)
        if (1 << t < PARTITION_LANES)
            for (int32_t choice = 0; choice < 1 << t; choice++)
                sum[choice | 1 << t] = sum[choice] + row[t];
        else
            for (int32_t c = 0; c < 1 << t; c += PARTITION_LANES)
                add_lanes(sum + (1 << t) + c, sum + c, row[t]);
}

/* With a choice in the first half, all those in the second that make up the weight. */
static void weigh_second(struct division *d, uint32_t choice, const float *sum)
{
    int32_t wanted = d->weight - d->first_weight[choice];
    float worth = d->first[choice];
    for (int32_t c = 0; c < 1 << (d->count - d->half); c += PARTITION_LANES) {
        if (!any_better(d->second + c, sum + c, d->second_weight + c, wanted,
                d->most - d->sets_most - worth))
            continue;
        for (int32_t k = c; k < c + PARTITION_LANES; k++)
            if (d->second_weight[k] == wanted)
                weigh(d, choice | (uint32_t)k << d->half, worth + d->second[k] + sum[k]);
    }
}

/* Is every division worth as much the other way round? */
static bool is_mirrored(const struct division *d)
{
    const struct partition *p = d->p;
    int32_t first = p->now.size[d->group[0]], second = p->now.size[d->group[1]], weight = 0;
    for (int32_t t = 0; t < d->count; t++) {
        float both = 2 * d->linear[t];
        for (int32_t u = 0; u < d->count; u++)
            both += d->product[t][u];
        if (fabsf(both) > noise)
            return false;
        weight += p->weight[d->members[t]];
    }
    for (int32_t k = 0; k < d->set_count; k++)
        if (p->problem->sets[d->sets[k]].group >= 0)
            return false;
    return first == second && first + second == weight;
}

static void divide(struct division *d)
{
    int32_t free = d->half - (int32_t)is_mirrored(d); /* else the last of the half stays */
    float row[HALF_MAX] = {0}, sum[CHOICES] = {0};
    uint32_t choice = 0;
    for (uint32_t turn = 1;; turn++) {
        fill_sums(sum, row, d->count - d->half);
        weigh_second(d, choice, sum);
        if (turn >> free)
            break;
        int32_t t = 0; /* that goes to the other side now */
        while (!(turn >> t & 1))
            t++;
        choice ^= 1U << t;
        float sign = choice >> t & 1 ? 1 : -1;
        for (int32_t u = d->half; u < d->count; u++)
            row[u - d->half] += sign * d->product[t][u];
    }
}

static float worth_now(const struct division *d)
{
    float worth = 0;
    for (int32_t t = 0; t < d->count; t++) {
        worth += d->now >> t & 1 ? d->linear[t] : 0;
        for (int32_t u = 0; u < t; u++)
            worth += d->now >> t & d->now >> u & 1 ? d->product[t][u] : 0;
    }
    return worth;
}

static double energy(const struct partition *p, double hard)
{
    struct partition_value value = partition_machine_value(p);
    return value.value * p->scale - hard * value.broken;
}

static void change_sides(struct partition *p, const struct division *d, uint32_t changed)
{
    for (int32_t t = 0; t < d->count; t++)
        if (changed >> t & 1)
            partition_move(
                p, d->members[t], d->group[p->now.group[d->members[t]] == d->group[0] ? 1 : 0]);
}

bool partition_divide(struct partition *p, int32_t a, int32_t b)
{
    struct division d = {.p = p, .group = {a, b}, .hard = hard_in_heat * p->hot};
    gather_members(&d, &p->rng);
    if (d.count == 0)
        return false;
    gather_sets(&d);
    gather_worth(&d);
    for (int32_t k = 0; k < CHOICES; k++)
        d.second_weight[k] = INT32_MAX;
    fill_half(&d, 0, d.half, d.first, d.first_weight);
    fill_half(&d, d.half, d.count - d.half, d.second, d.second_weight);
    d.best = d.now;
    d.most = worth_now(&d) + noise;
    divide(&d);
    p->done += 1 + (1 << d.count >> 5);
    if (d.best == d.now)
        return false;
    double before = energy(p, d.hard);
    change_sides(p, &d, d.best ^ d.now);
    if (energy(p, d.hard) > before)
        return true;
    change_sides(p, &d, d.best ^ d.now);
    return false;
}
