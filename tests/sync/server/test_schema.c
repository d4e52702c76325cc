/* Versions of a hub's schema, with data in them, and its months. */
#include "served.h"

#include "sync/hub_inside.h"
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

/* A hub as the version before this left it: a class, its board, two events, a draft. */
static void make_hub_of(struct served *served, int version)
{
    struct error error = {0};
    char verifier[HUB_VERIFIER_SIZE];
    served_database(served);
    PGconn *conn = PQconnectdb(served->conninfo);
    if (!hub_migrate(conn, version, &error))
        served_die("hub_migrate", error.text);
    served_address(&served->board);
    STR_COPY(served->board.database, PQdb(conn));
    PQfinish(conn);
    STR_FORMAT(served->board.role, "ws_b%d", (int)getpid() + version);
    STR_COPY(served->board.secret, "of-the-board");
    STR_COPY(served->class.uid, "0123456789abcdef0123456789abcdef");
    assert_true(hub_make_verifier("of-the-board", verifier, &error));
    const char *failed = served_sql(served->conninfo,
        "SET ROLE waystation_owner; SET search_path = waystation; "
        "INSERT INTO class(uid, id, name) VALUES ('%s', '4b', 'Class 4b'); "
        "SELECT node_again('%s', '%s', 'board', 'board', '%s', 1, 1, 0, 0)",
        served->class.uid, served->board.role, served->class.uid, verifier);
    assert_string_equal(failed, "");
}

static void fill(struct served *served, struct hub *hub)
{
    struct store_event events[2] = {
        served_event(1, 1, "makers", "ana", "{}"), served_event(1, 2, "makers", "bo", "{}")};
    struct sync_answer answer = served_push(served, hub, events, 2);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.heads[0].seq, 2);
    struct sync_draft draft = {"ana", "t:1", "begun", 10};
    answer = served_ask(
        served, hub, (struct sync_ask){.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1});
    assert_int_equal(answer.trouble, SYNC_FINE);
}

/* The hub before this one understands us, and we it. */
static void test_hub_of_the_version_before(void **state)
{
    (void)state;
    struct served served;
    make_hub_of(&served, SYNC_PROTOCOL - 1);
    struct hub *hub = served_hub(&served.board);
    struct sync_answer answer = served_hello(&served, hub);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.hello.schema, SYNC_PROTOCOL - 1);
    fill(&served, hub);
    assert_int_equal(served_pull(&served, hub, 1, 0).count, 2);
    struct store_event event = served_event(2, 1, "makers", "ana", "\xff");
    answer = served_push(&served, hub, &event, 1);
    assert_int_equal(answer.trouble, SYNC_DENIED);
    assert_true(answer.unfit);
    hub_close(hub);
    served_close(&served);
}

/* A node of the version before asks the hub of this one: the same SQL as ever. */
static void test_node_of_the_version_before(void **state)
{
    struct served *served = *state;
    const char *answer = served_sql(served_conninfo(&served->board),
        "SELECT role FROM hello(%d, %d)", SYNC_PROTOCOL - 1, SYNC_PROTOCOL - 1);
    assert_string_equal(answer, served->board.role);
    answer = served_sql(served_conninfo(&served->board),
        "SELECT head FROM push(NULL, decode(repeat('01', 16), 'hex'), '{1}', '{1795000000000}', "
        "'{0}', '{0}', '{0}', '{t}', '{makers}', '{4b}', '{ana}', '{visit_ended}', '{1}', "
        "ARRAY['{}'], '{f}', '{f}', ARRAY[decode(repeat('00', 16), 'hex')])");
    assert_string_equal(answer, "1");
}

static void test_migration_keeps_everything(void **state)
{
    (void)state;
    struct error error = {0};
    struct served served;
    char before[33];
    for (int version = 1; version < SYNC_PROTOCOL; version++) {
        make_hub_of(&served, version);
        struct hub *hub = served_connect(&served, &served.board);
        STR_COPY(before, served_hello(&served, hub).hello.hub);
        fill(&served, hub);
        /* While somebody is connected. */
        assert_true(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
        assert_true(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
        struct sync_answer answer = served_hello(&served, hub);
        assert_string_equal(answer.text, "");
        assert_int_equal(answer.hello.schema, SYNC_PROTOCOL);
        assert_string_equal(answer.hello.hub, before);
        answer = served_pull(&served, hub, 1, 0);
        assert_int_equal(answer.count, 2);
        assert_string_equal(answer.events[1].student, "bo");
        answer = served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_GET_DRAFTS});
        assert_int_equal(answer.count, 1);
        struct store_event next = served_event(1, 3, "makers", "cy", "{}");
        assert_int_equal(served_push(&served, hub, &next, 1).heads[0].seq, 3);
        hub_close(hub);
        served_close(&served);
    }
}

/* A hub of before this mend, with what a stolen card had put into it. */
static void test_stations_that_decided(void **state)
{
    (void)state;
    enum { BEFORE = 3 };
    struct error error = {0};
    struct served served;
    char verifier[HUB_VERIFIER_SIZE];
    struct member makers;
    make_hub_of(&served, BEFORE);
    makers = served.board;
    STR_FORMAT(makers.role, "ws_m%d", (int)getpid());
    STR_COPY(makers.secret, "on-the-card");
    assert_true(hub_make_verifier(makers.secret, verifier, &error));
    assert_string_equal(served_sql(served.conninfo,
                            "SET ROLE waystation_owner; SET search_path = waystation; "
                            "SELECT node_again('%s', '%s', 'station', 'makers', '%s', 1, 1, 0, 0)",
                            makers.role, served.class.uid, verifier),
        "");
    struct hub *station = served_connect(&served, &makers);
    struct hub *board = served_connect(&served, &served.board);
    struct store_event erased = served_event(5, 1, "makers", "ana", "{}");
    erased.kind = "student_erased";
    erased.stamp.at_ms = INT64_C(4099680000000);
    assert_int_equal(served_push(&served, station, &erased, 1).heads[0].seq, 1);

    assert_true(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
    struct store_event visit = served_event(6, 1, "makers", "ana", "{}");
    visit.stamp.at_ms =
        strtoll(served_sql(served.conninfo,
                    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 1"),
            NULL, 10);
    assert_int_equal(served_push(&served, station, &visit, 1).heads[0].seq, 1);
    assert_false(served_pull(&served, board, 6, 0).events[0].erased);
    erased.stamp.seq = 2;
    assert_int_equal(served_push(&served, station, &erased, 1).trouble, SYNC_DENIED);
    memset(erased.stamp.log, 7, LOG_ID_SIZE);
    erased.stamp.seq = 1;
    assert_int_equal(served_push(&served, board, &erased, 1).heads[0].seq, 1);
    assert_true(served_pull(&served, board, 6, 0).events[0].erased);
    hub_close(board);
    hub_close(station);
    served_close(&served);
}

static void test_versions_apart(void **state)
{
    static const struct {
        int schema, oldest;
        enum sync_trouble trouble;
    } hubs[] = {
        {SYNC_PROTOCOL + 1, SYNC_PROTOCOL, SYNC_FINE},
        {SYNC_PROTOCOL + 2, SYNC_PROTOCOL + 1, SYNC_HUB_NEWER},
        {SYNC_PROTOCOL_OLDEST - 1, 0, SYNC_HUB_OLDER},
    };
    struct error error = {0};
    struct served *served = *state;
    for (size_t i = 0; i < COUNT_OF(hubs); i++) {
        served_sql(served->conninfo, "UPDATE waystation.hub SET schema = %d, oldest = %d",
            hubs[i].schema, hubs[i].oldest);
        struct hub *hub = served_hub(&served->board);
        assert_int_equal(served_hello(served, hub).trouble, hubs[i].trouble);
        hub_close(hub);
    }
    served_sql(served->conninfo, "UPDATE waystation.hub SET schema = %d", SYNC_PROTOCOL + 1);
    assert_false(hub_admin_init(served->conninfo, NULL, NULL, NULL, 0, &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
}

/* What fails half-way leaves nothing. */
static void test_migration_is_whole(void **state)
{
    (void)state;
    struct error error = {0};
    struct served served;
    make_hub_of(&served, 1);
    served_sql(served.conninfo, "CREATE TABLE waystation.refusal (mine int)");
    assert_false(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
    assert_string_equal(served_sql(served.conninfo, "SELECT schema FROM waystation.hub"), "1");
    served_sql(served.conninfo, "DROP TABLE waystation.refusal");
    error_clear(&error);
    assert_true(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
    served_close(&served);
}

static int64_t server_ms(const struct served *served, const char *offset)
{
    return strtoll(served_sql(served->conninfo,
                       "SELECT (extract(epoch FROM now() + interval '%s') * 1000)::bigint", offset),
        NULL, 10);
}

static void test_months(void **state)
{
    struct served *served = *state;
    struct hub *hub = served_connect(served, &served->board);
    const struct {
        int64_t at_ms;
        bool has_month;
    } rows[] = {
        {0, false},                             /* 1970 */
        {server_ms(served, "-3 years"), false}, /* too long ago to be worth one */
        {server_ms(served, "-300 days"), true}, /* a hub that was set up late */
        {server_ms(served, "0"), true},         /* */
        {server_ms(served, "30 days"), true},   /* made ahead */
        {server_ms(served, "400 days"), false}, /* a clock that runs ahead */
        {INT64_C(4099680000000), false},        /* 2099 */
        {INT64_MAX, false},
    };
    struct store_event events[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        events[i] = served_event(1, (uint32_t)i + 1, "makers", "ana", "{}");
        events[i].stamp.at_ms = rows[i].at_ms;
    }
    struct sync_answer answer = served_push(served, hub, events, (int)COUNT_OF(rows));
    assert_string_equal(answer.text, "");
    assert_int_equal(served_pull(served, hub, 1, 0).count, COUNT_OF(rows));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char expected[64] = "waystation.event_default";
        if (rows[i].has_month)
            STR_COPY(expected, served_sql(served->conninfo,
                                   "SELECT to_char(to_timestamp(%lld / 1000.0) AT TIME ZONE 'UTC', "
                                   "'\"waystation.event_\"YYYYMM')",
                                   (long long)rows[i].at_ms));
        const char *table = served_sql(served->conninfo,
            "SELECT tableoid::regclass FROM waystation.event WHERE seq = %zu", i + 1);
        assert_string_equal(table, expected);
    }
    hub_close(hub);
}

/* Rows that came before their month had a partition move into it. */
static void test_default_gives_back(void **state)
{
    struct served *served = *state;
    char month[64];
    struct hub *hub = served_connect(served, &served->board);
    struct store_event events[2] = {
        served_event(1, 1, "makers", "ana", "{}"), served_event(1, 2, "makers", "ana", "{}")};
    events[0].stamp.at_ms = server_ms(served, "0");
    events[1].stamp.at_ms = INT64_C(4099680000000);
    assert_int_equal(served_push(served, hub, events, 2).heads[0].seq, 2);
    STR_COPY(month, served_sql(served->conninfo,
                        "SELECT tableoid::regclass FROM waystation.event WHERE seq = 1"));
    assert_string_equal(served_sql(served->conninfo,
                            "ALTER TABLE waystation.event DETACH PARTITION %s; "
                            "INSERT INTO waystation.event_default SELECT * FROM %s; DROP TABLE %s",
                            month, month, month),
        "");
    assert_int_equal(served_pull(served, hub, 1, 0).count, 2);
    assert_int_equal(served_hello(served, hub).trouble, SYNC_FINE);
    assert_string_equal(served_sql(served->conninfo, "SELECT count(*) FROM %s", month), "1");
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) FROM waystation.event_default"), "1");
    assert_int_equal(served_pull(served, hub, 1, 0).count, 2);
    /* Its numbers stay taken. */
    assert_int_equal(served_push(served, hub, events, 2).conflicts, 0);
    assert_string_equal(served_sql(served->conninfo, "SELECT count(*) FROM waystation.event"), "2");
    hub_close(hub);
}

/* Set up by whoever may make roles and this database, but is no superuser. */
static void test_owner_without_superuser(void **state)
{
    (void)state;
    struct error error = {0};
    struct served served;
    char conninfo[SERVED_TEXT];
    served_database(&served);
    /* In a cluster where a superuser's hub is already, its roles are the superuser's. */
    served_sql(served_superuser(),
        "CREATE ROLE school LOGIN CREATEROLE; "
        "GRANT waystation_owner, waystation_node TO school WITH ADMIN OPTION");
    served_sql(served.conninfo,
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %%I TO school', "
        "current_database()); END $$");
    STR_FORMAT(conninfo, "%s user=school", served.conninfo);
    struct hub_class class = {.id = "4b", .name = "Class 4b"};
    struct member board = {.station = "board"};
    served_address(&board);
    if (!hub_admin_init(conninfo, &class, &board, NULL, 0, &error))
        fail_msg("%s", error.text);
    struct hub *hub = served_connect(&served, &board);
    hub_close(hub);
    served_close(&served);
}

static void test_who_may_not_set_up(void **state)
{
    (void)state;
    struct error error = {0};
    struct served served;
    char conninfo[SERVED_TEXT];
    served_database(&served);
    served_sql(served_superuser(), "CREATE ROLE visitor LOGIN");
    STR_FORMAT(conninfo, "%s user=visitor", served.conninfo);
    assert_false(hub_admin_init(conninfo, NULL, NULL, NULL, 0, &error));
    assert_int_equal(error.code, ERR_DENIED);
    assert_non_null(strstr(error.text, "superuser"));
    assert_string_equal(
        served_sql(served.conninfo, "SELECT to_regnamespace('waystation') IS NULL"), "t");
    static const struct {
        const char *conninfo;
        enum error_code code;
    } wrong[] = {
        {"host=127.0.0.1 port=1 dbname=x", ERR_NOT_FOUND},
        {"no conninfo=", ERR_NOT_FOUND},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        error_clear(&error);
        assert_false(hub_admin_init(wrong[i].conninfo, NULL, NULL, NULL, 0, &error));
        print_message("%s\n", error.text);
        assert_int_equal(error.code, wrong[i].code);
    }
    served_sql(served_superuser(),
        "CREATE DATABASE latin ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'");
    STR_FORMAT(conninfo, "%s dbname=latin", served_superuser());
    error_clear(&error);
    assert_false(hub_admin_init(conninfo, NULL, NULL, NULL, 0, &error));
    assert_int_equal(error.code, ERR_UNSUPPORTED);
    served_close(&served);
}

/* What hubs keep for ever: a row's digest. The expected one was computed with another library:
 * BLAKE2b-128 over numbers of 8 bytes (the highest first) and texts behind their lengths. */
static void test_digest_is_frozen(void **state)
{
    struct served *served = *state;
    struct hub *hub = served_connect(served, &served->board);
    struct store_event event = served_event(1, 1, "makers", "ana", "{\"reason\":\"done\"}");
    served_push(served, hub, &event, 1);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT encode(digest, 'hex') FROM waystation.event"),
        "9e798330fb9fe8aa39f632e5e0154666");
    hub_close(hub);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hub_of_the_version_before),
        served_test(test_node_of_the_version_before),
        cmocka_unit_test(test_migration_keeps_everything),
        cmocka_unit_test(test_stations_that_decided),
        served_test(test_versions_apart),
        cmocka_unit_test(test_migration_is_whole),
        served_test(test_months),
        served_test(test_default_gives_back),
        cmocka_unit_test(test_owner_without_superuser),
        cmocka_unit_test(test_who_may_not_set_up),
        served_test(test_digest_is_frozen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
