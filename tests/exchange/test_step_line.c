#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macros.h"
#include "exchange/step_line.h"
#include <string.h>

static void splits_into_words(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int count;
        const char *words[STEP_WORD_MAX];
    } cases[] = {
        {"", 0, {0}},
        {"   \t\r\n", 0, {0}},
        {"# a comment", 0, {0}},
        {"restart", 1, {"restart"}},
        {"  tap \"Exit ticket\" 2  # the second", 3, {"tap", "Exit ticket", "2"}},
        {"type \"a \\\"b\\\" \\\\ # c\"", 2, {"type", "a \"b\" \\ # c"}},
        {"type \"\"", 2, {"type", ""}},
        {"drag \"Wei\" \"Dolphins\"\r\n", 3, {"drag", "Wei", "Dolphins"}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct step_line out;
        struct error error = {0};
        assert_true(step_line_parse(cases[i].line, &out, &error));
        assert_int_equal(out.count, cases[i].count);
        for (int k = 0; k < out.count; k++)
            assert_string_equal(out.words[k], cases[i].words[k]);
    }
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    char longest[STEP_WORD_SIZE + 8];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    const char *const cases[][2] = {
        {"tap \"Exit", "the quote is never closed"},
        {"a b c d e", "a step has at most 4 words"},
        {longest, "a word is too long: 1023 bytes at most"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct step_line out;
        struct error error = {0};
        assert_false(step_line_parse(cases[i][0], &out, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
        assert_string_equal(error.text, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_into_words),
        cmocka_unit_test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
