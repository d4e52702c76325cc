#include "fuzz.h"
#include "model/badge.h"

#include <assert.h>
#include <string.h>

/* Whatever is read as ours says the same when it is written again and read back. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t token[BADGE_TOKEN_SIZE], again[BADGE_TOKEN_SIZE];
    char text[BADGE_TEXT_SIZE];
    if (badge_decode((const char *)data, size, token) != BADGE_OK)
        return 0;
    badge_encode(token, text);
    assert(badge_decode(text, strlen(text), again) == BADGE_OK);
    assert(memcmp(token, again, sizeof token) == 0);
    return 0;
}
