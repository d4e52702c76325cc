#include "base/str.h"
#include "base/utf8.h"
#include "exchange/gift_internal.h"

#include <ctype.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == GIFT_COMMENT;
}

struct span span_trim(struct span span)
{
    while (span.length > 0 && is_blank(span.start[0])) {
        span.start++;
        span.length--;
    }
    while (span.length > 0 && is_blank(span.start[span.length - 1]))
        span.length--;
    return span;
}

const char *span_find(struct span span, const char *wanted)
{
    size_t length = strlen(wanted);
    for (size_t i = 0; i + length <= span.length; i++)
        if (memcmp(span.start + i, wanted, length) == 0)
            return span.start + i;
    return NULL;
}

struct text_place gift_place_of(const struct gift_block *block, const char *at)
{
    struct text_place place = {.line = block->line, .column = 1};
    for (const char *c = block->text; c < at; c++) {
        if (*c == '\n' || *c == GIFT_COMMENT) {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)*c & 0xC0) != 0x80) {
            place.column += (unsigned char)*c <= GIFT_BACKSLASH ? 2 : 1;
        }
    }
    return place;
}

void gift_report(const struct gift_block *block, enum problem_level level, const char *at,
    const char *todo, const char *what_format, ...)
{
    struct text_place place = gift_place_of(block, at);
    char what[sizeof((struct problem *)0)->what];
    va_list args;
    va_start(args, what_format);
    str_vformat(what, sizeof what, what_format, args);
    va_end(args);
    problem_add(block->context->problems, level, block->file->name, place.line, place.column, todo,
        "%s", what);
}

struct span gift_take_format(struct span span, enum gift_format *format)
{
    static const struct {
        const char *mark;
        enum gift_format format;
    } marks[] = {{"[html]", GIFT_HTML}, {"[moodle]", GIFT_HTML}, {"[plain]", GIFT_PLAIN},
        {"[markdown]", GIFT_MARKDOWN}};
    span = span_trim(span);
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        size_t length = strlen(marks[i].mark);
        if (span.length >= length && memcmp(span.start, marks[i].mark, length) == 0) {
            *format = marks[i].format;
            return span_trim((struct span){span.start + length, span.length - length});
        }
    }
    return span;
}

/* Escaped characters become themselves; the lines of comments go. */
static size_t unescape(char *out, struct span span)
{
    static const char plain[] = {[GIFT_COLON] = ':',
        [GIFT_HASH] = '#',
        [GIFT_EQUALS] = '=',
        [GIFT_OPEN] = '{',
        [GIFT_CLOSE] = '}',
        [GIFT_TILDE] = '~',
        [GIFT_NEWLINE] = '\n',
        [GIFT_BACKSLASH] = '\\'};
    size_t to = 0;
    for (size_t i = 0; i < span.length; i++) {
        unsigned char c = (unsigned char)span.start[i];
        if (c == GIFT_COMMENT)
            continue;
        bool mark = i + 2 < span.length && memcmp(span.start + i, "\xEE\x80", 2) == 0 &&
                    (unsigned char)span.start[i + 2] <= 0x81;
        if (mark) { /* bold comes from its format only */
            i += 2;
            continue;
        }
        out[to++] = c >= GIFT_COLON && c <= GIFT_BACKSLASH ? plain[c] : (char)c;
    }
    return to;
}

static void report_losses(const struct gift_block *block, const char *at, const char *label,
    const struct html_losses *losses)
{
    if (losses->images > 0)
        gift_report(block, PROBLEM_WARNING, at,
            "put the picture into the folder and name it in questions.csv",
            "the picture in this %s is left out", label);
    if (losses->tag[0] != '\0')
        gift_report(block, PROBLEM_WARNING, at, "say in words what should stand out",
            "the <%s> in this %s is not shown; its words are", losses->tag, label);
}

void gift_take_text(const struct gift_block *block, struct span span, enum gift_format format,
    const char *label, bool one_line, char *out, size_t size)
{
    struct arena *arena = block->context->arena;
    size_t mark = arena_mark(arena), length, room = span.length * 3 + 64;
    char *raw = arena_alloc(arena, span.length + 1), *text = arena_alloc(arena, room);
    struct html_losses losses = {0};
    out[0] = '\0';
    if (raw == NULL || text == NULL) {
        gift_report(block, PROBLEM_ERROR, span.start, "make the file smaller",
            "there is no memory left to read this text");
        return;
    }
    span = span_trim(span);
    length = unescape(raw, span);
    if (format == GIFT_HTML)
        html_to_text(text, room, raw, length, &losses);
    else if (format == GIFT_MARKDOWN)
        markdown_to_text(text, room, raw, length);
    else
        str_copy_length(text, room, raw, length);
    bool marks = format != GIFT_PLAIN && str_equal(label, "question");
    if (!text_tidy(out, size, text, strlen(text), one_line, marks))
        gift_report(block, PROBLEM_ERROR, span.start, "shorten it",
            "the %s is too long (at most %zu bytes): %s", label, size - 1, quote(text).text);
    if (!marks && strstr(text, "\xEE\x80\x80") != NULL && losses.tag[0] == '\0')
        STR_COPY(losses.tag, "b");
    report_losses(block, span.start, label, &losses);
    arena_release(arena, mark);
}
