/* What the two forms of a join code share. */
#pragma once

#include "sync/member.h"
#include <stddef.h>

/* The next character of a code as it was meant, and *text behind it; '\0' at the end. */
char join_next(const char **text);
/* The bytes in base32, terminated: (size * 8 + 4) / 5 characters. */
void join_digits(const uint8_t *bytes, size_t size, char *out);
