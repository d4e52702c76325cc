#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/rng.h"
#include "base/str.h"
#include "model/event.h"
#include <stdlib.h>
#include <string.h>

static void kinds_have_names(void **state)
{
    (void)state;
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++)
        assert_int_equal(event_kind_find(event_kind_name((enum event_kind)kind)), kind);
    assert_string_equal(event_kind_name(EVENT_TICKET_SUBMITTED), "ticket_submitted");
    assert_int_equal(event_kind_find("unknown"), EVENT_UNKNOWN);
    assert_int_equal(event_kind_find(""), EVENT_UNKNOWN);
    assert_string_equal(event_kind_name(EVENT_KIND_COUNT), "unknown");
}

static void every_word_is_there(void **state)
{
    (void)state;
    for (int i = 0; i < HOW_COUNT; i++)
        assert_non_null(check_in_how_names[i]);
    for (int i = 0; i < END_COUNT; i++)
        assert_non_null(visit_end_names[i]);
    for (int i = 0; i < MASTERY_COUNT; i++)
        assert_non_null(mastery_level_names[i]);
    for (int i = 0; i < PROFILE_COUNT; i++)
        assert_non_null(profile_field_names[i]);
}

static struct stamp random_stamp(struct rng *rng)
{
    struct stamp stamp = {.at_ms = rng_below(rng, 4), .seq = 1 + rng_below(rng, 3)};
    stamp.log[15] = (uint8_t)rng_below(rng, 3);
    return stamp;
}

/* Antisymmetric, transitive, and equal only for the same place: a total order. */
static void stamps_are_in_a_total_order(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20000; seed++) {
        struct rng rng = rng_seeded(seed);
        struct stamp a = random_stamp(&rng), b = random_stamp(&rng), c = random_stamp(&rng);
        int ab = stamp_compare(&a, &b), bc = stamp_compare(&b, &c), ac = stamp_compare(&a, &c);
        assert_int_equal(ab<0, stamp_compare(&b, &a)> 0);
        assert_int_equal(ab == 0, a.at_ms == b.at_ms && a.seq == b.seq && a.log[15] == b.log[15]);
        if (ab < 0 && bc < 0)
            assert_true(ac < 0);
    }
    struct stamp zero = {0}, first = {.at_ms = 0, .seq = 1};
    struct stamp long_ago = {.at_ms = -5000, .seq = 1};
    assert_true(stamp_compare(&zero, &first) < 0);
    assert_true(stamp_compare(&zero, &long_ago) < 0 && stamp_compare(&long_ago, &zero) > 0);
    assert_true(stamp_compare(&long_ago, &first) < 0);
    assert_false(stamp_is_set(&zero));
    assert_true(stamp_is_set(&first));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(every_word_is_there),
        cmocka_unit_test(stamps_are_in_a_total_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
