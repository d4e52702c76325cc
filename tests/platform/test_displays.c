/* Displays that come and go, in a folder like the kernel's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "platform/displays.h"
#include "platform/platform.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int make(void **state)
{
    (void)state;
    STR_COPY(folder, "/tmp/waystation-test-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_all(void **state)
{
    (void)state;
    platform_remove_folder(folder);
    return 0;
}

static void write_file(const char *connector, const char *name, const char *text)
{
    char path[256];
    STR_FORMAT(path, "%s/%s", folder, connector);
    mkdir(path, 0700);
    STR_FORMAT(path, "%s/%s/%s", folder, connector, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void test_what_is_a_change(void **state)
{
    (void)state;
    struct displays displays = {.folder = folder};
    int64_t now = 1000;
    write_file("card0-HDMI-A-1", "status", "connected\n");
    write_file("card0-HDMI-A-1", "modes", "1920x1080\n1280x720\n");
    write_file("card0-DSI-1", "status", "disconnected\n");
    assert_false(displays_changed(&displays, now)); /* as it was found */
    assert_false(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    write_file("version", "status", "no connector");
    assert_false(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    write_file("card0-HDMI-A-1", "status", "disconnected\n");
    assert_false(displays_changed(&displays, now + 1)); /* not looked at all the time */
    assert_true(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    assert_false(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    write_file("card0-HDMI-A-1", "status", "connected\n");
    assert_true(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    write_file("card0-HDMI-A-1", "modes", "1024x768\n"); /* another projector */
    assert_true(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    write_file("card1-DP-2", "status", "connected\n");
    assert_true(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
    assert_false(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
}

/* The screen goes black when the program does not start again, and a child is disturbed when it
 * does. */
static void test_what_is_another_display(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second; /* status, "" as it was */
        const char *modes;          /* of the first */
        bool gone, other;           /* after the next look, and the one after that */
    } steps[] = {
        {"", "", "1920x1080\n", false, false},
        {"", "connected\n", "1920x1080\n", false, false}, /* beside ours */
        {"", "disconnected\n", "1920x1080\n", false, false},
        {"disconnected\n", "", "", true, false},
        {"connected\n", "", "", false, true}, /* no modes before somebody asks for them */
    };
    struct displays displays = {.folder = folder};
    platform_remove_folder(folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_file("card1-HDMI-A-1", "status", "connected\n");
    write_file("card1-HDMI-A-1", "modes", "1920x1080\n");
    write_file("card1-HDMI-A-2", "status", "disconnected\n");
    write_file("card0-Writeback-1", "status", "unknown\n");
    int64_t now = 1000;
    (void)displays_changed(&displays, now);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (steps[i].first[0] != '\0')
            write_file("card1-HDMI-A-1", "status", steps[i].first);
        if (steps[i].second[0] != '\0')
            write_file("card1-HDMI-A-2", "status", steps[i].second);
        write_file("card1-HDMI-A-1", "modes", steps[i].modes);
        bool changed = displays_changed(&displays, now += DISPLAYS_EVERY_MS);
        assert_int_equal(changed, i > 0);
        assert_int_equal(displays_are_gone(&displays), steps[i].gone);
        assert_false(displays_are_other(&displays)); /* it may still be about to change */
        assert_false(displays_changed(&displays, now += DISPLAYS_EVERY_MS));
        assert_int_equal(displays_are_other(&displays), steps[i].other);
    }
    struct displays fresh = {.folder = folder}; /* the program that started again */
    (void)displays_changed(&fresh, now);
    (void)displays_changed(&fresh, now += DISPLAYS_EVERY_MS);
    assert_false(displays_are_other(&fresh));
    write_file("card1-HDMI-A-1", "modes", "1024x768\n"); /* another projector on the same cable */
    (void)displays_changed(&fresh, now += DISPLAYS_EVERY_MS);
    (void)displays_changed(&fresh, now += DISPLAYS_EVERY_MS);
    assert_true(displays_are_other(&fresh));
}

static void test_which_card(void **state)
{
    (void)state;
    bool has_connectors;
    platform_remove_folder(folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(displays_find_card(folder, &has_connectors), -1);
    assert_false(has_connectors);
    assert_int_equal(displays_find_card("/nowhere", &has_connectors), -1);
    write_file("card0", "status", "connected\n"); /* renders, shows nothing */
    write_file("renderD128", "status", "connected\n");
    assert_int_equal(displays_find_card(folder, &has_connectors), -1);
    assert_false(has_connectors);
    write_file("card10-HDMI-A-1", "status", "disconnected\n");
    write_file("card2-VGA-1", "status", "unknown\n");
    assert_int_equal(displays_find_card(folder, &has_connectors), -1);
    assert_true(has_connectors);
    write_file("card10-HDMI-A-2", "status", "connected\n");
    assert_int_equal(displays_find_card(folder, &has_connectors), 10);
    write_file("card9-DP-1", "status", "connected\n");
    assert_int_equal(displays_find_card(folder, &has_connectors), 9);
}

static void test_no_such_folder(void **state)
{
    (void)state;
    struct displays displays = {.folder = "/nowhere"};
    for (int i = 0; i < 3; i++)
        assert_false(displays_changed(&displays, i * DISPLAYS_EVERY_MS));
}

static void wait_for_display(struct platform *platform)
{
    struct input input;
    int64_t until = platform_now(platform).mono_ms + 10 * DISPLAYS_EVERY_MS;
    do
        assert_true(platform_wait(platform, until, &input));
    while (input.kind == INPUT_RESIZE);
    assert_int_equal(input.kind, INPUT_DISPLAY);
}

/* Where the driver does not tell: on SDL's dummy driver, as at a console. */
static void test_it_comes_as_input(void **state)
{
    (void)state;
    struct platform *platform;
    struct error error = {0};
    struct input input;
    platform_remove_folder(folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_file("card0-HDMI-A-1", "status", "connected\n");
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct platform_options options = {
        .width = 640, .height = 400, .camera = "none", .mute = true, .displays = folder};
    assert_true(platform_open(&platform, &options, &error));
    while (platform_wait(platform, 0, &input))
        assert_int_not_equal(input.kind, INPUT_DISPLAY);
    write_file("card0-HDMI-A-1", "status", "disconnected\n");
    wait_for_display(platform);
    assert_false(platform_is_outdated(platform)); /* nothing is there to start anew for */
    struct draw_list list = {.background = 0x336699FF};
    platform_present(platform, &list);
    write_file("card0-HDMI-A-1", "status", "connected\n");
    wait_for_display(platform);
    if (!platform_is_outdated(platform))
        wait_for_display(platform); /* it stays */
    assert_true(platform_is_outdated(platform));
    platform_close(platform);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_change),
        cmocka_unit_test(test_no_such_folder),
        cmocka_unit_test(test_what_is_another_display),
        cmocka_unit_test(test_which_card),
        cmocka_unit_test(test_it_comes_as_input),
    };
    return cmocka_run_group_tests(tests, make, remove_all);
}
