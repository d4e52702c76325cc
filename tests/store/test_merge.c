#include "store/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

static struct store_event from_elsewhere(uint32_t seq)
{
    struct store_event event = sample_event("ada", "visit_ended", 1000 + seq);
    memset(event.stamp.log, 3, LOG_ID_SIZE);
    event.stamp.seq = seq;
    return event;
}

static struct store_merge_report merge(
    struct store *store, const struct store_event *events, int count)
{
    struct error error = {0};
    struct store_merge_report report;
    assert_true(store_merge(store, events, count, &report, &error));
    assert_true(store_verify(store, &error));
    return report;
}

static void test_any_order_any_number_of_times(void **state)
{
    (void)state;
    static const uint32_t orders[][4] = {{1, 2, 3, 4}, {4, 3, 2, 1}, {2, 4, 1, 3}, {3, 3, 1, 2}};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        struct store *store = open_or_die(scratch_folder(folder, "merge"), NULL);
        append_or_die(store, "wei", 1);
        for (int k = 0; k < 4; k++) {
            struct store_event event = from_elsewhere(orders[i][k]);
            merge(store, &event, 1);
        }
        struct store_event again = from_elsewhere(2);
        struct store_merge_report report = merge(store, &again, 1);
        assert_int_equal(report.known, 1);
        assert_int_equal(report.added, 0);
        assert_int_equal(store_event_count(store), orders[i][1] == 3 && orders[i][0] == 3 ? 4 : 5);
        append_or_die(store, "wei", 2);
        struct error error = {0};
        assert_true(store_verify(store, &error));
        store_close(store);
    }
}

static void test_conflicts_are_kept(void **state)
{
    (void)state;
    struct error error = {0};
    int64_t kept;
    struct store *store = open_or_die(scratch_folder(folder, "conflict"), NULL);
    struct store_event events[] = {from_elsewhere(1), from_elsewhere(1)};
    events[1].body = "{\"reason\":\"idle\"}";
    struct store_merge_report report = merge(store, events, 2);
    assert_int_equal(report.added, 1);
    assert_int_equal(report.conflicts, 1);
    report = merge(store, events, 2);
    assert_int_equal(report.known, 1);
    assert_int_equal(report.conflicts, 1);
    assert_true(sql_number(store->db, "SELECT count(*) FROM conflict", &kept, &error));
    assert_int_equal(kept, 1);
    assert_int_equal(store_event_count(store), 1);
    store_close(store);
}

static void test_all_or_nothing(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store = open_or_die(scratch_folder(folder, "merge-bad"), NULL);
    struct store_event events[] = {from_elsewhere(1), from_elsewhere(0)};
    assert_false(store_merge(store, events, 2, &report, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    assert_int_equal(store_event_count(store), 0);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order_any_number_of_times),
        cmocka_unit_test(test_conflicts_are_kept),
        cmocka_unit_test(test_all_or_nothing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
