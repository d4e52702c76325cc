#include "ui/fake.h"

/* The names of the controls from left to right; "" is one that is not shown. */
static const char *const names[] = {"Next week", "Next", "Nobody", "Next", ""};

static void row(struct fake *fake)
{
    for (int i = 0; i < (int)COUNT_OF(names); i++) {
        char key[8];
        STR_FORMAT(key, "%d", i);
        bool is_shown = names[i][0] != '\0';
        ui_tap_area(fake->ui, (struct rect){100.0F * (float)i, 0, is_shown ? 80 : 0, 80},
            (struct tap_area){.key = key, .name = is_shown ? names[i] : "Next"});
    }
}

static int setup(void **state)
{
    fake_set_up(state, row);
    return 0;
}

/* The number counts exact names: a third "Next" is not the second one, nor "Next week". */
static void test_a_control_by_name_and_number(void **state)
{
    struct fake *fake = *state;
    static const struct {
        const char *name;
        int which, found; /* index in names, or -1 */
    } cases[] = {
        {"Next", 1, 1},
        {"Next", 2, 3},
        {"Next", 3, -1},
        {"Next w", 1, 0},
        {"Next w", 2, -1},
        {"Nobody", 1, 2},
        {"Nobody", 2, -1},
        {"No", 1, 2},
        {"No", 2, -1},
        {"Back", 1, -1},
    };
    fake_frame(fake);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct ui_node *node = ui_find_control(fake->ui, cases[i].name, cases[i].which);
        assert_int_equal(node != NULL, cases[i].found >= 0);
        if (node != NULL)
            assert_int_equal(node->x, 100 * cases[i].found);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fake_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_a_control_by_name_and_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
