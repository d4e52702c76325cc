/* The SDL window: its renderer, and its events as inputs. */
#pragma once

#include "base/error.h"
#include "platform/screen.h"
#include "platform/turn.h"
#include "ui/input.h"
#include <SDL.h>

struct window;

struct window_options {
    int width, height; /* 0: as large as fits; where the window has the whole screen, its mode */
    bool fullscreen;
    enum turn turn;
    const char *displays; /* folder of connectors: where the video driver does not tell of them */
    const char *scanner;  /* platform_options.scanner: whose keys are not ours */
};

MUST_CHECK bool window_open(
    struct window **out, const struct window_options *options, struct error *error);
void window_close(struct window *window); /* accepts NULL */

/* Before it is opened: will it have the screen for itself, without a desktop that could tell of
 * displays? Then there has to be one first. */
bool window_needs_display(void);
/* Where no driver is named, SDL looks for a desktop only: it would rather draw into memory than say
 * that there is none. */
void window_prefer_desktop(void);
/* What it shows goes to nobody: the display is unplugged. */
bool window_is_blind(const struct window *window);
/* The display is another one, and the video driver would never know. */
bool window_is_outdated(const struct window *window);

SDL_Renderer *window_renderer(struct window *window);
/* Without a desktop: what shows what was drawn, upright. NULL: SDL does. */
struct screen *window_screen(struct window *window);
/* Of the picture: turned. */
void window_size(const struct window *window, int *width, int *height);

/* Takes one event if there is one: INPUT_NONE if it means nothing to us. *lost: the renderer's
 * textures are gone. False: no event is waiting. */
bool window_take(struct window *window, struct input *out, bool *lost);
/* Sleeps until an event comes, window_wake() is called, or at most that long. May return early. */
void window_sleep(struct window *window, int64_t ms);
void window_wake(struct window *window); /* from any thread */
