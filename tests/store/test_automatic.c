/* Backups nobody has to think of. */
#include "store/scratch.h"

#include "base/date.h"
#include "base/log.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { MONDAY = 20710 };

static const struct moment monday = {.wall_ms = MONDAY * (int64_t)DAY_MS, .trusted = true};
static const struct moment tuesday = {.wall_ms = (MONDAY + 1) * (int64_t)DAY_MS, .trusted = true};
static const struct moment saturday = {.wall_ms = (MONDAY + 5) * (int64_t)DAY_MS, .trusted = true};
static const struct moment sunday = {.wall_ms = (MONDAY + 6) * (int64_t)DAY_MS, .trusted = true};

static char folder[STORE_PATH_SIZE];

static struct moment of_day(int32_t day)
{
    return (struct moment){.wall_ms = day * (int64_t)DAY_MS, .trusted = true};
}

/* All of it, and the number of calls it took. */
static int back_up_at(struct store *store, struct moment now)
{
    struct error error = {0};
    bool more = true;
    int calls = 0;
    while (more) {
        assert_true(store_back_up(store, &now, &more, &error));
        calls++;
    }
    return calls;
}

static int back_up(struct store *store, int32_t day)
{
    return back_up_at(store, of_day(day));
}

static void back_up_unsure(struct store *store, int32_t day)
{
    struct moment now = of_day(day);
    now.trusted = false;
    back_up_at(store, now);
}

static int count_backups(struct store *store)
{
    int32_t day;
    int count;
    store_last_backup(store, &day, &count);
    return count;
}

static struct store *fill(const char *name, int events)
{
    struct store *store = open_or_die(scratch_folder(folder, name), NULL);
    for (int i = 0; i < events; i++)
        append_or_die(store, i % 2 == 0 ? "wei" : "zweig", 1000 + i);
    return store;
}

static void destroy(const char *name)
{
    char junk[8192];
    memset(junk, 0xee, sizeof junk);
    file_overwrite(scratch_inside(folder, name), 0, junk, sizeof junk);
}

static void test_once_a_day(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "auto"), NULL);
    back_up(store, MONDAY);
    assert_int_equal(count_backups(store), 0); /* there is nothing yet */
    append_or_die(store, "wei", 1);
    back_up(store, MONDAY);
    assert_int_equal(count_backups(store), 1);
    append_or_die(store, "wei", 2);
    back_up(store, MONDAY);
    assert_int_equal(count_backups(store), 1);
    back_up(store, 0); /* the clock is in 1970: no other day */
    assert_int_equal(count_backups(store), 1);
    int32_t day;
    int count;
    for (int i = 1; i <= 10; i++) {
        append_or_die(store, "wei", 2 + i);
        back_up(store, MONDAY + i);
        assert_int_equal(count_backups(store), MIN(i + 1, 7));
        assert_true(store_last_backup(store, &day, &count));
        assert_int_equal(day, MONDAY + i);
    }
    store_close(store);
    assert_true(file_size(scratch_inside(folder, "backups/auto-000011-2026-09-24.db")) > 0);
    assert_true(file_size(scratch_inside(folder, "backups/auto-000005-2026-09-18.db")) > 0);
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto-000004-2026-09-17.db")), -1);
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto.part")), -1);
}

static int32_t newest_day(struct store *store)
{
    int32_t day;
    int count;
    assert_true(store_last_backup(store, &day, &count));
    return day;
}

/* A week of backups; then mornings on which a card begins at an old date and is told the right one,
 * and nothing is saved, but that something was done: that is no other state. */
static void test_only_what_is_new(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_expiry expiry;
    struct store *store = open_or_die(scratch_folder(folder, "auto-same"), NULL);
    for (int i = 0; i < 7; i++) {
        struct store_event event =
            sample_event("wei", "visit_started", (MONDAY - 14 + 2 * i) * (int64_t)DAY_MS);
        assert_true(store_append(store, &event, 1, &error));
        back_up(store, MONDAY - 14 + 2 * i);
    }
    for (int morning = 0; morning < 8; morning++) {
        struct moment now = of_day(MONDAY + morning / 4);
        store_close(store);
        store = open_or_die(folder, NULL);
        back_up_unsure(store, MONDAY - 160);
        assert_true(store_expire(store, &now, 365, &expiry, &error));
        assert_true(expiry.ran);
        assert_true(store_save_checkpoint(store, 1, "state\0\0", 8, &error));
        back_up_at(store, now);
        assert_int_equal(newest_day(store), MONDAY - 2);
    }
    assert_int_equal(count_backups(store), 7);
    assert_true(store_set(store, "volume", "3", &error));
    back_up(store, MONDAY + 2);
    assert_int_equal(newest_day(store), MONDAY + 2);
    store_close(store);
}

/* While nobody vouches for the clock, it is another day when it went on. */
static void test_by_an_unsure_clock(void **state)
{
    (void)state;
    struct store *store = fill("auto-unsure", 10);
    back_up(store, MONDAY);
    append_or_die(store, "wei", 2000);
    back_up_unsure(store, MONDAY - 160);
    back_up_unsure(store, MONDAY);
    assert_int_equal(count_backups(store), 1);
    back_up_unsure(store, MONDAY + 1);
    assert_int_equal(count_backups(store), 2);
    append_or_die(store, "wei", 2001);
    back_up(store, MONDAY); /* it was wrong */
    assert_int_equal(count_backups(store), 3);
    assert_int_equal(newest_day(store), MONDAY);
    store_close(store);
}

/* A clock between two days, and every time something new: the other days stay. */
static void test_other_days_stay(void **state)
{
    (void)state;
    struct store *store = fill("auto-days", 10);
    for (int i = 0; i < 7; i++) {
        append_or_die(store, "wei", 2000 + i);
        back_up(store, MONDAY + i);
    }
    for (int i = 0; i < 8; i++) {
        append_or_die(store, "wei", 3000 + i);
        back_up(store, i % 2 == 0 ? MONDAY + 160 : MONDAY + 6);
    }
    store_close(store);
    static const char *const stay[] = {"auto-000002-2026-09-15", "auto-000003-2026-09-16",
        "auto-000004-2026-09-17", "auto-000005-2026-09-18", "auto-000006-2026-09-19",
        "auto-000014-2027-02-21", "auto-000015-2026-09-20"};
    for (size_t i = 0; i < COUNT_OF(stay); i++) {
        char name[64];
        STR_FORMAT(name, "backups/%s.db", stay[i]);
        if (file_size(scratch_inside(folder, name)) <= 0)
            fail_msg("%s is gone", name);
    }
}

/* The second of a run, too, is looked through from its first event. */
static void test_each_one_is_checked(void **state)
{
    (void)state;
    struct error error = {0};
    bool more = true, ok = true;
    struct store *store = fill("auto-checked", 20);
    back_up(store, MONDAY);
    assert_true(sql_run(store->db, "UPDATE event SET body = 'rot' WHERE id = 3", &error));
    append_or_die(store, "wei", 5000);
    while (ok && more)
        ok = store_back_up(store, &tuesday, &more, &error);
    assert_false(ok);
    assert_int_equal(error.code, ERR_CORRUPT);
    assert_int_equal(count_backups(store), 1);
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto.part")), -1);
    store_close(store);
}

/* With a clock that always stands in 1970 it goes by what was saved. */
static void test_without_a_clock(void **state)
{
    (void)state;
    struct store *store = fill("auto-clock", 10);
    back_up(store, 0);
    assert_int_equal(count_backups(store), 1);
    for (int i = 0; i < 2100; i++)
        append_or_die(store, "wei", 2000 + i);
    store_close(store);
    store = open_or_die(folder, NULL); /* it counts from the newest, not from the start */
    back_up(store, 0);
    assert_int_equal(count_backups(store), 2);
    store_close(store);
}

static bool count_wei(void *context, const struct store_event *event)
{
    *(int *)context += strcmp(event->student, "wei") == 0;
    return true;
}

static void test_recovery_takes_the_newest_whole_one(void **state)
{
    (void)state;
    static const struct {
        bool newest_damaged, saved_after;
        int expected;
    } rows[] = {{false, false, 40}, {false, true, 40}, {true, false, 20}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error error = {0};
        struct store_report report;
        char value[8];
        struct store *store = fill("auto-recover", 20);
        assert_true(store_set(store, "volume", "3", &error));
        back_up(store, MONDAY);
        for (int k = 0; k < 20; k++)
            append_or_die(store, "wei", 5000 + k);
        assert_true(store_set(store, "volume", "7", &error));
        back_up(store, MONDAY + 1);
        uint8_t log[LOG_ID_SIZE];
        memcpy(log, store->position.log, LOG_ID_SIZE);
        if (rows[i].saved_after)
            append_or_die(store, "wei", 9000);
        store_close(store);
        destroy("waystation.db");
        if (rows[i].newest_damaged)
            destroy("backups/auto-000002-2026-09-15.db");
        store = open_or_die(folder, &report);
        assert_int_equal(report.state, STORE_RECOVERED);
        assert_true(report.recovered >= rows[i].expected);
        assert_true(store_verify(store, &error));
        assert_true(store_get(store, "volume", value, sizeof value));
        assert_string_equal(value, rows[i].newest_damaged ? "3" : "7");
        /* A number of the lost run is never given again. */
        append_or_die(store, "ada", 9001);
        assert_memory_not_equal(log, store->position.log, LOG_ID_SIZE);
        store_close(store);
    }
}

static bool is_not_zweig(void *context, const struct store_event *event)
{
    bool *seen = context;
    *seen = *seen || strcmp(event->kind, "student_erased") == 0;
    assert_true(strcmp(event->student, "zweig") != 0 || strcmp(event->kind, "student_erased") == 0);
    return true;
}

/* The tombstone is lost with the database: only the backups could bring the student back. */
static void test_erased_is_in_no_backup(void **state)
{
    (void)state;
    for (int again = 0; again < 2; again++) {
        struct error error = {0};
        struct store_report report;
        struct store *store = fill("auto-erase", 20);
        back_up(store, MONDAY);
        append_or_die(store, "wei", 5000);
        back_up(store, MONDAY + 1);
        assert_true(
            file_contains(scratch_inside(folder, "backups/auto-000001-2026-09-14.db"), "zweig"));
        struct store_event erased = sample_event("", "", 9000);
        erased.body = "{}";
        assert_true(store_erase_student(store, "zweig", &erased, &error));
        assert_int_equal(count_backups(store), 0);
        if (again == 1) {
            back_up(store, MONDAY + 1);
            assert_int_equal(count_backups(store), 1);
        }
        store_close(store);
        destroy("waystation.db");
        store = open_or_die(folder, &report);
        bool seen = false;
        assert_true(store_replay(store, true, is_not_zweig, &seen, &error));
        assert_int_equal(seen, again == 1);
        store_close(store);
    }
}

/* The term ends: the key that opens its words is in no file of ours. */
static void test_a_dropped_secret_is_in_no_backup(void **state)
{
    (void)state;
    static const char *const names[] = {"seal.private"};
    struct error error = {0};
    char value[32];
    struct store *store = fill("auto-secret", 20);
    assert_true(store_set(store, names[0], "wrapped:secret", &error));
    back_up(store, MONDAY);
    assert_true(file_contains(
        scratch_inside(folder, "backups/auto-000001-2026-09-14.db"), "wrapped:secret"));
    assert_true(store_drop_secrets(store, names, 1, &error));
    assert_int_equal(count_backups(store), 0);
    assert_false(store_get(store, names[0], value, sizeof value));
    assert_false(file_contains(scratch_inside(folder, "waystation.db"), "wrapped:secret"));
    assert_false(file_contains(scratch_inside(folder, "waystation.db-wal"), "wrapped:secret"));
    store_close(store);
}

static void test_tombstone_from_elsewhere(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store = fill("auto-merge", 20);
    back_up(store, MONDAY);
    struct store_event other = sample_event("ada", "visit_ended", 1);
    memset(other.stamp.log, 3, LOG_ID_SIZE);
    other.stamp.seq = 1;
    assert_true(store_merge(store, &other, 1, &report, &error));
    assert_int_equal(count_backups(store), 1);
    other = sample_event("", "student_erased", 9000); /* one that a hub did not take */
    other.body = "{}";
    other.erased = true;
    memset(other.stamp.log, 3, LOG_ID_SIZE);
    other.stamp.seq = 2;
    assert_true(store_merge(store, &other, 1, &report, &error));
    assert_int_equal(count_backups(store), 1);
    other = sample_event("zweig", "student_erased", 9000);
    memset(other.stamp.log, 3, LOG_ID_SIZE);
    other.stamp.seq = 3;
    assert_true(store_merge(store, &other, 1, &report, &error));
    assert_int_equal(count_backups(store), 0);
    store_close(store);
}

/* Slices, with saving and a student being erased in between. */
static void test_saving_goes_on_meanwhile(void **state)
{
    (void)state;
    struct error error = {0};
    bool more;
    char body[4000];
    int count = 0;
    struct store *store = fill("auto-slices", 1);
    memset(body, 'x', sizeof body);
    memcpy(body, "{\"text\":\"", 9);
    memcpy(body + sizeof body - 3, "\"}", 3);
    for (int i = 0; i < 1000; i++) {
        struct store_event event = sample_event("wei", "reflection", 2000 + i);
        event.body = body;
        assert_true(store_append(store, &event, 1, &error));
    }
    assert_true(store_back_up(store, &monday, &more, &error));
    assert_true(more);
    append_or_die(store, "wei", 4000);
    assert_true(back_up(store, MONDAY) >= 3);
    store_close(store);
    char copy[STORE_PATH_SIZE];
    STR_FORMAT(copy, "%s-copy", folder);
    file_copy(scratch_inside(folder, "backups/auto-000001-2026-09-14.db"), copy);
    scratch_folder(folder, "auto-copy");
    assert_int_equal(rename(copy, scratch_inside(folder, "waystation.db")), 0);
    store = open_or_die(folder, NULL);
    assert_true(store_verify(store, &error));
    assert_true(store_replay(store, true, count_wei, &count, &error));
    assert_int_equal(count, 1002);
    assert_true(store_back_up(store, &monday, &more, &error));
    assert_true(more);
    struct store_event erased = sample_event("", "", 9000);
    assert_true(store_erase_student(store, "zweig", &erased, &error));
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto.part")), -1);
    assert_true(store_back_up(store, &monday, &more, &error));
    store_close(store); /* in the middle */
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto.part")), -1);
}

static int64_t free_bytes;

static int little_room(void *context, const char *where, int64_t *bytes)
{
    (void)context;
    (void)where;
    *bytes = free_bytes;
    return 0;
}

static void test_little_room(void **state)
{
    (void)state;
    struct error error = {0};
    bool more;
    struct store_files files = *store_files_system();
    files.room = little_room;
    free_bytes = INT64_C(1) << 40;
    struct store *store = fill("auto-room", 20);
    for (int i = 0; i < 5; i++) {
        append_or_die(store, "wei", 2000 + i);
        back_up(store, MONDAY + i);
    }
    append_or_die(store, "wei", 3000);
    store->files = &files;
    free_bytes = 30 * 1024 * 1024;
    assert_false(store_back_up(store, &saturday, &more, &error));
    assert_int_equal(error.code, ERR_NO_SPACE);
    assert_int_equal(count_backups(store), 1); /* and one is always kept */
    free_bytes = 40 * 1024 * 1024;
    back_up(store, MONDAY + 5);
    assert_int_equal(count_backups(store), 2);
    ballast_release(store);
    append_or_die(store, "wei", 3001);
    error_clear(&error);
    assert_false(store_back_up(store, &sunday, &more, &error));
    store_close(store);
}

/* A copy of pages that are damaged does not push out a sound one. */
static void test_damage_is_not_copied(void **state)
{
    (void)state;
    struct error error = {0};
    bool more = true;
    struct store *store = fill("auto-damage", 400);
    back_up(store, MONDAY);
    append_or_die(store, "wei", 2000);
    int64_t page;
    assert_true(sql_number(store->db,
        "SELECT pageno FROM dbstat WHERE name = 'event' AND pagetype = 'leaf' LIMIT 1", &page,
        &error));
    store_close(store);
    store = open_or_die(folder, NULL);
    assert_true(sql_run(store->db, "PRAGMA shrink_memory", &error));
    char junk[4096];
    memset(junk, 0x55, sizeof junk);
    file_overwrite(scratch_inside(folder, "waystation.db"), (page - 1) * 4096, junk, sizeof junk);
    bool ok = true;
    while (ok && more)
        ok = store_back_up(store, &tuesday, &more, &error);
    assert_false(ok);
    assert_int_equal(count_backups(store), 1);
    assert_int_equal(file_size(scratch_inside(folder, "backups/auto.part")), -1);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once_a_day),
        cmocka_unit_test(test_only_what_is_new),
        cmocka_unit_test(test_by_an_unsure_clock),
        cmocka_unit_test(test_other_days_stay),
        cmocka_unit_test(test_each_one_is_checked),
        cmocka_unit_test(test_without_a_clock),
        cmocka_unit_test(test_recovery_takes_the_newest_whole_one),
        cmocka_unit_test(test_erased_is_in_no_backup),
        cmocka_unit_test(test_a_dropped_secret_is_in_no_backup),
        cmocka_unit_test(test_tombstone_from_elsewhere),
        cmocka_unit_test(test_saving_goes_on_meanwhile),
        cmocka_unit_test(test_little_room),
        cmocka_unit_test(test_damage_is_not_copied),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
