/* The machine's own clock: never set, never back, and sleep counts. The network goes by it, also
 * where a script moves the clock of the program. */
#pragma once

#include <stdint.h>

int64_t uptime_ms(void); /* since boot */
