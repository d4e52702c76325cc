#define _DEFAULT_SOURCE
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum {
    KEEP_BYTES = 1024 * 1024,
    LARGE_BYTES = 512 * 1024,
    PAGE_BYTES = 64 * 1024, /* at least any system's page */
};

bool arena_open(struct arena *arena, size_t capacity, struct error *error)
{
    void *base = mmap(
        NULL, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return error_set(
            error, ERR_MEMORY, "the system has no %zu bytes of memory to give", capacity);
    *arena = (struct arena){.base = base, .capacity = capacity};
    return true;
}

void arena_close(struct arena *arena)
{
    if (arena->base != NULL)
        munmap(arena->base, arena->capacity);
    *arena = (struct arena){0};
}

/* Zeroes what was used before. A large block goes back to the system, which does that: it is seldom
 * filled, and a page that nobody touches takes no memory. */
static void clear(struct arena *arena, size_t from, size_t to)
{
    if (to - from >= LARGE_BYTES) {
        size_t first = (from + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
        size_t last = to & ~(size_t)(PAGE_BYTES - 1);
        if (madvise(arena->base + first, last - first, MADV_DONTNEED) == 0) {
            memset(arena->base + last, 0, to - last);
            to = first;
        }
    }
    memset(arena->base + from, 0, to - from);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t start = (arena->used + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (start > arena->capacity || size > arena->capacity - start)
        return NULL;
    arena->used = start + size;
    if (start < arena->dirty)
        clear(arena, start, arena->used < arena->dirty ? arena->used : arena->dirty);
    if (arena->used > arena->dirty)
        arena->dirty = arena->used;
    return arena->base + start;
}

char *arena_copy_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

size_t arena_mark(const struct arena *arena)
{
    return arena->used;
}

void arena_release(struct arena *arena, size_t mark)
{
    assert(mark <= arena->used);
    arena->used = mark;
    /* A rare large use goes back to the system, which also clears it; small ones are kept warm. */
    size_t keep = (mark + KEEP_BYTES + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    if (arena->dirty > keep && arena->dirty - keep >= KEEP_BYTES &&
        madvise(arena->base + keep, arena->dirty - keep, MADV_DONTNEED) == 0)
        arena->dirty = keep;
}

void arena_reset(struct arena *arena)
{
    arena_release(arena, 0);
}
