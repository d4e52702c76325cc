#define _DEFAULT_SOURCE
#include "platform/camera_source.h"

#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOG_MODULE "camera"
#include "base/log.h"

enum { BUFFER_COUNT = 4, DRAIN_MAX = 16 };

struct v4l2 {
    char *device; /* NULL: any */
    struct camera_kernel kernel;
    int descriptor; /* -1: closed */
    struct frame_raw layout;
    struct {
        void *start;
        size_t size;
    } buffers[BUFFER_COUNT];
    uint32_t buffer_count;
    int held; /* the buffer lent out, or -1 */
};

static int call(struct v4l2 *v4l2, unsigned long request, void *argument)
{
    return camera_ioctl(&v4l2->kernel, v4l2->descriptor, request, argument);
}

/* Decoders and scalers of the machine itself also say they capture. */
static bool is_camera(struct v4l2 *v4l2)
{
    static const char *const others[] = {"bcm2835-isp", "bcm2835-codec", "pispbe", "rpi"};
    struct v4l2_capability caps = {0};
    if (call(v4l2, VIDIOC_QUERYCAP, &caps) != 0)
        return false;
    uint32_t can =
        (caps.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? caps.device_caps : caps.capabilities;
    if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0 || (can & V4L2_CAP_STREAMING) == 0)
        return false;
    if (v4l2->device != NULL)
        return true;
    caps.driver[sizeof caps.driver - 1] = '\0';
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (str_starts_with((const char *)caps.driver, others[i]))
            return false;
    return true;
}

static bool set_mode(struct v4l2 *v4l2)
{
    struct camera_mode modes[CAMERA_MODE_MAX];
    int chosen =
        camera_choose_mode(modes, camera_list_modes(&v4l2->kernel, v4l2->descriptor, modes));
    if (chosen < 0)
        return false;
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    format.fmt.pix.width = (uint32_t)modes[chosen].width;
    format.fmt.pix.height = (uint32_t)modes[chosen].height;
    format.fmt.pix.pixelformat = camera_format_code(modes[chosen].format);
    format.fmt.pix.field = V4L2_FIELD_ANY;
    if (call(v4l2, VIDIOC_S_FMT, &format) != 0)
        return false;
    const struct v4l2_pix_format *pix = &format.fmt.pix;
    if (camera_format_find(pix->pixelformat) == FRAME_FORMAT_COUNT || pix->width > FRAME_SIDE_MAX ||
        pix->height > FRAME_SIDE_MAX || pix->bytesperline > INT32_MAX)
        return false;
    v4l2->layout = (struct frame_raw){.format = camera_format_find(pix->pixelformat),
        .width = (int)pix->width,
        .height = (int)pix->height,
        .stride = (int)pix->bytesperline};
    /* Long exposures blur a moving badge more than short ones make it dark. Not all cameras have
     * this; none must. */
    struct v4l2_control steady = {.id = V4L2_CID_EXPOSURE_AUTO_PRIORITY, .value = 0};
    (void)call(v4l2, VIDIOC_S_CTRL, &steady);
    return true;
}

static bool queue(struct v4l2 *v4l2, uint32_t index)
{
    struct v4l2_buffer buffer = {
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = index};
    return call(v4l2, VIDIOC_QBUF, &buffer) == 0;
}

static bool map_buffers(struct v4l2 *v4l2)
{
    struct v4l2_requestbuffers request = {
        .count = BUFFER_COUNT, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (call(v4l2, VIDIOC_REQBUFS, &request) != 0 || request.count < 2)
        return false;
    uint32_t count = MIN(request.count, (uint32_t)BUFFER_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        struct v4l2_buffer buffer = {
            .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = i};
        if (call(v4l2, VIDIOC_QUERYBUF, &buffer) != 0)
            return false;
        void *start = mmap(
            NULL, buffer.length, PROT_READ, MAP_SHARED, v4l2->descriptor, (off_t)buffer.m.offset);
        if (start == MAP_FAILED)
            return false;
        v4l2->buffers[i].start = start;
        v4l2->buffers[i].size = buffer.length;
        v4l2->buffer_count = i + 1;
        if (!queue(v4l2, i))
            return false;
    }
    return true;
}

static void v4l2_close(void *state)
{
    struct v4l2 *v4l2 = state;
    if (v4l2->descriptor < 0)
        return;
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    (void)call(v4l2, VIDIOC_STREAMOFF, &type);
    for (uint32_t i = 0; i < v4l2->buffer_count; i++)
        munmap(v4l2->buffers[i].start, v4l2->buffers[i].size);
    v4l2->buffer_count = 0;
    v4l2->held = -1;
    close(v4l2->descriptor);
    v4l2->descriptor = -1;
}

/* True once pictures flow. A node that is not a camera is left alone without a word. */
static bool try_device(struct v4l2 *v4l2, const char *path, struct error *error)
{
    v4l2->descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (v4l2->descriptor < 0) {
        enum error_code code = errno == ENOENT || errno == ENODEV ? ERR_NOT_FOUND : ERR_IO;
        return error_set(error, code, "The camera %s cannot be opened: %s.", path, strerror(errno));
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (!is_camera(v4l2))
        error_set(error, ERR_NOT_FOUND, "%s is not a camera.", path);
    else if (!set_mode(v4l2))
        error_set(error, ERR_UNSUPPORTED,
            "The camera %s has no picture format this program reads; try another one.", path);
    else if (!map_buffers(v4l2) || call(v4l2, VIDIOC_STREAMON, &type) != 0)
        error_set(error, errno == EBUSY ? ERR_BUSY : ERR_IO,
            "The camera %s does not start: %s. Is another program using it?", path,
            strerror(errno));
    else {
        log_debug("%s gives %d x %d", path, v4l2->layout.width, v4l2->layout.height);
        return true;
    }
    v4l2_close(v4l2);
    return false;
}

/* Names by serial number come first: they stay with the camera when it changes its socket. */
static bool try_all(struct v4l2 *v4l2, struct error *error)
{
    static const char *const patterns[] = {"v4l/by-id/*", "video[0-9]", "video[0-9][0-9]"};
    const char *folder = v4l2->kernel.folder != NULL ? v4l2->kernel.folder : "/dev";
    struct error worst = {.code = ERR_NOT_FOUND};
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(patterns) && !found; i++) {
        char pattern[512];
        glob_t names = {0};
        if (!STR_FORMAT(pattern, "%s/%s", folder, patterns[i]))
            continue;
        if (glob(pattern, 0, NULL, &names) == 0)
            for (size_t j = 0; j < names.gl_pathc && !found; j++) {
                struct error one = {0};
                found = try_device(v4l2, names.gl_pathv[j], &one);
                if (!found && one.code != ERR_NOT_FOUND)
                    worst = one;
            }
        globfree(&names);
    }
    if (found)
        return true;
    if (worst.code != ERR_NOT_FOUND)
        return error_set(error, worst.code, "%s", worst.text);
    return error_set(error, ERR_NOT_FOUND, "%s", N_("No camera is plugged in."));
}

static bool v4l2_open(void *state, struct error *error)
{
    struct v4l2 *v4l2 = state;
    return v4l2->device != NULL ? try_device(v4l2, v4l2->device, error) : try_all(v4l2, error);
}

static int v4l2_descriptor(void *state)
{
    const struct v4l2 *v4l2 = state;
    return v4l2->descriptor;
}

/* Keeps only the newest filled buffer: children must not see themselves late. */
static enum grab v4l2_grab(void *state, struct frame_raw *out)
{
    struct v4l2 *v4l2 = state;
    struct v4l2_buffer newest = {0};
    if (v4l2->held >= 0 && !queue(v4l2, (uint32_t)v4l2->held))
        return GRAB_LOST;
    v4l2->held = -1;
    for (int i = 0; i < DRAIN_MAX; i++) {
        struct v4l2_buffer buffer = {
            .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
        if (call(v4l2, VIDIOC_DQBUF, &buffer) != 0) {
            if (errno == EAGAIN)
                break;
            return GRAB_LOST;
        }
        if (buffer.index >= v4l2->buffer_count)
            return GRAB_LOST;
        bool broken = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0;
        int back = broken ? (int)buffer.index : v4l2->held;
        if (!broken) {
            newest = buffer;
            v4l2->held = (int)buffer.index;
        }
        if (back >= 0 && !queue(v4l2, (uint32_t)back))
            return GRAB_LOST;
    }
    if (v4l2->held < 0)
        return GRAB_NOTHING;
    *out = v4l2->layout;
    out->bytes = v4l2->buffers[v4l2->held].start;
    out->size = MIN((size_t)newest.bytesused, v4l2->buffers[v4l2->held].size);
    return GRAB_FRAME;
}

static void v4l2_destroy(void *state)
{
    struct v4l2 *v4l2 = state;
    if (v4l2 == NULL)
        return;
    v4l2_close(v4l2);
    free(v4l2->device);
    free(v4l2);
}

bool camera_source_v4l2(
    struct camera_source *out, const char *device, struct camera_kernel kernel, struct error *error)
{
    struct v4l2 *v4l2 = calloc(1, sizeof *v4l2);
    if (v4l2 == NULL || (device != NULL && (v4l2->device = strdup(device)) == NULL)) {
        free(v4l2);
        return error_set(error, ERR_MEMORY, "There is no memory for the camera.");
    }
    v4l2->kernel = kernel;
    v4l2->descriptor = v4l2->held = -1;
    *out = (struct camera_source){.state = v4l2,
        .open = v4l2_open,
        .descriptor = v4l2_descriptor,
        .grab = v4l2_grab,
        .close = v4l2_close,
        .destroy = v4l2_destroy};
    return true;
}
