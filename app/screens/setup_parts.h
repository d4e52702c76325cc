/* Pieces that the page Setup and the screen of a machine without a class share. */
#pragma once

#include "screens/parts.h"

/* Asks for a task; `number` as it says. */
void setup_ask(struct screen_call *call, enum setup_task task, int number);

/* Class folders: the list, the dry run, what would change, taking it. `intro` is said beside the
 * list. */
void setup_folders(struct screen_call *call, struct rect r, const char *intro);

/* Where the last sheet was printed to, or why not; nothing if none was. */
void setup_paper(struct screen_call *call, struct rect r);

/* A line of plain words in the middle of r, with an icon above. */
void setup_say(struct ui *ui, struct rect r, const char *icon, const char *text);

/* A button as wide as its label at the end of *bar, at most `part` of it. */
bool setup_button(struct ui *ui, struct rect *bar, float part, struct button button);
