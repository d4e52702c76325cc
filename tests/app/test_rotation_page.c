/* The wall of a class with long names and six stations: what is on it can be read. */
#include "station.h"

static const char *const long_stations[] = {"With Mr. Okonkwo-Fitzgerald", "Makers Table",
    "Practice Pod", "Reading Nook", "Experiment Laboratory Bench", "Talk Corner"};

static struct app *open_wall(const struct station_home *home, int width, int height)
{
    struct app *app = station_open_at(home, width, height);
    app->session.role = ROLE_OF_BOARD;
    struct plan *plan = &app->records.classroom->plan;
    for (int i = 0; i < (int)COUNT_OF(long_stations); i++) {
        struct station *station = &plan->stations[i];
        if (i >= plan->station_count)
            STR_FORMAT(station->id, "more%d", i);
        STR_COPY(station->name, long_stations[i]);
        station->kind = plan->stations[0].kind;
    }
    plan->station_count = (int)COUNT_OF(long_stations);
    int tall = classroom_find_student(app->records.classroom, "amelie");
    assert_true(tall >= 0);
    STR_COPY(plan->students[tall].preferred_name, "Maximiliano Alejandro");
    int fifth = classroom_find_student(app->records.classroom, "priya");
    app->records.classroom->students[fifth].enrolled = false;
    plan->rounds = 6;
    app_go(app, SCREEN_ROTATION);
    app_settle(app);
    station_touch(app, "Start");
    app_settle(app);
    return app;
}

static void test_all_is_as_large_as_a_text_should_be(void **state)
{
    struct app *app = open_wall(*state, 1280, 800);
    assert_true(station_expect_size(app, "", SIZE_SMALL) > 50);
    assert_int_equal(station_expect_size(app, "\xE2\x80\xA6", 0), 0); /* nothing is cut off */
    assert_int_equal(station_expect_size(app, "Maximiliano", SIZE_SMALL), 1);
    assert_int_equal(
        station_expect_size(app, "Eagles", SIZE_SMALL), 2); /* on the card, and what is next */
    assert_int_equal(station_expect_size(app, "\u2068Eagles\u2069", 0), 2); /* apart */
    station_close(app);
}

/* Where the page says what to do, the button has the name that is told. */
static void test_no_groups_yet(void **state)
{
    struct app *app = open_wall(*state, 800, 480);
    app->records.classroom->plan.group_count = 0;
    app->frame_due = true;
    app_settle(app);
    assert_true(ui_shows(app->ui, "No groups yet"));
    assert_int_equal(station_expect_size(app, "Teacher", SIZE_SMALL), 2);
    station_close(app);
}

/* One long name makes no other smaller than that; the groups have their names. */
static void test_a_small_screen(void **state)
{
    struct app *app = open_wall(*state, 800, 480);
    assert_int_equal(station_expect_size(app, "Maximiliano", 14), 1);
    assert_int_equal(station_expect_size(app, "Tom\xC3\xA1s", SIZE_SMALL), 1);
    assert_int_equal(station_expect_size(app, "Wei", SIZE_SMALL), 1);
    assert_int_equal(station_expect_size(app, "Dolphins", SIZE_SMALL), 2);
    assert_int_equal(station_expect_size(app, "Laboratory Bench", SIZE_SMALL), 2);
    station_close(app);
}

/* The picture that all names of the teacher's own have tells nothing. */
static void test_own_names_of_groups(void **state)
{
    struct app *app = open_wall(*state, 800, 480);
    struct plan *plan = &app->records.classroom->plan;
    for (int i = 0; i < plan->station_count; i++)
        STR_COPY(plan->stations[i].name, "Experiment Laboratory Bench");
    STR_COPY(plan->groups[0].name, "Grizzly Bears of the North");
    STR_COPY(plan->groups[1].name, "Monarch Butterflies");
    app->frame_due = true;
    app_settle(app);
    assert_int_equal(
        station_expect_size(app, "Grizzly", 14), 2); /* on the card, and what is next */
    assert_int_equal(station_expect_size(app, "Butterflies", 14), 2);
    const struct draw_list *list = ui_draw_list(app->ui);
    for (int i = 0; i < list->count; i++)
        if (list->commands[i].kind == DRAW_TEXT && station_draws(&list->commands[i], "⭐"))
            assert_true(list->commands[i].text_length > strlen("⭐"));
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_all_is_as_large_as_a_text_should_be),
        station_test(test_no_groups_yet),
        station_test(test_a_small_screen),
        station_test(test_own_names_of_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
