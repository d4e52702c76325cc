/* From the upright picture to the memory of a display, whatever way it hangs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "platform/panel.h"
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 320, HEIGHT = 200, PITCH = (WIDTH + 24) * 4, UNTOUCHED = 0xABABABAB };

static const enum turn turns[] = {TURN_NONE, TURN_RIGHT, TURN_OVER, TURN_LEFT};
static uint32_t memory[PITCH / 4 * HEIGHT];

static struct panel make_panel(enum turn turn)
{
    memset(memory, 0xAB, sizeof memory);
    return (struct panel){.pixels = (uint8_t *)memory,
        .pitch = PITCH,
        .width = WIDTH,
        .height = HEIGHT,
        .turn = turn};
}

/* Every pixel of the picture is another one. */
static SDL_Surface *make_picture(enum turn turn)
{
    int w = WIDTH, h = HEIGHT;
    turn_size(turn, &w, &h);
    SDL_Surface *picture = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
    assert_non_null(picture);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            uint32_t value = (uint32_t)(y * w + x);
            memcpy((uint8_t *)picture->pixels + y * picture->pitch + x * 4, &value, sizeof value);
        }
    return picture;
}

static bool is_inside(const SDL_Rect *area, int x, int y)
{
    return x >= area->x && x < area->x + area->w && y >= area->y && y < area->y + area->h;
}

/* On the panel is the picture's pixel where it was copied to, and nothing else was written. */
static void compare(const struct panel *panel, SDL_Rect part, SDL_Rect to)
{
    int w = WIDTH, h = HEIGHT, copied = 0;
    turn_size(panel->turn, &w, &h);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < PITCH / 4; x++) {
            float at_x = (float)x, at_y = (float)y;
            turn_point(panel->turn, WIDTH, HEIGHT, &at_x, &at_y);
            bool is_shown = x < WIDTH && is_inside(&part, (int)at_x, (int)at_y);
            uint32_t wanted = is_shown ? (uint32_t)((int)at_y * w + (int)at_x) : UNTOUCHED;
            if (memory[y * PITCH / 4 + x] != wanted)
                fail_msg("turned by %d: at %d, %d is %08x instead of %08x", panel->turn, x, y,
                    memory[y * PITCH / 4 + x], wanted);
            if (is_shown)
                assert_true(is_inside(&to, x, y));
            copied += is_shown;
        }
    assert_int_equal(copied, to.w * to.h);
}

static void test_parts_get_to_their_places(void **state)
{
    (void)state;
    static const SDL_Rect parts[] = {{0, 0, 9999, 9999}, {0, 0, 1, 1}, {17, 30, 50, 20},
        {-20, -10, 60, 40}, {150, 190, 400, 400}, {199, 199, 1, 1}, {30, 0, 1, 200},
        {0, 30, 200, 1}};
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        SDL_Surface *picture = make_picture(turns[i]);
        for (size_t j = 0; j < COUNT_OF(parts); j++) {
            struct panel panel = make_panel(turns[i]);
            compare(&panel, parts[j], panel_copy(&panel, picture, parts[j]));
        }
        struct panel panel = make_panel(turns[i]);
        SDL_Rect beside = {WIDTH, HEIGHT, 10, 10};
        SDL_Rect to = panel_copy(&panel, picture, beside);
        assert_true(SDL_RectEmpty(&to));
        SDL_FreeSurface(picture);
    }
}

/* Its tip is where the mouse is, upright as the picture is; away from there nothing is written, and
 * the picture over it takes it away again. */
static void test_the_arrow_points(void **state)
{
    (void)state;
    static const int tips[][2] = {{0, 0}, {40, 60}, {199, 199}, {195, 10}, {10, 190}};
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        SDL_Surface *picture = make_picture(turns[i]);
        SDL_Rect all = {0, 0, picture->w, picture->h};
        for (size_t j = 0; j < COUNT_OF(tips); j++) {
            struct panel panel = make_panel(turns[i]);
            panel_copy(&panel, picture, all);
            SDL_Rect on_panel = panel_draw_arrow(&panel, tips[j][0], tips[j][1]);
            float x = (float)tips[j][0], y = (float)tips[j][1];
            turn_point_back(turns[i], WIDTH, HEIGHT, &x, &y);
            assert_int_equal(memory[(int)y * PITCH / 4 + (int)x], 0x000000);
            assert_true(is_inside(&on_panel, (int)x, (int)y));
            panel_copy(&panel, picture, panel_arrow_area(&panel, tips[j][0], tips[j][1]));
            compare(&panel, all, (SDL_Rect){0, 0, WIDTH, HEIGHT});
        }
        SDL_FreeSurface(picture);
    }
    struct panel panel = make_panel(TURN_NONE);
    SDL_Rect beside = panel_draw_arrow(&panel, WIDTH, 5);
    assert_true(SDL_RectEmpty(&beside));
    panel_draw_arrow(&panel, 100, 100);
    assert_int_equal(memory[105 * PITCH / 4 + 102], 0xFFFFFF); /* inside */
    assert_int_equal(memory[100 * PITCH / 4 + 104], UNTOUCHED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_get_to_their_places),
        cmocka_unit_test(test_the_arrow_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
