#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

/* ---- what is best ---- */

static bool better_value(struct partition_value a, struct partition_value b)
{
    return a.broken != b.broken ? a.broken < b.broken : a.value > b.value;
}

static void keep_if_best(struct partition *p)
{
    struct partition_value machine = partition_machine_value(p);
    double margin = 1e-6 * (1 + fabs(p->best_value.value)); /* of the rounding to gain units */
    if (machine.broken > p->best_value.broken ||
        (machine.broken == p->best_value.broken && machine.value < p->best_value.value - margin))
        return;
    for (int32_t i = 0; i < p->problem->count; i++)
        p->trial[i] = p->now.group[p->block_of[i]];
    struct partition_value value = partition_evaluate(p->problem, p->trial);
    if (!better_value(value, p->best_value))
        return;
    memcpy(p->best, p->trial, (size_t)p->problem->count * sizeof(*p->best));
    p->best_value = value;
    p->better = true;
}

/* ---- chance ---- */

/* SplitMix64's output step on a counter: no trial waits for the one before. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static int32_t below(uint32_t random, int32_t bound)
{
    return (int32_t)((uint64_t)random * (uint32_t)bound >> 32);
}

/* ---- annealing ---- */

static bool fits(const struct partition *p, int32_t from, int32_t to)
{
    return p->now.size[from] > p->problem->least[from] && p->now.size[to] < p->problem->most[to];
}

static void anneal_plain(struct partition *p)
{
    uint64_t counter = rng_next(&p->rng);
    int32_t n = p->blocks;
    size_t stride = (size_t)p->stride;
    const int32_t *gain = p->now.gain, *pair = p->pair;
    const uint8_t *group = p->now.group;
    int64_t temperature = (int64_t)p->temperature;
    uint64_t moves = p->flexible ? 7 : 0;
    for (int trial = 0; trial < PARTITION_QUANTUM; trial++) {
        uint64_t random = mix(counter += 0x9E3779B97F4A7C15u);
        int32_t i = below((uint32_t)(random >> 32), n), j = below((uint32_t)random, n);
        bool move = moves && (random >> 10 & moves) == 0;
        size_t a = group[i], b = move ? (size_t)below((uint32_t)random, p->groups) : group[j];
        if (a == b)
            continue;
        int32_t least = (int32_t)(-(temperature * p->chance[random % PARTITION_CHANCES]) >> 16);
        int32_t leave = gain[b * stride + i] - gain[a * stride + i];
        if (move) {
            if (leave > least && fits(p, (int32_t)a, (int32_t)b))
                partition_move(p, i, (int32_t)b);
            continue;
        }
        if (leave + gain[a * stride + j] - gain[b * stride + j] - 2 * pair[i * stride + j] > least)
            partition_swap(p, i, j);
    }
}

static void anneal_ruled(struct partition *p)
{
    uint64_t counter = rng_next(&p->rng);
    for (int trial = 0; trial < PARTITION_QUANTUM; trial++) {
        uint64_t random = mix(counter += 0x9E3779B97F4A7C15u);
        int32_t i = below((uint32_t)(random >> 32), p->blocks);
        int32_t j = below((uint32_t)random, p->blocks);
        bool move = (random >> 10 & 3) == 0;
        int32_t to = move ? below((uint32_t)random, p->groups) : p->now.group[j];
        if (p->now.group[i] == to)
            continue;
        struct partition_change change =
            move ? partition_weigh_move(p, i, to) : partition_weigh_swap(p, i, j);
        double energy = change.value - p->hard * change.broken;
        if (energy <= -p->temperature * p->chance[random % PARTITION_CHANCES] / 65536)
            continue;
        if (move)
            partition_move(p, i, to);
        else
            partition_swap(p, i, j);
    }
}

/* ---- descent ---- */

static bool is_gain(struct partition_change change)
{
    return change.broken < 0 || (change.broken == 0 && change.value > 1e-3);
}

static bool descend_ruled(struct partition *p, int32_t i)
{
    for (int32_t to = 0; to < p->groups; to++)
        if (to != p->now.group[i] && is_gain(partition_weigh_move(p, i, to))) {
            partition_move(p, i, to);
            return true;
        }
    for (int32_t j = 0; j < p->blocks; j++)
        if (p->now.group[j] != p->now.group[i] && is_gain(partition_weigh_swap(p, i, j))) {
            partition_swap(p, i, j);
            return true;
        }
    return false;
}

static bool descend_plain(struct partition *p, int32_t i)
{
    size_t stride = (size_t)p->stride, a = p->now.group[i];
    const int32_t *gain = p->now.gain, *pair = p->pair + i * stride;
    for (int32_t to = 0; p->flexible && to < p->groups; to++)
        if (gain[to * stride + i] > gain[a * stride + i] && fits(p, (int32_t)a, to)) {
            partition_move(p, i, to);
            return true;
        }
    for (int32_t j = 0; j < p->blocks; j++) {
        size_t b = p->now.group[j];
        int32_t change = gain[b * stride + i] - gain[a * stride + i] + gain[a * stride + j] -
                         gain[b * stride + j] - 2 * pair[j];
        if (a != b && change > 0) {
            partition_swap(p, i, j);
            return true;
        }
    }
    return false;
}

static void descend(struct partition *p)
{
    int32_t i = p->scan;
    p->scan = (p->scan + 1) % p->blocks;
    p->done += p->blocks;
    if (p->plain ? descend_plain(p, i) : descend_ruled(p, i))
        p->still = 0;
    else if (++p->still >= p->blocks)
        p->phase = PARTITION_NEXT;
}

/* ---- the course of the search ---- */

#ifdef PARTITION_TUNE
#include <stdlib.h>
static double tune(const char *name, double value)
{
    const char *text = getenv(name);
    return text ? atof(text) : value;
}
#else
#define tune(name, value) (value)
#endif

static double swap_value(const struct partition *p, int32_t i, int32_t j)
{
    if (!p->plain)
        return partition_weigh_swap(p, i, j).value;
    size_t a = p->now.group[i], b = p->now.group[j], stride = (size_t)p->stride;
    const int32_t *gain = p->now.gain;
    return gain[b * stride + i] - gain[a * stride + i] + gain[a * stride + j] -
           gain[b * stride + j] - 2 * p->pair[i * stride + j];
}

/* base to the power of 1 / parts from square roots, which are the same on every machine. */
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

/* How much a random swap changes the value, on average. */
static double usual_change(struct partition *p)
{
    double sum = 0;
    int32_t counted = 0;
    for (int k = 0; k < 400; k++) {
        int32_t i = (int32_t)rng_below(&p->rng, (uint32_t)p->blocks);
        int32_t j = (int32_t)rng_below(&p->rng, (uint32_t)p->blocks);
        if (p->now.group[i] == p->now.group[j])
            continue;
        sum += fabs(swap_value(p, i, j));
        counted++;
    }
    return counted ? sum / counted : 0;
}

/* 1 1 2 1 1 2 4 1 1 2 …: within a constant of the best run lengths, which nobody knows (Luby,
 * Sinclair, Zuckerman 1993). */
static int64_t luby(int32_t run)
{
    for (int64_t k = 1;; k *= 2) {
        if (run == 2 * k - 1)
            return k;
        if (run < 2 * k - 1)
            return luby(run - (int32_t)k + 1);
    }
}

static void start_run(struct partition *p)
{
    partition_begin(p, NULL);
    partition_rebuild(p);
    double usual = usual_change(p);
    p->hot = MAX(1, usual * tune("HOT", 0.5));
    p->cold = MAX(0.5, usual * tune("COLD", 0.02));
    p->hard = usual * (p->run % 3 == 0 ? 1 : p->run % 3 == 1 ? 4 : 16);
    p->run++;
    p->run_left = p->run_length * luby(p->run);
    p->temperature = p->hot;
    p->cooling = root(p->cold / p->hot, (double)p->run_left / PARTITION_QUANTUM);
    p->phase = PARTITION_ANNEAL;
}

void partition_search(struct partition *p)
{
    switch (p->phase) {
    case PARTITION_DESCENT: descend(p); break;
    case PARTITION_ANNEAL:
        if (p->plain)
            anneal_plain(p);
        else
            anneal_ruled(p);
        p->done += PARTITION_QUANTUM;
        p->temperature *= p->cooling;
        p->run_left -= PARTITION_QUANTUM;
        if (p->run_left <= 0) {
            p->phase = PARTITION_DESCENT;
            p->still = p->scan = 0;
        }
        break;
    case PARTITION_NEXT:
        keep_if_best(p);
        p->done++;
        if (p->problem->together && p->best_value.broken > 0)
            partition_fill(p, !p->contracted);
        start_run(p);
        break;
    }
}

void partition_search_open(struct partition *p, const int32_t *start)
{
    for (int k = 0; k < PARTITION_CHANCES; k++)
        p->chance[k] = (int32_t)(-log((k + 0.5) / PARTITION_CHANCES) * 65536);
    partition_begin(p, start);
    partition_rebuild(p);
    for (int32_t i = 0; i < p->problem->count; i++)
        p->best[i] = p->now.group[p->block_of[i]];
    p->best_value = partition_evaluate(p->problem, p->best);
    p->run_length =
        MAX(8 * PARTITION_QUANTUM, (int64_t)(tune("FIRST", 20) * p->blocks * p->blocks));
    p->phase = PARTITION_DESCENT;
}
