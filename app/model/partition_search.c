#include "model/partition_inside.h"

#include <math.h>
#include <string.h>

/* Tuned on generated instances (MEASURED: tests/bench/grouping), n = 60 to 480. */
static const double hot_rate = 0.02;     /* a run starts where this part of the swaps is taken */
static const double cold_rate = 0.1;     /* and ends where this many are, of `blocks` weighed */
static const double first_sweeps = 0.5;  /* the first run's length, in blocks x blocks x blocks */
static const double ruled_sweeps = 0.06; /* the same with rules */
static const double ruled_hotter = 4;    /* the measured temperatures are not the last word there */
static const double ruled_colder = 2;
static const double ruled_wider = 1.4;   /* each time a population is given up */
static const int32_t long_enough = 240;  /* blocks: of more, the first run is no more sweeps */
static const int32_t quench_sweeps = 30; /* at most: the floats might go in a circle */
static const int32_t scattered = 16;     /* fewer blocks: half of the runs only descend */
static const int32_t patience = 30;      /* runs in a row that the population does not take */
static const int32_t ruled_patience = 100;
static const int32_t runs_in_blocks = 6; /* before what must stay together may be parted */

/* ---- what is best ---- */

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
    if (!partition_better(value, p->best_value))
        return;
    memcpy(p->best, p->trial, (size_t)p->problem->count * sizeof(*p->best));
    p->best_value = value;
    p->better = true;
}

/* ---- descent ---- */

static bool is_gain(struct partition_change change)
{
    return change.broken < 0 || (change.broken == 0 && change.value > 1e-3);
}

static bool descend_ruled(struct partition *p, int32_t i)
{
    const int16_t *odd = p->odd + (size_t)i * p->blocks;
    int32_t others = p->settled ? p->odd_count[i] : p->blocks;
    for (int32_t to = 0; to < p->groups; to++)
        if (to != p->now.group[i] && is_gain(partition_weigh_move(p, i, to))) {
            partition_move(p, i, to);
            return true;
        }
    for (int32_t k = 0; k < others; k++) {
        int32_t j = p->settled ? odd[k] : k;
        if (p->now.group[j] != p->now.group[i] && is_gain(partition_weigh_swap(p, i, j))) {
            partition_swap(p, i, j);
            return true;
        }
    }
    return false;
}

static bool descend_plain(struct partition *p, int32_t i)
{
    size_t stride = (size_t)p->stride, a = p->now.group[i];
    const int32_t *gain = p->now.gain, *pair = p->pair + i * stride;
    for (int32_t to = 0; p->flexible && to < p->groups; to++)
        if (gain[to * stride + i] > gain[a * stride + i] && partition_fits(p, (int32_t)a, to)) {
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

static void start_descent(struct partition *p)
{
    p->still = p->scan = 0;
    p->settled = false;
    p->phase = PARTITION_DESCENT;
}

/* The energy's own minimum is reached fast, and then made exact. */
static void start_quench(struct partition *p)
{
    start_descent(p);
    if (p->plain)
        return;
    p->phase = PARTITION_QUENCH;
    p->temperature = 0;
    p->quench_left = quench_sweeps * p->blocks;
}

static void quench(struct partition *p)
{
    uint64_t counter = rng_next(&p->rng);
    int64_t accepted = p->accepted;
    partition_anneal_ruled_row(p, p->scan, &counter);
    p->scan = (p->scan + 1) % p->blocks;
    p->done += p->blocks;
    p->still = p->accepted == accepted ? p->still + 1 : 0;
    if (p->still < p->blocks && --p->quench_left > 0)
        return;
    bool settled = p->still >= p->blocks && partition_machine_value(p).broken == 0;
    start_descent(p);
    p->settled = settled;
}

static void end_descent(struct partition *p)
{
    p->phase = p->plain || p->run <= 1 ? PARTITION_NEXT : PARTITION_DIVIDE;
    p->still = p->scan = 0;
}

static void descend(struct partition *p)
{
    int32_t i = p->scan;
    p->scan = (p->scan + 1) % p->blocks;
    p->done += p->blocks;
    if (p->plain ? descend_plain(p, i) : descend_ruled(p, i)) {
        p->still = 0;
        p->settled = false;
    } else if (++p->still >= p->blocks)
        end_descent(p);
}

/* Pair after pair of groups, until none can be divided better. */
static void divide(struct partition *p)
{
    int32_t first = p->scan / p->groups, second = p->scan % p->groups;
    p->scan = (p->scan + 1) % (p->groups * p->groups);
    if (first < second && partition_divide(p, first, second))
        p->still = 0;
    else if (++p->still >= p->groups * p->groups)
        p->phase = PARTITION_NEXT;
}

/* ---- the course of the search ---- */

static void start_measure(struct partition *p)
{
    double usual = partition_usual_change(p);
    p->temperature = MAX(1, usual * 0.6);
    p->hard = MAX(1, usual * 2);
    p->hot = 0;
    p->cold = p->temperature / 1000; /* ties are always taken: it need not freeze */
    p->scan = 0;
    p->accepted = p->weighed = 0;
    p->phase = PARTITION_MEASURE;
    if (!p->plain)
        partition_refresh(p);
}

/* Among rules the few measured swaps may have frozen by chance, and every run would be as cold. */
static void widen(struct partition *p, double hotter, double colder)
{
    if (p->plain)
        return;
    p->hot *= hotter;
    p->cold /= colder;
}

static void measure(struct partition *p)
{
    partition_anneal(p);
    p->weighed += (int64_t)p->rows * p->blocks;
    if (p->weighed < MAX(500, 2 * (int64_t)p->blocks * p->blocks))
        return;
    double rate = (double)p->accepted / (double)p->weighed;
    if (p->hot == 0 && rate < hot_rate)
        p->hot = p->temperature;
    if (rate < cold_rate / p->blocks || p->temperature < p->cold) {
        p->cold = p->temperature;
        p->hot = MAX(p->hot, 2 * p->cold);
        widen(p, ruled_hotter, ruled_colder);
        start_quench(p);
        return;
    }
    p->temperature *= 0.8;
    p->accepted = p->weighed = 0;
}

/* Anywhere, whatever the sizes, and from there straight down: of so few blocks, what cooling ends
 * in may always be the same. */
static void scatter(struct partition *p)
{
    for (int32_t i = 0; i < p->blocks; i++)
        p->now.group[i] = (int32_t)rng_below(&p->rng, (uint32_t)p->groups);
}

/* With longer runs and nobody of before. */
static void start_over(struct partition *p)
{
    p->stale = p->population_count = 0;
    p->run_length *= 2;
    widen(p, ruled_wider, ruled_wider);
}

static void start_run(struct partition *p)
{
    /* of the hottest temperature: rules are crossed easily, hardly, not at all */
    static const double hard[] = {5, 20, 1, 80};
    if (p->stale >= (p->plain ? patience : ruled_patience))
        start_over(p);
    bool child = p->population_count >= PARTITION_POPULATION;
    if (child)
        partition_cross(p);
    else
        partition_begin(p, NULL);
    bool anywhere = p->blocks < scattered && p->run % 2 == 1;
    if (anywhere)
        scatter(p);
    partition_rebuild(p);
    if (p->run++ == 0) {
        start_measure(p);
        return;
    }
    if (anywhere) {
        start_descent(p);
        return;
    }
    p->hard = p->hot * hard[p->run % (int32_t)COUNT_OF(hard)];
    partition_cool(p, child ? sqrt(p->hot * p->cold) : p->hot, p->cold, p->run_length);
    p->phase = PARTITION_ANNEAL;
    if (!p->plain)
        partition_refresh(p);
}

/* As if the search began here, but for what is best. */
static void restate(struct partition *p, bool contract)
{
    partition_fill(p, contract);
    p->rows = MAX(1, PARTITION_QUANTUM / p->blocks);
    p->population_count = p->run = p->stale = 0;
    memset(p->divided, 0, sizeof(p->divided));
    double sweep = (double)p->blocks * p->blocks;
    double sweeps = MIN(p->blocks, long_enough) * (p->plain ? first_sweeps : ruled_sweeps);
    p->run_length = (int64_t)MAX(8 * PARTITION_QUANTUM, sweeps * sweep);
}

static void go_on(struct partition *p)
{
    keep_if_best(p);
    if (p->run > 1)
        p->stale = partition_offer(p, partition_machine_value(p)) ? 0 : p->stale + 1;
    p->done++;
    /* Where rules cannot all hold, parting what must stay together may break the fewest. */
    if (p->problem->together && p->best_value.broken > 0 && p->run >= p->patience) {
        p->patience += p->patience / 2;
        restate(p, !p->contracted);
    }
    start_run(p);
}

void partition_search(struct partition *p)
{
    switch (p->phase) {
    case PARTITION_DESCENT: descend(p); break;
    case PARTITION_QUENCH: quench(p); break;
    case PARTITION_DIVIDE: divide(p); break;
    case PARTITION_MEASURE: measure(p); break;
    case PARTITION_ANNEAL:
        partition_anneal(p);
        p->temperature *= p->cooling;
        p->run_left -= (int64_t)p->rows * p->blocks;
        if (p->run_left <= 0)
            start_quench(p);
        break;
    case PARTITION_NEXT: go_on(p); break;
    }
}

void partition_search_open(struct partition *p, const int32_t *start)
{
    partition_fill_chances(p);
    p->patience = runs_in_blocks;
    restate(p, true);
    partition_begin(p, start);
    partition_rebuild(p);
    for (int32_t i = 0; i < p->problem->count; i++)
        p->best[i] = p->now.group[p->block_of[i]];
    p->best_value = partition_evaluate(p->problem, p->best);
    start_descent(p);
}
