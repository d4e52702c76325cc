/* Which goals are ready for a student, and why each is offered. */
#pragma once

#include "model/classroom.h"

enum goal_why {
    GOAL_NEXT_ON_PATH, /* a path already begun: the first step neither got nor almost */
    GOAL_ALMOST,       /* getting there: one or two right answers to go */
    GOAL_NEW,          /* a path not begun: its first step */
    GOAL_SET_BY_TEACHER,
    GOAL_FOR_TODAY, /* the calendar names this skill today */
    GOAL_REVIEW,    /* nothing else is ready: strengthen what was got longest ago */
};

enum { GOAL_OFFER_MAX = 3 };

struct goal_offer {
    int32_t skill;
    enum goal_why why;
};

/* Up to three skills whose prerequisites are all got, best first, never two with the same reason if
 * it can be helped; or the goal that is given, alone, ready or not. A skill without a path is a
 * path of its own. Returns how many. */
int goal_offers(const struct classroom *classroom, int student, int32_t day,
    struct goal_offer out[static GOAL_OFFER_MAX]);

/* All prerequisites are got. */
bool goal_is_ready(const struct classroom *classroom, int student, int skill);
/* The skill of the student's goal, an index; -1: there is none, or it left the plan. */
int goal_skill(const struct classroom *classroom, int student);
/* True when the student has no goal, or has got it, or it left the plan. False in a class without
 * skills: there is nothing to choose. */
bool goal_wants_choice(const struct classroom *classroom, int student);
/* The teacher set it, and it is not got: the student may say why it matters, and no other can be
 * chosen. */
bool goal_is_given(const struct classroom *classroom, int student);
/* There is a reason, and it is the student's: not the note of the teacher who set the goal. */
bool goal_reason_is_own(const struct classroom *classroom, int student);

/* Steps on the path of a skill: total, and how many are got; total 0 if it has no path. */
struct path_progress {
    int32_t total, got;
};
struct path_progress goal_path(const struct classroom *classroom, int student, int skill);
