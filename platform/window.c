#include "platform/window.h"

#include "base/str.h"
#include "base/uptime.h"
#include "platform/console.h"
#include "platform/controls.h"
#include "platform/displays.h"
#include "platform/evdev.h"
#include "platform/renderer.h"
#include "platform/us_keys.h"
#include "platform/wake.h"
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LOG_MODULE "window"
#include "base/log.h"

/* Where the video driver cannot block we look for events ourselves, more often after a touch. */
enum { ACTIVE_SLEEP_MS = 8, IDLE_SLEEP_MS = 33, ACTIVE_MS = 3000, CURSOR_MS = 5000 };

struct window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    Uint32 wake_event;
    int width, height; /* of the panel */
    enum turn turn;
    bool driver_blocks;
    bool is_direct; /* no desktop: the screen and the keyboards are ours alone */
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
    SDL_SetHint(SDL_HINT_VIDEO_DOUBLE_BUFFER, "1"); /* KMSDRM: what is presented is on the screen */
}

/* --- Open and close ------------------------------------------------------------------------ */

bool window_needs_display(void)
{
    const char *driver = SDL_GetHint(SDL_HINT_VIDEODRIVER);
    return driver != NULL && str_equal_ascii_fold(driver, "kmsdrm");
}

/* Several cards may be there, and only one of them has displays; their order changes. */
static void choose_card(const char *folder)
{
    char number[16];
    bool has_connectors;
    int card = folder ? displays_find_card(folder, &has_connectors) : -1;
    if (card < 0 || !str_is_empty(getenv(SDL_HINT_KMSDRM_DEVICE_INDEX)))
        return;
    STR_FORMAT(number, "%d", card);
    SDL_SetHint(SDL_HINT_KMSDRM_DEVICE_INDEX, number);
}

static bool is_mode_like(const SDL_DisplayMode *mode, const SDL_DisplayMode *other)
{
    return mode->w * other->h == mode->h * other->w;
}

/* Of a display that has the whole window: the mode asked for, else its own. More than nobody sees
 * from where a child stands is too much to draw for a small machine. */
static bool choose_mode(int width, int height, SDL_DisplayMode *out)
{
    enum { WIDTH_MAX = 1920, HEIGHT_MAX = 1200 };
    SDL_DisplayMode own, mode;
    if (SDL_GetDesktopDisplayMode(0, &own) != 0)
        return false;
    *out = own;
    bool is_asked = width > 0 && height > 0, is_large = own.w > WIDTH_MAX || own.h > HEIGHT_MAX;
    bool found = false;
    for (int i = 0; i < SDL_GetNumDisplayModes(0) && (is_asked || is_large); i++) {
        if (SDL_GetDisplayMode(0, i, &mode) != 0)
            continue;
        bool fits = is_asked ? mode.w == width && mode.h == height
                             : mode.w <= WIDTH_MAX && mode.h <= HEIGHT_MAX;
        if (!fits || (found && (is_mode_like(out, &own) || !is_mode_like(&mode, &own))))
            continue;
        *out = mode;
        found = true;
    }
    if (is_asked && !found)
        log_warning(
            "the display cannot show %d x %d; it shows %d x %d", width, height, own.w, own.h);
    return true;
}

static SDL_Window *create(struct window *window, const struct window_options *options)
{
    Uint32 flags = SDL_WINDOW_SHOWN | SDL_WINDOW_RESIZABLE;
    int width = options->width > 0 ? options->width : 1280;
    int height = options->height > 0 ? options->height : 800;
    SDL_DisplayMode mode;
    if (window->is_direct && choose_mode(options->width, options->height, &mode)) {
        SDL_DisplayMode own = {0};
        SDL_GetDesktopDisplayMode(0, &own);
        width = mode.w;
        height = mode.h;
        bool is_own = width == own.w && height == own.h; /* with the refresh that it has already */
        flags |= is_own ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_FULLSCREEN;
    } else if (window->fullscreen) {
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    }
    return SDL_CreateWindow(
        "Waystation", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, flags);
}

static bool open_screen(
    struct window *window, const struct window_options *options, struct error *error)
{
    if (window->fullscreen)
        SDL_ShowCursor(SDL_DISABLE); /* until a mouse moves */
    window->window = create(window, options);
    if (!window->window)
        return error_set(error, ERR_UNSUPPORTED, "no window can be opened: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, 640, 400);
    window->renderer = renderer_open(window->window, window->is_direct);
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

/* Early after the start of the machine the devices may be there and not ours yet. */
static bool start_sdl(bool is_device)
{
    enum { TRIES_MAX = 10, PAUSE_MS = 500 };
    for (int tries = 1; SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0; tries++) {
        if (!is_device || tries == TRIES_MAX)
            return false;
        SDL_Delay(PAUSE_MS);
    }
    return true;
}

static bool start_video(struct window *window, const char *displays, struct error *error)
{
    bool needs_display = window_needs_display();
    choose_card(displays);
    if (needs_display) {
        console_open(&window->console);
        setenv("LP_NUM_THREADS", "0", 0); /* else half drawn pictures are shown: nobody waits */
    }
    if (!start_sdl(needs_display))
        return error_set(error, ERR_UNSUPPORTED,
            "there is no screen to draw on (%s); is a display connected?", SDL_GetError());
    const char *driver = SDL_GetCurrentVideoDriver();
    if (is_nowhere(driver))
        return error_set(error, ERR_UNSUPPORTED,
            "there is no screen to draw on: connect a display, or start this where windows are "
            "shown; at a text console the user must be in the group \"video\"");
    window->driver_blocks = str_equal(driver, "x11") || str_equal(driver, "wayland");
    window->is_direct = str_equal_ascii_fold(driver, "kmsdrm");
    window->fullscreen = window->fullscreen || window->is_direct;
    if (window->is_direct && !needs_display)
        console_open(&window->console);
    console_mute(&window->console);
    if (window->driver_blocks) /* the software renderer copies to shared memory, not through GL */
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    return true;
}

static void open_inputs(struct window *window, const struct window_options *options)
{
    controls_open(&window->controls);
    if (window->is_direct) {
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
    if (!start_video(window, options->displays, error) || !open_screen(window, options, error)) {
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
    if (window->renderer)
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

static void show_cursor(struct window *window, const SDL_Event *event, int64_t now)
{
    const SDL_MouseMotionEvent *motion = &event->motion;
    if (!window->fullscreen)
        return;
    if (event->type == SDL_FINGERDOWN) {
        SDL_ShowCursor(SDL_DISABLE);
        window->cursor_ms = 0;
        return;
    }
    if (event->type != SDL_MOUSEMOTION || motion->which == SDL_TOUCH_MOUSEID)
        return;
    /* SDL's own doing; without a desktop a mouse has a number. */
    if ((motion->xrel == 0 && motion->yrel == 0) || (window->is_direct && motion->which == 0))
        return;
    SDL_ShowCursor(SDL_ENABLE);
    window->cursor_ms = now;
}

/* A mouse that lies still is in nobody's way. */
static void hide_cursor(struct window *window, int64_t now)
{
    if (window->cursor_ms == 0 || now - window->cursor_ms < CURSOR_MS)
        return;
    SDL_ShowCursor(SDL_DISABLE);
    window->cursor_ms = 0;
}

/* A mouse that is plugged in brings a cursor with it. */
static void keep_cursor_hidden(struct window *window)
{
    if (window->cursor_ms == 0)
        SDL_SetCursor(NULL); /* draws it as it should be */
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

/* Where a mouse moves on its table is where its owner sees it move, however the screen hangs; SDL
 * knows only the panel. */
static void turn_mouse(struct window *window, SDL_Event *event)
{
    SDL_MouseMotionEvent *motion = &event->motion;
    float x = (float)motion->xrel, y = (float)motion->yrel;
    if (event->type == SDL_MOUSEMOTION && evdev_is_relative((int)motion->which)) {
        turn_step(window->turn, &x, &y);
        window->mouse_x = CLAMP(window->mouse_x + (int)x, 0, window->width - 1);
        window->mouse_y = CLAMP(window->mouse_y + (int)y, 0, window->height - 1);
        motion->x = window->mouse_x;
        motion->y = window->mouse_y;
        SDL_WarpMouseInWindow(window->window, motion->x, motion->y);
    } else if (event->type == SDL_MOUSEMOTION) {
        window->mouse_x = motion->x;
        window->mouse_y = motion->y;
    } else if (evdev_is_relative((int)event->button.which)) {
        event->button.x = window->mouse_x;
        event->button.y = window->mouse_y;
    }
}

static void read_controls(struct window *window, SDL_Event *event, struct input *out)
{
    bool is_mouse = event->type == SDL_MOUSEMOTION || event->type == SDL_MOUSEBUTTONDOWN ||
                    event->type == SDL_MOUSEBUTTONUP;
    if (is_mouse && window->is_direct && window->turn != TURN_NONE) {
        if (event->type == SDL_MOUSEMOTION && event->motion.which == 0)
            return; /* our own, from turn_mouse() */
        turn_mouse(window, event);
    }
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
    show_cursor(window, &event, now);
    switch (event.type) {
    case SDL_WINDOWEVENT: read_window_event(window, &event, out); break;
    case SDL_DISPLAYEVENT: out->kind = INPUT_DISPLAY; break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        *lost = true;
        out->kind = INPUT_RESIZE;
        break;
    case SDL_QUIT: out->kind = window->is_direct ? INPUT_NONE : INPUT_QUIT; break;
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
    if (evdev_look(&window->evdev, uptime_ms()))
        keep_cursor_hidden(window);
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
    if (window->is_direct) {
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
