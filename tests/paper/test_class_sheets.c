/* What is on the sheets of a class and what is not, read back with pdftotext. */
#include "paper/class_sheets.h"

#include "base/arena.h"
#include "base/date.h"
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "folder.h"
#include "paper/lesson.h"
#include <cmocka.h>

enum { DAY = 20710 /* Monday, 2026-09-14 */, STUDENTS = 36, GROUPS = 4, STATIONS = 9 };

static struct test_folder *folder;
static struct arena arena;
static struct classroom *classroom;
static struct history *history;
static struct ticket_report *report;
static bool can_read; /* pdftotext is there */

static const enum paper_size papers[] = {PAPER_A4, PAPER_LETTER};
static const struct words from_the_right = {.language = "ar"};

/* --- A class as large and as wordy as can be -------------------------------------------------- */

static void fill_text(char *out, size_t size, const char *head)
{
    struct str_writer writer = str_writer(out, size);
    str_put(&writer, head);
    while (!writer.cut)
        str_put(&writer, " wordy words go on");
    out[writer.length - 1] = '.';
}

static void add_students(struct plan *plan)
{
    for (int i = 0; i < STUDENTS; i++) {
        struct student *student = &plan->students[i];
        STR_FORMAT(student->id, "s%d", i);
        STR_FORMAT(student->first_name,
            i % 6 == 5
                ? "Q%dWolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers"
            : i % 6 == 1 ? "Q%d Oluwaseunfunmi Adebayo-Williamson the Third of Somewhere"
                         : "Q%d Ana",
            i);
        STR_FORMAT(student->last_name, "Family%d", i);
        STR_COPY(student->avatar, "fox");
        student->settings = i == 2 ? SETTING_EXTRA_TIME : i == 3 ? SETTING_LARGE_TEXT : 0;
    }
    STR_COPY(plan->students[4].language, "es");
    plan->student_count = STUDENTS;
}

static void add_stations(struct plan *plan)
{
    for (int i = 0; i < STATIONS; i++) {
        struct station *station = &plan->stations[i];
        STR_FORMAT(station->id, "st%d", i);
        STR_FORMAT(
            station->name, "Table %d with a name that is longer than anybody should need", i);
        STR_COPY(station->place, "by the window");
        station->kind = (enum station_kind)(i % STATION_KIND_COUNT);
        struct activity *activity = &plan->activities[plan->activity_count++];
        STR_COPY(activity->station, station->id);
        STR_FORMAT(activity->title, "Task%d", i);
        fill_text(activity->directions, sizeof activity->directions, "Do");
    }
    plan->station_count = STATIONS;
    plan->rounds = ROUND_MAX;
}

static void add_groups(struct plan *plan)
{
    static const char *const names[GROUPS] = {"Eagles", "Dolphins", "Bears", "Monarchs"};
    for (int i = 0; i < GROUPS; i++) {
        struct group *group = &plan->groups[i];
        STR_COPY(group->name, names[i]);
        STR_COPY(group->skill, "SECRET.1");
        STR_FORMAT(group->first_station, "st%d", i);
        /* The last student is in none. */
        for (int k = i; k < STUDENTS - 1; k += GROUPS)
            STR_FORMAT(group->students[group->student_count++], "s%d", k);
    }
    plan->group_count = GROUPS;
    plan->rules[0] = (struct rule){
        .kind = RULE_APART, .students = {"s6", "s7"}, .student_count = 2, .note = "PRIVATE"};
    plan->rules[1] = (struct rule){
        .kind = RULE_APART, .students = {"s8", "s9"}, .student_count = 2, .weight = 3};
    plan->rule_count = 2;
}

static void add_skills(struct plan *plan)
{
    for (int i = 0; i < 8; i++) {
        struct skill *skill = &plan->skills[i];
        STR_FORMAT(skill->code, "SECRET.%d", i);
        fill_text(skill->goal, sizeof skill->goal, "I can");
        STR_FORMAT(skill->title, "Title%d", i);
        skill->rule = (struct mastery_rule){.right = 2, .last = 3, .days = 1};
    }
    plan->skill_count = 8;
    STR_COPY(plan->tickets[0].id, "t");
    STR_COPY(plan->tickets[0].title, "Monday’s ticket");
    plan->tickets[0].item_count = 1;
    STR_COPY(plan->items[0].id, "t/1");
    STR_COPY(plan->items[0].skill, "SECRET.0");
    plan->items[0].kind = ITEM_NUMBER;
    plan->ticket_count = plan->item_count = 1;
    STR_COPY(plan->reflections[0].id, "r");
    STR_COPY(plan->reflections[0].prompt, "What helped?");
    plan->reflection_count = 1;
}

static void apply(enum event_kind kind, int student, struct event *event)
{
    static uint32_t seq;
    event->kind = kind;
    event->version = 1;
    event->stamp.seq = ++seq;
    event->stamp.log[0] = 1;
    event->stamp.at_ms = event->wall_ms = DAY * (int64_t)DAY_MS + seq;
    STR_FORMAT(event->student, "s%d", student);
    classroom_apply(classroom, event);
    history_add(history, event);
    if (kind == EVENT_TICKET_SUBMITTED)
        ticket_report_add(report, event);
}

static void hand_in(int student, const char *skill, bool right)
{
    struct event event = {0};
    STR_COPY(event.body.ticket_submitted.ticket, "t");
    event.body.ticket_submitted.answer_count = 1;
    struct answer *answer = &event.body.ticket_submitted.answers[0];
    STR_COPY(answer->item, "t/1");
    STR_COPY(answer->skill, skill);
    STR_COPY(answer->response, "7");
    answer->scored = true;
    answer->right = right;
    answer->score = right ? SCORE_FULL : 0;
    apply(EVENT_TICKET_SUBMITTED, student, &event);
}

static void live(void)
{
    history_begin(history, classroom, 0, -1);
    ticket_report_begin(report, classroom, 0, DAY - 5, DAY);
    for (int skill = 0; skill < 8; skill++) {
        char code[ID_SIZE];
        STR_FORMAT(code, "SECRET.%d", skill);
        hand_in(0, code, true);
        if (skill < 6)
            hand_in(0, code, true);
    }
    hand_in(1, "SECRET.0", false);
    hand_in(2, "SECRET.0", false);
    struct event event = {0};
    STR_COPY(event.body.goal_chosen.skill, "SECRET.7");
    fill_text(event.body.goal_chosen.reason, TEXT_SIZE, "REASON");
    apply(EVENT_GOAL_CHOSEN, 0, &event);
    event = (struct event){0};
    STR_COPY(event.body.reflection_submitted.prompt, "r");
    event.body.reflection_submitted.feeling = 1;
    fill_text(event.body.reflection_submitted.text, LONG_TEXT_SIZE, "THOUGHT");
    apply(EVENT_REFLECTION_SUBMITTED, 0, &event);
    event = (struct event){0};
    event.body.profile_changed.field = PROFILE_STRENGTHS;
    fill_text(event.body.profile_changed.value, TEXT_SIZE, "STRENGTH");
    apply(EVENT_PROFILE_CHANGED, 0, &event);
    history_finish(history);
    ticket_report_finish(report);
}

static int make_class(void **state)
{
    struct error error = {0};
    if (!arena_open(&arena, (size_t)160 * 1024 * 1024, &error))
        return -1;
    struct plan *plan = arena_new(&arena, struct plan);
    classroom = arena_new(&arena, struct classroom);
    history = arena_new(&arena, struct history);
    report = arena_new(&arena, struct ticket_report);
    if (plan == NULL || classroom == NULL || history == NULL || report == NULL)
        return -1;
    classroom_init(classroom);
    plan_init(plan);
    STR_COPY(plan->class_id, "4b");
    STR_COPY(plan->class_name, "4B Math");
    STR_COPY(plan->teacher, "Ms. Rivera");
    plan->start_minute = 8 * 60 + 45;
    add_students(plan);
    add_stations(plan);
    add_groups(plan);
    add_skills(plan);
    if (!classroom_take_plan(classroom, plan, "v1"))
        return -1;
    live();
    can_read = system("pdftotext -v >/dev/null 2>&1") == 0;
    int made = test_folder_make(state);
    folder = *state;
    return made;
}

static int end_class(void **state)
{
    test_folder_remove(state);
    arena_close(&arena);
    pango_cairo_font_map_set_default(NULL);
    FcFini();
    return 0;
}

/* --- Reading back ----------------------------------------------------------------------------- */

/* Names are broken over lines: white space does not count. */
static void squeeze(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++)
        if (*from != ' ' && *from != '\n' && *from != '\f' && *from != '\r')
            *to++ = *from;
    *to = '\0';
}

/* The text of a PDF, squeezed; the caller frees. */
static char *text_of(const char *name)
{
    char command[512];
    size_t size;
    STR_FORMAT(command, "cd %s && pdftotext -raw %s text.txt", folder->path, name);
    assert_int_equal(system(command), 0);
    char *text = test_read(test_path(folder, "text.txt"), &size);
    assert_non_null(text);
    squeeze(text);
    return text;
}

static bool has(const char *text, const char *wanted)
{
    char squeezed[2 * LONG_TEXT_SIZE];
    STR_COPY(squeezed, wanted);
    squeeze(squeezed);
    return strstr(text, squeezed) != NULL;
}

static void assert_has(const char *text, const char *wanted)
{
    if (!has(text, wanted))
        fail_msg("\"%s\" is not on the page: %s", wanted, text);
}

static void assert_has_not(const char *text, const char *unwanted)
{
    if (has(text, unwanted))
        fail_msg("\"%s\" is on the page", unwanted);
}

static bool is_prefix_of_other(int student)
{
    return student < 4; /* "Q1" is the beginning of "Q12" */
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void the_wall_has_every_name_and_no_need(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct error error = {0};
        const struct words *words = k < 2 ? NULL : &from_the_right;
        assert_true(sheet_groups_pdf(
            test_path(folder, "wall.pdf"), papers[k % 2], words, classroom, DAY, &error));
        assert_in_range(test_count_pages(test_path(folder, "wall.pdf")), 2, 3);
        if (!can_read)
            continue;
        char *text = text_of("wall.pdf");
        for (int i = 0; i < STUDENTS; i++) {
            assert_has(text, classroom->plan.students[i].first_name);
            assert_has_not(text, classroom->plan.students[i].last_name);
        }
        for (int i = 0; i < STATIONS; i++)
            assert_has(text, classroom->plan.stations[i].name);
        static const char *const secrets[] = {
            "SECRET", "Title", "I can", "PRIVATE", "%", "REASON", "THOUGHT"};
        for (size_t i = 0; i < COUNT_OF(secrets); i++)
            assert_has_not(text, secrets[i]);
        assert_has_not(text, "…");
        if (words == NULL)
            assert_has(text, "Round 12 · 11:30–11:45");
        free(text);
    }
    if (!can_read)
        skip();
}

static void who_is_in_no_group_is_told_to_ask(void **state)
{
    (void)state;
    struct error error = {0};
    if (!can_read)
        skip();
    assert_true(
        sheet_groups_pdf(test_path(folder, "wall.pdf"), PAPER_A4, NULL, classroom, DAY, &error));
    char *text = text_of("wall.pdf");
    const char *place = strstr(text, "Innogroupyet");
    assert_non_null(place);
    assert_has(place, "Q35");
    assert_has_not(place, "Q34");
    free(text);
}

static void give_own_way(int student)
{
    struct event event = {0};
    event.body.playlist_set.day = DAY;
    event.body.playlist_set.station_count = 1;
    STR_COPY(event.body.playlist_set.stations[0], "st8");
    apply(EVENT_PLAYLIST_SET, student, &event);
}

static void an_own_way_is_on_the_wall(void **state)
{
    (void)state;
    struct error error = {0};
    give_own_way(2);
    assert_true(
        sheet_groups_pdf(test_path(folder, "wall.pdf"), PAPER_A4, NULL, classroom, DAY, &error));
    if (!can_read)
        skip();
    char *text = text_of("wall.pdf");
    assert_has(text, "Q2 Ana: 1 Table 8");
    assert_has_not(text, "Q6 Ana:");
    free(text);
}

static void a_family_reads_of_its_child_only(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct error error = {0};
        const struct words *words = k < 2 ? NULL : &from_the_right;
        assert_true(sheet_family_pdf(test_path(folder, "family.pdf"), papers[k % 2], words,
            classroom, 0, DAY, history, &error));
        assert_int_equal(test_count_pages(test_path(folder, "family.pdf")), 1);
        if (!can_read)
            continue;
        char *text = text_of("family.pdf");
        static const char *const told[] = {"Q0 Ana", "REASON", "THOUGHT", "STRENGTH",
            "What helped?", "In the last four weeks: 6 skills got.", "Practising 2 skills now.",
            "and 2 more", "Showed it on 1 day, last in “Monday’s ticket”."};
        for (size_t i = 0; i < COUNT_OF(told) && words == NULL; i++)
            assert_has(text, told[i]);
        for (int i = 1; i < STUDENTS; i++) {
            if (!is_prefix_of_other(i))
                assert_has_not(text, classroom->plan.students[i].first_name);
            assert_has_not(text, classroom->plan.students[i].last_name);
        }
        assert_has_not(text, "Q1");
        assert_has_not(text, "%");
        assert_has_not(text, "SECRET");
        free(text);
    }
    if (!can_read)
        skip();
}

/* The page of a family, squeezed; the caller frees. */
static char *family_page(int student)
{
    struct error error = {0};
    assert_true(sheet_family_pdf(
        test_path(folder, "family.pdf"), PAPER_A4, NULL, classroom, student, DAY, history, &error));
    return text_of("family.pdf");
}

static void say_level(int student, const char *skill, const char *why)
{
    struct event event = {.body.mastery_set.level = MASTERY_GOT_IT};
    STR_COPY(event.body.mastery_set.skill, skill);
    STR_COPY(event.body.mastery_set.why, why);
    apply(EVENT_MASTERY_SET, student, &event);
}

/* Whoever did not see it in class is not said to have; of many words, the one that stands. */
static void a_word_of_the_teacher_has_its_reason(void **state)
{
    enum { STUDENT = 4 };
    (void)state;
    if (!can_read)
        skip();
    history_begin(history, classroom, STUDENT, -1);
    say_level(STUDENT, "SECRET.0", "I saw it in class");
    say_level(STUDENT, "SECRET.0", "From other work");
    char *text = family_page(STUDENT);
    assert_has(text, "The teacher’s word: “From other work”");
    assert_has_not(text, "saw it in class");
    free(text);
    history_begin(history, classroom, STUDENT, -1); /* longer ago than what is remembered */
    text = family_page(STUDENT);
    assert_has(text, "By the teacher’s word.");
    free(text);
}

/* The teacher's note and the student's own reason, each as such. */
static void a_goal_that_was_set_has_its_reasons(void **state)
{
    enum { STUDENT = 4 };
    (void)state;
    if (!can_read)
        skip();
    history_begin(history, classroom, STUDENT, -1);
    struct event event = {0};
    STR_COPY(event.body.goal_set.skill, "SECRET.7");
    apply(EVENT_GOAL_SET, STUDENT, &event);
    char *text = family_page(STUDENT);
    assert_has(text, "The teacher picked it.");
    assert_has_not(text, "own words");
    free(text);
    STR_COPY(event.body.goal_set.note, "You are ready for it.");
    apply(EVENT_GOAL_SET, STUDENT, &event);
    text = family_page(STUDENT);
    assert_has(text, "The teacher picked it: “You are ready for it.”");
    assert_has_not(text, "own words");
    free(text);
    event = (struct event){0};
    STR_COPY(event.body.goal_chosen.skill, "SECRET.7");
    STR_COPY(event.body.goal_chosen.reason, "because my brother can");
    apply(EVENT_GOAL_CHOSEN, STUDENT, &event);
    text = family_page(STUDENT);
    assert_has(text, "The teacher picked it: “You are ready for it.”");
    assert_has(text, "Why, in own words: “because my brother can”");
    free(text);
}

static void strengths_come_first(void **state)
{
    (void)state;
    struct error error = {0};
    if (!can_read)
        skip();
    assert_true(sheet_family_pdf(
        test_path(folder, "family.pdf"), PAPER_A4, NULL, classroom, 0, DAY, history, &error));
    char *text = text_of("family.pdf");
    const char *strength = strstr(text, "STRENGTH"), *goal = strstr(text, "Thegoalnow");
    assert_true(strength != NULL && goal != NULL && strength < goal);
    free(text);
}

static void a_substitute_finds_everything(void **state)
{
    (void)state;
    give_own_way(STUDENTS - 1); /* also who is in no group has one */
    for (int k = 0; k < 4; k++) {
        struct error error = {0};
        const struct words *words = k < 2 ? NULL : &from_the_right;
        assert_true(sheet_substitute_pdf(
            test_path(folder, "substitute.pdf"), papers[k % 2], words, classroom, DAY, &error));
        assert_in_range(test_count_pages(test_path(folder, "substitute.pdf")), 2, 3);
        if (!can_read)
            continue;
        char *text = text_of("substitute.pdf");
        for (int i = 0; i < STUDENTS - 1; i++)
            assert_has(text, classroom->plan.students[i].last_name);
        for (int i = 0; i < STATIONS; i++)
            assert_has(text, classroom->plan.stations[i].name);
        assert_has_not(text, "PRIVATE");
        assert_has_not(text, "SECRET");
        if (words == NULL) {
            static const char *const told[] = {"not for the wall", "Monday, 2026-09-14",
                "Ms. Rivera", "Round 1 · 08:45–09:00", "Task8", "let them finish: Q2 Ana Family2",
                "Reads large text: Q3 Ana Family3", "language: Q4 Ana Family4 (Español)",
                "What helped?"};
            for (size_t i = 0; i < COUNT_OF(told); i++)
                assert_has(text, told[i]);
            const char *apart = strstr(text, "Pleasekeepapart");
            assert_non_null(apart);
            assert_has(apart, "Family6, Q7");
            assert_has(text, "In no group yet: Q35");
            assert_has(text, "Family35: 1 Table 8");
            assert_has_not(apart, "Family8"); /* a wish is no order */
        }
        free(text);
    }
    if (!can_read)
        skip();
}

static void a_team_sees_levels_with_names(void **state)
{
    (void)state;
    static const int32_t skills[] = {0, 7};
    for (size_t k = 0; k < COUNT_OF(papers); k++) {
        struct error error = {0};
        assert_true(sheet_team_pdf(test_path(folder, "team.pdf"), papers[k], NULL, classroom, DAY,
            skills, 2, report, &error));
        if (!can_read)
            continue;
        char *text = text_of("team.pdf");
        assert_has(text, "not for the wall");
        assert_has(text, "SECRET.0 · Title0");
        assert_has(text, "Got it (1): Q0 Ana Family0");
        assert_has(text, "Not yet (2): Q1 Oluwaseunfunmi Adebayo-Williamson the Third of Somewhere "
                         "Family1, Q2 Ana Family2");
        assert_has(text, "No evidence yet (33)");
        assert_has(text, "The last exit ticket: Monday’s ticket");
        assert_has(text, "Teach SECRET.0 again to everybody: 2 of 3 do not have it.");
        assert_has_not(text, "…");
        free(text);
    }
    struct error error = {0};
    assert_false(sheet_team_pdf(
        test_path(folder, "none.pdf"), PAPER_A4, NULL, classroom, DAY, skills, 0, NULL, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    if (!can_read)
        skip();
}

static void the_same_class_is_the_same_bytes(void **state)
{
    (void)state;
    static const int32_t skills[] = {0};
    char *bytes[4][2];
    size_t sizes[4][2];
    for (int i = 0; i < 2; i++) {
        const char *path = test_path(folder, "bytes.pdf");
        assert_true(sheet_groups_pdf(path, PAPER_A4, NULL, classroom, DAY, NULL));
        bytes[0][i] = test_read(path, &sizes[0][i]);
        assert_true(sheet_substitute_pdf(path, PAPER_A4, NULL, classroom, DAY, NULL));
        bytes[1][i] = test_read(path, &sizes[1][i]);
        assert_true(sheet_family_pdf(path, PAPER_A4, NULL, classroom, 0, DAY, history, NULL));
        bytes[2][i] = test_read(path, &sizes[2][i]);
        assert_true(sheet_team_pdf(path, PAPER_A4, NULL, classroom, DAY, skills, 1, report, NULL));
        bytes[3][i] = test_read(path, &sizes[3][i]);
    }
    for (int k = 0; k < 4; k++) {
        assert_int_equal(sizes[k][0], sizes[k][1]);
        assert_memory_equal(bytes[k][0], bytes[k][1], sizes[k][0]);
        free(bytes[k][0]);
        free(bytes[k][1]);
    }
}

static void without_groups_there_is_no_sheet(void **state)
{
    (void)state;
    struct error error = {0};
    struct plan *plan = arena_new(&arena, struct plan);
    assert_non_null(plan);
    plan_copy(plan, &classroom->plan);
    int files = test_folder_files(folder, 0);
    plan->group_count = 0;
    assert_true(classroom_take_plan(classroom, plan, "v2"));
    assert_false(
        sheet_groups_pdf(test_path(folder, "none.pdf"), PAPER_A4, NULL, classroom, DAY, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    assert_int_equal(test_folder_files(folder, 0), files);
    assert_true(
        sheet_substitute_pdf(test_path(folder, "alone.pdf"), PAPER_A4, NULL, classroom, DAY, NULL));
}

static void a_round_without_a_station_is_seen(void **state)
{
    (void)state;
    char way[LONG_TEXT_SIZE];
    struct str_writer writer = str_writer(way, sizeof way);
    struct event event = {0};
    struct groups_approval *approval = &event.body.groups_approved;
    struct event_group *group = &approval->groups[approval->group_count++];
    approval->day = DAY + 1;
    STR_COPY(group->name, "Bears");
    STR_COPY(group->students[group->student_count++], "s0");
    group->station_count = classroom->plan.rounds;
    STR_COPY(group->stations[0], "st8");
    STR_COPY(group->stations[2], "st1");
    apply(EVENT_GROUPS_APPROVED, 0, &event);
    lesson_way(NULL, classroom, DAY + 1, 0, &writer);
    squeeze(way);
    assert_has(way, "1 Table 8 with");
    assert_has(way, "2 Free choice");
    assert_has(way, "3 Table 1 with");
    group->stations[0][0] = group->stations[2][0] = '\0';
    apply(EVENT_GROUPS_APPROVED, 0, &event);
    writer = str_writer(way, sizeof way);
    lesson_way(NULL, classroom, DAY + 1, 0, &writer);
    assert_int_equal(writer.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wall_has_every_name_and_no_need),
        cmocka_unit_test(who_is_in_no_group_is_told_to_ask),
        cmocka_unit_test(an_own_way_is_on_the_wall),
        cmocka_unit_test(a_family_reads_of_its_child_only),
        cmocka_unit_test(strengths_come_first),
        cmocka_unit_test(a_substitute_finds_everything),
        cmocka_unit_test(a_team_sees_levels_with_names),
        cmocka_unit_test(the_same_class_is_the_same_bytes),
        cmocka_unit_test(a_word_of_the_teacher_has_its_reason),
        cmocka_unit_test(a_goal_that_was_set_has_its_reasons),
        cmocka_unit_test(without_groups_there_is_no_sheet),
        cmocka_unit_test(a_round_without_a_station_is_seen),
    };
    return cmocka_run_group_tests(tests, make_class, end_class);
}
