#include "exchange/told_json.h"

#include "base/macros.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool read_text(const char *json, struct told *out)
{
    struct error error = {0};
    return told_read(json, strlen(json), out, &error);
}

static void a_task_tells_how_far_it_is(void **state)
{
    struct told told;
    (void)state;
    assert_true(read_text("{\"task\":\"update\",\"id\":\"00ff\",\"state\":\"working\","
                          "\"percent\":42,\"code\":\"ok\",\"detail\":\"slot B\"}",
        &told));
    assert_int_equal(told.state, TOLD_WORKING);
    assert_int_equal(told.percent, 42);
    assert_string_equal(told.id, "00ff");
    assert_string_equal(told.detail, "slot B");
    assert_false(told.has_update);
}

static void a_look_tells_of_the_machine(void **state)
{
    struct told told;
    (void)state;
    assert_true(
        read_text("{\"task\":\"look\",\"id\":\"1\",\"state\":\"done\",\"version\":\"1.4\","
                  "\"slot\":\"A\",\"stick\":true,\"wifi\":true,\"wifi_ssid\":\"School\","
                  "\"update\":{\"version\":\"1.5\",\"file\":\"x.raucb\"},\"installed\":\"\","
                  "\"server\":\"updates.school.example\",\"fallback\":\"not-proven\","
                  "\"addresses\":[\"10.0.0.1\",7,\"fe80::1\"],\"more\":{\"a\":[]}}",
            &told));
    assert_true(told.has_update && told.stick && told.has_wifi);
    assert_string_equal(told.update_version, "1.5");
    assert_string_equal(told.server, "updates.school.example");
    assert_int_equal(told.address_count, 2);
    assert_string_equal(told.addresses[1], "fe80::1");
    assert_true(read_text("{\"task\":\"look\",\"state\":\"done\",\"update\":null}", &told));
    assert_false(told.has_update);
    assert_string_equal(told.server, "");
}

/* What cannot be is nothing at all. */
static void nonsense_is_refused(void **state)
{
    static const char *const cases[] = {"", "{", "[]", "\"done\"", "{}", "{\"state\":\"ready\"}",
        "{\"state\":\"done\",\"percent\":101}", "{\"state\":\"done\",\"percent\":-1}",
        "{\"state\":\"done\",\"percent\":\"half\"}", "{\"state\":\"done\",\"update\":\"1.5\"}",
        "{\"state\":\"done\",\"update\":{\"version\":5}}", "{\"state\":\"done\",\"stick\":1}",
        "{\"state\":\"done\",\"addresses\":\"10.0.0.1\"}"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct told told;
        memset(&told, 'x', sizeof told);
        assert_false(read_text(cases[i], &told));
        assert_int_equal(told.task[0], '\0');
        assert_int_equal(told.address_count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_tells_how_far_it_is),
        cmocka_unit_test(a_look_tells_of_the_machine),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
