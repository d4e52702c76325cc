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
    const char *todo, const char *what, ...)
{
    struct text_place place = gift_place_of(block, at);
    va_list gaps;
    va_start(gaps, what);
    problem_vadd(block->context->problems, level, block->file->name, place.line, place.column, todo,
        what, gaps);
    va_end(gaps);
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

/* What may be said of a text; a text without a format loses nothing. */
static const struct {
    const char *too_long, *no_picture, *no_look;
} told_of[GIFT_TEXT_COUNT] = {
    [GIFT_QUESTION] = {N_("the question is too long (at most {bytes} bytes): {text}"),
        N_("the picture in this question is left out"),
        N_("the <{tag}> in this question is not shown; its words are")},
    [GIFT_ANSWER] = {N_("the answer is too long (at most {bytes} bytes): {text}"),
        N_("the picture in this answer is left out"),
        N_("the <{tag}> in this answer is not shown; its words are")},
    [GIFT_FEEDBACK] = {N_("the feedback is too long (at most {bytes} bytes): {text}"),
        N_("the picture in this feedback is left out"),
        N_("the <{tag}> in this feedback is not shown; its words are")},
    [GIFT_TITLE] = {.too_long = N_("the title is too long (at most {bytes} bytes): {text}")},
    [GIFT_CATEGORY] = {.too_long = N_("the category is too long (at most {bytes} bytes): {text}")},
    [GIFT_NUMBER] = {.too_long = N_("the number is too long (at most {bytes} bytes): {text}")},
};

static void report_losses(const struct gift_block *block, const char *at, enum gift_text text,
    const struct html_losses *losses)
{
    if (losses->images > 0)
        gift_report(block, PROBLEM_WARNING, at,
            N_("put the picture into the folder and name it in questions.csv"),
            told_of[text].no_picture, NULL);
    if (losses->tag[0] != '\0')
        gift_report(block, PROBLEM_WARNING, at, N_("say in words what should stand out"),
            told_of[text].no_look, "tag", losses->tag, NULL);
}

void gift_take_text(const struct gift_block *block, struct span span, enum gift_format format,
    enum gift_text kind, bool one_line, char *out, size_t size)
{
    struct arena *arena = block->context->arena;
    size_t mark = arena_mark(arena), length, room = span.length * 3 + 64;
    char *raw = arena_alloc(arena, span.length + 1), *text = arena_alloc(arena, room);
    struct html_losses losses = {0};
    out[0] = '\0';
    if (raw == NULL || text == NULL) {
        gift_report(block, PROBLEM_ERROR, span.start, N_("make the file smaller"),
            N_("there is no memory left to read this text"), NULL);
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
    bool marks = format != GIFT_PLAIN && kind == GIFT_QUESTION;
    if (!text_tidy(out, size, text, strlen(text), one_line, marks))
        gift_report(block, PROBLEM_ERROR, span.start, N_("shorten it"), told_of[kind].too_long,
            "bytes", str_number((int64_t)size - 1).text, "text", quote(text).text, NULL);
    if (!marks && strstr(text, "\xEE\x80\x80") != NULL && losses.tag[0] == '\0')
        STR_COPY(losses.tag, "b");
    report_losses(block, span.start, kind, &losses);
    arena_release(arena, mark);
}
