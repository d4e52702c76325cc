/* Runs a program and waits for it: no shell, nothing inherited but a small environment. */
#pragma once

#include "base/error.h"
#include <stddef.h>

/* What it says goes to the file `output` (made anew, 0600). *status: its exit status.
 * ERR_NOT_FOUND: no such program. */
MUST_CHECK bool spawn_run(
    const char *const *arguments, const char *output, int *status, struct error *error);

/* The last line of a file that is not empty, or the last with `mark` in it from there on; "" if
 * there is none. */
void spawn_last_line(const char *file, const char *mark, char *out, size_t size);
