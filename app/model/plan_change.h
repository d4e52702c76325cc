/* What a new plan would change about who the class is: asked before it is taken, by the command
 * line and by the Setup page alike. */
#pragma once

#include "model/classroom.h"

struct plan_change {
    bool is_other_class; /* its id is not that of the class here, of which there is work or a badge
                          */
    bool many_leave; /* more than 3 in 10, in a class of 4 and more: a list that was cut short? */
    bool has_work;   /* somebody here has been at a station: not so after the year's end */
    int32_t badges;  /* students here who were given one: they stay at the year's end */
    int32_t before;  /* students of the class now */
    int32_t coming;  /* who are not in it now */
    int32_t leaving[STUDENT_MAX]; /* who would not be any more, by index */
    int32_t leaving_count;
};

/* Work and badges stay with the student's id: in another class another child gets them, and a
 * person must say that it is meant. Where there is no class yet, neither of the first two is set.
 */
void plan_change_of(
    const struct classroom *classroom, const struct plan *plan, struct plan_change *out);
