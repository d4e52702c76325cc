/* What the teacher's pages say of one student. */
#include "station.h"

enum { STUDENT = 0 };

static struct student_state *state_of(struct app *app)
{
    return &app->records.classroom->students[STUDENT];
}

static bool shows(const struct app *app, const char *text)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (strstr(tree.nodes[i].name, text) != NULL)
            return true;
    return false;
}

/* At the pages of the teacher, with the student looked at. */
static void go(struct app *app, enum screen_id screen)
{
    app->session.subject = STUDENT;
    app_go(app, screen);
    app_settle(app);
}

/* As on Home and on the family's page: there is none. */
static void a_goal_that_left_the_plan_is_none(void **state)
{
    struct app *app = station_open_board(*state);
    station_unlock(app);
    STR_COPY(state_of(app)->goal, "LEFT.1");
    STR_COPY(state_of(app)->goal_reason, "I like clocks");
    go(app, SCREEN_SKILLS);
    assert_true(shows(app, "goal now"));
    assert_false(shows(app, "LEFT.1"));
    go(app, SCREEN_LEARNER);
    assert_true(shows(app, "No goal yet."));
    assert_false(shows(app, "I like clocks"));
    state_of(app)->goal_by_teacher = true;
    go(app, SCREEN_LEARNER);
    assert_true(shows(app, "Set a goal"));
    assert_false(shows(app, "Lift the goal"));
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(a_goal_that_left_the_plan_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
