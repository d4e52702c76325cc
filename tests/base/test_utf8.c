#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/macros.h"
#include "base/rng.h"
#include "base/utf8.h"
#include <stdbool.h>
#include <string.h>

static void every_code_point_survives(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code++) {
        char bytes[4];
        uint32_t back;
        size_t length = utf8_encode(code, bytes);
        bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
        size_t step = utf8_decode(bytes, length, &back);
        if (is_surrogate ? (step != 1 || back != UTF8_BAD) : (step != length || back != code))
            fail_msg(
                "U+%04X came back as U+%04X in %zu bytes", (unsigned)code, (unsigned)back, step);
    }
}

static void malformed_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80",
        "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "\xE2\x28\xA1"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        uint32_t code;
        assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &code), 1);
        assert_int_equal(code, UTF8_BAD);
        assert_false(utf8_is_valid(bad[i], strlen(bad[i])));
    }
    assert_true(utf8_is_valid("aé€🦊\xEF\xBF\xBD", 13));
}

static void finds_the_mark(void **state)
{
    (void)state;
    assert_int_equal(utf8_mark("\xEF\xBB\xBFx", 4), 3);
    assert_int_equal(utf8_mark("\xEF\xBB\xBF", 2), 0);
    assert_int_equal(utf8_mark("abc", 3), 0);
}

static void counts_and_cuts(void **state)
{
    (void)state;
    const char *text = "aé€🦊"; /* 1, 2, 3 and 4 bytes */
    static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    assert_int_equal(utf8_count(text), 4);
    assert_int_equal(utf8_count("\xFF\xFF"), 2);
    for (size_t limit = 0; limit < COUNT_OF(cuts); limit++)
        assert_int_equal(utf8_cut(text, strlen(text), limit), cuts[limit]);
    assert_int_equal(utf8_previous(text, 10), 6);
    assert_int_equal(utf8_previous(text, 6), 3);
    assert_int_equal(utf8_previous(text, 1), 0);
}

static void cleans(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"a\x01\x7F"
         "b\n\tc",
            "ab\n\tc"},
        {"x\xFFy", "x\xEF\xBF\xBDy"},
        {"\xEF\xBB\xBFhi", "hi"}, /* byte order mark */
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA6"
         "c",
            "abc"},                                                      /* override, isolate */
        {"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC", "👩‍🔬"}, /* joiner stays */
        {"\xEF\xBF\xBF!", "!"},
        {"\xC2\x85!", "!"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[64];
        size_t length = utf8_clean(out, sizeof out, cases[i][0], strlen(cases[i][0]));
        assert_string_equal(out, cases[i][1]);
        assert_int_equal(length, strlen(out));
    }
    char small[4];
    assert_int_equal(utf8_clean(small, sizeof small, "ab€", 5), 2);
    assert_string_equal(small, "ab");
}

static void cleaning_noise_gives_valid_text(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct rng rng = rng_seeded(seed);
        char noise[48], out[40], again[40];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (char)(rng_below(&rng, 3) == 0 ? rng_below(&rng, 128) : rng_next(&rng));
        size_t length = utf8_clean(out, sizeof out, noise, sizeof noise);
        assert_true(length < sizeof out && utf8_is_valid(out, length));
        assert_int_equal(utf8_clean(again, sizeof again, out, length), length);
        assert_string_equal(again, out);
    }
}

static void knows_digits(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        int digit;
    } cases[] = {{'0', 0}, {'9', 9}, {0x0667, 7}, {0x06F3, 3}, {0x0966, 0}, {0x09EF, 9},
        {0xFF15, 5}, {'/', -1}, {':', -1}, {'a', -1}, {0x065F, -1}, {0x066A, -1}, {0xB2, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(utf8_digit(cases[i].code), cases[i].digit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives),
        cmocka_unit_test(malformed_bytes_are_refused),
        cmocka_unit_test(finds_the_mark),
        cmocka_unit_test(counts_and_cuts),
        cmocka_unit_test(cleans),
        cmocka_unit_test(knows_digits),
        cmocka_unit_test(cleaning_noise_gives_valid_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
