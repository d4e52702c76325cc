#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

/* Annealing where there are rules, or means. For it the machine keeps, beside its exact integers,
 * what each block would be worth in each group, hard rules at the price p->hard: one float, made
 * anew from the integers for a group that changed. A row of swaps is then weighed without a look at
 * the rules, but for what is odd: pairs of different weight, and pairs that share a set. */

enum {
    ODD_TRIES = 2, /* of the odd pairs of a row, each time the row is looked at */
    SEVERAL = 8,   /* blocks exchanged for one heavy block, at most */
};

static const float never_swapped = -1e30F, out_of_reach = 1e30F;
/* A change that the floats may have made up; gains are below 2^27. */
static const float noise = 128;

static float *worth_row(const struct partition *p, int32_t group)
{
    return p->now.worth + (size_t)group * p->stride;
}

/* ---- what never changes ---- */

static bool share_a_set(const struct partition *p, int32_t i, int32_t j)
{
    for (int32_t k = 0; k < p->set_count[i]; k++)
        if (p->amount[(size_t)j * p->sets + p->set_of[(size_t)i * p->sets + k]])
            return true;
    return false;
}

/* A swap of the two would change nothing but their names. */
static bool are_alike(const struct partition *p, int32_t i, int32_t j)
{
    size_t stride = (size_t)p->stride, one = i * stride, other = j * stride;
    if (p->weight[i] != p->weight[j] || p->self[i] != p->self[j] ||
        memcmp(p->amount + (size_t)i * p->sets, p->amount + (size_t)j * p->sets, (size_t)p->sets))
        return false;
    for (int32_t k = 0; k < p->blocks; k++)
        if (k != i && k != j &&
            (p->pair[one + k] != p->pair[other + k] ||
                p->between[one + k] != p->between[other + k]))
            return false;
    for (int32_t g = 0; g < p->groups; g++)
        if (p->place[g * stride + i] != p->place[g * stride + j] ||
            p->never[g * stride + i] != p->never[g * stride + j])
            return false;
    return true;
}

void partition_fill_odd(struct partition *p)
{
    for (int32_t i = 0; i < p->blocks; i++) {
        int16_t *odd = p->odd + (size_t)i * p->blocks;
        int32_t count = 0, alike = p->blocks;
        for (int32_t j = 0; j < p->blocks; j++) {
            if (i == j || are_alike(p, i, j))
                odd[--alike] = (int16_t)j;
            else if (p->weight[i] != p->weight[j] || share_a_set(p, i, j))
                odd[count++] = (int16_t)j;
        }
        p->odd_count[i] = count;
        p->alike_count[i] = p->blocks - alike;
    }
}

/* ---- worth ---- */

/* Gained by the group's sets if the block comes, or lost if it goes. */
static float side_worth(const struct partition *p, int32_t group, int32_t i)
{
    const uint8_t *amount = p->amount + (size_t)i * p->sets;
    const int16_t *set_of = p->set_of + (size_t)i * p->sets;
    int32_t after = p->now.group[i] == group ? -1 : 1;
    double worth = 0;
    for (int32_t k = 0; k < p->set_count[i]; k++) {
        struct partition_change change = {0};
        partition_weigh_set(p, set_of[k], group, after * amount[set_of[k]], &change);
        worth += after * (change.value - p->hard * change.broken);
    }
    return (float)worth;
}

/* Of those that share a set with block i. */
static void refresh_side(struct partition *p, int32_t group, int32_t i)
{
    float *side = p->now.side + (size_t)group * p->stride;
    const int32_t *place = p->place + (size_t)group * p->stride;
    for (int32_t k = 0; k < p->set_count[i]; k++) {
        int32_t s = p->set_of[(size_t)i * p->sets + k];
        const int16_t *in_set = p->in_set + (size_t)s * p->blocks;
        for (int32_t m = 0; m < p->in_set_count[s]; m++)
            side[in_set[m]] =
                side_worth(p, group, in_set[m]) + (p->per_member ? (float)place[in_set[m]] : 0);
    }
}

/* Whole rows in pieces of a fixed length: only so does gcc 12 at -O2 make vectors of them. */
static void worth_lanes(float *restrict worth, const int32_t *restrict gain,
    const int32_t *restrict self, const int32_t *restrict clash, const float *restrict side,
    float share, float hard)
{
    for (int k = 0; k < PARTITION_LANES; k++)
        worth[k] = share * (float)(gain[k] + self[k]) + side[k] - hard * (float)clash[k];
}

static void own_lanes(float *restrict own, float *restrict shares, const float *restrict worth,
    const int32_t *restrict group, int32_t g, float share)
{
    for (int k = 0; k < PARTITION_LANES; k++) {
        float was = own[k], is = worth[k], shared = shares[k];
        own[k] = group[k] == g ? is : was;
        shares[k] = group[k] == g ? share : shared;
    }
}

static void refresh_worth(struct partition *p, int32_t g, float share)
{
    struct partition_state *now = &p->now;
    float *row = worth_row(p, g);
    for (int32_t c = 0; c < p->stride; c += PARTITION_LANES) {
        size_t at = (size_t)g * p->stride + c;
        worth_lanes(row + c, now->gain + at, p->self + c, now->clash + at, now->side + at, share,
            (float)p->hard);
        own_lanes(now->own_worth + c, now->share + c, row + c, now->group + c, g, share);
    }
}

static void refresh(struct partition *p, int32_t group)
{
    int32_t size = p->now.size[group];
    refresh_worth(p, group, !p->per_member ? 1 : size > 0 ? 1 / (float)size : 0);
}

/* After block i went from one group to the other. */
static void refresh_sides(struct partition *p, int32_t i, int32_t a, int32_t b)
{
    refresh_side(p, a, i);
    refresh_side(p, b, i);
}

/* Wanted when the groups were set anew, or the price of hard rules. */
void partition_refresh(struct partition *p)
{
    size_t stride = (size_t)p->stride, rows = (size_t)p->groups * stride;
    float twice = 2 * (float)p->hard;
    for (size_t k = 0; k < rows; k++)
        p->now.side[k] = p->per_member ? (float)p->place[k] : 0;
    for (size_t k = 0; k < stride; k++) {
        p->now.own_worth[k] = out_of_reach;
        p->now.share[k] = 1;
    }
    for (int32_t g = 0; g < p->groups; g++) {
        for (int32_t i = 0; i < p->blocks; i++)
            if (p->set_count[i] > 0)
                p->now.side[(size_t)g * p->stride + i] += side_worth(p, g, i);
        refresh(p, g);
    }
    for (size_t k = 0; k < (size_t)p->blocks * stride; k++)
        p->link[k] = twice * (float)p->between[k];
    for (size_t i = 0; i < (size_t)p->blocks; i++)
        for (int32_t k = 0; k < p->blocks; k++)
            if (k < p->odd_count[i] || k >= p->blocks - p->alike_count[i])
                p->link[i * stride + (size_t)p->odd[i * (size_t)p->blocks + k]] = never_swapped;
}

static void swap(struct partition *p, int32_t i, int32_t j)
{
    int32_t a = p->now.group[i], b = p->now.group[j];
    partition_swap(p, i, j);
    refresh_sides(p, i, a, b);
    refresh_sides(p, j, a, b);
    refresh(p, a);
    refresh(p, b);
    p->done += p->blocks; /* it takes as long as a row of trials */
}

/* What changes nothing is no sign of heat: where many things are alike, it is taken at any
 * temperature. */
static void count_accepted(struct partition *p, double change)
{
    p->accepted += fabs(change) > (double)noise;
}

/* ---- trials ---- */

/* A row: what block i would gain in each group; `most` of the others. */
struct ruled_row {
    int32_t i, from;
    float share, most, leave[1 + PARTITION_GROUP_MAX]; /* [0] is of no group: the padding */
};

static void look_at(const struct partition *p, struct ruled_row *row, int32_t i)
{
    size_t stride = (size_t)p->stride;
    const float *worth = p->now.worth + i;
    float own = p->now.own_worth[i], most = -out_of_reach;
    row->i = i;
    row->from = p->now.group[i];
    row->share = p->now.share[i];
    for (int32_t g = 0; g < p->groups; g++) {
        row->leave[1 + g] = worth[g * stride] - own;
        if (g != row->from)
            most = MAX(most, row->leave[1 + g]);
    }
    row->leave[0] = row->leave[1 + row->from] = -out_of_reach;
    row->most = most;
}

static float draw_least(const struct partition *p, uint64_t random)
{
    if (p->temperature <= 0)
        return noise;
    return -(float)p->temperature * (float)p->chance[random % PARTITION_CHANCES] / 65536;
}

/* As in partition_anneal.c: as if all went to the group that gains most. */
static bool may_gain(const struct partition *p, const struct ruled_row *row, int32_t c, float least)
{
    size_t at = (size_t)row->i * p->stride + c;
    const float *restrict worth = worth_row(p, row->from) + c, *restrict own = p->now.own_worth + c;
    const float *restrict shares = p->now.share + c, *restrict link = p->link + at;
    const int32_t *restrict pair = p->pair + at;
    float share = row->share;
    int32_t any = 0;
    for (int k = 0; k < PARTITION_LANES; k++)
        any |= worth[k] - own[k] + link[k] - (float)pair[k] * (share + shares[k]) > least;
    return any;
}

/* What the swaps of a chunk gain, exactly but for the odd. */
static void swap_lanes(
    float *restrict gained, const struct partition *p, const struct ruled_row *row, int32_t c)
{
    size_t at = (size_t)row->i * p->stride + c;
    const float *restrict worth = worth_row(p, row->from) + c, *restrict own = p->now.own_worth + c;
    const float *restrict shares = p->now.share + c, *restrict link = p->link + at;
    const int32_t *restrict pair = p->pair + at, *restrict group = p->now.group + c;
    float share = row->share;
    for (int k = 0; k < PARTITION_LANES; k++)
        gained[k] = row->leave[1 + group[k]];
    for (int k = 0; k < PARTITION_LANES; k++)
        gained[k] += worth[k] - own[k] + link[k] - (float)pair[k] * (share + shares[k]);
}

static bool is_taken(struct partition *p, struct partition_change change, uint64_t random)
{
    double gained = change.value - p->hard * change.broken;
    if (gained <= (double)draw_least(p, random))
        return false;
    count_accepted(p, gained);
    return true;
}

static bool try_move(struct partition *p, int32_t i, uint64_t random)
{
    int32_t to = below((uint32_t)(random >> 32), p->groups), from = p->now.group[i];
    /* Sizes that do not fit are tried now and then: rules may be worth it. */
    if (to == from || (!partition_fits(p, from, to) && random >> 10 & 15) ||
        !is_taken(p, partition_weigh_move(p, i, to), random))
        return false;
    partition_move(p, i, to);
    refresh_sides(p, i, from, to);
    refresh(p, from);
    refresh(p, to);
    return true;
}

static bool try_odd(struct partition *p, int32_t i, uint64_t random)
{
    int32_t j = p->odd[(size_t)i * p->blocks + below((uint32_t)(random >> 32), p->odd_count[i])];
    if (p->now.group[i] == p->now.group[j] || !is_taken(p, partition_weigh_swap(p, i, j), random))
        return false;
    swap(p, i, j);
    return true;
}

/* A heavy block for as much of lighter ones: one step, since each part of it breaks sizes. */
static bool try_several(struct partition *p, int32_t i, uint64_t random)
{
    int32_t to = below((uint32_t)(random >> 32), p->groups), from = p->now.group[i];
    int32_t left = p->weight[i], list[SEVERAL], count = 0, j = below((uint32_t)random, p->blocks);
    if (to == from)
        return false;
    for (int32_t k = 0; k < p->blocks && left > 0 && count < SEVERAL; k++, j = (j + 1) % p->blocks)
        if (p->now.group[j] == to && p->weight[j] < p->weight[i] && p->weight[j] <= left) {
            list[count++] = j;
            left -= p->weight[j];
        }
    if (left > 0)
        return false;
    struct partition_change all = partition_weigh_swap(p, i, list[0]);
    partition_swap(p, i, list[0]);
    for (int32_t k = 1; k < count; k++) {
        struct partition_change change = partition_weigh_move(p, list[k], from);
        all.value += change.value;
        all.broken += change.broken;
        partition_move(p, list[k], from);
    }
    if (is_taken(p, all, random)) {
        refresh_sides(p, i, from, to);
        for (int32_t k = 0; k < count; k++)
            refresh_sides(p, list[k], from, to);
        refresh(p, from);
        refresh(p, to);
        return true;
    }
    while (--count > 0)
        partition_move(p, list[count], to);
    partition_swap(p, i, list[0]);
    return false;
}

void partition_anneal_ruled_row(struct partition *p, int32_t i, uint64_t *counter)
{
    struct ruled_row row;
    uint64_t random = mix(*counter += 0x9E3779B97F4A7C15u);
    (void)try_move(p, i, random);
    for (int k = 0; k < MIN(ODD_TRIES, p->odd_count[i]); k++)
        (void)try_odd(p, i, mix(*counter += 0x9E3779B97F4A7C15u));
    if (p->weight[i] > 1)
        (void)try_several(p, i, mix(*counter += 0x9E3779B97F4A7C15u));
    look_at(p, &row, i);
    for (int32_t c = 0, draw = 0; c < p->blocks; c += PARTITION_LANES, draw++) {
        random = draw % 6 ? random >> 10 : mix(*counter += 0x9E3779B97F4A7C15u);
        float least = draw_least(p, random), gained[PARTITION_LANES];
        if (!may_gain(p, &row, c, least - row.most))
            continue;
        swap_lanes(gained, p, &row, c);
        for (int k = 0; k < MIN(PARTITION_LANES, p->blocks - c); k++) {
            if (gained[k] <= least)
                continue;
            count_accepted(p, (double)gained[k]);
            swap(p, i, c + k);
            look_at(p, &row, i);
            swap_lanes(gained, p, &row, c);
        }
    }
}
