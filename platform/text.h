/* Lines of text: laid out once, remembered; runs turned into pixels on request. */
#pragma once

#include "platform/pixels.h"
#include "platform/text_runs.h"
#include "ui/text_service.h"

struct text;

struct text_run {
    uint64_t key;           /* same key, same pixels */
    uint32_t start, length; /* bytes of the line */
    int face, size;
    const char *script;
    bool rtl;
    bool color; /* has its own colours, is not tinted */
    int x, w;   /* from the left of the line */
};

struct text_line {
    int width, baseline; /* baseline: down from the top of the line box */
    int count;
    bool missing; /* no font has some character */
    const struct text_run *runs;
};

/* `folder` as in fonts_open(). */
MUST_CHECK bool text_open(struct text **out, const char *folder, struct error *error);
void text_close(struct text *text); /* accepts NULL */

/* Borrowed until the next call. A line seen lately costs one look-up: nothing is allocated. */
const struct text_line *text_lay(struct text *text, enum font font, int size,
    enum text_direction direction, const char *line, size_t length);
/* The run in white (or its own colours); *top is the row of its pixels that belongs at the
 * baseline. False: nothing to draw. */
MUST_CHECK bool text_raster(
    struct text *text, const struct text_run *run, const char *line, struct pixels *out, int *top);

void text_serve(struct text *text, struct text_service *out);
