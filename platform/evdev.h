/* The input devices that SDL has opened where it reads them itself: to sleep until there is
 * something to read, and to have the keyboards alone.
 *
 * SDL does not hand out its descriptors; they are found among those of the process. A keyboard is
 * grabbed through SDL's own descriptor: a grab through another one would leave SDL without keys.
 * From then on no console, no power key and no SysRq sees what is typed. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

enum { EVDEV_MAX = 64, EVDEV_EVERY_MS = 1000 };

struct evdev_options {
    const char *prefix;  /* NULL: /dev/input/event */
    const char *scanner; /* platform_options.scanner: grabs its device itself */
};

struct evdev {
    struct evdev_options options;
    struct pollfd polls[EVDEV_MAX + 1]; /* the first is the bell */
    int count;                          /* with the bell */
    int64_t looked_ms;
    uint64_t seen;
    bool known;
};

void evdev_open(struct evdev *evdev, const struct evdev_options *options, int bell);
/* Looks for devices that came or went, at most every EVDEV_EVERY_MS; true if some did. */
bool evdev_look(struct evdev *evdev, int64_t now_ms);
/* Are there any to wait for? Else SDL has to be asked now and then. */
bool evdev_has_any(const struct evdev *evdev);
/* Waits until there is something to read, the bell rings (it is silenced) or time is up: false. */
bool evdev_wait(struct evdev *evdev, int timeout_ms);

/* Does SDL's descriptor belong to a device that tells steps, as a mouse does, not places? */
bool evdev_is_relative(int descriptor);
