/* What the UI asks of whoever can measure text. All sizes in pixels. */
#pragma once

#include "ui/draw.h"
#include <stddef.h>

struct text_service {
    void *context;
    /* Width of one line, shaped, with font fallback and bidi, as DRAW_TEXT will draw it. */
    int (*width)(void *context, enum font font, int size, const char *text, size_t length);
    /* Height of a line box for this font and size (the same whatever the text), and its ascent. */
    int (*line_height)(void *context, enum font font, int size);
    /* True if the paragraph's first strong character is right-to-left. */
    bool (*is_rtl)(void *context, const char *text, size_t length, bool fallback);
};
