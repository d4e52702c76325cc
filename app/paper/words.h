/* The words of a sheet in the language it is printed in.
 *
 * T(), TN() and TC() read a `words` in scope; assets/update-locale.sh finds the texts by them. */
#pragma once

#include "base/catalog.h"
#include <stdbool.h>
#include <stddef.h>

struct words {
    const struct catalog *catalog; /* NULL: English */
    const char *language;          /* a tag such as "ar"; NULL: "en" */
};

/* Everywhere NULL stands for English. */
const char *words_text(const struct words *words, const char *text);
const char *words_context(const struct words *words, const char *context, const char *text);
const char *words_count(const struct words *words, const char *one, const char *many, int count);

const char *words_language(const struct words *words);
bool words_are_rtl(const struct words *words);

/* Fills the gaps of a sentence: pairs of key and value, then NULL. What does not fit is left out.
 */
void words_fill(const struct words *words, char *out, size_t size, const char *pattern, ...)
    __attribute__((sentinel));
#define WORDS_FILL(words, array, ...) words_fill((words), (array), sizeof(array), __VA_ARGS__)

/* "7", for a gap. */
struct words_number {
    char text[16];
};
struct words_number words_number(int number);
