/* Which parts of the picture differ from what was drawn before: only those are drawn and shown.
 *
 * The picture is cut into cells, each with a hash of all that is drawn on it, in its order; cells
 * whose hash changed are drawn again. Method: rxi, "Cached Software Rendering" (2020). */
#pragma once

#include <SDL.h>
#include <stdbool.h>
#include <stdint.h>

enum { DAMAGE_CELL = 64, DAMAGE_AREAS = 16 };

struct damage { /* zero at first */
    uint64_t *now, *before;
    int columns, rows, width, height;
    bool known; /* `before` is what was drawn last */
};

void damage_close(struct damage *damage);
/* What is drawn now is not known any more: all of the next list differs. */
void damage_forget(struct damage *damage);

/* A list begins, on a picture of that size. */
void damage_begin(struct damage *damage, int width, int height, uint64_t ground);
/* Something is drawn there; equal hashes look the same. */
void damage_add(struct damage *damage, SDL_Rect area, uint64_t hash);
/* The list is complete: the areas that differ from the list before, without overlap. 0: none does.
 */
int damage_end(struct damage *damage, SDL_Rect out[static DAMAGE_AREAS]);
