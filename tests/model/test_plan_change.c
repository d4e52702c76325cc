#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/plan_change.h"
#include "sample.h"

static void nothing_here_yet(void **state)
{
    (void)state;
    struct sample sample;
    struct plan_change change;
    sample_open(&sample);
    classroom_init(sample.classroom);
    plan_change_of(sample.classroom, sample.plan, &change);
    assert_false(change.is_other_class || change.many_leave);
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
        plan_change_of(sample.classroom, sample.plan, &change);
        assert_int_equal(change.before, cases[i].before);
        assert_int_equal(change.coming, cases[i].left);
        assert_int_equal(change.leaving_count, cases[i].left);
        assert_true(cases[i].left == 0 || change.leaving[0] == 0);
        assert_int_equal(change.many_leave, cases[i].many);
        assert_false(change.is_other_class);
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
    plan_change_of(sample.classroom, sample.plan, &change);
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
    plan_change_of(sample.classroom, sample.plan, &change);
    assert_false(change.is_other_class); /* nobody did anything yet */
    sample.classroom->students[1].visit_stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, &change);
    assert_true(change.is_other_class && change.has_work);
    sample.classroom->students[1].visit_stamp = (struct stamp){0};
    sample.classroom->students[2].evidence[1].count = 1; /* or results were read in */
    plan_change_of(sample.classroom, sample.plan, &change);
    assert_true(change.is_other_class && change.has_work);
    sample.classroom->students[2].evidence[1].count = 0; /* the year's end */
    assert_int_equal(change.leaving_count + change.coming, 0);
    sample.classroom->students[1].badge.stamp = (struct stamp){.at_ms = 1, .seq = 1};
    plan_change_of(sample.classroom, sample.plan, &change);
    assert_true(change.is_other_class && !change.has_work);
    assert_int_equal(change.badges, 1);
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_here_yet),
        cmocka_unit_test(too_many_leave), cmocka_unit_test(who_comes_back_comes),
        cmocka_unit_test(another_class)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
