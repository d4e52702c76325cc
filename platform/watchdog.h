/* What the service manager is told (sd_notify(3)): that the program is there, what it is doing, and
 * again and again that its loop goes round. Nothing of this where there is no service manager.
 *
 * Whoever feeds it has just finished a turn, pictures and all: a loop that stands still is not fed,
 * and the service manager ends it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct watchdog { /* all zero: nobody is told */
    bool is_told;
    int64_t every_ms; /* half of what the service manager waits for; 0: it does not wait */
    int64_t next_ms;
    bool is_patient;
};

void watchdog_open(struct watchdog *watchdog);

/* A plain sentence for who asks what the program does. */
void watchdog_say(const struct watchdog *watchdog, const char *status);
/* The first picture is on the screen. From now on the watchdog wants to be fed. */
void watchdog_ready(struct watchdog *watchdog, int64_t now_ms, const char *status);
/* When it must be fed; INT64_MAX: never. */
int64_t watchdog_deadline_ms(const struct watchdog *watchdog);
/* A turn is over. Tells it at most once in every_ms. */
void watchdog_feed(struct watchdog *watchdog, int64_t now_ms);

/* Before the first picture: all is well, and what is waited for may take `ms` more. */
void watchdog_extend(const struct watchdog *watchdog, int64_t ms);
/* Something that takes long, up to `ms`, and that nobody can feed meanwhile: work that was asked
 * for, or a program that starts itself again. The next feeding takes it back. */
void watchdog_be_patient(struct watchdog *watchdog, int64_t ms);
/* The program is about to end for good. */
void watchdog_stop(const struct watchdog *watchdog);
