/* A file that appears whole or not at all: written beside its place, synced, renamed.
 *
 * It is readable by its owner only: badges and secret pictures are keys. */
#pragma once

#include "base/error.h"
#include <stddef.h>
#include <sys/types.h>

enum { FILE_SAVE_PATH_SIZE = 4096 };

struct file_save {
    const char *file; /* borrowed */
    char temporary[FILE_SAVE_PATH_SIZE];
    int descriptor; /* -1: closed */
    int number;     /* errno of the first failed write; 0: none */
};

/* ERR_NOT_FOUND: there is no such folder; ERR_READ_ONLY, ERR_NO_SPACE, ERR_BAD_INPUT, ERR_IO. */
MUST_CHECK bool file_save_open(struct file_save *save, const char *file, struct error *error);
/* False after the first failure, which file_save_finish() reports. */
bool file_save_write(struct file_save *save, const void *bytes, size_t size);
/* The file is there, on disk, under its name; or the error says why not, and what had that name
 * before is as it was. Only where its folder cannot be synced is it there in spite of an error: a
 * power cut may still take it back. A folder that may be written but not read is not synced. */
MUST_CHECK bool file_save_finish(struct file_save *save, struct error *error);
/* Removes what was written, unless file_save_finish() succeeded. Accepts one that never opened, if
 * it is zeroed with descriptor -1. */
void file_save_close(struct file_save *save);

/* All of that for bytes that are there already. `mode`: 0600, or what others may do besides; a file
 * system that keeps no rights (FAT) gives what it gives. */
MUST_CHECK bool file_save_whole(
    const char *file, mode_t mode, const void *bytes, size_t size, struct error *error);
