/* What the files of the GIFT reader share. */
#pragma once

#include "exchange/cells.h"
#include "exchange/gift.h"

/* Inside the reader, an escaped character is one of these bytes, so that it is not taken for
 * syntax. Text from outside holds no such bytes. GIFT_COMMENT stands for the line end of a comment
 * line. */
enum gift_byte {
    GIFT_COLON = 1,
    GIFT_HASH,
    GIFT_EQUALS,
    GIFT_OPEN,
    GIFT_CLOSE,
    GIFT_TILDE,
    GIFT_NEWLINE,
    GIFT_BACKSLASH,
    GIFT_COMMENT = 11,
};

enum gift_format { GIFT_PLAIN, GIFT_HTML, GIFT_MARKDOWN };

struct gift_block {
    const struct text_file *file;
    const struct gift_context *context;
    const char *text;        /* whole block, escapes replaced, terminated */
    int line;                /* of its first character */
    enum gift_format format; /* of the question: answers inherit it */
    struct item *item;
};

struct span {
    const char *start;
    size_t length;
};

struct span span_trim(struct span span);
/* The first unescaped `wanted` in the span, or NULL. */
const char *span_find(struct span span, const char *wanted);

struct text_place gift_place_of(const struct gift_block *block, const char *at);
/* A new question that begins there, or NULL: see question_list_add. */
struct question *gift_add_question(
    const struct gift_block *block, const char *at, struct question_list *out);

/* As problem_add(), at a place of the block. */
void gift_report(const struct gift_block *block, enum problem_level level, const char *at,
    const char *todo, const char *what, ...) __attribute__((sentinel));

/* Takes `[html]` and the like off the front; `format` stays if there is none. */
struct span gift_take_format(struct span span, enum gift_format *format);
/* The texts of a ticket file; the first three may have a format. */
enum gift_text {
    GIFT_QUESTION,
    GIFT_ANSWER,
    GIFT_FEEDBACK,
    GIFT_TITLE,
    GIFT_CATEGORY,
    GIFT_NUMBER,
    GIFT_TEXT_COUNT
};
/* Raw text to clean text in `out`; reports what is too long, and images. */
void gift_take_text(const struct gift_block *block, struct span span, enum gift_format format,
    enum gift_text text, bool one_line, char *out, size_t size);

/* The text between the braces: decides the kind and fills the options. */
void gift_read_answers(struct gift_block *block, struct span answers);

/* The range of a number's option: "7" or "7..9". */
void gift_range_format(const struct option *option, char *out, size_t size);

/* What could be seen in HTML and is not in the text. */
struct html_losses {
    int images;
    char tag[12]; /* the first tag whose words stay but not its look; or empty */
};

/* HTML to text: known tags and entities; bold between U+E000 and U+E001. Writes at most `size`
 * bytes with the terminator. */
void html_to_text(
    char *out, size_t size, const char *html, size_t length, struct html_losses *losses);
/* Markdown's **bold** to marks. */
void markdown_to_text(char *out, size_t size, const char *text, size_t length);

/* Aiken and `- [x]`: the lines of a span. */
bool aiken_is_block(struct span span);
bool checklist_is_block(struct span span);
void aiken_read(struct gift_block *block, struct span span, struct question_list *out);
void checklist_read(struct gift_block *block, struct span span, struct question_list *out);
