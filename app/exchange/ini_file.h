/* Settings in `[section]` and `name = value` lines, with the place of each (through inih).
 *
 * A line that begins with `;` or `#` is a comment; so is what follows " ;" behind a value. A value
 * in quotes is taken whole. */
#pragma once

#include "exchange/cells.h"

typedef void (*ini_file_handler)(
    void *user, const char *section, struct csv_cell name, struct csv_cell value);

/* Lines that are no setting are reported and skipped. */
void ini_file_read(
    const struct text_file *text, struct problems *problems, ini_file_handler handler, void *user);

/* Writes "name = value" and a newline; quotes where reading needs them. */
void ini_file_put(struct csv_writer *writer, const char *name, const char *value);
