/* No compiler sees whether every gap of a sentence has its value: tests look at what they are told.
 */
#pragma once

#include "base/sentence.h"
#include <stdbool.h>
#include <string.h>

static inline bool is_filled(const struct sentence *sentence, const char *name, size_t length)
{
    for (int i = 0; i < sentence->gap_count; i++)
        if (strlen(sentence->keys[i]) == length && memcmp(sentence->keys[i], name, length) == 0)
            return true;
    return false;
}

static inline const char *open_gap_of(const struct sentence *sentence, const char *half)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    for (half = half != NULL ? strchr(half, '{') : NULL; half != NULL; half = strchr(half, '{')) {
        size_t length = strspn(++half, letters);
        if (length > 0 && half[length] == '}' && !is_filled(sentence, half, length))
            return half;
    }
    return NULL;
}

/* The first gap that nothing goes into; NULL if there is none. */
static inline const char *find_open_gap(const struct sentence *sentence)
{
    const char *gap = open_gap_of(sentence, sentence->what);
    return gap != NULL ? gap : open_gap_of(sentence, sentence->then);
}
