/* Mastery of a skill by its visible rule, from the evidence in the log.
 *
 * Rule C/N@D: at least C right among the last N scored answers, the right ones given on at least D
 * different days. Got it: the rule holds now. Getting there: at least one right answer of the last
 * N, or, when older ones were so good that N wrong ones do not outweigh them, an estimate
 * (knowledge.h) of at least MASTERY_LIKELY. Not yet: evidence, and neither. No evidence is told
 * apart. A teacher's word (mastery_set)
 * stands until a newer one; the word "no evidence" takes it back. Unsure answers are evidence:
 * asked, not right. An imported result is one answer, right from 80 %. A day that a clock cannot be
 * right about (date_is_believable()) may be any of the others: it is never one day more. */
#pragma once

#include "model/classroom.h"

#define MASTERY_LIKELY 0.6

struct mastery {
    enum mastery_level level;
    int32_t right, asked,
        days; /* within the rule's window: right answers, answers, days with a right one */
    int32_t unsure;
    bool by_teacher;
    bool by_estimate; /* getting there without a right answer of the last N */
    double estimate;  /* 0 to 1; only for ordering. Without evidence: the skill's prior */
    int32_t to_go;    /* right answers still needed, each on a new day; 0 when got */
};

struct mastery mastery_of(const struct classroom *classroom, int student, int skill);

/* The skill's rule, or the usual one, 4/5@2, where it has none; within what is kept. */
struct mastery_rule mastery_rule_of(const struct skill *skill);
/* How many of the newest answers the level is made from now. */
int mastery_window(const struct classroom *classroom, int student, int skill);
/* The day since which the skill is got without a break: of the answer that completed it, as far
 * back as answers are kept, or of the teacher's word. -1: it is not got. */
int32_t mastery_got_day(const struct classroom *classroom, int student, int skill);
/* An imported result of so many of SCORE_FULL is a right answer. */
bool mastery_imported_is_right(int32_t value);
