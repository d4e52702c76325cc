/* What a node may do is decided by the engine: each attempt is plain SQL with the node's own
 * secret, past every function of ours. */
#include "served.h"

#include "model/event.h"
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#define DENIED "42501"

static struct served served;
static struct hub_class other_class;
static struct member other_board, makers, readers, others;

/* Two classes in one database, with a station of the same label each. */
static int set_up(void **state)
{
    (void)state;
    served_open(&served);
    served_class(&served, "5a", &other_class, &other_board);
    makers = served_station(&served, &served.board, "makers");
    readers = served_station(&served, &served.board, "readers");
    others = served_station(&served, &other_board, "makers");
    const struct {
        const struct member *member;
        const char *station, *student;
    } logs[] = {
        {&makers, "makers", "ana"}, {&readers, "readers", "bo"}, {&others, "makers", "zoe"}};
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        struct hub *hub = served_connect(&served, logs[i].member);
        struct store_event event =
            served_event((uint8_t)(i + 1), 1, logs[i].station, logs[i].student, "{}");
        struct sync_answer answer = served_push(&served, hub, &event, 1);
        if (answer.trouble != SYNC_FINE)
            served_die("push", answer.text);
        struct sync_draft draft = {logs[i].student, "t:1", "a draft", 10};
        served_ask(&served, hub,
            (struct sync_ask){.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1});
        served_ask(&served, hub,
            (struct sync_ask){
                .kind = SYNC_ASK_PUT_BLOB, .name = "plan:x", .bytes = "x", .size = 1});
        hub_close(hub);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    served_close(&served);
    return 0;
}

struct row {
    int log, seq;
    const char *station, *student, *kind, *class_uid, *via;
    const char *body; /* NULL: "{}" */
    int64_t at_ms;
    bool erased;
};

/* As event's columns. */
static const char *insert_row(const struct member *member, struct row row)
{
    return served_sql(served_conninfo(member),
        "INSERT INTO event(log, seq, at, wall, mono, offset_s, trusted, station, class_id, "
        "student, kind, version, body, erased, digest, class_uid, via) VALUES "
        "(decode(repeat('%02x', 16), 'hex'), %d, %lld, 0, 0, 0, true, '%s', '4b', '%s', '%s', 1, "
        "'%s', %s, decode(repeat('00', 16), 'hex'), '%s', '%s')",
        row.log, row.seq, (long long)row.at_ms, row.station, row.student, row.kind,
        row.body != NULL ? row.body : "{}", row.erased ? "true" : "false", row.class_uid, row.via);
}

static const char *insert(const struct member *member, int log, int seq, const char *station,
    const char *class_uid, const char *via)
{
    return insert_row(member, (struct row){.log = log,
                                  .seq = seq,
                                  .station = station,
                                  .student = "ana",
                                  .kind = "visit_ended",
                                  .class_uid = class_uid,
                                  .via = via,
                                  .at_ms = INT64_C(1795000000000)});
}

static void assert_state(const char *answer, const char *state)
{
    if (!str_starts_with(answer, state))
        fail_msg("\"%s\" and not %s", answer, state);
}

static void test_writing(void **state)
{
    (void)state;
    struct {
        const char *what;
        const struct member *who;
        int log, seq;
        const char *station, *class_uid, *via, *expected;
    } attempts[] = {
        {"its own", &makers, 50, 1, "makers", served.class.uid, makers.role, ""},
        {"another's label", &makers, 51, 1, "readers", served.class.uid, makers.role, DENIED},
        {"the board's label", &makers, 51, 1, "board", served.class.uid, makers.role, DENIED},
        {"no label", &makers, 51, 1, "", served.class.uid, makers.role, DENIED},
        {"another class", &makers, 52, 1, "makers", other_class.uid, makers.role, DENIED},
        {"no class", &makers, 52, 1, "makers", "", makers.role, DENIED},
        {"in another's name", &makers, 53, 1, "makers", served.class.uid, readers.role, DENIED},
        {"a gap at the start", &makers, 54, 2, "makers", served.class.uid, makers.role, "23514"},
        {"a gap", &makers, 50, 3, "makers", served.class.uid, makers.role, "23514"},
        {"a second time", &makers, 50, 1, "makers", served.class.uid, makers.role, "23505"},
        {"another class's log", &makers, 3, 2, "makers", served.class.uid, makers.role, DENIED},
        {"the board, any label", &served.board, 55, 1, "readers", served.class.uid,
            served.board.role, ""},
        {"the board, another class", &served.board, 56, 1, "makers", other_class.uid,
            served.board.role, DENIED},
    };
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        const char *answer = insert(attempts[i].who, attempts[i].log, attempts[i].seq,
            attempts[i].station, attempts[i].class_uid, attempts[i].via);
        print_message("%s\n", attempts[i].what);
        if (attempts[i].expected[0] == '\0')
            assert_string_equal(answer, "");
        else
            assert_state(answer, attempts[i].expected);
    }
}

/* A station's secret is on its card: with it nobody erases a student or changes the class. */
static void test_what_only_a_board_decides(void **state)
{
    (void)state;
    uint32_t taken = 0, told = 0;
    for (int kind = EVENT_UNKNOWN + 1; kind < EVENT_KIND_COUNT; kind++) {
        bool is_of_board = event_kind_is_of_board((enum event_kind)kind);
        struct row row = {.log = 80,
            .seq = (int)taken + 1,
            .station = "makers",
            .student = kind == EVENT_PLAN_PUBLISHED ? "" : "eve",
            .kind = event_kind_name((enum event_kind)kind),
            .class_uid = served.class.uid,
            .via = makers.role,
            .body = "{\"hash\":\"x\"}", /* of the plan that is there */
            .at_ms = INT64_C(4099680000000)};
        print_message("%s\n", row.kind);
        const char *answer = insert_row(&makers, row);
        if (is_of_board)
            assert_state(answer, "23514");
        else
            assert_string_equal(answer, "");
        assert_int_equal(strstr(answer, "only a board decides") != NULL, is_of_board);
        taken += !is_of_board;
        row.log = 81;
        row.seq = (int)++told;
        row.station = "board";
        row.via = served.board.role;
        assert_string_equal(insert_row(&served.board, row), "");
    }
    assert_int_equal(taken, 11);
    assert_int_equal(told, EVENT_KIND_COUNT - 1);
    /* Only the board's erased anybody. */
    assert_string_equal(
        served_sql(served.conninfo, "SELECT string_agg(student, ' ') FROM waystation.tombstone"),
        "eve");
}

/* The place of a row that was not taken; without a student, a word, or an effect. */
static void test_rows_that_say_nothing(void **state)
{
    (void)state;
    struct row row = {.log = 82,
        .seq = 1,
        .station = "makers",
        .student = "",
        .kind = "student_erased",
        .class_uid = served.class.uid,
        .via = makers.role,
        .at_ms = INT64_C(4099680000001),
        .erased = true};
    assert_string_equal(insert_row(&makers, row), "");
    row.seq = 2;
    row.kind = "plan_published";
    assert_string_equal(insert_row(&makers, row), "");
    row.seq = 3;
    row.student = "ana";
    assert_state(insert_row(&makers, row), "23514");
    assert_string_equal(
        served_sql(served.conninfo, "SELECT count(*) FROM waystation.tombstone WHERE student = ''"),
        "0");
    /* Nor is it the newest plan, which stays when a student is erased. */
    row.log = 83;
    row.seq = 1;
    row.kind = "student_erased";
    row.student = "flo";
    row.via = served.board.role;
    row.erased = false;
    assert_string_equal(insert_row(&served.board, row), "");
    assert_string_equal(
        served_sql(served.conninfo, "SELECT count(*) FROM waystation.blob WHERE class_uid = '%s'",
            served.class.uid),
        "1");
}

static void test_reading(void **state)
{
    (void)state;
    static const char *const tables[] = {"event", "log", "blob", "draft"};
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const char *mine = served_sql(served_conninfo(&makers),
            "SELECT count(*) > 0 FROM %s WHERE class_uid = '%s'", tables[i], served.class.uid);
        assert_string_equal(mine, "t");
        const char *theirs = served_sql(served_conninfo(&makers),
            "SELECT count(*) FROM %s WHERE class_uid <> '%s'", tables[i], served.class.uid);
        assert_string_equal(theirs, "0");
    }
}

static void test_what_nobody_may(void **state)
{
    (void)state;
    static const char *const attempts[] = {
        "SELECT * FROM node",
        "SELECT badge_key FROM class",
        "SELECT verifier FROM node",
        "SELECT * FROM event_default",
        "SELECT * FROM refusal",
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
        "TRUNCATE event",
        "UPDATE log SET head = 99",
        "INSERT INTO log(log, class_uid) VALUES ('x', 'y')",
        "UPDATE hub SET id = 'x'",
        "DELETE FROM tombstone",
        "INSERT INTO tombstone SELECT class_uid, 'ana', 9999999999999 FROM log",
        "DELETE FROM blob",
        "UPDATE blob SET bytes = ''",
        "DELETE FROM draft",
        "SELECT * FROM nodes()",
        "SELECT * FROM refusals()",
        "SELECT join_open('ws_aaaaa', 'x', 5, 'SCRAM-SHA-256$1:a$b:c')",
        "SELECT node_remove(session_user)",
        "SELECT node_rename(session_user, 'readers')",
        "SELECT class_set('x', 'x', NULL, NULL)",
        "SELECT class_bring('00000000000000000000000000000000', 'x', 'x')",
        "SELECT node_again('ws_aaaaa', NULL, 'hub', 'x', 'SCRAM-SHA-256$1:a$b:c', 1, 1, 0, 0)",
        "SELECT login_make('postgres', 'SCRAM-SHA-256$1:a$b:c', NULL)",
        "SELECT erase('x', 'ana', 0)",
        "CREATE TABLE waystation.mine (a int)",
        "CREATE ROLE ws_aaaaa LOGIN",
        "SET ROLE waystation_owner",
        "ALTER TABLE event DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE event DISABLE TRIGGER events_came",
        "SET session_replication_role = replica",
        "SET SESSION AUTHORIZATION postgres",
        "GRANT waystation_owner TO waystation_node",
    };
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        print_message("%s\n", attempts[i]);
        assert_state(served_sql(served_conninfo(&makers), "%s", attempts[i]), DENIED);
    }
}

/* A board of one class has no word in another. */
static void test_boards(void **state)
{
    (void)state;
    assert_state(
        served_sql(served_conninfo(&served.board), "SELECT node_remove('%s')", others.role),
        "P0002");
    assert_state(
        served_sql(served_conninfo(&served.board), "SELECT node_rename('%s', 'x')", others.role),
        "P0002");
    assert_string_equal(served_sql(served_conninfo(&served.board),
                            "SELECT count(*) FROM nodes() WHERE role = '%s'", others.role),
        "0");
    assert_string_equal(
        served_sql(served_conninfo(&served.board), "SELECT count(*) FROM nodes()"), "3");
    assert_state(served_sql(served_conninfo(&served.board),
                     "SELECT join_open('%s', 'x', 5, "
                     "'SCRAM-SHA-256$1:a$b:c')",
                     others.role),
        "23505");
    assert_state(served_sql(served_conninfo(&served.board), "SELECT join_open('postgres', 'x', 5, "
                                                            "'SCRAM-SHA-256$1:a$b:c')"),
        "23514");
    assert_state(
        served_sql(served_conninfo(&served.board), "SELECT join_open('ws_aaaaa', 'x', 5, 'plain')"),
        "23514");
}

/* Names of its own in front of ours change nothing that runs with more rights than it has. */
static void test_names_in_front(void **state)
{
    (void)state;
    const char *answer = served_sql(served_conninfo(&makers),
        "CREATE TEMP TABLE node AS SELECT session_user::text AS role, 'board' AS kind; "
        "CREATE FUNCTION pg_temp.my_classes() RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['%s'] "
        "$$; SET search_path = pg_temp, waystation; "
        "SELECT count(*) FROM waystation.event WHERE class_uid = '%s'",
        other_class.uid, other_class.uid);
    assert_string_equal(answer, "0");
    assert_state(
        served_sql(served_conninfo(&makers),
            "CREATE TEMP TABLE node AS SELECT session_user::text AS role, 'board' AS kind; "
            "SET search_path = pg_temp, waystation; SELECT * FROM waystation.nodes()"),
        DENIED);
}

/* Through push(): refused, and the board hears of it. */
static void test_refusals_are_shown(void **state)
{
    (void)state;
    struct error error = {0};
    const struct hub_refusal *refusals;
    int count;
    struct hub *station = served_connect(&served, &makers);
    struct store_event event = served_event(60, 1, "readers", "bo", "{}");
    for (int again = 0; again < 3; again++) {
        struct sync_answer answer = served_push(&served, station, &event, 1);
        assert_int_equal(answer.trouble, SYNC_DENIED);
        assert_false(answer.unfit);
        assert_false(answer.lost);
        assert_true(answer.text[0] != '\0');
    }
    event = served_event(61, 1, "makers", "ana", "{}");
    assert_int_equal(served_push(&served, station, &event, 1).heads[0].seq, 1);
    event = served_event(61, 2, "makers", "ana", "{}");
    event.kind = "badge_voided";
    struct sync_answer denied = served_push(&served, station, &event, 1);
    assert_int_equal(denied.trouble, SYNC_DENIED);
    assert_true(denied.unfit);
    hub_close(station);

    struct hub *board = served_connect(&served, &served.board);
    assert_true(hub_refusals(board, &served.arena, &refusals, &count, &error));
    assert_int_equal(count, 2);
    assert_string_equal(refusals[0].text, "it sent what only a board decides (badge_voided)");
    assert_int_equal(refusals[1].count, 3);
    assert_string_equal(refusals[1].role, makers.role);
    assert_string_equal(refusals[1].label, "makers");
    assert_non_null(strstr(refusals[1].text, "readers"));
    hub_close(board);
    board = served_connect(&served, &other_board);
    assert_true(hub_refusals(board, &served.arena, &refusals, &count, &error));
    assert_int_equal(count, 0);
    hub_close(board);
}

static void test_refusals_stay_few(void **state)
{
    (void)state;
    struct error error = {0};
    const struct hub_refusal *refusals;
    int count;
    const char *answer = served_sql(served_conninfo(&readers),
        "SELECT count(refusal_note('number ' || n)) FROM generate_series(1, 250) n");
    assert_string_equal(answer, "250");
    struct hub *board = served_connect(&served, &served.board);
    assert_true(hub_refusals(board, &served.arena, &refusals, &count, &error));
    assert_int_equal(count, HUB_REFUSAL_MAX);
    hub_close(board);
}

/* What it wrote under a former label stays its own. */
static void test_new_label(void **state)
{
    (void)state;
    assert_string_equal(served_sql(served_conninfo(&served.board),
                            "SELECT node_rename('%s', 'writers')", readers.role),
        "");
    assert_string_equal(insert(&readers, 70, 1, "writers", served.class.uid, readers.role), "");
    assert_string_equal(insert(&readers, 71, 1, "readers", served.class.uid, readers.role), "");
    assert_state(insert(&readers, 72, 1, "makers", served.class.uid, readers.role), DENIED);
    struct hub *station = served_hub(&readers);
    assert_string_equal(served_hello(&served, station).hello.label, "writers");
    hub_close(station);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_what_only_a_board_decides),
        cmocka_unit_test(test_rows_that_say_nothing),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_what_nobody_may),
        cmocka_unit_test(test_boards),
        cmocka_unit_test(test_names_in_front),
        cmocka_unit_test(test_refusals_are_shown),
        cmocka_unit_test(test_refusals_stay_few),
        cmocka_unit_test(test_new_label),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
