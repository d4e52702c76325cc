/* Other people's bytes to clean UTF-8 text.
 *
 * Takes UTF-8 with or without a byte order mark, UTF-16 in either order, and, with a warning, the
 * Windows-1252 that old spreadsheets write. Line ends (CR, LF, CRLF) become LF, so that line
 * numbers are those an editor shows. */
#pragma once

#include "base/arena.h"
#include "exchange/problem.h"

/* Where something is in a file, from 1; the column in characters. */
struct text_place {
    int line, column;
};

struct text_file {
    const char *name;
    const char *text; /* valid UTF-8 without zero bytes, terminated */
    size_t length;
};

/* False if it is no text; why is then in problems. */
MUST_CHECK bool text_decode(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct problems *problems, struct text_file *out);

/* "UTF-16LE", "UTF-16BE", or NULL: it is none of the two. */
const char *text_utf16_name(const char *bytes, size_t size);
