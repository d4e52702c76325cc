#include "ui/fake.h"

static struct {
    int chosen[4]; /* how often each button was chosen */
    bool hide_b, disable_c;
    bool turns; /* what is chosen leads to another page */
} seen;

static const char *const names[] = {"Apple", "Bee", "Cat", "Dog"};

static void four_buttons(struct fake *fake)
{
    for (int i = 0; i < 4; i++) {
        if (i == 1 && seen.hide_b)
            continue;
        struct rect r = {100 + 300.0F * (float)(i % 2), 100 + 200.0F * (float)(i / 2), 200, 100};
        if (ui_button(fake->ui, r,
                (struct button){.key = "animal",
                    .index = i,
                    .label = names[i],
                    .disabled = i == 2 && seen.disable_c})) {
            seen.chosen[i]++;
            if (seen.turns)
                ui_page_changed(fake->ui);
        }
    }
}

static int setup(void **state)
{
    memset(&seen, 0, sizeof(seen));
    fake_frame(fake_set_up(state, four_buttons));
    return 0;
}

static void test_press_and_release_places(void **state)
{
    struct fake *fake = *state;
    static const struct {
        float down_x, down_y, up_x, up_y;
        int chosen; /* -1 none */
    } cases[] = {
        {200, 150, 200, 150, 0}, {101, 101, 299, 199, 0},
        {200, 150, 200, 215, 0},  /* a finger that slips a little */
        {85, 90, 85, 90, 0},      /* beside it, near */
        {100, 79, 100, 79, -1},   /* beside it, too far */
        {200, 150, 350, 150, -1}, /* let go too far away */
        {200, 150, 450, 150, -1}, /* let go on the next one */
        {350, 150, 350, 150, -1}, /* between two */
        {385, 150, 385, 150, 1}, {200, 350, 200, 350, 2}, {500, 350, 500, 350, 3},
        {1000, 700, 1000, 700, -1}, {1000, 700, 200, 150, -1}, /* began nowhere */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(&seen, 0, sizeof(seen));
        fake_pointer(fake, INPUT_POINTER_DOWN, 1, cases[i].down_x, cases[i].down_y);
        fake_pointer(fake, INPUT_POINTER_MOVE, 1, cases[i].up_x, cases[i].up_y);
        assert_int_equal(seen.chosen[0] + seen.chosen[1] + seen.chosen[2] + seen.chosen[3], 0);
        fake_pointer(fake, INPUT_POINTER_UP, 1, cases[i].up_x, cases[i].up_y);
        for (int k = 0; k < 4; k++)
            if (seen.chosen[k] != (k == cases[i].chosen))
                fail_msg("case %zu: %s chosen %d times", i, names[k], seen.chosen[k]);
    }
}

static void test_second_finger_is_ignored(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 150);
    assert_false(fake_pointer(fake, INPUT_POINTER_DOWN, 2, 500, 150));
    assert_false(fake_pointer(fake, INPUT_POINTER_UP, 2, 500, 150));
    assert_int_equal(seen.chosen[1], 0);
    fake_pointer(fake, INPUT_POINTER_UP, 1, 200, 150);
    assert_int_equal(seen.chosen[0], 1);
}

static void test_a_finger_whose_release_got_lost(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 150);
    fake_tap(fake, 500, 150); /* the same finger again */
    assert_int_equal(seen.chosen[1], 1);
    fake_pointer(fake, INPUT_POINTER_DOWN, 2, 200, 150);
    fake->setting.now_ms += 2900;
    fake_tap(fake, 500, 150);
    assert_int_equal(seen.chosen[1], 1);
    fake->setting.now_ms += 200;
    fake_tap(fake, 500, 150);
    assert_int_equal(seen.chosen[1], 2);
    assert_int_equal(seen.chosen[0], 0);
}

static void test_cancel(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 150);
    assert_true(fake_node(fake, "Apple")->state & STATE_PRESSED);
    fake_pointer(fake, INPUT_POINTER_CANCEL, 1, 200, 150);
    assert_false(fake_node(fake, "Apple")->state & STATE_PRESSED);
    fake_pointer(fake, INPUT_POINTER_UP, 1, 200, 150);
    assert_int_equal(seen.chosen[0], 0);
}

static void test_pressed_is_seen(void **state)
{
    struct fake *fake = *state;
    uint64_t before = fake_hash(fake);
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 150);
    assert_true(fake_hash(fake) != before);
    fake_pointer(fake, INPUT_POINTER_MOVE, 1, 900, 150);
    assert_true(fake_hash(fake) == before);
    assert_false(fake_node(fake, "Apple")->state & STATE_PRESSED);
    fake_pointer(fake, INPUT_POINTER_MOVE, 1, 210, 150);
    assert_true(fake_node(fake, "Apple")->state & STATE_PRESSED);
    fake_pointer(fake, INPUT_POINTER_UP, 1, 210, 150);
    assert_int_equal(seen.chosen[0], 1);
    assert_true(fake_hash(fake) == before);
}

static void test_an_edge_fires_once_and_settles(void **state)
{
    struct fake *fake = *state;
    fake_tap(fake, 200, 150);
    assert_int_equal(seen.chosen[0], 1);
    assert_int_equal(fake->passes, 2);
    fake_frame(fake);
    assert_int_equal(fake->passes, 1);
    assert_int_equal(seen.chosen[0], 1);
}

static void test_taps_faster_than_frames_keep_their_order(void **state)
{
    struct fake *fake = *state;
    for (int i = 0; i < 6; i++) {
        struct input input = {.kind = i % 2 ? INPUT_POINTER_UP : INPUT_POINTER_DOWN,
            .mono_ms = 1000,
            .x = i < 4 ? 200 : 500,
            .y = 150};
        ui_input(fake->ui, &input);
    }
    fake_frame(fake);
    assert_true(fake->passes <= UI_PASSES);
    fake_frame(fake);
    assert_int_equal(seen.chosen[0], 2);
    assert_int_equal(seen.chosen[1], 1);
}

static void test_holdover_after_a_screen_change(void **state)
{
    struct fake *fake = *state;
    static const struct {
        int64_t after_ms;
        bool deliberate;
        int chosen;
    } cases[] = {{0, false, 0}, {299, false, 0}, {300, false, 1}, {5000, false, 1}, {0, true, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(&seen, 0, sizeof(seen));
        ui_screen_changed(fake->ui, fake->setting.now_ms);
        fake_frame(fake);
        fake->setting.now_ms += cases[i].after_ms;
        struct input input = {
            .kind = INPUT_POINTER_DOWN, .x = 200, .y = 150, .deliberate = cases[i].deliberate};
        fake_input(fake, input);
        input.kind = INPUT_POINTER_UP;
        fake->setting.now_ms += 400;
        fake_input(fake, input);
        assert_int_equal(seen.chosen[0], cases[i].chosen);
    }
}

static void test_holdover_after_another_page(void **state)
{
    struct fake *fake = *state;
    seen.turns = true;
    fake_tap(fake, 200, 150);
    fake->setting.now_ms += 299;
    fake_tap(fake, 200, 150);
    assert_int_equal(seen.chosen[0], 1);
    fake->setting.now_ms += 1;
    fake_tap(fake, 200, 150);
    assert_int_equal(seen.chosen[0], 2);
    fake_input(
        fake, (struct input){.kind = INPUT_POINTER_DOWN, .x = 200, .y = 150, .deliberate = true});
    fake_input(
        fake, (struct input){.kind = INPUT_POINTER_UP, .x = 200, .y = 150, .deliberate = true});
    assert_int_equal(seen.chosen[0], 3);
}

static void test_a_press_does_not_outlive_its_screen(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 150);
    fake->setting.now_ms += 5000;
    ui_screen_changed(fake->ui, fake->setting.now_ms);
    fake_frame(fake);
    fake->setting.now_ms += 5000;
    fake_pointer(fake, INPUT_POINTER_UP, 1, 200, 150);
    assert_int_equal(seen.chosen[0], 0);
    fake_tap(fake, 200, 150);
    assert_int_equal(seen.chosen[0], 1);
}

static void test_a_press_does_not_outlive_its_control(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 500, 150);
    seen.hide_b = true;
    fake_frame(fake);
    seen.hide_b = false;
    fake_frame(fake);
    fake_pointer(fake, INPUT_POINTER_UP, 1, 500, 150);
    assert_int_equal(seen.chosen[1], 0);
    fake_tap(fake, 500, 150);
    assert_int_equal(seen.chosen[1], 1);
}

static void test_a_control_gone_before_the_frame_is_not_chosen(void **state)
{
    struct fake *fake = *state;
    struct input input = {.kind = INPUT_POINTER_DOWN, .mono_ms = 1000, .x = 500, .y = 150};
    ui_input(fake->ui, &input);
    input.kind = INPUT_POINTER_UP;
    assert_true(ui_input(fake->ui, &input));
    seen.hide_b = true;
    fake_frame(fake);
    seen.hide_b = false;
    fake_frame(fake);
    assert_int_equal(seen.chosen[1], 0);
}

static void test_disabled(void **state)
{
    struct fake *fake = *state;
    seen.disable_c = true;
    fake_frame(fake);
    assert_true(fake_node(fake, "Cat")->state & STATE_DISABLED);
    fake_tap(fake, 200, 350);
    assert_int_equal(seen.chosen[2], 0);
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 200, 350);
    assert_false(fake_node(fake, "Cat")->state & STATE_PRESSED);
}

static void test_nothing_before_the_first_frame(void **state)
{
    (void)state;
    struct fake fake;
    fake_open(&fake, four_buttons);
    struct input input = {.kind = INPUT_POINTER_DOWN, .x = 200, .y = 150};
    assert_false(ui_input(fake.ui, &input));
    input = (struct input){.kind = INPUT_KEY, .key = KEY_CHOOSE};
    ui_input(fake.ui, &input);
    fake_close(&fake);
}

static void card_with_button(struct fake *fake)
{
    struct rect card = {100, 100, 400, 300};
    if (ui_button(fake->ui, (struct rect){120, 120, 40, 40},
            (struct button){.key = "small", .label = "Small"}))
        seen.chosen[0]++;
    if (ui_tap_area(fake->ui, card, (struct tap_area){.key = "card", .name = "Card"}))
        seen.chosen[1]++;
}

static void test_small_controls_within_large_ones(void **state)
{
    (void)state;
    struct fake fake;
    memset(&seen, 0, sizeof(seen));
    fake_open(&fake, card_with_button);
    fake_frame(&fake);
    fake_tap(&fake, 140, 140);
    assert_int_equal(seen.chosen[0], 1);
    fake_tap(&fake, 300, 300);
    assert_int_equal(seen.chosen[1], 1);
    fake_close(&fake);
}

static void tiny(struct fake *fake)
{
    if (ui_button(fake->ui, (struct rect){100, 100, 16, 16},
            (struct button){
                .key = "tiny", .label = "i", .icon = "information-outline", .icon_only = true}))
        seen.chosen[0]++;
}

static void test_tiny_controls_are_as_large_as_a_finger(void **state)
{
    (void)state;
    struct fake fake;
    memset(&seen, 0, sizeof(seen));
    fake_open(&fake, tiny);
    fake_frame(&fake);
    fake_tap(&fake, 108 + 37, 108 + 37);
    assert_int_equal(seen.chosen[0], 1);
    fake_tap(&fake, 108 + 39, 108);
    assert_int_equal(seen.chosen[0], 1);
    fake_close(&fake);
}

static struct fake abort_fake;

static void twice(struct fake *fake)
{
    for (int i = 0; i < 2; i++)
        ui_button(fake->ui, (struct rect){0, 0, 100, 100},
            (struct button){.key = "same", .label = "Same"});
}

static void nameless(struct fake *fake)
{
    ui_button(fake->ui, (struct rect){0, 0, 100, 100}, (struct button){.key = "a", .label = ""});
}

static void mistyped_icon(struct fake *fake)
{
    ui_icon(fake->ui, (struct rect){0, 0, 100, 100}, "arow-left", 20, 0);
}

static void open_modal(struct fake *fake)
{
    ui_modal_begin(fake->ui, (struct rect){0, 0, 100, 100}, "Sure?");
}

static void run_abort_fake(void)
{
    fake_frame(&abort_fake);
}

static void test_programming_errors_abort(void **state)
{
    (void)state;
    static void (*const wrong[])(struct fake *) = {twice, nameless, mistyped_icon, open_modal};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        fake_open(&abort_fake, wrong[i]);
        if (!fake_aborts(run_abort_fake))
            fail_msg("case %zu did not abort", i);
        fake_close(&abort_fake);
    }
    fake_open(&abort_fake, four_buttons);
    assert_false(fake_aborts(run_abort_fake));
    fake_close(&abort_fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_press_and_release_places, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_second_finger_is_ignored, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_finger_whose_release_got_lost, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_cancel, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_pressed_is_seen, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_an_edge_fires_once_and_settles, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(
            test_taps_faster_than_frames_keep_their_order, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_holdover_after_a_screen_change, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_holdover_after_another_page, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_press_does_not_outlive_its_screen, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_press_does_not_outlive_its_control, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_control_gone_before_the_frame_is_not_chosen, setup, fake_tear_down),
        cmocka_unit_test_setup_teardown(test_disabled, setup, fake_tear_down),
        cmocka_unit_test(test_nothing_before_the_first_frame),
        cmocka_unit_test(test_small_controls_within_large_ones),
        cmocka_unit_test(test_tiny_controls_are_as_large_as_a_finger),
        cmocka_unit_test(test_programming_errors_abort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
