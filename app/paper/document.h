/* Pages drawn by a callback, saved as PDF or PNG.
 *
 * The same drawing gives the same bytes: no date, no random names are in the file. */
#pragma once

#include "paper/page.h"
#include "paper/pen.h"

enum { DOCUMENT_PNG_DPI = 300 };

/* Draws everything in millimetres; a PDF's pages are ended with cairo_show_page(). */
typedef bool (*document_draw_fn)(struct pen *pen, const void *context, struct error *error);

MUST_CHECK bool document_pdf(const char *file, const struct page *page, const char *title,
    document_draw_fn draw, const void *context, struct error *error);
/* One picture of that size at 300 dpi, which the file says too. */
MUST_CHECK bool document_png(const char *file, double width, double height, document_draw_fn draw,
    const void *context, struct error *error);
