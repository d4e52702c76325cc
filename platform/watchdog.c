#include "platform/watchdog.h"

#include "base/str.h"
#include <inttypes.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

void watchdog_open(struct watchdog *watchdog)
{
    uint64_t usec = 0;
    *watchdog = (struct watchdog){.is_told = !str_is_empty(getenv("NOTIFY_SOCKET"))};
    if (watchdog->is_told && sd_watchdog_enabled(0, &usec) > 0)
        watchdog->every_ms = (int64_t)(usec / 2000);
}

/* Each line is a message of its own. */
static void say(const char *before, const char *status)
{
    char line[512];
    STR_COPY(line, status);
    for (char *at = line; *at != '\0'; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    (void)sd_notifyf(0, "%sSTATUS=%s", before, line);
}

void watchdog_say(const struct watchdog *watchdog, const char *status)
{
    if (watchdog->is_told)
        say("", status);
}

static void feed(struct watchdog *watchdog, int64_t now_ms)
{
    if (watchdog->is_patient)
        (void)sd_notifyf(0, "WATCHDOG_USEC=%" PRId64 "\nWATCHDOG=1", watchdog->every_ms * 2000);
    else
        (void)sd_notify(0, "WATCHDOG=1");
    watchdog->is_patient = false;
    watchdog->next_ms = now_ms + watchdog->every_ms;
}

void watchdog_ready(struct watchdog *watchdog, int64_t now_ms, const char *status)
{
    if (!watchdog->is_told)
        return;
    say("READY=1\n", status);
    if (watchdog->every_ms == 0)
        return;
    watchdog->is_patient = true; /* the process before may have asked for it */
    feed(watchdog, now_ms);
}

int64_t watchdog_deadline_ms(const struct watchdog *watchdog)
{
    return watchdog->next_ms > 0 ? watchdog->next_ms : INT64_MAX;
}

void watchdog_feed(struct watchdog *watchdog, int64_t now_ms)
{
    if (now_ms >= watchdog_deadline_ms(watchdog) || (watchdog->is_patient && watchdog->next_ms > 0))
        feed(watchdog, now_ms);
}

void watchdog_extend(const struct watchdog *watchdog, int64_t ms)
{
    if (watchdog->is_told)
        (void)sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%" PRId64 "\nWATCHDOG=1", ms * 1000);
}

void watchdog_be_patient(struct watchdog *watchdog, int64_t ms)
{
    if (watchdog->next_ms == 0)
        return;
    (void)sd_notifyf(0, "WATCHDOG_USEC=%" PRId64 "\nWATCHDOG=1", ms * 1000);
    watchdog->is_patient = true;
}

void watchdog_stop(const struct watchdog *watchdog)
{
    if (watchdog->is_told)
        (void)sd_notify(0, "STOPPING=1");
}
