#include "base/fill.h"
#include "base/macros.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct fill fills[] = {{"name", "Noor"}, {"count", "{name}"}, {"", "!"}};

static void gaps_are_filled(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *plain, *isolated;
    } cases[] = {
        {"", "", ""},
        {"Hi {name}!", "Hi Noor!", "Hi \u2068Noor\u2069!"},
        {"{name}{name}", "NoorNoor", "\u2068Noor\u2069\u2068Noor\u2069"},
        {"{count} of {other}", "{name} of {other}", "\u2068{name}\u2069 of {other}"},
        {"{", "{", "{"},
        {"{{name}}", "{Noor}", "{\u2068Noor\u2069}"},
        {"{name", "{name", "{name"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[64];
        assert_int_equal(
            fill_gaps(out, sizeof out, cases[i].pattern, fills, 2, false), strlen(cases[i].plain));
        assert_string_equal(out, cases[i].plain);
        assert_int_equal(fill_gaps(out, sizeof out, cases[i].pattern, fills, 2, true),
            strlen(cases[i].isolated));
        assert_string_equal(out, cases[i].isolated);
    }
}

static void what_does_not_fit_is_cut_and_measured(void **state)
{
    (void)state;
    char out[6];
    assert_int_equal(fill_gaps(NULL, 0, "Hi {name}!", fills, 2, false), 8);
    assert_int_equal(fill_gaps(out, sizeof out, "Hi {name}!", fills, 2, false), 8);
    assert_string_equal(out, "Hi No");
    assert_int_equal(fill_gaps(out, 4, "Hi {name}!", fills, 2, true), 14);
    assert_string_equal(out, "Hi ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_filled),
        cmocka_unit_test(what_does_not_fit_is_cut_and_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
