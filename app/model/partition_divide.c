#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

/* The blocks of two groups, divided between them in the best of all ways that keep the sizes: what
 * no sequence of single swaps finds where nearly balanced groups are far from one another. Where
 * they are many, some by chance, and the others stay.
 *
 * With x_t = 1 for a member in the second group, a division is worth a constant + sum of
 * linear_t x_t + sum of pairs product_tu x_t x_u. The members are two halves. The choices in the
 * first, in the order of their weight, are lanes; what one in the second brings with each of them
 * is the sum of two rows, one for its low members and one for its high ones. So a division costs an
 * addition and a comparison, and only those that keep the sizes are looked at. */

enum {
    HALF_MAX = 9,
    DIVIDE_MAX = 2 * HALF_MAX,
    CHOICES = 1 << HALF_MAX,
    DIVIDED_LANES = 8, /* of a weight there may be few choices */
    LOW = 4,           /* of the second half's members */
    LANES_MAX =
        2 * CHOICES, /* the choices of a weight fill their lanes up; what is over is left out */
    GAINS_MAX = 4096,
    PLANES = 6, /* bits of a block's amount of a set */
};

static const double hard_in_heat = 100; /* of the hottest temperature: more than any value */
static const float never_chosen = -1e30F;
static const float noise = 128; /* as in partition_ruled.c */

/* A set that a division can change something about. */
struct divided_set {
    uint32_t plane[PLANES]; /* of each bit of the amounts: the members that have it */
    int32_t planes;
    const float *gain; /* over now, with so much of the set in the second group */
};

struct division {
    const struct partition *p;
    double hard;
    int32_t group[2];
    int32_t count, members[DIVIDE_MAX]; /* the lightest first */
    int32_t half;                       /* so many of them are the first half */
    int32_t weight;                     /* in the second group */
    struct divided_set sets[PARTITION_SET_MAX];
    int32_t set_count;
    float gains[GAINS_MAX]; /* of all sets */
    bool has_places;        /* one of them is only in one of the groups */
    float linear[DIVIDE_MAX], product[DIVIDE_MAX][DIVIDE_MAX];
    float worth[2][CHOICES]; /* of a choice in a half alone */
    int32_t weights[2][CHOICES];
    uint16_t choice[LANES_MAX];             /* in the first half, of each lane */
    int32_t lanes[PARTITION_THING_MAX + 2]; /* where those of a weight begin */
    int32_t heaviest;                       /* of these weights */
    float low[1 << LOW][LANES_MAX], high[1 << (HALF_MAX - LOW)][LANES_MAX];
    uint32_t now, best; /* bit t: member t is in the second group */
    float sets_most;    /* that they can gain */
    float most;
};

/* All of them? */
static bool gather_members(struct division *d, struct rng *rng)
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
    for (int32_t t = 1; t < d->count; t++)
        for (int32_t u = t, i = d->members[t]; u > 0 && p->weight[d->members[u - 1]] > p->weight[i];
             u--) {
            d->members[u] = d->members[u - 1];
            d->members[u - 1] = i;
        }
    d->half = d->count / 2;
    d->now = 0;
    d->weight = 0;
    for (int32_t t = 0; t < d->count; t++) {
        bool is_second = p->now.group[d->members[t]] == d->group[1];
        d->now |= (uint32_t)is_second << t;
        d->weight += is_second ? p->weight[d->members[t]] : 0;
    }
    return seen <= DIVIDE_MAX;
}

static int32_t amount_of(const struct division *d, int32_t t, int32_t s)
{
    return d->p->amount[(size_t)d->members[t] * d->p->sets + s];
}

/* What a set gains over now with `more` of it in the second group. */
static float set_gain(const struct division *d, int32_t s, int32_t more)
{
    struct partition_change change = {0};
    partition_weigh_set(d->p, s, d->group[0], -more, &change);
    partition_weigh_set(d->p, s, d->group[1], more, &change);
    return (float)(change.value - d->hard * change.broken);
}

static void gather_planes(struct division *d, int32_t s, struct divided_set *set)
{
    memset(set->plane, 0, sizeof(set->plane));
    set->planes = 0;
    for (int32_t t = 0; t < d->count; t++)
        for (int32_t bit = 0, amount = amount_of(d, t, s); amount >> bit != 0; bit++) {
            set->plane[bit] |= (uint32_t)(amount >> bit & 1) << t;
            set->planes = MAX(set->planes, bit + 1);
        }
}

/* False: they are too many. */
static bool gather_sets(struct division *d)
{
    const struct partition *p = d->p;
    int32_t used = 0;
    d->set_count = 0;
    d->sets_most = 0;
    d->has_places = false;
    for (int32_t s = 0; s < p->sets; s++) {
        struct divided_set *set = &d->sets[d->set_count];
        int32_t all = 0, second = 0;
        for (int32_t t = 0; t < d->count; t++) {
            all += amount_of(d, t, s);
            second += d->now >> t & 1 ? amount_of(d, t, s) : 0;
        }
        if (used + all >= GAINS_MAX)
            return false;
        float *gain = &d->gains[used], least = 0, most = 0;
        for (int32_t amount = 0; amount <= all; amount++) {
            gain[amount] = set_gain(d, s, amount - second);
            least = MIN(least, gain[amount]);
            most = MAX(most, gain[amount]);
        }
        if (least == 0 && most == 0)
            continue;
        gather_planes(d, s, set);
        set->gain = gain;
        used += all + 1;
        d->set_count++;
        d->sets_most += most;
        d->has_places |= p->problem->sets[s].group >= 0;
    }
    return true;
}

/* Of a member in one of the groups, beside all that are there now. */
static double worth_alone(const struct division *d, int side, int32_t i, double share)
{
    const struct partition *p = d->p;
    size_t at = (size_t)d->group[side] * p->stride + (size_t)i;
    double worth = share * ((double)p->now.gain[at] + p->self[i]) - d->hard * p->now.clash[at];
    return p->per_member ? worth + p->place[at] : worth;
}

static double share_of(const struct partition *p, int32_t group)
{
    int32_t size = p->now.size[group];
    return !p->per_member ? 1 : size > 0 ? 1.0 / size : 0;
}

/* Both in the second group is x_t x_u, both in the first (1 - x_t) (1 - x_u): one product for the
 * two. What the groups gain counts those who are in the second now; linear is without them. */
static void gather_worth(struct division *d)
{
    const struct partition *p = d->p;
    double first = share_of(p, d->group[0]), second = share_of(p, d->group[1]);
    for (int32_t t = 0; t < d->count; t++) {
        int32_t i = d->members[t];
        const int32_t *pair = p->pair + (size_t)i * p->stride;
        const int32_t *between = p->between + (size_t)i * p->stride;
        double linear = worth_alone(d, 1, i, second) - worth_alone(d, 0, i, first);
        for (int32_t u = 0; u < d->count; u++) {
            int32_t j = d->members[u];
            double product = (first + second) * pair[j] - 2 * d->hard * between[j];
            d->product[t][u] = (float)product;
            linear -= d->now >> u & 1 ? product : 0;
        }
        d->linear[t] = (float)linear;
    }
}

/* What a row sums up to for each choice among its first `count`. */
static void fill_sums(float *restrict sum, const float *restrict row, int32_t count)
{
    sum[0] = 0;
    for (int32_t t = 0; t < count; t++)
        for (int32_t choice = 0; choice < 1 << t; choice++)
            sum[choice | 1 << t] = sum[choice] + row[t];
}

/* All choices among a half's members. */
static void fill_half(struct division *d, int half)
{
    int32_t from = half == 0 ? 0 : d->half, count = half == 0 ? d->half : d->count - d->half;
    float *worth = d->worth[half], sum[CHOICES];
    int32_t *weights = d->weights[half];
    worth[0] = 0;
    weights[0] = 0;
    for (int32_t t = 0; t < count; t++) {
        int32_t weight = d->p->weight[d->members[from + t]];
        fill_sums(sum, d->product[from + t] + from, t);
        for (int32_t choice = 0; choice < 1 << t; choice++) {
            worth[choice | 1 << t] = worth[choice] + sum[choice] + d->linear[from + t];
            weights[choice | 1 << t] = weights[choice] + weight;
        }
    }
}

/* The choices in the first half, weight after weight: d->low[0] is what each is worth alone. */
static void fill_lanes(struct division *d)
{
    const int32_t *weights = d->weights[0], choices = 1 << d->half;
    int32_t next[PARTITION_THING_MAX + 1], end = 0;
    d->heaviest = MIN(d->weight, weights[choices - 1]);
    memset(next, 0, (size_t)(d->heaviest + 1) * sizeof(*next));
    for (int32_t choice = 0; choice < choices; choice++)
        if (weights[choice] <= d->heaviest)
            next[weights[choice]]++;
    for (int32_t weight = 0; weight <= d->heaviest; weight++) {
        int32_t lanes = (next[weight] + DIVIDED_LANES - 1) / DIVIDED_LANES * DIVIDED_LANES;
        next[weight] = d->lanes[weight] = end;
        end = MIN(end + lanes, LANES_MAX);
    }
    d->lanes[d->heaviest + 1] = end;
    for (int32_t lane = 0; lane < end; lane++) {
        d->choice[lane] = 0;
        d->low[0][lane] = never_chosen;
        d->high[0][lane] = 0;
    }
    for (int32_t choice = 0; choice < choices; choice++) {
        int32_t weight = weights[choice];
        if (weight > d->heaviest || next[weight] >= LANES_MAX)
            continue;
        d->low[0][next[weight]] = d->worth[0][choice];
        d->choice[next[weight]++] = (uint16_t)choice;
    }
}

static void add_lanes(float *restrict out, const float *restrict a, const float *restrict b)
{
    for (int k = 0; k < DIVIDED_LANES; k++)
        out[k] = a[k] + b[k];
}

/* What the second half's members bring with each choice in the first, in all choices of the low
 * ones and of the high ones. */
static void fill_rows(struct division *d)
{
    int32_t lanes = d->lanes[d->heaviest + 1];
    for (int32_t u = 0; u < d->count - d->half; u++) {
        float sum[CHOICES], row[LANES_MAX];
        fill_sums(sum, d->product[d->half + u], d->half);
        for (int32_t lane = 0; lane < lanes; lane++)
            row[lane] = sum[d->choice[lane]];
        float(*rows)[LANES_MAX] = u < LOW ? d->low : d->high;
        int32_t bit = 1 << (u < LOW ? u : u - LOW);
        for (int32_t chosen = 0; chosen < bit; chosen++)
            for (int32_t c = 0; c < lanes; c += DIVIDED_LANES)
                add_lanes(rows[chosen | bit] + c, rows[chosen] + c, row + c);
    }
}

/* What the sets gain over now. */
static float sets_gain(const struct division *d, uint32_t second)
{
    float gain = 0;
    for (int32_t k = 0; k < d->set_count; k++) {
        const struct divided_set *set = &d->sets[k];
        int32_t amount = 0;
        for (int32_t bit = 0; bit < set->planes; bit++)
            amount += __builtin_popcount(second & set->plane[bit]) << bit;
        gain += set->gain[amount];
    }
    return gain;
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

static bool any_above(const float *restrict a, const float *restrict b, float least)
{
    int32_t any = 0;
    for (int k = 0; k < DIVIDED_LANES; k++)
        any |= a[k] + b[k] > least;
    return any;
}

/* With a choice in the second half, all those in the first that make up the weight. */
static void weigh_lanes(struct division *d, uint32_t choice)
{
    int32_t wanted = d->weight - d->weights[1][choice];
    const float *low = d->low[choice % (1 << LOW)], *high = d->high[choice >> LOW];
    float worth = d->worth[1][choice];
    if (wanted < 0 || wanted > d->heaviest)
        return;
    for (int32_t c = d->lanes[wanted]; c < d->lanes[wanted + 1]; c += DIVIDED_LANES) {
        if (!any_above(low + c, high + c, d->most - d->sets_most - worth))
            continue;
        for (int32_t k = c; k < c + DIVIDED_LANES; k++)
            weigh(d, d->choice[k] | choice << d->half, worth + low[k] + high[k]);
    }
}

/* Is every division worth as much the other way round? */
static bool is_mirrored(const struct division *d)
{
    const struct partition *p = d->p;
    int32_t first = p->now.size[d->group[0]], second = p->now.size[d->group[1]], weight = 0;
    if (d->has_places || first != second)
        return false;
    for (int32_t t = 0; t < d->count; t++) {
        float both = 2 * d->linear[t];
        for (int32_t u = 0; u < d->count; u++)
            both += d->product[t][u];
        if (fabsf(both) > noise)
            return false;
        weight += p->weight[d->members[t]];
    }
    return first + second == weight;
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

/* Where the two groups, with their members as they are, are remembered: they cannot be divided
 * better. Those of a child are often its parents'. */
static uint64_t *remembered(struct partition *p, int32_t a, int32_t b, uint64_t *key)
{
    uint64_t of_a = (uint64_t)a, of_b = (uint64_t)b;
    for (int32_t i = 0; i < p->blocks; i++) {
        uint64_t block = mix((uint64_t)i + PARTITION_GROUP_MAX);
        of_a += p->now.group[i] == a ? block : 0;
        of_b += p->now.group[i] == b ? block : 0;
    }
    *key = mix(of_a) + mix(of_b);
    return &p->divided[*key % PARTITION_DIVIDED];
}

static bool take_best(struct partition *p, const struct division *d)
{
    if (d->best == d->now)
        return false;
    double before = energy(p, d->hard);
    change_sides(p, d, d->best ^ d->now);
    if (energy(p, d->hard) > before)
        return true;
    change_sides(p, d, d->best ^ d->now);
    return false;
}

bool partition_divide(struct partition *p, int32_t a, int32_t b)
{
    struct division d; /* large: nothing is set that is not used */
    uint64_t key;
    p->done += p->blocks;
    if (*remembered(p, a, b, &key) == key)
        return false;
    d.p = p;
    d.group[0] = a;
    d.group[1] = b;
    d.hard = hard_in_heat * p->hot;
    bool is_whole = gather_members(&d, &p->rng);
    if (d.count == 0 || !gather_sets(&d))
        return false;
    gather_worth(&d);
    fill_half(&d, 0);
    fill_half(&d, 1);
    fill_lanes(&d);
    fill_rows(&d);
    d.best = d.now;
    d.most = worth_now(&d) + noise;
    /* where it is mirrored, the last member stays */
    uint32_t choices = 1U << (d.count - d.half) >> (int)is_mirrored(&d);
    for (uint32_t choice = 0; choice < choices; choice++)
        weigh_lanes(&d, choice);
    p->done += 8 * d.count + (1 << d.count >> 7);
    bool is_better = take_best(p, &d);
    uint64_t *place = remembered(p, a, b, &key);
    if (is_whole)
        *place = key;
    return is_better;
}
