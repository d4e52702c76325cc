/* What pages say of one student: the student's last one, and the teacher's. */
#include "station.h"

enum { STUDENT = 0 };

static struct student_state *state_of(struct app *app)
{
    return &app->records.classroom->students[STUDENT];
}

/* The first on the screen with that in its name; NULL: there is none. */
static const struct ui_node *find(const struct app *app, const char *text)
{
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        if (strstr(tree.nodes[i].name, text) != NULL)
            return &tree.nodes[i];
    return NULL;
}

static bool shows(const struct app *app, const char *text)
{
    return find(app, text) != NULL;
}

static void say_level(struct app *app, const char *skill, enum mastery_level level)
{
    static uint32_t seq;
    struct event event = {.kind = EVENT_MASTERY_SET, .version = 1, .stamp.seq = ++seq};
    event.stamp.at_ms = event.wall_ms = station_yesterday().wall_ms;
    STR_COPY(event.student, app->records.classroom->plan.students[STUDENT].id);
    STR_COPY(event.body.mastery_set.skill, skill);
    STR_COPY(event.body.mastery_set.why, "Seen");
    event.body.mastery_set.level = level;
    classroom_apply(app->records.classroom, &event);
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

/* The goal is the fourth step, and one step is got: the words do not speak of another number. */
static void the_words_of_a_path_are_those_of_its_dots(void **state)
{
    struct app *app = station_open(*state);
    STR_COPY(state_of(app)->goal, "4.NF.A.2");
    say_level(app, "3.NF.A.2", MASTERY_GOT_IT);
    app->session.student = STUDENT;
    app_go(app, SCREEN_DONE);
    app_settle(app);
    assert_true(shows(app, "You have done 1 of 5 steps on your path."));
    assert_string_equal(find(app, "My path")->value, "1 of 5");
    app->session.goal_met = classroom_find_skill(app->records.classroom, "3.NF.A.2");
    app_go(app, SCREEN_HOME);
    app_go(app, SCREEN_DONE);
    app_settle(app);
    assert_true(shows(app, "You finished a step: 1 of 5 on your path."));
    station_close(app);
}

static void answer(struct app *app, const char *skill, int day, bool right)
{
    struct event event = {.kind = EVENT_TICKET_SUBMITTED, .version = 1, .stamp.seq = 1};
    struct answer *given = &event.body.ticket_submitted.answers[0];
    event.stamp.at_ms = event.wall_ms = station_yesterday().wall_ms + (int64_t)day * DAY_MS;
    STR_COPY(event.student, app->records.classroom->plan.students[STUDENT].id);
    event.body.ticket_submitted.answer_count = 1;
    STR_COPY(given->skill, skill);
    given->scored = true;
    given->right = right;
    classroom_apply(app->records.classroom, &event);
}

static void open_evidence(struct app *app, const char *skill)
{
    char name[2 * NAME_SIZE];
    STR_FORMAT(
        name, "%s, %s", student_name(&app->records.classroom->plan.students[STUDENT]), skill);
    go(app, SCREEN_LEARNER);
    go(app, SCREEN_SKILLS);
    station_touch(app, name);
    app_settle(app);
}

/* What the rule asks for is said in full, and so is a level that is not by the rule. */
static void the_evidence_says_what_made_the_level(void **state)
{
    static const char skill[] = "3.NF.A.1";
    struct app *app = station_open_board(*state);
    struct classroom *classroom = app->records.classroom;
    int index = classroom_find_skill(classroom, skill);
    classroom->plan.skills[index].rule = (struct mastery_rule){.right = 1, .last = 1, .days = 1};
    for (int day = -9; day < 0; day++)
        answer(app, skill, day, true);
    station_unlock(app);
    open_evidence(app, skill);
    assert_true(shows(app, "1 right of the last 1. Got it means 1 of 1."));
    assert_false(shows(app, "Older answers"));
    answer(app, skill, 0, false);
    open_evidence(app, skill);
    assert_true(shows(app, "0 right of the last 1. Got it means 1 of 1. "
                           "Older answers, mostly right, make it “getting there”."));
    classroom->plan.skills[index].rule = (struct mastery_rule){.right = 9, .last = 10, .days = 2};
    open_evidence(app, skill);
    assert_true(shows(app, "9 right of the last 10. Got it means 9 of 10, on 2 days."));
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(the_words_of_a_path_are_those_of_its_dots),
        station_test(the_evidence_says_what_made_the_level),
        station_test(a_goal_that_left_the_plan_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
