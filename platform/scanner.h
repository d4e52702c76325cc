/* A barcode scanner read as an input device of its own, so that nothing it types reaches a key.
 *
 * The device is grabbed: no other reader, and no text layer with its keyboard layouts, gets what it
 * sends. Its keys are read by their place on a US keyboard, A to Z and 0 to 9 only; shift and caps
 * lock do not matter. Whoever prints a hostile code can neither press a shortcut nor Escape. */
#pragma once

#include "base/error.h"
#include <sys/types.h>

enum { SCANNER_TEXT_MAX = 128, SCANNER_TEXT_SIZE = SCANNER_TEXT_MAX + 1 };

struct scanner;
struct input;
/* <linux/input.h> is left to the caller: its KEY_ macros hide the names of enum key. */
struct input_event;

struct scanner_options {
    const char *device; /* a path, or "auto": the first scanner in `folder` */
    const char *folder; /* NULL: /dev/input/by-id */
    void (*post)(void *context, const struct input *input); /* from the scanner's thread */
    void *context;
};

/* No scanner is not an error: the thread waits for one to be plugged in. */
MUST_CHECK bool scanner_open(
    struct scanner **out, const struct scanner_options *options, struct error *error);
void scanner_close(struct scanner *scanner); /* accepts NULL */

/* --- Its parts, without a device ---------------------------------------------------------------
 */

struct scanner_decoder { /* all zero at first */
    char text[SCANNER_TEXT_SIZE];
    int length;
    bool broken; /* events were lost: what follows up to the end is not a code */
};

/* Takes one event. True when a code is complete: it is in text. What is longer than
 * SCANNER_TEXT_MAX is cut there. */
bool scanner_feed(struct scanner_decoder *decoder, const struct input_event *event,
    char text[static SCANNER_TEXT_SIZE]);
/* Nothing came for a while: some scanners send no end. True if there is a code. */
bool scanner_finish(struct scanner_decoder *decoder, char text[static SCANNER_TEXT_SIZE]);
/* Is that the device (or one of those that may be, for "auto") that scanner_open() would read?
 * Others must leave it alone. `option` NULL: no. */
bool scanner_is_device(const char *option, const char *folder, dev_t device);
/* Does a name in /dev/input/by-id look like a scanner that types? */
bool scanner_is_name(const char *name);
