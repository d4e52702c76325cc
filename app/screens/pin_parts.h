/* Typing the teacher's PIN, and choosing one: twice, so that a slip of the finger does not lock the
 * teacher out. */
#pragma once

#include "screens/parts.h"

struct pin_entry {
    char typed[PIN_MAX + 1], first[PIN_MAX + 1];
    bool differs;
    struct keyboard keyboard;
};

void pin_entry_begin(struct pin_entry *entry);
const char *pin_entry_title(struct ui *ui, const struct pin_entry *entry, bool choosing);
/* The field, its keys and a button. It wishes: the PIN is tried, or, `choosing`, becomes the one.
 * True when it has wished. */
bool pin_entry_part(
    struct screen_call *call, struct rect page, struct pin_entry *entry, bool choosing);
/* The field, its keys and a button named `label` with `advice` above: true when there are enough
 * digits and it was chosen. */
bool pin_entry_field(struct screen_call *call, struct rect page, struct pin_entry *entry,
    const char *advice, const char *label);
