/* The SDL window: its renderer, and its events as inputs. */
#pragma once

#include "base/error.h"
#include "ui/input.h"
#include <SDL.h>

struct window;

MUST_CHECK bool window_open(
    struct window **out, int width, int height, bool fullscreen, struct error *error);
void window_close(struct window *window); /* accepts NULL */
/* Where to look for displays that come and go, if the video driver does not tell. */
void window_watch_displays(struct window *window, const char *folder);

SDL_Renderer *window_renderer(struct window *window);
void window_size(const struct window *window, int *width, int *height);

/* Takes one event if there is one: INPUT_NONE if it means nothing to us. *lost: the renderer's
 * textures are gone. False: no event is waiting. */
bool window_take(struct window *window, struct input *out, bool *lost);
/* Sleeps until an event comes, window_wake() is called, or at most that long. May return early. */
void window_sleep(struct window *window, int64_t ms);
void window_wake(struct window *window); /* from any thread */
