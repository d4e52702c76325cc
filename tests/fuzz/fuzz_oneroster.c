#include "exchange/oneroster.h"
#include "fuzz.h"
#include "open_gap.h"

#include "base/arena.h"
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct plan plan;
    struct error error = {0};
    struct problems problems;
    struct folder package, folder;
    struct roster_change change;
    if (arena.base == NULL && !arena_open(&arena, (size_t)256 << 20, &error))
        return 0;
    arena_reset(&arena);
    struct roster *roster = arena_new(&arena, struct roster);
    if (roster == NULL || !problems_open(&problems, &arena, &error) ||
        !oneroster_unpack("fuzz.zip", (const char *)data, size, &arena, &package, &problems))
        return 0;
    oneroster_read(&package, "class-4b", "", 20000, &arena, roster, &problems);
    for (int i = 0; i < problems.count; i++)
        assert(find_open_gap(&problems.list[i].told) == NULL);
    if (problems.errors > 0)
        return 0;
    plan_init(&plan);
    roster_update(&plan, roster, &change, &problems);
    /* What came out is a class that can be kept. */
    bool ok = class_folder_write(&plan, &arena, &folder, &error);
    assert(ok);
    return 0;
}
