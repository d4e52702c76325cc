#include "platform/headless.h"

#include "base/date.h"

/* Long enough after "boot" that differences to the past stay positive. */
enum { MONO_START_MS = 3600000 };

static struct moment first_moment(void)
{
    int64_t day = date_to_day((struct date){2026, 1, 5}); /* a Monday */
    return (struct moment){
        .wall_ms = day * DAY_MS + INT64_C(9) * 3600000, .mono_ms = MONO_START_MS, .trusted = true};
}

bool headless_open(struct headless *headless, int width, int height, struct error *error)
{
    *headless = (struct headless){.now = first_moment()};
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
