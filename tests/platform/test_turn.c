/* Screens that hang turned: what is drawn where, and what a finger touches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "platform/picture.h"
#include "platform/platform.h"
#include "platform/render.h"
#include "platform/renderer.h"
#include "platform/turn.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 320, HEIGHT = 200, BACK = 0x102030FF };

static const enum turn turns[] = {TURN_NONE, TURN_RIGHT, TURN_OVER, TURN_LEFT};

static int camera_shade = 200;

static bool copy_frame(
    void *context, int max_width, uint8_t *pixels, size_t max_size, int *width, int *height)
{
    (void)context;
    *width = MIN(max_width, 64);
    *height = 48;
    assert_true((size_t)(*width * *height) <= max_size);
    for (int y = 0; y < *height; y++)
        for (int x = 0; x < *width; x++)
            pixels[y * *width + x] = (uint8_t)(camera_shade - x - y);
    return true;
}

static void test_points(void **state)
{
    (void)state;
    /* The corners of a 320 x 200 panel: left top, right top, right bottom. */
    static const struct {
        enum turn turn;
        float at[3][2];
    } cases[] = {{TURN_NONE, {{0, 0}, {319, 0}, {319, 199}}},
        {TURN_RIGHT, {{0, 319}, {0, 0}, {199, 0}}}, {TURN_OVER, {{319, 199}, {0, 199}, {0, 0}}},
        {TURN_LEFT, {{199, 0}, {199, 319}, {0, 319}}}};
    static const float corners[3][2] = {{0, 0}, {319, 0}, {319, 199}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (int corner = 0; corner < 3; corner++) {
            float x = corners[corner][0], y = corners[corner][1];
            turn_point(cases[i].turn, WIDTH, HEIGHT, &x, &y);
            assert_int_equal(x, cases[i].at[corner][0]);
            assert_int_equal(y, cases[i].at[corner][1]);
            turn_point_back(cases[i].turn, WIDTH, HEIGHT, &x, &y);
            assert_int_equal(x, corners[corner][0]);
            assert_int_equal(y, corners[corner][1]);
        }
    static const int wrong[] = {-90, 1, 45, 91, 360};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(turn_is_one(wrong[i]));
}

/* --- Pixels -------------------------------------------------------------------------------- */

struct panel {
    SDL_Surface *surface;
    SDL_Renderer *target;
    struct text *text;
    struct render *render;
};

static void open_panel(struct panel *panel, int width, int height, enum turn turn)
{
    struct error error = {0};
    struct mirror_source camera = {.copy = copy_frame};
    panel->surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
    panel->target = SDL_CreateSoftwareRenderer(panel->surface);
    assert_non_null(panel->target);
    assert_true(text_open(&panel->text, "/usr/share", &error));
    assert_true(render_open(&panel->render, panel->target, panel->text, camera, &error));
    render_turn(panel->render, turn);
}

static void close_panel(struct panel *panel)
{
    render_close(panel->render);
    text_close(panel->text);
    SDL_DestroyRenderer(panel->target);
    SDL_FreeSurface(panel->surface);
}

static uint32_t pixel_at(const struct panel *panel, int x, int y)
{
    const uint8_t *row =
        (const uint8_t *)panel->surface->pixels + (ptrdiff_t)y * panel->surface->pitch;
    return ((const uint32_t *)(const void *)row)[x] & 0xFFFFFF;
}

static struct draw_list make_list(struct arena *arena, int w, int h, uint32_t camera_frame)
{
    struct draw_list list;
    arena_reset(arena);
    assert_true(draw_list_open(&list, arena, 16));
    list.background = BACK;
    list.camera_frame = camera_frame;
    draw_add(&list, DRAW_FILL, 0, 0, 30, 12, 0xFF0000FF);
    draw_add(&list, DRAW_FILL, w - 9, h - 21, 9, 21, 0x00FF00FF);
    draw_add(&list, DRAW_RING, 40, 30, 60, 40, 0x3366FFFF)->radius = 12;
    draw_add(&list, DRAW_CAMERA, 20, 90, 64, 48, 0)->radius = 8;
    struct draw_command *line = draw_add(&list, DRAW_TEXT, 30, 50, 100, 30, 0xFFFFFFFF);
    line->font = FONT_SHOW;
    line->size = 24;
    line->text = "Turned";
    line->text_length = 6;
    return list;
}

/* The turned panel shows what the upright one does, pixel by pixel. */
static void compare(const struct panel *upright, const struct panel *turned, enum turn turn)
{
    for (int y = 0; y < upright->surface->h; y++)
        for (int x = 0; x < upright->surface->w; x++) {
            float at_x = (float)x, at_y = (float)y;
            turn_point_back(turn, turned->surface->w, turned->surface->h, &at_x, &at_y);
            uint32_t wanted = pixel_at(upright, x, y), is = pixel_at(turned, (int)at_x, (int)at_y);
            if (wanted != is)
                fail_msg("turned by %d, %d, %d is %06x instead of %06x", turn, x, y, is, wanted);
        }
}

static void test_every_pixel_is_turned(void **state)
{
    (void)state;
    struct arena arena;
    struct error error = {0};
    assert_true(arena_open(&arena, 1 << 16, &error));
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        struct panel upright, turned;
        int w = WIDTH, h = HEIGHT;
        turn_size(turns[i], &w, &h);
        open_panel(&upright, w, h, TURN_NONE);
        open_panel(&turned, WIDTH, HEIGHT, turns[i]);
        camera_shade = 200;
        for (uint32_t frame = 1; frame <= 3; frame++, camera_shade -= 30) { /* parts from 2 on */
            struct draw_list list = make_list(&arena, w, h, frame);
            render_present(upright.render, &list);
            render_present(turned.render, &list);
            compare(&upright, &turned, turns[i]);
        }
        struct draw_list still = make_list(&arena, w, h, 0);
        render_present(upright.render, &still);
        render_present(turned.render, &still);
        compare(&upright, &turned, turns[i]);
        close_panel(&upright);
        close_panel(&turned);
    }
    arena_close(&arena);
}

static long size_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    return size;
}

/* A reader of a shot does not turn his head. */
static void test_shots_are_upright(void **state)
{
    (void)state;
    struct arena arena;
    struct error error = {0};
    char path[2][32] = {"/tmp/waystation-shot-XXXXXX", "/tmp/waystation-shot-XXXXXX"};
    assert_true(arena_open(&arena, 1 << 16, &error));
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        int w = WIDTH, h = HEIGHT, files[2];
        turn_size(turns[i], &w, &h);
        struct draw_list list = make_list(&arena, w, h, 0);
        for (int k = 0; k < 2; k++) {
            struct panel panel;
            strcpy(path[k], "/tmp/waystation-shot-XXXXXX");
            files[k] = mkstemp(path[k]);
            assert_true(files[k] >= 0);
            close(files[k]);
            open_panel(
                &panel, k == 0 ? w : WIDTH, k == 0 ? h : HEIGHT, k == 0 ? TURN_NONE : turns[i]);
            render_draw(panel.render, &list);
            assert_true(render_save(panel.render, path[k], &error));
            close_panel(&panel);
        }
        const char *bytes[2];
        size_t sizes[2];
        for (int k = 0; k < 2; k++)
            assert_true(
                file_read(path[k], (size_t)size_of(path[k]), &arena, &bytes[k], &sizes[k], &error));
        assert_int_equal(sizes[0], sizes[1]);
        assert_memory_equal(bytes[0], bytes[1], sizes[0]);
        unlink(path[0]);
        unlink(path[1]);
    }
    arena_close(&arena);
}

/* --- Input --------------------------------------------------------------------------------- */

static struct input next(struct platform *platform)
{
    struct input input;
    do
        assert_true(platform_wait(platform, platform_now(platform).mono_ms + 5000, &input));
    while (input.kind == INPUT_RESIZE || input.kind == INPUT_DISPLAY);
    return input;
}

static void test_fingers_touch_what_they_see(void **state)
{
    (void)state;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        struct platform *platform;
        struct error error = {0};
        struct platform_options options = {.width = 640,
            .height = 400,
            .turn = turns[i],
            .camera = "none",
            .mute = true,
            .displays = "/nowhere"};
        int width, height, wanted_w = 640, wanted_h = 400;
        assert_true(platform_open(&platform, &options, &error));
        platform_size(platform, &width, &height);
        turn_size(turns[i], &wanted_w, &wanted_h);
        assert_int_equal(width, wanted_w);
        assert_int_equal(height, wanted_h);
        float x = 30, y = 90; /* of the picture */
        turn_point_back(turns[i], 640, 400, &x, &y);
        SDL_Event finger = {.type = SDL_FINGERDOWN};
        finger.tfinger.x = (x + 0.25F) / 640;
        finger.tfinger.y = (y + 0.25F) / 400;
        SDL_PushEvent(&finger);
        SDL_Event button = {.type = SDL_MOUSEBUTTONDOWN};
        button.button.button = SDL_BUTTON_LEFT;
        button.button.x = (int)x;
        button.button.y = (int)y;
        SDL_PushEvent(&button);
        SDL_Event wheel = {.type = SDL_MOUSEWHEEL};
        wheel.wheel.preciseY = 2;
        SDL_PushEvent(&wheel);
        struct input touched = next(platform), pressed = next(platform), turned = next(platform);
        assert_int_equal(touched.kind, INPUT_POINTER_DOWN);
        assert_int_equal((int)(touched.x + 0.5F), 30);
        assert_int_equal((int)(touched.y + 0.5F), 90);
        assert_int_equal(pressed.kind, INPUT_POINTER_DOWN);
        assert_int_equal(pressed.x, 30);
        assert_int_equal(pressed.y, 90);
        assert_int_equal(turned.kind, INPUT_SCROLL);
        assert_int_equal(turned.y, 2);
        platform_close(platform);
    }
}

/* --- Renderers that draw, and that do not -------------------------------------------------- */

static void test_a_renderer_that_draws(void **state)
{
    (void)state;
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 64, 64, 32, SDL_PIXELFORMAT_RGB888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    assert_true(renderer_draws(renderer));
    SDL_DestroyRenderer(renderer);
    assert_false(renderer_draws(NULL));
    SDL_FreeSurface(surface);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_every_pixel_is_turned),
        cmocka_unit_test(test_shots_are_upright),
        cmocka_unit_test(test_fingers_touch_what_they_see),
        cmocka_unit_test(test_a_renderer_that_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
