#include "base/rng.h"
#include "ui/fake.h"

/* In the fake service a letter of size 20 is 10 wide; lines are 28 high. */
static struct {
    char text[64];
    size_t size; /* of the buffer that is used */
    bool single_line, focus_first, has_second, hidden, digits;
    float high;
    char second[16];
    int changes, saved;
} form;

static void screen(struct fake *fake)
{
    if (!form.hidden && ui_text_field(fake->ui, (struct rect){100, 100, 348, form.high},
                            (struct text_field){.key = "field",
                                .name = "Field",
                                .placeholder = "Write here",
                                .size = 20,
                                .focus_first = form.focus_first,
                                .single_line = form.single_line,
                                .digits = form.digits},
                            form.text, form.size))
        form.changes++;
    if (form.has_second)
        ui_text_field(fake->ui, (struct rect){100, 400, 348, 80},
            (struct text_field){.key = "second", .name = "Second", .single_line = true},
            form.second, sizeof(form.second));
    if (ui_button(fake->ui, (struct rect){100, 600, 200, 100},
            (struct button){.key = "save", .label = "Save", .is_default = true}))
        form.saved++;
    if (ui_button(fake->ui, (struct rect){400, 600, 200, 100},
            (struct button){.key = "starter", .label = "I learned"}))
        ui_type(fake->ui, "I learned ");
}

static int setup(void **state)
{
    memset(&form, 0, sizeof(form));
    form.size = sizeof(form.text);
    form.focus_first = true;
    form.high = 200;
    fake_frame(fake_set_up(state, screen));
    return 0;
}

static void restart(struct fake *fake, const char *text)
{
    str_copy(form.text, form.size, text);
    ui_screen_changed(fake->ui, -5000);
    fake_frame(fake);
}

static const struct draw_command *caret(struct fake *fake)
{
    const struct draw_list *list = ui_draw_list(fake->ui);
    for (int i = 0; i < list->count; i++)
        if (list->commands[i].kind == DRAW_FILL && list->commands[i].w == 4 &&
            list->commands[i].h == 28)
            return &list->commands[i];
    return NULL;
}

static void type_script(struct fake *fake, const char *script)
{
    for (; *script != '\0'; script++) {
        char text[2] = {*script, '\0'};
        switch (*script) {
        case '<': fake_key(fake, KEY_LEFT); break;
        case '>': fake_key(fake, KEY_RIGHT); break;
        case '^': fake_key(fake, KEY_UP); break;
        case '_': fake_key(fake, KEY_DOWN); break;
        case '{': fake_key(fake, KEY_HOME); break;
        case '}': fake_key(fake, KEY_END); break;
        case '-': fake_key(fake, KEY_BACKSPACE); break;
        case '+': fake_key(fake, KEY_DELETE); break;
        case '/': fake_key(fake, KEY_ENTER); break;
        case ' ': fake_key(fake, KEY_SPACE); /* comes as both */ /* fall through */
        default: fake_type(fake, text);
        }
    }
}

static void test_editing(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *before, *script, *after;
        bool single_line;
    } cases[] = {
        {"", "abc", "abc", false},
        {"", "a b", "a b", false},
        {"abc", "d", "abcd", false}, /* the caret begins at the end */
        {"abc", "<x", "abxc", false},
        {"abc", "<<<<x", "xabc", false},
        {"abc", "{x}y", "xabcy", false},
        {"abc", "-", "ab", false},
        {"abc", "{-", "abc", false},
        {"abc", "{+", "bc", false},
        {"abc", "+", "abc", false},
        {"abc", "{>x", "axbc", false},
        {"héé", "-", "hé", false},
        {"é", "<x>y", "xéy", false},
        {"e\u0301x", "<-", "x", false},       /* a letter with its accent is one */
        {"a👩‍👧b", "<-", "ab", false}, /* so is a family */
        {"ab", "/c", "ab\nc", false},
        {"ab", "/c", "abc", true}, /* Enter chooses the default button there */
        {"ab\ncd", "{x", "ab\nxcd", false},
        {"ab\ncd", "^x", "abx\ncd", false},
        {"ab\ncd", "{^}x", "abx\ncd", false},
        {"ab\ncd", "^<_x", "ab\ncxd", false},
        {"ab\ncd", "^^x", "xab\ncd", false},
        {"ab\ncd", "__x", "ab\ncdx", false},
        {"مرحبا", "<x", "مرحباx", false}, /* left is onwards there */
        {"مرحبا", ">x", "مرحبxا", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        form.single_line = cases[i].single_line;
        restart(fake, cases[i].before);
        type_script(fake, cases[i].script);
        if (strcmp(form.text, cases[i].after) != 0)
            fail_msg("case %zu: '%s' is not '%s'", i, form.text, cases[i].after);
        assert_string_equal(fake_node(fake, "Field")->value, cases[i].after);
    }
}

static void test_enter_in_a_single_line_chooses_the_default(void **state)
{
    struct fake *fake = *state;
    form.single_line = true;
    restart(fake, "12");
    type_script(fake, "/");
    assert_int_equal(form.saved, 1);
    form.single_line = false;
    fake_frame(fake);
    type_script(fake, "/");
    assert_int_equal(form.saved, 1);
}

static void test_what_does_not_fit_is_left_out_whole(void **state)
{
    struct fake *fake = *state;
    form.size = 8;
    static const struct {
        const char *before, *typed, *after;
    } cases[] = {
        {"", "1234567", "1234567"},
        {"", "12345678", "1234567"},
        {"123456", "é", "123456"},
        {"12345", "éx", "12345é"},
        {"", "ééé!", "ééé!"},
        {"", "éééé", "ééé"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(form.text, 0x55, sizeof(form.text));
        restart(fake, cases[i].before);
        fake_type(fake, cases[i].typed);
        assert_string_equal(form.text, cases[i].after);
        assert_int_equal(form.text[8], 0x55); /* nothing behind the buffer */
    }
}

static void test_typed_text_is_cleaned(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *typed, *after;
        bool single_line;
    } cases[] = {{"a\x01"
                  "b",
                     "ab", false},
        {"a\xFF"
         "b",
            "a\uFFFDb", false},
        {"a\u202E"
         "b",
            "ab", false},
        {"a\tb\nc", "a b\nc", false}, {"a\nb", "a b", true}, {"e\u0301te\u0301", "été", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        form.single_line = cases[i].single_line;
        restart(fake, "");
        fake_type(fake, cases[i].typed);
        assert_string_equal(form.text, cases[i].after);
    }
}

/* An accent that comes after its letter belongs to it: a right answer is compared as bytes. */
static void test_an_accent_joins_its_letter(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *before, *typed, *after;
    } cases[] = {
        {"le", "\u0301|", "lé|"},
        {"nguye\u0302", "\u0303", "nguyễ"},
        {"x", "\u0301", "x\u0301"},
        {"", "\u0301a", "\u0301a"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        restart(fake, cases[i].before);
        fake_type(fake, cases[i].typed);
        assert_string_equal(form.text, cases[i].after);
    }
}

static void test_a_burst_is_not_lost(void **state)
{
    struct fake *fake = *state;
    static char big[4096];
    struct input input = {.kind = INPUT_TEXT};
    form.size = sizeof(form.text);
    for (int i = 0; i < 60; i++) {
        STR_FORMAT(input.text, "%c", 'a' + i % 26);
        assert_true(ui_input(fake->ui, &input));
    }
    fake_frame(fake);
    assert_int_equal(strlen(form.text), 60);
    for (int i = 0; i < 60; i++)
        assert_int_equal(form.text[i], 'a' + i % 26);
    assert_int_equal(form.changes, 1);
    memset(big, 'x', sizeof(big) - 1);
    for (int i = 0; i < 100; i++) { /* far more than can wait: no abort */
        memset(input.text, 'y', sizeof(input.text) - 1);
        ui_input(fake->ui, &input);
    }
    fake_frame(fake);
    assert_int_equal(strlen(form.text), 63);
}

static void test_changes_are_told_once(void **state)
{
    struct fake *fake = *state;
    fake_type(fake, "ab");
    assert_int_equal(form.changes, 1);
    fake_frame(fake);
    fake_key(fake, KEY_LEFT);
    assert_int_equal(form.changes, 1);
    fake_key(fake, KEY_BACKSPACE);
    assert_int_equal(form.changes, 2);
    assert_string_equal(form.text, "b");
    STR_COPY(form.text, "other"); /* the screen changes it: the caret goes to its end */
    fake_frame(fake);
    assert_int_equal(form.changes, 2);
    fake_type(fake, "!");
    assert_string_equal(form.text, "other!");
}

static void test_where_typing_goes(void **state)
{
    struct fake *fake = *state;
    form.has_second = true;
    restart(fake, "");
    assert_string_equal(fake_focus(fake), "Field");
    fake_type(fake, "a");
    fake_tap_node(fake, "Second");
    assert_string_equal(fake_focus(fake), "Second");
    fake_type(fake, "b");
    fake_tap_node(fake, "I learned"); /* a tap on a button leaves the field */
    fake_type(fake, "c");
    assert_string_equal(form.text, "a");
    assert_string_equal(form.second, "bI learned c");
    fake_key(fake, KEY_TAB); /* on a button by keys: typing goes nowhere */
    assert_string_equal(fake_focus(fake), "Save");
    assert_false(fake_type(fake, "d"));
    fake_key(fake, KEY_TAB);
    fake_key(fake, KEY_ENTER); /* but a starter still goes into the field */
    assert_string_equal(form.second, "bI learned cI l"); /* as much as fits */
    assert_string_equal(form.text, "a");
}

static void test_space_that_chooses_is_not_typed(void **state)
{
    struct fake *fake = *state;
    form.hidden = true;
    restart(fake, "");
    fake_key(fake, KEY_TAB);
    fake_key(fake, KEY_SPACE);
    assert_int_equal(form.saved, 1);
    form.hidden = false; /* what it led to has a field */
    ui_screen_changed(fake->ui, -5000);
    fake_frame(fake);
    assert_string_equal(fake_focus(fake), "Field");
    fake_type(fake, " ");
    assert_string_equal(form.text, "");
    fake->setting.now_ms += 1000;
    fake_type(fake, " ");
    assert_string_equal(form.text, " ");
}

static void test_typing_without_a_field_is_dropped(void **state)
{
    struct fake *fake = *state;
    form.hidden = true;
    restart(fake, "");
    assert_false(fake_type(fake, "abc"));
    fake_tap_node(fake, "I learned");
    form.hidden = false;
    fake_frame(fake);
    assert_string_equal(form.text, "");
}

static void test_typing_into_a_field_that_goes_is_dropped(void **state)
{
    struct fake *fake = *state;
    struct input input = {.kind = INPUT_TEXT, .text = "abc"};
    assert_true(ui_input(fake->ui, &input));
    form.hidden = true;
    fake_frame(fake);
    assert_true(ui_deadline_ms(fake->ui) == INT64_MAX);
    form.hidden = false;
    fake_frame(fake);
    assert_string_equal(form.text, "");
}

static void test_digits_alone(void **state)
{
    struct fake *fake = *state;
    form.digits = true;
    restart(fake, "");
    fake_type(fake, "1a/2 .-,");
    fake_type(fake, "\u0663\u06F4\u0967\uFF19\u00BD");
    assert_string_equal(form.text, "123419");
    fake_tap_node(fake, "I learned");
    assert_string_equal(form.text, "123419");
    fake_key(fake, KEY_BACKSPACE);
    assert_string_equal(form.text, "12341");
}

static void test_the_caret_is_where_typing_goes(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *text, *script;
        int x, y;
    } cases[] = {
        {"", "", 124, 116},
        {"abc", "", 154, 116},
        {"abc", "{", 124, 116},
        {"abc  ", "", 174, 116},
        {"ab\ncd", "", 144, 144},
        {"ab\n", "", 124, 144},
        {"0123456789 0123456789 0123456789", "", 224, 144}, /* wrapped: 300 wide inside */
        {"مرحبا", "", 424 - 54, 116},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        restart(fake, cases[i].text);
        type_script(fake, cases[i].script);
        const struct draw_command *c = caret(fake);
        assert_non_null(c);
        if (c->x != cases[i].x || c->y != cases[i].y)
            fail_msg("case %zu: the caret is at %d, %d", i, c->x, c->y);
    }
}

static void test_the_caret_does_not_blink(void **state)
{
    struct fake *fake = *state;
    restart(fake, "abc");
    uint64_t hash = fake_hash(fake);
    for (int i = 0; i < 20; i++) {
        fake->setting.now_ms += 130;
        fake_frame(fake);
        assert_true(fake_hash(fake) == hash);
        assert_true(ui_deadline_ms(fake->ui) == INT64_MAX);
    }
}

static void test_tapping_places_the_caret(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *text;
        float x, y;
        const char *after;
    } cases[] = {
        {"abcd", 145, 130, "ab|cd"},
        {"abcd", 126, 130, "|abcd"},
        {"abcd", 400, 130, "abcd|"},
        {"abcd", 400, 280, "abcd|"},
        {"ab\ncd", 135, 125, "a|b\ncd"},
        {"ab\ncd", 135, 155, "ab\nc|d"},
        {"مرحبا", 415, 130, "م|رحبا"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        restart(fake, cases[i].text);
        fake_tap(fake, cases[i].x, cases[i].y);
        fake_type(fake, "|");
        if (strcmp(form.text, cases[i].after) != 0)
            fail_msg("case %zu: '%s'", i, form.text);
    }
}

static void test_it_scrolls_to_the_caret(void **state)
{
    struct fake *fake = *state;
    form.size = 64;
    restart(fake, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10");
    const struct draw_command *c = caret(fake);
    assert_true(c->y >= 116 && c->y + c->h <= 284);
    for (int i = 0; i < 9; i++)
        fake_key(fake, KEY_UP);
    c = caret(fake);
    assert_int_equal(c->y, 116);
    fake_key(fake, KEY_DOWN);
    assert_int_equal(caret(fake)->y, 116 + 28); /* no jumps while there is room */
}

static void check_lines_are_whole(struct fake *fake, int shown, const char *text)
{
    restart(fake, text);
    const struct draw_list *list = ui_draw_list(fake->ui);
    struct draw_command clip = {0};
    int lines = 0;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP)
            clip = *c;
        if (c->kind != DRAW_TEXT || clip.h == 0)
            continue;
        lines++;
        int middle = c->y + c->h / 2; /* of letters, in the middle of their line */
        assert_true(middle - 14 >= 104 && middle + 14 <= 100 + (int)form.high - 4);
        assert_true(c->y >= clip.y && c->y + c->h <= clip.y + clip.h);
    }
    assert_int_equal(lines, shown);
    assert_int_equal(clip.h, 0);
    assert_non_null(caret(fake)); /* as high as a line */
}

static void test_it_shows_whole_lines(void **state)
{
    struct fake *fake = *state;
    static const struct {
        float high;
        int shown;
    } cases[] = {{45, 1}, {64, 2}, {70, 2}, {90, 2}, {92, 3}, {110, 3}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        form.high = cases[i].high;
        check_lines_are_whole(fake, cases[i].shown, "1\n2\n3\n4\n5\n6");
    }
    form.high = 90;
    form.single_line = true;
    check_lines_are_whole(fake, 1, "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9");
    form.single_line = false;
}

static const struct draw_command *first_letter(struct fake *fake)
{
    const struct draw_list *list = ui_draw_list(fake->ui);
    for (int i = 0; i < list->count; i++)
        if (list->commands[i].kind == DRAW_TEXT && list->commands[i].text[0] == 'x')
            return &list->commands[i];
    return NULL;
}

static void test_large_text_leaves_room_for_two_lines(void **state)
{
    struct fake *fake = *state;
    static const struct {
        float high;
        bool single_line;
        int size;
    } cases[] = {
        {200, false, 26}, {72, false, 26}, {60, false, 22}, {72, true, 26}, {40, true, 23}};
    fake->setting.text_scale = 1.3F;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        form.high = cases[i].high;
        form.single_line = cases[i].single_line;
        restart(fake, "x");
        assert_int_equal(first_letter(fake)->size, cases[i].size);
    }
}

static void test_placeholder(void **state)
{
    struct fake *fake = *state;
    restart(fake, "");
    const struct draw_list *list = ui_draw_list(fake->ui);
    bool found = false;
    for (int i = 0; i < list->count; i++)
        found = found || (list->commands[i].kind == DRAW_TEXT &&
                             strncmp(list->commands[i].text, "Write here", 10) == 0);
    assert_true(found);
    assert_string_equal(fake_node(fake, "Field")->value, "");
}

/* The same edits on a list of characters. */
struct model {
    uint32_t codes[64];
    int count, caret;
};

static void model_insert(struct model *m, uint32_t code, size_t room)
{
    char bytes[4];
    size_t used = 0;
    for (int i = 0; i < m->count; i++)
        used += utf8_encode(m->codes[i], bytes);
    if (used + utf8_encode(code, bytes) > room)
        return;
    memmove(m->codes + m->caret + 1, m->codes + m->caret,
        sizeof(uint32_t) * (size_t)(m->count - m->caret));
    m->codes[m->caret++] = code;
    m->count++;
}

static void model_erase(struct model *m, int at)
{
    if (at < 0 || at >= m->count)
        return;
    memmove(m->codes + at, m->codes + at + 1, sizeof(uint32_t) * (size_t)(m->count - at - 1));
    m->count--;
    m->caret = at;
}

static void model_key(struct model *m, enum key key)
{
    switch (key) {
    case KEY_LEFT: m->caret = MAX(m->caret - 1, 0); break;
    case KEY_RIGHT: m->caret = MIN(m->caret + 1, m->count); break;
    case KEY_BACKSPACE: model_erase(m, m->caret - 1); break;
    case KEY_DELETE: model_erase(m, m->caret); break;
    case KEY_HOME:
        while (m->caret > 0 && m->codes[m->caret - 1] != '\n')
            m->caret--;
        break;
    case KEY_END:
        while (m->caret < m->count && m->codes[m->caret] != '\n')
            m->caret++;
        break;
    default: break;
    }
}

static void model_text(const struct model *m, char *out)
{
    for (int i = 0; i < m->count; i++)
        out += utf8_encode(m->codes[i], out);
    *out = '\0';
}

static void run_random_edits(struct fake *fake, uint64_t seed)
{
    static const uint32_t alphabet[] = {'a', 'b', ' ', '\n', 0xE9, 0xDF, 0x4F60, 0x1F98A, 0x20AC};
    static const enum key keys[] = {
        KEY_LEFT, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_BACKSPACE, KEY_BACKSPACE, KEY_DELETE};
    struct rng rng = rng_seeded(seed);
    struct model model = {0};
    char expected[sizeof(form.text) * 4];
    restart(fake, "");
    for (int step = 0; step < 120; step++) {
        if (rng_below(&rng, 10) < 6) {
            uint32_t code = alphabet[rng_below(&rng, COUNT_OF(alphabet))];
            char bytes[5] = "";
            utf8_encode(code, bytes);
            model_insert(&model, code, form.size - 1);
            fake_type(fake, bytes);
        } else {
            enum key key = keys[rng_below(&rng, COUNT_OF(keys))];
            model_key(&model, key);
            fake_key(fake, key);
        }
        model_text(&model, expected);
        if (strcmp(form.text, expected) != 0)
            fail_msg("seed %llu step %d: '%s' is not '%s'", (unsigned long long)seed, step,
                form.text, expected);
    }
}

static void test_random_edits_agree_with_a_model(void **state)
{
    struct fake *fake = *state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        form.size = 8 + seed % 50;
        run_random_edits(fake, seed);
    }
}

static void test_numbers_in_a_right_to_left_language(void **state)
{
    struct fake *fake = *state;
    fake->setting.rtl = true;
    restart(fake, "");
    int inner_left = 1280 - 100 - 348 + 24, inner_right = 1280 - 100 - 24;
    assert_int_equal(caret(fake)->x, inner_right - 4);
    fake_type(fake, "2 3/4");
    const struct draw_list *list = ui_draw_list(fake->ui);
    const struct draw_command *text = NULL;
    for (int i = 0; i < list->count && text == NULL; i++)
        if (list->commands[i].kind == DRAW_TEXT && list->commands[i].text_length == 5)
            text = &list->commands[i];
    assert_non_null(text);
    assert_false(text->rtl);
    assert_int_equal(text->x + text->w, inner_right - 4); /* at the start side … */
    assert_int_equal(caret(fake)->x, inner_right - 4);    /* … and the caret behind the 4 */
    fake_key(fake, KEY_LEFT);
    assert_int_equal(caret(fake)->x, inner_right - 14);
    fake_type(fake, "1");
    assert_string_equal(form.text, "2 3/14");
    fake_tap(fake, (float)(inner_right - 4 - 60 + 2), 130); /* on the left half of the 2 */
    fake_type(fake, "5");
    assert_string_equal(form.text, "52 3/14");
    fake_type(fake, "abc"); /* letters go to their own side */
    assert_string_equal(form.text, "5abc2 3/14");
    assert_int_equal(caret(fake)->x, inner_left + 40);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_numbers_in_a_right_to_left_language),
        TEST(test_editing),
        TEST(test_enter_in_a_single_line_chooses_the_default),
        TEST(test_what_does_not_fit_is_left_out_whole),
        TEST(test_typed_text_is_cleaned),
        TEST(test_an_accent_joins_its_letter),
        TEST(test_a_burst_is_not_lost),
        TEST(test_changes_are_told_once),
        TEST(test_where_typing_goes),
        TEST(test_space_that_chooses_is_not_typed),
        TEST(test_typing_without_a_field_is_dropped),
        TEST(test_typing_into_a_field_that_goes_is_dropped),
        TEST(test_digits_alone),
        TEST(test_the_caret_is_where_typing_goes),
        TEST(test_the_caret_does_not_blink),
        TEST(test_tapping_places_the_caret),
        TEST(test_it_scrolls_to_the_caret),
        TEST(test_it_shows_whole_lines),
        TEST(test_large_text_leaves_room_for_two_lines),
        TEST(test_placeholder),
        TEST(test_random_edits_agree_with_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
