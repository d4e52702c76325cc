/* A screen in memory and a clock that moves only as told. */
#pragma once

#include "base/error.h"
#include "base/moment.h"
#include <SDL.h>

struct headless {
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    struct moment now;
};

MUST_CHECK bool headless_open(
    struct headless *headless, int width, int height, struct error *error);
void headless_close(struct headless *headless); /* accepts an all-zero one */
