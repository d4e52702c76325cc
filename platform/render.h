/* Draws a draw list with an SDL renderer: the same code on a window and into memory. */
#pragma once

#include "platform/text.h"
#include <SDL.h>

struct render;

/* Where camera frames come from: as devices_copy_frame(). */
struct render_camera {
    bool (*copy)(
        void *context, int max_width, uint8_t *pixels, size_t max_size, int *width, int *height);
    void *context;
};

/* Borrows all three. */
MUST_CHECK bool render_open(struct render **out, SDL_Renderer *target, struct text *text,
    struct render_camera camera, struct error *error);
void render_close(struct render *render);  /* before the SDL renderer is destroyed; accepts NULL */
void render_forget(struct render *render); /* the target lost its textures */

void render_draw(struct render *render, const struct draw_list *list);
/* What was drawn since the last SDL_RenderPresent(), as a PNG file. */
MUST_CHECK bool render_save(struct render *render, const char *file, struct error *error);
