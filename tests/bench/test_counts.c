/* What can be promised without a clock: an unchanged screen asks nothing of the machine, and a save
 * is one transaction. The measuring programs beside this file do the rest. */
#include "bench.h"
#include "count.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { FRAMES = 100 };

static struct app *app;

static int open_station(void **state)
{
    char folder[BENCH_PATH_SIZE];
    struct moment now = bench_morning();
    (void)state;
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    app = bench_open_app(folder, false, "none");
    app_settle(app);
    return 0;
}

static int close_station(void **state)
{
    (void)state;
    bench_close_app(app);
    return 0;
}

static void go_check_in(void)
{
    app_sign_out(app, END_DONE);
    app_settle(app);
    assert_int_equal(app->top, SCREEN_CHECK_IN);
}

static void expect_still(void)
{
    app_settle(app);
    app->frame_due = true;
    app_turn(app, INT64_MIN); /* the first frame after a press may still lay out */
    struct counts before = counts_now();
    for (int i = 0; i < FRAMES; i++) {
        app->frame_due = true;
        app_turn(app, INT64_MIN);
    }
    struct counts counts = counts_since(&before);
    assert_int_equal(counts.allocations, 0);
    assert_int_equal(counts.measured, 0);
    assert_int_equal(counts.rasterised, 0);
    assert_int_equal(counts.presents, 0);
    assert_int_equal(counts.wal_syncs + counts.other_syncs, 0);
}

/* A counter that does not count would let everything pass. */
static void test_counters_count(void **state)
{
    (void)state;
    struct counts counts = counts_now();
    assert_true(counts.allocations > 100);
    assert_true(counts.measured > 10);
    assert_true(counts.rasterised > 10);
    assert_true(counts.presents > 0);
    assert_true(counts.wal_syncs > 10);
    assert_true(counts.other_syncs > 10);
}

static void test_unchanged_screens_ask_nothing(void **state)
{
    (void)state;
    go_check_in();
    expect_still();
    bench_read_badge(app, 0);
    assert_int_equal(app->top, SCREEN_WELCOME);
    expect_still();
    go_check_in();
    bench_go_home(app);
    expect_still();
    bench_go_reflect(app);
    expect_still();
    assert_true(bench_tap(app, "Back"));
    bench_go_ticket(app);
    expect_still();
    assert_true(bench_tap(app, "I’m not sure yet"));
    assert_true(bench_tap(app, "Next"));
    expect_still();
}

static void test_a_repeated_badge_presents_nothing(void **state)
{
    (void)state;
    go_check_in();
    bench_read_badge(app, 0);
    struct counts before = counts_now();
    bench_read_badge(app, 0);
    struct counts counts = counts_since(&before);
    assert_int_equal(counts.presents, 0);
    assert_int_equal(counts.wal_syncs, 0);
}

static int64_t saves_of_check_in(int student)
{
    struct counts before = counts_now();
    bench_read_badge(app, student);
    assert_int_equal(app->session.student, student);
    return counts_since(&before).wal_syncs;
}

static void test_a_save_is_one_transaction(void **state)
{
    (void)state;
    go_check_in();
    assert_int_equal(saves_of_check_in(1), 1);
    struct counts before = counts_now();
    go_check_in();
    assert_int_equal(counts_since(&before).wal_syncs, 1);

    bool handed_in = false;
    /* Dropping the draft is in the same one as handing in. */
    bench_go_home(app);
    bench_go_ticket(app);
    while (app->top == SCREEN_TICKET) {
        if (!bench_tap(app, "Next") && !bench_tap(app, "Hand in"))
            assert_true(bench_tap(app, "I’m not sure yet"));
        int64_t events = store_event_count(app->records.store);
        before = counts_now();
        if (bench_tap(app, "Hand in")) {
            assert_int_equal(store_event_count(app->records.store), events + 1);
            assert_int_equal(counts_since(&before).wal_syncs, 1);
            handed_in = true;
        }
    }
    assert_true(handed_in);
    assert_int_equal(app->top, SCREEN_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counters_count),
        cmocka_unit_test(test_unchanged_screens_ask_nothing),
        cmocka_unit_test(test_a_repeated_badge_presents_nothing),
        cmocka_unit_test(test_a_save_is_one_transaction),
    };
    return cmocka_run_group_tests(tests, open_station, close_station);
}
