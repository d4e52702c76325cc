#define _DEFAULT_SOURCE
#include "base/macros.h"
#include "base/str.h"
#include "inbox.h"
#include "platform/camera.h"
#include "platform/devices.h"
#include "platform/pipeline.h"
#include "qr_picture.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

enum { WIDTH = 640, HEIGHT = 480 };

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/waystation-camera-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    STR_FORMAT(command, "rm -r %s", folder);
    return system(command);
}

static const char *in_folder(const char *name)
{
    static char path[128];
    STR_FORMAT(path, "%s/%s", folder, name);
    return path;
}

static void write_badge(const char *name, const char *payload)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    struct qr_look look = {.module_px = 4, .roll_degrees = 8, .noise = 4, .blur_passes = 1};
    assert_true(qr_picture(payload, 2, &look, WIDTH, HEIGHT, pixels));
    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_GRAY};
    assert_true(png_image_write_to_file(&image, in_folder(name), 0, pixels, 0, NULL));
}

static struct camera *open_camera(
    const char *source, struct inbox *inbox, struct camera_kernel kernel)
{
    struct camera *camera = NULL;
    struct error error = {0};
    struct camera_options options = {
        .source = source, .kernel = kernel, .post = inbox_take, .context = inbox};
    if (!camera_open(&camera, &options, &error))
        fail_msg("%s", error.text);
    return camera;
}

static void wait_state(struct camera *camera, struct inbox *inbox, enum camera_state state)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&inbox->lock);
    for (;;) {
        /* The state is set before it is told, so it cannot be missed here. */
        enum camera_state now = camera_get_state(camera);
        if (now == state)
            break;
        if (pthread_cond_timedwait(&inbox->changed, &inbox->lock, &until) != 0)
            fail_msg("state is %d, not %d", (int)now, (int)state);
    }
    pthread_mutex_unlock(&inbox->lock);
}

/* --- Choosing ----------------------------------------------------------------------------------
 */

static void test_mode(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct camera_mode modes[4];
        int best;
    } rows[] = {
        {"nothing", {{0}}, -1},
        {"raw at 10 a second before compressed at 30",
            {{FRAME_MJPEG, 1280, 720, 30}, {FRAME_YUYV, 1280, 720, 10}}, 1},
        {"slow raw gives way", {{FRAME_MJPEG, 1280, 720, 30}, {FRAME_YUYV, 1280, 720, 5}}, 0},
        {"rather small than slow", {{FRAME_YUYV, 1280, 720, 5}, {FRAME_YUYV, 640, 480, 30}}, 1},
        {"the size matters more than the format",
            {{FRAME_GREY, 640, 480, 30}, {FRAME_MJPEG, 1280, 720, 30}}, 1},
        {"the order of formats",
            {{FRAME_UYVY, 1280, 720, 0}, {FRAME_YUYV, 1280, 720, 0}, {FRAME_NV12, 1280, 720, 0},
                {FRAME_GREY, 1280, 720, 0}},
            3},
        {"rather a little small than too large",
            {{FRAME_YUYV, 1920, 1080, 30}, {FRAME_YUYV, 800, 600, 30}}, 1},
        {"too large if that is all", {{FRAME_YUYV, 3840, 2160, 30}, {FRAME_YUYV, 1920, 1080, 30}},
            1},
        {"nonsense is left out", {{FRAME_YUYV, -1, 720, 30}, {FRAME_YUYV, 99999, 1, 30}}, -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (camera_choose_mode(rows[i].modes, 4) != rows[i].best)
            fail_msg("%s", rows[i].name);
}

static void test_format_codes(void **state)
{
    (void)state;
    for (int i = 0; i < FRAME_FORMAT_COUNT; i++)
        assert_int_equal(camera_format_find(camera_format_code((enum frame_format)i)), i);
    assert_int_equal(camera_format_find(V4L2_PIX_FMT_JPEG), FRAME_MJPEG);
    assert_int_equal(camera_format_find(V4L2_PIX_FMT_H264), FRAME_FORMAT_COUNT);
}

/* --- Files -------------------------------------------------------------------------------------
 */

static void test_files(void **state)
{
    (void)state;
    static uint8_t pixels[WIDTH * HEIGHT];
    int width, height;
    struct inbox inbox = INBOX;
    char pattern[128];
    write_badge("a.png", "WS1AAAAAAAAAAAAAAAAA");
    write_badge("c.png", "WS1CCCCCCCCCCCCCCCCC");
    FILE *broken = fopen(in_folder("b.png"), "wb");
    fputs("\x89PNG but not for long", broken);
    fclose(broken);
    STR_FORMAT(pattern, "files:%s/*.png", folder);

    struct camera *camera = open_camera(pattern, &inbox, (struct camera_kernel){0});
    assert_int_equal(camera_get_state(camera), CAMERA_OFF);
    assert_int_equal(camera_get_number(camera), 0);
    camera_use(camera, true);
    assert_true(inbox_wait_texts(&inbox, 2));
    assert_string_equal(inbox.texts[0], "WS1AAAAAAAAAAAAAAAAA");
    assert_string_equal(inbox.texts[1], "WS1CCCCCCCCCCCCCCCCC");
    wait_state(camera, &inbox, CAMERA_ON);
    assert_true(camera_get_number(camera) >= 2);
    assert_true(camera_copy(camera, 320, pixels, sizeof pixels, &width, &height));
    assert_int_equal(width, 320);
    assert_int_equal(height, 240);
    camera_use(camera, false);
    wait_state(camera, &inbox, CAMERA_OFF);
    assert_false(camera_copy(camera, 320, pixels, sizeof pixels, &width, &height));
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_ON);
    camera_close(camera);
}

static void test_sources(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "webcam", "v4l:/dev/video0", "Files:*"};
    struct inbox inbox = INBOX;
    struct camera *camera = open_camera("none", &inbox, (struct camera_kernel){0});
    camera_use(camera, true);
    assert_int_equal(camera_get_state(camera), CAMERA_NONE);
    camera_close(camera);

    camera = open_camera("files:/nowhere/*.png", &inbox, (struct camera_kernel){0});
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_NONE);
    camera_close(camera);

    camera = open_camera("v4l2:/dev/null", &inbox, (struct camera_kernel){0});
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_NONE);
    camera_close(camera);
    camera_close(NULL);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct error error = {0};
        struct camera_options options = {.source = wrong[i], .post = inbox_take, .context = &inbox};
        assert_false(camera_open(&camera, &options, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    assert_int_equal(inbox.badges, 0);
}

/* Unchanged pictures are looked at but not told; the badges in them are. */
static void test_still_pictures_are_not_told(void **state)
{
    (void)state;
    static uint8_t pixels[WIDTH * HEIGHT];
    int width, height;
    struct inbox inbox = INBOX;
    char pattern[128];
    write_badge("s.png", "WS1SSSSSSSSSSSSSSSSS");
    STR_FORMAT(pattern, "files:%s/s.png", folder);
    struct camera *camera = open_camera(pattern, &inbox, (struct camera_kernel){0});
    camera_use(camera, true);
    for (int told = 0; told < 2;) { /* the same badge again: 2.5 seconds of pictures */
        pthread_mutex_lock(&inbox.lock);
        told = inbox.badges;
        pthread_mutex_unlock(&inbox.lock);
        usleep(1000);
    }
    assert_int_equal(camera_get_number(camera), 2); /* the first, and one when it has settled */
    assert_true(camera_copy(camera, WIDTH, pixels, sizeof pixels, &width, &height));
    camera_use(camera, false);
    wait_state(camera, &inbox, CAMERA_OFF);
    camera_use(camera, true); /* the same picture is new to the screen now */
    while (camera_get_number(camera) < 3)
        usleep(1000);
    assert_true(camera_copy(camera, WIDTH, pixels, sizeof pixels, &width, &height));
    camera_close(camera);
}

static void test_show(void **state)
{
    (void)state;
    struct inbox inbox = INBOX;
    struct devices_options options = {.headless = true, .post = inbox_take, .context = &inbox};
    struct devices *devices;
    struct error error = {0};
    assert_true(devices_open(&devices, &options, &error));
    assert_int_equal(devices_camera_state(devices), CAMERA_NONE);
    write_badge("d.png", "WS1DDDDDDDDDDDDDDDDD");
    /* Each showing tells: a script that shows a badge twice means it. */
    assert_true(devices_show_camera(devices, in_folder("d.png"), &error));
    assert_true(devices_show_camera(devices, in_folder("d.png"), &error));
    assert_int_equal(inbox.badges, 2);
    assert_string_equal(inbox.texts[0], "WS1DDDDDDDDDDDDDDDDD");
    assert_int_equal(devices_camera_frame(devices), 2);

    FILE *plain = fopen(in_folder("e.pgm"), "wb");
    fputs("P5 16 16 255\n", plain);
    for (int i = 0; i < 256; i++)
        fputc(i, plain);
    fclose(plain);
    assert_false(devices_show_camera(devices, in_folder("e.pgm"), &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_false(devices_show_camera(devices, "/nowhere.png", &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    assert_int_equal(inbox.badges, 2);
    devices_close(devices);
    devices_close(NULL);
}

/* --- V4L2, with a file in the place of the device and our own kernel ----------------------------
 */

enum { STRIDE = 2560, BUFFER_SIZE = STRIDE * HEIGHT, BUFFERS = 4 };

static struct {
    atomic_bool gone, busy, dark;
    atomic_bool moves; /* a bar above the badge, now bright, now dark */
    atomic_int streaming, steady;
    uint8_t old_frame[BUFFER_SIZE], new_frame[BUFFER_SIZE], dark_frame[BUFFER_SIZE];
    bool queued[BUFFERS];
    int turn; /* within a drain: an old frame, a broken one, the newest, then none */
} fake;

static void make_frame(const char *payload, uint8_t out[static BUFFER_SIZE])
{
    static uint8_t pixels[WIDTH * HEIGHT];
    struct qr_look look = {.module_px = 4, .roll_degrees = 12};
    assert_true(qr_picture(payload, 2, &look, WIDTH, HEIGHT, pixels));
    memset(out, 0x80, BUFFER_SIZE);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            out[y * STRIDE + 2 * x] = pixels[y * WIDTH + x];
}

static int fail_with(int code)
{
    errno = code;
    return -1;
}

static void fake_bar(int descriptor, off_t at)
{
    static uint8_t bar[STRIDE * 40];
    memset(bar, fake.turn / 4 % 2 == 0 ? 20 : 230, sizeof bar);
    assert_int_equal(pwrite(descriptor, bar, sizeof bar, at), sizeof bar);
}

static int fake_dequeue(int descriptor, struct v4l2_buffer *buffer)
{
    if (fake.gone)
        return fail_with(ENODEV);
    int turn = fake.turn++ % 4;
    if (turn == 3)
        return fail_with(EAGAIN);
    for (uint32_t i = 0; i < BUFFERS; i++) {
        if (!fake.queued[i])
            continue;
        const uint8_t *frame = fake.dark   ? fake.dark_frame
                               : turn == 2 ? fake.new_frame
                                           : fake.old_frame;
        if (pwrite(descriptor, frame, BUFFER_SIZE, (off_t)i * BUFFER_SIZE) != BUFFER_SIZE)
            return fail_with(EIO);
        if (fake.moves)
            fake_bar(descriptor, (off_t)i * BUFFER_SIZE);
        fake.queued[i] = false;
        buffer->index = i;
        buffer->bytesused = BUFFER_SIZE;
        buffer->flags = turn == 1 ? V4L2_BUF_FLAG_ERROR : 0;
        return 0;
    }
    return fail_with(EIO); /* the program kept every buffer */
}

static int fake_enumerate(unsigned long request, void *argument)
{
    struct v4l2_fmtdesc *format = argument;
    struct v4l2_frmsizeenum *size = argument;
    struct v4l2_frmivalenum *rate = argument;
    switch (request) {
    case VIDIOC_ENUM_FMT:
        if (format->index > 2)
            return fail_with(EINVAL);
        format->pixelformat = format->index == 0   ? V4L2_PIX_FMT_H264
                              : format->index == 1 ? V4L2_PIX_FMT_MJPEG
                                                   : V4L2_PIX_FMT_YUYV;
        return 0;
    case VIDIOC_ENUM_FRAMESIZES:
        if (size->index > 0)
            return fail_with(EINVAL);
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = WIDTH;
        size->discrete.height = HEIGHT;
        return 0;
    default:
        if (rate->index > 0)
            return fail_with(EINVAL);
        rate->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        rate->discrete.numerator = 1;
        rate->discrete.denominator = 30;
        return 0;
    }
}

static int fake_start(void)
{
    if (fake.busy)
        return fail_with(EBUSY);
    fake.turn = 0;
    fake.streaming++;
    return 0;
}

static int fake_stop(void)
{
    if (fake.streaming > 0)
        fake.streaming--;
    memset(fake.queued, 0, sizeof fake.queued);
    return 0;
}

static int fake_ioctl(int descriptor, unsigned long request, void *argument)
{
    struct v4l2_capability *caps = argument;
    struct v4l2_format *format = argument;
    struct v4l2_buffer *buffer = argument;
    const struct v4l2_control *control = argument;
    switch (request) {
    case VIDIOC_QUERYCAP:
        strcpy((char *)caps->driver, "uvcvideo");
        caps->capabilities = V4L2_CAP_DEVICE_CAPS;
        caps->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    case VIDIOC_ENUM_FMT:
    case VIDIOC_ENUM_FRAMESIZES:
    case VIDIOC_ENUM_FRAMEINTERVALS: return fake_enumerate(request, argument);
    case VIDIOC_S_FMT:
        if (format->fmt.pix.pixelformat != V4L2_PIX_FMT_YUYV)
            return fail_with(EINVAL);
        format->fmt.pix.bytesperline = STRIDE;
        return 0;
    case VIDIOC_S_CTRL:
        fake.steady += control->id == V4L2_CID_EXPOSURE_AUTO_PRIORITY && control->value == 0;
        return 0;
    case VIDIOC_REQBUFS: return 0;
    case VIDIOC_QUERYBUF:
        buffer->m.offset = buffer->index * BUFFER_SIZE;
        buffer->length = BUFFER_SIZE;
        return 0;
    case VIDIOC_QBUF:
        if (buffer->index >= BUFFERS || fake.queued[buffer->index])
            return fail_with(EINVAL);
        fake.queued[buffer->index] = true;
        return 0;
    case VIDIOC_DQBUF: return fake_dequeue(descriptor, buffer);
    case VIDIOC_STREAMON: return fake_start();
    case VIDIOC_STREAMOFF: return fake_stop();
    default: return fail_with(ENOTTY);
    }
}

static void plug_in(void)
{
    char made[128];
    STR_COPY(made, in_folder("new"));
    int descriptor = open(made, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(descriptor >= 0);
    assert_int_equal(ftruncate(descriptor, (off_t)BUFFERS * BUFFER_SIZE), 0);
    close(descriptor);
    assert_int_equal(rename(made, in_folder("video0")), 0);
}

static void test_v4l2(void **state)
{
    (void)state;
    struct inbox inbox = INBOX;
    struct camera_kernel kernel = {.folder = folder, .ioctl = fake_ioctl};
    make_frame("WS1XXXXXXXXXXXXXXXXX", fake.old_frame);
    make_frame("WS1VVVVVVVVVVVVVVVVV", fake.new_frame);

    struct camera *camera = open_camera(NULL, &inbox, kernel);
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_NONE);
    plug_in();
    wait_state(camera, &inbox, CAMERA_ON);
    assert_true(inbox_wait_texts(&inbox, 1));
    assert_true(fake.steady > 0);

    fake.dark = true; /* the lens is covered */
    wait_state(camera, &inbox, CAMERA_NO_PICTURE);
    fake.dark = false;
    wait_state(camera, &inbox, CAMERA_ON);

    fake.gone = true; /* pulled out */
    wait_state(camera, &inbox, CAMERA_LOST);
    unlink(in_folder("video0"));
    assert_int_equal(fake.streaming, 0);
    fake.gone = false;
    plug_in();
    wait_state(camera, &inbox, CAMERA_ON);
    fake.moves = true;
    uint32_t number = camera_get_number(camera);
    while (camera_get_number(camera) < number + 3)
        usleep(1000);
    fake.moves = false;

    camera_use(camera, false);
    wait_state(camera, &inbox, CAMERA_OFF);
    assert_int_equal(fake.streaming, 0); /* others may have it now */
    fake.busy = true;
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_LOST);
    fake.busy = false;
    wait_state(camera, &inbox, CAMERA_ON);
    camera_close(camera);
    assert_int_equal(fake.streaming, 0);
    assert_true(inbox_has(&inbox, "WS1VVVVVVVVVVVVVVVVV"));
    assert_false(inbox_has(&inbox, "WS1XXXXXXXXXXXXXXXXX")); /* old or broken */
    unlink(in_folder("video0"));
}

/* --- Threads -----------------------------------------------------------------------------------
 */

struct crowd {
    struct camera *camera;
    uint64_t seed;
};

static void *disturb(void *argument)
{
    static const int rounds = 400;
    struct crowd *crowd = argument;
    struct rng rng = rng_seeded(crowd->seed);
    uint8_t *pixels = malloc(WIDTH * HEIGHT);
    int width, height;
    for (int i = 0; i < rounds; i++) {
        switch (rng_below(&rng, 5)) {
        case 0: camera_use(crowd->camera, rng_below(&rng, 3) > 0); break;
        case 1: (void)camera_get_state(crowd->camera); break;
        case 2: (void)camera_get_number(crowd->camera); break;
        case 3: camera_copy(crowd->camera, 200, pixels, WIDTH * HEIGHT, &width, &height); break;
        default: usleep(rng_below(&rng, 3000)); break;
        }
    }
    free(pixels);
    return NULL;
}

static void test_crowd(void **state)
{
    (void)state;
    struct inbox inbox = INBOX;
    char pattern[128];
    write_badge("a.png", "WS1AAAAAAAAAAAAAAAAA");
    STR_FORMAT(pattern, "files:%s/a.png", folder);
    struct camera *camera = open_camera(pattern, &inbox, (struct camera_kernel){0});
    pthread_t threads[3];
    struct crowd crowds[3] = {{camera, 1}, {camera, 2}, {camera, 3}};
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, disturb, &crowds[i]), 0);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    camera_use(camera, true);
    wait_state(camera, &inbox, CAMERA_ON);
    camera_close(camera);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mode),
        cmocka_unit_test(test_format_codes),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_still_pictures_are_not_told),
        cmocka_unit_test(test_show),
        cmocka_unit_test(test_v4l2),
        cmocka_unit_test(test_crowd),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
