/* The log as lines of JSON (exchange/event_file.h), all of it: from the store to wherever, and from
 * a file's bytes to rows that the store takes. */
#pragma once

#include "base/arena.h"
#include "store/store.h"

/* Takes a line without its newline. False stops; then *error is the taker's, if it set it. */
typedef bool (*event_lines_put)(void *to, const char *line, struct error *error);

/* Every event, oldest first, but the first `skip`. *count: with those left out. */
MUST_CHECK bool event_lines_write(struct store *store, int64_t skip, event_lines_put put, void *to,
    int64_t *count, struct error *error);

struct event_lines {
    struct store_event *events;
    int *numbers; /* the line of each, from 1 */
    int count;
};
/* Every line, or none: ERR_BAD_INPUT names the first that is wrong as `name`:LINE. Blank lines
 * pass. Rows and texts are in the arena. */
MUST_CHECK bool event_lines_read(const char *bytes, size_t size, const char *name,
    struct arena *arena, struct event_lines *out, struct error *error);
/* ERR_BAD_INPUT names the first line about another class than `class_id`: its students of the same
 * id would become ours. A line about none (before a class was there) may pass. */
MUST_CHECK bool event_lines_are_of(
    const struct event_lines *lines, const char *class_id, const char *name, struct error *error);
