#include "exchange/evidence_table.h"

#include "base/date.h"
#include "base/str.h"
#include "exchange/cells.h"
#include <stdlib.h>
#include <string.h>

enum { STUDENT, SKILL, VALUE, TAKEN_ON, FIELDS };

static const struct csv_field fields[FIELDS] = {
    [STUDENT] = {"student", "id name learner studentid", true},
    [SKILL] = {"skill", "code standard", true},
    [VALUE] = {"value", "score result percent", true},
    [TAKEN_ON] = {"taken_on", "date day", true},
};

struct reader {
    struct cell_context context;
    const struct classroom *classroom;
    int32_t today;
};

/* --- Whose ------------------------------------------------------------------------------------ */

static bool is_whole_name(const char *text, const char *first, const char *last)
{
    char one[2 * NAME_SIZE], other[2 * NAME_SIZE + 1];
    if (first[0] == '\0' || last[0] == '\0')
        return false;
    STR_FORMAT(one, "%s %s", first, last);
    STR_FORMAT(other, "%s, %s", last, first);
    return str_equal_ascii_fold(text, one) || str_equal_ascii_fold(text, other);
}

/* By name; -1 nobody, -2 several. */
static int find_name(const struct classroom *classroom, const char *text)
{
    int found = -1;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct student *student = &classroom->plan.students[i];
        if (!classroom->students[i].enrolled ||
            (!is_whole_name(text, student->first_name, student->last_name) &&
                !is_whole_name(text, student->preferred_name, student->last_name)))
            continue;
        if (found >= 0)
            return -2;
        found = i;
    }
    return found;
}

static int take_student(const struct reader *reader, struct csv_cell cell)
{
    const struct classroom *classroom = reader->classroom;
    char text[2 * NAME_SIZE];
    if (cell.text[0] == '\0')
        return -1;
    cell_text(&reader->context, cell, "student", text, sizeof text);
    int student = classroom_find_student(classroom, text);
    if (student >= 0 && classroom->students[student].enrolled)
        return student;
    student = find_name(classroom, text);
    if (student == -2)
        cell_error(&reader->context, cell, "write the id, as in students.csv",
            "several students are called {name}", "name", quote(cell.text).text, NULL);
    else if (student < 0)
        cell_error(&reader->context, cell,
            "write an id of students.csv, or first and last name as there",
            "there is no student {student} in {class}", "student", quote(cell.text).text, "class",
            classroom->plan.class_name, NULL);
    return student;
}

/* --- What ------------------------------------------------------------------------------------- */

static void take_skill(const struct reader *reader, struct csv_cell cell, char out[static ID_SIZE])
{
    const struct classroom *classroom = reader->classroom;
    const char *names[SKILL_MAX];
    if (!cell_id(&reader->context, cell, ID_SKILL, out))
        return;
    if (classroom_find_skill_in_plan(classroom, out) >= 0)
        return;
    for (int i = 0; i < classroom->skill_in_plan_count; i++)
        names[i] = classroom->plan.skills[classroom->skills_in_plan[i]].code;
    struct advice advice =
        advise_name(out, names, classroom->skill_in_plan_count, "use a code of skills.csv");
    cell_error(&reader->context, cell, advice.todo, "there is no skill {skill} in {class}", "skill",
        quote(cell.text).text, "class", classroom->plan.class_name, advice.key, advice.value, NULL);
}

/* Digits, and at most three behind a point or comma, in thousandths; NULL if there are none. */
static const char *read_decimal(const char *text, int64_t *out)
{
    enum { DIGITS = 6 };
    size_t whole = strspn(text, "0123456789");
    if (whole == 0 || whole > DIGITS)
        return NULL;
    *out = strtoll(text, NULL, 10) * 1000;
    text += whole;
    if (*text != '.' && *text != ',')
        return text;
    size_t digits = strspn(++text, "0123456789");
    if (digits == 0 || digits > 3)
        return NULL;
    static const int64_t worth[] = {0, 100, 10, 1};
    *out += strtoll(text, NULL, 10) * worth[digits];
    return text + digits;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " ");
}

/* "80", "87.5 %", "7/8" */
static bool read_value(const char *text, int32_t *out)
{
    int64_t first, of = 100 * 1000;
    text = read_decimal(text, &first);
    if (text == NULL)
        return false;
    text = skip_blanks(text);
    if (*text == '/')
        text = read_decimal(skip_blanks(text + 1), &of);
    else if (*text == '%')
        text++;
    if (text == NULL || *skip_blanks(text) != '\0' || of <= 0 || first > of)
        return false;
    *out = (int32_t)((first * SCORE_FULL + of / 2) / of);
    return true;
}

static void take_value(const struct reader *reader, struct csv_cell cell, int32_t *out)
{
    if (cell.text[0] != '\0' && !read_value(cell.text, out))
        cell_error(&reader->context, cell,
            "write a number from 0 to 100, or right of asked, such as 7/8",
            "the value {value} is no result", "value", quote(cell.text).text, NULL);
}

static void take_day(const struct reader *reader, struct csv_cell cell, int32_t *out)
{
    if (!cell_date(&reader->context, cell, out))
        return;
    if (*out > reader->today)
        cell_error(&reader->context, cell, "write the day the result is from",
            "the date {date} is still to come", "date", quote(cell.text).text, NULL);
    else if (!date_is_believable(*out) && date_is_believable(reader->today))
        cell_warning(&reader->context, cell, "look at the year", "the date {date} is long ago",
            "date", quote(cell.text).text, NULL);
}

/* --- Rows ------------------------------------------------------------------------------------- */

static bool is_same(const struct evidence_row *a, const struct evidence_row *b)
{
    return a->student == b->student && a->day == b->day && str_equal(a->skill, b->skill);
}

/* A row that a spreadsheet has doubled would count twice. */
static void check_double(const struct reader *reader, const struct evidence_table *table,
    const struct evidence_row *row, struct csv_cell cell)
{
    for (int i = 0; i < table->count; i++)
        if (is_same(&table->rows[i], row) && table->rows[i].value == row->value) {
            cell_error(&reader->context, cell, "take one of the two rows out",
                "this row says the same as line {line}", "line",
                str_number(table->rows[i].line).text, NULL);
            return;
        }
}

static void take_rows(
    const struct reader *reader, const struct csv_table *csv, struct evidence_table *out)
{
    for (int i = 0; i < csv->row_count; i++) {
        struct csv_cell cell = csv_cell(csv, i, STUDENT);
        struct evidence_row row = {.value = -1, .line = cell.line, .column = cell.column};
        if (out->count == EVIDENCE_ROW_MAX) {
            cell_error(&reader->context, cell, "put the rest into a file of its own",
                "there are more than {count} results", "count", str_number(EVIDENCE_ROW_MAX).text,
                NULL);
            return;
        }
        int errors = reader->context.problems->errors;
        row.student = take_student(reader, cell);
        take_skill(reader, csv_cell(csv, i, SKILL), row.skill);
        take_value(reader, csv_cell(csv, i, VALUE), &row.value);
        take_day(reader, csv_cell(csv, i, TAKEN_ON), &row.day);
        if (reader->context.problems->errors > errors || row.student < 0 || row.value < 0)
            continue;
        check_double(reader, out, &row, cell);
        out->rows[out->count++] = row;
    }
}

/* A gradebook may write 0.9 for nine of ten: taken as percents, nobody has learnt anything. */
static void check_percents(
    const struct reader *reader, const struct csv_table *csv, const struct evidence_table *table)
{
    int32_t largest = 0;
    for (int i = 0; i < table->count; i++)
        largest = MAX(largest, table->rows[i].value);
    if (largest > 0 && largest <= SCORE_FULL / 100)
        cell_warning(&reader->context, csv_cell(csv, 0, VALUE),
            "write 90 for nine of ten, or 9/10, if they are no percents",
            "values are percents, and none here is above 1", NULL);
}

void evidence_table_read(const char *file, const char *bytes, size_t size,
    const struct classroom *classroom, int32_t today, struct arena *arena,
    struct problems *problems, struct evidence_table *out)
{
    struct text_file text;
    struct csv_table csv;
    const struct reader reader = {
        .context = {.file = file, .problems = problems}, .classroom = classroom, .today = today};
    *out = (struct evidence_table){
        .file = file, .rows = arena_array(arena, struct evidence_row, EVIDENCE_ROW_MAX)};
    if (out->rows == NULL)
        problem_add(problems, PROBLEM_ERROR, file, 0, 0, "close other programs",
            "there is not enough memory for it", NULL);
    else if (text_decode(file, bytes, size, arena, problems, &text) &&
             csv_read(&text, fields, FIELDS, arena, problems, &csv)) {
        take_rows(&reader, &csv, out);
        check_percents(&reader, &csv, out);
    }
    problems_sort(problems);
}

void evidence_table_know(struct evidence_table *table, const struct classroom *classroom,
    const char *source, const struct event *event, struct problems *problems)
{
    struct evidence_row known = {.student = classroom_find_student(classroom, event->student),
        .value = event->body.evidence_imported.value,
        .day = event->body.evidence_imported.taken_day};
    STR_COPY(known.skill, event->body.evidence_imported.skill);
    if (event->kind != EVENT_EVIDENCE_IMPORTED || known.student < 0 ||
        !str_equal(event->body.evidence_imported.source, source))
        return;
    for (int i = 0; i < table->count; i++) {
        struct evidence_row *row = &table->rows[i];
        if (!is_same(row, &known))
            continue;
        if (row->value == known.value)
            row->is_known = true;
        else if (!row->is_known)
            problem_add(problems, PROBLEM_WARNING, table->file, row->line, row->column,
                "nothing, if both are results of their own",
                "another result of this day, from the same source, is there already: {percent}%; "
                "both "
                "count",
                "percent", str_number(score_percent(known.value)).text, NULL);
    }
}
