#include "platform/panel.h"

#include "base/macros.h"
#include <stdlib.h>
#include <string.h>

enum { ARROW_WIDTH = 12, ARROW_HEIGHT = 18 };

/* An arrow as every desktop has it: X is its edge, o its inside. */
static const char arrow[ARROW_HEIGHT][ARROW_WIDTH + 1] = {
    "X           ",
    "XX          ",
    "XoX         ",
    "XooX        ",
    "XoooX       ",
    "XooooX      ",
    "XoooooX     ",
    "XooooooX    ",
    "XoooooooX   ",
    "XooooooooX  ",
    "XoooooooooX ",
    "XooooooXXXXX",
    "XoooXooX    ",
    "XooX XooX   ",
    "XoX  XooX   ",
    "XX    XooX  ",
    "X     XooX  ",
    "       XX   ",
};

static void picture_size(const struct panel *panel, int *width, int *height)
{
    *width = panel->width;
    *height = panel->height;
    turn_size(panel->turn, width, height);
}

/* Where a part of the picture is on the panel. */
static SDL_Rect place(const struct panel *panel, SDL_Rect part)
{
    float x = (float)part.x, y = (float)part.y;
    float end_x = (float)(part.x + part.w - 1), end_y = (float)(part.y + part.h - 1);
    turn_point_back(panel->turn, panel->width, panel->height, &x, &y);
    turn_point_back(panel->turn, panel->width, panel->height, &end_x, &end_y);
    return (SDL_Rect){(int)MIN(x, end_x), (int)MIN(y, end_y), abs((int)(end_x - x)) + 1,
        abs((int)(end_y - y)) + 1};
}

static uint32_t *pixel_at(const struct panel *panel, int x, int y)
{
    return (uint32_t *)(void *)(panel->pixels + (ptrdiff_t)y * panel->pitch) + x;
}

/* The picture's pixel that a point of the panel shows. */
static const uint32_t *source_of(
    const struct panel *panel, const SDL_Surface *picture, int x, int y)
{
    float at_x = (float)x, at_y = (float)y;
    turn_point(panel->turn, panel->width, panel->height, &at_x, &at_y);
    const uint8_t *row = (const uint8_t *)picture->pixels + (ptrdiff_t)at_y * picture->pitch;
    return (const uint32_t *)(const void *)row + (ptrdiff_t)at_x;
}

static void copy_row(
    const struct panel *panel, const SDL_Surface *picture, const SDL_Rect *to, int y)
{
    uint32_t *out = pixel_at(panel, to->x, y);
    const uint32_t *in = source_of(panel, picture, to->x, y);
    if (panel->turn == TURN_NONE || to->w == 1) {
        memcpy(out, in, (size_t)to->w * sizeof *out);
        return;
    }
    ptrdiff_t step = source_of(panel, picture, to->x + 1, y) - in;
    for (int i = 0; i < to->w; i++)
        out[i] = in[i * step];
}

SDL_Rect panel_copy(const struct panel *panel, SDL_Surface *picture, SDL_Rect part)
{
    SDL_Rect all = {0, 0, 0, 0};
    picture_size(panel, &all.w, &all.h);
    if (!SDL_IntersectRect(&part, &all, &part))
        return (SDL_Rect){0, 0, 0, 0};
    SDL_Rect to = place(panel, part);
    for (int y = to.y; y < to.y + to.h; y++)
        copy_row(panel, picture, &to, y);
    return to;
}

/* As large as on desktops, and on a projector twice that. */
static int arrow_scale(const struct panel *panel)
{
    return MAX(1, MIN(panel->width, panel->height) / 400);
}

SDL_Rect panel_arrow_area(const struct panel *panel, int x, int y)
{
    int scale = arrow_scale(panel);
    return (SDL_Rect){x, y, ARROW_WIDTH * scale, ARROW_HEIGHT * scale};
}

SDL_Rect panel_draw_arrow(const struct panel *panel, int x, int y)
{
    SDL_Rect area = panel_arrow_area(panel, x, y), all = {0, 0, 0, 0};
    int scale = arrow_scale(panel);
    picture_size(panel, &all.w, &all.h);
    if (!SDL_IntersectRect(&area, &all, &area))
        return (SDL_Rect){0, 0, 0, 0};
    for (int at_y = area.y; at_y < area.y + area.h; at_y++)
        for (int at_x = area.x; at_x < area.x + area.w; at_x++) {
            char kind = arrow[(at_y - y) / scale][(at_x - x) / scale];
            if (kind == ' ')
                continue;
            SDL_Rect to = place(panel, (SDL_Rect){at_x, at_y, 1, 1});
            *pixel_at(panel, to.x, to.y) = kind == 'X' ? 0x000000 : 0xFFFFFF;
        }
    return place(panel, area);
}
