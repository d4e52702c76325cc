/* Who belongs to a hub: made, let in once, removed, and made again after the database was lost. */
#include "served.h"

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

static const struct hub_node *find_node(const struct hub_node *nodes, int count, const char *role)
{
    for (int i = 0; i < count; i++)
        if (str_equal(nodes[i].role, role))
            return &nodes[i];
    return NULL;
}

static enum sync_trouble knock(struct served *served, const struct member *member)
{
    struct hub *hub = served_hub(member);
    struct sync_answer answer = served_hello(served, hub);
    hub_close(hub);
    return answer.trouble;
}

static struct member open_place(struct served *served, const char *label)
{
    struct member place = {0};
    struct error error = {0};
    struct hub *board = served_connect(served, &served->board);
    STR_COPY(place.station, label);
    if (!hub_join_open(board, 10, &place, &error))
        served_die("hub_join_open", error.text);
    hub_close(board);
    return place;
}

#define assert_denied(member, ...) \
    assert_true(str_starts_with(served_sql(served_conninfo(member), __VA_ARGS__), "42501"))

static void test_join(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    char secret[MEMBER_SECRET_SIZE];
    const struct hub_node *nodes;
    int count;
    struct member place = open_place(served, "makers");
    assert_string_equal(place.class_uid, served->class.uid);
    assert_string_equal(place.class_name, "Class 4b");
    assert_string_equal(place.host, "127.0.0.1");
    assert_memory_equal(place.class_key, served->class.class_key, MEMBER_KEY_SIZE);

    /* Two machines with the same code, both in the door. */
    struct hub *first = served_hub(&place), *second = served_hub(&place);
    struct sync_answer answer = served_hello(served, first);
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_string_equal(answer.hello.label, "makers");
    assert_false(answer.hello.joined);
    assert_false(answer.hello.any_label);
    assert_int_equal(answer.hello.badge_key[0], 0); /* not yet */
    assert_int_equal(served_hello(served, second).trouble, SYNC_FINE);
    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    assert_int_equal(served_push(served, first, &event, 1).trouble, SYNC_DENIED);
    assert_int_equal(served_ask(served, first, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 0);

    const char *uid = served->class.uid;
    assert_denied(&place, "SELECT log_lock('%s', decode(repeat('aa', 16), 'hex'))", uid);
    assert_denied(&place, "SELECT class_of_call('%s')", uid);
    assert_denied(&place, "INSERT INTO blob(class_uid, name, bytes) VALUES ('%s', 'x:x', '')", uid);
    assert_denied(
        &place, "INSERT INTO draft(class_uid, student, key, at) VALUES ('%s', 'a', 'x', 1)", uid);
    hub_make_secret(secret);
    assert_true(hub_join_accept(first, secret, &error));
    assert_false(hub_join_accept(second, "another-secret-altogether", &error));
    assert_int_equal(error.code, ERR_DENIED);
    hub_close(second);
    assert_int_equal(served_push(served, first, &event, 1).trouble, SYNC_FINE);
    answer = served_hello(served, first);
    assert_true(answer.hello.joined);
    assert_memory_equal(answer.hello.badge_key, served->class.badge_key, MEMBER_KEY_SIZE);

    assert_int_equal(knock(served, &place), SYNC_WRONG_SECRET); /* used up */
    STR_COPY(place.secret, secret);
    assert_int_equal(knock(served, &place), SYNC_FINE);

    struct hub *board = served_connect(served, &served->board);
    assert_true(hub_nodes(board, &served->arena, &nodes, &count, &error));
    assert_int_equal(count, 2);
    const struct hub_node *node = find_node(nodes, count, place.role);
    assert_non_null(node);
    assert_int_equal(node->kind, HUB_NODE_STATION);
    assert_string_equal(node->label, "makers");
    assert_true(node->joined_ms >= node->made_ms && node->made_ms > 0);
    assert_int_equal(node->expires_ms, 0);
    assert_int_equal(node->removed_ms, 0);
    hub_close(board);
    hub_close(first);
}

static void test_codes_expire(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    struct member late = open_place(served, "makers"), inside = open_place(served, "makers");
    struct hub *hub = served_connect(served, &inside);
    served_sql(served->conninfo,
        "UPDATE waystation.node SET expires = now() - interval '1 s' WHERE role IN ('%s', '%s'); "
        "ALTER ROLE %s VALID UNTIL '2020-01-01'; ALTER ROLE %s VALID UNTIL '2020-01-01'",
        late.role, inside.role, late.role, inside.role);
    assert_int_equal(knock(served, &late), SYNC_WRONG_SECRET);
    assert_false(hub_join_accept(hub, "a-secret-of-its-own", &error));
    assert_int_equal(error.code, ERR_DENIED);
    hub_close(hub);
}

/* The short form of a code names role and secret itself. */
static void test_named_roles(void **state)
{
    static const char *const wrong[] = {"postgres", "ws_abc", "ws_ABCD", "ws_a b c", "ws_a;drop"};
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    char role[MEMBER_ROLE_SIZE];
    STR_FORMAT(role, "ws_k%06d", (int)getpid());
    for (int again = 0; again < 2; again++) {
        struct error error = {0};
        struct member place = {.station = "makers", .secret = "typed-by-hand"};
        STR_COPY(place.role, role);
        assert_int_equal(hub_join_open(board, 10, &place, &error), again == 0);
        assert_int_equal(error.code, again == 0 ? ERR_NONE : ERR_BUSY);
        if (again == 0)
            assert_int_equal(knock(served, &place), SYNC_FINE);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct error error = {0};
        struct member place = {.station = "makers"};
        STR_COPY(place.role, wrong[i]);
        assert_false(hub_join_open(board, 10, &place, &error));
    }
    hub_close(board);
}

static void test_removal(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    const struct hub_node *nodes;
    int count;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *station = served_connect(served, &makers);
    struct hub *board = served_connect(served, &served->board);
    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    served_push(served, station, &event, 1);

    assert_true(hub_node_remove(board, makers.role, &error));
    assert_true(served_ask(served, station, (struct sync_ask){.kind = SYNC_ASK_HEADS}).lost);
    assert_int_equal(served_hello(served, station).trouble, SYNC_WRONG_SECRET);
    assert_true(hub_nodes(board, &served->arena, &nodes, &count, &error));
    const struct hub_node *node = find_node(nodes, count, makers.role);
    assert_true(node->removed_ms > 0);
    assert_string_equal(node->verifier, "");
    assert_int_equal(served_pull(served, board, 1, 0).count, 1); /* what it said stays */

    assert_false(hub_node_remove(board, makers.role, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_false(hub_node_remove(board, served->board.role, &error));
    /* In its place a new machine of the same label. */
    struct member next = served_station(served, &served->board, "makers");
    assert_string_not_equal(next.role, makers.role);
    assert_int_equal(knock(served, &next), SYNC_FINE);
    hub_close(board);
    hub_close(station);
}

/* Should the cut not reach it: a removed node that is still connected can do nothing. */
static void test_removed_but_connected(void **state)
{
    struct served *served = *state;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *station = served_connect(served, &makers);
    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    served_push(served, station, &event, 1);
    served_sql(served->conninfo, "UPDATE waystation.node SET removed = now() WHERE role = '%s'",
        makers.role);
    event.stamp.seq = 2;
    assert_int_equal(served_push(served, station, &event, 1).trouble, SYNC_DENIED);
    assert_int_equal(served_pull(served, station, 1, 0).count, 0);
    assert_int_equal(served_hello(served, station).trouble, SYNC_WRONG_SECRET);
    hub_close(station);
}

static void test_reports_and_presence(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    const struct hub_node *nodes;
    int count;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *board = served_connect(served, &served->board);
    struct hub *station = served_connect(served, &makers), *copy = served_connect(served, &makers);
    struct sync_ask report = {.kind = SYNC_ASK_REPORT, .text = "{\"waiting\":3}"};
    assert_int_equal(served_ask(served, station, report).trouble, SYNC_FINE);
    assert_true(hub_nodes(board, &served->arena, &nodes, &count, &error));
    const struct hub_node *node = find_node(nodes, count, makers.role);
    assert_int_equal(node->sessions, 2); /* a cloned card */
    assert_true(node->since_ms > 0 && node->seen_ms >= node->since_ms);
    assert_non_null(strstr(node->report, "waiting"));

    static const char *const wrong[] = {"no JSON", ""};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        report.text = wrong[i];
        assert_int_equal(served_ask(served, station, report).trouble, SYNC_DENIED);
    }
    hub_close(station);
    hub_close(copy);
    for (int tries = 0; tries < 100; tries++) {
        assert_true(hub_nodes(board, &served->arena, &nodes, &count, &error));
        node = find_node(nodes, count, makers.role);
        if (node->sessions == 0)
            break;
        poll(NULL, 0, 50);
    }
    assert_int_equal(node->sessions, 0);
    assert_int_equal(node->since_ms, 0);
    hub_close(board);
}

/* The database is gone, and the board makes it again with what it has kept. */
static void test_made_again(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    const struct hub_node *nodes;
    int count;
    char database[MEMBER_ROLE_SIZE], hub_before[33];
    struct member makers = served_station(served, &served->board, "makers");
    struct member gone = served_station(served, &served->board, "readers");
    struct hub *hub = served_connect(served, &served->board);
    STR_COPY(hub_before, served_hello(served, hub).hello.hub);
    assert_true(hub_node_remove(hub, gone.role, &error));
    assert_true(hub_nodes(hub, &served->arena, &nodes, &count, &error));
    assert_int_equal(count, 3);
    hub_close(hub);

    STR_COPY(database, served->board.database);
    served_sql(served_superuser(), "DROP DATABASE %s WITH (FORCE)", database);
    /* As on another machine: the logins are gone too. */
    served_sql(
        served_superuser(), "DROP ROLE %s, %s, %s", makers.role, gone.role, served->board.role);
    assert_int_equal(knock(served, &makers), SYNC_WRONG_SECRET);
    served_sql(served_superuser(), "CREATE DATABASE %s", database);
    char uid[MEMBER_UID_SIZE], secret[MEMBER_SECRET_SIZE], role[MEMBER_ROLE_SIZE];
    STR_COPY(uid, served->class.uid);
    STR_COPY(role, served->board.role);
    STR_COPY(secret, served->board.secret);
    for (int again = 0; again < 2; again++) {
        assert_true(
            hub_admin_init(served->conninfo, &served->class, &served->board, nodes, count, &error));
        assert_string_equal(served->class.uid, uid);
        assert_string_equal(served->board.role, role);
        assert_string_equal(served->board.secret, secret);
        assert_int_equal(knock(served, &served->board), SYNC_FINE);
        assert_int_equal(knock(served, &makers), SYNC_FINE); /* with the secret it has */
        assert_int_equal(knock(served, &gone), SYNC_WRONG_SECRET);
    }
    hub = served_connect(served, &makers);
    struct sync_answer answer = served_hello(served, hub);
    assert_string_not_equal(answer.hello.hub, hub_before);
    assert_string_equal(answer.hello.label, "makers");
    assert_true(answer.hello.joined);
    assert_int_equal(served_ask(served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 0);
    hub_close(hub);
}

/* Running it again on a hub that lives changes no secret but what the caller knows better. */
static void test_repeated(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    const struct hub_node *nodes;
    int count;
    char secret[MEMBER_SECRET_SIZE];
    struct member place = open_place(served, "makers");
    struct hub *hub = served_connect(served, &served->board);
    assert_true(hub_nodes(hub, &served->arena, &nodes, &count, &error));
    hub_close(hub);
    hub = served_connect(served, &place);
    hub_make_secret(secret);
    assert_true(hub_join_accept(hub, secret, &error));
    hub_close(hub);
    STR_COPY(place.secret, secret);
    STR_COPY(served->class.name, "Class 4b, new");
    assert_true(
        hub_admin_init(served->conninfo, &served->class, &served->board, nodes, count, &error));
    hub = served_connect(served, &place);
    struct sync_answer answer = served_hello(served, hub);
    assert_true(answer.hello.joined);
    assert_string_equal(answer.hello.class_name, "Class 4b, new");
    hub_close(hub);

    struct hub_class class = served->class;
    memset(class.class_key, 9, sizeof class.class_key);
    memset(class.badge_key, 0, sizeof class.badge_key);
    hub = served_connect(served, &served->board);
    assert_true(hub_class_set(hub, &class, &error));
    answer = served_hello(served, hub);
    assert_memory_equal(answer.hello.class_key, class.class_key, MEMBER_KEY_SIZE);
    assert_int_equal(answer.hello.badge_key[0], 0);
    hub_close(hub);
}

/* A school's hub: a hub below pushes its classes, and no other's. */
static void test_hub_below(void **state)
{
    (void)state;
    struct served served;
    struct error error = {0};
    struct member north = {0}, south = {0};
    static const char uid[] = "0123456789abcdef0123456789abcdef";
    served_database(&served);
    assert_true(hub_admin_init(served.conninfo, NULL, NULL, NULL, 0, &error));
    served_address(&north);
    served_address(&south);
    assert_true(hub_admin_add_hub(served.conninfo, "North", &north, &error));
    assert_true(hub_admin_add_hub(served.conninfo, "South", &south, &error));
    struct hub *hub = served_connect(&served, &north);
    assert_true(served_hello(&served, hub).hello.any_label);
    hub_close(hub);
    struct hub_class class = {.id = "4b", .name = "Class 4b"}, other = {.id = "5a", .name = "5a"};
    STR_COPY(class.uid, uid);
    STR_COPY(other.uid, "ffffffffffffffffffffffffffffffff");
    hub = served_connect(&served, &north);
    struct hub *rival = served_connect(&served, &south);
    for (int again = 0; again < 2; again++)
        assert_true(hub_class_bring(hub, &class, &error));
    assert_true(hub_class_bring(hub, &other, &error));
    assert_false(hub_class_bring(rival, &class, &error));
    assert_int_equal(error.code, ERR_DENIED);

    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    struct sync_ask push = {.kind = SYNC_ASK_PUSH, .class_uid = uid, .events = &event, .count = 1};
    assert_int_equal(served_ask(&served, rival, push).trouble, SYNC_DENIED);
    assert_int_equal(served_ask(&served, hub, push).heads[0].seq, 1);
    push.class_uid = other.uid; /* a log stays its class's */
    assert_int_equal(served_ask(&served, hub, push).trouble, SYNC_DENIED);
    memset(event.stamp.log, 2, LOG_ID_SIZE);
    assert_int_equal(served_ask(&served, hub, push).heads[0].seq, 1);
    assert_int_equal(served_ask(&served, hub, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 2);
    assert_int_equal(
        served_ask(&served, rival, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 0);
    const char *name = "plan:x";
    struct sync_ask blob = {
        .kind = SYNC_ASK_PUT_BLOB, .class_uid = uid, .name = name, .bytes = "x", .size = 1};
    assert_int_equal(served_ask(&served, hub, blob).trouble, SYNC_FINE);
    blob =
        (struct sync_ask){.kind = SYNC_ASK_MISSING, .class_uid = uid, .names = &name, .count = 1};
    assert_int_equal(served_ask(&served, hub, blob).count, 0);
    blob.class_uid = other.uid;
    assert_int_equal(served_ask(&served, hub, blob).count, 1);
    hub_close(rival);
    hub_close(hub);
    served_close(&served);
}

static void test_verifiers(void **state)
{
    (void)state;
    struct error error = {0};
    char first[HUB_VERIFIER_SIZE], second[HUB_VERIFIER_SIZE], secret[MEMBER_SECRET_SIZE];
    hub_make_secret(secret);
    assert_int_equal(strlen(secret), 32);
    assert_true(hub_make_verifier(secret, first, &error));
    assert_true(hub_make_verifier(secret, second, &error));
    assert_true(str_starts_with(first, "SCRAM-SHA-256$"));
    assert_string_not_equal(first, second);
    assert_null(strstr(first, secret));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        served_test(test_join),
        served_test(test_codes_expire),
        served_test(test_named_roles),
        served_test(test_removal),
        served_test(test_removed_but_connected),
        served_test(test_reports_and_presence),
        served_test(test_made_again),
        served_test(test_repeated),
        cmocka_unit_test(test_hub_below),
        cmocka_unit_test(test_verifiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
