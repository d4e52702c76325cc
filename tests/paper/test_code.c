#include "base/rng.h"
#include "paper/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <qrencode.h>

enum { SEEDS = 500 };

static void random_payload(uint64_t seed, char out[BADGE_TEXT_SIZE])
{
    struct rng rng = rng_seeded(seed);
    uint8_t token[BADGE_TOKEN_SIZE];
    for (int i = 0; i < BADGE_TOKEN_SIZE; i++)
        token[i] = (uint8_t)rng_next(&rng);
    badge_encode(token, out);
}

static void modules_are_version_2_level_h(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        char payload[BADGE_TEXT_SIZE];
        struct code code;
        random_payload(seed, payload);
        assert_true(code_make(payload, &code));
        QRcode *expected = QRcode_encodeString(payload, 0, QR_ECLEVEL_H, QR_MODE_8, 1);
        assert_non_null(expected);
        assert_int_equal(expected->version, 2);
        assert_int_equal(expected->width, CODE_MODULES);
        for (int i = 0; i < CODE_MODULES * CODE_MODULES; i++)
            assert_int_equal(code.dark[i / CODE_MODULES][i % CODE_MODULES], expected->data[i] & 1);
        QRcode_free(expected);
    }
}

static void rectangles_cover_dark_modules_once(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        char payload[BADGE_TEXT_SIZE];
        struct code code;
        struct code_rect rects[CODE_RECT_MAX];
        int covered[CODE_MODULES][CODE_MODULES] = {0};
        int dark = 0;
        random_payload(seed, payload);
        assert_true(code_make(payload, &code));
        int count = code_rects(&code, rects);
        for (int i = 0; i < count; i++)
            for (int y = 0; y < rects[i].height; y++)
                for (int x = 0; x < rects[i].width; x++)
                    covered[rects[i].y + y][rects[i].x + x]++;
        for (int y = 0; y < CODE_MODULES; y++)
            for (int x = 0; x < CODE_MODULES; x++) {
                assert_int_equal(covered[y][x], code.dark[y][x]);
                dark += code.dark[y][x];
            }
        assert_true(count < dark);
    }
}

static void rectangles_of_extremes(void **state)
{
    (void)state;
    struct code code = {0};
    struct code_rect rects[CODE_RECT_MAX];
    assert_int_equal(code_rects(&code, rects), 0);
    memset(code.dark, 1, sizeof code.dark);
    assert_int_equal(code_rects(&code, rects), 1);
    assert_int_equal(rects[0].width, CODE_MODULES);
    assert_int_equal(rects[0].height, CODE_MODULES);
    for (int y = 0; y < CODE_MODULES; y++)
        for (int x = 0; x < CODE_MODULES; x++)
            code.dark[y][x] = (x + y) % 2 == 0;
    assert_int_equal(code_rects(&code, rects), (CODE_MODULES * CODE_MODULES + 1) / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modules_are_version_2_level_h),
        cmocka_unit_test(rectangles_cover_dark_modules_once),
        cmocka_unit_test(rectangles_of_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
