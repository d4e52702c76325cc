#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/mastery.h"
#include "model/summary.h"
#include "sample.h"
#include <stdlib.h>

static uint32_t next_seq;

/* Answers of student s0: + right, - wrong; a number sets how many days before SAMPLE_DAY. */
static void answer(struct classroom *classroom, const char *skill, const char *answers)
{
    int ago = 0;
    for (; *answers != '\0'; answers++) {
        struct event event;
        if (*answers >= '0' && *answers <= '9') {
            ago = (int)strtol(answers, (char **)(uintptr_t)&answers, 10);
            answers--;
            continue;
        }
        sample_event(
            &event, EVENT_TICKET_SUBMITTED, 0, sample_ms - ago * (int64_t)DAY_MS, 1, ++next_seq);
        event.stamp.at_ms += next_seq;
        event.body.ticket_submitted.answer_count = 1;
        struct answer *given = &event.body.ticket_submitted.answers[0];
        STR_COPY(given->skill, skill);
        given->scored = true;
        given->right = *answers == '+';
        classroom_apply(classroom, &event);
    }
}

static void say_level(struct classroom *classroom, const char *skill, enum mastery_level level)
{
    struct event event;
    sample_event(&event, EVENT_MASTERY_SET, 0, sample_ms, 1, ++next_seq);
    STR_COPY(event.body.mastery_set.skill, skill);
    event.body.mastery_set.level = level;
    STR_COPY(event.body.mastery_set.why, "seen");
    classroom_apply(classroom, &event);
}

static void the_day_since_which_a_skill_is_got(void **state)
{
    (void)state;
    static const struct {
        const char *answers;
        int ago; /* -1: not got */
    } cases[] = {
        {"", -1}, {"9+", -1}, {"9+8+", 8}, {"9+8+3+", 8}, {"9+8-3+", 3}, {"9++", 9},
        {"9+8+5--", -1}, {"9+8+5--4-2++", 2},
        {"9++8++++++++++++++++1+", 8}, /* the first ones are not kept any more */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        answer(sample.classroom, "F1", cases[i].answers);
        int32_t day = mastery_got_day(sample.classroom, 0, plan_find_skill(sample.plan, "F1"));
        assert_int_equal(day, cases[i].ago < 0 ? -1 : SAMPLE_DAY - cases[i].ago);
        sample_close(&sample);
    }
}

/* The evening in Los Angeles is the next day in Greenwich; after midnight in Berlin it is the day
 * before there. */
static void the_teachers_word_is_of_the_local_day(void **state)
{
    (void)state;
    static const struct {
        int32_t hours, offset_hours, day;
    } cases[] = {{25, -7, 0}, {-1, 2, 0}, {12, 0, 0}, {23, 2, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct event event;
        struct summary summary;
        sample_open(&sample);
        sample_take_plan(&sample);
        int64_t at_ms = (int64_t)SAMPLE_DAY * DAY_MS + (int64_t)cases[i].hours * 3600000;
        sample_event(&event, EVENT_MASTERY_SET, 0, at_ms, 1, 1);
        event.offset_s = cases[i].offset_hours * 3600;
        STR_COPY(event.body.mastery_set.skill, "F1");
        event.body.mastery_set.level = MASTERY_GOT_IT;
        classroom_apply(sample.classroom, &event);
        int skill = plan_find_skill(sample.plan, "F1");
        int32_t day = SAMPLE_DAY + cases[i].day;
        assert_int_equal(mastery_got_day(sample.classroom, 0, skill), day);
        summary_of(sample.classroom, 0, day, &summary);
        assert_int_equal(summary.skills[0].last_day, day);
        sample_close(&sample);
    }
}

static void equals_stand_as_in_the_plan(void **state)
{
    (void)state;
    struct sample sample;
    struct summary summary;
    static const char *const skills[] = {"G1", "F2", "F1"};
    sample_open(&sample);
    sample_take_plan(&sample);
    for (size_t i = 0; i < COUNT_OF(skills); i++)
        answer(sample.classroom, skills[i], "3+2+");
    summary_of(sample.classroom, 0, SAMPLE_DAY, &summary);
    assert_int_equal(summary.count, COUNT_OF(skills));
    for (int i = 1; i < summary.count; i++)
        assert_true(summary.skills[i - 1].skill < summary.skills[i].skill);
    sample_close(&sample);
}

static void a_family_is_told_what_was_got_and_what_is_practised(void **state)
{
    (void)state;
    struct sample sample;
    struct summary summary;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    summary_of(classroom, 0, SAMPLE_DAY, &summary);
    assert_int_equal(summary.count, 0);
    assert_int_equal(summary.got_lately + summary.practising, 0);

    answer(classroom, "F1", "60+59+"); /* got long ago */
    answer(classroom, "F2", "27+5+");  /* got lately: the rule held five days ago */
    answer(classroom, "F3", "28+");    /* getting there, but not lately */
    answer(classroom, "G1", "27-");    /* not yet, tried lately */
    say_level(classroom, "M1", MASTERY_GOT_IT);
    summary_of(classroom, 0, SAMPLE_DAY, &summary);
    static const char *const order[] = {"M1", "F2", "F1", "F3"};
    assert_int_equal(summary.count, COUNT_OF(order));
    assert_int_equal(summary.got_count, 3);
    assert_int_equal(summary.got_lately, 2);
    assert_int_equal(summary.practising, 1);
    for (size_t i = 0; i < COUNT_OF(order); i++)
        assert_string_equal(classroom->plan.skills[summary.skills[i].skill].code, order[i]);
    assert_true(summary.skills[0].by_teacher);
    assert_int_equal(summary.skills[1].days, 2);
    assert_int_equal(summary.skills[1].last_day, SAMPLE_DAY - 5);
    assert_false(summary.skills[3].got);

    /* The goal is practised, tried or not; once it is got, it is not. */
    STR_COPY(classroom->students[0].goal, "F3");
    summary_of(classroom, 0, SAMPLE_DAY, &summary);
    assert_int_equal(summary.practising, 2);
    STR_COPY(classroom->students[0].goal, "F1");
    summary_of(classroom, 0, SAMPLE_DAY, &summary);
    assert_int_equal(summary.practising, 1);
    /* The teacher's word alone is no try. */
    say_level(classroom, "M1", MASTERY_NOT_YET);
    summary_of(classroom, 0, SAMPLE_DAY, &summary);
    assert_int_equal(summary.practising, 1);
    /* Nobody else's answers count. */
    summary_of(classroom, 1, SAMPLE_DAY, &summary);
    assert_int_equal(summary.count + summary.practising, 0);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_since_which_a_skill_is_got),
        cmocka_unit_test(the_teachers_word_is_of_the_local_day),
        cmocka_unit_test(equals_stand_as_in_the_plan),
        cmocka_unit_test(a_family_is_told_what_was_got_and_what_is_practised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
