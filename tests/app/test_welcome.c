/* Kudos whose "seen" cannot be saved hold nobody up, and are shown again. */
#include "station.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {station_test(goes_on_when_seeing_cannot_be_saved)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
