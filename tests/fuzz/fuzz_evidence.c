#include "exchange/evidence_table.h"
#include "fuzz.h"
#include "open_gap.h"

#include "base/arena.h"
#include "base/str.h"
#include <assert.h>

enum { TODAY = 20710 };

/* One class for all runs: reading does not change it. */
static struct classroom *make_class(struct arena *arena)
{
    struct classroom *classroom = arena_new(arena, struct classroom);
    struct plan *plan = arena_new(arena, struct plan);
    assert(classroom != NULL && plan != NULL);
    classroom_init(classroom);
    plan_init(plan);
    plan->student_count = 2;
    STR_COPY(plan->students[0].id, "ana");
    STR_COPY(plan->students[0].first_name, "Ana");
    STR_COPY(plan->students[0].last_name, "Ruiz");
    STR_COPY(plan->students[1].id, "ben");
    STR_COPY(plan->students[1].first_name, "Ben");
    plan->skill_count = 1;
    STR_COPY(plan->skills[0].code, "F1");
    plan->skills[0].rule = (struct mastery_rule){.right = 2, .last = 3, .days = 1};
    bool ok = classroom_take_plan(classroom, plan, "v1");
    assert(ok);
    return classroom;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena kept, arena;
    static struct classroom *classroom;
    struct error error = {0};
    struct problems problems;
    struct evidence_table table;
    if (kept.base == NULL && (!arena_open(&kept, (size_t)256 << 20, &error) ||
                                 !arena_open(&arena, (size_t)256 << 20, &error)))
        return 0;
    if (classroom == NULL)
        classroom = make_class(&kept);
    arena_reset(&arena);
    if (!problems_open(&problems, &arena, &error))
        return 0;
    evidence_table_read(
        "results.csv", (const char *)data, size, classroom, TODAY, &arena, &problems, &table);
    assert(table.count <= EVIDENCE_ROW_MAX);
    for (int i = 0; i < problems.count; i++)
        assert(find_open_gap(&problems.list[i].told) == NULL);
    for (int i = 0; problems.errors == 0 && i < table.count; i++) {
        /* What came out is taken. */
        static struct event event;
        struct action action = {
            .kind = ACTION_IMPORT_EVIDENCE, .student = table.rows[i].student, .text = "fuzz"};
        struct moment now = {.wall_ms = (int64_t)TODAY * 86400000, .trusted = true};
        STR_COPY(action.skill, table.rows[i].skill);
        action.result.value = table.rows[i].value;
        action.result.day = table.rows[i].day;
        bool ok = classroom_decide(classroom, &action, &now, &event, &error);
        assert(ok);
        evidence_table_know(&table, classroom, "fuzz", &event, &problems);
    }
    return 0;
}
