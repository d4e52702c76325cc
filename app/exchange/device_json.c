#include "exchange/device_json.h"

#include "base/str.h"
#include "exchange/json.h"
#include <string.h>

struct field {
    const char *key;
    char *text;
    size_t size;
};
enum { ABOUT_FIELDS = 10, MISTAKE_FIELDS = 4 };

static void about_fields(struct device_about *about, struct field out[static ABOUT_FIELDS])
{
    const struct field fields[ABOUT_FIELDS] = {
        {"role", about->role, sizeof about->role},
        {"station", about->station, sizeof about->station},
        {"language", about->language, sizeof about->language},
        {"hostname", about->hostname, sizeof about->hostname},
        {"timezone", about->timezone, sizeof about->timezone},
        {"keyboard", about->keyboard, sizeof about->keyboard},
        {"display", about->display, sizeof about->display},
        {"version", about->version, sizeof about->version},
        {"serial", about->serial, sizeof about->serial},
        {"slot", about->slot, sizeof about->slot},
    };
    memcpy(out, fields, sizeof fields);
}

static void mistake_fields(struct device_mistake *mistake, struct field out[static MISTAKE_FIELDS])
{
    const struct field fields[MISTAKE_FIELDS] = {
        {"file", mistake->file, sizeof mistake->file},
        {"key", mistake->key, sizeof mistake->key},
        {"value", mistake->value, sizeof mistake->value},
        {"hint", mistake->hint, sizeof mistake->hint},
    };
    memcpy(out, fields, sizeof fields);
}

static void put_fields(json_t *object, const struct field *fields, int count)
{
    for (int i = 0; i < count; i++)
        json_put_text(object, fields[i].key, fields[i].text);
}

static void take_fields(struct json_source *source, const struct field *fields, int count)
{
    for (int i = 0; i < count; i++)
        json_take_text(source, fields[i].key, fields[i].text, fields[i].size);
}

static json_t *put_mistake(const struct device_mistake *mistake)
{
    struct device_mistake copy = *mistake;
    struct field fields[MISTAKE_FIELDS];
    char code[DEVICE_CODE_SIZE], said[ERROR_TEXT_SIZE];
    json_t *object = json_object();
    if (object == NULL)
        return NULL;
    device_mistake_code(mistake, code);
    device_mistake_sentence(mistake, said, sizeof said);
    json_put_text(object, "code", code);
    json_put_int(object, "line", mistake->line);
    mistake_fields(&copy, fields);
    put_fields(object, fields, MISTAKE_FIELDS);
    json_put_text(object, "what", said);
    json_put_text(object, "todo", "");
    return object;
}

bool device_json_write(const struct device_about *about, struct arena *arena, const char **out,
    size_t *size, struct error *error)
{
    struct device_about copy = *about;
    struct field fields[ABOUT_FIELDS];
    json_t *object = json_object(), *list = json_array();
    bool ok = object != NULL && list != NULL;
    about_fields(&copy, fields);
    if (ok)
        put_fields(object, fields, ABOUT_FIELDS);
    for (int i = 0; ok && i < about->mistake_count; i++)
        ok = json_array_append_new(list, put_mistake(&about->mistakes[i])) == 0;
    if (!ok || json_object_set(object, "problems", list) != 0) {
        json_decref(list);
        json_decref(object);
        return error_set(error, ERR_MEMORY, "no memory to say what this machine is");
    }
    json_decref(list);
    const char *text;
    if (!json_finish(object, arena, &text, error))
        return false;
    size_t length = strlen(text);
    char *line = arena_alloc(arena, length + 2);
    if (line == NULL)
        return error_set(error, ERR_MEMORY, "no memory to say what this machine is");
    str_format(line, length + 2, "%s\n", text);
    *out = line;
    *size = length + 1;
    return true;
}

static bool take_mistake(json_t *object, struct device_mistake *out)
{
    struct json_source source = {.object = object};
    struct field fields[MISTAKE_FIELDS];
    char code[DEVICE_CODE_SIZE] = "";
    int trouble = 0;
    if (!json_is_object(object))
        return false;
    json_take_text(&source, "code", code, sizeof code);
    json_take_int(&source, "line", &out->line);
    mistake_fields(out, fields);
    take_fields(&source, fields, MISTAKE_FIELDS);
    if (source.wrong_key != NULL || code[0] != 'D' ||
        !str_to_int(code + 1 + (code[1] == '0'), 1, DEVICE_TROUBLE_COUNT - 1, &trouble))
        return false;
    out->trouble = (enum device_trouble)trouble;
    return true;
}

bool device_json_read(const char *json, size_t size, struct device_about *out, struct error *error)
{
    struct field fields[ABOUT_FIELDS];
    *out = (struct device_about){0};
    struct json_source source = {.object = json_parse_object(json, size, error)};
    if (source.object == NULL)
        return false;
    about_fields(out, fields);
    take_fields(&source, fields, ABOUT_FIELDS);
    json_t *list = json_take_list(&source, "problems");
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(list) && i < DEVICE_MISTAKE_MAX; i++)
        ok = take_mistake(json_array_get(list, i), &out->mistakes[out->mistake_count++]);
    ok = json_close(&source, error) && ok;
    if (ok)
        return true;
    *out = (struct device_about){0};
    return error_set(error, ERR_BAD_INPUT, "this is not what the machine says of itself");
}
