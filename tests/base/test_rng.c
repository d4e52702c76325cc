#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/rng.h"
#include <stdbool.h>

static void same_seed_same_numbers(void **state)
{
    (void)state;
    struct rng a = rng_seeded(7), b = rng_seeded(7), c = rng_seeded(8);
    bool differs = false;
    for (int i = 0; i < 100; i++) {
        uint64_t number = rng_next(&a);
        assert_int_equal(number, rng_next(&b));
        differs = differs || number != rng_next(&c);
    }
    assert_true(differs);
}

/* Reference values: SplitMix64 of seed 0 begins with these (its published test vector). */
static void seeding_is_splitmix(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(0);
    assert_int_equal(rng.state[0], 0xE220A8397B1DCDAFu);
    assert_int_equal(rng.state[1], 0x6E789E6AA1B965F4u);
    assert_int_equal(rng.state[2], 0x06C45D188009454Fu);
}

static void below_is_even_and_in_range(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(1);
    int counts[7] = {0};
    for (int i = 0; i < 70000; i++)
        counts[rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        assert_in_range(counts[i], 9500, 10500);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rng_below(&rng, 1), 0);
        double unit = rng_unit(&rng);
        assert_true(unit >= 0 && unit < 1);
    }
}

/* Stored answers count on it: see rng.h. */
static void a_shuffle_never_changes(void **state)
{
    (void)state;
    static const int32_t known[] = {3, 6, 1, 5, 0, 9, 2, 8, 4, 7};
    struct rng rng = rng_seeded(1);
    int32_t order[10];
    for (int i = 0; i < 10; i++)
        order[i] = i;
    rng_shuffle(&rng, order, 10);
    assert_memory_equal(order, known, sizeof known);
    rng_shuffle(&rng, order, 1);
    rng_shuffle(&rng, order, 0);
    assert_memory_equal(order, known, sizeof known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_numbers),
        cmocka_unit_test(seeding_is_splitmix),
        cmocka_unit_test(below_is_even_and_in_range),
        cmocka_unit_test(a_shuffle_never_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
