/* One node of the accessibility tree as a JSON object, for steps scripts. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct tree_line {
    const char *role, *name, *value;
    bool focused, selected, disabled;
    int x, y, w, h; /* pixels */
};

/* Writes {"role","name","value","state":[…],"x","y","w","h"} without newline. Write errors show in
 * ferror(file). */
void tree_line_write(const struct tree_line *line, FILE *file);
