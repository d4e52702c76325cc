#define _DEFAULT_SOURCE
#include "platform/evdev.h"

#include "base/hash.h"
#include "base/macros.h"
#include "base/str.h"
#include "platform/scanner.h"
#include "platform/wake.h"
#include <dirent.h>
#include <linux/input.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void evdev_open(struct evdev *evdev, const struct evdev_options *options, int bell)
{
    *evdev = (struct evdev){.options = *options, .count = 1};
    if (evdev->options.prefix == NULL)
        evdev->options.prefix = "/dev/input/event";
    evdev->polls[0] = (struct pollfd){.fd = bell, .events = POLLIN};
}

/* News of devices: SDL hears of new ones there. */
static bool is_udev(int descriptor)
{
    int domain = 0, protocol = 0;
    socklen_t size = sizeof domain;
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           domain == AF_NETLINK &&
           getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 &&
           protocol == NETLINK_KOBJECT_UEVENT;
}

/* The button on the case is not ours: the system waits for that one. It can only switch off, and
 * wake. */
static bool is_of_button(int code)
{
    return code == KEY_POWER || code == KEY_SLEEP || code == KEY_WAKEUP;
}

static bool has_keys(int descriptor)
{
    uint8_t keys[KEY_CNT / 8] = {0};
    if (ioctl(descriptor, EVIOCGBIT(EV_KEY, sizeof keys), keys) < 0)
        return false;
    for (int code = KEY_ESC; code < BTN_MISC; code++)
        if (!is_of_button(code) && (keys[code / 8] >> (code % 8) & 1) != 0)
            return true;
    return false;
}

static void grab(const struct evdev *evdev, int descriptor)
{
    struct stat status;
    if (!has_keys(descriptor) || fstat(descriptor, &status) != 0 ||
        scanner_is_device(evdev->options.scanner, NULL, status.st_rdev))
        return;
    (void)ioctl(descriptor, EVIOCGRAB, 1); /* already ours: EBUSY */
}

/* Is the open file of that number one to wait for? */
static bool is_wanted(const struct evdev *evdev, int folder, const char *number, int descriptor)
{
    char path[512];
    ssize_t length = readlinkat(folder, number, path, sizeof path - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    if (str_starts_with(path, "socket:"))
        return is_udev(descriptor);
    return str_starts_with(path, evdev->options.prefix);
}

bool evdev_look(struct evdev *evdev, int64_t now_ms)
{
    if (evdev->known && now_ms - evdev->looked_ms < EVDEV_EVERY_MS)
        return false;
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL)
        return false;
    uint64_t seen = 0;
    evdev->count = 1;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        int descriptor = 0;
        if (evdev->count > EVDEV_MAX || !str_to_int(entry->d_name, 0, INT32_MAX, &descriptor) ||
            !is_wanted(evdev, dirfd(folder), entry->d_name, descriptor))
            continue;
        struct stat status;
        uint64_t hash = hash_text(HASH_START, entry->d_name);
        if (fstat(descriptor, &status) == 0)
            hash = hash_number(hash, (uint64_t)status.st_ino);
        seen += hash;
        evdev->polls[evdev->count++] = (struct pollfd){.fd = descriptor, .events = POLLIN};
    }
    closedir(folder);
    bool changed = !evdev->known || seen != evdev->seen;
    for (int i = 1; changed && i < evdev->count; i++)
        grab(evdev, evdev->polls[i].fd);
    evdev->known = true;
    evdev->looked_ms = now_ms;
    evdev->seen = seen;
    return changed;
}

bool evdev_has_any(const struct evdev *evdev)
{
    return evdev->count > 1;
}

bool evdev_wait(struct evdev *evdev, int timeout_ms)
{
    if (poll(evdev->polls, (nfds_t)evdev->count, timeout_ms) <= 0)
        return false;
    if (evdev->polls[0].revents != 0)
        wake_silence(evdev->polls[0].fd);
    for (int i = 1; i < evdev->count; i++)
        if ((evdev->polls[i].revents & ~POLLIN) != 0 ||
            (evdev->polls[i].revents != 0 && is_udev(evdev->polls[i].fd)))
            evdev->known = false; /* gone, or news of others */
    return true;
}

bool evdev_is_relative(int descriptor)
{
    uint8_t axes[REL_CNT / 8] = {0};
    return ioctl(descriptor, EVIOCGBIT(EV_REL, sizeof axes), axes) >= 0 && (axes[0] & 3) == 3;
}
