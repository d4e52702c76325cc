/* What the teacher is told of each station: when it was heard of, and what is to be put right
 * there. */
#include "station.h"

enum { HOUR_S = 3600 };

static int of(const struct app *app, const char *station)
{
    int index = plan_find_station(&app->records.classroom->plan, station);
    assert_true(index >= 0);
    return index;
}

/* A check-in at a station so many seconds before now, by a machine of another time zone or the
 * same. */
static void come(struct app *app, const char *station, int seconds_ago, int32_t offset_s)
{
    static uint32_t seq;
    struct error error = {0};
    struct store_merge_report report;
    char body[64];
    int64_t at_ms = app->session.now.wall_ms - seconds_ago * INT64_C(1000);
    STR_FORMAT(body, "{\"station\":\"%s\",\"how\":\"badge\"}", station);
    struct store_event row = {.stamp = {.at_ms = at_ms, .log = {1}, .seq = ++seq},
        .wall_ms = at_ms,
        .offset_s = offset_s,
        .trusted = true,
        .station = station,
        .class_id = app->records.classroom->plan.class_id,
        .student = "amelie",
        .kind = "visit_started",
        .version = 1,
        .body = body};
    assert_true(records_merge(&app->records, &row, 1, &report, &error));
    assert_int_equal(report.added, 1);
}

static struct app *open_page(const struct station_home *home)
{
    struct app *app = station_open_at(home, 1280, 800);
    app->session.role = ROLE_OF_BOARD;
    station_unlock(app);
    return app;
}

static void show(struct app *app)
{
    app_go(app, SCREEN_STATIONS);
    app_settle(app);
    app->frame_due = true;
    app_settle(app);
}

/* Texts with that word in them. */
static int count(const struct app *app, const char *word)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    int found = 0;
    for (int i = 0; i < tree.count; i++)
        found += strstr(tree.nodes[i].name, word) != NULL;
    return found;
}

/* Rounds begin by the time of the place: who has another one is told of, once. */
static void test_another_zone(void **state)
{
    struct app *app = open_page(*state);
    come(app, "rivera", 2 * HOUR_S, 2 * HOUR_S);
    come(app, "nook", 2 * HOUR_S, 0);
    show(app);
    assert_int_equal(count(app, "time zone"), 1);
    assert_int_equal(count(app, "07:00"), 2); /* both as it was here */
    come(app, "rivera", HOUR_S, 0);           /* put right */
    show(app);
    assert_int_equal(count(app, "time zone"), 0);
    station_close(app);
}

/* A clock change of the one zone is none of two, and what was before it is told as it was then. */
static void test_another_season(void **state)
{
    struct app *app = open_page(*state);
    come(app, "pod", 2 * HOUR_S, HOUR_S);
    show(app);
    app->station_report.stations[of(app, "pod")].here_s = HOUR_S;
    app->station_report.own.here_s = HOUR_S;
    app->frame_due = true;
    app_settle(app);
    assert_int_equal(count(app, "time zone"), 0);
    assert_int_equal(count(app, "Last heard of at 08:00"), 1);
    assert_int_equal(count(app, "Last saved: 2026-01-04 01:00"), 1);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_another_zone),
        station_test(test_another_season),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
