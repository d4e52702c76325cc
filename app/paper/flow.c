#include "paper/flow.h"
#include "paper/words_macros.h"

#include "base/str.h"

static const double margin = 18, title_height = 16, head_height = 20, usual_size = 4;
static const double scale_step = 0.06, scale_least = 0.64;

double flow_left(const struct flow *flow)
{
    (void)flow;
    return margin;
}

double flow_width(const struct flow *flow)
{
    return flow->page.width - 2 * margin;
}

static double bottom(const struct flow *flow)
{
    return flow->page.height - margin;
}

static void draw_number(struct flow *flow)
{
    const struct words *words = flow->words;
    struct pen_style style = {.size = 3.2, .size_min = 2, .color = INK_SOFT, .align = PEN_CENTER};
    char text[64];
    if (flow->pages < 2)
        return;
    WORDS_FILL(words, text, T("{number} of {count}"), "number", words_number(flow->number).text,
        "count", words_number(flow->pages).text, NULL);
    pen_text(flow->pen, (struct box){margin, flow->page.height - 14, flow_width(flow), 5}, text,
        NULL, &style);
}

static void begin_page(struct flow *flow)
{
    double icon = flow->icon != NULL ? title_height : 0;
    struct pen_style title = {.size = 6.4, .size_min = 2.6, .bold = true, .color = INK, .lines = 2};
    struct pen_style note = {.size = 3.6, .size_min = 2, .color = INK_SOFT, .lines = 2};
    struct box text = {margin + icon, margin - 4, flow_width(flow) - icon, 11};
    flow->number++;
    if (icon > 0)
        pen_emoji(flow->pen, (struct box){margin, margin - 4, 13, 13}, flow->icon);
    pen_text(flow->pen, text, flow->title, NULL, &title);
    text.y += text.height;
    text.height = 7;
    pen_text(flow->pen, text, flow->note, NULL, &note);
    draw_number(flow);
    flow->y = margin + head_height;
}

static void end_page(struct flow *flow)
{
    cairo_show_page(flow->pen->cairo);
}

void flow_need(struct flow *flow, double height)
{
    bool is_fresh = flow->y <= margin + head_height;
    if (is_fresh || flow->y + height <= bottom(flow))
        return;
    end_page(flow);
    begin_page(flow);
}

void flow_keep_together(struct flow *flow, double height)
{
    if (height <= bottom(flow) - margin - head_height)
        flow_need(flow, height);
}

void flow_gap(struct flow *flow, double height)
{
    if (flow->y > margin + head_height)
        flow->y += height * flow->scale;
}

static PangoLayout *lay_out(
    const struct flow *flow, const char *text, const struct flow_look *look, double width)
{
    struct pen_style style = {.size = (look->size > 0 ? look->size : usual_size) * flow->scale,
        .bold = look->bold,
        .own_way = look->own_way};
    return pen_paragraph(flow->pen, width, text, &style);
}

double flow_text_height(const struct flow *flow, const char *text, const struct flow_look *look)
{
    PangoLayout *paragraph =
        lay_out(flow, text, look, flow_width(flow) - look->indent * flow->scale);
    double height = 0;
    for (int i = 0; i < pango_layout_get_line_count(paragraph); i++)
        height += pen_line_height(paragraph, i);
    g_object_unref(paragraph);
    return height;
}

void flow_text(struct flow *flow, const char *text, const struct flow_look *look)
{
    double indent = look->indent * flow->scale, width = flow_width(flow) - indent;
    PangoLayout *paragraph = lay_out(flow, text, look, width);
    for (int i = 0; i < pango_layout_get_line_count(paragraph); i++) {
        flow_need(flow, pen_line_height(paragraph, i));
        pen_color(flow->pen, look->soft ? INK_SOFT : INK);
        flow->y +=
            pen_line(flow->pen, (struct box){margin + indent, flow->y, width, 0}, paragraph, i);
    }
    g_object_unref(paragraph);
}

void flow_heading(struct flow *flow, const char *text)
{
    enum { LEAST_BELOW = 22 }; /* a heading alone at the foot of a page helps nobody */
    flow_gap(flow, 4);
    flow_need(flow, LEAST_BELOW * flow->scale);
    flow_text(flow, text, &(struct flow_look){.size = 4.8, .bold = true});
    struct pen *pen = flow->pen;
    pen_color(pen, PAPER_LINE);
    cairo_set_line_width(pen->cairo, 0.3);
    cairo_move_to(pen->cairo, margin, flow->y + 0.4);
    cairo_line_to(pen->cairo, margin + flow_width(flow), flow->y + 0.4);
    cairo_stroke(pen->cairo);
    flow->y += 1.6 * flow->scale;
}

void flow_icon(struct flow *flow, const char *emoji)
{
    double size = (FLOW_ICON_MM - 2) * flow->scale;
    flow_need(flow, 2 * size);
    pen_emoji(flow->pen, (struct box){margin, flow->y, size, size}, emoji);
}

/* --- The document ----------------------------------------------------------------------------- */

struct run {
    const struct flow_sheet *sheet;
    double scale;
    int pages;
};

static int draw_on(struct pen *pen, const struct run *run)
{
    const struct flow_sheet *sheet = run->sheet;
    struct flow flow = {.pen = pen,
        .words = sheet->words,
        .page = page_blank(sheet->paper),
        .title = sheet->title,
        .note = sheet->note,
        .icon = sheet->icon,
        .scale = run->scale,
        .pages = run->pages};
    pen_speak(pen, sheet->words);
    pen_mirror(pen, flow.page.width);
    begin_page(&flow);
    sheet->draw(&flow, sheet->context);
    end_page(&flow);
    return flow.number;
}

static bool draw_pages(struct pen *pen, const void *context, struct error *error)
{
    (void)error;
    draw_on(pen, context);
    return true;
}

/* On a surface that nobody looks at. */
static int count_pages(const struct run *run)
{
    struct pen pen = {0};
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
    pen_open(&pen, surface, 1);
    int pages = draw_on(&pen, run);
    pen_close(&pen);
    cairo_surface_destroy(surface);
    return pages;
}

bool flow_pdf(const char *file, const struct flow_sheet *sheet, struct error *error)
{
    struct run run = {.sheet = sheet, .scale = 1};
    struct page page = page_blank(sheet->paper);
    int pages = count_pages(&run);
    while (sheet->pages_wished > 0 && pages > sheet->pages_wished && run.scale > scale_least) {
        run.scale -= scale_step;
        pages = count_pages(&run);
    }
    run.pages = pages;
    return document_pdf(file, &page, sheet->title, draw_pages, &run, error);
}
