#include "platform/camera.h"

#include "base/str.h"
#include "base/uptime.h"
#include "platform/pipeline.h"
#include "platform/preview.h"
#include "platform/wake.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOG_MODULE "camera"
#include "base/log.h"

enum { LOOK_EVERY_MS = 100, STALLED_MS = 5000, SETTLE_MS = 50 };

struct camera {
    struct camera_options options; /* source is not kept */
    struct camera_source source;
    bool has_source;
    bool has_thread;
    pthread_t thread;
    int bell, watch; /* -1: none */

    pthread_mutex_t lock; /* guards the next five */
    bool wanted, quit;
    enum camera_state state;
    uint32_t number;
    struct frame shown;

    /* The thread's own. */
    bool is_open, was_open;
    int back_off_ms;
    int64_t look_ms, picture_ms; /* when it last looked, and last had a picture */
    enum error_code last_error;
    struct frame_reader reader;
    struct frame frame;
    struct pipeline pipeline;
    struct preview preview;
    struct frame spare; /* for the next picture to show */
};

static void post(struct camera *camera, enum input_kind kind, const char *text)
{
    struct input input = {.kind = kind, .source = SOURCE_CAMERA, .mono_ms = uptime_ms()};
    STR_COPY(input.text, text);
    camera->options.post(camera->options.context, &input);
}

static void set_state(struct camera *camera, enum camera_state state)
{
    pthread_mutex_lock(&camera->lock);
    bool changed = camera->state != state;
    camera->state = state;
    pthread_mutex_unlock(&camera->lock);
    if (changed)
        post(camera, INPUT_CAMERA, "");
}

/* *spare changes places with the picture shown until now. */
static void publish(struct camera *camera, const struct frame *frame, struct frame *spare)
{
    if (!preview_shrink(frame, spare))
        return;
    pthread_mutex_lock(&camera->lock);
    struct frame before = camera->shown;
    camera->shown = *spare;
    *spare = before;
    camera->number++;
    pthread_mutex_unlock(&camera->lock);
    post(camera, INPUT_CAMERA, "");
}

static void wipe(struct frame *frame)
{
    if (frame->pixels != NULL)
        memset(frame->pixels, 0, frame->capacity);
}

/* A child's face does not stay in memory longer than it is on the screen. */
static void forget_picture(struct camera *camera)
{
    pthread_mutex_lock(&camera->lock);
    wipe(&camera->shown);
    camera->shown.width = camera->shown.height = 0;
    pthread_mutex_unlock(&camera->lock);
    wipe(&camera->spare);
    wipe(&camera->frame);
    camera->preview = (struct preview){0};
}

static void shut(struct camera *camera)
{
    if (camera->is_open)
        camera->source.close(camera->source.state);
    camera->is_open = false;
    camera->pipeline.has_bad = false;
    camera->preview.has_shown = false;
}

static void pause_before_retry(struct camera *camera)
{
    camera->back_off_ms = wake_back_off(camera->back_off_ms);
    unsigned woken = wake_wait(camera->bell, camera->watch, -1, camera->back_off_ms);
    if ((woken & WAKE_DEVICE) != 0)
        camera->back_off_ms = SETTLE_MS;
}

/* A device that opens but never gives a picture is tried more and more rarely as well. */
static void lose(struct camera *camera)
{
    if (camera->back_off_ms == 0)
        log_warning("the camera is gone; looking for it");
    shut(camera);
    set_state(camera, CAMERA_LOST);
    pause_before_retry(camera);
}

static void try_open(struct camera *camera)
{
    struct error error = {0};
    if (camera->state == CAMERA_OFF)
        set_state(camera, CAMERA_STARTING);
    if (camera->source.open(camera->source.state, &error)) {
        camera->is_open = camera->was_open = true;
        camera->last_error = ERR_NONE;
        camera->picture_ms = uptime_ms();
        set_state(camera, CAMERA_STARTING);
        return;
    }
    if (error.code != camera->last_error)
        log_warning("%s", error.text);
    camera->last_error = error.code;
    bool known = camera->was_open || error.code != ERR_NOT_FOUND;
    set_state(camera, known ? CAMERA_LOST : CAMERA_NONE);
    pause_before_retry(camera);
}

static void take(struct camera *camera, const struct frame_raw *raw)
{
    char text[INPUT_TEXT_SIZE];
    int64_t now_ms = uptime_ms();
    camera->picture_ms = now_ms;
    camera->back_off_ms = 0;
    enum frame_result result = frame_read(&camera->reader, raw, &camera->frame);
    bool blind = pipeline_watch(&camera->pipeline, &camera->frame, result, now_ms);
    set_state(camera, blind ? CAMERA_NO_PICTURE : CAMERA_ON);
    if (result == FRAME_BAD)
        return;
    if (preview_is_due(&camera->preview, &camera->frame, now_ms))
        publish(camera, &camera->frame, &camera->spare);
    if (pipeline_look(&camera->pipeline, &camera->frame, now_ms, text))
        post(camera, INPUT_BADGE, text);
}

/* One look, as soon as the pause since the last one is over. */
static void look(struct camera *camera)
{
    int64_t due_ms = camera->look_ms + LOOK_EVERY_MS - uptime_ms();
    if (due_ms > 0 && wake_wait(camera->bell, -1, -1, (int)MIN(due_ms, LOOK_EVERY_MS)) != 0)
        return;
    int data = camera->source.descriptor(camera->source.state);
    if (data >= 0) {
        unsigned woken = wake_wait(camera->bell, -1, data, STALLED_MS);
        if ((woken & WAKE_BELL) != 0)
            return;
        if ((woken & WAKE_BROKEN) != 0) {
            lose(camera);
            return;
        }
    }
    struct frame_raw raw;
    camera->look_ms = uptime_ms();
    enum grab grab = camera->source.grab(camera->source.state, &raw);
    if (grab == GRAB_FRAME)
        take(camera, &raw);
    else if (grab == GRAB_LOST || camera->look_ms - camera->picture_ms >= STALLED_MS)
        lose(camera);
}

static void *run(void *argument)
{
    struct camera *camera = argument;
    for (;;) {
        pthread_mutex_lock(&camera->lock);
        bool wanted = camera->wanted, quit = camera->quit;
        pthread_mutex_unlock(&camera->lock);
        if (quit)
            break;
        if (!wanted) {
            shut(camera);
            forget_picture(camera);
            camera->back_off_ms = 0;
            set_state(camera, CAMERA_OFF);
            wake_wait(camera->bell, -1, -1, -1);
        } else if (!camera->is_open) {
            try_open(camera);
        } else {
            look(camera);
        }
    }
    shut(camera);
    return NULL;
}

static bool choose_source(
    struct camera *camera, const struct camera_options *options, struct error *error)
{
    const char *source = options->source;
    if (source != NULL && str_equal(source, "none"))
        return true;
    bool ok;
    if (source == NULL)
        ok = camera_source_v4l2(&camera->source, NULL, options->kernel, error);
    else if (str_starts_with(source, "v4l2:"))
        ok = camera_source_v4l2(&camera->source, source + 5, options->kernel, error);
    else if (str_starts_with(source, "files:"))
        ok = camera_source_files(&camera->source, source + 6, error);
    else
        return error_set(error, ERR_BAD_INPUT,
            "There is no camera \"%s\": give v4l2:/dev/video0, files:PATTERN or none.", source);
    camera->has_source = ok;
    return ok;
}

static bool start_thread(
    struct camera *camera, const struct camera_options *options, struct error *error)
{
    const char *folder = options->kernel.folder != NULL ? options->kernel.folder : "/dev";
    camera->bell = wake_open();
    camera->watch = wake_watch_folders(&folder, 1);
    camera->has_thread =
        camera->bell >= 0 && pthread_create(&camera->thread, NULL, run, camera) == 0;
    if (camera->has_thread)
        return true;
    return error_set(error, ERR_MEMORY, "The camera's thread cannot be started.");
}

bool camera_open(struct camera **out, const struct camera_options *options, struct error *error)
{
    assert(options->post != NULL);
    struct camera *camera = calloc(1, sizeof *camera);
    if (camera == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for the camera.");
    camera->options = *options;
    camera->options.source = NULL;
    camera->bell = camera->watch = -1;
    pthread_mutex_init(&camera->lock, NULL);
    if (!choose_source(camera, options, error))
        goto out;
    camera->state = camera->has_source ? CAMERA_OFF : CAMERA_NONE;
    if (camera->has_source && !start_thread(camera, options, error))
        goto out;
    *out = camera;
    return true;
out:
    camera_close(camera);
    return false;
}

void camera_close(struct camera *camera)
{
    if (camera == NULL)
        return;
    if (camera->has_thread) {
        pthread_mutex_lock(&camera->lock);
        camera->quit = true;
        pthread_mutex_unlock(&camera->lock);
        wake_ring(camera->bell);
        pthread_join(camera->thread, NULL);
    }
    if (camera->has_source)
        camera->source.destroy(camera->source.state);
    if (camera->watch >= 0)
        close(camera->watch);
    if (camera->bell >= 0)
        close(camera->bell);
    pipeline_close(&camera->pipeline);
    frame_reader_close(&camera->reader);
    frame_free(&camera->frame);
    frame_free(&camera->spare);
    frame_free(&camera->shown);
    pthread_mutex_destroy(&camera->lock);
    free(camera);
}

void camera_use(struct camera *camera, bool wanted)
{
    pthread_mutex_lock(&camera->lock);
    bool changed = camera->wanted != wanted;
    camera->wanted = wanted;
    pthread_mutex_unlock(&camera->lock);
    if (changed && camera->has_thread)
        wake_ring(camera->bell);
}

enum camera_state camera_get_state(struct camera *camera)
{
    pthread_mutex_lock(&camera->lock);
    enum camera_state state = camera->state;
    pthread_mutex_unlock(&camera->lock);
    return state;
}

uint32_t camera_get_number(struct camera *camera)
{
    pthread_mutex_lock(&camera->lock);
    uint32_t number = camera->number;
    pthread_mutex_unlock(&camera->lock);
    return number;
}

bool camera_copy(
    struct camera *camera, int max_width, uint8_t *pixels, size_t size, int *width, int *height)
{
    pthread_mutex_lock(&camera->lock);
    bool ok = frame_shrink(&camera->shown, max_width, pixels, size, width, height);
    pthread_mutex_unlock(&camera->lock);
    return ok;
}

bool camera_show(struct camera *camera, const char *file, struct error *error)
{
    struct frame_reader reader = {0};
    struct pipeline pipeline = {0};
    struct frame frame = {0}, spare = {0};
    char text[INPUT_TEXT_SIZE];
    bool ok = frame_load(&reader, file, &frame, error);
    if (!ok)
        goto out;
    publish(camera, &frame, &spare);
    ok = pipeline_look_hard(&pipeline, &frame, text);
    if (ok)
        post(camera, INPUT_BADGE, text);
    else
        error_set(error, ERR_NOT_FOUND, "There is no code the camera could read in %s.", file);
out:
    frame_free(&frame);
    frame_free(&spare);
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    return ok;
}
