/* One frame of the fullest screens: building and hashing its draw list, and presenting it. All in
 * processor time of the one thread that does it, which other programs do not lengthen as much. */
#include "bench.h"
#include "count.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 2000, PRESENTS = 200 };

static uint64_t build(struct app *app)
{
    int width, height;
    app->frame_due = true;
    app_frame(app);
    platform_size(app->platform, &width, &height);
    return draw_list_hash(ui_draw_list(app->ui), width, height);
}

static void name_row(char out[static 80], const char *screen, const char *what)
{
    snprintf(out, 80, "%s: %s", screen, what);
}

static void present(struct app *app, const struct draw_list *list, double out[static PRESENTS])
{
    for (int i = 0; i < PRESENTS; i++) {
        double began = bench_thread_ms();
        platform_present(app->platform, list);
        out[i] = bench_thread_ms() - began;
    }
}

/* Where the time of a present goes: the list with one kind of command only, less an empty list. */
static void measure_kinds(struct app *app, const char *screen)
{
    static const char *const kinds[] = {[DRAW_FILL] = "fills",
        [DRAW_RING] = "rings",
        [DRAW_SHADOW] = "shadows",
        [DRAW_ARC] = "arcs",
        [DRAW_TEXT] = "texts",
        [DRAW_QR] = "codes",
        [DRAW_CAMERA] = "camera",
        [DRAW_IMAGE] = "images"};
    static struct draw_command commands[UI_COMMAND_MAX];
    const struct draw_list *list = ui_draw_list(app->ui);
    struct draw_list some = *list;
    char name[80], what[40];
    some.commands = commands;
    some.count = 0;
    static double samples[PRESENTS];
    present(app, &some, samples);
    double empty = bench_quantile(samples, PRESENTS, 0.5);
    name_row(name, screen, "of the present: clearing");
    bench_row(name, empty, "ms", NO_TARGET);
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
        some.count = 0;
        for (int i = 0; i < list->count; i++)
            if (list->commands[i].kind == kind)
                commands[some.count++] = list->commands[i];
        if (some.count == 0)
            continue;
        snprintf(what, sizeof what, "of the present: %d %s", some.count, kinds[kind]);
        name_row(name, screen, what);
        present(app, &some, samples);
        bench_row(name, bench_quantile(samples, PRESENTS, 0.5) - empty, "ms", NO_TARGET);
    }
}

static void measure(struct app *app, const char *screen)
{
    static double samples[FRAMES];
    char name[80];
    app_settle(app);
    uint64_t hash = build(app);
    struct counts before = counts_now();
    for (int i = 0; i < FRAMES; i++) {
        double began = bench_thread_ms();
        if (build(app) != hash)
            bench_die("the screen changes by itself", NULL);
        samples[i] = (bench_thread_ms() - began) * 1e3;
    }
    struct counts counts = counts_since(&before);
    name_row(name, screen, "draw list built and hashed, median");
    bench_row(name, bench_quantile(samples, FRAMES, 0.5), "us", 300);
    name_row(name, screen, "draw list built and hashed, p95");
    bench_row(name, bench_quantile(samples, FRAMES, 0.95), "us", NO_TARGET);
    name_row(name, screen, "allocations in 2000 unchanged frames");
    bench_row(name, (double)counts.allocations, "", 0);
    name_row(name, screen, "texts measured or drawn in them");
    bench_row(name, (double)(counts.rasterised + counts.measured), "", 0);
    present(app, ui_draw_list(app->ui), samples);
    name_row(name, screen, "full present 1280x800, software, median");
    bench_row(name, bench_quantile(samples, PRESENTS, 0.5), "ms", 8);
    name_row(name, screen, "full present, p95");
    bench_row(name, bench_quantile(samples, PRESENTS, 0.95), "ms", NO_TARGET);
    if (getenv("WAYSTATION_BENCH_KINDS") != NULL)
        measure_kinds(app, screen);
}

/* What any renderer has to do at least, on this machine now: move one screen of pixels. */
static void measure_baseline(void)
{
    enum { BYTES = 1280 * 800 * 4 };
    static double samples[PRESENTS];
    uint8_t *from = calloc(1, BYTES), *to = calloc(1, BYTES);
    if (from == NULL || to == NULL)
        bench_die("memory for two screens", NULL);
    for (int i = 0; i < PRESENTS; i++) {
        memset(from, i, BYTES);
        double began = bench_thread_ms();
        memcpy(to, from, BYTES);
        samples[i] = bench_thread_ms() - began;
        if (to[BYTES / 2] != (uint8_t)i)
            bench_die("the copy is not one", NULL);
    }
    bench_row("baseline: one screen of pixels copied, median",
        bench_quantile(samples, PRESENTS, 0.5), "ms", NO_TARGET);
    free(from);
    free(to);
}

int main(void)
{
    char folder[BENCH_PATH_SIZE];
    struct moment now = bench_morning();
    measure_baseline();
    bench_folder(folder);
    bench_fill(folder, &now, BENCH_SECOND_ROUND_MS);
    struct app *app = bench_open_app(folder, false, "none");
    app_settle(app);
    measure(app, "check-in");
    bench_go_home(app);
    measure(app, "home");
    bench_go_ticket(app);
    bench_tap(app, "I’m not sure yet");
    bench_tap(app, "Next");
    measure(app, "exit ticket");
    bench_tap(app, "Back");
    bench_tap(app, "Back");
    bench_go_reflect(app);
    measure(app, "reflection");
    bench_close_app(app);
    return 0;
}
