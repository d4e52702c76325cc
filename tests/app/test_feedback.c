/* The teacher's words after an exit ticket: saved first, a page at a time, nothing where there is
 * nothing to say. */
#include "station.h"

#include "ui/icon.h"
#include <string.h>

static void act(struct app *app, enum screen_id screen, enum key key)
{
    assert_int_equal(app->top, screen);
    station_press(app, key);
}

/* The ticket as a student would have answered it; the last answer is still to be handed in. */
static void answer(struct app *app, const char *ticket, const char *response, bool unsure)
{
    const struct plan *plan = &app->records.classroom->plan;
    int index = plan_find_ticket(plan, ticket);
    assert_true(index >= 0);
    assert_true(app_load_draft(app, DRAFT_TICKET, ticket));
    for (int i = 0; i < plan->tickets[index].item_count; i++) {
        STR_COPY(app->draft->answers[i].response, unsure ? "" : response);
        app->draft->answers[i].unsure = unsure;
    }
    app->draft->at_item = plan->tickets[index].item_count - 1;
    app->draft_dirty = true;
    app_go(app, SCREEN_TICKET);
    app_settle(app);
}

static void visit(struct app *app, const struct station_home *home, const char *student)
{
    station_show_badge(app, home, plan_find_student(&app->records.classroom->plan, student));
    assert_int_equal(app->top, SCREEN_WELCOME);
}

static void a_page_at_a_time(void **state)
{
    struct app *app = station_open(*state);
    visit(app, *state, "ruth"); /* large text */
    int64_t events = store_event_count(app->records.store);
    answer(app, "fractions-compare", "B", false);
    act(app, SCREEN_TICKET, KEY_ENTER);
    assert_int_equal(store_event_count(app->records.store), events + 1); /* saved first */
    int pages = 0, answers = 0;
    for (; app->top == SCREEN_FEEDBACK && pages < 5; pages++) {
        answers += station_count_answers(app);
        act(app, SCREEN_FEEDBACK, KEY_ENTER);
    }
    assert_int_equal(answers, 3);
    assert_in_range(pages, 2, 3);
    assert_int_equal(app->top, SCREEN_DONE);
    station_close(app);
}

static void nothing_to_say(void **state)
{
    struct app *app = station_open(*state);
    visit(app, *state, "amelie");
    answer(app, "fractions-compare", "", true);
    act(app, SCREEN_TICKET, KEY_ENTER);
    assert_int_equal(app->top, SCREEN_DONE);
    station_close(app);
}

static int count_drawn(const struct app *app, enum font font, const char *text)
{
    const struct draw_list *list = ui_draw_list(app->ui);
    int count = 0;
    for (int i = 0; i < list->count; i++)
        count += list->commands[i].kind == DRAW_TEXT && list->commands[i].font == font &&
                 list->commands[i].text_length == strlen(text) &&
                 memcmp(list->commands[i].text, text, strlen(text)) == 0;
    return count;
}

/* What the teacher sees of it has a sign beside each colour, in the bars and before the names. */
static void the_teacher_sees_signs(void **state)
{
    struct app *app = station_open(*state);
    visit(app, *state, "amelie");
    answer(app, "fractions-compare", "", true);
    act(app, SCREEN_TICKET, KEY_ENTER);
    app_sign_out(app, END_DONE);
    app->session.role = ROLE_OF_BOARD;
    station_unlock(app);
    app_go(app, SCREEN_TICKETS);
    app_settle(app);
    assert_true(ui_shows(app->ui, "1 not sure yet"));
    assert_true(count_drawn(app, FONT_READ, "?") > 2);
    assert_true(ui_shows(app->ui, "absent · "));
    assert_int_equal(count_drawn(app, FONT_ICON, icon_find("account-off")->text), 1);
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(a_page_at_a_time),
        station_test(nothing_to_say),
        station_test(the_teacher_sees_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
