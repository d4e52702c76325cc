#include "base/crockford.h"

#include <assert.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { CRC_POLYNOMIAL = 0x05 };

char crockford_letter(unsigned digit)
{
    assert(digit < 32);
    return alphabet[digit];
}

char crockford_forgive(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

int crockford_digit(char c)
{
    c = crockford_forgive(c);
    const char *found = c == '\0' ? NULL : strchr(alphabet, c);
    return found == NULL ? -1 : (int)(found - alphabet);
}

unsigned crockford_crc(unsigned crc, unsigned digit)
{
    crc ^= digit; /* highest bit first */
    for (int bit = 0; bit < 5; bit++)
        crc = crc & 0x10 ? (crc << 1 ^ CRC_POLYNOMIAL) & 31 : crc << 1;
    return crc;
}
