/* The part of the exit ticket where one item is answered. */
#pragma once

#include "screens/screen.h"

/* Kept by the ticket screen for the item on top; zero when another item comes up. */
struct item_state {
    int left; /* match: 1-based number of the left side that waits for its partner, 0 none */
    struct keyboard keyboard;
};

/* True if answering needs keys, so that the screen leaves room for them. */
bool ticket_item_is_typed(const struct item *item);

/* The height that shows all answers of an item at once, units. */
float ticket_item_height(struct ui *ui, const struct item *item);

/* For reading aloud: `text`, and behind it what can be chosen, in the order shown. */
const char *ticket_item_say(struct ui *ui, const char *text, const struct item *item);

/* Draws the answers and takes them into response (RESPONSE_SIZE bytes). True if it changed. `keys`
 * is where the on-screen keyboard goes, if ticket_item_is_typed(). */
bool ticket_item_answer(struct screen_call *call, struct rect r, struct rect keys,
    const struct item *item, struct item_state *state, char *response);

/* True if the response is complete enough to go on. */
bool ticket_item_is_answered(const struct item *item, const char *response);
