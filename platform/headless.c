#include "platform/headless.h"

bool headless_open(struct headless *headless, int width, int height, struct error *error)
{
    *headless = (struct headless){0};
    headless->surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
    if (headless->surface)
        headless->renderer = SDL_CreateSoftwareRenderer(headless->surface);
    if (headless->renderer)
        return true;
    headless_close(headless);
    return error_set(error, ERR_UNSUPPORTED, "a screen of %d x %d pixels cannot be made: %s", width,
        height, SDL_GetError());
}

void headless_close(struct headless *headless)
{
    if (headless->renderer)
        SDL_DestroyRenderer(headless->renderer);
    SDL_FreeSurface(headless->surface);
    headless->renderer = NULL;
    headless->surface = NULL;
}
