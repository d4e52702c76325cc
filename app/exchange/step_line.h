/* One line of a steps script, split into words. */
#pragma once

#include "base/error.h"

enum { STEP_WORD_MAX = 4, STEP_WORD_SIZE = 1024 };

struct step_line {
    char words[STEP_WORD_MAX][STEP_WORD_SIZE];
    int count; /* 0: an empty line or a comment */
};

/* Splits at blanks; "…" holds blanks, with \" and \\ inside; # begins a comment outside of quotes.
 * ERR_BAD_INPUT: a quote that is never closed, too many words, a word too long. */
MUST_CHECK bool step_line_parse(const char *line, struct step_line *out, struct error *error);
