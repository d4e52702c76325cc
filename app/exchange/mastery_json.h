/* The document of `waystation mastery --json`: levels of skills by student.
 *
 * {"students": [{"id", "skills": [{"skill", "level", "right", "asked", "days", "unsure",
 * "by_teacher"}]}]}. Keys are stable; level is one of model/event.h's mastery_level_names. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct mastery_json;

struct mastery_json_skill {
    const char *skill, *level;
    int right, asked, days, unsure;
    bool by_teacher;
};

struct mastery_json *mastery_json_open(void); /* NULL: no memory */
bool mastery_json_add_student(struct mastery_json *document, const char *id);
/* To the student added last. */
bool mastery_json_add_skill(struct mastery_json *document, const struct mastery_json_skill *skill);
/* False if something did not fit into memory or into the file. */
bool mastery_json_write(const struct mastery_json *document, FILE *file);
void mastery_json_close(struct mastery_json *document); /* accepts NULL */
