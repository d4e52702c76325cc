/* What happened with one student: goals and why, answers, the teacher's words, reflections, kudos
 * and visits, the newest day first; or with one skill of one student only, as the evidence behind a
 * level.
 *
 * begin, add every event of HISTORY_KINDS in any order, finish. Bounded: the newest HISTORY_MAX
 * entries. The value is large (about 800 KiB): reserve it in an arena. It holds what a child wrote:
 * it is not for the projector. */
#pragma once

#include "model/classroom.h"

#define HISTORY_KINDS /* for records_each() */                                \
    (EVENT_BIT(EVENT_GOAL_CHOSEN) | EVENT_BIT(EVENT_GOAL_SET) |               \
        EVENT_BIT(EVENT_TICKET_SUBMITTED) | EVENT_BIT(EVENT_MASTERY_SET) |    \
        EVENT_BIT(EVENT_EVIDENCE_IMPORTED) | EVENT_BIT(EVENT_VISIT_STARTED) | \
        EVENT_BIT(EVENT_REFLECTION_SUBMITTED) | EVENT_BIT(EVENT_KUDOS_GIVEN))

#define EVIDENCE_KINDS                                                  \
    (EVENT_BIT(EVENT_TICKET_SUBMITTED) | EVENT_BIT(EVENT_MASTERY_SET) | \
        EVENT_BIT(EVENT_EVIDENCE_IMPORTED))

enum { HISTORY_MAX = 512 };

struct history_entry {
    struct stamp stamp; /* of the event */
    int32_t place;      /* of an answer in its ticket, else 0 */
    int32_t day;        /* local; of an imported result the day it was taken */
    int32_t listed_day; /* among which it stands: of no day that can be, where the log has it */
    enum event_kind kind;
    char skill[ID_SIZE]; /* goal, answer, imported result, teacher's word; or empty */
    /* What an answer is to (item), a reflection is about (prompt), kudos are about, a visit was at
     * (station), a result is from (source). */
    char about[ID_SIZE];
    char text[LONG_TEXT_SIZE]; /* reason, note, response, reflection, kudos */
    bool right, scored, unsure;
    bool in_window; /* finish: an answer or result that the level is made from now */
    int32_t score;  /* of SCORE_FULL */
    int32_t feeling;
    enum mastery_level level;
};

struct history {
    const struct classroom *classroom;
    int32_t student, skill; /* indexes; skill -1: everything */
    bool behind_levels;
    struct history_entry entries[HISTORY_MAX]; /* newest first */
    int32_t entry_count;
    bool cut; /* there was more */
};

/* Borrows the classroom. With a skill: its goals, answers, results and teacher's words only. */
void history_begin(
    struct history *history, const struct classroom *classroom, int student, int skill);
/* Only what the levels of a skill (-1: of all) are made from now: the answers and results of the
 * windows of their rules, and the teacher's word that stands. Add events of EVIDENCE_KINDS. */
void history_begin_evidence(
    struct history *history, const struct classroom *classroom, int student, int skill);
void history_add(struct history *history, const struct event *event);
void history_finish(struct history *history);
