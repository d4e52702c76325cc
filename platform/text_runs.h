/* Cuts a line into runs that one face shapes whole, in the order they are drawn. */
#pragma once

#include "platform/fonts.h"
#include <fribidi.h>

enum { TEXT_CHARS_MAX = 2048, TEXT_RUNS_MAX = 128 };

struct text_item {
    uint32_t start, length; /* bytes of the line */
    int face;
    const char *script;
    uint8_t level; /* odd: right to left */
};

struct text_scratch {
    uint32_t codes[TEXT_CHARS_MAX];
    uint32_t starts[TEXT_CHARS_MAX + 1]; /* bytes */
    FriBidiLevel levels[TEXT_CHARS_MAX];
    FriBidiCharType types[TEXT_CHARS_MAX];
    FriBidiBracketType brackets[TEXT_CHARS_MAX];
    struct text_item items[TEXT_RUNS_MAX];
};

enum text_direction { TEXT_AUTO, TEXT_LTR, TEXT_RTL };

/* Fills scratch->items left to right and returns how many; what is beyond TEXT_CHARS_MAX characters
 * is not looked at. *missing is set if no face has some character. */
int text_split(struct fonts *fonts, enum font font, enum text_direction direction, const char *text,
    size_t length, struct text_scratch *scratch, bool *missing);

bool runs_is_rtl(const char *text, size_t length, bool fallback);
