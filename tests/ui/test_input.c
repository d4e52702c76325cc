#include "ui/fake.h"
#include "ui/input.h"

static void test_names_lead_back_to_keys(void **state)
{
    (void)state;
    for (int key = KEY_NONE + 1; key < KEY_COUNT; key++)
        assert_int_equal(key_find(key_name((enum key)key)), key);
}

static void test_known_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum key key;
    } cases[] = {{"Tab", KEY_TAB}, {"tab", KEY_TAB}, {"ENTER", KEY_ENTER}, {"Space", KEY_SPACE},
        {"Next", KEY_NEXT}, {"Choose", KEY_CHOOSE}, {"PageDown", KEY_PAGE_DOWN},
        {"Escape", KEY_ESCAPE}, {"", KEY_NONE}, {"None", KEY_NONE}, {"Nope", KEY_NONE}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(key_find(cases[i].name), cases[i].key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_lead_back_to_keys),
        cmocka_unit_test(test_known_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
