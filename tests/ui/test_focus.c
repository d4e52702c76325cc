#include "ui/fake.h"

static struct {
    int chosen[10];
    bool modal, gone[10], disabled[10], with_default, with_cancel;
    int chosen_in_modal;
} seen;

/* 0 1 2
 * 3 4 5
 *   6    (in the middle) */
static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6"};

static void grid(struct fake *fake)
{
    for (int i = 0; i < 7; i++) {
        if (seen.gone[i])
            continue;
        struct rect r = {100 + 200.0F * (float)(i % 3), 100 + 150.0F * (float)(i / 3), 150, 100};
        if (i == 6)
            r.x = 300;
        if (ui_button(fake->ui, r,
                (struct button){.key = "grid",
                    .index = i,
                    .label = names[i],
                    .disabled = seen.disabled[i],
                    .is_default = seen.with_default && i == 6,
                    .is_cancel = seen.with_cancel && i == 5}))
            seen.chosen[i]++;
    }
    if (!seen.modal)
        return;
    ui_modal_begin(fake->ui, (struct rect){300, 100, 600, 500}, "Sure?");
    static const char *const answers[] = {"yes", "no"};
    for (int i = 0; i < 2; i++)
        if (ui_button(fake->ui, (struct rect){350 + 200.0F * (float)i, 300, 150, 100},
                (struct button){
                    .key = "answer", .index = i, .label = answers[i], .is_cancel = i == 1}))
            seen.chosen_in_modal = i + 1;
    ui_modal_end(fake->ui);
}

static int setup(void **state)
{
    memset(&seen, 0, sizeof(seen));
    fake_frame(fake_set_up(state, grid));
    return 0;
}

static void press_keys(struct fake *fake, const char *keys)
{
    for (; *keys != '\0'; keys++)
        switch (*keys) {
        case 'T': fake_key(fake, KEY_TAB); break;
        case 'S':
            fake_input(fake, (struct input){.kind = INPUT_KEY, .key = KEY_TAB, .shift = true});
            break;
        case 'N': fake_key(fake, KEY_NEXT); break;
        case 'l': fake_key(fake, KEY_LEFT); break;
        case 'r': fake_key(fake, KEY_RIGHT); break;
        case 'u': fake_key(fake, KEY_UP); break;
        case 'd': fake_key(fake, KEY_DOWN); break;
        case 'E': fake_key(fake, KEY_ENTER); break;
        case ' ': fake_key(fake, KEY_SPACE); break;
        case 'C': fake_key(fake, KEY_CHOOSE); break;
        case 'X': fake_key(fake, KEY_ESCAPE); break;
        default: fail();
        }
}

static void test_moving_the_focus(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *keys;
        bool rtl;
        const char *focus;
    } cases[] = {
        {"", false, ""},
        {"T", false, "0"},
        {"S", false, "6"},
        {"TT", false, "1"},
        {"TTTTTTTT", false, "0"}, /* around */
        {"TS", false, "6"},
        {"NN", false, "1"},
        {"d", false, "0"}, /* the first arrow finds the first */
        {"Tr", false, "1"},
        {"Trr", false, "2"},
        {"Trrr", false, "2"}, /* no further */
        {"Tl", false, "0"},
        {"Td", false, "3"},
        {"Tdd", false, "6"},
        {"Trdd", false, "6"},
        {"Trddu", false, "4"},
        {"Trrddu", false, "4"},
        {"Trddl", false, "3"}, /* not straight ahead, but on that side */
        {"TTTTTl", false, "3"},
        {"Tu", false, "0"},
        {"Tl", true, "1"}, /* what comes next is on the left */
        {"Tr", true, "0"},
        {"TT", true, "1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake->setting.rtl = cases[i].rtl;
        ui_screen_changed(fake->ui, -5000);
        fake_frame(fake);
        press_keys(fake, cases[i].keys);
        if (strcmp(fake_focus(fake), cases[i].focus) != 0)
            fail_msg("case %zu: the focus is on '%s'", i, fake_focus(fake));
    }
}

static void test_choosing(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *keys;
        bool with_default;
        int chosen; /* -1 none */
    } cases[] = {{"TE", false, 0}, {"T ", false, 0}, {"TC", false, 0}, {"NNNC", false, 2},
        {"E", false, -1}, {"E", true, 6}, {" ", true, -1}, {"C", true, -1}, {"CC", true, 0},
        {"TTE", true, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ui_screen_changed(fake->ui, -5000);
        memset(&seen, 0, sizeof(seen));
        seen.with_default = cases[i].with_default;
        fake_frame(fake);
        press_keys(fake, cases[i].keys);
        for (int k = 0; k < 7; k++)
            if (seen.chosen[k] != (k == cases[i].chosen))
                fail_msg("case %zu: %d chosen %d times", i, k, seen.chosen[k]);
    }
}

static void test_the_ring_shows_after_keys_only(void **state)
{
    struct fake *fake = *state;
    uint64_t plain = fake_hash(fake);
    fake_tap(fake, 150, 150);
    assert_true(fake_hash(fake) == plain);
    press_keys(fake, "T");
    uint64_t ring = fake_hash(fake);
    assert_true(ring != plain);
    fake_tap(fake, 1000, 700);
    assert_true(fake_hash(fake) == plain);
    press_keys(fake, "T");
    assert_true(fake_hash(fake) != plain);
}

static void test_disabled_controls_are_passed_over(void **state)
{
    struct fake *fake = *state;
    seen.disabled[1] = true;
    fake_frame(fake);
    press_keys(fake, "TT");
    assert_string_equal(fake_focus(fake), "2");
    press_keys(fake, "l");
    assert_string_equal(fake_focus(fake), "0");
}

static void test_a_focus_that_is_gone_starts_again(void **state)
{
    struct fake *fake = *state;
    press_keys(fake, "TTT");
    seen.gone[2] = true;
    fake_frame(fake);
    assert_string_equal(fake_focus(fake), "");
    assert_true(ui_focused(fake->ui) == 0);
    press_keys(fake, "T");
    assert_string_equal(fake_focus(fake), "0");
}

static void test_held_keys_do_not_reach_the_next_screen(void **state)
{
    struct fake *fake = *state;
    seen.with_default = true;
    ui_screen_changed(fake->ui, fake->setting.now_ms);
    fake_frame(fake);
    press_keys(fake, "E");
    assert_int_equal(seen.chosen[6], 0);
    fake_input(fake, (struct input){.kind = INPUT_KEY, .key = KEY_ENTER, .deliberate = true});
    assert_int_equal(seen.chosen[6], 1);
    fake->setting.now_ms += UI_HOLDOVER_MS;
    press_keys(fake, "E");
    assert_int_equal(seen.chosen[6], 2);
}

static void test_a_modal_keeps_the_focus_and_gives_it_back(void **state)
{
    struct fake *fake = *state;
    press_keys(fake, "TTTTT");
    assert_string_equal(fake_focus(fake), "4");
    seen.modal = true;
    fake_frame(fake);
    assert_true(fake->passes > 1);
    assert_string_equal(fake_focus(fake), "yes");
    press_keys(fake, "TT");
    assert_string_equal(fake_focus(fake), "yes");
    press_keys(fake, "lluudd");
    assert_string_equal(fake_focus(fake), "yes");
    press_keys(fake, "rC");
    assert_int_equal(seen.chosen_in_modal, 2);
    seen.modal = false;
    fake_frame(fake);
    assert_string_equal(fake_focus(fake), "4");
}

static void test_a_modal_takes_the_touches(void **state)
{
    struct fake *fake = *state;
    seen.modal = true;
    seen.with_default = true;
    fake_frame(fake);
    assert_string_equal(fake_focus(fake), "");
    fake_tap_node(fake, "0");
    fake_tap_node(fake, "4"); /* below the dialog */
    press_keys(fake, "E");
    for (int i = 0; i < 7; i++)
        assert_int_equal(seen.chosen[i], 0);
    fake_tap_node(fake, "yes");
    assert_int_equal(seen.chosen_in_modal, 1);
    const struct ui_node *dialog = fake_node(fake, "Sure?");
    assert_int_equal(dialog->role, ROLE_DIALOG);
    assert_true(dialog->state & STATE_MODAL);
    seen.modal = false;
    fake_frame(fake);
    fake_tap_node(fake, "0");
    assert_int_equal(seen.chosen[0], 1);
}

static int below, above;

static void small_below_a_modal(struct fake *fake)
{
    if (ui_button(fake->ui, (struct rect){400, 330, 20, 20},
            (struct button){.key = "small", .label = "small"}))
        below++;
    ui_modal_begin(fake->ui, (struct rect){300, 100, 600, 500}, "Sure?");
    if (ui_button(fake->ui, (struct rect){350, 300, 150, 100},
            (struct button){.key = "yes", .label = "yes"}))
        above++;
    ui_modal_end(fake->ui);
}

static void test_what_lies_below_a_modal_is_not_in_the_way(void **state)
{
    struct fake *fake = *state;
    fake->screen = small_below_a_modal;
    fake_frame(fake);
    fake_tap(fake, 410, 340);
    assert_int_equal(below, 0);
    assert_int_equal(above, 1);
}

static void test_a_press_does_not_pass_through_a_modal_that_opens(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 0, 150, 150);
    seen.modal = true;
    fake_frame(fake);
    seen.modal = false;
    fake_frame(fake);
    fake_pointer(fake, INPUT_POINTER_UP, 0, 150, 150);
    assert_int_equal(seen.chosen[0], 0);
}

/* The way out of what is on top, wherever the focus is. */
static void test_escape_is_the_way_out(void **state)
{
    struct fake *fake = *state;
    press_keys(fake, "TX"); /* there is none */
    seen.with_cancel = true;
    fake_frame(fake);
    seen.modal = true;
    fake_frame(fake);
    press_keys(fake, "X");
    assert_int_equal(seen.chosen_in_modal, 2);
    assert_int_equal(seen.chosen[5], 0);
    seen.chosen_in_modal = 0;
    press_keys(fake, "TX");
    assert_int_equal(seen.chosen_in_modal, 2);
    seen.modal = false;
    fake_frame(fake);
    press_keys(fake, "X");
    assert_int_equal(seen.chosen[5], 1);
    seen.disabled[5] = true;
    fake_frame(fake);
    press_keys(fake, "X");
    assert_int_equal(seen.chosen[5], 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_moving_the_focus),
        TEST(test_choosing),
        TEST(test_the_ring_shows_after_keys_only),
        TEST(test_disabled_controls_are_passed_over),
        TEST(test_a_focus_that_is_gone_starts_again),
        TEST(test_held_keys_do_not_reach_the_next_screen),
        TEST(test_a_modal_keeps_the_focus_and_gives_it_back),
        TEST(test_a_modal_takes_the_touches),
        TEST(test_what_lies_below_a_modal_is_not_in_the_way),
        TEST(test_a_press_does_not_pass_through_a_modal_that_opens),
        TEST(test_escape_is_the_way_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
