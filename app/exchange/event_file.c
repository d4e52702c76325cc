#include "exchange/event_file.h"

#include "base/date.h"
#include "base/hex.h"
#include "base/str.h"
#include "exchange/event_json.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_TEXT_SIZE = 2 * LOG_ID_SIZE + 1 };

/* A body that was saved and loaded is the same to the byte, or the store would take it for another
 * event. We write numbers with 12 digits (json_finish()), which 17 would not give back (0.1 is
 * 0.10000000000000001); what others write may need all 17. */
enum { OUR_DIGITS = 12, ALL_DIGITS = 17 };

/* --- Writing
 * ------------------------------------------------------------------------------------ */

static bool is_short(json_t *value)
{
    char text[32];
    const char *key;
    size_t index;
    json_t *inner;
    bool fits = true;
    if (json_is_real(value)) {
        STR_FORMAT(text, "%.*g", OUR_DIGITS, json_real_value(value));
        /* Both numbers come through the same conversion, whatever the locale's point is. */
        fits = !(strtod(text, NULL) < json_real_value(value)) &&
               !(strtod(text, NULL) > json_real_value(value));
    }
    json_array_foreach(value, index, inner) fits = fits && is_short(inner);
    json_object_foreach(value, key, inner) fits = fits && is_short(inner);
    return fits;
}

static bool copy_dump(json_t *value, struct arena *arena, const char **out, struct error *error)
{
    size_t digits = is_short(value) ? OUR_DIGITS : ALL_DIGITS;
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(digits));
    *out = text != NULL ? arena_copy_text(arena, text, strlen(text)) : NULL;
    free(text);
    return *out != NULL || error_set(error, ERR_MEMORY, "no memory for an event");
}

bool event_file_write(
    const struct event_file_line *line, struct arena *arena, const char **out, struct error *error)
{
    char log[LOG_TEXT_SIZE], at[TIME_TEXT_SIZE];
    hex_write(log, line->stamp.log, LOG_ID_SIZE);
    time_format(line->wall_ms, at);
    json_t *body = line->body != NULL ? json_loads(line->body, 0, NULL) : json_null();
    if (body == NULL)
        return error_set(error, ERR_CORRUPT, "event %u of log %s is damaged: its body is no JSON",
            line->stamp.seq, log);
    json_t *object =
        json_pack("{s:s, s:I, s:s, s:s, s:b, s:s, s:s, s:s, s:i, s:o, s:I, s:I, s:i}", "log", log,
            "seq", (json_int_t)line->stamp.seq, "station", line->station, "at", at, "trusted",
            line->trusted, "class", line->class_id, "student", line->student, "kind", line->kind,
            "version", (int)line->version, "body", body, "order", (json_int_t)line->stamp.at_ms,
            "mono", (json_int_t)line->mono_ms, "offset", (int)line->offset_s);
    if (object == NULL)
        return error_set(error, ERR_CORRUPT, "event %u of log %s is damaged: a text is no UTF-8",
            line->stamp.seq, log);
    bool ok = copy_dump(object, arena, out, error);
    json_decref(object);
    return ok;
}

/* --- Reading
 * ------------------------------------------------------------------------------------ */

struct reader {
    const json_t *object;
    struct arena *arena;
    struct error *error;
};

static bool wrong(const struct reader *reader, const char *key, const char *wanted)
{
    return error_set(reader->error, ERR_BAD_INPUT, "\"%s\" is missing or not %s", key, wanted);
}

static bool read_text(const struct reader *reader, const char *key, const char **out)
{
    const json_t *value = json_object_get(reader->object, key);
    if (!json_is_string(value) || json_string_length(value) >= ID_SIZE)
        return wrong(reader, key, "a text of at most 63 bytes");
    *out = arena_copy_text(reader->arena, json_string_value(value), json_string_length(value));
    return *out != NULL || error_set(reader->error, ERR_MEMORY, "no memory for the events");
}

/* `optional`: a missing one leaves *out. */
static bool read_number(const struct reader *reader, const char *key, bool optional, int64_t low,
    int64_t high, int64_t *out)
{
    const json_t *value = json_object_get(reader->object, key);
    if (value == NULL && optional)
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < low ||
        json_integer_value(value) > high)
        return wrong(reader, key, "a whole number in its range");
    *out = json_integer_value(value);
    return true;
}

static bool read_log(const struct reader *reader, uint8_t out[static LOG_ID_SIZE])
{
    const json_t *value = json_object_get(reader->object, "log");
    return (json_is_string(value) && json_string_length(value) == 2 * LOG_ID_SIZE &&
               hex_read(json_string_value(value), out, LOG_ID_SIZE)) ||
           wrong(reader, "log", "32 hex digits");
}

static bool read_time(const struct reader *reader, int64_t *out)
{
    const json_t *value = json_object_get(reader->object, "at");
    return (json_is_string(value) && time_parse(json_string_value(value), 0, out)) ||
           wrong(reader, "at", "a time such as 2026-09-14T09:00:00.000Z");
}

static bool read_body(const struct reader *reader, const char **out)
{
    json_t *value = json_object_get(reader->object, "body");
    *out = NULL;
    if (json_is_null(value))
        return true;
    if (!json_is_object(value))
        return wrong(reader, "body", "an object");
    if (!copy_dump(value, reader->arena, out, reader->error))
        return false;
    return strlen(*out) <= EVENT_JSON_MAX || wrong(reader, "body", "of a size this program takes");
}

static bool read_line(const struct reader *reader, struct event_file_line *out)
{
    int64_t seq = 0, version = 0, order_ms = INT64_MIN, mono_ms = 0, offset_s = 0;
    const json_t *trusted = json_object_get(reader->object, "trusted");
    if (!read_log(reader, out->stamp.log) ||
        !read_number(reader, "seq", false, 1, UINT32_MAX, &seq) ||
        !read_text(reader, "station", &out->station) || !read_time(reader, &out->wall_ms) ||
        !read_text(reader, "class", &out->class_id) ||
        !read_text(reader, "student", &out->student) || !read_text(reader, "kind", &out->kind) ||
        !read_number(reader, "version", false, 0, INT32_MAX, &version) ||
        !read_body(reader, &out->body) ||
        !read_number(reader, "order", true, -INT64_MAX, INT64_MAX, &order_ms) ||
        !read_number(reader, "mono", true, 0, INT64_MAX, &mono_ms) ||
        !read_number(reader, "offset", true, -86400, 86400, &offset_s))
        return false;
    if (!json_is_boolean(trusted))
        return wrong(reader, "trusted", "true or false");
    if (out->kind[0] == '\0')
        return wrong(reader, "kind", "a name");
    out->stamp.seq = (uint32_t)seq;
    out->version = (int32_t)version;
    out->stamp.at_ms = order_ms != INT64_MIN ? order_ms : out->wall_ms;
    out->mono_ms = mono_ms;
    out->offset_s = (int32_t)offset_s;
    out->trusted = json_is_true(trusted);
    return true;
}

bool event_file_read(const char *text, size_t length, struct arena *arena,
    struct event_file_line *out, struct error *error)
{
    json_error_t problem;
    *out = (struct event_file_line){0};
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    if (object == NULL)
        return error_set(error, ERR_BAD_INPUT, "this is no JSON (%s)", problem.text);
    const struct reader reader = {object, arena, error};
    bool ok = json_is_object(object) ? read_line(&reader, out)
                                     : error_set(error, ERR_BAD_INPUT, "this is no JSON object");
    json_decref(object);
    return ok;
}
