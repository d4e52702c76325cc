#include "ui/fake.h"
#include "ui/input.h"

static void test_known_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum key key;
    } cases[] = {{"Tab", KEY_TAB}, {"tab", KEY_TAB}, {"ENTER", KEY_ENTER}, {"Space", KEY_SPACE},
        {"Backspace", KEY_BACKSPACE}, {"Delete", KEY_DELETE}, {"Left", KEY_LEFT},
        {"Right", KEY_RIGHT}, {"Up", KEY_UP}, {"Down", KEY_DOWN}, {"Home", KEY_HOME},
        {"End", KEY_END}, {"PageUp", KEY_PAGE_UP}, {"Next", KEY_NEXT}, {"Choose", KEY_CHOOSE},
        {"PageDown", KEY_PAGE_DOWN}, {"Escape", KEY_ESCAPE}, {"", KEY_NONE}, {"None", KEY_NONE},
        {"Nope", KEY_NONE}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(key_find(cases[i].name), cases[i].key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
