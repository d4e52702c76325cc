#include "base/language.h"
#include "base/macros.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void arabic_and_its_kind_run_from_the_right(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        bool rtl;
    } cases[] = {{"ar", true}, {"ar-EG", true}, {"he_IL", true}, {"fa", true}, {"ur", true},
        {"arn", false}, {"en", false}, {"fr-CA", false}, {"a", false}, {"", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(language_is_rtl(cases[i].tag), cases[i].rtl);
}

static void languages_are_called_by_their_speakers_names(void **state)
{
    (void)state;
    assert_string_equal(language_own_name("es"), "Español");
    assert_string_equal(language_own_name("ar"), "العربية");
    assert_string_equal(language_own_name("tlh"), "tlh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arabic_and_its_kind_run_from_the_right),
        cmocka_unit_test(languages_are_called_by_their_speakers_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
