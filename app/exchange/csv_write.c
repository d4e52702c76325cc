#include "base/str.h"
#include "exchange/csv.h"

#include <stdio.h>
#include <string.h>

struct csv_writer csv_writer(struct arena *arena)
{
    return (struct csv_writer){.arena = arena, .text = "", .at_row_start = true};
}

static bool make_room(struct csv_writer *writer, size_t more)
{
    if (writer->full)
        return false;
    if (writer->length + more < writer->capacity)
        return true;
    size_t capacity = MAX(writer->capacity * 2, writer->length + more + 4096);
    char *text = arena_alloc(writer->arena, capacity);
    if (text == NULL) {
        writer->full = true;
        return false;
    }
    memcpy(text, writer->text, writer->length);
    writer->text = text;
    writer->capacity = capacity;
    return true;
}

void csv_put_raw(struct csv_writer *writer, const char *text, size_t length)
{
    if (!make_room(writer, length + 1))
        return;
    memcpy(writer->text + writer->length, text, length);
    writer->length += length;
    writer->text[writer->length] = '\0';
}

static bool is_number(const char *text)
{
    size_t digits = strspn(text + (*text == '-'), "0123456789");
    return digits > 0 && text[(*text == '-') + digits] == '\0';
}

static bool wants_guard(const char *text)
{
    size_t marks = strspn(text, "'");
    return text[marks] != '\0' && strchr("=+-@\t", text[marks]) != NULL &&
           !(marks == 0 && is_number(text));
}

static bool wants_quotes(const char *text)
{
    size_t length = strlen(text);
    char last = length > 0 ? text[length - 1] : 'x';
    bool no_break = length >= 2 && (memcmp(text, "\xC2\xA0", 2) == 0 ||
                                       memcmp(text + length - 2, "\xC2\xA0", 2) == 0);
    return strpbrk(text, ",;|\t\n\r\"") != NULL || text[0] == ' ' || last == ' ' || no_break;
}

void csv_put(struct csv_writer *writer, const char *cell)
{
    if (!writer->at_row_start)
        csv_put_raw(writer, ",", 1);
    bool quotes = wants_quotes(cell);
    if (quotes)
        csv_put_raw(writer, "\"", 1);
    if (wants_guard(cell))
        csv_put_raw(writer, "'", 1);
    for (const char *at = cell; *at != '\0'; at++)
        csv_put_raw(writer, quotes && *at == '"' ? "\"\"" : at, quotes && *at == '"' ? 2 : 1);
    if (quotes)
        csv_put_raw(writer, "\"", 1);
    writer->at_row_start = false;
}

void csv_put_number(struct csv_writer *writer, long long number)
{
    char text[32];
    STR_FORMAT(text, "%lld", number);
    csv_put(writer, text);
}

void csv_end_row(struct csv_writer *writer)
{
    csv_put_raw(writer, "\n", 1);
    writer->at_row_start = true;
}
