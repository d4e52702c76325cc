#include "base/macros.h"
#include "base/spoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CLASS SPOKEN_CLASS
#define OURS  SPOKEN_INTERFACE

static void pieces_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pieces, *plain;
    } cases[] = {
        {"", "", ""},
        {"Hi", "Hi|", "Hi"},
        {"Hi " CLASS "Noor" OURS "!", "Hi |c:Noor|!|", "Hi Noor!"},
        {CLASS "Noor", "c:Noor|", "Noor"},
        {CLASS "one" OURS CLASS "two" OURS, "c:one|c:two|", "onetwo"},
        {CLASS OURS CLASS OURS "Hi", "Hi|", "Hi"},
        {CLASS OURS, "", ""},
        {OURS "\xEE\x80\x81\xEE", "\xEE\x80\x81\xEE|", "\xEE\x80\x81\xEE"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char got[64] = "", plain[64];
        const char *cursor = cases[i].text, *piece;
        size_t length;
        bool is_class;
        while (spoken_next(&cursor, &is_class, &piece, &length))
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s|", is_class ? "c:" : "",
                (int)length, piece);
        assert_string_equal(got, cases[i].pieces);
        spoken_plain(plain, sizeof plain, cases[i].text);
        assert_string_equal(plain, cases[i].plain);
    }
}

static void what_does_not_fit_is_cut(void **state)
{
    (void)state;
    char plain[4];
    spoken_plain(plain, sizeof plain, "a" CLASS "b\u00E9" OURS "c");
    assert_string_equal(plain, "ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_told_apart),
        cmocka_unit_test(what_does_not_fit_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
