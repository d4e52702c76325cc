/* The camera: a thread that opens it while it is wanted, keeps the newest picture and reads codes.
 *
 * Unplugging is ordinary: the thread opens the device again when it is back. At most 10 pictures a
 * second are looked at, and those that look different are told and shown. When it is not wanted the
 * device is free, nothing wakes and no picture is kept. */
#pragma once

#include "platform/camera_source.h"
#include "platform/platform.h"

struct camera;

struct camera_options {
    const char *source; /* as in platform_options */
    struct camera_kernel kernel;
    /* Called from the camera's thread and from camera_show(): INPUT_CAMERA and INPUT_BADGE. */
    void (*post)(void *context, const struct input *input);
    void *context;
};

/* ERR_BAD_INPUT: the source is not one of those there are. No camera is not an error. */
MUST_CHECK bool camera_open(
    struct camera **out, const struct camera_options *options, struct error *error);
void camera_close(struct camera *camera); /* accepts NULL */

void camera_use(struct camera *camera, bool wanted);
enum camera_state camera_get_state(struct camera *camera);
uint32_t camera_get_number(struct camera *camera); /* of the newest picture; 0: none yet */
/* As frame_shrink(), of a picture already shrunk to PREVIEW_WIDTH_MAX. */
bool camera_copy(
    struct camera *camera, int max_width, uint8_t *pixels, size_t size, int *width, int *height);
/* As devices_show_camera(). */
MUST_CHECK bool camera_show(struct camera *camera, const char *file, struct error *error);
