#include "ui/inside.h"

#include "base/hash.h"
#include <math.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6"

static size_t paragraph_start(const struct text_block *block, size_t at)
{
    while (at > 0 && block->plain[at - 1] != '\n')
        at--;
    return at;
}

static size_t paragraph_end(const struct text_block *block, size_t at)
{
    const char *newline = memchr(block->plain + at, '\n', block->length - at);
    return newline != NULL ? (size_t)(newline - block->plain) : block->length;
}

bool text_paragraph_rtl(struct ui *ui, const struct text_block *block, size_t at)
{
    size_t start = paragraph_start(block, at);
    return text_runs_rtl(ui, block->plain + start, paragraph_end(block, at) - start);
}

bool text_paragraph_starts_right(struct ui *ui, const struct text_block *block, size_t at)
{
    size_t start = paragraph_start(block, at);
    return text_starts_right(ui, block->plain + start, paragraph_end(block, at) - start);
}

/* The part of a line from start to end. What is isolated (U+2068 to U+2069) and began in a line
 * before is so here, too: each line is ordered by itself. */
static const char *isolated_part(
    struct ui *ui, const struct text_block *block, size_t start, size_t end, size_t *length)
{
    static const char open[] = "\u2068", close[] = "\u2069";
    enum { MARK = sizeof open - 1 };
    const char *text = block->plain;
    size_t depth = 0;
    for (size_t at = paragraph_start(block, start); at + MARK <= start; at++) {
        depth += memcmp(text + at, open, MARK) == 0;
        depth -= depth > 0 && memcmp(text + at, close, MARK) == 0;
    }
    *length = depth * MARK + end - start;
    if (depth == 0)
        return text + start;
    char *part = ui_alloc(ui, *length);
    for (size_t i = 0; i < depth; i++)
        memcpy(part + i * MARK, open, MARK);
    memcpy(part + depth * MARK, text + start, end - start);
    return part;
}

void text_draw_line(struct ui *ui, const struct text_block *block, size_t start, size_t end, int x,
    int y, color tint)
{
    bool rtl = text_paragraph_rtl(ui, block, start);
    int right = x + text_part_width(ui, block, start, end);
    while (start < end) {
        size_t stop = text_part_end(block, start, end);
        enum font font = text_part_font(block, start);
        int width = text_part_width(ui, block, start, stop);
        int height = text_box_height(ui, font, block->size);
        struct box box = {
            rtl ? right - width : x, y + (block->line_height - height) / 2, width, height};
        struct draw_command *command = shape_add(ui, DRAW_TEXT, box, tint);
        command->font = (uint8_t)font;
        command->size = (int16_t)block->size;
        command->rtl = rtl;
        size_t length;
        command->text = isolated_part(ui, block, start, stop, &length);
        command->text_length = (uint32_t)length;
        x += width;
        right -= width;
        start = stop;
    }
}

/* Lines that fit into a height: the last needs its letters only, not its full line. */
static int lines_fitting(const struct text_block *block, int max_height, int most)
{
    int lines = 1 + MAX(max_height - block->size, 0) / MAX(block->line_height, 1);
    return most > 0 ? MIN(lines, most) : lines;
}

struct fit {
    struct text_look look;
    int width, height; /* pixels */
    int size, least;
    int normal; /* the size without large text */
};

static bool wraps(struct ui *ui, struct text_block *block, const struct fit *fit, int size)
{
    text_wrap(ui, block, fit->look.font, size, fit->look.line_height, fit->width);
    return block->line_count <= lines_fitting(block, fit->height, fit->look.lines);
}

/* The largest size that fits; cutting words only if no size does without (Thai has no spaces). */
static int find_size_between(
    struct ui *ui, struct text_block *block, const struct fit *fit, int most, int least)
{
    int with_cuts = 0;
    for (int size = most;; size = MAX(least, size - MAX(1, size / 16))) {
        size_t mark = arena_mark(ui->frame);
        bool fits = wraps(ui, block, fit, size);
        arena_release(ui->frame, mark);
        if (fits && !block->broken)
            return size;
        if (fits && with_cuts == 0)
            with_cuts = size;
        if (size <= least)
            return with_cuts != 0 ? with_cuts : least;
    }
}

/* Large text shrinks no further than to the size the same text has without it. */
static int find_size(struct ui *ui, struct text_block *block, const struct fit *fit)
{
    int normal = find_size_between(ui, block, fit, fit->normal, fit->least);
    return fit->size > fit->normal ? find_size_between(ui, block, fit, fit->size, normal) : normal;
}

static struct fit fit_of(const struct ui *ui, struct rect r, struct text_look look)
{
    float size = look.size > 0 ? look.size : SIZE_BODY;
    float least = look.min_size > 0 ? look.min_size : MIN(size, SIZE_SMALL);
    struct fit fit = {
        .look = look,
        .width = (int)ceilf(r.w * ui->scale - 0.01F),
        .height = (int)ceilf(r.h * ui->scale - 0.01F),
        .size = ui_px(ui, size * ui->setting.text_scale),
        .least = ui_px(ui, least),
    };
    fit.normal = MIN(ui_px(ui, size), fit.size);
    fit.least = MIN(fit.least, fit.normal);
    return fit;
}

static void fit_block(
    struct ui *ui, struct text_block *block, const struct fit *fit, const char *text)
{
    uint64_t what = hash_text(HASH_START, text);
    what = hash_number(what, (uint64_t)(uint32_t)fit->width << 32 | (uint32_t)fit->height);
    what = hash_number(what, (uint64_t)(uint32_t)fit->size << 32 | (uint32_t)fit->least);
    what = hash_number(what, (uint64_t)fit->normal);
    what = hash_number(
        what, (uint64_t)text_font(ui, fit->look.font) << 32 | (uint32_t)fit->look.lines);
    what = hash_bytes(what, &fit->look.line_height, sizeof(float));
    int size = *text_fitting_size(ui, what);
    if (size == 0) {
        size = find_size(ui, block, fit);
        *text_fitting_size(ui, what) = size; /* measuring may have moved the slot */
    }
    wraps(ui, block, fit, size);
}

/* The block up to what fits of a line that is too long, with an ellipsis: what stood before it
 * still says which way it runs. */
static struct text_block with_ellipsis(
    struct ui *ui, const struct text_block *block, const struct text_run *line, int max_width)
{
    int dots = text_measure(ui, block->font, block->size, ELLIPSIS, strlen(ELLIPSIS));
    size_t end = line->end;
    while (end > line->start && text_part_width(ui, block, line->start, end) + dots > max_width)
        end = MAX(text_previous_grapheme(block->plain, end), line->start);
    char *plain = ui_alloc(ui, end + sizeof(ELLIPSIS));
    uint8_t *bold = ui_alloc(ui, end + sizeof(ELLIPSIS));
    memcpy(plain, block->plain, end);
    memcpy(plain + end, ELLIPSIS, strlen(ELLIPSIS));
    memcpy(bold, block->bold, end);
    struct text_block cut = *block;
    cut.plain = plain;
    cut.bold = bold;
    cut.length = end + strlen(ELLIPSIS);
    return cut;
}

static int line_x(const struct ui *ui, struct box box, enum align align, int width)
{
    if (align == ALIGN_CENTER)
        return box.x + (box.w - width) / 2;
    return (align == ALIGN_START) != ui_mirrors(ui) ? box.x : box.x + box.w - width;
}

float text_draw(
    struct ui *ui, struct rect r, struct text_look look, const char *text, const char **plain)
{
    if (plain != NULL)
        *plain = "";
    if (*text == '\0')
        return 0;
    struct text_block block = text_prepare(ui, text);
    struct fit fit = fit_of(ui, r, look);
    fit_block(ui, &block, &fit, text);
    int fitting = lines_fitting(&block, fit.height, look.lines);
    int shown = MIN(block.line_count, fitting);
    struct box box = ui_box(ui, r);
    int y = box.y, total = shown * block.line_height;
    if (look.vertical != ALIGN_START)
        y += (box.h - total) / (look.vertical == ALIGN_CENTER ? 2 : 1);
    color tint = look.color != 0 ? look.color : ui->theme->ink;
    for (int i = 0; i < shown; i++, y += block.line_height) {
        struct text_block drawn = block;
        size_t start = block.lines[i].start, end = block.lines[i].end;
        if (i == fitting - 1 && block.line_count > fitting) {
            drawn = with_ellipsis(ui, &block, &block.lines[i], fit.width);
            end = drawn.length;
        }
        int width = text_part_width(ui, &drawn, start, end);
        text_draw_line(ui, &drawn, start, end, line_x(ui, box, look.align, width), y, tint);
    }
    if (plain != NULL)
        *plain = block.plain;
    return (float)total / ui->scale;
}

static float text_in_role(
    struct ui *ui, struct rect r, struct text_look look, const char *text, enum ui_role role)
{
    const char *plain;
    float height = text_draw(ui, r, look, text, &plain);
    if (*plain != '\0' && !look.quiet)
        ui_node(ui, role, r, plain, NULL);
    return height;
}

float ui_text(struct ui *ui, struct rect r, struct text_look look, const char *text)
{
    return text_in_role(ui, r, look, text, ROLE_TEXT);
}

float ui_heading(struct ui *ui, struct rect r, struct text_look look, const char *text)
{
    return text_in_role(ui, r, look, text, ROLE_HEADING);
}

float ui_text_height(struct ui *ui, struct text_look look, float width, const char *text)
{
    if (*text == '\0')
        return 0;
    size_t mark = arena_mark(ui->frame);
    struct text_block block = text_prepare(ui, text);
    struct fit fit = fit_of(ui, (struct rect){0, 0, width, 0}, look);
    text_wrap(ui, &block, look.font, fit.size, look.line_height, fit.width);
    int lines = look.lines > 0 ? MIN(block.line_count, look.lines) : block.line_count;
    arena_release(ui->frame, mark);
    return (float)(lines * block.line_height) / ui->scale;
}

float ui_text_width(struct ui *ui, struct text_look look, const char *text)
{
    size_t mark = arena_mark(ui->frame);
    struct text_block block = text_prepare(ui, text);
    struct fit fit = fit_of(ui, (struct rect){0}, look);
    text_wrap(ui, &block, look.font, fit.size, look.line_height, INT32_MAX / 2);
    int widest = 0;
    for (int i = 0; i < block.line_count; i++)
        widest = MAX(widest, text_part_width(ui, &block, block.lines[i].start, block.lines[i].end));
    arena_release(ui->frame, mark);
    return (float)widest / ui->scale;
}
