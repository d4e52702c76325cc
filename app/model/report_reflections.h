/* The newest reflections of a class, with whether each was answered.
 *
 * begin, add every event of REFLECTION_REPORT_KINDS in any order, finish. Of the replies the newest
 * REFLECTION_REPLY_MAX count. The value is large (about 350 KiB): reserve it in an arena. It holds
 * what children wrote: it is not for the projector. */
#pragma once

#include "model/classroom.h"

#define REFLECTION_REPORT_KINDS /* for records_each() */ \
    (EVENT_BIT(EVENT_REFLECTION_SUBMITTED) | EVENT_BIT(EVENT_KUDOS_GIVEN))

enum { REFLECTION_ENTRY_MAX = 256, REFLECTION_REPLY_MAX = 512 };

struct reflection_entry {
    struct stamp stamp; /* event_about_reflection() of it is what a reply is about */
    int32_t student;    /* index */
    int32_t day;
    char prompt[ID_SIZE]; /* id of the plan's reflection, or empty */
    int32_t feeling;      /* 1 to 4, 0 none */
    char text[LONG_TEXT_SIZE];
    char clip[ID_SIZE];
    bool replied;
};

/* Of the event, and of what it replied to: log and seq only. */
struct reflection_reply {
    struct stamp stamp, about;
};

struct reflection_report {
    const struct classroom *classroom;
    struct reflection_entry entries[REFLECTION_ENTRY_MAX]; /* newest first */
    int32_t entry_count;
    struct reflection_reply replies[REFLECTION_REPLY_MAX]; /* the newest, newest first */
    int32_t reply_count;
};

/* Borrows the classroom. Only of students who are in the class. */
void reflection_report_begin(struct reflection_report *report, const struct classroom *classroom);
void reflection_report_add(struct reflection_report *report, const struct event *event);
void reflection_report_finish(struct reflection_report *report);
