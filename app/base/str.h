/* Text in fixed buffers: always terminated, never cut in the middle of a UTF-8 character.
 *
 * Sizes are in bytes and include the terminator. */
#pragma once

#include "base/macros.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies text into out. False if it had to be cut. */
bool str_copy(char *out, size_t size, const char *text);
bool str_copy_length(char *out, size_t size, const char *text, size_t length);
/* Its size, where it is an array: a pointer, or a choice between two arrays, does not compile. */
#define STR_ARRAY_SIZE(array) \
    (sizeof(array) * _Generic(&(array), char ** : (char *)0, default : (size_t)1))
#define STR_COPY(array, text) str_copy((array), STR_ARRAY_SIZE(array), (text))

/* printf into a fixed buffer. False if it had to be cut. */
bool str_format(char *out, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
bool str_vformat(char *out, size_t size, const char *format, va_list args);
#define STR_FORMAT(array, ...) str_format((array), STR_ARRAY_SIZE(array), __VA_ARGS__)

/* Appends; false if cut. */
bool str_append(char *out, size_t size, const char *text);

/* A number as a text to pass on: str_number(3).text. */
struct str_number {
    char text[21];
};
struct str_number str_number(int64_t number);

bool str_equal(const char *a, const char *b);
bool str_equal_ascii_fold(const char *a, const char *b); /* ignores the case of A to Z only */
bool str_starts_with(const char *text, const char *prefix);
bool str_ends_with(const char *text, const char *suffix);
bool str_is_empty(const char *text); /* NULL and "" */

/* Removes ASCII white space and no-break space at both ends, in place; returns the new length. */
size_t str_trim(char *text);

/* A bounded writer: appends stop quietly at the end and `cut` says so. */
struct str_writer {
    char *text;    /* terminated after every call */
    size_t size;   /* bytes, with the terminator */
    size_t length; /* bytes written, without it */
    bool cut;
};

struct str_writer str_writer(char *out, size_t size);
void str_put(struct str_writer *writer, const char *text);
void str_put_length(struct str_writer *writer, const char *text, size_t length);
void str_putf(struct str_writer *writer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Takes the next part of a list such as "a; b;c": sets *out and *length to the trimmed part and
 * moves *cursor behind the separator. False at the end. Empty parts are skipped. */
bool str_next_part(const char **cursor, char separator, const char **out, size_t *length);

/* Whole-text parses; false (and *out untouched) unless all of text is one such number in range. */
MUST_CHECK bool str_to_int(const char *text, int low, int high, int *out);
MUST_CHECK bool str_to_int64(const char *text, int64_t *out);
