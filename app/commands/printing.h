/* What all commands that print share: paper, file, language. */
#pragma once

#include "commands/cli.h"
#include "paper/sheet.h"

#define PRINTING_PAPER_OPTION(out)                                                              \
    {                                                                                           \
        "--paper", CLI_TEXT, (out), "SIZE", "a4 or letter; default: as class.ini says, else a4" \
    }

/* What --paper says; NULL: what the class prints on, A4 while `plan` is NULL. */
MUST_CHECK bool printing_read_paper(
    const char *text, const struct plan *plan, enum paper_size *out, struct error *error);
MUST_CHECK bool printing_needs(const char *value, const char *option, struct error *error);
/* What lies there may be a sheet in use: it is not written over. */
MUST_CHECK bool printing_is_free(const char *file, struct error *error);

struct printing {
    struct catalog catalog;
    struct words words;
};

/* The words of a language (NULL or empty: of the class); English, and a line on standard error, if
 * we have none. `printing` and the records must outlive them. */
const struct words *printing_words(
    struct printing *printing, struct records *records, const char *language);
const struct words *printing_words_of(
    struct printing *printing, struct arena *arena, const char *language);
