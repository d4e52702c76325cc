#include "ui/fake.h"

/* Ten rows of 100 in a window of 400; a button below. */
static struct {
    int chosen; /* row + 1; 0 none */
    int rows;
    bool below;
    bool scroll_on;
} seen;

static void screen(struct fake *fake)
{
    struct rect inside = ui_scroll_begin(
        fake->ui, "list", (struct rect){100, 100, 600, 400}, 100.0F * (float)seen.rows);
    for (int i = 0; i < seen.rows; i++) {
        char name[16];
        STR_FORMAT(name, "row %d", i);
        char *copy = arena_copy_text(ui_frame_arena(fake->ui), name, strlen(name));
        if (ui_button(fake->ui, rect_cut_top(&inside, 100),
                (struct button){.key = "row", .index = i, .label = copy}))
            seen.chosen = i + 1;
    }
    ui_scroll_end(fake->ui);
    if (seen.scroll_on)
        ui_scroll_on(fake->ui, "list");
    seen.scroll_on = false;
    if (ui_button(fake->ui, (struct rect){100, 560, 600, 100},
            (struct button){.key = "below", .label = "below"}))
        seen.below = true;
}

static int setup(void **state)
{
    memset(&seen, 0, sizeof(seen));
    seen.rows = 10;
    fake_frame(fake_set_up(state, screen));
    return 0;
}

static void drag(struct fake *fake, float from, float to)
{
    fake_pointer(fake, INPUT_POINTER_DOWN, 1, 300, from);
    for (int i = 1; i <= 4; i++)
        fake_pointer(fake, INPUT_POINTER_MOVE, 1, 300, from + (to - from) * (float)i / 4);
    fake_pointer(fake, INPUT_POINTER_UP, 1, 300, to);
}

/* Where not all rows fit, the last one that is seen is seen in half. */
static void test_rows_show_that_there_are_more(void **state)
{
    (void)state;
    for (int rows = 2; rows < 12; rows++)
        for (float room = 140; room < 900; room += 7) {
            float high = ui_scroll_row(room, rows, 76, 20);
            assert_true(high >= 76);
            if ((float)rows * (high + 20) - 20 <= room + 0.01F)
                continue;
            float part = room;
            while (part > high + 20)
                part -= high + 20;
            assert_float_equal(part, high / 2, 0.1);
        }
}

static void test_nodes_are_cut_at_the_edge(void **state)
{
    struct fake *fake = *state;
    drag(fake, 400, 350);
    static const struct {
        const char *name;
        int y, h;
    } cases[] = {{"row 0", 100, 50}, {"row 1", 150, 100}, {"row 4", 450, 50}, {"row 5", 0, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct ui_node *node = fake_node(fake, cases[i].name);
        assert_int_equal(node->h, cases[i].h);
        assert_int_equal(node->w, cases[i].h > 0 ? 600 : 0);
        if (cases[i].h > 0)
            assert_int_equal(node->y, cases[i].y);
    }
}

static void test_dragging(void **state)
{
    struct fake *fake = *state;
    static const struct {
        float from, to;
        int top; /* where row 2 is then */
        int chosen;
    } cases[] = {
        {350, 350, 300, 3}, /* a tap */
        {350, 330, 300, 3}, /* a tap that slips */
        {350, 300, 250, 0}, /* a drag chooses nothing */
        {350, 400, 300, 0}, /* no further than the top */
        {450, 150, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ui_screen_changed(fake->ui, -5000);
        seen.chosen = 0;
        fake_frame(fake);
        drag(fake, cases[i].from, cases[i].to);
        assert_int_equal(seen.chosen, cases[i].chosen);
        const struct ui_node *row = fake_node(fake, "row 2");
        if (cases[i].top > 0)
            assert_int_equal(row->y, cases[i].top);
        else
            assert_int_equal(row->w, 0);
    }
}

static void test_no_further_than_its_end(void **state)
{
    struct fake *fake = *state;
    for (int i = 0; i < 8; i++)
        drag(fake, 480, 110);
    assert_int_equal(fake_node(fake, "row 9")->y, 400);
    seen.rows = 5; /* the content became shorter */
    fake_frame(fake);
    assert_int_equal(fake_node(fake, "row 4")->y, 400);
    seen.rows = 2;
    fake_frame(fake);
    assert_int_equal(fake_node(fake, "row 0")->y, 100);
}

static void test_what_is_hidden_cannot_be_touched(void **state)
{
    struct fake *fake = *state;
    fake_tap(fake, 300, 610); /* where row 5 would be */
    assert_int_equal(seen.chosen, 0);
    assert_true(seen.below);
    fake_tap(fake, 100, 510); /* near row 3, and where hidden row 4 begins */
    assert_int_equal(seen.chosen, 4);
}

static void test_a_short_list_does_not_scroll(void **state)
{
    struct fake *fake = *state;
    seen.rows = 3;
    fake_frame(fake);
    drag(fake, 350, 250);
    assert_int_equal(fake_node(fake, "row 0")->y, 100);
}

static void test_the_edge_cuts_a_row(void **state)
{
    (void)state;
    static const struct {
        float view;
        int rows;
        float least, gap, high;
    } cases[] = {
        {400, 4, 100, 0, 100},  /* all fit */
        {430, 4, 100, 10, 100}, /* the last needs no gap */
        {400, 5, 100, 0, 400 / 3.5F},
        {450, 5, 100, 0, 100}, /* it is cut in the middle anyway */
        {440, 5, 100, 10, 410 / 3.5F},
        {160, 9, 100, 0, 160 / 1.5F},
        {30, 9, 100, 10, 100},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_float_equal(
            ui_scroll_row(cases[i].view, cases[i].rows, cases[i].least, cases[i].gap),
            cases[i].high, 0.01F);
}

static void test_wheel_and_page_keys(void **state)
{
    struct fake *fake = *state;
    fake_pointer(fake, INPUT_POINTER_MOVE, 0, 300, 300);
    assert_true(fake_input(fake, (struct input){.kind = INPUT_SCROLL, .y = -1}));
    assert_int_equal(fake_node(fake, "row 1")->y, 200 - 76);
    assert_true(fake_input(fake, (struct input){.kind = INPUT_SCROLL, .y = 3}));
    assert_int_equal(fake_node(fake, "row 1")->y, 200);
    assert_false(fake_input(fake, (struct input){.kind = INPUT_SCROLL, .y = 1}));
    fake_key(fake, KEY_PAGE_DOWN);
    assert_int_equal(fake_node(fake, "row 4")->y, 500 - 320);
    fake_key(fake, KEY_PAGE_UP);
    assert_int_equal(fake_node(fake, "row 1")->y, 200);
}

static void test_the_focus_is_brought_into_view(void **state)
{
    struct fake *fake = *state;
    for (int i = 0; i < 7; i++)
        fake_key(fake, KEY_NEXT);
    assert_string_equal(fake_focus(fake), "row 6");
    const struct ui_node *node = fake_node(fake, "row 6");
    assert_int_equal(node->h, 100);
    assert_true(node->y >= 100 && node->y + node->h <= 500);
    for (int i = 0; i < 6; i++)
        fake_key(fake, KEY_UP);
    assert_string_equal(fake_focus(fake), "row 0");
    assert_int_equal(fake_node(fake, "row 0")->y, 100);
    assert_int_equal(fake_node(fake, "row 0")->h, 100);
}

static void test_commands_are_clipped(void **state)
{
    struct fake *fake = *state;
    const struct draw_list *list = ui_draw_list(fake->ui);
    assert_int_equal(list->commands[0].kind, DRAW_CLIP);
    /* Shadows reach 28 over the sides, and over the top while nothing is hidden above. */
    assert_int_equal(list->commands[0].w, 600 + 2 * 28);
    assert_int_equal(list->commands[0].h, 400 + 28);
    int clips = 0;
    for (int i = 0; i < list->count; i++)
        if (list->commands[i].kind == DRAW_CLIP) {
            clips++;
            assert_int_equal(list->commands[i].w, clips == 1 ? 656 : 0);
        }
    assert_int_equal(clips, 2);
}

static void test_a_button_that_scrolls_on(void **state)
{
    struct fake *fake = *state;
    static const int tops[] = {320, 600 /* the end */, 0 /* from the start */, 320};
    for (size_t i = 0; i < COUNT_OF(tops); i++) {
        seen.scroll_on = true;
        fake_frame(fake);
        assert_int_equal(fake_node(fake, "row 6")->y, 100 + 600 - tops[i]);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_rows_show_that_there_are_more),
        TEST(test_nodes_are_cut_at_the_edge),
        TEST(test_dragging),
        TEST(test_no_further_than_its_end),
        TEST(test_what_is_hidden_cannot_be_touched),
        TEST(test_a_short_list_does_not_scroll),
        TEST(test_the_edge_cuts_a_row),
        TEST(test_wheel_and_page_keys),
        TEST(test_the_focus_is_brought_into_view),
        TEST(test_commands_are_clipped),
        TEST(test_a_button_that_scrolls_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
