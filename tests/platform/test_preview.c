#include "base/macros.h"
#include "base/rng.h"
#include "platform/preview.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

enum { WIDTH = 320, HEIGHT = 240 };

struct scene {
    int light; /* added to every pixel */
    int noise; /* shades, both ways */
    int card;  /* left edge of a bright card of a 10th of the width; -1: none */
    uint64_t seed;
};

static void draw_scene(const struct scene *scene, int width, int height, struct frame *out)
{
    struct rng rng = rng_seeded(scene->seed);
    assert_true(frame_resize(out, width, height));
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            bool card = scene->card >= 0 && x >= scene->card && x < scene->card + width / 10 &&
                        y >= height / 3 && y < height / 2;
            int shade = (card ? 200 : 60 + (x / 9 + y / 7) % 40) + scene->light;
            shade += (int)rng_below(&rng, (uint32_t)(2 * scene->noise + 1)) - scene->noise;
            out->pixels[y * width + x] = (uint8_t)CLAMP(shade, 0, 255);
        }
}

static bool is_due(struct preview *preview, struct scene scene, int64_t at_ms)
{
    static struct frame frame;
    draw_scene(&scene, WIDTH, HEIGHT, &frame);
    bool due = preview_is_due(preview, &frame, at_ms);
    frame_free(&frame);
    return due;
}

static void test_an_empty_chair_is_shown_once(void **state)
{
    (void)state;
    static const int noises[] = {0, 3, 8, 16};
    for (size_t i = 0; i < COUNT_OF(noises); i++) {
        struct preview preview = {0};
        int shown = 0;
        for (int picture = 0; picture < 30; picture++)
            shown += is_due(&preview,
                (struct scene){.noise = noises[i], .card = -1, .seed = (uint64_t)picture},
                1000 + picture * 100);
        assert_int_equal(shown, 2); /* and once more when it has settled */
    }
}

static void test_what_changes_is_shown(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct scene before, after;
        bool due;
    } rows[] = {
        {"nothing", {.card = -1}, {.card = -1}, false},
        {"noise", {.card = 100, .noise = 6, .seed = 1}, {.card = 100, .noise = 6, .seed = 2},
            false},
        {"a card comes", {.card = -1}, {.card = 100}, true},
        {"a card goes", {.card = 100}, {.card = -1}, true},
        {"a card moves a little", {.card = 100}, {.card = 105}, true},
        {"a lamp flickers a little", {.card = 100}, {.card = 100, .light = 5}, false},
        {"a lamp is lit", {.card = 100}, {.card = 100, .light = 20}, true},
        {"a lamp goes out", {.card = 100, .light = 20}, {.card = 100}, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct preview preview = {0};
        assert_true(is_due(&preview, rows[i].before, 1000));
        if (is_due(&preview, rows[i].after, 1100) != rows[i].due)
            fail_msg("%s", rows[i].what);
    }
}

static void test_every_picture_of_a_movement_is_shown(void **state)
{
    (void)state;
    struct preview preview = {0};
    for (int i = 0; i < 20; i++)
        assert_true(
            is_due(&preview, (struct scene){.card = i * 15, .noise = 3, .seed = (uint64_t)i}, i));
}

static void test_slow_changes_add_up(void **state)
{
    (void)state;
    struct preview preview = {0};
    int shown = 0;
    for (int i = 0; i <= 100; i++)
        shown += is_due(&preview, (struct scene){.card = -1, .light = i}, i);
    assert_in_range(shown, 8, 15);
}

static void test_a_movement_settles(void **state)
{
    (void)state;
    static const struct {
        int64_t at_ms;
        int card;
        bool due;
    } rows[] = {
        {1000, 100, true}, /* the first */
        {1100, 200, true},
        {1200, 200, false},
        {1499, 200, false},
        {1500, 200, true}, /* sharp */
        {1600, 200, false},
        {9000, 200, false},
        {9100, 300, true},
        {9200, 400, true},
        {9599, 400, false},
        {9600, 400, true},
        {9999999, 400, false},
    };
    struct preview preview = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (is_due(&preview, (struct scene){.card = rows[i].card}, rows[i].at_ms) != rows[i].due)
            fail_msg("row %zu", i);
    preview.has_shown = false; /* a camera that was away */
    assert_true(is_due(&preview, (struct scene){.card = 400}, 99999999));
}

static void test_any_size_will_do(void **state)
{
    (void)state;
    static const int rows[][4] = {/* width, height, expected width, height */
        {1, 1, 1, 1}, {5, 3, 5, 3}, {640, 480, 640, 480}, {641, 480, 320, 240},
        {1280, 720, 640, 360}, {1920, 1080, 640, 360}, {800, 600, 400, 300}, {4096, 10, 585, 1},
        {3, 4096, 3, 4096}};
    struct frame frame = {0}, small = {0};
    struct preview empty = {0};
    assert_false(preview_is_due(&empty, &frame, 1000));
    assert_false(preview_shrink(&frame, &small));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct preview preview = {0};
        struct scene scene = {.card = -1};
        draw_scene(&scene, rows[i][0], rows[i][1], &frame);
        assert_true(preview_is_due(&preview, &frame, 1000));
        assert_false(preview_is_due(&preview, &frame, 1100));
        assert_true(preview_shrink(&frame, &small));
        assert_int_equal(small.width, rows[i][2]);
        assert_int_equal(small.height, rows[i][3]);
    }
    frame_free(&frame);
    frame_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_chair_is_shown_once),
        cmocka_unit_test(test_what_changes_is_shown),
        cmocka_unit_test(test_every_picture_of_a_movement_is_shown),
        cmocka_unit_test(test_slow_changes_add_up),
        cmocka_unit_test(test_a_movement_settles),
        cmocka_unit_test(test_any_size_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
