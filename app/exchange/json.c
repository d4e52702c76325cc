#include "exchange/json.h"

#include "base/date.h"
#include "base/hex.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/event_json.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void set_wrong(struct json_source *source, const char *key)
{
    if (source->wrong_key == NULL)
        source->wrong_key = key;
}

static json_t *find(struct json_source *source, const char *key)
{
    json_t *value = json_object_get(source->object, key);
    return json_is_null(value) ? NULL : value;
}

static void take_text(
    struct json_source *source, const char *key, char *out, size_t size, bool lines)
{
    json_t *value = find(source, key);
    if (value == NULL)
        return;
    if (!json_is_string(value)) {
        set_wrong(source, key);
        return;
    }
    if (event_is_sealed(json_string_value(value))) {
        str_copy(out, size, EVENT_SEALED_WORDS);
        return;
    }
    utf8_clean(out, size, json_string_value(value), json_string_length(value));
    for (char *at = out; *at != '\0' && !lines; at++)
        if (*at == '\n')
            *at = ' ';
}

void json_take_text(struct json_source *source, const char *key, char *out, size_t size)
{
    take_text(source, key, out, size, false);
}

void json_take_lines(struct json_source *source, const char *key, char *out, size_t size)
{
    take_text(source, key, out, size, true);
}

void json_take_int64(struct json_source *source, const char *key, int64_t *out)
{
    json_t *value = find(source, key);
    if (value == NULL)
        return;
    if (json_is_integer(value))
        *out = json_integer_value(value);
    else
        set_wrong(source, key);
}

void json_take_int(struct json_source *source, const char *key, int32_t *out)
{
    int64_t number = *out;
    json_take_int64(source, key, &number);
    if (number < INT32_MIN || number > INT32_MAX)
        set_wrong(source, key);
    else
        *out = (int32_t)number;
}

void json_take_bool(struct json_source *source, const char *key, bool *out)
{
    json_t *value = find(source, key);
    if (value == NULL)
        return;
    if (json_is_boolean(value))
        *out = json_boolean_value(value);
    else
        set_wrong(source, key);
}

void json_take_thousandths(struct json_source *source, const char *key, int32_t *out)
{
    json_t *value = find(source, key);
    if (value == NULL)
        return;
    double number = json_is_number(value) ? json_number_value(value) : -1e9;
    if (!(number >= -1e6 && number <= 1e6)) {
        set_wrong(source, key);
        return;
    }
    *out = (int32_t)(number * 1000.0 + (number < 0 ? -0.5 : 0.5));
}

void json_take_day(struct json_source *source, const char *key, int32_t *out)
{
    char text[DATE_TEXT_SIZE + 1] = "";
    struct date date;
    if (find(source, key) == NULL)
        return;
    json_take_text(source, key, text, sizeof text);
    if (date_parse(text, &date))
        *out = date_to_day(date);
    else
        set_wrong(source, key);
}

void json_take_time(struct json_source *source, const char *key, int64_t *out)
{
    char text[48] = "";
    if (find(source, key) == NULL)
        return;
    json_take_text(source, key, text, sizeof text);
    if (!time_parse(text, 0, out))
        set_wrong(source, key);
}

void json_take_name(
    struct json_source *source, const char *key, const char *const *names, int count, int *out)
{
    char text[ID_SIZE] = "";
    if (find(source, key) == NULL)
        return;
    json_take_text(source, key, text, sizeof text);
    for (int i = 0; i < count; i++) {
        if (str_equal(names[i], text)) {
            *out = i;
            return;
        }
    }
    set_wrong(source, key);
}

void json_take_bytes(struct json_source *source, const char *key, uint8_t *out, size_t size)
{
    char text[96] = "";
    if (find(source, key) == NULL)
        return;
    json_take_text(source, key, text, sizeof text);
    if (strlen(text) != size * 2 || !hex_read(text, out, size))
        set_wrong(source, key);
}

json_t *json_take_list(struct json_source *source, const char *key)
{
    json_t *value = find(source, key);
    if (value != NULL && !json_is_array(value)) {
        set_wrong(source, key);
        return NULL;
    }
    return value;
}

/* Damaged bytes cannot come from our own buffers; should they, they do not stop the event. */
void json_put_text(json_t *object, const char *key, const char *text)
{
    json_t *value = json_string(text);
    if (value == NULL) {
        char clean[RESPONSE_SIZE];
        utf8_clean(clean, sizeof clean, text, strlen(text));
        value = json_string(clean);
    }
    json_object_set_new(object, key, value);
}

void json_put_int(json_t *object, const char *key, int64_t number)
{
    json_object_set_new(object, key, json_integer(number));
}

void json_put_bool(json_t *object, const char *key, bool value)
{
    json_object_set_new(object, key, json_boolean(value));
}

void json_put_thousandths(json_t *object, const char *key, int32_t value)
{
    if (value % 1000 == 0)
        json_put_int(object, key, value / 1000);
    else
        json_object_set_new(object, key, json_real(value / 1000.0));
}

void json_put_day(json_t *object, const char *key, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    date_format(day, text);
    json_put_text(object, key, text);
}

void json_put_time(json_t *object, const char *key, int64_t at_ms)
{
    char text[TIME_TEXT_SIZE];
    time_format(at_ms, text);
    json_put_text(object, key, text);
}

void json_put_bytes(json_t *object, const char *key, const uint8_t *bytes, size_t size)
{
    char text[96];
    hex_write(text, bytes, MIN(size, sizeof text / 2 - 1));
    json_put_text(object, key, text);
}

/* jansson writes numbers with the locale's decimal point exchanged for a dot. */
bool json_finish(json_t *object, struct arena *arena, const char **out, struct error *error)
{
    enum { FLAGS = JSON_COMPACT | JSON_REAL_PRECISION(12) };
    if (object == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory to write an event");
    size_t size = json_dumpb(object, NULL, 0, FLAGS);
    char *text = size <= EVENT_JSON_MAX ? arena_alloc(arena, size + 1) : NULL;
    bool ok = size > 0 && text != NULL && json_dumpb(object, text, size, FLAGS) == size;
    json_decref(object);
    if (size > EVENT_JSON_MAX)
        return error_set(error, ERR_FULL, "an event is larger than 256 KiB");
    if (!ok)
        return error_set(error, ERR_MEMORY, "there is no memory to write an event");
    *out = text;
    return true;
}

/* jansson reports a text it had no memory for as an invalid one, and an event set aside for that
 * would be lost to the class. So its allocations pass through here and are asked afterwards. */
static _Thread_local bool memory_ran_out;

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    memory_ran_out = memory_ran_out || memory == NULL;
    return memory;
}

json_t *json_parse_object(const char *json, size_t length, struct error *error)
{
    json_error_t where;
    json_set_alloc_funcs(allocate, free);
    memory_ran_out = false;
    json_t *object =
        length <= EVENT_JSON_MAX ? json_loadb(json, length, JSON_REJECT_DUPLICATES, &where) : NULL;
    if (json_is_object(object) && !memory_ran_out)
        return object;
    json_decref(object);
    if (memory_ran_out) { /* even if there is an object: it may lack something */
        error_set(error, ERR_MEMORY, "there is no memory to read an event");
        return NULL;
    }
    error_set(error, ERR_BAD_INPUT,
        length > EVENT_JSON_MAX ? "an event is larger than 256 KiB" : "an event is no JSON object");
    return NULL;
}

bool json_close(struct json_source *source, struct error *error)
{
    json_decref(source->object);
    source->object = NULL;
    if (source->wrong_key == NULL)
        return true;
    return error_set(
        error, ERR_BAD_INPUT, "the value of \"%s\" in an event is not usable", source->wrong_key);
}
