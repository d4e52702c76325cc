#include "exchange/rotation_json.h"

#include "base/date.h"
#include <jansson.h>

/* The document itself is a json_t; the name keeps jansson out of the header. */
static json_t *value_of(const struct rotation_json *document)
{
    return (json_t *)(uintptr_t)document;
}

struct rotation_json *rotation_json_open(bool possible, int32_t day, int rounds)
{
    char date[DATE_TEXT_SIZE];
    date_format(day, date);
    return (struct rotation_json *)(void *)json_pack("{s:b, s:s, s:i, s:[], s:{}, s:[]}",
        "possible", possible, "date", date, "rounds", rounds, "units", "given_up", "why");
}

bool rotation_json_add_unit(struct rotation_json *document, const char *id, bool is_student)
{
    json_t *unit = json_pack("{s:s, s:s, s:[], s:[]}", "id", id, "kind",
        is_student ? "student" : "group", "students", "stations");
    return unit != NULL &&
           json_array_append_new(json_object_get(value_of(document), "units"), unit) == 0;
}

static bool add_to_last(struct rotation_json *document, const char *key, json_t *value)
{
    json_t *units = json_object_get(value_of(document), "units");
    json_t *unit = json_array_get(units, json_array_size(units) - 1);
    return json_array_append_new(json_object_get(unit, key), value) == 0;
}

bool rotation_json_add_student(struct rotation_json *document, const char *id)
{
    return add_to_last(document, "students", json_string(id));
}

bool rotation_json_add_station(struct rotation_json *document, const char *id)
{
    return add_to_last(document, "stations", id == NULL ? json_null() : json_string(id));
}

bool rotation_json_add_loss(struct rotation_json *document, const char *kind, int count)
{
    json_t *losses = json_object_get(value_of(document), "given_up");
    return json_object_set_new(losses, kind, json_integer(count)) == 0;
}

bool rotation_json_add_why(struct rotation_json *document, const char *sentence)
{
    json_t *why = json_object_get(value_of(document), "why");
    return json_array_append_new(why, json_string(sentence)) == 0;
}

bool rotation_json_write(const struct rotation_json *document, bool proven, FILE *file)
{
    json_t *value = value_of(document);
    return json_object_set_new(value, "proven", json_boolean(proven)) == 0 &&
           json_dumpf(value, file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;
}

void rotation_json_close(struct rotation_json *document)
{
    json_decref(value_of(document));
}
