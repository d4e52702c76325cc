/* The memory of a display without a desktop: how the upright picture gets there, turned as the
 * display hangs, and a mouse's arrow over it. */
#pragma once

#include "platform/turn.h"
#include <SDL.h>

struct panel {
    uint8_t *pixels; /* XRGB, 32 bits each; only written: it may be memory that is slow to read */
    int pitch;       /* bytes of a row */
    int width, height;
    enum turn turn;
};

/* Copies a part of the picture (SDL_PIXELFORMAT_RGB888, as large as the panel turned). Returns
 * where that is on the panel; empty: beside it. */
SDL_Rect panel_copy(const struct panel *panel, SDL_Surface *picture, SDL_Rect part);
/* What the arrow covers of the picture when its tip is there. */
SDL_Rect panel_arrow_area(const struct panel *panel, int x, int y);
/* Draws it. Returns where that is on the panel. */
SDL_Rect panel_draw_arrow(const struct panel *panel, int x, int y);
