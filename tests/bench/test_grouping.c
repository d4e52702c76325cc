#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "grouping_instance.h"
#include "groups_reference.h"
#include <stdlib.h>
#include <string.h>

static struct instance instance;

static double solve(const struct partition_problem *problem, int64_t steps)
{
    struct error error = {0};
    struct partition *partition;
    struct partition_value value;
    size_t size = partition_memory_size(problem->count, problem->group_count, 0);
    void *memory = malloc(size);
    assert_non_null(memory);
    if (!partition_open(&partition, problem, 1, NULL, memory, size, &error))
        fail_msg("%s", error.text);
    (void)partition_improve(partition, steps, NULL, NULL);
    const int32_t *group_of = partition_best(partition, &value);
    struct partition_value anew = partition_evaluate(problem, group_of);
    assert_int_equal(value.broken, 0);
    assert_true(anew.broken == 0 && anew.value == value.value);
    free(memory);
    return value.value;
}

/* A fixed number of steps has a fixed outcome; `least` is just below what it was, so that a search
 * that got worse is seen. The best known is of 400 million steps: nothing can be much above it,
 * or the value is wrong. */
static void reaches_its_value(void **state)
{
    (void)state;
    static const struct {
        enum instance_kind kind;
        int32_t count;
        bool equal_sizes;
        uint64_t seed;
        int64_t steps;
        double least, best_known;
    } cases[] = {
        {INSTANCE_RANREAL, 30, true, 1, 300000, 5333.40, 5333.414},
        {INSTANCE_RANINT, 30, false, 2, 300000, 5920.99, 5933.000},
        {INSTANCE_GEO, 30, false, 3, 300000, 14758.27, 14759.238},
        {INSTANCE_RANREAL, 60, true, 4, 2000000, 18627.41, 18627.418},
        {INSTANCE_GEO, 60, false, 5, 2000000, 36535.57, 36562.526},
        {INSTANCE_RANINT, 60, false, 6, 2000000, 19239.99, 19320.000},
        {INSTANCE_RANREAL, 120, false, 7, 6000000, 49037.97, 49204.959},
        {INSTANCE_GEO, 120, true, 8, 6000000, 117377.83, 117469.089},
    };
    for (size_t k = 0; k < COUNT_OF(cases); k++) {
        instance_make(&instance, cases[k].kind, cases[k].count,
            instance_usual_groups(cases[k].count), cases[k].equal_sizes, cases[k].seed);
        double value = solve(&instance.problem, cases[k].steps);
        print_message("case %d: %.3f, best known %.3f\n", (int)k, value, cases[k].best_known);
        assert_true(value >= cases[k].least);
        assert_true(value <= cases[k].best_known * 1.001);
    }
}

/* What the product searches is 0.05 points of 100 at most below what a minute finds: the first
 * classes of each kind, by steps. The whole of it, by time, is bench_groups. */
static void finds_what_a_minute_finds(void **state)
{
    struct group_class *class = *state;
    static double reference[REFERENCE_CLASSES];
    int32_t searched = 0, exact = 0;
    double worst = 0;
    assert_true(reference_read(GROUPS_REFERENCE, reference) > 0);
    for (int which = 0; which < 60; which++) {
        struct grouping_options options;
        static struct grouping_result result;
        if (isnan(reference[which]))
            continue;
        reference_class(class, which, &options);
        class_group(class, &options, GROUPING_STEPS, &result);
        assert_int_equal(result.state, GROUPING_READY);
        worst = fmax(worst, reference[which] - result.value);
        searched++;
        exact += result.value > reference[which] - 0.001;
    }
    print_message("%d of %d exactly, the worst %.4f below\n", exact, searched, worst);
    assert_true(worst < 0.05);
}

static void reads_what_it_writes(void **state)
{
    (void)state;
    static struct instance other;
    struct error error = {0};
    instance_make(&instance, INSTANCE_RANREAL, 12, 4, false, 9);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(instance_write(&instance, file));
    rewind(file);
    assert_true(instance_read(&other, file, &error));
    assert_memory_equal(other.pair, instance.pair, sizeof(other.pair));
    assert_memory_equal(other.least, instance.least, sizeof(other.least));
    assert_memory_equal(other.most, instance.most, sizeof(other.most));
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaches_its_value),
        cmocka_unit_test_setup_teardown(finds_what_a_minute_finds, class_set_up, class_tear_down),
        cmocka_unit_test(reads_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
