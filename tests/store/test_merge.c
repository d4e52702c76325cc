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

/* Whatever of it is different: it is another event under the same number. */
static void test_every_part_counts(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "parts"), NULL);
    struct store_event first = from_elsewhere(1), others[10];
    for (size_t i = 0; i < COUNT_OF(others); i++)
        others[i] = first;
    others[0].stamp.at_ms++;
    others[1].wall_ms++;
    others[2].mono_ms++;
    others[3].offset_s++;
    others[4].trusted = !first.trusted;
    others[5].station = "nook";
    others[6].class_id = "4a";
    others[7].student = "bo";
    others[8].kind = "visit_started";
    others[9].version++;
    merge(store, &first, 1);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct store_merge_report report = merge(store, &others[i], 1);
        assert_int_equal(report.conflicts, 1);
        assert_int_equal(report.known, 0);
    }
    assert_int_equal(store_event_count(store), 1);
    store_close(store);
}

/* Whoever says so: what is erased says nothing here, and nobody's name. */
static void test_an_erased_event_is_empty(void **state)
{
    (void)state;
    struct error error = {0};
    int64_t empty;
    struct store *store = open_or_die(scratch_folder(folder, "empty"), NULL);
    struct store_event event = from_elsewhere(1);
    event.erased = true;
    assert_int_equal(merge(store, &event, 1).added, 1);
    assert_true(sql_number(store->db,
        "SELECT count(*) FROM event WHERE erased = 1 AND student = '' AND body = '{}'", &empty,
        &error));
    assert_int_equal(empty, 1);
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

enum { SAVED_MAX = 8 };

struct saved {
    struct store_event events[SAVED_MAX];
    char texts[SAVED_MAX][5][64];
    int count;
};

static bool save(void *context, const struct store_event *event)
{
    struct saved *saved = context;
    assert_in_range(saved->count, 0, SAVED_MAX - 1);
    struct store_event *copy = &saved->events[saved->count];
    char(*texts)[64] = saved->texts[saved->count++];
    *copy = *event;
    assert_true(STR_COPY(texts[0], event->station) && STR_COPY(texts[1], event->class_id) &&
                STR_COPY(texts[2], event->student) && STR_COPY(texts[3], event->kind) &&
                STR_COPY(texts[4], event->body));
    copy->station = texts[0];
    copy->class_id = texts[1];
    copy->student = texts[2];
    copy->kind = texts[3];
    copy->body = texts[4];
    return true;
}

static void assert_sound_at_every_start(int events)
{
    for (int start = 0; start < 2; start++) {
        struct store_report report;
        struct error error = {0};
        struct store *store = open_or_die(folder, &report);
        assert_int_equal(report.state, STORE_FINE);
        assert_int_equal(report.events, events + start);
        assert_true(store_verify(store, &error));
        append_or_die(store, "wei", 900 + start);
        store_close(store);
    }
}

/* A restore keeps the tombstone, but not what stood before it in its log; that comes back with the
 * saved events, one by one or in any order. */
static void test_gap_before_a_kept_event(void **state)
{
    (void)state;
    for (int reversed = 0; reversed < 2; reversed++) {
        struct error error = {0};
        struct saved saved = {0};
        char file[STORE_PATH_SIZE + 64];
        struct store *store = open_or_die(scratch_folder(folder, "merge-gap"), NULL);
        str_format(file, sizeof file, "%s/monday", folder);
        append_or_die(store, "wei", 1);
        assert_true(store_backup(store, file, &error));
        store_close(store);
        store = open_or_die(folder, NULL);
        append_or_die(store, "ada", 2);
        append_or_die(store, "wei", 3);
        struct store_event erased = sample_event("", "", 4);
        assert_true(store_erase_student(store, "ada", &erased, &error));
        append_or_die(store, "wei", 5);
        assert_true(store_replay(store, true, save, &saved, &error));
        assert_int_equal(saved.count, 5);
        store_close(store);

        assert_true(store_restore(folder, file, &error));
        store = open_or_die(folder, NULL);
        assert_int_equal(store_event_count(store), 2);
        int64_t added = 0;
        for (int i = 0; i < saved.count; i++)
            added += merge(store, &saved.events[reversed ? saved.count - 1 - i : i], 1).added;
        assert_int_equal(added, 3);
        store_close(store);
        assert_sound_at_every_start(5);
    }
}

/* A card was copied while the station ran: what its own log wrote after that comes from elsewhere,
 * and not in order. */
static void test_own_log_that_lost_its_end(void **state)
{
    (void)state;
    static const char *const files[] = {"waystation.db", "head.a", "head.b"};
    struct error error = {0};
    struct saved saved = {0};
    char copies[COUNT_OF(files)][STORE_PATH_SIZE + 64];
    struct store *store = open_or_die(scratch_folder(folder, "merge-end"), NULL);
    append_or_die(store, "wei", 1);
    assert_true(sql_run(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", &error));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        STR_FORMAT(copies[i], "%s/copy-%zu", folder, i);
        if (file_size(scratch_inside(folder, files[i])) > 0)
            file_copy(scratch_inside(folder, files[i]), copies[i]);
    }
    append_or_die(store, "wei", 2);
    append_or_die(store, "wei", 3);
    assert_true(store_replay(store, true, save, &saved, &error));
    store_close(store);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        remove(scratch_inside(folder, files[i]));
        if (file_size(copies[i]) > 0)
            file_copy(copies[i], scratch_inside(folder, files[i]));
    }
    store = open_or_die(folder, NULL);
    assert_int_equal(store_event_count(store), 1);
    assert_int_equal(merge(store, &saved.events[2], 1).added, 1);
    assert_int_equal(merge(store, &saved.events[1], 1).added, 1);
    store_close(store);
    assert_sound_at_every_start(3);
}

/* The same event sealed by another station, as a backup of that one would bring it: it is recovered
 * once, not at every start. */
static void test_event_sealed_elsewhere(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    sqlite3_stmt *first = NULL, *change = NULL;
    struct store *store = open_or_die(scratch_folder(folder, "sealed"), NULL);
    append_or_die(store, "wei", 1);
    struct store_event event = sample_event("wei", "visit_ended", 2);
    assert_true(store_append(store, &event, 1, &error));
    struct store_row row = {.event = event};
    assert_true(sql_prepare(store->db, "SELECT hash FROM event WHERE id = 1", &first, &error));
    assert_int_equal(sqlite3_step(first), SQLITE_ROW);
    assert_true(sql_bytes(first, 0, row.prev_hash, STORE_HASH_SIZE));
    sqlite3_finalize(first);
    append_or_die(store, "wei", 3);
    row_seal(&row);
    assert_true(sql_prepare(store->db,
        "UPDATE event SET salt = ?1, content = ?2, hash = ?3 WHERE id = 2", &change, &error));
    sql_bind_bytes(change, 1, row.salt, sizeof row.salt);
    sql_bind_bytes(change, 2, row.content, sizeof row.content);
    sql_bind_bytes(change, 3, row.hash, sizeof row.hash);
    assert_true(sql_do(store->db, change, &error));
    sqlite3_finalize(change);
    assert_false(store_verify(store, &error)); /* a log that is whole has to be linked */
    assert_int_equal(error.code, ERR_CORRUPT);
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.recovered, 3);
    assert_int_equal(report.missing, 0);
    store_close(store);
    assert_sound_at_every_start(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order_any_number_of_times),
        cmocka_unit_test(test_conflicts_are_kept),
        cmocka_unit_test(test_every_part_counts),
        cmocka_unit_test(test_an_erased_event_is_empty),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_gap_before_a_kept_event),
        cmocka_unit_test(test_own_log_that_lost_its_end),
        cmocka_unit_test(test_event_sealed_elsewhere),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
