/* Times that a machine did not know are read as they were, whatever came first and whatever came
 * at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "model/clock_table.h"
#include "sample.h"

enum { MINUTE = 60 * 1000, LOG = 1 };

static struct event an_event(int log, uint32_t seq, int64_t wall_ms, int64_t mono_ms, bool trusted)
{
    struct event event;
    sample_event(&event, EVENT_VISIT_STARTED, 0, wall_ms, log, seq);
    event.stamp.log[1] = (uint8_t)(log >> 8);
    event.mono_ms = mono_ms;
    event.trusted = trusted;
    return event;
}

static void take(
    struct clock_table *table, int log, uint32_t seq, int64_t wall_ms, int64_t mono_ms, bool sure)
{
    struct event event = an_event(log, seq, wall_ms, mono_ms, sure);
    event.kind = EVENT_CLOCK_SET;
    clock_table_take(table, &event);
}

/* The time of an event, as it is read; 0: the one that was stored. */
static int64_t read_time(
    const struct clock_table *table, int log, uint32_t seq, int64_t mono_ms, bool trusted)
{
    struct event event = an_event(log, seq, 1000, mono_ms, trusted);
    const struct event before = event;
    if (clock_table_repair(table, &event)) {
        assert_true(event.trusted);
        assert_memory_equal(&event.stamp, &before.stamp, sizeof before.stamp);
        return event.wall_ms;
    }
    assert_memory_equal(&event, &before, sizeof event);
    return 0;
}

static struct clock_table *new_table(void)
{
    static struct clock_table table;
    memset(&table, 0, sizeof table);
    return &table;
}

static void test_repair(void **state)
{
    struct clock_table *table = new_table();
    (void)state;
    take(table, LOG, 10, sample_ms, 30 * MINUTE, true);
    take(table, LOG, 20, sample_ms + 60 * MINUTE, 88 * MINUTE, true); /* mistyped before */
    assert_true(read_time(table, LOG, 1, 10 * MINUTE, false) == sample_ms - 18 * MINUTE);
    assert_true(read_time(table, LOG, 10, 30 * MINUTE, true) == sample_ms + 2 * MINUTE);
    assert_true(read_time(table, LOG, 15, 78 * MINUTE, true) == sample_ms + 50 * MINUTE);
    assert_true(read_time(table, LOG, 20, 88 * MINUTE, true) == 0);
    assert_true(read_time(table, LOG, 21, 100 * MINUTE, false) == 0); /* after all that is known */
    assert_true(read_time(table, LOG + 1, 1, 10 * MINUTE, false) == 0);
    assert_true(read_time(table, LOG - 1, 1, 10 * MINUTE, false) == 0);
}

/* What is sure and goes by the same time, as far as clocks drift, stays as it is. */
static void test_same(void **state)
{
    struct clock_table *table = new_table();
    (void)state;
    take(table, LOG, 10, sample_ms, 30 * MINUTE, true);
    for (int seconds = -70; seconds <= 70; seconds += 20) {
        int64_t wall_ms = sample_ms - 20 * MINUTE + seconds * 1000;
        for (int sure = 0; sure < 2; sure++) {
            struct event event = an_event(LOG, 1, wall_ms, 10 * MINUTE, sure);
            bool apart = seconds <= -60 || seconds >= 60;
            assert_int_equal(clock_table_repair(table, &event), !sure || apart);
            assert_true(event.wall_ms == (!sure || apart ? sample_ms - 20 * MINUTE : wall_ms));
        }
    }
}

/* Bytes of a broken card, or of somebody who means no good: the rest is unharmed. */
static void test_absurd(void **state)
{
    static const struct {
        int64_t wall_ms, mono_ms;
        bool sure;
    } sets[] = {{1000, 30 * MINUTE, true}, {sample_ms, 30 * MINUTE, false},
        {INT64_MAX, 30 * MINUTE, true}, {INT64_MIN, 30 * MINUTE, true},
        {INT64_C(253402300800000), 30 * MINUTE, true}, {sample_ms, -1, true},
        {sample_ms, INT64_MIN, true}, {sample_ms, INT64_MAX, true}};
    static const int64_t wrong[] = {INT64_MIN, -1, 30 * MINUTE + 1, INT64_MAX};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        struct clock_table *table = new_table();
        take(table, LOG, 5, sets[i].wall_ms, sets[i].mono_ms, sets[i].sure);
        assert_int_equal(table->count, 0);
        take(table, LOG, 6, sample_ms, 30 * MINUTE, true);
        assert_true(read_time(table, LOG, 1, 0, false) == sample_ms - 30 * MINUTE);
    }
    struct clock_table *table = new_table();
    take(table, LOG, 6, sample_ms, 30 * MINUTE, true);
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_true(read_time(table, LOG, 1, wrong[i], false) == 0);
    table = new_table(); /* so long ago that it would be before there were any of us */
    take(table, LOG, 7, sample_ms, INT64_C(9) * 365 * DAY_MS, true);
    assert_true(read_time(table, LOG, 6, 0, false) == 0);
}

/* The last of each log; full: the newest stay. Any order, any number of times. */
static void test_order(void **state)
{
    enum { LOGS = CLOCK_SET_MAX + 500, SETS = 2 * LOGS };
    static uint32_t order[SETS];
    static struct clock_table first;
    struct rng rng = rng_seeded(7);
    (void)state;
    for (int round = 0; round < 3; round++) {
        struct clock_table *table = new_table();
        for (uint32_t i = 0; i < SETS; i++)
            order[i] = i;
        for (uint32_t i = SETS - 1; i > 0 && round > 0; i--) {
            uint32_t k = rng_below(&rng, i + 1), kept = order[i];
            order[i] = order[k];
            order[k] = kept;
        }
        for (int i = 0; i < SETS; i++) {
            int at = (int)order[i];
            for (int times = 0; times < 1 + round; times++)
                take(table, at % LOGS, (uint32_t)(at / LOGS) + 1, sample_ms + at * (int64_t)MINUTE,
                    MINUTE, true);
        }
        assert_int_equal(table->count, CLOCK_SET_MAX);
        if (round == 0)
            first = *table;
        else
            assert_memory_equal(table, &first, sizeof first);
    }
    const struct clock_table *table = &first;
    for (int i = 1; i < table->count; i++)
        assert_true(table->sets[i].wall_ms >= sample_ms + (SETS - CLOCK_SET_MAX) * (int64_t)MINUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_absurd),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests_name("clock_table", tests, NULL, NULL);
}
