#include "exchange/event_redact.h"

#include "base/str.h"
#include "exchange/json.h"
#include "model/event.h"
#include <string.h>

/* `keys` of the body and, where there is a `list` of objects, `list_keys` of those; `students`: the
 * key of each that holds a list of ids of students. A kind that is not here has none. */
struct rule {
    const char *keys, *list, *list_keys, *students;
};
static const struct rule rules[EVENT_KIND_COUNT] = {
    [EVENT_VISIT_STARTED] = {.keys = "station how"},
    [EVENT_VISIT_ENDED] = {.keys = "reason"},
    [EVENT_GOAL_CHOSEN] = {.keys = "skill"},
    [EVENT_GOAL_SET] = {.keys = "skill"},
    [EVENT_TICKET_SUBMITTED] = {.keys = "ticket",
        .list = "answers",
        .list_keys = "item skill right scored score unsure ms"},
    [EVENT_REFLECTION_SUBMITTED] = {.keys = "prompt feeling"},
    [EVENT_GROUPS_APPROVED] = {.keys = "date",
        .list = "groups",
        .list_keys = "skill first_station stations",
        .students = EVENT_STUDENTS},
    [EVENT_ROTATION_STARTED] = {.keys = "date rounds minutes at"},
    [EVENT_ROTATION_CHANGED] = {.keys = "date add_seconds skip_rounds paused at"},
    [EVENT_STUDENT_MOVED] = {.keys = "station round date"},
    [EVENT_PLAYLIST_SET] = {.keys = "date stations may"},
    [EVENT_GROUP_JOINED] = {.keys = "date"},
    [EVENT_MASTERY_SET] = {.keys = "skill level"},
    [EVENT_EVIDENCE_IMPORTED] = {.keys = "skill value taken_on"},
};

/* An id, a day, a word of ours: nothing with a space is. */
static bool is_plain(const json_t *value)
{
    const char *text = json_string_value(value);
    if (text == NULL)
        return json_is_number(value) || json_is_boolean(value);
    size_t length = strlen(text);
    if (length != json_string_length(value) || length >= ID_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
            return false;
    return true;
}

static json_t *copy_plain(json_t *value)
{
    if (!json_is_array(value))
        return is_plain(value) ? json_incref(value) : NULL;
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(value); i++)
        if (is_plain(json_array_get(value, i)))
            json_array_append(out, json_array_get(value, i));
    return out;
}

static void keep_keys(json_t *out, const json_t *object, const char *keys)
{
    const char *part;
    size_t length;
    while (str_next_part(&keys, ' ', &part, &length)) {
        char key[32];
        str_copy_length(key, sizeof key, part, length);
        json_t *value = json_object_get(object, key);
        json_t *copy = value == NULL ? NULL : copy_plain(value);
        if (copy != NULL)
            json_object_set_new(out, key, copy);
    }
}

struct names {
    event_pseudonym make;
    const void *with;
};

static void keep_students(
    json_t *out, const json_t *object, const char *key, const struct names *names)
{
    const json_t *ids = json_object_get(object, key);
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        char name[ID_SIZE];
        if (str_is_empty(id))
            continue;
        names->make(names->with, id, name);
        json_array_append_new(list, json_string(name));
    }
    json_object_set_new(out, key, list);
}

static void keep_list(
    json_t *out, const json_t *object, const struct rule *rule, const struct names *names)
{
    const json_t *entries = json_object_get(object, rule->list);
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(entries); i++) {
        json_t *entry = json_object();
        keep_keys(entry, json_array_get(entries, i), rule->list_keys);
        if (rule->students != NULL)
            keep_students(entry, json_array_get(entries, i), rule->students, names);
        json_array_append_new(list, entry);
    }
    json_object_set_new(out, rule->list, list);
}

bool event_redact(const char *kind, const char *body, event_pseudonym make, const void *with,
    struct arena *arena, const char **kind_out, const char **body_out, struct error *error)
{
    enum event_kind number = event_kind_find(kind);
    const struct rule *rule = &rules[number];
    const struct names names = {make, with};
    struct error problem = {0};
    *kind_out = event_kind_name(number);
    *body_out = "{}";
    json_t *object = rule->keys == NULL ? NULL : json_parse_object(body, strlen(body), &problem);
    if (object == NULL)
        return problem.code != ERR_MEMORY || error_set(error, problem.code, "%s", problem.text);
    json_t *out = json_object();
    keep_keys(out, object, rule->keys);
    if (rule->list != NULL)
        keep_list(out, object, rule, &names);
    bool ok = json_finish(out, arena, body_out, error);
    json_decref(object);
    return ok;
}
