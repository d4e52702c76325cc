/* The year's end: what students left is in no row and in no file, the class stays. */
#include "store/scratch.h"

#include "base/log.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

static void append(struct store *store, const char *student, const char *kind, const char *body)
{
    static int64_t at_ms = 1000;
    struct error error = {0};
    struct store_event event = sample_event(student, kind, ++at_ms);
    event.body = body;
    assert_true(store_append(store, &event, 1, &error));
}

static void keep_two_of_one_number(struct store *store)
{
    struct error error = {0};
    struct store_merge_report report;
    struct store_event twice[2];
    for (int i = 0; i < 2; i++) {
        twice[i] = sample_event("wei", "reflection_submitted", 500);
        memset(twice[i].stamp.log, 5, LOG_ID_SIZE);
        twice[i].stamp.seq = 1;
        twice[i].body = i == 0 ? "{\"text\":\"geheimnis\"}" : "{\"text\":\"noch ein geheimnis\"}";
    }
    assert_true(store_merge(store, twice, 2, &report, &error));
    assert_int_equal(report.conflicts, 1);
}

/* wei stays in the class, zweig has left. */
static struct store *fill(const char *name)
{
    static const char *const students[] = {"wei", "zweig"};
    struct error error = {0};
    char hash[PLAN_HASH_TEXT], setting[64];
    bool changed;
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, name), NULL);
    struct store_event published = sample_event("", "plan_published", 1);
    assert_true(
        store_publish_plan(store, "plan geheimnis", 14, &published, hash, &changed, &error));
    assert_true(store_publish_plan(store, "plan", 4, &published, hash, &changed, &error));
    store_plan_hash("kept geheimnis", 14, hash);
    assert_true(store_keep_plan(store, hash, "kept geheimnis", 14, &error));
    for (int i = 0; i < 2; i++) {
        append(store, students[i], "badge_issued", "{\"hash\":\"b\"}");
        append(store, students[i], "reflection_submitted", "{\"text\":\"geheimnis\"}");
        STR_FORMAT(setting, "last-name:%s", students[i]);
        assert_true(store_set(store, setting, "Muster", &error));
        STR_FORMAT(setting, "pictures:%s", students[i]);
        assert_true(store_try_secret(store, setting, 1000, &wait_s, &error));
    }
    /* Of her there is nothing in the log. */
    assert_true(store_set(store, "last-name:nobody", "Niemand", &error));
    keep_two_of_one_number(store);
    assert_true(store_save_draft(store, "wei", "ticket:a", "geheimnis", 1, &error));
    assert_true(store_save_draft(store, "wei", "ticket:b", "geheimnis", 1, &error));
    store_drop_draft_with_next(store, "wei", "ticket:b");
    append(store, "wei", "visit_ended", "{\"reason\":\"geheimnis\"}");
    assert_true(store_save_checkpoint(store, 1, "geheimnis", 9, &error));
    assert_true(store_set(store, "volume", "7", &error));
    return store;
}

static void test_what_goes_and_what_stays(void **state)
{
    (void)state;
    static const char *const keep[] = {"wei"}, *const empty[] = {"draft", "draft_gone", "conflict",
                                                   "plan_kept", "checkpoint", "chunk"};
    static const char *const names[] = {"waystation.db", "waystation.db-wal"};
    struct error error = {0};
    char value[16];
    struct store *store = fill("wipe");
    struct store_wipe wipe = {.keep = keep, .keep_count = 1};
    int64_t told;
    assert_true(store_wipe_count(store, &wipe, &told, &error));
    do
        assert_true(store_wipe(store, &wipe, &error));
    while (wipe.more);
    assert_int_equal(wipe.removed, told);
    assert_int_equal(wipe.removed, 5); /* two of wei, one of both numbers, two of zweig */
    assert_true(store_verify(store, &error));
    for (size_t i = 0; i < COUNT_OF(empty); i++)
        assert_int_equal(count_of(store, empty[i]), 0);
    assert_int_equal(count_of(store, "plan"), 1);
    assert_int_equal(count_of(store, "event WHERE erased = 0 AND kind = 'badge_issued'"), 1);
    assert_int_equal(count_of(store, "guard"), 1);
    assert_true(store_get(store, "last-name:wei", value, sizeof value));
    assert_false(store_get(store, "last-name:zweig", value, sizeof value));
    assert_false(store_get(store, "last-name:nobody", value, sizeof value));
    assert_true(store_get(store, "volume", value, sizeof value));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_false(file_contains(scratch_inside(folder, names[i]), "geheimnis"));
        assert_false(file_contains(scratch_inside(folder, names[i]), "zweig"));
    }
    store_close(store);
    struct store_report report;
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    store_close(store);
}

/* Beside a database of a newer version half of it would stay. */
static void test_not_beside_a_newer_database(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store = fill("wipe-newer");
    assert_true(sql_run(store->db, "PRAGMA user_version = 99", &error));
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_TOO_NEW);
    struct store_wipe wipe = {0};
    assert_false(store_wipe(store, &wipe, &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_goes_and_what_stays),
        cmocka_unit_test(test_not_beside_a_newer_database),
    };
    log_set_level(LOG_LEVEL_ERROR);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
