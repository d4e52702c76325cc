/* The place of an event in the order of all events.
 *
 * No device has a trustworthy clock until told so, so the time of an event is corrected before it
 * is stored: classroom_decide() never goes behind an event it has seen, and whoever appends to a
 * log never goes behind that log's newest. The order by (corrected time, log, seq) is then the
 * order of seq within a log, and total over all logs. (Comparing by seq within a log and by time
 * between logs is not an order: it has cycles, and classrooms would differ by what arrived first.)
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { LOG_ID_SIZE = 16 }; /* bytes: 128 random bits minted at each start of the program */

/* All zero is before everything, also before what a clock of before 1970 says. */
struct stamp {
    int64_t at_ms; /* corrected wall time */
    uint8_t log[LOG_ID_SIZE];
    uint32_t seq; /* 1, 2, 3 … in its log */
};

/* < 0, 0, > 0 as memcmp. Zero only for the same event. */
int stamp_compare(const struct stamp *a, const struct stamp *b);
bool stamp_is_set(const struct stamp *stamp); /* seq counts from 1 */
