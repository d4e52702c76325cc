/* A sentence that is told in a language only later: untranslated, with what goes into its gaps.
 *
 * Layers below the screens know no language. They mark their sentences with N_() for the
 * translators; a screen says them with part_sentence(), a command as they are. */
#pragma once

#include "base/fill.h"
#include <stdarg.h>
#include <stdint.h>

enum {
    SENTENCE_GAPS = 6,
    SENTENCE_ROOM = 768,      /* bytes of all values, each with its terminator */
    SENTENCE_TEXT_SIZE = 1024 /* bytes that take a sentence in English, with the terminator */
};

struct sentence {
    const char *what;         /* with named gaps, for ever there; NULL: `values` is all of it */
    const char *then;         /* another one, what to do about it, with the same gaps; or NULL */
    uint16_t gap_count, used; /* bytes of `values` */
    const char *keys[SENTENCE_GAPS];
    uint16_t at[SENTENCE_GAPS]; /* where the value begins */
    char values[SENTENCE_ROOM];
};

/* Then keys and values in turn, at most SENTENCE_GAPS, and NULL. Values that do not fit are cut. */
void sentence_set(struct sentence *out, const char *what, ...) __attribute__((sentinel));
void sentence_vset(struct sentence *out, const char *what, va_list gaps);
/* A text that nothing is known of. */
void sentence_text(struct sentence *out, const char *text);

/* In English, cut at `size` bytes: all of it, as "what: then", or one half; "" if there is none. */
void sentence_write(const struct sentence *sentence, char *out, size_t size);
void sentence_write_what(const struct sentence *sentence, char *out, size_t size);
void sentence_write_then(const struct sentence *sentence, char *out, size_t size);

/* What to fill the gaps with, borrowed from the sentence; returns how many. */
int sentence_fills(const struct sentence *sentence, struct fill out[static SENTENCE_GAPS]);
