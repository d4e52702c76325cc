/* Can every control be hit by a finger, and told from the others by its name? */
#include "ui/inside.h"

#include <math.h>

/* How far control a is from its neighbour b in a direction, pixels; infinite if b is not there. */
static float away(struct box a, struct box b, bool across, bool ahead)
{
    int a0 = across ? a.x : a.y, a1 = across ? a.x + a.w : a.y + a.h;
    int b0 = across ? b.x : b.y, b1 = across ? b.x + b.w : b.y + b.h;
    bool beside = across ? a.y < b.y + b.h && b.y < a.y + a.h : a.x < b.x + b.w && b.x < a.x + a.w;
    int gap = ahead ? b0 - a1 : a0 - b1;
    return beside && gap >= 0 ? (float)gap : INFINITY;
}

static struct box seen_box(const struct ui *ui, const struct control *control)
{
    const struct ui_node *node = &ui->nodes[control->node];
    return (struct box){node->x, node->y, node->w, node->h};
}

/* What of the space on that side belongs to the control: a touch there means the nearest one. */
static float slop(const struct ui *ui, const struct control *control, bool across, bool ahead)
{
    struct box box = seen_box(ui, control);
    int start = across ? box.x : box.y, length = across ? box.w : box.h;
    int whole = across ? ui->setting.width : ui->setting.height;
    float room = ahead ? (float)(whole - start - length) : (float)start;
    for (int i = 0; i < ui->control_count; i++) {
        const struct control *other = &ui->controls[i];
        if (other == control || other->layer != control->layer || ui->nodes[other->node].w == 0)
            continue;
        room = MIN(room, away(box, seen_box(ui, other), across, ahead) / 2);
    }
    return MIN(room, control_reach(ui, length));
}

static float target(const struct ui *ui, const struct control *control, bool across)
{
    const struct ui_node *node = &ui->nodes[control->node];
    int seen = across ? node->w : node->h, whole = across ? control->box.w : control->box.h;
    if (seen < whole)
        return (float)whole / ui->scale; /* it can be scrolled to */
    return ((float)seen + slop(ui, control, across, false) + slop(ui, control, across, true)) /
           ui->scale;
}

static const struct ui_node *same_name(const struct ui *ui, int index)
{
    const struct ui_node *node = &ui->nodes[ui->controls[index].node];
    for (int i = 0; i < index; i++) {
        const struct ui_node *other = &ui->nodes[ui->controls[i].node];
        if (ui->controls[i].layer == ui->controls[index].layer &&
            str_equal(other->name, node->name) && str_equal(other->value, node->value))
            return other;
    }
    return NULL;
}

/* Does what a passing message covers leave every control free? */
static const struct ui_node *covered(const struct ui *ui, const struct ui_node *message)
{
    struct box box = {message->x, message->y, message->w, message->h};
    for (int i = 0; i < ui->control_count; i++)
        if (ui->controls[i].layer == ui->top_layer &&
            box_clip(seen_box(ui, &ui->controls[i]), box).w > 0)
            return &ui->nodes[ui->controls[i].node];
    return NULL;
}

static bool check_messages(const struct ui *ui, struct error *error)
{
    for (int i = 0; i < ui->node_count; i++) {
        const struct ui_node *message = &ui->nodes[i];
        const struct ui_node *under = message->role == ROLE_STATUS ? covered(ui, message) : NULL;
        if (under != NULL)
            return error_set(
                error, ERR_BAD_INPUT, "\"%s\" is covered by \"%s\"", under->name, message->name);
        struct box box = {message->x, message->y, message->w, message->h};
        if (message->role == ROLE_STATUS && box_clip(ui->kept, box).w > 0)
            return error_set(error, ERR_BAD_INPUT,
                "the mark that must always be seen is covered by \"%s\"", message->name);
    }
    return true;
}

bool ui_check_usable(const struct ui *ui, struct error *error)
{
    for (int i = 0; i < ui->control_count; i++) {
        const struct control *control = &ui->controls[i];
        const struct ui_node *node = &ui->nodes[control->node];
        if (control->layer != ui->top_layer || node->w == 0)
            continue;
        float wide = target(ui, control, true), high = target(ui, control, false);
        if (MIN(wide, high) < (float)TARGET_MIN - 1) /* pixels are rounded */
            return error_set(error, ERR_BAD_INPUT,
                "\"%s\" is %.0f x %.0f units for a finger, at least %d x %d are needed", node->name,
                wide, high, TARGET_MIN, TARGET_MIN);
        if (same_name(ui, i) != NULL)
            return error_set(
                error, ERR_BAD_INPUT, "two controls are both named \"%s\"", node->name);
    }
    return check_messages(ui, error);
}
