/* Whoever taps twice where once is meant: nothing is skipped unseen, nothing asked and taken back.
 */
#include "model/rotation.h"
#include "station.h"

enum { BETWEEN_MS = 120 /* the two taps */ };

static void press(struct app *app, float x, float y)
{
    struct input input = {
        .kind = INPUT_POINTER_DOWN, .x = x, .y = y, .mono_ms = platform_now(app->platform).mono_ms};
    platform_feed(app->platform, &input);
    app_settle(app);
    input.kind = INPUT_POINTER_UP;
    platform_feed(app->platform, &input);
    app_settle(app);
}

/* By somebody who has looked at the page first. */
static void tap(struct app *app, const char *name, int times)
{
    app_advance(app, 1000);
    const struct ui_node *node = ui_find_control(app->ui, name, 1);
    if (node == NULL)
        fail_msg("there is no control named \"%s\"", name);
    float x = (float)node->x + (float)node->w / 2, y = (float)node->y + (float)node->h / 2;
    for (int i = 0; i < times; i++) {
        press(app, x, y);
        app_advance(app, BETWEEN_MS);
    }
}

static int student_of(const struct app *app, const char *id)
{
    return plan_find_student(&app->records.classroom->plan, id);
}

/* Every item of the ticket is answered already, as after a Back; the first one is shown. */
static void open_ticket(struct app *app, const char *ticket)
{
    const struct plan *plan = &app->records.classroom->plan;
    int index = plan_find_ticket(plan, ticket);
    assert_true(index >= 0 && app_load_draft(app, DRAFT_TICKET, ticket));
    for (int i = 0; i < plan->tickets[index].item_count; i++)
        STR_COPY(app->draft->answers[i].response, "B");
    app->draft_dirty = true;
    app_go(app, SCREEN_TICKET);
    app_settle(app);
}

static void items_of_a_ticket(void **state)
{
    struct app *app = station_open(*state);
    station_show_badge(app, *state, student_of(app, "ruth"));
    open_ticket(app, "fractions-compare");
    tap(app, "Next", 2);
    assert_true(ui_shows(app->ui, "2 of 3"));
    tap(app, "Next", 1);
    assert_true(ui_shows(app->ui, "3 of 3"));
    tap(app, "Back", 2);
    assert_true(ui_shows(app->ui, "2 of 3"));
    station_close(app);
}

static void pages_of_feedback(void **state)
{
    struct app *app = station_open(*state);
    station_show_badge(app, *state, student_of(app, "ruth")); /* large text: several pages */
    open_ticket(app, "fractions-compare");
    tap(app, "Next", 1);
    tap(app, "Next", 1);
    tap(app, "Hand in", 1);
    int pages = 1, answers = station_count_answers(app);
    for (; ui_find_control(app->ui, "More", 1) != NULL; pages++) {
        tap(app, "More", 2);
        answers += station_count_answers(app);
    }
    assert_int_equal(app->top, SCREEN_FEEDBACK);
    assert_true(pages > 1);
    assert_int_equal(answers, 3);
    station_close(app);
}

static void words_of_the_teacher(void **state)
{
    static const char *const words[] = {
        "You shared the ruler.", "You tried again.", "You asked a good question."};
    struct app *app = station_open(*state);
    struct error error = {0};
    struct action kudos = {.kind = ACTION_GIVE_KUDOS, .student = student_of(app, "ruth")};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        STR_COPY(kudos.text, words[i]);
        assert_true(records_apply(&app->records, &kudos, &app->session.now, &error));
        app_advance(app, 1000);
    }
    station_show_badge(app, *state, kudos.student);
    assert_true(ui_shows(app->ui, words[0]));
    tap(app, "Next", 2);
    assert_true(ui_shows(app->ui, words[1]));
    tap(app, "Next", 2);
    assert_int_equal(app->top, SCREEN_WELCOME);
    assert_true(ui_shows(app->ui, words[2]));
    station_close(app);
}

static void help(void **state)
{
    struct app *app = station_open(*state);
    int student = student_of(app, "ruth");
    station_show_badge(app, *state, student);
    app_go(app, SCREEN_HOME);
    app_settle(app);
    tap(app, "I need help", 2);
    assert_true(classroom_wants_help(app->records.classroom, student, app->session.today));
    tap(app, "Help is coming", 1); /* too soon to be meant */
    assert_true(classroom_wants_help(app->records.classroom, student, app->session.today));
    tap(app, "Help is coming", 1);
    assert_false(classroom_wants_help(app->records.classroom, student, app->session.today));
    tap(app, "I need help", 1);
    assert_true(classroom_wants_help(app->records.classroom, student, app->session.today));
    station_close(app);
}

static enum rotation_phase phase_of(const struct app *app)
{
    return rotation_at(app->records.classroom, &app->session.now).phase;
}

/* The row has other buttons when the last round is over: none of them is under the second tap. */
static void row_of_the_rotation(void **state)
{
    struct app *app = station_open_board(*state);
    app_go(app, SCREEN_ROTATION);
    app_settle(app);
    tap(app, "Start", 2);
    assert_int_equal(phase_of(app), ROTATION_ROUND);
    assert_int_equal(rotation_at(app->records.classroom, &app->session.now).round, 0);
    while (rotation_at(app->records.classroom, &app->session.now).round < 3) {
        app_advance(app, 2000);
        tap(app, "Next", 1);
    }
    app_advance(app, 2000);
    tap(app, "Next", 2);
    assert_int_equal(phase_of(app), ROTATION_OVER);
    tap(app, "Back", 2);
    assert_int_equal(phase_of(app), ROTATION_ROUND);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(items_of_a_ticket),
        station_test(pages_of_feedback),
        station_test(words_of_the_teacher),
        station_test(help),
        station_test(row_of_the_rotation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
