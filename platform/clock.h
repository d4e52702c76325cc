/* The machine's clocks. */
#pragma once

#include "base/moment.h"

/* `trusted`: by a time server, or by a clock chip with a battery. */
struct moment clock_read(void);
int64_t clock_mono_ms(void); /* since boot, counts suspend */

/* Whether the kernel took its time from the clock chip of this folder (/sys/class/rtc/rtc0) at the
 * start, and the chip still says the same, within 10 minutes. A chip whose battery is empty is
 * years behind the day that the system begins with. */
bool clock_chip_agrees(const char *folder, int64_t wall_ms);
