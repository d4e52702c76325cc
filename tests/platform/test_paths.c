#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/clock.h"

#include "base/uptime.h"
#include "platform/platform.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void the_clock_goes_on(void **state)
{
    (void)state;
    struct moment a = clock_read();
    int64_t limit = a.mono_ms;
    assert_true(uptime_ms() >= limit);
    time_t seconds = time(NULL);
    assert_in_range(a.wall_ms / 1000, (uintmax_t)seconds - 2, (uintmax_t)seconds + 2);
}

static void the_offset_is_that_of_the_zone(void **state)
{
    (void)state;
    setenv("TZ", "XXX-5:30", 1);
    tzset();
    assert_int_equal(clock_read().offset_s, 5 * 3600 + 1800);
    setenv("TZ", "UTC0", 1);
    tzset();
    assert_int_equal(clock_read().offset_s, 0);
    unsetenv("TZ");
    tzset();
}

static void assets_are_found(void **state)
{
    (void)state;
    char folder[512];
    setenv("WAYSTATION_ASSETS", "/tmp", 1);
    assert_true(platform_find_assets(folder, sizeof folder));
    assert_string_equal(folder, "/tmp");
    setenv("WAYSTATION_ASSETS", "/nonexistent", 1);
    assert_false(platform_find_assets(folder, sizeof folder));
    /* Else beside the program, as in a build folder. */
    unsetenv("WAYSTATION_ASSETS");
    mkdir(BUILD_FOLDER "/tests/assets", 0755);
    assert_true(platform_find_assets(folder, sizeof folder));
    assert_string_equal(folder, BUILD_FOLDER "/tests/assets");
}

static void data_has_a_folder(void **state)
{
    (void)state;
    char folder[512];
    setenv("WAYSTATION_DATA", "/srv/x", 1);
    platform_data_folder(folder, sizeof folder);
    assert_string_equal(folder, "/srv/x");
    unsetenv("WAYSTATION_DATA");
    if (access("/var/lib/waystation", W_OK) == 0)
        return;
    setenv("XDG_DATA_HOME", "/x/data", 1);
    platform_data_folder(folder, sizeof folder);
    assert_string_equal(folder, "/x/data/waystation");
    setenv("XDG_DATA_HOME", "relative", 1);
    setenv("HOME", "/home/y", 1);
    platform_data_folder(folder, sizeof folder);
    assert_string_equal(folder, "/home/y/.local/share/waystation");
}

static void files_are_copied_whole_or_not_at_all(void **state)
{
    (void)state;
    enum { TOO_LONG = 5000 };
    struct error error = {0};
    char folder[512], from[600], to[600], part[600];
    static char path[TOO_LONG + 1];
    assert_true(platform_make_temporary(folder, sizeof folder, &error));
    snprintf(from, sizeof from, "%s/from", folder);
    snprintf(to, sizeof to, "%s/new/to", folder);
    snprintf(part, sizeof part, "%s/new/to.part", folder);
    FILE *stream = fopen(from, "wb");
    assert_non_null(stream);
    fwrite("abc", 1, 3, stream);
    fclose(stream);
    assert_true(platform_copy_file(from, to, 3, &error));
    assert_true(platform_copy_file(from, to, 3, &error));
    struct stat status;
    assert_int_equal(stat(to, &status), 0);
    assert_int_equal(status.st_size, 3);
    assert_int_not_equal(access(part, F_OK), 0);
    memset(path, 'x', TOO_LONG);
    const struct {
        const char *from, *to;
        size_t limit;
        enum error_code code;
    } cases[] = {{from, to, 2, ERR_FULL}, {part, to, 9, ERR_NOT_FOUND},
        {from, "/nonexistent/x/y", 9, ERR_IO}, {from, path, 9, ERR_BAD_INPUT}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        error_clear(&error);
        assert_false(platform_copy_file(cases[i].from, cases[i].to, cases[i].limit, &error));
        assert_int_equal(error.code, cases[i].code);
    }
    assert_int_equal(stat(to, &status), 0);
    assert_int_equal(status.st_size, 3);
    platform_remove_folder(folder);
    assert_int_not_equal(access(folder, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_goes_on),
        cmocka_unit_test(the_offset_is_that_of_the_zone),
        cmocka_unit_test(assets_are_found),
        cmocka_unit_test(data_has_a_folder),
        cmocka_unit_test(files_are_copied_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
