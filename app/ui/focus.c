#include "ui/inside.h"

#include <math.h>

void focus_set(struct ui *ui, ui_id id)
{
    ui->focus = id;
    const struct control *control = control_find(ui, id);
    if (control == NULL)
        return;
    if (ui->nodes[control->node].role == ROLE_TEXTBOX)
        ui->field = id;
    if (control->scroll >= 0)
        scroll_show(ui, control->scroll, control->box);
}

static ui_id id_of(const struct ui *ui, const struct control *control)
{
    return ui->nodes[control->node].id;
}

/* The next reachable control in reading order, which is the order they are made in. */
static ui_id step(const struct ui *ui, int direction)
{
    int count = ui->control_count;
    const struct control *from = control_find(ui, ui->focus);
    int at = from != NULL ? (int)(from - ui->controls) : direction > 0 ? -1 : count;
    for (int i = 0; i < count; i++) {
        at = (at + direction + count) % count;
        if (control_reachable(ui, &ui->controls[at]))
            return id_of(ui, &ui->controls[at]);
    }
    return 0;
}

static int gap(int a, int a_length, int b, int b_length)
{
    return MAX(MAX(b - (a + a_length), a - (b + b_length)), 0);
}

/* What it costs to go from one box to another by an arrow; infinite if it is not that way. */
static float cost(struct box from, struct box to, enum key key)
{
    float dx = (float)(to.x * 2 + to.w - from.x * 2 - from.w) / 2;
    float dy = (float)(to.y * 2 + to.h - from.y * 2 - from.h) / 2;
    bool across = key == KEY_LEFT || key == KEY_RIGHT;
    float ahead = key == KEY_LEFT ? -dx : key == KEY_RIGHT ? dx : key == KEY_UP ? -dy : dy;
    if (ahead <= 1)
        return INFINITY;
    int along = across ? gap(from.x, from.w, to.x, to.w) : gap(from.y, from.h, to.y, to.h);
    int aside = across ? gap(from.y, from.h, to.y, to.h) : gap(from.x, from.w, to.x, to.w);
    if (along == 0 && aside > 0)
        return INFINITY; /* beside it rather than that way */
    /* What lies straight ahead comes first, however far. */
    float turn = aside > 0 ? 10000 : 0;
    return turn + (float)along + 3 * (float)aside + 0.1F * fabsf(across ? dy : dx) + 0.01F * ahead;
}

static ui_id nearest(const struct ui *ui, enum key key)
{
    const struct control *from = control_find(ui, ui->focus);
    if (from == NULL)
        return step(ui, 1);
    float best = INFINITY;
    ui_id found = ui->focus;
    for (int i = 0; i < ui->control_count; i++) {
        const struct control *control = &ui->controls[i];
        if (control == from || !control_reachable(ui, control))
            continue;
        float price = cost(from->box, control->box, key);
        if (price < best) {
            best = price;
            found = id_of(ui, control);
        }
    }
    return found;
}

ui_id focus_default(const struct ui *ui)
{
    for (int i = 0; i < ui->control_count; i++)
        if (ui->controls[i].is_default && control_reachable(ui, &ui->controls[i]))
            return id_of(ui, &ui->controls[i]);
    return 0;
}

static ui_id way_out(const struct ui *ui)
{
    for (int i = ui->control_count - 1; i >= 0; i--)
        if (ui->controls[i].is_cancel && control_reachable(ui, &ui->controls[i]))
            return id_of(ui, &ui->controls[i]);
    return 0;
}

static bool move_to(struct ui *ui, ui_id id)
{
    bool changed = !ui->by_keys || ui->focus != id;
    ui->by_keys = true;
    if (id != 0)
        focus_set(ui, id);
    return changed;
}

/* True if the focused text field takes the key for itself. */
static bool field_key(struct ui *ui, const struct control *control, enum key key, bool *changed)
{
    switch (key) {
    case KEY_LEFT:
    case KEY_RIGHT:
    case KEY_HOME:
    case KEY_END:
    case KEY_BACKSPACE:
    case KEY_DELETE: *changed = edge_key(ui, key); return true;
    case KEY_UP:
    case KEY_DOWN:
        *changed = !control->single_line && edge_key(ui, key);
        return !control->single_line;
    case KEY_SPACE: *changed = false; return true; /* comes as text as well */
    case KEY_ENTER:
        *changed = !control->single_line && edge_text(ui, "\n");
        return !control->single_line;
    default: return false;
    }
}

/* A key still held from the screen before. */
static bool is_held_over(const struct ui *ui, const struct input *input)
{
    return ui->screen_changed && !input->deliberate &&
           input->mono_ms - ui->changed_ms < UI_HOLDOVER_MS;
}

static bool choose(struct ui *ui, const struct input *input, const struct control *control)
{
    if (is_held_over(ui, input))
        return false;
    bool in_field = control != NULL && ui->nodes[control->node].role == ROLE_TEXTBOX;
    ui_id id = control != NULL && control_reachable(ui, control) ? id_of(ui, control) : 0;
    if (input->key == KEY_ENTER && (id == 0 || in_field))
        id = focus_default(ui);
    else if (input->key == KEY_CHOOSE && id == 0)
        return move_to(ui, step(ui, 1));
    if (id == 0)
        return false;
    if (input->key == KEY_SPACE)
        ui->space_ms = input->mono_ms;
    if (!in_field)
        ui->by_keys = true;
    return edge_choose(ui, id, input);
}

static bool leave(struct ui *ui, const struct input *input)
{
    ui_id id = way_out(ui);
    return id != 0 && !is_held_over(ui, input) && edge_choose(ui, id, input);
}

static bool page_one(struct ui *ui, int index, float direction)
{
    return scroll_by(ui, index, direction * 0.8F * ui->scrolls[index].view);
}

/* What holds the focus; else all there is, for what is only read can hold none. */
static bool page(struct ui *ui, const struct control *control, float direction)
{
    bool moved = false;
    if (control != NULL && control->scroll >= 0)
        return page_one(ui, control->scroll, direction);
    for (int i = 0; i < ui->scroll_count; i++)
        if (ui->scrolls[i].layer == ui->top_layer && ui->scrolls[i].box.w > 0)
            moved |= page_one(ui, i, direction);
    return moved;
}

bool focus_key(struct ui *ui, const struct input *input)
{
    const struct control *control = control_find(ui, ui->focus);
    bool changed = false;
    if (input->control)
        return false;
    if (input->key == KEY_ESCAPE)
        return drag_cancel(ui) || leave(ui, input);
    if (control != NULL && ui->nodes[control->node].role == ROLE_TEXTBOX &&
        field_key(ui, control, input->key, &changed))
        return changed;
    switch (input->key) {
    case KEY_TAB: return move_to(ui, step(ui, input->shift ? -1 : 1));
    case KEY_NEXT: return move_to(ui, step(ui, 1));
    case KEY_LEFT:
    case KEY_RIGHT:
    case KEY_UP:
    case KEY_DOWN: return move_to(ui, nearest(ui, input->key));
    case KEY_ENTER:
    case KEY_SPACE:
    case KEY_CHOOSE: return choose(ui, input, control);
    case KEY_PAGE_UP: return page(ui, control, -1);
    case KEY_PAGE_DOWN: return page(ui, control, 1);
    default: return false;
    }
}

static bool is_field(const struct ui *ui, ui_id id)
{
    const struct control *control = control_find(ui, id);
    return control != NULL && ui->nodes[control->node].role == ROLE_TEXTBOX;
}

/* A modal that opened takes the focus to itself; one that closed gives it back. */
static void follow_modal(struct ui *ui)
{
    if (ui->layers > ui->top_layer) {
        ui->focus_below = ui->focus;
        ui->focus = 0;
    } else if (ui->layers < ui->top_layer) {
        ui->focus = ui->by_keys || is_field(ui, ui->focus_below) ? ui->focus_below : 0;
        ui->field = is_field(ui, ui->focus) ? ui->focus : 0;
    }
    ui->top_layer = ui->layers;
}

void focus_settle(struct ui *ui)
{
    ui_id focus = ui->focus;
    follow_modal(ui);
    const struct control *control = control_find(ui, ui->focus);
    if (control == NULL || control->layer != ui->top_layer)
        ui->focus = 0;
    if (ui->focus == 0 && ui->by_keys && ui->top_layer > 0)
        focus_set(ui, step(ui, 1));
    const struct control *field = control_find(ui, ui->field);
    if (field == NULL || field->layer != ui->top_layer)
        ui->field = 0;
    if (ui->focus != focus)
        ui->again = true;
}

void focus_draw_ring(struct ui *ui, struct rect r, float radius)
{
    struct rect around = {r.x - RING_GAP - RING_FOCUS, r.y - RING_GAP - RING_FOCUS,
        r.w + 2 * (RING_GAP + RING_FOCUS), r.h + 2 * (RING_GAP + RING_FOCUS)};
    float width = ui->setting.theme == THEME_CONTRAST ? RING_FOCUS + 3 : RING_FOCUS;
    ui_ring(ui, around, radius + RING_GAP + RING_FOCUS, width, ui->theme->ink);
}
