#include "model/partition_inside.h"

/* The blocks of two groups, divided between them in the best of all ways that keep the sizes: what
 * no sequence of single swaps finds where nearly balanced groups are far from one another. Where
 * they are many, some by chance, and the others stay. */

enum { DIVIDE_MAX = 14 };

static const double hard_in_heat = 100; /* of the hottest temperature: more than any value */

struct division {
    const struct partition *p;
    double hard;
    int32_t group[2], left[2]; /* things that still fit */
    int32_t count, members[DIVIDE_MAX];
    int32_t sets[PARTITION_SET_MAX], set_count; /* that they are in */
    double alone[2][DIVIDE_MAX];
    double link[2][DIVIDE_MAX][DIVIDE_MAX];
    uint32_t now, best; /* bit t: member t is in the second group */
    double sets_most;   /* that they can gain */
    double most;
    int64_t weighed;
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
    d->now = 0;
    for (int32_t t = 0; t < d->count; t++)
        d->now |= (uint32_t)(p->now.group[d->members[t]] == d->group[1]) << t;
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
    d->set_count = 0;
    d->sets_most = 0;
    for (int32_t s = 0; s < p->sets; s++) {
        if (!is_met(d, s))
            continue;
        d->sets[d->set_count++] = s;
        for (int side = 0; side < 2; side++) {
            int32_t group = d->group[side];
            if (!partition_set_holds(
                    &p->problem->sets[s], group, p->now.counts[(size_t)s * p->groups + group]))
                d->sets_most += p->set_cost[s] > 0 ? p->set_cost[s] : d->hard;
        }
    }
}

/* alone: with those of the group that stay. */
static void gather_worth(struct division *d, uint32_t side)
{
    const struct partition *p = d->p;
    int32_t group = d->group[side], size = p->now.size[group];
    double share = !p->per_member ? 1 : size > 0 ? 1.0 / size : 0;
    d->left[side] = 0;
    for (int32_t t = 0; t < d->count; t++) {
        size_t i = (size_t)d->members[t], row = i * (size_t)p->stride;
        size_t at = (size_t)group * p->stride + i;
        double worth = share * ((double)p->now.gain[at] + p->self[i]) - d->hard * p->now.clash[at];
        if (p->per_member)
            worth += p->place[at];
        for (int32_t u = 0; u < d->count; u++) {
            size_t j = row + (size_t)d->members[u];
            d->link[side][t][u] = share * p->pair[j] - d->hard * p->between[j];
            worth -= (d->now >> u & 1) == side ? d->link[side][t][u] : 0;
        }
        d->alone[side][t] = worth;
        d->left[side] += (d->now >> t & 1) == side ? p->weight[i] : 0;
    }
}

static double worth_now(const struct division *d)
{
    double worth = 0;
    for (int32_t t = 0; t < d->count; t++) {
        uint32_t side = d->now >> t & 1;
        worth += d->alone[side][t];
        for (int32_t u = 0; u < t; u++)
            if ((d->now >> u & 1) == side)
                worth += d->link[side][t][u];
    }
    return worth;
}

/* What the sets gain over now. */
static double sets_gain(const struct division *d, uint32_t second)
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
    return change.value - d->hard * change.broken;
}

static void weigh(struct division *d, uint32_t second, double worth)
{
    d->weighed++;
    if (worth + d->sets_most <= d->most)
        return;
    worth += sets_gain(d, second);
    if (worth > d->most) {
        d->most = worth;
        d->best = second;
    }
}

/* Members from t on; first[] and second[] are what each would gain with those placed so far. */
static void divide(struct division *d, int32_t t, uint32_t chosen, double worth,
    const double *first, const double *second)
{
    if (t == d->count) {
        weigh(d, chosen, worth);
        return;
    }
    int32_t weight = d->p->weight[d->members[t]];
    const double *rows[2] = {first, second};
    for (int side = 0; side < 2; side++) {
        double next[DIVIDE_MAX];
        if (d->left[side] < weight)
            continue;
        for (int u = 0; u < DIVIDE_MAX; u++)
            next[u] = rows[side][u] + d->link[side][t][u];
        d->left[side] -= weight;
        divide(d, t + 1, chosen | (uint32_t)side << t, worth + rows[side][t],
            side == 0 ? next : first, side == 1 ? next : second);
        d->left[side] += weight;
    }
}

bool partition_divide(struct partition *p, int32_t a, int32_t b)
{
    struct division d = {.p = p, .group = {a, b}, .hard = hard_in_heat * p->hot};
    gather_members(&d, &p->rng);
    gather_sets(&d);
    gather_worth(&d, 0);
    gather_worth(&d, 1);
    d.best = d.now;
    d.most = worth_now(&d) + 1;
    divide(&d, 0, 0, 0, d.alone[0], d.alone[1]);
    p->done += 1 + d.weighed;
    for (int32_t t = 0; t < d.count; t++)
        if ((d.best ^ d.now) >> t & 1)
            partition_move(p, d.members[t], d.group[d.best >> t & 1]);
    return d.best != d.now;
}
