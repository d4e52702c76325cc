#include "paper/sheet.h"
#include "paper/words_macros.h"

#include "base/str.h"
#include "model/avatar.h"
#include "paper/document.h"
#include "paper/lesson.h"
#include <assert.h>

static const double margin = 18, head = 26, row_height = 13;

struct picture_sheet {
    struct page page;
    const struct words *words;
    const char *class_name;
    const struct picture_print *rows;
    int count;
};

static void draw_head(struct pen *pen, const struct picture_sheet *sheet, int number, int pages)
{
    char text[4 * NAME_SIZE];
    const struct words *words = pen->words;
    double width = sheet->page.width - 2 * margin;
    struct pen_style title = {.size = 6, .size_min = 3, .bold = true, .color = INK};
    struct pen_style note = {.size = 3.6, .size_min = 2.4, .color = INK_SOFT};
    WORDS_FILL(words, text, T("Secret pictures: {class}"), "class", sheet->class_name, NULL);
    pen_text(pen, (struct box){margin, margin, width, 9}, text, NULL, &title);
    WORDS_FILL(words, text,
        T("For the teacher only: who has this list can check in as anyone. ({number} of {count})"),
        "number", words_number(number).text, "count", words_number(pages).text, NULL);
    pen_text(pen, (struct box){margin, margin + 10, width, 6}, text, NULL, &note);
}

static void draw_row(struct pen *pen, double y, double width, const struct picture_print *row)
{
    const struct words *words = pen->words;
    const struct student *student = row->student;
    struct pen_style name_style = {
        .size = 5, .size_min = 2.4, .bold = true, .color = INK, .lines = 2, .own_way = true};
    struct pen_style label = {.size = 3, .size_min = 1.8, .align = PEN_CENTER, .color = INK_SOFT};
    char name[LESSON_NAME_SIZE];
    lesson_name(student, name);
    double picture_width = 22, pictures_left = margin + width - PICTURE_SECRET * picture_width;
    pen_emoji(
        pen, (struct box){margin, y + 1.5, 10, row_height - 3}, avatar_emoji(student->avatar));
    pen_text(pen, (struct box){margin + 14, y, pictures_left - margin - 18, row_height}, name,
        student->language, &name_style);
    for (int i = 0; i < PICTURE_SECRET; i++) {
        assert(row->pictures[i] >= 0 && row->pictures[i] < PICTURE_COUNT);
        const struct avatar *picture = &pictures[row->pictures[i]];
        double x = pictures_left + i * picture_width;
        pen_emoji(pen, (struct box){x, y + 1, picture_width, row_height - 6}, picture->emoji);
        pen_text(pen, (struct box){x, y + row_height - 4.6, picture_width, 4.2},
            TC("avatar", picture->name), NULL, &label);
    }
    pen_color(pen, PAPER_LINE);
    cairo_set_line_width(pen->cairo, 0.2);
    cairo_move_to(pen->cairo, margin, y + row_height);
    cairo_line_to(pen->cairo, margin + width, y + row_height);
    cairo_stroke(pen->cairo);
}

static bool draw_pictures(struct pen *pen, const void *context, struct error *error)
{
    (void)error;
    const struct picture_sheet *sheet = context;
    int each = (int)((sheet->page.height - 2 * margin - head) / row_height);
    int pages = MAX((sheet->count + each - 1) / each, 1);
    pen_speak(pen, sheet->words);
    pen_mirror(pen, sheet->page.width);
    for (int number = 0; number < pages; number++) {
        draw_head(pen, sheet, number + 1, pages);
        int end = MIN(sheet->count, (number + 1) * each);
        for (int i = number * each; i < end; i++)
            draw_row(pen, margin + head + (i - number * each) * row_height,
                sheet->page.width - 2 * margin, &sheet->rows[i]);
        cairo_show_page(pen->cairo);
    }
    return true;
}

bool sheet_pictures_pdf(const char *file, enum paper_size paper, const struct words *words,
    const char *class_name, const struct picture_print *rows, int count, struct error *error)
{
    struct picture_sheet sheet = {.page = page_blank(paper),
        .words = words,
        .class_name = class_name,
        .rows = rows,
        .count = count};
    if (count <= 0)
        return error_set(
            error, ERR_BAD_INPUT, "there are no secret pictures to print: no student has any");
    char title[4 * NAME_SIZE];
    WORDS_FILL(words, title, T("Secret pictures: {class}"), "class", class_name, NULL);
    return document_pdf(file, &sheet.page, title, draw_pictures, &sheet, error);
}
