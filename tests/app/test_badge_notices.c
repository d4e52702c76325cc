/* What is said to a badge that lets nobody in, or not alone. */
#include "station.h"

static void leave_class(const struct station_home *home, int student)
{
    struct error error = {0};
    struct records records;
    struct moment now = station_yesterday();
    bool changed;
    station_open_records(home, &records);
    struct plan *plan = arena_new(&records.arena, struct plan);
    assert_non_null(plan);
    *plan = records.classroom->plan;
    plan->group_count = plan->rule_count = 0;
    plan->student_count--;
    memmove(&plan->students[student], &plan->students[student + 1],
        (size_t)(plan->student_count - student) * sizeof plan->students[0]);
    assert_true(records_publish(&records, plan, &now, &changed, &error));
    records_close(&records);
}

static void test_notices(void **state)
{
    enum { LEFT = 2, REPLACED = 4, STRANGER = 5, STAYS = 6 };
    struct station_home *home = *state;
    uint8_t again[BADGE_TOKEN_SIZE];
    store_random(again, sizeof again);
    leave_class(home, LEFT);
    struct app *app = station_open(home);
    station_badge(&app->records, REPLACED, again);
    store_random(home->tokens[STRANGER], BADGE_TOKEN_SIZE);
    static const struct {
        int student;
        enum notice notice;
    } cases[] = {{LEFT, NOTICE_BADGE_NOT_ENROLLED}, {REPLACED, NOTICE_BADGE_VOID},
        {STRANGER, NOTICE_BADGE_UNKNOWN}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        station_show_badge(app, home, cases[i].student);
        assert_int_equal(app->session.student, -1);
        assert_int_equal(app->session.notice, cases[i].notice);
    }
    station_show_badge(app, home, STAYS);
    assert_int_equal(app->session.student, STAYS);
    station_close(app);
}

/* Where the class asks for both, a badge that was found opens nothing without the pictures. */
static void test_pictures_besides(void **state)
{
    enum { MINE = 6 };
    struct station_home *home = *state;
    struct app *app = station_open(home);
    uint8_t secret[PICTURE_SECRET];
    app->records.classroom->plan.second_factor = true;
    station_show_badge(app, home, MINE);
    assert_int_equal(app->session.student, -1);
    assert_int_equal(app->session.candidate, MINE);
    assert_int_equal(app->top, SCREEN_PICTURES);
    records_pictures(&app->records, app->records.classroom->plan.students[MINE].id, secret);
    secret[0] ^= 1;
    app_try_pictures(app, secret);
    assert_int_equal(app->session.student, -1);
    secret[0] ^= 1;
    app_try_pictures(app, secret);
    assert_int_equal(app->session.student, MINE);
    assert_true(app->records.keys.has_badge);
    station_close(app);
}

/* A badge was shown, and then somebody else came in by pictures: nothing of theirs is kept under
 * that badge. */
static void test_a_badge_that_was_left(void **state)
{
    enum { SHOWN = 6, COMES_IN = 7 };
    struct station_home *home = *state;
    struct app *app = station_open(home);
    uint8_t secret[PICTURE_SECRET];
    app->records.classroom->plan.second_factor = true;
    station_show_badge(app, home, SHOWN);
    assert_true(app->has_token);
    app_choose_candidate(app, COMES_IN);
    records_pictures(&app->records, app->records.classroom->plan.students[COMES_IN].id, secret);
    app_try_pictures(app, secret);
    assert_int_equal(app->session.student, COMES_IN);
    assert_false(app->records.keys.has_badge);
    assert_false(app->has_token);
    station_close(app);
}

/* On a machine that is both, the teacher does not look over a child's open visit; what was being
 * written is there again the next time. */
static void test_the_teachers_ends_a_visit(void **state)
{
    struct station_home *home = *state;
    struct app *app = station_open(home);
    station_show_badge(app, home, 6);
    assert_int_equal(app->session.student, 6);
    app->session.role = ROLE_OF_BOTH;
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    STR_COPY(app->draft->text, "I was about to");
    app->draft_dirty = true;
    app_teacher_badge(app);
    assert_int_equal(app->session.student, -1);
    assert_int_equal(app->top, SCREEN_PIN);
    assert_false(classroom_is_checked_in(app->records.classroom, 6));
    assert_string_equal(app->draft->text, "");
    station_show_badge(app, home, 6);
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    assert_string_equal(app->draft->text, "I was about to");
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        station_test(test_notices),
        station_test(test_pictures_besides),
        station_test(test_a_badge_that_was_left),
        station_test(test_the_teachers_ends_a_visit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
