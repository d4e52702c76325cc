/* The folder between the program and its machine. */
#define _DEFAULT_SOURCE
#include "device_care.h"

#include "base/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/device-care-XXXXXX";
static struct arena arena;

static int make(void **state)
{
    struct error error = {0};
    char path[64];
    (void)state;
    if (mkdtemp(folder) == NULL || !arena_open(&arena, (size_t)1024 * 1024, &error))
        return 1;
    STR_FORMAT(path, "%s/ask", folder);
    mkdir(path, 0700);
    setenv("WAYSTATION_DEVICE", folder, 1);
    return 0;
}

static int clean(void **state)
{
    char command[64];
    (void)state;
    arena_close(&arena);
    STR_FORMAT(command, "rm -r %s", folder);
    return system(command);
}

static void tell(const char *task, const char *text)
{
    char path[128];
    STR_FORMAT(path, "%s/told/%s", folder, task);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void without_told_it_is_no_appliance(void **state)
{
    char path[64];
    (void)state;
    assert_false(device_care_is_here());
    STR_FORMAT(path, "%s/told", folder);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_true(device_care_is_here());
}

/* Asks, and reads the request as root does. */
static void is_asked(enum care_task task, const char *name, const struct device_line *lines,
    int count, const char *rest)
{
    struct error error = {0};
    char id[TOLD_ID_SIZE], path[64], text[256] = "", wanted[256];
    assert_true(device_care_ask(task, lines, count, id, &error));
    assert_int_equal(strlen(id), TOLD_ID_SIZE - 1);
    STR_FORMAT(path, "%s/ask/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    STR_FORMAT(wanted, "id=%s\n%s", id, rest);
    assert_string_equal(text, wanted);
}

static void a_request_is_lines(void **state)
{
    const struct device_line lines[] = {{"role", "station"}, {"wifi_ssid", "École = 1"}};
    (void)state;
    is_asked(CARE_SET, "set", lines, 2, "role=station\nwifi_ssid=École = 1\n");
}

static void the_time_is_told_in_utc(void **state)
{
    const struct device_line line = {"utc", "1789376700"};
    (void)state;
    is_asked(CARE_CLOCK, "clock", &line, 1, "utc=1789376700\n");
}

static void an_update_may_come_from_the_server(void **state)
{
    const struct device_line line = {"from", "server"};
    (void)state;
    is_asked(CARE_UPDATE, "update", &line, 1, "from=server\n");
    is_asked(CARE_NOTED, "noted", NULL, 0, "");
}

/* No value can pass for another line. */
static void a_value_is_one_line(void **state)
{
    char longest[DEVICE_VALUE_SIZE + 1], id[TOLD_ID_SIZE];
    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    const char *const values[] = {"a\nsure=yes", "a\rb", "\x7f", "a\tb", longest};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        const struct device_line line = {"hostname", values[i]};
        struct error error = {0};
        assert_false(device_care_ask(CARE_SET, &line, 1, id, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
}

static void only_the_answer_to_this_counts(void **state)
{
    struct error error = {0};
    struct told told;
    char id[TOLD_ID_SIZE], text[256];
    (void)state;
    tell("update", "{\"task\":\"update\",\"id\":\"0000000000000000\",\"state\":\"done\"}");
    assert_true(device_care_ask(CARE_UPDATE, NULL, 0, id, &error));
    assert_false(device_care_told(CARE_UPDATE, id, &arena, &told));
    tell("update", "{\"task\":\"update\",\"state\":\"done\"}");
    assert_false(device_care_told(CARE_UPDATE, id, &arena, &told));
    tell("update", "half of a li");
    assert_false(device_care_told(CARE_UPDATE, id, &arena, &told));
    STR_FORMAT(text, "{\"id\":\"%s\",\"state\":\"failed\",\"code\":\"older\"}", id);
    tell("update", text);
    assert_true(device_care_told(CARE_UPDATE, id, &arena, &told));
    assert_int_equal(device_care_code(told.code), CARE_SAYS_OLDER);
}

static void every_code_is_known(void **state)
{
    (void)state;
    assert_int_equal(device_care_code(""), CARE_SAYS_OK);
    assert_int_equal(device_care_code("restart-needed"), CARE_SAYS_RESTART_NEEDED);
    assert_int_equal(device_care_code("bad-signature"), CARE_SAYS_BAD_SIGNATURE);
    assert_int_equal(device_care_code("no-server"), CARE_SAYS_NO_SERVER);
    assert_int_equal(device_care_code("wrong-code"), CARE_SAYS_FAILED); /* never told */
    assert_int_equal(device_care_code("something new"), CARE_SAYS_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_told_it_is_no_appliance),
        cmocka_unit_test(a_request_is_lines),
        cmocka_unit_test(the_time_is_told_in_utc),
        cmocka_unit_test(an_update_may_come_from_the_server),
        cmocka_unit_test(a_value_is_one_line),
        cmocka_unit_test(only_the_answer_to_this_counts),
        cmocka_unit_test(every_code_is_known),
    };
    return cmocka_run_group_tests(tests, make, clean);
}
