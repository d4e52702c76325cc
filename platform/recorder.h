/* The microphone: records one voice clip at a time, only between start and stop.
 *
 * SDL's audio thread encodes while it records; the device is open only then. In scripts a sound
 * file is what the microphone hears, and time passes as told. */
#pragma once

#include "platform/platform.h"

struct recorder;

/* `silent`: no device is ever opened or looked for. */
MUST_CHECK bool recorder_open(struct recorder **out, bool silent, struct error *error);
void recorder_close(struct recorder *recorder); /* accepts NULL */

/* Whether there is a microphone we may use, looked at now. */
bool recorder_can(const struct recorder *recorder);
/* Scripts: from now on these sounds are heard, and then silence. ERR_NOT_FOUND, ERR_CORRUPT. */
MUST_CHECK bool recorder_use_file(struct recorder *recorder, const char *path, struct error *error);

/* Begins anew; what was recorded before is forgotten. ERR_UNSUPPORTED: no microphone after all.
 * `now_ms` is the script's time, and only counts with a file. */
MUST_CHECK bool recorder_start(struct recorder *recorder, int64_t now_ms, struct error *error);
struct recording recorder_look(struct recorder *recorder, int64_t now_ms);
/* Closes the device. The clip is the recorder's, until it is forgotten or another begins. */
MUST_CHECK bool recorder_stop(struct recorder *recorder, int64_t now_ms, const void **bytes,
    size_t *size, struct error *error);
void recorder_forget(struct recorder *recorder); /* and closes the device, if need be */
