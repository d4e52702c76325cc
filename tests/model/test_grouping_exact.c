/* model/grouping against an exhaustive search on classes small enough for one: best value, whether
 * hard rules can be kept, the smallest conflict; and the exact split of one score. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "model/grouping_class.h"

enum { STEPS = 400000 };

/* --- Every placement -------------------------------------------------------------------------- */

struct every {
    const struct group_class *class;
    const struct grouping_options *options;
    struct grouping_result result; /* the placement in hand */
    char (*names)[NAME_SIZE];
    int32_t groups, least, most;
    int32_t size[GROUP_MAX];
    bool only_hard;
    uint32_t without; /* rules left out, a bit each */
    int64_t found;    /* placements that keep the hard rules */
    double best;
};

static bool keeps_hard(const struct every *every)
{
    for (int r = 0; r < every->class->plan->rule_count; r++) {
        const struct rule *rule = &every->class->plan->rules[r];
        if (rule->weight == 0 && (every->without >> r & 1) == 0 &&
            judge_rule(every->class, rule, &every->result.placement, every->groups, every->names) >
                0)
            return false;
    }
    return true;
}

static void weigh_leaf(struct every *every)
{
    for (int slot = 0; slot < every->groups; slot++)
        if (every->size[slot] < every->least)
            return;
    if (!keeps_hard(every))
        return;
    every->found++;
    if (every->only_hard)
        return;
    double value = judge_value(every->class, every->options, &every->result, every->names);
    if (every->found == 1 || value > every->best)
        every->best = value;
}

/* Slots from `fresh` on are empty and, beyond the named ones, alike. */
static void place_from(struct every *every, int32_t student, int32_t fresh)
{
    if (every->only_hard && every->found > 0)
        return;
    if (student == every->class->count) {
        weigh_leaf(every);
        return;
    }
    for (int slot = 0; slot < MIN(fresh + 1, every->groups); slot++) {
        if (every->size[slot] == every->most)
            continue;
        every->size[slot]++;
        every->result.placement.slot[student] = (int8_t)slot;
        place_from(every, student + 1, MAX(fresh, slot + 1));
        every->size[slot]--;
    }
    every->result.placement.slot[student] = -1;
}

/* The first `named` slots are told apart by locks. */
static void try_every(struct every *every, int32_t named)
{
    memset(every->result.placement.slot, -1, sizeof every->result.placement.slot);
    memset(every->size, 0, sizeof every->size);
    every->found = 0;
    every->result.group_count = every->groups;
    place_from(every, 0, named);
}

static int32_t count_locked_names(const struct group_class *class)
{
    bool used[2] = {false};
    for (int r = 0; r < class->plan->rule_count; r++)
        for (int i = 0; i < 2; i++)
            used[i] |= class->plan->rules[r].kind == RULE_LOCK &&
                       str_equal(class->plan->rules[r].group, grouping_names[i].name);
    return used[0] + used[1];
}

static void random_small_class(struct group_class *class, uint64_t seed, int32_t students,
    int32_t rules, struct grouping_options *options)
{
    struct rng rng = rng_seeded(seed);
    int32_t groups = 2 + (int32_t)rng_below(&rng, 3);
    class_reset(class, students);
    class_learn(class, 1 + (int32_t)rng_below(&rng, 3), &rng);
    class_rules(class, rules, groups, &rng);
    static const struct grouping_weights several[] = {{.need = 1}, {.mix = 1}, {.choice = 1},
        {.need = 1, .choice = 0.5F}, {.mix = 0.7F, .choice = 1}};
    *options = (struct grouping_options){.group_count = groups,
        .seed = seed,
        .today = CLASS_DAY,
        .days = 14,
        .has_weights = true,
        .weights = several[rng_below(&rng, COUNT_OF(several))]};
}

static void check_optimal(
    struct group_class *class, const struct grouping_options *options, int32_t *ready)
{
    static struct every every;
    static struct grouping_result result;
    char names[GROUP_MAX][NAME_SIZE];
    class_group(class, options, STEPS, &result);
    class_names(&result, names);
    every = (struct every){.class = class,
        .options = options,
        .names = names,
        .groups = result.group_count,
        .least = class->count / result.group_count,
        .most = (class->count + result.group_count - 1) / result.group_count};
    every.result = result;
    every.only_hard = result.state != GROUPING_READY || result.sizes_widened;
    try_every(&every, count_locked_names(class));
    if (result.state == GROUPING_READY && !result.sizes_widened) {
        (*ready)++;
        assert_true(every.found > 0);
        if (fabs(result.value - every.best) > 0.001)
            fail_msg("seed %d: %f, best %f", (int)options->seed, result.value, every.best);
        return;
    }
    assert_int_equal(every.found, 0);
    every.least = 1;
    every.most = class->count;
    try_every(&every, count_locked_names(class));
    assert_int_equal(every.found > 0, result.state == GROUPING_READY);
    assert_true(result.state == GROUPING_READY || result.state == GROUPING_CONFLICT);
}

static void small_classes_are_optimal(void **state)
{
    int32_t ready = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct grouping_options options;
        random_small_class(*state, seed, 5 + (int32_t)(seed % 4), (int32_t)(seed % 6), &options);
        check_optimal(*state, &options, &ready);
    }
    for (uint64_t seed = 1000; seed < 1020; seed++) {
        struct grouping_options options;
        random_small_class(*state, seed, 9 + (int32_t)(seed % 2), 3, &options);
        check_optimal(*state, &options, &ready);
    }
    assert_true(ready > 130);
}

/* --- Conflicts -------------------------------------------------------------------------------- */

static bool can_keep(
    struct group_class *class, const struct grouping_result *result, uint32_t without)
{
    static struct every every;
    char names[GROUP_MAX][NAME_SIZE];
    class_names(result, names);
    every = (struct every){.class = class,
        .names = names,
        .groups = result->group_count,
        .least = 1,
        .most = class->count,
        .only_hard = true,
        .without = without};
    try_every(&every, count_locked_names(class));
    return every.found > 0;
}

static void conflicts_are_true_and_minimal(void **state)
{
    struct group_class *class = *state;
    int32_t conflicts = 0;
    for (uint64_t seed = 0; seed < 250; seed++) {
        struct grouping_options options;
        static struct grouping_result result;
        random_small_class(class, seed, 7, 9, &options);
        struct grouping *grouping;
        assert_true(grouping_open(
            &grouping, class->classroom, &options, class->memory, grouping_memory_size(), NULL));
        grouping_result(grouping, &result);
        if (result.state != GROUPING_CONFLICT)
            continue;
        conflicts++;
        uint32_t others = UINT32_MAX;
        for (int i = 0; i < result.conflict.count; i++) {
            assert_int_equal(result.conflict.demands[i].source, GROUPING_RULE);
            others &= ~(UINT32_C(1) << result.conflict.demands[i].index);
        }
        assert_true(result.conflict.is_minimal);
        assert_false(can_keep(class, &result, others));
        for (int i = 0; i < result.conflict.count; i++)
            assert_true(
                can_keep(class, &result, others | UINT32_C(1) << result.conflict.demands[i].index));
    }
    assert_true(conflicts > 30);
}

static void add_rule(
    struct group_class *class, enum rule_kind kind, const char *students, const char *group)
{
    struct rule *rule = &class->plan->rules[class->plan->rule_count++];
    *rule = (struct rule){.kind = kind};
    STR_COPY(rule->group, group);
    const char *part;
    size_t length;
    while (str_next_part(&students, ';', &part, &length))
        str_copy_length(rule->students[rule->student_count++], ID_SIZE, part, length);
}

static void conflicts_are_named(void **state)
{
    struct group_class *class = *state;
    static const struct {
        const char *what;
        int32_t students, groups, station_room;
        struct {
            enum rule_kind kind;
            const char *students, *group;
        } rules[5];
        int32_t rule_count;
        const char *expect; /* indexes of rules; C capacity */
    } cases[] = {
        {"apart and together", 8, 2, 0,
            {{RULE_APART, "s5;s6", ""}, {RULE_APART, "s1;s2", ""}, {RULE_TOGETHER, "s1;s3", ""},
                {RULE_TOGETHER, "s3;s2", ""}},
            4, "123"},
        {"five apart in four groups", 12, 4, 0, {{RULE_APART, "s1;s2;s3;s4;s5", ""}}, 1, "0"},
        {"apart, yet both locked", 8, 2, 0,
            {{RULE_LOCK, "s1", "Bears"}, {RULE_NOT_ALONE, "s4;s5", ""}, {RULE_LOCK, "s2", "Bears"},
                {RULE_APART, "s2;s1", ""}},
            4, "023"},
        {"a role for too few", 8, 3, 0, {{RULE_APART, "s1;s2", ""}, {RULE_ROLE, "s4;s5", ""}}, 2,
            "1"},
        {"three names for two groups", 8, 2, 0,
            {{RULE_LOCK, "s1", "Bears"}, {RULE_LOCK, "s2", "Owls"}, {RULE_LOCK, "s3", "Seals"}}, 3,
            "012"},
        {"not alone, yet apart", 6, 3, 0,
            {{RULE_APART, "s1;s2", ""}, {RULE_NOT_ALONE, "s1;s2", ""}}, 2, "01"},
        {"a table too small", 12, 2, 4, {{RULE_APART, "s1;s2", ""}}, 1, "C"},
        {"five together at a table for four", 12, 3, 4,
            {{RULE_TOGETHER, "s1;s2;s3;s4;s5", ""}, {RULE_APART, "s7;s8", ""}}, 2, "0C"},
    };
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        static struct grouping_result result;
        class_reset(class, cases[c].students);
        for (int i = 0; i < cases[c].rule_count; i++)
            add_rule(
                class, cases[c].rules[i].kind, cases[c].rules[i].students, cases[c].rules[i].group);
        int32_t last = cases[c].groups - 1;
        class->plan->station_count = cases[c].groups;
        for (int i = 0; i <= last; i++)
            class->plan->stations[i].capacity = i == last ? cases[c].station_room : 0;
        struct grouping_options options = {.group_count = cases[c].groups, .today = CLASS_DAY};
        class_group(class, &options, STEPS, &result);
        class->plan->station_count = 0;
        char said[GROUPING_CONFLICT_MAX + 1] = "";
        for (int i = 0; i < result.conflict.count; i++) {
            const struct grouping_demand *demand = &result.conflict.demands[i];
            bool is_capacity = demand->source == GROUPING_CAPACITY;
            said[i] = is_capacity ? 'C' : (char)('0' + demand->index);
            if (is_capacity)
                assert_int_equal(demand->index, last);
        }
        print_message("%s\n", cases[c].what);
        assert_int_equal(result.state, GROUPING_CONFLICT);
        assert_string_equal(said, cases[c].expect);
    }
}

/* Of three who have a role in three groups one cannot have company; the other rules are in the way
 * of seeing it. */
static void a_small_conflict_is_proven_among_many_rules(void **state)
{
    static const struct {
        enum rule_kind kind;
        const char *students, *group;
    } rules[] = {
        {RULE_ROLE, "s16;s9;s18;s3;s6;s29;s27", ""},
        {RULE_TOGETHER, "s1;s8", ""},
        {RULE_NOT_ALONE, "s23;s7;s26;s27", ""},
        {RULE_NOT_ALONE, "s16;s29;s18;s14", ""},
        {RULE_APART, "s13;s6", ""},
        {RULE_APART, "s7;s21", ""},
        {RULE_NOT_ALONE, "s25;s3;s8;s23", ""},
        {RULE_LOCK, "s2", "Bears"},
        {RULE_NOT_ALONE, "s9;s17;s28;s3", ""},
        {RULE_TOGETHER, "s16;s14", ""},
    };
    struct group_class *class = *state;
    static struct grouping_result result;
    class_reset(class, 32);
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        add_rule(class, rules[i].kind, rules[i].students, rules[i].group);
    struct grouping_options options = {.group_count = 7, .today = CLASS_DAY};
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.state, GROUPING_CONFLICT);
    assert_true(result.conflict.is_minimal);
    assert_true(result.conflict.count <= 3);
}

static void rules_may_widen_the_sizes(void **state)
{
    struct group_class *class = *state;
    static struct grouping_result result;
    class_reset(class, 12);
    add_rule(class, RULE_TOGETHER, "s1;s2;s3;s4;s5", "");
    struct grouping_options options = {.group_count = 4, .today = CLASS_DAY};
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.state, GROUPING_READY);
    assert_true(result.sizes_widened);
    /* Someone away: the role is kept by those who are there. */
    class_reset(class, 12);
    add_rule(class, RULE_ROLE, "s1;s2;s3;s4", "");
    options.absent[2] = true;
    class_group(class, &options, STEPS, &result);
    assert_int_equal(result.state, GROUPING_READY);
    assert_int_not_equal(result.placement.slot[1], result.placement.slot[3]);
    assert_int_not_equal(result.placement.slot[1], result.placement.slot[4]);
    assert_int_not_equal(result.placement.slot[3], result.placement.slot[4]);
}

/* --- One score -------------------------------------------------------------------------------- */

/* 28 scores each, and the exact sums that GROUPING's anchors give. */
static const double anchors[3][28] = {
    {47, 48, 54, 55, 56, 59, 65, 68, 69, 70, 70, 71, 72, 72, 73, 73, 73, 73, 75, 78, 78, 80, 84, 85,
        88, 89, 92, 100},
    {22, 47, 49, 51, 54, 56, 57, 57, 59, 59, 60, 62, 62, 64, 64, 66, 67, 71, 72, 73, 73, 74, 76, 76,
        83, 88, 92, 100},
    {46, 47, 50, 50, 55, 56, 57, 63, 64, 65, 66, 66, 66, 67, 69, 69, 70, 71, 71, 72, 74, 79, 81, 81,
        85, 87, 89, 98},
};
static const struct {
    int32_t groups, least, most;
    double sums[3];
} splits[] = {
    {7, 4, 4, {281.25, 757.0, 194.5}},
    {7, 3, 5, {179.95, 607.15, 125.1667}},
    {6, 4, 6, {263.5333, 771.9, 195.6667}},
};

static double sum_of_squares(
    const double *scores, const int32_t *slot, int32_t count, int32_t groups)
{
    double all = 0;
    for (int group = 0; group < groups; group++) {
        double sum = 0, square = 0, members = 0;
        for (int i = 0; i < count; i++)
            if (slot[i] == group) {
                sum += scores[i];
                square += scores[i] * scores[i];
                members++;
            }
        all += members > 0 ? square - sum * sum / members : 0;
    }
    return all;
}

static void one_score_is_split_exactly(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT_OF(splits); s++) {
        for (int seed = 0; seed < 3; seed++) {
            double mixed[28];
            int32_t slot[28];
            for (int i = 0; i < 28; i++)
                mixed[i] = anchors[seed][i * 5 % 28];
            double sum = grouping_split_line(
                mixed, 28, splits[s].groups, splits[s].least, splits[s].most, slot);
            assert_true(fabs(sum - splits[s].sums[seed]) < 0.0001);
            assert_true(fabs(sum - sum_of_squares(mixed, slot, 28, splits[s].groups)) < 0.0001);
        }
    }
    int32_t slot[3];
    const double three[] = {1, 2, 3};
    assert_true(grouping_split_line(three, 3, 2, 2, 2, slot) < 0);
}

/* The same scores as evidence: the engine's value is the exact one. */
static void one_skill_uses_the_exact_split(void **state)
{
    struct group_class *class = *state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        struct rng rng = rng_seeded(seed);
        static struct grouping_result result;
        class_reset(class, 10 + (int32_t)rng_below(&rng, 30));
        class_learn(class, 1, &rng);
        struct grouping_options options = {
            .group_count = 5, .today = CLASS_DAY, .days = 14, .seed = seed};
        class_group(class, &options, STEPS, &result);
        assert_true(result.is_optimal);
        double score[STUDENT_MAX], mean = 0, all = 0, known = 0;
        bool is_known[STUDENT_MAX];
        int32_t slot[STUDENT_MAX];
        for (int i = 0; i < class->count; i++) {
            is_known[i] = judge_score(class, i, 0, 14, &score[i]);
            mean += is_known[i] ? score[i] : 0;
            known += is_known[i];
        }
        mean /= known;
        for (int i = 0; i < class->count; i++) {
            score[i] = is_known[i] ? score[i] : mean;
            all += (score[i] - mean) * (score[i] - mean);
        }
        double sum = grouping_split_line(
            score, class->count, 5, class->count / 5, (class->count + 4) / 5, slot);
        assert_true(fabs(result.value + 100 * sum / all) < 0.01);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_classes_are_optimal),
        cmocka_unit_test(conflicts_are_true_and_minimal),
        cmocka_unit_test(conflicts_are_named),
        cmocka_unit_test(a_small_conflict_is_proven_among_many_rules),
        cmocka_unit_test(rules_may_widen_the_sizes),
        cmocka_unit_test(one_score_is_split_exactly),
        cmocka_unit_test(one_skill_uses_the_exact_split),
    };
    return cmocka_run_group_tests(tests, class_set_up, class_tear_down);
}
