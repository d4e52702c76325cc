/* Reading a class folder for a command. */
#pragma once

#include "base/arena.h"
#include "model/plan.h"

/* The plan of a folder on disk, in the arena. Prints every problem to `out` (a FILE, or NULL: to
 * nobody) and fails with ERR_BAD_INPUT if there are errors. */
MUST_CHECK bool class_read_folder(
    const char *path, struct arena *arena, struct plan **plan, void *out, struct error *error);

struct problems;
/* Every problem as a line on a FILE. */
void class_print_problems(void *to, const struct problems *problems);
