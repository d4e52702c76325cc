/* Every limit of the class model in one place. Counts are inclusive; sizes are bytes with the
 * terminator. What is beyond a limit is refused with ERR_FULL or ERR_BAD_INPUT, never cut silently.
 */
#pragma once

enum {
    STUDENT_MAX = 128,
    GROUP_MAX = 32,
    STATION_MAX = 24,
    SKILL_MAX = 512,
    SKILL_NEED_MAX = 8, /* prerequisites of one skill */
    ACTIVITY_MAX = 512,
    RULE_MAX = 128,
    RULE_STUDENT_MAX = 36, /* students in one rule */
    TICKET_MAX = 64,
    TICKET_ITEM_MAX = 16, /* items of one ticket */
    ITEM_MAX = 512,       /* items of all tickets and questions.csv */
    OPTION_MAX = 12,      /* choices, pairs, things to order, accepted answers of one item */
    REFLECTION_MAX = 64,
    STARTER_MAX = 6,    /* sentence starters of one reflection */
    CALENDAR_MAX = 400, /* days */
    CALENDAR_SKILL_MAX = 8,
    LANGUAGE_MAX = 8,
    ROUND_MAX = 12,        /* rounds of one block */
    EVIDENCE_MAX = 16,     /* newest answers kept for one student and skill, and as many imported
                              results; N of a rule C/N */
    KUDOS_MAX = 4,         /* kudos waiting for one student */
    GROUP_DAY_MAX = 16,    /* days whose approved groups are kept as a whole */
    PAST_GROUP_MAX = 64,   /* days of which it is kept who was in one group with whom */
    PLAYLIST_MAX = 4,      /* days of which a student's playlist is kept */
    MOVE_MAX = 16,         /* moves by the teacher kept for one student */
    VISIT_DAY_MAX = 32,    /* days of which it is kept whether a student was present */
    PROFILE_FIELD_MAX = 3, /* interests, how I learn best, my strengths */
    PIN_MIN = 4,           /* digits of the teacher's PIN */
    PIN_MAX = 12,

    ID_SIZE = 64, /* ids and codes: 63 bytes */
    NAME_SIZE = 96,
    LANGUAGE_SIZE = 16,
    AVATAR_SIZE = 32,
    TEXT_SIZE = 256,       /* titles, goals, reasons, notes */
    LONG_TEXT_SIZE = 1024, /* prompts, directions, reflections, open answers */
    LINK_SIZE = 512,
    OPTION_SIZE = 256,
    RESPONSE_SIZE = 1024,
    FEEDBACK_SIZE = (OPTION_MAX + 2) * OPTION_SIZE, /* all that is said to one answer */
};
