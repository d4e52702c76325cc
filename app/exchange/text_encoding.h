/* Other people's bytes to clean UTF-8 text.
 *
 * Takes UTF-8 with or without a byte order mark, UTF-16 in either order, and, with a warning, the
 * Windows-1252 that old spreadsheets write. Line ends (CR, LF, CRLF) become LF, so that line
 * numbers are those an editor shows. Letters and their accents become one character (NFC), as they
 * are typed: texts, ids and answers can then be compared as bytes. */
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

/* The same without composing, for what the class has already: its ids stand in events, and stay
 * those whatever a version of before let pass. */
MUST_CHECK bool text_decode_stored(const char *name, const char *bytes, size_t size,
    struct arena *arena, struct problems *problems, struct text_file *out);

/* Composes in place (NFC): a Mac spells accents apart in names of files, and so do some programs in
 * texts. `size` bytes with the terminator; *length is the text's and changes with it. False if it
 * does not fit or there is no memory; then the text is as it was, as is one that is no UTF-8. */
bool text_compose(char *text, size_t *length, size_t size);

/* "UTF-16LE", "UTF-16BE", or NULL: it is none of the two. */
const char *text_utf16_name(const char *bytes, size_t size);
