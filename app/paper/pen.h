/* Text and emoji on a cairo surface, in millimetres, the same on every machine with our fonts. */
#pragma once

#include "paper/page.h"
#include "paper/words.h"
#include <cairo.h>
#include <pango/pangocairo.h>

/* 0xRRGGBB */
enum { INK = 0x20253a, INK_SOFT = 0x5b6178, PAPER_LINE = 0xe6ded2, PAPER_SOFT = 0xf6f2ea };

struct pen {
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *pango;
    const struct words *words; /* NULL: English */
    double mirror_mm;          /* of a page that is drawn mirrored; 0: it is not */
};

/* `scale` is the surface's units in a millimetre. Failures are kept in the cairo context: look at
 * cairo_status() when done. */
void pen_open(struct pen *pen, cairo_surface_t *surface, double scale);
void pen_close(struct pen *pen); /* accepts one that is all zero */

/* What is drawn from now on is in this language: its sentences run as it does. */
void pen_speak(struct pen *pen, const struct words *words);
/* Turns a page around for a language that runs from right to left: layouts are written left to
 * right. */
void pen_mirror(struct pen *pen, double page_width);
struct box pen_box(const struct pen *pen, struct box box); /* where it is on paper */

enum pen_align { PEN_START, PEN_CENTER };

struct pen_style {
    double size, size_min; /* letter height of the font (em), mm: shrinks until it fits */
    bool bold;
    enum pen_align align;
    uint32_t color; /* 0xRRGGBB */
    int lines;      /* at most; 0: 1 */
    bool own_way;   /* a name, a child's words: it runs as its own letters do */
};

/* The text, centred vertically, shrunk until it fits its box; words are broken, and then the end is
 * left out, only when the smallest size is still too wide. Returns the size it was set in.
 * `language` is a tag such as "ja", or NULL: it chooses between glyphs that scripts share. */
double pen_text(struct pen *pen, struct box box, const char *text, const char *language,
    const struct pen_style *style);

/* A paragraph of that width, for lines of its own place. The caller unrefs it. */
PangoLayout *pen_paragraph(
    struct pen *pen, double width, const char *text, const struct pen_style *style);
/* One line of it with its top at y; returns its height. */
double pen_line(struct pen *pen, struct box box, PangoLayout *paragraph, int line);
double pen_line_height(PangoLayout *paragraph, int line);

/* One emoji, as large as the box allows, in the middle. */
void pen_emoji(struct pen *pen, struct box box, const char *emoji);

void pen_color(struct pen *pen, uint32_t color);
