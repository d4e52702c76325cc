/* The machine's clocks. */
#pragma once

#include "base/moment.h"

/* `trusted`: by a time server, a person since the start, or a clock chip with a battery, and of a
 * day that can be. */
struct moment clock_read(void);
/* Which of them, the better one first; never CLOCK_BY_HUB. */
enum clock_source clock_source(void);

/* Whether a person told the time since the start: the machine left its mark in this folder
 * (platform_device_folder()), where nothing outlives a restart. */
#define CLOCK_TOLD_MARK "clock-told"
bool clock_was_told(const char *folder);

/* When it is that late here: a local time, in whole minutes as seconds since 1970-01-01T00:00:00
 * here, as seconds in UTC. Of an hour that comes twice it is one of them; one that is left out is
 * an hour beside. */
int64_t clock_utc_of_local(int64_t local_s);

/* Seconds east of UTC here at a time, as the zone's rules have it: it may be another season's. */
int32_t clock_offset_at(int64_t wall_ms);

/* Whether the kernel took its time from the clock chip of this folder (/sys/class/rtc/rtc0) at the
 * start, and the chip still says the same, within 10 minutes. A chip whose battery is empty is
 * years behind the day that the system begins with. */
bool clock_chip_agrees(const char *folder, int64_t wall_ms);
