/* Lines of the log as `waystation events` prints, saves and loads them: one JSON object each.
 *
 * {"log","seq","station","at","trusted","class","student","kind","version","body","order","mono",
 * "offset"}
 * The first ten are waystation(1), "Events"; order (what events are put in order by, in
 * milliseconds), mono (milliseconds since boot) and offset (seconds
 * east of UTC) make a line complete, so that loading what was saved changes nothing. The body of an
 * event whose student was erased is null. Unknown kinds and keys in bodies pass through. */
#pragma once

#include "base/arena.h"
#include "model/stamp.h"
#include <stdint.h>

struct event_file_line {
    struct stamp stamp;
    int64_t wall_ms;
    int64_t mono_ms;
    int32_t offset_s;
    bool trusted;
    const char *station, *class_id, *student, *kind;
    int32_t version;
    const char *body; /* compact JSON; NULL: erased */
};

/* The line without newline, in the arena. ERR_CORRUPT if the body is no JSON, ERR_MEMORY. */
MUST_CHECK bool event_file_write(
    const struct event_file_line *line, struct arena *arena, const char **out, struct error *error);

/* Reads a line of `length` bytes; texts are in the arena. Strict about what it must know (types,
 * sizes, times), tolerant of more keys; order, mono and offset may be missing. ERR_BAD_INPUT says
 * what is wrong, ERR_MEMORY. */
MUST_CHECK bool event_file_read(const char *text, size_t length, struct arena *arena,
    struct event_file_line *out, struct error *error);
