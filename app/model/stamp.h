/* The place of an event in the order of all events.
 *
 * No device has a trustworthy clock until told so. Within a log the order is by seq; between logs
 * by (corrected time, log, seq). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { LOG_ID_SIZE = 16 }; /* bytes: 128 random bits minted at each start of the program */

/* All zero is before everything. */
struct stamp {
    int64_t at_ms; /* corrected wall time */
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq; /* 1, 2, 3 … in its log */
};

/* < 0, 0, > 0 as memcmp. Zero only for the same event. */
int stamp_compare(const struct stamp *a, const struct stamp *b);
bool stamp_is_set(const struct stamp *stamp);
