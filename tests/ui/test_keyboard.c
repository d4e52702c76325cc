#include "ui/fake.h"

static struct {
    char text[512];
    struct keyboard keyboard;
    bool single_line, no_field, beside;
    int saved;
} form;

static void screen(struct fake *fake)
{
    struct rect rest = ui_canvas(fake->ui);
    struct rect below = rect_cut_bottom(&rest, ui_keyboard_height(fake->ui));
    if (form.beside) /* as a number pad is placed */
        below = (struct rect){820, 130, 420, 630};
    if (!form.no_field)
        ui_text_field(fake->ui, rect_cut_top(&rest, 150),
            (struct text_field){.key = "field",
                .name = "Field",
                .focus_first = true,
                .single_line = form.single_line},
            form.text, sizeof(form.text));
    if (ui_button(fake->ui, rect_cut_top(&rest, 80),
            (struct button){.key = "save", .label = "Save", .is_default = true}))
        form.saved++;
    ui_keyboard(fake->ui, below, &form.keyboard);
}

static int setup(void **state)
{
    memset(&form, 0, sizeof(form));
    fake_set_up(state, screen);
    return 0;
}

static void restart(struct fake *fake, struct keyboard keyboard)
{
    form.keyboard = keyboard;
    form.text[0] = '\0';
    ui_screen_changed(fake->ui, -5000);
    fake_frame(fake);
}

/* Every key that types is tapped, in the order of the screen. */
static const struct {
    enum keyboard_layout layout;
    int page;
    const char *typed;
} pages[] = {
    {KEYBOARD_ABC, 0, "abcdefghijklmnopqrstuvwxyz’,. ?!\n"},
    {KEYBOARD_QWERTY, 0, "qwertyuiopasdfghjkl’zxcvbnm,. ?!\n"},
    {KEYBOARD_AZERTY, 0, "azertyuiopqsdfghjklmwxcvbn’,. ?!\n"},
    {KEYBOARD_SPANISH, 0, "qwertyuiopasdfghjklñzxcvbnm,. ?!\n"},
    {KEYBOARD_ARABIC, 0, "ضصثقفغعهخحجدشسيبلاتنمكطذئءؤرلاىةوزظ ،؟.\n"},
    {KEYBOARD_NUMBER, 0, "123456/789.0-, "},
    {KEYBOARD_DIGITS, 0, "1234567890"},
    {KEYBOARD_QWERTY, 1, "1234567890+-×÷=/%()\":;<>@#&*’ ,.\n"},
    {KEYBOARD_AZERTY, 2, "áàâäãåæçéèêëíîïñóòôöõøœúùûüß¿¡ «»\n"},
    /* Several marks on one letter stand in Unicode's order, however they were typed. */
    {KEYBOARD_ARABIC, 2, "أإآٱپچژگڤ\u064B\u064C\u064D\u064E\u064F\u0650\u0651\u0652ـ؛:!()\" ،.\n"},
};

static bool types(const char *name)
{
    static const char *const others[] = {
        "Capital letter", "Delete", "Numbers", "Letters", "Accents", "ABC", "QWERTY"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(name, others[i]) == 0)
            return false;
    return true;
}

static void tap_all_keys(struct fake *fake)
{
    struct ui_tree tree = ui_get_tree(fake->ui);
    for (int i = 0; i < tree.count; i++) {
        struct ui_node node = ui_get_tree(fake->ui).nodes[i];
        if (node.role == ROLE_KEY && types(node.name))
            fake_tap(fake, (float)node.x + (float)node.w / 2, (float)node.y + (float)node.h / 2);
    }
}

static void test_every_key_types_what_it_shows(void **state)
{
    struct fake *fake = *state;
    static const struct {
        int width, height;
    } sizes[] = {{1280, 800}, {800, 480}, {1920, 1080}};
    for (size_t s = 0; s < COUNT_OF(sizes); s++)
        for (size_t i = 0; i < COUNT_OF(pages); i++)
            for (int rtl = 0; rtl < 2; rtl++) {
                fake->setting.width = sizes[s].width;
                fake->setting.height = sizes[s].height;
                fake->setting.rtl = rtl;
                restart(fake, (struct keyboard){.layout = pages[i].layout,
                                  .other = pages[i].layout,
                                  .page = pages[i].page});
                tap_all_keys(fake);
                if (strcmp(form.text, pages[i].typed) != 0)
                    fail_msg("layout %zu: '%s'", i, form.text);
            }
}

static void test_capital_letters(void **state)
{
    struct fake *fake = *state;
    static const struct {
        enum keyboard_layout layout;
        int page;
        const char *key, *typed;
    } cases[] = {{KEYBOARD_QWERTY, 0, "Q", "Qq"}, {KEYBOARD_ABC, 0, "Z", "Zz"},
        {KEYBOARD_AZERTY, 2, "É", "Éé"}, {KEYBOARD_AZERTY, 2, "Œ", "Œœ"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        restart(fake, (struct keyboard){.layout = cases[i].layout, .page = cases[i].page});
        fake_tap_node(fake, "Capital letter");
        assert_true(fake_node(fake, "Capital letter")->state & STATE_SELECTED);
        fake_tap_node(fake, cases[i].key);
        assert_false(fake_node(fake, "Capital letter")->state & STATE_SELECTED);
        char lower[8];
        STR_COPY(lower, cases[i].typed + strlen(cases[i].key));
        fake_tap_node(fake, lower);
        assert_string_equal(form.text, cases[i].typed);
    }
    fake_tap_node(fake, "Capital letter");
    fake_tap_node(fake, "Capital letter"); /* and off again */
    assert_false(form.keyboard.shift);
}

static void test_keys_are_large_and_apart(void **state)
{
    struct fake *fake = *state;
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        restart(fake, (struct keyboard){.layout = pages[i].layout, .page = pages[i].page});
        struct ui_tree tree = ui_get_tree(fake->ui);
        for (int a = 0; a < tree.count; a++) {
            const struct ui_node *key = &tree.nodes[a];
            if (key->role != ROLE_KEY)
                continue;
            assert_true(key->w >= 76 && key->h >= 52);
            assert_true(key->x >= 0 && key->x + key->w <= 1280 && key->y + key->h <= 800);
            for (int b = 0; b < a; b++) {
                const struct ui_node *other = &tree.nodes[b];
                bool apart = other->x + other->w <= key->x || key->x + key->w <= other->x ||
                             other->y + other->h <= key->y || key->y + key->h <= other->y;
                if (!apart)
                    fail_msg("%s lies over %s", key->name, other->name);
            }
        }
    }
}

static void test_keys_of_the_number_pad_are_large(void **state)
{
    struct fake *fake = *state;
    form.beside = true;
    restart(fake, (struct keyboard){.layout = KEYBOARD_NUMBER});
    struct ui_tree tree = ui_get_tree(fake->ui);
    int keys = 0;
    for (int i = 0; i < tree.count; i++) {
        const struct ui_node *key = &tree.nodes[i];
        if (key->role != ROLE_KEY)
            continue;
        keys++;
        if (key->w < 86 || key->h < 76)
            fail_msg("'%s' is %d x %d", key->name, key->w, key->h);
        assert_true(key->x >= 820 && key->x + key->w <= 1240);
    }
    assert_int_equal(keys, 16);
}

static void test_labels_stay_within_their_keys(void **state)
{
    struct fake *fake = *state;
    form.beside = true;
    fake->setting.text_scale = 1.3F;
    restart(fake, (struct keyboard){.layout = KEYBOARD_NUMBER});
    const struct ui_node *key = fake_node(fake, "Space");
    const struct draw_list *list = ui_draw_list(fake->ui);
    int found = 0;
    for (int i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind != DRAW_TEXT || c->text_length != 5 || memcmp(c->text, "Space", 5) != 0)
            continue;
        found++;
        assert_true(c->x >= key->x + 8 && c->x + c->w <= key->x + key->w - 8);
        assert_true(c->size >= 26);
    }
    assert_int_equal(found, 1);
}

static void test_pages_and_layouts(void **state)
{
    struct fake *fake = *state;
    restart(fake, (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_ABC});
    fake_tap_node(fake, "Numbers");
    assert_non_null(fake_node(fake, "7"));
    assert_null(fake_node(fake, "q"));
    fake_tap_node(fake, "Letters");
    assert_non_null(fake_node(fake, "q"));
    fake_tap_node(fake, "Accents");
    assert_non_null(fake_node(fake, "ñ"));
    fake_tap_node(fake, "Letters");
    assert_false(form.keyboard.user_choice);
    fake_tap_node(fake, "ABC");
    assert_int_equal(form.keyboard.layout, KEYBOARD_ABC);
    assert_int_equal(form.keyboard.other, KEYBOARD_QWERTY);
    assert_true(form.keyboard.user_choice);
    fake_tap_node(fake, "QWERTY");
    assert_int_equal(form.keyboard.layout, KEYBOARD_QWERTY);
    assert_string_equal(form.text, "");
}

static void test_delete_and_its_repeat(void **state)
{
    struct fake *fake = *state;
    restart(fake, (struct keyboard){.layout = KEYBOARD_QWERTY, .other = KEYBOARD_QWERTY});
    fake_type(fake, "0123456789");
    fake_tap_node(fake, "Delete");
    assert_string_equal(form.text, "012345678");
    const struct ui_node *key = fake_node(fake, "Delete");
    float x = (float)key->x + 5, y = (float)key->y + 5;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, x, y);
    assert_string_equal(form.text, "012345678");
    assert_true(ui_deadline_ms(fake->ui) > fake->setting.now_ms);
    for (int i = 0; i < 3; i++) {
        assert_true(ui_deadline_ms(fake->ui) < INT64_MAX);
        fake->setting.now_ms = ui_deadline_ms(fake->ui);
        fake_frame(fake);
    }
    assert_string_equal(form.text, "012345");
    fake_pointer(fake, INPUT_POINTER_UP, 1, x, y); /* what repeated is not chosen as well */
    assert_string_equal(form.text, "012345");
    assert_true(ui_deadline_ms(fake->ui) == INT64_MAX);
    fake->setting.now_ms += 10000;
    fake_frame(fake);
    assert_string_equal(form.text, "012345");
}

static void test_return_in_a_single_line(void **state)
{
    struct fake *fake = *state;
    form.single_line = true;
    restart(fake, (struct keyboard){.layout = KEYBOARD_QWERTY});
    fake_tap_node(fake, "New line");
    assert_int_equal(form.saved, 1);
    assert_string_equal(form.text, "");
}

static void test_keys_by_switches(void **state)
{
    struct fake *fake = *state;
    restart(fake, (struct keyboard){.layout = KEYBOARD_QWERTY});
    fake_key(fake, KEY_NEXT);
    fake_key(fake, KEY_NEXT);
    assert_string_equal(fake_focus(fake), "q");
    fake_key(fake, KEY_CHOOSE);
    fake_key(fake, KEY_NEXT);
    fake_key(fake, KEY_CHOOSE);
    assert_string_equal(form.text, "qw");
    assert_string_equal(fake_focus(fake), "w");
}

static void test_without_a_field_nothing_happens(void **state)
{
    struct fake *fake = *state;
    form.no_field = true;
    restart(fake, (struct keyboard){.layout = KEYBOARD_QWERTY});
    tap_all_keys(fake);
    fake_tap_node(fake, "Delete");
    form.no_field = false;
    fake_frame(fake);
    assert_string_equal(form.text, "");
}

static void test_layout_of_a_language(void **state)
{
    (void)state;
    static const struct {
        const char *language;
        bool abc;
        enum keyboard_layout layout;
    } cases[] = {{"en", false, KEYBOARD_QWERTY}, {"en", true, KEYBOARD_ABC},
        {"fr", false, KEYBOARD_AZERTY}, {"fr_CA", false, KEYBOARD_AZERTY},
        {"fr", true, KEYBOARD_ABC}, {"ar", false, KEYBOARD_ARABIC}, {"ar", true, KEYBOARD_ARABIC},
        {"es", false, KEYBOARD_SPANISH}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(keyboard_for(cases[i].language, cases[i].abc), cases[i].layout);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_every_key_types_what_it_shows),
        TEST(test_capital_letters),
        TEST(test_keys_are_large_and_apart),
        TEST(test_keys_of_the_number_pad_are_large),
        TEST(test_labels_stay_within_their_keys),
        TEST(test_pages_and_layouts),
        TEST(test_delete_and_its_repeat),
        TEST(test_return_in_a_single_line),
        TEST(test_keys_by_switches),
        TEST(test_without_a_field_nothing_happens),
        TEST(test_layout_of_a_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
