/* The words of children in a body: found, and replaced by what the caller makes of them. */
#include "base/str.h"
#include "exchange/event_json.h"
#include "exchange/json.h"
#include <string.h>

struct map {
    event_word each;
    void *with;
    struct arena *arena;
    bool changed;
};

static bool map_text(
    struct map *map, json_t *object, const char *key, const char *item, struct error *error)
{
    const char *text = json_string_value(json_object_get(object, key)), *other = text;
    if (str_is_empty(text))
        return true;
    if (!map->each(map->with, item, text, map->arena, &other, error))
        return false;
    if (other == text)
        return true;
    map->changed = true;
    return json_object_set_new(object, key, json_string(other)) == 0 ||
           error_set(error, ERR_MEMORY, "no memory for the words of an event");
}

static bool map_answers(struct map *map, json_t *body, struct error *error)
{
    json_t *list = json_object_get(body, "answers"), *answer;
    size_t i;
    json_array_foreach(list, i, answer)
    {
        const char *item = json_string_value(json_object_get(answer, "item"));
        if (!map_text(map, answer, "response", item != NULL ? item : "", error))
            return false;
    }
    return true;
}

static bool map_body(struct map *map, enum event_kind kind, json_t *body, struct error *error)
{
    switch (kind) {
    case EVENT_GOAL_CHOSEN: return map_text(map, body, "reason", "", error);
    case EVENT_TICKET_SUBMITTED: return map_answers(map, body, error);
    case EVENT_REFLECTION_SUBMITTED: return map_text(map, body, "text", "", error);
    case EVENT_PROFILE_CHANGED: return map_text(map, body, "value", "", error);
    default: return true;
    }
}

bool event_body_map(enum event_kind kind, const char *json, event_word each, void *with,
    struct arena *arena, const char **out, struct error *error)
{
    struct map map = {.each = each, .with = with, .arena = arena};
    *out = json;
    json_t *body = json_parse_object(json, strlen(json), error);
    if (body == NULL)
        return false;
    if (!map_body(&map, kind, body, error)) {
        json_decref(body);
        return false;
    }
    if (map.changed)
        return json_finish(body, arena, out, error);
    json_decref(body);
    return true;
}
