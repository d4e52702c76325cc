#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/mastery.h"
#include "sample.h"

/* Answers oldest first: + right, - wrong, ? unsure; a digit sets the day of those that follow, x
 * one of 1970, y the day after that one. */
static void answer(struct classroom *classroom, const char *answers)
{
    int day = 0;
    uint32_t seq = 0;
    for (; *answers != '\0'; answers++) {
        if (*answers >= '0' && *answers <= '9') {
            day = *answers - '0';
            continue;
        }
        if (*answers == 'x' || *answers == 'y') {
            day = *answers - 'x' - SAMPLE_DAY;
            continue;
        }
        struct event event;
        seq++;
        sample_event(
            &event, EVENT_TICKET_SUBMITTED, 0, sample_ms + day * (int64_t)DAY_MS + seq, 1, seq);
        event.stamp.at_ms = MAX(event.stamp.at_ms, classroom->newest_ms + 1);
        event.body.ticket_submitted.answer_count = 1;
        struct answer *given = &event.body.ticket_submitted.answers[0];
        STR_COPY(given->skill, "F1");
        given->right = *answers == '+';
        given->unsure = *answers == '?';
        given->scored = *answers != '?';
        classroom_apply(classroom, &event);
    }
}

static void levels_by_the_rule(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *answers;
        enum mastery_level level;
        int right, asked, days, unsure, to_go;
    } cases[] = {
        {"4/5@2", "", MASTERY_NONE, 0, 0, 0, 0, 4},
        {"4/5@2", "-", MASTERY_NOT_YET, 0, 1, 0, 0, 4},
        {"4/5@2", "?", MASTERY_NOT_YET, 0, 1, 0, 1, 4},
        {"4/5@2", "+", MASTERY_GETTING_THERE, 1, 1, 1, 0, 3},
        {"4/5@2", "++++", MASTERY_GETTING_THERE, 4, 4, 1, 0, 1},
        {"4/5@2", "0+++1+", MASTERY_GOT_IT, 4, 4, 2, 0, 0},
        {"4/5@2", "0+++1-+", MASTERY_GOT_IT, 4, 5, 2, 0, 0},
        {"4/5@2", "0+++1--", MASTERY_GETTING_THERE, 3, 5, 1, 0, 4},
        {"4/5@2", "0++++1+---", MASTERY_GETTING_THERE, 2, 5, 2, 0, 4},
        {"4/5@2", "++-----", MASTERY_NOT_YET, 0, 5, 0, 0, 4},
        {"2/3", "++", MASTERY_GOT_IT, 2, 2, 1, 0, 0},
        {"2/3", "+-?", MASTERY_GETTING_THERE, 1, 3, 1, 1, 2},
        {"1/1", "+-", MASTERY_NOT_YET, 0, 1, 0, 0, 1},
        {"1/1", "+++-", MASTERY_GETTING_THERE, 0, 1, 0, 0, 1}, /* likely, by the older ones */
        {"1/1", "+++--", MASTERY_NOT_YET, 0, 1, 0, 0, 1},
        {"1/1", "?", MASTERY_NOT_YET, 0, 1, 0, 1, 1},
        {"16/16", "-++++++++++++++++", MASTERY_GOT_IT, 16, 16, 1, 0, 0},
        {"16/16", "++++++++++++++++-", MASTERY_GETTING_THERE, 15, 16, 1, 0, 16},
        {"3/3@3", "0+1+2+", MASTERY_GOT_IT, 3, 3, 3, 0, 0},
        {"3/3@3", "0+1++", MASTERY_GETTING_THERE, 3, 3, 2, 0, 2},
        /* A clock that cannot be right: of how many lessons, nobody knows. */
        {"2/3", "x++", MASTERY_GOT_IT, 2, 2, 1, 0, 0},
        {"4/5@2", "x+++0+", MASTERY_GETTING_THERE, 4, 4, 1, 0, 1},
        {"4/5@2", "x++y++", MASTERY_GETTING_THERE, 4, 4, 1, 0, 2},
        {"4/5@2", "0++x++", MASTERY_GETTING_THERE, 4, 4, 1, 0, 1},
        {"4/5@2", "0+x++1+", MASTERY_GOT_IT, 4, 4, 2, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        assert_true(mastery_rule_parse(cases[i].rule, &sample.plan->skills[0].rule));
        sample_take_plan(&sample);
        answer(sample.classroom, cases[i].answers);
        struct mastery got = mastery_of(sample.classroom, 0, 0);
        if (got.level != cases[i].level || got.right != cases[i].right ||
            got.asked != cases[i].asked || got.days != cases[i].days ||
            got.unsure != cases[i].unsure || got.to_go != cases[i].to_go || got.by_teacher)
            fail_msg("%s with \"%s\": level %d, %d of %d, %d days, %d unsure, %d to go",
                cases[i].rule, cases[i].answers, got.level, (int)got.right, (int)got.asked,
                (int)got.days, (int)got.unsure, (int)got.to_go);
        assert_int_equal(got.by_estimate, got.level == MASTERY_GETTING_THERE && got.right == 0);
        assert_true(got.asked == 0 ? got.estimate < 0.31 : got.estimate > 0 && got.estimate < 1);
        sample_close(&sample);
    }
}

static void the_teachers_word_stands(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    static const struct {
        enum mastery_level word, level;
        bool by_teacher;
    } steps[] = {{MASTERY_GOT_IT, MASTERY_GOT_IT, true}, {MASTERY_NOT_YET, MASTERY_NOT_YET, true},
        {MASTERY_NONE, MASTERY_GETTING_THERE, false}};
    answer(sample.classroom, "-+");
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct event event;
        sample_event(&event, EVENT_MASTERY_SET, 0, sample_ms + (int64_t)i, 2, (uint32_t)i + 1);
        STR_COPY(event.body.mastery_set.skill, "F1");
        event.body.mastery_set.level = steps[i].word;
        classroom_apply(sample.classroom, &event);
        struct mastery got = mastery_of(sample.classroom, 0, 0);
        assert_int_equal(got.level, steps[i].level);
        assert_int_equal(got.by_teacher, steps[i].by_teacher);
        assert_int_equal(got.to_go == 0, steps[i].word == MASTERY_GOT_IT);
    }
    sample_close(&sample);
}

/* It is the teacher's word then, and no estimate any more. */
static void a_word_ends_an_estimate(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    assert_true(mastery_rule_parse("1/1", &sample.plan->skills[0].rule));
    sample_take_plan(&sample);
    answer(sample.classroom, "+++-");
    assert_true(mastery_of(sample.classroom, 0, 0).by_estimate);
    struct event event;
    sample_event(&event, EVENT_MASTERY_SET, 0, sample_ms + 100, 2, 1);
    STR_COPY(event.body.mastery_set.skill, "F1");
    event.body.mastery_set.level = MASTERY_GETTING_THERE;
    classroom_apply(sample.classroom, &event);
    struct mastery got = mastery_of(sample.classroom, 0, 0);
    assert_true(got.by_teacher && !got.by_estimate);
    sample_close(&sample);
}

/* Each is dated by hand: a result of last school year is of a day that was. */
static void old_results_are_of_days(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    assert_true(mastery_rule_parse("2/2@2", &sample.plan->skills[0].rule));
    sample_take_plan(&sample);
    for (int i = 0; i < 2; i++) {
        struct event event;
        sample_event(&event, EVENT_EVIDENCE_IMPORTED, 0, sample_ms + i, 1, (uint32_t)i + 1);
        STR_COPY(event.body.evidence_imported.skill, "F1");
        event.body.evidence_imported.value = SCORE_FULL;
        event.body.evidence_imported.taken_day = SAMPLE_DAY - 400 + i;
        classroom_apply(sample.classroom, &event);
    }
    assert_int_equal(mastery_of(sample.classroom, 0, 0).days, 2);
    assert_int_equal(mastery_of(sample.classroom, 0, 0).level, MASTERY_GOT_IT);
    sample_close(&sample);
}

/* Days of answers by their clocks, in the order of the log, which one clock that was ahead pushed
 * to 2099; and the day of a result that was told of at the end. */
static void results_stand_by_their_day(void **state)
{
    (void)state;
    enum { NO_DAY = -SAMPLE_DAY, AHEAD = 26000, TODAY = 0 };
    static const struct {
        int32_t days[4], taken;
        int place; /* of the result, oldest first */
    } cases[] = {
        {{-3, -2, -1, TODAY}, -2, 2},
        {{-3, -2, -1, TODAY}, TODAY, 4},
        {{-3, AHEAD, -1, TODAY}, TODAY, 4},
        {{-3, AHEAD, -1, TODAY}, -1, 3},
        {{-3, AHEAD, -1, TODAY}, -2, 1},
        {{AHEAD, AHEAD, -1, TODAY}, -2, 0},
        {{-3, -2, -1, AHEAD}, TODAY, 3}, /* nothing shows yet that it was ahead */
        {{-3, NO_DAY, -1, TODAY}, -2, 1},
        {{-3, NO_DAY, -1, TODAY}, TODAY, 4},
        {{-3, -2, -1, NO_DAY}, TODAY, 3}, /* as new as anything */
        {{-3, -2, -1, TODAY}, -500, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        struct event event;
        sample_open(&sample);
        sample_take_plan(&sample);
        const int64_t poison_ms = sample_ms + AHEAD * (int64_t)DAY_MS;
        for (int k = 0; k < 5; k++) {
            bool is_answer = k < 4;
            sample_event(&event, is_answer ? EVENT_TICKET_SUBMITTED : EVENT_EVIDENCE_IMPORTED, 0,
                poison_ms + k, 1, (uint32_t)k + 1);
            event.wall_ms = sample_ms + (is_answer ? cases[i].days[k] : TODAY) * (int64_t)DAY_MS;
            if (is_answer) {
                event.body.ticket_submitted.answer_count = 1;
                event.body.ticket_submitted.answers[0].scored = true;
                STR_COPY(event.body.ticket_submitted.answers[0].skill, "F1");
            } else {
                event.body.evidence_imported.taken_day = SAMPLE_DAY + cases[i].taken;
                STR_COPY(event.body.evidence_imported.skill, "F1");
            }
            classroom_apply(sample.classroom, &event);
        }
        const struct evidence_list *list = &sample.classroom->students[0].evidence[0];
        assert_int_equal(list->count, 5);
        for (int k = 0; k < 5; k++)
            if (list->entries[k].imported != (k == cases[i].place))
                fail_msg("case %d: the result is not at %d", (int)i, cases[i].place);
        sample_close(&sample);
    }
}

static void imported_results_count(void **state)
{
    (void)state;
    static const struct {
        int value;
        enum mastery_level level;
    } cases[] = {
        {1000, MASTERY_GETTING_THERE}, {800, MASTERY_GETTING_THERE}, {799, MASTERY_NOT_YET}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sample sample;
        sample_open(&sample);
        sample_take_plan(&sample);
        struct event event;
        sample_event(&event, EVENT_EVIDENCE_IMPORTED, 0, sample_ms, 1, 1);
        STR_COPY(event.body.evidence_imported.skill, "F1");
        event.body.evidence_imported.value = cases[i].value;
        classroom_apply(sample.classroom, &event);
        assert_int_equal(mastery_of(sample.classroom, 0, 0).level, cases[i].level);
        sample_close(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_by_the_rule),
        cmocka_unit_test(the_teachers_word_stands),
        cmocka_unit_test(a_word_ends_an_estimate),
        cmocka_unit_test(results_stand_by_their_day),
        cmocka_unit_test(imported_results_count),
        cmocka_unit_test(old_results_are_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
