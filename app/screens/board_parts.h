/* Pieces that the screens of the teacher view share. */
#pragma once

#include "screens/parts.h"

/* A page of the teacher view: heading, the mark that says that it is not for the room, and along
 * the bottom the ways to the other pages, with `own` marked. *page becomes what is between;
 * returned is what is left of the heading's bar at its end, for the page's own controls. */
struct rect board_page(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title);
/* The same where the controls need that much of the bar: the mark is shorter then. */
struct rect board_page_with(
    struct screen_call *call, struct rect *page, enum screen_id own, const char *title, float need);

/* A button with its label below the icon: narrow. */
struct board_tile {
    const char *key;
    int index;
    const char *icon, *label;
    bool strong, selected, disabled;
};
bool board_tile(struct ui *ui, struct rect r, struct board_tile tile);

/* A name with its avatar, in one line; quiet: whoever draws it leaves the node. Returns the width
 * used. */
float board_name(
    struct ui *ui, struct rect r, const struct student *student, float size, color ink);

/* A level of mastery: colour and sign together, never colour alone. */
void board_level(struct ui *ui, struct rect r, enum mastery_level level, float radius);
const char *board_level_name(struct ui *ui, enum mastery_level level);
/* Over the page: the answers behind the level of session.subject on session.subject_skill (the
 * screen asks for REPORT_HISTORY), and the teacher's own word. *set is the screen's memory,
 * MASTERY_COUNT at first. True when it is closed. */
bool board_evidence(struct screen_call *call, enum mastery_level *set);

/* The colour of the k-th group, the same on every screen. */
enum hue board_group_hue(int group);
