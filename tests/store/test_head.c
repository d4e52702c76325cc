/* What the head record tells of a database that opens as if nothing were amiss. */
#include "store/scratch.h"

#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

/* Puts files of the folder away, or back. */
static void carry(const char *const *files, size_t count, const char *from, const char *to)
{
    for (size_t i = 0; i < count; i++) {
        char source[64], target[64];
        STR_FORMAT(source, "%s%s", from, files[i]);
        STR_FORMAT(target, "%s%s", to, files[i]);
        unlink(scratch_inside(folder, target));
        if (file_size(scratch_inside(folder, source)) >= 0)
            file_copy(scratch_inside(folder, source), scratch_inside(folder, target));
    }
}

/* As many saves and events as were confirmed, but not these: two cards that went on from one. */
static void test_another_database_is_noticed(void **state)
{
    (void)state;
    static const char *const database[] = {"waystation.db"}, *const heads[] = {"head.a", "head.b"};
    struct store_report report;
    scratch_folder(folder, "other");
    scratch_fill(folder, 10);
    carry(database, 1, "", "old-");
    struct store *store = open_or_die(folder, NULL);
    append_or_die(store, "wei", 100);
    store_close(store);
    carry(heads, 2, "", "new-");
    carry(database, 1, "old-", "");
    unlink(scratch_inside(folder, "head.a"));
    unlink(scratch_inside(folder, "head.b"));
    store = open_or_die(folder, NULL);
    append_or_die(store, "wei", 200);
    append_or_die(store, "wei", 300);
    store_close(store);
    carry(heads, 2, "new-", "");
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    store_close(store);
}

/* No event is missing, only a setting that was confirmed. */
static void test_a_lost_save_is_noticed(void **state)
{
    (void)state;
    static const char *const database[] = {"waystation.db"};
    struct error error = {0};
    struct store_report report;
    scratch_folder(folder, "save");
    scratch_fill(folder, 10);
    carry(database, 1, "", "old-");
    struct store *store = open_or_die(folder, NULL);
    assert_true(store_set(store, "station", "nook", &error));
    store_close(store);
    carry(database, 1, "old-", "");
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    store_close(store);
}

static void test_lost_heads_are_told(void **state)
{
    (void)state;
    struct store_report report;
    scratch_folder(folder, "heads");
    scratch_fill(folder, 20);
    char junk[80] = {0};
    file_overwrite(scratch_inside(folder, "head.a"), 0, junk, sizeof junk);
    struct store *store = open_or_die(folder, &report); /* the other one is enough */
    assert_int_equal(report.events, 20);
    assert_int_equal(report.missing, 0);
    store_close(store);
    file_overwrite(scratch_inside(folder, "head.a"), 0, junk, sizeof junk);
    file_overwrite(scratch_inside(folder, "head.b"), 0, junk, sizeof junk);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(report.missing, -1);
    assert_string_not_equal(report.note, "");
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.missing, 0);
    store_close(store);
}

/* The station's own log and the count of saves are whole: only the head's count of events tells. */
static void test_the_last_of_another_log_is_gone(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store_merge_report merged;
    struct store *store = open_or_die(scratch_folder(folder, "count"), NULL);
    struct store_event events[2];
    for (uint32_t i = 0; i < 2; i++) {
        events[i] = sample_event("ada", "visit_ended", 100 + i);
        memset(events[i].stamp.log, 9, LOG_ID_SIZE);
        events[i].stamp.seq = i + 1;
    }
    append_or_die(store, "wei", 200);
    assert_true(store_merge(store, events, 2, &merged, &error));
    assert_true(sql_run(store->db, "DELETE FROM event WHERE id = 3", &error));
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.recovered, 2);
    assert_int_equal(report.missing, 1);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_another_database_is_noticed),
        cmocka_unit_test(test_a_lost_save_is_noticed),
        cmocka_unit_test(test_lost_heads_are_told),
        cmocka_unit_test(test_the_last_of_another_log_is_gone),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
