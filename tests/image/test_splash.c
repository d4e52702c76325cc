#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/fb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int splash_main(int count, char **words); /* image/init/splash.c */

enum { MARK_SIDE = 96, PAPER = 0xFBF7F0, UPPER = 0x204060, LOWER = 0xC08010, BESIDE = 24 };

static char folder[] = BUILD_FOLDER "/splash-XXXXXX";
static char device[sizeof folder + 16], mark[sizeof folder + 16];
static int width, height, bits;

/* The screen is a file, and this is what its driver says of it. */
int ioctl(int file, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *out = va_arg(arguments, void *);
    va_end(arguments);
    (void)file;
    if (request == FBIOGET_FSCREENINFO) {
        *(struct fb_fix_screeninfo *)out = (struct fb_fix_screeninfo){
            .visual = FB_VISUAL_TRUECOLOR, .line_length = (uint32_t)(width * bits / 8 + BESIDE)};
    } else if (request == FBIOGET_VSCREENINFO) {
        struct fb_var_screeninfo *about = out;
        *about = (struct fb_var_screeninfo){
            .xres = (uint32_t)width, .yres = (uint32_t)height, .bits_per_pixel = (uint32_t)bits};
        about->red = (struct fb_bitfield){bits == 16 ? 11 : 16, bits == 16 ? 5 : 8, 0};
        about->green = (struct fb_bitfield){bits == 16 ? 5 : 8, bits == 16 ? 6 : 8, 0};
        about->blue = (struct fb_bitfield){0, bits == 16 ? 5 : 8, 0};
    } else {
        errno = ENOTTY;
        return -1;
    }
    return 0;
}

static void put_rgb(FILE *file, uint32_t rgb)
{
    fputc((int)(rgb >> 16), file);
    fputc((int)(rgb >> 8 & 255), file);
    fputc((int)(rgb & 255), file);
}

/* Its first row is paper; then one colour above, another below. */
static int make_mark(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(device, sizeof device, "%s/fb0", folder);
    snprintf(mark, sizeof mark, "%s/mark.ppm", folder);
    FILE *file = fopen(mark, "wb");
    fprintf(file, "P6\n%d %d\n255\n", MARK_SIDE, MARK_SIDE);
    for (int i = 0; i < MARK_SIDE * MARK_SIDE; i++)
        put_rgb(file, i < MARK_SIDE ? PAPER : i < MARK_SIDE * MARK_SIDE / 2 ? UPPER : LOWER);
    return fclose(file);
}

static int remove_mark(void **state)
{
    (void)state;
    unlink(device);
    unlink(mark);
    return rmdir(folder);
}

static void screen_new(int w, int h, int depth)
{
    width = w;
    height = h;
    bits = depth;
    int file = open(device, O_CREAT | O_TRUNC | O_RDWR, 0600);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)(w * depth / 8 + BESIDE) * h), 0);
    close(file);
}

static uint32_t pixel(int x, int y)
{
    uint32_t raw = 0;
    int file = open(device, O_RDONLY);
    off_t at = (off_t)(width * bits / 8 + BESIDE) * y + (off_t)x * bits / 8;
    assert_int_equal(pread(file, &raw, (size_t)bits / 8, at), bits / 8);
    close(file);
    return raw;
}

static int draw(const char *picture, char *turn)
{
    return splash_main(4, (char *[]){"splash", (char *)picture, turn, device, NULL});
}

static void the_mark_is_where_the_program_has_it(void **state)
{
    (void)state;
    static const int sizes[][2] = {{800, 480}, {1280, 800}, {1920, 1080}, {480, 800}, {64, 64}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        screen_new(sizes[i][0], sizes[i][1], 32);
        assert_int_equal(draw(mark, "0"), 0);
        int side = (width < height ? width : height) / 3;
        int left = (width - side) / 2, top = (height - side - 2 * (side / 4)) / 2;
        assert_int_equal(pixel(0, 0), PAPER);
        assert_int_equal(pixel(width - 1, height - 1), PAPER);
        assert_int_equal(pixel(left - 1, top + side / 2), PAPER);
        assert_int_equal(pixel(left + side, top + side / 2), PAPER);
        assert_int_equal(pixel(left + side / 2, top + side / 4), UPPER);
        assert_int_equal(pixel(left + side / 2, top + side - 1), LOWER);
        assert_int_equal(pixel(left + side / 2, top + side), PAPER);
    }
}

/* What is above the middle of a picture is where that way of hanging the screen puts it. */
static void the_mark_turns_with_the_screen(void **state)
{
    (void)state;
    static const struct {
        char *turn;
        int x, y; /* from the middle of the screen, to what is above the picture's middle */
    } cases[] = {{"0", 0, -1}, {"90", 1, 0}, {"180", 0, 1}, {"270", -1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        screen_new(800, 480, 32);
        assert_int_equal(draw(mark, cases[i].turn), 0);
        assert_int_equal(pixel(400 + 90 * cases[i].x, 240 + 90 * cases[i].y), UPPER);
        assert_int_equal(pixel(400 + 10 * cases[i].x, 240 + 10 * cases[i].y), LOWER);
        assert_int_equal(pixel(400 - 60 * cases[i].x, 240 - 60 * cases[i].y), PAPER);
    }
}

static void a_screen_of_few_colours_has_it_too(void **state)
{
    (void)state;
    screen_new(640, 480, 16);
    assert_int_equal(draw(mark, "0"), 0);
    assert_int_equal(pixel(0, 0), 0xFFBE);
    assert_int_equal(pixel(320, 240), (0xC0 >> 3) << 11 | (0x80 >> 2) << 5 | 0x10 >> 3);
}

static void without_a_screen_nothing_is_drawn(void **state)
{
    (void)state;
    screen_new(640, 480, 8);
    assert_int_equal(draw(mark, "0"), 0);
    assert_int_equal(pixel(320, 240), 0);
    unlink(device);
    assert_int_equal(draw(mark, "0"), 0);
    assert_int_equal(access(device, F_OK), -1);
}

static void what_is_no_picture_is_refused(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "P6\n", "P6\n2 2\n255\nshort",
        "P6\n3 2\n255\n123456789012345678", "P6\n99999 99999\n255\n", "P6\n-1 -1\n255\n",
        "P5\n1 1\n255\nx"};
    char path[sizeof mark + 16];
    snprintf(path, sizeof path, "%s.bad", mark);
    screen_new(640, 480, 32);
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        FILE *file = fopen(path, "wb");
        fputs(contents[i], file);
        fclose(file);
        assert_int_equal(draw(path, "0"), 1);
    }
    unlink(path);
    assert_int_equal(draw(path, "0"), 1);
    assert_int_equal(pixel(320, 240), 0);
    assert_int_equal(splash_main(1, (char *[]){"splash", NULL}), 2);
}

static bool comes_within(int ms, uint32_t wanted)
{
    for (; ms > 0 && pixel(320, 240) != wanted; ms -= 10)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    return pixel(320, 240) == wanted;
}

static void it_comes_back_when_the_console_wipes_it(void **state)
{
    (void)state;
    screen_new(640, 480, 32);
    pid_t child = fork();
    if (child == 0)
        _exit(splash_main(5, (char *[]){"splash", "--stay", mark, "0", device, NULL}));
    bool is_there = comes_within(20000, LOWER);
    int file = open(device, O_WRONLY);
    static const uint8_t black[640 * 4];
    for (int y = 0; y < 480; y++)
        is_there = is_there && pwrite(file, black, sizeof black, (off_t)y * (640 * 4 + BESIDE)) > 0;
    bool is_back = comes_within(20000, LOWER) && pixel(0, 0) == PAPER;
    int status = 0;
    assert_int_equal(ftruncate(file, 0), 0); /* the display's own driver takes over */
    close(file);
    if (!is_there || !is_back)
        kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(is_there && is_back);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mark_is_where_the_program_has_it),
        cmocka_unit_test(the_mark_turns_with_the_screen),
        cmocka_unit_test(a_screen_of_few_colours_has_it_too),
        cmocka_unit_test(without_a_screen_nothing_is_drawn),
        cmocka_unit_test(what_is_no_picture_is_refused),
        cmocka_unit_test(it_comes_back_when_the_console_wipes_it),
    };
    return cmocka_run_group_tests(tests, make_mark, remove_mark);
}
