#define _DEFAULT_SOURCE
#include "way_search.h"

#include "base/arena.h"
#include <time.h>

static int64_t busy_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

void way_limit_restart(void *limit)
{
    struct way_limit *own = limit;
    own->end_ms = busy_ms() + own->limit_ms;
}

bool way_limit_is_over(void *limit)
{
    const struct way_limit *own = limit;
    return busy_ms() >= own->end_ms;
}

bool way_search(int32_t limit_ms, struct rotation_way *way, struct error *error)
{
    struct arena arena = {0};
    struct way_limit limit = {.limit_ms = limit_ms};
    struct rotation_work work = {.seed = 1,
        .stop = way_limit_is_over,
        .user = &limit,
        .size = rotation_plan_memory_size(&way->problem)};
    bool ok = arena_open(&arena, work.size + 4096, error);
    if (ok) {
        work.memory = arena_alloc(&arena, work.size);
        rotation_way_find(&work, way_limit_restart, way);
    }
    arena_close(&arena);
    return ok;
}
