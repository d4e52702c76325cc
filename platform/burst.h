/* Tells a scanner that types like a keyboard from a child who types.
 *
 * A pure state machine over key presses with their times. A burst is at least BURST_MIN characters,
 * no two further apart than BURST_GAP_MS, ended by Enter, Tab or a pause. It becomes one
 * INPUT_BADGE and nothing of it is typed; keys right behind it belong to it. What is not a burst
 * comes out again as ordinary typing, in order, after at most BURST_GAP_MS.
 *
 * One character over and over is a key held down, not a burst: it comes out when it ends, and from
 * BURST_HELD of them at once. Of a burst beyond BURST_MAX the rest is dropped, never typed. */
#pragma once

#include "ui/input.h"

enum {
    BURST_GAP_MS = 50,
    BURST_MIN = 6,
    BURST_MAX = 128,
    BURST_HELD = 12,
    BURST_END_MS = 200, /* Enter and Tab this soon after a burst are the scanner's */
    BURST_OUT_MAX = 136
};

struct burst {                    /* all zero at first */
    struct input held[BURST_MAX]; /* INPUT_TEXT and INPUT_KEY, oldest first */
    int count;
    int characters;  /* how many of them are INPUT_TEXT */
    bool varied;     /* they are not all the same */
    int64_t last_ms; /* when the newest came */
    bool passing;    /* a key is held down; `passed` goes straight through */
    struct input passed;
    int64_t badge_ms; /* when the last burst ended */
    bool had_badge;
};

/* Takes one INPUT_TEXT or INPUT_KEY and writes what may go on to out[]: typing as it came, or one
 * INPUT_BADGE. Other kinds go on behind what is held. Returns how many. */
int burst_feed(
    struct burst *burst, const struct input *input, struct input out[static BURST_OUT_MAX]);
/* Time passes: what was held too long comes out. */
int burst_tick(struct burst *burst, int64_t now_ms, struct input out[static BURST_OUT_MAX]);
/* When burst_tick must be called at the latest; INT64_MAX: nothing is held. */
int64_t burst_deadline_ms(const struct burst *burst);
