#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "model/rotation.h"
#include "model/rotation_plan_class.h"
#include "sample.h"
#include <stdlib.h>

/* Two groups of the plan: s0 (extra time) and s1, and s2 with somebody who left. */
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
    plan->students[0].settings = SETTING_EXTRA_TIME;
    plan->stations[1].kind = STATION_TEACHER;
    plan->stations[2].capacity = 4;
    plan->stations[2].open_rounds = 0x5;
    STR_COPY(plan->activities[0].station, "tablets");
    STR_COPY(plan->activities[0].skill, "F1");
    STR_COPY(plan->activities[1].station, "makers");
    plan->activity_count = 2;
    assert_true(classroom_take_plan(sample->classroom, plan, "2"));
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
    assert_true(problem.units[0].extra_time);
    sample_close(&sample);
}

static void remember_groups(
    struct sample *sample, int which, int32_t day, const int8_t groups[static SAMPLE_STUDENTS])
{
    struct past_groups *past = &sample->classroom->past_groups[which];
    memset(past->group_of, -1, sizeof past->group_of);
    memcpy(past->group_of, groups, SAMPLE_STUDENTS);
    past->day = day;
    past->stamp.at_ms = 1000 - which;
    past->stamp.seq = 1;
}

static void remember_playlist(struct sample *sample, int student, int32_t day, const char *first)
{
    struct playlist_state *state = &sample->classroom->students[student].playlists[0];
    memset(state, 0, sizeof *state);
    state->stamp.at_ms = 1000;
    state->stamp.seq = 1;
    state->playlist.day = day;
    state->playlist.station_count = 2;
    STR_COPY(state->playlist.stations[0], first);
}

static void who_met_lately(void **state)
{
    (void)state;
    static const int8_t last[] = {0, 0, 1, 1, -1}, before[] = {0, 1, 0, 1, -1},
                        tomorrow[] = {0, 0, 0, 0, 0};
    static float met[SAMPLE_STUDENTS * SAMPLE_STUDENTS];
    struct sample sample;
    sample_open(&sample);
    add_groups(&sample);
    remember_groups(&sample, 0, SAMPLE_DAY, tomorrow); /* not yet */
    remember_groups(&sample, 1, SAMPLE_DAY - 1, last);
    remember_groups(&sample, 2, SAMPLE_DAY - 8, before);
    remember_playlist(&sample, 0, SAMPLE_DAY, "makers"); /* not yet */
    remember_playlist(&sample, 2, SAMPLE_DAY, "makers");
    remember_playlist(&sample, 3, SAMPLE_DAY - 2, "makers");
    remember_playlist(&sample, 4, SAMPLE_DAY - 2, "makers"); /* one round of two */
    rotation_problem_of_students(sample.classroom, SAMPLE_DAY, 2, &problem, &units);
    rotation_meetings_of_students(sample.classroom, SAMPLE_DAY, &problem, &units, met);
    static const struct {
        int a, b;
        float met;
    } cases[] = {{0, 1, 1}, {2, 3, 1}, {0, 2, 0.8F}, {1, 3, 0.8F}, {0, 3, 0}, {3, 4, 0.5F},
        {1, 4, 0}, {2, 2, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(met[cases[i].a * SAMPLE_STUDENTS + cases[i].b] == cases[i].met);
        assert_true(met[cases[i].b * SAMPLE_STUDENTS + cases[i].a] == cases[i].met);
    }
    sample_close(&sample);
}

/* A class of 24 that was in the same groups of four again and again, at six stations for four. */
static void playlists_vary_the_partners(void **state)
{
    (void)state;
    enum { COUNT = 24, ROUNDS = 3, PLACES = 6 };
    static float met[COUNT * COUNT];
    static struct rotation_plan plan;
    int shared[2] = {0};
    for (int with = 0; with < 2; with++) {
        problem =
            (struct rotation_problem){.rounds = ROUNDS, .place_count = PLACES, .unit_count = COUNT};
        for (int s = 0; s < PLACES; s++)
            problem.places[s] = (struct rotation_place){.capacity = 4, .open = UINT32_MAX};
        for (int a = 0; a < COUNT; a++) {
            problem.units[a] = (struct rotation_unit){.size = 1, .here = UINT32_MAX, .first = -1};
            for (int b = 0; b < COUNT; b++)
                met[a * COUNT + b] = a != b && a / 4 == b / 4 ? 2 : 0;
        }
        problem.met = with ? met : NULL;
        struct rotation_work work = {.seed = 1, .size = rotation_plan_memory_size(&problem)};
        work.memory = malloc(work.size);
        assert_int_equal(rotation_plan_find(&problem, &work, &plan), ROTATION_FOUND);
        rotation_plan_improve(&problem, &work, 200000, &plan);
        free(work.memory);
        for (int a = 0; a < COUNT; a++)
            for (int b = 0; b < a; b++)
                for (int r = 0; r < ROUNDS; r++)
                    shared[with] += a / 4 == b / 4 && plan.place[a][r] == plan.place[b][r];
    }
    assert_int_equal(shared[1], 0);
    assert_true(shared[0] > 0);
}

static void a_plan_as_events_carry_it(void **state)
{
    (void)state;
    struct sample sample;
    static struct rotation_plan plan;
    static struct event_group group;
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
    sample_close(&sample);
}

static struct rotation_way way;

/* Student 3 works on F1, for which there is something at the tablets; all must meet the teacher. */
static void ways_of_students_are_must_and_may(void **state)
{
    (void)state;
    struct sample sample;
    struct playlist playlist;
    sample_open(&sample);
    add_groups(&sample);
    STR_COPY(sample.classroom->students[3].goal, "F1");
    rotation_problem_of_students(sample.classroom, SAMPLE_DAY, 4, &way.problem, &way.units);
    static const int8_t places[] = {0, 1, ROTATION_REST, 2};
    way.problem.units[3].must = 1 << 1;
    memcpy(way.plan.place[3], places, sizeof places);
    rotation_plan_to_playlist(sample.classroom, &way, 3, SAMPLE_DAY, &playlist);
    assert_int_equal(playlist.day, SAMPLE_DAY);
    assert_int_equal(playlist.station_count, 4);
    assert_string_equal(playlist.stations[1], "teacher");
    assert_string_equal(playlist.stations[2], "");
    assert_string_equal(playlist.stations[3], "tablets");
    assert_int_equal(playlist.may, 1 << 0);
    /* Without a goal nothing there is for it. */
    memcpy(way.plan.place[2], places, sizeof places);
    rotation_plan_to_playlist(sample.classroom, &way, 2, SAMPLE_DAY, &playlist);
    assert_int_equal(playlist.may, 0xB);
    sample_close(&sample);
}

/* The Bears, one student, are at the makers' in the second round. */
static void one_group_gets_the_room_that_is_left(void **state)
{
    (void)state;
    static const struct {
        int32_t capacity, left;
        uint32_t open;
    } cases[] = {{0, 0, 0x7}, {3, 2, 0x7}, {1, 1, 0x5}};
    struct sample sample;
    sample_open(&sample);
    add_groups(&sample);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        sample.classroom->plan.stations[0].capacity = cases[i].capacity;
        rotation_problem_of_members(sample.classroom, SAMPLE_DAY, 0, &way);
        assert_true(way.units.students);
        assert_int_equal(way.problem.unit_count, 2);
        assert_int_equal(way.units.index[1], 1);
        assert_true(way.problem.units[0].extra_time);
        assert_int_equal(way.problem.places[0].capacity, cases[i].left);
        assert_int_equal(way.problem.places[0].open & 0x7, cases[i].open);
    }
    sample_close(&sample);
}

/* --- The way of an approval ------------------------------------------------------------------- */

static struct groups_approval approval;

static void count_part(void *user)
{
    (*(int *)user)++;
}

static void find_way(bool (*stop)(void *user), int *parts)
{
    struct rotation_work work = {
        .seed = 1, .stop = stop, .user = parts, .size = rotation_plan_memory_size(&way.problem)};
    work.memory = malloc(work.size);
    *parts = 0;
    rotation_way_find(&work, count_part, &way);
    free(work.memory);
}

/* Eagles of s0 and s1, and Bears of s2 who begin with the teacher. */
static void make_approval(struct sample *sample)
{
    const bool teacher_first[GROUP_MAX] = {false, true};
    add_groups(sample);
    memset(&way, 0, sizeof way);
    memset(&approval, 0, sizeof approval);
    approval.day = SAMPLE_DAY;
    approval.group_count = 2;
    STR_COPY(approval.groups[0].students[0], "s0");
    STR_COPY(approval.groups[0].students[1], "s1");
    approval.groups[0].student_count = 2;
    STR_COPY(approval.groups[1].students[0], "s2");
    STR_COPY(approval.groups[1].students[1], "s4"); /* has left since */
    approval.groups[1].student_count = 2;
    sample->classroom->students[4].enrolled = false;
    rotation_problem_of_approval(
        sample->classroom, &approval, teacher_first, &way.problem, &way.units);
    for (int place = 0; place < way.problem.place_count; place++)
        way.problem.places[place].open = UINT32_MAX;
}

static void an_approval_gets_its_way(void **state)
{
    (void)state;
    struct sample sample;
    int parts;
    sample_open(&sample);
    make_approval(&sample);
    assert_int_equal(way.problem.unit_count, 2);
    assert_int_equal(way.problem.units[0].size, 2);
    assert_int_equal(way.problem.units[1].size, 1);
    assert_int_equal(way.problem.units[0].teacher_by, 0);
    assert_int_equal(way.problem.units[0].first, -1);
    assert_int_equal(way.problem.units[1].teacher_by, 1);
    find_way(NULL, &parts);
    assert_int_equal(way.answer, ROTATION_FOUND);
    assert_int_equal(parts, 2);
    assert_true(rotation_plan_holds(&way.problem, &way.plan));
    assert_true(rotation_way_is_whole(&way));
    rotation_way_write(sample.classroom, &way, &approval);
    assert_int_equal(approval.groups[0].station_count, 3);
    assert_string_equal(approval.groups[1].stations[0], "teacher");
    assert_string_equal(approval.groups[1].first_station, "teacher");

    /* Read back: the same; an unknown station, a full one, and a round too few are no way. */
    static struct rotation_plan found;
    found = way.plan;
    assert_true(rotation_way_read(sample.classroom, &approval, &way));
    for (int unit = 0; unit < 2; unit++)
        assert_memory_equal(found.place[unit], way.plan.place[unit], 3);
    assert_true(rotation_way_is_whole(&way));
    way.problem.places[found.place[0][0]].capacity = 1;
    assert_false(rotation_way_read(sample.classroom, &approval, &way));
    way.problem.places[found.place[0][0]].capacity = 0;
    STR_COPY(approval.groups[1].stations[0], "tablets");
    STR_COPY(approval.groups[1].stations[1], "");
    assert_true(rotation_way_read(sample.classroom, &approval, &way));
    assert_false(rotation_way_is_whole(&way));
    way.problem.places[2].capacity = 0;
    STR_COPY(approval.groups[1].stations[0], "nowhere");
    assert_false(rotation_way_read(sample.classroom, &approval, &way));
    STR_COPY(approval.groups[1].stations[0], "teacher");
    approval.groups[1].station_count = 2;
    assert_false(rotation_way_read(sample.classroom, &approval, &way));
    sample_close(&sample);
}

static void without_a_way_the_nearest_is_found(void **state)
{
    (void)state;
    struct sample sample;
    int parts;
    sample_open(&sample);
    make_approval(&sample);
    way.problem.rounds = 4;
    find_way(NULL, &parts);
    assert_int_equal(way.answer, ROTATION_IMPOSSIBLE);
    assert_int_equal(parts, 4);
    assert_int_equal(way.reason.cause, CAUSE_FEW_STATIONS);
    assert_int_equal(way.loss.counts[LOSS_ONCE], 2);
    assert_false(rotation_way_is_whole(&way));
    assert_true(rotation_plan_holds(&way.problem, &way.plan));

    /* No stations: nothing is looked for, nothing is written. */
    way.problem.place_count = 0;
    find_way(NULL, &parts);
    assert_int_equal(parts, 0);
    rotation_way_write(sample.classroom, &way, &approval);
    assert_int_equal(approval.groups[0].station_count, 0);
    assert_true(rotation_way_is_whole(&way));
    sample_close(&sample);
}

static bool at_once(void *user)
{
    (void)user;
    return true;
}

/* Nobody waited until it was known whether there is a way: what was found holds, and claims no
 * more than that. Groups that fill every seat in every round take a while. */
static void a_search_that_is_stopped_claims_nothing(void **state)
{
    (void)state;
    int parts;
    memset(&way, 0, sizeof way);
    way.problem = (struct rotation_problem){.rounds = 6, .place_count = 6, .unit_count = 12};
    for (int place = 0; place < 6; place++)
        way.problem.places[place] = (struct rotation_place){.capacity = 4, .open = UINT32_MAX};
    for (int unit = 0; unit < 12; unit++)
        way.problem.units[unit] =
            (struct rotation_unit){.size = 1 + unit % 3, .here = UINT32_MAX, .first = -1};
    find_way(at_once, &parts);
    assert_int_equal(way.answer, ROTATION_STOPPED);
    assert_int_equal(parts, 3); /* no reason is looked for */
    assert_true(rotation_plan_holds(&way.problem, &way.plan));
    assert_false(rotation_way_is_whole(&way));
    assert_false(way.loss.least);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_become_units),
        cmocka_unit_test(students_become_units),
        cmocka_unit_test(who_met_lately),
        cmocka_unit_test(playlists_vary_the_partners),
        cmocka_unit_test(a_plan_as_events_carry_it),
        cmocka_unit_test(ways_of_students_are_must_and_may),
        cmocka_unit_test(one_group_gets_the_room_that_is_left),
        cmocka_unit_test(an_approval_gets_its_way),
        cmocka_unit_test(without_a_way_the_nearest_is_found),
        cmocka_unit_test(a_search_that_is_stopped_claims_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
