/* What the first screens of an appliance and its page Care share. */
#pragma once

#include "base/date.h"
#include "screens/pin_parts.h"
#include "screens/setup_parts.h"

enum care_tab {
    CARE_TAB_MACHINE,
    CARE_TAB_UPDATE,
    CARE_TAB_COPIES,
    CARE_TAB_YEAR,
    CARE_TAB_CLOCK,
    CARE_TAB_COUNT
};

struct wish *care_ask(struct screen_call *call, enum care_task task);
/* While a task runs: what is done, how far it is, what not to do. */
void care_progress(struct screen_call *call, struct rect r);
/* What a code says, as a sentence. */
const char *care_why_not(struct ui *ui, enum care_task task, enum care_code code);
/* How the last task went, with the technician's words small, and a button that goes on. */
void care_result(struct screen_call *call, struct rect r);
/* "waystation.ini:7 (D14): …": every mistake in it, as lines. */
void care_mistakes(struct screen_call *call, struct rect r);
/* One thing that is so, at the top of *r. */
struct care_row {
    const char *icon, *text;
    color tint; /* of the icon; 0: ink */
    struct text_look look;
};
void care_row(struct ui *ui, struct rect *r, struct care_row row);
/* A button that takes a whole row at the top of *r. */
bool care_row_button(struct ui *ui, struct rect *r, struct button button);

enum care_question {
    CARE_ASKS_NOTHING,
    CARE_ASKS_RESTORE,
    CARE_ASKS_WIPE,
    CARE_ASKS_RESET,
    CARE_ASKS_OFF,
    CARE_ASKS_RESTART
};

/* A time that is being chosen; no year: nothing is yet. */
struct care_time {
    struct date date;
    int hour, minute;
};

struct care_page {
    enum care_tab tab;
    struct care_time time;
    enum care_question asks;
    bool goes_on; /* behind the first question */
    struct pin_entry pin;
    int backup; /* to restore */
    char code[2 * SETUP_CODE_SIZE];
    struct keyboard keyboard;
};

/* The pages of Care. */
void care_update(struct screen_call *call, struct rect r);
void care_copies(struct screen_call *call, struct rect r, struct care_page *own);
void care_year(struct screen_call *call, struct rect r, struct care_page *own);
void care_clock(struct screen_call *call, struct rect r, struct care_page *own);
/* What a question needs: typing the class's code, the PIN, the last yes. True while it takes the
 * place of the page. */
bool care_question_page(struct screen_call *call, struct rect page, struct care_page *own);
/* The question over the page; call it last. */
void care_question_over(struct screen_call *call, struct care_page *own);
