/* When each station of the plan was last heard of, and who is there.
 *
 * begin, add every event of STATION_REPORT_KINDS in any order. */
#pragma once

#include "model/classroom.h"

#define STATION_REPORT_KINDS /* for records_each(): what students and teachers leave */ \
    (EVENT_BIT(EVENT_VISIT_STARTED) | EVENT_BIT(EVENT_VISIT_ENDED) |                    \
        EVENT_BIT(EVENT_TICKET_SUBMITTED) | EVENT_BIT(EVENT_REFLECTION_SUBMITTED) |     \
        EVENT_BIT(EVENT_GOAL_CHOSEN) | EVENT_BIT(EVENT_HELP_ASKED) |                    \
        EVENT_BIT(EVENT_GROUPS_APPROVED) | EVENT_BIT(EVENT_ROTATION_STARTED) |          \
        EVENT_BIT(EVENT_ROTATION_CHANGED) | EVENT_BIT(EVENT_STUDENT_MOVED) |            \
        EVENT_BIT(EVENT_KUDOS_GIVEN) | EVENT_BIT(EVENT_BADGE_ISSUED) |                  \
        EVENT_BIT(EVENT_PLAN_PUBLISHED))

/* The last event in the order of the log, with the machine's own clock then. */
struct last_event {
    struct stamp stamp; /* zero: never heard of */
    int64_t wall_ms;
    int32_t offset_s; /* of its time zone then */
    int32_t here_s;   /* of the time zone here then: whoever reports fills it in */
    bool trusted;     /* that clock was set by something better than a clock without battery */
};

struct station_report {
    const struct classroom *classroom;
    struct last_event stations[STATION_MAX]; /* parallel to plan.stations */
    struct last_event own;                   /* of this machine, at whatever station */
    int32_t there[STATION_MAX];              /* checked in now */
};

/* Borrows the classroom. Who did not sign out the day before is not there; with a clock that cannot
 * be right, whoever has not signed out is. */
void station_report_begin(
    struct station_report *report, const struct classroom *classroom, int32_t day);
/* An event counts for the station it names: the label of the machine, or where a visit began; and
 * for this machine, if it was written here (`own`). */
void station_report_add(struct station_report *report, const struct event *event, bool own);
