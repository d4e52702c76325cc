/* Reading and writing files whole. What is to appear whole or not at all: base/file_save.h.
 *
 * What returns false without an `error` has set errno. All go on after a signal, and where the
 * system takes or gives a file by pieces. */
#pragma once

#include "base/arena.h"
#include <stddef.h>

/* All `size` bytes, from where the file stands. They are with the system, not yet on the disk:
 * fsync(). After a failure some of them may be written. */
MUST_CHECK bool file_write_all(int file, const void *bytes, size_t size);
/* Until `size` bytes are there or the file ends; *got: how many. */
MUST_CHECK bool file_read_all(int file, void *bytes, size_t size, size_t *got);

/* The names in a folder are on the disk, as fsync() puts there what is in a file. True as well
 * where the file system cannot say so (EINVAL: FAT and some network folders): nothing more can be
 * done. */
MUST_CHECK bool file_sync_open_folder(int folder);
MUST_CHECK bool file_sync_folder(const char *path);
/* The folder that a file or a folder is in; true as well where it may be written, but not read. */
MUST_CHECK bool file_sync_parent(const char *path);

/* A whole file of at most `limit` bytes into the arena, terminated beyond its end; after a failure
 * the arena is as it was. ERR_NOT_FOUND, ERR_BAD_INPUT (a folder), ERR_FULL beyond `limit`, ERR_IO,
 * ERR_MEMORY. */
MUST_CHECK bool file_read(const char *path, size_t limit, struct arena *arena, const char **bytes,
    size_t *size, struct error *error);
/* The same, but a link is an error: what somebody else has put together could name any file. */
MUST_CHECK bool file_read_own(const char *path, size_t limit, struct arena *arena,
    const char **bytes, size_t *size, struct error *error);
