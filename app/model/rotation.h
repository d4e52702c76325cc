/* Where everyone is now: derived from plan and clock, never from ticks.
 *
 * A block has rounds of `minutes` each; the last transition_seconds of a round are for walking, but
 * for the last one. A group goes the way it was approved with; without one, group g that starts at
 * station s is in round r at station s + r, going round the list of stations, and a group without a
 * first station starts at the station of its own number.
 *
 * The groups of a day are the approved ones of the latest day up to it (classroom_groups()), else
 * the plan's own: tomorrow's groups change nothing today.
 *
 * The block of a day is the one started by hand that day; else, on a machine whose clock can be
 * trusted and says a day that can be, the plan's from start_minute. It never runs past midnight. */
#pragma once

#include "model/classroom.h"

enum rotation_phase {
    ROTATION_NONE,
    ROTATION_BEFORE,
    ROTATION_ROUND,
    ROTATION_MOVING,
    ROTATION_PAUSED,
    ROTATION_OVER
};

struct rotation_now {
    enum rotation_phase phase;
    int32_t round; /* 0-based; valid unless NONE */
    int32_t rounds;
    int64_t round_ms;   /* length of the round, with what was added */
    int64_t left_ms;    /* of the round (PAUSED: as frozen; BEFORE: until the first) */
    bool last_minutes;  /* the reminder for the exit ticket is due */
    int64_t changes_ms; /* wall time at which any of this changes next by itself (not the
                           countdown), 0 never */
};

struct rotation_now rotation_at(const struct classroom *classroom, const struct moment *now);

/* The newest change of the day's block that skipped rounds or added time, and that no later one
 * took back by going back or by taking time away; NULL: none. Borrowed until the next event. */
const struct rotation_change *rotation_last_change(const struct classroom *classroom, int32_t day);

/* The groups of a day. A group is known by its place in the day's list. */
int rotation_group_count(const struct classroom *classroom, int32_t day);
struct rotation_members {
    const char *name, *skill, *first_station; /* skill and first_station may be empty */
    const char (*students)[ID_SIZE];          /* as approved: rotation_group_students() has all */
    int student_count;
    const char (*stations)[ID_SIZE]; /* by round */
    int station_count;               /* 0: round all stations from first_station */
};
struct rotation_members rotation_members(const struct classroom *classroom, int group, int32_t day);
/* By name, -1 none. */
int rotation_find_group(const struct classroom *classroom, const char *name, int32_t day);
/* Place of the student's group in the day's list, -1 none: the one that lists the student, else the
 * one that the student joined. */
int rotation_group(const struct classroom *classroom, int student, int32_t day);
int rotation_listed_group(const struct classroom *classroom, int student, int32_t day);
/* The enrolled students of a group, as they are listed, and then those who joined; returns how
 * many.
 */
int rotation_group_students(
    const struct classroom *classroom, int group, int32_t day, int out[static STUDENT_MAX]);
/* Station index of a group in a round (0-based); -1 if nowhere is planned for it. */
int rotation_group_station(const struct classroom *classroom, int group, int round, int32_t day);
/* The student's own stations of a day, or NULL. */
const struct playlist *rotation_playlist(
    const struct classroom *classroom, int student, int32_t day);

/* What a student's station of a round is: the teacher's move or the group's way, or of the
 * student's own way a must-do or a may-do. */
enum rotation_duty { DUTY_NONE, DUTY_MUST, DUTY_MAY };
enum rotation_duty rotation_duty(
    const struct classroom *classroom, int student, int round, int32_t day);

/* Station index of a student in a round (0-based): where the teacher moved the student for that
 * round and day (since the student joined a group late), else by the student's playlist, else the
 * group's. -1 if the student is in no group or nowhere is planned. */
int rotation_station(const struct classroom *classroom, int student, int round, int32_t day);
/* The same for a student who is at station `here` (-1: at none): in a round of a may-do that is
 * `here`, where it is another may-do of the student with room for one more. */
int rotation_station_from(
    const struct classroom *classroom, int student, int here, int round, int32_t day);
/* Students expected at a station in a round; fills indexes, returns how many. */
int rotation_expected(const struct classroom *classroom, int station, int round, int32_t day,
    int out[static STUDENT_MAX]);
/* The station has a capacity, and others than this student take all of it in a round. */
bool rotation_is_full(
    const struct classroom *classroom, int station, int student, int round, int32_t day);
