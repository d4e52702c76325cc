/* What the service manager hears, through a socket as it has one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "platform/displays.h"
#include "platform/platform.h"
#include "platform/watchdog.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static char folder[64], address[96];
static int manager = -1;

static int listen_in(void **state)
{
    (void)state;
    STR_COPY(folder, "/tmp/waystation-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    STR_FORMAT(address, "%s/notify", folder);
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    STR_COPY(name.sun_path, address);
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    return manager >= 0 && bind(manager, (struct sockaddr *)&name, sizeof name) == 0 ? 0 : -1;
}

static int stop_listening(void **state)
{
    (void)state;
    close(manager);
    platform_remove_folder(folder);
    return 0;
}

static void set_environment(const char *socket_name, const char *usec)
{
    char process[32];
    STR_FORMAT(process, "%d", (int)getpid());
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    if (socket_name != NULL)
        setenv("NOTIFY_SOCKET", socket_name, 1);
    if (usec != NULL)
        setenv("WATCHDOG_USEC", usec, 1);
    setenv("WATCHDOG_PID", process, 1);
}

/* "" when nothing was said. */
static const char *heard(void)
{
    static char text[1024];
    ssize_t size = recv(manager, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    return text;
}

static int count_heard(const char *what)
{
    int count = 0;
    for (const char *text; (text = heard())[0] != '\0';)
        count += strstr(text, what) != NULL;
    return count;
}

static void test_nothing_without_a_manager(void **state)
{
    (void)state;
    struct watchdog watchdog;
    set_environment(NULL, "20000000");
    watchdog_open(&watchdog);
    watchdog_say(&watchdog, "Here.");
    watchdog_ready(&watchdog, 1000, "Here.");
    watchdog_feed(&watchdog, 1000000);
    watchdog_extend(&watchdog, 1000);
    watchdog_be_patient(&watchdog, 1000);
    watchdog_stop(&watchdog);
    assert_true(watchdog_deadline_ms(&watchdog) == INT64_MAX);
    assert_string_equal(heard(), "");
}

static void test_the_order_of_a_life(void **state)
{
    (void)state;
    struct watchdog watchdog;
    set_environment(address, "20000000");
    watchdog_open(&watchdog);
    watchdog_feed(&watchdog, 500); /* nobody waits yet */
    assert_string_equal(heard(), "");
    assert_true(watchdog_deadline_ms(&watchdog) == INT64_MAX);
    watchdog_extend(&watchdog, 60000);
    assert_string_equal(heard(), "EXTEND_TIMEOUT_USEC=60000000\nWATCHDOG=1");
    watchdog_ready(&watchdog, 1000, "The screen is\nWATCHDOG=1 shown.");
    assert_string_equal(heard(), "READY=1\nSTATUS=The screen is WATCHDOG=1 shown.");
    assert_string_equal(heard(), "WATCHDOG_USEC=20000000\nWATCHDOG=1");
    static const struct {
        int64_t now_ms;
        bool is_fed;
    } turns[] = {{1001, false}, {10999, false}, {11000, true}, {11001, false}, {20999, false},
        {90000, true}, {99999, false}, {100000, true}};
    for (size_t i = 0; i < COUNT_OF(turns); i++) {
        assert_true((watchdog_deadline_ms(&watchdog) <= turns[i].now_ms) == turns[i].is_fed);
        watchdog_feed(&watchdog, turns[i].now_ms);
        assert_string_equal(heard(), turns[i].is_fed ? "WATCHDOG=1" : "");
    }
    watchdog_be_patient(&watchdog, 300000);
    assert_string_equal(heard(), "WATCHDOG_USEC=300000000\nWATCHDOG=1");
    watchdog_feed(&watchdog, 100001); /* at once: what took long is over */
    assert_string_equal(heard(), "WATCHDOG_USEC=20000000\nWATCHDOG=1");
    watchdog_feed(&watchdog, 100002);
    assert_string_equal(heard(), "");
    watchdog_stop(&watchdog);
    assert_string_equal(heard(), "STOPPING=1");
}

static void test_a_manager_that_does_not_wait(void **state)
{
    (void)state;
    struct watchdog watchdog;
    set_environment(address, NULL);
    watchdog_open(&watchdog);
    watchdog_ready(&watchdog, 1000, "Here.");
    assert_string_equal(heard(), "READY=1\nSTATUS=Here.");
    watchdog_feed(&watchdog, 1000000);
    assert_string_equal(heard(), "");
    assert_true(watchdog_deadline_ms(&watchdog) == INT64_MAX);
}

static void pass(struct platform *platform, int64_t ms)
{
    struct input input;
    int64_t until = platform_now(platform).mono_ms + ms;
    while (platform_wait(platform, until, &input))
        continue;
}

/* A loop that waits is alive; one that does not come back to it is not. */
static void test_the_loop(void **state)
{
    (void)state;
    struct error error = {0};
    struct platform *platform;
    struct platform_options options = {
        .width = 640, .height = 400, .camera = "none", .mute = true, .displays = folder};
    set_environment(address, "400000"); /* every 200 ms */
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    assert_true(platform_open(&platform, &options, &error));
    pass(platform, 500);
    assert_string_equal(heard(), "");
    platform_tell_ready(platform, "Here.");
    assert_int_equal(count_heard("WATCHDOG=1"), 1);
    pass(platform, 1300);
    assert_in_range(count_heard("WATCHDOG=1"), 1, 6); /* on a busy machine fewer, never more */
    struct input input;
    for (int looks = 0; looks < 60; looks++) { /* a turn that takes input and never ends */
        platform_pause(platform, 10);
        (void)platform_wait(platform, 0, &input);
    }
    assert_int_equal(count_heard("WATCHDOG=1"), 0);
    platform_tell_turn(platform);
    assert_int_equal(count_heard("WATCHDOG=1"), 1);
    platform_close(platform);
    assert_string_equal(heard(), ""); /* another window may follow */
}

static void write_status(const char *connector, const char *text)
{
    char path[160];
    STR_FORMAT(path, "%s/%s", folder, connector);
    mkdir(path, 0700);
    str_append(path, sizeof path, "/status");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void *plug_in(void *unused)
{
    (void)unused;
    static const struct timespec pause = {.tv_sec = 1};
    nanosleep(&pause, NULL);
    write_status("card7-HDMI-A-1", "connected\n");
    return NULL;
}

/* A card itself cannot be had here: what is waited for, and that the manager is asked for
 * patience meanwhile. */
static void test_a_display_is_waited_for(void **state)
{
    (void)state;
    struct error error = {0};
    struct platform *platform = NULL;
    pthread_t hand;
    struct platform_options options = {.camera = "none", .mute = true, .displays = folder};
    set_environment(address, "20000000");
    write_status("card7-HDMI-A-1", "disconnected\n");
    setenv("SDL_VIDEODRIVER", "evdev", 1);
    assert_int_equal(pthread_create(&hand, NULL, plug_in, NULL), 0);
    if (platform_open(&platform, &options, &error)) /* a machine with a real one */
        platform_close(platform);
    else
        assert_int_equal(error.code, ERR_UNSUPPORTED);
    pthread_join(hand, NULL);
    bool has_connectors;
    assert_int_equal(displays_find_card(folder, &has_connectors), 7);
    assert_string_equal(heard(), "STATUS=Waiting for a display to be connected.");
    assert_string_equal(heard(), "EXTEND_TIMEOUT_USEC=60000000\nWATCHDOG=1");
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_without_a_manager),
        cmocka_unit_test(test_the_order_of_a_life),
        cmocka_unit_test(test_a_manager_that_does_not_wait),
        cmocka_unit_test(test_the_loop),
        cmocka_unit_test(test_a_display_is_waited_for),
    };
    return cmocka_run_group_tests(tests, listen_in, stop_listening);
}
