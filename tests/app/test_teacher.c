/* What keeps the door to the teacher view closed, and what is left on the wall when it closes. */
#include "station.h"

#include "model/grouping.h"
#include <signal.h>
#include <sys/resource.h>

static int make(void **state)
{
    struct error error = {0};
    struct records records;
    station_set_up(state);
    station_open_records(*state, &records);
    assert_true(store_set_pin(records.store, "2468", &error));
    records_close(&records);
    return 0;
}

static void wish_pin(struct app *app, const char *pin)
{
    app_try_pin(app, pin);
    app_settle(app);
}

/* A machine that is a station only has no door, whatever it is asked. */
static void test_station(void **state)
{
    struct app *app = station_open(*state);
    app->session.role = ROLE_OF_STATION;
    wish_pin(app, "2468");
    assert_false(app->session.teacher);
    app->session.has_pin = false;
    app_choose_pin(app, "1357");
    assert_false(app->session.teacher);
    assert_false(app->session.has_pin);
    app->session.has_pin = true;
    app->session.badge_shown = true;
    wish_pin(app, "2468");
    assert_false(app->session.teacher);
    station_close(app);
}

/* Where the teacher has a badge, nobody chooses or tries a PIN without it. */
static void test_badge_first(void **state)
{
    struct app *app = station_open_board(*state);
    app->records.classroom->teacher_badge.valid = true;
    app_settle(app);
    app_update_session(app);
    wish_pin(app, "2468");
    assert_false(app->session.teacher);
    app->session.has_pin = false;
    app_choose_pin(app, "1357");
    assert_false(app->session.teacher);
    app->session.has_pin = true;
    app_teacher_badge(app);
    wish_pin(app, "2468");
    assert_true(app->session.teacher);
    assert_false(app->session.badge_shown);
    station_close(app);
}

/* Whoever stands at the door does not give it another PIN; who is inside may. */
static void test_the_pin_is_kept(void **state)
{
    struct app *app = station_open_board(*state);
    app_settle(app);
    app_update_session(app);
    assert_true(app->session.has_pin);
    app_choose_pin(app, "1357");
    assert_false(app->session.teacher);
    wish_pin(app, "1357");
    assert_false(app->session.teacher);
    wish_pin(app, "2468");
    assert_true(app->session.teacher);
    app_choose_pin(app, "1357");
    app_hide(app);
    wish_pin(app, "1357");
    assert_true(app->session.teacher);
    app_choose_pin(app, "2468"); /* as the others know it */
    station_close(app);
}

/* A refusal may name children, and a report is of one: neither outlives the view. */
static void test_lock(void **state)
{
    struct app *app = station_open_board(*state);
    wish_pin(app, "2468");
    assert_true(app->session.teacher);
    app->session.subject = 3;
    app->session.subject_skill = 1;
    app->session.report_days = GROUPING_DAYS + 5;
    app_go(app, SCREEN_LEARNER);
    app_settle(app);
    assert_non_null(app->session.history);
    STR_COPY(app->session.refusal, "Amelie and Ben are to be apart");
    app_notice(app, NOTICE_REFUSED);
    app_hide(app);
    app_settle(app);
    assert_false(app->session.teacher);
    assert_int_equal(app->top, SCREEN_ROTATION);
    assert_int_equal(app->session.notice, NOTICE_NONE);
    assert_string_equal(app->session.refusal, "");
    assert_int_equal(app->session.subject, -1);
    assert_int_equal(app->session.subject_skill, -1);
    assert_int_equal(app->session.report_days, GROUPING_DAYS);
    assert_null(app->session.history);
    station_close(app);
}

/* The view locks 3 minutes after the teacher's last touch in it: badges read meanwhile are not it.
 */
static void test_badges_do_not_keep_it_open(void **state)
{
    struct app *app = station_open_board(*state);
    wish_pin(app, "2468");
    for (int minute = 0; minute < 3; minute++) {
        assert_true(app->session.teacher);
        app_advance(app, 59 * 1000);
        station_show_badge(app, *state, minute);
    }
    app_advance(app, 4 * 1000);
    assert_false(app->session.teacher);
    station_close(app);
}

/* Each page of the teacher view is left by itself when the view is locked, on whatever way. */
static void test_every_page(void **state)
{
    struct app *app = station_open_board(*state);
    int pages = 0;
    for (enum screen_id id = SCREEN_NONE + 1; id < SCREEN_COUNT; id++) {
        if (!(screen_get(id)->flags & SCREEN_NEEDS_TEACHER))
            continue;
        pages++;
        app->session.teacher = false;
        app_go(app, id);
        app_settle(app);
        assert_int_equal(app->top, SCREEN_ROTATION);
    }
    assert_int_equal(pages, 7);
    station_close(app);
}

/* What one page looked at is nothing to the next: a ticket's number is no student's, and of nobody
 * is asked what happened before a cell is tapped. */
static void test_pages_ask_for_themselves(void **state)
{
    struct app *app = station_open_board(*state);
    station_unlock(app);
    app_go(app, SCREEN_TICKETS);
    app_settle(app);
    assert_in_range(app->session.subject, 0, TICKET_MAX);
    app_go(app, SCREEN_SKILLS);
    app_settle(app);
    assert_int_equal(app->session.subject, -1);
    assert_null(app->session.history);
    app->session.subject = 3;
    app_go(app, SCREEN_LEARNER);
    app_settle(app);
    assert_int_equal(app->session.history->student, 3);
    app_go(app, SCREEN_SKILLS);
    app_settle(app);
    assert_null(app->session.history);
    station_close(app);
}

/* Of the words that are not sent the newest stay, each once. */
static void test_unsent(void **state)
{
    struct app *app = station_open_board(*state);
    const struct unsent *list = app->session.unsent;
    struct unsent words = {.text = "Well done"};
    for (int i = 0; i < UNSENT_MAX + 4; i++) {
        STR_FORMAT(words.student, "s%d", i);
        app_keep_unsent(app, &words);
    }
    assert_string_equal(list[0].student, "s19");
    assert_string_equal(list[UNSENT_MAX - 1].student, "s4");
    STR_COPY(words.student, "s4");
    app_keep_unsent(app, &words);
    assert_string_equal(list[0].student, "s4");
    assert_string_equal(list[UNSENT_MAX - 1].student, "s5");
    words.text[0] = '\0';
    app_keep_unsent(app, &words);
    assert_string_equal(list[0].student, "s19");
    assert_string_equal(list[UNSENT_MAX - 1].student, "");
    app_take_class(app);
    assert_string_equal(list[0].student, "s19");
    STR_COPY(app->records.classroom->plan.class_id, "4a"); /* where s19 is somebody else */
    app_take_class(app);
    assert_string_equal(list[0].student, "");
    station_close(app);
}

static void choose_pin(struct app *app, const char *pin)
{
    assert_true(ui_shows(app->ui, "Choose a PIN"));
    station_type(app, pin);
    station_press(app, KEY_ENTER);
    assert_true(ui_shows(app->ui, "Once more"));
    station_type(app, pin);
    station_press(app, KEY_ENTER);
}

/* Nobody is left alone with the question for a PIN "once more" when the one before was refused. */
static void test_a_pin_that_is_not_kept_is_chosen_anew(void **state)
{
    struct app *app = station_open_board(*state);
    struct rlimit usual, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    tight = (struct rlimit){0, usual.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    app->session.has_pin = false;
    app_go(app, SCREEN_PIN);
    app_settle(app);
    setrlimit(RLIMIT_FSIZE, &tight);
    choose_pin(app, "1357");
    setrlimit(RLIMIT_FSIZE, &usual);
    assert_false(app->session.teacher);
    choose_pin(app, "1357");
    assert_true(app->session.teacher);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_station),
        cmocka_unit_test(test_badge_first),
        cmocka_unit_test(test_the_pin_is_kept),
        cmocka_unit_test(test_lock),
        cmocka_unit_test(test_badges_do_not_keep_it_open),
        cmocka_unit_test(test_every_page),
        cmocka_unit_test(test_pages_ask_for_themselves),
        cmocka_unit_test(test_unsent),
        station_test(test_a_pin_that_is_not_kept_is_chosen_anew),
    };
    return cmocka_run_group_tests(tests, make, station_tear_down);
}
