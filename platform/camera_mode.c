#define _DEFAULT_SOURCE
#include "platform/camera_source.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <sys/ioctl.h>

enum { IDEAL_WIDTH = 1280, IDEAL_HEIGHT = 720, SLOWEST = 10 };

static const uint32_t format_codes[FRAME_FORMAT_COUNT] = {
    [FRAME_GREY] = V4L2_PIX_FMT_GREY,
    [FRAME_NV12] = V4L2_PIX_FMT_NV12,
    [FRAME_YUV420] = V4L2_PIX_FMT_YUV420,
    [FRAME_YUYV] = V4L2_PIX_FMT_YUYV,
    [FRAME_UYVY] = V4L2_PIX_FMT_UYVY,
    [FRAME_MJPEG] = V4L2_PIX_FMT_MJPEG,
};

uint32_t camera_format_code(enum frame_format format)
{
    return format_codes[format];
}

enum frame_format camera_format_find(uint32_t code)
{
    if (code == V4L2_PIX_FMT_JPEG)
        return FRAME_MJPEG;
    for (int i = 0; i < FRAME_FORMAT_COUNT; i++)
        if (format_codes[i] == code)
            return (enum frame_format)i;
    return FRAME_FORMAT_COUNT;
}

int camera_ioctl(
    const struct camera_kernel *kernel, int descriptor, unsigned long request, void *argument)
{
    int result;
    do {
        result = kernel->ioctl != NULL ? kernel->ioctl(descriptor, request, argument)
                                       : ioctl(descriptor, request, argument);
    } while (result == -1 && errno == EINTR);
    return result;
}

/* Smaller is better: too slow, then too large, then how far from ideal. */
static int64_t size_cost(const struct camera_mode *mode)
{
    int64_t ideal = (int64_t)IDEAL_WIDTH * IDEAL_HEIGHT;
    int64_t area = (int64_t)mode->width * mode->height;
    int64_t slow = mode->rate > 0 && mode->rate < SLOWEST ? INT64_C(1) << 41 : 0;
    int64_t large = area > ideal ? INT64_C(1) << 40 : 0;
    return slow + large + llabs(area - ideal);
}

int camera_choose_mode(const struct camera_mode *modes, int count)
{
    int best = -1;
    for (int i = 0; i < count; i++) {
        if (modes[i].width < 1 || modes[i].height < 1 || modes[i].width > FRAME_SIDE_MAX ||
            modes[i].height > FRAME_SIDE_MAX)
            continue;
        if (best < 0) {
            best = i;
            continue;
        }
        int64_t cost = size_cost(&modes[i]), least = size_cost(&modes[best]);
        if (cost < least || (cost == least && modes[i].format < modes[best].format))
            best = i;
    }
    return best;
}

/* The fastest rate at this size; 0 where the device does not say. */
static float find_rate(const struct camera_kernel *kernel, int descriptor, uint32_t code,
    uint32_t width, uint32_t height)
{
    float fastest = 0;
    for (uint32_t i = 0; i < 64; i++) {
        struct v4l2_frmivalenum rate = {
            .index = i, .pixel_format = code, .width = width, .height = height};
        if (camera_ioctl(kernel, descriptor, VIDIOC_ENUM_FRAMEINTERVALS, &rate) != 0)
            break;
        struct v4l2_fract shortest =
            rate.type == V4L2_FRMIVAL_TYPE_DISCRETE ? rate.discrete : rate.stepwise.min;
        if (shortest.numerator > 0)
            fastest = MAX(fastest, (float)shortest.denominator / (float)shortest.numerator);
        if (rate.type != V4L2_FRMIVAL_TYPE_DISCRETE)
            break;
    }
    return fastest;
}

static uint32_t step_to(uint32_t ideal, uint32_t least, uint32_t most, uint32_t step)
{
    uint32_t value = CLAMP(ideal, least, most);
    return step > 1 ? least + (value - least) / step * step : value;
}

static int list_sizes(const struct camera_kernel *kernel, int descriptor, uint32_t code,
    struct camera_mode *modes, int room)
{
    int count = 0;
    for (uint32_t i = 0; count < room; i++) {
        struct v4l2_frmsizeenum size = {.index = i, .pixel_format = code};
        uint32_t width = IDEAL_WIDTH, height = IDEAL_HEIGHT;
        bool listed = camera_ioctl(kernel, descriptor, VIDIOC_ENUM_FRAMESIZES, &size) == 0;
        if (!listed && i > 0)
            break;
        if (listed && size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
            width = size.discrete.width;
            height = size.discrete.height;
        } else if (listed) {
            const struct v4l2_frmsize_stepwise *range = &size.stepwise;
            width = step_to(width, range->min_width, range->max_width, range->step_width);
            height = step_to(height, range->min_height, range->max_height, range->step_height);
        }
        if (width <= FRAME_SIDE_MAX && height <= FRAME_SIDE_MAX)
            modes[count++] = (struct camera_mode){.format = camera_format_find(code),
                .width = (int)width,
                .height = (int)height,
                .rate = find_rate(kernel, descriptor, code, width, height)};
        if (!listed || size.type != V4L2_FRMSIZE_TYPE_DISCRETE)
            break;
    }
    return count;
}

int camera_list_modes(const struct camera_kernel *kernel, int descriptor,
    struct camera_mode modes[static CAMERA_MODE_MAX])
{
    int count = 0;
    for (uint32_t i = 0; i < 64; i++) {
        struct v4l2_fmtdesc format = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
        if (camera_ioctl(kernel, descriptor, VIDIOC_ENUM_FMT, &format) != 0)
            break;
        /* Formats libv4l would convert to are not the camera's. */
        if ((format.flags & V4L2_FMT_FLAG_EMULATED) != 0 ||
            camera_format_find(format.pixelformat) == FRAME_FORMAT_COUNT)
            continue;
        count += list_sizes(
            kernel, descriptor, format.pixelformat, modes + count, CAMERA_MODE_MAX - count);
    }
    return count;
}
