#define _DEFAULT_SOURCE /* adjtimex(), tm_gmtoff */
#include "platform/clock.h"

#include "base/uptime.h"

#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t = {0};
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* systemd-timesyncd leaves the file where the kernel does not tell. */
static bool is_synchronised(void)
{
    struct timex status = {0};
    if (adjtimex(&status) >= 0 && !(status.status & STA_UNSYNC))
        return true;
    return access("/run/systemd/timesync/synchronized", F_OK) == 0;
}

struct moment clock_read(void)
{
    struct moment now = {.wall_ms = read_ms(CLOCK_REALTIME), .mono_ms = uptime_ms()};
    time_t seconds = (time_t)(now.wall_ms / 1000);
    struct tm local;
    if (localtime_r(&seconds, &local))
        now.offset_s = (int32_t)local.tm_gmtoff;
    now.trusted = is_synchronised();
    return now;
}
