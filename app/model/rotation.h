/* Where everyone is now: derived from plan and clock, never from ticks.
 *
 * A block has rounds of `minutes` each; the last transition_seconds of a round are for walking, but
 * for the last one. Group g that starts at station s is in round r at station s + r, going round
 * the list of stations. A group without a first station starts at the station of its own number.
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
    int64_t left_ms;    /* of the round (PAUSED: as frozen; BEFORE: until the first) */
    bool last_minutes;  /* the reminder for the exit ticket is due */
    int64_t changes_ms; /* wall time at which any of this changes next by itself (not the
                           countdown), 0 never */
};

struct rotation_now rotation_at(const struct classroom *classroom, const struct moment *now);

/* Station index of a student in a round (0-based): where the teacher moved the student for that
 * round and day, else the group's. -1 if the student is in no group or there are no stations. */
int rotation_station(const struct classroom *classroom, int student, int round, int32_t day);
/* Group index among the current groups (approved, else the plan's), -1 none. */
int rotation_group(const struct classroom *classroom, int student);
/* Students expected at a station in a round; fills indexes, returns how many. */
int rotation_expected(const struct classroom *classroom, int station, int round, int32_t day,
    int out[static STUDENT_MAX]);
