#include "ui/fake.h"

/* In the fake service a letter of size 20 is 10 wide and its line 1.3 x 20 = 26 high. */
static struct {
    struct rect r;
    struct text_look look;
    const char *text;
    float height, asked_height, asked_width;
} shown;

static void one_text(struct fake *fake)
{
    shown.height = ui_text(fake->ui, shown.r, shown.look, shown.text);
    shown.asked_height = ui_text_height(fake->ui, shown.look, shown.r.w, shown.text);
    shown.asked_width = ui_text_width(fake->ui, shown.look, shown.text);
}

static int setup(void **state)
{
    memset(&shown, 0, sizeof(shown));
    shown.r = (struct rect){100, 100, 200, 400};
    shown.look = (struct text_look){.font = FONT_READ, .size = 20};
    shown.text = "x";
    fake_set_up(state, one_text);
    return 0;
}

/* The lines shown, one after another with | between. Runs of one line are joined. */
static const char *lines_shown(struct fake *fake)
{
    static char out[4096];
    struct str_writer writer = str_writer(out, sizeof(out));
    const struct draw_list *list = ui_draw_list(fake->ui);
    int y = INT32_MIN;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind != DRAW_TEXT)
            continue;
        if (y != INT32_MIN && c->y != y)
            str_put(&writer, "|");
        y = c->y;
        bool bold = c->font == FONT_READ_BOLD;
        str_put(&writer, bold ? "*" : "");
        str_put_length(&writer, c->text, c->text_length);
        str_put(&writer, bold ? "*" : "");
    }
    return out;
}

static void show(struct fake *fake, float w, float h, const char *text)
{
    shown.r = (struct rect){100, 100, w, h};
    shown.text = text;
    fake_frame(fake);
}

static void test_wrapping(void **state)
{
    struct fake *fake = *state;
    shown.look.min_size = 20; /* no shrinking here */
    static const struct {
        float width;
        const char *text, *lines;
    } cases[] = {
        {200, "one", "one"},
        {200, "one two three four", "one two three four"},
        {100, "one two three four", "one two|three four"},
        {70, "one two three four", "one two|three|four"},
        {200, "one\ntwo", "one|two"},
        {200, "one\r\ntwo", "one|two"},
        {200, "one\n\ntwo\n", "one|two"}, /* empty lines draw nothing but take their height */
        {30, "one  two", "one|two"},
        {80, "well-known", "well-|known"},
        {100, "2/5 or 5/8 it is", "2/5 or 5/8|it is"},
        {60, "no\u00A0break here", "no\u00A0bre|ak|here"}, /* what may not break is one word */
        {40, "abcdefghij", "abcd|efgh|ij"},                /* a word cut for want of room */
        {50, "ab abcdefgh", "ab|abcde|fgh"},
        {100, "你好世界你好世界你好世界", "你好世界你好世界你好|世界"}, /* CJK breaks anywhere */
        {50, "一 \u2068你好世\u2069", "一|\u2068你好世\u2069"}, /* but not what stands apart */
        {100, "one \u2068A.B.C\u2069", "one|\u2068A.B.C\u2069"},
        {40, "\u2068你 好-世界\u2069", "\u2068你|\u2068好-|\u2068世界\u2069"},
        {60, "สวัสดีครับ", "สวัสดี|ครับ"}, /* Thai: between what looks like one letter */
        {30, "กี่กี่", "กี่|กี่"},
        {90,
            "\xEE\x80\x80"
            "bold\xEE\x80\x81 and",
            "*bold* and"},
        {80, "x: \u2068one two.\u2069 y", "x: \u2068one|\u2068two.\u2069 y"}, /* still isolated */
        {80, "x: \u2068one\u2069 two\n\u2068three\u2069 four",
            "x: \u2068one\u2069|two|\u2068three\u2069|four"},
        {80, "one two …", "one|two …"}, /* no line begins with such a sign */
        {70, "one two…", "one|two…"},
        {80, "one two ?!", "one|two ?!"},
        {90, "« one » : x", "« one » :|x"},
        {90, "one ?", "one ?"},
        {80, "abcdefgh …", "abcdefg|h …"}, /* nor where a word is cut */
        {80, "abcdefgh\u202F?", "abcdefg|h\u202F?"},
        {80, "abcdefghij …", "abcdefgh|ij …"},
        {30, "! ! ! !", "! !| ! |!"}, /* as long as there is a word */
        {70, "a \xEE\x80\x80very bold\xEE\x80\x81 b", "a *very*|*bold* b"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        show(fake, cases[i].width, 400, cases[i].text);
        if (strcmp(lines_shown(fake), cases[i].lines) != 0)
            fail_msg("case %zu: '%s' is not '%s'", i, lines_shown(fake), cases[i].lines);
    }
}

/* A line cut short runs as it did: what stands before it is not forgotten. */
static void test_an_ellipsis_turns_nothing(void **state)
{
    struct fake *fake = *state;
    shown.look.min_size = 20;
    show(fake, 80, 52, "x: \u2068one two three four.\u2069");
    assert_string_equal(lines_shown(fake), "x: \u2068one|\u2068two…");
    show(fake, 80, 52, "سلام one two three");
    assert_string_equal(lines_shown(fake), "سلام one|two…");
    const struct draw_list *list = ui_draw_list(fake->ui);
    assert_true(list->commands[list->count - 1].rtl);
}

static void test_no_line_is_wider_than_its_rectangle(void **state)
{
    struct fake *fake = *state;
    static const char text[] = "Some words, a-hyphenated-one, supercalifragilistic 中文字 and "
                               "\xEE\x80\x80"
                               "bold ones\xEE\x80\x81 in the middle of it all";
    for (int width = 20; width < 400; width += 7) {
        show(fake, (float)width, 300, text);
        const struct draw_list *list = ui_draw_list(fake->ui);
        for (int i = 0; i < list->count; i++) {
            const struct draw_command *c = &list->commands[i];
            if (c->x < 100 || c->x + c->w > 100 + width)
                fail_msg("width %d: '%.*s' is at %d, %d wide", width, (int)c->text_length, c->text,
                    c->x, c->w);
        }
    }
}

static void test_heights_and_widths(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *text;
        float width, lines, longest;
    } cases[] = {{"one two", 200, 1, 70}, {"one two", 40, 2, 70}, {"one\ntwo\nthree", 200, 3, 50},
        {"a", 200, 1, 10}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        show(fake, cases[i].width, 400, cases[i].text);
        assert_float_equal(shown.height, 26 * cases[i].lines, 0.01);
        assert_float_equal(shown.asked_height, shown.height, 0.01);
        assert_float_equal(shown.asked_width, cases[i].longest, 0.01);
    }
    show(fake, 200, 400, "");
    assert_float_equal(shown.height, 0, 0);
    assert_float_equal(shown.asked_height, 0, 0);
    assert_int_equal(ui_get_tree(fake->ui).count, 0);
}

static int size_shown(struct fake *fake)
{
    return ui_draw_list(fake->ui)->commands[0].size;
}

static void test_text_fits_the_size_it_asked_for(void **state)
{
    struct fake *fake = *state;
    static const int widths[] = {800, 1024, 1280, 1366, 1920};
    static const char *const texts[] = {"Exit ticket", "Which fraction is greater?", "Save", "ab"};
    for (size_t w = 0; w < COUNT_OF(widths); w++)
        for (size_t i = 0; i < COUNT_OF(texts); i++)
            for (int size = 18; size < 64; size += 5) {
                fake->setting.width = widths[w];
                fake->setting.height = widths[w] * 10 / 16;
                shown.look.size = (float)size;
                show(fake, 500, 400, texts[i]);
                float width = shown.asked_width, height = shown.asked_height;
                int full = size_shown(fake);
                show(fake, width, height, texts[i]);
                assert_string_equal(lines_shown(fake), texts[i]);
                assert_int_equal(size_shown(fake), full);
            }
}

static void test_shrinking_before_cutting(void **state)
{
    struct fake *fake = *state;
    shown.look.size = 40; /* 20 a letter */
    static const struct {
        float width, height;
        int lines, least, most; /* the size shown lies between */
        const char *expected;
    } cases[] = {
        {200, 400, 0, 40, 40, "0123456789"},
        {100, 400, 0, 18, 20, "0123456789"}, /* smaller rather than a word cut */
        {190, 400, 1, 35, 38, "0123456789"},
        {60, 400, 0, 18, 40, "012345|6789"}, /* cut at 18 or above, but whole */
        {60, 20, 1, 18, 18, "01234\u2026"},  /* no room even so */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        shown.look.lines = cases[i].lines;
        show(fake, cases[i].width, cases[i].height, "0123456789");
        int size = size_shown(fake);
        if (size < cases[i].least || size > cases[i].most)
            fail_msg("case %zu: size %d", i, size);
        if (cases[i].least > 18 || i == 1 || i == 4)
            assert_string_equal(lines_shown(fake), cases[i].expected);
    }
}

static void test_scripts_without_spaces_are_not_shrunk_for_it(void **state)
{
    struct fake *fake = *state;
    show(fake, 100, 400, "สวัสดีครับสวัสดีครับสวัสดีครับ");
    assert_int_equal(size_shown(fake), 20);
}

static void test_ellipsis_is_the_last_resort_and_the_node_is_whole(void **state)
{
    struct fake *fake = *state;
    shown.look.min_size = 20;
    shown.look.lines = 2;
    show(fake, 100, 400, "one two three four five six");
    assert_string_equal(lines_shown(fake), "one two|three fou\u2026");
    assert_string_equal(ui_get_tree(fake->ui).nodes[0].name, "one two three four five six");
    shown.look.lines = 0;
    show(fake, 100, 26,
        "one two three \xEE\x80\x80"
        "four\xEE\x80\x81");
    assert_string_equal(lines_shown(fake), "one two\u2026");
    assert_string_equal(ui_get_tree(fake->ui).nodes[0].name, "one two three four");
}

static void test_alignment(void **state)
{
    struct fake *fake = *state;
    static const struct {
        enum align align;
        bool rtl;
        int x;
    } cases[] = {{ALIGN_START, false, 100}, {ALIGN_CENTER, false, 185}, {ALIGN_END, false, 270},
        {ALIGN_START, true, 1280 - 100 - 30}, {ALIGN_CENTER, true, 1280 - 185 - 30},
        {ALIGN_END, true, 1280 - 300}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        shown.look.align = cases[i].align;
        fake->setting.rtl = cases[i].rtl;
        show(fake, 200, 400, "abc");
        assert_int_equal(ui_draw_list(fake->ui)->commands[0].x, cases[i].x);
    }
    fake->setting.rtl = false;
    static const int tops[] = {100, 100 + 37, 100 + 74};
    for (int i = 0; i < 3; i++) {
        shown.look.vertical = (enum align)i;
        show(fake, 200, 100, "abc");
        assert_int_equal(ui_draw_list(fake->ui)->commands[0].y, tops[i] + 1);
    }
}

static void test_base_direction_of_each_paragraph(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *text;
        bool ui_rtl, line_rtl;
    } cases[] = {{"abc", false, false}, {"abc", true, false}, {"مرحبا", false, true},
        {"مرحبا", true, true}, {"12", false, false}, {"12", true, false},
        {"1 1/4 + 1 2/4 = ?", true, false}, {"\u00BD", true, false}, {"? + ?", true, true},
        {"٢ ٣/٤", true, true}, {"12 مرحبا", false, true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake->setting.rtl = cases[i].ui_rtl;
        show(fake, 200, 100, cases[i].text);
        assert_int_equal(ui_draw_list(fake->ui)->commands[0].rtl, cases[i].line_rtl);
    }
    fake->setting.rtl = true;
    show(fake, 200, 100, "2 3/4"); /* in reading order, yet at the start of the language */
    assert_int_equal(ui_draw_list(fake->ui)->commands[0].x, 1280 - 100 - 50);
    show(fake, 200, 100, "مرحبا\n2 3/4");
    assert_true(ui_draw_list(fake->ui)->commands[0].rtl);
    assert_false(ui_draw_list(fake->ui)->commands[1].rtl);
    fake->setting.rtl = false;
    show(fake, 60, 100, "مرحبا abcde"); /* the second line is of the same paragraph */
    assert_true(ui_draw_list(fake->ui)->commands[1].rtl);
    show(fake, 200, 100,
        "مرحبا \xEE\x80\x80"
        "abc\xEE\x80\x81"); /* its bold part is on the left */
    const struct draw_list *list = ui_draw_list(fake->ui);
    assert_true(list->commands[0].x == list->commands[1].x + list->commands[1].w);
}

static void test_large_text_and_dyslexia_font(void **state)
{
    struct fake *fake = *state;
    fake->setting.text_scale = 1.3F;
    show(fake, 200, 100, "abc");
    assert_int_equal(size_shown(fake), 26);
    fake->setting.dyslexia_font = true;
    show(fake, 200, 100,
        "ab \xEE\x80\x80"
        "c");
    assert_int_equal(ui_draw_list(fake->ui)->commands[0].font, FONT_DYSLEXIA);
    assert_int_equal(ui_draw_list(fake->ui)->commands[1].font, FONT_DYSLEXIA_BOLD);
    shown.look.font = FONT_SHOW;
    show(fake, 200, 100, "abc");
    assert_int_equal(ui_draw_list(fake->ui)->commands[0].font, FONT_DYSLEXIA_BOLD);
}

static void test_lines_of_tall_scripts_are_apart(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *text;
        enum font font;
        float line_height;
        int line; /* of size 20 */
    } cases[] = {
        {"abc\nabc", FONT_SHOW, 0, 23},
        {"abc\nabc", FONT_SHOW, 1.05F, 21},
        {"Żółć ñ\nабв Ελένη", FONT_SHOW, 0, 23},
        {"½ × → ✓ 🦊\n“…”", FONT_SHOW, 0, 23}, /* symbols are of no script */
        {"مرحبا\nمرحبا", FONT_SHOW, 0, 27},
        {"مرحبا\nمرحبا", FONT_SHOW, 1.05F, 27},
        {"مرحبا\nمرحبا", FONT_READ, 0, 27},
        {"مرحبا\nمرحبا", FONT_READ, 1.4F, 28}, /* what is asked for may be more */
        {"abc\nabc मी", FONT_SHOW, 0, 27},
        {"דני\nדני", FONT_SHOW, 0, 27},
        {"สวัสดี\nกี่", FONT_SHOW, 0, 27},
        {"小明\nゆき", FONT_SHOW, 0, 27},
        {"지우\n지우", FONT_SHOW, 0, 27},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        shown.look.font = cases[i].font;
        shown.look.line_height = cases[i].line_height;
        show(fake, 400, 400, cases[i].text);
        const struct draw_list *list = ui_draw_list(fake->ui);
        int line = list->commands[list->count - 1].y - list->commands[0].y;
        if (line != cases[i].line)
            fail_msg("case %zu: lines are %d apart, not %d", i, line, cases[i].line);
        assert_float_equal(shown.height, 2 * cases[i].line, 0.01);
        assert_float_equal(shown.asked_height, shown.height, 0.01);
    }
}

static void test_large_text_is_never_smaller(void **state)
{
    struct fake *fake = *state;
    static const char *const texts[] = {"Exit ticket", "Which fraction is greater?",
        "supercalifragilistic words", "สวัสดีครับสวัสดีครับ", "مرحبا يا أصدقاء"};
    int larger = 0;
    for (size_t t = 0; t < COUNT_OF(texts); t++)
        for (int lines = 0; lines < 3; lines++)
            for (int size = 16; size < 60; size += 7)
                for (int width = 40; width < 600; width += 9) {
                    shown.look.size = (float)size;
                    shown.look.lines = lines;
                    fake->setting.text_scale = 1;
                    show(fake, (float)width, 90, texts[t]);
                    int normal = size_shown(fake);
                    fake->setting.text_scale = 1.3F;
                    show(fake, (float)width, 90, texts[t]);
                    if (size_shown(fake) < normal)
                        fail_msg("\"%s\" of %d in %d: %d large, %d else", texts[t], size, width,
                            size_shown(fake), normal);
                    larger += size_shown(fake) > normal;
                }
    assert_true(larger > 1000);
}

static struct button narrow;

static void one_button(struct fake *fake)
{
    ui_button(fake->ui, shown.r, narrow);
    ui_chip(fake->ui, (struct rect){100, 600, shown.r.w, 48}, "check", narrow.label, 0, 0);
}

static void test_large_icons_leave_the_words_their_room(void **state)
{
    struct fake *fake = *state;
    fake->screen = one_button;
    narrow = (struct button){
        .key = "b", .label = "Continue", .icon = "check", .icon_after = "arrow-right"};
    for (int width = 100; width < 500; width += 7) {
        int sizes[2][2];
        for (int large = 0; large < 2; large++) {
            fake->setting.text_scale = large ? 1.3F : 1;
            shown.r = (struct rect){100, 100, (float)width, 72};
            fake_frame(fake);
            const struct draw_list *list = ui_draw_list(fake->ui);
            int count = 0;
            for (int i = 0; i < list->count; i++)
                if (list->commands[i].kind == DRAW_TEXT && list->commands[i].font != FONT_ICON &&
                    count < 2)
                    sizes[large][count++] = list->commands[i].size;
            assert_int_equal(count, 2);
        }
        for (int k = 0; k < 2; k++)
            if (sizes[1][k] < sizes[0][k])
                fail_msg("%d wide: %d large, %d else", width, sizes[1][k], sizes[0][k]);
    }
}

static void test_an_unchanged_text_measures_nothing_and_takes_no_memory(void **state)
{
    struct fake *fake = *state;
    static const char text[] = "Some words that are wrapped and shrunk to fit in a small place";
    shown.look.size = 44;
    show(fake, 100, 80, text);
    uint64_t hash = fake_hash(fake);
    size_t app = fake->app.used, frame = fake->frame.used;
    fake->measured = 0;
    for (int i = 0; i < 5; i++) {
        fake_frame(fake);
        assert_int_equal(fake->measured, 0);
        assert_int_equal(fake->app.used, app);
        assert_true(fake->frame.used <= frame);
        assert_true(fake_hash(fake) == hash);
        frame = fake->frame.used;
    }
}

static void test_more_words_than_are_remembered(void **state)
{
    struct fake *fake = *state;
    char text[64];
    for (int i = 0; i < 9000; i++) {
        STR_FORMAT(text, "w%d", i);
        show(fake, 400, 80, text);
        assert_string_equal(lines_shown(fake), text);
    }
    show(fake, 400, 80, "w1");
    assert_int_equal(ui_draw_list(fake->ui)->commands[0].w, 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_wrapping),
        TEST(test_an_ellipsis_turns_nothing),
        TEST(test_no_line_is_wider_than_its_rectangle),
        TEST(test_heights_and_widths),
        TEST(test_text_fits_the_size_it_asked_for),
        TEST(test_shrinking_before_cutting),
        TEST(test_scripts_without_spaces_are_not_shrunk_for_it),
        TEST(test_ellipsis_is_the_last_resort_and_the_node_is_whole),
        TEST(test_alignment),
        TEST(test_base_direction_of_each_paragraph),
        TEST(test_large_text_and_dyslexia_font),
        TEST(test_lines_of_tall_scripts_are_apart),
        TEST(test_large_text_is_never_smaller),
        TEST(test_large_icons_leave_the_words_their_room),
        TEST(test_an_unchanged_text_measures_nothing_and_takes_no_memory),
        TEST(test_more_words_than_are_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
