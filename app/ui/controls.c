#include "ui/inside.h"

enum { BADGE_SIZE = 30, ICON_GAP = 14, BUTTON_SIDE = 34, CHIP_SIDE = 20 };
#define LABEL_MARGIN 0.08F /* of the height, above and below */
#define LABEL_SHRINK 0.82F

struct look {
    color fill, ink, ring;
    float ring_width;
};

static struct look look_of(const struct ui *ui, const struct button *button)
{
    const struct theme *theme = ui->theme;
    struct look look = {.fill = theme->card, .ink = theme->ink};
    switch (button->selected ? BUTTON_SELECTED : button->look) {
    case BUTTON_PRIMARY:
        look.fill = theme->primary;
        look.ink = theme->primary_ink;
        break;
    case BUTTON_QUIET:
        look.ring = theme->line;
        look.ring_width = theme->line_width;
        break;
    case BUTTON_CHIP: look.fill = theme->primary_soft; break;
    case BUTTON_SELECTED:
        look.fill = theme->primary_soft;
        look.ring = theme->primary;
        look.ring_width = RING_SELECTED + theme->line_width - 3;
        break;
    case BUTTON_PLAIN: look.fill = 0; break;
    }
    look.fill = button->fill != 0 ? button->fill : look.fill;
    look.ink = button->tint != 0 ? button->tint : look.ink;
    if (button->disabled) {
        look.fill = look.fill != 0 ? theme->paper : 0;
        look.ink = theme->ink_soft;
        look.ring = theme->line;
        look.ring_width = look.fill != 0 ? 2 : 0;
    }
    return look;
}

static struct text_look label_look(const struct button *button, color ink)
{
    bool chip = button->look == BUTTON_CHIP;
    return (struct text_look){
        .font = chip ? FONT_READ : FONT_SHOW,
        .size = button->size > 0 ? button->size
                : chip           ? SIZE_LABEL
                                 : 28,
        .color = ink,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
    };
}

static float side_of(const struct button *button)
{
    return button->look == BUTTON_CHIP ? CHIP_SIDE : BUTTON_SIDE;
}

static float icon_size(const struct ui *ui, const struct button *button, const char *icon)
{
    return icon != NULL ? label_look(button, 0).size * ui->setting.text_scale : 0;
}

float ui_button_width(struct ui *ui, struct button button)
{
    float before = icon_size(ui, &button, button.icon);
    float after = icon_size(ui, &button, button.icon_after);
    if (button.icon_only)
        return MAX(before + after + 2 * side_of(&button), TARGET_MIN);
    float text = ui_text_width(ui, label_look(&button, 0), button.label);
    return text + before + after + (before > 0 ? ICON_GAP : 0) + (after > 0 ? ICON_GAP : 0) +
           2 * side_of(&button);
}

/* Icon, label and icon behind, together in the middle. */
static void draw_content(struct ui *ui, struct rect r, const struct button *button, color ink)
{
    struct text_look look = label_look(button, ink);
    float before = icon_size(ui, button, button->icon);
    float after = icon_size(ui, button, button->icon_after);
    if (button->icon_only) {
        ui_icon(ui, r, button->icon, MIN(before, MIN(r.w, r.h)), ink);
        return;
    }
    struct rect rest = rect_inset(r, MIN(side_of(button), r.w * 0.1F), r.h * LABEL_MARGIN);
    float gaps = (before > 0 ? ICON_GAP : 0) + (after > 0 ? ICON_GAP : 0);
    float text = ui_text_width(ui, look, button->label);
    if (before + after + gaps + text > rest.w) { /* large icons would take room from the words */
        before = MIN(before, look.size);
        after = MIN(after, look.size);
    }
    float icons = before + after + gaps;
    if (text * MAX(LABEL_SHRINK, SIZE_SMALL / look.size) <= rest.w - icons)
        look.lines = 1; /* a little smaller rather than in two lines */
    text = MIN(text, MAX(rest.w - icons, 0));
    struct rect line = rect_center(rest, text + icons, rest.h);
    if (before > 0) {
        ui_icon(ui, rect_cut_left(&line, before), button->icon, before, ink);
        rect_cut_left(&line, ICON_GAP);
    }
    if (after > 0) {
        ui_icon(ui, rect_cut_right(&line, after), button->icon_after, after, ink);
        rect_cut_right(&line, ICON_GAP);
    }
    text_draw(ui, line, look, button->label, NULL);
}

/* A tick at the corner: what is selected is not told by colour alone. */
static void draw_tick(struct ui *ui, struct rect r)
{
    float size = MIN(BADGE_SIZE, r.h * 0.6F);
    struct rect badge = {r.x + r.w - size * 0.8F, r.y - size * 0.2F, size, size};
    ui_fill_rect(ui, badge, size / 2, ui->theme->primary);
    ui_icon(ui, badge, "check", size * 0.75F, ui->theme->primary_ink);
}

static void draw_pressed(struct ui *ui, struct rect r, float radius)
{
    shape_shade(ui, r, radius);
    if (ui->setting.theme == THEME_CONTRAST)
        ui_ring(ui, r, radius, 2 * RING_SELECTED, ui->theme->ink);
}

bool ui_button(struct ui *ui, struct rect r, struct button button)
{
    struct look look = look_of(ui, &button);
    float radius = button.radius > 0            ? button.radius
                   : button.look == BUTTON_CHIP ? RADIUS_CHIP
                                                : RADIUS_BUTTON;
    radius = MIN(radius, MIN(r.w, r.h) / 2);
    struct control_result result = control_add(ui, r,
        (struct control_spec){
            .id = ui_make_id(button.key, button.index),
            .role = button.role != ROLE_TEXT ? button.role : ROLE_BUTTON,
            .name = button.name != NULL ? button.name : button.label,
            .selected = button.selected,
            .disabled = button.disabled,
            .is_default = button.is_default,
            .is_cancel = button.is_cancel,
        });
    if (look.fill != 0)
        ui_fill_rect(ui, r, radius, look.fill);
    if (look.ring_width > 0)
        ui_ring(ui, r, radius, look.ring_width, look.ring);
    if (result.pressed)
        draw_pressed(ui, r, radius);
    draw_content(ui, r, &button, look.ink);
    if (button.selected)
        draw_tick(ui, r);
    if (result.ring)
        focus_draw_ring(ui, r, radius);
    return result.chosen;
}

bool ui_tap_area(struct ui *ui, struct rect r, struct tap_area area)
{
    float radius = area.radius > 0 ? area.radius : RADIUS_CARD;
    radius = MIN(radius, MIN(r.w, r.h) / 2);
    struct control_result result = control_add(ui, r,
        (struct control_spec){
            .id = ui_make_id(area.key, area.index),
            .role = area.role != ROLE_TEXT ? area.role : ROLE_BUTTON,
            .name = area.name,
            .value = area.value,
            .selected = area.selected,
            .disabled = area.disabled,
        });
    if (area.selected)
        ui_ring(ui, r, radius, RING_SELECTED + ui->theme->line_width - 3, ui->theme->primary);
    if (result.pressed)
        draw_pressed(ui, r, radius);
    if (result.ring)
        focus_draw_ring(ui, r, radius);
    return result.chosen;
}
