/* What the two forms of a join code share. */
#pragma once

#include "sync/member.h"
#include <stddef.h>

/* The next character of a code as it was meant, and *text behind it; '\0' at the end. */
char join_next(const char **text);
/* The bytes in base32, terminated: (size * 8 + 4) / 5 characters. */
void join_digits(const uint8_t *bytes, size_t size, char *out);

enum { JOIN_LETTERS = 12 };
/* The letters of a short code as digits, forgiving; all twelve and no more. */
bool join_letters_read(const char *text, uint8_t out[static JOIN_LETTERS]);
/* "K7QM-4XPD-9TRA" */
void join_letters_write(
    const uint8_t digits[static JOIN_LETTERS], char out[static JOIN_SHORT_SIZE]);
