/* What an appliance lets its program ask of the machine: the settings of the device, updates,
 * reports, restarting. The program has no rights of its own; root does these tasks for it
 * (/usr/lib/waystation/care) and checks what it is asked.
 *
 * The place is /run/waystation, or $WAYSTATION_DEVICE (tests):
 *
 *   ask/TASK    written by the program, whole, by rename: lines `key=value`, possibly none. Values
 *               are UTF-8 without control characters, at most DEVICE_VALUE_SIZE - 1 bytes, not
 *               quoted; keys come at most once. Whoever does the task removes the file first.
 *   told/TASK   written by root, whole, by rename: one line of JSON, at most DEVICE_TOLD_SIZE bytes:
 *               {"task":"update","state":"working|done|failed","percent":0..100,
 *                "code":"bad-signature","detail":"for the technician"}
 *               percent and detail may be missing. Before a task begins told/TASK is removed or
 *               already says "working", so that nobody takes the last answer for this one: the
 *               program removes nothing in told/ and goes by `id`: ask/TASK holds a line `id=HEX`
 *               (16 digits), and every told/TASK of it repeats it as "id".
 *
 * No told/ folder: this is no appliance, and nothing of it is offered.
 *
 * Tasks and their keys (besides id):
 *   look        -                    looks for a stick and for an update on it; told/look has more:
 *                                    struct device_look
 *   set         role language hostname timezone keyboard wifi_ssid wifi_passphrase wifi_country
 *               display              merged into chosen.ini (an empty value takes the key out), then
 *                                    `waystation device apply`. It does not restart the program:
 *                                    that ends by itself when it is told "done", and is started
 *                                    again by its unit. percent is not used.
 *   update      [file=NAME]          NAME: as told/look names it, on the stick; without: the newest.
 *               [url=https://…]      from a server of the school instead
 *   report      -                    status and logs into one file on the stick; told/report has
 *                                    "file", its name
 *   reset       sure=yes             data partition is emptied at the next start; restarts at once
 *   restart     -
 *   poweroff    -
 * Backups, restoring and the year's end need no root: the program does them itself. */
#pragma once

#include "base/error.h"
#include "screens/care_view.h"
