/* base/sentence: what is told later, in English. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sentence.h"
#include <string.h>

static void gaps_are_filled(void **state)
{
    (void)state;
    struct sentence sentence;
    char out[64];
    sentence_set(&sentence, "{who} of {class}", "who", "Board", "class", "4B {who}", NULL);
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "Board of 4B {who}");
    sentence.then = "{who} answers";
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "Board of 4B {who}: Board answers");
    sentence_write(&sentence, out, 8);
    assert_int_equal(strlen(out), 7);
}

static void a_text_is_no_pattern(void **state)
{
    (void)state;
    struct sentence sentence;
    char out[64];
    sentence_text(&sentence, "{who} 100%s");
    sentence_write(&sentence, out, sizeof out);
    assert_string_equal(out, "{who} 100%s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_are_filled),
        cmocka_unit_test(a_text_is_no_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
