#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/error.h"
#include "base/utf8.h"
#include <string.h>

static void first_failure_wins(void **state)
{
    (void)state;
    struct error error = {0};
    assert_false(error_set(&error, ERR_IO, "cannot read %s", "a.csv"));
    assert_false(error_set(&error, ERR_FULL, "later"));
    assert_int_equal(error.code, ERR_IO);
    assert_string_equal(error.text, "cannot read a.csv");
    assert_false(error_prefix(&error, "row %d", 7));
    assert_string_equal(error.text, "row 7: cannot read a.csv");
    error_clear(&error);
    assert_int_equal(error.code, ERR_NONE);
    assert_false(error_prefix(&error, "nothing"));
    assert_string_equal(error.text, "");
    assert_false(error_set(NULL, ERR_IO, "nobody listens"));
    assert_false(error_prefix(NULL, "nobody"));
}

static void long_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    char text[2 * ERROR_TEXT_SIZE + 1] = "";
    for (int i = 0; i < ERROR_TEXT_SIZE; i++)
        memcpy(text + 2 * i, "é", 3);
    struct error error = {0};
    error_set(&error, ERR_IO, "%s", text);
    assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 2);
    assert_true(utf8_is_valid(error.text, strlen(error.text)));
    error_prefix(&error, "x");
    assert_true(utf8_is_valid(error.text, strlen(error.text)));
}

static void codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(error_code_name(ERR_NO_SPACE), "no-space");
    for (int a = ERR_NONE; a <= ERR_MEMORY; a++) {
        assert_string_not_equal(error_code_name((enum error_code)a), "unknown");
        for (int b = ERR_NONE; b < a; b++)
            assert_string_not_equal(
                error_code_name((enum error_code)a), error_code_name((enum error_code)b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_failure_wins),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(codes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
