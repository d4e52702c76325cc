#include "base/str.h"
#include "exchange/questions.h"

#include <ctype.h>
#include <string.h>

#define BOLD     "\xEE\x80\x80"
#define BOLD_END "\xEE\x80\x81"
enum { MARK_LENGTH = 3 };

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

/* "3*4*5" and "3 * 4 * 5" are sums, not bold: a star opens before a word and closes behind one. */
static bool opens(const char *text, size_t at)
{
    return (at == 0 || !is_word(text[at - 1])) && !is_space(text[at + 1]) && text[at + 1] != '*';
}

static bool closes(const char *text, size_t at)
{
    return at > 0 && !is_space(text[at - 1]) && !is_word(text[at + 1]);
}

/* Whether an odd number of backslashes stands before. */
static bool is_escaped(const char *text, size_t at)
{
    size_t count = 0;
    while (count < at && text[at - 1 - count] == '\\')
        count++;
    return count % 2 == 1;
}

static size_t find_close(const char *text, size_t open)
{
    for (size_t at = open + 1; text[at] != '\0' && text[at] != '\n'; at++)
        if (text[at] == '*' && !is_escaped(text, at) && closes(text, at))
            return at;
    return 0;
}

void stars_to_bold(char *out, size_t size, const char *text)
{
    struct str_writer writer = str_writer(out, size);
    size_t close = 0;
    for (size_t at = 0; text[at] != '\0'; at++) {
        size_t slashes = strspn(text + at, "\\");
        if (slashes > 0 && text[at + slashes] == '*') {
            for (size_t i = 0; i < slashes / 2; i++)
                str_put(&writer, "\\");
            at += slashes;
            if (slashes % 2 == 1) {
                str_put(&writer, "*");
                continue;
            }
        }
        if (text[at] == '*' && close > 0 && at == close) {
            str_put(&writer, BOLD_END);
            close = 0;
        } else if (text[at] == '*' && close == 0 && opens(text, at) &&
                   (close = find_close(text, at)) > 0) {
            str_put(&writer, BOLD);
        } else {
            str_put_length(&writer, text + at, 1);
        }
    }
}

static void write_stars(char *out, size_t size, const char *text, bool escape)
{
    struct str_writer writer = str_writer(out, size);
    for (size_t at = 0; text[at] != '\0';) {
        size_t slashes = strspn(text + at, "\\");
        const char *next = text + at + slashes;
        bool mark = str_starts_with(next, BOLD) || str_starts_with(next, BOLD_END);
        bool star = *next == '*';
        for (size_t i = 0; i < slashes; i++)
            str_put(&writer, mark || star ? "\\\\" : "\\");
        at += slashes;
        if (mark)
            str_put(&writer, "*");
        else if (star)
            str_put(&writer, escape ? "\\*" : "*");
        else if (*next != '\0' && slashes == 0)
            str_put_length(&writer, next, 1);
        at += mark ? MARK_LENGTH : star || slashes == 0 ? 1 : 0;
    }
}

void bold_to_stars(char *out, size_t size, const char *text)
{
    char back[LONG_TEXT_SIZE * 4];
    write_stars(out, size, text, false);
    stars_to_bold(back, sizeof back, out);
    if (!str_equal(back, text))
        write_stars(out, size, text, true);
}
