/* A sentence that is told in a language only later: untranslated, with what goes into its gaps.
 *
 * Layers below the screens know no language. They mark their sentences with N_() for the
 * translators; a screen says them with part_sentence(), a command as they are. */
#pragma once

#include "base/error.h"

enum {
    SENTENCE_GAPS = 4,
    SENTENCE_SIZE = ERROR_TEXT_SIZE /* bytes of a value, with the terminator */
};

struct sentence {
    const char *what; /* with named gaps, for ever there; NULL: the first value is all of it */
    const char *then; /* another one, said after a colon; or NULL */
    int gap_count;
    const char *keys[SENTENCE_GAPS + 1]; /* the last is NULL */
    char values[SENTENCE_GAPS][SENTENCE_SIZE];
};

/* Then keys and values in turn, at most SENTENCE_GAPS, and NULL. Longer values are cut. */
void sentence_set(struct sentence *out, const char *what, ...);
/* A text that nothing is known of. */
void sentence_text(struct sentence *out, const char *text);
/* In English; cut at `size` bytes. */
void sentence_write(const struct sentence *sentence, char *out, size_t size);
