/* Where a camera's pictures come from: a V4L2 device or files. Used by the camera's thread alone.
 */
#pragma once

#include "platform/frame.h"

enum grab {
    GRAB_FRAME,
    GRAB_NOTHING, /* not yet */
    GRAB_LOST     /* the device is gone or broken: close, and open again later */
};

struct camera_source {
    void *state;
    /* ERR_NOT_FOUND: there is no such device now. */
    bool (*open)(void *state, struct error *error);
    /* What to wait for with poll(); -1: time alone. */
    int (*descriptor)(void *state);
    /* The newest picture, borrowed until the next call. */
    enum grab (*grab)(void *state, struct frame_raw *out);
    void (*close)(void *state); /* may be open or not */
    void (*destroy)(void *state);
};

/* How a test stands in for the kernel; all NULL: the real thing. */
struct camera_kernel {
    const char *folder; /* instead of /dev */
    int (*ioctl)(int descriptor, unsigned long request, void *argument);
};

/* "/dev/video0", or NULL: the first device that captures and speaks a known format. */
MUST_CHECK bool camera_source_v4l2(struct camera_source *out, const char *device,
    struct camera_kernel kernel, struct error *error);
/* Pictures matching a shell pattern, in the order of their names, over and over. */
MUST_CHECK bool camera_source_files(
    struct camera_source *out, const char *pattern, struct error *error);

enum { CAMERA_MODE_MAX = 256 };

struct camera_mode {
    enum frame_format format;
    int width, height;
    float rate; /* pictures a second; 0: the device does not say */
};
/* The best of them: near 1280 x 720, at least 10 a second, raw before compressed. -1: none. */
int camera_choose_mode(const struct camera_mode *modes, int count);

/* What the device can do, in formats we read. */
int camera_list_modes(const struct camera_kernel *kernel, int descriptor,
    struct camera_mode modes[static CAMERA_MODE_MAX]);
/* V4L2's name of a format and back; FRAME_FORMAT_COUNT: not one we read. */
uint32_t camera_format_code(enum frame_format format);
enum frame_format camera_format_find(uint32_t code);
/* ioctl, again when a signal came between. */
int camera_ioctl(
    const struct camera_kernel *kernel, int descriptor, unsigned long request, void *argument);
