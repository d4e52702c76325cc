/* Values in the cells of a class folder, checked and reported in plain words. */
#pragma once

#include "exchange/csv.h"
#include "model/limits.h"
#include <stdint.h>

/* A text in quotes for a message: one line, cut to what a person can take in. */
struct quoted {
    char text[112];
};
struct quoted quote(const char *text);

/* Where values come from and where problems go. */
struct cell_context {
    const char *file;
    struct problems *problems;
};

/* As problem_add(), at the place of the cell. */
void cell_error(const struct cell_context *context, struct csv_cell cell, const char *todo,
    const char *what, ...) __attribute__((sentinel));
void cell_warning(const struct cell_context *context, struct csv_cell cell, const char *todo,
    const char *what, ...) __attribute__((sentinel));

/* `column` is the name of a column or setting, as it stands in the file. */

/* One line of text, white space runs made one blank. Too long is an error. */
void cell_text(const struct cell_context *context, struct csv_cell cell, const char *column,
    char *out, size_t size);
/* Text that may have lines. */
void cell_long_text(const struct cell_context *context, struct csv_cell cell, const char *column,
    char *out, size_t size);

/* What an id is, for what is said of one that is none. */
enum id_kind {
    ID_PLAIN, /* "the id" */
    ID_CODE,
    ID_SKILL,
    ID_STATION,
    ID_TICKET,
    ID_REFLECTION,
    ID_STUDENT,
    ID_CLASS,
    ID_FILE_NAME,
    ID_TAG,
    ID_KIND_COUNT
};

/* An id or code: no white space, no `;` `,` `|` quotes or brackets; false (and reported) if it is
 * none. An empty cell is false without a report: the table has reported it. */
MUST_CHECK bool cell_id(const struct cell_context *context, struct csv_cell cell, enum id_kind kind,
    char out[static ID_SIZE]);

/* True if cell_id() would take it. */
bool text_is_id(const char *text);

/* Takes the next id of a list `a;b;c` (commas and line ends separate as well). False at the end;
 * a bad one is reported and skipped. */
MUST_CHECK bool cell_next_id(const struct cell_context *context, struct csv_cell cell,
    const char **cursor, enum id_kind kind, char out[static ID_SIZE]);

/* A whole number in low to high; an empty cell leaves *out. */
void cell_number(const struct cell_context *context, struct csv_cell cell, const char *column,
    int low, int high, int32_t *out);

/* One of the names, any case, `-` and blank as `_`; an empty cell leaves *out. What is said of any
 * other has the gap {value}. */
void cell_choice(const struct cell_context *context, struct csv_cell cell, const char *unknown,
    const char *const *names, int count, int *out);

/* A day as 2026-09-14; false (and reported) if it is none. An empty cell is false without a report.
 */
MUST_CHECK bool cell_date(const struct cell_context *context, struct csv_cell cell, int32_t *out);

/* yes or no in the usual spellings; an empty cell leaves *out. */
void cell_yes_no(
    const struct cell_context *context, struct csv_cell cell, const char *column, bool *out);

/* A language tag such as "es" or "pt-BR"; an empty cell leaves out. */
void cell_language(
    const struct cell_context *context, struct csv_cell cell, char out[static LANGUAGE_SIZE]);

/* What to do about a name that is not known: a sentence with one gap. */
struct advice {
    const char *todo, *key;
    char value[160];
};
/* "did you mean "X"?" if a name is close to text, else "use one of: …". */
struct advice suggest_name(const char *text, const char *const *names, int count);

/* The name that was probably meant, or NULL. */
const char *find_close_name(const char *text, const char *const *names, int count);

/* The same for long lists: `otherwise`, which has no gap, instead of all names. */
struct advice advise_name(
    const char *text, const char *const *names, int count, const char *otherwise);

/* Bytes of outside text made fit for the plan: cleaned, composed, private-use marks dropped, white
 * space trimmed, tabs made blanks (one line: runs made one blank). False if it had to be cut. */
MUST_CHECK bool text_tidy(
    char *out, size_t size, const char *text, size_t length, bool one_line, bool keep_marks);
