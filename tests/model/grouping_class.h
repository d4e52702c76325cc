/* Random classes for the tests of model/grouping, and an independent idea of what a placement is
 * worth, written from the header alone. Include after cmocka.h. */
#pragma once

#include "base/arena.h"
#include "base/rng.h"
#include "base/str.h"
#include "model/grouping.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASS_DAY = 20710, CLASS_SKILLS = 4 };

struct group_class {
    struct arena arena;
    struct classroom *classroom;
    struct plan *plan; /* of the classroom */
    void *memory;
    int32_t count; /* students enrolled */
};

static inline void class_open(struct group_class *class)
{
    memset(class, 0, sizeof *class);
    size_t size = sizeof(struct classroom) + sizeof(struct plan) + grouping_memory_size() + 65536;
    assert_true(arena_open(&class->arena, size, NULL));
    class->classroom = arena_new(&class->arena, struct classroom);
    class->memory = arena_alloc(&class->arena, grouping_memory_size());
    struct plan *plan = arena_new(&class->arena, struct plan);
    classroom_init(class->classroom);
    plan_init(plan);
    for (int i = 0; i < STUDENT_MAX; i++) {
        STR_FORMAT(plan->students[i].id, "s%d", i);
        STR_FORMAT(plan->students[i].first_name, "Student %d", i);
    }
    plan->student_count = STUDENT_MAX;
    for (int k = 0; k < CLASS_SKILLS; k++) {
        struct skill *skill = &plan->skills[k];
        STR_FORMAT(skill->code, "K%d", k);
        STR_COPY(skill->path, "Fractions");
        skill->step = k + 1;
        skill->rule = (struct mastery_rule){.right = 2, .last = 3, .days = 1};
    }
    plan->skill_count = CLASS_SKILLS;
    assert_true(classroom_take_plan(class->classroom, plan, "v1"));
    class->plan = &class->classroom->plan;
}

static inline void class_close(struct group_class *class)
{
    arena_close(&class->arena);
}

/* One class as the state of all tests. */
static inline int class_set_up(void **state)
{
    static struct group_class shared;
    class_open(&shared);
    *state = &shared;
    return 0;
}

static inline int class_tear_down(void **state)
{
    class_close(*state);
    return 0;
}

/* So many students, nothing known of them, no rules. */
static inline void class_reset(struct group_class *class, int32_t count)
{
    class->count = count;
    class->plan->rule_count = 0;
    for (int i = 0; i < STUDENT_MAX; i++) {
        struct student_state *state = &class->classroom->students[i];
        state->enrolled = i < count;
        state->goal[0] = '\0';
        for (int k = 0; k < CLASS_SKILLS; k++)
            state->evidence[k].count = 0;
    }
}

static inline void class_answer(
    struct group_class *class, int student, int skill, int32_t day, bool right)
{
    struct evidence_list *list = &class->classroom->students[student].evidence[skill];
    assert_true(list->count < EVIDENCE_MAX);
    list->entries[list->count++] = (struct evidence){.day = day, .right = right};
}

static inline void class_learn(struct group_class *class, int32_t skills, struct rng *rng)
{
    for (int i = 0; i < class->count; i++) {
        for (int k = 0; k < skills; k++)
            for (uint32_t left = rng_below(rng, 6); left > 0; left--)
                class_answer(
                    class, i, k, CLASS_DAY - (int32_t)left * 4, rng_below(rng, 4) > (uint32_t)k);
        if (rng_below(rng, 4) > 0)
            STR_FORMAT(class->classroom->students[i].goal, "K%u", rng_below(rng, CLASS_SKILLS));
    }
}

/* A rule about `members` different students. */
static inline struct rule *class_rule(
    struct group_class *class, enum rule_kind kind, int32_t members, struct rng *rng)
{
    struct rule *rule = &class->plan->rules[class->plan->rule_count++];
    *rule = (struct rule){.kind = kind};
    while (rule->student_count < members) {
        char id[ID_SIZE];
        bool is_new = true;
        STR_FORMAT(id, "s%u", rng_below(rng, (uint32_t) class->count));
        for (int i = 0; i < rule->student_count; i++)
            is_new &= !str_equal(rule->students[i], id);
        if (is_new)
            STR_COPY(rule->students[rule->student_count++], id);
    }
    if (kind == RULE_LOCK)
        STR_COPY(rule->group, grouping_names[rng_below(rng, 2)].name);
    return rule;
}

static inline void class_rules(
    struct group_class *class, int32_t count, int32_t groups, struct rng *rng)
{
    static const enum rule_kind kinds[] = {
        RULE_APART, RULE_APART, RULE_APART, RULE_TOGETHER, RULE_LOCK, RULE_NOT_ALONE, RULE_ROLE};
    for (int i = 0; i < count; i++) {
        enum rule_kind kind = kinds[rng_below(rng, 7)];
        int32_t members = kind == RULE_ROLE ? groups : kind == RULE_NOT_ALONE ? 4 : 2;
        if (members > class->count || (kind == RULE_ROLE && i > 0))
            continue;
        struct rule *rule = class_rule(class, kind, kind == RULE_LOCK ? 1 : members, rng);
        rule->weight = rng_below(rng, 3) == 0 ? 1 + (int32_t)rng_below(rng, 5) : 0;
    }
}

static inline struct grouping *class_group(struct group_class *class,
    const struct grouping_options *options, int64_t steps, struct grouping_result *result)
{
    struct grouping *grouping;
    struct error error = {0};
    if (!grouping_open(
            &grouping, class->classroom, options, class->memory, grouping_memory_size(), &error))
        fail_msg("%s", error.text);
    grouping_improve(grouping, steps, NULL, NULL);
    grouping_result(grouping, result);
    return grouping;
}

/* --- An independent judge --------------------------------------------------------------------- */

/* How many groups a rule is broken in; names[] are the groups'. */
static inline int32_t judge_rule(const struct group_class *class, const struct rule *rule,
    const struct grouping_placement *placement, int32_t groups, char names[][NAME_SIZE])
{
    int32_t inside[GROUP_MAX] = {0}, present = 0, breaks = 0;
    for (int i = 0; i < rule->student_count; i++) {
        int student = plan_find_student(class->plan, rule->students[i]);
        int slot = placement->slot[student];
        present += slot >= 0;
        if (slot >= 0)
            inside[slot]++;
        if (rule->kind == RULE_LOCK && slot >= 0)
            breaks += !str_equal(names[slot], rule->group);
    }
    bool few = present < rule->student_count && present < groups;
    for (int slot = 0; slot < groups; slot++) {
        if (rule->kind == RULE_APART)
            breaks += inside[slot] > 1;
        if (rule->kind == RULE_TOGETHER)
            breaks += inside[slot] > 0 && inside[slot] < present;
        if (rule->kind == RULE_NOT_ALONE && present > 1)
            breaks += inside[slot] == 1;
        if (rule->kind == RULE_ROLE && present > 0)
            breaks += few ? inside[slot] > 1 : inside[slot] != 1;
    }
    return breaks;
}

static inline int32_t judge_hard(const struct group_class *class,
    const struct grouping_placement *placement, int32_t groups, char names[][NAME_SIZE])
{
    int32_t breaks = 0;
    for (int r = 0; r < class->plan->rule_count; r++)
        if (class->plan->rules[r].weight == 0)
            breaks += judge_rule(class, &class->plan->rules[r], placement, groups, names);
    return breaks;
}

static inline bool judge_score(
    const struct group_class *class, int student, int skill, int32_t days, double *score)
{
    const struct evidence_list *list = &class->classroom->students[student].evidence[skill];
    double right = 0, asked = 0;
    for (int i = list->count - 1; i >= 0 && asked < 3; i--) {
        if (list->entries[i].day <= CLASS_DAY - days || list->entries[i].day > CLASS_DAY)
            continue;
        right += list->entries[i].right;
        asked++;
    }
    *score = (right + 0.5) / (asked + 1);
    return asked > 0;
}

/* Points of the pairs, from the formulas in the header: need and mix over skills, choice. */
static inline double judge_points(const struct group_class *class,
    const struct grouping_options *options, const struct grouping_result *result)
{
    double score[STUDENT_MAX][GROUPING_SKILL_MAX], inside = 0, all = 0;
    double goals_inside = 0, goals = 0;
    int32_t present = 0, size[GROUP_MAX] = {0};
    const int8_t *slot = result->placement.slot;
    for (int k = 0; k < result->skill_count; k++) {
        double sum = 0, known = 0;
        bool is_known[STUDENT_MAX];
        for (int i = 0; i < class->count; i++) {
            is_known[i] = judge_score(class, i, result->skills[k], options->days, &score[i][k]);
            sum += slot[i] >= 0 && is_known[i] ? score[i][k] : 0;
            known += slot[i] >= 0 && is_known[i];
        }
        for (int i = 0; i < class->count; i++)
            if (!is_known[i])
                score[i][k] = known > 0 ? sum / known : 0.5;
    }
    for (int i = 0; i < class->count; i++)
        if (slot[i] >= 0) {
            present++;
            size[slot[i]]++;
        }
    for (int i = 0; i < class->count; i++)
        for (int j = 0; j < i; j++) {
            const char *goal = class->classroom->students[i].goal;
            double far = 0;
            bool same = goal[0] != '\0' && str_equal(goal, class->classroom->students[j].goal);
            if (slot[i] < 0 || slot[j] < 0)
                continue;
            for (int k = 0; k < result->skill_count; k++)
                far += (score[i][k] - score[j][k]) * (score[i][k] - score[j][k]);
            all += far;
            goals += same;
            if (slot[i] != slot[j])
                continue;
            inside += far / size[slot[i]];
            goals_inside += same ? 1.0 / size[slot[i]] : 0;
        }
    struct grouping_weights weights =
        options->has_weights ? options->weights : grouping_weights_of(options->scheme);
    double points = 0;
    if (all > 1e-9)
        points += 100 * (weights.mix - weights.need) * inside * present / all;
    if (goals > 0)
        points += 100 * weights.choice * goals_inside * present / goals;
    return points;
}

/* With what the wishes cost. */
static inline double judge_value(const struct group_class *class,
    const struct grouping_options *options, const struct grouping_result *result,
    char names[][NAME_SIZE])
{
    double points = judge_points(class, options, result);
    for (int r = 0; r < class->plan->rule_count; r++) {
        const struct rule *rule = &class->plan->rules[r];
        double cost = 2.0 * rule->weight * (rule->kind == RULE_TOGETHER ? 0.5 : 1);
        points -= cost * judge_rule(class, rule, &result->placement, result->group_count, names);
    }
    return points;
}

static inline void class_names(const struct grouping_result *result, char names[][NAME_SIZE])
{
    for (int slot = 0; slot < result->group_count; slot++)
        str_copy(names[slot], NAME_SIZE, result->groups[slot].name);
}
