#include "platform/platform.h"

#include "base/str.h"
#include "base/uptime.h"
#include "platform/burst.h"
#include "platform/clock.h"
#include "platform/devices.h"
#include "platform/displays.h"
#include "platform/headless.h"
#include "platform/inbox.h"
#include "platform/recorder.h"
#include "platform/render.h"
#include "platform/signals.h"
#include "platform/watchdog.h"
#include "platform/window.h"
#include <assert.h>
#include <stdlib.h>
#include <time.h>

#define LOG_MODULE "platform"
#include "base/date.h"
#include "base/log.h"

struct platform {
    bool is_headless;
    bool is_scripted;
    struct moment script_now; /* moves only as told */
    struct headless headless; /* one of the two */
    struct window *window;
    struct text *text;
    struct text_service service;
    struct render *render;
    struct devices *devices;
    char assets[512]; /* borrowed by the devices */
    struct watchdog watchdog;
    enum turn turn;
    struct inbox queue; /* from other threads, or fed */
    struct burst burst;
    struct input typed[BURST_OUT_MAX]; /* left the burst filter, not taken yet */
    int typed_first, typed_count;
    struct input waiting; /* what came while typing was held back */
};

/* Long enough after "boot" that differences to the past stay positive. */
enum { SCRIPT_MONO_START_MS = 3600000 };

static struct moment script_start(void)
{
    int64_t day = date_to_day((struct date){2026, 1, 5}); /* a Monday */
    return (struct moment){.wall_ms = day * DAY_MS + INT64_C(9) * 3600000,
        .mono_ms = SCRIPT_MONO_START_MS,
        .trusted = true};
}

/* --- Open and close ------------------------------------------------------------------------ */

static void post(void *context, const struct input *input)
{
    struct platform *platform = context;
    if (!inbox_put(&platform->queue, input))
        log_warning("too much comes in at once; an input of kind %d is lost", (int)input->kind);
    if (platform->window)
        window_wake(platform->window);
}

static void post_quit(void *context)
{
    post(context, &(struct input){.kind = INPUT_QUIT, .mono_ms = uptime_ms()});
}

void platform_ring(struct platform *platform)
{
    post(platform, &(struct input){.kind = INPUT_ARRIVAL, .mono_ms = uptime_ms()});
}

static bool copy_frame(
    void *context, int max_width, uint8_t *pixels, size_t max_size, int *width, int *height)
{
    struct platform *platform = context;
    return devices_copy_frame(platform->devices, max_width, pixels, max_size, width, height);
}

/* A signal ends the program meanwhile: nothing is open yet. */
static void await_display(const struct watchdog *watchdog, const char *displays)
{
    enum { LOOK_MS = 500, TELL_LOOKS = 10, MORE_MS = 60000 };
    static const struct timespec pause = {.tv_nsec = LOOK_MS * 1000000};
    bool has_connectors;
    for (int looks = 0; displays_find_card(displays, &has_connectors) < 0; looks++) {
        if (looks == 0) {
            log_info("no display is connected; waiting for one");
            watchdog_say(watchdog, "Waiting for a display to be connected.");
        }
        if (has_connectors && looks % TELL_LOOKS == 0) /* else there is no graphics driver */
            watchdog_extend(watchdog, MORE_MS);
        nanosleep(&pause, NULL);
    }
}

static bool open_screen(
    struct platform *platform, const struct platform_options *options, struct error *error)
{
    int width = options->width > 0 ? options->width : 1280;
    int height = options->height > 0 ? options->height : 800;
    if (platform->is_headless)
        return headless_open(&platform->headless, width, height, error);
    struct window_options window = {.width = options->width,
        .height = options->height,
        .fullscreen = options->fullscreen,
        .turn = platform->turn,
        .displays = options->displays ? options->displays : displays_folder(),
        .scanner = options->scanner};
    watchdog_open(&platform->watchdog);
    if (window_needs_display())
        await_display(&platform->watchdog, window.displays);
    return window_open(&platform->window, &window, error) &&
           signals_open(post_quit, platform, error);
}

static bool open_devices(
    struct platform *platform, const struct platform_options *options, struct error *error)
{
    const char *assets = options->assets;
    if (!assets && platform_find_assets(platform->assets, sizeof platform->assets))
        assets = platform->assets;
    struct devices_options devices = {.headless = options->headless,
        .camera = options->camera,
        .scanner = options->scanner,
        .assets = assets,
        .mute = options->mute,
        .post = post,
        .context = platform};
    return devices_open(&platform->devices, &devices, error);
}

bool platform_open(
    struct platform **out, const struct platform_options *options, struct error *error)
{
    *out = NULL;
    struct platform *platform = calloc(1, sizeof *platform);
    if (!platform)
        return error_set(error, ERR_MEMORY, "there is no memory left for the screen");
    SDL_ClearError(); /* makes its buffer: without memory SDL 2.26 would call itself for ever */
    inbox_open(&platform->queue);
    platform->is_headless = options->headless;
    platform->is_scripted = options->headless || options->scripted;
    platform->script_now = script_start();
    assert(turn_is_one(options->turn));
    platform->turn = (enum turn)options->turn;
    struct mirror_source camera = {.copy = copy_frame, .context = platform};
    bool ok =
        open_screen(platform, options, error) && text_open(&platform->text, "/usr/share", error) &&
        render_open(&platform->render,
            platform->is_headless ? platform->headless.renderer : window_renderer(platform->window),
            platform->text, camera, error) &&
        open_devices(platform, options, error);
    if (!ok) {
        platform_close(platform);
        return false;
    }
    struct screen *screen = platform->window ? window_screen(platform->window) : NULL;
    if (screen)
        render_show_by(platform->render, screen); /* which turns it, too */
    else
        render_turn(platform->render, platform->turn);
    text_serve(platform->text, &platform->service);
    *out = platform;
    return true;
}

void platform_close(struct platform *platform)
{
    if (!platform)
        return;
    devices_close(platform->devices);
    render_close(platform->render);
    text_close(platform->text);
    if (platform->is_headless) {
        headless_close(&platform->headless);
    } else if (platform->window) {
        signals_close();
        window_close(platform->window);
    }
    inbox_close(&platform->queue);
    free(platform);
}

/* --- Input --------------------------------------------------------------------------------- */

static bool take_typed(struct platform *platform, struct input *out)
{
    if (platform->typed_count == 0) {
        *out = platform->waiting;
        platform->waiting.kind = INPUT_NONE;
        return out->kind != INPUT_NONE;
    }
    *out = platform->typed[platform->typed_first++];
    platform->typed_count--;
    return true;
}

static void keep_typed(struct platform *platform, int count)
{
    platform->typed_first = 0;
    platform->typed_count = count;
}

/* Typing goes through the burst filter. A press lets out what it holds, so that order is kept. */
static void take_in(struct platform *platform, const struct input *input)
{
    if (input->kind == INPUT_TEXT || input->kind == INPUT_KEY) {
        keep_typed(platform, burst_feed(&platform->burst, input, platform->typed));
        return;
    }
    if (input->kind == INPUT_POINTER_DOWN || input->kind == INPUT_QUIT)
        keep_typed(platform, burst_tick(&platform->burst, INT64_MAX, platform->typed));
    platform->waiting = *input;
}

/* One step: an input, or nothing yet. */
static bool take_input(struct platform *platform, struct input *out)
{
    bool lost = false;
    if (take_typed(platform, out) || inbox_take(&platform->queue, out))
        return true;
    struct input event;
    while (window_take(platform->window, &event, &lost)) {
        if (lost)
            render_forget(platform->render);
        if (event.kind == INPUT_RESIZE || event.kind == INPUT_DISPLAY)
            render_expect_loss(platform->render);
        if (event.kind == INPUT_NONE)
            continue;
        take_in(platform, &event);
        if (take_typed(platform, out))
            return true;
    }
    keep_typed(platform, burst_tick(&platform->burst, uptime_ms(), platform->typed));
    return take_typed(platform, out) || inbox_take(&platform->queue, out);
}

/* What the script feeds; of the window only that it is closed, has another size or display. */
static bool take_scripted(struct platform *platform, struct input *out)
{
    struct input event;
    bool lost = false;
    while (window_take(platform->window, &event, &lost)) {
        if (lost)
            render_forget(platform->render);
        if (event.kind != INPUT_QUIT && event.kind != INPUT_RESIZE && event.kind != INPUT_DISPLAY)
            continue;
        *out = event;
        return true;
    }
    return inbox_take(&platform->queue, out);
}

bool platform_wait(struct platform *platform, int64_t deadline_ms, struct input *out)
{
    *out = (struct input){.kind = INPUT_NONE};
    if (platform->is_headless)
        return inbox_take(&platform->queue, out);
    if (platform->is_scripted)
        return take_scripted(platform, out);
    for (;;) {
        if (take_input(platform, out))
            return true;
        int64_t now = uptime_ms();
        if (now >= deadline_ms) {
            *out = (struct input){.kind = INPUT_NONE, .mono_ms = now};
            return false;
        }
        watchdog_feed(&platform->watchdog, now); /* the turn before is over */
        int64_t next = MIN(deadline_ms, burst_deadline_ms(&platform->burst));
        next = MIN(next, watchdog_deadline_ms(&platform->watchdog));
        if (next > now)
            window_sleep(platform->window, next - now);
    }
}

void platform_feed(struct platform *platform, const struct input *input)
{
    assert(platform->is_scripted);
    struct input fed = *input;
    if (fed.mono_ms == 0)
        fed.mono_ms = platform->script_now.mono_ms;
    bool ok = inbox_put(&platform->queue, &fed);
    assert(ok && "more inputs fed than the queue holds; take them with platform_wait()");
}

void platform_pause(struct platform *platform, int64_t ms)
{
    if (!platform->is_headless)
        window_sleep(platform->window, ms);
}

/* --- Picture ------------------------------------------------------------------------------- */

void platform_present(struct platform *platform, const struct draw_list *list)
{
    if (platform->window && window_is_blind(platform->window))
        return; /* nobody sees it, and some drivers would wait for ever */
    render_present(platform->render, list);
}

bool platform_is_outdated(const struct platform *platform)
{
    return platform->window && window_is_outdated(platform->window);
}

void platform_size(const struct platform *platform, int *width, int *height)
{
    if (platform->is_headless) {
        *width = platform->headless.surface->w;
        *height = platform->headless.surface->h;
        turn_size(platform->turn, width, height);
    } else {
        window_size(platform->window, width, height);
    }
}

const struct text_service *platform_text(struct platform *platform)
{
    return &platform->service;
}

bool platform_shot(
    struct platform *platform, const struct draw_list *list, const char *file, struct error *error)
{
    render_draw(platform->render, list);
    bool ok = render_save(platform->render, file, error);
    render_show(platform->render);
    return ok;
}

/* --- The service manager ------------------------------------------------------------------- */

void platform_tell(const struct platform *platform, const char *status)
{
    watchdog_say(&platform->watchdog, status);
}

void platform_tell_ready(struct platform *platform, const char *status)
{
    watchdog_ready(&platform->watchdog, uptime_ms(), status);
}

void platform_tell_turn(struct platform *platform)
{
    watchdog_feed(&platform->watchdog, uptime_ms());
}

void platform_tell_stop(const struct platform *platform)
{
    watchdog_stop(&platform->watchdog);
}

void platform_tell_long(struct platform *platform, int64_t ms)
{
    watchdog_be_patient(&platform->watchdog, ms);
}

/* --- Time ---------------------------------------------------------------------------------- */

struct moment platform_now(const struct platform *platform)
{
    if (!platform->is_scripted)
        return clock_read();
    struct moment now = platform->script_now;
    now.trusted = platform_clock_source(platform) != CLOCK_UNSURE;
    return now;
}

enum clock_source platform_clock_source(const struct platform *platform)
{
    char folder[256];
    if (!platform->is_scripted)
        return clock_source();
    if (platform->script_now.trusted)
        return CLOCK_BY_NETWORK;
    platform_device_folder(folder, sizeof folder);
    return clock_was_told(folder) ? CLOCK_BY_HAND : CLOCK_UNSURE;
}

int64_t platform_utc_of_local(const struct platform *platform, int64_t local_s)
{
    return platform->is_scripted ? local_s - platform->script_now.offset_s
                                 : clock_utc_of_local(local_s);
}

int32_t platform_offset_at(const struct platform *platform, int64_t wall_ms)
{
    return platform->is_scripted ? platform->script_now.offset_s : clock_offset_at(wall_ms);
}

void platform_set_clock(struct platform *platform, int64_t wall_ms)
{
    assert(platform->is_scripted);
    platform->script_now.wall_ms = wall_ms;
    platform->script_now.trusted = date_is_believable(date_day_at(wall_ms, 0));
}

void platform_doubt_clock(struct platform *platform)
{
    assert(platform->is_scripted);
    platform->script_now.trusted = false;
}

void platform_advance(struct platform *platform, int64_t ms)
{
    assert(platform->is_scripted && ms >= 0);
    platform->script_now.wall_ms += ms;
    platform->script_now.mono_ms += ms;
}

/* --- Devices ------------------------------------------------------------------------------- */

void platform_use_camera(struct platform *platform, bool wanted)
{
    devices_use_camera(platform->devices, wanted);
}

enum camera_state platform_camera_state(const struct platform *platform)
{
    return devices_camera_state(platform->devices);
}

uint32_t platform_camera_frame(const struct platform *platform)
{
    return devices_camera_frame(platform->devices);
}

bool platform_show_camera(struct platform *platform, const char *file, struct error *error)
{
    return devices_show_camera(platform->devices, file, error);
}

void platform_play(struct platform *platform, enum sound sound)
{
    devices_play(platform->devices, sound);
}

void platform_set_volume(struct platform *platform, int percent)
{
    devices_set_volume(platform->devices, percent);
}

bool platform_can_speak(const struct platform *platform)
{
    return devices_can_speak(platform->devices);
}

void platform_say(struct platform *platform, struct spoken_languages languages, const char *text)
{
    devices_say(platform->devices, languages, text);
}

void platform_hush(struct platform *platform)
{
    devices_hush(platform->devices);
}

const char *platform_said(const struct platform *platform)
{
    return devices_said(platform->devices);
}

/* --- Voice clips --------------------------------------------------------------------------- */

bool platform_can_record(const struct platform *platform)
{
    return recorder_can(devices_recorder(platform->devices));
}

bool platform_record(struct platform *platform, struct error *error)
{
    devices_hush(platform->devices);
    devices_stop_clip(platform->devices);
    return recorder_start(
        devices_recorder(platform->devices), platform_now(platform).mono_ms, error);
}

struct recording platform_recording(struct platform *platform)
{
    return recorder_look(devices_recorder(platform->devices), platform_now(platform).mono_ms);
}

bool platform_stop_recording(
    struct platform *platform, const void **bytes, size_t *size, struct error *error)
{
    return recorder_stop(
        devices_recorder(platform->devices), platform_now(platform).mono_ms, bytes, size, error);
}

void platform_forget_recording(struct platform *platform)
{
    recorder_forget(devices_recorder(platform->devices));
}

bool platform_play_clip(struct platform *platform, const void *bytes, size_t size,
    int32_t *length_ms, struct error *error)
{
    return devices_play_clip(platform->devices, bytes, size, length_ms, error);
}

void platform_stop_clip(struct platform *platform)
{
    devices_stop_clip(platform->devices);
}

bool platform_set_microphone(struct platform *platform, const char *path, struct error *error)
{
    assert(platform->is_scripted);
    return recorder_use_file(devices_recorder(platform->devices), path, error);
}
