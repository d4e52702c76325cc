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

static bool holds(const struct draw_command *command, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= command->text_length; i++)
        if (memcmp(command->text + i, word, length) == 0)
            return true;
    return false;
}

/* Texts with that word are drawn `least` units high or more; returns how many there are. */
static int expect_size(const struct app *app, const char *word, float least)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (command->kind != DRAW_TEXT || command->font == FONT_ICON || !holds(command, word))
            continue;
        count++;
        float size = (float)command->size * ui_canvas(app->ui).w / (float)app->options.width;
        if (size + 0.7f < least) /* less than a pixel */
            fail_msg("%.*s is %.1f units high", (int)command->text_length, command->text, size);
    }
    return count;
}

static void test_all_is_as_large_as_a_text_should_be(void **state)
{
    struct app *app = open_wall(*state, 1280, 800);
    assert_true(expect_size(app, "", SIZE_SMALL) > 50);
    assert_int_equal(expect_size(app, "\xE2\x80\xA6", 0), 0); /* nothing is cut off */
    assert_int_equal(expect_size(app, "Maximiliano", SIZE_SMALL), 1);
    assert_int_equal(expect_size(app, "Eagles", SIZE_SMALL), 2); /* on the card, and what is next */
    station_close(app);
}

/* One long name makes no other smaller than that; the groups have their names. */
static void test_a_small_screen(void **state)
{
    struct app *app = open_wall(*state, 800, 480);
    assert_int_equal(expect_size(app, "Maximiliano", 14), 1);
    assert_int_equal(expect_size(app, "Tom\xC3\xA1s", SIZE_SMALL), 1);
    assert_int_equal(expect_size(app, "Wei", SIZE_SMALL), 1);
    assert_int_equal(expect_size(app, "Dolphins", SIZE_SMALL), 2);
    assert_int_equal(expect_size(app, "Laboratory Bench", SIZE_SMALL), 2);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_all_is_as_large_as_a_text_should_be),
        station_test(test_a_small_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
