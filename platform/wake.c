#define _DEFAULT_SOURCE
#include "platform/wake.h"

#include <poll.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

int wake_open(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void wake_ring(int bell)
{
    uint64_t one = 1;
    ssize_t written = write(bell, &one, sizeof one);
    (void)written; /* full means that it rings already */
}

void wake_silence(int descriptor)
{
    char bytes[4096];
    while (read(descriptor, bytes, sizeof bytes) > 0) {
    }
}

int wake_watch_folders(const char *const *folders, int count)
{
    int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch < 0)
        return -1;
    int watched = 0;
    for (int i = 0; i < count; i++)
        if (inotify_add_watch(
                watch, folders[i], IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_ONLYDIR) >= 0)
            watched++;
    if (watched > 0)
        return watch;
    close(watch);
    return -1;
}

unsigned wake_wait(int bell, int watch, int data, int timeout_ms)
{
    struct pollfd polls[] = {{.fd = bell, .events = POLLIN}, {.fd = watch, .events = POLLIN},
        {.fd = data, .events = POLLIN}};
    if (poll(polls, 3, timeout_ms) <= 0)
        return 0;
    unsigned flags = 0;
    if (polls[0].revents != 0) {
        wake_silence(bell);
        flags |= WAKE_BELL;
    }
    if (polls[1].revents != 0) {
        wake_silence(watch);
        flags |= WAKE_DEVICE;
    }
    if ((polls[2].revents & POLLIN) != 0)
        flags |= WAKE_DATA;
    else if (polls[2].revents != 0)
        flags |= WAKE_BROKEN;
    return flags;
}

int wake_back_off(int before_ms)
{
    enum { FIRST_MS = 250, MOST_MS = 30000 };
    if (before_ms <= 0)
        return FIRST_MS;
    return before_ms < MOST_MS / 2 ? before_ms * 2 : MOST_MS;
}
