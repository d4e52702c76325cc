#include "fuzz_folder.h"
#include "open_gap.h"

#include <assert.h>
#include <string.h>

static const char students[] = "id,first_name\nana,Ana\nben,Ben\n";
static const char skills[] = "code,goal\nA1,I can add\n";

/* One arena for all inputs: opening it anew costs more than reading a small file. */
static struct arena arena;

static void check_round_trip(const struct plan *plan, struct problems *problems)
{
    struct error error = {0};
    struct folder first, second;
    const char *a, *b;
    size_t a_size, b_size;
    bool written = class_folder_write(plan, &arena, &first, &error);
    assert(written);
    struct plan *again = arena_new(&arena, struct plan);
    assert(again != NULL);
    class_folder_read(&first, &arena, again, problems);
    assert(problems->errors == 0);
    bool ok = class_folder_write(again, &arena, &second, &error) &&
              folder_pack(&first, &arena, &a, &a_size, &error) &&
              folder_pack(&second, &arena, &b, &b_size, &error);
    assert(ok);
    assert(a_size == b_size && memcmp(a, b, a_size) == 0);
}

void fuzz_class_file(const char *name, const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct problems problems;
    if (size > 1 << 16)
        return;
    if (arena.base == NULL && !arena_open(&arena, (size_t)1 << 30, &error))
        return;
    arena_reset(&arena);
    struct plan *plan = arena_new(&arena, struct plan);
    if (plan == NULL || !problems_open(&problems, &arena, &error))
        return;
    struct folder_file files[] = {
        {.name = "students.csv", .bytes = students, .size = sizeof students - 1},
        {.name = "skills.csv", .bytes = skills, .size = sizeof skills - 1},
        {.name = name, .bytes = (const char *)data, .size = size},
    };
    bool replaces = strcmp(name, "students.csv") == 0;
    struct folder folder = {.files = files + (replaces ? 1 : 0), .count = replaces ? 2 : 3};
    class_folder_read(&folder, &arena, plan, &problems);
    for (int i = 0; i < problems.count; i++) {
        char line[1024];
        problem_format(&problems.list[i], line, sizeof line);
        assert(find_open_gap(&problems.list[i].told) == NULL);
    }
    if (problems.errors == 0)
        check_round_trip(plan, &problems);
}
