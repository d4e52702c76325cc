/* The whole screen of a machine without a desktop: drawn into memory, shown on its display. */
#pragma once

#include "base/error.h"
#include "platform/turn.h"
#include <SDL.h>

struct screen;

struct screen_options {
    const char *displays; /* folder of connectors */
    int width, height;    /* of the panel; 0: its own */
    enum turn turn;
};

MUST_CHECK bool screen_open(
    struct screen **out, const struct screen_options *options, struct error *error);
void screen_close(struct screen *screen); /* accepts NULL */

SDL_Renderer *screen_renderer(struct screen *screen); /* of the picture, which is upright */
void screen_panel_size(const struct screen *screen, int *width, int *height);

/* Shows parts of what was drawn. */
void screen_show(struct screen *screen, const SDL_Rect *areas, int count);
/* A mouse's arrow, with its tip at that point of the picture, until it is hidden. */
void screen_show_arrow(struct screen *screen, int x, int y);
void screen_hide_arrow(struct screen *screen);
