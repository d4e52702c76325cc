#include "paper/pen.h"

#include "base/str.h"
#include <stdlib.h>
#include <string.h>

/* Letters first in the face for new readers, then Noto where a system font would come before it;
 * other scripts and emoji by fontconfig. An emoji font in this list would take the digits. */
static const char reading_face[] = "Andika, Noto Sans, Noto Sans Arabic, Noto Sans Hebrew, "
                                   "Noto Sans Armenian, Noto Sans Georgian";
enum { EMOJI_PIXELS = 109 }; /* the size Noto Color Emoji's pictures are drawn for */

static PangoContext *new_context(PangoFontMap *fonts)
{
    PangoContext *context = pango_font_map_create_context(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    /* Otherwise advances are rounded to whole millimetres. */
    pango_context_set_round_glyph_positions(context, FALSE);
    return context;
}

void pen_open(struct pen *pen, cairo_surface_t *surface, double scale)
{
    pen->cairo = cairo_create(surface);
    cairo_scale(pen->cairo, scale, scale);
    pen->fonts = pango_cairo_font_map_new();
    pen->pango = new_context(pen->fonts);
    pango_cairo_update_context(pen->cairo, pen->pango);
}

void pen_close(struct pen *pen)
{
    if (pen->pango != NULL)
        g_object_unref(pen->pango);
    if (pen->fonts != NULL)
        g_object_unref(pen->fonts);
    if (pen->cairo != NULL)
        cairo_destroy(pen->cairo);
    *pen = (struct pen){0};
}

void pen_speak(struct pen *pen, const struct words *words)
{
    pen->words = words;
}

void pen_mirror(struct pen *pen, double page_width)
{
    pen->mirror_mm = words_are_rtl(pen->words) ? page_width : 0;
}

struct box pen_box(const struct pen *pen, struct box box)
{
    if (pen->mirror_mm > 0)
        box.x = pen->mirror_mm - box.x - box.width;
    return box;
}

void pen_color(struct pen *pen, uint32_t color)
{
    cairo_set_source_rgb(pen->cairo, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0,
        (color & 0xff) / 255.0);
}

static void set_size(PangoLayout *layout, const struct pen_style *style, double size)
{
    PangoFontDescription *font = pango_font_description_from_string(reading_face);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

static bool fits(PangoLayout *layout, struct box box, int lines)
{
    PangoRectangle used;
    pango_layout_get_extents(layout, NULL, &used);
    return pango_layout_get_line_count(layout) <= lines && used.width <= box.width * PANGO_SCALE &&
           used.height <= box.height * PANGO_SCALE;
}

/* Lines may end after a space or a hyphen only: a Thai name must not be parted inside, as the
 * dictionary of line breaking would. */
static void keep_words_whole(PangoLayout *layout, const char *text)
{
    PangoAttrList *attributes = pango_attr_list_new();
    for (size_t start = 0; text[start] != '\0';) {
        size_t length = strcspn(text + start, " -");
        length += text[start + length] != '\0';
        PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);
        whole->start_index = (guint)start;
        whole->end_index = (guint)(start + length);
        pango_attr_list_insert(attributes, whole);
        start += length;
    }
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

/* Broken words get no hyphen that is not in them: it would look like a part of the name. */
static void break_words(PangoLayout *layout)
{
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
}

/* Few large lines before many small ones; in the end, as much as there is room for. */
static double fit(PangoLayout *layout, struct box box, const struct pen_style *style)
{
    static const double least_part[] = {0.5, 0.36};
    int most = MAX(style->lines, 1);
    for (int lines = 1; lines <= most; lines++) {
        double least = style->size_min;
        if (lines < most)
            least = MAX(least, style->size * least_part[lines == 1 ? 0 : 1]);
        pango_layout_set_width(layout, lines == 1 ? -1 : (int)(box.width * PANGO_SCALE));
        for (double size = style->size; size >= least; size -= style->size / 32) {
            set_size(layout, style, size);
            if (fits(layout, box, lines))
                return size;
        }
    }
    set_size(layout, style, style->size_min);
    break_words(layout);
    pango_layout_set_width(layout, (int)(box.width * PANGO_SCALE));
    pango_layout_set_height(layout, -most);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    return style->size_min;
}

/* Never the locale's language: the same list gives the same bytes everywhere. */
static PangoLayout *new_layout(
    struct pen *pen, const char *text, const char *language, const struct pen_style *style)
{
    if (str_is_empty(language))
        language = words_language(pen->words);
    pango_context_set_language(pen->pango, pango_language_from_string(language));
    pango_context_set_base_dir(
        pen->pango, words_are_rtl(pen->words) ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    PangoLayout *layout = pango_layout_new(pen->pango);
    pango_layout_set_auto_dir(layout, style->own_way);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

double pen_text(struct pen *pen, struct box box, const char *text, const char *language,
    const struct pen_style *style)
{
    PangoLayout *layout = new_layout(pen, text, language, style);
    box = pen_box(pen, box);
    keep_words_whole(layout, text);
    pango_layout_set_alignment(
        layout, style->align == PEN_CENTER ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    double size = fit(layout, box, style);
    PangoRectangle used;
    pango_layout_get_extents(layout, NULL, &used);
    double width = (double)used.width / PANGO_SCALE;
    double room = box.width - width;
    double x = box.x + (style->align == PEN_CENTER     ? room / 2
                           : words_are_rtl(pen->words) ? room
                                                       : 0);
    double y = box.y + (box.height - (double)used.height / PANGO_SCALE) / 2;
    pen_color(pen, style->color);
    cairo_move_to(pen->cairo, x - (double)used.x / PANGO_SCALE, y);
    pango_cairo_show_layout(pen->cairo, layout);
    g_object_unref(layout);
    return size;
}

PangoLayout *pen_paragraph(
    struct pen *pen, double width, const char *text, const struct pen_style *style)
{
    PangoLayout *layout = new_layout(pen, text, NULL, style);
    set_size(layout, style, style->size);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    break_words(layout);
    pen_color(pen, style->color);
    return layout;
}

double pen_line_height(PangoLayout *paragraph, int line)
{
    PangoRectangle used;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(paragraph, line), NULL, &used);
    return (double)used.height / PANGO_SCALE;
}

double pen_line(struct pen *pen, struct box box, PangoLayout *paragraph, int line)
{
    PangoRectangle used;
    PangoLayoutLine *text = pango_layout_get_line_readonly(paragraph, line);
    pango_layout_line_get_extents(text, NULL, &used);
    box = pen_box(pen, box);
    double width = (double)used.width / PANGO_SCALE;
    double x = words_are_rtl(pen->words) ? box.x + box.width - width : box.x;
    cairo_move_to(pen->cairo, x, box.y - (double)used.y / PANGO_SCALE);
    pango_cairo_show_layout_line(pen->cairo, text);
    return (double)used.height / PANGO_SCALE;
}

/* The emoji in pixels of its own, cut to its ink: PDF has no colour glyphs. */
static cairo_surface_t *emoji_surface(PangoFontMap *fonts, const char *emoji)
{
    PangoContext *context = new_context(fonts);
    PangoLayout *layout = pango_layout_new(context);
    PangoFontDescription *font = pango_font_description_from_string("Noto Color Emoji");
    pango_font_description_set_absolute_size(font, EMOJI_PIXELS * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, emoji, -1);
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout, &ink, NULL);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, MAX(ink.width, 1), MAX(ink.height, 1));
    cairo_t *cairo = cairo_create(surface);
    cairo_move_to(cairo, -ink.x, -ink.y);
    pango_cairo_show_layout(cairo, layout);
    cairo_destroy(cairo);
    g_object_unref(layout);
    g_object_unref(context);
    /* The same picture twice in a document is stored once. */
    size_t length = strlen(emoji);
    unsigned char *name = (unsigned char *)strdup(emoji);
    if (name != NULL && cairo_surface_set_mime_data(surface, CAIRO_MIME_TYPE_UNIQUE_ID, name,
                            length, free, name) != CAIRO_STATUS_SUCCESS)
        free(name);
    return surface;
}

void pen_emoji(struct pen *pen, struct box box, const char *emoji)
{
    cairo_surface_t *picture = emoji_surface(pen->fonts, emoji);
    box = pen_box(pen, box);
    double width = cairo_image_surface_get_width(picture);
    double height = cairo_image_surface_get_height(picture);
    double scale = MIN(box.width / width, box.height / height);
    cairo_save(pen->cairo);
    cairo_translate(pen->cairo, box.x + (box.width - width * scale) / 2,
        box.y + (box.height - height * scale) / 2);
    cairo_scale(pen->cairo, scale, scale);
    cairo_set_source_surface(pen->cairo, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(pen->cairo), CAIRO_FILTER_BEST);
    cairo_paint(pen->cairo);
    cairo_restore(pen->cairo);
    cairo_surface_destroy(picture);
}
