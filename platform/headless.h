/* A screen in memory. */
#pragma once

#include "base/error.h"
#include <SDL.h>

struct headless {
    SDL_Surface *surface;
    SDL_Renderer *renderer;
};

MUST_CHECK bool headless_open(
    struct headless *headless, int width, int height, struct error *error);
void headless_close(struct headless *headless); /* accepts an all-zero one */
