/* Memory by lifetime. The program has three arenas: app, screen and frame.
 *
 * An arena reserves its whole capacity as address space at open and touches pages only as they are
 * used, so a generous capacity costs nothing. Memory handed out is zeroed. Nothing is freed one by
 * one: arena_reset() or arena_release() give back everything, or everything since a mark. */
#pragma once

#include "base/error.h"
#include <stddef.h>

struct arena {
    unsigned char *base;
    size_t capacity; /* bytes reserved */
    size_t used;     /* bytes handed out */
    size_t dirty;    /* bytes that may be non-zero: what arena_alloc has to clear again */
};

/* Reserves `capacity` bytes. ERR_MEMORY if the system refuses. */
MUST_CHECK bool arena_open(struct arena *arena, size_t capacity, struct error *error);
void arena_close(struct arena *arena); /* accepts an arena that was never opened (all zero) */

/* Zeroed memory aligned for any type, or NULL when the capacity is used up. */
void *arena_alloc(struct arena *arena, size_t size);
#define arena_new(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

/* A copy of a string of `length` bytes, terminated. NULL when full. */
char *arena_copy_text(struct arena *arena, const char *text, size_t length);

size_t arena_mark(const struct arena *arena);
void arena_release(struct arena *arena, size_t mark); /* gives back all since arena_mark() */
void arena_reset(struct arena *arena);
