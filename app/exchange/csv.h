/* Tables in CSV: our own reader and writer.
 *
 * Reading takes `,` `;` tab and `|` (and a first line `sep=;`), quotes, ragged rows, blank rows and
 * headers in any case, order and a few other words, and knows the line and column of every cell.
 * Limits: CSV_ROW_MAX rows, CSV_COLUMN_MAX columns, CSV_CELL_MAX bytes in a cell. */
#pragma once

#include "exchange/text_encoding.h"

enum { CSV_ROW_MAX = 20000, CSV_COLUMN_MAX = 2500, CSV_CELL_MAX = 64 * 1024, CSV_FIELD_MAX = 32 };

struct csv_cell {
    const char *text; /* trimmed, also within quotes; terminated */
    int line, column; /* where it begins, 1-based, column in characters */
};

struct csv_row {
    struct csv_cell *cells;
    int count;
    int line;
    int end_line, end_column; /* just behind its last character */
};

/* A column that a file knows. */
struct csv_field {
    const char *name;     /* "first_name" */
    const char *synonyms; /* more words for it, separated by blanks: "first given" */
    bool required;        /* as a column and in every row */
};

struct csv_table {
    const char *file;
    struct csv_row *rows; /* without the header and without blank rows */
    int row_count;
    struct csv_row header;
    char separator;
    const struct csv_field *fields;
    int field_count;
    int columns[CSV_FIELD_MAX]; /* field to column, -1 absent */
};

/* Reads a table and finds the fields in its header. False if nothing of it can be used; then at
 * least one error is in problems. */
MUST_CHECK bool csv_read(const struct text_file *text, const struct csv_field *fields,
    int field_count, struct arena *arena, struct problems *problems, struct csv_table *out);

/* The cell of a field; an empty one at the end of the row if the column or cell is absent. */
struct csv_cell csv_cell(const struct csv_table *table, int row, int field);

/* Writes a table: comma, LF, quotes only where needed. A cell that a spreadsheet would take for a
 * formula gets an apostrophe in front, which reading removes. */
struct csv_writer {
    struct arena *arena;
    char *text;
    size_t length, capacity;
    bool at_row_start;
    bool full; /* the arena had no more room: what is written is not complete */
};

struct csv_writer csv_writer(struct arena *arena);
void csv_put(struct csv_writer *writer, const char *cell);
void csv_put_number(struct csv_writer *writer, long long number);
void csv_end_row(struct csv_writer *writer);
/* Raw text without quotes, for formats other than CSV. */
void csv_put_raw(struct csv_writer *writer, const char *text, size_t length);
