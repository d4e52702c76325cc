/* The rotation planner and the class: what there is to plan, and a plan as it is stored. */
#pragma once

#include "model/classroom.h"
#include "model/rotation_plan.h"

/* What a unit of the problem is in the class. */
struct rotation_units {
    bool students; /* index is a student, else the place of a group */
    int32_t index[ROTATION_UNIT_MAX];
};

/* The way of all groups of an approval, or of students, through a day. */
struct rotation_way {
    struct rotation_problem problem;
    struct rotation_units units;
    struct rotation_plan plan; /* the nearest unless answer is ROTATION_FOUND */
    enum rotation_answer answer;
    struct rotation_reason reason; /* of ROTATION_IMPOSSIBLE */
    struct rotation_loss loss;
    bool is_wanted; /* there are stations and groups; else there is nothing in the rest */
};

/* The groups of the day, each with those of its students who are enrolled; groups of nobody are
 * left out. `rounds` 0: as the day has. */
void rotation_problem_of_groups(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units);

/* Every enrolled student alone; `may` are the stations with an activity for the student's goal, or
 * for everyone. Extra time is the student's setting. */
void rotation_problem_of_students(const struct classroom *classroom, int32_t day, int32_t rounds,
    struct rotation_problem *out, struct rotation_units *units);

/* How little two of these students should share a station, for problem.met (unit_count x
 * unit_count): of the groups approved for days before, those of the last count 1, of the one before
 * 0.8, then 0.64 …; so do playlists, by the part of their rounds in which two were at one station.
 */
void rotation_meetings_of_students(const struct classroom *classroom, int32_t day,
    const struct rotation_problem *problem, const struct rotation_units *units, float *met);

/* Those of one group of the day alone, where the others stay on their ways: a station has as much
 * room as is left in its fullest round that has any. */
void rotation_problem_of_members(
    const struct classroom *classroom, int32_t day, int group, struct rotation_way *way);

/* Groups that are to be approved; a unit's index is the place in `approval`. Who is marked in
 * `teacher_first` (by that place; NULL: nobody) meets the teacher in the first round. The other
 * first stations are no demand. `rounds` as the approval's day has. */
void rotation_problem_of_approval(const struct classroom *classroom,
    const struct groups_approval *approval, const bool *teacher_first, struct rotation_problem *out,
    struct rotation_units *units);

/* way.problem and way.units are given, with `work` of rotation_plan_memory_size() of the problem.
 * `restart` is called before each part of the search, so that each has a limit of its own. */
void rotation_way_find(
    const struct rotation_work *work, void (*restart)(void *user), struct rotation_way *way);
/* A way that came with the approval: does it hold, and what does it give up? False: it breaks a
 * capacity or an opening, or not every group has one. */
bool rotation_way_read(const struct classroom *classroom, const struct groups_approval *approval,
    struct rotation_way *way);
/* Nothing is given up. */
bool rotation_way_is_whole(const struct rotation_way *way);
/* Writes it to the groups it was found for; nothing if it is not wanted. */
void rotation_way_write(
    const struct classroom *classroom, const struct rotation_way *way, struct groups_approval *out);

/* The way of a group and of a student as events carry them. */
void rotation_plan_to_group(const struct classroom *classroom,
    const struct rotation_problem *problem, const struct rotation_plan *plan, int unit,
    struct event_group *out);
/* Must-do is what the unit must visit, and where there is something for the student's own goal. */
void rotation_plan_to_playlist(const struct classroom *classroom, const struct rotation_way *way,
    int unit, int32_t day, struct playlist *out);
