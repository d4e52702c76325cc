/* A station's whole way to a real hub, with rows that the hub does not take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "served.h"
#include "store/scratch.h"
#include "sync/sync.h"

static struct served served;

struct station {
    char folder[STORE_PATH_SIZE];
    struct arena arena, answers;
    struct store *store;
    struct sync *sync;
    struct hub *hub;
    int64_t mono_ms;
};

static void open_station(struct station *station, const struct member *member)
{
    struct error error = {0};
    memset(station, 0, sizeof *station);
    station->mono_ms = 1000;
    scratch_folder(station->folder, member->station);
    station->store = open_or_die(station->folder, NULL);
    station->hub = served_hub(member);
    assert_true(arena_open(&station->arena, (size_t)64 << 20, &error));
    assert_true(arena_open(&station->answers, (size_t)64 << 20, &error));
    assert_true(sync_open(&station->sync, &station->arena, &error));
}

static void close_station(struct station *station)
{
    hub_close(station->hub);
    store_close(station->store);
    arena_close(&station->answers);
    arena_close(&station->arena);
}

static void append(struct station *station, const char *label, const char *body)
{
    struct error error = {0};
    struct store_event event = sample_event("wei", "visit_ended", 1795000000000);
    event.station = label;
    event.body = body;
    assert_true(store_append(station->store, &event, 1, &error));
}

/* Until there is nothing more to ask. */
static void talk(struct station *station)
{
    struct rng rng = rng_seeded(1);
    for (int i = 0; i < 200; i++) {
        struct sync_ask ask;
        struct sync_answer answer;
        struct sync_news news;
        struct error error = {0};
        int64_t due_ms;
        station->mono_ms += 1000;
        assert_true(sync_next(
            station->sync, station->store, &rng, station->mono_ms, &ask, &due_ms, &error));
        if (ask.kind == SYNC_ASK_NOTHING)
            return;
        arena_reset(&station->answers);
        hub_answer(station->hub, &ask, &station->answers, &answer);
        assert_true(
            sync_take(station->sync, station->store, &answer, station->mono_ms, &news, &error));
    }
    fail_msg("it goes on asking");
}

static void expect_sql(const char *value, const char *sql)
{
    assert_string_equal(
        served_sql(served.conninfo, "SET search_path = waystation; %s", sql), value);
}

static void test_rows_behind_a_denied_one_arrive(void **state)
{
    (void)state;
    struct station station, board;
    struct error error = {0};
    served_open(&served);
    struct member member = served_station(&served, &served.board, "makers");
    open_station(&station, &member);
    append(&station, "desk", "{\"n\":1}");
    append(&station, "makers", "{\"n\":2}");
    append(&station, "desk", "{\"n\":3}");
    append(&station, "desk", "{\"n\":4}");
    append(&station, "makers", "{\"n\":5}");
    append(&station, "desk", "{\"n\":6}"); /* nothing behind it needs it gone */
    talk(&station);
    expect_sql(
        "1:makers:t:{} 2:makers:f:{\"n\":2} 3:makers:t:{} 4:makers:t:{} 5:makers:f:{\"n\":5}",
        "SELECT string_agg(concat(seq, ':', station, ':', erased, ':', body), ' ' ORDER BY seq) "
        "FROM event");
    assert_int_equal(sync_state(station.sync)->refused, 4);
    assert_int_equal(sync_state(station.sync)->waiting, 0);
    append(&station, "makers", "{\"n\":7}");
    talk(&station);
    expect_sql("7", "SELECT head FROM log");
    assert_int_equal(sync_state(station.sync)->refused, 4);
    assert_int_equal(store_event_count(station.store), 7);
    assert_true(store_verify(station.store, &error));
    /* The board takes what there is, and sees that something was refused. */
    open_station(&board, &served.board);
    talk(&board);
    assert_int_equal(store_event_count(board.store), 7);
    assert_int_equal(sync_state(board.sync)->conflicts, 0);
    expect_sql("t", "SELECT count(*) > 0 FROM refusal WHERE label = 'makers' AND text LIKE "
                    "'it sent what another station wrote%'");
    /* A stick brings it the rows themselves: no contradiction. */
    struct arena *arena = &station.answers;
    struct store_log_head head;
    const struct store_event *rows;
    struct store_merge_report report;
    int count;
    store_own_head(station.store, &head);
    assert_true(
        store_read_log(station.store, head.log, 0, 50, 99999, arena, &rows, &count, &error));
    assert_true(store_merge(board.store, rows, count, &report, &error));
    assert_int_equal(report.conflicts, 0);
    close_station(&board);
    close_station(&station);
    served_close(&served);
}

/* A station that had its class itself before it joined, and was renamed since. */
static void test_what_only_a_board_decides(void **state)
{
    (void)state;
    static const char *const kinds[] = {
        "plan_published", "badge_issued", "visit_started", "student_erased", "visit_ended"};
    struct station station;
    struct error error = {0};
    char words[100];
    served_open(&served);
    struct member member = served_station(&served, &served.board, "makers");
    open_station(&station, &member);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct store_event event =
            sample_event(i == 0 ? "" : "wei", kinds[i], INT64_C(1795000000000));
        assert_true(store_append(station.store, &event, 1, &error));
    }
    assert_string_equal(
        served_sql(served_conninfo(&served.board), "SELECT node_rename('%s', 'nook')", member.role),
        "");
    talk(&station);
    expect_sql("plan_published:t badge_issued:t visit_started:f student_erased:t visit_ended:f",
        "SELECT string_agg(concat(kind, ':', erased), ' ' ORDER BY seq) FROM event");
    expect_sql("0", "SELECT count(*) FROM tombstone");
    expect_sql("t", "SELECT count(*) > 0 FROM refusal WHERE label = 'nook' AND text LIKE "
                    "'it sent what only a board decides%'");
    assert_int_equal(sync_state(station.sync)->waiting, 0);
    assert_true(store_refused_words(station.store, words, sizeof words, &error));
    assert_string_equal(words, "3 (only a board decides it)");
    /* Another station takes it all. */
    struct station other;
    struct member readers = served_station(&served, &served.board, "readers");
    open_station(&other, &readers);
    talk(&other);
    assert_int_equal(store_event_count(other.store), 5);
    assert_int_equal(sync_state(other.sync)->conflicts, 0);
    close_station(&other);
    close_station(&station);
    served_close(&served);
}

static void test_another_machines_log_is_left_to_it(void **state)
{
    (void)state;
    struct station clone, original;
    served_open(&served);
    struct member makers = served_station(&served, &served.board, "makers");
    struct member readers = served_station(&served, &served.board, "readers");
    open_station(&clone, &readers);
    append(&clone, "makers", "{\"n\":1}");
    store_close(clone.store);
    open_station(&original, &makers);
    char from[STORE_PATH_SIZE + 16], to[STORE_PATH_SIZE + 16];
    store_close(original.store);
    STR_FORMAT(from, "%s/waystation.db", clone.folder);
    STR_FORMAT(to, "%s/waystation.db", original.folder);
    file_copy(from, to);
    remove(strcat(to, "-wal"));
    STR_FORMAT(to, "%s/head.a", original.folder);
    remove(to);
    STR_FORMAT(to, "%s/head.b", original.folder);
    remove(to);
    clone.store = open_or_die(clone.folder, NULL);
    original.store = open_or_die(original.folder, NULL);
    append(&clone, "readers", "{\"n\":2}");
    talk(&clone);
    expect_sql("1", "SELECT count(*) FROM event");
    assert_int_equal(sync_state(clone.sync)->refused, 1);
    talk(&original);
    expect_sql("{\"n\":1} {\"n\":2}", "SELECT string_agg(body, ' ' ORDER BY body) FROM event");
    close_station(&original);
    close_station(&clone);
    served_close(&served);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_behind_a_denied_one_arrive),
        cmocka_unit_test(test_what_only_a_board_decides),
        cmocka_unit_test(test_another_machines_log_is_left_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
