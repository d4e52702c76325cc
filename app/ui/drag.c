/* Carrying a control from one place to another. */
#include "ui/inside.h"

#include <math.h>

void ui_drag_source(struct ui *ui, int number)
{
    assert(ui->in_pass && ui->control_count > 0);
    struct control *control = &ui->controls[ui->control_count - 1];
    control->can_carry = true;
    control->number = number;
}

/* A finger that goes up or down where the list scrolls means the list, unless it waited first. */
static bool means_to_scroll(const struct ui *ui, const struct input *input, float dx, float dy)
{
    const struct press *press = &ui->press;
    if (press->scroll < 0 || press->pointer == 0 || fabsf(dy) <= fabsf(dx) ||
        input->mono_ms - press->down_ms >= LIFT_MS)
        return false;
    return ui->scrolls[press->scroll].content > ui->scrolls[press->scroll].view;
}

bool drag_start(struct ui *ui, const struct input *input)
{
    struct press *press = &ui->press;
    const struct control *control = control_find(ui, press->id);
    float dx = input->x - press->start_x, dy = input->y - press->start_y;
    if (control == NULL || !control->can_carry || hypotf(dx, dy) <= DRAG_START * ui->scale ||
        means_to_scroll(ui, input, dx, dy))
        return false;
    press->carrying = true;
    press->inside = false;
    press->number = control->number;
    press->carried = control->box;
    return true;
}

static const struct drop_area *place_at(const struct ui *ui, float x, float y)
{
    for (int i = ui->place_count - 1; i >= 0; i--)
        if (ui->places[i].layer == ui->top_layer && box_holds(ui->places[i].box, x, y))
            return &ui->places[i];
    return NULL;
}

bool drag_end(struct ui *ui, const struct press *press, const struct input *input)
{
    const struct drop_area *place = place_at(ui, input->x, input->y);
    if (place != NULL && input->kind == INPUT_POINTER_UP)
        edge_drop(ui, place->id, press->number);
    return true;
}

bool drag_cancel(struct ui *ui)
{
    if (!ui->press.carrying)
        return false;
    ui->press.carrying = false;
    ui->press.id = 0;
    return true;
}

bool ui_carried(const struct ui *ui, int *number, struct rect *where)
{
    const struct press *press = &ui->press;
    if (!press->carrying)
        return false;
    *number = press->number;
    struct box box = press->carried;
    box.x += (int)lroundf(press->x - press->start_x);
    box.y += (int)lroundf(press->y - press->start_y);
    *where = ui_unbox(ui, box);
    return true;
}

bool ui_drop_place(struct ui *ui, struct rect r, struct drop_place drop, int *number)
{
    ui_id id = ui_make_id(drop.key, drop.index);
    struct box box = ui_box(ui, r);
    const struct ui_node *node = node_add(ui, 0, ROLE_PLACE, box, drop.name, NULL);
    assert(ui->place_count < PLACE_MAX);
    struct drop_area *place = &ui->places[ui->place_count++];
    *place = (struct drop_area){id, {node->x, node->y, node->w, node->h}, ui->layer};
    const struct press *press = &ui->press;
    if (press->carrying && box_holds(place->box, press->x, press->y)) {
        float radius = drop.radius > 0 ? drop.radius : RADIUS_CARD;
        ui_ring(ui, r, MIN(radius, MIN(r.w, r.h) / 2), RING_SELECTED, ui->theme->primary);
    }
    if (ui->dropped != id)
        return false;
    ui->dropped = 0;
    *number = ui->choice.number;
    return true;
}
