#define _DEFAULT_SOURCE /* CLOCK_BOOTTIME */
#include "base/uptime.h"

#include <time.h>

int64_t uptime_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
