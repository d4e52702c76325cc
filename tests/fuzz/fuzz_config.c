#include "exchange/config_file.h"
#include "fuzz.h"

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct error error = {0};
    struct problems problems;
    struct config config;
    if (arena.base == NULL && !arena_open(&arena, 64 * 1024 * 1024, &error))
        return 0;
    arena_reset(&arena);
    if (problems_open(&problems, &arena, &error))
        config_read("waystation.conf", (const char *)data, size, &arena, &config, &problems);
    return 0;
}
