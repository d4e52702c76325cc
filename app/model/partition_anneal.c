#include "model/partition_inside.h"

#include <math.h>

/* ---- pairs, places and sizes only ---- */

/* What block i would gain in each group; `most` of the others. */
struct row {
    int32_t i, from, most;
    int32_t leave[PARTITION_GROUP_MAX];
};

static void look_at(const struct partition *p, struct row *row, int32_t i)
{
    size_t stride = (size_t)p->stride;
    const int32_t *gain = p->now.gain + i;
    int32_t own = p->now.own[i], most = INT32_MIN / 2;
    row->i = i;
    row->from = p->now.group[i];
    for (int32_t g = 0; g < p->groups; g++) {
        row->leave[g] = gain[g * stride] - own;
        if (g != row->from)
            most = MAX(most, row->leave[g]);
    }
    row->most = most;
}

/* Is one of the next PARTITION_LANES swaps of the row perhaps worth more than `least`? Asked as if
 * all went to the group that gains most, so that the loop needs no groups and no branch. */
static bool may_gain(const int32_t *restrict gain, const int32_t *restrict own,
    const int32_t *restrict pair, int32_t least)
{
    int32_t any = 0;
    for (int k = 0; k < PARTITION_LANES; k++)
        any |= gain[k] - own[k] - 2 * pair[k] > least;
    return any;
}

/* The partner in [j, end) for which the swap gains more than `least`, or `end`. */
static int32_t partner(
    const struct partition *p, const struct row *row, int32_t j, int32_t end, int32_t least)
{
    const int32_t *gain = p->now.gain + (size_t)row->from * p->stride;
    const int32_t *pair = p->pair + (size_t)row->i * p->stride, *group = p->now.group;
    for (; j < end; j++)
        if (group[j] != row->from &&
            row->leave[group[j]] + gain[j] - p->now.own[j] - 2 * pair[j] > least)
            break;
    return j;
}

static int32_t draw_least(const struct partition *p, uint64_t random)
{
    int64_t least = (int64_t)p->temperature * p->chance[random % PARTITION_CHANCES] >> 16;
    return (int32_t)-MIN(least, 1 << 29);
}

/* All swaps of one block, and its moves. */
static void anneal_row(struct partition *p, int32_t i, uint64_t *counter)
{
    struct row row;
    look_at(p, &row, i);
    if (p->flexible) {
        uint64_t random = mix(*counter += 0x9E3779B97F4A7C15u);
        int32_t to = below((uint32_t)(random >> 32), p->groups);
        if (to != row.from && row.leave[to] > draw_least(p, random) &&
            partition_fits(p, row.from, to)) {
            partition_move(p, i, to);
            p->accepted++;
            look_at(p, &row, i);
        }
    }
    uint64_t random = 0;
    const int32_t *pair = p->pair + (size_t)i * p->stride;
    for (int32_t c = 0, draw = 0; c < p->blocks; c += PARTITION_LANES, draw++) {
        random = draw % 6 ? random >> 10 : mix(*counter += 0x9E3779B97F4A7C15u);
        int32_t least = draw_least(p, random);
        const int32_t *gain = p->now.gain + (size_t)row.from * p->stride;
        if (!may_gain(gain + c, p->now.own + c, pair + c, least - row.most))
            continue;
        int32_t end = MIN(c + PARTITION_LANES, p->blocks);
        for (int32_t j = c; (j = partner(p, &row, j, end, least)) < end; j++) {
            partition_swap(p, i, j);
            p->accepted++;
            look_at(p, &row, i);
        }
    }
}

void partition_anneal(struct partition *p)
{
    uint64_t counter = rng_next(&p->rng);
    for (int32_t k = 0; k < p->rows; k++) {
        if (p->plain)
            anneal_row(p, p->scan, &counter);
        else
            partition_anneal_ruled_row(p, p->scan, &counter);
        p->scan = (p->scan + 1) % p->blocks;
    }
    p->done += (int64_t)p->rows * p->blocks;
}

/* ---- temperatures ---- */

/* The natural logarithm in plain arithmetic, which is the same on every machine. */
static double logarithm(double x)
{
    int exponent;
    double mantissa = frexp(x, &exponent), t = (mantissa - 1) / (mantissa + 1), sum = 0;
    for (int k = 59; k >= 1; k -= 2)
        sum = sum * t * t + 1.0 / k;
    return 2 * t * sum + exponent * 0.69314718055994530942;
}

void partition_fill_chances(struct partition *p)
{
    for (int k = 0; k < PARTITION_CHANCES; k++)
        p->chance[k] = (int32_t)(-logarithm((k + 0.5) / PARTITION_CHANCES) * 65536);
}

/* Of a random swap, or of a move where sizes may change. */
static double random_change(struct partition *p, int32_t i)
{
    size_t stride = (size_t)p->stride, a = (size_t)p->now.group[i];
    const int32_t *gain = p->now.gain;
    int32_t j = (int32_t)rng_below(&p->rng, (uint32_t)p->blocks);
    size_t b = (size_t)p->now.group[j];
    if (a == b && p->flexible) {
        b = rng_below(&p->rng, (uint32_t)p->groups);
        return a == b     ? 0
               : p->plain ? gain[b * stride + i] - gain[a * stride + i]
                          : partition_weigh_move(p, i, (int32_t)b).value;
    }
    if (a == b)
        return 0;
    if (!p->plain)
        return partition_weigh_swap(p, i, j).value;
    return gain[b * stride + i] - gain[a * stride + i] + gain[a * stride + j] -
           gain[b * stride + j] - 2 * p->pair[i * stride + j];
}

double partition_usual_change(struct partition *p)
{
    double sum = 0;
    int32_t counted = 0;
    for (int k = 0; k < 400; k++) {
        double change = random_change(p, (int32_t)rng_below(&p->rng, (uint32_t)p->blocks));
        sum += fabs(change);
        counted += change != 0;
    }
    return counted ? sum / counted : 0;
}

/* base to the power of 1 / parts (parts > 1) from square roots, for the same reason. */
static double root(double base, double parts)
{
    double result = 1, left = 1 / parts;
    for (int bit = 0; bit < 52; bit++) {
        base = sqrt(base);
        left *= 2;
        if (left >= 1) {
            result *= base;
            left -= 1;
        }
    }
    return result;
}

void partition_cool(struct partition *p, double from, double to, int64_t trials)
{
    double quanta = MAX(2, (double)trials / ((double)p->rows * p->blocks));
    p->temperature = from;
    p->cooling = root(to / from, quanta);
    p->run_left = trials;
    p->scan = 0;
}
