#include "exchange/told_json.h"

#include "base/str.h"
#include "exchange/json.h"

static void take_addresses(struct json_source *source, struct told *out)
{
    json_t *list = json_take_list(source, "addresses");
    for (size_t i = 0; i < json_array_size(list) && out->address_count < TOLD_ADDRESS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text != NULL && STR_COPY(out->addresses[out->address_count], text))
            out->address_count++;
    }
}

/* {"version":…, "file":…}, null or missing. */
static bool take_update(struct json_source *source, struct told *out)
{
    json_t *update = json_object_get(source->object, "update");
    if (update == NULL || json_is_null(update))
        return true;
    if (!json_is_object(update))
        return false;
    struct json_source inner = {.object = update};
    json_take_text(&inner, "version", out->update_version, sizeof out->update_version);
    json_take_text(&inner, "file", out->update_file, sizeof out->update_file);
    out->has_update = out->update_version[0] != '\0';
    return inner.wrong_key == NULL;
}

static void take_look(struct json_source *source, struct told *out)
{
    const struct {
        const char *key;
        char *out;
        size_t size;
    } texts[] = {
        {"version", out->version, sizeof out->version},
        {"slot", out->slot, sizeof out->slot},
        {"installed", out->installed, sizeof out->installed},
        {"hostname", out->hostname, sizeof out->hostname},
        {"serial", out->serial, sizeof out->serial},
        {"server", out->server, sizeof out->server},
        {"wifi_ssid", out->wifi_ssid, sizeof out->wifi_ssid},
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        json_take_text(source, texts[i].key, texts[i].out, texts[i].size);
    json_take_bool(source, "stick", &out->stick);
    json_take_bool(source, "wifi", &out->has_wifi);
    take_addresses(source, out);
}

bool told_read(const char *json, size_t length, struct told *out, struct error *error)
{
    static const char *const states[] = {
        [TOLD_WORKING] = "working", [TOLD_DONE] = "done", [TOLD_FAILED] = "failed"};
    struct told told = {.state = -1};
    *out = (struct told){0};
    struct json_source source = {.object = json_parse_object(json, length, error)};
    if (source.object == NULL)
        return false;
    json_take_text(&source, "task", told.task, sizeof told.task);
    json_take_text(&source, "id", told.id, sizeof told.id);
    json_take_name(&source, "state", states, COUNT_OF(states), &told.state);
    json_take_int(&source, "percent", &told.percent);
    json_take_text(&source, "code", told.code, sizeof told.code);
    json_take_text(&source, "detail", told.detail, sizeof told.detail);
    json_take_text(&source, "file", told.file, sizeof told.file);
    take_look(&source, &told);
    bool whole = take_update(&source, &told);
    if (!json_close(&source, error))
        return false;
    if (!whole || told.state < 0 || told.percent < 0 || told.percent > 100)
        return error_set(error, ERR_BAD_INPUT, "what the machine told is not what is agreed on");
    *out = told;
    return true;
}
