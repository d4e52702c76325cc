/* How typed words are compared: folded, tidied, with edits forgiven.
 *
 * Words are arrays of code points. Tidying makes equal what a child cannot see: runs of white
 * space, white space and punctuation at the end, curly and straight quotes, kinds of hyphen, and
 * (unless case matters) capitals of Latin, Greek and Cyrillic. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDS_MAX = 1024 }; /* code points; more are cut */

struct words {
    uint32_t code[WORDS_MAX];
    size_t count;
};

void words_tidy(struct words *out, const char *text, bool case_matters);

/* `pattern` is text as in GIFT: "*" stands for anything, "\*" for a star. */
bool words_have_wildcard(const char *pattern);
bool words_match(const struct words *words, const char *pattern, bool case_matters);

/* True if at most `edits` insertions, deletions, replacements and swaps of neighbours lead from one
 * to the other (optimal string alignment). */
bool words_are_near(const struct words *a, const struct words *b, int edits);
