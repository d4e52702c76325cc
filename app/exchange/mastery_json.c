#include "exchange/mastery_json.h"

#include "exchange/json.h"

/* The document itself is a json_t; the name keeps jansson out of the header. */
static json_t *students_of(const struct mastery_json *document)
{
    return json_object_get((const json_t *)(const void *)document, "students");
}

struct mastery_json *mastery_json_open(void)
{
    return (struct mastery_json *)(void *)json_pack("{s:[]}", "students");
}

bool mastery_json_add_student(struct mastery_json *document, const char *id)
{
    json_t *student = json_pack("{s:s, s:[]}", "id", id, "skills");
    return student != NULL && json_array_append_new(students_of(document), student) == 0;
}

static json_t *last_of(json_t *list)
{
    return json_array_get(list, json_array_size(list) - 1);
}

bool mastery_json_add_skill(struct mastery_json *document, const struct mastery_json_skill *skill)
{
    json_t *student = last_of(students_of(document));
    json_t *entry = json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:b, s:b}", "skill", skill->skill,
        "level", skill->level, "right", skill->right, "asked", skill->asked, "days", skill->days,
        "unsure", skill->unsure, "by_teacher", skill->by_teacher, "by_estimate",
        skill->by_estimate);
    if (entry == NULL)
        return false;
    json_put_thousandths(entry, "estimate", (int32_t)(skill->estimate * 1000 + 0.5));
    return json_array_append_new(json_object_get(student, "skills"), entry) == 0;
}

bool mastery_json_add_evidence(
    struct mastery_json *document, const struct mastery_json_evidence *evidence)
{
    json_t *skill = last_of(json_object_get(last_of(students_of(document)), "skills"));
    json_t *list = json_object_get(skill, "evidence");
    if (list == NULL)
        list = json_array();
    if (json_object_get(skill, "evidence") == NULL &&
        json_object_set_new(skill, "evidence", list) != 0)
        return false;
    if (evidence == NULL)
        return true;
    json_t *entry = json_pack("{s:s}", "kind", evidence->kind);
    if (entry == NULL)
        return false;
    json_put_day(entry, "date", evidence->day);
    json_put_text(entry, "about", evidence->about);
    json_put_text(entry, "text", evidence->text);
    if (evidence->level != NULL) {
        json_put_text(entry, "level", evidence->level);
    } else {
        json_put_bool(entry, "right", evidence->right);
        json_put_bool(entry, "unsure", evidence->unsure);
        json_put_thousandths(entry, "score", evidence->score);
    }
    return json_array_append_new(list, entry) == 0;
}

bool mastery_json_write(const struct mastery_json *document, FILE *file)
{
    const json_t *value = (const json_t *)(const void *)document;
    return json_dumpf(value, file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;
}

void mastery_json_close(struct mastery_json *document)
{
    json_decref((json_t *)(void *)document);
}
