/* What was saved before a machine knew the time: the state, the reports and what comes later go by
 * the time at which it happened, on this machine and on every other, in whatever order it came. */
#include "station.h"

enum { MINUTE = 60 * 1000, CHILD = 0, OTHER = 1, ROWS_MAX = 64 };

/* 2026-01-05, a Monday, 09:00; the machine was started ten minutes before, and stands in 1970. */
static const int64_t started_ms = INT64_C(1767603000000);
static const int64_t started_wrong_ms = 2 * MINUTE;

static struct moment wrong(int64_t mono_ms)
{
    return (struct moment){.wall_ms = started_wrong_ms + mono_ms, .mono_ms = mono_ms};
}

static struct moment right(int64_t mono_ms)
{
    return (struct moment){.wall_ms = started_ms + mono_ms, .mono_ms = mono_ms, .trusted = true};
}

static void act(struct records *records, enum action_kind kind, int student, struct moment now)
{
    struct error error = {0};
    struct action *action = arena_new(&records->arena, struct action);
    assert_non_null(action);
    action->kind = kind;
    action->student = student;
    STR_COPY(action->station, "makers");
    action->draft.kind = kind == ACTION_SUBMIT_REFLECTION ? DRAFT_REFLECTION : DRAFT_NONE;
    STR_COPY(action->draft.student, records->classroom->plan.students[student].id);
    STR_COPY(action->draft.text, "I tried again");
    if (!records_apply(records, action, &now, &error))
        fail_msg("%s", error.text);
}

/* A visit by the wrong clock, one by the right one. */
static void visit(struct records *records)
{
    act(records, ACTION_CHECK_IN, CHILD, wrong(10 * MINUTE));
    act(records, ACTION_SUBMIT_REFLECTION, CHILD, wrong(12 * MINUTE));
    act(records, ACTION_SIGN_OUT, CHILD, wrong(13 * MINUTE));
}

static void set_clock(struct records *records, struct moment now, int expected)
{
    struct error error = {0};
    int64_t before = store_event_count(records->store);
    assert_true(records_set_clock(records, &now, &error));
    assert_int_equal(store_event_count(records->store) - before, expected);
}

static void tend(struct records *records, struct moment now)
{
    while (records_tend(records, &now, false))
        ;
}

static int32_t today(void)
{
    return date_day_at(started_ms, 0);
}

static void assert_right(const struct records *records)
{
    const struct student_state *state = &records->classroom->students[CHILD];
    assert_int_equal(state->visit_day, today());
    assert_int_equal(state->visit_day_count, 1);
    assert_true(classroom_is_present(records->classroom, CHILD, today()));
    assert_int_equal(state->reflection_day, today());
}

static bool note_wall(const struct event *event, void *user)
{
    int64_t *wall_ms = user;
    assert_true(event->trusted);
    *wall_ms = event->wall_ms;
    return true;
}

/* As by a pulled plug: the state is not kept. */
static void cut(struct records *records)
{
    records->read_only = true;
    records_close(records);
}

static void test_here(void **state)
{
    const struct station_home *home = *state;
    struct error error = {0};
    struct records records;
    int64_t wall_ms = 0;
    station_open_records(home, &records);
    visit(&records);
    assert_int_equal(records.classroom->students[CHILD].visit_day, 0);
    set_clock(&records, wrong(14 * MINUTE), 0);
    set_clock(&records, right(15 * MINUTE), 1);
    set_clock(&records, right(16 * MINUTE), 0);
    tend(&records, right(17 * MINUTE));
    assert_false(records.is_stale);
    assert_right(&records);
    /* It stands in the order where 1970 put it, right behind what was known then; whoever asks for
     * what happened today gets it. */
    assert_true(records_each(&records, NULL, EVENT_BIT(EVENT_REFLECTION_SUBMITTED), started_ms,
        note_wall, &wall_ms, &error));
    assert_true(wall_ms == started_ms + 12 * MINUTE);
    uint64_t hash = classroom_hash(records.classroom);
    records_close(&records);
    station_open_records(home, &records);
    assert_right(&records);
    assert_true(classroom_hash(records.classroom) == hash);
    records_close(&records);
}

/* The state that is kept is from before the clock was set, and the plug is pulled. */
static void test_cut(void **state)
{
    const struct station_home *home = *state;
    struct records records;
    station_open_records(home, &records);
    visit(&records);
    uint8_t log[LOG_ID_SIZE];
    memcpy(log, records.classroom->students[CHILD].reflection_stamp.log, sizeof log);
    struct error error = {0};
    records.is_stale = true;
    assert_true(records_renew(&records, &error)); /* keeps it */
    set_clock(&records, right(15 * MINUTE), 1);
    cut(&records);
    station_open_records(home, &records);
    assert_int_equal(records.since_checkpoint, store_event_count(records.store) + 1);
    assert_right(&records);
    assert_false(records.is_stale);
    records_close(&records);
}

static void test_nothing_to_do(void **state)
{
    const struct station_home *home = *state;
    struct records records;
    station_open_records(home, &records);
    set_clock(&records, right(9 * MINUTE), 0); /* nothing was saved */
    struct moment near = right(10 * MINUTE);
    near.trusted = false;
    near.wall_ms += 59 * 1000;
    act(&records, ACTION_CHECK_IN, CHILD, near);
    set_clock(&records, right(11 * MINUTE), 0); /* it was as good as right */
    act(&records, ACTION_SIGN_OUT, CHILD, right(12 * MINUTE));
    set_clock(&records, right(13 * MINUTE), 0);
    /* Set by hand in the middle, back and forth: none of it was the right time. */
    act(&records, ACTION_CHECK_IN, CHILD, wrong(14 * MINUTE));
    near.wall_ms = right(15 * MINUTE).wall_ms;
    near.mono_ms = 15 * MINUTE;
    act(&records, ACTION_SIGN_OUT, CHILD, near);
    set_clock(&records, right(16 * MINUTE), 1);
    tend(&records, right(17 * MINUTE));
    assert_int_equal(records.classroom->students[CHILD].visit_day_count, 1);
    assert_int_equal(records.classroom->students[CHILD].visit_day, today());
    records_close(&records);
}

/* The teacher mistypes the year, sees it, and types it again. */
static void test_mistyped(void **state)
{
    const struct station_home *home = *state;
    struct records records;
    struct moment mistyped = right(15 * MINUTE);
    mistyped.wall_ms += INT64_C(10) * 365 * DAY_MS;
    station_open_records(home, &records);
    visit(&records);
    set_clock(&records, mistyped, 1);
    tend(&records, mistyped);
    act(&records, ACTION_CHECK_IN, OTHER, mistyped);
    set_clock(&records, right(16 * MINUTE), 1);
    set_clock(&records, right(17 * MINUTE), 0);
    tend(&records, right(18 * MINUTE));
    assert_right(&records);
    assert_int_equal(records.classroom->students[OTHER].visit_day, today());
    assert_true(records.classroom->sure_ms == right(16 * MINUTE).wall_ms);
    records_close(&records);
}

/* --- At another machine ------------------------------------------------------------------------
 */

struct rows {
    struct arena arena;
    const struct store_event *list;
    int count;
};

/* The log of a run in which the clock was set, and something happened after. */
static void make_rows(struct rows *rows)
{
    struct error error = {0};
    struct records records;
    void *home;
    station_set_up(&home);
    station_open_records(home, &records);
    visit(&records);
    set_clock(&records, right(15 * MINUTE), 1);
    act(&records, ACTION_CHECK_IN, OTHER, right(16 * MINUTE));
    struct store_log_head head;
    store_own_head(records.store, &head);
    *rows = (struct rows){0};
    assert_true(arena_open(&rows->arena, 1 << 20, &error));
    assert_true(store_read_log(records.store, head.log, 0, ROWS_MAX, STORE_BODY_MAX, &rows->arena,
        &rows->list, &rows->count, &error));
    assert_int_equal(rows->count, 5);
    records_close(&records);
    station_tear_down(&home);
}

static void merge(struct records *records, const struct rows *rows, int from, int count)
{
    struct error error = {0};
    struct store_merge_report report;
    assert_true(records_merge(records, rows->list + from, count, &report, &error));
}

static void test_elsewhere(void **state)
{
    /* Which of the five rows come together; 3 is the clock_set. `cut`: the plug is pulled between.
     */
    static const struct {
        int first, first_count, then, then_count;
        bool cut;
    } ways[] = {{0, 5, 0, 0, false}, {0, 3, 3, 2, false}, {0, 3, 3, 2, true}, {3, 2, 0, 3, false},
        {3, 2, 0, 3, true}, {0, 2, 2, 3, false}, {2, 3, 0, 2, true}};
    struct rows rows;
    (void)state;
    make_rows(&rows);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct error error = {0};
        struct records records;
        void *home;
        station_set_up(&home);
        station_open_records(home, &records);
        merge(&records, &rows, ways[i].first, ways[i].first_count);
        if (ways[i].cut) {
            assert_true(records_renew(&records, &error));
            records_close(&records);
            station_open_records(home, &records);
        }
        merge(&records, &rows, ways[i].then, ways[i].then_count);
        if (ways[i].cut) {
            cut(&records);
            station_open_records(home, &records);
        }
        assert_true(records_renew(&records, &error));
        assert_right(&records);
        assert_true(records.classroom->sure_ms == started_ms + 16 * MINUTE);
        records_close(&records);
        station_tear_down(&home);
    }
    arena_close(&rows.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_here),
        station_test(test_cut),
        station_test(test_nothing_to_do),
        station_test(test_mistyped),
        cmocka_unit_test(test_elsewhere),
    };
    return cmocka_run_group_tests_name("records_clock", tests, NULL, NULL);
}
