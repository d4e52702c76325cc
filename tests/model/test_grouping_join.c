#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "grouping_class.h"
#include "model/grouping_join.h"
#include "model/rotation.h"

enum { GROUPS = 4 };

static void apply(struct group_class *class, struct event *event, enum event_kind kind)
{
    static uint32_t seq = 0;
    seq++;
    event->kind = kind;
    event->stamp = (struct stamp){.at_ms = 1000 + seq, .log = {7}, .seq = seq};
    classroom_apply(class->classroom, event);
}

/* All but the late one, anyhow: the first groups are larger. */
static void approve(struct group_class *class, int late, int8_t *group_of, struct rng *rng)
{
    static struct event event;
    struct groups_approval *approval = &event.body.groups_approved;
    memset(&event, 0, sizeof event);
    approval->day = CLASS_DAY;
    STR_COPY(approval->scheme, "mixed");
    approval->group_count = GROUPS;
    for (int g = 0; g < GROUPS; g++)
        STR_COPY(approval->groups[g].name, grouping_names[g].name);
    for (int i = 0; i < class->count; i++) {
        group_of[i] = (int8_t)MIN(rng_below(rng, GROUPS), rng_below(rng, GROUPS));
        if (i == late) {
            group_of[i] = -1;
            continue;
        }
        struct event_group *group = &approval->groups[group_of[i]];
        STR_COPY(group->students[group->student_count++], class->plan->students[i].id);
    }
    apply(class, &event, EVENT_GROUPS_APPROVED);
}

static bool is_broken(const struct group_class *class, const struct rule *rule, const int8_t *of)
{
    int in[GROUPS] = {0}, all = 0, lone = 0, groups = 0;
    for (int i = 0; i < rule->student_count; i++) {
        int group = of[classroom_find_student(class->classroom, rule->students[i])];
        if (group < 0)
            continue;
        in[group]++;
        all++;
        if (rule->kind == RULE_LOCK && !str_equal(rule->group, grouping_names[group].name))
            return true;
    }
    for (int g = 0; g < GROUPS; g++) {
        lone += in[g] == 1;
        groups += in[g] > 0;
    }
    return (rule->kind == RULE_APART && groups < all) ||
           (rule->kind == RULE_TOGETHER && groups > 1) ||
           (rule->kind == RULE_NOT_ALONE && lone > 0);
}

/* By hand: may the late one come into this group? */
static bool is_allowed(const struct group_class *class, int late, int group, const int8_t *of)
{
    int8_t with[STUDENT_MAX];
    memcpy(with, of, STUDENT_MAX);
    with[late] = (int8_t)group;
    for (int r = 0; r < class->plan->rule_count; r++)
        if (is_broken(class, &class->plan->rules[r], with) &&
            !is_broken(class, &class->plan->rules[r], of))
            return false;
    return true;
}

static int join(struct group_class *class, int late)
{
    struct error error = {0};
    int group = 99;
    if (!grouping_join(class->classroom, late, CLASS_DAY, class->memory, grouping_memory_size(),
            &group, &error))
        fail_msg("%s", error.text);
    return group;
}

static void hard_rules(struct group_class *class, int count, struct rng *rng)
{
    static const enum rule_kind kinds[] = {
        RULE_APART, RULE_APART, RULE_TOGETHER, RULE_LOCK, RULE_NOT_ALONE};
    for (int i = 0; i < count; i++) {
        enum rule_kind kind = kinds[rng_below(rng, COUNT_OF(kinds))];
        class_rule(class, kind, kind == RULE_LOCK ? 1 : kind == RULE_NOT_ALONE ? 3 : 2, rng);
    }
}

static void a_late_child_comes_to_the_smallest_group_that_is_allowed(void **state)
{
    struct group_class *class = *state;
    int placed = 0, refused = 0, not_smallest = 0;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct rng rng = rng_seeded(seed);
        int8_t of[STUDENT_MAX] = {0};
        class_reset(class, 6 + (int32_t)rng_below(&rng, 25));
        class_learn(class, 2, &rng);
        hard_rules(class, (int)rng_below(&rng, 8), &rng);
        int late = (int)rng_below(&rng, (uint32_t) class->count);
        approve(class, late, of, &rng);
        int sizes[GROUPS] = {0}, least = STUDENT_MAX, smallest = STUDENT_MAX;
        for (int i = 0; i < class->count; i++)
            if (of[i] >= 0)
                sizes[of[i]]++;
        for (int g = 0; g < GROUPS; g++) {
            smallest = MIN(smallest, sizes[g]);
            if (is_allowed(class, late, g, of))
                least = MIN(least, sizes[g]);
        }
        int group = join(class, late);
        if (least == STUDENT_MAX) {
            assert_int_equal(group, -1);
            refused++;
            continue;
        }
        assert_in_range(group, 0, GROUPS - 1);
        assert_true(is_allowed(class, late, group, of));
        assert_int_equal(sizes[group], least);
        assert_int_equal(join(class, late), group); /* and always so */
        placed++;
        not_smallest += least > smallest;
    }
    assert_true(placed > 500 && refused > 5 && not_smallest > 50);
}

/* Of two groups of one size the one with the same need; also into groups made by hand. */
static void a_late_child_comes_where_the_scheme_would_have_it(void **state)
{
    struct group_class *class = *state;
    for (int turn = 0; turn < 4; turn++) {
        int needy = turn % 2;
        static struct event event;
        struct groups_approval *approval = &event.body.groups_approved;
        class_reset(class, 9);
        memset(&event, 0, sizeof event);
        approval->day = CLASS_DAY;
        STR_COPY(approval->scheme, turn < 2 ? "targeted" : "");
        approval->group_count = 2;
        for (int g = 0; g < 2; g++)
            STR_COPY(approval->groups[g].name, grouping_names[g].name);
        for (int i = 0; i < 9; i++) {
            bool right = i == 8 ? needy == 0 : i % 2 == 0;
            for (int k = 0; k < 3; k++)
                class_answer(class, i, 0, CLASS_DAY - 1, right);
            struct event_group *group = &approval->groups[i % 2];
            if (i < 8)
                STR_COPY(group->students[group->student_count++], class->plan->students[i].id);
        }
        apply(class, &event, EVENT_GROUPS_APPROVED);
        assert_int_equal(join(class, 8), needy);
    }
}

static void joined(struct group_class *class, int student, const char *group)
{
    static struct event event;
    memset(&event, 0, sizeof event);
    STR_COPY(event.student, class->plan->students[student].id);
    event.body.group_joined.day = CLASS_DAY;
    STR_COPY(event.body.group_joined.group, group);
    apply(class, &event, EVENT_GROUP_JOINED);
}

static void who_joined_is_a_member_until_there_are_other_groups(void **state)
{
    struct group_class *class = *state;
    struct rng rng = rng_seeded(3);
    int8_t of[STUDENT_MAX] = {0};
    int members[STUDENT_MAX];
    class_reset(class, 12);
    approve(class, 11, of, &rng);
    joined(class, 11, grouping_names[2].name);
    assert_int_equal(rotation_listed_group(class->classroom, 11, CLASS_DAY), -1);
    assert_int_equal(rotation_group(class->classroom, 11, CLASS_DAY), 2);
    assert_int_equal(rotation_group(class->classroom, 11, CLASS_DAY + 3), 2); /* they stand */
    int count = rotation_group_students(class->classroom, 2, CLASS_DAY, members);
    assert_int_equal(members[count - 1], 11);
    assert_int_equal(join(class, 11), -1); /* has one */
    joined(class, 11, "Nobody");
    assert_int_equal(rotation_group(class->classroom, 11, CLASS_DAY), -1);
    joined(class, 11, grouping_names[2].name);
    approve(class, 11, of, &rng); /* anew, with the same names */
    assert_int_equal(rotation_group(class->classroom, 11, CLASS_DAY), -1);
    assert_in_range(join(class, 11), 0, GROUPS - 1);
}

static void who_joined_was_with_the_others(void **state)
{
    struct group_class *class = *state;
    const struct past_groups *past = &class->classroom->past_groups[0];
    struct rng rng = rng_seeded(4);
    int8_t of[STUDENT_MAX] = {0}, was[STUDENT_MAX];
    class_reset(class, 12);
    approve(class, 11, of, &rng);
    classroom_was_in(class->classroom, past, was);
    for (int i = 0; i < 12; i++)
        assert_int_equal(was[i], of[i]);
    joined(class, 11, grouping_names[2].name);
    classroom_was_in(class->classroom, past, was);
    assert_int_equal(was[11], 2);
    approve(class, 11, of, &rng); /* anew: that was with others */
    classroom_was_in(class->classroom, past, was);
    assert_int_equal(was[11], -1);
}

/* Whoever has an own way for the day goes with no group. */
static void an_own_way_needs_no_group(void **state)
{
    struct group_class *class = *state;
    struct rng rng = rng_seeded(5);
    int8_t of[STUDENT_MAX] = {0};
    class_reset(class, 12);
    approve(class, 11, of, &rng);
    assert_true(grouping_join_is_due(class->classroom, 11, CLASS_DAY));
    static struct event event;
    STR_COPY(event.student, class->plan->students[11].id);
    event.body.playlist_set.day = CLASS_DAY;
    event.body.playlist_set.station_count = 1;
    apply(class, &event, EVENT_PLAYLIST_SET);
    assert_false(grouping_join_is_due(class->classroom, 11, CLASS_DAY));
    assert_int_equal(join(class, 11), -1);
    assert_true(grouping_join_is_due(class->classroom, 11, CLASS_DAY + 1));
}

/* Capacity is as hard as a rule. */
static void a_full_station_takes_nobody(void **state)
{
    struct group_class *class = *state;
    static struct event event;
    struct groups_approval *approval = &event.body.groups_approved;
    class_reset(class, 9);
    memset(&event, 0, sizeof event);
    approval->day = CLASS_DAY;
    approval->group_count = 2;
    for (int i = 0; i < 8; i++) {
        struct event_group *group = &approval->groups[i % 2];
        STR_COPY(group->name, grouping_names[i % 2].name);
        STR_COPY(group->students[group->student_count++], class->plan->students[i].id);
    }
    apply(class, &event, EVENT_GROUPS_APPROVED);
    STR_COPY(class->plan->stations[0].id, "makers");
    class->plan->station_count = 1;
    class->plan->stations[0].capacity = 5;
    assert_in_range(join(class, 8), 0, 1);
    class->plan->stations[0].capacity = 4;
    assert_int_equal(join(class, 8), -1);
    class->plan->station_count = 0;
}

/* Those who were in the groups have left, or were erased: some are empty, or all. */
static void empty_groups_are_filled(void **state)
{
    struct group_class *class = *state;
    for (int listed = 0; listed <= 2; listed++) {
        static struct event event;
        struct groups_approval *approval = &event.body.groups_approved;
        class_reset(class, 6);
        memset(&event, 0, sizeof event);
        approval->day = CLASS_DAY;
        approval->group_count = GROUPS;
        for (int g = 0; g < GROUPS; g++) {
            struct event_group *group = &approval->groups[g];
            STR_COPY(group->name, grouping_names[g].name);
            STR_FORMAT(group->students[0], g < listed ? "s%d" : "gone%d", g);
            group->student_count = 1;
        }
        apply(class, &event, EVENT_GROUPS_APPROVED);
        assert_int_equal(join(class, 5), listed);
    }
}

/* No group has more than an approval can say. */
static void the_largest_group_takes_nobody(void **state)
{
    struct group_class *class = *state;
    static struct event event;
    struct event_group *group = &event.body.groups_approved.groups[0];
    class_reset(class, 37);
    memset(&event, 0, sizeof event);
    event.body.groups_approved.day = CLASS_DAY;
    event.body.groups_approved.group_count = 1;
    STR_COPY(group->name, grouping_names[0].name);
    for (int i = 0; i < 36; i++)
        STR_FORMAT(group->students[group->student_count++], "s%d", i);
    apply(class, &event, EVENT_GROUPS_APPROVED);
    assert_int_equal(join(class, 36), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_late_child_comes_to_the_smallest_group_that_is_allowed),
        cmocka_unit_test(a_late_child_comes_where_the_scheme_would_have_it),
        cmocka_unit_test(who_joined_is_a_member_until_there_are_other_groups),
        cmocka_unit_test(who_joined_was_with_the_others),
        cmocka_unit_test(an_own_way_needs_no_group),
        cmocka_unit_test(a_full_station_takes_nobody),
        cmocka_unit_test(empty_groups_are_filled),
        cmocka_unit_test(the_largest_group_takes_nobody),
    };
    return cmocka_run_group_tests_name("grouping_join", tests, class_set_up, class_tear_down);
}
