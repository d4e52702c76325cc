/* A badge in a frame of the camera to its welcome on the screen: picture file, decoder, commit on
 * disk, frame, present; headless at 1280x800. */
#include "bench.h"
#include "count.h"

#include "../platform/qr_picture.h"
#include <fcntl.h>
#include <stdio.h>
#include <turbojpeg.h>
#include <unistd.h>

enum { STUDENTS = 8, READS = 200, WIDTH = 1280, HEIGHT = 720 };

/* As a webcam of 1280x720 sees a badge at about 25 cm, and sends it. */
static void write_frame(const char *path, int student)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    char text[BADGE_TEXT_SIZE];
    bench_badge(student, text);
    struct qr_look look = {.module_px = 5,
        .roll_degrees = (float)(student * 5 - 17),
        .tilt = 0.1F,
        .blur_passes = 1,
        .noise = 3,
        .seed = (uint64_t)student + 1};
    if (!qr_picture(text, 2, &look, WIDTH, HEIGHT, pixels))
        bench_die("the badge does not fit its code", NULL);
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    tjhandle packer = tjInitCompress();
    FILE *file = fopen(path, "wb");
    if (packer == NULL || file == NULL ||
        tjCompress2(
            packer, pixels, WIDTH, 0, HEIGHT, TJPF_GRAY, &bytes, &size, TJSAMP_GRAY, 80, 0) != 0 ||
        fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        bench_die("a frame cannot be written", NULL);
    tjFree(bytes);
    tjDestroy(packer);
}

struct samples {
    double all[READS], look[READS], processor[READS];
};

static void read_badge(struct app *app, const char *file, struct samples *out, int i)
{
    struct error error = {0};
    uint32_t shown = app->presented;
    double processor = bench_cpu_ms(), began = bench_now_ms();
    if (!platform_show_camera(app->platform, file, &error))
        bench_die(file, &error);
    out->look[i] = bench_now_ms() - began;
    app_turn(app, INT64_MIN);
    out->all[i] = bench_now_ms() - began;
    out->processor[i] = bench_cpu_ms() - processor;
    if (app->top != SCREEN_WELCOME || app->presented == shown)
        bench_die("the badge did not lead to a welcome", NULL);
    app_sign_out(app, END_DONE);
    app_settle(app);
}

/* What a commit costs at least on this disk now. */
static void measure_baseline(const char *folder)
{
    static double samples[READS];
    char path[BENCH_PATH_SIZE + 32], block[4096] = {1};
    snprintf(path, sizeof path, "%s/sync", folder);
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    for (int i = 0; i < READS; i++) {
        double began = bench_now_ms();
        if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0)
            bench_die("the disk does not sync", NULL);
        samples[i] = bench_now_ms() - began;
    }
    close(file);
    bench_row("baseline: 4 KiB written and synced, median", bench_quantile(samples, READS, 0.5),
        "ms", NO_TARGET);
}

int main(void)
{
    char folder[BENCH_PATH_SIZE], files[STUDENTS][BENCH_PATH_SIZE + 32];
    static struct samples samples;
    struct moment now = bench_morning();
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    measure_baseline(folder);
    for (int i = 0; i < STUDENTS; i++) {
        snprintf(files[i], sizeof files[i], "%s/frame-%d.jpg", folder, i);
        write_frame(files[i], i);
    }
    struct app *app = bench_open_app(folder, false, "none");
    app_settle(app);
    struct counts before = counts_now();
    for (int i = 0; i < READS; i++)
        read_badge(app, files[i % STUDENTS], &samples, i);
    struct counts counts = counts_since(&before);
    bench_row("badge in a frame to welcome presented, median",
        bench_quantile(samples.all, READS, 0.5), "ms", 60);
    bench_row("badge to welcome, p95", bench_quantile(samples.all, READS, 0.95), "ms", NO_TARGET);
    bench_row("badge to welcome, processor time, median",
        bench_quantile(samples.processor, READS, 0.5), "ms", NO_TARGET);
    bench_row("badge to welcome, of it reading the frame, median",
        bench_quantile(samples.look, READS, 0.5), "ms", NO_TARGET);
    bench_row("syncs of the log a visit begun and ended (2, and checkpoints)",
        (double)counts.wal_syncs / READS, "", 2.1);
    bench_close_app(app);
    return 0;
}
