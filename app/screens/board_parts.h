/* Pieces that the screens of the teacher view share. */
#pragma once

#include "screens/parts.h"

/* A page of the teacher view: heading, the mark that says that it is not for the room, and along
 * the bottom the ways to the other pages, with `own` marked. *page becomes what is between;
 * returned is what is left of the heading's bar at its end, for the page's own controls. */
struct rect board_page(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title);
/* The same where the controls need that much of the bar: the mark is in two lines then. */
struct rect board_page_with(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title, float need);

/* The width that a text in so many lines needs at least: for `need`. */
float board_narrowest(struct ui *ui, struct text_look look, const char *text, int lines);

/* The mark once more, over a box that lies on the page: along the top, where no button is. Call it
 * after the page. */
void board_mark_above(struct screen_call *call);

/* A button with its label below the icon: narrow. Words that are too many for one line have two. */
struct board_tile {
    const char *key;
    int index;
    const char *icon, *label;
    bool strong, selected, disabled;
};
bool board_tile(struct ui *ui, struct rect r, struct board_tile tile);
/* The one that locks the teacher view at once. */
void board_hide_tile(struct screen_call *call, struct rect r);

/* At the end of *bar: closes what lies over the page; Escape does, too, if `is_cancel`. */
bool board_close_button(struct ui *ui, struct rect *bar, bool is_cancel);
/* At the end of *bar, ways to the neighbours: 1 next, -1 previous, 0 neither was chosen. They take
 * BOARD_STEPS of it. */
enum { BOARD_STEP_GAP = 10, BOARD_STEPS = 2 * (TARGET_MIN + BOARD_STEP_GAP) };
int board_step_buttons(struct ui *ui, struct rect *bar, const char *next, const char *previous);

/* The name of a student (an index) for the teacher: "Emma T." where there is another Emma. Pages
 * that the room sees have student_name(). */
const char *board_student_name(struct screen_call *call, int student);
/* A name with its avatar, in one line; one that is too long for that at SIZE_SMALL is in two where
 * r is BOARD_NAME_TWO high, else smaller, down to BOARD_NAME_LEAST, and then in two smaller ones
 * where r is BOARD_NAME_TWO_LOW high. Quiet: whoever draws it leaves the node. Returns the width
 * used. */
enum {
    BOARD_NAME_TWO = 42,
    BOARD_NAME_TWO_LOW = 31,
    BOARD_NAME_LEAST = 16,
    BOARD_NAME_LEAST_OF_TWO = 14,
};
float board_name(
    struct ui *ui, struct rect r, const struct student *student, float size, color ink);
/* The same with the teacher's name of a student. */
void board_student(struct screen_call *call, struct rect r, int student, float size, color ink);

/* "today", "yesterday", "Mon 3 Nov". */
const char *board_day(struct screen_call *call, int32_t day);
/* "Mon 3 Nov 2025", and "Nov" of 1 to 12. */
const char *board_date(struct ui *ui, int32_t day);
const char *board_month(struct ui *ui, int month);
/* A code in that width: "…4.NF.A.1" where the whole does not fit. */
const char *board_code(struct ui *ui, struct text_look look, float width, const char *code);

/* Typing the passphrase that opens what children wrote. The screen keeps it. */
struct board_lock {
    bool typing;
    char passphrase[128];
    struct keyboard keyboard;
};
/* While words are locked: a line that says so at the top of *page, with the way to open them. True
 * while the passphrase is typed: then the page is used up. */
bool board_words_lock(struct screen_call *call, struct rect *page, struct board_lock *own);

/* An answer of a ticket with its question. */
const char *board_answer(struct screen_call *call, const struct history_entry *entry);
/* "67% on 4.NF.A.1, from spring-quiz": an imported result. */
const char *board_result(struct screen_call *call, const struct history_entry *entry);

/* A level of mastery: colour and sign together, never colour alone. Without a node. */
void board_level(struct ui *ui, struct rect r, enum mastery_level level, float radius);
/* With its word, at most r.w wide; returns the width. */
float board_level_chip_width(struct ui *ui, enum mastery_level level, float most);
float board_level_chip(struct ui *ui, struct rect r, enum mastery_level level);
const char *board_level_name(struct ui *ui, enum mastery_level level);
/* Over the page: the answers behind the level of session.subject on session.subject_skill (the
 * screen asks for REPORT_HISTORY), and the teacher's own word. *set is the screen's memory,
 * MASTERY_COUNT at first. True when it is closed. */
bool board_evidence(struct screen_call *call, enum mastery_level *set);

/* Words to one student, over the page: one of a few starters, or the teacher's own. The screen
 * keeps it; `about` is event_about_reflection(), or empty. */
struct board_kudos {
    bool open, writing;
    int student;
    char about[ID_SIZE];
    char text[TEXT_SIZE];
    struct keyboard keyboard;
};
/* Goes on with own words that were not sent. */
void board_kudos_open(
    struct screen_call *call, struct board_kudos *own, int student, const char *about);
/* Call it last in a frame; nothing while it is not open. */
void board_kudos(struct screen_call *call, struct board_kudos *own);

/* The colour of the k-th group, the same on every screen. */
enum hue board_group_hue(int group);
