/* A display that comes or goes: the room never sees the teacher view by surprise, and the rotation
 * goes on. */
#include "station.h"

static struct app *open_board(const struct station_home *home)
{
    struct app *app = station_open_board(home);
    app_go(app, SCREEN_ROTATION);
    app_settle(app);
    return app;
}

static void open_view(struct app *app, enum screen_id page)
{
    station_unlock(app);
    app_go(app, page);
    app_settle(app);
    assert_int_equal(app->top, page);
}

static void feed(struct app *app, enum input_kind kind)
{
    struct input input = {.kind = kind};
    platform_feed(app->platform, &input);
}

/* The first picture on the new display is the room's already, on whatever page it came. */
static void test_every_page_is_left(void **state)
{
    struct app *app = open_board(*state);
    int pages = 0;
    for (enum screen_id id = SCREEN_NONE + 1; id < SCREEN_COUNT; id++) {
        if (!(screen_get(id)->flags & SCREEN_NEEDS_TEACHER))
            continue;
        pages++;
        open_view(app, id);
        uint32_t presented = app->presented;
        feed(app, INPUT_DISPLAY);
        app_turn(app, INT64_MIN);
        assert_int_equal(app->presented, presented + 1);
        assert_false(app->session.teacher);
        assert_int_equal(app->top, SCREEN_ROTATION);
        assert_true(ui_shows(app->ui, "the teacher view is closed"));
        assert_false(ui_shows(app->ui, "Teacher view:"));
    }
    assert_true(pages > 5);
    station_close(app);
}

/* Another size of a window that the teacher pulls at is no other display. */
static void test_a_size_is_no_display(void **state)
{
    struct app *app = open_board(*state);
    open_view(app, SCREEN_SKILLS);
    feed(app, INPUT_RESIZE);
    app_settle(app);
    assert_true(app->session.teacher);
    assert_int_equal(app->top, SCREEN_SKILLS);
    station_close(app);
}

static void test_the_room_page_stays(void **state)
{
    struct app *app = open_board(*state);
    feed(app, INPUT_DISPLAY);
    app_settle(app);
    assert_int_equal(app->top, SCREEN_ROTATION);
    assert_false(ui_shows(app->ui, "the teacher view is closed"));
    station_close(app);
}

static void test_the_rotation_goes_on(void **state)
{
    struct app *app = open_board(*state);
    struct error error = {0};
    struct action start = {.kind = ACTION_START_ROTATION, .student = -1};
    start.rotation.day = app->session.today;
    start.rotation.rounds = 4;
    start.rotation.minutes = 10;
    start.rotation.at_ms = app->session.now.wall_ms;
    assert_true(records_apply(&app->records, &start, &app->session.now, &error));
    app->frame_due = true;
    app_settle(app);
    open_view(app, SCREEN_GROUPS);
    int64_t events = app->records.classroom->event_count;
    app_advance(app, 4 * 60 * 1000);
    for (int times = 0; times < 3; times++) { /* out and in, and another mode */
        station_unlock(app);
        feed(app, INPUT_DISPLAY);
        app_settle(app);
        assert_int_equal(app->rotation.phase, ROTATION_ROUND);
        assert_int_equal(app->rotation.round, 0);
        assert_int_equal(app->rotation.left_ms, 6 * 60 * 1000);
    }
    assert_true(ui_shows(app->ui, "Round 1 of 4"));
    app_advance(app, 7 * 60 * 1000 + 60 * 1000);
    assert_int_equal(app->rotation.round, 1);
    assert_int_equal(app->records.classroom->event_count, events);
    station_close(app);
}

/* A child's visit is nobody's secret from the child: it goes on. */
static void test_a_visit_goes_on(void **state)
{
    struct app *app = station_open(*state);
    station_show_badge(app, *state, 2);
    assert_int_equal(app->session.student, 2);
    enum screen_id top = app->top;
    feed(app, INPUT_DISPLAY);
    app_settle(app);
    assert_int_equal(app->session.student, 2);
    assert_int_equal(app->top, top);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_page_is_left),
        cmocka_unit_test(test_a_size_is_no_display),
        cmocka_unit_test(test_the_room_page_stays),
        cmocka_unit_test(test_the_rotation_goes_on),
        cmocka_unit_test(test_a_visit_goes_on),
    };
    return cmocka_run_group_tests(tests, station_set_up, station_tear_down);
}
