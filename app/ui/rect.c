#include "ui/rect.h"

#include "base/macros.h"

struct rect rect_cut_top(struct rect *rest, float height)
{
    height = CLAMP(height, 0, rest->h);
    struct rect cut = {rest->x, rest->y, rest->w, height};
    rest->y += height;
    rest->h -= height;
    return cut;
}

struct rect rect_cut_bottom(struct rect *rest, float height)
{
    height = CLAMP(height, 0, rest->h);
    rest->h -= height;
    return (struct rect){rest->x, rest->y + rest->h, rest->w, height};
}

struct rect rect_cut_left(struct rect *rest, float width)
{
    width = CLAMP(width, 0, rest->w);
    struct rect cut = {rest->x, rest->y, width, rest->h};
    rest->x += width;
    rest->w -= width;
    return cut;
}

struct rect rect_cut_right(struct rect *rest, float width)
{
    width = CLAMP(width, 0, rest->w);
    rest->w -= width;
    return (struct rect){rest->x + rest->w, rest->y, width, rest->h};
}

/* Never turns inside out: what is too small becomes empty in its middle. */
static void shrink(float *start, float *length, float by)
{
    by = MIN(by, *length / 2);
    *start += by;
    *length -= 2 * by;
}

struct rect rect_inset(struct rect r, float dx, float dy)
{
    shrink(&r.x, &r.w, dx);
    shrink(&r.y, &r.h, dy);
    return r;
}

struct rect rect_column(struct rect r, int index, int count, float gap)
{
    float width = (r.w - gap * (float)(count - 1)) / (float)count;
    return (struct rect){r.x + (width + gap) * (float)index, r.y, width, r.h};
}

struct rect rect_row(struct rect r, int index, int count, float gap)
{
    float height = (r.h - gap * (float)(count - 1)) / (float)count;
    return (struct rect){r.x, r.y + (height + gap) * (float)index, r.w, height};
}

struct rect rect_center(struct rect r, float width, float height)
{
    return (struct rect){r.x + (r.w - width) / 2, r.y + (r.h - height) / 2, width, height};
}
