/* Everything on the station besides screen, keys and clock: camera, badge reader, sound, speech.
 *
 * platform.c owns one `struct devices` and forwards to it. Devices have their own threads and hand
 * what they read to `post`, which may be called from any thread and copies the input. */
#pragma once

#include "platform/platform.h"

struct devices;

struct devices_options {
    bool headless; /* no audio device, no scanner device, no process for speech: only remembers */
    const char *camera;  /* as in platform_options; headless and NULL: none */
    const char *scanner; /* a path, or "auto": the first scanner in /dev/input/by-id */
    const char *assets;  /* not read: sounds are made of tones */
    bool mute;           /* neither sounds nor speech, whatever the volume */
    void (*post)(void *context, const struct input *input);
    void *context;
};

MUST_CHECK bool devices_open(
    struct devices **out, const struct devices_options *options, struct error *error);
void devices_close(struct devices *devices); /* accepts NULL */

void devices_use_camera(struct devices *devices, bool wanted);
enum camera_state devices_camera_state(const struct devices *devices);
uint32_t devices_camera_frame(const struct devices *devices);
/* Copies the newest frame as 8-bit grey, not mirrored, scaled down by whole numbers to at most
 * max_width; false if there is none. pixels holds max_size bytes. */
bool devices_copy_frame(struct devices *devices, int max_width, uint8_t *pixels, size_t max_size,
    int *width, int *height);
/* Shows one image file as the newest frame and takes every look at it; posts INPUT_BADGE each time.
 * ERR_NOT_FOUND: no such file, or no code in it. */
MUST_CHECK bool devices_show_camera(struct devices *devices, const char *file, struct error *error);

void devices_play(struct devices *devices, enum sound sound);
void devices_set_volume(struct devices *devices, int percent);
bool devices_can_speak(const struct devices *devices);
void devices_say(struct devices *devices, struct spoken_languages languages, const char *text);
void devices_hush(struct devices *devices);
/* What was said last and was not hushed; "" none. */
const char *devices_said(const struct devices *devices);

struct recorder;
struct recorder *devices_recorder(struct devices *devices);
/* As platform_play_clip(). */
MUST_CHECK bool devices_play_clip(struct devices *devices, const void *bytes, size_t size,
    int32_t *length_ms, struct error *error);
void devices_stop_clip(struct devices *devices);
