/* The camera's picture on the screen: grey, mirrored, cut to the shape of its rectangle, smooth
 * where it is enlarged, its corners rounded. */
#pragma once

#include "platform/pixels.h"
#include "ui/draw.h"
#include <SDL.h>

/* Where the pictures come from: as devices_copy_frame(). */
struct mirror_source {
    bool (*copy)(
        void *context, int max_width, uint8_t *pixels, size_t max_size, int *width, int *height);
    void *context;
};

struct mirror {
    SDL_Renderer *target;
    struct mirror_source source;
    uint8_t *frame; /* as the source gave it; from then on that there is something to show */
    SDL_Texture *texture, *corner_texture;
    struct pixels corners; /* the rounded rectangle as small as its corners allow: alpha, shades */
    float corners_radius;
    struct mirror_tap *taps; /* for each column of the texture */
    uint8_t *rows;           /* two of the picture's, as wide as the texture */
    int row_at[2];           /* which */
    int w, h;                /* of the texture */
    uint32_t number;         /* of what is in the texture; 0: nothing is */
};

void mirror_open(struct mirror *mirror, SDL_Renderer *target, struct mirror_source source);
void mirror_close(struct mirror *mirror);
/* Gives up pictures and textures. */
void mirror_forget(struct mirror *mirror);

/* Has picture `number` in hand, as the command wants it; false: there is none. */
bool mirror_fetch(struct mirror *mirror, const struct draw_command *command, uint32_t number);
void mirror_draw(struct mirror *mirror, const struct draw_command *command); /* what was fetched */

enum { MIRROR_AREAS = 7 };
/* What the command covers, in parts without overlap, some empty; so many are opaque and first. */
int mirror_areas(const struct mirror *mirror, const struct draw_command *command,
    SDL_Rect out[static MIRROR_AREAS]);
