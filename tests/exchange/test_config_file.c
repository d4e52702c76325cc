#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "exchange/config_file.h"
#include <string.h>

static struct arena arena;

static struct config read_config(const char *text, struct problems *problems)
{
    struct config config;
    struct error error = {0};
    arena_reset(&arena);
    assert_true(problems_open(problems, &arena, &error));
    config_read("waystation.conf", text, strlen(text), &arena, &config, problems);
    return config;
}

static void reads_what_it_knows(void **state)
{
    (void)state;
    struct problems problems;
    struct config config = read_config("\xEF\xBB\xBF# the station by the window\r\n"
                                       "Role = Solo\r\n"
                                       "station = makers\r\n"
                                       "camera = \"v4l2:/dev/video0\"\r\n"
                                       "size=800x480\r\n"
                                       "rotate = 270\r\n"
                                       "class_folder = /srv/classes\r\n"
                                       "class = /srv/classes/3b\r\n"
                                       "language = FR\r\n"
                                       "fullscreen = yes\r\n"
                                       "wifi_ssid = School\r\n",
        &problems);
    assert_int_equal(problems.count, 0);
    assert_string_equal(config.role, "solo");
    assert_string_equal(config.station, "makers");
    assert_string_equal(config.camera, "v4l2:/dev/video0");
    assert_string_equal(config.size, "800x480");
    assert_string_equal(config.rotate, "270");
    assert_string_equal(config.class_folder, "/srv/classes");
    assert_string_equal(config.first_class, "/srv/classes/3b");
    assert_string_equal(config.language, "fr");
    assert_string_equal(config.data, "");
    assert_true(config.fullscreen);
    config = read_config("mode = 1280x720\n", &problems); /* of a display without a desktop */
    assert_string_equal(config.size, "1280x720");
}

static void keeps_the_default_of_what_is_wrong(void **state)
{
    (void)state;
    struct problems problems;
    struct config config = read_config("role = dragon\n"
                                       "fullscreen = perhaps\n"
                                       "station = two words\n"
                                       "camera = none\n"
                                       "rotate = 45\n",
        &problems);
    assert_int_equal(problems.errors, 4);
    assert_int_equal(problems.list[0].line, 1);
    assert_int_equal(problems.list[1].line, 2);
    assert_int_equal(problems.list[2].line, 3);
    assert_string_equal(config.role, "");
    assert_string_equal(config.station, "");
    assert_false(config.fullscreen);
    assert_string_equal(config.camera, "none");
    assert_int_equal(problems.list[3].line, 5);
    assert_string_equal(config.rotate, "");
}

int main(void)
{
    struct error error = {0};
    if (!arena_open(&arena, 16 * 1024 * 1024, &error))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_knows),
        cmocka_unit_test(keeps_the_default_of_what_is_wrong),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
