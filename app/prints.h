/* Sheets that were printed to a file while no stick was there: PDFs in "prints" of the data folder.
 *
 * They hold names, badges and secret pictures, so they do not stay: the teacher removes them, or
 * they go by themselves. Other files and folders in there are left alone. */
#pragma once

#include "base/error.h"
#include "base/moment.h"

enum { PRINTS_DAYS = 7 }; /* kept so long */

void prints_folder(const char *data, char *out, size_t size);
int prints_count(const char *data);
/* All of them; ERR_IO if one is left. *count of those that went (may be NULL). */
MUST_CHECK bool prints_remove(const char *data, int *count, struct error *error);
/* Those older than PRINTS_DAYS. Nothing by a clock that cannot be trusted; a sheet from a time that
 * cannot be, or is still to come, begins to count now. What fails is logged. */
void prints_expire(const char *data, const struct moment *now);
