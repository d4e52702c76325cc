#include "base/macros.h"
#include "base/str.h"
#include "platform/barcode.h"
#include "qr_picture.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

enum { WIDTH = 640, HEIGHT = 480, SEEDS = 8 };

static uint8_t pixels[WIDTH * HEIGHT], work[WIDTH * HEIGHT];

static bool reads(enum barcode_look look, const char *expected)
{
    char text[256];
    size_t length = barcode_read(pixels, WIDTH, HEIGHT, WIDTH, look, work, text, sizeof text);
    assert_int_equal(length, strlen(text));
    /* Nothing or the truth: a misread would check in another child. */
    if (length > 0)
        assert_string_equal(text, expected);
    return length > 0;
}

static void test_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct qr_look look;
        int at_least; /* of SEEDS, with the full look and the four extra ones */
    } rows[] = {
        {"plain", {.module_px = 4}, SEEDS},
        {"far", {.module_px = 2.5f}, SEEDS},
        {"near", {.module_px = 12}, SEEDS},
        {"upside down", {.module_px = 4, .roll_degrees = 180}, SEEDS},
        {"turned", {.module_px = 3.5f, .roll_degrees = 37}, SEEDS},
        {"tilted", {.module_px = 5, .roll_degrees = 10, .tilt = 0.25f}, SEEDS},
        {"blurred", {.module_px = 5, .blur_passes = 6}, SEEDS},
        {"very blurred", {.module_px = 5, .blur_passes = 12}, SEEDS - 2},
        {"noisy", {.module_px = 4, .noise = 20}, SEEDS - 1},
        {"very noisy", {.module_px = 4, .noise = 35}, SEEDS - 4},
        {"faint", {.module_px = 4, .contrast = 60, .noise = 3}, SEEDS},
        {"all of it",
            {.module_px = 4,
                .roll_degrees = 20,
                .tilt = 0.1f,
                .blur_passes = 2,
                .noise = 8,
                .contrast = 110},
            SEEDS - 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int read = 0;
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct rng rng = rng_seeded(seed);
            char payload[21];
            qr_payload(&rng, payload);
            struct qr_look look = rows[i].look;
            look.seed = seed;
            look.roll_degrees += (float)rng_unit(&rng) * 6;
            /* 20 characters are version 2 at level H: qr_picture() says if they are not. */
            assert_true(qr_picture(payload, 2, &look, WIDTH, HEIGHT, pixels));
            bool one = false;
            for (int j = 0; j < BARCODE_LOOK_COUNT && !one; j++)
                one = reads((enum barcode_look)j, payload);
            read += one;
        }
        if (read < rows[i].at_least)
            fail_msg(
                "%s: read %d of %d, wanted %d", rows[i].name, read, (int)SEEDS, rows[i].at_least);
    }
}

static void test_each_look_reads(void **state)
{
    (void)state;
    struct rng rng = rng_seeded(7);
    char payload[21];
    qr_payload(&rng, payload);
    struct qr_look look = {.module_px = 7, .roll_degrees = 5};
    assert_true(qr_picture(payload, 2, &look, WIDTH, HEIGHT, pixels));
    for (int i = 0; i < BARCODE_LOOK_COUNT; i++)
        assert_true(reads((enum barcode_look)i, payload));
}

/* What an extra look is for: a picture the full look cannot read. */
static void test_extra_looks_add(void **state)
{
    (void)state;
    static const struct {
        enum barcode_look extra;
        struct qr_look look;
    } rows[] = {
        {BARCODE_SHARPEN, {.module_px = 5, .blur_passes = 13}},
        {BARCODE_SMOOTH, {.module_px = 4, .noise = 45}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int gained = 0;
        for (uint64_t seed = 1; seed <= 24; seed++) {
            struct rng rng = rng_seeded(seed * 31);
            char payload[21];
            qr_payload(&rng, payload);
            struct qr_look look = rows[i].look;
            look.seed = seed;
            look.roll_degrees = (float)rng_unit(&rng) * 10;
            assert_true(qr_picture(payload, 2, &look, WIDTH, HEIGHT, pixels));
            gained += !reads(BARCODE_FULL, payload) && reads(rows[i].extra, payload);
        }
        if (gained < 1) /* 3 with ZXing 1.4; a newer one reads more of them without */
            fail_msg("look %d gained %d of 24", (int)rows[i].extra, gained);
    }
}

static void test_nothing_there(void **state)
{
    (void)state;
    char text[64];
    struct rng rng = rng_seeded(3);
    for (int round = 0; round < 6; round++) {
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            pixels[i] = (uint8_t)(round == 0   ? 0
                                  : round == 1 ? 255
                                  : round == 2 ? ((i / 8 + i / WIDTH / 8) % 2) * 255
                                               : (int)rng_below(&rng, 256));
        for (int look = 0; look < BARCODE_LOOK_COUNT; look++) {
            strcpy(text, "before");
            assert_int_equal(0, barcode_read(pixels, WIDTH, HEIGHT, WIDTH, (enum barcode_look)look,
                                    work, text, sizeof text));
            assert_string_equal(text, "");
        }
    }
}

struct taken {
    char texts[4][64];
    int count;
};

static void take(void *user, const char *text, size_t length)
{
    struct taken *taken = user;
    assert_int_equal(length, strlen(text));
    assert_true(taken->count < 4);
    STR_COPY(taken->texts[taken->count++], text);
}

/* Two badges side by side: the one look finds one of them, the other both. */
static void test_all_codes_of_a_picture(void **state)
{
    (void)state;
    static const char *const payloads[] = {"WS1ABCDEFGHJKMNPQRST", "WS1TSRQPNMKJHGFEDCBA"};
    static uint8_t half[WIDTH / 2 * HEIGHT];
    struct qr_look look = {.module_px = 4};
    struct taken taken = {0};
    char text[64];
    for (int i = 0; i < 2; i++) {
        assert_true(qr_picture(payloads[i], 2, &look, WIDTH / 2, HEIGHT, half));
        for (int y = 0; y < HEIGHT; y++)
            memcpy(pixels + y * WIDTH + i * WIDTH / 2, half + y * WIDTH / 2, WIDTH / 2);
    }
    assert_int_equal(
        20, barcode_read(pixels, WIDTH, HEIGHT, WIDTH, BARCODE_FULL, work, text, sizeof text));
    barcode_read_all(pixels, WIDTH, HEIGHT, WIDTH, BARCODE_FULL, work, take, &taken);
    assert_int_equal(taken.count, 2);
    int first = str_equal(taken.texts[0], payloads[0]) ? 0 : 1;
    assert_string_equal(taken.texts[0], payloads[first]);
    assert_string_equal(taken.texts[1], payloads[1 - first]);
    barcode_read_all(pixels, 4, 4, WIDTH, BARCODE_FULL, work, take, &taken);
    barcode_read_all(NULL, WIDTH, HEIGHT, WIDTH, BARCODE_FULL, work, take, &taken);
    assert_int_equal(taken.count, 2);
}

static void test_small_buffers_and_strides(void **state)
{
    (void)state;
    char text[8];
    struct qr_look look = {.module_px = 4};
    /* A picture within a larger one: rows are WIDTH apart, 300 wide. */
    assert_true(qr_picture("WS1ABCDEFGHJKMNPQRST", 2, &look, WIDTH, HEIGHT, pixels));
    const uint8_t *inner = pixels + 80 * WIDTH + 170;
    for (int i = 0; i < BARCODE_LOOK_COUNT; i++) {
        if (i == BARCODE_HALF)
            continue;
        assert_int_equal(
            7, barcode_read(inner, 300, 320, WIDTH, (enum barcode_look)i, work, text, sizeof text));
        assert_string_equal(text, "WS1ABCD");
    }
    for (int size = 0; size < 12; size++)
        for (int i = 0; i < BARCODE_LOOK_COUNT; i++)
            assert_int_equal(0, barcode_read(pixels, size, 12 - size, WIDTH, (enum barcode_look)i,
                                    work, text, sizeof text));
    assert_int_equal(
        0, barcode_read(pixels, WIDTH, HEIGHT, WIDTH - 1, BARCODE_FULL, work, text, sizeof text));
    assert_int_equal(0, barcode_read(pixels, WIDTH, HEIGHT, WIDTH, BARCODE_FULL, work, text, 1));
}

static void test_other_codes(void **state)
{
    (void)state;
    static const char *const payloads[] = {"https://example.org/a?b=c", "A", "mixed Case \xC3\xA9",
        "WAYSTATION-JOIN:host=board.local;port=5432;secret=Zm9vYmFyYmF6cXV4"};
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        struct qr_look look = {.module_px = 5, .roll_degrees = 3};
        assert_true(qr_picture(payloads[i], 0, &look, WIDTH, HEIGHT, pixels));
        assert_true(reads(BARCODE_FULL, payloads[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_each_look_reads),
        cmocka_unit_test(test_extra_looks_add),
        cmocka_unit_test(test_nothing_there),
        cmocka_unit_test(test_all_codes_of_a_picture),
        cmocka_unit_test(test_small_buffers_and_strides),
        cmocka_unit_test(test_other_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
