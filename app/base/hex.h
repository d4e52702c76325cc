/* Bytes as hex digits: ids of logs, hashes, keys. */
#pragma once

#include "base/macros.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two small digits a byte, and the terminator: out has room for 2 * size + 1 bytes. */
void hex_write(char *out, const uint8_t *bytes, size_t size);
/* `size` bytes from the 2 * size digits that text begins with, small or capital; what follows them
 * is not looked at. False, and out as it was, where text is shorter or has another sign. */
MUST_CHECK bool hex_read(const char *text, uint8_t *out, size_t size);
