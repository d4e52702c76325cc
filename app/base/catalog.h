/* Translations: reads a compiled gettext catalogue (.mo) from memory.
 *
 * Languages change with each student, so the process locale is of no use: the program holds one
 * catalogue per language and picks one per frame. The file format is GNU gettext's manual, "The
 * Format of GNU MO Files"; plural rules are the C expressions of the Plural-Forms header. */
#pragma once

#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

enum { CATALOG_PLURAL_OPS = 128 }; /* numbers and n in one plural rule */

struct catalog {
    const unsigned char *bytes; /* borrowed; must outlive the catalogue */
    size_t size;
    uint32_t count;        /* messages */
    uint32_t originals;    /* offset of the table of originals */
    uint32_t translations; /* offset of the table of translations */
    bool swapped;          /* the file has the other byte order */
    uint32_t plural_count; /* forms; 2 if the header is absent */
    char plural_rule[256]; /* checked at open */
};

/* Takes the bytes of a .mo file. ERR_BAD_INPUT if they are not one (damaged tables, no
 * terminators, not UTF-8, not sorted, more than 6 forms, unusable plural rule). Every later look-up
 * is then safe. */
MUST_CHECK bool catalog_open(
    struct catalog *out, const void *bytes, size_t size, struct error *error);

/* The translation of text, or text itself when there is none (or catalog is NULL). */
const char *catalog_text(const struct catalog *catalog, const char *text);
/* The same with a context, msgctxt in the catalogue. */
const char *catalog_context_text(
    const struct catalog *catalog, const char *context, const char *text);
/* The form of `one`/`many` for count. */
const char *catalog_plural(
    const struct catalog *catalog, const char *one, const char *many, uint32_t count);
