#include "exchange/series_json.h"

#include <jansson.h>

static json_t *group_of(const struct series_document *document, int lesson, int group)
{
    json_t *students = json_array();
    for (int i = 0; i < document->problem->count; i++)
        if (document->schedule->group[lesson][i] == group)
            json_array_append_new(
                students, json_string(document->plan->students[document->students[i]].id));
    return json_pack("{s:s, s:o}", "name", document->name(lesson, group), "students", students);
}

static json_t *lesson_of(const struct series_document *document, int lesson)
{
    json_t *groups = json_array();
    for (int group = 0; group < document->problem->group_count; group++)
        json_array_append_new(groups, group_of(document, lesson, group));
    return json_pack("{s:o}", "groups", groups);
}

bool series_json_write(const struct series_document *document, FILE *file)
{
    struct partners_value value = partners_evaluate(document->problem, document->schedule);
    struct partners_bounds least = partners_bounds(document->problem);
    json_t *lessons = json_array();
    for (int lesson = 0; lesson < document->problem->rounds; lesson++)
        json_array_append_new(lessons, lesson_of(document, lesson));
    json_t *whole =
        json_pack("{s:o, s:i, s:i, s:i, s:i}", "lessons", lessons, "repeats", value.repeats,
            "repeats_least", least.repeats, "most", value.most, "strangers", value.strangers);
    bool written =
        whole != NULL && json_dumpf(whole, file, JSON_INDENT(1)) == 0 && fputc('\n', file) != EOF;
    json_decref(whole);
    return written;
}
