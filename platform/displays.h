/* Displays that are plugged in and out, where the video driver does not tell. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISPLAYS_EVERY_MS = 1000 };

struct displays {       /* zero at first, but for the folder */
    const char *folder; /* one in which the kernel keeps a folder for each connector */
    uint64_t seen;
    int64_t looked_ms;
    bool known;

    uint64_t first, main; /* the display that is shown on: at the first look, and now; 0: none */
    bool settled;         /* the last look found what the one before had found */
    bool was_lost;        /* meanwhile nothing was connected */
};

/* Are other displays there than at the last look, or with other modes? Looks at most every
 * DISPLAYS_EVERY_MS. */
bool displays_changed(struct displays *displays, int64_t now_ms);
/* What is shown goes to nobody: as of the last look nothing is connected any more. */
bool displays_are_gone(const struct displays *displays);
/* A display is there, and it is not the one of the first look any more, or that one went away
 * meanwhile: a driver that only looks when it starts has to start again. */
bool displays_are_other(const struct displays *displays);

/* Where the kernel tells of connectors: $WAYSTATION_DISPLAYS, else its own folder. */
const char *displays_folder(void);

/* The number of the first graphics card with a display, as in /dev/dri/card1; -1: none has one.
 * *has_connectors: there is a card to which one could be connected. */
int displays_find_card(const char *folder, bool *has_connectors);
/* The display on it, as in "HDMI-A-1, 1920x1080"; returns the card's number, or -1. */
int displays_describe(const char *folder, char *out, size_t size);
