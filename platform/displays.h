/* Displays that are plugged in and out, where the video driver does not tell. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { DISPLAYS_EVERY_MS = 1000 };

struct displays {       /* zero at first, but for the folder */
    const char *folder; /* one in which the kernel keeps a folder for each connector */
    uint64_t seen;
    int64_t looked_ms;
    bool known;
};

/* Are other displays there than at the last look, or with other modes? Looks at most every
 * DISPLAYS_EVERY_MS. */
bool displays_changed(struct displays *displays, int64_t now_ms);
