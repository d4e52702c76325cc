#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/hex.h"
#include <string.h>

static void every_byte_comes_back(void **state)
{
    (void)state;
    uint8_t bytes[256], back[256];
    char text[2 * 256 + 1];
    for (int i = 0; i < 256; i++)
        bytes[i] = (uint8_t)i;
    hex_write(text, bytes, sizeof bytes);
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text, "000102", 6);
    assert_string_equal(text + 506, "fdfeff");
    assert_true(hex_read(text, back, sizeof back));
    assert_memory_equal(back, bytes, sizeof bytes);
    hex_write(text, bytes, 0);
    assert_string_equal(text, "");
    assert_true(hex_read("", back, 0));
}

static void only_digits_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
    } rows[] = {{"0aFf", true}, {"0aFf:7", true}, {"0aFf0", true}, {"0aF", false}, {"", false},
        {"0aFg", false}, {"0aF:", false}, {"0aF@", false}, {"0aF`", false}, {"0a/f", false},
        {" 0aF", false}, {"0xFf", false}, {"0a\xC3\xA9", false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t out[2] = {1, 2};
        assert_int_equal(hex_read(rows[i].text, out, sizeof out), rows[i].ok);
        assert_int_equal(out[0], rows[i].ok ? 0x0a : 1);
        assert_int_equal(out[1], rows[i].ok ? 0xff : 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(only_digits_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
