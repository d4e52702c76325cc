/* A file that appears whole or not at all: written beside its place, synced, renamed.
 *
 * It is readable by its owner only: badges and secret pictures are keys. */
#pragma once

#include "base/error.h"
#include <stddef.h>

enum { SAVE_PATH_SIZE = 4096 };

struct save {
    const char *file; /* borrowed */
    char temporary[SAVE_PATH_SIZE];
    int descriptor; /* -1: closed */
    int number;     /* errno of the first failed write; 0: none */
};

MUST_CHECK bool save_open(struct save *save, const char *file, struct error *error);
/* False after the first failure, which save_finish() reports. */
bool save_write(struct save *save, const void *bytes, size_t size);
/* The file is there, on disk, under its name; or the error says why not and nothing changed. */
MUST_CHECK bool save_finish(struct save *save, struct error *error);
/* Removes what was written, unless save_finish() succeeded. Accepts one that never opened, if it is
 * zeroed with descriptor -1. */
void save_close(struct save *save);
