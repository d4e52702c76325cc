/* model/grouping: reasons and prices recomputed from the classroom alone, and mending with few
 * moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "model/grouping_class.h"

static struct grouping *open_grouping(
    struct group_class *class, const struct grouping_options *options)
{
    struct grouping *grouping;
    struct error error = {0};
    if (!grouping_open(
            &grouping, class->classroom, options, class->memory, grouping_memory_size(), &error))
        fail_msg("%s", error.text);
    grouping_improve(grouping, 4000, NULL, NULL);
    return grouping;
}

static void random_class(
    struct group_class *class, uint64_t seed, int32_t rules, struct grouping_options *options)
{
    struct rng rng = rng_seeded(seed);
    class_reset(class, 16 + (int32_t)rng_below(&rng, 20));
    class_learn(class, 1 + (int32_t)rng_below(&rng, CLASS_SKILLS), &rng);
    class_rules(class, rules, 5, &rng);
    *options = (struct grouping_options){.scheme = (enum grouping_scheme)(seed % 4),
        .group_count = 5,
        .seed = seed,
        .today = CLASS_DAY,
        .days = 14};
}

/* --- Reasons ---------------------------------------------------------------------------------- */

static void count_answers(
    const struct group_class *class, int student, int skill, int32_t *right, int32_t *asked)
{
    const struct evidence_list *list = &class->classroom->students[student].evidence[skill];
    *right = *asked = 0;
    for (int i = list->count - 1; i >= 0 && *asked < 3; i--) {
        if (list->entries[i].day <= CLASS_DAY - 14)
            continue;
        *right += list->entries[i].right;
        ++*asked;
    }
}

/* Mates with evidence on the skill whose score differs by low to high. */
static int32_t count_mates(const struct group_class *class, const struct grouping_result *result,
    int student, int skill, double low, double high)
{
    double own, score;
    int32_t found = 0;
    judge_score(class, student, skill, 14, &own);
    for (int i = 0; i < class->count; i++)
        if (i != student && result->placement.slot[i] == result->placement.slot[student] &&
            judge_score(class, i, skill, 14, &score))
            found += score - own > low && score - own < high;
    return found;
}

static void check_evidence_reason(const struct group_class *class,
    const struct grouping_result *result, int student, const struct grouping_reason *reason)
{
    const struct grouping_group *group = &result->groups[result->placement.slot[student]];
    int32_t right, asked;
    if (reason->skill >= 0 && reason->why != GROUPING_WHY_CHOICE) {
        count_answers(class, student, reason->skill, &right, &asked);
        assert_int_equal(reason->right, right);
        assert_int_equal(reason->asked, asked);
        assert_true(asked > 0);
    }
    switch (reason->why) {
    case GROUPING_WHY_EXTEND:
        assert_true(group->extend && (reason->right + 0.5) / (reason->asked + 1) >= 0.69);
        break;
    case GROUPING_WHY_NEED:
        assert_int_equal(
            reason->alike, count_mates(class, result, student, reason->skill, -0.2001, 0.2001));
        break;
    case GROUPING_WHY_STRENGTH:
        assert_int_equal(
            reason->alike, count_mates(class, result, student, reason->skill, -2, -0.1999));
        assert_true(reason->alike > 0);
        break;
    case GROUPING_WHY_SUPPORT:
        assert_int_equal(
            reason->alike, count_mates(class, result, student, reason->skill, 0.1999, 2));
        assert_true(reason->alike > 0);
        break;
    case GROUPING_WHY_NO_EVIDENCE: {
        bool is_unknown = false;
        for (int i = 0; i < result->unknown_count; i++)
            is_unknown |= result->unknown[i] == student;
        assert_true(is_unknown);
        break;
    }
    default: break;
    }
}

static bool names_student(const struct group_class *class, const struct rule *rule, int student)
{
    for (int i = 0; i < rule->student_count; i++)
        if (str_equal(rule->students[i], class->plan->students[student].id))
            return true;
    return false;
}

static void check_rule_reason(const struct group_class *class, const struct grouping_result *result,
    int student, const struct grouping_reason *reason)
{
    const int8_t *slot = result->placement.slot;
    if (reason->why == GROUPING_WHY_LOCKED) {
        const struct rule *rule = &class->plan->rules[reason->demand.index];
        assert_int_equal(rule->kind, RULE_LOCK);
        assert_true(names_student(class, rule, student));
        assert_string_equal(rule->group, result->groups[slot[student]].name);
    }
    for (int i = 0; i < reason->apart_count; i++) {
        bool is_said = false;
        for (int r = 0; r < class->plan->rule_count; r++)
            is_said |= class->plan->rules[r].kind == RULE_APART &&
                       names_student(class, &class->plan->rules[r], student) &&
                       names_student(class, &class->plan->rules[r], reason->apart[i]);
        assert_true(is_said);
        assert_int_not_equal(slot[reason->apart[i]], slot[student]);
    }
    for (int i = 0; i < reason->with_count; i++)
        assert_int_equal(slot[reason->with[i]], slot[student]);
    if (reason->why == GROUPING_WHY_CHOICE) {
        const char *goal = class->classroom->students[student].goal;
        int32_t same = 0;
        assert_string_equal(class->plan->skills[reason->skill].code, goal);
        for (int i = 0; i < class->count; i++)
            same += i != student && slot[i] == slot[student] &&
                    str_equal(class->classroom->students[i].goal, goal);
        assert_int_equal(reason->alike, same);
    }
}

/* Each price: move (or swap) for real, and weigh it with the test's own arithmetic. */
static void check_prices(const struct group_class *class, const struct grouping_options *options,
    const struct grouping_result *result, int student, const struct grouping_reason *reason)
{
    static struct grouping_result other;
    char names[GROUP_MAX][NAME_SIZE];
    class_names(result, names);
    int8_t home = result->placement.slot[student];
    int32_t sizes = 0;
    double before = judge_value(class, options, result, names);
    for (int i = 0; i < reason->price_count; i++) {
        const struct grouping_price *price = &reason->prices[i];
        other = *result;
        other.placement.slot[student] = (int8_t)price->slot;
        if (price->swap >= 0) {
            assert_int_equal(result->placement.slot[price->swap], price->slot);
            other.placement.slot[price->swap] = home;
        }
        int32_t newly = 0;
        for (int r = 0; r < class->plan->rule_count; r++) {
            const struct rule *rule = &class->plan->rules[r];
            newly += rule->weight == 0 &&
                     judge_rule(class, rule, &other.placement, result->group_count, names) > 0 &&
                     judge_rule(class, rule, &result->placement, result->group_count, names) == 0;
        }
        assert_int_equal(price->broken, newly);
        sizes += price->swap >= 0;
        double after = judge_value(class, options, &other, names);
        assert_true(fabs(price->points - (before - after)) < 0.02);
        if (newly > 0)
            assert_int_equal(price->first.source, GROUPING_RULE);
    }
    assert_int_equal(reason->price_count, result->group_count - 1);
    (void)sizes;
}

static void reasons_are_true(void **state)
{
    struct group_class *class = *state;
    int32_t seen[GROUPING_WHY_COUNT] = {0};
    for (uint64_t seed = 0; seed < 120; seed++) {
        struct grouping_options options;
        static struct grouping_result result;
        static struct grouping_reason reason;
        random_class(class, seed, (int32_t)(seed % 8), &options);
        /* What the test's own judge does not count: meetings. */
        options.has_weights = true;
        options.weights = grouping_weights_of(options.scheme);
        options.weights.partners = 0;
        struct grouping *grouping = open_grouping(class, &options);
        grouping_result(grouping, &result);
        for (int student = 0; student < class->count; student++) {
            grouping_explain(grouping, &result.placement, student, &reason);
            seen[reason.why]++;
            assert_int_equal(
                reason.members, result.groups[result.placement.slot[student]].student_count - 1);
            check_evidence_reason(class, &result, student, &reason);
            check_rule_reason(class, &result, student, &reason);
            check_prices(class, &options, &result, student, &reason);
        }
    }
    for (int why = 0; why < GROUPING_WHY_COUNT; why++)
        if (why != GROUPING_WHY_WORD && why != GROUPING_WHY_PARTNERS)
            assert_true(seen[why] > 0);
}

static void the_teachers_word_is_a_reason(void **state)
{
    struct group_class *class = *state;
    static struct grouping_result result;
    static struct grouping_reason reason;
    class_reset(class, 6);
    for (int i = 0; i < 6; i++)
        class_answer(class, i, 0, CLASS_DAY, i < 3);
    struct evidence_list *list = &class->classroom->students[0].evidence[0];
    list->set_stamp.seq = 1;
    list->set_level = MASTERY_NOT_YET;
    struct grouping_options options = {.group_count = 2, .today = CLASS_DAY};
    struct grouping *grouping = open_grouping(class, &options);
    grouping_result(grouping, &result);
    grouping_explain(grouping, &result.placement, 0, &reason);
    list->set_stamp.seq = 0;
    list->set_level = MASTERY_NONE;
    assert_int_equal(reason.why, GROUPING_WHY_WORD);
    assert_int_equal(reason.level, MASTERY_NOT_YET);
    /* By the word, the first belongs to those who are not there yet. */
    assert_int_equal(reason.alike, 2);
}

/* In a mixed group it is the word that was weighed, not what was right of what was asked. */
static void the_teachers_word_is_a_reason_to_mix(void **state)
{
    struct group_class *class = *state;
    static struct grouping_result result;
    static struct grouping_reason reason;
    class_reset(class, 4);
    for (int i = 0; i < 4; i++)
        class_answer(class, i, 0, CLASS_DAY, true);
    struct evidence_list *list = &class->classroom->students[0].evidence[0];
    list->set_stamp.seq = 1;
    list->set_level = MASTERY_NOT_YET;
    struct grouping_options options = {
        .scheme = GROUPING_MIXED, .group_count = 2, .today = CLASS_DAY};
    struct grouping *grouping = open_grouping(class, &options);
    grouping_result(grouping, &result);
    grouping_explain(grouping, &result.placement, 0, &reason);
    list->set_stamp.seq = 0;
    list->set_level = MASTERY_NONE;
    assert_int_equal(reason.why, GROUPING_WHY_WORD);
    assert_int_equal(reason.level, MASTERY_NOT_YET);
    assert_int_equal(reason.alike, 0);
}

/* Nine who were in threes yesterday can all have new partners; what is approved for later has not
 * happened. */
static void partners_are_new(void **state)
{
    struct group_class *class = *state;
    struct past_groups *past = &class->classroom->past_groups[0];
    static struct grouping_result result;
    static struct grouping_reason reason;
    class_reset(class, 9);
    memset(past->group_of, -1, sizeof past->group_of);
    for (int i = 0; i < 9; i++)
        past->group_of[i] = (int8_t)(i / 3);
    struct grouping_options options = {
        .group_count = 3, .today = CLASS_DAY, .has_weights = true, .weights = {.partners = 1}};
    for (int later = 0; later < 2; later++) {
        past->stamp.seq = 1;
        past->day = CLASS_DAY + later;
        struct grouping *grouping = open_grouping(class, &options);
        grouping_result(grouping, &result);
        past->stamp.seq = 0;
        assert_true(fabs(result.value) < 0.001);
        for (int i = 0; i < 9; i++) {
            grouping_explain(grouping, &result.placement, i, &reason);
            assert_int_equal(reason.why, GROUPING_WHY_PARTNERS);
            assert_int_equal(reason.alike, 2);
            for (int j = 0; j < i && later == 0; j++)
                if (i / 3 == j / 3)
                    assert_int_not_equal(result.placement.slot[i], result.placement.slot[j]);
        }
    }
}

/* --- Mending ---------------------------------------------------------------------------------- */

static int32_t count_changes(const struct group_class *class, const struct grouping_placement *a,
    const struct grouping_placement *b)
{
    int32_t changes = 0;
    for (int i = 0; i < class->count; i++)
        changes += a->slot[i] >= 0 && b->slot[i] >= 0 && a->slot[i] != b->slot[i];
    return changes;
}

static void keep_names(struct grouping_options *options, const struct grouping_result *result)
{
    options->group_count = options->name_count = result->group_count;
    for (int slot = 0; slot < result->group_count; slot++)
        STR_COPY(options->names[slot], result->groups[slot].name);
}

static void a_late_child_moves_nobody(void **state)
{
    struct group_class *class = *state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct grouping_options options;
        static struct grouping_result before, after;
        struct grouping_placement placement;
        random_class(class, seed, (int32_t)(seed % 5), &options);
        int32_t late = (int32_t)(seed * 7 % (uint64_t) class->count);
        options.absent[late] = true;
        grouping_result(open_grouping(class, &options), &before);
        if (before.state != GROUPING_READY)
            continue;
        options.absent[late] = false;
        keep_names(&options, &before);
        struct grouping *grouping = open_grouping(class, &options);
        assert_int_equal(grouping_mend(grouping, &before.placement, NULL, 0, &placement), 0);
        assert_int_equal(count_changes(class, &before.placement, &placement), 0);
        assert_true(placement.slot[late] >= 0);
        grouping_describe(grouping, &placement, &after);
        for (int slot = 0; slot < after.group_count; slot++)
            assert_string_equal(after.groups[slot].name, before.groups[slot].name);
        /* Nowhere else would it have been better. */
        struct grouping_verdict chosen, other;
        grouping_judge(grouping, &placement, &chosen);
        for (int slot = 0; slot < after.group_count; slot++) {
            struct grouping_placement tried = placement;
            tried.slot[late] = (int8_t)slot;
            grouping_judge(grouping, &tried, &other);
            int32_t room = after.groups[slot].student_count;
            bool even = slot != placement.slot[late] && room <= (class->count - 1) / 5;
            if (even && other.broken_count <= chosen.broken_count && chosen.broken_count > 0)
                assert_int_equal(other.broken_count, chosen.broken_count);
            if (even && other.broken_count == 0 && chosen.broken_count == 0)
                assert_true(other.value < chosen.value + 0.001);
        }
    }
}

static void someone_gone_is_taken_out(void **state)
{
    struct group_class *class = *state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct grouping_options options;
        static struct grouping_result before;
        struct grouping_placement placement;
        random_class(class, seed, 0, &options);
        grouping_result(open_grouping(class, &options), &before);
        int32_t gone = (int32_t)(seed % (uint64_t) class->count);
        options.absent[gone] = true;
        keep_names(&options, &before);
        struct grouping_placement left = before.placement;
        left.slot[gone] = -1;
        int32_t moved = grouping_mend(open_grouping(class, &options), &left, NULL, 1, &placement);
        assert_true(moved <= 1);
        assert_int_equal(count_changes(class, &left, &placement), moved);
        assert_int_equal(placement.slot[gone], -1);
        int32_t size[GROUP_MAX] = {0}, least = INT32_MAX, most = 0;
        for (int i = 0; i < class->count; i++)
            if (placement.slot[i] >= 0)
                size[placement.slot[i]]++;
        for (int slot = 0; slot < before.group_count; slot++) {
            least = MIN(least, size[slot]);
            most = MAX(most, size[slot]);
        }
        assert_true(most - least <= 1); /* one move is enough for that */
    }
}

/* A group that has the right size keeps it: not even two rules are a reason, where all others are
 * held and nobody could change places. */
static void sizes_that_are_right_are_kept(void **state)
{
    struct group_class *class = *state;
    static const struct {
        int32_t sizes[3]; /* 3 or 4 each is right */
        int32_t moved;
    } cases[] = {{{4, 4, 3}, 0}, {{3, 3, 4}, 0}, {{5, 3, 3}, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct grouping_options options = {.group_count = 3, .today = CLASS_DAY, .days = 14};
        const int32_t *sizes = cases[i].sizes;
        struct grouping_placement from, to;
        bool held[STUDENT_MAX] = {false};
        memset(from.slot, -1, sizeof from.slot);
        class_reset(class, sizes[0] + sizes[1] + sizes[2]);
        for (int student = 0; student < class->count; student++) {
            from.slot[student] = (int8_t)((student >= sizes[0]) + (student >= sizes[0] + sizes[1]));
            held[student] = student > 0;
        }
        for (int r = 0; r < 2; r++) { /* the first student, and two of the second group */
            struct rule *rule = &class->plan->rules[class->plan->rule_count++];
            *rule = (struct rule){.kind = RULE_TOGETHER, .student_count = 2};
            STR_COPY(rule->students[0], "s0");
            STR_FORMAT(rule->students[1], "s%d", (int)sizes[0] + r);
        }
        int32_t moved = grouping_mend(open_grouping(class, &options), &from, held, -1, &to);
        assert_int_equal(moved, cases[i].moved);
        assert_int_equal(to.slot[0], moved);
    }
}

/* No exchange of two students is better: the steps were weighed rightly. */
static void check_settled(const struct group_class *class, const struct grouping *grouping,
    const struct grouping_placement *mended)
{
    struct grouping_verdict now, then;
    grouping_judge(grouping, mended, &now);
    for (int a = 0; a < class->count; a++)
        for (int b = 0; b < a; b++) {
            struct grouping_placement tried = *mended;
            tried.slot[a] = mended->slot[b];
            tried.slot[b] = mended->slot[a];
            grouping_judge(grouping, &tried, &then);
            if (now.broken_count == 0 && then.broken_count == 0)
                assert_true(then.value < now.value + 0.001);
        }
}

static void few_moves_and_never_worse(void **state)
{
    struct group_class *class = *state;
    int32_t repaired = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct rng rng = rng_seeded(seed);
        struct grouping_options options;
        static struct grouping_result best;
        struct grouping_placement messy, mended;
        struct grouping_verdict before, after;
        bool held[STUDENT_MAX] = {false};
        random_class(class, seed, 5, &options);
        options.absent[3] = seed % 2 == 1;
        struct grouping *grouping = open_grouping(class, &options);
        grouping_result(grouping, &best);
        messy = best.placement;
        for (int i = 0; i < 4; i++) { /* the teacher drags */
            uint32_t a = rng_below(&rng, (uint32_t) class->count);
            uint32_t b = rng_below(&rng, (uint32_t) class->count);
            if (options.absent[a] || options.absent[b])
                continue;
            int8_t kept = messy.slot[a];
            messy.slot[a] = messy.slot[b];
            messy.slot[b] = kept;
        }
        for (int i = 0; i < class->count; i++)
            held[i] = messy.slot[i] == 0; /* one group is locked */
        for (int move_max = 0; move_max <= 6; move_max += 2) {
            int32_t moved = grouping_mend(grouping, &messy, held, move_max, &mended);
            assert_true(moved <= move_max);
            assert_int_equal(count_changes(class, &messy, &mended), moved);
            for (int i = 0; i < class->count; i++)
                if (held[i])
                    assert_int_equal(mended.slot[i], 0);
            grouping_judge(grouping, &messy, &before);
            grouping_judge(grouping, &mended, &after);
            assert_true(after.broken_count <= before.broken_count);
            if (after.broken_count == before.broken_count)
                assert_true(after.value > before.value - 0.001 || before.broken_count > 0);
            repaired += move_max == 6 && after.broken_count < before.broken_count;
        }
        int32_t all = grouping_mend(grouping, &messy, NULL, -1, &mended);
        grouping_judge(grouping, &mended, &after);
        assert_true(all >= 0 && after.unplaced == 0);
        if (seed % 8 == 0)
            check_settled(class, grouping, &mended);
        if (best.state == GROUPING_READY && options.scheme != GROUPING_RANDOM)
            assert_int_equal(after.broken_count, 0);
    }
    assert_true(repaired > 10);
}

static void undo_and_redo(void **state)
{
    (void)state;
    static struct grouping_history history;
    struct grouping_placement placement = {0};
    grouping_history_start(&history, &placement);
    assert_false(grouping_history_undo(&history));
    for (int step = 1; step <= 100; step++) {
        placement.slot[0] = (int8_t)step;
        grouping_history_add(&history, &placement);
        grouping_history_add(&history, &placement); /* no step */
    }
    for (int step = 99; step >= 100 - GROUPING_HISTORY_MAX + 1; step--) {
        assert_true(grouping_history_undo(&history));
        assert_int_equal(grouping_history_now(&history)->slot[0], step);
    }
    assert_false(grouping_history_undo(&history));
    assert_true(grouping_history_redo(&history));
    assert_true(grouping_history_redo(&history));
    int8_t at = grouping_history_now(&history)->slot[0];
    placement.slot[0] = 0;
    grouping_history_add(&history, &placement);
    assert_false(grouping_history_redo(&history));
    assert_true(grouping_history_undo(&history));
    assert_int_equal(grouping_history_now(&history)->slot[0], at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_are_true),
        cmocka_unit_test(the_teachers_word_is_a_reason),
        cmocka_unit_test(the_teachers_word_is_a_reason_to_mix),
        cmocka_unit_test(partners_are_new),
        cmocka_unit_test(a_late_child_moves_nobody),
        cmocka_unit_test(someone_gone_is_taken_out),
        cmocka_unit_test(sizes_that_are_right_are_kept),
        cmocka_unit_test(few_moves_and_never_worse),
        cmocka_unit_test(undo_and_redo),
    };
    return cmocka_run_group_tests(tests, class_set_up, class_tear_down);
}
