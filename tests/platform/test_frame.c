#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/frame.h"
#include "platform/pipeline.h"
#include "qr_picture.h"
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <turbojpeg.h>
#include <unistd.h>
/* cmocka last: it needs the four above. */
#include <cmocka.h>

static uint8_t bytes[1 << 20];

static void fill(size_t size, uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)rng_next(&rng);
}

static void test_formats(void **state)
{
    (void)state;
    static const struct {
        enum frame_format format;
        int step, first;
    } rows[] = {{FRAME_GREY, 1, 0}, {FRAME_NV12, 1, 0}, {FRAME_YUV420, 1, 0}, {FRAME_YUYV, 2, 0},
        {FRAME_UYVY, 2, 1}};
    static const int sizes[][3] = {
        {1, 1, 0}, {2, 2, 0}, {3, 5, 0}, {7, 3, 64}, {640, 8, 2560}, {641, 7, 1283}, {16, 16, 32}};
    struct frame_reader reader = {0};
    struct frame frame = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t j = 0; j < COUNT_OF(sizes); j++) {
            int width = sizes[j][0], height = sizes[j][1], step = rows[i].step;
            int stride = sizes[j][2] == 0 ? width * step : sizes[j][2];
            size_t size = (size_t)stride * (size_t)height;
            fill(size, i * 100 + j);
            struct frame_raw raw = {rows[i].format, width, height, sizes[j][2], bytes, size};
            assert_int_equal(frame_read(&reader, &raw, &frame), FRAME_WHOLE);
            assert_int_equal(frame.width, width);
            assert_int_equal(frame.height, height);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    assert_int_equal(
                        frame.pixels[y * width + x], bytes[y * stride + x * step + rows[i].first]);
        }
    frame_free(&frame);
}

/* The bytes end at the end of an allocation, so that one byte too far is seen by ASan. */
static enum frame_result read_cut(
    struct frame_reader *reader, struct frame_raw raw, size_t size, struct frame *frame)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    memset(exact, 200, size);
    raw.bytes = exact;
    raw.size = size;
    enum frame_result result = frame_read(reader, &raw, frame);
    free(exact);
    return result;
}

static void test_short_frames_are_torn(void **state)
{
    (void)state;
    struct frame_reader reader = {0};
    struct frame frame = {0};
    for (int format = FRAME_GREY; format <= FRAME_UYVY; format++) {
        struct frame_raw raw = {
            .format = (enum frame_format)format, .width = 31, .height = 9, .stride = 80};
        int step = format >= FRAME_YUYV ? 2 : 1, first = format == FRAME_UYVY;
        size_t row = (size_t)(30 * step + first + 1);
        for (size_t size = 0; size <= 80 * 9; size++) {
            enum frame_result result = read_cut(&reader, raw, size, &frame);
            size_t rows = size < row ? 0 : (size - row) / 80 + 1;
            enum frame_result expected = rows == 0  ? FRAME_BAD
                                         : rows < 9 ? FRAME_TORN
                                                    : FRAME_WHOLE;
            assert_int_equal(result, expected);
            for (size_t y = 0; result != FRAME_BAD && y < 9; y++)
                assert_int_equal(frame.pixels[y * 31], y < rows ? 200 : 128);
        }
    }
    frame_free(&frame);
}

static void test_nonsense_is_bad(void **state)
{
    (void)state;
    static const struct frame_raw rows[] = {
        {FRAME_GREY, 0, 10, 0, bytes, 100},
        {FRAME_GREY, 10, 0, 0, bytes, 100},
        {FRAME_GREY, -1, 10, 0, bytes, 100},
        {FRAME_GREY, 10, -1, 0, bytes, 100},
        {FRAME_GREY, 10, 10, -10, bytes, 100},
        {FRAME_GREY, 10, 10, 9, bytes, 100},
        {FRAME_YUYV, 10, 10, 19, bytes, 200},
        {FRAME_GREY, 10, 10, 0, NULL, 100},
        {FRAME_GREY, FRAME_SIDE_MAX + 1, 1, 0, bytes, sizeof bytes},
        {FRAME_GREY, 1, FRAME_SIDE_MAX + 1, 0, bytes, sizeof bytes},
        {FRAME_GREY, INT32_MAX, INT32_MAX, INT32_MAX, bytes, sizeof bytes},
        {FRAME_MJPEG, 640, 480, 0, bytes, 0},
        {FRAME_MJPEG, 640, 480, 0, bytes, 1000},
    };
    struct frame_reader reader = {0};
    struct frame frame = {0};
    memset(bytes, 0x55, sizeof bytes);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (frame_read(&reader, &rows[i], &frame) != FRAME_BAD)
            fail_msg("row %zu was taken", i);
    frame_reader_close(&reader);
    frame_free(&frame);
}

/* --- JPEG --------------------------------------------------------------------------------------
 */

enum { BADGE_WIDTH = 320, BADGE_HEIGHT = 240 };
static const char badge_text[] = "WS1ABCDEFGHJKMNPQRST";
static uint8_t badge[BADGE_WIDTH * BADGE_HEIGHT];

static unsigned char *make_jpeg(int quality, unsigned long *size)
{
    struct qr_look look = {.module_px = 4, .roll_degrees = 4};
    assert_true(qr_picture(badge_text, 2, &look, BADGE_WIDTH, BADGE_HEIGHT, badge));
    unsigned char *jpeg = NULL;
    tjhandle handle = tjInitCompress();
    *size = 0;
    assert_int_equal(0, tjCompress2(handle, badge, BADGE_WIDTH, 0, BADGE_HEIGHT, TJPF_GRAY, &jpeg,
                            size, TJSAMP_GRAY, quality, 0));
    tjDestroy(handle);
    return jpeg;
}

static bool decodes(const struct frame *frame)
{
    struct pipeline pipeline = {0};
    char text[INPUT_TEXT_SIZE];
    bool ok = pipeline_look_hard(&pipeline, frame, text);
    if (ok)
        assert_string_equal(text, badge_text);
    pipeline_close(&pipeline);
    return ok;
}

/* UVC cameras leave the Huffman tables out: they are always the standard's. */
static size_t drop_tables(const uint8_t *jpeg, size_t size, uint8_t *out)
{
    size_t in = 2, length = 2;
    memcpy(out, jpeg, 2);
    while (in + 4 <= size && jpeg[in] == 0xFF && jpeg[in + 1] != 0xDA) {
        size_t part = 2 + ((size_t)jpeg[in + 2] << 8 | jpeg[in + 3]);
        if (jpeg[in + 1] != 0xC4) {
            memcpy(out + length, jpeg + in, part);
            length += part;
        }
        in += part;
    }
    memcpy(out + length, jpeg + in, size - in);
    return length + size - in;
}

static void test_jpeg(void **state)
{
    (void)state;
    struct frame_reader reader = {0};
    struct frame frame = {0};
    unsigned long size;
    unsigned char *jpeg = make_jpeg(80, &size);
    struct frame_raw raw = {FRAME_MJPEG, 1, 1, 0, jpeg, size};
    assert_int_equal(frame_read(&reader, &raw, &frame), FRAME_WHOLE);
    assert_int_equal(frame.width, BADGE_WIDTH); /* what the picture says counts */
    assert_true(decodes(&frame));

    size_t shorter = drop_tables(jpeg, size, bytes);
    assert_true(shorter < size);
    raw = (struct frame_raw){FRAME_MJPEG, 1, 1, 0, bytes, shorter};
    assert_int_equal(frame_read(&reader, &raw, &frame), FRAME_WHOLE);
    assert_true(decodes(&frame));

    /* Cut anywhere: torn or bad, never whole, and never the picture before. */
    bool torn_but_read = false;
    for (size_t cut = 0; cut + 2 < size; cut += 1 + cut / 64) {
        uint8_t *exact = malloc(cut + 1);
        memcpy(exact, jpeg, cut);
        raw = (struct frame_raw){FRAME_MJPEG, 1, 1, 0, exact, cut};
        enum frame_result result = frame_read(&reader, &raw, &frame);
        assert_int_not_equal(result, FRAME_WHOLE);
        if (cut > size * 9 / 10) {
            assert_int_equal(result, FRAME_TORN);
            torn_but_read = torn_but_read || decodes(&frame);
        }
        free(exact);
    }
    assert_true(torn_but_read);
    tjFree(jpeg);
    frame_reader_close(&reader);
    frame_free(&frame);
}

static void test_damaged_jpeg(void **state)
{
    (void)state;
    struct frame_reader reader = {0};
    struct frame frame = {0};
    unsigned long size;
    unsigned char *jpeg = make_jpeg(50, &size);
    for (uint64_t seed = 0; seed < 500; seed++) {
        struct rng rng = rng_seeded(seed);
        uint8_t *copy = malloc(size);
        memcpy(copy, jpeg, size);
        for (int i = 0; i < 4; i++)
            copy[rng_below(&rng, (uint32_t)size)] ^= (uint8_t)(1 << rng_below(&rng, 8));
        struct frame_raw raw = {FRAME_MJPEG, 1, 1, 0, copy, size};
        if (frame_read(&reader, &raw, &frame) != FRAME_BAD) {
            assert_in_range(frame.width, 1, FRAME_SIDE_MAX);
            assert_in_range(frame.height, 1, FRAME_SIDE_MAX);
        }
        free(copy);
    }
    tjFree(jpeg);
    frame_reader_close(&reader);
    frame_free(&frame);
}

/* --- Files -------------------------------------------------------------------------------------
 */

static void write_file(const char *name, const void *data, size_t size)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void test_files(void **state)
{
    (void)state;
    struct frame_reader reader = {0};
    struct frame frame = {0};
    struct error error = {0};
    char name[] = "/tmp/waystation-frame-XXXXXX";
    int descriptor = mkstemp(name);
    assert_true(descriptor >= 0);
    close(descriptor);

    unsigned long size;
    unsigned char *jpeg = make_jpeg(90, &size);
    write_file(name, jpeg, size);
    assert_true(frame_load(&reader, name, &frame, &error) && decodes(&frame));
    tjFree(jpeg);

    png_image image = {.version = PNG_IMAGE_VERSION,
        .width = BADGE_WIDTH,
        .height = BADGE_HEIGHT,
        .format = PNG_FORMAT_GRAY};
    assert_true(png_image_write_to_file(&image, name, 0, badge, 0, NULL));
    assert_true(frame_load(&reader, name, &frame, &error));
    assert_memory_equal(frame.pixels, badge, sizeof badge);

    int head = snprintf((char *)bytes, sizeof bytes, "P5\n# a badge\n%d %d\n255\n",
        (int)BADGE_WIDTH, (int)BADGE_HEIGHT);
    memcpy(bytes + head, badge, sizeof badge);
    write_file(name, bytes, (size_t)head + sizeof badge);
    assert_true(frame_load(&reader, name, &frame, &error));
    assert_memory_equal(frame.pixels, badge, sizeof badge);
    assert_int_equal(error.code, ERR_NONE);

    unlink(name);
    assert_false(frame_load(&reader, name, &frame, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    error_clear(&error);
    assert_false(frame_load(&reader, "/tmp", &frame, &error));
    assert_int_not_equal(error.code, ERR_NONE);
    frame_reader_close(&reader);
    frame_free(&frame);
}

/* Frames as cameras give them, kept as files; also seen by scripted visits. */
static void test_fixtures(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text; /* NULL: no code can be read */
        bool blank;
    } rows[] = {
        {"badge.jpg", "WS1F1XTVRE0000000001", false},
        {"badge-no-tables.jpg", "WS1F1XTVRE0000000001", false},
        {"badge-cut.jpg", "WS1F1XTVRE0000000001", false},
        {"badge-cut-above.jpg", NULL, false},
        {"badge.png", "WS1F1XTVRE0000000002", false},
        {"badge-blurred.jpg", "WS1F1XTVRE0000000003", false},
        {"other-code.jpg", "https://example.org/library/book/42", false},
        {"dark.jpg", NULL, true},
    };
    struct frame_reader reader = {0};
    struct frame frame = {0};
    struct pipeline pipeline = {0};
    struct error error = {0};
    char file[512], text[INPUT_TEXT_SIZE];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        STR_FORMAT(file, "%s/fixtures/frames/%s", TESTS_FOLDER, rows[i].name);
        if (!frame_load(&reader, file, &frame, &error))
            fail_msg("%s", error.text);
        assert_int_equal(frame_is_blank(&frame), rows[i].blank);
        bool read = pipeline_look_hard(&pipeline, &frame, text);
        if (read != (rows[i].text != NULL))
            fail_msg("%s", rows[i].name);
        if (read)
            assert_string_equal(text, rows[i].text);
    }
    STR_FORMAT(file, "%s/fixtures/frames/damaged.jpg", TESTS_FOLDER);
    assert_false(frame_load(&reader, file, &frame, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    frame_free(&frame);
}

static void test_pgm(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        int width, height; /* 0: refused */
        uint8_t first;
    } rows[] = {
        {"P5 2 1 255 ab", 13, 2, 1, 'a'},
        {"P5 2 1 255 a", 12, 0, 0, 0},
        {"P5 1 1 65535 \x80\x01", 15, 1, 1, 127},
        {"P5 1 1 15 \x0F", 11, 1, 1, 255},
        {"P5 1 1 15 \xFF", 11, 1, 1, 255},
        {"P5#c\n1#c\n1#c\n255\nz", 19, 1, 1, 'z'},
        {"P5 0 1 255 a", 12, 0, 0, 0},
        {"P5 99999 1 255 a", 16, 0, 0, 0},
        {"P5 4097 1 255 a", 15, 0, 0, 0},
        {"P5 1 1 0 a", 10, 0, 0, 0},
        {"P5 1 1 70000 a", 14, 0, 0, 0},
        {"P5 -1 1 255 a", 13, 0, 0, 0},
        {"P5 1 1 255", 10, 0, 0, 0},
        {"P5 #", 4, 0, 0, 0},
        {"P5 ", 3, 0, 0, 0},
        {"P2 1 1 255 1", 12, 0, 0, 0},
        {"GIF89a", 6, 0, 0, 0},
        {"", 0, 0, 0, 0},
    };
    struct frame_reader reader = {0};
    struct frame frame = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error error = {0};
        uint8_t *exact = malloc(rows[i].size + 1);
        memcpy(exact, rows[i].text, rows[i].size);
        bool ok = frame_parse(&reader, exact, rows[i].size, "test", &frame, &error);
        free(exact);
        if (ok != (rows[i].width > 0))
            fail_msg("row %zu: %s", i, rows[i].text);
        assert_int_equal(error.code, ok ? ERR_NONE : ERR_BAD_INPUT);
        if (!ok)
            continue;
        assert_int_equal(frame.width, rows[i].width);
        assert_int_equal(frame.height, rows[i].height);
        assert_int_equal(frame.pixels[0], rows[i].first);
    }
    frame_free(&frame);
}

/* --- What is made of pictures ------------------------------------------------------------------
 */

static void test_blank(void **state)
{
    (void)state;
    static const struct {
        int low, high; /* noise between */
        int spot;      /* a bright square of so many pixels a side */
        bool blank;
    } rows[] = {{0, 0, 0, true}, {16, 16, 0, true}, {10, 35, 0, true}, {255, 255, 0, true},
        {128, 133, 0, true}, {20, 200, 0, false}, {16, 20, 60, false}, {16, 20, 4, true}};
    struct frame frame = {0};
    assert_true(frame_is_blank(&frame));
    assert_true(frame_resize(&frame, 200, 150));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct rng rng = rng_seeded(i);
        for (int j = 0; j < 200 * 150; j++)
            frame.pixels[j] =
                (uint8_t)(rows[i].low +
                          (int)rng_below(&rng, (uint32_t)(rows[i].high - rows[i].low + 1)));
        for (int y = 0; y < rows[i].spot; y++)
            memset(frame.pixels + y * 200, 220, (size_t)rows[i].spot);
        if (frame_is_blank(&frame) != rows[i].blank)
            fail_msg("row %zu", i);
    }
    frame_free(&frame);
}

static void test_shrink(void **state)
{
    (void)state;
    static const int rows[][5] = {/* width, height, max, expected width, height */
        {640, 480, 640, 640, 480}, {640, 480, 639, 320, 240}, {1280, 720, 400, 320, 180},
        {7, 5, 3, 2, 1}, {1, 1, 1, 1, 1}, {5, 1, 2, 0, 0}, {10, 10, 0, 0, 0}};
    struct frame frame = {0};
    int width, height;
    assert_false(frame_shrink(&frame, 100, bytes, sizeof bytes, &width, &height));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(frame_resize(&frame, rows[i][0], rows[i][1]));
        memset(frame.pixels, 77, (size_t)(rows[i][0] * rows[i][1]));
        bool ok = frame_shrink(&frame, rows[i][2], bytes, sizeof bytes, &width, &height);
        assert_int_equal(ok, rows[i][3] > 0);
        if (!ok)
            continue;
        assert_int_equal(width, rows[i][3]);
        assert_int_equal(height, rows[i][4]);
        for (int j = 0; j < width * height; j++)
            assert_int_equal(bytes[j], 77);
        size_t exact = (size_t)width * (size_t)height;
        assert_true(frame_shrink(&frame, rows[i][2], bytes, exact, &width, &height));
        assert_false(frame_shrink(&frame, rows[i][2], bytes, exact - 1, &width, &height));
    }
    frame_free(&frame);
}

/* The quick ways give what the plain one does. */
static void test_shrink_averages(void **state)
{
    (void)state;
    enum { W = 61, H = 35 };
    struct rng rng = rng_seeded(3);
    struct frame frame = {0};
    int width, height;
    assert_true(frame_resize(&frame, W, H));
    for (int i = 0; i < W * H; i++)
        frame.pixels[i] = (uint8_t)rng_below(&rng, 256);
    for (int factor = 1; factor <= 5; factor++) {
        assert_true(
            frame_shrink(&frame, (W + factor - 1) / factor, bytes, sizeof bytes, &width, &height));
        assert_int_equal(width, W / factor);
        assert_int_equal(height, H / factor);
        for (int i = 0; i < width * height; i++) {
            int sum = 0;
            for (int j = 0; j < factor * factor; j++)
                sum += frame.pixels[(i / width * factor + j / factor) * W + i % width * factor +
                                    j % factor];
            assert_int_equal(bytes[i], sum / (factor * factor));
        }
    }
    frame_free(&frame);
}

static void test_pipeline_watches(void **state)
{
    (void)state;
    static const struct {
        int64_t at_ms;
        bool dark;
        enum frame_result result;
        bool blind;
    } rows[] = {
        {0, false, FRAME_WHOLE, false},
        {100, true, FRAME_WHOLE, false},
        {2099, true, FRAME_WHOLE, false},
        {2100, true, FRAME_WHOLE, true},
        {2200, false, FRAME_WHOLE, false}, /* by itself */
        {2300, false, FRAME_TORN, false},
        {3000, true, FRAME_WHOLE, false},
        {4300, false, FRAME_BAD, true},
        {4400, false, FRAME_TORN, true},
        {4500, false, FRAME_WHOLE, false},
        {9000, true, FRAME_WHOLE, false},
    };
    struct frame dark = {0}, light = {0};
    struct pipeline pipeline = {0};
    assert_true(frame_resize(&dark, 64, 64) && frame_resize(&light, 64, 64));
    memset(dark.pixels, 3, 64 * 64);
    for (int i = 0; i < 64 * 64; i++)
        light.pixels[i] = (uint8_t)i;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (pipeline_watch(&pipeline, rows[i].dark ? &dark : &light, rows[i].result,
                rows[i].at_ms) != rows[i].blind)
            fail_msg("row %zu", i);
    frame_free(&dark);
    frame_free(&light);
}

static void test_pipeline_tells_once(void **state)
{
    (void)state;
    static const struct {
        const char *payload;
        int64_t at_ms;
        bool told;
    } rows[] = {{"WS1AAAAAAAAAAAAAAAAA", 1000, true}, {"WS1AAAAAAAAAAAAAAAAA", 1100, false},
        {"WS1AAAAAAAAAAAAAAAAA", 3499, false}, {"WS1AAAAAAAAAAAAAAAAA", 3500, true},
        {"WS1BBBBBBBBBBBBBBBBB", 3600, true}, {"WS1BBBBBBBBBBBBBBBBB", 3700, false},
        {"a\tb\nc\x01\x1B[2J", 5000, true}};
    struct frame frame = {0};
    struct pipeline pipeline = {0};
    char text[INPUT_TEXT_SIZE];
    assert_true(frame_resize(&frame, BADGE_WIDTH, BADGE_HEIGHT));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct qr_look look = {.module_px = 4};
        assert_true(qr_picture(rows[i].payload, 0, &look, BADGE_WIDTH, BADGE_HEIGHT, frame.pixels));
        if (pipeline_look(&pipeline, &frame, rows[i].at_ms, text) != rows[i].told)
            fail_msg("row %zu", i);
    }
    assert_string_equal(text, "a b c[2J");

    /* Longer than an input carries: cut, between characters. */
    char longer[400] = "";
    while (strlen(longer) < 300)
        str_append(longer, sizeof longer, "a\xC3\xA9");
    struct qr_look look = {.module_px = 3};
    assert_true(frame_resize(&frame, 640, 480));
    assert_true(qr_picture(longer, 0, &look, 640, 480, frame.pixels));
    assert_true(pipeline_look(&pipeline, &frame, 90000, text));
    assert_in_range(strlen(text), INPUT_TEXT_SIZE - 3, INPUT_TEXT_SIZE - 1);
    assert_memory_equal(text, longer, strlen(text));

    memset(frame.pixels, 90, 640 * 480);
    assert_false(pipeline_look(&pipeline, &frame, 99000, text));
    frame_free(&frame);
    pipeline_close(&pipeline);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_short_frames_are_torn),
        cmocka_unit_test(test_nonsense_is_bad),
        cmocka_unit_test(test_jpeg),
        cmocka_unit_test(test_damaged_jpeg),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_fixtures),
        cmocka_unit_test(test_pgm),
        cmocka_unit_test(test_blank),
        cmocka_unit_test(test_shrink),
        cmocka_unit_test(test_shrink_averages),
        cmocka_unit_test(test_pipeline_watches),
        cmocka_unit_test(test_pipeline_tells_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
