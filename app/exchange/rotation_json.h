/* The document of `waystation rotation plan --json`.
 *
 * {"possible": true, "proven": true, "date", "rounds", "units": [{"id", "kind": "group" or
 * "student", "students": [ids], "stations": [id or null for a rest, by round]}], "given_up":
 * {"first", "once", "station", "teacher", "must"}, "why": [sentences]}. If `possible` is false, the
 * units are those of the nearest plan and given_up counts what it lacks. Keys are stable. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct rotation_json;

/* NULL: no memory. */
struct rotation_json *rotation_json_open(bool possible, int32_t day, int rounds);
bool rotation_json_add_unit(struct rotation_json *document, const char *id, bool is_student);
/* To the unit added last. A station of NULL is a rest. */
bool rotation_json_add_student(struct rotation_json *document, const char *id);
bool rotation_json_add_station(struct rotation_json *document, const char *id);
bool rotation_json_add_loss(struct rotation_json *document, const char *kind, int count);
bool rotation_json_add_why(struct rotation_json *document, const char *sentence);
/* False if something did not fit into memory or into the file. */
bool rotation_json_write(const struct rotation_json *document, bool proven, FILE *file);
void rotation_json_close(struct rotation_json *document); /* accepts NULL */
