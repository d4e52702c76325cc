#define _DEFAULT_SOURCE /* mallinfo2() */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "platform/text.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static struct text *text;

static const char *const names[] = {"Nguyễn Thị Ánh", "Мария", "محمد علي", "דניאל", "प्रिया",
    "สมชาย", "小明", "ゆき", "지우", "👩🏽‍🚀", "Amélie", "Łukasz Żółć", "Ελένη", "অনন্যা",
    "ਹਰਪ੍ਰੀਤ", "அருண்", "សុខា", "አበበ", "Անի", "ნინო", "✓ ✔ → ← ½ ⅓ × ÷ ≥ √ π ² ★ ▲ ● … “x”",
    "❤️ 1️⃣ 🇫🇷"};

static int open_text(void **state)
{
    (void)state;
    struct error error = {0};
    return text_open(&text, "/usr/share", &error) ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    text_close(text);
    return 0;
}

static const struct text_line *lay(enum font font, int size, const char *line)
{
    return text_lay(text, font, size, TEXT_AUTO, line, strlen(line));
}

static void names_have_all_their_glyphs(void **state)
{
    (void)state;
    static const enum font fonts[] = {
        FONT_READ, FONT_READ_BOLD, FONT_SHOW, FONT_DYSLEXIA, FONT_DYSLEXIA_BOLD};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t k = 0; k < COUNT_OF(fonts); k++) {
            const struct text_line *line = lay(fonts[k], 28, names[i]);
            if (line->missing || line->width <= 0)
                fail_msg("\"%s\" in font %d lacks a character", names[i], (int)fonts[k]);
        }
}

static void what_nobody_has_is_reported(void **state)
{
    (void)state;
    const struct text_line *line = lay(FONT_READ, 28, "a\xF3\xB0\x80\x80z"); /* U+F0000, private */
    assert_true(line->missing);
}

struct ink {
    int left, right; /* of what is not transparent */
    bool colored;
};

static struct ink ink_of(const struct text_run *run, const char *line)
{
    struct pixels pixels;
    int top;
    struct ink ink = {INT32_MAX, -1, false};
    assert_true(text_raster(text, run, line, &pixels, &top));
    for (int y = 0; y < pixels.h; y++)
        for (int x = 0; x < pixels.w; x++) {
            uint32_t pixel = pixels.data[y * pixels.w + x];
            if (pixel >> 24 < 16)
                continue;
            ink.left = MIN(ink.left, x);
            ink.right = MAX(ink.right, x);
            if ((pixel >> 16 & 255) != (pixel & 255) || (pixel >> 8 & 255) != (pixel & 255))
                ink.colored = true;
        }
    pixels_free(&pixels);
    return ink;
}

static void ink_stays_within_the_measured_width(void **state)
{
    (void)state;
    static const int sizes[] = {14, 18, 26, 44, 64};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (size_t k = 0; k < COUNT_OF(sizes); k++) {
            const struct text_line *line = lay(FONT_SHOW, sizes[k], names[i]);
            int sum = 0;
            for (int r = 0; r < line->count; r++) {
                assert_int_equal(line->runs[r].x, sum);
                sum += line->runs[r].w;
                struct ink ink = ink_of(&line->runs[r], names[i]);
                if (ink.right >= line->runs[r].w + 1)
                    fail_msg("\"%s\" at %d: ink to %d of %d", names[i], sizes[k], ink.right,
                        line->runs[r].w);
            }
            assert_int_equal(line->width, sum);
        }
}

static const char *skip_blank(const char *at)
{
    return at + strspn(at, " ");
}

static bool is_blank(const struct text_run *run, const char *line)
{
    return strspn(line + run->start, " ") >= run->length;
}

static void runs_are_in_the_order_they_are_seen(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum text_direction direction;
        const char *runs[5]; /* how each begins, left to right */
    } cases[] = {
        {"abc", TEXT_LTR, {"abc"}},
        {"שלום Sam", TEXT_AUTO, {"Sam", "שלום"}},
        {"שלום Sam", TEXT_LTR, {"שלום", "Sam"}},
        {"Sam שלום", TEXT_AUTO, {"Sam", "שלום"}},
        {"Sam שלום", TEXT_RTL, {"שלום", "Sam"}},
        {"a محمد 12 b", TEXT_LTR, {"a", "12", "محمد", "b"}},
        {"小 a", TEXT_LTR, {"小", "a"}},
        {"2 3/4", TEXT_LTR, {"2 3/4"}},
        {"محمد 2 3/4 محمد", TEXT_RTL, {"محمد", "2 3/4", "محمد"}},
        {"דני 1 1/4 + 1 2/4 = 5 ½ דני", TEXT_RTL, {"דני", "1 1/4 + 1 2/4 = 5 ½", "דני"}},
        {"دني 7 − 3", TEXT_RTL, {"7 − 3", "دني"}},
        {"محمد 2½", TEXT_RTL, {"2½", "محمد"}},
        {"محمد 12 34", TEXT_RTL, {"34", "12", "محمد"}}, /* two numbers stay two */
        {"محمد 12، 34", TEXT_RTL, {"34", "،", "12", "محمد"}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *text_of = cases[i].line;
        const struct text_line *line =
            text_lay(text, FONT_READ, 26, cases[i].direction, text_of, strlen(text_of));
        int run = 0;
        for (int k = 0; k < 5 && cases[i].runs[k]; k++) {
            const char *wanted = cases[i].runs[k];
            while (run < line->count && is_blank(&line->runs[run], text_of))
                run++;
            if (run >= line->count ||
                strncmp(skip_blank(text_of + line->runs[run].start), wanted, strlen(wanted)) != 0)
                fail_msg("\"%s\": run %d does not begin with \"%s\"", text_of, run, wanted);
            run++;
        }
    }
}

static void direction_is_that_of_the_first_letter(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool fallback, rtl;
    } cases[] = {{"abc", true, false}, {"محمد", false, true}, {"12 דני", false, true},
        {"123", true, true}, {"123", false, false}, {"", true, true}, {"(a) דני", true, false},
        {"\u2068abc\u2069: דני", false, true}, {"\u2068דני\u2069: abc", true, false},
        {"\U0001F98A محمد", false, true}, /* a fox, of Unicode 9; a kangaroo, 11; a flamingo, 12 */
        {"\U0001F998 محمد", false, true}, {"\U0001F9A9 محمد", false, true},
        {"\U0001F9A9 abc", true, false}, {"\U0001F9A9", true, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(
            runs_is_rtl(cases[i].line, strlen(cases[i].line), cases[i].fallback), cases[i].rtl);
}

/* What the UI measured, not knowing the paragraph's direction, is what will be drawn. */
static void the_direction_hardly_changes_the_width(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t length = strlen(names[i]);
        int free = lay(FONT_READ, 26, names[i])->width;
        int left = text_lay(text, FONT_READ, 26, TEXT_LTR, names[i], length)->width;
        int right = text_lay(text, FONT_READ, 26, TEXT_RTL, names[i], length)->width;
        int slack = 2 + free / 100; /* each run is rounded by itself */
        assert_in_range(left, free - slack, free + slack);
        assert_in_range(right, free - slack, free + slack);
    }
}

/* As French has before a colon; OpenDyslexic's own is twice as wide as its space. */
static void a_no_break_space_is_as_wide_as_a_space(void **state)
{
    (void)state;
    static const enum font fonts[] = {
        FONT_READ, FONT_READ_BOLD, FONT_SHOW, FONT_DYSLEXIA, FONT_DYSLEXIA_BOLD};
    for (size_t i = 0; i < COUNT_OF(fonts); i++)
        assert_int_equal(
            lay(fonts[i], 40, "Choisis\u00A0:")->width, lay(fonts[i], 40, "Choisis :")->width);
}

static void emoji_are_one_picture_in_colour(void **state)
{
    (void)state;
    static const char *const emoji[] = {"🦊", "👩🏽‍🚀", "🇫🇷", "1️⃣", "❤️",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏿"};
    int one = lay(FONT_READ, 40, "🦊")->width;
    assert_in_range(one, 44, 50);
    for (size_t i = 0; i < COUNT_OF(emoji); i++) {
        const struct text_line *line = lay(FONT_READ, 40, emoji[i]);
        assert_int_equal(line->count, 1);
        assert_true(line->runs[0].color);
        if (line->width != one)
            fail_msg("%s is %d wide, not %d", emoji[i], line->width, one);
        assert_true(ink_of(&line->runs[0], emoji[i]).colored);
    }
    assert_false(lay(FONT_READ, 40, "✓")->runs[0].color);
    assert_false(lay(FONT_READ, 40, "1")->runs[0].color);
    assert_int_equal(lay(FONT_READ, 40, "🦊🐢")->width, 2 * one);
}

static void words_stay_whole(void **state)
{
    (void)state;
    static const char *const words[] = {"Nguyễn", "محمد", "प्रिया", "สมชาย", "e\xCC\x81t\xC3\xA9"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        assert_int_equal(lay(FONT_READ, 26, words[i])->count, 1);
}

static void shaping_joins_letters(void **state)
{
    (void)state;
    /* Lam and alef become one sign; a mark adds no width. */
    assert_true(lay(FONT_READ, 40, "لا")->width <
                lay(FONT_READ, 40, "ل")->width + lay(FONT_READ, 40, "ا")->width - 4);
    int plain = lay(FONT_READ, 40, "e")->width, marked = lay(FONT_READ, 40, "e\xCC\x81")->width;
    assert_in_range(marked, plain - 1, plain + 1);
}

static void a_line_seen_before_allocates_nothing(void **state)
{
    (void)state;
    struct text_service service;
    text_serve(text, &service);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        service.width(service.context, FONT_READ, 26, names[i], strlen(names[i]));
    struct mallinfo2 before = mallinfo2();
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(service.width(service.context, FONT_READ, 26, names[i], strlen(names[i])) > 0);
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(before.uordblks, after.uordblks);
}

static void line_boxes_do_not_depend_on_the_text(void **state)
{
    (void)state;
    struct text_service service;
    text_serve(text, &service);
    for (int font = 0; font < FONT_COUNT; font++)
        for (int size = 12; size <= 96; size += 7) {
            int height = service.line_height(service.context, (enum font)font, size);
            assert_in_range(height, size, size * 3 / 2);
            int baseline = text_lay(text, (enum font)font, size, TEXT_LTR, "x", 1)->baseline;
            assert_in_range(baseline, size / 2, height);
        }
    assert_int_equal(lay(FONT_READ, 26, "x")->baseline, lay(FONT_READ, 26, "小 دني")->baseline);
}

static void odd_lines_are_harmless(void **state)
{
    (void)state;
    static char longest[40000];
    memset(longest, 'm', sizeof longest - 1);
    assert_int_equal(lay(FONT_READ, 26, "")->width, 0);
    assert_true(lay(FONT_READ, 26,
                    "\x80\xFF"
                    "a\x01\t\n")
                    ->width > 0);
    assert_true(lay(FONT_READ, 26, longest)->width > 0);
    assert_true(lay(FONT_READ, 0, "a")->width >= 0);
    for (size_t i = 0; i + 5 < sizeof longest; i += 5)
        memcpy(longest + i, i % 2 ? "小a" : "\xF0\x9F\xA6\x8A ", i % 2 ? 4 : 5);
    const struct text_line *line = lay(FONT_READ, 20, longest);
    assert_true(line->count > 0 && line->count <= TEXT_RUNS_MAX);
}

static void a_missing_font_is_named(void **state)
{
    (void)state;
    struct fonts *fonts;
    struct error error = {0};
    assert_false(fonts_open(&fonts, "/nonexistent", &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
    assert_non_null(strstr(error.text, "fonts-sil-andika"));
    assert_null(fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_have_all_their_glyphs),
        cmocka_unit_test(what_nobody_has_is_reported),
        cmocka_unit_test(ink_stays_within_the_measured_width),
        cmocka_unit_test(runs_are_in_the_order_they_are_seen),
        cmocka_unit_test(direction_is_that_of_the_first_letter),
        cmocka_unit_test(the_direction_hardly_changes_the_width),
        cmocka_unit_test(a_no_break_space_is_as_wide_as_a_space),
        cmocka_unit_test(emoji_are_one_picture_in_colour),
        cmocka_unit_test(words_stay_whole),
        cmocka_unit_test(shaping_joins_letters),
        cmocka_unit_test(a_line_seen_before_allocates_nothing),
        cmocka_unit_test(line_boxes_do_not_depend_on_the_text),
        cmocka_unit_test(odd_lines_are_harmless),
        cmocka_unit_test(a_missing_font_is_named),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
