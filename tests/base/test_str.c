#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/str.h"
#include <string.h>

static void copies_cut_at_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *expected;
        bool whole;
    } cases[] = {
        {"abc", 4, "abc", true},
        {"abc", 3, "ab", false},
        {"", 1, "", true},
        {"a", 1, "", false},
        {"aé", 3, "a", false},
        {"aé", 4, "aé", true},
        {"🦊x", 4, "", false},
        {"🦊x", 5, "🦊", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[16];
        memset(out, 'x', sizeof out);
        assert_int_equal(str_copy(out, cases[i].size, cases[i].text), cases[i].whole);
        assert_string_equal(out, cases[i].expected);
        assert_int_equal(out[cases[i].size], 'x');
        assert_int_equal(str_format(out, cases[i].size, "%s", cases[i].text), cases[i].whole);
        assert_string_equal(out, cases[i].expected);
    }
}

static void appends(void **state)
{
    (void)state;
    char out[6] = "ab";
    assert_true(str_append(out, sizeof out, "cd"));
    assert_false(str_append(out, sizeof out, "é"));
    assert_string_equal(out, "abcd");
    assert_true(str_append(out, sizeof out, "e"));
    assert_false(str_append(out, sizeof out, "f"));
    assert_string_equal(out, "abcde");
}

static void compares(void **state)
{
    (void)state;
    assert_true(str_equal_ascii_fold("ABz", "abZ"));
    assert_false(str_equal_ascii_fold("ab", "abc"));
    assert_false(str_equal_ascii_fold("É", "é"));
    assert_false(str_equal_ascii_fold("@", "`"));
    assert_true(str_starts_with("WS1ABC", "WS1"));
    assert_false(str_starts_with("WS", "WS1"));
    assert_true(str_ends_with("a.csv", ".csv"));
    assert_false(str_ends_with("csv", "x.csv"));
    assert_true(str_is_empty(NULL) && str_is_empty("") && !str_is_empty(" "));
}

static void trims(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  a b\t\n", "a b"},
        {"\xC2\xA0"
         "a\xC2\xA0 ",
            "a"},
        {" \t ", ""}, {"", ""}, {"à", "à"}, /* ends in the second byte of a no-break space */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[32];
        STR_COPY(text, cases[i][0]);
        assert_int_equal(str_trim(text), strlen(cases[i][1]));
        assert_string_equal(text, cases[i][1]);
    }
}

static void writer_stops_quietly(void **state)
{
    (void)state;
    char out[8];
    struct str_writer writer = str_writer(out, sizeof out);
    str_put(&writer, "ab");
    str_putf(&writer, "%d", 123);
    assert_false(writer.cut);
    str_put(&writer, "xéé");
    assert_true(writer.cut);
    assert_string_equal(out, "ab123x");
    assert_int_equal(writer.length, 6);
    str_put(&writer, "y");
    str_putf(&writer, "%d", 1);
    assert_string_equal(out, "ab123x");
}

static void parts_of_a_list(void **state)
{
    (void)state;
    static const char *const expected[] = {"a", "b c", "d"};
    const char *cursor = " a ;; b c;\t;d";
    const char *part;
    size_t length, count = 0;
    while (str_next_part(&cursor, ';', &part, &length)) {
        assert_true(count < COUNT_OF(expected));
        assert_int_equal(length, strlen(expected[count]));
        assert_memory_equal(part, expected[count], length);
        count++;
    }
    assert_int_equal(count, COUNT_OF(expected));
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-17", true, -17},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.5", false, 0},
        {"0x1", false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = 42;
        assert_int_equal(str_to_int64(cases[i].text, &value), cases[i].ok);
        assert_int_equal(value, cases[i].ok ? cases[i].value : 42);
    }
    int small = 42;
    assert_true(str_to_int("5", 1, 5, &small));
    assert_int_equal(small, 5);
    assert_false(str_to_int("6", 1, 5, &small));
    assert_false(str_to_int("0", 1, 5, &small));
    assert_int_equal(small, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_cut_at_a_character),
        cmocka_unit_test(appends),
        cmocka_unit_test(compares),
        cmocka_unit_test(trims),
        cmocka_unit_test(writer_stops_quietly),
        cmocka_unit_test(parts_of_a_list),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
