#include "exchange/cells.h"

#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_BOLD = 0xE000, MARK_BOLD_END = 0xE001 };

struct quoted quote(const char *text)
{
    struct quoted out = {.text = "\""};
    char shown[96];
    bool whole = text_tidy(shown, sizeof shown, text, strlen(text), true, false);
    str_append(out.text, sizeof out.text, shown);
    str_append(out.text, sizeof out.text, whole ? "\"" : "…\"");
    return out;
}

void cell_error(const struct cell_context *context, struct csv_cell cell, const char *todo,
    const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    problem_vadd(
        context->problems, PROBLEM_ERROR, context->file, cell.line, cell.column, todo, what, gaps);
    va_end(gaps);
}

void cell_warning(const struct cell_context *context, struct csv_cell cell, const char *todo,
    const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    problem_vadd(context->problems, PROBLEM_WARNING, context->file, cell.line, cell.column, todo,
        what, gaps);
    va_end(gaps);
}

/* Appends one character unless it is unwanted; false if there is no room. */
static bool put_tidy(char *out, size_t size, size_t *to, uint32_t code, bool one_line)
{
    char bytes[4];
    if (code == '\t')
        code = ' '; /* as it would come back from GIFT */
    size_t step = utf8_encode(code, bytes);
    bool blank = code == ' ' || code == '\n' || code == '\r';
    if (one_line && blank) {
        bytes[0] = ' ';
        step = 1;
        if (*to > 0 && out[*to - 1] == ' ')
            return true;
    }
    if (code == '\n' && !one_line)
        while (*to > 0 && out[*to - 1] == ' ')
            (*to)--;
    if (*to + step >= size)
        return blank; /* blanks at the very end are trimmed anyway */
    memcpy(out + *to, bytes, step);
    *to += step;
    return true;
}

static bool is_dropped(uint32_t code, bool keep_marks)
{
    bool mark = code == MARK_BOLD || code == MARK_BOLD_END;
    if (mark)
        return !keep_marks;
    return (code >= 0x2066 && code <= 0x2069) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0xE000 && code <= 0xF8FF) || code == 0xFEFF || (code & 0xFFFE) == 0xFFFE ||
           (code >= 0xFDD0 && code <= 0xFDEF) || (code >= 0x7F && code < 0xA0) ||
           (code < 0x20 && code != '\n' && code != '\t' && code != '\r');
}

/* Without a letter: it would join what is written before the text in a file, such as the n of \n.
 */
static bool is_lone_accent(uint32_t code, const char *out, size_t to)
{
    return code >= 0x300 && code <= 0x36F && (to == 0 || out[to - 1] == '\n');
}

bool text_tidy(
    char *out, size_t size, const char *text, size_t length, bool one_line, bool keep_marks)
{
    size_t to = 0, at = 0;
    bool whole = true;
    while (at < length && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')))
        at++;
    while (at < length && whole) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (!is_dropped(code, keep_marks) && !is_lone_accent(code, out, to))
            whole = put_tidy(out, size, &to, code, one_line);
    }
    out[to] = '\0';
    size_t kept = str_trim(out);
    /* An accent may have come to its letter only now: from an entity, or over what was dropped. */
    whole = text_compose(out, &kept, size) && whole;
    memset(out + kept, 0, size - kept); /* equal plans are equal as bytes */
    return whole;
}

static void take_text(const struct cell_context *context, struct csv_cell cell, const char *column,
    char *out, size_t size, bool one_line)
{
    if (text_tidy(out, size, cell.text, strlen(cell.text), one_line, false))
        return;
    size_t whole = utf8_count(cell.text), kept = utf8_count(out);
    cell_error(context, cell, N_("shorten it by about {count} characters"),
        N_("the text under \"{column}\" is too long (at most {bytes} bytes): {text}"), "column",
        column, "bytes", str_number((int64_t)size - 1).text, "text", quote(cell.text).text, "count",
        str_number(whole > kept ? (int64_t)(whole - kept) : 1).text, NULL);
}

void cell_text(const struct cell_context *context, struct csv_cell cell, const char *column,
    char *out, size_t size)
{
    take_text(context, cell, column, out, size, true);
}

void cell_long_text(const struct cell_context *context, struct csv_cell cell, const char *column,
    char *out, size_t size)
{
    take_text(context, cell, column, out, size, false);
}

/* 14/9/2026 or 9/14/2026: only when one reading is possible is it shown in the advice, as {date}.
 */
static const char *advise_date(const char *text, char date[static DATE_TEXT_SIZE])
{
    static const char *const form = N_("write it as year-month-day, such as 2026-09-14");
    int a, b, year;
    const char *cursor = text;
    char *end;
    date[0] = '\0';
    a = (int)strtol(cursor, &end, 10);
    if (end == cursor || strchr("/.-", *end) == NULL || *end == '\0')
        return form;
    b = (int)strtol(end + 1, &end, 10);
    if (*end == '\0' || strchr("/.-", *end) == NULL)
        return form;
    year = (int)strtol(end + 1, &end, 10);
    if (*end != '\0' || year < 2000 || year > 2100 || a < 1 || b < 1)
        return form;
    if (a > 12 && a <= 31 && b <= 12)
        str_format(date, DATE_TEXT_SIZE, "%04d-%02d-%02d", year, b, a);
    else if (b > 12 && b <= 31 && a <= 12)
        str_format(date, DATE_TEXT_SIZE, "%04d-%02d-%02d", year, a, b);
    return date[0] != '\0' ? N_("write it as {date}") : form;
}

/* 2026-02-29: its form is right. */
static bool is_written_as_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    size_t at = 0;
    while (
        form[at] != '\0' && (form[at] == 'd' ? isdigit((unsigned char)text[at]) : text[at] == '-'))
        at++;
    return form[at] == '\0' && text[at] == '\0';
}

bool cell_date(const struct cell_context *context, struct csv_cell cell, int32_t *out)
{
    struct date date;
    if (cell.text[0] == '\0')
        return false;
    if (date_parse(cell.text, &date)) {
        *out = date_to_day(date);
        return true;
    }
    if (is_written_as_date(cell.text)) {
        cell_error(context, cell, N_("correct the month or the day"), N_("there is no day {date}"),
            "date", quote(cell.text).text, NULL);
        return false;
    }
    char advised[DATE_TEXT_SIZE];
    const char *todo = advise_date(cell.text, advised);
    cell_error(context, cell, todo, N_("the date {value} cannot be read"), "value",
        quote(cell.text).text, "date", advised, NULL);
    return false;
}

/* What Excel makes of a long number: 9.01E+15. */
static bool is_excel_number(const char *text)
{
    size_t at = strspn(text, "0123456789");
    if (at == 0)
        return false;
    if (text[at] == '.' || text[at] == ',')
        at += 1 + strspn(text + at + 1, "0123456789");
    return (text[at] == 'E' || text[at] == 'e') && text[at + 1] == '+' &&
           isdigit((unsigned char)text[at + 2]);
}

static bool has_unfit_character(const char *id, char out[static 8])
{
    size_t length = strlen(id);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t step = utf8_decode(id + at, length - at, &code);
        bool unfit = code <= 0x20 || code == 0x7F || code == 0xA0 ||
                     (code < 0x80 && strchr(";,|\"'`<>[]{}\\", (int)code) != NULL) ||
                     is_dropped(code, false);
        if (unfit) {
            str_copy_length(out, 8, id + at, step);
            return true;
        }
        at += step;
    }
    return false;
}

/* What is wrong with an id, by what it is. */
struct id_words {
    const char *shortened, *too_long, *blank, *character;
};

static const struct id_words id_words[ID_KIND_COUNT] = {
    [ID_PLAIN] = {N_("the id {id} was changed by the spreadsheet (it made a long number short)"),
        N_("the id {id} is too long (at most {bytes} bytes)"), N_("the id {id} has a blank in it"),
        N_("the id {id} has the character {character} in it")},
    [ID_CODE] = {N_("the code {id} was changed by the spreadsheet (it made a long number short)"),
        N_("the code {id} is too long (at most {bytes} bytes)"),
        N_("the code {id} has a blank in it"),
        N_("the code {id} has the character {character} in it")},
    [ID_SKILL] = {N_("the skill {id} was changed by the spreadsheet (it made a long number short)"),
        N_("the skill {id} is too long (at most {bytes} bytes)"),
        N_("the skill {id} has a blank in it"),
        N_("the skill {id} has the character {character} in it")},
    [ID_STATION] =
        {N_("the station {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the station {id} is too long (at most {bytes} bytes)"),
            N_("the station {id} has a blank in it"),
            N_("the station {id} has the character {character} in it")},
    [ID_TICKET] =
        {N_("the ticket {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the ticket {id} is too long (at most {bytes} bytes)"),
            N_("the ticket {id} has a blank in it"),
            N_("the ticket {id} has the character {character} in it")},
    [ID_REFLECTION] =
        {N_("the reflection {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the reflection {id} is too long (at most {bytes} bytes)"),
            N_("the reflection {id} has a blank in it"),
            N_("the reflection {id} has the character {character} in it")},
    [ID_STUDENT] =
        {N_("the student id {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the student id {id} is too long (at most {bytes} bytes)"),
            N_("the student id {id} has a blank in it"),
            N_("the student id {id} has the character {character} in it")},
    [ID_CLASS] =
        {N_("the class id {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the class id {id} is too long (at most {bytes} bytes)"),
            N_("the class id {id} has a blank in it"),
            N_("the class id {id} has the character {character} in it")},
    [ID_FILE_NAME] =
        {N_("the file name {id} was changed by the spreadsheet (it made a long number short)"),
            N_("the file name {id} is too long (at most {bytes} bytes)"),
            N_("the file name {id} has a blank in it"),
            N_("the file name {id} has the character {character} in it")},
    [ID_TAG] = {N_("the tag {id} was changed by the spreadsheet (it made a long number short)"),
        N_("the tag {id} is too long (at most {bytes} bytes)"),
        N_("the tag {id} has a blank in it"),
        N_("the tag {id} has the character {character} in it")},
};

static bool take_id(const struct cell_context *context, struct csv_cell cell, enum id_kind kind,
    const char *text, char out[static ID_SIZE])
{
    const struct id_words *words = &id_words[kind];
    char unfit[8];
    if (is_excel_number(text)) {
        cell_error(context, cell, N_("format the column as text and type the id again in full"),
            words->shortened, "id", quote(text).text, NULL);
        return false;
    }
    if (!str_copy(out, ID_SIZE, text)) {
        cell_error(context, cell, N_("use a short one, such as first name and a number"),
            words->too_long, "id", quote(text).text, "bytes", str_number(ID_SIZE - 1).text, NULL);
        return false;
    }
    if (has_unfit_character(text, unfit)) {
        bool blank = unfit[0] == ' ' || unfit[0] == '\n' || (unsigned char)unfit[0] == 0xC2;
        cell_error(context, cell, N_("use letters, digits, and . - _ / only"),
            blank ? words->blank : words->character, "id", quote(text).text, "character", unfit,
            NULL);
        return false;
    }
    return true;
}

bool text_is_id(const char *text)
{
    char unfit[8];
    return text[0] != '\0' && strlen(text) < ID_SIZE && !is_excel_number(text) &&
           !has_unfit_character(text, unfit);
}

bool cell_id(const struct cell_context *context, struct csv_cell cell, enum id_kind kind,
    char out[static ID_SIZE])
{
    out[0] = '\0';
    return cell.text[0] != '\0' && take_id(context, cell, kind, cell.text, out);
}

bool cell_next_id(const struct cell_context *context, struct csv_cell cell, const char **cursor,
    enum id_kind kind, char out[static ID_SIZE])
{
    for (;;) {
        *cursor += strspn(*cursor, ";, \t\n");
        size_t length = strcspn(*cursor, ";,\n");
        if (length == 0)
            return false;
        char text[ID_SIZE * 4];
        str_copy_length(text, sizeof text, *cursor, length);
        *cursor += length;
        str_trim(text);
        if (take_id(context, cell, kind, text, out))
            return true;
    }
}

void cell_number(const struct cell_context *context, struct csv_cell cell, const char *column,
    int low, int high, int32_t *out)
{
    int value;
    if (cell.text[0] == '\0')
        return;
    if (str_to_int(cell.text, low, high, &value)) {
        *out = value;
        return;
    }
    int64_t any;
    bool number = str_to_int64(cell.text, &any);
    cell_error(context, cell, N_("write a whole number from {low} to {high}"),
        number ? N_("the {column} {value} is out of range")
               : N_("the {column} {value} is no whole number"),
        "column", column, "value", quote(cell.text).text, "low", str_number(low).text, "high",
        str_number(high).text, NULL);
}

static void normalise_name(char *out, size_t size, const char *text)
{
    size_t to = 0;
    for (; *text != '\0' && to + 1 < size; text++)
        out[to++] = *text == ' ' || *text == '-' ? '_' : (char)tolower((unsigned char)*text);
    out[to] = '\0';
}

enum { NAME_COMPARE_MAX = 32, SHORT_NAME = 4 };

/* Letters to change, add, leave out or swap with their neighbour to make one word of the other, at
 * most NAME_COMPARE_MAX. */
static int distance(const char *a, const char *b)
{
    int rows[3][NAME_COMPARE_MAX + 1] = {{0}}; /* this one and the two before */
    int length = (int)strlen(b), count = (int)strlen(a);
    if (length > NAME_COMPARE_MAX || count > NAME_COMPARE_MAX)
        return NAME_COMPARE_MAX;
    for (int j = 0; j <= length; j++)
        rows[0][j] = j;
    for (int i = 1; i <= count; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            row[j] = MIN(above[j - 1] + (a[i - 1] != b[j - 1]), MIN(above[j], row[j - 1]) + 1);
            row[j] = swapped ? MIN(row[j], before[j - 2] + 1) : row[j];
        }
    }
    return rows[count % 3][length];
}

const char *find_close_name(const char *text, const char *const *names, int count)
{
    char wanted[64], name[64];
    normalise_name(wanted, sizeof wanted, text);
    const char *best = NULL;
    int best_distance = 3;
    for (int i = 0; i < count; i++) {
        normalise_name(name, sizeof name, names[i]);
        int edits = distance(wanted, name);
        /* Two letters of "plum" are half of it: who wrote "blue" did not mean it. */
        int most = strlen(names[i]) > SHORT_NAME ? 2 : 1;
        if (edits <= most && edits < best_distance && edits < (int)strlen(names[i])) {
            best = names[i];
            best_distance = edits;
        }
    }
    return best;
}

struct advice advise_name(
    const char *text, const char *const *names, int count, const char *otherwise)
{
    const char *close = find_close_name(text, names, count);
    struct advice advice = {.todo = otherwise, .key = "name"};
    if (close != NULL) {
        advice.todo = N_("did you mean \"{name}\"?");
        STR_COPY(advice.value, close);
    }
    return advice;
}

struct advice suggest_name(const char *text, const char *const *names, int count)
{
    struct advice advice = advise_name(text, names, count, NULL);
    if (advice.todo != NULL)
        return advice;
    advice = (struct advice){.todo = N_("use one of: {names}"), .key = "names"};
    struct str_writer writer = str_writer(advice.value, sizeof advice.value);
    for (int i = 0; i < count; i++)
        if (names[i][0] != '\0')
            str_putf(&writer, "%s%s", writer.length > 0 ? ", " : "", names[i]);
    return advice;
}

void cell_choice(const struct cell_context *context, struct csv_cell cell, const char *unknown,
    const char *const *names, int count, int *out)
{
    if (cell.text[0] == '\0')
        return;
    char wanted[64];
    normalise_name(wanted, sizeof wanted, cell.text);
    for (int i = 0; i < count; i++) {
        if (str_equal(wanted, names[i])) {
            *out = i;
            return;
        }
    }
    struct advice advice = suggest_name(cell.text, names, count);
    cell_error(context, cell, advice.todo, unknown, "value", quote(cell.text).text, advice.key,
        advice.value, NULL);
}

void cell_yes_no(
    const struct cell_context *context, struct csv_cell cell, const char *column, bool *out)
{
    static const char *const words[] = {
        "no", "yes", "n", "y", "false", "true", "0", "1", "off", "on"};
    int found = -1;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_ascii_fold(cell.text, words[i]))
            found = (int)i;
    if (found >= 0)
        *out = found % 2 == 1;
    else if (cell.text[0] != '\0')
        cell_error(context, cell, N_("write yes or no"),
            N_("{column} is {value}, neither yes nor no"), "column", column, "value",
            quote(cell.text).text, NULL);
}

void cell_language(
    const struct cell_context *context, struct csv_cell cell, char out[static LANGUAGE_SIZE])
{
    if (cell.text[0] == '\0')
        return;
    size_t letters = strspn(cell.text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t all =
        strspn(cell.text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    bool fits = (letters == 2 || letters == 3) && cell.text[all] == '\0' && all < LANGUAGE_SIZE &&
                (cell.text[letters] == '\0' || strchr("-_", cell.text[letters]) != NULL) &&
                all != letters + 1;
    if (!fits) {
        cell_error(context, cell, N_("write its short code, such as en, es, fr, ar or zh-Hans"),
            N_("the language {language} is not known"), "language", quote(cell.text).text, NULL);
        return;
    }
    str_copy(out, LANGUAGE_SIZE, cell.text);
    for (size_t i = 0; i < letters; i++)
        out[i] = (char)tolower((unsigned char)out[i]);
    for (char *at = out; *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
}
