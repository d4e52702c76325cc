/* What a class keeps no longer goes from its hub: rows keep their place, and nobody differs. */
#include "served.h"

#include "store/statements.h"
#include "store/store.h"
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

static const int64_t old_ms = INT64_C(1780000000000);    /* 2026-05-28 */
static const int64_t before_ms = INT64_C(1790000000000); /* what is older goes */

static struct store_event event_of(
    uint8_t log, uint32_t seq, const char *kind, int64_t wall_ms, bool trusted)
{
    struct store_event event = served_event(log, seq, "makers", "ana", "{\"text\":\"geheimnis\"}");
    event.kind = kind;
    event.wall_ms = wall_ms;
    event.trusted = trusted;
    return event;
}

static void push(
    struct served *served, struct hub *hub, const struct store_event *events, int count)
{
    struct sync_answer answer = served_push(served, hub, events, count);
    assert_string_equal(answer.text, "");
    assert_int_equal(answer.heads[0].seq, events[count - 1].stamp.seq);
    assert_int_equal(answer.conflicts, 0);
}

static int64_t expire(struct hub *hub)
{
    struct error error = {0};
    int64_t removed = 0, once;
    bool more = true;
    while (more) {
        if (!hub_class_expire(hub, before_ms, &once, &more, &error))
            fail_msg("%s", error.text);
        assert_true(once <= 500); /* nobody waits for long */
        removed += once;
    }
    return removed;
}

/* "1 3": the numbers of a log that say nothing any more. */
static const char *gone(const struct served *served, uint8_t log)
{
    return served_sql(served->conninfo,
        "SELECT string_agg(seq::text, ' ' ORDER BY seq) FROM waystation.event WHERE erased AND "
        "student = '' AND body = '{}' AND log = decode(repeat('%02x', 16), 'hex')",
        log);
}

static void came(const struct served *served, uint8_t log, int64_t ms)
{
    assert_string_equal(served_sql(served->conninfo,
                            "UPDATE waystation.event SET came = to_timestamp(%lld / 1000.0) WHERE "
                            "log = decode(repeat('%02x', 16), 'hex')",
                            (long long)ms, log),
        "");
}

static void test_what_goes_and_what_stays(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    const struct store_event sure[] = {event_of(1, 1, "visit_ended", old_ms, true),
        event_of(1, 2, "badge_issued", old_ms, true),
        event_of(1, 3, "rotation_started", old_ms, true),
        event_of(1, 4, "groups_approved", old_ms, true),
        event_of(1, 5, "visit_ended", before_ms, true)};
    const struct store_event numbered[] = {event_of(2, 1, "visit_ended", 1000, false),
        event_of(2, 2, "visit_ended", before_ms - 1, true),
        event_of(2, 3, "visit_ended", 1000, false)};
    const struct store_event unsure = event_of(3, 1, "visit_ended", 1000, false);
    const struct store_event by_a_wrong_clock = event_of(4, 1, "visit_ended", 1000, false);
    push(served, board, sure, 5);
    push(served, board, numbered, 3);
    push(served, board, &unsure, 1);
    push(served, board, &by_a_wrong_clock, 1);
    came(served, 1, old_ms + 3600000); /* the clocks agreed that day */
    came(served, 3, old_ms + 7200000);
    came(served, 4, old_ms - INT64_C(86400000) * 90); /* the hub's, before anybody set it? */
    assert_int_equal(expire(board), 5);
    assert_string_equal(gone(served, 1), "1 4");
    assert_string_equal(gone(served, 2), "1 2");
    assert_string_equal(gone(served, 3), "1");
    assert_string_equal(gone(served, 4), "");
    assert_int_equal(expire(board), 0);
    hub_close(board);
}

/* Who has the row still, or not any more: both take the other's for the same. */
static void test_nobody_differs(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    struct store_merge_report report;
    struct store *store;
    struct store_report opened;
    char folder[64];
    STR_FORMAT(folder, "/tmp/waystation-test-expire-%d", (int)getpid());
    assert_true(store_open(&store, &(struct store_options){.folder = folder}, &opened, &error));
    struct hub *board = served_connect(served, &served->board);
    struct store_event rows[] = {event_of(1, 1, "visit_ended", old_ms, true),
        event_of(1, 2, "visit_ended", before_ms, true)};
    struct store_event blank = rows[0];
    blank.student = "";
    blank.body = "{}";
    blank.erased = true;
    push(served, board, rows, 2);
    assert_int_equal(served_push(served, board, &blank, 1).conflicts, 0); /* a station was first */
    assert_true(store_merge(store, rows, 2, &report, &error));
    assert_int_equal(expire(board), 1);
    push(served, board, rows, 2); /* the hub was */
    struct sync_answer answer = served_pull(served, board, 1, 0);
    assert_int_equal(answer.count, 2);
    assert_true(answer.events[0].erased);
    assert_int_equal(answer.events[0].wall_ms, old_ms);
    assert_true(store_merge(store, answer.events, answer.count, &report, &error));
    assert_int_equal(report.known, 2);
    assert_int_equal(report.conflicts, 0);
    assert_string_equal(
        served_sql(served->conninfo, "SELECT count(*) FROM waystation.conflict"), "0");
    hub_close(board);
    store_close(store);
    char command[128];
    STR_FORMAT(command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void test_slices(void **state)
{
    enum { BATCH = 150, BATCHES = 8 };
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    for (int i = 0; i < BATCHES; i++) {
        struct store_event events[BATCH];
        for (int k = 0; k < BATCH; k++)
            events[k] = event_of(1, (uint32_t)(i * BATCH + k + 1), "visit_ended", old_ms, true);
        push(served, board, events, BATCH);
    }
    assert_int_equal(expire(board), BATCH * BATCHES);
    assert_string_equal(served_sql(served->conninfo, "SELECT count(*) FROM waystation.event WHERE "
                                                     "strpos(body, 'geheimnis') > 0"),
        "0");
    hub_close(board);
}

/* Clips, drafts and what was kept apart are as old. */
static void test_what_is_kept_beside_goes(void **state)
{
    struct served *served = *state;
    struct hub *board = served_connect(served, &served->board);
    struct store_event rows[] = {event_of(1, 1, "reflection_submitted", old_ms, true),
        event_of(1, 2, "reflection_submitted", before_ms, true)};
    rows[0].body = "{\"clip\":\"aa\"}";
    rows[1].body = "{\"clip\":\"bb\"}";
    push(served, board, rows, 2);
    rows[0].body = rows[1].body = "{\"clip\":\"cc\"}";
    assert_int_equal(served_push(served, board, rows, 2).conflicts, 2);
    const struct sync_draft drafts[] = {
        {"ana", "t:1", "begun", old_ms}, {"ana", "t:2", "begun", before_ms}};
    struct sync_ask ask = {.kind = SYNC_ASK_PUT_DRAFTS, .drafts = drafts, .count = 2};
    assert_int_equal(served_ask(served, board, ask).trouble, SYNC_FINE);
    served_sql(served->conninfo,
        "INSERT INTO waystation.blob(class_uid, name, bytes, came) SELECT '%s', 'clip:' || c, '', "
        "CASE c WHEN 'new' THEN now() ELSE now() - interval '2 days' END "
        "FROM unnest(ARRAY['aa', 'bb', 'new']) c",
        served->class.uid);
    assert_int_equal(expire(board), 1);
    assert_string_equal(served_sql(served->conninfo,
                            "SELECT string_agg(name, ' ' ORDER BY name) FROM waystation.blob"),
        "clip:bb clip:new");
    assert_string_equal(
        served_sql(served->conninfo, "SELECT string_agg(key, ' ') FROM waystation.draft"), "t:2");
    assert_string_equal(
        served_sql(served->conninfo, "SELECT string_agg(seq::text, ' ') FROM waystation.conflict"),
        "2");
    hub_close(board);
}

static void test_same_kinds_as_the_machines(void **state)
{
    struct served *served = *state;
    assert_string_equal(served_sql(served->conninfo,
                            "SELECT waystation.lasting_kinds() = ARRAY[" LASTING_KINDS "]"),
        "t");
}

static void test_who_may(void **state)
{
    struct served *served = *state;
    struct error error = {0};
    struct hub_class class;
    struct member other_board, makers = served_station(served, &served->board, "makers");
    int64_t removed;
    bool more;
    served_class(served, "5c", &class, &other_board);
    struct hub *station = served_connect(served, &makers);
    struct hub *other = served_connect(served, &other_board);
    const struct store_event event = event_of(1, 1, "visit_ended", old_ms, true);
    push(served, station, &event, 1);
    assert_false(hub_class_expire(station, before_ms, &removed, &more, &error));
    assert_int_equal(error.code, ERR_DENIED);
    assert_int_equal(expire(other), 0); /* nothing of another class */
    assert_string_equal(gone(served, 1), "");
    error_clear(&error);
    assert_false(hub_class_expire(other, INT64_C(4099680000000), &removed, &more, &error));
    hub_close(other);
    hub_close(station);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        served_test(test_what_goes_and_what_stays),
        served_test(test_nobody_differs),
        served_test(test_slices),
        served_test(test_what_is_kept_beside_goes),
        served_test(test_same_kinds_as_the_machines),
        served_test(test_who_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
