#include "platform/devices.h"

#include "base/str.h"
#include "platform/camera.h"
#include "platform/clip.h"
#include "platform/recorder.h"
#include "platform/scanner.h"
#include "platform/sound.h"
#include "platform/speech.h"
#include <assert.h>
#include <stdlib.h>

struct devices {
    struct camera *camera;
    struct scanner *scanner;
    struct sound_player *sound;
    struct recorder *recorder;
    struct speech *speech;
};

static bool open_camera(
    struct devices *devices, const struct devices_options *options, struct error *error)
{
    struct camera_options camera = {
        .source = options->camera, .post = options->post, .context = options->context};
    /* Tests must not look into the room. */
    if (options->headless && camera.source == NULL)
        camera.source = "none";
    return camera_open(&devices->camera, &camera, error);
}

static bool open_scanner(
    struct devices *devices, const struct devices_options *options, struct error *error)
{
    struct scanner_options scanner = {
        .device = options->scanner, .post = options->post, .context = options->context};
    if (options->headless || str_is_empty(options->scanner))
        return true;
    return scanner_open(&devices->scanner, &scanner, error);
}

bool devices_open(struct devices **out, const struct devices_options *options, struct error *error)
{
    assert(options->post != NULL);
    struct devices *devices = calloc(1, sizeof *devices);
    if (devices == NULL)
        return error_set(error, ERR_MEMORY, "There is no memory for the devices.");
    bool quiet = options->headless || options->mute;
    if (!open_camera(devices, options, error) || !open_scanner(devices, options, error) ||
        !sound_open(&devices->sound, quiet, error) ||
        !recorder_open(&devices->recorder, options->headless, error) ||
        !speech_open(&devices->speech, quiet, error))
        goto out;
    *out = devices;
    return true;
out:
    devices_close(devices);
    return false;
}

void devices_close(struct devices *devices)
{
    if (devices == NULL)
        return;
    speech_close(devices->speech);
    recorder_close(devices->recorder);
    sound_close(devices->sound);
    scanner_close(devices->scanner);
    camera_close(devices->camera);
    free(devices);
}

void devices_use_camera(struct devices *devices, bool wanted)
{
    camera_use(devices->camera, wanted);
}

enum camera_state devices_camera_state(const struct devices *devices)
{
    return camera_get_state(devices->camera);
}

uint32_t devices_camera_frame(const struct devices *devices)
{
    return camera_get_number(devices->camera);
}

bool devices_copy_frame(struct devices *devices, int max_width, uint8_t *pixels, size_t max_size,
    int *width, int *height)
{
    return camera_copy(devices->camera, max_width, pixels, max_size, width, height);
}

bool devices_show_camera(struct devices *devices, const char *file, struct error *error)
{
    return camera_show(devices->camera, file, error);
}

void devices_play(struct devices *devices, enum sound sound)
{
    sound_play(devices->sound, sound);
}

void devices_set_volume(struct devices *devices, int percent)
{
    sound_set_volume(devices->sound, percent);
    speech_set_volume(devices->speech, percent);
}

bool devices_can_speak(const struct devices *devices)
{
    return speech_can(devices->speech);
}

void devices_say(struct devices *devices, struct spoken_languages languages, const char *text)
{
    /* Where two programs cannot share the loudspeaker, speech would wait for the chime's device. */
    sound_release(devices->sound);
    speech_say(devices->speech, languages, text);
}

void devices_hush(struct devices *devices)
{
    speech_hush(devices->speech);
}

const char *devices_said(const struct devices *devices)
{
    return speech_said(devices->speech);
}

struct recorder *devices_recorder(struct devices *devices)
{
    return devices->recorder;
}

bool devices_play_clip(struct devices *devices, const void *bytes, size_t size, int32_t *length_ms,
    struct error *error)
{
    int16_t *samples;
    int count;
    if (!clip_decode(bytes, size, SOUND_RATE, &samples, &count, error))
        return false;
    *length_ms = (int32_t)((int64_t)count * 1000 / SOUND_RATE);
    speech_hush(devices->speech);
    sound_play_clip(devices->sound, samples, count);
    return true;
}

void devices_stop_clip(struct devices *devices)
{
    sound_stop_clip(devices->sound);
}
