/* Tells a scanner that types like a keyboard from a child who types.
 *
 * A pure state machine over key presses with their times. A burst is at least BURST_MIN characters,
 * no two further apart than BURST_GAP_MS, ended by Enter, Tab or a pause. What is not a burst
 * comes out again as ordinary typing, in order, after at most BURST_GAP_MS. */
#pragma once

#include "ui/input.h"

enum { BURST_GAP_MS = 50, BURST_MIN = 6, BURST_MAX = 128, BURST_OUT_MAX = 136 };

struct burst {
    struct input held[BURST_MAX]; /* INPUT_TEXT and INPUT_KEY, oldest first */
    int count;
    int64_t last_ms;
};

/* Takes one INPUT_TEXT or INPUT_KEY and writes what may go on to out[]: typing as it came, or one
 * INPUT_BADGE. Returns how many. */
int burst_feed(
    struct burst *burst, const struct input *input, struct input out[static BURST_OUT_MAX]);
/* Time passes: what was held too long comes out. */
int burst_tick(struct burst *burst, int64_t now_ms, struct input out[static BURST_OUT_MAX]);
/* When burst_tick must be called at the latest; INT64_MAX: nothing is held. */
int64_t burst_deadline_ms(const struct burst *burst);
