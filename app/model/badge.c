#include "model/badge.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char prefix[] = "WS1";

enum { PREFIX_LENGTH = 3, DATA_LENGTH = 16, CRC_START = 31, CRC_POLYNOMIAL = 0x05 };

/* One step of the CRC for each five-bit digit, highest bit first. */
static unsigned crc_add(unsigned crc, unsigned digit)
{
    crc ^= digit;
    for (int bit = 0; bit < 5; bit++)
        crc = crc & 0x10 ? (crc << 1 ^ CRC_POLYNOMIAL) & 31 : crc << 1;
    return crc;
}

void badge_encode(const uint8_t token[static BADGE_TOKEN_SIZE], char out[static BADGE_TEXT_SIZE])
{
    memcpy(out, prefix, PREFIX_LENGTH);
    char *at = out + PREFIX_LENGTH;
    unsigned crc = CRC_START, pending = 0;
    int bits = 0;
    for (int i = 0; i < BADGE_TOKEN_SIZE; i++) {
        pending = pending << 8 | token[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            unsigned digit = pending >> (bits - 5) & 31;
            crc = crc_add(crc, digit);
            *at++ = alphabet[digit];
        }
        pending &= 31;
    }
    *at++ = alphabet[crc];
    *at = '\0';
}

/* What a scanner or a person meant by this character. */
static char forgive(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
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
        if (forgive(text[i]) != prefix[i])
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
    unsigned crc = CRC_START, pending = 0;
    int bits = 0, bytes = 0;
    for (int i = 0; i <= DATA_LENGTH; i++) {
        char c = forgive(text[PREFIX_LENGTH + i]);
        const char *found = c == '\0' ? NULL : strchr(alphabet, c);
        if (found == NULL)
            return BADGE_MISREAD;
        unsigned digit = (unsigned)(found - alphabet);
        if (i == DATA_LENGTH) {
            if (digit != crc)
                return BADGE_MISREAD;
            break;
        }
        crc = crc_add(crc, digit);
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
