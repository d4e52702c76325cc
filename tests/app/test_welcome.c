/* What coming in does besides: kudos are shown, and a group is found for who has none. */
#include "station.h"

#include "model/rotation.h"

/* The linker puts this in the place of the real one (tests/app/CMakeLists.txt). */
bool __real_records_apply(struct records *records, const struct action *action,
    const struct moment *now, struct error *error);
bool __wrap_records_apply(struct records *records, const struct action *action,
    const struct moment *now, struct error *error);

static bool fails;
static int refused;

bool __wrap_records_apply(struct records *records, const struct action *action,
    const struct moment *now, struct error *error)
{
    if (fails && action->kind == ACTION_SEE_KUDOS) {
        refused++;
        return error_set(error, ERR_IO, "the disk does not answer");
    }
    return __real_records_apply(records, action, now, error);
}

/* Without a plan for today every station can be chosen: this one leads on. */
static void go_on(struct app *app)
{
    station_touch(app, "Makers Table");
    app_settle(app);
}

/* Kudos whose "seen" cannot be saved hold nobody up, and are shown again. */
static void goes_on_when_seeing_cannot_be_saved(void **state)
{
    struct app *app = station_open(*state);
    struct error error = {0};
    struct action kudos = {.kind = ACTION_GIVE_KUDOS, .student = 0};
    STR_COPY(kudos.text, "You shared the ruler.");
    assert_true(records_apply(&app->records, &kudos, &app->session.now, &error));
    for (int visit = 0; visit < 3; visit++) {
        fails = visit < 2;
        station_show_badge(app, *state, 0);
        assert_int_equal(app->top, SCREEN_WELCOME);
        assert_true(ui_shows(app->ui, "You shared the ruler."));
        go_on(app);
        assert_int_equal(app->top, SCREEN_GOAL);
        assert_int_equal(app->session.trouble, TROUBLE_NONE);
        app_sign_out(app, END_DONE);
        app_settle(app);
    }
    assert_int_equal(refused, 2);
    station_show_badge(app, *state, 0);
    assert_false(ui_shows(app->ui, "You shared the ruler."));
    station_close(app);
}

static void list_student(
    struct event_group *group, const char *name, const struct classroom *classroom, int student)
{
    STR_COPY(group->name, name);
    STR_COPY(group->students[group->student_count++], classroom->plan.students[student].id);
}

/* Absent when the groups were formed: one of them takes the child in, with the first badge. */
static void who_comes_late_gets_a_group(void **state)
{
    static struct groups_approval approval;
    enum { LATE = 5 };
    struct app *app = station_open(*state);
    const struct classroom *classroom = app->records.classroom;
    struct error error = {0};
    struct action approve = {.kind = ACTION_APPROVE_GROUPS, .student = -1, .approval = &approval};
    approval.day = app->session.today;
    approval.group_count = 2;
    for (int student = 0; student < LATE; student++)
        list_student(
            &approval.groups[student == 4], student == 4 ? "Owls" : "Foxes", classroom, student);
    assert_true(records_apply(&app->records, &approve, &app->session.now, &error));
    assert_int_equal(rotation_group(classroom, LATE, approval.day), -1);
    station_show_badge(app, *state, LATE);
    assert_in_range(rotation_group(classroom, LATE, approval.day), 0, 1);
    app_sign_out(app, END_DONE);
    station_show_badge(app, *state, 0); /* has one */
    assert_int_equal(rotation_group(classroom, 0, approval.day), 0);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(goes_on_when_seeing_cannot_be_saved),
        station_test(who_comes_late_gets_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
