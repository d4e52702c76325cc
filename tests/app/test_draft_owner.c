/* tests/README.md 2: no draft lands on another student, and none that the station kept is lost,
 * whatever the order of visits, idle times and power cuts. Each run of the station is a process of
 * its own, which ends in order or in the middle of something. OWNER_RUNS in the environment is the
 * number of runs. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "station.h"

#include "base/rng.h"
#include "records_words.h"
#include <sys/mman.h>
#include <sys/wait.h>

enum { USUAL_RUNS = 40, STEPS_MAX = 40, STUDENTS = 5, WORDS_MAX = 200 };

/* What each student wrote and did not hand in, shared with the runs. */
struct expected {
    char reflection[STUDENTS][WORDS_MAX + 8];
    char strengths[STUDENTS][WORDS_MAX + 8]; /* handed in or not: a change begins with what is */
    char ticket[STUDENTS][8];                /* response to the first item */
    int runs, steps, handed_in, seen;
};

static struct station_home home;
static struct expected *expected;

static const char *ticket_of(const struct app *app)
{
    return app->records.classroom->plan.tickets[0].id;
}

/* What the student has written so far on this screen; NULL: nothing is written here. */
static char *words_on(const struct app *app)
{
    int who = app->session.student;
    if (who < 0)
        return NULL;
    return app->top == SCREEN_REFLECT         ? expected->reflection[who]
           : app->top == SCREEN_PROFILE_WORDS ? expected->strengths[who]
                                              : NULL;
}

/* What is on screen is this student's, all of it and nothing else. */
static void check_screen(struct app *app)
{
    int who = app->session.student;
    if (who < 0)
        return;
    const char *id = app->records.classroom->plan.students[who].id;
    if (app->draft->kind != DRAFT_NONE)
        assert_string_equal(app->draft->student, id);
    if (words_on(app) != NULL && app->draft->kind != DRAFT_NONE) {
        assert_string_equal(app->draft->text, words_on(app));
        expected->seen += app->draft->text[0] != '\0';
    }
    if (app->draft->kind == DRAFT_TICKET)
        assert_string_equal(app->draft->answers[0].response, expected->ticket[who]);
    /* Nor anywhere in the words of the screen: every student writes one letter only. */
    struct ui_tree tree = ui_get_tree(app->ui);
    for (int i = 0; i < tree.count; i++)
        for (int other = 0; other < STUDENTS; other++) {
            char words[] = {(char)('p' + other), (char)('p' + other), (char)('p' + other), '\0'};
            if (other != who) {
                assert_null(strstr(tree.nodes[i].value, words));
                assert_null(strstr(tree.nodes[i].name, words));
            }
        }
}

static void go_reflect(struct app *app)
{
    if (app->session.student < 0 || app->top == SCREEN_REFLECT)
        return;
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    app_go(app, SCREEN_REFLECT);
    app_settle(app);
}

static void go_strengths(struct app *app)
{
    if (app->session.student < 0 || app->top == SCREEN_PROFILE_WORDS)
        return;
    assert_true(app_load_draft(app, DRAFT_PROFILE, profile_field_names[PROFILE_STRENGTHS]));
    app_go(app, SCREEN_PROFILE_WORDS);
    app_settle(app);
}

static void go_ticket(struct app *app)
{
    if (app->session.student < 0)
        return;
    assert_true(app_load_draft(app, DRAFT_TICKET, ticket_of(app)));
    app_go(app, SCREEN_TICKET);
    app_settle(app);
}

static void write_words(struct app *app, struct rng *rng)
{
    char *words = words_on(app);
    if (words == NULL)
        return;
    char letter[] = {(char)('p' + app->session.student), '\0'};
    for (uint32_t i = 0; i < 1 + rng_below(rng, 6); i++) {
        if (strlen(words) >= WORDS_MAX)
            return;
        station_type(app, letter);
        /* "Are you still there?" takes the first letter; what is on screen is on disk. */
        if (strlen(app->draft->text) > strlen(words))
            str_append(words, WORDS_MAX + 8, letter);
        assert_string_equal(app->draft->text, words);
    }
}

static void answer(struct app *app, struct rng *rng)
{
    int who = app->session.student;
    if (who < 0 || app->draft->kind != DRAFT_TICKET)
        return;
    STR_FORMAT(expected->ticket[who], "%d-%d", who, (int)rng_below(rng, 10));
    STR_COPY(app->draft->answers[0].response, expected->ticket[who]);
    app->draft_dirty = true;
    app_settle(app);
}

static void hand_in(struct app *app)
{
    int who = app->session.student;
    if (words_on(app) == NULL || app->draft->text[0] == '\0')
        return;
    static struct action action;
    action = (struct action){.student = who, .draft = *app->draft};
    char key[DRAFT_KEY_SIZE];
    records_draft_key(app->draft->kind, app->draft->about, key);
    if (app->draft->kind == DRAFT_REFLECTION) {
        action.kind = ACTION_SUBMIT_REFLECTION;
        expected->reflection[who][0] = '\0';
    } else {
        action.kind = ACTION_CHANGE_PROFILE;
        action.field = PROFILE_STRENGTHS;
        STR_COPY(action.text, app->draft->text);
    }
    assert_true(app_apply(app, &action, NOTICE_NONE));
    const char *id = app->records.classroom->plan.students[who].id, *body;
    struct error error = {0};
    assert_false(records_load_draft(&app->records, id, key, &app->frame_arena, &body, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    expected->handed_in++;
    app_go(app, SCREEN_DONE);
    app_settle(app);
}

/* A draft of somebody else is never taken, even if a screen offered it. */
static void offer_anothers(struct app *app)
{
    int who = app->session.student, other = (who + 1) % STUDENTS;
    if (who < 0)
        return;
    static struct action action;
    struct error error = {0};
    action = (struct action){.kind = ACTION_SUBMIT_REFLECTION, .student = other};
    action.draft = (struct draft){.kind = DRAFT_REFLECTION, .feeling = 1};
    STR_COPY(action.draft.student, app->records.classroom->plan.students[who].id);
    assert_false(records_apply(&app->records, &action, &app->session.now, &error));
    assert_int_equal(error.code, ERR_DENIED);
}

static void step(struct app *app, struct rng *rng)
{
    static const int idle_s[] = {5, 50, 70, 200};
    switch (rng_below(rng, 14)) {
    case 0:
    case 1: station_show_badge(app, &home, (int)rng_below(rng, STUDENTS)); break;
    case 2:
    case 3: go_reflect(app); break;
    case 4:
    case 5:
    case 6: write_words(app, rng); break;
    case 7: go_ticket(app); break;
    case 8: answer(app, rng); break;
    case 9: app_advance(app, 1000 * (int64_t)idle_s[rng_below(rng, COUNT_OF(idle_s))]); break;
    case 10:
        if (rng_below(rng, 3) == 0)
            hand_in(app);
        else
            app_sign_out(app, END_DONE);
        break;
    case 11:
    case 12: go_strengths(app); break;
    default:
        if (app->session.student >= 0)
            app_go(app, SCREEN_HOME);
        offer_anothers(app);
    }
    app_settle(app);
}

static void run(uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    struct app *app = station_open(&home);
    uint32_t steps = rng_below(&rng, STEPS_MAX);
    for (uint32_t i = 0; i < steps; i++) {
        step(app, &rng);
        check_screen(app);
        expected->steps++;
    }
    if (rng_below(&rng, 2) == 0)
        station_close(app);
}

/* Everything that was written and not handed in is still with its student. */
static void check_all(void)
{
    struct app *app = station_open(&home);
    for (int who = 0; who < STUDENTS; who++) {
        station_show_badge(app, &home, who);
        assert_int_equal(app->session.student, who);
        go_reflect(app);
        check_screen(app);
        go_strengths(app);
        check_screen(app);
        go_ticket(app);
        check_screen(app);
        app_sign_out(app, END_DONE);
        app_settle(app);
    }
    station_close(app);
}

static void test_owner(void **state)
{
    (void)state;
    const char *wanted = getenv("OWNER_RUNS");
    long runs = wanted != NULL ? strtol(wanted, NULL, 10) : USUAL_RUNS;
    for (long i = 0; i < runs; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            run((uint64_t)(100 + i));
            _exit(0); /* nothing is closed */
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("run %ld ended with %d", i, status);
        expected->runs++;
    }
    check_all();
    /* The runs did what they are for. */
    assert_true(expected->steps > runs * 10);
    assert_true(expected->seen > expected->runs);
    assert_true(expected->handed_in > 0);
}

/* The linker puts this in the place of the real one (tests/app/CMakeLists.txt). */
bool __real_records_save_draft(struct records *records, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error);
bool __wrap_records_save_draft(struct records *records, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error);

static bool is_full;

bool __wrap_records_save_draft(struct records *records, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error)
{
    if (is_full)
        return error_set(error, ERR_NO_SPACE, "the disk is full");
    return __real_records_save_draft(records, student, key, body, at_ms, error);
}

/* What is nowhere else is not left for another page's draft. */
static void test_what_cannot_be_saved_stays(void **state)
{
    enum { WRITER = STUDENTS };
    static const char words[] = "I was about to";
    const char *strengths = profile_field_names[PROFILE_STRENGTHS];
    (void)state;
    struct app *app = station_open(&home);
    station_show_badge(app, &home, WRITER);
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    STR_COPY(app->draft->text, words);
    app->draft_dirty = true;
    is_full = true;
    assert_false(app_load_draft(app, DRAFT_PROFILE, strengths));
    assert_string_equal(app->draft->text, words);
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    assert_string_equal(app->draft->text, words);
    is_full = false;
    assert_true(app_load_draft(app, DRAFT_PROFILE, strengths));
    assert_string_equal(app->draft->text, "");
    assert_true(app_load_draft(app, DRAFT_REFLECTION, ""));
    assert_string_equal(app->draft->text, words);
    station_close(app);
}

static int make_home(void **state)
{
    (void)state;
    expected =
        mmap(NULL, sizeof *expected, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    station_make(&home);
    return expected == MAP_FAILED ? -1 : 0;
}

static int remove_home(void **state)
{
    (void)state;
    station_remove(&home);
    munmap(expected, sizeof *expected);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_what_cannot_be_saved_stays),
    };
    return cmocka_run_group_tests(tests, make_home, remove_home);
}
