#include "exchange/desk_json.h"

#include "base/str.h"
#include "exchange/json.h"
#include <string.h>

enum { DAYS_MAX = 100000, TURN_MAX = 1000000000 }; /* they are counted on from here */

/* --- Writing ---------------------------------------------------------------------------------- */

/* The students for whom is_in[] holds, of those in the slot; slot -1: of all. */
static void put_students(json_t *object, const char *key, const struct plan *plan,
    const bool *is_in, const int8_t *slots, int slot)
{
    json_t *list = json_array();
    for (int i = 0; i < plan->student_count; i++)
        if ((is_in == NULL || is_in[i]) && (slot < 0 || slots[i] == slot))
            json_array_append_new(list, json_string(plan->students[i].id));
    json_object_set_new(object, key, list);
}

static json_t *write_groups(const struct grouping_desk_scheme *scheme, const struct plan *plan)
{
    const struct grouping_naming *naming = grouping_desk_naming(scheme);
    const int8_t *slots = grouping_history_now(&scheme->history)->slot;
    json_t *list = json_array();
    for (int slot = 0; slot < naming->group_count; slot++) {
        json_t *group = json_object();
        json_put_text(group, "name", naming->names[slot]);
        json_put_bool(group, "locked", scheme->is_group_locked[slot]);
        put_students(group, "students", plan, NULL, slots, slot);
        put_students(group, "locked_students", plan, scheme->is_locked, slots, slot);
        put_students(group, "held", plan, scheme->is_held, slots, slot);
        json_array_append_new(list, group);
    }
    return list;
}

bool desk_encode(const struct grouping_desk *desk, const struct classroom *classroom,
    struct arena *arena, const char **out, struct error *error)
{
    const struct plan *plan = &classroom->plan;
    json_t *object = json_object(), *schemes = json_array();
    json_put_text(object, "scheme", grouping_scheme_names[desk->scheme]);
    json_put_day(object, "today", desk->today);
    put_students(object, "said", plan, desk->is_said, NULL, -1);
    put_students(object, "absent", plan, desk->absent, NULL, -1);
    for (int i = 0; i < GROUPING_SCHEME_COUNT; i++) {
        const struct grouping_desk_scheme *scheme = &desk->schemes[i];
        if (!scheme->is_formed)
            continue;
        json_t *entry = json_object();
        json_put_text(entry, "scheme", grouping_scheme_names[i]);
        json_put_int(entry, "days", scheme->days);
        json_put_text(entry, "skill", scheme->skill >= 0 ? plan->skills[scheme->skill].code : "");
        json_put_int(entry, "turn", scheme->turn);
        json_put_bool(entry, "teacher_first", scheme->teacher_first);
        json_object_set_new(entry, "groups", write_groups(scheme, plan));
        json_array_append_new(schemes, entry);
    }
    json_object_set_new(object, "schemes", schemes);
    return json_finish(object, arena, out, error);
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* Who of the class is named in the list. */
static void take_students(
    struct json_source *source, const char *key, const struct classroom *classroom, bool *is_in)
{
    size_t i;
    json_t *entry, *list = json_take_list(source, key);
    json_array_foreach(list, i, entry)
    {
        int student = json_is_string(entry)
                          ? classroom_find_student(classroom, json_string_value(entry))
                          : -1;
        if (student >= 0 && classroom->students[student].enrolled)
            is_in[student] = true;
    }
}

static bool take_group(json_t *object, int slot, const struct classroom *classroom,
    struct grouping_desk_scheme *scheme, struct grouping_placement *placement,
    struct grouping_naming *naming)
{
    struct json_source source = {.object = object};
    bool is_member[STUDENT_MAX] = {false};
    if (!json_is_object(object))
        return false;
    json_take_text(&source, "name", naming->names[slot], NAME_SIZE);
    json_take_bool(&source, "locked", &scheme->is_group_locked[slot]);
    take_students(&source, "students", classroom, is_member);
    take_students(&source, "locked_students", classroom, scheme->is_locked);
    take_students(&source, "held", classroom, scheme->is_held);
    for (int i = 0; i < STUDENT_MAX; i++)
        if (is_member[i])
            placement->slot[i] = (int8_t)slot;
    return source.wrong_key == NULL;
}

static bool take_scheme(
    json_t *object, const struct classroom *classroom, struct grouping_desk *desk)
{
    struct json_source source = {.object = object};
    struct grouping_placement placement;
    struct grouping_naming naming = {0};
    int which = 0;
    char skill[ID_SIZE] = "";
    if (!json_is_object(object))
        return false;
    json_take_name(&source, "scheme", grouping_scheme_names, GROUPING_SCHEME_COUNT, &which);
    if (source.wrong_key != NULL)
        return false;
    struct grouping_desk_scheme *scheme = &desk->schemes[which];
    json_take_int(&source, "days", &scheme->days);
    json_take_text(&source, "skill", skill, sizeof skill);
    json_take_int(&source, "turn", &scheme->turn);
    json_take_bool(&source, "teacher_first", &scheme->teacher_first);
    json_t *groups = json_take_list(&source, "groups");
    size_t count = json_array_size(groups);
    bool ok = source.wrong_key == NULL && count >= 1 && count <= GROUP_MAX && scheme->days >= 1 &&
              scheme->days <= DAYS_MAX && scheme->turn >= 0 && scheme->turn <= TURN_MAX;
    memset(placement.slot, -1, sizeof placement.slot);
    for (size_t k = 0; ok && k < count; k++)
        ok = take_group(json_array_get(groups, k), (int)k, classroom, scheme, &placement, &naming);
    if (!ok)
        return false;
    naming.group_count = (int32_t)count;
    scheme->skill = skill[0] != '\0' ? classroom_find_skill(classroom, skill) : -1;
    grouping_desk_restore(scheme, &placement, &naming);
    return true;
}

bool desk_decode(struct grouping_desk *desk, const struct classroom *classroom, const char *json,
    size_t length, struct error *error)
{
    struct json_source source = {.object = json_parse_object(json, length, error)};
    int scheme = GROUPING_TARGETED;
    if (source.object == NULL)
        return false;
    json_take_name(&source, "scheme", grouping_scheme_names, GROUPING_SCHEME_COUNT, &scheme);
    json_take_day(&source, "today", &desk->today);
    take_students(&source, "said", classroom, desk->is_said);
    take_students(&source, "absent", classroom, desk->absent);
    size_t i;
    json_t *entry, *schemes = json_take_list(&source, "schemes");
    json_array_foreach(schemes, i, entry)
    {
        if (source.wrong_key == NULL && !take_scheme(entry, classroom, desk))
            source.wrong_key = "schemes";
    }
    desk->scheme = (enum grouping_scheme)scheme;
    return json_close(&source, error);
}
