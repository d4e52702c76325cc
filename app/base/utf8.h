/* UTF-8: strict decoding (RFC 3629), counting, cutting and cleaning. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_BAD = 0xFFFD }; /* what a malformed byte decodes to */

/* Decodes the character at text (length bytes left, at least 1). Returns the bytes it takes, at
 * least 1; a malformed byte gives UTF8_BAD and takes 1. */
size_t utf8_decode(const char *text, size_t length, uint32_t *out);

/* Writes a code point (at most 4 bytes, no terminator); returns the bytes written. */
size_t utf8_encode(uint32_t code, char out[static 4]);

/* The value of a decimal digit that keyboards of our languages type (0 to 9, Arabic, Persian,
 * Devanagari, Bengali, full width), or -1. */
int utf8_digit(uint32_t code);

/* The bytes of the mark that editors and spreadsheets put before a text: 3, or 0 if there is none.
 */
size_t utf8_mark(const char *text, size_t length);

bool utf8_is_valid(const char *text, size_t length);
size_t utf8_count(const char *text); /* characters, malformed bytes count as one each */

/* The largest length <= limit that does not end inside a character. */
size_t utf8_cut(const char *text, size_t length, size_t limit);

/* The start of the character before position (position > 0), for a caret. */
size_t utf8_previous(const char *text, size_t position);

/* Cleans what people and machines type: malformed bytes become U+FFFD, control characters (but
 * newline and tab), bidirectional overrides, zero-width no-break space and noncharacters are
 * dropped. Joiners stay: names and emoji need them. Writes at most size bytes with the terminator;
 * returns the length written. */
size_t utf8_clean(char *out, size_t size, const char *text, size_t length);
