/* When things happened that were saved by a clock that was not set yet, or set wrong.
 *
 * A machine whose clock has no battery starts with the time it was switched off at, or 1970, and
 * learns the right one later, from a hub, the network or a person, who may mistype it first. Then
 * it saves a clock_set, if what it saved before goes by another time. An event happened as long
 * before the last clock_set of its log as their mono_ms say: a log is one run of the program, so
 * both count from the same start of the machine, and whatever was done to the clock in between
 * makes no difference.
 *
 * Pure, and the same whatever the order in which they are taken. What was stored stays as it is:
 * repaired is what is read (records.h). The place in the order of all events stays, too. */
#pragma once

#include "model/event.h"

/* When full, the oldest by stamp are forgotten: two years of a class whose every machine starts
 * each day without the time, with students there already. */
enum { CLOCK_SET_MAX = 8192 };

/* Less is no other time: clocks drift. */
enum { CLOCK_APART_MS = 60 * 1000 };

/* All zero: none. */
struct clock_table {
    struct clock_set {
        struct stamp stamp;
        int64_t wall_ms, mono_ms;
    } sets[CLOCK_SET_MAX]; /* the last of each log, by log */
    int32_t count;
};

/* Of a clock_set event. One that is not sure itself, or of times that cannot be, is ignored. */
void clock_table_take(struct clock_table *table, const struct event *event);

/* Makes of an event that was read one that is trusted, of the time at which it happened. False, and
 * nothing changed: no clock_set is known after it, it is trusted and goes by the same time, or the
 * time would be none that can be. */
bool clock_table_repair(const struct clock_table *table, struct event *event);
