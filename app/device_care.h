/* What an appliance lets its program ask of the machine: the settings of the device, the time,
 * updates, reports, restarting. The program has no rights of its own; root does these tasks for it
 * (/usr/lib/waystation/care) and checks what it is asked.
 *
 * The place is /run/waystation, or $WAYSTATION_DEVICE (tests):
 *
 *   ask/TASK    written by the program, whole, by rename (other names in ask/ are of no account):
 *               lines `key=value`. Values are UTF-8 without control characters, not quoted, at most
 *               DEVICE_VALUE_SIZE - 1 bytes; a key comes at most once. The line `id=HEX` (16
 *               digits) is always there. Whoever does the task removes the file first.
 *   told/TASK   written by root, whole, by rename: one line of JSON,
 *               {"task":"update","id":"HEX","state":"working|done|failed","percent":0..100,
 *                "code":"bad-signature","detail":"for the technician"}
 *               percent, code and detail may be missing; codes: screens/care_view.h. The id is the
 *               one of ask/TASK: an answer with another, or none, is not this one's.
 *   clock-told  a person told the time since the start (CLOCK_TOLD_MARK in platform/clock.h)
 *   device.json what `waystation device apply` found (exchange/device_json.h); no role: nobody has
 * said what this machine is, and the first screens ask.
 *
 * No told/ folder: this is no appliance, and nothing of it is offered.
 *
 * Tasks and their keys (besides id):
 *   look        -                told/look has more: stick (bool: one is there), update
 * ({"version", "file"} on it, or null; code and file say then why the first one there cannot be
 * taken), server (that updates can come from, or ""), slot, version,
 * installed (what starts at the next restart, or ""), fallback (why the other system runs, or ""),
 * hostname, serial, addresses (list), wifi (bool: there is a radio), wifi_ssid (the network it is
 * in, or "") set         role language hostname timezone keyboard wifi_ssid wifi_passphrase
 * wifi_country display          merged into chosen.ini (an empty value takes the key out), then
 *                                `waystation device apply`. It does not restart the program, which
 *                                ends by itself when it is told "done": its unit starts it again;
 *                                after a failure when the role is another all the same.
 *   clock       utc=SECONDS      since 1970, not before the image was made and before 2101: the
 *                                clock and its chip are set, and clock-told is left
 *   update      [file=NAME]      on the stick, as told/look names it; without: the newest there
 *               [from=server]    from the server that waystation.ini names instead
 *   noted       -                that an update did not start is told no more
 *   report      -                status and logs into one file on the stick; told/report has "file"
 *   reset       sure=yes         the class folder on the card goes, the data partition is emptied;
 *                                restarts
 *   restart, poweroff  -
 * Backups, restoring and the year's end need no root: the program does them itself. */
#pragma once

#include "base/arena.h"
#include "exchange/told_json.h"
#include "screens/care_view.h"

enum { DEVICE_VALUE_SIZE = 256, DEVICE_LINES_MAX = 12 };

bool device_care_is_here(void);

/* One line of a request. */
struct device_line {
    const char *key, *value;
};
/* Asks for a task of the machine; `id` is what its answers carry. ERR_BAD_INPUT: a value that
 * cannot be told; ERR_IO. */
MUST_CHECK bool device_care_ask(enum care_task task, const struct device_line *lines, int count,
    char id[static TOLD_ID_SIZE], struct error *error);
/* What was told to that; false: nothing yet that can be read. The arena is as before afterwards. */
bool device_care_told(enum care_task task, const char *id, struct arena *arena, struct told *out);
/* CARE_SAYS_FAILED for what is not in the list; CARE_SAYS_OK for "". */
enum care_code device_care_code(const char *text);
