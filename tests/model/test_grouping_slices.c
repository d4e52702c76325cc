/* model/grouping_desk in slices: the same groups as in one piece, and giving up leaves no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "model/grouping_class.h"
#include "model/grouping_desk.h"

static struct {
    struct group_class class;
    struct arena arena;
    struct grouping_desk *whole, *sliced;
    void *memory[3];
} shared;

static int open_all(void **state)
{
    (void)state;
    size_t size = 2 * sizeof(struct grouping_desk) + 3 * grouping_memory_size() + 65536;
    class_open(&shared.class);
    assert_true(arena_open(&shared.arena, size, NULL));
    shared.whole = arena_new(&shared.arena, struct grouping_desk);
    shared.sliced = arena_new(&shared.arena, struct grouping_desk);
    for (int i = 0; i < 3; i++)
        shared.memory[i] = arena_alloc(&shared.arena, grouping_memory_size());
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_close(&shared.arena);
    class_close(&shared.class);
    return 0;
}

static void update(struct grouping_desk *desk, int32_t day)
{
    struct error error = {0};
    if (!grouping_desk_update(desk, shared.class.classroom, day, &error))
        fail_msg("%s", error.text);
}

static void change(
    struct grouping_desk *desk, enum grouping_desk_verb verb, int student, int number)
{
    struct error error = {0};
    const struct grouping_desk_change what = {verb, student, number};
    if (!grouping_desk_change(desk, shared.class.classroom, &what, &error))
        fail_msg("%s", error.text);
}

static void work(int64_t steps)
{
    struct error error = {0};
    if (!grouping_desk_work(shared.sliced, shared.class.classroom, steps, &error))
        fail_msg("%s", error.text);
}

static int work_to_the_end(int64_t steps)
{
    int slices = 0;
    for (; grouping_desk_is_forming(shared.sliced); slices++)
        work(steps);
    return slices;
}

static void fresh(int32_t students, int32_t rules, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    size_t size = grouping_memory_size();
    class_reset(&shared.class, students);
    for (int i = 0; i < STUDENT_MAX; i++)
        shared.class.classroom->students[i].visit_day_count = 0;
    class_learn(&shared.class, 3, &rng);
    if (rules > 0)
        class_rules(&shared.class, rules, 4, &rng);
    grouping_desk_init(shared.whole, shared.memory[0], size);
    grouping_desk_init(shared.sliced, shared.memory[1], size);
    grouping_desk_use_slices(shared.sliced, shared.memory[2], size);
    update(shared.whole, CLASS_DAY);
    update(shared.sliced, CLASS_DAY);
}

static void assert_same(void)
{
    const struct grouping_result *a = &shared.whole->result, *b = &shared.sliced->result;
    assert_false(grouping_desk_is_forming(shared.sliced));
    assert_int_equal(shared.whole->scheme, shared.sliced->scheme);
    assert_memory_equal(&a->placement, &b->placement, sizeof a->placement);
    assert_int_equal(a->group_count, b->group_count);
    for (int slot = 0; slot < a->group_count; slot++)
        assert_string_equal(a->groups[slot].name, b->groups[slot].name);
    assert_int_equal(a->state, b->state);
    assert_true(a->value == b->value);
    assert_int_equal(shared.whole->can_undo, shared.sliced->can_undo);
    assert_int_equal(shared.whole->verdict.broken_count, shared.sliced->verdict.broken_count);
}

static void both(enum grouping_desk_verb verb, int student, int number)
{
    change(shared.whole, verb, student, number);
    change(shared.sliced, verb, student, number);
}

/* --- The same groups -------------------------------------------------------------------------- */

static void the_same_as_in_one_piece(void **state)
{
    (void)state;
    static const int64_t slices[] = {997, 20000, 400000, GROUPING_STEPS, INT64_MAX};
    for (uint64_t seed = 0; seed < COUNT_OF(slices); seed++) {
        int64_t steps = slices[seed % COUNT_OF(slices)];
        fresh(18 + (int32_t)seed % 9, (int32_t)(seed % 5), seed);
        assert_true(grouping_desk_is_forming(shared.sliced));
        assert_null(shared.sliced->grouping);
        assert_false(grouping_desk_is_ready(shared.sliced));
        assert_int_equal(
            grouping_desk_group_count(shared.sliced), grouping_desk_group_count(shared.whole));
        int count = work_to_the_end(steps);
        assert_true(count == (int)(GROUPING_STEPS / MIN(steps, GROUPING_STEPS)) +
                                 (GROUPING_STEPS % MIN(steps, GROUPING_STEPS) > 0));
        assert_same();
        both(DESK_LOCK, (int)seed % 18, 0);
        both(DESK_FORM, -1, 0);
        work_to_the_end(steps);
        assert_same();
        both(DESK_SCHEME, -1, (int)(seed % GROUPING_SCHEME_COUNT));
        work_to_the_end(steps);
        assert_same();
        both(DESK_MOVE, 3, 1);
        both(DESK_FORM_REST, -1, 0);
        work_to_the_end(steps);
        assert_same();
    }
}

/* --- Meanwhile -------------------------------------------------------------------------------- */

static void the_old_groups_stand_meanwhile(void **state)
{
    (void)state;
    fresh(22, 3, 5);
    work_to_the_end(20000);
    static struct grouping_result before;
    before = shared.sliced->result;
    struct grouping_reason reason;
    change(shared.sliced, DESK_GROUPS, -1, 6);
    work(20000);
    assert_true(grouping_desk_is_forming(shared.sliced));
    assert_memory_equal(&before, &shared.sliced->result, sizeof before);
    grouping_explain(shared.sliced->grouping, &before.placement, 0, &reason);
    assert_int_equal(grouping_desk_group_count(shared.sliced), 6);
    assert_false(grouping_desk_is_ready(shared.sliced));
    work_to_the_end(20000);
    assert_int_equal(shared.sliced->result.group_count, 6);
    assert_true(grouping_desk_is_ready(shared.sliced));
}

/* Who is said to be away, or comes, while groups are formed counts as if it had been said after. */
static void who_is_here_may_change_meanwhile(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3; seed++) {
        fresh(20, 3, seed);
        work_to_the_end(GROUPING_STEPS);
        both(DESK_ABSENT, 4, 0);
        both(DESK_FORM, -1, 0); /* in one piece: done */
        work(30000);
        both(DESK_ABSENT, 2, 0);
        work(30000);
        both(DESK_ABSENT, 4, 0);
        both(DESK_TEACHER_FIRST, -1, 0);
        work_to_the_end(30000);
        assert_int_equal(shared.sliced->result.placement.slot[2], -1);
        assert_true(shared.sliced->result.placement.slot[4] >= 0);
        assert_same();
    }
}

/* --- Asked again ------------------------------------------------------------------------------ */

/* What was asked for just now is not forgotten when more is asked for, and counts once. */
static void asked_again_before_it_is_there(void **state)
{
    (void)state;
    fresh(24, 2, 9);
    work_to_the_end(GROUPING_STEPS);
    change(shared.sliced, DESK_GROUPS, -1, 5);
    work(50000);
    change(shared.sliced, DESK_GROUPS, -1, grouping_desk_group_count(shared.sliced) + 1);
    work(50000);
    change(shared.sliced, DESK_DAYS, -1, 7);
    work(50000);
    change(shared.sliced, DESK_SKILL, -1, 1);
    work_to_the_end(50000);
    const struct grouping_desk_scheme *scheme = grouping_desk_front(shared.sliced);
    assert_int_equal(shared.sliced->result.group_count, 6);
    assert_int_equal(scheme->days, 7);
    assert_int_equal(scheme->skill, 1);
    assert_int_equal(scheme->turn, 1);
    /* One step to undo, and the groups that one wish for all of it would have made. */
    assert_int_equal(scheme->history.count, 2);
    shared.whole->schemes[0].days = 7;
    shared.whole->schemes[0].skill = 1;
    change(shared.whole, DESK_GROUPS, -1, 6);
    assert_same();
}

static void another_scheme_is_asked_for(void **state)
{
    (void)state;
    fresh(24, 2, 11);
    work(1000);
    change(shared.sliced, DESK_SCHEME, -1, GROUPING_MIXED);
    assert_false(grouping_desk_front(shared.sliced)->is_formed);
    change(shared.sliced, DESK_MOVE, 2, 1); /* nothing is there to be moved */
    change(shared.sliced, DESK_UNDO, -1, 0);
    change(shared.sliced, DESK_SCHEME, -1, GROUPING_MIXED);
    work_to_the_end(90000);
    assert_false(shared.sliced->schemes[GROUPING_TARGETED].is_formed);
    change(shared.whole, DESK_SCHEME, -1, GROUPING_MIXED);
    assert_same();
    change(shared.sliced, DESK_SCHEME, -1, GROUPING_TARGETED);
    work_to_the_end(90000);
    change(shared.whole, DESK_SCHEME, -1, GROUPING_TARGETED);
    assert_same();
}

/* Choosing a skill goes back to the targeted groups: what is moved by hand is then of those. */
static void a_skill_is_chosen_from_another_scheme(void **state)
{
    (void)state;
    struct grouping_desk *desk = shared.sliced;
    fresh(24, 0, 12);
    work_to_the_end(GROUPING_STEPS);
    both(DESK_GROUPS, -1, 6);
    work_to_the_end(GROUPING_STEPS);
    struct grouping_placement targeted = desk->result.placement;
    both(DESK_SCHEME, -1, GROUPING_RANDOM);
    work_to_the_end(GROUPING_STEPS);
    both(DESK_GROUPS, -1, 2);
    work_to_the_end(GROUPING_STEPS);
    change(desk, DESK_SKILL, -1, 1);
    assert_true(grouping_desk_is_forming(desk));
    assert_int_equal(desk->scheme, GROUPING_TARGETED);
    assert_memory_equal(&targeted, &desk->result.placement, sizeof targeted);
    change(desk, DESK_MOVE, 3, (targeted.slot[3] + 4) % 6);
    targeted.slot[3] = (int8_t)((targeted.slot[3] + 4) % 6);
    assert_memory_equal(&targeted, &desk->result.placement, sizeof targeted);
}

/* --- Given up --------------------------------------------------------------------------------- */

static void given_up_it_was_never_asked_for(void **state)
{
    (void)state;
    static const struct grouping_desk_change asks[] = {{DESK_GROUPS, -1, 2}, {DESK_FORM, -1, 0},
        {DESK_FORM_REST, -1, 0}, {DESK_DAYS, -1, 3}, {DESK_SKILL, -1, 2}, {DESK_GROUPS, -1, 9}};
    static struct grouping_desk_scheme before;
    fresh(24, 3, 13);
    work_to_the_end(GROUPING_STEPS);
    change(shared.sliced, DESK_MOVE, 3, 1);
    change(shared.sliced, DESK_LOCK, 7, 0);
    change(shared.sliced, DESK_LOCK_GROUP, -1, 0);
    for (size_t i = 0; i < COUNT_OF(asks); i++) {
        before = *grouping_desk_front(shared.sliced);
        struct grouping_placement placement = shared.sliced->result.placement;
        change(shared.sliced, asks[i].verb, -1, asks[i].number);
        if (i % 2 == 0)
            work(40000);
        assert_true(grouping_desk_is_forming(shared.sliced));
        grouping_desk_give_up(shared.sliced);
        assert_false(grouping_desk_is_forming(shared.sliced));
        assert_memory_equal(&before, grouping_desk_front(shared.sliced), sizeof before);
        update(shared.sliced, CLASS_DAY);
        assert_memory_equal(&placement, &shared.sliced->result.placement, sizeof placement);
        work(GROUPING_STEPS);
        assert_memory_equal(&before, grouping_desk_front(shared.sliced), sizeof before);
    }
    /* The first ones are formed when they are looked at again, by hand or not at all before. */
    fresh(24, 3, 14);
    work(40000);
    grouping_desk_give_up(shared.sliced);
    update(shared.sliced, CLASS_DAY);
    assert_true(grouping_desk_is_forming(shared.sliced));
    work_to_the_end(30000);
    assert_same();
}

static void the_hand_goes_first(void **state)
{
    (void)state;
    fresh(24, 3, 15);
    work_to_the_end(GROUPING_STEPS);
    change(shared.sliced, DESK_FORM, -1, 0);
    work(40000);
    both(DESK_MOVE, 3, 1);
    assert_same();
    change(shared.sliced, DESK_FORM, -1, 0);
    both(DESK_UNDO, -1, 0);
    assert_same();
}

static void a_new_day_begins_anew(void **state)
{
    (void)state;
    fresh(24, 3, 16);
    work(40000);
    update(shared.sliced, CLASS_DAY + 1);
    update(shared.whole, CLASS_DAY + 1);
    work_to_the_end(40000);
    assert_int_equal(shared.sliced->verdict.unplaced, 0);
    assert_int_equal(shared.sliced->day, shared.whole->day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_as_in_one_piece),
        cmocka_unit_test(the_old_groups_stand_meanwhile),
        cmocka_unit_test(who_is_here_may_change_meanwhile),
        cmocka_unit_test(asked_again_before_it_is_there),
        cmocka_unit_test(another_scheme_is_asked_for),
        cmocka_unit_test(a_skill_is_chosen_from_another_scheme),
        cmocka_unit_test(given_up_it_was_never_asked_for),
        cmocka_unit_test(the_hand_goes_first),
        cmocka_unit_test(a_new_day_begins_anew),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
