#include "ui/inside.h"

#include "base/spoken.h"
#include "base/utf8.h"
#include <math.h>
#include <string.h>
#include <unilbrk.h>

enum font text_font(const struct ui *ui, enum font font)
{
    if (!ui->setting.dyslexia_font || font == FONT_ICON)
        return font;
    return font == FONT_READ || font == FONT_DYSLEXIA ? FONT_DYSLEXIA : FONT_DYSLEXIA_BOLD;
}

static enum font bold_font(enum font font)
{
    switch (font) {
    case FONT_READ: return FONT_READ_BOLD;
    case FONT_DYSLEXIA: return FONT_DYSLEXIA_BOLD;
    default: return font;
    }
}

/* Every letter but Latin, Greek and Cyrillic ones. Symbols and emoji do not count. */
static bool is_tall(uint32_t code)
{
    static const uint32_t ranges[][2] = {{0x530, 0x1C7F}, {0x1CD0, 0x1CFF}, {0x2D30, 0x2DDF},
        {0x2E80, 0xA63F}, {0xA800, 0xAB2F}, {0xAB70, 0xD7FF}, {0xF900, 0xFAFF}, {0xFB13, 0xFDFF},
        {0xFE70, 0xFEFE}, {0xFF66, 0xFFDC}, {0x10800, 0x1CFFF}, {0x1E100, 0x1EEFF},
        {0x20000, 0x3FFFF}};
    for (size_t i = 0; i < COUNT_OF(ranges) && code >= ranges[i][0]; i++)
        if (code <= ranges[i][1])
            return true;
    return false;
}

bool text_is_tall(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (is_tall(code))
            return true;
    }
    return false;
}

/* Is there, behind any spaces, a sign that goes with the word before? */
static bool has_closing_sign(const char *plain, size_t length, size_t at)
{
    enum { ELLIPSIS = 0x2026, GUILLEMET = 0xBB, WIDE = 0xA0, NARROW = 0x202F };
    uint32_t code = ' ';
    while (at < length && (code == ' ' || code == WIDE || code == NARROW))
        at += utf8_decode(plain + at, length - at, &code);
    return code == ELLIPSIS || code == GUILLEMET || code == '!' || code == '?' || code == ':' ||
           code == ';';
}

/* What stands apart is broken behind spaces, hyphens and slashes only; no line begins with a sign
 * that French sets behind a space. */
static void keep_whole(const char *plain, size_t length, char *breaks)
{
    int depth = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        bool within = depth > 0 && strchr(" -/", plain[at - 1]) == NULL;
        if (breaks[at] == UC_BREAK_POSSIBLE && (within || has_closing_sign(plain, length, at)))
            breaks[at] = UC_BREAK_PROHIBITED;
        at += utf8_decode(plain + at, length - at, &code);
        depth += code == 0x2068 ? 1 : code == 0x2069 && depth > 0 ? -1 : 0;
    }
}

struct text_block text_prepare(struct ui *ui, const char *text)
{
    size_t length = strlen(text), count = 0;
    char *plain = ui_alloc(ui, length + 1);
    uint8_t *bold = ui_alloc(ui, length + 1);
    uint8_t is_bold = 0;
    for (size_t i = 0; i < length;) {
        bool on = strncmp(text + i, MARK_BOLD_ON, 3) == 0;
        if (on || strncmp(text + i, MARK_BOLD_OFF, 3) == 0) {
            is_bold = on;
            i += 3;
            continue;
        }
        size_t unseen = text[i] == '\r' ? 1 : spoken_mark(text + i);
        if (unseen > 0) {
            i += unseen;
            continue;
        }
        bold[count] = is_bold;
        plain[count++] = text[i++];
    }
    char *breaks = ui_alloc(ui, count + 1);
    u8_possible_linebreaks((const uint8_t *)plain, count, "UTF-8", breaks);
    keep_whole(plain, count, breaks);
    return (struct text_block){.plain = plain,
        .bold = bold,
        .breaks = breaks,
        .length = count,
        .tall = text_is_tall(plain, count)};
}

size_t text_part_end(const struct text_block *block, size_t start, size_t end)
{
    size_t at = start;
    while (at < end && block->bold[at] == block->bold[start])
        at++;
    return at;
}

enum font text_part_font(const struct text_block *block, size_t at)
{
    return block->bold[at] ? bold_font(block->font) : block->font;
}

int text_part_width(struct ui *ui, const struct text_block *block, size_t start, size_t end)
{
    int width = 0;
    while (start < end) {
        size_t stop = text_part_end(block, start, end);
        width += text_measure(
            ui, text_part_font(block, start), block->size, block->plain + start, stop - start);
        start = stop;
    }
    return width;
}

/* The end of what fits into max_width, by whole characters as people see them; at least one. One
 * stays with the signs behind it, if there is another before. */
static size_t cut(
    struct ui *ui, const struct text_block *block, size_t start, size_t end, int max_width)
{
    size_t at = text_next_grapheme(block->plain, end, start);
    int width = text_part_width(ui, block, start, at);
    while (at < end) {
        size_t next = text_next_grapheme(block->plain, end, at);
        width += text_part_width(ui, block, at, next);
        if (width > max_width)
            break;
        at = next;
    }
    size_t least = text_next_grapheme(block->plain, end, start);
    while (at > least && text_part_width(ui, block, start, at) > max_width)
        at = text_previous_grapheme(block->plain, at);
    size_t word = at;
    while (word > start && word < end && has_closing_sign(block->plain, end, word))
        word = text_previous_grapheme(block->plain, word);
    return word > start ? word : at;
}

/* Word widths are whole pixels each, so their sum is a little off: this close to the edge the line
 * is measured whole. */
enum { NEAR = 16 };

static void add_line(struct text_block *block, size_t start, size_t end, size_t next)
{
    block->lines[block->line_count++] =
        (struct text_run){.start = (uint32_t)start, .end = (uint32_t)end, .next = (uint32_t)next};
}

static void wrap_paragraph(
    struct ui *ui, struct text_block *block, size_t start, size_t end, int max_width)
{
    size_t at = start, ink = start;
    int x = 0, space = text_measure(ui, block->font, block->size, " ", 1);
    while (at < end) {
        size_t next = at + 1;
        while (next < end && block->breaks[next] != UC_BREAK_POSSIBLE)
            next++;
        size_t word_end = next;
        while (word_end > at && block->plain[word_end - 1] == ' ')
            word_end--;
        int width = text_part_width(ui, block, at, word_end);
        if (x + width > max_width - NEAR)
            width = text_part_width(ui, block, start, word_end) - x;
        if (x + width > max_width && at > start) {
            add_line(block, start, ink, at);
            start = ink = at;
            x = 0;
            continue;
        }
        if (width > max_width) {
            size_t stop = cut(ui, block, at, word_end, max_width);
            if (stop < word_end) {
                add_line(block, at, stop, stop);
                block->broken = true;
                start = ink = at = stop;
                continue;
            }
        }
        x += width + space * (int)(next - word_end);
        ink = word_end;
        at = next;
    }
    add_line(block, start, ink, end);
}

void text_wrap(struct ui *ui, struct text_block *block, enum font font, int size, float line_height,
    int max_width)
{
    if (line_height <= 0)
        line_height = font == FONT_SHOW ? 1.15F : 1.3F;
    if (block->tall)
        line_height = MAX(line_height, LINE_TALL);
    block->font = text_font(ui, font);
    block->size = size;
    block->line_height = (int)lroundf((float)size * line_height);
    block->line_count = 0;
    block->broken = false;
    /* Each line takes at least a byte or a newline: there are never more. */
    block->lines = ui_alloc(ui, sizeof(struct text_run) * (block->length + 1));
    for (size_t start = 0; start <= block->length;) {
        const char *newline = memchr(block->plain + start, '\n', block->length - start);
        size_t end = newline != NULL ? (size_t)(newline - block->plain) : block->length;
        wrap_paragraph(ui, block, start, end, max_width);
        if (newline != NULL)
            block->lines[block->line_count - 1].next++;
        start = end + 1;
    }
    const char *behind = (const char *)(block->lines + block->line_count);
    arena_release(ui->frame, (size_t)(behind - (const char *)ui->frame->base));
}
