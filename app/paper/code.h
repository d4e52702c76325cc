/* The QR code of a badge as modules, and as the fewest rectangles that print without seams. */
#pragma once

#include "model/badge.h"
#include <stdbool.h>

enum {
    CODE_VERSION = 2, /* at level H it holds exactly the 20 characters of a payload */
    CODE_MODULES = 25,
    CODE_QUIET = 4, /* modules of white around it that readers need */
    CODE_RECT_MAX = CODE_MODULES * CODE_MODULES,
};

struct code {
    bool dark[CODE_MODULES][CODE_MODULES]; /* [row][column] */
};

/* `payload` as badge_encode() writes it. False if memory ran out. */
bool code_make(const char payload[static BADGE_TEXT_SIZE], struct code *out);

/* In modules. */
struct code_rect {
    int x, y, width, height;
};
/* Covers every dark module once and no light one; returns how many. */
int code_rects(const struct code *code, struct code_rect out[static CODE_RECT_MAX]);
