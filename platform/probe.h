/* What the machine has, looked at without changing anything: for `waystation doctor`.
 *
 * Each says in plain words what was found, or, if false, what is missing and what to do. Devices
 * are opened for a moment and closed again. */
#pragma once

#include "base/macros.h"
#include "base/sentence.h"
#include <stdbool.h>

/* What the station would draw on. */
MUST_CHECK bool probe_display(struct sentence *out);
/* The fonts to read with, and the scripts that there are no letters for. */
MUST_CHECK bool probe_fonts(struct sentence *out, bool *lacks);
/* The first camera that gives pictures. */
MUST_CHECK bool probe_camera(struct sentence *out);
/* The first badge scanner by its name in /dev/input/by-id. */
MUST_CHECK bool probe_scanner(struct sentence *out);
/* The first device that plays. */
MUST_CHECK bool probe_sound(struct sentence *out);
/* The first device that records; a driver SDL is told to take counts. */
MUST_CHECK bool probe_microphone(struct sentence *out);
/* The program that reads aloud. */
MUST_CHECK bool probe_speech(struct sentence *out);
