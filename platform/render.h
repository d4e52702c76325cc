/* Draws a draw list with an SDL renderer: the same code on a window and into memory. */
#pragma once

#include "platform/mirror.h"
#include "platform/screen.h"
#include "platform/text.h"
#include "platform/turn.h"
#include <SDL.h>

struct render;

/* Borrows all three. */
MUST_CHECK bool render_open(struct render **out, SDL_Renderer *target, struct text *text,
    struct mirror_source camera, struct error *error);
/* The target's pixels are the screen's picture: it shows them, not SDL. */
void render_show_by(struct render *render, struct screen *screen);
/* Lists are as large as the turned target from now on. */
void render_turn(struct render *render, enum turn turn);
void render_close(struct render *render);  /* before the SDL renderer is destroyed; accepts NULL */
void render_forget(struct render *render); /* the target lost its textures */

/* Draws all of the list; shows nothing. */
void render_draw(struct render *render, const struct draw_list *list);
/* Draws and shows the list: where it kept what was shown before, only what changed. */
void render_present(struct render *render, const struct draw_list *list);
void render_show(struct render *render); /* what was drawn */
/* What was shown may be gone: the next render_present() draws and shows all. */
void render_expect_loss(struct render *render);
/* From now on as on targets whose pixels are gone after each SDL_RenderPresent(): what is drawn
 * while a camera is on the screen is kept in a texture. Without being told: by SDL's word on the
 * target. */
void render_keep_canvas(struct render *render);
/* What was drawn since the last SDL_RenderPresent(), upright, as a PNG file. */
MUST_CHECK bool render_save(struct render *render, const char *file, struct error *error);
