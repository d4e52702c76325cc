/* Rectangles in design units, laid out by cutting pieces off. 1 unit = 1 px on a 1280x800 screen.
 */
#pragma once

struct rect {
    float x, y, w, h;
};

/* Each cuts a piece off one side of *rest and returns it; *rest is what is left. */
struct rect rect_cut_top(struct rect *rest, float height);
struct rect rect_cut_bottom(struct rect *rest, float height);
struct rect rect_cut_left(
    struct rect *rest, float width); /* "left" is the start side: layouts are
                                        written left to right and mirrored when drawn */
struct rect rect_cut_right(struct rect *rest, float width);
struct rect rect_inset(struct rect r, float dx, float dy);
/* Column `index` of `count` equal ones with `gap` between. */
struct rect rect_column(struct rect r, int index, int count, float gap);
struct rect rect_row(struct rect r, int index, int count, float gap);
/* A width x height rectangle in the middle of r. */
struct rect rect_center(struct rect r, float width, float height);
