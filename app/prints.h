/* What was printed or saved to a file while no stick was there: PDFs and join codes in "prints" of
 * the data folder.
 *
 * They hold names, badges, secret pictures and keys to the hub, so they do not stay: the teacher
 * removes them, or they go by themselves. Other files and folders in there are left alone. */
#pragma once

#include "base/error.h"
#include "base/moment.h"

enum { PRINTS_DAYS = 7 }; /* kept so long */
/* A join code's file begins and ends so. */
#define PRINTS_CODE        "join-code"
#define PRINTS_CODE_ENDING ".txt"

void prints_folder(const char *data, char *out, size_t size);
int prints_count(const char *data);
/* All of them; ERR_IO if one is left. *count of those that went (may be NULL). */
MUST_CHECK bool prints_remove(const char *data, int *count, struct error *error);
/* Those older than PRINTS_DAYS. Nothing by a clock that cannot be trusted; a file from a time that
 * cannot be, or is still to come, begins to count now. What fails is logged. */
void prints_expire(const char *data, const struct moment *now);
