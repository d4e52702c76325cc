#include "served.h"

#include "base/macros.h"
#include "store/store_internal.h" /* erase_from_body() */

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

static void test_hello(void **state)
{
    struct served *served = *state;
    struct hub *hub = served_hub(&served->board);
    struct sync_answer answer = served_hello(served, hub);
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_string_equal(answer.hello.class_uid, served->class.uid);
    assert_string_equal(answer.hello.class_id, "4b");
    assert_string_equal(answer.hello.class_name, "Class 4b");
    assert_string_equal(answer.hello.node, served->board.role);
    assert_string_equal(answer.hello.label, "board");
    assert_int_equal(answer.hello.schema, SYNC_PROTOCOL);
    assert_int_equal(strlen(answer.hello.hub), 32);
    assert_true(answer.hello.joined);
    assert_memory_equal(answer.hello.badge_key, served->class.badge_key, MEMBER_KEY_SIZE);
    assert_memory_equal(answer.hello.class_key, served->class.class_key, MEMBER_KEY_SIZE);
    assert_true(answer.hello.hub_ms > INT64_C(1700000000000));
    hub_close(hub);
}

static void assert_same_event(const struct store_event *a, const struct store_event *b)
{
    assert_int_equal(stamp_compare(&a->stamp, &b->stamp), 0);
    assert_int_equal(a->wall_ms, b->wall_ms);
    assert_int_equal(a->mono_ms, b->mono_ms);
    assert_int_equal(a->offset_s, b->offset_s);
    assert_int_equal(a->trusted, b->trusted);
    assert_string_equal(a->station, b->station);
    assert_string_equal(a->class_id, b->class_id);
    assert_string_equal(a->student, b->student);
    assert_string_equal(a->kind, b->kind);
    assert_int_equal(a->version, b->version);
    assert_string_equal(a->body, b->body);
    assert_int_equal(a->erased, b->erased);
}

static void test_push_and_pull(void **state)
{
    struct served *served = *state;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *station = served_connect(served, &makers);
    struct hub *board = served_connect(served, &served->board);
    struct store_event events[3] = {
        served_event(1, 1, "makers", "ana", "{\"reason\":\"done\"}"),
        served_event(1, 2, "makers", "", "{}"),
        served_event(1, 3, "makers", "bo", "{\"text\":\"h\xc3\xa9 \\u0000 'quoted' \\\\ \"}"),
    };
    events[1].kind = "of_tomorrow";
    events[1].version = 77;
    events[1].trusted = false;
    events[2].stamp.at_ms = INT64_C(4102444800000); /* 2100 */
    struct sync_answer answer = served_push(served, station, events, 3);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.heads[0].seq, 3);
    assert_int_equal(answer.conflicts, 0);

    answer = served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_int_equal(answer.count, 1);
    assert_int_equal(answer.heads[0].seq, 3);
    assert_memory_equal(answer.heads[0].log, events[0].stamp.log, LOG_ID_SIZE);

    answer = served_pull(served, board, 1, 0);
    assert_int_equal(answer.count, 3);
    for (int i = 0; i < 3; i++)
        assert_same_event(&answer.events[i], &events[i]);
    answer = served_pull(served, board, 1, 2);
    assert_int_equal(answer.count, 1);
    answer = served_pull(served, board, 9, 0);
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_int_equal(answer.count, 0);
    hub_close(board);
    hub_close(station);
}

static void test_duplicates_and_gaps(void **state)
{
    static const struct {
        uint32_t first, last; /* pushed */
        uint32_t head;        /* afterwards */
    } steps[] = {
        {3, 4, 0}, /* a gap at the start: none is taken */
        {1, 2, 2},
        {1, 2, 2}, /* again */
        {4, 6, 2}, /* a gap */
        {2, 5, 5}, /* overlapping */
        {6, 6, 6},
        {1, 6, 6},
    };
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct store_event events[8];
        int count = 0;
        for (uint32_t seq = steps[i].first; seq <= steps[i].last; seq++)
            events[count++] = served_event(1, seq, "makers", "ana", "{}");
        struct sync_answer answer = served_push(served, board, events, count);
        assert_string_equal(answer.text, "");
        assert_int_equal(answer.heads[0].seq, steps[i].head);
        assert_int_equal(answer.conflicts, 0);
    }
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) || ' ' || max(seq) FROM waystation.event"),
        "6 6");
    hub_close(board);
}

static void test_a_gap_inside(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event events[3] = {served_event(1, 1, "makers", "ana", "{}"),
        served_event(1, 2, "makers", "ana", "{}"), served_event(1, 4, "makers", "ana", "{}")};
    assert_int_equal(served_push(served, board, events, 3).heads[0].seq, 2);
    hub_close(board);
}

static void test_conflicts_are_kept(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event events[2] = {served_event(1, 1, "makers", "ana", "{\"a\":1}"),
        served_event(1, 2, "makers", "ana", "{\"a\":2}")};
    served_push(served, board, events, 2);
    events[1].body = "{\"a\":3}";
    for (int again = 0; again < 2; again++) {
        struct sync_answer answer = served_push(served, board, events, 2);
        assert_int_equal(answer.trouble, SYNC_FINE);
        assert_int_equal(answer.conflicts, 1);
        assert_int_equal(answer.heads[0].seq, 2);
    }
    assert_string_equal(
        served_sql(served->conninfo, "SELECT body FROM waystation.event WHERE seq = 2"),
        "{\"a\":2}");
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) || max(body) FROM waystation.conflict"),
        "1{\"a\":3}");
    /* What was erased on its way, or whose lists lost a name, is no other fact. */
    events[1].edited = true;
    assert_int_equal(served_push(served, board, events, 2).conflicts, 0);
    events[1].edited = false;
    events[1].student = "";
    events[1].body = "{}";
    events[1].erased = true;
    assert_int_equal(served_push(served, board, events, 2).conflicts, 0);
    hub_close(board);
}

static void test_pull_in_parts(void **state)
{
    enum { ROWS = 450, BIG = 100 * 1024 };
    static char big[BIG + 1];
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    memset(big, ' ', BIG);
    big[0] = '{';
    big[BIG - 1] = '}';
    for (uint32_t seq = 1; seq <= ROWS; seq++) {
        struct store_event event = served_event(1, seq, "makers", "ana", seq > 444 ? big : "{}");
        assert_int_equal(served_push(served, board, &event, 1).heads[0].seq, seq);
    }
    static const struct {
        uint32_t after;
        int count;
    } parts[] = {{0, SYNC_BATCH_ROWS}, {200, SYNC_BATCH_ROWS}, {400, 47}, {447, 3}, {450, 0}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct sync_answer answer = served_pull(served, board, 1, parts[i].after);
        assert_int_equal(answer.count, parts[i].count);
        for (int row = 0; row < answer.count; row++)
            assert_int_equal(answer.events[row].stamp.seq, parts[i].after + 1 + (uint32_t)row);
    }
    hub_close(board);
}

/* Neither stops what is behind it, at this hub or in this log. */
static void test_unfit_rows(void **state)
{
    enum { HUGE = 10 * 1024 * 1024 };
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    char *huge = malloc(HUGE + 1);
    assert_non_null(huge);
    memset(huge, 'x', HUGE);
    huge[HUGE] = '\0';
    const char *bodies[] = {huge, "{\"text\":\"\xff\"}"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct store_event events[2] = {served_event(1, 1, "makers", "ana", "{}"),
            served_event(1, 2, "makers", "ana", bodies[i])};
        struct sync_answer answer = served_push(served, board, events, 2);
        assert_int_equal(answer.trouble, SYNC_DENIED);
        assert_true(answer.unfit);
        assert_false(answer.lost);
        assert_int_equal(
            served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 0);
    }
    free(huge);
    struct store_event event = served_event(1, 1, "makers", "ana", "no JSON at all");
    assert_int_equal(served_push(served, board, &event, 1).heads[0].seq, 1);
    hub_close(board);
}

/* --- Erasing ---------------------------------------------------------------------------------- */

static struct store_event event_of(
    uint8_t log, uint32_t seq, const char *student, const char *kind, const char *body)
{
    struct store_event event = served_event(log, seq, "makers", student, body);
    event.kind = kind;
    return event;
}

static struct sync_answer put_blob(struct served *served, struct hub *hub, const char *name)
{
    return served_ask(served, hub,
        (struct sync_ask){.kind = SYNC_ASK_PUT_BLOB, .name = name, .bytes = name, .size = 4});
}

static void test_erasure(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event events[] = {
        event_of(1, 1, "ana", "reflection_submitted", "{\"text\":\"t\",\"clip\":\"abc\"}"),
        event_of(1, 2, "", "groups_approved",
            "{\"groups\":[{\"students\":[\"ana\",\"bo\"]},{\"students\":[\"cy\", \"ana\"]},"
            "{\"students\":[\"ana\"]},{\"name\":\"ana\",\"students\":[\"di\",\"ana\",\"anais\"]}]"
            "}"),
        event_of(1, 3, "bo", "kudos_given", "{\"text\":\"\\\"ana\\\" is kind\",\"about\":\"ana\"}"),
        event_of(1, 4, "", "plan_published", "{\"version\":\"1\",\"hash\":\"old\"}"),
        event_of(1, 5, "", "plan_published", "{\"version\":\"2\",\"hash\":\"new\"}"),
        event_of(1, 6, "ana", "student_erased", "{}"),
        event_of(1, 7, "ana", "visit_ended", "{\"of\":\"somebody new\"}"),
    };
    const char *blobs[] = {"clip:abc", "clip:def", "plan:old", "plan:new"};
    for (size_t i = 0; i < COUNT_OF(blobs); i++)
        assert_int_equal(put_blob(served, board, blobs[i]).trouble, SYNC_FINE);
    struct store_event other = events[0];
    served_push(served, board, events, 1);
    other.body = "{\"text\":\"another\"}";
    assert_int_equal(served_push(served, board, &other, 1).conflicts, 1);
    other = event_of(1, 1, "", "groups_approved", "{\"students\":[\"ana\"]}");
    assert_int_equal(served_push(served, board, &other, 1).conflicts, 1);
    other = event_of(1, 1, "bo", "ticket_submitted", "{\"response\":\"ana\"}");
    assert_int_equal(served_push(served, board, &other, 1).conflicts, 1);
    struct sync_draft drafts[] = {{"ana", "ticket:1", "mine", 5}, {"bo", "ticket:1", "mine", 5}};
    struct sync_ask ask = {.kind = SYNC_ASK_PUT_DRAFTS, .drafts = drafts, .count = 2};
    assert_int_equal(served_ask(served, board, ask).trouble, SYNC_FINE);
    struct sync_answer answer = served_push(served, board, events, (int)COUNT_OF(events));
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.heads[0].seq, COUNT_OF(events));

    answer = served_pull(served, board, 1, 0);
    assert_true(answer.events[0].erased);
    assert_string_equal(answer.events[0].student, "");
    assert_string_equal(answer.events[0].body, "{}");
    assert_string_equal(answer.events[1].body,
        "{\"groups\":[{\"students\":[\"bo\"]},{\"students\":[\"cy\"]},"
        "{\"students\":[]},{\"name\":\"ana\",\"students\":[\"di\",\"anais\"]}]}");
    assert_true(answer.events[1].edited);
    assert_string_equal(answer.events[2].body, events[2].body);
    assert_false(answer.events[2].edited);
    assert_string_equal(answer.events[5].student, "ana");
    assert_false(answer.events[6].erased);
    /* A node of before has emptied more. */
    other = events[2];
    other.body = "{\"text\":\"\\\"ana\\\" is kind\",\"about\":\"\"}";
    other.edited = true;
    assert_int_equal(served_push(served, board, &other, 1).conflicts, 0);
    assert_string_equal(served_pull(served, board, 1, 2).events[0].body, events[2].body);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT string_agg(student, ' ') FROM waystation.conflict"),
        "bo");
    assert_string_equal(served_sql(served->conninfo,
                            "SELECT string_agg(name, ' ' ORDER BY name) FROM waystation.blob"),
        "clip:def plan:new");
    answer = served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_GET_DRAFTS});
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.drafts[0].student, "bo");
    hub_close(board);
}

static uint32_t draw(uint64_t *seed, uint32_t bound)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % bound;
}

static void put_blank(struct str_writer *writer, uint64_t *seed)
{
    static const char *const blanks[] = {"", "", "", " ", "\n", "\t ", "\r\n"};
    str_put(writer, blanks[draw(seed, COUNT_OF(blanks))]);
}

/* Any JSON, in which the id and what looks like a list of students stand everywhere. */
static void put_value(struct str_writer *writer, uint64_t *seed, int depth)
{
    static const char *const words[] = {"wei.1", "wei.1", "ada", "students", "weix1", "", "]", ",",
        "\\\"wei.1\\\"", "\\\\", "say \\\"students", "\\\"students\\\":[\\\"wei.1\\\"]"};
    uint32_t what = draw(seed, depth > 0 ? 6 : 3);
    put_blank(writer, seed);
    if (what == 0) {
        str_putf(writer, "%d", (int)draw(seed, 9));
    } else if (what < 3) {
        str_putf(writer, "\"%s\"", words[draw(seed, COUNT_OF(words))]);
    } else {
        bool is_list = what < 5;
        str_put(writer, is_list ? "[" : "{");
        for (uint32_t i = 0, count = draw(seed, 5); i < count; i++) {
            str_put(writer, i > 0 ? "," : "");
            put_blank(writer, seed);
            if (!is_list) {
                str_putf(writer, "\"%s\"",
                    draw(seed, 2) > 0 ? "students" : words[draw(seed, COUNT_OF(words))]);
                put_blank(writer, seed);
                str_put(writer, ":");
            }
            put_value(writer, seed, depth - 1);
        }
        put_blank(writer, seed);
        str_put(writer, is_list ? "]" : "}");
    }
    put_blank(writer, seed);
}

static void compare_with_store(PGconn *conn, const char *body)
{
    static char ours[1 << 20];
    const char *values[] = {body, "wei.1"};
    PGresult *result = PQexecParams(
        conn, "SELECT waystation.body_without($1, $2), $1::jsonb", 2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", PQresultErrorMessage(result), body);
    erase_from_body(body, strlen(body), "wei.1", ours);
    if (strcmp(PQgetvalue(result, 0, 0), ours) != 0)
        fail_msg("of\n%s\nthe hub makes\n%s\nthe store\n%s", body, PQgetvalue(result, 0, 0), ours);
    PQclear(result);
}

/* The hub and the stations make the same of the same body. */
static void test_erasure_is_the_stores(void **state)
{
    struct served *served = *state;
    static char body[1 << 20];
    PGconn *conn = PQconnectdb(served->conninfo);
    uint64_t seed = 7;
    int changed = 0;
    for (int i = 0; i < 3000; i++) {
        char out[sizeof body / 64];
        struct str_writer writer = str_writer(body, sizeof out);
        str_put(&writer, "{\"students\":");
        put_value(&writer, &seed, 4);
        str_put(&writer, "}");
        compare_with_store(conn, body);
        changed += erase_from_body(body, strlen(body), "wei.1", out) != strlen(body);
    }
    assert_true(changed > 100);
    /* The largest that a hub takes, in time. */
    static const char *const most[] = {"\"wei.1\",", "\"students\":[\"wei.1\"],"};
    for (size_t i = 0; i < COUNT_OF(most); i++) {
        struct str_writer writer = str_writer(body, sizeof body);
        str_put(&writer, i == 0 ? "{\"students\":[" : "{");
        while (writer.length + 64 < sizeof body)
            str_put(&writer, most[i]);
        str_put(&writer, i == 0 ? "\"\"]}" : "\"\":0}");
        compare_with_store(conn, body);
    }
    PQfinish(conn);
}

/* A board whose clock is years ahead erases what is here, not whoever is given the id later. */
static void test_erasure_by_a_clock_ahead(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event erased = event_of(1, 1, "ana", "student_erased", "{}");
    struct store_event ahead = event_of(2, 1, "ana", "visit_ended", "{}");
    struct store_event later = event_of(3, 1, "ana", "visit_ended", "{}");
    erased.stamp.at_ms = INT64_C(4099680000000);
    ahead.stamp.at_ms = erased.stamp.at_ms - 1;
    served_push(served, board, &ahead, 1);
    served_push(served, board, &erased, 1);
    assert_true(served_pull(served, board, 2, 0).events[0].erased);
    assert_string_equal(
        served_sql(served->conninfo,
            "SELECT at <= extract(epoch FROM clock_timestamp()) * 1000 FROM waystation.tombstone"),
        "t");
    later.stamp.at_ms =
        strtoll(served_sql(served->conninfo,
                    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 1"),
            NULL, 10);
    served_push(served, board, &later, 1);
    assert_false(served_pull(served, board, 3, 0).events[0].erased);
    hub_close(board);
}

/* Who comes late, as a whole or in a list, is erased on arrival; once more the same changes
 * nothing. */
static void test_erasure_before_what_it_erases(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event erased = event_of(1, 1, "ana", "student_erased", "{}");
    struct store_event late[] = {
        event_of(2, 1, "ana", "visit_ended", "{\"reason\":\"done\"}"),
        event_of(2, 2, "", "groups_approved", "{\"groups\":[{\"students\":[\"ana\",\"bo\"]}]}"),
        event_of(2, 3, "ana", "student_erased", "{}"),
    };
    for (int i = 0; i < 3; i++)
        late[i].stamp.at_ms = INT64_C(1750000000000) + MIN(i, 1); /* before now, by any clock */
    erased.stamp.at_ms = late[1].stamp.at_ms;
    served_push(served, board, &erased, 1);
    for (int again = 0; again < 2; again++) {
        struct sync_answer answer = served_push(served, board, late, 3);
        assert_string_equal(answer.text, "");
        assert_int_equal(answer.heads[0].seq, 3);
        assert_int_equal(answer.conflicts, 0);
        answer = served_pull(served, board, 2, 0);
        assert_true(answer.events[0].erased);
        assert_string_equal(answer.events[0].student, "");
        assert_string_equal(answer.events[1].body, "{\"groups\":[{\"students\":[\"bo\"]}]}");
    }
    struct sync_draft draft = {"ana", "ticket:1", "mine", late[0].stamp.at_ms};
    struct sync_ask ask = {.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1};
    assert_int_equal(served_ask(served, board, ask).trouble, SYNC_FINE);
    ask = (struct sync_ask){.kind = SYNC_ASK_GET_DRAFTS};
    assert_int_equal(served_ask(served, board, ask).count, 0);
    hub_close(board);
}

/* --- Blobs, drafts, reports ------------------------------------------------------------------- */

static void test_blobs(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    const char *names[] = {"clip:a", "clip:b", "plan:c"};
    struct sync_ask missing = {.kind = SYNC_ASK_MISSING, .names = names, .count = 3};
    assert_int_equal(served_ask(served, board, missing).count, 3);

    char *bytes = malloc(SYNC_BLOB_MAX + 1);
    assert_non_null(bytes);
    for (int i = 0; i <= SYNC_BLOB_MAX; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    struct sync_ask put = {
        .kind = SYNC_ASK_PUT_BLOB, .name = "clip:b", .bytes = bytes, .size = SYNC_BLOB_MAX};
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    struct sync_answer answer =
        served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_GET_BLOB, .name = "clip:b"});
    assert_int_equal(answer.size, SYNC_BLOB_MAX);
    assert_memory_equal(answer.bytes, bytes, SYNC_BLOB_MAX);

    answer = served_ask(served, board, missing);
    assert_int_equal(answer.count, 2);
    assert_string_equal(answer.names[0], "clip:a");
    assert_string_equal(answer.names[1], "plan:c");
    answer =
        served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_GET_BLOB, .name = "clip:a"});
    assert_int_equal(answer.trouble, SYNC_FINE);
    assert_null(answer.bytes);

    put.size = SYNC_BLOB_MAX + 1;
    put.name = "clip:d";
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_DENIED);
    put.size = 1;
    put.name = "../etc";
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_DENIED);
    put.size = 0;
    put.name = "clip:empty";
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    free(bytes);
    hub_close(board);
}

static void test_drafts(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct sync_draft first[] = {{"ana", "t:1", "one", 10}, {"bo", "t:1", "two", 10}};
    struct sync_draft then[] = {{"ana", "t:1", "older", 9}, {"bo", "t:1", NULL, 11}};
    struct sync_ask put = {.kind = SYNC_ASK_PUT_DRAFTS, .drafts = first, .count = 2};
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    struct sync_ask get = {.kind = SYNC_ASK_GET_DRAFTS};
    struct sync_answer answer = served_ask(served, board, get);
    assert_int_equal(answer.count, 2);
    assert_string_equal(answer.drafts[0].body, "one");
    assert_int_equal(answer.drafts[0].at_ms, 10);
    get.version = answer.version;
    assert_int_equal(served_ask(served, board, get).count, 0);
    assert_int_equal(served_ask(served, board, get).version, get.version);

    put.drafts = then;
    assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    answer = served_ask(served, board, get);
    assert_int_equal(answer.count, 1);
    assert_string_equal(answer.drafts[0].student, "bo");
    assert_null(answer.drafts[0].body);
    assert_true(answer.version > get.version);
    hub_close(board);
}

static void test_many_drafts(void **state)
{
    enum { DRAFTS = 12, SIZE = 60 * 1024 };
    static char body[SIZE + 1];
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    memset(body, 'x', SIZE);
    for (int i = 0; i < DRAFTS; i++) {
        char key[16];
        STR_FORMAT(key, "t:%d", i);
        struct sync_draft draft = {"ana", key, body, 10};
        struct sync_ask put = {.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1};
        assert_int_equal(served_ask(served, board, put).trouble, SYNC_FINE);
    }
    int seen = 0, rounds = 0, count;
    struct sync_ask get = {.kind = SYNC_ASK_GET_DRAFTS};
    do {
        struct sync_answer answer = served_ask(served, board, get);
        count = answer.count;
        get.version = answer.version;
        seen += count;
        rounds++;
    } while (count > 0);
    assert_int_equal(seen, DRAFTS);
    assert_int_equal(rounds, 4); /* 5, 5, 2, none */
    hub_close(board);
}

/* --- Being told ------------------------------------------------------------------------------- */

static void test_wait(void **state)
{
    struct sync_heard heard = {0};
    struct served *served = *state;
    int wake[2];
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *station = served_connect(served, &makers);
    struct hub *board = served_connect(served, &served->board);
    assert_int_equal(pipe(wake), 0);
    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    served_push(served, station, &event, 1);
    assert_true(hub_wait(board, wake[0], 10000, &heard));
    assert_int_equal(heard.count, 1);
    assert_memory_equal(heard.heads[0].log, event.stamp.log, LOG_ID_SIZE);
    assert_int_equal(heard.heads[0].seq, 1);
    assert_false(heard.all);
    assert_false(hub_wait(board, wake[0], 0, &heard));    /* once */
    assert_false(hub_wait(station, wake[0], 50, &heard)); /* its own */
    put_blob(served, board, "plan:1");
    assert_true(hub_wait(station, wake[0], 10000, &heard));
    struct sync_draft draft = {"ana", "t:1", "x", 10};
    served_ask(served, board,
        (struct sync_ask){.kind = SYNC_ASK_PUT_DRAFTS, .drafts = &draft, .count = 1});
    assert_true(hub_wait(station, wake[0], 10000, &heard));
    assert_int_equal(write(wake[1], "x", 1), 1);
    assert_false(hub_wait(board, wake[0], 10000, &heard));
    hub_close(board);
    hub_close(station);
    close(wake[0]);
    close(wake[1]);
}

/* What came while an answer was read is not forgotten. */
static void test_notice_during_an_answer(void **state)
{
    struct sync_heard heard = {0};
    struct served *served = *state;
    struct member makers = served_station(served, &served->board, "makers");
    struct hub *station = served_connect(served, &makers);
    struct hub *board = served_connect(served, &served->board);
    struct store_event event = served_event(1, 1, "makers", "ana", "{}");
    served_push(served, station, &event, 1);
    assert_int_equal(served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS}).count, 1);
    assert_true(hub_wait(board, -1, 10000, &heard));
    hub_close(board);
    hub_close(station);
}

static void test_line_cut(void **state)
{
    struct sync_heard heard = {0};
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    served_sql(served->conninfo,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '%s'",
        served->board.role);
    assert_true(hub_wait(board, -1, 10000, &heard));
    struct sync_answer answer =
        served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_true(answer.lost);
    assert_int_equal(answer.trouble, SYNC_SILENT);
    assert_int_equal(served_hello(served, board).trouble, SYNC_FINE);

    served_sql(served->conninfo,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '%s'",
        served->board.role);
    answer = served_ask(served, board, (struct sync_ask){.kind = SYNC_ASK_HEADS});
    assert_true(answer.lost);
    assert_int_equal(answer.trouble, SYNC_SILENT);
    assert_false(hub_wait(board, -1, 10, &heard));
    hub_close(board);
}

/* Two carriers of one log at once: each row is there once. */
static void test_two_carriers(void **state)
{
    enum { ROWS = 120 };
    struct served *served = *state;
    struct hub *carriers[2];
    uint32_t heads[2] = {0, 0};
    for (int i = 0; i < 2; i++)
        carriers[i] = served_connect(served, &served->board);
    for (uint32_t round = 0; heads[0] < ROWS || heads[1] < ROWS; round++) {
        int who = (int)(round % 2);
        struct store_event events[7];
        int count = 0;
        for (uint32_t seq = heads[who] + 1; seq <= ROWS && count < (who == 0 ? 7 : 3); seq++)
            events[count++] = served_event(1, seq, "makers", "ana", "{}");
        struct sync_answer answer = served_push(served, carriers[who], events, count);
        assert_int_equal(answer.conflicts, 0);
        heads[who] = count == 0 ? ROWS : answer.heads[0].seq;
    }
    assert_string_equal(served_sql(served->conninfo,
                            "SELECT count(*) || ' ' || count(DISTINCT seq) FROM waystation.event"),
        "120 120");
    hub_close(carriers[0]);
    hub_close(carriers[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        served_test(test_hello),
        served_test(test_push_and_pull),
        served_test(test_duplicates_and_gaps),
        served_test(test_a_gap_inside),
        served_test(test_conflicts_are_kept),
        served_test(test_pull_in_parts),
        served_test(test_unfit_rows),
        served_test(test_erasure),
        served_test(test_erasure_is_the_stores),
        served_test(test_erasure_by_a_clock_ahead),
        served_test(test_erasure_before_what_it_erases),
        served_test(test_blobs),
        served_test(test_drafts),
        served_test(test_many_drafts),
        served_test(test_wait),
        served_test(test_notice_during_an_answer),
        served_test(test_line_cut),
        served_test(test_two_carriers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
