/* The way of groups when there is no time to find it: the nearest one there is, and it is said. */
#include "station.h"

#include "commands/groups_way.h"

static struct groups_way own;

/* Twelve groups, ten tables, eight rounds, hardly room: seconds are not enough to decide. */
static void make_hard(struct rotation_problem *problem)
{
    static const int sizes[] = {2, 2, 3, 3, 3, 4, 2, 2, 4, 4, 2, 3};
    *problem = (struct rotation_problem){.rounds = 8, .place_count = 10, .unit_count = 12};
    for (int s = 0; s < 10; s++)
        problem->places[s] = (struct rotation_place){.capacity = 4, .open = 0xFF};
    problem->places[0].open = 0x0A;
    problem->places[0].teacher = true;
    problem->places[1].capacity = 0;
    problem->places[3].open = 0x4B;
    problem->places[9].open = 0xED;
    problem->places[1].needs_two_rounds = problem->places[4].needs_two_rounds =
        problem->places[5].needs_two_rounds = true;
    for (int u = 0; u < 12; u++)
        problem->units[u] =
            (struct rotation_unit){.size = sizes[u], .here = UINT32_MAX, .first = -1};
    problem->units[3].extra_time = problem->units[4].extra_time = true;
    problem->units[5].first = 7;
    problem->units[9].first = 1;
}

static void test_no_time(void **state)
{
    (void)state;
    struct error error = {0};
    memset(&own, 0, sizeof own);
    make_hard(&own.way.problem);
    assert_true(way_search(0, &own.way, &error));
    assert_int_equal(own.way.answer, ROTATION_STOPPED);
    assert_true(own.way.is_wanted);
    assert_true(rotation_plan_holds(&own.way.problem, &own.way.plan));
    struct rotation_loss loss = rotation_plan_loss(&own.way.problem, &own.way.plan);
    assert_memory_equal(loss.counts, own.way.loss.counts, sizeof loss.counts);
}

static const char *said(const struct plan *plan)
{
    static char text[4096];
    FILE *file = tmpfile();
    assert_non_null(file);
    groups_way_say(plan, &own, file);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Five rounds at four stations. */
static void find_impossible(struct app *app)
{
    struct error error = {0};
    struct plan *plan = &app->records.classroom->plan;
    memset(&own, 0, sizeof own);
    plan->rounds = 5;
    own.approval.day = app->session.today + 1;
    for (int g = 0; g < 4; g++) {
        struct event_group *group = &own.approval.groups[own.approval.group_count++];
        STR_FORMAT(group->name, "Group %d", g);
        for (int i = 0; i < 6; i++)
            STR_COPY(group->students[group->student_count++], plan->students[6 * g + i].id);
    }
    assert_true(groups_way_find(app->records.classroom, NULL, &own, &error));
    assert_int_equal(own.way.answer, ROTATION_IMPOSSIBLE);
}

static void test_said_on_the_command_line(void **state)
{
    struct app *app = station_open(*state);
    find_impossible(app);
    assert_non_null(strstr(said(&app->records.classroom->plan), "There is no such plan."));
    own.way.answer = ROTATION_STOPPED;
    const char *text = said(&app->records.classroom->plan);
    assert_non_null(strstr(text, "not found in time"));
    assert_non_null(strstr(text, "Group 0 visits a station again"));
    assert_null(strstr(text, "There is no such plan."));
    station_close(app);
}

static void test_said_on_the_board(void **state)
{
    struct app *app = station_open_board(*state);
    station_unlock(app);
    app->records.classroom->plan.rounds = 5;
    app_go(app, SCREEN_GROUPS);
    app_settle(app);
    station_touch(app, "Publish");
    app_settle(app);
    assert_true(ui_shows(app->ui, "Publish for"));
    assert_true(ui_shows(app->ui, "Publish with the nearest way"));
    assert_false(ui_shows(app->ui, "in the time there is"));
    app->desk_way->way.answer = ROTATION_STOPPED;
    app->frame_due = true;
    app_settle(app);
    assert_true(
        ui_shows(app->ui, "No way in which everything holds was found in the time there is."));
    assert_true(ui_shows(app->ui, "Publish with the nearest way"));
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_time),
        cmocka_unit_test(test_said_on_the_command_line),
        cmocka_unit_test(test_said_on_the_board),
    };
    return cmocka_run_group_tests(tests, station_set_up, station_tear_down);
}
