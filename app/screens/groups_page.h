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
};

struct groups {
    int chosen; /* student, index + 1; 0: nobody */
    enum groups_over over;
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
/* "Wei and Luis apart" */
const char *groups_say_demand(struct screen_call *call, const struct grouping_demand *demand);
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
/* What speaks against publishing, or for care, in sentences; "" if nothing. */
const char *groups_say_trouble(struct screen_call *call);

/* --- groups_over.c ---------------------------------------------------------------------------- */
/* A box with a title and a way out; returns what is between, and the room beside the way out.
 * ui_modal_end() is the caller's. */
struct rect groups_box(struct screen_call *call, float width, float height, const char *title,
    const char *leave, struct rect *beside);
/* What lies over the page, if anything. */
void groups_over(struct screen_call *call);

/* --- groups_publish.c ------------------------------------------------------------------------- */
/* Asks whether to publish, and shows the groups' way through the day. */
void groups_publish(struct screen_call *call);
void groups_printed(struct screen_call *call);

/* --- groups_say_way.c ------------------------------------------------------------------------- */
/* Why there is no such way as there should be, in sentences. */
const char *groups_say_no_way(struct screen_call *call, const struct desk_way *own);
/* What the nearest way gives up, a sentence for each group and kind. */
const char *groups_say_losses(struct screen_call *call, const struct desk_way *own);
