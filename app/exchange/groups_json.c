#include "exchange/groups_json.h"

#include "base/date.h"
#include "base/str.h"
#include "exchange/cells.h"
#include "exchange/json.h"
#include <math.h>
#include <string.h>

/* --- Writing ---------------------------------------------------------------------------------- */

static const char *const state_names[] = {[GROUPING_NOBODY] = "nobody",
    [GROUPING_READY] = "ready",
    [GROUPING_CONFLICT] = "conflict",
    [GROUPING_UNPROVEN] = "unproven",
    [GROUPING_BROKEN] = "broken"};
static const char *const source_names[] = {[GROUPING_RULE] = "rule",
    [GROUPING_LOCK] = "lock",
    [GROUPING_SIZES] = "sizes",
    [GROUPING_CAPACITY] = "capacity"};
static const char *const why_names[GROUPING_WHY_COUNT] = {[GROUPING_WHY_LOCKED] = "locked",
    [GROUPING_WHY_NEED] = "need",
    [GROUPING_WHY_WORD] = "teachers_word",
    [GROUPING_WHY_EXTEND] = "extend",
    [GROUPING_WHY_STRENGTH] = "strength",
    [GROUPING_WHY_SUPPORT] = "support",
    [GROUPING_WHY_BALANCE] = "balance",
    [GROUPING_WHY_CHOICE] = "choice",
    [GROUPING_WHY_PARTNERS] = "partners",
    [GROUPING_WHY_NO_EVIDENCE] = "no_evidence",
    [GROUPING_WHY_CHANCE] = "chance"};

static void put_skill(json_t *object, const struct plan *plan, int32_t skill)
{
    json_put_text(object, "skill", skill >= 0 ? plan->skills[skill].code : "");
}

static json_t *list_students(const struct plan *plan, const int32_t *students, int32_t count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_string(plan->students[students[i]].id));
    return list;
}

static json_t *write_demand(
    const struct groups_document *document, const struct grouping_demand *demand)
{
    const struct plan *plan = document->plan;
    json_t *object = json_object();
    json_put_text(object, "from", source_names[demand->source]);
    if (demand->source == GROUPING_CAPACITY)
        json_put_text(object, "station", plan->stations[demand->index].id);
    if (demand->source == GROUPING_LOCK) {
        const struct grouping_lock *lock = &document->options->locks[demand->index];
        json_object_set_new(object, "students", list_students(plan, &lock->student, 1));
        json_put_text(object, "group", lock->group);
    }
    if (demand->source == GROUPING_RULE) {
        const struct rule *rule = &plan->rules[demand->index];
        json_t *students = json_array();
        for (int i = 0; i < rule->student_count; i++)
            json_array_append_new(students, json_string(rule->students[i]));
        json_put_int(object, "number", demand->index + 1);
        json_put_text(object, "rule", rule_kind_names[rule->kind]);
        json_object_set_new(object, "students", students);
        json_put_text(object, "group", rule->group);
        json_put_text(object, "note", rule->note);
    }
    return object;
}

static json_t *write_demands(
    const struct groups_document *document, const struct grouping_demand *demands, int32_t count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, write_demand(document, &demands[i]));
    return list;
}

static json_t *write_stations(const struct event_group *group)
{
    json_t *list = json_array();
    for (int round = 0; round < group->station_count; round++)
        json_array_append_new(list, json_string(group->stations[round]));
    return list;
}

/* `approved` is NULL for a group of nobody. */
static json_t *write_group(const struct groups_document *document,
    const struct grouping_group *group, const struct event_group *approved)
{
    const struct plan *plan = document->plan;
    json_t *object = json_object();
    json_put_text(object, "name", group->name);
    json_put_text(object, "icon", group->icon);
    put_skill(object, plan, group->skill);
    json_put_bool(object, "extend", group->extend);
    json_put_text(object, "first_station",
        approved != NULL            ? approved->first_station
        : group->first_station >= 0 ? plan->stations[group->first_station].id
                                    : "");
    json_put_bool(object, "teacher_first", group->teacher_first);
    json_object_set_new(
        object, "students", list_students(plan, group->students, group->student_count));
    if (approved != NULL && approved->station_count > 0)
        json_object_set_new(object, "stations", write_stations(approved));
    return object;
}

static json_t *write_points(double points)
{
    return json_real(round(points * 1000) / 1000);
}

static json_t *write_price(
    const struct groups_document *document, const struct grouping_price *price)
{
    json_t *object = json_object();
    json_put_text(object, "group", document->result->groups[price->slot].name);
    json_put_text(object, "swap", price->swap >= 0 ? document->plan->students[price->swap].id : "");
    json_put_int(object, "broken", price->broken);
    if (price->broken > 0)
        json_object_set_new(object, "rule", write_demand(document, &price->first));
    json_object_set_new(object, "points", write_points(price->points));
    return object;
}

static json_t *write_reason(const struct groups_document *document, int32_t student)
{
    struct grouping_reason reason;
    const struct plan *plan = document->plan;
    json_t *object = json_object(), *prices = json_array();
    grouping_explain(document->grouping, &document->result->placement, student, &reason);
    json_put_text(object, "student", plan->students[student].id);
    json_put_text(object, "why", why_names[reason.why]);
    if (reason.why == GROUPING_WHY_LOCKED)
        json_object_set_new(object, "rule", write_demand(document, &reason.demand));
    put_skill(object, plan, reason.skill);
    json_put_int(object, "right", reason.right);
    json_put_int(object, "asked", reason.asked);
    if (reason.level != MASTERY_NONE)
        json_put_text(object, "level", mastery_level_names[reason.level]);
    json_put_int(object, "alike", reason.alike);
    json_put_int(object, "members", reason.members);
    json_object_set_new(object, "with", list_students(plan, reason.with, reason.with_count));
    json_object_set_new(object, "apart", list_students(plan, reason.apart, reason.apart_count));
    for (int i = 0; i < reason.price_count; i++)
        json_array_append_new(prices, write_price(document, &reason.prices[i]));
    json_object_set_new(object, "prices", prices);
    return object;
}

static void write_lists(const struct groups_document *document, json_t *object)
{
    const struct grouping_result *result = document->result;
    const struct plan *plan = document->plan;
    json_t *groups = json_array(), *absent = json_array(), *skills = json_array();
    json_t *reasons = json_array();
    struct grouping_verdict verdict;
    grouping_judge(document->grouping, &result->placement, &verdict);
    for (int k = 0; k < result->skill_count; k++)
        json_array_append_new(skills, json_string(plan->skills[result->skills[k]].code));
    for (int slot = 0, next = 0; slot < result->group_count; slot++) {
        const struct grouping_group *group = &result->groups[slot];
        bool is_approved = group->student_count > 0 && next < document->approval->group_count;
        json_array_append_new(groups,
            write_group(document, group, is_approved ? &document->approval->groups[next++] : NULL));
    }
    for (int i = 0; i < plan->student_count; i++) {
        if (document->options->absent[i])
            json_array_append_new(absent, json_string(plan->students[i].id));
        if (result->placement.slot[i] >= 0)
            json_array_append_new(reasons, write_reason(document, i));
    }
    json_object_set_new(object, "skills", skills);
    json_object_set_new(object, "groups", groups);
    json_put_bool(object, "whole_way", document->whole_way);
    json_put_bool(object, "fewer_groups", result->group_count < document->options->group_count);
    json_object_set_new(object, "absent", absent);
    json_object_set_new(
        object, "not_enough_evidence", list_students(plan, result->unknown, result->unknown_count));
    json_put_bool(object, "too_little_evidence", result->too_many_unknown);
    json_object_set_new(object, "conflict",
        write_demands(document, result->conflict.demands, result->conflict.count));
    json_object_set_new(
        object, "missed", write_demands(document, verdict.missed, verdict.missed_count));
    json_object_set_new(object, "reasons", reasons);
}

bool groups_json_write(const struct groups_document *document, FILE *file)
{
    const struct grouping_result *result = document->result;
    json_t *object = json_object();
    json_put_day(object, "day", document->day);
    json_put_text(object, "scheme", grouping_scheme_names[document->options->scheme]);
    json_put_int(object, "seed", (int64_t)document->options->seed);
    json_put_int(object, "days", document->options->days);
    json_put_text(object, "state", state_names[result->state]);
    json_object_set_new(object, "value", write_points(result->value));
    json_put_bool(object, "optimal", result->is_optimal);
    json_put_bool(object, "sizes_widened", result->sizes_widened);
    write_lists(document, object);
    bool ok =
        object != NULL && json_dumpf(object, file, JSON_INDENT(2)) == 0 && fputc('\n', file) != EOF;
    json_decref(object);
    return ok;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static bool read_ids(const json_t *list, const char *what, char (*out)[ID_SIZE], int32_t most,
    int32_t *count, struct error *error)
{
    size_t i;
    const json_t *entry;
    *count = 0;
    if (list != NULL && !json_is_array(list))
        return error_set(error, ERR_BAD_INPUT, "\"%s\" is not a list of ids", what);
    json_array_foreach(list, i, entry)
    {
        if (!json_is_string(entry) || strlen(json_string_value(entry)) >= ID_SIZE)
            return error_set(error, ERR_BAD_INPUT, "\"%s\" is not a list of ids", what);
        if (*count == most)
            return error_set(error, ERR_FULL, "\"%s\" lists more than %d", what, most);
        str_copy(out[(*count)++], ID_SIZE, json_string_value(entry));
    }
    return true;
}

/* Names come onto the wall: as those of the class folder, and whole. */
static bool read_name(const json_t *object, char out[static NAME_SIZE], struct error *error)
{
    const char *name = json_string_value(json_object_get(object, "name"));
    if (name == NULL)
        return error_set(error, ERR_BAD_INPUT, "\"name\" of a group is not as it should be");
    return text_tidy(out, NAME_SIZE, name, strlen(name), true, false) ||
           error_set(error, ERR_BAD_INPUT, "the name of a group is longer than %d bytes: \"%s…\"",
               NAME_SIZE - 1, out);
}

static bool read_group(
    json_t *object, struct event_group *out, bool *teacher_first, struct error *error)
{
    struct json_source source = {.object = object};
    *out = (struct event_group){0};
    *teacher_first = false;
    if (!json_is_object(object))
        return error_set(error, ERR_BAD_INPUT, "a group is not an object with name and students");
    json_take_text(&source, "skill", out->skill, sizeof out->skill);
    json_take_text(&source, "first_station", out->first_station, sizeof out->first_station);
    json_take_bool(&source, "teacher_first", teacher_first);
    if (source.wrong_key != NULL)
        return error_set(
            error, ERR_BAD_INPUT, "\"%s\" of a group is not as it should be", source.wrong_key);
    return read_name(object, out->name, error) &&
           read_ids(json_object_get(object, "students"), "students", out->students,
               RULE_STUDENT_MAX, &out->student_count, error) &&
           read_ids(json_object_get(object, "stations"), "stations", out->stations, ROUND_MAX,
               &out->station_count, error);
}

static bool read_groups(const json_t *list, struct groups_file *file, struct error *error)
{
    struct groups_approval *out = &file->approval;
    size_t i;
    json_t *entry;
    if (!json_is_array(list))
        return error_set(error, ERR_BAD_INPUT, "there is no list \"groups\"");
    json_array_foreach(list, i, entry)
    {
        if (out->group_count == GROUP_MAX)
            return error_set(error, ERR_FULL, "there are more than %d groups", GROUP_MAX);
        struct event_group *group = &out->groups[out->group_count];
        if (!read_group(entry, group, &file->teacher_first[out->group_count], error))
            return false;
        out->group_count += group->student_count > 0;
    }
    return true;
}

bool groups_json_read(FILE *file, struct groups_file *out, struct error *error)
{
    json_error_t where;
    json_t *object = json_loadf(file, JSON_REJECT_DUPLICATES, &where);
    struct json_source source = {.object = object};
    bool ok = false;
    memset(out, 0, sizeof *out);
    if (ferror(file) != 0) {
        error_set(error, ERR_IO, "the groups cannot be read");
        goto out;
    }
    if (object == NULL) {
        error_set(error, ERR_BAD_INPUT,
            "this is not a document of `waystation groups form --json`: no JSON in line %d",
            where.line);
        goto out;
    }
    if (!json_is_object(object)) {
        error_set(
            error, ERR_BAD_INPUT, "this is not a document of `waystation groups form --json`");
        goto out;
    }
    json_take_text(&source, "scheme", out->approval.scheme, sizeof out->approval.scheme);
    json_take_day(&source, "day", &out->approval.day);
    if (source.wrong_key != NULL) {
        error_set(error, ERR_BAD_INPUT, "\"%s\" is not as it should be", source.wrong_key);
        goto out;
    }
    ok = read_groups(json_object_get(object, "groups"), out, error) &&
         read_ids(json_object_get(object, "absent"), "absent", out->absent, STUDENT_MAX,
             &out->absent_count, error);
out:
    json_decref(object);
    return ok;
}
