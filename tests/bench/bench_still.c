/* What a station does when nobody does anything, in a window (run it under Xvfb):
 *   bench_still [SECONDS]         camera off: presents and wake-ups of the check-in screen
 *   bench_still --camera [SECONDS] a camera that always has a picture: decodes and processor time
 */
#define _DEFAULT_SOURCE
#include "bench.h"
#include "count.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static int64_t wakes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_nvcsw; /* of all threads: each is a wait that ended */
}

static void run_for(struct app *app, double seconds)
{
    int64_t until = platform_now(app->platform).mono_ms + (int64_t)(seconds * 1000);
    while (platform_now(app->platform).mono_ms < until)
        app_turn(app, until);
}

/* While a rotation runs the screen says how many minutes are left: that is no still screen. */
static void measure_still(const char *folder, double seconds, const char *name, bool still)
{
    char row[96];
    struct app *app = bench_open_app(folder, true, "none");
    run_for(app, 4); /* first frame, window events, the pause after a touch */
    struct counts before = counts_now();
    int64_t woken = wakes();
    double processor = bench_cpu_ms();
    run_for(app, seconds);
    struct counts counts = counts_since(&before);
    printf("# video driver %s, %g s\n", SDL_GetCurrentVideoDriver(), seconds);
    snprintf(row, sizeof row, "%s: presents a minute", name);
    bench_row(row, (double)counts.presents * 60 / seconds, "", still ? 0 : NO_TARGET);
    snprintf(row, sizeof row, "%s: wake-ups of the process a minute", name);
    bench_row(row, (double)(wakes() - woken) * 60 / seconds, "", still ? 3 : NO_TARGET);
    snprintf(row, sizeof row, "%s: processor time a minute", name);
    bench_row(row, (bench_cpu_ms() - processor) * 60 / seconds, "ms", NO_TARGET);
    bench_close_app(app);
}

/* A textured grey picture of 1280x720 without a code: the decoder's dear case. */
static void write_room(const char *path)
{
    enum { WIDTH = 1280, HEIGHT = 720 };
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        bench_die("a frame cannot be written", NULL);
    fprintf(file, "P5\n%d %d\n255\n", WIDTH, HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            fputc(90 + (x / 7 * 31 + y / 5 * 17) % 60 + (x * 7 + y * 13) % 23, file);
    fclose(file);
}

static void measure_camera(const char *folder, double seconds)
{
    char path[BENCH_PATH_SIZE + 32], source[BENCH_PATH_SIZE + 40];
    snprintf(path, sizeof path, "%s/room.pgm", folder);
    snprintf(source, sizeof source, "files:%s", path);
    write_room(path);
    struct app *app = bench_open_app(folder, true, source);
    run_for(app, 3);
    if (app->session.eye != EYE_OPEN)
        bench_die("the camera of files does not start", NULL);
    struct counts before = counts_now();
    double processor = bench_cpu_ms(), thread = bench_thread_ms();
    run_for(app, seconds);
    processor = (bench_cpu_ms() - processor) / seconds;
    thread = (bench_thread_ms() - thread) / seconds;
    struct counts counts = counts_since(&before);
    double looks = (double)counts.looks_us / 1000 / seconds;
    double files = (double)counts.source_us / 1000 / seconds;
    bench_row("camera: decodes a second", (double)counts.looks / seconds, "", 10);
    bench_row("camera: decoder, processor time a second", looks, "ms", NO_TARGET);
    bench_row("camera: presents a second", (double)counts.presents / seconds, "", NO_TARGET);
    bench_row("camera: reading picture files in its place", files, "ms", NO_TARGET);
    bench_row("camera: preview and screen, processor time a second", thread, "ms", NO_TARGET);
    bench_row("camera: all processor time a second", processor, "ms", NO_TARGET);
    bench_row("camera: beyond decoder and files, of the decoder's own",
        (processor - looks - files) / looks * 100, "%", 20);
    bench_close_app(app);
}

int main(int count, char **arguments)
{
    char folder[BENCH_PATH_SIZE], data[BENCH_PATH_SIZE + 8];
    struct moment now = bench_real_time();
    bool camera = count > 1 && strcmp(arguments[1], "--camera") == 0;
    double seconds = camera ? 20 : 60;
    if (count > 1 + camera)
        seconds = strtod(arguments[1 + camera], NULL);
    bench_folder(folder);
    snprintf(data, sizeof data, "%s/over", folder);
    bench_fill(data, &now, BENCH_OVER_MS);
    if (camera) {
        measure_camera(data, seconds);
        return 0;
    }
    measure_still(data, seconds, "still screen", true);
    snprintf(data, sizeof data, "%s/running", folder);
    bench_fill(data, &now, BENCH_SECOND_ROUND_MS);
    measure_still(data, seconds, "check-in in a rotation", false);
    return 0;
}
