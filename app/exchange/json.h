/* Small helpers over jansson: strict about types, tolerant of what is missing. Internal. */
#pragma once

#include "base/arena.h"
#include "model/stamp.h"
#include <jansson.h>

/* What a decoder reads from, and whether something had the wrong type. The first wrong key wins. */
struct json_source {
    json_t *object;
    const char *wrong_key; /* NULL while all is well */
};

/* A missing key or null leaves *out as it is; another type sets wrong_key. */
void json_take_text(struct json_source *source, const char *key, char *out, size_t size);
void json_take_lines(struct json_source *source, const char *key, char *out, size_t size);
void json_take_int(struct json_source *source, const char *key, int32_t *out);
void json_take_int64(struct json_source *source, const char *key, int64_t *out);
void json_take_bool(struct json_source *source, const char *key, bool *out);
/* A number stored in thousandths. */
void json_take_thousandths(struct json_source *source, const char *key, int32_t *out);
void json_take_day(struct json_source *source, const char *key, int32_t *out);
void json_take_time(struct json_source *source, const char *key, int64_t *out);
/* One of the names; an unknown one sets wrong_key. */
void json_take_name(
    struct json_source *source, const char *key, const char *const *names, int count, int *out);
/* Hex digits; other lengths set wrong_key. */
void json_take_bytes(struct json_source *source, const char *key, uint8_t *out, size_t size);
/* The list under a key, or NULL. */
json_t *json_take_list(struct json_source *source, const char *key);

void json_put_text(json_t *object, const char *key, const char *text);
void json_put_int(json_t *object, const char *key, int64_t number);
void json_put_bool(json_t *object, const char *key, bool value);
void json_put_thousandths(json_t *object, const char *key, int32_t value);
void json_put_day(json_t *object, const char *key, int32_t day);
void json_put_time(json_t *object, const char *key, int64_t at_ms);
void json_put_bytes(json_t *object, const char *key, const uint8_t *bytes, size_t size);

/* Compact text in the arena; takes the object. ERR_MEMORY, ERR_FULL beyond EVENT_JSON_MAX. */
MUST_CHECK bool json_finish(
    json_t *object, struct arena *arena, const char **out, struct error *error);
/* One object from text. NULL with ERR_BAD_INPUT. */
json_t *json_parse_object(const char *json, size_t length, struct error *error);
/* False with ERR_BAD_INPUT if a key was wrong; frees the object. */
MUST_CHECK bool json_close(struct json_source *source, struct error *error);
