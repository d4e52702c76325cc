/* The payload of a badge: "WS1", then 17 characters of Crockford base32, upper case.
 *
 * 85 bits: 80 random ones and 5 check bits (the CRC of base/crockford.h over the sixteen characters
 * of data), so that a misread is told from an unknown badge: every single wrong character and every
 * swap of neighbours is noticed; other mistakes pass one time in 32, as an unknown badge. No name,
 * number or password is in it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BADGE_TOKEN_SIZE = 10,  /* bytes of randomness */
    BADGE_TEXT_LENGTH = 20, /* characters of the payload */
    BADGE_TEXT_SIZE = 21,
    BADGE_HASH_SIZE = 16, /* bytes of the keyed hash that is stored */
};

enum badge_read {
    BADGE_OK,
    BADGE_NOT_OURS, /* some other code: a book, a lunch card */
    BADGE_MISREAD,  /* ours, but characters are wrong or missing */
};

void badge_encode(const uint8_t token[static BADGE_TOKEN_SIZE], char out[static BADGE_TEXT_SIZE]);

/* Reads a payload. Forgives what scanners and people do: surrounding white space, lower case,
 * O for 0, I and L for 1. */
enum badge_read badge_decode(const char *text, size_t length, uint8_t out[static BADGE_TOKEN_SIZE]);
