#include "ui/inside.h"

#include <math.h>

static int find(const struct ui *ui, ui_id id)
{
    for (int i = 0; i < ui->scroll_count; i++)
        if (ui->scrolls[i].id == id)
            return i;
    return -1;
}

static float furthest(const struct scroll *scroll)
{
    return MAX(scroll->content - scroll->view, 0);
}

int scroll_at(const struct ui *ui, float x, float y)
{
    for (int i = ui->scroll_count - 1; i >= 0; i--)
        if (ui->scrolls[i].layer == ui->top_layer && box_holds(ui->scrolls[i].box, x, y))
            return i;
    return -1;
}

int scroll_last(const struct ui *ui)
{
    for (int i = ui->scroll_count - 1; i >= 0; i--)
        if (ui->scrolls[i].layer == ui->top_layer && ui->scrolls[i].box.w > 0)
            return i;
    return -1;
}

bool scroll_by(struct ui *ui, int index, float units)
{
    struct scroll *scroll = &ui->scrolls[index];
    float before = scroll->offset;
    scroll->offset = CLAMP(before + units, 0, furthest(scroll));
    return scroll->offset != before;
}

void scroll_show(struct ui *ui, int index, struct box box)
{
    const struct scroll *scroll = &ui->scrolls[index];
    int margin = ui_px(ui, TARGET_GAP);
    int over = scroll->box.y + margin - box.y;
    int under = box.y + box.h + margin - (scroll->box.y + scroll->box.h);
    if (over > 0)
        scroll_by(ui, index, (float)-over / ui->scale);
    else if (under > 0)
        scroll_by(ui, index, (float)MIN(under, -over) / ui->scale);
}

void ui_scroll_on(struct ui *ui, const char *key)
{
    int index = find(ui, ui_make_id(key, 0));
    if (index < 0)
        return;
    struct scroll *scroll = &ui->scrolls[index];
    if (!scroll_by(ui, index, 0.8F * scroll->view))
        scroll->offset = 0;
    ui->again = true;
}

/* Where we are, for those who cannot see that it scrolls. */
static void draw_bar(struct ui *ui, struct rect r, const struct scroll *scroll)
{
    enum { BAR = 8, BESIDE = 8 }; /* in the margin, not on the content */
    if (scroll->content <= scroll->view)
        return;
    float length = MAX(r.h * scroll->view / scroll->content, TARGET_MIN);
    float at = (r.h - length) * scroll->offset / furthest(scroll);
    struct rect bar = {r.x + r.w + BESIDE, r.y + at, BAR, length};
    ui_fill_rect(ui, bar, BAR / 2, ui->theme->ink_soft);
}

/* Shadows may reach over the sides, and over an end behind which nothing is hidden. */
static struct box clip_of(struct ui *ui, struct rect r, const struct scroll *scroll)
{
    enum { REACH = 28 };
    float above = scroll->offset <= 0 ? REACH : 0;
    float below = scroll->offset >= furthest(scroll) ? REACH : 0;
    return ui_box(
        ui, (struct rect){r.x - REACH, r.y - above, r.w + 2 * REACH, r.h + above + below});
}

struct rect ui_scroll_begin(struct ui *ui, const char *key, struct rect r, float content_height)
{
    assert(ui->scroll < 0); /* no areas within areas: a finger could not tell them apart */
    ui_id id = ui_make_id(key, 0);
    int index = find(ui, id);
    if (index < 0) {
        assert(ui->scroll_count < SCROLL_MAX);
        index = ui->scroll_count++;
        ui->scrolls[index] = (struct scroll){.id = id};
    }
    struct scroll *scroll = &ui->scrolls[index];
    assert(scroll->box.w == 0); /* a key used twice */
    scroll->content = content_height;
    scroll->view = r.h;
    scroll->box = ui_box(ui, r);
    scroll->layer = ui->layer;
    scroll->offset = CLAMP(scroll->offset, 0, furthest(scroll));
    ui->scroll = index;
    shape_clip(ui, clip_of(ui, r, scroll), true);
    return (struct rect){r.x, r.y - scroll->offset, r.w, MAX(content_height, r.h)};
}

float ui_scroll_row(float view, int rows, float least, float gap)
{
    if ((float)rows * (least + gap) - gap <= view)
        return least;
    float whole = MAX(floorf((view - least / 2) / (least + gap)), 1);
    return MAX((view - whole * gap) / (whole + 0.5F), least);
}

void ui_scroll_end(struct ui *ui)
{
    assert(ui->scroll >= 0);
    const struct scroll *scroll = &ui->scrolls[ui->scroll];
    ui->scroll = -1;
    shape_clip(ui, (struct box){0, 0, ui->setting.width, ui->setting.height}, false);
    draw_bar(ui, ui_unbox(ui, scroll->box), scroll);
}
