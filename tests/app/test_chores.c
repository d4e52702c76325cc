/* Every machine looks after itself while nobody is there: the screen it rests on is not the same
 * for each, and what takes long waits while the room looks at a clock. */
#include "station.h"

enum { DAYS = 400, MINUTE_MS = 60 * 1000 };

static int64_t later(void)
{
    return station_yesterday().wall_ms + DAYS * (int64_t)DAY_MS;
}

/* All in one run of the machine: both clocks say the same of what lies between. */
static void act(struct app *app, struct action *action, int64_t wall_ms)
{
    struct error error = {0};
    struct moment now = platform_now(app->platform);
    now.mono_ms += wall_ms - now.wall_ms;
    now.wall_ms = wall_ms;
    if (!records_apply(&app->records, action, &now, &error))
        fail_msg("%s", error.text);
}

static void reflect(struct app *app, int64_t wall_ms)
{
    static struct action action;
    action = (struct action){.kind = ACTION_SUBMIT_REFLECTION, .student = 0};
    action.draft.kind = DRAFT_REFLECTION;
    STR_COPY(action.draft.student, app->records.classroom->plan.students[0].id);
    STR_COPY(action.draft.text, "I tried again");
    act(app, &action, wall_ms);
}

static bool has_removed(struct app *app)
{
    int32_t day;
    int64_t removed;
    return store_last_expiry(app->records.store, &day, &removed) && removed == 1;
}

static int backups(struct app *app)
{
    int32_t day;
    int count;
    (void)store_last_backup(app->records.store, &day, &count);
    return count;
}

/* A machine of the role, with one event that is too old by a clock that was lived with for weeks,
 * as it stands when it was started or is left. */
static struct app *open_role(const struct station_home *home, enum role role, enum screen_id rests)
{
    struct app *app = station_open(home);
    app->session.role = role;
    platform_set_clock(app->platform, station_yesterday().wall_ms);
    platform_advance(app->platform, later() - station_yesterday().wall_ms);
    reflect(app, station_yesterday().wall_ms + 1000);
    for (int day = 20; day > 4; day -= 2)
        reflect(app, later() - day * (int64_t)DAY_MS);
    app_go(app, rests);
    app->last_input_ms = platform_now(app->platform).mono_ms;
    app_settle(app);
    assert_int_equal(app->top, rests);
    return app;
}

/* A slice with each turn. */
static void wait_for(struct app *app, int seconds)
{
    for (int i = 0; i < seconds; i++)
        app_advance(app, 1000);
}

static void test_every_role(void **state)
{
    static const struct {
        enum role role;
        enum screen_id rests;
    } machines[] = {{ROLE_OF_STATION, SCREEN_CHECK_IN}, {ROLE_OF_STATION, SCREEN_CHOOSE_STATION},
        {ROLE_OF_BOARD, SCREEN_ROTATION}, {ROLE_OF_BOTH, SCREEN_CHECK_IN},
        {ROLE_OF_BOTH, SCREEN_ROTATION}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        void *home;
        station_set_up(&home);
        struct app *app = open_role(home, machines[i].role, machines[i].rests);
        wait_for(app, 28);
        assert_false(has_removed(app));
        assert_int_equal(backups(app), 0);
        wait_for(app, 30);
        assert_true(has_removed(app));
        assert_false(app->records.is_stale);
        assert_int_equal(backups(app), 1);
        station_close(app);
        station_tear_down(&home);
    }
}

/* Nobody has touched the page for a while, and it is looked at. */
static void test_teacher_is_there(void **state)
{
    struct app *app = open_role(*state, ROLE_OF_BOARD, SCREEN_ROTATION);
    station_unlock(app);
    wait_for(app, 60);
    assert_true(app->session.teacher);
    assert_int_equal(backups(app), 0);
    app_hide(app);
    wait_for(app, 30);
    assert_true(has_removed(app));
    assert_int_equal(backups(app), 1);
    station_close(app);
}

/* In a round only the backup is made: its parts are short. */
static void test_round(void **state)
{
    struct app *app = open_role(*state, ROLE_OF_BOARD, SCREEN_ROTATION);
    struct action start = {.kind = ACTION_START_ROTATION, .student = -1};
    act(app, &start, later());
    app->frame_due = true;
    wait_for(app, 60);
    assert_int_equal(app->rotation.phase, ROTATION_ROUND);
    assert_int_equal(backups(app), 1);
    assert_false(has_removed(app));
    for (int minute = 0; minute < 120 && app->rotation.phase != ROTATION_OVER; minute++)
        app_advance(app, MINUTE_MS);
    app_advance(app, 11 * MINUTE_MS);
    wait_for(app, 10);
    assert_true(has_removed(app));
    assert_false(app->records.is_stale);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_role),
        station_test(test_teacher_is_there),
        station_test(test_round),
    };
    return cmocka_run_group_tests_name("chores", tests, NULL, NULL);
}
