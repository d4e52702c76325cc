/* device.json: what this machine is, and what is wrong with its settings; for the screens, and for
 * a technician's report.
 *
 * {"role", "station", "language", "hostname", "timezone", "keyboard", "display", "version", "slot",
 *  "serial", "problems": [{"code": "D14", "file", "line", "key", "value", "hint", "what", "todo"}]}
 *
 * What is not set is "". No secret is in it. */
#pragma once

#include "exchange/device_ini.h"
#include "model/limits.h"

enum { DEVICE_TEXT_SIZE = 128 };

struct device_about {
    char role[ID_SIZE], station[ID_SIZE], language[LANGUAGE_SIZE];
    char hostname[DEVICE_TEXT_SIZE], timezone[DEVICE_TEXT_SIZE], keyboard[DEVICE_TEXT_SIZE];
    char display[DEVICE_TEXT_SIZE], version[DEVICE_TEXT_SIZE], serial[DEVICE_TEXT_SIZE];
    char slot[8]; /* A, B */
    struct device_mistake mistakes[DEVICE_MISTAKE_MAX];
    int mistake_count;
};

/* In the arena, with a newline. */
MUST_CHECK bool device_json_write(const struct device_about *about, struct arena *arena,
    const char **out, size_t *size, struct error *error);
/* ERR_BAD_INPUT: then *out is all zero. */
MUST_CHECK bool device_json_read(
    const char *json, size_t size, struct device_about *out, struct error *error);
