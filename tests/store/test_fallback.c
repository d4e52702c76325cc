/* An update brings the database up to date, turns out broken, the program before comes back; and
 * then a good update. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/programs.h"
#include "store/scratch.h"

static char folder[STORE_PATH_SIZE];

enum who { OLD, NEW };

struct meeting {
    int least;             /* of the new schema */
    enum store_state back; /* what the old program finds */
};
static const struct meeting fits = {STORE_SCHEMA, STORE_NEWER};
static const struct meeting misfits = {STORE_SCHEMA + 1, STORE_TOO_NEW};

static struct store *start(const struct meeting *meeting, enum who who, struct store_report *report)
{
    struct store *store;
    struct store_report unused;
    struct error error = {0};
    struct store_options options = {.folder = folder,
        .station = "makers",
        .program = who == NEW ? next_program(meeting->least, NULL) : NULL};
    if (!store_open(&store, &options, report == NULL ? &unused : report, &error))
        fail_msg("%s", error.text);
    return store;
}

static void take_fixture(const char *name)
{
    char from[STORE_PATH_SIZE];
    str_format(from, sizeof from, "%s/fixtures/databases/schema-%d.db", TESTS_FOLDER, STORE_SCHEMA);
    scratch_folder(folder, name);
    file_copy(from, scratch_inside(folder, "waystation.db"));
}

static bool count_student(void *context, const struct store_event *event)
{
    *(int *)context += str_equal(event->student, "wei");
    return true;
}

static int events_of_wei(struct store *store)
{
    struct error error = {0};
    int count = 0;
    assert_true(store_replay(store, true, count_student, &count, &error));
    return count;
}

static void publish(struct store *store, const char *plan)
{
    struct error error = {0};
    char hash[PLAN_HASH_TEXT];
    bool changed;
    struct store_event published = sample_event("", "plan_published", 1757840700000);
    assert_true(store_publish_plan(store, plan, strlen(plan), &published, hash, &changed, &error));
    assert_true(changed);
}

static void expect_plan(struct store *store, const char *plan)
{
    struct error error = {0};
    struct arena arena = {0};
    char hash[PLAN_HASH_TEXT];
    const void *bytes;
    size_t size;
    assert_true(arena_open(&arena, 65536, &error));
    assert_true(store_current_plan(store, &arena, &bytes, &size, hash, &error));
    assert_int_equal(size, strlen(plan));
    assert_memory_equal(bytes, plan, size);
    arena_close(&arena);
}

/* NULL: there is none. */
static void expect_draft(struct store *store, const char *key, const char *body)
{
    struct error error = {0};
    struct arena arena = {0};
    const char *is = NULL;
    assert_true(arena_open(&arena, 65536, &error));
    assert_int_equal(store_load_draft(store, "wei", key, &arena, &is, &error), body != NULL);
    if (body != NULL)
        assert_string_equal(is, body);
    arena_close(&arena);
}

static void expect_setting(struct store *store, const char *name, const char *value)
{
    char is[16];
    assert_true(store_get(store, name, is, sizeof is));
    assert_string_equal(is, value);
}

/* What one of the programs does in its time, each time more. */
static void work(struct store *store, const char *mark, int64_t at_ms)
{
    struct error error = {0};
    char body[32];
    append_or_die(store, "wei", at_ms);
    STR_FORMAT(body, "{\"draft\":\"%s\"}", mark);
    assert_true(store_save_draft(store, "wei", "ticket:b", body, at_ms, &error));
    assert_true(store_set(store, "volume", mark, &error));
    publish(store, mark);
}

static void expect_work(struct store *store, const char *mark, int events)
{
    struct error error = {0};
    char body[32];
    STR_FORMAT(body, "{\"draft\":\"%s\"}", mark);
    assert_int_equal(events_of_wei(store), events);
    expect_draft(store, "ticket:b", body);
    expect_setting(store, "volume", mark);
    expect_plan(store, mark);
    assert_true(store_verify(store, &error));
}

static void hand_in(struct store *store, const char *key, int64_t at_ms)
{
    store_drop_draft_with_next(store, "wei", key);
    append_or_die(store, "wei", at_ms);
}

static int64_t number_of(struct store *store, const char *sql)
{
    struct error error = {0};
    int64_t number;
    assert_true(sql_number(store->db, sql, &number, &error));
    return number;
}

static void there_and_back(void **state)
{
    const struct meeting *meeting = *state;
    struct store_report report;
    uint8_t token[BADGE_TOKEN_SIZE] = {1}, badge[BADGE_HASH_SIZE], again[BADGE_HASH_SIZE];
    take_fixture("fallback");
    struct store *store = start(meeting, OLD, &report);
    assert_int_equal(report.state, STORE_FINE);
    int events = events_of_wei(store);
    store_badge_hash(store, token, badge);
    work(store, "one", 1757841000000);
    store_close(store);
    const char *mark = "one";
    for (int turn = 0; turn < 3; turn++) {
        int64_t at_ms = 1757842000000 + turn * 1000000;
        store = start(meeting, NEW, &report);
        assert_int_equal(report.state, STORE_FINE);
        expect_work(store, mark, events + 1);
        expect_draft(store, "ticket:a", turn == 0 ? "{\"draft\":1}" : NULL);
        assert_int_equal(number_of(store, "SELECT sum(count) FROM seen"), report.events);
        work(store, mark = turn == 0 ? "two" : "four", at_ms);
        store_close(store);

        store = start(meeting, OLD, &report);
        assert_int_equal(report.state, meeting->back);
        assert_string_not_equal(report.note, "");
        store_badge_hash(store, token, again);
        assert_memory_equal(badge, again, sizeof badge);
        expect_work(store, mark, events + 2);
        if (turn == 0)
            hand_in(store, "ticket:a", at_ms + 1);
        work(store, mark = turn == 0 ? "three" : "five", at_ms + 2);
        events += turn == 0 ? 3 : 2;
        store_close(store);
    }
    store = start(meeting, NEW, &report);
    expect_work(store, mark, events + 1);
    store_close(store);
    char beside[64];
    STR_FORMAT(beside, "waystation-schema%d.db", STORE_SCHEMA);
    assert_int_equal(file_size(scratch_inside(folder, beside)), -1);
    assert_int_equal(file_size(scratch_inside(folder, "set-aside")) >= 0, meeting == &misfits);
}

static void erasing_reaches_the_other(void **state)
{
    const struct meeting *meeting = *state;
    struct error error = {0};
    take_fixture("fallback-erased");
    struct store *store = start(meeting, NEW, NULL);
    work(store, "two", 1757842000000);
    store_close(store);
    store = start(meeting, OLD, NULL);
    struct store_event erased = sample_event("", "", 1757843000000);
    assert_true(store_erase_student(store, "wei", &erased, &error));
    store_close(store);
    store = start(meeting, NEW, NULL);
    assert_int_equal(number_of(store, "SELECT count(*) FROM event WHERE student = 'wei' AND "
                                      "kind <> 'student_erased'"),
        0);
    assert_int_equal(number_of(store, "SELECT count(*) FROM draft"), 0);
    assert_true(store_verify(store, &error));
    store_close(store);
}

static void test_backup_goes_before(void **state)
{
    (void)state;
    struct store_report report;
    take_fixture("fallback-backup");
    struct store *store = start(&fits, NEW, &report);
    int32_t day;
    int count;
    assert_true(store_last_backup(store, &day, &count));
    assert_int_equal(count, 1);
    store_close(store);
    /* What this step had spoilt would come from there. */
    uint8_t noise[4096];
    memset(noise, 0xa5, sizeof noise);
    for (int page = 0; page < 4; page++)
        file_overwrite(scratch_inside(folder, "waystation.db"), page * 4096L, noise, sizeof noise);
    store = start(&fits, OLD, &report);
    assert_int_equal(report.state, STORE_RECOVERED);
    assert_int_equal(report.missing, 0);
    expect_plan(store, "plan");
    store_close(store);
}

/* Not a made-up one: the program of schema 3 comes back to a file of this one, and what it saves is
 * in the index that it does not know. */
static void test_program_of_schema_3(void **state)
{
    (void)state;
    static const char *const kinds[] = {"visit_ended"};
    struct error error = {0};
    struct store_report report;
    struct store *store;
    const struct store_program old = {store_this_program.steps, 3};
    scratch_folder(folder, "fallback-3");
    scratch_fill(folder, 20);
    struct store_options options = {.folder = folder, .station = "makers", .program = &old};
    assert_true(store_open(&store, &options, &report, &error));
    assert_int_equal(report.state, STORE_NEWER);
    append_or_die(store, "ada", 500);
    store_close(store);
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    int of_wei = 0;
    append_or_die(store, "wei", 600);
    assert_true(store_each(store, "wei", kinds, 1, 600, count_student, &of_wei, &error));
    assert_int_equal(of_wei, 1);
    assert_int_equal(
        number_of(store, "SELECT count(*) FROM event INDEXED BY event_student WHERE student = "
                         "'ada' AND kind = 'visit_ended'"),
        1);
    assert_true(store_verify(store, &error));
    store_close(store);
}

/* What each version that ever was saved beside a newer file comes home: its tables are fewer. */
static void test_beside_of_every_schema(void **state)
{
    (void)state;
    char from[STORE_PATH_SIZE], beside[64];
    for (int schema = 1; schema <= STORE_SCHEMA; schema++) {
        struct error error = {0};
        struct store_report report;
        struct store *store;
        const struct store_options look = {.folder = folder, .read_only = true};
        str_format(from, sizeof from, "%s/fixtures/databases/schema-%d.db", TESTS_FOLDER, schema);
        STR_FORMAT(beside, "waystation-schema%d.db", schema);
        scratch_folder(folder, "fallback-beside");
        store = open_or_die(folder, NULL);
        append_or_die(store, "zweig", 1757840300000); /* before the fixture's erasing */
        append_or_die(store, "wei", 1757842000000);
        store_close(store);
        file_copy(from, scratch_inside(folder, beside));
        assert_true(store_open(&store, &look, &report, &error));
        assert_non_null(strstr(report.note, "is not in it yet"));
        store_close(store);
        store = open_or_die(folder, &report);
        assert_string_equal(report.note, "");
        assert_int_equal(file_size(scratch_inside(folder, beside)), -1);
        assert_int_equal(events_of_wei(store), 6);
        assert_int_equal(number_of(store, "SELECT count(*) FROM event WHERE student = 'zweig' AND "
                                          "kind <> 'student_erased'"),
            0);
        expect_draft(store, "ticket:a", "{\"draft\":1}");
        expect_setting(store, "volume", "7");
        expect_plan(store, "plan");
        assert_true(store_verify(store, &error));
        store_close(store);
    }
}

static void test_failed_step_leaves_the_file(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store;
    take_fixture("fallback-failed");
    struct store_options options = {.folder = folder,
        .program = next_program(STORE_SCHEMA, "CREATE UNIQUE INDEX one ON event(student);")};
    assert_false(store_open(&store, &options, &report, &error));
    assert_int_equal(error.code, ERR_UNSUPPORTED);
    store = start(&fits, OLD, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_int_equal(store->version.schema, STORE_SCHEMA);
    store_close(store);
}

static void test_false_promise(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    take_fixture("fallback-promise");
    struct store *store = start(&fits, NEW, NULL);
    work(store, "two", 1757842000000);
    int events = events_of_wei(store);
    assert_true(sql_run(store->db, "DROP TABLE plan_kept", &error));
    store_close(store);
    store = start(&fits, OLD, &report);
    assert_int_equal(report.state, STORE_TOO_NEW);
    expect_work(store, "two", events);
    store_close(store);
}

/* The new program could not take back what was saved beside its file, and was gone again. */
static void test_both_go_on_apart(void **state)
{
    (void)state;
    take_fixture("fallback-apart");
    struct store *store = start(&misfits, NEW, NULL);
    int events = events_of_wei(store);
    store_close(store);
    store = start(&misfits, OLD, NULL);
    append_or_die(store, "wei", 1757842000000);
    store_close(store);
    mkdir(
        scratch_inside(folder, "backups/auto-000009-2025-01-01.db"), 0700); /* cannot be removed */
    mkdir(scratch_inside(folder, "backups/auto-000009-2025-01-01.db/in"), 0700);
    struct store_report report;
    store = start(&misfits, NEW, &report);
    assert_non_null(strstr(report.note, "is not in it yet"));
    assert_int_equal(events_of_wei(store), events);
    append_or_die(store, "wei", 1757843000000);
    store_close(store);
    store = start(&misfits, OLD, NULL);
    assert_int_equal(events_of_wei(store), events + 2);
    store_close(store);
    rmdir(scratch_inside(folder, "backups/auto-000009-2025-01-01.db/in"));
    store = start(&misfits, NEW, NULL);
    assert_int_equal(events_of_wei(store), events + 2);
    store_close(store);
}

static void set_version(struct store *store, int least)
{
    char pragma[64];
    struct error error = {0};
    STR_FORMAT(pragma, "PRAGMA user_version = %d", least * 1000 + STORE_SCHEMA + 1);
    assert_true(sql_run(store->db, pragma, &error));
}

static void test_looking_and_restoring(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_report report;
    struct store *store;
    take_fixture("fallback-restore");
    store = start(&fits, NEW, NULL);
    work(store, "two", 1757842000000);
    int events = events_of_wei(store);
    assert_true(store_backup(store, scratch_inside(folder, "kept"), &error));
    set_version(store, misfits.least);
    assert_true(store_backup(store, scratch_inside(folder, "too-new"), &error));
    set_version(store, fits.least);
    store_close(store);
    struct store_options options = {.folder = folder, .read_only = true};
    assert_true(store_open(&store, &options, &report, &error));
    expect_work(store, "two", events);
    store_close(store);
    store = start(&fits, OLD, NULL);
    append_or_die(store, "wei", 1757843000000);
    store_close(store);
    assert_false(store_restore(folder, scratch_inside(folder, "too-new"), &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
    error_clear(&error);
    assert_true(store_restore(folder, scratch_inside(folder, "kept"), &error));
    store = start(&fits, OLD, &report);
    assert_int_equal(report.state, STORE_FINE);
    expect_plan(store, "two");
    assert_int_equal(events_of_wei(store), events);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(there_and_back, (void *)&fits),
        cmocka_unit_test_prestate(there_and_back, (void *)&misfits),
        cmocka_unit_test_prestate(erasing_reaches_the_other, (void *)&fits),
        cmocka_unit_test_prestate(erasing_reaches_the_other, (void *)&misfits),
        cmocka_unit_test(test_backup_goes_before),
        cmocka_unit_test(test_program_of_schema_3),
        cmocka_unit_test(test_beside_of_every_schema),
        cmocka_unit_test(test_failed_step_leaves_the_file),
        cmocka_unit_test(test_false_promise),
        cmocka_unit_test(test_both_go_on_apart),
        cmocka_unit_test(test_looking_and_restoring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
