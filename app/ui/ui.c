#include "ui/inside.h"

#include "base/hash.h"
#include <math.h>
#include <string.h>

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_TEXT] = "text",
    [ROLE_HEADING] = "heading",
    [ROLE_BUTTON] = "button",
    [ROLE_CHOICE] = "choice",
    [ROLE_CHECK] = "check",
    [ROLE_TEXTBOX] = "textbox",
    [ROLE_KEY] = "key",
    [ROLE_IMAGE] = "image",
    [ROLE_PROGRESS] = "progress",
    [ROLE_TIMER] = "timer",
    [ROLE_STATUS] = "status",
    [ROLE_DIALOG] = "dialog",
    [ROLE_PLACE] = "place",
};

const char *ui_role_name(enum ui_role role)
{
    return role_names[role];
}

bool ui_open(
    struct ui **out, struct arena *arena, const struct text_service *text, struct error *error)
{
    struct ui *ui = arena_new(arena, struct ui);
    if (ui == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the screen");
    ui->text = text;
    ui->press.scroll = -1;
    ui->deadline_ms = INT64_MAX;
    ui->space_ms = INT64_MIN / 2;
    *out = ui;
    return true;
}

bool ui_input(struct ui *ui, const struct input *input)
{
    assert(!ui->in_pass);
    switch (input->kind) {
    case INPUT_POINTER_DOWN:
    case INPUT_POINTER_MOVE:
    case INPUT_POINTER_UP:
    case INPUT_POINTER_CANCEL:
    case INPUT_SCROLL: return press_input(ui, input);
    case INPUT_KEY: return focus_key(ui, input);
    case INPUT_TEXT:
        if (ui->focus == 0 || ui->focus != ui->field)
            return false;
        if (str_equal(input->text, " ") && input->mono_ms - ui->space_ms < SAME_PRESS_MS)
            return false; /* this Space has chosen the control that led here */
        return edge_text(ui, input->text);
    case INPUT_NONE:
    case INPUT_BADGE:
    case INPUT_CAMERA:
    case INPUT_RESIZE:
    case INPUT_DISPLAY: return true;
    case INPUT_ARRIVAL:
    case INPUT_QUIT: break;
    }
    return false;
}

static void set_size(struct ui *ui, int width, int height)
{
    float across = (float)width / 1280, down = (float)height / 800;
    ui->scale = MAX(MIN(across, down), 0.75F);
    ui->canvas = (struct rect){0, 0, (float)width / ui->scale, (float)height / ui->scale};
    ui->foot = rect_cut_bottom(&ui->canvas, ui->setting.foot);
    ui->clip = (struct box){0, 0, width, height};
}

void ui_begin(struct ui *ui, const struct ui_setting *setting, struct arena *frame)
{
    assert(!ui->in_pass);
    ui->in_pass = true;
    if (ui->pass == 0)
        ui->frames++;
    ui->pass++;
    ui->setting = *setting;
    ui->frame = frame;
    ui->theme = theme_get(setting->theme);
    set_size(ui, setting->width, setting->height);
    bool opened = draw_list_open(&ui->list, frame, UI_COMMAND_MAX);
    assert(opened);
    (void)opened;
    ui->list.background = ui->theme->paper;
    tree_clear(ui);
    ui->again = ui->keep = ui->clipped = false;
    ui->keep_shift = 0;
    ui->layer = ui->layers = 0;
    ui->scroll = -1;
    for (int i = 0; i < ui->scroll_count; i++)
        ui->scrolls[i].box = (struct box){0};
    ui->deadline_ms = INT64_MAX;
    ui->chosen = ui->dropped = 0;
    ui->typing = 0;
    if (ui->queue_count > 0 && ui->queue[0].kind <= EDGE_DROP) {
        ui->choice = edge_take(ui, NULL);
        *(ui->choice.kind == EDGE_DROP ? &ui->dropped : &ui->chosen) = ui->choice.id;
        ui->again = true;
        return;
    }
    while (ui->typing < ui->queue_count && ui->queue[ui->typing].kind > EDGE_DROP)
        ui->typing++;
}

bool ui_end(struct ui *ui)
{
    assert(ui->in_pass && ui->scroll < 0 && ui->layer == 0);
    ui->in_pass = false;
    for (; ui->typing > 0; ui->typing--)
        edge_take(ui, NULL); /* no field wanted it */
    press_settle(ui);
    focus_settle(ui);
    bool more = ui->again || ui->queue_count > 0;
    if (more && ui->pass < UI_PASSES)
        return true;
    ui->pass = 0;
    if (more && ui->queue_count > 0)
        ui->deadline_ms = ui->setting.now_ms;
    return false;
}

const struct draw_list *ui_draw_list(const struct ui *ui)
{
    return &ui->list;
}

struct ui_tree ui_get_tree(const struct ui *ui)
{
    return (struct ui_tree){ui->nodes, ui->node_count};
}

int64_t ui_deadline_ms(const struct ui *ui)
{
    return ui->deadline_ms;
}

void ui_wake_at(struct ui *ui, int64_t when_ms)
{
    ui->deadline_ms = MIN(ui->deadline_ms, when_ms);
}

void ui_screen_changed(struct ui *ui, int64_t now_ms)
{
    assert(!ui->in_pass);
    ui->screen_changed = true;
    ui->changed_ms = now_ms;
    tree_clear(ui);
    ui->focus = ui->field = ui->focus_below = 0;
    ui->top_layer = 0;
    ui->press.id = 0; /* the finger may still be down: it stays the first one, and does nothing */
    ui->press.scroll = -1;
    ui->press.dragging = ui->press.carrying = false;
    ui->scroll_count = 0;
    ui->pass = 0;
    memset(ui->fields, 0, sizeof(ui->fields));
    edge_clear(ui);
}

void ui_page_changed(struct ui *ui)
{
    assert(ui->in_pass);
    ui->screen_changed = true;
    ui->changed_ms = ui->setting.now_ms;
}

struct rect ui_canvas(const struct ui *ui)
{
    return ui->canvas;
}

struct rect ui_foot(const struct ui *ui)
{
    return ui->foot;
}

bool ui_has_modal(const struct ui *ui)
{
    return ui->layers > 0;
}

float ui_text_scale(const struct ui *ui)
{
    return ui->setting.text_scale;
}

bool ui_is_small(const struct ui *ui)
{
    return ui->canvas.h + ui->foot.h < 720;
}

const struct theme *ui_theme(const struct ui *ui)
{
    return ui->theme;
}

struct arena *ui_frame_arena(struct ui *ui)
{
    return ui->frame;
}

ui_id ui_focused(const struct ui *ui)
{
    return ui->focus;
}

ui_id ui_make_id(const char *key, int index)
{
    assert(!str_is_empty(key));
    ui_id id = hash_number(hash_text(HASH_START, key), (uint64_t)index);
    return id != 0 ? id : 1;
}

void *ui_alloc(struct ui *ui, size_t size)
{
    void *memory = arena_alloc(ui->frame, size);
    assert(memory != NULL);
    return memory;
}

int ui_px(const struct ui *ui, float units)
{
    int pixels = (int)lroundf(units * ui->scale);
    return pixels == 0 && units > 0 ? 1 : pixels;
}

bool ui_mirrors(const struct ui *ui)
{
    return ui->setting.rtl && !ui->keep;
}

/* Edges are rounded, not lengths: what touches in units touches in pixels. */
struct box ui_box(const struct ui *ui, struct rect r)
{
    int left = (int)lroundf(r.x * ui->scale), right = (int)lroundf((r.x + r.w) * ui->scale);
    int top = (int)lroundf(r.y * ui->scale), bottom = (int)lroundf((r.y + r.h) * ui->scale);
    struct box box = {left, top, MAX(right - left, 0), MAX(bottom - top, 0)};
    if (ui_mirrors(ui))
        box.x = ui->setting.width - box.x - box.w;
    else
        box.x += ui->keep_shift;
    return box;
}

struct rect ui_unbox(const struct ui *ui, struct box box)
{
    if (ui_mirrors(ui))
        box.x = ui->setting.width - box.x - box.w;
    else
        box.x -= ui->keep_shift;
    return (struct rect){(float)box.x / ui->scale, (float)box.y / ui->scale,
        (float)box.w / ui->scale, (float)box.h / ui->scale};
}

void ui_keep_direction_in(struct ui *ui, struct rect r)
{
    ui->keep = false;
    ui->keep_shift = 0;
    struct box mirrored = ui_box(ui, r);
    ui->keep = true;
    ui->keep_shift = mirrored.x - ui_box(ui, r).x;
}
