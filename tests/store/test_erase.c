#include "store/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char folder[STORE_PATH_SIZE];

static void test_body_text(void **state)
{
    (void)state;
    static const struct {
        const char *body, *expected;
    } cases[] = {
        {"{}", "{}"},
        {"", ""},
        {"{\"students\":[\"wei\"]}", "{\"students\":[]}"},
        {"{\"students\":[\"wei\",\"ada\"]}", "{\"students\":[\"ada\"]}"},
        {"{\"students\":[\"ada\",\"wei\"]}", "{\"students\":[\"ada\"]}"},
        {"{\"students\":[\"ada\",\"wei\",\"bo\"]}", "{\"students\":[\"ada\",\"bo\"]}"},
        {"{\"students\":[\"wei\",\"wei\"]}", "{\"students\":[]}"},
        {"{\"students\" : [ \"wei\" , \"ada\" ]}", "{\"students\" : [ \"ada\" ]}"},
        {"{\"students\":[\"ada\", \"wei\"]}", "{\"students\":[\"ada\"]}"},
        {"{\"g\":[{\"students\":[\"wei\"]},{\"students\":[\"ada\",\"wei\"],\"n\":\"wei\"}]}",
            "{\"g\":[{\"students\":[]},{\"students\":[\"ada\"],\"n\":\"wei\"}]}"},
        {"{\"students\":[\"]\",7,\"wei\",[\"wei\"],\"wei\"]}",
            "{\"students\":[\"]\",7,[\"wei\"],\"wei\"]}"},
        {"{\"text\":\"wei is here\"}", "{\"text\":\"wei is here\"}"},
        {"{\"text\":\"say \\\"wei\\\"\"}", "{\"text\":\"say \\\"wei\\\"\"}"},
        {"{\"text\":\"\\\\\",\"students\":[\"wei\"]}", "{\"text\":\"\\\\\",\"students\":[]}"},
        {"{\"students\":[\"a\\\"\",\"wei\"]}", "{\"students\":[\"a\\\"\"]}"},
        {"{\"students\":[\"weia\",\"awei\"]}", "{\"students\":[\"weia\",\"awei\"]}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[256];
        size_t length = erase_from_body(cases[i].body, strlen(cases[i].body), "wei", out);
        assert_string_equal(out, cases[i].expected);
        assert_int_equal(length, strlen(cases[i].expected));
    }
}

/* What only looks like the student: words, answers, keys and lists of something else. */
static void test_body_of_others(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{\"wei\":1}",
        "{\"about\":\"wei\",\"n\":1}",
        "[\"wei\",\"ada\"]",
        "{\"stations\":[\"wei\",\"lab\"],\"students\":[\"ada\"]}",
        "{\"answers\":[{\"item\":\"wei\",\"response\":\"wei\"}]}",
        "{\"students\":\"wei\"}",
        "{\"students\":{\"wei\":[\"wei\"]}}",
        "{\"students\":[{\"wei\":\"wei\"}]}",
        "[\"students\",[\"wei\"]]",
        "{\"say \\\"students\":[\"wei\"]}",
        "{\"text\":\"\\\"students\\\":[\\\"wei\\\"]\"}",
        "{\"students\":[\"wei",
        "{\"students\":[\"wei\"",
        "[\"wei",
        "\"\\",
    };
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        char out[256];
        size_t length = strlen(bodies[i]);
        assert_int_equal(erase_from_body(bodies[i], length, "wei", out), length);
        assert_string_equal(out, bodies[i]);
    }
}

/* Any bytes at all: no overrun (the sanitizers watch), never longer. */
static void test_body_of_any_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "\"", "\\", "wei", ",", "[", "]", "{", "}", ":", " ", "\"wei\"", "\"students\":["};
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        char text[256] = "";
        for (int k = 0; k < 12; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            str_append(text, sizeof text, pieces[(seed >> 33) % COUNT_OF(pieces)]);
        }
        size_t length = strlen(text);
        char *body = malloc(length), *out = malloc(length + 1);
        assert_true(body != NULL && out != NULL);
        memcpy(body, text, length);
        assert_true(erase_from_body(body, length, "wei", out) <= length);
        free(body);
        free(out);
    }
}

static bool check(void *context, const struct store_event *event)
{
    int *erased = context;
    *erased += event->erased;
    assert_true(!event->erased || event->student[0] == '\0');
    assert_null(strstr(event->body, "zweig"));
    if (strcmp(event->kind, "student_erased") != 0)
        assert_string_not_equal(event->student, "zweig");
    return true;
}

static void fill(struct store *store, bool with_zweig)
{
    struct error error = {0};
    char body[2400];
    memset(body, 0, sizeof body);
    for (int i = 0; i < 300; i++) {
        struct store_event event =
            sample_event(with_zweig && i % 7 == 0 ? "zweig" : "ada", "reflection", i);
        str_format(body, sizeof body, "{\"text\":\"%s %0*d\"}",
            i % 7 == 0 && with_zweig ? "zweigs geheimnis" : "anderes", i % 50 == 0 ? 2000 : 20, i);
        event.body = body;
        if (i % 31 == 0)
            event.body = "{\"groups\":[{\"students\":[\"ada\",\"zweig\",\"wei\"]}]}";
        assert_true(store_append(store, &event, 1, &error));
    }
}

static void test_nothing_is_left_in_the_file(void **state)
{
    (void)state;
    struct error error = {0};
    char path[STORE_PATH_SIZE + 32];
    struct store *store = open_or_die(scratch_folder(folder, "erase"), NULL);
    fill(store, true);
    bool changed;
    char hash[PLAN_HASH_TEXT];
    struct store_event published = sample_event("", "plan_published", 400);
    assert_true(
        store_publish_plan(store, "zweigs geheimnis", 16, &published, hash, &changed, &error));
    assert_true(store_publish_plan(store, "ohne", 4, &published, hash, &changed, &error));
    assert_true(
        store_save_draft(store, "zweig", "ticket:a", "{\"a\":\"zweigs geheimnis\"}", 1, &error));
    assert_true(store_save_draft(store, "", "desk:", "{\"a\":\"zweigs geheimnis\"}", 1, &error));
    assert_true(store_save_draft(store, "ada", "ticket:a", "{\"a\":\"anderes\"}", 1, &error));
    assert_true(store_save_checkpoint(store, 1, "zweigs geheimnis", 16, &error));
    assert_true(store_set(store, "pictures:zweig", "zweigs geheimnis", &error));
    assert_true(store_set(store, "volume", "7", &error));
    int32_t wait_s;
    assert_true(store_try_secret(store, "pictures:zweig", 1000, &wait_s, &error));
    assert_true(store_save_draft(store, "zweig", "ticket:b", "{}", 1, &error));
    store_drop_draft_with_next(store, "zweig", "ticket:b");
    append_or_die(store, "ada", 410);
    store_plan_hash("zweigs plan", 11, hash);
    assert_true(store_keep_plan(store, hash, "zweigs plan", 11, &error));
    int64_t before = store_event_count(store);
    struct store_event erased = sample_event("", "", 500);
    erased.body = "{}";
    assert_true(store_erase_student(store, "zweig", &erased, &error));
    assert_int_equal(store_event_count(store), before + 1);
    int count = 0;
    assert_true(store_replay(store, true, check, &count, &error));
    assert_true(count > 30);
    assert_true(store_verify(store, &error));
    char value[8];
    assert_true(store_get(store, "volume", value, sizeof value));
    assert_false(store_get(store, "pictures:zweig", value, sizeof value));
    assert_int_equal(count_of(store, "guard"), 0);
    assert_int_equal(count_of(store, "draft"), 1); /* ada's: the teacher's may name anybody */
    assert_int_equal(count_of(store, "draft_gone WHERE student = 'zweig'"), 0);
    /* Without a salt of its own, trying names would tell who stood there. */
    assert_int_equal(count_of(store, "event WHERE edited IS NOT NULL AND salt = zeroblob(16)"), 0);
    str_format(path, sizeof path, "%s/waystation.db", folder);
    assert_false(file_contains(path, "geheimnis"));
    assert_false(file_contains(path, "\"zweig\""));
    assert_false(file_contains(path, "zweigs plan"));
    assert_true(file_contains(path, "anderes"));
    str_format(path, sizeof path, "%s/waystation.db-wal", folder);
    assert_false(file_contains(path, "geheimnis"));
    store_close(store);
    struct store_report report;
    store = open_or_die(folder, &report);
    assert_int_equal(report.state, STORE_FINE);
    assert_true(store_verify(store, &error));
    assert_true(
        sql_run(store->db, "UPDATE event SET body = '{ }' WHERE edited IS NOT NULL", &error));
    assert_false(store_verify(store, &error)); /* what was edited is still guarded */
    store_close(store);
}

/* With numbers as ids, what others answered and where they were is the same words. */
static void test_others_keep_their_work(void **state)
{
    (void)state;
    static const char *const bodies[][2] = {
        {"{\"ticket\":\"w1\",\"answers\":[{\"item\":\"3\",\"response\":\"3\"}]}", NULL},
        {"{\"stations\":[\"3\",\"lab\"],\"3\":\"3\"}", NULL},
        {"{\"groups\":[{\"name\":\"3\",\"students\":[\"3\",\"4\"],\"first_station\":\"3\","
         "\"stations\":[\"3\"]}]}",
            "{\"groups\":[{\"name\":\"3\",\"students\":[\"4\"],\"first_station\":\"3\","
            "\"stations\":[\"3\"]}]}"},
    };
    enum { COUNT = COUNT_OF(bodies) };
    struct error error = {0};
    struct store_merge_report report;
    const struct store_event *rows;
    int count;
    struct arena arena = {0};
    struct store *store = open_or_die(scratch_folder(folder, "erase-others"), NULL);
    struct store_event events[COUNT], clash;
    assert_true(arena_open(&arena, 1 << 20, &error));
    for (size_t i = 0; i < COUNT; i++) {
        events[i] = sample_event(i == 2 ? "" : "4", "of_another_version", (int64_t)i);
        memset(events[i].stamp.log, 7, LOG_ID_SIZE);
        events[i].stamp.seq = (uint32_t)i + 1;
        events[i].body = bodies[i][0];
    }
    assert_true(store_merge(store, events, COUNT, &report, &error));
    for (size_t i = 0; i < COUNT; i++) {
        clash = events[i];
        clash.kind = "clash";
        assert_true(store_merge(store, &clash, 1, &report, &error));
        assert_int_equal(report.conflicts, 1);
    }
    struct store_event erased = sample_event("", "", 500);
    assert_true(store_erase_student(store, "3", &erased, &error));
    assert_true(store_verify(store, &error));
    assert_true(store_read_log(
        store, events[0].stamp.log, 0, COUNT, 1 << 16, &arena, &rows, &count, &error));
    assert_int_equal(count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_string_equal(rows[i].body, bodies[i][bodies[i][1] != NULL]);
        assert_int_equal(rows[i].edited, bodies[i][1] != NULL);
    }
    int64_t apart; /* the groups name the student, the others do not */
    assert_true(store_conflict_count(store, &apart, &error));
    assert_int_equal(apart, 2);
    arena_close(&arena);
    store_close(store);
}

static void test_erased_stays_erased_after_a_merge(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store = open_or_die(scratch_folder(folder, "erase-merge"), NULL);
    struct store_event erased = sample_event("", "", 500);
    assert_true(store_erase_student(store, "zweig", &erased, &error));
    struct store_event old[] = {sample_event("zweig", "visit_ended", 100),
        sample_event("", "groups_approved", 200), sample_event("zweig", "visit_ended", 900)};
    old[1].body = "{\"students\":[\"zweig\",\"ada\"]}";
    for (uint32_t i = 0; i < 3; i++) {
        memset(old[i].stamp.log, 7, LOG_ID_SIZE);
        old[i].stamp.seq = i + 1;
    }
    assert_true(store_merge(store, old, 2, &report, &error));
    assert_int_equal(report.added, 2);
    int count = 0;
    assert_true(store_replay(store, true, check, &count, &error));
    assert_int_equal(count, 1);
    assert_true(store_verify(store, &error));
    assert_true(store_merge(store, old, 3, &report, &error)); /* enrolled again later */
    assert_int_equal(report.known, 2);
    assert_int_equal(report.conflicts, 0);
    int64_t kept;
    assert_true(sql_number(store->db,
        "SELECT count(*) FROM event WHERE student = 'zweig' AND at = 900", &kept, &error));
    assert_int_equal(kept, 1);
    store_close(store);
}

static struct store_event arrival(const char *student, const char *kind, uint8_t log, int64_t at_ms)
{
    struct store_event event = sample_event(student, kind, at_ms);
    memset(event.stamp.log, log, LOG_ID_SIZE);
    event.stamp.seq = 1;
    return event;
}

static void merge_one(struct store *store, struct store_event event, int64_t added)
{
    struct error error = {0};
    struct store_merge_report report;
    assert_true(store_merge(store, &event, 1, &report, &error));
    assert_int_equal(report.added, added);
}

static int64_t of_zweig(struct store *store)
{
    struct error error = {0};
    int64_t rows;
    assert_true(sql_number(store->db,
        "SELECT count(*) FROM event WHERE (student = 'zweig' OR instr(body, '\"zweig\"') > 0) "
        "AND kind <> 'student_erased'",
        &rows, &error));
    return rows;
}

static bool has_state(struct store *store)
{
    char state[8] = "";
    return store_load_checkpoint(store, 1, state, sizeof state) && strcmp(state, "state") == 0;
}

static int backups(struct store *store)
{
    int32_t day;
    int count;
    (void)store_last_backup(store, &day, &count);
    return count;
}

/* Once somebody was erased, what arrives is looked at, and nothing else: the log is not read again
 * with each event, and neither the kept state nor the backups go. */
static void test_only_what_arrives(void **state)
{
    (void)state;
    struct error error = {0};
    struct store *store = open_or_die(scratch_folder(folder, "erase-late"), NULL);
    fill(store, true);
    struct store_event erased = sample_event("", "", 500);
    assert_true(store_erase_student(store, "zweig", &erased, &error));
    assert_true(store_save_checkpoint(store, 1, "state\0\0", 8, &error));
    struct moment now = {.wall_ms = 20000 * (int64_t)86400000, .trusted = true};
    bool more = true;
    while (more)
        assert_true(store_back_up(store, &now, &more, &error));
    assert_int_equal(backups(store), 1);
    /* Rows that only who reads the whole log would find. */
    assert_true(sql_run(store->db, "UPDATE event SET student = 'zweig' WHERE id = 5", &error));
    assert_int_equal(of_zweig(store), 1);

    merge_one(store, arrival("ada", "visit_ended", 7, 100), 1);
    merge_one(store, arrival("zweig", "visit_ended", 8, 100), 1);
    struct store_event groups = arrival("", "groups_approved", 9, 100);
    groups.body = "{\"students\":[\"zweig\",\"ada\"]}";
    merge_one(store, groups, 1);
    struct store_event clash = arrival("zweig", "help_asked", 8, 100);
    merge_one(store, clash, 0);
    clash = arrival("", "groups_approved", 9, 101); /* names only */
    clash.body = "{\"students\":[\"ada\",\"zweig\"]}";
    merge_one(store, clash, 0);
    assert_int_equal(of_zweig(store), 1);
    int64_t apart;
    assert_true(sql_number(store->db, "SELECT count(*) FROM conflict", &apart, &error));
    assert_int_equal(apart, 0);
    assert_true(has_state(store));
    assert_int_equal(backups(store), 1);

    /* One that is known already, as a stick brings it each time; then a new one. */
    struct store_event again = sample_event("zweig", "student_erased", 500);
    memcpy(again.stamp.log, erased.stamp.log, LOG_ID_SIZE);
    again.stamp.seq = erased.stamp.seq;
    again.wall_ms = erased.wall_ms;
    again.body = erased.body;
    again.station = erased.station;
    merge_one(store, again, 0);
    assert_int_equal(of_zweig(store), 1);
    assert_int_equal(backups(store), 1);
    merge_one(store, arrival("zweig", "student_erased", 10, 600), 1);
    assert_int_equal(of_zweig(store), 0);
    assert_false(has_state(store));
    assert_int_equal(backups(store), 0);
    store_close(store);
}

/* What is another student's, or nobody's, only ends the same way. */
static void test_settings_of_others(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool stays;
    } rows[] = {{"last-name:a", false}, {"pictures:a", false}, {"last-name:b:a", true},
        {"pictures:aa", true}, {"a", true}, {"x-a", true}, {"last-name:", true}};
    static const char *const secrets[] = {"key"}, *const kept[] = {
                                                      "public.key", "seal:key", "keys"};
    struct error error = {0};
    char value[8];
    int32_t wait_s;
    struct store *store = open_or_die(scratch_folder(folder, "erase-names"), NULL);
    int64_t stays = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(store_set(store, rows[i].name, "x", &error));
        assert_true(store_try_secret(store, rows[i].name, 1000, &wait_s, &error));
        stays += rows[i].stays;
    }
    struct store_event erased = sample_event("", "", 500);
    assert_true(store_erase_student(store, "a", &erased, &error));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(store_get(store, rows[i].name, value, sizeof value), rows[i].stays);
    assert_int_equal(count_of(store, "guard"), stays);

    assert_true(store_set(store, secrets[0], "x", &error));
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        assert_true(store_set(store, kept[i], "x", &error));
    assert_true(store_drop_secrets(store, secrets, 1, &error));
    assert_false(store_get(store, secrets[0], value, sizeof value));
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        assert_true(store_get(store, kept[i], value, sizeof value));
    store_close(store);
}

/* Erased at another machine: the words go from the files here as well. */
static void test_nothing_is_left_after_a_merge(void **state)
{
    (void)state;
    struct store *store = open_or_die(scratch_folder(folder, "erase-away"), NULL);
    fill(store, true);
    merge_one(store, arrival("zweig", "student_erased", 10, 600), 1);
    assert_int_equal(of_zweig(store), 0);
    assert_false(file_contains(scratch_inside(folder, "waystation.db"), "geheimnis"));
    assert_false(file_contains(scratch_inside(folder, "waystation.db-wal"), "geheimnis"));
    store_close(store);
}

/* A tombstone nobody of ours can have written must not stop what comes with it. */
static void test_unusable_tombstone(void **state)
{
    (void)state;
    struct error error = {0};
    struct store_merge_report report;
    char student[ID_SIZE + 40];
    memset(student, 'x', sizeof student - 1);
    student[sizeof student - 1] = '\0';
    struct store *store = open_or_die(scratch_folder(folder, "erase-bad"), NULL);
    struct store_event events[] = {
        sample_event(student, "student_erased", 100), sample_event("ada", "visit_ended", 200)};
    for (uint32_t i = 0; i < 2; i++) {
        memset(events[i].stamp.log, 7, LOG_ID_SIZE);
        events[i].stamp.seq = i + 1;
    }
    assert_true(store_merge(store, events, 2, &report, &error));
    assert_int_equal(report.added, 2);
    assert_true(store_verify(store, &error));
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body_text),
        cmocka_unit_test(test_body_of_others),
        cmocka_unit_test(test_body_of_any_bytes),
        cmocka_unit_test(test_nothing_is_left_in_the_file),
        cmocka_unit_test(test_others_keep_their_work),
        cmocka_unit_test(test_erased_stays_erased_after_a_merge),
        cmocka_unit_test(test_only_what_arrives),
        cmocka_unit_test(test_settings_of_others),
        cmocka_unit_test(test_nothing_is_left_after_a_merge),
        cmocka_unit_test(test_unusable_tombstone),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    scratch_remove(folder);
    return failed;
}
