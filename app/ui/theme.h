/* Colours and sizes of the design (shared design tokens), as named values. */
#pragma once

#include "ui/draw.h"

enum theme_id { THEME_DAY, THEME_CONTRAST, THEME_NIGHT, THEME_COUNT };

enum { THEME_HUES = 7 }; /* sun coral leaf sky plum rose clay, in this order */

struct theme {
    color paper, card, line, ink, ink_soft;
    color primary, primary_ink, primary_soft;
    color hue[THEME_HUES];      /* icons, bars and fills of a hue */
    color hue_soft[THEME_HUES]; /* its pale background, for ink, ink_soft and hue_ink */
    color hue_ink[THEME_HUES];  /* text in the hue, on paper, card and its own hue_soft */
    color sun_ink;              /* text on a fill of hue[0], sun */
    color keyboard, key, key_edge;
    color shadow;     /* alpha 0: none, cards get a line instead */
    float line_width; /* of outlined controls, units */
};

const struct theme *theme_get(enum theme_id id);

/* Text sizes in units. */
enum {
    SIZE_HERO = 64,
    SIZE_TITLE = 44,
    SIZE_HEADING = 32,
    SIZE_BODY = 26,
    SIZE_LABEL = 22,
    SIZE_SMALL = 18
};
enum {
    SPACE_4 = 4,
    SPACE_8 = 8,
    SPACE_12 = 12,
    SPACE_16 = 16,
    SPACE_24 = 24,
    SPACE_32 = 32,
    SPACE_48 = 48
};
enum { RADIUS_CARD = 28, RADIUS_BUTTON = 24, RADIUS_CHIP = 999 };
enum { TARGET_MIN = 76, TARGET_GAP = 16 };
