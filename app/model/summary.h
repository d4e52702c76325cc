/* What a family is told about a student's skills: what was got, what is being learnt, and the pace
 * of the last four weeks. No number in it compares the student with anybody. */
#pragma once

#include "model/classroom.h"

enum { SUMMARY_DAYS = 28 };

struct summary_skill {
    int32_t skill; /* index, in the current plan */
    bool got;      /* else getting there */
    bool by_teacher;
    int32_t days;     /* with a right answer, of the answers that the level is made from */
    int32_t last_day; /* of the newest answer, or of the teacher's word if that is all */
};

struct summary {
    struct summary_skill skills[SKILL_MAX]; /* got first; among equals the newest first */
    int32_t count, got_count;
    int32_t got_lately; /* got on one of the SUMMARY_DAYS up to the day, and still */
    int32_t practising; /* not got: with an answer on one of those days, or the goal now */
};

void summary_of(const struct classroom *classroom, int student, int32_t day, struct summary *out);
