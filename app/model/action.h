/* Actions: what someone wants to happen. classroom_decide() turns one into an event or refuses it.
 *
 * A screen queues actions; it never makes events. Student fields are indexes into the classroom's
 * plan, valid at the time of the call. */
#pragma once

#include "model/event.h"

enum action_kind {
    ACTION_NONE,
    ACTION_CHECK_IN,          /* student, check_in */
    ACTION_SIGN_OUT,          /* student, end */
    ACTION_CHOOSE_GOAL,       /* student, skill, text: the reason (not empty) */
    ACTION_SUBMIT_TICKET,     /* student, ticket, draft answers: scored by decide */
    ACTION_SUBMIT_REFLECTION, /* student, reflection */
    ACTION_ASK_HELP,          /* student */
    ACTION_CLEAR_HELP,        /* student */
    ACTION_GIVE_KUDOS,        /* student, text, about: event_about_reflection(); or skill */
    ACTION_SEE_KUDOS,         /* student */
    ACTION_CHANGE_PROFILE,    /* student, field, text */
    ACTION_ISSUE_BADGE,       /* student (-1: the teacher), hash */
    ACTION_VOID_BADGE,        /* student (-1: the teacher) */
    ACTION_START_ROTATION,    /* rotation: 0 for the plan's rounds, minutes, and now */
    ACTION_PUBLISH_PLAN,      /* text: version hash */
    ACTION_ERASE_STUDENT,     /* student */
    ACTION_SET_CLOCK,         /* the machine's own: it knows the time now, and did not before */
    /* The teacher's, from the board. */
    ACTION_SET_GOAL,        /* student, skill (empty: lifts the limit), text: a note or empty */
    ACTION_SET_MASTERY,     /* student, skill, level (none: takes the word back), text: why */
    ACTION_CHANGE_ROTATION, /* rotation: pause, add_seconds, skip_rounds; at_ms 0: now */
    ACTION_MOVE_STUDENT,    /* student, move */
    ACTION_SET_PLAYLIST,    /* student, playlist; its day 0: today */
    ACTION_JOIN_GROUP,      /* student, join; its day 0: today */
    ACTION_APPROVE_GROUPS,  /* approval; its day 0: classroom_next_day() after today */
    ACTION_IMPORT_EVIDENCE, /* student, skill, text: the source, result */
};

enum rotation_pause { PAUSE_AS_IT_IS, PAUSE_ON, PAUSE_OFF };

/* A ticket being answered, or words being written: what a draft holds and what is handed in. It
 * belongs to one student; `student` is checked whenever it is loaded or handed in. */
enum draft_kind {
    DRAFT_NONE,
    DRAFT_TICKET,
    DRAFT_REFLECTION,
    DRAFT_GOAL,
    DRAFT_PROFILE,
    DRAFT_KIND_COUNT
};
struct draft {
    enum draft_kind kind;
    char student[ID_SIZE];
    char about[ID_SIZE]; /* ticket or reflection id, profile_field_names; empty for a goal */
    int32_t at_item;     /* ticket: the item on screen */
    struct {
        char item[ID_SIZE];
        char response[RESPONSE_SIZE];
        bool unsure;
        int32_t ms;
    } answers[TICKET_ITEM_MAX]; /* ticket: in the ticket's order */
    int32_t answer_count;
    int32_t feeling; /* reflection: 0 none, 1 (could teach it) to 4 (need help) */
    /* The reflection; at most TEXT_SIZE: the reason for a goal, the words of a profile. */
    char text[LONG_TEXT_SIZE];
    char clip[ID_SIZE]; /* reflection: hash of the voice clip, or empty */
    int32_t clip_ms;
    char skill[ID_SIZE]; /* goal: the one picked */
};

struct action {
    enum action_kind kind;
    int32_t student; /* index, or -1 */
    /* Where it happens: the label of this machine. For a check-in the station of the visit as well.
     * Empty in a sign-out: wherever the student is. */
    char station[ID_SIZE];
    enum check_in_how how;
    enum visit_end end;
    char skill[ID_SIZE];
    char about[ID_SIZE];
    char text[TEXT_SIZE];
    enum profile_field field;
    enum mastery_level level;
    uint8_t hash[BADGE_HASH_SIZE];
    struct draft draft; /* ticket, reflection */
    struct {
        int32_t day, rounds, minutes; /* day 0: the local one at at_ms */
        int64_t at_ms;
        enum rotation_pause pause;
        int32_t add_seconds, skip_rounds;
    } rotation;
    struct {
        char station[ID_SIZE]; /* empty: back to where the group goes */
        int32_t round;         /* 0-based */
        int32_t day;           /* 0: today */
    } move;
    struct playlist playlist;
    struct {
        int32_t day;
        char group[NAME_SIZE];
    } join;
    struct {
        int32_t value; /* of SCORE_FULL */
        int32_t day;   /* it was taken; 0: today */
    } result;
    const struct groups_approval *approval; /* borrowed until the action has been applied */
};
