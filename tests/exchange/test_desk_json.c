/* exchange/desk_json: what lies on the desk comes back, whoever left the class is left out, and
 * what is damaged is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "exchange/desk_json.h"
#include "model/grouping_class.h"

struct desks {
    struct group_class class;
    struct arena arena;
    struct grouping_desk *one, *other;
};

static struct desks shared;

static int open_all(void **state)
{
    *state = &shared;
    class_open(&shared.class);
    assert_true(arena_open(&shared.arena, 8 * 1024 * 1024, NULL));
    shared.one = arena_new(&shared.arena, struct grouping_desk);
    shared.other = arena_new(&shared.arena, struct grouping_desk);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_close(&shared.arena);
    class_close(&shared.class);
    return 0;
}

static void init(struct desks *desks, struct grouping_desk *desk)
{
    grouping_desk_init(desk, desks->class.memory, grouping_memory_size());
    desk->steps = 20000;
}

static void update(struct desks *desks, struct grouping_desk *desk)
{
    struct error error = {0};
    if (!grouping_desk_update(desk, desks->class.classroom, CLASS_DAY, &error))
        fail_msg("%s", error.text);
}

static void change(struct desks *desks, enum grouping_desk_verb verb, int student, int number)
{
    struct error error = {0};
    const struct grouping_desk_change what = {verb, student, number};
    if (!grouping_desk_change(desks->one, desks->class.classroom, &what, &error))
        fail_msg("%s", error.text);
}

/* A desk with something of everything. */
static const char *fill(struct desks *desks)
{
    const char *text;
    struct error error = {0};
    struct rng rng = rng_seeded(11);
    class_reset(&desks->class, 18);
    class_learn(&desks->class, 3, &rng);
    init(desks, desks->one);
    update(desks, desks->one);
    change(desks, DESK_SCHEME, -1, GROUPING_MIXED);
    change(desks, DESK_DAYS, -1, 30);
    change(desks, DESK_SKILL, -1, 1);
    change(desks, DESK_MOVE, 4, desks->one->result.placement.slot[4] == 0 ? 1 : 0);
    change(desks, DESK_LOCK, 5, 0);
    change(desks, DESK_LOCK_GROUP, -1, 2);
    change(desks, DESK_ABSENT, 6, 0);
    change(desks, DESK_TEACHER_FIRST, -1, 0);
    if (!desk_encode(desks->one, desks->class.classroom, &desks->arena, &text, &error))
        fail_msg("%s", error.text);
    return text;
}

static bool decode(struct desks *desks, const char *text)
{
    struct error error = {0};
    init(desks, desks->other);
    return desk_decode(desks->other, desks->class.classroom, text, strlen(text), &error);
}

static void a_desk_comes_back(void **state)
{
    struct desks *desks = *state;
    const char *text = fill(desks), *again;
    struct error error = {0};
    struct grouping_result before = desks->one->result;
    assert_true(decode(desks, text));
    update(desks, desks->other);
    const struct grouping_desk_scheme *scheme = grouping_desk_front(desks->other);
    assert_int_equal(desks->other->scheme, GROUPING_MIXED);
    assert_int_equal(scheme->days, 30);
    assert_int_equal(scheme->skill, 1);
    assert_true(scheme->teacher_first);
    assert_true(scheme->is_locked[5] && scheme->is_group_locked[2] && scheme->is_held[4]);
    assert_true(desks->other->absent[6]);
    assert_memory_equal(&before.placement, &desks->other->result.placement, STUDENT_MAX);
    for (int slot = 0; slot < before.group_count; slot++)
        assert_string_equal(before.groups[slot].name, desks->other->result.groups[slot].name);
    assert_true(desk_encode(desks->other, desks->class.classroom, &desks->arena, &again, &error));
    assert_string_equal(text, again);
}

static void who_left_is_left_out_and_who_came_is_placed(void **state)
{
    struct desks *desks = *state;
    const char *text = fill(desks);
    struct grouping_placement before = desks->one->result.placement;
    desks->class.classroom->students[3].enrolled = false;
    desks->class.classroom->students[18].enrolled = true;
    assert_true(decode(desks, text));
    update(desks, desks->other);
    const int8_t *slot = desks->other->result.placement.slot;
    assert_int_equal(slot[3], -1);
    assert_true(slot[18] >= 0);
    for (int i = 0; i < 18; i++)
        if (i != 3)
            assert_int_equal(slot[i], before.slot[i]);
}

static void damage_is_refused(void **state)
{
    static const char *const texts[] = {"", "[]", "{\"scheme\": \"best\"}",
        "{\"schemes\": [{\"scheme\": \"mixed\"}]}", "{\"schemes\": [4]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"groups\": []}]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"days\": 0, \"groups\": [{\"name\": \"A\"}]}]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"days\": 2147483647, \"groups\": [{\"name\": "
        "\"A\"}]}]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"turn\": 2147483647, \"groups\": [{\"name\": "
        "\"A\"}]}]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"turn\": -1, \"groups\": [{\"name\": \"A\"}]}]}",
        "{\"schemes\": [{\"scheme\": \"mixed\", \"groups\": [{\"name\": 3}]}]}"};
    struct desks *desks = *state;
    const char *text = fill(desks);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (decode(desks, texts[i]))
            fail_msg("taken: %s", texts[i]);
    char part[4096];
    for (size_t length = 1; length < strlen(text) && length < sizeof part; length += 7) {
        assert_true(str_copy_length(part, sizeof part, text, length));
        assert_false(decode(desks, part));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_desk_comes_back),
        cmocka_unit_test(who_left_is_left_out_and_who_came_is_placed),
        cmocka_unit_test(damage_is_refused),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
