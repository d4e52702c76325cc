#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "base/date.h"

static void every_day_comes_back(void **state)
{
    (void)state;
    struct date before = {0};
    for (int32_t day = -719162; day <= 2932896; day++) {
        struct date date = date_from_day(day);
        if (date_to_day(date) != day)
            fail_msg("day %d is %d-%d-%d", (int)day, date.year, date.month, date.day);
        bool follows = (date.year == before.year && date.month == before.month &&
                           date.day == before.day + 1) ||
                       date.day == 1;
        assert_true(follows);
        before = date;
    }
    assert_int_equal(before.year, 9999);
    assert_int_equal(date_to_day((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_to_day((struct date){2026, 9, 14}), 20710);
}

static void months(void **state)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    (void)state;
    for (int month = 1; month <= 12; month++)
        assert_int_equal(date_days_of_month(2027, month), days[month - 1]);
    assert_int_equal(date_days_of_month(2028, 2), 29);
    assert_int_equal(date_days_of_month(2100, 2), 28);
}

static void weekdays(void **state)
{
    (void)state;
    static const struct {
        int32_t day;
        int weekday;
    } cases[] = {{0, 3}, {-1, 2}, {-3, 0}, {-4, 6}, {20458, 0} /* 2026-01-05 */, {20779, 6}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(date_weekday(cases[i].day), cases[i].weekday);
    for (int32_t day = -1000; day < 1000; day++)
        assert_int_equal(date_weekday(day + 1), (date_weekday(day) + 1) % 7);
}

static void dates_as_text(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-09-14", "2024-02-29", "0001-01-01", "9999-12-31"};
    static const char *const bad[] = {"2026-9-14", "2026-02-29", "1900-02-29", "2026-13-01",
        "2026-00-10", "2026-01-00", "2026-04-31", "2026-09-14 ", " 2026-09-14", "0000-01-01", "",
        "20260914"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct date date;
        char back[DATE_TEXT_SIZE];
        assert_true(date_parse(good[i], &date));
        date_format(date_to_day(date), back);
        assert_string_equal(back, good[i]);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct date date;
        if (date_parse(bad[i], &date))
            fail_msg("\"%s\" was taken for a date", bad[i]);
    }
}

static void local_days(void **state)
{
    (void)state;
    static const struct {
        int64_t at_ms;
        int32_t offset_s, day;
        int minute;
    } cases[] = {
        {0, 0, 0, 0},
        {-1, 0, -1, 1439},
        {0, -3600, -1, 1380},
        {DAY_MS - 1, 0, 0, 1439},
        {DAY_MS - 1, 3600, 1, 59},
        {(int64_t)20710 * DAY_MS + 9 * 3600000 + 59999, 0, 20710, 540},
        {(int64_t)20710 * DAY_MS, 19800, 20710, 330},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(date_day_at(cases[i].at_ms, cases[i].offset_s), cases[i].day);
        int64_t midnight_ms = date_midnight_ms(cases[i].day, cases[i].offset_s);
        assert_int_equal(date_day_at(midnight_ms, cases[i].offset_s), cases[i].day);
        assert_int_equal(date_day_at(midnight_ms - 1, cases[i].offset_s), cases[i].day - 1);
        assert_int_equal(date_minute_at(cases[i].at_ms, cases[i].offset_s), cases[i].minute);
    }
}

static void times_as_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t offset_s;
        const char *utc; /* NULL: refused */
    } cases[] = {
        {"2026-09-14T09:00:00.000Z", 3600, "2026-09-14T09:00:00.000Z"},
        {"2026-09-14T09:00:00", 3600, "2026-09-14T08:00:00.000Z"},
        {"2026-09-14T09:00", 0, "2026-09-14T09:00:00.000Z"},
        {"2026-09-14 09:00:01.25-05:30", 0, "2026-09-14T14:30:01.250Z"},
        {"2026-09-14t23:59:59.9999z", 0, "2026-09-14T23:59:59.999Z"},
        {"1969-12-31T23:59:59.999Z", 0, "1969-12-31T23:59:59.999Z"},
        {"2026-09-14T24:00:00Z", 0, NULL},
        {"2026-09-14T09:60:00Z", 0, NULL},
        {"2026-09-14T09:00:00.Z", 0, NULL},
        {"2026-09-14T09:00:00+0100", 0, NULL},
        {"2026-09-14T09:00:00Zx", 0, NULL},
        {"2026-09-14", 0, NULL},
        {"2026-02-30T09:00:00Z", 0, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t at_ms;
        bool ok = time_parse(cases[i].text, cases[i].offset_s, &at_ms);
        assert_int_equal(ok, cases[i].utc != NULL);
        char back[TIME_TEXT_SIZE];
        if (ok) {
            time_format(at_ms, back);
            assert_string_equal(back, cases[i].utc);
        }
    }
}

static void clock_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int minute;
    } cases[] = {{"9:05", 545}, {"09:05", 545}, {"0:00", 0}, {"23:59", 1439}, {"24:00", -1},
        {"9:5", -1}, {"9:60", -1}, {"009:05", -1}, {"9:05 ", -1}, {"", -1}, {"9", -1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int minute = -1;
        bool ok = time_parse_clock(cases[i].text, &minute);
        assert_int_equal(ok, cases[i].minute >= 0);
        assert_int_equal(minute, cases[i].minute);
    }
}

static void clock_texts(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    for (int minute = 0; minute < 2 * 24 * 60; minute++) {
        int back;
        time_format_clock(minute, text);
        assert_true(time_parse_clock(text, &back));
        assert_int_equal(back, minute % (24 * 60));
    }
    time_format_clock(545, text);
    assert_string_equal(text, "09:05");
}

static void tells_an_impossible_clock(void **state)
{
    (void)state;
    assert_false(date_is_believable(0));
    assert_false(date_is_believable(20453)); /* 2025-12-31 */
    assert_true(date_is_believable(20454));  /* 2026-01-01 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_an_impossible_clock),
        cmocka_unit_test(clock_texts),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(months),
        cmocka_unit_test(weekdays),
        cmocka_unit_test(dates_as_text),
        cmocka_unit_test(local_days),
        cmocka_unit_test(times_as_text),
        cmocka_unit_test(clock_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
