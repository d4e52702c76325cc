/* What a new plan would change about who the class is: asked before it is taken, by the command
 * line and by the Setup page alike. */
#pragma once

#include "base/sentence.h"
#include "model/classroom.h"

/* What a person must know before the plan is taken. */
enum plan_doubt_kind {
    DOUBT_OTHER_CLASS, /* its id is not that of the class here, of which there is work or a badge */
    DOUBT_OTHER_NAMES, /* an id that somebody has used comes with another name */
    DOUBT_OTHER_PEOPLE, /* so many of them that it is no correction: other children? */
    DOUBT_ERASED,       /* an id is that of an erased student: its child would be left out */
    DOUBT_MANY_LEAVE, /* more than 3 in 10, in a class of 4 and more: a list that was cut short? */
    DOUBT_SKILLS_LEAVE, /* with results of students of the class: was only the code changed? */
    DOUBT_GROUPS_STAND, /* approved ones, not those of another groups.csv; or their stations go */
    DOUBT_KIND_COUNT
};

struct plan_doubt {
    enum plan_doubt_kind kind;
    const char *file;     /* of the class folder */
    struct sentence told; /* what; and what to do, unless it is to mean it */
};

struct plan_change {
    bool has_work;    /* somebody here has been at a station: not so after the year's end */
    int32_t before;   /* students of the class now */
    int32_t coming;   /* who are not in it now */
    int32_t shut_out; /* who would not be in it, though the plan has them: erased ids */
    int32_t leaving[STUDENT_MAX]; /* who would not be any more, by index */
    int32_t leaving_count;
    struct plan_doubt doubts[DOUBT_KIND_COUNT]; /* one of a kind, in their order */
    int32_t doubt_count;
};

/* Work, badges and secret pictures stay with the student's id: another child who gets it gets them,
 * and a person must say that it is meant. Where there is neither work nor a badge there is no doubt
 * about ids.
 *
 * A name is another one when first and last name both differ, also crosswise and whatever the case
 * (the columns may have been changed round); a last name that is not known tells nothing. One or
 * two can be a correction, so they are only named; from 3 on, or from a third of the class on, it
 * is other people. Who left, and has no state here any more, is not seen.
 *
 * `erased` says, by index of the plan's students, whose id was erased: the store knows also those
 * that no plan of this state had. NULL: nobody's. `day` is today, local: of the groups, those count
 * that stand on the next day of lessons. */
void plan_change_of(const struct classroom *classroom, const struct plan *plan, const bool *erased,
    int32_t day, struct plan_change *out);

/* The doubt of this kind, or NULL. */
const struct plan_doubt *plan_change_doubt(
    const struct plan_change *change, enum plan_doubt_kind kind);
