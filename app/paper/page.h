/* Where things are on a sheet and on a badge, in millimetres from the top left corner.
 *
 * Eight to a page are 85.6 x 54 mm, the size of a bank card: pouches and holders for it are sold
 * everywhere. Cards touch, so that one cut parts two of them. */
#pragma once

#include "paper/sheet.h"

struct box {
    double x, y, width, height;
};

enum { PAGE_CARD_MAX = 8 };

struct page {
    double width, height;
    double card_width, card_height;
    int columns, rows;
    double left, top; /* of the block of cards */
};

/* ERR_BAD_INPUT unless per_sheet is 2, 4, 6 or 8. */
MUST_CHECK bool page_plan(
    enum paper_size paper, int per_sheet, struct page *out, struct error *error);
struct page page_blank(enum paper_size paper);            /* no cards */
struct box page_card(const struct page *page, int place); /* 0 at the top left, then to the right */

/* A code of 32 mm, its quiet zone included in what must stay white. */
#define CODE_MM        32.0
#define CODE_EDGE_MM   8.0 /* least distance to the edges: thumbs are there */
#define CARD_MARGIN_MM 4.0 /* of text */

/* What is on a card of that size, relative to its corner. */
struct card_parts {
    struct box code;
    struct box avatar;
    struct box name;
    struct box class_name;
};
struct card_parts page_card_parts(double card_width, double card_height);
