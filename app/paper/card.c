#include "paper/card.h"

#include "model/avatar.h"

static void draw_code(cairo_t *cairo, struct box box, const struct code *code)
{
    struct code_rect rects[CODE_RECT_MAX];
    int count = code_rects(code, rects);
    double module = box.width / CODE_MODULES;
    cairo_save(cairo);
    /* Pixels of a module are all black or all white; and one path leaves no seams in print. */
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (int i = 0; i < count; i++)
        cairo_rectangle(cairo, box.x + rects[i].x * module, box.y + rects[i].y * module,
            rects[i].width * module, rects[i].height * module);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void card_draw(struct pen *pen, double width, double height, const struct code *code,
    const struct student *student, const char *class_name)
{
    struct card_parts parts = page_card_parts(width, height);
    draw_code(pen->cairo, parts.code, code);
    pen_emoji(pen, parts.avatar, avatar_emoji(student->avatar));
    pen_text(pen, parts.name, student_name(student), student->language,
        &(struct pen_style){
            .size = parts.name.height * 0.62,
            .size_min = 2.6,
            .bold = true,
            .align = PEN_CENTER,
            .color = INK,
            .lines = 3,
            .own_way = true,
        });
    pen_text(pen, parts.class_name, class_name, NULL,
        &(struct pen_style){
            .size = MIN(parts.class_name.height * 0.62, 5.0),
            .size_min = 2.2,
            .align = PEN_CENTER,
            .color = INK_SOFT,
            .own_way = true,
        });
}
