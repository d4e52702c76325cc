/* What the machine has, looked at without changing anything: for `waystation doctor`.
 *
 * Each says in plain words what was found, or fails with what is missing and what to do. Devices
 * are opened for a moment and closed again. */
#pragma once

#include "base/error.h"

/* What the station would draw on. ERR_UNSUPPORTED: nothing. */
MUST_CHECK bool probe_display(char *out, size_t size, struct error *error);
/* The fonts to read with. ERR_NOT_FOUND: none. Scripts without letters are named in *lacking, which
 * is empty if there are none. */
MUST_CHECK bool probe_fonts(char *lacking, size_t size, struct error *error);
/* The first camera that gives pictures. ERR_NOT_FOUND: none; other errors: not for us now. */
MUST_CHECK bool probe_camera(char *out, size_t size, struct error *error);
/* The first badge scanner by its name in /dev/input/by-id. ERR_NOT_FOUND, ERR_DENIED. */
MUST_CHECK bool probe_scanner(char *out, size_t size, struct error *error);
/* The first device that plays. ERR_NOT_FOUND, ERR_DENIED. */
MUST_CHECK bool probe_sound(char *out, size_t size, struct error *error);
/* The first device that records; a driver SDL is told to take counts. ERR_NOT_FOUND, ERR_DENIED. */
MUST_CHECK bool probe_microphone(char *out, size_t size, struct error *error);
/* The program that reads aloud. ERR_NOT_FOUND. */
MUST_CHECK bool probe_speech(char *out, size_t size, struct error *error);
