/* Shared by the files of the renderer: render.c decides what is drawn, render_draw.c draws it. */
#pragma once

#include "platform/cache.h"
#include "platform/damage.h"
#include "platform/render.h"

struct render {
    SDL_Renderer *target;
    struct text *text;
    struct cache sprites;
    struct mirror mirror;
    const SDL_Rect *region; /* nothing is drawn outside; NULL: the whole target */

    enum turn turn;
    struct screen *screen; /* shows what is drawn; NULL: SDL does */
    struct damage damage;
    bool keeps_pixels;   /* the target, after SDL_RenderPresent() */
    SDL_Texture *canvas; /* turned, or where it does not, and a camera is on the screen; or NULL */
    bool is_whole_due;
    uint64_t shown; /* hash of the list drawn last, whatever its camera's picture */
    uint32_t shown_camera_frame;
};

bool render_open_sprites(struct render *render); /* false: out of memory */
void render_close_sprites(struct render *render);

void render_set_color(struct render *render, color ink);
void render_fill(struct render *render, int x, int y, int w, int h);
/* What follows is drawn inside the region only, and inside that command's rectangle (NULL or empty:
 * no other clip). */
void render_set_clip(struct render *render, const struct draw_command *c);

bool render_is_seen(const struct draw_command *c);
/* What a command covers, whatever its clip: letters may reach beyond their line. */
SDL_Rect render_area_of(struct render *render, const struct draw_command *c);
/* Draws the commands from `first` on, which `clip` clips (NULL: nothing does). */
void render_draw_commands(struct render *render, const struct draw_list *list, int first,
    const struct draw_command *clip);
