#define _DEFAULT_SOURCE /* adjtimex(), tm_gmtoff */
#include "platform/clock.h"

#include "base/date.h"
#include "base/uptime.h"
#include "platform/platform.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 256, CHIP_APART_S = 600, CHIP_ASKED_EVERY_MS = 60000 };

static int64_t read_wall_ms(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_REALTIME, &t);
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

static bool read_number(const char *folder, const char *name, int64_t *out)
{
    char path[PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return false;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    long long number = 0;
    bool is_read = fscanf(file, "%19lld", &number) == 1;
    fclose(file);
    *out = number;
    return is_read;
}

bool clock_chip_agrees(const char *folder, int64_t wall_ms)
{
    int64_t set_the_clock = 0, chip_s = 0;
    return read_number(folder, "hctosys", &set_the_clock) && set_the_clock == 1 &&
           read_number(folder, "since_epoch", &chip_s) &&
           llabs(chip_s - wall_ms / 1000) <= CHIP_APART_S;
}

/* A chip may take milliseconds to answer: not asked for every frame. */
static bool chip_agrees(const struct moment *now)
{
    static _Atomic int64_t asked_ms = -CHIP_ASKED_EVERY_MS;
    static _Atomic bool agrees;
    if (now->mono_ms - asked_ms >= CHIP_ASKED_EVERY_MS) {
        asked_ms = now->mono_ms;
        agrees = clock_chip_agrees("/sys/class/rtc/rtc0", now->wall_ms);
    }
    return agrees;
}

bool clock_was_told(const char *folder)
{
    char path[PATH_SIZE];
    return snprintf(path, sizeof path, "%s/%s", folder, CLOCK_TOLD_MARK) < (int)sizeof path &&
           access(path, F_OK) == 0;
}

static enum clock_source source_of(const struct moment *now)
{
    char folder[PATH_SIZE];
    if (!date_is_believable(date_day_at(now->wall_ms, 0))) /* a chip's battery ends */
        return CLOCK_UNSURE;
    if (is_synchronised())
        return CLOCK_BY_NETWORK;
    platform_device_folder(folder, sizeof folder);
    if (clock_was_told(folder))
        return CLOCK_BY_HAND;
    return chip_agrees(now) ? CLOCK_BY_CHIP : CLOCK_UNSURE;
}

enum clock_source clock_source(void)
{
    struct moment now = {.wall_ms = read_wall_ms(), .mono_ms = uptime_ms()};
    return source_of(&now);
}

int64_t clock_utc_of_local(int64_t local_s)
{
    struct date date = date_from_day(date_day_at(local_s * 1000, 0));
    int minute = date_minute_at(local_s * 1000, 0);
    struct tm local = {.tm_year = date.year - 1900,
        .tm_mon = date.month - 1,
        .tm_mday = date.day,
        .tm_hour = minute / 60,
        .tm_min = minute % 60,
        .tm_isdst = -1};
    return mktime(&local);
}

int32_t clock_offset_at(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm local;
    return localtime_r(&seconds, &local) ? (int32_t)local.tm_gmtoff : 0;
}

struct moment clock_read(void)
{
    struct moment now = {.wall_ms = read_wall_ms(), .mono_ms = uptime_ms()};
    now.offset_s = clock_offset_at(now.wall_ms);
    now.trusted = source_of(&now) != CLOCK_UNSURE;
    return now;
}
