/* The names in a folder: readdir() that tells the end of a folder from a disk that fails before it,
 * which looks like a shorter folder. */
#pragma once

#include "base/error.h"
#include <dirent.h>

/* The next name of an open folder ("." and ".." are among them), valid until the next call; NULL at
 * the end. ERR_IO: the disk does not give the rest. */
MUST_CHECK bool listing_next(DIR *folder, const char **name, struct error *error);
