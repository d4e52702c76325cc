/* What of an event leaves its class for a school's or district's hub: waystation-hub(7) lists it.
 */
#pragma once

#include "base/arena.h"
#include "model/limits.h"

/* The name that stands for a student above. */
typedef void (*event_pseudonym)(const void *with, const char *student, char out[static ID_SIZE]);

/* Of each kind that is known only the keys that are known to hold no words and no names; ids of
 * students in them become what `make` says. Of anything else, and of what is no JSON, nothing:
 * "{}". *kind_out is "unknown" for a kind that this version does not know. The same event gives the
 * same bytes each time. In the arena. ERR_MEMORY. */
MUST_CHECK bool event_redact(const char *kind, const char *body, event_pseudonym make,
    const void *with, struct arena *arena, const char **kind_out, const char **body_out,
    struct error *error);
