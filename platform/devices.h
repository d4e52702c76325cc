/* Everything on the station besides screen, keys and clock: camera, badge reader, sound, speech.
 *
 * platform.c owns one `struct devices` and forwards to it. Devices have their own threads and hand
 * what they read to `post`, which may be called from any thread and copies the input. */
#pragma once

#include "platform/platform.h"

struct devices;

struct devices_options {
    bool headless; /* no audio device, no scanner device, no process for speech: only remembers */
    const char *camera; /* as in platform_options */
    const char *scanner;
    const char *assets; /* folder with sounds/ *.wav */
    bool mute;
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
/* Decodes one image file through the same pipeline as camera frames; posts INPUT_BADGE. */
MUST_CHECK bool devices_show_camera(struct devices *devices, const char *file, struct error *error);

void devices_play(struct devices *devices, enum sound sound);
void devices_set_volume(struct devices *devices, int percent);
bool devices_can_speak(const struct devices *devices);
void devices_say(struct devices *devices, const char *language, const char *text);
void devices_hush(struct devices *devices);
const char *devices_said(const struct devices *devices);
