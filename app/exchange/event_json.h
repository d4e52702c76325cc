/* Event bodies and drafts as JSON, and the line of `waystation events --json` (FORMATS.md,
 * "Events").
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
 * EVENT_UNKNOWN. */
MUST_CHECK bool event_body_decode(
    struct event *event, const char *json, size_t length, struct error *error);

MUST_CHECK bool draft_encode(
    const struct draft *draft, struct arena *arena, const char **out, struct error *error);
MUST_CHECK bool draft_decode(
    struct draft *out, const char *json, size_t length, struct error *error);

/* One event as a line of JSON without newline: {"log","seq","station","at","trusted","class",
 * "student","kind","version","body"}. kind and body as stored, so unknown kinds pass through. */
struct event_line {
    const uint8_t *log; /* LOG_ID_SIZE bytes */
    int64_t seq;
    const char *station;
    int64_t at_ms;
    bool trusted;
    const char *class_id;
    const char *student;
    const char *kind;
    int32_t version;
    const char *body; /* JSON */
};
MUST_CHECK bool event_line_write(
    const struct event_line *line, struct arena *arena, const char **out, struct error *error);
