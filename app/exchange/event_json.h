/* Event bodies and drafts as JSON (waystation(1), "Events").
 *
 * Keys are stable. Numbers are locale independent. Decoding is tolerant of unknown keys and strict
 * about types; texts are cleaned (base/utf8.h) and cut to the model's sizes. */
#pragma once

#include "base/arena.h"
#include "model/action.h"
#include "model/event.h"

enum { EVENT_JSON_MAX = 256 * 1024 }; /* bytes of one body */

/* The body as compact JSON in the arena, terminated. ERR_MEMORY, ERR_FULL. */
MUST_CHECK bool event_body_encode(
    const struct event *event, struct arena *arena, const char **out, struct error *error);
/* Fills event->body from JSON by event->kind. ERR_BAD_INPUT; then the event is to be treated as
 * EVENT_UNKNOWN. ERR_MEMORY says nothing about the event: try again, never set it aside. */
MUST_CHECK bool event_body_decode(
    struct event *event, const char *json, size_t length, struct error *error);

/* Calls `each` for every text of a body that a child wrote freely, and puts what it gives in its
 * place: reasons of goals, responses, reflections, profiles. `item` is whose response it is, else
 * "". *out is the new body, in the arena, or the old one if nothing changed. ERR_BAD_INPUT,
 * ERR_MEMORY, or what `each` set. */
typedef bool (*event_word)(void *with, const char *item, const char *text, struct arena *arena,
    const char **out, struct error *error);
MUST_CHECK bool event_body_map(enum event_kind kind, const char *json, event_word each, void *with,
    struct arena *arena, const char **out, struct error *error);

extern const char *const draft_kind_names[DRAFT_KIND_COUNT]; /* "none", "ticket", … */
MUST_CHECK bool draft_encode(
    const struct draft *draft, struct arena *arena, const char **out, struct error *error);
MUST_CHECK bool draft_decode(
    struct draft *out, const char *json, size_t length, struct error *error);
