#include "model/badge.h"

#include "base/crockford.h"
#include <string.h>

static const char prefix[] = "WS1";

enum { PREFIX_LENGTH = 3, DATA_LENGTH = 16 };

void badge_encode(const uint8_t token[static BADGE_TOKEN_SIZE], char out[static BADGE_TEXT_SIZE])
{
    memcpy(out, prefix, PREFIX_LENGTH);
    char *at = out + PREFIX_LENGTH;
    unsigned crc = CROCKFORD_CRC_START, pending = 0;
    int bits = 0;
    for (int i = 0; i < BADGE_TOKEN_SIZE; i++) {
        pending = pending << 8 | token[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            unsigned digit = pending >> (bits - 5) & 31;
            crc = crockford_crc(crc, digit);
            *at++ = crockford_letter(digit);
        }
        pending &= 31;
    }
    *at++ = crockford_letter(crc);
    *at = '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool has_prefix(const char *text, size_t length)
{
    if (length < PREFIX_LENGTH)
        return false;
    for (int i = 0; i < PREFIX_LENGTH; i++)
        if (crockford_forgive(text[i]) != prefix[i])
            return false;
    return true;
}

enum badge_read badge_decode(const char *text, size_t length, uint8_t out[static BADGE_TOKEN_SIZE])
{
    while (length > 0 && is_blank(text[0])) {
        text++;
        length--;
    }
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    if (!has_prefix(text, length))
        return BADGE_NOT_OURS;
    if (length != BADGE_TEXT_LENGTH)
        return BADGE_MISREAD;

    uint8_t token[BADGE_TOKEN_SIZE];
    unsigned crc = CROCKFORD_CRC_START, pending = 0;
    int bits = 0, bytes = 0;
    for (int i = 0; i <= DATA_LENGTH; i++) {
        int found = crockford_digit(text[PREFIX_LENGTH + i]);
        if (found < 0)
            return BADGE_MISREAD;
        unsigned digit = (unsigned)found;
        if (i == DATA_LENGTH) {
            if (digit != crc)
                return BADGE_MISREAD;
            break;
        }
        crc = crockford_crc(crc, digit);
        pending = (pending << 5 | digit) & 0xFFF;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            token[bytes++] = (uint8_t)(pending >> bits);
        }
    }
    memcpy(out, token, sizeof token);
    return BADGE_OK;
}
