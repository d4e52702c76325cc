#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/partners.h"
#include <stdlib.h>
#include <string.h>

static void *memory;

static struct partners_problem even(int count, int groups, int rounds)
{
    struct partners_problem problem = {.count = count, .rounds = rounds};
    partners_even_sizes(&problem, groups);
    return problem;
}

static struct partners *search(const struct partners_problem *problem, uint64_t seed)
{
    return partners_open(problem, seed, memory, partners_memory_size());
}

/* Sizes as asked, every pair counted here and not by the module. */
static int count_repeats(
    const struct partners_problem *problem, const struct partners_schedule *schedule)
{
    static int met[STUDENT_MAX][STUDENT_MAX];
    int repeats = 0;
    memset(met, 0, sizeof met);
    for (int round = 0; round < problem->rounds; round++) {
        int sizes[GROUP_MAX] = {0};
        for (int a = 0; a < problem->count; a++) {
            assert_true(schedule->group[round][a] < problem->group_count);
            sizes[schedule->group[round][a]]++;
            for (int b = 0; b < a; b++)
                if (schedule->group[round][a] == schedule->group[round][b])
                    repeats += met[a][b]++ > 0;
        }
        for (int group = 0; group < problem->group_count; group++)
            assert_int_equal(sizes[group], problem->sizes[group]);
    }
    return repeats;
}

/* Groups, size and rounds known to be possible without a repeat (OEIS A107431 and others). */
static void known_maxima(void **state)
{
    (void)state;
    static const int cases[][3] = {{4, 3, 4}, {5, 3, 7}, {6, 3, 8}, {8, 3, 11}, {9, 3, 13},
        {4, 4, 5}, {5, 4, 5}, {6, 4, 7}, {7, 4, 9}, {5, 5, 6}, {6, 5, 6}, {7, 5, 7}, {7, 6, 7},
        {6, 6, 3}, {8, 4, 7}, {8, 4, 9}, {8, 4, 10}, {12, 2, 23}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct partners_problem problem = even(cases[i][0] * cases[i][1], cases[i][0], cases[i][2]);
        struct partners *partners = search(&problem, 1);
        if (!partners_improve(partners, 20000000, NULL, NULL) ||
            count_repeats(&problem, partners_best(partners)) != 0)
            fail_msg("%d-%d-%d: repeats", cases[i][0], cases[i][1], cases[i][2]);
    }
}

/* What geometry gives is there before any search, for fewer students and rounds, too. */
static void drawn_at_once(void **state)
{
    (void)state;
    static const struct {
        int least, most, groups, rounds;
    } cases[] = {{30, 32, 8, 10}, {4, 16, 4, 4}, {8, 64, 8, 8}, {7, 49, 7, 7}, {16, 128, 16, 16}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (int count = cases[i].least; count <= cases[i].most; count++)
            for (int rounds = 1; rounds <= cases[i].rounds; rounds++) {
                struct partners_problem problem = even(count, cases[i].groups, rounds);
                struct partners *partners = search(&problem, 1);
                if (count_repeats(&problem, partners_best(partners)) != 0)
                    fail_msg("%d students, %d groups, %d rounds", count, cases[i].groups, rounds);
            }
}

/* What cannot be is said, and no schedule is better than said. */
static void bounds_hold(void **state)
{
    (void)state;
    static const struct {
        int count, groups, rounds, clean, repeats;
    } cases[] = {
        {24, 4, 1, 1, 0},   /* one round is always clean */
        {24, 4, 2, 1, 8},   /* four groups of six: from the second day on */
        {24, 6, 7, 7, 0},   /* 23 others, three a day */
        {24, 6, 10, 7, 84}, /* 360 meetings of 276 pairs */
        {6, 1, 3, 1, 30},   /* one group */
        {5, 5, 9, 40, 0},   /* everyone alone */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct partners_problem problem = even(cases[i].count, cases[i].groups, cases[i].rounds);
        struct partners_bounds bounds = partners_bounds(&problem);
        assert_int_equal(bounds.rounds, cases[i].clean);
        assert_int_equal(bounds.repeats, cases[i].repeats);
        struct partners *partners = search(&problem, 1);
        (void)partners_improve(partners, 20000, NULL, NULL);
        assert_true(count_repeats(&problem, partners_best(partners)) >= bounds.repeats);
    }
}

static void any_sizes(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(4);
    for (uint64_t seed = 0; seed < 1000; seed++) {
        int count = 1 + (int)rng_below(&rng, 40);
        int groups = 1 + (int)rng_below(&rng, (uint32_t)MIN(count, 10));
        struct partners_problem problem = even(count, groups, 1 + (int)rng_below(&rng, 10));
        struct partners *partners = search(&problem, seed);
        struct partners_schedule first = *partners_best(partners);
        struct partners_value before = partners_evaluate(&problem, &first);
        (void)partners_improve(partners, 1000, NULL, NULL);
        struct partners_value after = partners_evaluate(&problem, partners_best(partners));
        struct partners_bounds bounds = partners_bounds(&problem);
        int repeats = count_repeats(&problem, partners_best(partners));
        assert_int_equal(repeats, after.repeats);
        assert_true(after.again <= before.again && after.again >= bounds.again);
        assert_true(after.repeats >= bounds.repeats);
        assert_true(after.strangers >= bounds.strangers);
    }
}

static void same_seed_same_schedule(void **state)
{
    (void)state;
    struct partners_problem problem = even(26, 7, 8);
    static struct partners_schedule first;
    struct partners *partners = search(&problem, 3);
    (void)partners_improve(partners, 30000, NULL, NULL);
    first = *partners_best(partners);
    partners = search(&problem, 3);
    for (int i = 0; i < 30; i++)
        (void)partners_improve(partners, 1000, NULL, NULL);
    assert_memory_equal(&first, partners_best(partners), sizeof first);
}

/* In so many lessons everyone has worked with everyone. */
static void everyone_meets_everyone(void **state)
{
    (void)state;
    static const int cases[][3] = {{9, 3, 4}, {16, 4, 5}, {24, 6, 9}, {25, 5, 6}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct partners_problem problem = even(cases[i][0], cases[i][1], cases[i][2]);
        problem.aim = PARTNERS_EVERYONE;
        struct partners *partners = search(&problem, 1);
        (void)partners_improve(partners, 20000000, NULL, NULL);
        (void)count_repeats(&problem, partners_best(partners));
        if (partners_evaluate(&problem, partners_best(partners)).strangers != 0)
            fail_msg("%d students in %d rounds: strangers are left", cases[i][0], cases[i][2]);
    }
}

/* One more round after five: no pair of the last ones if that can be. */
static void one_more_round(void **state)
{
    (void)state;
    struct partners_problem problem = even(24, 6, 5);
    struct partners *partners = search(&problem, 1);
    assert_true(partners_improve(partners, 20000000, NULL, NULL));
    static float weights[24 * 24];
    memset(weights, 0, sizeof weights);
    for (int round = 0; round < 4; round++) {
        int32_t group[24];
        for (int i = 0; i < 24; i++)
            group[i] = partners_best(partners)->group[round][i];
        partners_remember(weights, 24, group, 4 - round, 14);
    }
    problem.rounds = 1;
    problem.met = weights;
    partners = search(&problem, 1);
    (void)partners_improve(partners, 300000, NULL, NULL);
    struct partners_value value = partners_evaluate(&problem, partners_best(partners));
    assert_true(value.met < 1e-6);
}

static void memory_fades(void **state)
{
    (void)state;
    static const int32_t group[5] = {0, 0, 1, -1, -1}; /* two were absent, not together */
    float weights[25] = {0};
    partners_remember(weights, 5, group, 0, 7);
    partners_remember(weights, 5, group, 7, 7);
    partners_remember(weights, 5, group, -3, 7); /* a clock set back */
    assert_true(weights[1] > 2.499F && weights[1] < 2.501F);
    assert_true(weights[1] == weights[5]);
    for (int i = 0; i < 25; i++)
        assert_true(i == 1 || i == 5 || weights[i] == 0);
}

static int open_memory(void **state)
{
    (void)state;
    memory = malloc(partners_memory_size());
    return memory == NULL;
}

static int close_memory(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_maxima),
        cmocka_unit_test(drawn_at_once),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(any_sizes),
        cmocka_unit_test(same_seed_same_schedule),
        cmocka_unit_test(everyone_meets_everyone),
        cmocka_unit_test(one_more_round),
        cmocka_unit_test(memory_fades),
    };
    return cmocka_run_group_tests(tests, open_memory, close_memory);
}
