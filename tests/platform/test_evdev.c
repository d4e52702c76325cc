/* SDL's devices among the descriptors of the process: pipes in place of devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "platform/evdev.h"
#include "platform/platform.h"
#include "platform/wake.h"
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], prefix[96];
static struct evdev evdev;
static int bell;

static int make(void **state)
{
    (void)state;
    STR_COPY(folder, "/tmp/waystation-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    STR_FORMAT(prefix, "%s/event", folder);
    bell = wake_open();
    struct evdev_options options = {.prefix = prefix};
    evdev_open(&evdev, &options, bell);
    return bell >= 0 ? 0 : -1;
}

static int remove_all(void **state)
{
    (void)state;
    close(bell);
    platform_remove_folder(folder);
    return 0;
}

/* As SDL opens a device: not blocking. */
static int plug_in(const char *name, int *writer)
{
    char path[128];
    STR_FORMAT(path, "%s/%s", folder, name);
    (void)mkfifo(path, 0600);
    int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    *writer = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(reader >= 0 && *writer >= 0);
    return reader;
}

static void test_it_wakes_for_what_there_is(void **state)
{
    (void)state;
    int64_t now = 1000;
    int key, other_key;
    assert_true(evdev_look(&evdev, now));
    assert_false(evdev_has_any(&evdev));
    assert_false(evdev_wait(&evdev, 0));
    int keyboard = plug_in("event0", &key);
    int other = plug_in("mouse0", &other_key);
    assert_false(evdev_look(&evdev, now + 1)); /* not all the time */
    assert_true(evdev_look(&evdev, now += EVDEV_EVERY_MS));
    assert_true(evdev_has_any(&evdev));
    assert_false(evdev_look(&evdev, now += EVDEV_EVERY_MS));
    assert_int_equal(write(other_key, "x", 1), 1);
    assert_false(evdev_wait(&evdev, 0));
    assert_int_equal(write(key, "x", 1), 1);
    assert_true(evdev_wait(&evdev, -1));
    char byte;
    assert_int_equal(read(keyboard, &byte, 1), 1); /* it is SDL who reads */
    assert_false(evdev_wait(&evdev, 0));
    wake_ring(bell);
    assert_true(evdev_wait(&evdev, -1));
    assert_false(evdev_wait(&evdev, 0)); /* once */
    close(keyboard);
    close(key);
    assert_true(evdev_look(&evdev, now += EVDEV_EVERY_MS));
    assert_false(evdev_has_any(&evdev));
    close(other);
    close(other_key);
}

/* Unplugged: the descriptor may be another file's by the next look. */
static void test_it_looks_again_when_one_is_gone(void **state)
{
    (void)state;
    int key;
    int64_t now = 100000;
    int keyboard = plug_in("event1", &key);
    assert_true(evdev_look(&evdev, now));
    close(key);
    assert_true(evdev_wait(&evdev, -1)); /* hung up */
    close(keyboard);
    assert_true(evdev_look(&evdev, now + 1));
    assert_false(evdev_has_any(&evdev));
}

static void test_news_of_devices_are_waited_for(void **state)
{
    (void)state;
    int64_t now = 200000;
    int plain = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    (void)evdev_look(&evdev, now);
    assert_false(evdev_has_any(&evdev));
    int news = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    if (plain < 0 || news < 0)
        skip();
    assert_true(evdev_look(&evdev, now += EVDEV_EVERY_MS));
    assert_true(evdev_has_any(&evdev));
    close(news);
    close(plain);
}

static void test_what_is_no_device(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_false(evdev_is_relative(ends[0]));
    assert_false(evdev_is_relative(-1));
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_wakes_for_what_there_is),
        cmocka_unit_test(test_it_looks_again_when_one_is_gone),
        cmocka_unit_test(test_news_of_devices_are_waited_for),
        cmocka_unit_test(test_what_is_no_device),
    };
    return cmocka_run_group_tests(tests, make, remove_all);
}
