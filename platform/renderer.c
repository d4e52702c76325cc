#include "platform/renderer.h"

#include "base/macros.h"
#include "base/str.h"
#include <assert.h>
#include <string.h>
#include <unistd.h>

#define LOG_MODULE "renderer"
#include "base/log.h"

/* OpenGL computed by the processor is slower than our software renderer and needs more memory. */
static bool is_slow(SDL_Renderer *renderer)
{
    enum { NAME_OF_RENDERER = 0x1F01 };
    SDL_RendererInfo info;
    if (SDL_GetRendererInfo(renderer, &info) != 0 || !str_starts_with(info.name, "opengl"))
        return false;
    const unsigned char *(*get_string)(unsigned) = NULL;
    void *address = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get_string, &address, sizeof get_string);
    const char *name = get_string ? (const char *)get_string(NAME_OF_RENDERER) : NULL;
    return name && (strstr(name, "llvmpipe") || strstr(name, "softpipe") || strstr(name, "swrast"));
}

/* Without one, asking for OpenGL would load a compiler of 100 MB only to be refused afterwards. */
static bool has_graphics_device(void)
{
    return access("/dev/dri", F_OK) == 0 || access("/dev/nvidia0", F_OK) == 0;
}

/* -1: SDL was built without. */
static int find_driver(const char *name)
{
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++) {
        SDL_RendererInfo info;
        if (SDL_GetRenderDriverInfo(i, &info) == 0 && str_equal(info.name, name))
            return i;
    }
    return -1;
}

static bool is_about(SDL_Renderer *renderer, int x, int y, uint32_t wanted)
{
    enum { NEAR = 12 }; /* some round to 5 or 6 bits */
    uint32_t pixel = 0;
    if (SDL_RenderReadPixels(
            renderer, &(SDL_Rect){x, y, 1, 1}, SDL_PIXELFORMAT_ARGB8888, &pixel, sizeof pixel) != 0)
        return false;
    for (int shift = 0; shift < 24; shift += 8) {
        int apart = (int)(pixel >> shift & 255) - (int)(wanted >> shift & 255);
        if (apart > NEAR || apart < -NEAR)
            return false;
    }
    return true;
}

/* A picture of pixels on a ground, as far as it is told apart again. */
static bool draws_into_target(SDL_Renderer *renderer, SDL_Texture *picture, int side)
{
    static const uint32_t ground = 0xFF2060A0, ink = 0xFFC08040;
    uint32_t pixels[64];
    assert(side * side <= (int)COUNT_OF(pixels));
    for (int i = 0; i < side * side; i++)
        pixels[i] = ink;
    SDL_Rect to = {2 * side, 2 * side, side, side};
    return SDL_UpdateTexture(picture, NULL, pixels, side * 4) == 0 &&
           SDL_SetRenderDrawColor(renderer, 0x20, 0x60, 0xA0, 255) == 0 &&
           SDL_RenderClear(renderer) == 0 && SDL_RenderCopy(renderer, picture, NULL, &to) == 0 &&
           is_about(renderer, side, side, ground) &&
           is_about(renderer, 2 * side + side / 2, 2 * side + side / 2, ink);
}

bool renderer_draws(SDL_Renderer *renderer)
{
    enum { SIDE = 8 };
    SDL_Texture *target = NULL;
    SDL_Texture *picture = SDL_CreateTexture(
        renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, SIDE, SIDE);
    if (SDL_RenderTargetSupported(renderer)) /* the window may not have its size yet */
        target = SDL_CreateTexture(
            renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_TARGET, 4 * SIDE, 4 * SIDE);
    bool ok = picture && (!target || SDL_SetRenderTarget(renderer, target) == 0) &&
              draws_into_target(renderer, picture, SIDE);
    SDL_SetRenderTarget(renderer, NULL);
    if (target)
        SDL_DestroyTexture(target);
    if (picture)
        SDL_DestroyTexture(picture);
    return ok;
}

struct choice {
    int driver; /* -1: SDL chooses */
    Uint32 flags;
    bool is_any; /* nobody asked for it: not if it is slow */
};

static SDL_Renderer *try_choice(SDL_Window *window, const struct choice *choice)
{
    SDL_Renderer *renderer = SDL_CreateRenderer(window, choice->driver, choice->flags);
    if (!renderer)
        return NULL;
    SDL_RendererInfo info = {.name = "?"};
    SDL_GetRendererInfo(renderer, &info);
    bool is_plain = (info.flags & SDL_RENDERER_SOFTWARE) != 0;
    bool draws = is_plain || renderer_draws(renderer);
    if (draws && !(choice->is_any && is_slow(renderer))) {
        log_info("video %s, renderer %s", SDL_GetCurrentVideoDriver(), info.name);
        return renderer;
    }
    if (!draws)
        log_warning("the renderer %s draws nothing; another one is tried", info.name);
    SDL_DestroyRenderer(renderer);
    return NULL;
}

SDL_Renderer *renderer_open(SDL_Window *window)
{
    bool is_any = SDL_GetHint(SDL_HINT_RENDER_DRIVER) == NULL; /* else someone knows better */
    const struct choice choices[] = {
        {-1, SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC, is_any},
        {-1, SDL_RENDERER_ACCELERATED, is_any},
        {find_driver("software"), SDL_RENDERER_SOFTWARE, false},
    };
    size_t first = !is_any || has_graphics_device() ? 0 : COUNT_OF(choices) - 1;
    SDL_Renderer *renderer = NULL;
    for (size_t i = first; i < COUNT_OF(choices) && !renderer; i++)
        renderer = try_choice(window, &choices[i]);
    return renderer;
}
