/* Text and emoji on a cairo surface, in millimetres, the same on every machine with our fonts. */
#pragma once

#include "paper/page.h"
#include <cairo.h>
#include <pango/pangocairo.h>

struct pen {
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *pango;
};

/* `scale` is the surface's units in a millimetre. Failures are kept in the cairo context: look at
 * cairo_status() when done. */
void pen_open(struct pen *pen, cairo_surface_t *surface, double scale);
void pen_close(struct pen *pen); /* accepts one that is all zero */

enum pen_align { PEN_START, PEN_CENTER };

struct pen_style {
    double size, size_min; /* letter height of the font (em), mm: shrinks until it fits */
    bool bold;
    enum pen_align align;
    uint32_t color; /* 0xRRGGBB */
    int lines;      /* at most; 0: 1 */
};

/* The text, centred vertically, shrunk until it fits its box; words are broken, and then the end is
 * left out, only when the smallest size is still too wide. Returns the size it was set in.
 * `language` is a tag such as "ja", or NULL: it chooses between glyphs that scripts share. */
double pen_text(struct pen *pen, struct box box, const char *text, const char *language,
    const struct pen_style *style);

/* One emoji, as large as the box allows, in the middle. */
void pen_emoji(struct pen *pen, struct box box, const char *emoji);

void pen_color(struct pen *pen, uint32_t color);
