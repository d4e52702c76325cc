#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/plan_change.h"
#include "sample.h"

static bool doubts(const struct plan_change *change, enum plan_doubt_kind kind)
{
    return plan_change_doubt(change, kind) != NULL;
}

static void says(const struct plan_change *change, enum plan_doubt_kind kind, const char *wanted)
{
    char text[SENTENCE_TEXT_SIZE];
    const struct plan_doubt *doubt = plan_change_doubt(change, kind);
    assert_non_null(doubt);
    sentence_write(&doubt->told, text, sizeof text);
    assert_string_equal(text, wanted);
}

static void nothing_here_yet(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    classroom_init(sample.classroom);
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.doubt_count, 0);
    assert_int_equal(change.coming, SAMPLE_STUDENTS);
    assert_int_equal(change.before, 0);
    sample_close(&sample);
}

static void take(struct sample *sample, int students)
{
    classroom_init(sample->classroom);
    sample->plan->student_count = students;
    for (int i = 0; i < students; i++)
        STR_FORMAT(sample->plan->students[i].id, "s%d", i);
    assert_true(classroom_take_plan(sample->classroom, sample->plan, "v"));
}

/* Of `before` students the first `left` are somebody else. */
static void too_many_leave(void **state)
{
    (void)state;
    static const struct {
        int before, left;
        bool many;
    } cases[] = {{10, 0, false}, {10, 3, false}, {10, 4, true}, {24, 7, false}, {24, 8, true},
        {4, 1, false}, {4, 2, true}, {3, 3, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct plan_change change;
        sample_open(&sample);
        take(&sample, cases[i].before);
        for (int k = 0; k < cases[i].left; k++)
            STR_FORMAT(sample.plan->students[k].id, "new-%d", k);
        plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
        assert_int_equal(change.before, cases[i].before);
        assert_int_equal(change.coming, cases[i].left);
        assert_int_equal(change.leaving_count, cases[i].left);
        assert_true(cases[i].left == 0 || change.leaving[0] == 0);
        assert_int_equal(doubts(&change, DOUBT_MANY_LEAVE), cases[i].many);
        assert_int_equal(change.doubt_count, cases[i].many);
        sample_close(&sample);
    }
}

/* Whoever left and is in the class again comes, too. */
static void who_comes_back_comes(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    take(&sample, 10);
    sample.plan->student_count = 9;
    assert_true(classroom_take_plan(sample.classroom, sample.plan, "w"));
    sample.plan->student_count = 10;
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.before, 9);
    assert_int_equal(change.coming, 1);
    assert_int_equal(change.leaving_count, 0);
    sample_close(&sample);
}

/* All of the ids may be the same: it is another class all the same. */
static void another_class(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    take(&sample, SAMPLE_STUDENTS);
    STR_COPY(sample.plan->class_id, "4a");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_false(doubts(&change, DOUBT_OTHER_CLASS)); /* nobody did anything yet */
    sample.classroom->students[1].visit_stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_true(doubts(&change, DOUBT_OTHER_CLASS) && change.has_work);
    sample.classroom->students[1].visit_stamp = (struct stamp){0};
    sample.classroom->students[2].evidence[1].count = 1; /* or results were read in */
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_true(doubts(&change, DOUBT_OTHER_CLASS) && change.has_work);
    sample.classroom->students[2].evidence[1].count = 0; /* the year's end */
    assert_int_equal(change.leaving_count + change.coming, 0);
    sample.classroom->students[1].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_true(doubts(&change, DOUBT_OTHER_CLASS) && !change.has_work);
    sample_close(&sample);
}

static void name(struct student *student, const char *first, const char *last)
{
    STR_COPY(student->first_name, first);
    STR_COPY(student->last_name, last);
}

/* A name is another one when nothing of it is the same. */
static void another_name(void **state)
{
    (void)state;
    static const struct {
        const char *first, *last, *next_first, *next_last;
        bool is_other;
    } cases[] = {
        {"Amélie", "Roux", "Mateo", "Diaz", true},
        {"Amélie", "Roux", "Amelie", "Roux", false}, /* corrected */
        {"Amélie", "Roux", "Amélie", "Roux-Martin", false},
        {"Amélie", "Roux", "amélie", "ROUSSEL", false},
        {"Roux", "Amélie", "Amélie", "Roux", false}, /* the columns were changed round */
        {"Amélie", "", "Amélie", "Roux", false},
        {"Amélie", "Roux", "Mateo", "", true}, /* no last names from now on */
        {"Amélie", "", "Mateo", "", true},
        {"Amélie", "", "Mateo", "Diaz", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct plan_change change;
        sample_open(&sample);
        name(&sample.plan->students[1], cases[i].first, cases[i].last);
        take(&sample, SAMPLE_STUDENTS);
        sample.classroom->students[1].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
        name(&sample.plan->students[1], cases[i].next_first, cases[i].next_last);
        plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
        assert_int_equal(doubts(&change, DOUBT_OTHER_NAMES), cases[i].is_other);
        assert_int_equal(change.doubt_count, cases[i].is_other);
        sample_close(&sample);
    }
}

/* Of `before` students the first `named` have other names now, and the first `used` a badge. */
static void other_people(void **state)
{
    (void)state;
    static const struct {
        int before, named, used;
        bool is_named, are_other;
    } cases[] = {{10, 10, 0, false, false}, {10, 10, 1, true, false}, {10, 10, 2, true, false},
        {10, 10, 3, false, true}, {10, 2, 10, true, false}, {24, 3, 24, false, true},
        {6, 1, 6, true, false}, {6, 2, 6, false, true}, {3, 1, 3, false, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct plan_change change;
        char first[NAME_SIZE];
        sample_open(&sample);
        for (int k = 0; k < cases[i].before; k++) {
            STR_FORMAT(first, "Old %d", k);
            name(&sample.plan->students[k], first, "");
        }
        take(&sample, cases[i].before);
        for (int k = 0; k < cases[i].used; k++)
            sample.classroom->students[k].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
        for (int k = 0; k < cases[i].named; k++) {
            STR_FORMAT(first, "New %d", k);
            name(&sample.plan->students[k], first, "");
        }
        plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
        assert_int_equal(doubts(&change, DOUBT_OTHER_NAMES), cases[i].is_named);
        assert_int_equal(doubts(&change, DOUBT_OTHER_PEOPLE), cases[i].are_other);
        sample_close(&sample);
    }
}

/* Also of who has left: work and badge wait for the id. */
static void other_names_are_told(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    name(&sample.plan->students[1], "Amélie", "Roux");
    name(&sample.plan->students[4], "Ben", "Okafor");
    take(&sample, 5);
    sample.classroom->students[1].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
    sample.classroom->students[4].badge.stamp = (struct stamp){.at_ms = 1, .seq = 2};
    sample.plan->student_count = 4;
    assert_true(classroom_take_plan(sample.classroom, sample.plan, "w"));
    sample.plan->student_count = 5;
    name(&sample.plan->students[4], "Ida", "Berg");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_OTHER_NAMES,
        "Another name for the same id: 1. Ida would take over badges and secret pictures of Ben "
        "with "
        "it.: Another child needs a new id.");
    sample.classroom->students[1].visit_stamp = (struct stamp){.at_ms = 1, .seq = 3};
    name(&sample.plan->students[1], "Mateo", "Diaz");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_OTHER_PEOPLE,
        "Another name for the same id: 2. Mateo, Ida would take over badges, secret pictures and "
        "work of Amélie, Ben with it.");
    sample_close(&sample);
}

/* Erased ids are shut: whoever comes with one does not come. */
static void erased_ids(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    bool erased[STUDENT_MAX] = {false};
    sample_open(&sample);
    take(&sample, 4);
    sample.plan->student_count = SAMPLE_STUDENTS;
    plan_change_of(sample.classroom, sample.plan, erased, SAMPLE_DAY, &change);
    assert_int_equal(change.coming, 1);
    assert_int_equal(change.doubt_count + change.shut_out, 0);
    erased[4] = true;
    name(&sample.plan->students[4], "Ida", "Berg");
    plan_change_of(sample.classroom, sample.plan, erased, SAMPLE_DAY, &change);
    assert_int_equal(change.coming, 0);
    assert_int_equal(change.shut_out, 1);
    says(&change, DOUBT_ERASED,
        "Ids of students who were erased: 1. Ida (s4) would be left out of the class.: Give them "
        "other ids: these stay closed.");
    sample_close(&sample);
}

/* Results stay with the code of their skill; of skills without any nobody is told. */
static void skills_that_leave(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    take(&sample, 4);
    STR_COPY(sample.plan->skills[1].code, "NF-2");
    STR_COPY(sample.plan->skills[3].code, "GE-1");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.doubt_count, 0);
    sample.classroom->students[0].evidence[1].count = 1;
    sample.classroom->students[2].evidence[1].count = 2;
    sample.classroom->students[2].evidence[4].count = 2; /* stays */
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_SKILLS_LEAVE,
        "Skills that leave: F2. Students with results on them: 2.: The results are kept, and show "
        "again under the same code.");
    sample.classroom->students[3].evidence[3].set_stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_SKILLS_LEAVE,
        "Skills that leave: F2, G1. Students with results on them: 3.: The results are kept, and "
        "show again under the same code.");
    assert_int_equal(change.doubt_count, 1);
    sample_close(&sample);
}

/* Groups that were approved stand: other ones of the folder do not, and stations may be gone. */
static void groups_that_stand(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    struct group *group = &sample.plan->groups[0];
    sample.plan->group_count = 1;
    STR_COPY(group->name, "Owls");
    STR_COPY(group->students[0], "s1");
    group->student_count = 1;
    take(&sample, 4);
    struct group_state *approved = &sample.classroom->groups[0];
    struct event_group *owls = &approved->approval.groups[0];
    STR_COPY(owls->first_station, "makers");
    STR_COPY(owls->stations[0], "makers");
    STR_COPY(owls->stations[2], "tablets");
    owls->station_count = 3;
    approved->approval.group_count = 1;
    approved->approval.day = SAMPLE_DAY + 1; /* the next lesson's */

    STR_COPY(group->students[0], "s2");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.doubt_count, 0); /* none was approved */
    approved->stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_GROUPS_STAND,
        "The groups approved for 2026-09-15 stand, not those of groups.csv.: They stand until you "
        "form and approve others.");
    STR_COPY(group->students[0], "s1"); /* as it was */
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.doubt_count, 0);
    sample.plan->group_count = 0; /* no groups.csv: nobody expects those of it */
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    assert_int_equal(change.doubt_count, 0);
    STR_COPY(sample.plan->stations[0].id, "workshop");
    STR_COPY(sample.plan->stations[2].id, "pod");
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_GROUPS_STAND,
        "The groups approved for 2026-09-15 stand. They name stations that are not there any "
        "more: makers, tablets.: They stand until you form and approve others.");
    assert_int_equal(change.doubt_count, 1);
    sample.plan->group_count = 1;
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    says(&change, DOUBT_GROUPS_STAND,
        "The groups approved for 2026-09-15 stand, not those of groups.csv. They name stations "
        "that are not there any more: makers, tablets.: They stand until you form and approve "
        "others.");
    sample_close(&sample);
}

/* As many as fit, so that what to do is not cut off. */
static void long_names(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    char first[NAME_SIZE], text[SENTENCE_TEXT_SIZE];
    sample_open(&sample);
    take(&sample, 30);
    for (int i = 0; i < 30; i++) {
        sample.classroom->students[i].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
        STR_FORMAT(first, "%02d%090d", i, 0);
        name(&sample.classroom->plan.students[i], "Old", "");
        name(&sample.plan->students[i], first, "");
    }
    plan_change_of(sample.classroom, sample.plan, NULL, SAMPLE_DAY, &change);
    sentence_write(&plan_change_doubt(&change, DOUBT_OTHER_PEOPLE)->told, text, sizeof text);
    assert_non_null(strstr(text, "of Old, Old, Old, Old, Old, Old, … with"));
    assert_non_null(strstr(text, "0000, … would"));
    assert_true(strlen(text) < 400);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_here_yet),
        cmocka_unit_test(too_many_leave), cmocka_unit_test(who_comes_back_comes),
        cmocka_unit_test(another_class), cmocka_unit_test(another_name),
        cmocka_unit_test(other_people), cmocka_unit_test(other_names_are_told),
        cmocka_unit_test(erased_ids), cmocka_unit_test(skills_that_leave),
        cmocka_unit_test(groups_that_stand), cmocka_unit_test(long_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
