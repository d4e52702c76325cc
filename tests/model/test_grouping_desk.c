/* model/grouping_desk: thousands of things a teacher may do, in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "model/grouping_class.h"
#include "model/grouping_desk.h"

/* How good the groups are is for other tests to say. */
enum { STEPS = 20000 };

struct desk_test {
    struct group_class class;
    struct grouping_desk *desk;
    struct arena arena;
};

static struct desk_test shared;

static int open_all(void **state)
{
    *state = &shared;
    class_open(&shared.class);
    assert_true(arena_open(&shared.arena, sizeof(struct grouping_desk) + 4096, NULL));
    shared.desk = arena_new(&shared.arena, struct grouping_desk);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_close(&shared.arena);
    class_close(&shared.class);
    return 0;
}

static void fresh(struct desk_test *test, int32_t students, int32_t rules, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    struct error error = {0};
    class_reset(&test->class, students);
    for (int i = 0; i < STUDENT_MAX; i++)
        test->class.classroom->students[i].visit_day_count = 0;
    class_learn(&test->class, 3, &rng);
    if (rules > 0)
        class_rules(&test->class, rules, 4, &rng);
    grouping_desk_init(test->desk, test->class.memory, grouping_memory_size());
    assert_int_equal(test->desk->steps, GROUPING_STEPS);
    test->desk->steps = STEPS;
    if (!grouping_desk_update(test->desk, test->class.classroom, CLASS_DAY, &error))
        fail_msg("%s", error.text);
}

static bool change(struct desk_test *test, enum grouping_desk_verb verb, int student, int number)
{
    struct error error = {0};
    const struct grouping_desk_change what = {verb, student, number};
    return grouping_desk_change(test->desk, test->class.classroom, &what, &error);
}

static int slot_of(const struct desk_test *test, int student)
{
    return test->desk->result.placement.slot[student];
}

static void check_all(const struct desk_test *test)
{
    const struct grouping_result *result = &test->desk->result;
    int present = 0, listed = 0;
    for (int i = 0; i < STUDENT_MAX; i++) {
        bool is_there = i < test->class.count && !test->desk->absent[i];
        present += is_there;
        if (is_there != (slot_of(test, i) >= 0 && slot_of(test, i) < result->group_count))
            fail_msg("student %d: there %d, slot %d", i, is_there, slot_of(test, i));
    }
    for (int slot = 0; slot < result->group_count; slot++) {
        listed += result->groups[slot].student_count;
        assert_int_not_equal(result->groups[slot].name[0], '\0');
        for (int other = 0; other < slot; other++)
            assert_string_not_equal(result->groups[slot].name, result->groups[other].name);
    }
    const struct grouping_naming *naming = grouping_desk_naming(grouping_desk_front(test->desk));
    for (int slot = 0; slot < naming->group_count; slot++)
        assert_int_not_equal(naming->names[slot][0], '\0');
    assert_int_equal(listed, present);
    assert_int_equal(present, grouping_desk_present(test->desk, test->class.classroom));
    assert_int_equal(test->desk->verdict.unplaced, 0);
}

/* --- One thing after the other ---------------------------------------------------------------- */

static void schemes_lie_side_by_side(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 24, 0, 1);
    assert_true(change(test, DESK_MOVE, 3, (slot_of(test, 3) + 1) % 4));
    struct grouping_placement targeted = test->desk->result.placement;
    assert_true(change(test, DESK_SCHEME, -1, GROUPING_RANDOM));
    assert_true(change(test, DESK_FORM, -1, 0));
    struct grouping_placement random = test->desk->result.placement;
    assert_true(change(test, DESK_SCHEME, -1, GROUPING_TARGETED));
    assert_memory_equal(&targeted, &test->desk->result.placement, sizeof targeted);
    assert_true(test->desk->can_undo);
    assert_true(change(test, DESK_SCHEME, -1, GROUPING_RANDOM));
    assert_memory_equal(&random, &test->desk->result.placement, sizeof random);
}

static void undo_and_redo_are_inverse(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 24, 4, 2);
    struct grouping_result before = test->desk->result;
    assert_false(test->desk->can_undo);
    assert_true(change(test, DESK_GROUPS, -1, before.group_count + 2));
    struct grouping_result after = test->desk->result;
    assert_int_equal(after.group_count, before.group_count + 2);
    assert_true(change(test, DESK_UNDO, -1, 0));
    assert_memory_equal(&before.placement, &test->desk->result.placement, STUDENT_MAX);
    assert_int_equal(test->desk->result.group_count, before.group_count);
    for (int slot = 0; slot < before.group_count; slot++)
        assert_string_equal(before.groups[slot].name, test->desk->result.groups[slot].name);
    assert_true(change(test, DESK_REDO, -1, 0));
    assert_memory_equal(&after.placement, &test->desk->result.placement, STUDENT_MAX);
    assert_string_equal(after.groups[0].name, test->desk->result.groups[0].name);
}

static void names_are_dealt_anew(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 24, 0, 3);
    char name[NAME_SIZE];
    int same = 0;
    for (int turn = 0; turn < 6; turn++) {
        STR_COPY(name, test->desk->result.groups[0].name);
        assert_true(change(test, DESK_FORM, -1, 0));
        same += str_equal(name, test->desk->result.groups[0].name);
    }
    assert_true(same < 4);
}

static void a_locked_group_is_closed(void **state)
{
    struct desk_test *test = *state;
    for (uint64_t seed = 0; seed < 8; seed++) {
        fresh(test, 20 + (int32_t)(seed % 12), 0, seed);
        assert_true(change(test, DESK_MOVE, 5, 1));
        struct grouping_result before = test->desk->result;
        assert_true(change(test, DESK_LOCK_GROUP, -1, 1));
        assert_true(change(test, DESK_FORM, -1, 0));
        for (int i = 0; i < test->class.count; i++)
            assert_int_equal(before.placement.slot[i] == 1, slot_of(test, i) == 1);
        assert_string_equal(before.groups[1].name, test->desk->result.groups[1].name);
        check_all(test);
    }
}

static void new_names_are_not_those_of_locked_groups(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 22, 0, 4);
    assert_true(change(test, DESK_GROUPS, -1, 3));
    assert_true(change(test, DESK_LOCK_GROUP, -1, 0));
    assert_true(change(test, DESK_LOCK_GROUP, -1, 1));
    for (int turn = 0; turn < 40; turn++) {
        assert_true(change(test, DESK_GROUPS, -1, 3 + turn % 2 * 4));
        check_all(test);
    }
}

/* Fewer are left than groups are open: those that nobody is formed into are groups all the same. */
static void an_empty_group_can_be_locked_into(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 8, 0, 1);
    assert_true(change(test, DESK_GROUPS, -1, 2));
    assert_true(change(test, DESK_LOCK_GROUP, -1, 0));
    assert_true(change(test, DESK_GROUPS, -1, 7));
    check_all(test);
    assert_int_equal(test->desk->result.group_count, 7);
    int empty = 0, student = 0;
    while (test->desk->result.groups[empty].student_count > 0)
        empty++;
    while (slot_of(test, student) == 0)
        student++;
    assert_true(change(test, DESK_MOVE, student, empty));
    assert_true(change(test, DESK_LOCK, student, 0));
    check_all(test);
    assert_int_equal(test->desk->verdict.broken_count, 0);
    assert_true(grouping_desk_is_ready(test->desk));
}

static void the_rest_is_formed_around_the_hand(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 24, 0, 5);
    int to = (slot_of(test, 7) + 1) % test->desk->result.group_count;
    assert_true(change(test, DESK_MOVE, 7, to));
    assert_true(change(test, DESK_FORM_REST, -1, 0));
    assert_int_equal(slot_of(test, 7), to);
    assert_true(change(test, DESK_FORM_REST, -1, 0));
    assert_int_equal(slot_of(test, 7), to);
    check_all(test);
}

static void a_late_child_moves_nobody(void **state)
{
    struct desk_test *test = *state;
    fresh(test, 24, 3, 6);
    struct grouping_placement before = test->desk->result.placement;
    assert_true(change(test, DESK_ABSENT, 4, 0));
    assert_int_equal(slot_of(test, 4), -1);
    assert_true(change(test, DESK_ABSENT, 4, 0));
    assert_memory_equal(&before, &test->desk->result.placement, sizeof before);
    /* One who is new in the class. */
    struct error error = {0};
    test->class.count = 25;
    test->class.classroom->students[24].enrolled = true;
    assert_true(grouping_desk_update(test->desk, test->class.classroom, CLASS_DAY, &error));
    before.slot[24] = (int8_t)slot_of(test, 24);
    assert_memory_equal(&before, &test->desk->result.placement, sizeof before);
    check_all(test);
}

static void check_in(struct desk_test *test, int student)
{
    struct student_state *state = &test->class.classroom->students[student];
    struct error error = {0};
    state->visit_days[0] = CLASS_DAY + 1;
    state->visit_day_count = 1;
    assert_true(grouping_desk_update(test->desk, test->class.classroom, CLASS_DAY + 1, &error));
}

static void who_checks_in_counts(void **state)
{
    struct desk_test *test = *state;
    struct error error = {0};
    fresh(test, 20, 0, 7);
    /* A new morning: nobody is there, everybody counts, and the first to come takes nobody away. */
    assert_true(grouping_desk_update(test->desk, test->class.classroom, CLASS_DAY + 1, &error));
    check_in(test, 3);
    assert_int_equal(grouping_desk_present(test->desk, test->class.classroom), 20);
    /* Formed anew: those who are there. The late one comes to them, the teacher's word holds. */
    check_in(test, 4);
    check_in(test, 5);
    assert_true(change(test, DESK_FORM, -1, 0));
    assert_int_equal(grouping_desk_present(test->desk, test->class.classroom), 3);
    check_in(test, 6);
    assert_int_equal(grouping_desk_present(test->desk, test->class.classroom), 4);
    assert_true(change(test, DESK_ABSENT, 6, 0));
    check_in(test, 6);
    assert_int_equal(slot_of(test, 6), -1);
    assert_true(change(test, DESK_ABSENT, -1, 0));
    assert_int_equal(grouping_desk_present(test->desk, test->class.classroom), 20);
    check_all(test);
}

static void an_approval_has_everybody_once(void **state)
{
    struct desk_test *test = *state;
    static struct groups_approval approval;
    int students = 0;
    fresh(test, 23, 0, 8);
    assert_true(grouping_desk_is_ready(test->desk));
    for (int i = 0; i < 23; i++) /* one group is emptied */
        if (slot_of(test, i) == 0)
            assert_true(change(test, DESK_MOVE, i, 1));
    grouping_desk_approval(test->desk, test->class.plan, &approval);
    assert_int_equal(approval.group_count, test->desk->result.group_count - 1);
    for (int g = 0; g < approval.group_count; g++)
        students += approval.groups[g].student_count;
    assert_int_equal(students, 23);
    assert_string_equal(approval.scheme, "targeted");
    assert_int_equal(approval.day, CLASS_DAY + 1);
}

static enum grouping_published published(struct desk_test *test)
{
    struct stamp since = {0};
    enum grouping_published how =
        grouping_desk_published(test->desk, test->class.classroom, &since);
    assert_int_equal(since.at_ms, how == GROUPING_UNPUBLISHED ? 0 : 1234);
    return how;
}

static void it_is_told_what_is_published(void **state)
{
    struct desk_test *test = *state;
    struct group_state *kept = &test->class.classroom->groups[0];
    fresh(test, 24, 0, 8);
    assert_int_equal(published(test), GROUPING_UNPUBLISHED);
    grouping_desk_approval(test->desk, test->class.plan, &kept->approval);
    kept->stamp = (struct stamp){.at_ms = 1234, .seq = 1};
    assert_int_equal(published(test), GROUPING_PUBLISHED);
    assert_true(change(test, DESK_MOVE, 3, (slot_of(test, 3) + 1) % 4));
    assert_int_equal(published(test), GROUPING_CHANGED);
    assert_true(change(test, DESK_UNDO, -1, 0));
    assert_int_equal(published(test), GROUPING_PUBLISHED);
    assert_true(change(test, DESK_ABSENT, 3, 0));
    assert_true(grouping_desk_is_left_out(test->desk, test->class.classroom, 3));
    assert_false(grouping_desk_is_left_out(test->desk, test->class.classroom, 30));
    assert_int_equal(published(test), GROUPING_CHANGED);
    assert_true(change(test, DESK_ABSENT, -1, 0));
    assert_int_equal(published(test), GROUPING_PUBLISHED);
    assert_true(change(test, DESK_SCHEME, -1, GROUPING_RANDOM));
    assert_int_equal(published(test), GROUPING_OTHERS_PUBLISHED);
    kept->approval.day++;
    assert_int_equal(published(test), GROUPING_UNPUBLISHED);
    kept->stamp = (struct stamp){0};
}

/* Six groups of one: nobody has somebody to be with, and no rule is to be changed for that. */
static void too_few_for_so_many_groups(void **state)
{
    struct desk_test *test = *state;
    const struct classroom *classroom = test->class.classroom;
    fresh(test, 24, 0, 9);
    struct rng rng = rng_seeded(9);
    struct rule *rule = class_rule(&test->class, RULE_NOT_ALONE, 2, &rng);
    STR_COPY(rule->students[0], "s0");
    STR_COPY(rule->students[1], "s1");
    assert_true(change(test, DESK_GROUPS, -1, 6));
    assert_int_equal(test->desk->result.conflict.count, 0);
    assert_false(grouping_desk_is_too_divided(test->desk, classroom));
    for (int i = 6; i < 24; i++)
        assert_true(change(test, DESK_ABSENT, i, 0));
    assert_true(test->desk->result.conflict.count > 0);
    assert_true(grouping_desk_is_too_divided(test->desk, classroom));
    assert_true(change(test, DESK_GROUPS, -1, 3));
    assert_int_equal(test->desk->result.conflict.count, 0);
    assert_false(grouping_desk_is_too_divided(test->desk, classroom));
    /* Apart and together is a contradiction with any number of groups. */
    rule->kind = RULE_APART;
    test->class.plan->rules[test->class.plan->rule_count++] = *rule;
    rule->kind = RULE_TOGETHER;
    assert_true(change(test, DESK_GROUPS, -1, 4));
    assert_true(test->desk->result.conflict.count > 0);
    assert_false(grouping_desk_is_too_divided(test->desk, classroom));
}

static void a_group_too_large_is_cut(void **state)
{
    struct desk_test *test = *state;
    static struct groups_approval approval;
    static struct grouping_result result;
    fresh(test, 40, 0, 8);
    result = (struct grouping_result){.group_count = 2};
    for (int i = 0; i < 40; i++) {
        struct grouping_group *group = &result.groups[i == 39];
        group->students[group->student_count++] = i;
    }
    grouping_approve(&result, GROUPING_RANDOM, CLASS_DAY, test->class.plan, &approval);
    assert_int_equal(approval.group_count, 2);
    assert_int_equal(approval.groups[0].student_count, RULE_STUDENT_MAX);
    assert_int_equal(approval.groups[1].student_count, 1);
    assert_string_equal(approval.groups[0].students[RULE_STUDENT_MAX - 1], "s35");
}

static void odd_classes_are_grouped(void **state)
{
    struct desk_test *test = *state;
    static const int sizes[] = {1, 2, 36, 37, 128};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        fresh(test, sizes[i], 0, i);
        assert_true(change(test, DESK_GROUPS, -1, 1));
        check_all(test);
        assert_true(change(test, DESK_GROUPS, -1, 1000));
        assert_true(test->desk->result.group_count <= GROUP_MAX);
        check_all(test);
        for (int k = 0; k < sizes[i]; k++)
            assert_true(change(test, DESK_ABSENT, k, 0));
        assert_int_equal(test->desk->result.state, GROUPING_NOBODY);
        assert_false(grouping_desk_is_ready(test->desk));
        assert_true(change(test, DESK_FORM, -1, 0));
        assert_true(change(test, DESK_ABSENT, 0, 0));
        check_all(test);
    }
}

/* --- Anything in any order -------------------------------------------------------------------- */

/* Who is locked stays where he is, if the group stays. */
static void check_locks(const struct desk_test *test, const struct grouping_placement *before,
    const struct grouping_desk_scheme *locks, int32_t groups)
{
    for (int i = 0; i < test->class.count; i++) {
        int slot = before->slot[i];
        bool locked = slot >= 0 && (locks->is_locked[i] || locks->is_group_locked[slot]);
        if (locked && slot < groups && slot_of(test, i) >= 0 && slot_of(test, i) != slot)
            fail_msg("student %d was locked in %d and is in %d", i, slot, slot_of(test, i));
    }
}

static void one_change(struct desk_test *test, struct rng *rng, struct grouping_desk_scheme *locks)
{
    /* What forms groups takes a while: the quick ones come more often. */
    static const enum grouping_desk_verb forming[] = {
        DESK_SCHEME, DESK_GROUPS, DESK_FORM, DESK_FORM_REST, DESK_SKILL, DESK_DAYS};
    static const enum grouping_desk_verb quick[] = {DESK_MOVE, DESK_MOVE, DESK_MOVE, DESK_SWAP,
        DESK_SWAP, DESK_LOCK, DESK_LOCK_GROUP, DESK_UNDO, DESK_UNDO, DESK_REDO, DESK_ABSENT,
        DESK_TEACHER_FIRST};
    struct grouping_desk *desk = test->desk;
    enum grouping_desk_verb verb = rng_below(rng, 12) == 0
                                       ? forming[rng_below(rng, COUNT_OF(forming))]
                                       : quick[rng_below(rng, COUNT_OF(quick))];
    int student = (int)rng_below(rng, (uint32_t)test->class.count);
    int number = (int)rng_below(rng, 6);
    if (verb == DESK_SCHEME)
        number %= GROUPING_SCHEME_COUNT;
    if (verb == DESK_SWAP)
        number = (int)rng_below(rng, (uint32_t)test->class.count);
    if (verb == DESK_SKILL)
        number = number % (CLASS_SKILLS + 1) - 1;
    enum grouping_scheme scheme = desk->scheme;
    if (verb == DESK_SKILL && number >= 0 && scheme != GROUPING_MIXED)
        scheme = GROUPING_TARGETED;
    *locks = desk->schemes[scheme];
    struct grouping_placement stood;
    memset(stood.slot, -1, sizeof stood.slot);
    if (locks->is_formed)
        stood = *grouping_history_now(&locks->history);
    struct grouping_placement before = desk->result.placement;
    bool could_undo = desk->can_undo;
    bool ok = change(test, verb, student, number);
    bool forms = verb == DESK_GROUPS || verb == DESK_FORM || verb == DESK_FORM_REST ||
                 verb == DESK_SKILL || verb == DESK_DAYS;
    if (ok && forms) {
        assert_int_equal(desk->scheme, scheme);
        check_locks(test, &stood, locks, desk->result.group_count);
    }
    if (ok && verb == DESK_MOVE && before.slot[student] >= 0 && number < desk->result.group_count)
        assert_int_equal(slot_of(test, student), number);
    if (verb == DESK_UNDO && could_undo) {
        struct grouping_placement undone = desk->result.placement;
        assert_true(change(test, DESK_REDO, -1, 0));
        assert_memory_equal(&before, &desk->result.placement, sizeof before);
        assert_true(change(test, DESK_UNDO, -1, 0));
        assert_memory_equal(&undone, &desk->result.placement, sizeof undone);
    }
}

static void anything_in_any_order(void **state)
{
    enum { RUNS = 25, CHANGES = 200 };
    struct desk_test *test = *state;
    static struct grouping_desk_scheme locks;
    for (uint64_t seed = 0; seed < RUNS; seed++) {
        struct rng rng = rng_seeded(seed + 1000);
        fresh(test, 6 + (int32_t)rng_below(&rng, 16), (int32_t)rng_below(&rng, 6), seed);
        for (int i = 0; i < CHANGES; i++) {
            one_change(test, &rng, &locks);
            check_all(test);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schemes_lie_side_by_side),
        cmocka_unit_test(undo_and_redo_are_inverse),
        cmocka_unit_test(names_are_dealt_anew),
        cmocka_unit_test(a_locked_group_is_closed),
        cmocka_unit_test(new_names_are_not_those_of_locked_groups),
        cmocka_unit_test(an_empty_group_can_be_locked_into),
        cmocka_unit_test(the_rest_is_formed_around_the_hand),
        cmocka_unit_test(a_late_child_moves_nobody),
        cmocka_unit_test(who_checks_in_counts),
        cmocka_unit_test(an_approval_has_everybody_once),
        cmocka_unit_test(it_is_told_what_is_published),
        cmocka_unit_test(too_few_for_so_many_groups),
        cmocka_unit_test(a_group_too_large_is_cut),
        cmocka_unit_test(odd_classes_are_grouped),
        cmocka_unit_test(anything_in_any_order),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
