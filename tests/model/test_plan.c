#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "sample.h"

static void defaults_and_look_ups(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    struct plan *plan = sample.plan;
    assert_true(plan->minutes == 15 && plan->transition_seconds == 60 &&
                plan->reminder_minutes == 3 && plan->start_minute == -1 &&
                plan->retention_days == 365 && !plan->voice && !plan->second_factor);
    assert_int_equal(plan_find_student(plan, "s3"), 3);
    assert_int_equal(plan_find_student(plan, "s9"), -1);
    assert_int_equal(plan_find_station(plan, "teacher"), 1);
    assert_int_equal(plan_find_skill(plan, "G1"), 3);
    assert_int_equal(plan_find_ticket(plan, "t2"), 1);
    assert_int_equal(plan_find_item(plan, "t2/1"), 2);
    assert_int_equal(plan_find_reflection(plan, "r2"), 1);
    assert_int_equal(plan_find_reflection(plan, ""), -1);
    assert_null(plan_day(plan, SAMPLE_DAY));
    assert_string_equal(student_name(&plan->students[0]), "Student 0");
    STR_COPY(plan->students[0].preferred_name, "Zee");
    assert_string_equal(student_name(&plan->students[0]), "Zee");
    sample_close(&sample);
}

static void copies_what_is_used(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    STR_COPY(sample.plan->students[SAMPLE_STUDENTS].id, "beyond the count");
    struct plan *copy = &sample.classroom->plan;
    plan_copy(copy, sample.plan);
    assert_int_equal(copy->student_count, SAMPLE_STUDENTS);
    assert_string_equal(copy->students[4].id, "s4");
    assert_string_equal(copy->students[SAMPLE_STUDENTS].id, "");
    assert_string_equal(copy->items[3].id, "t2/2");
    assert_string_equal(copy->class_id, "4b");
    sample_close(&sample);
}

static void finds_cycles(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    struct plan *plan = sample.plan;
    int cycle[SKILL_MAX];
    assert_int_equal(plan_skill_cycle(plan, cycle), 0);
    STR_COPY(plan->skills[0].needs[plan->skills[0].need_count++], "not there");
    assert_int_equal(plan_skill_cycle(plan, cycle), 0);
    STR_COPY(plan->skills[0].needs[plan->skills[0].need_count++], "F3");
    assert_int_equal(plan_skill_cycle(plan, cycle), 3);
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum += 1 << cycle[i];
    assert_int_equal(sum, 7);
    plan->skills[0].need_count = 0;
    STR_COPY(plan->skills[3].needs[plan->skills[3].need_count++], "G1");
    assert_int_equal(plan_skill_cycle(plan, cycle), 1);
    assert_int_equal(cycle[0], 3);
    plan->skills[3].need_count = 0;
    for (int i = 0; i < SKILL_MAX; i++) { /* one long ring */
        STR_FORMAT(plan->skills[i].code, "K%d", i);
        plan->skills[i].need_count = 1;
        STR_FORMAT(plan->skills[i].needs[0], "K%d", (i + 1) % SKILL_MAX);
    }
    plan->skill_count = SKILL_MAX;
    assert_int_equal(plan_skill_cycle(plan, cycle), SKILL_MAX);
    sample_close(&sample);
}

static void mastery_rules_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *back; /* NULL: refused */
    } cases[] = {{"4/5@2", "4/5@2"}, {"2/3", "2/3"}, {" 2 / 3 @ 1 ", "2/3"},
        {"16/16@16", "16/16@16"}, {"5/4", NULL}, {"0/3", NULL}, {"3/17", NULL}, {"3/3@0", NULL},
        {"2/3@4", NULL}, {"", NULL}, {"3", NULL}, {"/3", NULL}, {"3/", NULL}, {"3/4@", NULL},
        {"a/b", NULL}, {"3/4x", NULL}, {"3/4@2x", NULL}, {"3@2/4", NULL}, {"99999/99999", NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mastery_rule rule;
        if (mastery_rule_parse(cases[i].text, &rule) != (cases[i].back != NULL))
            fail_msg("\"%s\"", cases[i].text);
        char back[32];
        if (cases[i].back != NULL) {
            mastery_rule_format(rule, back, sizeof back);
            assert_string_equal(back, cases[i].back);
        }
    }
}

static void knowledge_rules_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *back; /* NULL: refused */
    } cases[] = {{"0.3/0.2/0.2/0.1/0.05", "0.3/0.2/0.2/0.1/0.05"}, {"0/0/0/0/0", "0/0/0/0/0"},
        {"1/1/0/0/1", "1/1/0/0/1"}, {"0,3 / .2/0,25/0.1/0", "0.3/0.2/0.25/0.1/0"},
        {"0.1234567/0/0/0/0", "0.123457/0/0/0/0"}, {"0.3/0.2/0.5/0.5/0", NULL},
        {"0.3/0.2/0.9/0.1/0", NULL}, {"0.3/0.2/0.2/0.1", NULL}, {"0.3/0.2/0.2/0.1/0/0", NULL},
        {"1.1/0/0/0/0", NULL}, {"-0.1/0/0/0/0", NULL}, {"", NULL}, {"////", NULL},
        {"a/b/c/d/e", NULL}, {"0.3/0.2/0.2/0.1/0.05x", NULL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct knowledge_rule rule;
        char back[80];
        if (knowledge_rule_parse(cases[i].text, &rule) != (cases[i].back != NULL))
            fail_msg("\"%s\"", cases[i].text);
        if (cases[i].back == NULL)
            continue;
        assert_true(rule.is_given);
        knowledge_rule_format(&rule, back, sizeof back);
        assert_string_equal(back, cases[i].back);
    }
    struct knowledge_rule none = {0};
    char text[80];
    knowledge_rule_format(&none, text, sizeof text);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_and_look_ups),
        cmocka_unit_test(copies_what_is_used),
        cmocka_unit_test(finds_cycles),
        cmocka_unit_test(mastery_rules_as_text),
        cmocka_unit_test(knowledge_rules_as_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
