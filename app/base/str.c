#include "base/str.h"

#include "base/utf8.h"
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool str_copy_length(char *out, size_t size, const char *text, size_t length)
{
    assert(size > 0);
    bool whole = length < size;
    size_t keep = whole ? length : utf8_cut(text, length, size - 1);
    memmove(out, text, keep);
    out[keep] = '\0';
    return whole;
}

bool str_copy(char *out, size_t size, const char *text)
{
    return str_copy_length(out, size, text, strlen(text));
}

bool str_vformat(char *out, size_t size, const char *format, va_list args)
{
    assert(size > 0);
    int wanted = vsnprintf(out, size, format, args);
    if (wanted < 0) {
        out[0] = '\0';
        return false;
    }
    if ((size_t)wanted < size)
        return true;
    out[utf8_cut(out, strlen(out), strlen(out))] = '\0';
    return false;
}

bool str_format(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool whole = str_vformat(out, size, format, args);
    va_end(args);
    return whole;
}

bool str_append(char *out, size_t size, const char *text)
{
    size_t used = strnlen(out, size);
    return str_copy(out + used, size - used, text);
}

struct str_number str_number(int64_t number)
{
    struct str_number out;
    STR_FORMAT(out.text, "%lld", (long long)number);
    return out;
}

bool str_equal(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_equal_ascii_fold(const char *a, const char *b)
{
    while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

bool str_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && memcmp(text + length - end, suffix, end) == 0;
}

bool str_is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Length of the white space that starts here, 0 if none: ASCII blanks and U+00A0. */
static size_t blank_at(const char *text, const char *end)
{
    if (text < end && (*text == ' ' || (*text >= '\t' && *text <= '\r')))
        return 1;
    if (end - text >= 2 && memcmp(text, "\xC2\xA0", 2) == 0)
        return 2;
    return 0;
}

static void trim_span(const char **start, const char **end)
{
    size_t blank;
    while ((blank = blank_at(*start, *end)) > 0)
        *start += blank;
    while (*end > *start) {
        if (blank_at(*end - 1, *end) == 1)
            *end -= 1;
        else if (*end - *start >= 2 && blank_at(*end - 2, *end) == 2)
            *end -= 2;
        else
            break;
    }
}

size_t str_trim(char *text)
{
    const char *start = text, *end = text + strlen(text);
    trim_span(&start, &end);
    size_t length = (size_t)(end - start);
    memmove(text, start, length);
    text[length] = '\0';
    return length;
}

struct str_writer str_writer(char *out, size_t size)
{
    assert(size > 0);
    out[0] = '\0';
    return (struct str_writer){.text = out, .size = size};
}

void str_put_length(struct str_writer *writer, const char *text, size_t length)
{
    if (writer->cut)
        return;
    size_t room = writer->size - writer->length;
    writer->cut = !str_copy_length(writer->text + writer->length, room, text, length);
    writer->length += strlen(writer->text + writer->length);
}

void str_put(struct str_writer *writer, const char *text)
{
    str_put_length(writer, text, strlen(text));
}

void str_putf(struct str_writer *writer, const char *format, ...)
{
    if (writer->cut)
        return;
    va_list args;
    va_start(args, format);
    writer->cut =
        !str_vformat(writer->text + writer->length, writer->size - writer->length, format, args);
    va_end(args);
    writer->length += strlen(writer->text + writer->length);
}

bool str_next_part(const char **cursor, char separator, const char **out, size_t *length)
{
    while (**cursor != '\0') {
        const char *start = *cursor;
        const char *end = strchr(start, separator);
        if (end == NULL)
            end = start + strlen(start);
        *cursor = *end == '\0' ? end : end + 1;
        trim_span(&start, &end);
        if (end > start) {
            *out = start;
            *length = (size_t)(end - start);
            return true;
        }
    }
    return false;
}

bool str_to_int64(const char *text, int64_t *out)
{
    if (!isdigit((unsigned char)text[text[0] == '-']))
        return false;
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *out = value;
    return true;
}

bool str_to_int(const char *text, int low, int high, int *out)
{
    int64_t value;
    if (!str_to_int64(text, &value) || value < low || value > high)
        return false;
    *out = (int)value;
    return true;
}
