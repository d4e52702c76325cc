/* Which clock is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "folder.h"
#include "platform/clock.h"
#include <time.h>

static const int64_t NOW_S = 2136531910;

static void put(struct test_folder *folder, const char *name, const char *text)
{
    const char *path = test_path(folder, name);
    if (text == NULL) {
        unlink(path);
        return;
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_chip(void **state)
{
    struct test_folder *folder = *state;
    static const struct {
        const char *hctosys, *since_epoch;
        bool agrees;
    } cases[] = {
        {"1\n", "2136531910\n", true}, {"1\n", "2136531320\n", true}, /* drifted apart for months */
        {"1\n", "2136532500\n", true},
        {"1\n", "2136531000\n", false}, /* somebody set one of them */
        {"1\n", "2136533000\n", false},
        {"1\n", "946684800\n", false}, /* 2000-01-01: its battery is empty */
        {"1\n", "-1\n", false},
        {"0\n", "2136531910\n", false}, /* it did not set the clock; then it may follow it */
        {"1\n", "", false},             /* it does not know: the driver refuses */
        {"", "2136531910\n", false}, {"1\n", NULL, false},
        {NULL, NULL, false}, /* a Raspberry Pi without one */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(folder, "hctosys", cases[i].hctosys);
        put(folder, "since_epoch", cases[i].since_epoch);
        if (clock_chip_agrees(folder->path, NOW_S * 1000 + 345) != cases[i].agrees)
            fail_msg("case %zu", i);
    }
    rmdir(folder->path);
    assert_false(clock_chip_agrees(folder->path, NOW_S * 1000));
}

/* As root does when the page Care asks for it, until the next start. */
static void test_told(void **state)
{
    struct test_folder *folder = *state;
    setenv("WAYSTATION_DEVICE", folder->path, 1);
    assert_false(clock_was_told(folder->path));
    enum clock_source before = clock_source();
    assert_int_not_equal(before, CLOCK_BY_HAND);
    assert_int_equal(clock_read().trusted, before != CLOCK_UNSURE);
    put(folder, CLOCK_TOLD_MARK, "");
    assert_true(clock_was_told(folder->path));
    assert_int_equal(clock_source(), before == CLOCK_BY_NETWORK ? before : CLOCK_BY_HAND);
    assert_true(clock_read().trusted);
    put(folder, CLOCK_TOLD_MARK, NULL);
    assert_int_equal(clock_source(), before);
    unsetenv("WAYSTATION_DEVICE");
}

static void test_local(void **state)
{
    (void)state;
    enum { HOUR = 3600 };
    static const struct {
        const char *zone;
        int64_t local_s, utc_s;
    } cases[] = {{"UTC", 1789376700, 1789376700},
        {"Europe/Rome", 1789383900, 1789376700}, /* 2026-09-14T11:05 */
        {"Asia/Kolkata", 1789396500, 1789376700}, {"America/Lima", 1789358700, 1789376700},
        {"Europe/Rome", 4102444740, 4102444740 - HOUR}, /* the last minute of 2099 */
        {"Europe/Rome", 1767225600, 1767225600 - HOUR},
        {"Europe/Rome", 1774785600, 1774785600 - 2 * HOUR}}; /* 2026-03-29T12:00 … */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setenv("TZ", cases[i].zone, 1);
        if (clock_utc_of_local(cases[i].local_s) != cases[i].utc_s)
            fail_msg("case %zu: %lld", i, (long long)clock_utc_of_local(cases[i].local_s));
    }
    /* … when 02:30 was left out. */
    int64_t utc_s = clock_utc_of_local(1774751400);
    assert_true(utc_s == 1774747800 || utc_s == 1774747800 - HOUR);
    unsetenv("TZ");
}

/* The zone's rules, not today's season. */
static void test_offset(void **state)
{
    (void)state;
    setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
    tzset();
    const int64_t winter_ms = INT64_C(1768000000000), summer_ms = INT64_C(1783000000000);
    assert_int_equal(clock_offset_at(winter_ms), -5 * 3600);
    assert_int_equal(clock_offset_at(summer_ms), -4 * 3600);
    unsetenv("TZ");
    tzset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_chip, test_folder_make, test_folder_remove),
        cmocka_unit_test_setup_teardown(test_told, test_folder_make, test_folder_remove),
        cmocka_unit_test(test_local),
        cmocka_unit_test(test_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
