/* What draws in a window: the fastest of SDL's renderers that does draw. */
#pragma once

#include <SDL.h>
#include <stdbool.h>

/* SDL_RENDER_DRIVER is tried first where somebody has set it. NULL: see SDL_GetError(). */
SDL_Renderer *renderer_open(SDL_Window *window);

/* Does it put colours and pictures where it is told? Shows nothing. */
bool renderer_draws(SDL_Renderer *renderer);
