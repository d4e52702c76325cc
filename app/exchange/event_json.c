#include "exchange/event_json.h"

#include "base/str.h"
#include "exchange/json.h"
#include "model/item.h"
#include <string.h>

/* --- Writing ---------------------------------------------------------------------------------- */

static void put_answers(json_t *body, const struct event *event)
{
    json_t *list = json_array();
    for (int i = 0; i < event->body.ticket_submitted.answer_count; i++) {
        const struct answer *answer = &event->body.ticket_submitted.answers[i];
        json_t *entry = json_object();
        json_put_text(entry, "item", answer->item);
        json_put_text(entry, "skill", answer->skill);
        json_put_text(entry, "response", answer->response);
        json_put_bool(entry, "right", answer->right);
        json_put_bool(entry, "scored", answer->scored);
        json_put_thousandths(entry, "score", answer->score);
        json_put_bool(entry, "unsure", answer->unsure);
        json_put_int(entry, "ms", answer->ms);
        json_array_append_new(list, entry);
    }
    json_object_set_new(body, "answers", list);
}

static void put_ids(json_t *object, const char *key, const char (*ids)[ID_SIZE], int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_string(ids[i]));
    json_object_set_new(object, key, list);
}

static void put_groups(json_t *body, const struct event *event)
{
    json_t *list = json_array();
    for (int g = 0; g < event->body.groups_approved.group_count; g++) {
        const struct event_group *group = &event->body.groups_approved.groups[g];
        json_t *entry = json_object();
        json_put_text(entry, "name", group->name);
        put_ids(
            entry, EVENT_STUDENTS, (const char(*)[ID_SIZE])group->students, group->student_count);
        json_put_text(entry, "skill", group->skill);
        json_put_text(entry, "first_station", group->first_station);
        if (group->station_count > 0)
            put_ids(
                entry, "stations", (const char(*)[ID_SIZE])group->stations, group->station_count);
        json_array_append_new(list, entry);
    }
    json_object_set_new(body, "groups", list);
}

static void put_rotation_changed(json_t *body, const struct event *event)
{
    json_put_day(body, "date", event->body.rotation_changed.day);
    json_put_int(body, "add_seconds", event->body.rotation_changed.add_seconds);
    json_put_int(body, "skip_rounds", event->body.rotation_changed.skip_rounds);
    if (event->body.rotation_changed.paused >= 0)
        json_put_bool(body, "paused", event->body.rotation_changed.paused != 0);
    json_put_time(body, "at", event->body.rotation_changed.at_ms);
}

/* may: the rounds, counted from 0, whose station is a may-do; without any it is left out. */
static void put_playlist(json_t *body, const struct playlist *playlist)
{
    json_t *may = playlist->may != 0 ? json_array() : NULL;
    for (int round = 0; round < playlist->station_count; round++)
        if (playlist->may & UINT32_C(1) << round)
            json_array_append_new(may, json_integer(round));
    json_put_day(body, "date", playlist->day);
    put_ids(body, "stations", (const char(*)[ID_SIZE])playlist->stations, playlist->station_count);
    if (may != NULL)
        json_object_set_new(body, "may", may);
}

static void put_class_body(json_t *body, const struct event *event)
{
    const union event_body *b = &event->body;
    switch (event->kind) {
    case EVENT_GROUPS_APPROVED:
        json_put_text(body, "scheme", b->groups_approved.scheme);
        json_put_day(body, "date", b->groups_approved.day);
        put_groups(body, event);
        break;
    case EVENT_ROTATION_STARTED:
        json_put_day(body, "date", b->rotation_started.day);
        json_put_int(body, "rounds", b->rotation_started.rounds);
        json_put_int(body, "minutes", b->rotation_started.minutes);
        json_put_time(body, "at", b->rotation_started.at_ms);
        break;
    case EVENT_ROTATION_CHANGED: put_rotation_changed(body, event); break;
    case EVENT_STUDENT_MOVED:
        json_put_text(body, "station", b->student_moved.station);
        json_put_int(body, "round", b->student_moved.round);
        json_put_day(body, "date", b->student_moved.day);
        break;
    case EVENT_PLAYLIST_SET: put_playlist(body, &b->playlist_set); break;
    case EVENT_GROUP_JOINED:
        json_put_text(body, "group", b->group_joined.group);
        json_put_day(body, "date", b->group_joined.day);
        break;
    case EVENT_MASTERY_SET:
        json_put_text(body, "skill", b->mastery_set.skill);
        json_put_text(body, "level", mastery_level_names[b->mastery_set.level]);
        json_put_text(body, "why", b->mastery_set.why);
        break;
    case EVENT_EVIDENCE_IMPORTED:
        json_put_text(body, "source", b->evidence_imported.source);
        json_put_text(body, "skill", b->evidence_imported.skill);
        json_put_thousandths(body, "value", b->evidence_imported.value);
        json_put_day(body, "taken_on", b->evidence_imported.taken_day);
        break;
    case EVENT_BADGE_ISSUED:
        json_put_bytes(body, "hash", b->badge_issued.hash, BADGE_HASH_SIZE);
        break;
    case EVENT_PLAN_PUBLISHED:
        json_put_text(body, "version", b->plan_published.version);
        json_put_text(body, "hash", b->plan_published.hash);
        break;
    default: break;
    }
}

static void put_body(json_t *body, const struct event *event)
{
    const union event_body *b = &event->body;
    switch (event->kind) {
    case EVENT_VISIT_STARTED:
        json_put_text(body, "station", b->visit_started.station);
        json_put_text(body, "how", check_in_how_names[b->visit_started.how]);
        break;
    case EVENT_VISIT_ENDED:
        json_put_text(body, "reason", visit_end_names[b->visit_ended.reason]);
        break;
    case EVENT_GOAL_CHOSEN:
        json_put_text(body, "skill", b->goal_chosen.skill);
        json_put_text(body, "reason", b->goal_chosen.reason);
        break;
    case EVENT_GOAL_SET:
        json_put_text(body, "skill", b->goal_set.skill);
        json_put_text(body, "note", b->goal_set.note);
        break;
    case EVENT_TICKET_SUBMITTED:
        json_put_text(body, "ticket", b->ticket_submitted.ticket);
        put_answers(body, event);
        break;
    case EVENT_REFLECTION_SUBMITTED:
        json_put_text(body, "prompt", b->reflection_submitted.prompt);
        json_put_int(body, "feeling", b->reflection_submitted.feeling);
        json_put_text(body, "text", b->reflection_submitted.text);
        json_put_text(body, "clip", b->reflection_submitted.clip);
        break;
    case EVENT_KUDOS_GIVEN:
        json_put_text(body, "text", b->kudos_given.text);
        json_put_text(body, "about", b->kudos_given.about);
        break;
    case EVENT_PROFILE_CHANGED:
        json_put_text(body, "field", profile_field_names[b->profile_changed.field]);
        json_put_text(body, "value", b->profile_changed.value);
        break;
    default: put_class_body(body, event); break;
    }
}

bool event_body_encode(
    const struct event *event, struct arena *arena, const char **out, struct error *error)
{
    json_t *body = json_object();
    put_body(body, event);
    return json_finish(body, arena, out, error);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void mark_wrong(struct json_source *source, const char *key)
{
    if (source->wrong_key == NULL)
        source->wrong_key = key;
}

/* The entries of a list must be objects, at most `most`. */
static int list_size(struct json_source *source, const char *key, json_t *list, int most)
{
    size_t size = json_array_size(list);
    if (size > (size_t)most)
        mark_wrong(source, key);
    for (size_t i = 0; i < size; i++)
        if (!json_is_object(json_array_get(list, i)))
            mark_wrong(source, key);
    return source->wrong_key == NULL ? (int)size : 0;
}

static void take_answers(struct json_source *source, struct event *event)
{
    json_t *list = json_take_list(source, "answers");
    int count = list_size(source, "answers", list, TICKET_ITEM_MAX);
    for (int i = 0; i < count; i++) {
        struct answer *answer = &event->body.ticket_submitted.answers[i];
        struct json_source entry = {.object = json_array_get(list, (size_t)i)};
        json_take_text(&entry, "item", answer->item, ID_SIZE);
        json_take_text(&entry, "skill", answer->skill, ID_SIZE);
        json_take_lines(&entry, "response", answer->response, RESPONSE_SIZE);
        json_take_bool(&entry, "right", &answer->right);
        json_take_thousandths(&entry, "score", &answer->score);
        json_take_bool(&entry, "unsure", &answer->unsure);
        answer->scored = !answer->unsure;
        json_take_bool(&entry, "scored", &answer->scored);
        json_take_int(&entry, "ms", &answer->ms);
        if (entry.wrong_key != NULL || answer->score < 0 || answer->score > SCORE_FULL)
            mark_wrong(source, "answers");
    }
    event->body.ticket_submitted.answer_count = count;
}

/* A list of ids; a missing one is empty. */
static void take_ids(
    struct json_source *source, const char *key, char (*out)[ID_SIZE], int most, int32_t *count)
{
    json_t *list = json_take_list(source, key);
    size_t size = json_array_size(list);
    if (size > (size_t)most)
        mark_wrong(source, key);
    for (size_t i = 0; i < size && source->wrong_key == NULL; i++) {
        const char *id = json_string_value(json_array_get(list, i));
        if (id == NULL || !str_copy(out[i], ID_SIZE, id))
            mark_wrong(source, key);
        else
            (*count)++;
    }
}

static void take_group(struct json_source *source, json_t *object, struct event_group *group)
{
    struct json_source entry = {.object = object};
    json_take_text(&entry, "name", group->name, NAME_SIZE);
    json_take_text(&entry, "skill", group->skill, ID_SIZE);
    json_take_text(&entry, "first_station", group->first_station, ID_SIZE);
    take_ids(&entry, EVENT_STUDENTS, group->students, RULE_STUDENT_MAX, &group->student_count);
    take_ids(&entry, "stations", group->stations, ROUND_MAX, &group->station_count);
    if (entry.wrong_key != NULL)
        mark_wrong(source, "groups");
}

static void take_groups(struct json_source *source, struct event *event)
{
    json_t *list = json_take_list(source, "groups");
    int count = list_size(source, "groups", list, GROUP_MAX);
    for (int g = 0; g < count; g++)
        take_group(source, json_array_get(list, (size_t)g), &event->body.groups_approved.groups[g]);
    event->body.groups_approved.group_count = count;
}

static void take_rotation_changed(struct json_source *source, struct event *event)
{
    bool paused = false;
    json_take_day(source, "date", &event->body.rotation_changed.day);
    json_take_int(source, "add_seconds", &event->body.rotation_changed.add_seconds);
    json_take_int(source, "skip_rounds", &event->body.rotation_changed.skip_rounds);
    json_take_bool(source, "paused", &paused);
    json_t *value = json_object_get(source->object, "paused");
    event->body.rotation_changed.paused = value == NULL || json_is_null(value) ? -1 : paused;
    json_take_time(source, "at", &event->body.rotation_changed.at_ms);
}

/* One of before there were may-dos has none. */
static void take_playlist(struct json_source *source, struct playlist *out)
{
    json_take_day(source, "date", &out->day);
    take_ids(source, "stations", out->stations, ROUND_MAX, &out->station_count);
    json_t *may = json_take_list(source, "may");
    for (size_t i = 0; i < json_array_size(may); i++) {
        const json_t *round = json_array_get(may, i);
        json_int_t number = json_is_integer(round) ? json_integer_value(round) : -1;
        if (number < 0 || number >= ROUND_MAX)
            mark_wrong(source, "may");
        else
            out->may |= UINT32_C(1) << number;
    }
}

static void take_class_body(struct json_source *source, struct event *event)
{
    union event_body *b = &event->body;
    int name = 0;
    switch (event->kind) {
    case EVENT_GROUPS_APPROVED:
        json_take_text(source, "scheme", b->groups_approved.scheme, ID_SIZE);
        json_take_day(source, "date", &b->groups_approved.day);
        take_groups(source, event);
        break;
    case EVENT_ROTATION_STARTED:
        json_take_day(source, "date", &b->rotation_started.day);
        json_take_int(source, "rounds", &b->rotation_started.rounds);
        json_take_int(source, "minutes", &b->rotation_started.minutes);
        json_take_time(source, "at", &b->rotation_started.at_ms);
        break;
    case EVENT_ROTATION_CHANGED: take_rotation_changed(source, event); break;
    case EVENT_STUDENT_MOVED:
        json_take_text(source, "station", b->student_moved.station, ID_SIZE);
        json_take_int(source, "round", &b->student_moved.round);
        json_take_day(source, "date", &b->student_moved.day);
        break;
    case EVENT_PLAYLIST_SET: take_playlist(source, &b->playlist_set); break;
    case EVENT_GROUP_JOINED:
        json_take_text(source, "group", b->group_joined.group, NAME_SIZE);
        json_take_day(source, "date", &b->group_joined.day);
        break;
    case EVENT_MASTERY_SET:
        json_take_text(source, "skill", b->mastery_set.skill, ID_SIZE);
        json_take_name(source, "level", mastery_level_names, MASTERY_COUNT, &name);
        b->mastery_set.level = (enum mastery_level)name;
        json_take_text(source, "why", b->mastery_set.why, TEXT_SIZE);
        break;
    case EVENT_EVIDENCE_IMPORTED:
        json_take_text(source, "source", b->evidence_imported.source, ID_SIZE);
        json_take_text(source, "skill", b->evidence_imported.skill, ID_SIZE);
        json_take_thousandths(source, "value", &b->evidence_imported.value);
        json_take_day(source, "taken_on", &b->evidence_imported.taken_day);
        break;
    case EVENT_BADGE_ISSUED:
        json_take_bytes(source, "hash", b->badge_issued.hash, BADGE_HASH_SIZE);
        break;
    case EVENT_PLAN_PUBLISHED:
        json_take_text(source, "version", b->plan_published.version, ID_SIZE);
        json_take_text(source, "hash", b->plan_published.hash, ID_SIZE);
        break;
    default: break;
    }
}

static void take_student_body(struct json_source *source, struct event *event)
{
    union event_body *b = &event->body;
    int name = 0;
    switch (event->kind) {
    case EVENT_TICKET_SUBMITTED:
        json_take_text(source, "ticket", b->ticket_submitted.ticket, ID_SIZE);
        take_answers(source, event);
        break;
    case EVENT_REFLECTION_SUBMITTED:
        json_take_text(source, "prompt", b->reflection_submitted.prompt, ID_SIZE);
        json_take_int(source, "feeling", &b->reflection_submitted.feeling);
        json_take_lines(source, "text", b->reflection_submitted.text, LONG_TEXT_SIZE);
        json_take_text(source, "clip", b->reflection_submitted.clip, ID_SIZE);
        if (b->reflection_submitted.feeling < 0 || b->reflection_submitted.feeling > 4)
            mark_wrong(source, "feeling");
        break;
    case EVENT_KUDOS_GIVEN:
        json_take_lines(source, "text", b->kudos_given.text, TEXT_SIZE);
        json_take_text(source, "about", b->kudos_given.about, ID_SIZE);
        break;
    case EVENT_PROFILE_CHANGED:
        json_take_name(source, "field", profile_field_names, PROFILE_COUNT, &name);
        b->profile_changed.field = (enum profile_field)name;
        json_take_lines(source, "value", b->profile_changed.value, TEXT_SIZE);
        break;
    default: take_class_body(source, event); break;
    }
}

static void take_body(struct json_source *source, struct event *event)
{
    union event_body *b = &event->body;
    int name = 0;
    switch (event->kind) {
    case EVENT_VISIT_STARTED:
        json_take_text(source, "station", b->visit_started.station, ID_SIZE);
        json_take_name(source, "how", check_in_how_names, HOW_COUNT, &name);
        b->visit_started.how = (enum check_in_how)name;
        break;
    case EVENT_VISIT_ENDED:
        json_take_name(source, "reason", visit_end_names, END_COUNT, &name);
        b->visit_ended.reason = (enum visit_end)name;
        break;
    case EVENT_GOAL_CHOSEN:
        json_take_text(source, "skill", b->goal_chosen.skill, ID_SIZE);
        json_take_lines(source, "reason", b->goal_chosen.reason, TEXT_SIZE);
        break;
    case EVENT_GOAL_SET:
        json_take_text(source, "skill", b->goal_set.skill, ID_SIZE);
        json_take_lines(source, "note", b->goal_set.note, TEXT_SIZE);
        break;
    default: take_student_body(source, event); break;
    }
}

bool event_body_decode(struct event *event, const char *json, size_t length, struct error *error)
{
    memset(&event->body, 0, event_body_size(event->kind));
    struct json_source source = {.object = json_parse_object(json, length, error)};
    if (source.object == NULL)
        return false;
    take_body(&source, event);
    return json_close(&source, error);
}
