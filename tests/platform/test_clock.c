/* Which clock is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t NOW_S = 2136531910;

static void put(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
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
    (void)state;
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
    char folder[] = "/tmp/waystation-clock-XXXXXX";
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put(folder, "hctosys", cases[i].hctosys);
        put(folder, "since_epoch", cases[i].since_epoch);
        if (clock_chip_agrees(folder, NOW_S * 1000 + 345) != cases[i].agrees)
            fail_msg("case %zu", i);
    }
    rmdir(folder);
    assert_false(clock_chip_agrees(folder, NOW_S * 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_chip)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
