/* What a station does when nobody does anything, in a window (run it under Xvfb):
 *   bench_still [SECONDS]         camera off: presents and wake-ups of the check-in screen
 *   bench_still --camera [SECONDS] a camera: decodes and processor time, while nothing moves
 *                               in front of it and while a card does
 */
#define _DEFAULT_SOURCE
#include "bench.h"
#include "count.h"

#include "base/rng.h"
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
    struct moment now = platform_now(app->platform);
    int slices =
        1; /* a backup and what is too old, once a day in small slices: not of every minute */
    while (records_tend(&app->records, &now, false))
        slices++;
    if (still)
        bench_row("the day's chores at a quiet moment: slices", slices, "", NO_TARGET);
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

enum { ROOM_WIDTH = 1280, ROOM_HEIGHT = 720, ROOMS = 12 };

/* A card of black and white squares, as large as a badge held near. */
static bool is_on_card(int x, int y, int left, int *shade)
{
    enum { TOP = 200, SIDE = 260, SQUARE = 20 };
    int u = x - left, v = y - TOP;
    *shade = (u / SQUARE * 7 + v / SQUARE * 5 + u * v / 900) % 2 == 0 ? 30 : 220;
    return u >= 0 && v >= 0 && u < SIDE && v < SIDE;
}

/* Textured grey pictures of 1280x720 without a code, the decoder's dear case, with the noise of a
 * sensor; `moving`: a card goes from side to side in them. */
static void write_rooms(const char *folder, bool moving)
{
    static uint8_t pixels[ROOM_WIDTH * ROOM_HEIGHT];
    struct rng rng = rng_seeded(1);
    for (int room = 0; room < ROOMS; room++) {
        char path[BENCH_PATH_SIZE + 32];
        int shade, left = 300 + 40 * (room <= ROOMS / 2 ? room : ROOMS - room);
        for (int y = 0; y < ROOM_HEIGHT; y++)
            for (int x = 0; x < ROOM_WIDTH; x++) {
                if (!moving || !is_on_card(x, y, left, &shade))
                    shade = 90 + (x / 7 * 31 + y / 5 * 17) % 60 + (x * 7 + y * 13) % 23;
                int noise = (int)rng_below(&rng, 9) + (int)rng_below(&rng, 9) - 8;
                pixels[y * ROOM_WIDTH + x] = (uint8_t)CLAMP(shade + noise, 0, 255);
            }
        snprintf(path, sizeof path, "%s/room%02d.pgm", folder, room);
        FILE *file = fopen(path, "wb");
        if (file == NULL)
            bench_die("a frame cannot be written", NULL);
        fprintf(file, "P5\n%d %d\n255\n", (int)ROOM_WIDTH, (int)ROOM_HEIGHT);
        if (fwrite(pixels, sizeof pixels, 1, file) != 1)
            bench_die("a frame cannot be written", NULL);
        fclose(file);
    }
}

static void camera_row(
    const char *name, const char *what, double value, const char *unit, double target)
{
    char row[96];
    snprintf(row, sizeof row, "%s: %s", name, what);
    bench_row(row, value, unit, target);
}

static void measure_camera(const char *folder, double seconds, const char *name, bool moving)
{
    char source[BENCH_PATH_SIZE + 40];
    snprintf(source, sizeof source, "files:%s/room*.pgm", folder);
    write_rooms(folder, moving);
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
    camera_row(name, "decodes a second", (double)counts.looks / seconds, "", 10);
    camera_row(name, "decoder, processor time a second", looks, "ms", NO_TARGET);
    camera_row(name, "presents a second", (double)counts.presents / seconds, "", NO_TARGET);
    camera_row(name, "reading picture files in its place", files, "ms", NO_TARGET);
    camera_row(name, "preview and screen, processor time a second", thread, "ms", NO_TARGET);
    camera_row(name, "all processor time a second", processor, "ms", NO_TARGET);
    camera_row(name, "beyond decoder and files, of the decoder's own",
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
        measure_camera(data, seconds, "camera on an empty chair", false);
        measure_camera(data, seconds, "camera on a moving card", true);
        return 0;
    }
    measure_still(data, seconds, "still screen", true);
    snprintf(data, sizeof data, "%s/running", folder);
    bench_fill(data, &now, BENCH_SECOND_ROUND_MS);
    measure_still(data, seconds, "check-in in a rotation", false);
    return 0;
}
