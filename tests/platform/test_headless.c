#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/file.h"
#include "base/str.h"
#include "platform/platform.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct platform *open_platform(int width, int height)
{
    struct platform *platform;
    struct error error = {0};
    struct platform_options options = {
        .headless = true, .width = width, .height = height, .mute = true};
    if (!platform_open(&platform, &options, &error))
        fail_msg("%s", error.text);
    return platform;
}

static void time_moves_only_as_told(void **state)
{
    (void)state;
    struct platform *platform = open_platform(0, 0);
    struct moment first = platform_now(platform);
    char text[TIME_TEXT_SIZE];
    time_format(first.wall_ms + first.offset_s * 1000, text);
    assert_string_equal(text, "2026-01-05T09:00:00.000Z");
    nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    assert_int_equal(platform_now(platform).mono_ms, first.mono_ms);
    platform_advance(platform, 90500);
    struct moment later = platform_now(platform);
    assert_int_equal(later.mono_ms - first.mono_ms, 90500);
    assert_int_equal(later.wall_ms - first.wall_ms, 90500);
    platform_set_clock(platform, 1000);
    assert_int_equal(platform_now(platform).wall_ms, 1000);
    assert_int_equal(platform_now(platform).mono_ms, later.mono_ms);
    assert_false(platform_now(platform).trusted); /* 1970 cannot be */
    platform_set_clock(platform, first.wall_ms);
    assert_true(platform_now(platform).trusted);
    assert_int_equal(platform_clock_source(platform), CLOCK_BY_NETWORK);
    platform_doubt_clock(platform);
    assert_false(platform_now(platform).trusted);
    assert_int_equal(platform_clock_source(platform), CLOCK_UNSURE);
    assert_int_equal(platform_utc_of_local(platform, 86460), 86460);
    platform_close(platform);
}

static void what_is_fed_comes_in_order(void **state)
{
    (void)state;
    struct platform *platform = open_platform(0, 0);
    struct input input;
    assert_false(platform_wait(platform, INT64_MAX, &input));
    assert_int_equal(input.kind, INPUT_NONE);
    for (int i = 0; i < 100; i++)
        platform_feed(platform, &(struct input){.kind = INPUT_POINTER_MOVE, .x = (float)i});
    struct input typed = {.kind = INPUT_TEXT, .mono_ms = 77};
    STR_COPY(typed.text, "é");
    platform_feed(platform, &typed);
    for (int i = 0; i < 100; i++) {
        assert_true(platform_wait(platform, 0, &input));
        assert_int_equal(input.kind, INPUT_POINTER_MOVE);
        assert_int_equal((int)input.x, i);
        assert_int_equal(input.mono_ms, platform_now(platform).mono_ms);
    }
    assert_true(platform_wait(platform, 0, &input));
    assert_string_equal(input.text, "é");
    assert_int_equal(input.mono_ms, 77);
    assert_false(platform_wait(platform, INT64_MAX, &input));
    platform_close(platform);
}

static void the_screen_has_the_size_asked_for(void **state)
{
    (void)state;
    static const int sizes[][4] = {
        {0, 0, 1280, 800}, {800, 480, 800, 480}, {1920, 1080, 1920, 1080}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct platform *platform = open_platform(sizes[i][0], sizes[i][1]);
        int width, height;
        platform_size(platform, &width, &height);
        assert_int_equal(width, sizes[i][2]);
        assert_int_equal(height, sizes[i][3]);
        platform_close(platform);
    }
}

static void a_shot_is_a_png_of_the_list(void **state)
{
    (void)state;
    struct platform *platform = open_platform(64, 48);
    struct arena arena;
    struct draw_list list;
    struct error error = {0};
    char file[512];
    STR_FORMAT(file, "%s/shot-%d.png", BUILD_FOLDER, (int)getpid());
    assert_true(arena_open(&arena, 1 << 20, &error));
    assert_true(draw_list_open(&list, &arena, 4));
    list.background = 0x102030FF;
    assert_true(platform_shot(platform, &list, file, &error));
    const char *bytes;
    size_t size;
    assert_true(file_read(file, 1 << 16, &arena, &bytes, &size, &error));
    assert_true(size > 33);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_memory_equal(bytes + 16, "\0\0\0\x40\0\0\0\x30", 8);
    unlink(file);
    assert_false(platform_shot(platform, &list, "/nonexistent/x.png", &error));
    assert_int_equal(error.code, ERR_IO);
    arena_close(&arena);
    platform_close(platform);
}

static void measures_text(void **state)
{
    (void)state;
    struct platform *platform = open_platform(0, 0);
    const struct text_service *service = platform_text(platform);
    int one = service->width(service->context, FONT_READ, 26, "a", 1);
    assert_true(one > 5);
    assert_true(service->width(service->context, FONT_READ, 26, "aa", 2) > one);
    assert_true(service->is_rtl(service->context, "م", 2, false));
    platform_close(platform);
    platform_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_moves_only_as_told),
        cmocka_unit_test(what_is_fed_comes_in_order),
        cmocka_unit_test(the_screen_has_the_size_asked_for),
        cmocka_unit_test(a_shot_is_a_png_of_the_list),
        cmocka_unit_test(measures_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
