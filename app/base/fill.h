/* Sentences with named gaps: "Hi {name}!". */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fill {
    const char *key, *value;
};

/* Writes the sentence with every {key} replaced by its value; other braces stay. `isolated` puts
 * marks around each value that keep its letters from turning the sentence's around (U+2068,
 * U+2069), for sentences and values that run in different directions. As snprintf: cut at `size`,
 * never inside of a character, and the length it wants is returned; `out` may be NULL with a size
 * of 0. */
size_t fill_gaps(char *out, size_t size, const char *pattern, const struct fill *fills, int count,
    bool isolated);
