#include "ui/inside.h"

#include <math.h>
#include <string.h>

enum { SHADOW_DROP = 6, SHADOW_BLUR = 24, CARD_LINE = 2 };

struct draw_command *shape_add(struct ui *ui, enum draw_kind kind, struct box box, color tint)
{
    assert(ui->in_pass);
    return draw_add(&ui->list, kind, box.x, box.y, box.w, box.h, tint);
}

void shape_clip(struct ui *ui, struct box box, bool clipped)
{
    ui->clip = box;
    ui->clipped = clipped;
    shape_add(ui, DRAW_CLIP, clipped ? box : (struct box){0}, 0);
}

static int16_t radius_px(const struct ui *ui, struct box box, float radius)
{
    int pixels = (int)lroundf(radius * ui->scale);
    return (int16_t)CLAMP(pixels, 0, MIN(box.w, box.h) / 2);
}

void ui_fill_rect(struct ui *ui, struct rect r, float radius, color fill)
{
    struct box box = ui_box(ui, r);
    shape_add(ui, DRAW_FILL, box, fill)->radius = radius_px(ui, box, radius);
}

void shape_shade(struct ui *ui, struct rect r, float radius)
{
    bool night = ui->setting.theme == THEME_NIGHT; /* dark on dark needs more to be seen */
    ui_fill_rect(ui, r, radius, night ? 0x00000055 : 0x0000002C);
}

void ui_ring(struct ui *ui, struct rect r, float radius, float width, color line)
{
    struct box box = ui_box(ui, r);
    struct draw_command *command = shape_add(ui, DRAW_RING, box, line);
    command->radius = radius_px(ui, box, radius);
    command->width = (int16_t)ui_px(ui, width);
}

void ui_card(struct ui *ui, struct rect r, float radius, color fill)
{
    if (ui->theme->shadow != 0) {
        struct box box = ui_box(ui, (struct rect){r.x, r.y + SHADOW_DROP, r.w, r.h});
        struct draw_command *shadow = shape_add(ui, DRAW_SHADOW, box, ui->theme->shadow);
        shadow->radius = radius_px(ui, box, radius);
        shadow->width = (int16_t)ui_px(ui, SHADOW_BLUR);
    }
    ui_fill_rect(ui, r, radius, fill);
    if (ui->theme->shadow == 0)
        ui_ring(ui, r, radius, CARD_LINE, ui->theme->line);
}

void ui_arc(struct ui *ui, struct rect r, float width, float part, color line)
{
    struct draw_command *command = shape_add(ui, DRAW_ARC, ui_box(ui, r), line);
    command->width = (int16_t)ui_px(ui, width);
    command->part = (int16_t)lroundf(CLAMP(part, 0, 1) * 3600);
}

void ui_icon(struct ui *ui, struct rect r, const char *icon, float size, color tint)
{
    const struct icon *known = icon_find(icon);
    assert(known != NULL || (unsigned char)icon[0] >= 0x80); /* else a name mistyped */
    const char *text = known != NULL ? known->text : icon;
    enum font font = known != NULL ? known->font : FONT_READ;
    int pixels = ui_px(ui, size);
    int width = text_measure(ui, font, pixels, text, strlen(text));
    int height = text_box_height(ui, font, pixels);
    struct box box = ui_box(ui, r);
    box = (struct box){box.x + (box.w - width) / 2, box.y + (box.h - height) / 2, width, height};
    struct draw_command *command = shape_add(ui, DRAW_TEXT, box, tint != 0 ? tint : ui->theme->ink);
    command->font = (uint8_t)font;
    command->size = (int16_t)pixels;
    command->flip = known != NULL && known->mirrored && ui_mirrors(ui);
    command->text = text;
    command->text_length = (uint32_t)strlen(text);
}

void ui_picture(
    struct ui *ui, struct rect r, const char *icon, float size, color tint, const char *name)
{
    ui_icon(ui, r, icon, size, tint);
    ui_node(ui, ROLE_IMAGE, r, name, NULL);
}

static void add_named(
    struct ui *ui, enum draw_kind kind, struct rect r, const char *text, const char *name)
{
    struct draw_command *command = shape_add(ui, kind, ui_box(ui, r), ui->theme->ink);
    size_t length = strlen(text);
    command->text = arena_copy_text(ui->frame, text, length);
    assert(command->text != NULL);
    command->text_length = (uint32_t)length;
    ui_node(ui, ROLE_IMAGE, r, name, NULL);
}

/* Dark on white in every theme: scanners do not read light on dark. */
void ui_qr(struct ui *ui, struct rect r, const char *payload, const char *name)
{
    add_named(ui, DRAW_QR, r, payload, name);
    ui->list.commands[ui->list.count - 1].color = theme_get(THEME_DAY)->ink;
}

void ui_image(struct ui *ui, struct rect r, const char *file, const char *name)
{
    add_named(ui, DRAW_IMAGE, r, file, name);
}

void ui_camera(struct ui *ui, struct rect r, float radius, uint32_t frame, const char *name)
{
    struct box box = ui_box(ui, r);
    shape_add(ui, DRAW_CAMERA, box, ui->theme->ink)->radius = radius_px(ui, box, radius);
    ui->list.camera_frame = frame;
    ui_node(ui, ROLE_IMAGE, r, name, NULL);
}

static void dot(struct ui *ui, struct rect r, bool done, bool now)
{
    const struct theme *theme = ui->theme;
    float radius = r.w / 2, width = MAX(r.w * 0.16F, 3);
    if (done) {
        ui_fill_rect(ui, r, radius, theme->hue[2]);
        return;
    }
    ui_fill_rect(ui, r, radius, now ? theme->primary_soft : theme->card);
    ui_ring(ui, r, radius, width, now ? theme->primary : theme->line);
}

void ui_dots(
    struct ui *ui, struct rect r, int total, int done, bool current, float size, const char *name)
{
    float gap = size * UI_DOT_GAP;
    float needed = (float)total * (size + gap) - gap;
    if (needed > r.w) {
        size *= r.w / needed;
        gap *= r.w / needed;
    }
    for (int i = 0; i < total; i++) {
        struct rect at = {r.x + (float)i * (size + gap), r.y + (r.h - size) / 2, size, size};
        struct box round = ui_box(ui, at);
        round.w = round.h = ui_px(ui, size); /* whatever its edges were rounded to */
        dot(ui, ui_unbox(ui, round), i < done, current && i == done);
    }
    const char *value = ui_fill(ui, T("{done} of {total}"), "done", ui_number(ui, done), "total",
        ui_number(ui, total), NULL);
    ui_node(ui, ROLE_PROGRESS, r, name, value);
}

float ui_chip(
    struct ui *ui, struct rect r, const char *icon, const char *text, color fill, color ink)
{
    float size = r.h < 44 ? SIZE_SMALL : SIZE_LABEL, side = MIN(20, r.h / 2);
    struct text_look look = {.font = FONT_READ,
        .size = size,
        .color = ink,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = SIZE_SMALL};
    float words = side * 2 + ui_text_width(ui, look, text);
    float icon_size = size * ui->setting.text_scale;
    if (words + icon_size + 10 > r.w) /* a large icon would take room from the words */
        icon_size = MIN(icon_size, size);
    float icon_width = icon != NULL ? icon_size + 10 : 0;
    float width = MIN(words + icon_width, r.w);
    struct rect chip = {r.x, r.y, width, r.h};
    ui_fill_rect(ui, chip, RADIUS_CHIP, fill);
    struct rect inner = rect_inset(chip, side, 0);
    if (icon != NULL) {
        struct rect left = rect_cut_left(&inner, icon_width);
        left.w -= 10;
        ui_icon(ui, left, icon, icon_size, ink);
    }
    const char *plain;
    text_draw(ui, inner, look, text, &plain);
    if (*plain != '\0')
        ui_node(ui, ROLE_TEXT, chip, plain, NULL);
    return width;
}
