#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "model/rotation.h"
#include "model/rotation_plan_class.h"
#include "sample.h"

/* Two groups of the plan: s0 and s1 (extra time), and s2 with somebody who left. */
static void add_groups(struct sample *sample)
{
    struct plan *plan = sample->plan;
    plan->group_count = 3;
    STR_COPY(plan->groups[0].name, "Eagles");
    STR_COPY(plan->groups[0].students[0], "s0");
    STR_COPY(plan->groups[0].students[1], "s1");
    plan->groups[0].student_count = 2;
    STR_COPY(plan->groups[0].first_station, "teacher");
    STR_COPY(plan->groups[1].name, "Nobody");
    STR_COPY(plan->groups[2].name, "Bears");
    STR_COPY(plan->groups[2].students[0], "s2");
    STR_COPY(plan->groups[2].students[1], "gone");
    plan->groups[2].student_count = 2;
    plan->students[1].settings = SETTING_EXTRA_TIME;
    plan->stations[1].kind = STATION_TEACHER;
    plan->stations[2].capacity = 4;
    plan->stations[2].open_rounds = 0x5;
    STR_COPY(plan->activities[0].station, "tablets");
    STR_COPY(plan->activities[0].skill, "F1");
    STR_COPY(plan->activities[1].station, "makers");
    plan->activity_count = 2;
    assert_true(classroom_take_plan(sample->classroom, plan, "2", NULL));
}

static struct rotation_problem problem;
static struct rotation_units units;

static void groups_become_units(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    add_groups(&sample);
    rotation_problem_of_groups(sample.classroom, SAMPLE_DAY, 0, &problem, &units);
    assert_int_equal(problem.rounds, 3);
    assert_int_equal(problem.place_count, 3);
    assert_int_equal(problem.unit_count, 2);
    assert_false(units.students);
    assert_int_equal(units.index[1], 2);
    assert_int_equal(problem.units[0].size, 2);
    assert_int_equal(problem.units[0].first, 1);
    assert_true(problem.units[0].extra_time);
    assert_int_equal(problem.units[1].size, 1);
    assert_int_equal(problem.units[1].first, -1);
    assert_false(problem.units[1].extra_time);
    assert_true(problem.places[1].teacher);
    assert_int_equal(problem.places[0].open, UINT32_MAX);
    assert_int_equal(problem.places[2].open, 0x5);
    assert_int_equal(problem.places[2].capacity, 4);
    sample_close(&sample);
}

static void students_become_units(void **state)
{
    (void)state;
    struct sample sample;
    sample_open(&sample);
    add_groups(&sample);
    STR_COPY(sample.classroom->students[3].goal, "F1");
    rotation_problem_of_students(sample.classroom, SAMPLE_DAY, 2, &problem, &units);
    assert_int_equal(problem.rounds, 2);
    assert_int_equal(problem.unit_count, SAMPLE_STUDENTS);
    assert_true(units.students);
    assert_int_equal(problem.units[0].may, 0x1);
    assert_int_equal(problem.units[3].may, 0x5);
    assert_true(problem.units[1].extra_time);
    sample_close(&sample);
}

static void a_plan_as_events_carry_it(void **state)
{
    (void)state;
    struct sample sample;
    static struct rotation_plan plan;
    static struct event_group group;
    struct playlist playlist;
    sample_open(&sample);
    add_groups(&sample);
    rotation_problem_of_groups(sample.classroom, SAMPLE_DAY, 3, &problem, &units);
    static const int8_t way[] = {1, ROTATION_REST, 2};
    memcpy(plan.place[0], way, sizeof way);
    rotation_plan_to_group(sample.classroom, &problem, &plan, 0, &group);
    assert_int_equal(group.station_count, 3);
    assert_string_equal(group.first_station, "teacher");
    assert_string_equal(group.stations[0], "teacher");
    assert_string_equal(group.stations[1], "");
    assert_string_equal(group.stations[2], "tablets");
    assert_string_equal(group.stations[3], "");
    rotation_plan_to_playlist(sample.classroom, &problem, &plan, 0, SAMPLE_DAY, &playlist);
    assert_int_equal(playlist.day, SAMPLE_DAY);
    assert_int_equal(playlist.station_count, 3);
    assert_string_equal(playlist.stations[2], "tablets");
    sample_close(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_become_units),
        cmocka_unit_test(students_become_units),
        cmocka_unit_test(a_plan_as_events_carry_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
