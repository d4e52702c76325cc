/* A join code as a picture, to be shown on a phone or printed: the QR code, and below it what
 * somebody would read or type. Readable by its owner only, as all sheets. */
#pragma once

#include "base/error.h"

enum { JOIN_CARD_LINES = 4 };

/* `code` is in the alphanumeric set of QR codes (A to Z, 0 to 9). Lines may be NULL; the first is
 * the largest. ERR_BAD_INPUT: longer than a code holds. */
MUST_CHECK bool join_card_png(const char *file, const char *code,
    const char *const lines[static JOIN_CARD_LINES], struct error *error);
