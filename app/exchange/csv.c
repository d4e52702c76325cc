#include "exchange/csv.h"

#include "base/str.h"
#include "exchange/cells.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

/* One pass over the text. Cell texts go, terminated, into one buffer that is as long as the text.
 */
struct scanner {
    const struct text_file *file;
    const char *at;
    int line, column;
    char separator;
    char *to; /* next free byte of the buffer */
    struct csv_cell *cells;
    int cell_count;
    struct problems *problems;
    bool broken;
};

static void step(struct scanner *scanner)
{
    char c = *scanner->at++;
    if (c == '\n') {
        scanner->line++;
        scanner->column = 1;
    } else if (((unsigned char)*scanner->at & 0xC0) != 0x80) {
        scanner->column++;
    }
}

static bool at_cell_end(const struct scanner *scanner)
{
    char c = *scanner->at;
    return c == '\0' || c == '\n' || c == scanner->separator;
}

static void skip_blanks(struct scanner *scanner)
{
    while ((*scanner->at == ' ' || *scanner->at == '\t') && !at_cell_end(scanner))
        step(scanner);
}

/* The text between quotes. An unclosed one would swallow the rest of the file: that is an error. */
static void take_quoted(struct scanner *scanner)
{
    int line = scanner->line, column = scanner->column;
    step(scanner);
    while (*scanner->at != '\0') {
        if (*scanner->at == '"') {
            step(scanner);
            if (*scanner->at != '"')
                return;
        }
        *scanner->to++ = *scanner->at;
        step(scanner);
    }
    scanner->broken = true;
    problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, line, column,
        N_("close it with another \", or write a quote inside a cell twice (\"\")"),
        N_("the quote opened on line {line} is never closed"), "line", str_number(line).text, NULL);
}

static void take_rest_after_quote(struct scanner *scanner)
{
    skip_blanks(scanner);
    if (at_cell_end(scanner))
        return;
    problem_add(scanner->problems, PROBLEM_WARNING, scanner->file->name, scanner->line,
        scanner->column,
        N_("put quotes around the whole cell and write a quote inside it twice (\"\")"),
        N_("there is text after the closing quote of this cell"), NULL);
    while (!at_cell_end(scanner)) {
        *scanner->to++ = *scanner->at;
        step(scanner);
    }
}

static void take_plain(struct scanner *scanner)
{
    const char *start = scanner->at;
    while (!at_cell_end(scanner))
        step(scanner);
    size_t length = (size_t)(scanner->at - start);
    memcpy(scanner->to, start, length);
    scanner->to += length;
}

/* An apostrophe before = + - @ keeps spreadsheets from calculating: it is no part of the text. */
static const char *without_guard(const char *text)
{
    size_t marks = strspn(text, "'");
    return marks > 0 && text[marks] != '\0' && strchr("=+-@\t", text[marks]) ? text + 1 : text;
}

static void take_cell(struct scanner *scanner)
{
    skip_blanks(scanner);
    struct csv_cell cell = {.line = scanner->line, .column = scanner->column};
    char *start = scanner->to;
    if (*scanner->at == '"') {
        take_quoted(scanner);
        if (!scanner->broken)
            take_rest_after_quote(scanner);
    } else {
        take_plain(scanner);
    }
    *scanner->to = '\0';
    scanner->to = start + str_trim(start) + 1;
    if ((size_t)(scanner->to - start) > CSV_CELL_MAX) {
        problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, cell.line, cell.column,
            N_("shorten it, or look for a quote that is not closed"),
            N_("this cell holds more than 64 KiB of text"), NULL);
        scanner->broken = true;
    }
    cell.text = without_guard(start);
    scanner->cells[scanner->cell_count++] = cell;
}

static bool is_blank_row(const struct csv_row *row)
{
    for (int i = 0; i < row->count; i++)
        if (row->cells[i].text[0] != '\0')
            return false;
    return true;
}

static struct csv_row take_row(struct scanner *scanner)
{
    struct csv_row row = {.cells = scanner->cells + scanner->cell_count, .line = scanner->line};
    while (!scanner->broken) {
        take_cell(scanner);
        row.count++;
        if (*scanner->at != scanner->separator || *scanner->at == '\0')
            break;
        step(scanner);
    }
    row.end_line = scanner->line;
    row.end_column = scanner->column;
    if (*scanner->at == '\n')
        step(scanner);
    if (row.count > CSV_COLUMN_MAX) {
        const struct csv_cell *cell = &row.cells[CSV_COLUMN_MAX];
        problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, cell->line, cell->column,
            N_("delete the columns that are not needed"),
            N_("this row has more than {count} columns"), "count", str_number(CSV_COLUMN_MAX).text,
            NULL);
        scanner->broken = true;
    }
    return row;
}

/* The separator that the first line with text has most of, outside quotes. */
static char guess_separator(const char *text)
{
    static const char candidates[] = ",;\t|";
    int counts[4] = {0};
    bool quoted = false;
    text += strspn(text, "\n ");
    for (; *text != '\0' && (*text != '\n' || quoted); text++) {
        const char *found = *text == '"' || quoted ? NULL : strchr(candidates, *text);
        if (*text == '"')
            quoted = !quoted;
        if (found != NULL)
            counts[found - candidates]++;
    }
    int best = 0;
    for (int i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* Excel's own first line: sep=; */
static void take_separator_line(struct scanner *scanner)
{
    char name[5] = {0};
    str_copy_length(name, sizeof name, scanner->at, MIN(strlen(scanner->at), (size_t)4));
    if (str_equal_ascii_fold(name, "sep=") && scanner->at[4] != '\0' && scanner->at[4] != '\n' &&
        (scanner->at[5] == '\n' || scanner->at[5] == '\0')) {
        scanner->separator = scanner->at[4];
        while (*scanner->at != '\0' && *scanner->at != '\n')
            step(scanner);
        if (*scanner->at == '\n')
            step(scanner);
        return;
    }
    scanner->separator = guess_separator(scanner->at);
}

static size_t count_cells_at_most(const char *text, char separator, size_t *rows)
{
    size_t cells = 2;
    *rows = 2;
    for (; *text != '\0'; text++) {
        cells += *text == separator || *text == '\n';
        *rows += *text == '\n';
    }
    return cells;
}

static bool scan(struct scanner *scanner, struct arena *arena, struct csv_table *out)
{
    take_separator_line(scanner);
    size_t most_rows;
    size_t most_cells = count_cells_at_most(scanner->at, scanner->separator, &most_rows);
    scanner->to = arena_alloc(arena, scanner->file->length + most_cells + 1);
    scanner->cells = arena_array(arena, struct csv_cell, most_cells);
    out->rows = arena_array(arena, struct csv_row, most_rows);
    out->separator = scanner->separator;
    if (scanner->to == NULL || scanner->cells == NULL || out->rows == NULL) {
        problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, 1, 1,
            N_("delete rows and columns that are not needed"),
            N_("this table is too large to read"), NULL);
        return false;
    }
    bool has_header = false;
    while (*scanner->at != '\0' && !scanner->broken) {
        struct csv_row row = take_row(scanner);
        if (scanner->broken || is_blank_row(&row))
            continue;
        if (!has_header)
            out->header = row;
        else
            out->rows[out->row_count++] = row;
        has_header = true;
        if (out->row_count > CSV_ROW_MAX) {
            problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, row.line, 1,
                N_("split the file or delete rows that are not needed"),
                N_("this table has more than {count} rows"), "count", str_number(CSV_ROW_MAX).text,
                NULL);
            return false;
        }
    }
    if (!scanner->broken && !has_header)
        problem_add(scanner->problems, PROBLEM_ERROR, scanner->file->name, 1, 1,
            N_("write the names of the columns in the first row"), N_("this file is empty"), NULL);
    return !scanner->broken && has_header;
}

/* Lower case, and only letters and digits: "First Name" and "first_name" are the same. */
static void normalise(char *out, size_t size, const char *text)
{
    size_t length = 0;
    for (; *text != '\0' && length + 1 < size; text++)
        if (isalnum((unsigned char)*text))
            out[length++] = (char)tolower((unsigned char)*text);
    out[length] = '\0';
}

static bool names_field(const char *header, const struct csv_field *field)
{
    char wanted[64], given[64];
    normalise(given, sizeof given, header);
    normalise(wanted, sizeof wanted, field->name);
    if (given[0] == '\0')
        return false;
    if (str_equal(given, wanted))
        return true;
    const char *cursor = field->synonyms, *part;
    size_t length;
    while (cursor != NULL && str_next_part(&cursor, ' ', &part, &length))
        if (strlen(given) == length && memcmp(given, part, length) == 0)
            return true;
    return false;
}

static int find_field(const struct csv_table *table, const char *header)
{
    for (int f = 0; f < table->field_count; f++)
        if (names_field(header, &table->fields[f]))
            return f;
    return -1;
}

static void list_fields(const struct csv_table *table, char *out, size_t size)
{
    struct str_writer writer = str_writer(out, size);
    for (int f = 0; f < table->field_count; f++)
        str_putf(&writer, "%s%s", f > 0 ? ", " : "", table->fields[f].name);
}

static void map_column(struct csv_table *table, int column, struct problems *problems)
{
    const struct csv_cell *cell = &table->header.cells[column];
    int field = find_field(table, cell->text);
    if (field >= 0 && table->columns[field] >= 0) {
        problem_add(problems, PROBLEM_ERROR, table->file, cell->line, cell->column,
            N_("keep one of the two columns and delete or rename the other"),
            N_("the column {column} is there twice"), "column", quote(cell->text).text, NULL);
    } else if (field >= 0) {
        table->columns[field] = column;
    } else if (cell->text[0] != '\0') {
        problem_add(problems, PROBLEM_NOTE, table->file, cell->line, cell->column,
            N_("nothing to do unless its name is a spelling mistake"),
            N_("the column {column} is not used and stays out"), "column", quote(cell->text).text,
            NULL);
    }
}

static bool map_header(struct csv_table *table, struct problems *problems)
{
    int known = 0;
    for (int f = 0; f < CSV_FIELD_MAX; f++)
        table->columns[f] = -1;
    for (int c = 0; c < table->header.count; c++)
        known += find_field(table, table->header.cells[c].text) >= 0;
    if (known == 0) {
        char list[160];
        list_fields(table, list, sizeof list);
        problem_add(problems, PROBLEM_ERROR, table->file, table->header.line,
            table->header.cells[0].column, N_("the first row must name the columns: {columns}"),
            N_("the first row has no column name that belongs here; it begins with {column}"),
            "column", quote(table->header.cells[0].text).text, "columns", list, NULL);
        return false;
    }
    for (int c = 0; c < table->header.count; c++)
        map_column(table, c, problems);
    bool complete = true;
    for (int f = 0; f < table->field_count; f++) {
        if (!table->fields[f].required || table->columns[f] >= 0)
            continue;
        problem_add(problems, PROBLEM_ERROR, table->file, table->header.end_line,
            table->header.end_column, N_("add it to the first row and fill it in for every row"),
            N_("the column \"{column}\" is missing"), "column", table->fields[f].name, NULL);
        complete = false;
    }
    return complete;
}

static bool repeats_header(const struct csv_table *table, const struct csv_row *row)
{
    int same = 0;
    for (int c = 0; c < row->count && c < table->header.count; c++) {
        const char *text = row->cells[c].text, *head = table->header.cells[c].text;
        if (text[0] != '\0' && !str_equal_ascii_fold(text, head))
            return false;
        same += text[0] != '\0';
    }
    return same >= 2 || (same == 1 && table->header.count == 1);
}

static void check_row(const struct csv_table *table, int at, struct problems *problems)
{
    const struct csv_row *row = &table->rows[at];
    int extra = table->header.count;
    while (extra < row->count && row->cells[extra].text[0] == '\0')
        extra++;
    if (repeats_header(table, row))
        problem_add(problems, PROBLEM_ERROR, table->file, row->line, row->cells[0].column,
            N_("delete this row"), N_("this row repeats the names of the columns"), NULL);
    else if (extra < row->count)
        problem_add(problems, PROBLEM_ERROR, table->file, row->line, row->cells[extra].column,
            N_("put quotes around a cell that has the separator in its text"),
            N_("this row has {cells} cells but the first row names {columns} columns; {text} is "
               "left over"),
            "cells", str_number(row->count).text, "columns", str_number(table->header.count).text,
            "text", quote(row->cells[extra].text).text, NULL);
    else if (row->count < table->header.count)
        problem_add(problems, PROBLEM_WARNING, table->file, row->end_line, row->end_column,
            N_("check that every value stands under its column"),
            N_("this row has {cells} cells but the first row names {columns} columns"), "cells",
            str_number(row->count).text, "columns", str_number(table->header.count).text, NULL);
    for (int f = 0; f < table->field_count && !repeats_header(table, row); f++) {
        struct csv_cell cell = csv_cell(table, at, f);
        if (table->fields[f].required && cell.text[0] == '\0')
            problem_add(problems, PROBLEM_ERROR, table->file, cell.line, cell.column,
                N_("fill it in, or delete the row"), N_("the cell under \"{column}\" is empty"),
                "column", table->fields[f].name, NULL);
    }
}

bool csv_read(const struct text_file *text, const struct csv_field *fields, int field_count,
    struct arena *arena, struct problems *problems, struct csv_table *out)
{
    assert(field_count <= CSV_FIELD_MAX);
    *out = (struct csv_table){.file = text->name, .fields = fields, .field_count = field_count};
    struct scanner scanner = {
        .file = text, .at = text->text, .line = 1, .column = 1, .problems = problems};
    if (!scan(&scanner, arena, out) || !map_header(out, problems))
        return false;
    int kept = 0;
    for (int r = 0; r < out->row_count; r++) {
        check_row(out, r, problems);
        if (!repeats_header(out, &out->rows[r]))
            out->rows[kept++] = out->rows[r];
    }
    out->row_count = kept;
    return true;
}

struct csv_cell csv_cell(const struct csv_table *table, int row, int field)
{
    assert(row >= 0 && row < table->row_count && field >= 0 && field < table->field_count);
    const struct csv_row *r = &table->rows[row];
    int column = table->columns[field];
    if (column < 0 || column >= r->count)
        return (struct csv_cell){.text = "", .line = r->end_line, .column = r->end_column};
    return r->cells[column];
}
