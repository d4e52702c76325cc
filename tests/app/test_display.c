/* A display that comes or goes: the room never sees the teacher view by surprise, and the rotation
 * goes on. */
#include "station.h"

static struct station_home home;

static int make(void **state)
{
    (void)state;
    station_make(&home);
    return 0;
}

static int remove_home(void **state)
{
    (void)state;
    station_remove(&home);
    return 0;
}

static struct app *open_board(void)
{
    struct app *app = station_open(&home);
    app->session.role = ROLE_OF_BOARD;
    app_go(app, SCREEN_ROTATION);
    app_settle(app);
    return app;
}

static void open_view(struct app *app, enum screen_id page)
{
    app->session.teacher = true;
    app->teacher_ms = app->session.now.mono_ms;
    app_go(app, page);
    app_settle(app);
    assert_int_equal(app->top, page);
}

static void feed(struct app *app, enum input_kind kind)
{
    struct input input = {.kind = kind};
    platform_feed(app->platform, &input);
}

static bool shows(const struct app *app, const char *text)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (strstr(tree.nodes[i].name, text) != NULL)
            return true;
    return false;
}

/* The first picture on the new display is the room's already, on whatever page it came. */
static void test_every_page_is_left(void **state)
{
    (void)state;
    struct app *app = open_board();
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
        assert_true(shows(app, "the teacher view is closed"));
        assert_false(shows(app, "Teacher view:"));
    }
    assert_true(pages > 5);
    station_close(app);
}

/* Another size of a window that the teacher pulls at is no other display. */
static void test_a_size_is_no_display(void **state)
{
    (void)state;
    struct app *app = open_board();
    open_view(app, SCREEN_SKILLS);
    feed(app, INPUT_RESIZE);
    app_settle(app);
    assert_true(app->session.teacher);
    assert_int_equal(app->top, SCREEN_SKILLS);
    station_close(app);
}

static void test_the_room_page_stays(void **state)
{
    (void)state;
    struct app *app = open_board();
    feed(app, INPUT_DISPLAY);
    app_settle(app);
    assert_int_equal(app->top, SCREEN_ROTATION);
    assert_false(shows(app, "the teacher view is closed"));
    station_close(app);
}

static void test_the_rotation_goes_on(void **state)
{
    (void)state;
    struct app *app = open_board();
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
    station_advance(app, 4 * 60 * 1000);
    for (int times = 0; times < 3; times++) { /* out and in, and another mode */
        app->session.teacher = true;
        app->teacher_ms = app->session.now.mono_ms;
        feed(app, INPUT_DISPLAY);
        app_settle(app);
        assert_int_equal(app->rotation.phase, ROTATION_ROUND);
        assert_int_equal(app->rotation.round, 0);
        assert_int_equal(app->rotation.left_ms, 6 * 60 * 1000);
    }
    assert_true(shows(app, "Round 1 of 4"));
    station_advance(app, 7 * 60 * 1000 + 60 * 1000);
    assert_int_equal(app->rotation.round, 1);
    assert_int_equal(app->records.classroom->event_count, events);
    station_close(app);
}

/* A child's visit is nobody's secret from the child: it goes on. */
static void test_a_visit_goes_on(void **state)
{
    (void)state;
    struct app *app = station_open(&home);
    station_show_badge(app, &home, 2);
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
    return cmocka_run_group_tests(tests, make, remove_home);
}
