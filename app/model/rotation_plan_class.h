/* The rotation planner and the class: what there is to plan, and a plan as it is stored. */
#pragma once

#include "model/classroom.h"
#include "model/rotation_plan.h"

/* What a unit of the problem is in the class. */
struct rotation_units {
    bool students; /* index is a student, else the place of a group */
    int32_t index[ROTATION_UNIT_MAX];
};

/* The groups of the day, each with those of its students who are enrolled; groups of nobody are
 * left out. `rounds` 0: as the day has. */
void rotation_problem_of_groups(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units);

/* Every enrolled student alone; `may` are the stations with an activity for the student's goal, or
 * for everyone. Extra time is the student's setting. */
void rotation_problem_of_students(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units);

/* The way of a group and of a student as events carry them. */
void rotation_plan_to_group(const struct classroom *classroom,
    const struct rotation_problem *problem, const struct rotation_plan *plan, int unit,
    struct event_group *out);
void rotation_plan_to_playlist(const struct classroom *classroom,
    const struct rotation_problem *problem, const struct rotation_plan *plan, int unit, int32_t day,
    struct playlist *out);
