/* The board's Rotation page, in parts: rotation.c is the page, rotation_cards.c its stations. */
#pragma once

#include "model/rotation.h"
#include "screens/board_parts.h"

struct rotation_page {
    int moving; /* student who is being moved by taps: index + 1; 0: nobody */
    bool helping;
    int looking; /* whose children are listed: the card + 1; 0: none */
    int row;     /* which buttons the lowest row had: enum control_row; 0: not drawn yet */
};

/* What the page needs to know, found once a frame. */
struct rotation_view {
    struct rotation_now now;
    int round; /* whose stations are shown: the next one while everybody walks */
    int32_t day;
    bool runs;
};

/* "Eagles" and its picture. */
const char *rotation_group_title(
    const struct screen_call *call, int group, const struct rotation_view *view);
const char *rotation_group_icon(
    const struct screen_call *call, int group, const struct rotation_view *view);

/* No groups stand, and nobody was sent to a station without them: a strip below the cards says what
 * to do, and names the button that is seen. */
bool rotation_is_nobody_placed(const struct screen_call *call, const struct rotation_view *view);

/* A card for each station with who is there; then what lies over them: who is carried, where a
 * student should be, everybody at one station. */
void rotation_cards(struct screen_call *call, struct rect page, const struct rotation_view *view);
void rotation_cards_over(struct screen_call *call, const struct rotation_view *view);
