#define LOG_MODULE "app"
#include "refusal.h"

#include "base/log.h"
#include "base/str.h"
#include "translation.h"

enum {
    SHOWN_MS = 60 * 1000,
    ARENA_CAPACITY = 64 * 1024 * 1024,
    FRAME_CAPACITY = 32 * 1024 * 1024,
};

/* As the screens say it (screens/parts.c): it is in every catalogue. */
static const char *const ask = "This station cannot save right now. Please tell your teacher.";

void refusal_frame(struct ui *ui, const char *const asks[static REFUSAL_LANGUAGES], const char *why)
{
    bool small = ui_is_small(ui);
    struct rect canvas = ui_canvas(ui);
    struct rect page = rect_inset(canvas, small ? 26 : 40, small ? 18 : 28);
    struct rect box = rect_center(page, MIN(page.w, 1000), MIN(page.h, small ? 600 : 720));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, small ? 28 : 48, small ? 20 : 36);
    ui_icon(ui, rect_cut_top(&inside, small ? 64 : 100), "🧰", small ? 56 : 88, 0);
    rect_cut_top(&inside, 12);
    for (int i = 0; i < REFUSAL_LANGUAGES; i++) {
        struct text_look look = {.size = i == 0 ? 28 : 24, .align = ALIGN_CENTER, .lines = 2};
        if (asks[i] == NULL)
            continue;
        struct rect line =
            rect_cut_top(&inside, MIN(ui_text_height(ui, look, inside.w, asks[i]) + 6, inside.h));
        if (i == 0)
            ui_heading(ui, line, look, asks[i]);
        else
            ui_text(ui, line, look, asks[i]);
    }
    rect_cut_top(&inside, small ? 10 : 20);
    ui_text(ui, inside, (struct text_look){.size = 22, .line_height = 1.35f}, why);
}

struct refusal {
    struct arena arena, frame;
    struct platform *platform;
    struct ui *ui;
    struct catalog catalogs[REFUSAL_LANGUAGES];
    const char *asks[REFUSAL_LANGUAGES];
};

/* The class, and so its languages, is not known: each of ours says it. */
static void translate(struct refusal *refusal)
{
    static const char *const languages[REFUSAL_LANGUAGES] = {"en", "es", "fr", "ar"};
    char assets[4096];
    refusal->asks[0] = ask;
    if (!platform_find_assets(assets, sizeof assets))
        return;
    for (int i = 1; i < REFUSAL_LANGUAGES; i++) {
        struct error error = {0};
        if (translation_load(&refusal->catalogs[i], assets, languages[i], &refusal->arena, &error))
            refusal->asks[i] = catalog_text(&refusal->catalogs[i], ask);
    }
}

static bool open_window(
    struct refusal *refusal, const struct app_options *options, struct error *error)
{
    struct platform_options platform = {.fullscreen = options->fullscreen,
        .width = options->width,
        .height = options->height,
        .turn = options->turn,
        .camera = "none"};
    return arena_open(&refusal->arena, ARENA_CAPACITY, error) &&
           arena_open(&refusal->frame, FRAME_CAPACITY, error) &&
           (refusal->platform != NULL || platform_open(&refusal->platform, &platform, error)) &&
           ui_open(&refusal->ui, &refusal->arena, platform_text(refusal->platform), error);
}

static void draw(struct refusal *refusal, const struct error *why)
{
    struct ui_setting setting = {
        .language = "en", .text_scale = 1, .now_ms = platform_now(refusal->platform).mono_ms};
    platform_size(refusal->platform, &setting.width, &setting.height);
    do {
        arena_reset(&refusal->frame);
        ui_begin(refusal->ui, &setting, &refusal->frame);
        refusal_frame(refusal->ui, refusal->asks, why->text);
    } while (ui_end(refusal->ui));
    platform_present(refusal->platform, ui_draw_list(refusal->ui));
}

static bool is_end(const struct input *input)
{
    return input->kind == INPUT_QUIT;
}

static void stay(struct refusal *refusal, const struct error *why)
{
    int64_t until_ms = platform_now(refusal->platform).mono_ms + SHOWN_MS;
    bool ended = false;
    while (!ended && platform_now(refusal->platform).mono_ms < until_ms) {
        struct input input;
        draw(refusal, why);
        ended = platform_wait(refusal->platform, until_ms, &input) && is_end(&input);
    }
}

void refusal_show(
    const struct app_options *options, struct platform *platform, const struct error *why)
{
    struct refusal refusal = {.platform = platform};
    struct error error = {0};
    if (open_window(&refusal, options, &error)) {
        translate(&refusal);
        platform_tell(refusal.platform, why->text);
        stay(&refusal, why);
    } else {
        log_warning("why the station did not start is not shown: %s", error.text);
    }
    platform_close(refusal.platform);
    arena_close(&refusal.frame);
    arena_close(&refusal.arena);
}
