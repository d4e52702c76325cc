#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "deciding.h"

static void envelope(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    now.offset_s = -5 * 3600;
    begin(ACTION_CHECK_IN, 2);
    action.how = HOW_SCANNER;
    assert_true(decide(&sample));
    assert_int_equal(event.kind, EVENT_VISIT_STARTED);
    assert_int_equal(event.stamp.at_ms, sample_ms);
    assert_int_equal(event.stamp.seq, 0);
    assert_int_equal(event.version, 1);
    assert_true(event.trusted && event.mono_ms == 1000);
    assert_int_equal(event.offset_s, -5 * 3600);
    assert_string_equal(event.student, "s2");
    assert_string_equal(event.class_id, "4b");
    assert_string_equal(event.body.visit_started.station, "makers");
    sample_close(&sample);
}

/* A station without a clock starts in 1970 with a log full of facts from later. */
static void a_late_clock_does_not_lose_facts(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin(ACTION_CHECK_IN, 0);
    record(&sample);
    begin(ACTION_SIGN_OUT, 0);
    record(&sample);
    assert_false(classroom_is_checked_in(sample.classroom, 0));
    begin(ACTION_CHECK_IN, 0);
    now = sample_moment(5000);
    now.trusted = false;
    assert_true(decide(&sample));
    assert_true(event.stamp.at_ms > sample_ms && !event.trusted);
    event.stamp.log[0] = 1;
    event.stamp.seq = 1;
    classroom_apply(sample.classroom, &event);
    assert_true(classroom_is_checked_in(sample.classroom, 0));
    sample_close(&sample);
}

static void only_a_sure_clock_is_set(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    now = sample_moment(sample_ms);
    begin(ACTION_SET_CLOCK, -1);
    assert_true(decide(&sample));
    assert_int_equal(event.kind, EVENT_CLOCK_SET);
    assert_true(event.trusted && event.wall_ms == sample_ms && event.student[0] == '\0');
    now.trusted = false;
    assert_false(decide(&sample));
    sample_close(&sample);
}

static void a_clock_before_1970_loses_nothing(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    now = sample_moment(-5000);
    now.trusted = false;
    begin(ACTION_CHECK_IN, 0);
    record(&sample);
    assert_true(classroom_is_checked_in(sample.classroom, 0));
    sample_close(&sample);
}

static void only_enrolled_students(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    static const int nobody[] = {-1, SAMPLE_STUDENTS, 1000};
    for (size_t i = 0; i < COUNT_OF(nobody); i++) {
        begin(ACTION_ASK_HELP, nobody[i]);
        refused(&sample, ERR_NOT_FOUND);
    }
    sample.plan->student_count = 3;
    sample_take_plan(&sample);
    begin(ACTION_ASK_HELP, 4);
    refused(&sample, ERR_NOT_FOUND);
    begin(ACTION_ERASE_STUDENT, 4); /* also one who has left */
    record(&sample);
    begin(ACTION_ERASE_STUDENT, 4);
    refused(&sample, ERR_NOT_FOUND);
    begin(ACTION_NONE, 0);
    refused(&sample, ERR_BAD_INPUT);
    sample_close(&sample);
}

static void visits_help_and_kudos(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin(ACTION_SIGN_OUT, 0);
    refused(&sample, ERR_DENIED);
    begin(ACTION_CHECK_IN, 0);
    action.station[0] = '\0';
    refused(&sample, ERR_BAD_INPUT);
    begin(ACTION_CHECK_IN, 0);
    record(&sample);
    record(&sample); /* a repeat is harmless */
    begin(ACTION_SIGN_OUT, 0);
    action.station[0] = '\0';
    record(&sample);
    assert_false(classroom_is_checked_in(sample.classroom, 0));
    assert_string_equal(event.station, "makers");
    begin(ACTION_CHECK_IN, 0);
    record(&sample);
    begin(ACTION_SIGN_OUT, 0); /* the teacher's word, of no station */
    action.station[0] = '\0';
    action.end = END_TEACHER;
    record(&sample);
    assert_string_equal(event.station, "");
    assert_false(classroom_is_checked_in(sample.classroom, 0));
    begin(ACTION_CLEAR_HELP, 0);
    refused(&sample, ERR_DENIED);
    begin(ACTION_ASK_HELP, 0);
    record(&sample);
    refused(&sample, ERR_DENIED);
    assert_true(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY));
    assert_false(classroom_wants_help(sample.classroom, 0, SAMPLE_DAY + 1)); /* nobody waits */
    begin(ACTION_CLEAR_HELP, 0);
    record(&sample);
    begin(ACTION_SEE_KUDOS, 0);
    refused(&sample, ERR_DENIED);
    begin(ACTION_GIVE_KUDOS, 0);
    STR_COPY(action.text, "  ");
    refused(&sample, ERR_BAD_INPUT);
    begin(ACTION_GIVE_KUDOS, 0);
    STR_COPY(action.text, " Well done ");
    record(&sample);
    assert_string_equal(event.body.kudos_given.text, "Well done");
    begin(ACTION_SEE_KUDOS, 0);
    record(&sample);
    sample_close(&sample);
}

static void goals_need_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *skill, *reason;
        enum error_code code;
    } cases[] = {
        {"F1", "It is just right for me", ERR_NONE},
        {"F1", "", ERR_BAD_INPUT},
        {"F1", " \t", ERR_BAD_INPUT},
        {"F2", "too early", ERR_DENIED},
        {"XX", "why not", ERR_NOT_FOUND},
        {"", "why not", ERR_NOT_FOUND},
    };
    struct sample sample;
    open_class(&sample, "makers");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_CHOOSE_GOAL, 0);
        STR_COPY(action.skill, cases[i].skill);
        STR_COPY(action.text, cases[i].reason);
        assert_int_equal(decide(&sample), cases[i].code == ERR_NONE);
        assert_int_equal(error.code, cases[i].code);
    }
    struct event set;
    sample_event(&set, EVENT_GOAL_SET, 0, sample_ms, 1, 1);
    STR_COPY(set.body.goal_set.skill, "F2");
    classroom_apply(sample.classroom, &set);
    begin(ACTION_CHOOSE_GOAL, 0);
    STR_COPY(action.text, "because");
    STR_COPY(action.skill, "G1");
    refused(&sample, ERR_DENIED);
    begin(ACTION_CHOOSE_GOAL, 0);
    STR_COPY(action.text, "because");
    STR_COPY(action.skill, "F2"); /* not ready, but the teacher's */
    record(&sample);
    assert_string_equal(sample.classroom->students[0].goal_reason, "because");
    begin(ACTION_CHOOSE_GOAL, 0);
    STR_COPY(action.text, "because");
    STR_COPY(action.skill, "G1"); /* still the teacher's, with a reason of one's own */
    refused(&sample, ERR_DENIED);
    sample_close(&sample);
}

/* Its evidence is kept, on a machine that saw the plan before; nobody may choose it any more. */
static void a_goal_that_left_the_plan(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    struct event seen;
    sample_event(&seen, EVENT_MASTERY_SET, 0, sample_ms, 1, 1);
    STR_COPY(seen.body.mastery_set.skill, "M1");
    seen.body.mastery_set.level = MASTERY_GETTING_THERE;
    classroom_apply(sample.classroom, &seen);
    sample.plan->skill_count--;
    assert_true(classroom_take_plan(sample.classroom, sample.plan, "v2"));
    assert_true(classroom_find_skill(sample.classroom, "M1") >= 0);
    assert_int_equal(classroom_find_skill_in_plan(sample.classroom, "M1"), -1);
    begin(ACTION_CHOOSE_GOAL, 0);
    STR_COPY(action.text, "because");
    STR_COPY(action.skill, "M1");
    refused(&sample, ERR_NOT_FOUND);
    sample_close(&sample);
}

static void begin_ticket(const char *owner, const char *ticket)
{
    begin(ACTION_SUBMIT_TICKET, 0);
    action.draft.kind = DRAFT_TICKET;
    STR_COPY(action.draft.student, owner);
    STR_COPY(action.draft.about, ticket);
}

static void put_answer(int index, const char *item, const char *response, bool unsure)
{
    STR_COPY(action.draft.answers[index].item, item);
    STR_COPY(action.draft.answers[index].response, response);
    action.draft.answers[index].unsure = unsure;
    action.draft.answer_count = index + 1;
}

static void tickets_are_scored(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin_ticket("s0", "t1");
    put_answer(0, "t1/2", "B", false); /* in any order */
    put_answer(1, "t1/1", " 14/2 ", false);
    record(&sample);
    assert_int_equal(event.body.ticket_submitted.answer_count, 2);
    const struct answer *answers = event.body.ticket_submitted.answers;
    assert_string_equal(answers[0].item, "t1/1");
    assert_string_equal(answers[0].response, "14/2");
    assert_string_equal(answers[0].skill, "F1");
    assert_true(answers[0].right && answers[1].right && answers[0].score == SCORE_FULL);
    const struct hand_in *hand_in = &sample.classroom->students[0].hand_ins[0];
    assert_int_equal(hand_in->day, SAMPLE_DAY);
    begin_ticket("s0", "t1");
    put_answer(0, "t1/1", "7", true); /* unsure */
    record(&sample);
    const struct evidence_list *list = &sample.classroom->students[0].evidence[0];
    assert_int_equal(list->count, 3);
    assert_true(list->entries[0].right && list->entries[1].right);
    assert_true(list->entries[2].unsure && !list->entries[2].right);
    begin_ticket("s0", "t1");
    put_answer(0, "t1/1", "", true); /* is an answer, too */
    record(&sample);
    assert_int_equal(list->count, 4);
    sample_close(&sample);
}

/* No answer to a scale or an open question is evidence: neither is being unsure of one. */
static void unsure_counts_where_an_answer_would(void **state)
{
    (void)state;
    static const enum item_kind kinds[] = {ITEM_SCALE, ITEM_OPEN};
    struct sample sample;
    open_class(&sample, "makers");
    const struct evidence_list *list = &sample.classroom->students[0].evidence[0];
    struct plan *plan = &sample.classroom->plan;
    enum item_kind *kind = &plan->items[plan_find_item(plan, "t1/1")].kind;
    enum item_kind kept = *kind;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        *kind = kinds[i];
        begin_ticket("s0", "t1");
        put_answer(0, "t1/1", "", true);
        record(&sample);
        assert_int_equal(list->count, 0);
        *kind = kept; /* or gone: what is read later is the same */
        event.stamp.seq += 1000;
        classroom_apply(sample.classroom, &event);
        assert_int_equal(list->count, 0);
    }
    record(&sample);
    assert_int_equal(list->count, 1);
    assert_true(list->entries[0].unsure);
    sample_close(&sample);
}

static void work_never_lands_on_another_student(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    static const char *const others[] = {"s1", "", "s", "s00", "S0"};
    static const enum draft_kind kinds[] = {DRAFT_TICKET, DRAFT_REFLECTION, DRAFT_GOAL};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            for (int kind = ACTION_CHECK_IN; kind <= ACTION_IMPORT_EVIDENCE; kind++) {
                if (kind == ACTION_START_ROTATION || kind == ACTION_PUBLISH_PLAN ||
                    kind == ACTION_CHANGE_ROTATION || kind == ACTION_APPROVE_GROUPS ||
                    kind == ACTION_SET_CLOCK)
                    continue;
                begin_ticket(others[i], "t1");
                put_answer(0, "t1/1", "7", false);
                action.kind = (enum action_kind)kind;
                action.draft.kind = kinds[k];
                assert_false(decide(&sample));
                assert_int_equal(error.code, ERR_DENIED);
            }
    sample_close(&sample);
}

static void tickets_that_cannot_be_taken(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin_ticket("s0", "t1");
    refused(&sample, ERR_BAD_INPUT); /* nothing answered */
    put_answer(0, "t1/1", "  ", false);
    error_clear(&error);
    refused(&sample, ERR_BAD_INPUT);
    begin_ticket("s0", "t9");
    put_answer(0, "t1/1", "7", false);
    refused(&sample, ERR_NOT_FOUND);
    begin_ticket("s0", "t1");
    action.draft.kind = DRAFT_REFLECTION;
    refused(&sample, ERR_BAD_INPUT);
    begin(ACTION_SUBMIT_TICKET, 0);
    refused(&sample, ERR_BAD_INPUT);
    sample_close(&sample);
}

static void reflections(void **state)
{
    (void)state;
    static const struct {
        const char *about, *text;
        int feeling;
        enum error_code code;
        const char *clip;
        bool voice; /* the class records */
    } cases[] = {
        {"r1", "I lined them up", 0, ERR_NONE, "", false},
        {"r1", "", 4, ERR_NONE, "", false},
        {"", "", 1, ERR_NONE, "", false},
        {"r1", " ", 0, ERR_BAD_INPUT, "", true},
        {"r1", "", 5, ERR_BAD_INPUT, "", false},
        {"r1", "x", -1, ERR_BAD_INPUT, "", false},
        {"r9", "x", 1, ERR_NOT_FOUND, "", false},
        {"r1", "", 0, ERR_NONE, "0a", true}, /* a voice alone is something to hand in */
        {"r1", "x", 2, ERR_NONE, "0a", true},
        {"r1", "x", 2, ERR_DENIED, "0a", false},
    };
    struct sample sample;
    open_class(&sample, "makers");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_SUBMIT_REFLECTION, 0);
        action.draft.kind = DRAFT_REFLECTION;
        STR_COPY(action.draft.student, "s0");
        STR_COPY(action.draft.about, cases[i].about);
        STR_COPY(action.draft.text, cases[i].text);
        STR_COPY(action.draft.clip, cases[i].clip);
        action.draft.feeling = cases[i].feeling;
        sample.classroom->plan.voice = cases[i].voice;
        assert_int_equal(decide(&sample), cases[i].code == ERR_NONE);
        assert_int_equal(error.code, cases[i].code);
        if (error.code == ERR_NONE)
            assert_string_equal(event.body.reflection_submitted.clip, cases[i].clip);
    }
    sample_close(&sample);
}

static void badges(void **state)
{
    (void)state;
    struct sample sample;
    open_class(&sample, "makers");
    begin(ACTION_VOID_BADGE, 0);
    refused(&sample, ERR_NOT_FOUND);
    begin(ACTION_ISSUE_BADGE, 0);
    action.hash[3] = 7;
    record(&sample);
    refused(&sample, ERR_DENIED);
    action.student = 1;
    error_clear(&error);
    refused(&sample, ERR_DENIED);
    begin(ACTION_VOID_BADGE, 0);
    record(&sample);
    begin(ACTION_VOID_BADGE, 0);
    refused(&sample, ERR_NOT_FOUND);
    begin(ACTION_ISSUE_BADGE, -1); /* the teacher's is no student's */
    action.hash[3] = 8;
    record(&sample);
    action.student = 1;
    refused(&sample, ERR_DENIED);
    action.hash[3] = 9;
    record(&sample);
    sample.plan->student_count = 1; /* who has left may have lost it */
    sample_take_plan(&sample);
    begin(ACTION_VOID_BADGE, 1);
    record(&sample);
    assert_false(sample.classroom->students[1].badge.valid);
    sample_close(&sample);
}

static void rotations_and_plans(void **state)
{
    (void)state;
    static const struct {
        int rounds, minutes;
        bool ok;
        int expected_rounds, expected_minutes;
    } cases[] = {{0, 0, true, 3, 15}, {2, 20, true, 2, 20}, {ROUND_MAX, 240, true, ROUND_MAX, 240},
        {ROUND_MAX + 1, 10, false, 0, 0}, {-1, 10, false, 0, 0}, {2, 241, false, 0, 0},
        {2, -5, false, 0, 0}};
    struct sample sample;
    open_class(&sample, "makers");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        begin(ACTION_START_ROTATION, -1);
        action.rotation.rounds = cases[i].rounds;
        action.rotation.minutes = cases[i].minutes;
        assert_int_equal(decide(&sample), cases[i].ok);
        if (!cases[i].ok)
            continue;
        assert_int_equal(event.body.rotation_started.rounds, cases[i].expected_rounds);
        assert_int_equal(event.body.rotation_started.minutes, cases[i].expected_minutes);
        assert_int_equal(event.body.rotation_started.day, SAMPLE_DAY);
        assert_int_equal(event.body.rotation_started.at_ms, sample_ms);
        assert_string_equal(event.student, "");
    }
    begin(ACTION_START_ROTATION, -1); /* told later: it is of the day it began */
    action.rotation.at_ms = sample_ms - DAY_MS;
    assert_true(decide(&sample));
    assert_int_equal(event.body.rotation_started.day, SAMPLE_DAY - 1);
    begin(ACTION_PUBLISH_PLAN, -1);
    refused(&sample, ERR_BAD_INPUT);
    begin(ACTION_PUBLISH_PLAN, -1);
    STR_COPY(action.text, "abc123");
    assert_true(decide(&sample));
    assert_string_equal(event.body.plan_published.hash, "abc123");
    begin(ACTION_CHANGE_PROFILE, 0);
    action.field = PROFILE_COUNT;
    refused(&sample, ERR_BAD_INPUT);
    begin(ACTION_CHANGE_PROFILE, 0); /* empty clears */
    assert_true(decide(&sample));
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(envelope),
        cmocka_unit_test(only_a_sure_clock_is_set),
        cmocka_unit_test(a_clock_before_1970_loses_nothing),
        cmocka_unit_test(a_late_clock_does_not_lose_facts),
        cmocka_unit_test(only_enrolled_students),
        cmocka_unit_test(visits_help_and_kudos),
        cmocka_unit_test(goals_need_a_reason),
        cmocka_unit_test(a_goal_that_left_the_plan),
        cmocka_unit_test(tickets_are_scored),
        cmocka_unit_test(unsure_counts_where_an_answer_would),
        cmocka_unit_test(work_never_lands_on_another_student),
        cmocka_unit_test(tickets_that_cannot_be_taken),
        cmocka_unit_test(reflections),
        cmocka_unit_test(badges),
        cmocka_unit_test(rotations_and_plans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
