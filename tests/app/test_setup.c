/* The class is changed in the middle of a block; and who may ask the Setup page for what. */
#include "station.h"

#include "class_intake.h"
#include "hub_link.h"
#include "sync/sample_member.h"
#include <fontconfig/fontconfig.h>
#include <sys/stat.h>

static void ask(struct app *app, enum setup_task task, int number)
{
    const struct wish wish = {.kind = WISH_SETUP, .task = task, .number = number};
    app_setup_wish(app, &wish);
    app->frame_due = true;
    app_settle(app);
}

/* Nobody but the teacher prints, looks or takes on a machine that has a class. */
static void test_locked(void **state)
{
    const struct station_home *home = *state;
    struct app *app = station_open(home);
    const enum setup_task tasks[] = {SETUP_BEGIN, SETUP_CHECK, SETUP_TAKE, SETUP_PRINT_ALL,
        SETUP_PRINT_NEW, SETUP_PRINT_ONE, SETUP_PRINT_TEACHER, SETUP_PRINT_PICTURES, SETUP_LOOK,
        SETUP_LEAVE};
    int64_t events = app->records.classroom->event_count;
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        ask(app, tasks[i], 0);
        assert_int_equal(app->setup->folder_count, 0);
        assert_int_equal(app->setup->paper, SETUP_NO_PAPER);
        assert_int_equal(app->setup->health_count, 0);
        assert_int_equal(app->setup->stage, SETUP_CHOOSING);
    }
    assert_true(events == app->records.classroom->event_count);

    /* What was asked for in the teacher view is not done once it is locked. */
    station_unlock(app);
    const struct wish wish = {.kind = WISH_SETUP, .task = SETUP_PRINT_ALL};
    app_setup_wish(app, &wish);
    app->session.teacher = false;
    app->frame_due = true;
    app_settle(app);
    assert_int_equal(app->setup->paper, SETUP_NO_PAPER);
    assert_true(events == app->records.classroom->event_count);
    station_close(app);
}

/* Without a stick the sheet is in the data folder, for its owner alone; the badge before is void.
 */
static void test_no_stick(void **state)
{
    const struct station_home *home = *state;
    struct app *app = station_open(home);
    char media[160], prints[160];
    STR_FORMAT(media, "%s/no-sticks", home->data);
    STR_FORMAT(prints, "%s/prints/", home->data);
    setenv("WAYSTATION_MEDIA", media, 1);
    station_unlock(app);
    const struct classroom *classroom = app->records.classroom;
    struct badge_state before = classroom->students[2].badge;
    ask(app, SETUP_PRINT_ONE, 2);
    assert_int_equal(app->setup->paper, SETUP_PRINTED);
    assert_false(app->setup->on_stick);
    assert_true(str_starts_with(app->setup->file, prints));
    assert_int_equal(app->setup->printed, 1);
    assert_int_equal(app->setup->voided, 1);
    struct stat about;
    assert_int_equal(stat(app->setup->file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    int student;
    assert_int_equal(classroom_find_badge(classroom, before.hash, &student), BADGE_OWNER_VOID);
    assert_int_equal(classroom_find_badge(classroom, classroom->students[2].badge.hash, &student),
        BADGE_OWNER_FOUND);

    /* Nobody of that number: nothing is printed. */
    int64_t events = classroom->event_count;
    ask(app, SETUP_PRINT_ONE, STUDENT_MAX - 1);
    assert_int_equal(app->setup->paper, SETUP_NOT_PRINTED);
    assert_true(events == classroom->event_count);
    unsetenv("WAYSTATION_MEDIA");
    station_close(app);
}

static void check_in(struct app *app, int student)
{
    struct error error = {0};
    struct action action = {.kind = ACTION_CHECK_IN, .student = student, .how = HOW_BADGE};
    STR_COPY(action.station, "makers");
    assert_true(records_apply(&app->records, &action, &app->session.now, &error));
}

/* Who leaves with the new plan is nowhere any more; the others' visits and the block go on. */
static void test_middle_of_a_block(void **state)
{
    const struct station_home *home = *state;
    struct app *app = station_open(home);
    struct error error = {0};
    struct action start = {.kind = ACTION_START_ROTATION, .student = -1};
    assert_true(records_apply(&app->records, &start, &app->session.now, &error));
    check_in(app, 0);
    check_in(app, 1);
    struct rotation_now before = rotation_at(app->records.classroom, &app->session.now);

    struct arena arena = {0};
    struct problems problems;
    struct plan *plan;
    bool changed;
    assert_true(arena_open(&arena, CLASS_READ_CAPACITY, &error));
    assert_true(class_intake_read(ASSETS_FOLDER "/sample", &arena, &plan, &problems, &error));
    char left[ID_SIZE], stays[ID_SIZE];
    STR_COPY(left, plan->students[0].id);
    STR_COPY(stays, plan->students[1].id);
    plan->rule_count = plan->group_count = 0;
    memmove(&plan->students[0], &plan->students[1],
        (size_t)(--plan->student_count) * sizeof plan->students[0]);
    assert_true(class_intake_take(
        &app->records, plan, NULL, home->data, &app->session.now, &changed, &error));
    assert_true(changed);
    app_take_class(app);
    app_settle(app);
    const struct classroom *classroom = app->records.classroom;
    assert_false(classroom_is_checked_in(classroom, plan_find_student(&classroom->plan, left)));
    assert_true(classroom_is_checked_in(classroom, plan_find_student(&classroom->plan, stays)));
    struct rotation_now after = rotation_at(classroom, &app->session.now);
    assert_int_equal(before.phase, after.phase);
    assert_int_equal(before.round, after.round);
    assert_true(before.left_ms == after.left_ms);
    assert_int_equal(app->session.station, plan_find_station(&classroom->plan, "makers"));
    arena_close(&arena);
    station_close(app);
}

/* Others each year, who all do something: last year's have no room in the end. */
static void publish_year(struct records *records, const struct station_home *home, int year)
{
    struct moment now = station_yesterday();
    struct error error = {0};
    struct arena arena = {0};
    struct problems problems;
    struct plan *plan;
    bool changed;
    assert_true(arena_open(&arena, CLASS_READ_CAPACITY, &error));
    assert_true(class_intake_read(ASSETS_FOLDER "/sample", &arena, &plan, &problems, &error));
    plan->rule_count = plan->group_count = 0;
    for (int i = 0; i < plan->student_count; i++)
        STR_FORMAT(plan->students[i].id, "y%d-%d", year, i);
    if (!class_intake_take(records, plan, NULL, home->data, &now, &changed, &error))
        fail_msg("year %d: %s", year, error.text);
    arena_close(&arena);
}

static void take_year(struct app *app, const struct station_home *home, int year)
{
    publish_year(&app->records, home, year);
    app_take_class(app);
    app->frame_due = true;
    app_settle(app);
}

static int find_of_year(const struct app *app, int year, int number)
{
    char id[ID_SIZE];
    STR_FORMAT(id, "y%d-%d", year, number);
    return classroom_find_student(app->records.classroom, id);
}

/* Those of now, and nobody else. */
static int count_at_desk(const struct app *app)
{
    const struct grouping_result *result = &app->desk->result;
    int count = 0;
    for (int g = 0; g < result->group_count; g++)
        for (int i = 0; i < result->groups[g].student_count; i++) {
            assert_true(app->records.classroom->students[result->groups[g].students[i]].enrolled);
            count++;
        }
    return count;
}

/* In front of the teacher, groups in the making included. Who was checked in when the class left is
 * so no more when it comes back. */
static void test_years(void **state)
{
    enum { YEARS = 6, SIZE = 24 };
    const struct station_home *home = *state;
    struct app *app = station_open_board(home);
    station_unlock(app);
    app_go(app, SCREEN_GROUPS);
    app_settle(app);
    int64_t built = app->records.built;
    for (int year = 0; year < YEARS; year++) {
        take_year(app, home, year);
        assert_int_equal(app->desk_built, app->records.built);
        assert_int_equal(count_at_desk(app), SIZE);
        for (int i = 0; i < SIZE; i++)
            check_in(app, find_of_year(app, year, i));
    }
    assert_true(app->records.built > built);
    assert_int_equal(find_of_year(app, 0, 3), -1);
    take_year(app, home, YEARS - 2);
    int back = find_of_year(app, YEARS - 2, 3);
    const struct classroom *classroom = app->records.classroom;
    assert_true(classroom->students[back].enrolled);
    assert_true(stamp_is_set(&classroom->students[back].visit_stamp));
    assert_false(classroom_is_checked_in(classroom, back));
    station_close(app);
}

static const struct station_home *coming_to; /* NULL: nothing comes from the hub */
static int coming;

bool __wrap_hub_link_take_plan(struct hub_link *link, struct records *records);
bool __wrap_hub_link_take_plan(struct hub_link *link, struct records *records)
{
    (void)link;
    if (coming_to == NULL)
        return false;
    publish_year(records, coming_to, coming);
    coming_to = NULL;
    return true;
}

static void join_hub(const struct station_home *home)
{
    struct error error = {0};
    struct records records;
    struct member member = sample_member();
    STR_COPY(member.host, "127.0.0.1");
    member.port = 1; /* nobody is there */
    station_open_records(home, &records);
    assert_true(member_save(records.store, MEMBER_BOARD, &member, &error));
    records_close(&records);
}

/* A plan from the hub, in front of the teacher: the page stays as it is, unless students are others
 * by their indexes: then nothing of what it knew is left. */
static void test_years_from_the_hub(void **state)
{
    enum { YEARS = 6, SIZE = 24 };
    const struct station_home *home = *state;
    join_hub(home);
    struct app *app = station_open_board(home);
    station_unlock(app);
    app_go(app, SCREEN_GROUPS);
    app_settle(app);
    int64_t first = app->records.built;
    for (int year = 0; year < YEARS; year++) {
        int64_t entered_ms = app->session.entered_ms, built = app->records.built;
        platform_advance(app->platform, 1000);
        coming_to = home;
        coming = year;
        app_settle(app);
        assert_null(coming_to);
        assert_int_equal(app->top, SCREEN_GROUPS);
        assert_int_equal(app->session.entered_ms != entered_ms, app->records.built != built);
        assert_int_equal(count_at_desk(app), SIZE);
        for (int i = 0; i < SIZE; i++)
            check_in(app, find_of_year(app, year, i));
    }
    assert_true(app->records.built > first);
    station_close(app);
}

static enum error_code refusal;

bool __real_records_check_plan(struct records *records, const struct plan *plan,
    char version[static PLAN_HASH_TEXT], bool *same, struct error *error);
bool __wrap_records_check_plan(struct records *records, const struct plan *plan,
    char version[static PLAN_HASH_TEXT], bool *same, struct error *error);
bool __wrap_records_check_plan(struct records *records, const struct plan *plan,
    char version[static PLAN_HASH_TEXT], bool *same, struct error *error)
{
    return refusal != ERR_NONE ? error_set(error, refusal, "no")
                               : __real_records_check_plan(records, plan, version, same, error);
}

/* The folder is not to blame, nor the stick, when the class cannot be saved. */
static void test_cannot_be_saved(void **state)
{
    struct app *app = station_open_board(*state);
    setenv("WAYSTATION_MEDIA", "/no-such-folder", 1);
    app->options.class_folder = ASSETS_FOLDER;
    station_unlock(app);
    ask(app, SETUP_BEGIN, 0);
    assert_int_equal(app->setup->folder_count, 1);
    refusal = ERR_BAD_INPUT;
    ask(app, SETUP_CHECK, 0);
    assert_int_equal(app->setup->stage, SETUP_NOT_TAKEN);
    refusal = ERR_NONE;
    ask(app, SETUP_CHECK, 0);
    assert_int_equal(app->setup->stage, SETUP_CHECKED);
    refusal = ERR_BAD_INPUT;
    ask(app, SETUP_TAKE, 0);
    assert_int_equal(app->setup->stage, SETUP_NOT_TAKEN);
    refusal = ERR_NONE;
    STR_COPY(app->setup->folders[0].path, "/no-such-folder");
    ask(app, SETUP_CHECK, 0);
    assert_int_equal(app->setup->stage, SETUP_UNREADABLE);
    unsetenv("WAYSTATION_MEDIA");
    station_close(app);
}

static void check_translated(const struct app *app, const char *text)
{
    assert_true(app->session.language_count > 1);
    for (int k = 1; text != NULL && k < app->session.language_count; k++)
        if (str_equal(catalog_text(&app->catalogs[k], text), text))
            fail_msg("%s: %s", app->languages[k], text);
}

/* What is said of the machine comes from below the screens, and in the language of the screen. */
static void test_health_is_translated(void **state)
{
    struct app *app = station_open_board(*state);
    station_unlock(app);
    ask(app, SETUP_LOOK, 0);
    assert_true(app->setup->health_count > 8);
    for (int i = 0; i < app->setup->health_count; i++) {
        const char *what = app->setup->health[i].how.what;
        if (what != NULL && !str_equal(what, "{place}"))
            check_translated(app, what);
    }
    station_close(app);
}

/* So is what is wrong with a class folder, and what to do about it. */
static void test_dry_run_is_translated(void **state)
{
    struct app *app = station_open_board(*state);
    struct setup_view *view = app->setup;
    int chosen = 0;
    setenv("WAYSTATION_MEDIA", "/no-such-folder", 1);
    app->options.class_folder = TESTS_FOLDER "/fixtures/class_folders";
    station_unlock(app);
    ask(app, SETUP_BEGIN, 0);
    while (chosen < view->folder_count && !str_equal(view->folders[chosen].name, "forty_mistakes"))
        chosen++;
    ask(app, SETUP_CHECK, chosen);
    assert_true(view->problem_count > 80);
    for (int i = 0; i < view->problem_count; i++) {
        assert_non_null(view->problems[i].told->what);
        check_translated(app, view->problems[i].told->what);
        check_translated(app, view->problems[i].told->then);
    }
    unsetenv("WAYSTATION_MEDIA");
    station_close(app);
}

static int check_folder(struct app *app, const char *name)
{
    int chosen = 0;
    ask(app, SETUP_BEGIN, 0);
    while (!str_equal(app->setup->folders[chosen].name, name))
        assert_true(++chosen < app->setup->folder_count);
    ask(app, SETUP_CHECK, chosen);
    return chosen;
}

/* Who comes with an erased id is left out, and that is said before, in the screen's language. */
static void test_erased_id(void **state)
{
    struct app *app = station_open_board(*state);
    const struct setup_view *view = app->setup;
    struct error error = {0};
    setenv("WAYSTATION_MEDIA", "/no-such-folder", 1);
    app->options.class_folder = ASSETS_FOLDER;
    station_unlock(app);
    app_go(app, SCREEN_SETUP);
    check_folder(app, "sample");
    assert_int_equal(view->change.doubt_count, 0);
    assert_true(records_erase(&app->records, "wei", &app->session.now, &error));
    check_folder(app, "sample");
    assert_non_null(view->plan);
    assert_int_equal(view->change.doubt_count, 1);
    assert_int_equal(view->change.shut_out, 1);
    assert_int_equal(view->change.coming, 0);
    assert_string_equal(view->change.doubts[0].file, "students.csv");
    check_translated(app, view->change.doubts[0].told.what);
    check_translated(app, view->change.doubts[0].told.then);
    ask(app, SETUP_TAKE, 0);
    assert_int_equal(view->stage, SETUP_TAKEN);
    assert_int_equal(station_expect_size(app, "23", 1), 1);
    unsetenv("WAYSTATION_MEDIA");
    station_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {station_test(test_locked), station_test(test_no_stick),
        station_test(test_middle_of_a_block), station_test(test_years),
        station_test(test_years_from_the_hub), station_test(test_cannot_be_saved),
        station_test(test_health_is_translated), station_test(test_dry_run_is_translated),
        station_test(test_erased_id)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    FcFini(); /* else its lists count as lost */
    return failed;
}
