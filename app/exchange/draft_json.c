#include "base/str.h"
#include "exchange/event_json.h"
#include "exchange/json.h"

#include <string.h>

const char *const draft_kind_names[DRAFT_KIND_COUNT] = {[DRAFT_NONE] = "none",
    [DRAFT_TICKET] = "ticket",
    [DRAFT_REFLECTION] = "reflection",
    [DRAFT_GOAL] = "goal",
    [DRAFT_PROFILE] = "profile"};

bool draft_encode(
    const struct draft *draft, struct arena *arena, const char **out, struct error *error)
{
    json_t *object = json_object(), *answers = json_array();
    json_put_text(object, "kind", draft_kind_names[draft->kind]);
    json_put_text(object, "student", draft->student);
    json_put_text(object, "about", draft->about);
    json_put_int(object, "at_item", draft->at_item);
    for (int i = 0; i < draft->answer_count; i++) {
        json_t *entry = json_object();
        json_put_text(entry, "item", draft->answers[i].item);
        json_put_text(entry, "response", draft->answers[i].response);
        json_put_bool(entry, "unsure", draft->answers[i].unsure);
        json_put_int(entry, "ms", draft->answers[i].ms);
        json_array_append_new(answers, entry);
    }
    json_object_set_new(object, "answers", answers);
    json_put_int(object, "feeling", draft->feeling);
    json_put_text(object, "text", draft->text);
    json_put_text(object, "clip", draft->clip);
    json_put_int(object, "clip_ms", draft->clip_ms);
    json_put_text(object, "skill", draft->skill);
    return json_finish(object, arena, out, error);
}

static bool take_answers(struct json_source *source, struct draft *draft)
{
    json_t *list = json_take_list(source, "answers");
    size_t size = json_array_size(list);
    bool ok = size <= TICKET_ITEM_MAX;
    for (size_t i = 0; ok && i < size; i++) {
        struct json_source entry = {.object = json_array_get(list, i)};
        ok = json_is_object(entry.object);
        json_take_text(&entry, "item", draft->answers[i].item, ID_SIZE);
        json_take_lines(&entry, "response", draft->answers[i].response, RESPONSE_SIZE);
        json_take_bool(&entry, "unsure", &draft->answers[i].unsure);
        json_take_int(&entry, "ms", &draft->answers[i].ms);
        ok = ok && entry.wrong_key == NULL;
    }
    draft->answer_count = ok ? (int32_t)size : 0;
    return ok;
}

bool draft_decode(struct draft *out, const char *json, size_t length, struct error *error)
{
    *out = (struct draft){0};
    int kind = DRAFT_NONE;
    struct json_source source = {.object = json_parse_object(json, length, error)};
    if (source.object == NULL)
        return false;
    json_take_name(&source, "kind", draft_kind_names, DRAFT_KIND_COUNT, &kind);
    json_take_text(&source, "student", out->student, ID_SIZE);
    json_take_text(&source, "about", out->about, ID_SIZE);
    json_take_int(&source, "at_item", &out->at_item);
    json_take_int(&source, "feeling", &out->feeling);
    bool is_short = kind == DRAFT_GOAL || kind == DRAFT_PROFILE;
    json_take_lines(&source, "text", out->text, is_short ? TEXT_SIZE : LONG_TEXT_SIZE);
    json_take_text(&source, "clip", out->clip, ID_SIZE);
    json_take_int(&source, "clip_ms", &out->clip_ms);
    json_take_text(&source, "skill", out->skill, ID_SIZE);
    out->kind = (enum draft_kind)kind;
    bool ok = take_answers(&source, out) && out->at_item >= 0 && out->at_item <= TICKET_ITEM_MAX &&
              out->feeling >= 0 && out->feeling <= 4 && out->clip_ms >= 0;
    if (!ok && source.wrong_key == NULL)
        source.wrong_key = "answers";
    return json_close(&source, error);
}
