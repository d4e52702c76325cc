#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/goal.h"
#include "sample.h"

static void set_mastery(struct classroom *classroom, const char *skill, enum mastery_level level)
{
    static uint32_t seq = 0;
    struct event event;
    seq++;
    sample_event(&event, EVENT_MASTERY_SET, 0, sample_ms + seq, 1, seq);
    STR_COPY(event.body.mastery_set.skill, skill);
    event.body.mastery_set.level = level;
    classroom_apply(classroom, &event);
}

static void give_answer(struct classroom *classroom, const char *skill, bool right)
{
    static uint32_t seq = 0;
    struct event event;
    seq++;
    sample_event(&event, EVENT_TICKET_SUBMITTED, 0, sample_ms + seq, 3, seq);
    event.body.ticket_submitted.answer_count = 1;
    STR_COPY(event.body.ticket_submitted.answers[0].skill, skill);
    event.body.ticket_submitted.answers[0].scored = true;
    event.body.ticket_submitted.answers[0].right = right;
    classroom_apply(classroom, &event);
}

/* Offers as "F1:new G1:almost". */
static void check_offers(const struct classroom *classroom, int32_t day, const char *expected)
{
    static const char *const whys[] = {
        [GOAL_NEXT_ON_PATH] = "next",
        [GOAL_ALMOST] = "almost",
        [GOAL_NEW] = "new",
        [GOAL_SET_BY_TEACHER] = "teacher",
        [GOAL_FOR_TODAY] = "today",
        [GOAL_REVIEW] = "review",
    };
    struct goal_offer offers[GOAL_OFFER_MAX];
    char text[256];
    struct str_writer writer = str_writer(text, sizeof text);
    int count = goal_offers(classroom, 0, day, offers);
    for (int i = 0; i < count; i++)
        str_putf(&writer, "%s%s:%s", i == 0 ? "" : " ",
            classroom->plan.skills[offers[i].skill].code, whys[offers[i].why]);
    assert_string_equal(text, expected);
}

static void offers_follow_the_evidence(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    struct calendar_day *day = &sample.plan->calendar[sample.plan->calendar_count++];
    day->day = SAMPLE_DAY + 1;
    STR_COPY(day->skills[day->skill_count++], "G1");
    STR_COPY(day->skills[day->skill_count++], "F3"); /* not ready: not offered */
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    check_offers(classroom, SAMPLE_DAY, "F1:new G1:new M1:new");
    check_offers(classroom, SAMPLE_DAY + 1, "G1:today F1:new M1:new");
    give_answer(classroom, "F1", false);
    check_offers(classroom, SAMPLE_DAY, "F1:next G1:new M1:new");
    give_answer(classroom, "F1", true);
    check_offers(classroom, SAMPLE_DAY, "F1:almost G1:new M1:new");
    give_answer(classroom, "F1", true);
    check_offers(classroom, SAMPLE_DAY, "F2:next G1:new M1:new");
    give_answer(classroom, "G1", true);
    check_offers(classroom, SAMPLE_DAY, "F2:next G1:almost M1:new");
    set_mastery(classroom, "G1", MASTERY_GOT_IT);
    set_mastery(classroom, "M1", MASTERY_GOT_IT);
    set_mastery(classroom, "F2", MASTERY_GOT_IT);
    check_offers(classroom, SAMPLE_DAY, "F3:next");
    set_mastery(classroom, "F3", MASTERY_GOT_IT);
    check_offers(classroom, SAMPLE_DAY, "M1:review F2:review F1:review");
    sample_close(&sample);
}

/* As much to go for both: the likelier one first, whatever the order of the plan. */
static void the_likelier_of_equals_comes_first(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    give_answer(sample.classroom, "G1", false);
    give_answer(sample.classroom, "G1", true);
    give_answer(sample.classroom, "M1", true);
    check_offers(sample.classroom, SAMPLE_DAY, "M1:almost F1:new G1:almost");
    sample_close(&sample);
}

/* Two right answers away is almost there still, three are not. */
static void almost_ends_at_two(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->skills[3].rule = (struct mastery_rule){.right = 3, .last = 4, .days = 1};
    sample.plan->skills[4].rule = (struct mastery_rule){.right = 4, .last = 5, .days = 1};
    sample_take_plan(&sample);
    give_answer(sample.classroom, "G1", true);
    give_answer(sample.classroom, "M1", true);
    check_offers(sample.classroom, SAMPLE_DAY, "M1:next G1:almost F1:new");
    sample_close(&sample);
}

/* Of steps of one number the first of the plan is the open one. */
static void equal_steps_go_by_the_plan(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample.plan->skills[1].step = 1;
    sample.plan->skills[1].need_count = 0;
    sample_take_plan(&sample);
    check_offers(sample.classroom, SAMPLE_DAY, "F1:new G1:new M1:new");
    set_mastery(sample.classroom, "F1", MASTERY_GOT_IT);
    check_offers(sample.classroom, SAMPLE_DAY, "F2:next G1:new M1:new");
    sample_close(&sample);
}

static void the_teachers_goal_is_the_only_one(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct event event;
    sample_event(&event, EVENT_GOAL_SET, 0, sample_ms, 1, 1);
    STR_COPY(event.body.goal_set.skill, "F3"); /* ready or not */
    STR_COPY(event.body.goal_set.note, "You are ready for it.");
    classroom_apply(sample.classroom, &event);
    assert_false(goal_reason_is_own(sample.classroom, 0));
    check_offers(sample.classroom, SAMPLE_DAY, "F3:teacher");
    assert_true(goal_is_given(sample.classroom, 0));
    assert_false(goal_wants_choice(sample.classroom, 0));
    sample_event(&event, EVENT_GOAL_CHOSEN, 0, sample_ms + 1, 1, 2); /* says why it matters */
    STR_COPY(event.body.goal_chosen.skill, "F3");
    classroom_apply(sample.classroom, &event);
    assert_false(goal_reason_is_own(sample.classroom, 0)); /* not yet */
    event.stamp.seq++;
    STR_COPY(event.body.goal_chosen.reason, "because my brother can");
    classroom_apply(sample.classroom, &event);
    assert_true(goal_reason_is_own(sample.classroom, 0));
    assert_true(sample.classroom->students[0].goal_by_teacher);
    check_offers(sample.classroom, SAMPLE_DAY, "F3:teacher");
    set_mastery(sample.classroom, "F3", MASTERY_GOT_IT);
    assert_false(goal_is_given(sample.classroom, 0));
    check_offers(sample.classroom, SAMPLE_DAY, "F1:next G1:new M1:new");
    set_mastery(sample.classroom, "F3", MASTERY_NONE);
    assert_true(goal_is_given(sample.classroom, 0));
    sample_event(&event, EVENT_GOAL_SET, 0, sample_ms + 9999, 1, 999);
    classroom_apply(sample.classroom, &event);
    assert_false(goal_is_given(sample.classroom, 0));
    assert_false(sample.classroom->students[0].goal_by_teacher); /* there is none */
    check_offers(sample.classroom, SAMPLE_DAY, "F1:new G1:new M1:new");
    assert_true(goal_wants_choice(sample.classroom, 0));
    sample_close(&sample);
}

static void ready_and_wanted(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    sample_take_plan(&sample);
    struct classroom *classroom = sample.classroom;
    assert_true(goal_is_ready(classroom, 0, 0) && !goal_is_ready(classroom, 0, 1));
    assert_true(goal_wants_choice(classroom, 0));
    STR_COPY(classroom->students[0].goal, "F1");
    assert_false(goal_wants_choice(classroom, 0));
    set_mastery(classroom, "F1", MASTERY_GOT_IT);
    assert_true(goal_wants_choice(classroom, 0));
    assert_true(goal_is_ready(classroom, 0, 1) && !goal_is_ready(classroom, 0, 2));
    assert_int_equal(goal_skill(classroom, 0), 0);
    STR_COPY(classroom->students[0].goal, "left");
    assert_int_equal(goal_skill(classroom, 0), -1);
    assert_true(goal_wants_choice(classroom, 0));
    struct path_progress path = goal_path(classroom, 0, 1);
    assert_true(path.total == 3 && path.got == 1);
    set_mastery(classroom, "F2", MASTERY_GETTING_THERE);
    assert_int_equal(goal_path(classroom, 0, 1).got, 1);
    assert_int_equal(goal_path(classroom, 0, 4).total, 0);
    STR_COPY(classroom->students[0].goal, "F1");
    sample.plan->skill_count = 0;
    sample_take_plan(&sample);
    assert_int_equal(goal_skill(classroom, 0), -1); /* though it is kept for its evidence */
    assert_false(goal_wants_choice(classroom, 0));
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offers_follow_the_evidence),
        cmocka_unit_test(the_likelier_of_equals_comes_first),
        cmocka_unit_test(almost_ends_at_two),
        cmocka_unit_test(equal_steps_go_by_the_plan),
        cmocka_unit_test(the_teachers_goal_is_the_only_one),
        cmocka_unit_test(ready_and_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
