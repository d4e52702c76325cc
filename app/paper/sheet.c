#include "paper/sheet.h"
#include "paper/words_macros.h"

#include "base/str.h"
#include "paper/card.h"
#include "paper/document.h"
#include <string.h>

enum { CUT = 0x9aa0b0 };

/* The code of a badge, from its payload as badge_encode() would write it. */
static bool make_code(const struct badge_print *badge, struct code *out, struct error *error)
{
    uint8_t token[BADGE_TOKEN_SIZE];
    char payload[BADGE_TEXT_SIZE];
    size_t length = strnlen(badge->payload, sizeof badge->payload);
    if (badge_decode(badge->payload, length, token) != BADGE_OK)
        return error_set(error, ERR_BAD_INPUT,
            "the badge of student %s is damaged: issue a new one", badge->student->id);
    badge_encode(token, payload);
    if (!code_make(payload, out))
        return error_set(error, ERR_MEMORY, "there is not enough memory to draw a badge");
    return true;
}

static void cut_line(cairo_t *cairo, double x1, double y1, double x2, double y2)
{
    cairo_move_to(cairo, x1, y1);
    cairo_line_to(cairo, x2, y2);
}

/* Dotted lines for scissors, and marks in the margins for a guillotine. */
static void draw_cuts(struct pen *pen, const struct page *page)
{
    cairo_t *cairo = pen->cairo;
    double right = page->left + page->columns * page->card_width;
    double bottom = page->top + page->rows * page->card_height;
    double gap = 1.0, mark = 5.0;
    cairo_save(cairo);
    cairo_set_line_width(cairo, 0.15);
    for (int i = 0; i <= page->columns; i++) {
        double x = page->left + i * page->card_width;
        cut_line(cairo, x, page->top - gap - mark, x, page->top - gap);
        cut_line(cairo, x, bottom + gap, x, bottom + gap + mark);
    }
    for (int i = 0; i <= page->rows; i++) {
        double y = page->top + i * page->card_height;
        cut_line(cairo, page->left - gap - mark, y, page->left - gap, y);
        cut_line(cairo, right + gap, y, right + gap + mark, y);
    }
    pen_color(pen, INK_SOFT);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, (double[]){0.4, 1.2}, 2, 0);
    for (int i = 0; i <= page->columns; i++)
        cut_line(cairo, page->left + i * page->card_width, page->top,
            page->left + i * page->card_width, bottom);
    for (int i = 0; i <= page->rows; i++)
        cut_line(cairo, page->left, page->top + i * page->card_height, right,
            page->top + i * page->card_height);
    pen_color(pen, CUT);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

/* A line of known length shows whether the printer shrank the page, and with it the codes. */
static void draw_notes(
    struct pen *pen, const struct page *page, const char *class_name, int number, int pages)
{
    const struct words *words = pen->words;
    struct pen_style style = {.size = 3.6, .size_min = 2.2, .color = INK_SOFT};
    double width = page->columns * page->card_width;
    double above = page->top - 14, below = page->height - page->top + 8;
    char text[4 * NAME_SIZE];
    WORDS_FILL(words, text, T("Badges: {class} ({number} of {count})"), "class", class_name,
        "number", words_number(number).text, "count", words_number(pages).text, NULL);
    pen_text(pen, (struct box){page->left, above, width, 6}, text, NULL, &style);
    pen_text(pen, (struct box){page->left, below, width - 54, 6},
        T("Print on matte, laminate matte. Print at 100 %: this line is 50 mm long."), NULL,
        &style);
    double x = page->left + width - 50, y = below + 3;
    pen_color(pen, INK_SOFT);
    cairo_set_line_width(pen->cairo, 0.3);
    cut_line(pen->cairo, x, y, x + 50, y);
    cut_line(pen->cairo, x, y - 1.5, x, y + 1.5);
    cut_line(pen->cairo, x + 50, y - 1.5, x + 50, y + 1.5);
    cairo_stroke(pen->cairo);
}

struct badge_sheet {
    struct page page;
    const struct words *words;
    const char *class_name;
    const struct badge_print *badges;
    int count;
};

static bool draw_badges(struct pen *pen, const void *context, struct error *error)
{
    const struct badge_sheet *sheet = context;
    const struct page *page = &sheet->page;
    int each = page->columns * page->rows;
    int pages = (sheet->count + each - 1) / each;
    pen_speak(pen, sheet->words);
    for (int i = 0; i < sheet->count; i++) {
        struct code code;
        if (!make_code(&sheet->badges[i], &code, error))
            return false;
        if (i % each == 0) {
            draw_cuts(pen, page);
            draw_notes(pen, page, sheet->class_name, i / each + 1, pages);
        }
        struct box card = page_card(page, i % each);
        cairo_save(pen->cairo);
        cairo_translate(pen->cairo, card.x, card.y);
        card_draw(pen, card.width, card.height, &code, sheet->badges[i].student, sheet->class_name);
        cairo_restore(pen->cairo);
        if (i % each == each - 1 || i == sheet->count - 1)
            cairo_show_page(pen->cairo);
    }
    return true;
}

enum paper_size sheet_paper(const struct plan *plan)
{
    return plan->letter_paper ? PAPER_LETTER : PAPER_A4;
}

bool sheet_badges_pdf(const char *file, enum paper_size paper, int per_sheet,
    const struct words *words, const char *class_name, const struct badge_print *badges, int count,
    struct error *error)
{
    struct badge_sheet sheet = {
        .words = words, .class_name = class_name, .badges = badges, .count = count};
    if (count <= 0)
        return error_set(error, ERR_BAD_INPUT, "there are no badges to print: name a student");
    if (!page_plan(paper, per_sheet, &sheet.page, error))
        return false;
    char title[4 * NAME_SIZE];
    WORDS_FILL(words, title, T("Badges: {class}"), "class", class_name, NULL);
    return document_pdf(file, &sheet.page, title, draw_badges, &sheet, error);
}

static bool draw_badge(struct pen *pen, const void *context, struct error *error)
{
    const struct badge_sheet *sheet = context;
    struct code code;
    if (!make_code(sheet->badges, &code, error))
        return false;
    cairo_set_source_rgb(pen->cairo, 1, 1, 1);
    cairo_paint(pen->cairo);
    card_draw(pen, sheet->page.card_width, sheet->page.card_height, &code, sheet->badges->student,
        sheet->class_name);
    return true;
}

bool sheet_badge_png(
    const char *file, const char *class_name, const struct badge_print *badge, struct error *error)
{
    struct badge_sheet sheet = {.class_name = class_name, .badges = badge, .count = 1};
    if (!page_plan(PAPER_A4, 8, &sheet.page, error))
        return false;
    return document_png(
        file, sheet.page.card_width, sheet.page.card_height, draw_badge, &sheet, error);
}
