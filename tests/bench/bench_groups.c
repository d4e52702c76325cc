/* Real classes: does the search find in 50 ms what it finds in a minute, and how long does a drag
 * take to mend? And a school event, straight through model/partition.
 *
 * What a minute finds is in groups_reference.txt, whose lines are made by
 *   bench_groups FIRST COUNT 60000
 * (a minute each: 17 hours for all of them, in as many pieces as one likes; kept in order). The
 * same steps find the same by any compiler: those that are there were searched for 5 to 19 thousand
 * million steps, a minute before the search with rules was vectorized, 40 s since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "bench.h"
#include "groups_reference.h"
#include "model/partition.h"
#include <stdio.h>

enum { SHORT_MS = 50, SCHOOL_STUDENTS = 500, SCHOOL_GROUPS = 60, MENDED = 100, DRAGS = 20 };

/* Points of 100: rounding, and what nobody sees (the weakest wish of a rule costs 2). */
static const double same = 0.001, unseen = 0.05;

struct budget {
    double until_ms;
};

static bool is_over(void *user)
{
    return bench_thread_ms() >= ((const struct budget *)user)->until_ms;
}

/* --- Classes ---------------------------------------------------------------------------------- */

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

static void measure_classes(struct group_class *class)
{
    static double reference[REFERENCE_CLASSES];
    int count = reference_read(GROUPS_REFERENCE, reference), equal = 0, close = 0;
    double worst = 0;
    if (count <= 0)
        bench_die(GROUPS_REFERENCE, NULL);
    for (int which = 0; which < REFERENCE_CLASSES; which++) {
        static struct grouping_result result;
        struct grouping_options options;
        if (isnan(reference[which]))
            continue;
        reference_class(class, which, &options);
        struct grouping_verdict verdict =
            search_for(open_class(class, &options), SHORT_MS, &result);
        double gap = verdict.broken_count > 0 ? INFINITY : reference[which] - verdict.value;
        equal += gap < same;
        close += gap < unseen;
        worst = MAX(worst, gap);
        if (gap >= same)
            fprintf(stderr, "class %d: a minute finds %.4f points more\n", which, gap);
    }
    bench_row("classes that were searched for a minute", count, "classes", NO_TARGET);
    bench_row("50 ms find less", count - equal, "classes", 0);
    bench_row("50 ms find less by what could be seen", count - close, "classes", 0);
    bench_row("worst loss at 50 ms", worst, "points of 100", unseen);
}

/* Lines of groups_reference.txt. */
static void print_reference(struct group_class *class, int word_count, char **words)
{
    int first, count, ms;
    if (word_count != 3 || !str_to_int(words[0], 0, REFERENCE_CLASSES - 1, &first) ||
        !str_to_int(words[1], 1, REFERENCE_CLASSES - first, &count) ||
        !str_to_int(words[2], 1, INT32_MAX, &ms))
        bench_die("bench_groups FIRST COUNT MILLISECONDS", NULL);
    for (int which = first; which < first + count; which++) {
        static struct grouping_result result;
        struct grouping_options options;
        reference_class(class, which, &options);
        struct grouping *grouping = open_class(class, &options);
        grouping_result(grouping, &result);
        if (result.state == GROUPING_CONFLICT)
            continue;
        printf("%d %.6f\n", which, search_for(grouping, ms, &result).value);
        fflush(stdout);
    }
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

static void measure_mending(struct group_class *class)
{
    static double mend[MENDED * DRAGS], explain[MENDED * DRAGS], open[MENDED], form[MENDED];
    int drags = 0;
    struct rng rng = rng_seeded(1);
    for (int which = 0; which < MENDED; which++) {
        struct grouping_options options;
        static struct grouping_result result;
        static struct grouping_reason reason;
        reference_class(class, which, &options);
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
    bench_row("gathering and proving: median", bench_quantile(open, MENDED, 0.5), "ms", NO_TARGET);
    bench_row("gathering and proving: worst", bench_quantile(open, MENDED, 1), "ms", NO_TARGET);
    bench_row("GROUPING_STEPS: median", bench_quantile(form, MENDED, 0.5), "ms", NO_TARGET);
    bench_row("GROUPING_STEPS: worst", bench_quantile(form, MENDED, 1), "ms", NO_TARGET);
}

/* --- A school event --------------------------------------------------------------------------- */

static struct partition *open_event(float *pair, uint8_t *apart, struct arena *arena)
{
    static struct partition_problem problem;
    static int32_t least[SCHOOL_GROUPS], most[SCHOOL_GROUPS];
    static double traits[SCHOOL_STUDENTS][3];
    struct rng rng = rng_seeded(500);
    struct partition *search;
    struct error error = {0};
    for (int i = 0; i < SCHOOL_STUDENTS; i++)
        for (int k = 0; k < 3; k++)
            traits[i][k] = rng_unit(&rng);
    for (int i = 0; i < SCHOOL_STUDENTS; i++)
        for (int j = 0; j < i; j++) {
            double far = 0;
            for (int k = 0; k < 3; k++)
                far += (traits[i][k] - traits[j][k]) * (traits[i][k] - traits[j][k]);
            pair[i * SCHOOL_STUDENTS + j] = pair[j * SCHOOL_STUDENTS + i] = (float)far;
        }
    for (int rule = 0; rule < 100; rule++) {
        uint32_t a = rng_below(&rng, SCHOOL_STUDENTS), b = rng_below(&rng, SCHOOL_STUDENTS);
        if (a != b)
            apart[a * SCHOOL_STUDENTS + b] = apart[b * SCHOOL_STUDENTS + a] = 1;
    }
    for (int group = 0; group < SCHOOL_GROUPS; group++) {
        least[group] = SCHOOL_STUDENTS / SCHOOL_GROUPS;
        most[group] = (SCHOOL_STUDENTS + SCHOOL_GROUPS - 1) / SCHOOL_GROUPS;
    }
    problem = (struct partition_problem){.count = SCHOOL_STUDENTS,
        .group_count = SCHOOL_GROUPS,
        .least = least,
        .most = most,
        .pair = pair,
        .apart = apart,
        .per_member = true};
    size_t size = partition_memory_size(SCHOOL_STUDENTS, SCHOOL_GROUPS, 0);
    if (!partition_open(&search, &problem, 1, NULL, arena_alloc(arena, size), size, &error))
        bench_die("partition_open", &error);
    return search;
}

static void measure_event(void)
{
    struct arena arena;
    struct error error = {0};
    size_t cells = (size_t)SCHOOL_STUDENTS * SCHOOL_STUDENTS;
    size_t size = partition_memory_size(SCHOOL_STUDENTS, SCHOOL_GROUPS, 0) + cells * 8;
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

int main(int count, char **words)
{
    static struct group_class class;
    class_open(&class);
    if (count > 1) {
        print_reference(&class, count - 1, words + 1);
    } else {
        measure_classes(&class);
        measure_mending(&class);
        measure_event();
    }
    class_close(&class);
    return 0;
}
