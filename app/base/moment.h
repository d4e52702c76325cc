/* When something is, as well as this machine knows. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Who says so. */
enum clock_source {
    CLOCK_UNSURE, /* nobody: it went on where the machine was switched off */
    CLOCK_BY_HUB, /* the board of the class */
    CLOCK_BY_NETWORK,
    CLOCK_BY_HAND, /* a person, since the start */
    CLOCK_BY_CHIP, /* with a battery */
};

struct moment {
    int64_t wall_ms;  /* since 1970-01-01T00:00:00Z, as far as known */
    int64_t mono_ms;  /* since boot, never goes back, counts suspend */
    int32_t offset_s; /* local time zone, seconds east of UTC */
    bool trusted;     /* wall_ms was set by something better than a clock without battery */
};
