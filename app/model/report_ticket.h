/* What a class showed on one exit ticket: by item, by skill, the commonest wrong answers, and one
 * suggestion for tomorrow.
 *
 * begin, add every event of TICKET_REPORT_KINDS in any order, finish. Of each student only the
 * latest submission in the days asked for counts. The value is large (about 2.5 MiB): reserve it in
 * an arena. It holds what children wrote: it is not for the projector.
 *
 * One answer
 *   got it      full score
 *   almost      a part of the score
 *   not yet     answered, no score
 *   unsure      "I'm not sure yet"
 *   given       answered, but not scored by the machine: for the teacher to read
 *   no answer   was there, and there is nothing
 *   absent      neither handed in nor checked in on any of the days
 * A skill (of the items of the ticket with its code, those that are scored)
 *   got it      all with full score      almost   at least half of the score
 *   not yet     less, and at least one answered
 *   unsure      none answered, at least one unsure
 *
 * The suggestion, with n students who handed in, the first that fits:
 *   nobody       nobody was there
 *   too few      n is 0, or less than half of those who were there
 *   look at item n >= 4, at least half of the n did not get this item, and at least 3 in 4 answers
 *                to the other items of its skill (of the ticket, if it is the only one of its
 *                skill) are right: the item may be at fault, not the class
 *   reteach      a skill that at least half of the n have not (not yet, unsure, no answer)
 *   small group  a skill that somebody has not: with those
 *   go on
 * Of several skills or items the one that most have not; of equals the first of the ticket. */
#pragma once

#include "model/classroom.h"

#define TICKET_REPORT_KINDS EVENT_BIT(EVENT_TICKET_SUBMITTED) /* for records_each() */

enum mark {
    MARK_ABSENT,
    MARK_NO_ANSWER,
    MARK_GIVEN,
    MARK_UNSURE,
    MARK_NOT_YET,
    MARK_ALMOST,
    MARK_GOT_IT,
    MARK_COUNT
};

/* By student index; those not in the class have MARK_ABSENT and are in no count. */
struct mark_list {
    uint8_t marks[STUDENT_MAX]; /* enum mark */
    int32_t counts[MARK_COUNT];
};

enum { WRONG_MAX = 3 };

/* Answers that say the same: equal numbers, words that differ in what a child cannot see only. */
struct wrong_answer {
    char response[RESPONSE_SIZE]; /* of the first student of the list */
    char text[RESPONSE_SIZE];     /* the same to read: choices instead of letters */
    bool students[STUDENT_MAX];
    int32_t count;
};

struct item_report {
    int32_t item;   /* index into plan.items */
    bool asks;      /* false: a description, nothing is counted */
    bool is_scored; /* false also for open questions and scales */
    struct mark_list marks;
    struct wrong_answer wrong[WRONG_MAX]; /* commonest first; of equals the first student's */
    int32_t wrong_count;
    int32_t other_wrong; /* wrong answers besides those */
};

struct skill_report {
    char skill[ID_SIZE]; /* code; empty: the items without one */
    struct mark_list marks;
};

enum suggestion_kind {
    SUGGEST_NOBODY,
    SUGGEST_TOO_FEW,
    SUGGEST_LOOK_AT_ITEM,
    SUGGEST_RETEACH,
    SUGGEST_SMALL_GROUP,
    SUGGEST_GO_ON
};

struct suggestion {
    enum suggestion_kind kind;
    int32_t item;               /* LOOK_AT_ITEM: place in `items`, else -1 */
    int32_t skill;              /* RETEACH, SMALL_GROUP: place in `skills`, else -1 */
    bool students[STUDENT_MAX]; /* who have it not */
    int32_t count, of;          /* so many of those who handed in; TOO_FEW: handed in, there */
};

struct ticket_sheet {
    struct stamp stamp; /* of the submission; zero: none */
    int32_t day;
    struct {
        char response[RESPONSE_SIZE];
        uint8_t mark;
        int32_t score;
    } answers[TICKET_ITEM_MAX]; /* by place in the ticket */
};

struct ticket_report {
    const struct classroom *classroom;
    int32_t ticket, first_day, last_day;
    struct ticket_sheet sheets[STUDENT_MAX]; /* by student index */
    /* Set by finish. */
    struct item_report items[TICKET_ITEM_MAX];
    int32_t item_count;
    struct skill_report skills[TICKET_ITEM_MAX];
    int32_t skill_count;
    int32_t handed_in, there; /* students of the class; there: handed in or checked in */
    struct suggestion suggestion;
};

/* The ticket by its index; days from first to last, both counted. Borrows the classroom, which must
 * not change until finish. */
void ticket_report_begin(struct ticket_report *report, const struct classroom *classroom,
    int ticket, int32_t first_day, int32_t last_day);
void ticket_report_add(struct ticket_report *report, const struct event *event);
void ticket_report_finish(struct ticket_report *report);

/* The suggestion as a sentence to translate, with the gaps {count}, {of}, {number} (of the item)
 * and {skill}. */
const char *suggestion_sentence(enum suggestion_kind kind);

/* The ticket that was handed in last. While none is: that of the day, else the first of the plan,
 * -1 if there is none. */
int report_newest_ticket(const struct classroom *classroom, int32_t day);

/* A response to read: the texts of choices, "left → right" of pairs, the things in their order; as
 * it is if there is nothing better. True and false are "true" and "false". */
void report_response_text(
    const struct item *item, const char *response, char out[static RESPONSE_SIZE]);
