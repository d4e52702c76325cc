#include "exchange/mastery_json.h"

#include <jansson.h>

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

bool mastery_json_add_skill(struct mastery_json *document, const struct mastery_json_skill *skill)
{
    json_t *students = students_of(document);
    json_t *student = json_array_get(students, json_array_size(students) - 1);
    json_t *entry = json_pack("{s:s, s:s, s:i, s:i, s:i, s:i, s:b}", "skill", skill->skill, "level",
        skill->level, "right", skill->right, "asked", skill->asked, "days", skill->days, "unsure",
        skill->unsure, "by_teacher", skill->by_teacher);
    return entry != NULL && json_array_append_new(json_object_get(student, "skills"), entry) == 0;
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
