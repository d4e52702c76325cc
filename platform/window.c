#include "platform/window.h"

#include "base/str.h"
#include "base/uptime.h"
#include "platform/console.h"
#include "platform/controls.h"
#include "platform/displays.h"
#include "platform/evdev.h"
#include "platform/renderer.h"
#include "platform/screen.h"
#include "platform/us_keys.h"
#include "platform/wake.h"
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Where the video driver cannot block we look for events ourselves, more often after a touch. */
enum { ACTIVE_SLEEP_MS = 8, IDLE_SLEEP_MS = 33, ACTIVE_MS = 3000, CURSOR_MS = 5000 };

/* SDL's driver that reads keyboards, mice and fingers itself and shows nothing: we do. */
static const char direct_driver[] = "evdev";

struct window {
    /* One of the two: on a desktop, or where screen and keyboards are ours alone. */
    SDL_Window *window;
    struct screen *screen;
    SDL_Renderer *renderer;
    Uint32 wake_event;
    int width, height; /* of the panel */
    enum turn turn;
    bool driver_blocks;
    bool fullscreen;
    bool is_outdated;
    int64_t active_ms; /* when the last event came */
    int64_t looked_ms; /* what is taken now was pressed after this */
    int64_t cursor_ms; /* when a mouse moved last; 0: no cursor is shown */
    int mouse_x, mouse_y;
    int bell; /* -1: SDL's events are enough */
    int fruitless;
    struct us_keys us_keys;
    struct controls controls;
    struct displays displays;
    struct console console;
    struct evdev evdev;
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

/* --- Open and close ------------------------------------------------------------------------ */

bool window_needs_display(void)
{
    const char *driver = SDL_GetHint(SDL_HINT_VIDEODRIVER);
    return driver != NULL && str_equal_ascii_fold(driver, direct_driver);
}

void window_prefer_desktop(void)
{
    /* Where there can be no Wayland its library would say so aloud. */
    const char *drivers = str_is_empty(getenv("XDG_RUNTIME_DIR")) ? "x11" : "x11,wayland";
    if (str_is_empty(SDL_GetHint(SDL_HINT_VIDEODRIVER)))
        SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers);
}

static SDL_Window *create(struct window *window, const struct window_options *options)
{
    Uint32 flags = SDL_WINDOW_SHOWN | SDL_WINDOW_RESIZABLE;
    int width = options->width > 0 ? options->width : 1280;
    int height = options->height > 0 ? options->height : 800;
    if (window->fullscreen)
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    return SDL_CreateWindow(
        "Waystation", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
}

static bool open_desktop(
    struct window *window, const struct window_options *options, struct error *error)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    window->driver_blocks = str_equal(driver, "x11") || str_equal(driver, "wayland");
    if (window->driver_blocks) /* the software renderer copies to shared memory, not through GL */
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    if (window->fullscreen)
        SDL_ShowCursor(SDL_DISABLE); /* until a mouse moves */
    window->window = create(window, options);
    if (!window->window)
        return error_set(error, ERR_UNSUPPORTED, "no window can be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, 640, 400);
    window->renderer = renderer_open(window->window);
    if (!window->renderer)
        return error_set(
            error, ERR_UNSUPPORTED, "nothing can be drawn in the window: %s", SDL_GetError());
    SDL_GetRendererOutputSize(window->renderer, &window->width, &window->height);
    return true;
}

/* Early after the start of the machine the card may be there and not ours yet. */
static bool take_screen(
    struct window *window, const struct window_options *options, int tries, struct error *error)
{
    enum { PAUSE_MS = 500 };
    struct screen_options screen = {.displays = options->displays,
        .width = options->width,
        .height = options->height,
        .turn = options->turn};
    for (;; SDL_Delay(PAUSE_MS)) {
        struct error why = {0};
        if (screen_open(&window->screen, &screen, &why))
            return true;
        if (--tries <= 0)
            return error_set(error, why.code, "%s", why.text);
    }
}

static bool open_direct(
    struct window *window, const struct window_options *options, int tries, struct error *error)
{
    console_open(&window->console);
    SDL_SetHint(SDL_HINT_VIDEODRIVER, direct_driver);
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0)
        return error_set(
            error, ERR_UNSUPPORTED, "keyboards and mice cannot be read: %s", SDL_GetError());
    console_mute(&window->console);
    if (!take_screen(window, options, tries, error))
        return false;
    window->fullscreen = true;
    window->renderer = screen_renderer(window->screen);
    screen_panel_size(window->screen, &window->width, &window->height);
    window_size(window, &window->mouse_x, &window->mouse_y);
    window->mouse_x /= 2;
    window->mouse_y /= 2;
    return true;
}

static bool open_screen(
    struct window *window, const struct window_options *options, struct error *error)
{
    enum { DEVICE_TRIES = 10 };
    struct error why = {0};
    if (window_needs_display())
        return open_direct(window, options, DEVICE_TRIES, error);
    bool is_named = !str_is_empty(SDL_GetHint(SDL_HINT_VIDEODRIVER));
    window_prefer_desktop();
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) == 0)
        return open_desktop(window, options, error);
    if (is_named)
        error_set(&why, ERR_UNSUPPORTED, "%s", SDL_GetError());
    else if (open_direct(window, options, 1, &why))
        return true;
    return error_set(error, ERR_UNSUPPORTED,
        "there is no screen to draw on (%s): connect a display, or start this where windows are "
        "shown",
        why.text);
}

static void open_inputs(struct window *window, const struct window_options *options)
{
    controls_open(&window->controls);
    if (window->screen) {
        window->bell = wake_open();
        struct evdev_options devices = {.scanner = options->scanner};
        evdev_open(&window->evdev, &devices, window->bell);
        evdev_look(&window->evdev, uptime_ms());
    }
    SDL_StartTextInput();
}

bool window_open(struct window **out, const struct window_options *options, struct error *error)
{
    *out = NULL;
    struct window *window = calloc(1, sizeof *window);
    if (!window)
        return error_set(error, ERR_MEMORY, "there is no memory left for a window");
    set_hints();
    window->fullscreen = options->fullscreen;
    window->turn = options->turn;
    window->looked_ms = uptime_ms();
    window->bell = window->console.descriptor = -1;
    if (!open_screen(window, options, error)) {
        window_close(window);
        return false;
    }
    window->wake_event = SDL_RegisterEvents(1);
    open_inputs(window, options);
    window->displays = (struct displays){.folder = options->displays};
    if (options->displays)
        (void)displays_changed(&window->displays, uptime_ms()); /* as they are now */
    *out = window;
    return true;
}

void window_close(struct window *window)
{
    if (!window)
        return;
    controls_close(&window->controls);
    screen_close(window->screen);
    if (window->window && window->renderer)
        SDL_DestroyRenderer(window->renderer);
    if (window->window)
        SDL_DestroyWindow(window->window);
    SDL_Quit();
    console_close(&window->console);
    if (window->bell >= 0)
        close(window->bell);
    free(window);
}

SDL_Renderer *window_renderer(struct window *window)
{
    return window->renderer;
}

struct screen *window_screen(struct window *window)
{
    return window->screen;
}

void window_size(const struct window *window, int *width, int *height)
{
    *width = window->width;
    *height = window->height;
    turn_size(window->turn, width, height);
}

bool window_is_blind(const struct window *window)
{
    return !window->driver_blocks && displays_are_gone(&window->displays);
}

bool window_is_outdated(const struct window *window)
{
    return window->is_outdated;
}

/* --- Events -------------------------------------------------------------------------------- */

static void set_cursor(struct window *window, bool is_shown)
{
    if (!window->screen)
        SDL_ShowCursor(is_shown ? SDL_ENABLE : SDL_DISABLE);
    else if (is_shown)
        screen_show_arrow(window->screen, window->mouse_x, window->mouse_y);
    else
        screen_hide_arrow(window->screen);
}

static void show_cursor(struct window *window, const SDL_Event *event, int64_t now)
{
    const SDL_MouseMotionEvent *motion = &event->motion;
    if (!window->fullscreen)
        return;
    if (event->type == SDL_FINGERDOWN) {
        set_cursor(window, false);
        window->cursor_ms = 0;
        return;
    }
    if (event->type != SDL_MOUSEMOTION || motion->which == SDL_TOUCH_MOUSEID)
        return;
    if (motion->xrel == 0 && motion->yrel == 0)
        return; /* SDL's own doing */
    set_cursor(window, true);
    window->cursor_ms = now;
}

/* A mouse that lies still is in nobody's way. */
static void hide_cursor(struct window *window, int64_t now)
{
    if (window->cursor_ms == 0 || now - window->cursor_ms < CURSOR_MS)
        return;
    set_cursor(window, false);
    window->cursor_ms = 0;
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

static bool look_at_displays(struct window *window, struct input *out)
{
    window->looked_ms = uptime_ms();
    if (window->driver_blocks || window->displays.folder == NULL)
        return false;
    bool news = displays_changed(&window->displays, window->looked_ms);
    if (!window->is_outdated && displays_are_other(&window->displays))
        news = window->is_outdated = true;
    if (news)
        *out = (struct input){.kind = INPUT_DISPLAY, .mono_ms = window->looked_ms};
    return news;
}

/* Of a driver without windows: a mouse tells its steps, and where it moves on its table is where
 * its owner sees it move, however the screen hangs. Other pointers tell places on the panel. */
static void place_mouse(struct window *window, SDL_Event *event)
{
    SDL_MouseMotionEvent *motion = &event->motion;
    SDL_DisplayMode mode;
    int width, height;
    window_size(window, &width, &height);
    if (event->type == SDL_MOUSEMOTION && evdev_is_relative((int)motion->which)) {
        window->mouse_x = CLAMP(window->mouse_x + motion->xrel, 0, width - 1);
        window->mouse_y = CLAMP(window->mouse_y + motion->yrel, 0, height - 1);
    } else if (event->type == SDL_MOUSEMOTION && SDL_GetDesktopDisplayMode(0, &mode) == 0) {
        float x = (float)motion->x * (float)window->width / (float)mode.w;
        float y = (float)motion->y * (float)window->height / (float)mode.h;
        turn_point(window->turn, window->width, window->height, &x, &y);
        window->mouse_x = CLAMP((int)x, 0, width - 1);
        window->mouse_y = CLAMP((int)y, 0, height - 1);
    }
    float x = (float)window->mouse_x, y = (float)window->mouse_y; /* on the panel, as a finger's */
    turn_point_back(window->turn, window->width, window->height, &x, &y);
    if (event->type == SDL_MOUSEMOTION) {
        motion->x = (int)x;
        motion->y = (int)y;
    } else {
        event->button.x = (int)x;
        event->button.y = (int)y;
    }
}

static bool is_mouse(const SDL_Event *event)
{
    return event->type == SDL_MOUSEMOTION || event->type == SDL_MOUSEBUTTONDOWN ||
           event->type == SDL_MOUSEBUTTONUP;
}

static void read_controls(struct window *window, SDL_Event *event, struct input *out)
{
    controls_read(&window->controls, event, window->width, window->height, out);
    if (event->type == SDL_KEYDOWN)
        us_keys_press(&window->us_keys, &event->key.keysym);
    else if (event->type == SDL_TEXTINPUT)
        us_keys_take(&window->us_keys, out->us_text);
    if (out->kind == INPUT_POINTER_DOWN || out->kind == INPUT_POINTER_MOVE ||
        out->kind == INPUT_POINTER_UP)
        turn_point(window->turn, window->width, window->height, &out->x, &out->y);
}

bool window_take(struct window *window, struct input *out, bool *lost)
{
    SDL_Event event;
    *out = (struct input){.kind = INPUT_NONE};
    if (SDL_PollEvent(&event) == 0)
        return look_at_displays(window, out);
    int64_t now = uptime_ms();
    window->fruitless = 0;
    int64_t age = (int64_t)SDL_GetTicks() - (int64_t)event.common.timestamp;
    out->mono_ms = now - CLAMP(age, 0, 1000);
    if (event.type == SDL_TEXTINPUT || event.type == SDL_KEYDOWN)
        out->mono_ms = typed_ms(window, &event, out->mono_ms);
    if (event.type != window->wake_event)
        window->active_ms = now;
    if (window->screen && is_mouse(&event))
        place_mouse(window, &event);
    show_cursor(window, &event, now);
    switch (event.type) {
    case SDL_WINDOWEVENT: read_window_event(window, &event, out); break;
    case SDL_DISPLAYEVENT: out->kind = INPUT_DISPLAY; break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        *lost = true;
        out->kind = INPUT_RESIZE;
        break;
    case SDL_QUIT: out->kind = window->screen ? INPUT_NONE : INPUT_QUIT; break;
    default: read_controls(window, &event, out); break;
    }
    return true;
}

static void sleep_ms(int64_t ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* Devices tell by themselves when they have something; displays do not, and what SDL reads besides
 * is looked at as often. */
static void sleep_direct(struct window *window, int64_t ms)
{
    enum { FRUITLESS_MAX = 2 };
    (void)evdev_look(&window->evdev, uptime_ms());
    int64_t most = evdev_has_any(&window->evdev) ? DISPLAYS_EVERY_MS : IDLE_SLEEP_MS;
    bool is_ready = evdev_wait(&window->evdev, (int)MIN(ms, most));
    window->looked_ms = uptime_ms();                     /* it returns with the first key */
    if (is_ready && ++window->fruitless > FRUITLESS_MAX) /* something nobody reads */
        sleep_ms(MIN(ms, IDLE_SLEEP_MS));
}

void window_sleep(struct window *window, int64_t ms)
{
    int64_t now = uptime_ms();
    controls_look(&window->controls);
    hide_cursor(window, now);
    if (window->cursor_ms != 0)
        ms = MIN(ms, window->cursor_ms + CURSOR_MS - now);
    ms = CLAMP(ms, 1, INT32_MAX);
    if (window->screen) {
        sleep_direct(window, ms);
        return;
    }
    if (window->driver_blocks && !controls_need_polling(&window->controls)) {
        SDL_WaitEventTimeout(NULL, (int)ms);
        window->looked_ms = uptime_ms(); /* it returns with the first */
        return;
    }
    bool active = now - window->active_ms < ACTIVE_MS;
    sleep_ms(MIN(ms, active ? ACTIVE_SLEEP_MS : IDLE_SLEEP_MS));
}

void window_wake(struct window *window)
{
    SDL_Event event = {.type = window->wake_event};
    SDL_PushEvent(&event);
    if (window->bell >= 0)
        wake_ring(window->bell);
}
