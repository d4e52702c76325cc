#include "ui/fake.h"

/* Two children in a list that scrolls or not, and two groups beside it. */
enum { WEI, KOFI, CHILDREN };
enum { EAGLES, BEARS, GROUPS };

static struct {
    int tapped[CHILDREN];
    int dropped[GROUPS]; /* payload + 1; 0 none */
    int drops;
    bool carried;
    int number;
    struct rect where;
    float content;
    bool hide_wei, modal;
} seen;

static const char *const children[] = {"Wei", "Kofi"}, *const groups[] = {"Eagles", "Bears"};

static void screen(struct fake *fake)
{
    struct rect list =
        ui_scroll_begin(fake->ui, "list", (struct rect){100, 100, 300, 400}, seen.content);
    for (int i = 0; i < CHILDREN; i++) {
        struct rect row = rect_cut_top(&list, 100);
        if (i == WEI && seen.hide_wei)
            continue;
        struct button button = {.key = "child", .index = i, .label = children[i]};
        if (ui_button(fake->ui, row, button))
            seen.tapped[i]++;
        ui_drag_source(fake->ui, 40 + i);
    }
    ui_scroll_end(fake->ui);
    for (int i = 0; i < GROUPS; i++) {
        struct rect r = {600, 100 + 300.0F * (float)i, 300, 250};
        int number = -1;
        struct drop_place place = {.key = "group", .index = i, .name = groups[i]};
        if (ui_drop_place(fake->ui, r, place, &number)) {
            seen.dropped[i] = number + 1;
            seen.drops++;
        }
    }
    seen.carried = ui_carried(fake->ui, &seen.number, &seen.where);
    if (seen.modal) {
        ui_modal_begin(fake->ui, (struct rect){300, 300, 400, 200}, "Sure?");
        ui_modal_end(fake->ui);
    }
}

static int setup(void **state)
{
    memset(&seen, 0, sizeof(seen));
    seen.content = 400;
    fake_frame(fake_set_up(state, screen));
    return 0;
}

static void carry(struct fake *fake, int64_t pointer, float x0, float y0, float x1, float y1)
{
    fake_pointer(fake, INPUT_POINTER_DOWN, pointer, x0, y0);
    for (int i = 1; i <= 8; i++)
        fake_pointer(fake, INPUT_POINTER_MOVE, pointer, x0 + (x1 - x0) * (float)i / 8,
            y0 + (y1 - y0) * (float)i / 8);
}

static void test_what_is_let_go_where(void **state)
{
    struct fake *fake = *state;
    static const struct {
        float x0, y0, x1, y1;
        int tapped, group, number; /* -1: none */
    } cases[] = {
        {200, 150, 750, 150, -1, EAGLES, 40},
        {200, 250, 750, 600, -1, BEARS, 41},
        {200, 150, 500, 150, -1, -1, 0},  /* on nothing */
        {200, 150, 223, 150, WEI, -1, 0}, /* a tap that slips */
        {200, 150, 226, 150, -1, -1, 0},  /* carried, and put back */
        {1000, 700, 750, 150, -1, -1, 0}, /* carried nothing */
        {200, 150, 899, 349, -1, EAGLES, 40} /* the last pixel */,
        {200, 150, 901, 349, -1, -1, 0},
    };
    for (int64_t pointer = 0; pointer < 2; pointer++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            memset(seen.tapped, 0, sizeof seen.tapped);
            memset(seen.dropped, 0, sizeof seen.dropped);
            seen.drops = 0;
            carry(fake, pointer, cases[i].x0, cases[i].y0, cases[i].x1, cases[i].y1);
            assert_int_equal(seen.drops, 0);
            fake_pointer(fake, INPUT_POINTER_UP, pointer, cases[i].x1, cases[i].y1);
            for (int k = 0; k < CHILDREN; k++)
                assert_int_equal(seen.tapped[k], k == cases[i].tapped);
            for (int k = 0; k < GROUPS; k++)
                if (seen.dropped[k] != (k == cases[i].group ? cases[i].number + 1 : 0))
                    fail_msg("case %zu: group %d got %d", i, k, seen.dropped[k] - 1);
            assert_int_equal(seen.drops, cases[i].group >= 0);
            assert_false(seen.carried);
        }
}

static void test_what_is_carried_follows_the_finger(void **state)
{
    struct fake *fake = *state;
    for (int rtl = 0; rtl < 2; rtl++) {
        fake->setting.rtl = rtl;
        fake_frame(fake);
        float across = rtl ? -1 : 1, x0 = rtl ? 1280 - 200 : 200;
        uint64_t before = fake_hash(fake);
        carry(fake, 1, x0, 150, x0 + 550 * across, 170);
        assert_true(seen.carried);
        assert_int_equal(seen.number, 40);
        assert_float_equal(seen.where.x, 650, 0.01);
        assert_float_equal(seen.where.y, 120, 0.01);
        assert_float_equal(seen.where.w, 300, 0.01);
        assert_true(fake_hash(fake) != before); /* the ring around the group */
        assert_false(fake_node(fake, "Wei")->state & STATE_PRESSED);
        fake_pointer(fake, INPUT_POINTER_UP, 1, x0 + 550 * across, 170);
        assert_int_equal(seen.dropped[EAGLES], 41);
        assert_true(fake_hash(fake) == before);
    }
}

static void hide_the_source(struct fake *fake)
{
    seen.hide_wei = true;
    fake_frame(fake);
}

static void open_a_modal(struct fake *fake)
{
    seen.modal = true;
    fake_frame(fake);
}

static void change_the_screen(struct fake *fake)
{
    ui_screen_changed(fake->ui, fake->setting.now_ms);
    fake_frame(fake);
}

static void press_escape(struct fake *fake)
{
    assert_true(fake_key(fake, KEY_ESCAPE));
    assert_false(fake_key(fake, KEY_ESCAPE));
}

static void cancel(struct fake *fake)
{
    fake_pointer(fake, INPUT_POINTER_CANCEL, 1, 750, 150);
}

static void test_what_lets_go(void **state)
{
    struct fake *fake = *state;
    static void (*const ends[])(struct fake *) = {
        hide_the_source, open_a_modal, change_the_screen, press_escape, cancel};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        carry(fake, 1, 200, 150, 750, 150);
        assert_true(seen.carried);
        ends[i](fake);
        fake_frame(fake);
        if (seen.carried)
            fail_msg("case %zu: still carried", i);
        fake_pointer(fake, INPUT_POINTER_MOVE, 1, 755, 150);
        fake_pointer(fake, INPUT_POINTER_UP, 1, 755, 150);
        assert_int_equal(seen.drops, 0);
        seen.hide_wei = seen.modal = false;
        fake->setting.now_ms += 5000;
        fake_frame(fake);
    }
}

static void test_carrying_out_of_a_list_that_scrolls(void **state)
{
    struct fake *fake = *state;
    static const struct {
        int64_t pointer, rest_ms;
        float x, y;
        bool carries;
    } cases[] = {
        {1, 0, 200, 50, false}, /* a finger scrolls … */
        {1, 0, 300, 150, true}, /* … unless it goes sideways … */
        {1, 400, 200, 50, true} /* … or rested first */,
        {0, 0, 200, 50, true}, /* a mouse has a wheel */
    };
    seen.content = 2000;
    fake_frame(fake);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake_pointer(fake, INPUT_POINTER_DOWN, cases[i].pointer, 200, 150);
        fake->setting.now_ms += cases[i].rest_ms;
        fake_pointer(fake, INPUT_POINTER_MOVE, cases[i].pointer, cases[i].x, cases[i].y);
        if (seen.carried != cases[i].carries)
            fail_msg("case %zu: carried is %d", i, seen.carried);
        int top = fake_node(fake, "Kofi")->y;
        assert_true(cases[i].carries ? top == 200 : top < 200);
        fake_pointer(fake, INPUT_POINTER_MOVE, cases[i].pointer, 200, 150);
        fake_pointer(fake, INPUT_POINTER_CANCEL, cases[i].pointer, 200, 150);
        assert_int_equal(seen.tapped[WEI], 0);
    }
}

static void test_a_place_is_in_the_tree(void **state)
{
    struct fake *fake = *state;
    const struct ui_node *node = fake_node(fake, "Bears");
    assert_int_equal(node->role, ROLE_PLACE);
    assert_string_equal(ui_role_name(node->role), "place");
    assert_int_equal(node->id, 0);
    assert_int_equal(node->y, 400);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_let_go_where),
        TEST(test_what_is_carried_follows_the_finger),
        TEST(test_what_lets_go),
        TEST(test_carrying_out_of_a_list_that_scrolls),
        TEST(test_a_place_is_in_the_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
