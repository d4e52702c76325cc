#include "ui/inside.h"

#include "base/spoken.h"
#include <math.h>
#include <string.h>

struct box box_clip(struct box box, struct box clip)
{
    int left = MAX(box.x, clip.x), right = MIN(box.x + box.w, clip.x + clip.w);
    int top = MAX(box.y, clip.y), bottom = MIN(box.y + box.h, clip.y + clip.h);
    if (right <= left || bottom <= top)
        return (struct box){left, top, 0, 0};
    return (struct box){left, top, right - left, bottom - top};
}

bool box_holds(struct box box, float x, float y)
{
    return x >= (float)box.x && x < (float)(box.x + box.w) && y >= (float)box.y &&
           y < (float)(box.y + box.h);
}

/* Marks that only order letters on the screen are nobody's words. */
static const char *without_order(struct ui *ui, const char *text)
{
    static const char open_mark[] = "\u2068", close_mark[] = "\u2069";
    if (text == NULL || strstr(text, open_mark) == NULL)
        return text != NULL ? text : "";
    char *out = ui_alloc(ui, strlen(text) + 1), *end = out;
    while (*text != '\0')
        if (str_starts_with(text, open_mark) || str_starts_with(text, close_mark))
            text += sizeof open_mark - 1;
        else
            *end++ = *text++;
    *end = '\0';
    return out;
}

/* Nor are those that say in which language a voice reads. */
static const char *without_language(struct ui *ui, const char *text)
{
    if (strstr(text, SPOKEN_CLASS) == NULL)
        return text;
    size_t size = strlen(text) + 1;
    char *out = ui_alloc(ui, size);
    spoken_plain(out, size, text);
    return out;
}

struct ui_node *node_add(
    struct ui *ui, ui_id id, enum ui_role role, struct box box, const char *name, const char *value)
{
    assert(ui->in_pass);
    assert(ui->node_count < UI_NODE_MAX);
    assert(!str_is_empty(name)); /* nobody could read it aloud, or find it in a steps script */
    struct ui_node *node = &ui->nodes[ui->node_count++];
    struct box seen = box_clip(box, ui->clip);
    const char *spoken = without_order(ui, name);
    *node = (struct ui_node){
        .id = id,
        .role = role,
        .name = without_language(ui, spoken),
        .spoken = spoken,
        .value = without_language(ui, without_order(ui, value)),
        .x = seen.x,
        .y = seen.y,
        .w = seen.w,
        .h = seen.h,
    };
    return node;
}

void ui_node(struct ui *ui, enum ui_role role, struct rect r, const char *name, const char *value)
{
    node_add(ui, 0, role, ui_box(ui, r), name, value);
}

static bool is_pressed(const struct ui *ui, ui_id id)
{
    return ui->press.down && ui->press.inside && ui->press.id == id;
}

/* Where the control with this id is or would be among the slots. */
static int slot_of(const struct ui *ui, ui_id id)
{
    int at = (int)(id & (SLOTS - 1));
    while (ui->slots[at] != 0 && ui->nodes[ui->controls[ui->slots[at] - 1].node].id != id)
        at = (at + 1) & (SLOTS - 1);
    return at;
}

const struct control *control_find(const struct ui *ui, ui_id id)
{
    int index = id != 0 ? ui->slots[slot_of(ui, id)] : 0;
    return index != 0 ? &ui->controls[index - 1] : NULL;
}

void tree_clear(struct ui *ui)
{
    ui->node_count = ui->control_count = ui->place_count = 0;
    ui->kept = (struct box){0};
    memset(ui->slots, 0, sizeof(ui->slots));
}

struct control_result control_add(struct ui *ui, struct rect r, struct control_spec spec)
{
    assert(control_find(ui, spec.id) == NULL); /* a key used twice: pass another index */
    struct box box = ui_box(ui, r);
    struct ui_node *node = node_add(ui, spec.id, spec.role, box, spec.name, spec.value);
    int slot = slot_of(ui, spec.id);
    ui->controls[ui->control_count++] = (struct control){
        .node = ui->node_count - 1,
        .box = box,
        .layer = ui->layer,
        .scroll = ui->scroll,
        .single_line = spec.single_line,
        .is_default = spec.is_default,
        .is_cancel = spec.is_cancel,
    };
    ui->slots[slot] = (int16_t)ui->control_count;
    struct control_result result = {0};
    if (spec.disabled) {
        node->state |= STATE_DISABLED;
    } else {
        result.chosen = ui->chosen == spec.id;
        result.pressed = is_pressed(ui, spec.id);
    }
    if (result.chosen)
        ui->chosen = 0;
    node->state |= (spec.selected ? STATE_SELECTED : 0) | (result.pressed ? STATE_PRESSED : 0) |
                   (ui->focus == spec.id ? STATE_FOCUSED : 0);
    result.ring = ui->by_keys && ui->focus == spec.id;
    return result;
}

void ui_keep_seen(struct ui *ui, struct rect r)
{
    ui->kept = ui_box(ui, r);
}

bool ui_is_uncovered(const struct ui *ui, struct rect r)
{
    return box_clip(ui->kept, ui_box(ui, r)).w == 0;
}

bool ui_is_free(const struct ui *ui, struct rect r)
{
    struct box box = ui_box(ui, r);
    if (!ui_is_uncovered(ui, r))
        return false;
    for (int i = 0; i < ui->control_count; i++) {
        const struct ui_node *node = &ui->nodes[ui->controls[i].node];
        if (ui->controls[i].layer == ui->layers &&
            box_clip((struct box){node->x, node->y, node->w, node->h}, box).w > 0)
            return false;
    }
    return true;
}

bool control_reachable(const struct ui *ui, const struct control *control)
{
    return control->layer == ui->top_layer &&
           (ui->nodes[control->node].state & STATE_DISABLED) == 0;
}

static float outside(float at, int start, int length)
{
    return MAX(MAX((float)start - at, at - (float)(start + length)), 0);
}

float control_reach(const struct ui *ui, int length)
{
    return MAX((float)TOUCH_SLOP * ui->scale, ((float)TARGET_MIN * ui->scale - (float)length) / 2);
}

const struct control *control_pick(const struct ui *ui, float x, float y)
{
    const struct control *best = NULL;
    float best_far = INFINITY, best_area = INFINITY;
    for (int i = 0; i < ui->control_count; i++) {
        const struct control *control = &ui->controls[i];
        const struct ui_node *node = &ui->nodes[control->node];
        if (control->layer != ui->top_layer || node->w == 0)
            continue;
        float dx = outside(x, node->x, node->w), dy = outside(y, node->y, node->h);
        if (dx > control_reach(ui, node->w) || dy > control_reach(ui, node->h))
            continue;
        float far = hypotf(dx, dy), area = (float)node->w * (float)node->h;
        if (far < best_far || (far <= best_far && area <= best_area)) {
            best = control;
            best_far = far;
            best_area = area;
        }
    }
    return best != NULL && control_reachable(ui, best) ? best : NULL;
}
