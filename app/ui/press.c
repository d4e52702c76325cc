#include "ui/inside.h"

#include <math.h>

static ui_id id_at(const struct ui *ui, float x, float y)
{
    const struct control *control = control_pick(ui, x, y);
    return control != NULL ? ui->nodes[control->node].id : 0;
}

static bool is_too_soon(const struct ui *ui, const struct input *input)
{
    return ui->screen_changed && !input->deliberate &&
           input->mono_ms - ui->changed_ms < UI_HOLDOVER_MS;
}

static bool press_down(struct ui *ui, const struct input *input)
{
    struct press *press = &ui->press;
    /* A screen whose first finger never left would be dead to all others. */
    if (press->down && press->pointer != input->pointer &&
        input->mono_ms - press->heard_ms < PRESS_LOST_MS)
        return false;
    *press = (struct press){
        .down = true,
        .pointer = input->pointer,
        .x = input->x,
        .y = input->y,
        .start_x = input->x,
        .start_y = input->y,
        .scroll = -1,
        .down_ms = input->mono_ms,
        .heard_ms = input->mono_ms,
    };
    bool had_ring = ui->by_keys;
    ui->by_keys = false;
    if (is_too_soon(ui, input))
        return had_ring;
    press->id = id_at(ui, input->x, input->y);
    press->inside = press->id != 0;
    press->scroll = scroll_at(ui, input->x, input->y);
    if (press->scroll >= 0)
        press->drag_offset = ui->scrolls[press->scroll].offset;
    press->repeat_ms = input->mono_ms + REPEAT_FIRST_MS;
    return had_ring || press->inside;
}

static bool press_move(struct ui *ui, const struct input *input)
{
    struct press *press = &ui->press;
    if (!press->down || press->pointer != input->pointer)
        return false;
    press->x = input->x;
    press->y = input->y;
    press->heard_ms = input->mono_ms;
    if (press->carrying || (!press->dragging && drag_start(ui, input)))
        return true;
    float moved = input->y - press->start_y;
    bool changed = false;
    if (!press->dragging && press->scroll >= 0 && fabsf(moved) > DRAG_START * ui->scale &&
        ui->scrolls[press->scroll].content > ui->scrolls[press->scroll].view) {
        press->dragging = true;
        press->id = 0;
        changed = true;
    }
    if (press->dragging) {
        float wanted = press->drag_offset - moved / ui->scale;
        return scroll_by(ui, press->scroll, wanted - ui->scrolls[press->scroll].offset) || changed;
    }
    bool inside = press->id != 0 && id_at(ui, input->x, input->y) == press->id;
    changed = changed || inside != press->inside;
    press->inside = inside;
    return changed;
}

static bool press_up(struct ui *ui, const struct input *input)
{
    struct press press = ui->press;
    if (!press.down || press.pointer != input->pointer)
        return false;
    ui->press = (struct press){.scroll = -1};
    if (press.carrying)
        return drag_end(ui, &press, input);
    if (press.id == 0 || input->kind == INPUT_POINTER_CANCEL || press.repeated)
        return press.id != 0 || press.dragging;
    if (id_at(ui, input->x, input->y) != press.id)
        return press.inside;
    const struct ui_node *node = &ui->nodes[control_find(ui, press.id)->node];
    /* A tap elsewhere leaves the field that is typed into: starters and keys write into it. */
    if (node->role == ROLE_TEXTBOX)
        focus_set(ui, press.id);
    else if (ui->focus != ui->field)
        focus_set(ui, ui->field);
    return edge_choose(ui, press.id, input);
}

bool press_input(struct ui *ui, const struct input *input)
{
    ui->pointer_x = input->kind == INPUT_SCROLL ? ui->pointer_x : input->x;
    ui->pointer_y = input->kind == INPUT_SCROLL ? ui->pointer_y : input->y;
    switch (input->kind) {
    case INPUT_POINTER_DOWN: return press_down(ui, input);
    case INPUT_POINTER_MOVE: return press_move(ui, input);
    case INPUT_SCROLL: {
        int index = scroll_at(ui, ui->pointer_x, ui->pointer_y);
        if (index < 0)
            index = scroll_last(ui);
        return index >= 0 && scroll_by(ui, index, -input->y * TARGET_MIN);
    }
    default: return press_up(ui, input);
    }
}

void press_settle(struct ui *ui)
{
    const struct control *control = control_find(ui, ui->press.id);
    if (ui->press.id != 0 && (control == NULL || control->layer != ui->layers ||
                                 (ui->nodes[control->node].state & STATE_DISABLED) != 0))
        ui->press.id = 0;
    ui->press.carrying = ui->press.carrying && ui->press.id != 0;
}
