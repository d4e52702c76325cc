/* The board's Groups page, in parts: groups.c is the page, the others are what it is made of. */
#pragma once

#include "screens/board_parts.h"

enum groups_over { /* what lies over the page */
    OVER_NOTHING,
    OVER_MOVE,    /* where to, with the price of each group */
    OVER_SOURCE,  /* which evidence, who meets the teacher first */
    OVER_PEOPLE,  /* who is here */
    OVER_RULES,   /* what is kept and what is not */
    OVER_REGROUP, /* everybody, or the rest */
    OVER_PUBLISH,
    OVER_PRINTED, /* where the sheet is */
    OVER_OWN,     /* own ways of single students */
};

struct groups {
    int chosen; /* student, index + 1; 0: nobody */
    enum groups_over over;
    struct own_ways_question ways; /* of OVER_OWN; day 0: not asked yet */
};

/* The desk; NULL while there is none. */
const struct grouping_desk *groups_desk(const struct screen_call *call);
/* Others are being formed: what is seen is not to be moved. */
bool groups_are_forming(const struct screen_call *call);
void groups_change(struct screen_call *call, enum grouping_desk_verb verb, int student, int number);
/* "tomorrow", "Monday", "2026-09-14". */
const char *groups_day(struct screen_call *call);
/* "🦅 Eagles" without the picture, translated. */
const char *groups_name(struct screen_call *call, int slot);

/* --- groups_columns.c ------------------------------------------------------------------------- */
void groups_columns(struct screen_call *call, struct rect page);
void groups_carried(struct screen_call *call);

/* --- groups_say.c ----------------------------------------------------------------------------- */
/* "Wei, Luis apart; Noor in Bears" */
const char *groups_say_demands(
    struct screen_call *call, const struct grouping_demand *list, int count);
/* Why the student is where he is, in whole sentences, with the best other group and its price. */
const char *groups_say_reason(
    struct screen_call *call, int student, const struct grouping_reason *reason);
/* "4% worse, in exchange for Noor" */
const char *groups_say_price(struct screen_call *call, const struct grouping_price *price);
/* What there is to tell of the groups in front in a few words. */
struct groups_state {
    const char *icon, *text;
    bool is_good;
};
struct groups_state groups_say_state(struct screen_call *call);
/* Whether these groups are those that are published. */
struct groups_state groups_say_published(struct screen_call *call);
/* "9 are not in these groups: Wei, Luis …"; "" if everybody is. */
const char *groups_say_left_out(struct screen_call *call);
/* What speaks against publishing, or for care, in sentences; "" if nothing. */
const char *groups_say_trouble(struct screen_call *call);

/* --- groups_over.c ---------------------------------------------------------------------------- */
/* A box with a title and a way out; returns what is between, and the room beside the way out.
 * ui_modal_end() is the caller's. */
struct rect groups_box(struct screen_call *call, float width, float height, const char *title,
    const char *leave, struct rect *beside);
/* The button that takes everybody into the groups: DESK_ABSENT of -1. */
struct button groups_everybody(struct ui *ui);
/* What lies over the page, if anything. */
void groups_over(struct screen_call *call);

/* --- groups_publish.c ------------------------------------------------------------------------- */
/* Asks whether to publish, and shows the groups' way through the day. */
void groups_publish(struct screen_call *call);
void groups_printed(struct screen_call *call);

/* --- groups_say_way.c ------------------------------------------------------------------------- */
/* The ways of an approval's groups, or of students. */
struct shown_way {
    const struct rotation_way *way;
    const struct groups_approval *approval;              /* NULL: of students */
    uint32_t (*may)(struct screen_call *call, int unit); /* may-dos by round; NULL: no such marks */
};
/* Of a group or of a student. */
const char *groups_way_name(struct screen_call *call, const struct shown_way *own, int unit);
/* Why there is no such way as there should be, and what the nearest way gives up, a sentence for
 * each group and kind; "" if nothing is given up. */
const char *groups_say_what_gives(struct screen_call *call, const struct shown_way *own);

/* --- groups_way.c ----------------------------------------------------------------------------- */
/* Who is where in each round. `seen`: what of it is on screen, give or take a screen. */
float groups_way_height(struct screen_call *call, const struct shown_way *own, float width);
void groups_way_table(
    struct screen_call *call, struct rect r, struct rect seen, const struct shown_way *own);

/* --- groups_own.c ----------------------------------------------------------------------------- */
/* Ways of single students: planned for all of them, shown, then set. */
void groups_own(struct screen_call *call);
