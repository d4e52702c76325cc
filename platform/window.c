#include "platform/window.h"

#include "base/str.h"
#include "platform/clock.h"
#include "platform/controls.h"
#include "platform/displays.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_MODULE "window"
#include "base/log.h"

/* Where the video driver cannot block we look for events ourselves, more often after a touch. */
enum { ACTIVE_SLEEP_MS = 8, IDLE_SLEEP_MS = 33, ACTIVE_MS = 3000 };

struct window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    Uint32 wake_event;
    int width, height;
    bool driver_blocks;
    bool fullscreen;
    int64_t active_ms; /* when the last event came */
    int64_t looked_ms; /* what is taken now was pressed after this */
    struct controls controls;
    struct displays displays;
};

static void set_hints(void)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    SDL_SetHint(SDL_HINT_APP_NAME, "Waystation");
    SDL_SetHint("SDL_APP_ID", "waystation");
}

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

static SDL_Renderer *open_renderer(SDL_Window *window)
{
    static const Uint32 flags[] = {SDL_RENDERER_ACCELERATED | SDL_RENDERER_PRESENTVSYNC,
        SDL_RENDERER_ACCELERATED, SDL_RENDERER_SOFTWARE};
    bool named = SDL_GetHint(SDL_HINT_RENDER_DRIVER) != NULL; /* someone knows better */
    size_t first = named || has_graphics_device() ? 0 : COUNT_OF(flags) - 1;
    for (size_t i = first; i < COUNT_OF(flags); i++) {
        SDL_Renderer *renderer = SDL_CreateRenderer(window, -1, flags[i]);
        if (!renderer)
            continue;
        bool software = flags[i] == SDL_RENDERER_SOFTWARE;
        SDL_RendererInfo info = {.name = "?"};
        SDL_GetRendererInfo(renderer, &info);
        if (software || named || !is_slow(renderer)) {
            log_info("video %s, renderer %s", SDL_GetCurrentVideoDriver(), info.name);
            return renderer;
        }
        SDL_DestroyRenderer(renderer);
    }
    return NULL;
}

static bool open_screen(struct window *window, int width, int height, struct error *error)
{
    Uint32 flags = SDL_WINDOW_SHOWN | (window->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0) |
                   SDL_WINDOW_RESIZABLE;
    window->window = SDL_CreateWindow(
        "Waystation", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
    if (!window->window)
        return error_set(error, ERR_UNSUPPORTED, "no window can be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, 640, 400);
    window->renderer = open_renderer(window->window);
    if (!window->renderer)
        return error_set(
            error, ERR_UNSUPPORTED, "nothing can be drawn in the window: %s", SDL_GetError());
    SDL_GetRendererOutputSize(window->renderer, &window->width, &window->height);
    return true;
}

/* SDL would rather draw into memory than say that there is no screen. */
static bool is_nowhere(const char *driver)
{
    const char *wanted = SDL_GetHint(SDL_HINT_VIDEODRIVER);
    return str_is_empty(wanted) && (str_equal(driver, "offscreen") || str_equal(driver, "dummy"));
}

bool window_open(struct window **out, int width, int height, bool fullscreen, struct error *error)
{
    *out = NULL;
    struct window *window = calloc(1, sizeof *window);
    if (!window)
        return error_set(error, ERR_MEMORY, "there is no memory left for a window");
    set_hints();
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0) {
        free(window);
        return error_set(error, ERR_UNSUPPORTED,
            "there is no screen to draw on (%s); is a display connected?", SDL_GetError());
    }
    window->fullscreen = fullscreen;
    window->looked_ms = clock_mono_ms();
    const char *driver = SDL_GetCurrentVideoDriver();
    if (is_nowhere(driver)) {
        window_close(window);
        return error_set(error, ERR_UNSUPPORTED,
            "there is no screen to draw on: connect a display, or start this where windows are "
            "shown; at a text console the user must be in the group \"video\"");
    }
    window->driver_blocks = str_equal(driver, "x11") || str_equal(driver, "wayland");
    if (window->driver_blocks) /* the software renderer copies to shared memory, not through GL */
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    window->wake_event = SDL_RegisterEvents(1);
    if (!open_screen(window, width, height, error)) {
        window_close(window);
        return false;
    }
    controls_open(&window->controls);
    if (fullscreen)
        SDL_ShowCursor(SDL_DISABLE); /* until a mouse moves */
    SDL_StartTextInput();
    *out = window;
    return true;
}

void window_close(struct window *window)
{
    if (!window)
        return;
    controls_close(&window->controls);
    if (window->renderer)
        SDL_DestroyRenderer(window->renderer);
    if (window->window)
        SDL_DestroyWindow(window->window);
    SDL_Quit();
    free(window);
}

void window_watch_displays(struct window *window, const char *folder)
{
    window->displays = (struct displays){.folder = folder};
    (void)displays_changed(&window->displays, clock_mono_ms()); /* as they are now */
}

SDL_Renderer *window_renderer(struct window *window)
{
    return window->renderer;
}

void window_size(const struct window *window, int *width, int *height)
{
    *width = window->width;
    *height = window->height;
}

/* --- Events -------------------------------------------------------------------------------- */

static void show_cursor(const struct window *window, const SDL_Event *event)
{
    if (!window->fullscreen)
        return;
    if (event->type == SDL_MOUSEMOTION && event->motion.which != SDL_TOUCH_MOUSEID)
        SDL_ShowCursor(SDL_ENABLE);
    else if (event->type == SDL_FINGERDOWN)
        SDL_ShowCursor(SDL_DISABLE);
}

/* A display that went away leaves no size: the picture stays as large as it was. */
static void read_size(struct window *window)
{
    int width, height;
    if (SDL_GetRendererOutputSize(window->renderer, &width, &height) != 0 || width < 1 ||
        height < 1)
        return;
    window->width = width;
    window->height = height;
}

static void read_window_event(struct window *window, const SDL_Event *event, struct input *out)
{
    switch (event->window.event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        read_size(window);
        out->kind = window->fullscreen ? INPUT_DISPLAY : INPUT_RESIZE;
        break;
    case SDL_WINDOWEVENT_DISPLAY_CHANGED: out->kind = INPUT_DISPLAY; break;
    case SDL_WINDOWEVENT_EXPOSED: out->kind = INPUT_RESIZE; break;
    case SDL_WINDOWEVENT_FOCUS_LOST: controls_cancel(&window->controls, out); break;
    case SDL_WINDOWEVENT_CLOSE: out->kind = INPUT_QUIT; break;
    default: break;
    }
}

/* SDL dates an event when it is read, not when the key was pressed. After a slow disk or picture
 * many are read at once, and a child's words would look as fast as a scanner's: so what was typed
 * meanwhile is spread over the time in which it may have been. */
static int64_t typed_ms(struct window *window, const SDL_Event *event, int64_t read_ms)
{
    int waiting = SDL_PeepEvents(NULL, SDL_MAX_SINT32, SDL_PEEKEVENT, SDL_TEXTINPUT, SDL_TEXTINPUT);
    int64_t span_ms = MAX(read_ms - window->looked_ms, 0);
    if (event->type == SDL_TEXTINPUT)
        window->looked_ms += span_ms / (MAX(waiting, 0) + 1);
    else if (waiting <= 0)
        window->looked_ms += span_ms;
    return window->looked_ms;
}

bool window_take(struct window *window, struct input *out, bool *lost)
{
    SDL_Event event;
    *out = (struct input){.kind = INPUT_NONE};
    if (SDL_PollEvent(&event) == 0) {
        window->looked_ms = clock_mono_ms();
        if (window->driver_blocks || window->displays.folder == NULL ||
            !displays_changed(&window->displays, window->looked_ms))
            return false;
        *out = (struct input){.kind = INPUT_DISPLAY, .mono_ms = window->looked_ms};
        return true;
    }
    int64_t now = clock_mono_ms();
    int64_t age = (int64_t)SDL_GetTicks() - (int64_t)event.common.timestamp;
    out->mono_ms = now - CLAMP(age, 0, 1000);
    if (event.type == SDL_TEXTINPUT || event.type == SDL_KEYDOWN)
        out->mono_ms = typed_ms(window, &event, out->mono_ms);
    if (event.type != window->wake_event)
        window->active_ms = now;
    show_cursor(window, &event);
    switch (event.type) {
    case SDL_WINDOWEVENT: read_window_event(window, &event, out); break;
    case SDL_DISPLAYEVENT: out->kind = INPUT_DISPLAY; break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        *lost = true;
        out->kind = INPUT_RESIZE;
        break;
    case SDL_QUIT: out->kind = INPUT_QUIT; break;
    default: controls_read(&window->controls, &event, window->width, window->height, out); break;
    }
    return true;
}

static void sleep_ms(int64_t ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

void window_sleep(struct window *window, int64_t ms)
{
    controls_look(&window->controls);
    if (window->driver_blocks && !controls_need_polling(&window->controls)) {
        SDL_WaitEventTimeout(NULL, (int)CLAMP(ms, 1, INT32_MAX));
        window->looked_ms = clock_mono_ms(); /* it returns with the first */
        return;
    }
    bool active = clock_mono_ms() - window->active_ms < ACTIVE_MS;
    sleep_ms(MIN(ms, active ? ACTIVE_SLEEP_MS : IDLE_SLEEP_MS));
}

void window_wake(struct window *window)
{
    SDL_Event event = {.type = window->wake_event};
    SDL_PushEvent(&event);
}
