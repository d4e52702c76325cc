/* The document of `waystation mastery --json`: levels of skills by student.
 *
 * {"students": [{"id", "skills": [{"skill", "level", "right", "asked", "days", "unsure",
 * "by_teacher", "by_estimate", "estimate"}]}]}, and for students asked for by id in each skill
 * "evidence": [{"kind", "date", "about", "text", "right", "unsure", "score", "level"}], newest
 * first. Keys are stable; levels are model/event.h's mastery_level_names, kinds its event kinds. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct mastery_json;

struct mastery_json_skill {
    const char *skill, *level;
    int right, asked, days, unsure;
    bool by_teacher, by_estimate;
    double estimate; /* 0 to 1, written with three places */
};

struct mastery_json_evidence {
    const char *kind, *about, *text;
    const char *level; /* of a teacher's word, else NULL */
    int day;
    bool right, unsure;
    int score; /* in thousandths */
};

struct mastery_json *mastery_json_open(void); /* NULL: no memory */
bool mastery_json_add_student(struct mastery_json *document, const char *id);
/* To the student added last. */
bool mastery_json_add_skill(struct mastery_json *document, const struct mastery_json_skill *skill);
/* To the skill added last; with NULL an empty list is begun. */
bool mastery_json_add_evidence(
    struct mastery_json *document, const struct mastery_json_evidence *evidence);
/* False if something did not fit into memory or into the file. */
bool mastery_json_write(const struct mastery_json *document, FILE *file);
void mastery_json_close(struct mastery_json *document); /* accepts NULL */
