/* What is read aloud may be in two languages: the interface's, and, between these marks, the one in
 * which the class's files are written. A voice of the wrong language makes gibberish of it.
 *
 * The marks are for private use, and reading a class's files drops what is for private use: they
 * are only where the program has put them. Whatever is drawn, named or found goes without them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define SPOKEN_CLASS     "\xEE\x80\x82" /* U+E002: from here on in the class's language */
#define SPOKEN_INTERFACE "\xEE\x80\x83" /* U+E003: and here in the interface's again */

/* Of the pieces of a text: tags as in the class folder ("en", "pt-BR"). */
struct spoken_languages {
    const char *interface, *class;
};

/* Bytes of the mark that `at` begins with, 0: none. */
size_t spoken_mark(const char *at);

/* Takes the next piece that is in one language: sets *out, *length (bytes) and *is_class, and moves
 * *cursor behind it. A text begins in the interface's. False at the end. */
bool spoken_next(const char **cursor, bool *is_class, const char **out, size_t *length);

/* Copies text without the marks; cut at size, never within a character. */
void spoken_plain(char *out, size_t size, const char *text);
