/* Real classes: does the search find in 50 ms what it would find in a minute, and how long does a
 * drag take to mend? And a school event, straight through model/partition.
 *
 * Short by default. GROUPS_CLASSES=1000 GROUPS_LONG_MS=60000 bench_groups is the whole of it (17
 * hours on one core; GROUPS_FIRST=N begins with class N, to share it out). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "bench.h"
#include "model/grouping_class.h"
#include "model/partition.h"
#include <stdio.h>

enum { SHORT_MS = 50, EVENT_STUDENTS = 500, EVENT_GROUPS = 60, RULES = 10, DRAGS = 20 };

struct budget {
    double until_ms;
};

static bool is_over(void *user)
{
    return bench_thread_ms() >= ((const struct budget *)user)->until_ms;
}

static int number_of(const char *name, int usual)
{
    const char *text = getenv(name);
    int number = usual;
    if (text != NULL && !str_to_int(text, 0, INT32_MAX, &number))
        bench_die(name, NULL);
    return number;
}

/* --- Classes ---------------------------------------------------------------------------------- */

static void fill_class(struct group_class *class, int which, struct grouping_options *options)
{
    struct rng rng = rng_seeded((uint64_t)which);
    int32_t groups = 4 + (int32_t)rng_below(&rng, 5);
    class_reset(class, 24 + (int32_t)rng_below(&rng, 13));
    class_learn(class, 1 + (int32_t)rng_below(&rng, CLASS_SKILLS), &rng);
    class_rules(class, 2 * RULES, groups, &rng);
    class->plan->rule_count = RULES;
    *options = (struct grouping_options){.scheme = (enum grouping_scheme)(which % 3),
        .group_count = groups,
        .seed = (uint64_t)which,
        .today = CLASS_DAY,
        .days = GROUPING_DAYS};
}

static struct grouping *open_class(
    const struct group_class *class, const struct grouping_options *options)
{
    struct grouping *grouping;
    struct error error = {0};
    if (!grouping_open(
            &grouping, class->classroom, options, class->memory, grouping_memory_size(), &error))
        bench_die("grouping_open", &error);
    return grouping;
}

static struct grouping_verdict search_for(
    struct grouping *grouping, double ms, struct grouping_result *result)
{
    struct budget budget = {bench_thread_ms() + ms};
    struct grouping_verdict verdict;
    grouping_improve(grouping, INT64_MAX / 4, is_over, &budget);
    grouping_result(grouping, result);
    grouping_judge(grouping, &result->placement, &verdict);
    return verdict;
}

static void measure_classes(struct group_class *class, int first, int count, double long_ms)
{
    int equal = 0, conflicts = 0;
    double worst = 0;
    for (int which = first; which < first + count; which++) {
        static struct grouping_result soon, late;
        struct grouping_options options;
        fill_class(class, which, &options);
        struct grouping *grouping = open_class(class, &options);
        struct grouping_verdict at_once = search_for(grouping, SHORT_MS, &soon);
        conflicts += soon.state == GROUPING_CONFLICT;
        if (soon.state == GROUPING_CONFLICT || soon.is_optimal) {
            equal++;
            continue;
        }
        struct grouping_verdict later = search_for(grouping, long_ms - SHORT_MS, &late);
        double gap = later.value - at_once.value;
        if (later.broken_count == at_once.broken_count && gap < 0.001)
            equal++;
        else
            fprintf(stderr, "class %d: %f points better after %.0f ms\n", which, gap, long_ms);
        worst = MAX(worst, gap);
    }
    bench_row("classes searched", count, "classes", NO_TARGET);
    bench_row("of them with proven conflicts", conflicts, "classes", NO_TARGET);
    bench_row("classes where 50 ms are not enough", count - equal, "classes", 0);
    bench_row("worst loss at 50 ms", worst, "points of 100", 0.001);
}

/* --- After a drag ----------------------------------------------------------------------------- */

static void drag(struct group_class *class, struct grouping_placement *placement, struct rng *rng)
{
    uint32_t a = rng_below(rng, (uint32_t) class->count),
             b = rng_below(rng, (uint32_t) class->count);
    int8_t kept = placement->slot[a];
    placement->slot[a] = placement->slot[b];
    placement->slot[b] = kept;
}

static void measure_mending(struct group_class *class, int count)
{
    static double mend[1 << 16], open[1 << 16], form[1 << 16], explain[1 << 16];
    int drags = 0;
    struct rng rng = rng_seeded(1);
    for (int which = 0; which < count; which++) {
        struct grouping_options options;
        static struct grouping_result result;
        static struct grouping_reason reason;
        fill_class(class, which, &options);
        double began = bench_thread_ms();
        struct grouping *grouping = open_class(class, &options);
        open[which] = bench_thread_ms() - began;
        began = bench_thread_ms();
        grouping_improve(grouping, GROUPING_STEPS, NULL, NULL);
        form[which] = bench_thread_ms() - began;
        grouping_result(grouping, &result);
        for (int i = 0; i < DRAGS; i++) {
            struct grouping_placement moved = result.placement, mended;
            bool held[STUDENT_MAX] = {false};
            drag(class, &moved, &rng);
            held[0] = true;
            began = bench_thread_ms();
            grouping_mend(grouping, &moved, held, i % 2 == 0 ? -1 : 4, &mended);
            mend[drags] = bench_thread_ms() - began;
            began = bench_thread_ms();
            grouping_explain(grouping, &mended, i, &reason);
            explain[drags++] = bench_thread_ms() - began;
        }
    }
    bench_row("re-forming after a drag: median", bench_quantile(mend, drags, 0.5), "ms", 5);
    bench_row("re-forming after a drag: 99 of 100", bench_quantile(mend, drags, 0.99), "ms", 5);
    bench_row("re-forming after a drag: worst", bench_quantile(mend, drags, 1), "ms", 5);
    bench_row("one reason with its prices: worst", bench_quantile(explain, drags, 1), "ms", 5);
    bench_row("gathering and proving: median", bench_quantile(open, count, 0.5), "ms", NO_TARGET);
    bench_row("gathering and proving: worst", bench_quantile(open, count, 1), "ms", NO_TARGET);
    bench_row("GROUPING_STEPS: median", bench_quantile(form, count, 0.5), "ms", NO_TARGET);
    bench_row("GROUPING_STEPS: worst", bench_quantile(form, count, 1), "ms", NO_TARGET);
}

/* --- A school event --------------------------------------------------------------------------- */

static struct partition *open_event(float *pair, uint8_t *apart, struct arena *arena)
{
    static struct partition_problem problem;
    static int32_t least[EVENT_GROUPS], most[EVENT_GROUPS];
    static double traits[EVENT_STUDENTS][3];
    struct rng rng = rng_seeded(500);
    struct partition *search;
    struct error error = {0};
    for (int i = 0; i < EVENT_STUDENTS; i++)
        for (int k = 0; k < 3; k++)
            traits[i][k] = rng_unit(&rng);
    for (int i = 0; i < EVENT_STUDENTS; i++)
        for (int j = 0; j < i; j++) {
            double far = 0;
            for (int k = 0; k < 3; k++)
                far += (traits[i][k] - traits[j][k]) * (traits[i][k] - traits[j][k]);
            pair[i * EVENT_STUDENTS + j] = pair[j * EVENT_STUDENTS + i] = (float)far;
        }
    for (int rule = 0; rule < 100; rule++) {
        uint32_t a = rng_below(&rng, EVENT_STUDENTS), b = rng_below(&rng, EVENT_STUDENTS);
        if (a != b)
            apart[a * EVENT_STUDENTS + b] = apart[b * EVENT_STUDENTS + a] = 1;
    }
    for (int group = 0; group < EVENT_GROUPS; group++) {
        least[group] = EVENT_STUDENTS / EVENT_GROUPS;
        most[group] = (EVENT_STUDENTS + EVENT_GROUPS - 1) / EVENT_GROUPS;
    }
    problem = (struct partition_problem){.count = EVENT_STUDENTS,
        .group_count = EVENT_GROUPS,
        .least = least,
        .most = most,
        .pair = pair,
        .apart = apart,
        .per_member = true};
    size_t size = partition_memory_size(EVENT_STUDENTS, EVENT_GROUPS, 0);
    if (!partition_open(&search, &problem, 1, NULL, arena_alloc(arena, size), size, &error))
        bench_die("partition_open", &error);
    return search;
}

static void measure_event(void)
{
    struct arena arena;
    struct error error = {0};
    size_t cells = (size_t)EVENT_STUDENTS * EVENT_STUDENTS;
    size_t size = partition_memory_size(EVENT_STUDENTS, EVENT_GROUPS, 0) + cells * 8;
    if (!arena_open(&arena, size, &error))
        bench_die("arena_open", &error);
    float *pair = arena_array(&arena, float, cells);
    uint8_t *apart = arena_array(&arena, uint8_t, cells);
    double began = bench_thread_ms();
    struct partition *search = open_event(pair, apart, &arena);
    struct partition_value soon, late;
    struct budget budget = {began + 2000};
    partition_improve(search, INT64_MAX / 4, is_over, &budget);
    partition_best(search, &soon);
    bench_row("500 students into 60 groups", bench_thread_ms() - began, "ms", 2050);
    bench_row("hard rules broken then", soon.broken, "rules", 0);
    budget.until_ms += 8000;
    partition_improve(search, INT64_MAX / 4, is_over, &budget);
    partition_best(search, &late);
    bench_row("what 10 s would gain on 2 s", 100 * (late.value - soon.value) / late.value, "%", 1);
    arena_close(&arena);
}

int main(void)
{
    static struct group_class class;
    int count = number_of("GROUPS_CLASSES", 20);
    class_open(&class);
    measure_classes(&class, number_of("GROUPS_FIRST", 0), count, number_of("GROUPS_LONG_MS", 500));
    measure_mending(&class, MIN(count, 1000));
    measure_event();
    class_close(&class);
    return 0;
}
