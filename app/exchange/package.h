/* Zip packages of other programs, read from memory (through libzip).
 *
 * Only the files that are asked for are unpacked, each into memory: no name of the package ever
 * becomes a path. Limits: PACKAGE_ENTRY_MAX files, FOLDER_FILE_BYTES for each that is unpacked, as
 * counted while unpacking and never as the package claims, PACKAGE_BYTES for all of them. */
#pragma once

#include "exchange/class_folder.h"

enum { PACKAGE_ENTRY_MAX = 2000, PACKAGE_BYTES = 50 * 1024 * 1024 };

/* The wanted files of the package (any case; also inside one folder of it, which is warned of), by
 * their wanted names. What is not there is simply missing in *out. What is wrong with the package
 * becomes problems of the file `name`. False if nothing of it can be used. */
MUST_CHECK bool package_unpack(const char *name, const char *bytes, size_t size,
    const char *const *wanted, int wanted_count, struct arena *arena, struct folder *out,
    struct problems *problems);
