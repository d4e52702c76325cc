/* The first picture of a machine that starts, long before the program's own: our mark in the middle
 * of the kernel's framebuffer, where app/splash.c has it.
 *
 *   splash PICTURE [TURN [DEVICE]]          once; without a framebuffer nothing
 *   splash --stay PICTURE [TURN [DEVICE]]   again whenever the console wipes it, for 10 minutes
 *
 * PICTURE: a square one, PPM (P6), whose first pixel is the colour around it. TURN: how the screen
 * hangs, 0, 90, 180 or 270 as in waystation.ini's `display`. Status 0: drawn, or nothing to draw
 * on; 1: no such picture; 2: wrong words. */
#include "platform/turn.h"

#include <fcntl.h>
#include <linux/fb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { SIDE_MAX = 4096, PROBE = 64, PAUSE_MS = 100, STAYS_MS = 600000 };

struct picture {
    int side;
    uint8_t *rgb;
};

struct screen {
    int file;
    struct fb_var_screeninfo about;
    size_t pitch, start, bytes_per_pixel;
};

static bool read_picture(const char *path, struct picture *out)
{
    int width, height, most;
    FILE *file = fopen(path, "rb");
    *out = (struct picture){0};
    if (!file)
        return false;
    bool ok = fscanf(file, "P6 %d %d %d", &width, &height, &most) == 3 && width == height &&
              width > 0 && width <= SIDE_MAX && most == 255 && fgetc(file) == '\n';
    size_t size = ok ? (size_t)width * (size_t)width * 3 : 0;
    *out = (struct picture){.side = ok ? width : 0, .rgb = ok ? malloc(size) : NULL};
    ok = out->rgb && fread(out->rgb, 1, size, file) == size;
    fclose(file);
    return ok;
}

static bool open_screen(const char *device, struct screen *out)
{
    struct fb_fix_screeninfo fixed;
    out->file = open(device, O_RDWR | O_CLOEXEC);
    if (out->file < 0 || ioctl(out->file, FBIOGET_FSCREENINFO, &fixed) != 0 ||
        ioctl(out->file, FBIOGET_VSCREENINFO, &out->about) != 0)
        return false;
    out->bytes_per_pixel = out->about.bits_per_pixel / 8;
    out->pitch = fixed.line_length;
    out->start = out->about.yoffset * out->pitch + out->about.xoffset * out->bytes_per_pixel;
    return fixed.visual == FB_VISUAL_TRUECOLOR && out->bytes_per_pixel >= 2 &&
           out->bytes_per_pixel <= 4 && out->about.red.length <= 8 &&
           out->about.green.length <= 8 && out->about.blue.length <= 8 &&
           out->about.xres >= PROBE && out->about.yres >= PROBE &&
           out->pitch >= out->about.xres * out->bytes_per_pixel;
}

static uint32_t field(struct fb_bitfield where, uint32_t value)
{
    return value >> (8 - where.length) << where.offset;
}

static void put(const struct screen *screen, uint8_t *at, const uint32_t rgb[static 3])
{
    uint32_t pixel = field(screen->about.red, rgb[0]) | field(screen->about.green, rgb[1]) |
                     field(screen->about.blue, rgb[2]);
    memcpy(at, &pixel, screen->bytes_per_pixel); /* every machine of ours has its low byte first */
}

/* The mean of what lies under one pixel of a picture `side` wide. */
static void sample(const struct picture *picture, int side, int x, int y, uint32_t rgb[static 3])
{
    int left = x * picture->side / side, right = (x + 1) * picture->side / side;
    int top = y * picture->side / side, bottom = (y + 1) * picture->side / side;
    uint32_t count = 0;
    memset(rgb, 0, 3 * sizeof rgb[0]);
    for (int v = top; v < bottom || v == top; v++)
        for (int u = left; u < right || u == left; u++, count++)
            for (int i = 0; i < 3; i++)
                rgb[i] +=
                    picture->rgb[((size_t)v * (size_t)picture->side + (size_t)u) * 3 + (size_t)i];
    for (int i = 0; i < 3; i++)
        rgb[i] = (rgb[i] + count / 2) / count;
}

/* What the screen has to show, as its memory is laid out; NULL without memory. */
static uint8_t *compose(const struct screen *screen, const struct picture *picture, enum turn turn)
{
    int width = (int)screen->about.xres, height = (int)screen->about.yres;
    int seen_w = width, seen_h = height, side = (width < height ? width : height) / 3;
    turn_size(turn, &seen_w, &seen_h);
    int left = (seen_w - side) / 2, top = (seen_h - side - 2 * (side / 4)) / 2;
    uint8_t *pixels = calloc((size_t)height, screen->pitch);
    for (int y = 0; pixels && y < height; y++)
        for (int x = 0; x < width; x++) {
            float u = (float)x, v = (float)y;
            turn_point(turn, width, height, &u, &v);
            int across = (int)u - left, down = (int)v - top;
            uint32_t rgb[3] = {picture->rgb[0], picture->rgb[1], picture->rgb[2]};
            if (across >= 0 && across < side && down >= 0 && down < side)
                sample(picture, side, across, down, rgb);
            put(screen, pixels + (size_t)y * screen->pitch + (size_t)x * screen->bytes_per_pixel,
                rgb);
        }
    return pixels;
}

/* false: the device is gone, as when the display's own driver takes over. */
static bool show(const struct screen *screen, const uint8_t *pixels)
{
    size_t size = screen->about.yres * screen->pitch;
    for (size_t done = 0; done < size;) {
        ssize_t wrote =
            pwrite(screen->file, pixels + done, size - done, (off_t)(screen->start + done));
        if (wrote <= 0)
            return done + screen->pitch > size; /* a panned screen may end with its last pixel */
        done += (size_t)wrote;
    }
    return true;
}

/* Draws again what is not as it was in the middle. */
static bool mend(const struct screen *screen, const uint8_t *pixels)
{
    uint8_t seen[PROBE];
    size_t at =
        screen->about.yres / 2 * screen->pitch + screen->about.xres / 2 * screen->bytes_per_pixel;
    if (pread(screen->file, seen, sizeof seen, (off_t)(screen->start + at)) != sizeof seen)
        return false;
    return memcmp(seen, pixels + at, sizeof seen) == 0 || show(screen, pixels);
}

static void draw(
    const struct screen *screen, const struct picture *picture, enum turn turn, bool stays)
{
    uint8_t *pixels = compose(screen, picture, turn);
    bool ok = pixels && show(screen, pixels);
    for (int ms = 0; ok && stays && ms < STAYS_MS; ms += PAUSE_MS) {
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
        ok = mend(screen, pixels);
    }
    free(pixels);
}

int main(int count, char **words)
{
    bool stays = count > 1 && strcmp(words[1], "--stay") == 0;
    char **rest = words + 1 + stays;
    int left = count - 1 - stays;
    struct picture picture;
    struct screen screen;
    if (left < 1 || left > 3) {
        fprintf(stderr, "usage: splash [--stay] PICTURE [TURN [DEVICE]]\n");
        return 2;
    }
    bool ok = read_picture(rest[0], &picture);
    if (!ok)
        fprintf(stderr, "splash: %s is no square picture\n", rest[0]);
    else if (open_screen(left > 2 ? rest[2] : "/dev/fb0", &screen))
        draw(&screen, &picture, left > 1 ? (enum turn)atoi(rest[1]) : TURN_NONE, stays);
    if (ok && screen.file >= 0)
        close(screen.file);
    free(picture.rgb);
    return ok ? 0 : 1;
}
