/* model/grouping: what holds for every class. Exactness is in test_grouping_exact.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "model/grouping_class.h"

enum { STEPS = 60000 };

static struct grouping_options plain(enum grouping_scheme scheme, int32_t groups, uint64_t seed)
{
    return (struct grouping_options){.scheme = scheme,
        .group_count = groups,
        .seed = seed,
        .days = 14,
        .today = CLASS_DAY,
        .teacher_first = true};
}

static void check_placed_once(const struct group_class *class,
    const struct grouping_options *options, const struct grouping_result *result)
{
    int32_t seen[STUDENT_MAX] = {0};
    for (int slot = 0; slot < result->group_count; slot++) {
        const struct grouping_group *group = &result->groups[slot];
        assert_true(group->student_count > 0 || result->state != GROUPING_READY);
        for (int i = 0; i < group->student_count; i++) {
            seen[group->students[i]]++;
            assert_int_equal(result->placement.slot[group->students[i]], slot);
        }
        for (int other = 0; other < slot; other++)
            assert_string_not_equal(group->name, result->groups[other].name);
    }
    for (int i = 0; i < STUDENT_MAX; i++) {
        bool present = i < class->count && !options->absent[i];
        assert_int_equal(seen[i], present);
        assert_int_equal(result->placement.slot[i] >= 0, present);
    }
}

static void check_sizes(const struct group_class *class, const struct grouping_result *result)
{
    int32_t least = INT32_MAX, most = 0;
    for (int slot = 0; slot < result->group_count; slot++) {
        least = MIN(least, result->groups[slot].student_count);
        most = MAX(most, result->groups[slot].student_count);
    }
    if (!result->sizes_widened && class->count > 0)
        assert_true(most - least <= 1);
}

static bool is_filled(const struct grouping_result *result)
{
    for (int slot = 0; slot < result->group_count; slot++)
        if (result->groups[slot].student_count == 0)
            return false;
    return true;
}

static void every_class_is_placed_once(void **state)
{
    struct group_class *class = *state;
    int32_t kept = 0, refused = 0;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct rng rng = rng_seeded(seed);
        int32_t groups = 2 + (int32_t)rng_below(&rng, 7);
        class_reset(class, groups * 2 + (int32_t)rng_below(&rng, 24));
        class_learn(class, 1 + (int32_t)rng_below(&rng, CLASS_SKILLS), &rng);
        class_rules(class, (int32_t)rng_below(&rng, 12), groups, &rng);
        struct grouping_options options =
            plain((enum grouping_scheme)(seed % GROUPING_SCHEME_COUNT), groups, seed);
        for (int i = 0; i < class->count / 5; i++)
            options.absent[rng_below(&rng, (uint32_t) class->count)] = seed % 3 == 0;
        struct grouping *grouping;
        struct error error = {0};
        struct grouping_result result;
        assert_true(grouping_open(
            &grouping, class->classroom, &options, class->memory, grouping_memory_size(), &error));
        grouping_improve(grouping, 1000, NULL, NULL);
        grouping_result(grouping, &result);
        check_placed_once(class, &options, &result);
        char names[GROUP_MAX][NAME_SIZE];
        class_names(&result, names);
        int32_t broken = judge_hard(class, &result.placement, result.group_count, names);
        assert_true(broken == 0 || result.state != GROUPING_READY);
        assert_true(broken > 0 || result.state == GROUPING_READY || !is_filled(&result));
        assert_true(result.state != GROUPING_CONFLICT || result.conflict.count > 0);
        if (result.state == GROUPING_READY)
            check_sizes(class, &result);
        kept += result.state == GROUPING_READY;
        refused += result.state == GROUPING_CONFLICT;
    }
    assert_true(kept > 1500);
    assert_true(refused > 40);
}

static void value_is_as_documented(void **state)
{
    struct group_class *class = *state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        struct rng rng = rng_seeded(seed);
        class_reset(class, 9 + (int32_t)rng_below(&rng, 20));
        class_learn(class, 3, &rng);
        class_rules(class, 6, 4, &rng);
        struct grouping_options options = plain(GROUPING_TARGETED, 4, seed);
        options.has_weights = true;
        options.weights = (struct grouping_weights){
            .need = (float)rng_unit(&rng), .mix = (float)rng_unit(&rng), .choice = 1};
        struct grouping_result result;
        char names[GROUP_MAX][NAME_SIZE];
        struct grouping *grouping;
        struct error error = {0};
        assert_true(grouping_open(
            &grouping, class->classroom, &options, class->memory, grouping_memory_size(), &error));
        grouping_improve(grouping, 2000, NULL, NULL);
        grouping_result(grouping, &result);
        class_names(&result, names);
        double points = judge_value(class, &options, &result, names);
        assert_true(fabs(result.value - points) < 0.01);
    }
}

/* Of another machine, whose clock is ahead, or for groups of a day that is gone. */
static void answers_after_today_do_not_count(void **state)
{
    struct group_class *class = *state;
    static struct grouping_result result;
    static struct grouping_reason reason;
    class_reset(class, 4);
    for (int i = 0; i < 4; i++) {
        class_answer(class, i, 0, CLASS_DAY, i < 2);
        class_answer(class, i, 0, CLASS_DAY + 1, i >= 2);
    }
    class_answer(class, 0, 1, CLASS_DAY + 1, true);
    struct grouping_options options = plain(GROUPING_TARGETED, 2, 1);
    struct grouping *grouping = class_group(class, &options, STEPS, &result);
    grouping_explain(grouping, &result.placement, 2, &reason);
    assert_int_equal(reason.asked, 1);
    assert_int_equal(reason.right, 0);
    assert_int_equal(result.skill_count, 1);
}

static void same_seed_same_groups(void **state)
{
    struct group_class *class = *state;
    int32_t different = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct rng rng = rng_seeded(seed);
        class_reset(class, 27);
        class_learn(class, 3, &rng);
        class_rules(class, 6, 5, &rng);
        struct grouping_options options =
            plain((enum grouping_scheme)(seed % GROUPING_SCHEME_COUNT), 5, seed);
        static struct grouping_result first, again, other;
        class_group(class, &options, STEPS, &first);
        class_group(class, &options, STEPS, &again);
        assert_memory_equal(&first, &again, sizeof first);
        options.seed += 1000;
        class_group(class, &options, STEPS, &other);
        different += strcmp(first.groups[4].name, other.groups[4].name) != 0;
    }
    assert_true(different > 30);
}

/* --- Names ------------------------------------------------------------------------------------ */

static void names_are_enough_and_different(void **state)
{
    (void)state;
    assert_true((int)GROUPING_NAME_COUNT >= (int)GROUP_MAX);
    for (int i = 0; i < GROUPING_NAME_COUNT; i++) {
        assert_true(grouping_names[i].name[0] != '\0' && grouping_names[i].icon[0] != '\0');
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(grouping_names[i].name, grouping_names[j].name);
            assert_string_not_equal(grouping_names[i].icon, grouping_names[j].icon);
        }
    }
    assert_string_equal(grouping_icon("dolphins"), "🐬");
    assert_string_equal(grouping_icon("Team of Mr. X"), "⭐");
}

/* Over many deals the neediest group has each name, and each place in the list, equally often: chi
 * squared under the 99.9 % limit of its degrees of freedom. */
static void names_never_mean_a_level(void **state)
{
    struct group_class *class = *state;
    enum { DEALS = 4000, GROUPS = 4 };
    for (int rules = 0; rules < 2; rules++) {
        int32_t named[GROUPING_NAME_COUNT] = {0}, placed[GROUPS] = {0};
        struct rng rng = rng_seeded(7);
        class_reset(class, 12);
        for (int i = 0; i < class->count; i++)
            for (int answer = 0; answer < 3; answer++)
                class_answer(class, i, 0, CLASS_DAY, answer < i / 3);
        if (rules == 1)
            class_rule(class, RULE_APART, 2, &rng);
        for (uint64_t seed = 0; seed < DEALS; seed++) {
            struct grouping_options options = plain(GROUPING_TARGETED, GROUPS, seed);
            struct grouping *grouping;
            struct grouping_result result;
            assert_true(grouping_open(&grouping, class->classroom, &options, class->memory,
                grouping_memory_size(), NULL));
            grouping_improve(grouping, 500, NULL, NULL);
            grouping_result(grouping, &result);
            int neediest = 0;
            for (int slot = 1; slot < GROUPS; slot++)
                if (result.groups[slot].need > result.groups[neediest].need)
                    neediest = slot;
            placed[neediest]++;
            for (int i = 0; i < GROUPING_NAME_COUNT; i++)
                named[i] += str_equal(result.groups[neediest].name, grouping_names[i].name);
        }
        double chi = 0, chi_placed = 0, usual = (double)DEALS / GROUPING_NAME_COUNT;
        for (int i = 0; i < GROUPING_NAME_COUNT; i++)
            chi += (named[i] - usual) * (named[i] - usual) / usual;
        for (int i = 0; i < GROUPS; i++)
            chi_placed += pow(placed[i] - DEALS / GROUPS, 2) / (DEALS / GROUPS);
        assert_true(chi < 72.1);        /* 39 degrees */
        assert_true(chi_placed < 16.3); /* 3 degrees */
    }
}

/* --- Bad days --------------------------------------------------------------------------------- */

static void bad_days(void **state)
{
    struct group_class *class = *state;
    struct grouping_result result;
    static const struct {
        int32_t count, groups, absent_every, expect_groups;
    } days[] = {
        {0, 4, 0, 0},
        {1, 4, 0, 1},
        {1, 0, 0, 1},
        {2, 4, 0, 2},
        {24, 4, 2, 4},
        {24, 6, 1, 0},
        {128, 0, 0, 26},
        {128, 32, 0, 32},
        {128, 4, 0, 4},
        {7, 3, 2, 3},
    };
    for (size_t d = 0; d < COUNT_OF(days); d++) {
        for (int known = 0; known < 3; known++) {
            struct rng rng = rng_seeded(d);
            class_reset(class, days[d].count);
            if (known == 1)
                class_learn(class, 3, &rng);
            for (int i = 0; known == 2 && i < class->count; i++)
                class_answer(class, i, 0, CLASS_DAY, true); /* everyone the same */
            for (int scheme = 0; scheme < GROUPING_SCHEME_COUNT; scheme++) {
                struct grouping_options options =
                    plain((enum grouping_scheme)scheme, days[d].groups, 5);
                for (int i = 0; days[d].absent_every > 0 && i < class->count; i++)
                    options.absent[i] = i % days[d].absent_every == 0;
                struct grouping *grouping;
                assert_true(grouping_open(&grouping, class->classroom, &options, class->memory,
                    grouping_memory_size(), NULL));
                grouping_improve(grouping, 2000, NULL, NULL);
                grouping_result(grouping, &result);
                check_placed_once(class, &options, &result);
                assert_int_equal(result.group_count, days[d].expect_groups);
                bool nobody = days[d].expect_groups == 0;
                assert_int_equal(result.state, nobody ? GROUPING_NOBODY : GROUPING_READY);
                check_sizes(class, &result);
            }
        }
    }
}

/* Nobody said how many: as many as stations, but none too large for them. */
static void usual_groups_fit_the_stations(void **state)
{
    struct group_class *class = *state;
    static struct grouping_result result;
    static const struct {
        int32_t students, stations, room, expect;
    } cases[] = {{23, 0, 0, 5}, {24, 4, 0, 4}, {32, 4, 8, 4}, {33, 4, 8, 5}, {30, 3, 5, 6}};
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        class_reset(class, cases[c].students);
        class->plan->station_count = cases[c].stations;
        for (int i = 0; i < cases[c].stations; i++)
            class->plan->stations[i].capacity = cases[c].room;
        struct grouping_options options = plain(GROUPING_TARGETED, 0, 1);
        class_group(class, &options, 2000, &result);
        class->plan->station_count = 0;
        assert_int_equal(result.group_count, cases[c].expect);
        assert_int_equal(result.state, GROUPING_READY);
    }
}

static void too_little_evidence_is_said(void **state)
{
    struct group_class *class = *state;
    struct grouping_result result;
    class_reset(class, 10);
    for (int i = 0; i < 5; i++)
        class_answer(class, i, 0, CLASS_DAY, i % 2 == 0);
    class_answer(class, 5, 0, CLASS_DAY - 14, true); /* too old */
    struct grouping_options options = plain(GROUPING_TARGETED, 3, 1);
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.unknown_count, 5);
    assert_int_equal(result.unknown[0], 5);
    assert_false(result.too_many_unknown);
    options.absent[0] = true;
    class_group(class, &options, STEPS, &result);
    assert_true(result.too_many_unknown);
    options.scheme = GROUPING_RANDOM;
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.unknown_count, 0);
    /* A skill that left the plan is not looked at. */
    options.scheme = GROUPING_TARGETED;
    int32_t kept = class->classroom->skills_in_plan[0];
    class->classroom->skills_in_plan[0] = 1;
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.skill_count, 0);
    assert_int_equal(result.unknown_count, 9);
    class->classroom->skills_in_plan[0] = kept;
}

static void impossible_counts_are_refused(void **state)
{
    struct group_class *class = *state;
    static const struct {
        int32_t count, groups, least, most;
        const char *sentence;
    } cases[] = {
        {24, 4, 3, 5, "24 students cannot make 4 groups of 3 to 5"},
        {7, 0, 4, 5, "7 students cannot make"},
        {24, 0, 6, 4, "groups of 6 to 4 cannot be"},
        {128, 3, 0, 0, "128 students cannot make 3 groups of 1 to 36"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct grouping_options options = plain(GROUPING_TARGETED, cases[i].groups, 1);
        options.size_least = cases[i].least;
        options.size_most = cases[i].most;
        struct error error = {0};
        struct grouping *grouping;
        class_reset(class, cases[i].count);
        assert_false(grouping_open(
            &grouping, class->classroom, &options, class->memory, grouping_memory_size(), &error));
        assert_non_null(strstr(error.text, cases[i].sentence));
    }
}

static void sizes_within_the_teachers_bounds(void **state)
{
    struct group_class *class = *state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct rng rng = rng_seeded(seed);
        class_reset(class, 20 + (int32_t)rng_below(&rng, 17));
        class_learn(class, 2, &rng);
        class_rules(class, 3, 6, &rng);
        class->plan->rule_count = 0;
        struct grouping_options options = plain((enum grouping_scheme)(seed % 4), 0, seed);
        options.size_least = 3;
        options.size_most = 5;
        struct grouping *grouping;
        struct grouping_result result;
        assert_true(grouping_open(
            &grouping, class->classroom, &options, class->memory, grouping_memory_size(), NULL));
        grouping_improve(grouping, 1000, NULL, NULL);
        grouping_result(grouping, &result);
        for (int slot = 0; slot < result.group_count; slot++)
            assert_in_range(result.groups[slot].student_count, 3, 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_is_placed_once),
        cmocka_unit_test(value_is_as_documented),
        cmocka_unit_test(answers_after_today_do_not_count),
        cmocka_unit_test(same_seed_same_groups),
        cmocka_unit_test(names_are_enough_and_different),
        cmocka_unit_test(names_never_mean_a_level),
        cmocka_unit_test(bad_days),
        cmocka_unit_test(usual_groups_fit_the_stations),
        cmocka_unit_test(too_little_evidence_is_said),
        cmocka_unit_test(impossible_counts_are_refused),
        cmocka_unit_test(sizes_within_the_teachers_bounds),
    };
    return cmocka_run_group_tests(tests, class_set_up, class_tear_down);
}
