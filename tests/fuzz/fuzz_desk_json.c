#include "exchange/desk_json.h"
#include "fuzz.h"

#include "base/str.h"
#include <assert.h>
#include <string.h>

enum { STUDENTS = 12, DAY = 20710 };

static struct classroom *make_class(struct arena *arena)
{
    struct classroom *classroom = arena_new(arena, struct classroom);
    struct plan *plan = arena_new(arena, struct plan);
    assert(classroom != NULL && plan != NULL);
    classroom_init(classroom);
    plan_init(plan);
    for (int i = 0; i < STUDENTS; i++) {
        STR_FORMAT(plan->students[i].id, "s%d", i);
        STR_FORMAT(plan->students[i].first_name, "Student %d", i);
    }
    plan->student_count = STUDENTS;
    STR_COPY(plan->skills[0].code, "K0");
    plan->skills[0].rule = (struct mastery_rule){.right = 2, .last = 3, .days = 1};
    plan->skill_count = 1;
    bool ok = classroom_take_plan(classroom, plan, "v1");
    assert(ok);
    return classroom;
}

/* Whatever is taken can be brought up to date, kept again, to the letter, and formed anew. */
static void use(struct grouping_desk *desk, struct grouping_desk *again,
    const struct classroom *classroom, struct arena *arena, void *memory)
{
    struct error error = {0};
    const char *out, *second;
    const struct grouping_desk_change anew = {DESK_FORM, -1, 0};
    bool ok = grouping_desk_update(desk, classroom, DAY, &error) &&
              desk_encode(desk, classroom, arena, &out, &error);
    assert(ok);
    grouping_desk_init(again, memory, grouping_memory_size());
    ok = desk_decode(again, classroom, out, strlen(out), &error) &&
         desk_encode(again, classroom, arena, &second, &error);
    assert(ok);
    assert(strcmp(out, second) == 0);
    ok = grouping_desk_change(desk, classroom, &anew, &error);
    assert(ok);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct classroom *classroom;
    static struct grouping_desk *desk, *again;
    static void *memory;
    struct error error = {0};
    if (arena.base == NULL) {
        bool opened = arena_open(&arena, (size_t)256 << 20, &error);
        assert(opened);
        classroom = make_class(&arena);
        desk = arena_new(&arena, struct grouping_desk);
        again = arena_new(&arena, struct grouping_desk);
        memory = arena_alloc(&arena, grouping_memory_size());
        assert(desk != NULL && again != NULL && memory != NULL);
    }
    size_t mark = arena_mark(&arena);
    grouping_desk_init(desk, memory, grouping_memory_size());
    desk->steps = 20000;
    if (desk_decode(desk, classroom, (const char *)data, size, &error))
        use(desk, again, classroom, &arena, memory);
    arena_release(&arena, mark);
    return 0;
}
