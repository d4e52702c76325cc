/* The rotation planner on random timetables, and partners over the weeks.
 *
 * Rows for run.sh; on standard error, a table of schedules: repeats found, by whom, how soon.
 * WAYSTATION_BENCH_PLANS: how many timetables (10,000); WAYSTATION_BENCH_SECONDS: for each schedule
 * (5). */
#include "bench.h"

#include "base/rng.h"
#include "model/partners.h"
#include "model/rotation_plan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long setting(const char *name, long usual)
{
    const char *text = getenv(name);
    return text == NULL ? usual : strtol(text, NULL, 10);
}

static int between(struct rng *rng, int low, int high)
{
    return low + (int)rng_below(rng, (uint32_t)(high - low + 1));
}

static bool chance(struct rng *rng, int one_in)
{
    return rng_below(rng, (uint32_t)one_in) == 0;
}

/* --- Timetables ------------------------------------------------------------------------------- */

static struct rotation_unit make_unit(struct rng *rng, const struct rotation_problem *p, int most)
{
    struct rotation_unit unit = {.size = between(rng, 1, most),
        .here = chance(rng, 10) ? (uint32_t)rng_next(rng) : UINT32_MAX,
        .rounds = chance(rng, 10) ? between(rng, 1, p->rounds) : 0,
        .teacher_by = chance(rng, 6) ? between(rng, 1, 3) : 0,
        .first = chance(rng, 10) ? between(rng, 0, p->place_count - 1) : -1,
        .extra_time = chance(rng, 8)};
    int musts = chance(rng, 4) ? between(rng, 0, 3) : 0;
    for (int i = 0; i < musts; i++)
        unit.must |= UINT32_C(1) << between(rng, 0, p->place_count - 1);
    return unit;
}

/* 1 to 12 groups, 1 to 8 rounds, 1 to 10 stations; about half of them possible. */
static void make_problem(struct rotation_problem *p, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    memset(p, 0, sizeof *p);
    p->rounds = between(&rng, 1, 8);
    p->place_count = between(&rng, 1, 10);
    p->unit_count = between(&rng, 1, 12);
    int most = between(&rng, 1, 6), slack = between(&rng, 1, 3), students = 0;
    for (int u = 0; u < p->unit_count; u++) {
        p->units[u] = make_unit(&rng, p, most);
        students += p->units[u].size;
    }
    int share = students / p->place_count + 1;
    for (int s = 0; s < p->place_count; s++)
        p->places[s] = (struct rotation_place){
            .capacity = chance(&rng, 10) ? 0 : between(&rng, most, MAX(most, share * slack)),
            .open = chance(&rng, 6) ? (uint32_t)rng_next(&rng) : UINT32_MAX,
            .teacher = s == 0 || chance(&rng, 10),
            .needs_two_rounds = chance(&rng, 6)};
}

static void *room_for(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL) {
        fputs("bench_planner: no memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void check_plan(const struct rotation_problem *problem, const struct rotation_plan *plan)
{
    struct rotation_loss loss = rotation_plan_loss(problem, plan);
    if (loss.least && rotation_plan_holds(problem, plan))
        return;
    fputs("bench_planner: a plan that does not hold\n", stderr);
    exit(1);
}

static void measure_plans(void)
{
    static struct rotation_problem problem;
    static struct rotation_plan plan;
    int count = (int)setting("WAYSTATION_BENCH_PLANS", 10000), found = 0;
    double *times = room_for(sizeof *times * (size_t)count);
    for (int i = 0; i < count; i++) {
        make_problem(&problem, (uint64_t)i);
        size_t size = rotation_plan_memory_size(&problem);
        struct rotation_work work = {.seed = 1, .memory = room_for(size), .size = size};
        double start = bench_thread_ms();
        bool possible = rotation_plan_find(&problem, &work, &plan) == ROTATION_FOUND;
        times[i] = bench_thread_ms() - start;
        if (possible)
            check_plan(&problem, &plan);
        found += possible;
        free(work.memory);
    }
    bench_row("rotation plans, decided", count, "", NO_TARGET);
    bench_row("  of these possible", found, "", NO_TARGET);
    bench_row("  time, median", bench_quantile(times, count, 0.5), "ms", 10);
    bench_row("  time, 99 %", bench_quantile(times, count, 0.99), "ms", NO_TARGET);
    bench_row("  time, longest", bench_quantile(times, count, 1), "ms", NO_TARGET);
    free(times);
}

/* --- Partners --------------------------------------------------------------------------------- */

static int random_repeats(const struct partners_problem *problem, int *most)
{
    static struct partners_schedule schedule;
    struct rng rng = rng_seeded(1);
    for (int round = 0; round < problem->rounds; round++) {
        int place = 0;
        for (int group = 0; group < problem->group_count; group++)
            for (int i = 0; i < problem->sizes[group]; i++)
                schedule.group[round][place++] = (uint8_t)group;
        for (int i = problem->count - 1; i > 0; i--) {
            int other = between(&rng, 0, i);
            uint8_t group = schedule.group[round][i];
            schedule.group[round][i] = schedule.group[round][other];
            schedule.group[round][other] = group;
        }
    }
    struct partners_value value = partners_evaluate(problem, &schedule);
    *most = value.most;
    return value.repeats;
}

static void measure_schedule(int groups, int size, int rounds, double seconds)
{
    struct partners_problem problem = {.count = groups * size, .rounds = rounds};
    partners_even_sizes(&problem, groups);
    void *memory = room_for(partners_memory_size());
    struct partners *partners = partners_open(&problem, 1, memory, partners_memory_size());
    double start = bench_thread_ms();
    while (bench_thread_ms() - start < seconds * 1000 &&
           !partners_improve(partners, 20000, NULL, NULL))
        continue;
    double taken = bench_thread_ms() - start;
    struct partners_value value = partners_evaluate(&problem, partners_best(partners));
    struct partners_bounds bounds = partners_bounds(&problem);
    int most, chance_repeats = random_repeats(&problem, &most);
    fprintf(stderr, "%5d %3d x %d %6d %9d %7d %7d %6d %8d %6d %9.3f\n", problem.count, groups, size,
        rounds, bounds.repeats, value.repeats, value.most, value.strangers, chance_repeats, most,
        taken / 1000);
    free(memory);
}

static void measure_partners(void)
{
    static const int cases[][3] = {{4, 3, 4}, {5, 3, 7}, {6, 3, 8}, {7, 3, 10}, {8, 3, 11},
        {9, 3, 13}, {10, 3, 14}, {4, 4, 5}, {5, 4, 5}, {6, 4, 7}, {7, 4, 9}, {5, 5, 6}, {6, 5, 6},
        {7, 5, 7}, {7, 6, 7}, {6, 6, 3}, {9, 4, 11}, {8, 4, 10}, {8, 5, 8}, {6, 4, 10}, {7, 4, 10},
        {9, 4, 10}, {4, 6, 10}, {4, 7, 10}, {4, 8, 10}, {6, 6, 10}};
    double seconds = (double)setting("WAYSTATION_BENCH_SECONDS", 5);
    fprintf(stderr, "%5s %7s %6s %9s %7s %7s %6s %8s %6s %9s\n", "class", "groups", "rounds",
        "repeats>=", "repeats", "at most", "never", "(random", "most)", "seconds");
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        measure_schedule(cases[i][0], cases[i][1], cases[i][2], seconds);
}

int main(void)
{
    measure_plans();
    measure_partners();
    return 0;
}
