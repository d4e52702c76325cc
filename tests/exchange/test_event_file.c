#include "exchange/event_file.h"

#include "base/macros.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    struct error error = {0};
    return arena_open(&arena, 64 << 20, &error) ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

#define LOG "00ff102030405060708090a0b0c0d0e0"

static const struct event_file_line line = {
    .stamp = {.at_ms = 1789376400123,
        .log = {0x00, 0xff, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0x90, 0xa0, 0xb0, 0xc0,
            0xd0, 0xe0},
        .seq = UINT32_MAX},
    .wall_ms = 1789376400120,
    .mono_ms = 5000000000,
    .offset_s = -18000,
    .trusted = true,
    .station = "makers \"2\"",
    .class_id = "4b",
    .student = "zo\xC3\xAB",
    .kind = "moon_landed",
    .version = 7,
    .body = "{\"b\":1,\"a\":[0.333,1e+20,null,\"x\\ny\"],\"half\":0.5}",
};
static const char text[] =
    "{\"log\":\"" LOG "\",\"seq\":4294967295,\"station\":\"makers \\\"2\\\"\","
    "\"at\":\"2026-09-14T09:00:00.120Z\",\"trusted\":true,\"class\":\"4b\","
    "\"student\":\"zo\xC3\xAB\",\"kind\":\"moon_landed\",\"version\":7,"
    "\"body\":{\"b\":1,\"a\":[0.333,1e20,null,\"x\\ny\"],\"half\":0.5},"
    "\"order\":1789376400123,\"mono\":5000000000,\"offset\":-18000}";

static void test_line_is_as_documented(void **state)
{
    (void)state;
    const char *out;
    struct error error = {0};
    assert_true(event_file_write(&line, &arena, &out, &error));
    assert_string_equal(out, text);
}

static void test_what_is_written_reads_the_same(void **state)
{
    (void)state;
    const char *out;
    struct event_file_line back;
    struct error error = {0};
    assert_true(event_file_read(text, strlen(text), &arena, &back, &error));
    assert_memory_equal(back.stamp.log, line.stamp.log, LOG_ID_SIZE);
    assert_int_equal(back.stamp.seq, line.stamp.seq);
    assert_int_equal(back.stamp.at_ms, line.stamp.at_ms);
    assert_int_equal(back.wall_ms, line.wall_ms);
    assert_int_equal(back.mono_ms, line.mono_ms);
    assert_int_equal(back.offset_s, line.offset_s);
    assert_true(back.trusted);
    assert_string_equal(back.station, line.station);
    assert_string_equal(back.class_id, line.class_id);
    assert_string_equal(back.student, line.student);
    assert_string_equal(back.kind, line.kind);
    assert_int_equal(back.version, line.version);
    assert_true(event_file_write(&back, &arena, &out, &error));
    assert_string_equal(out, text);
}

/* What we write has 12 digits, and comes back to the byte; what others write keeps its 17. */
static void test_numbers_keep_their_digits(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"a\":0.1,\"b\":[1.1,-0.333333333333,1.0]}",
        "{\"a\":[{\"b\":0.12345678901234566}],\"c\":0.5}", "{\"pi\":3.1415926535897931}",
        "{\"a\":12345678901234567,\"b\":1e300}"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        const char *out;
        struct event_file_line given = line, back;
        struct error error = {0};
        given.body = bodies[i];
        assert_true(event_file_write(&given, &arena, &out, &error));
        assert_true(event_file_read(out, strlen(out), &arena, &back, &error));
        assert_string_equal(back.body, bodies[i]);
    }
}

static void test_erased_has_no_body(void **state)
{
    (void)state;
    const char *out;
    struct event_file_line erased = line, back;
    struct error error = {0};
    erased.body = NULL;
    erased.student = "";
    assert_true(event_file_write(&erased, &arena, &out, &error));
    assert_non_null(strstr(out, "\"body\":null"));
    assert_true(event_file_read(out, strlen(out), &arena, &back, &error));
    assert_null(back.body);
    assert_string_equal(back.student, "");
}

static void test_damaged_rows_are_not_written(void **state)
{
    (void)state;
    static const char *const bodies[] = {"", "{", "{\"a\":}", "{} {}", "{\"a\":\"\xC3\"}"};
    const char *out;
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct event_file_line bad = line;
        struct error error = {0};
        bad.body = bodies[i];
        assert_false(event_file_write(&bad, &arena, &out, &error));
        assert_int_equal(error.code, ERR_CORRUPT);
    }
    struct event_file_line bad = line;
    struct error error = {0};
    bad.student = "zo\xC3";
    assert_false(event_file_write(&bad, &arena, &out, &error));
    assert_int_equal(error.code, ERR_CORRUPT);
}

#define HEAD "{\"log\":\"" LOG "\",\"seq\":1,\"station\":\"\","
#define MORE "\"trusted\":false,\"class\":\"\",\"student\":\"\",\"kind\":\"k\",\"version\":1,"
#define AT   "\"at\":\"2026-09-14T09:00:00Z\","
#define BODY "\"body\":{}}"

static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *text, *complaint; /* NULL: good */
    } cases[] = {
        {HEAD AT MORE BODY, NULL},
        {" " HEAD AT MORE "\"more\":{\"x\":1}," BODY "\r", NULL},
        {HEAD AT MORE "\"mono\":-1," BODY, "\"mono\""},
        {HEAD AT MORE "\"offset\":86401," BODY, "\"offset\""},
        {HEAD AT MORE "\"offset\":1.5," BODY, "\"offset\""},
        {HEAD MORE BODY, "\"at\""},
        {HEAD "\"at\":5," MORE BODY, "\"at\""},
        {HEAD AT MORE "\"body\":[]}", "\"body\""},
        {HEAD AT MORE "\"x\":1}", "\"body\""},
        {HEAD AT MORE BODY "{}", "no JSON"},
        {HEAD AT MORE "\"seq\":2," BODY, "no JSON"},
        {"{\"log\":\"" LOG "\",\"seq\":4294967296,\"station\":\"\"," AT MORE BODY, "\"seq\""},
        {"{\"log\":\"" LOG "0\",\"seq\":1,\"station\":\"\"," AT MORE BODY, "\"log\""},
        {"{\"log\":\"" LOG "\",\"seq\":1,\"station\":null," AT MORE BODY, "\"station\""},
        {"{}", "\"log\""},
        {"[]", "no JSON object"},
        {"", "no JSON"},
        {"\xFF", "no JSON"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct event_file_line out;
        struct error error = {0};
        bool good = event_file_read(cases[i].text, strlen(cases[i].text), &arena, &out, &error);
        if (cases[i].complaint == NULL) {
            assert_true(good);
            assert_string_equal(out.kind, "k");
            assert_string_equal(out.body, "{}");
            assert_int_equal(out.mono_ms, 0);
        } else {
            assert_false(good);
            assert_int_equal(error.code, ERR_BAD_INPUT);
            assert_non_null(strstr(error.text, cases[i].complaint));
        }
    }
}

/* Every cut of a good line is refused, none is read beyond its end. */
static void test_cut_lines(void **state)
{
    (void)state;
    for (size_t length = 0; length < strlen(text); length++) {
        struct event_file_line out;
        struct error error = {0};
        assert_false(event_file_read(text, length, &arena, &out, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_is_as_documented),
        cmocka_unit_test(test_what_is_written_reads_the_same),
        cmocka_unit_test(test_numbers_keep_their_digits),
        cmocka_unit_test(test_erased_has_no_body),
        cmocka_unit_test(test_damaged_rows_are_not_written),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_cut_lines),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
