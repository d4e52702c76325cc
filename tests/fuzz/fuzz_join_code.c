#include "base/str.h"
#include "fuzz.h"
#include "sync/member.h"

#include <assert.h>
#include <string.h>

/* Whatever is read says the same when it is written again and read back. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[4 * JOIN_CODE_SIZE], code[JOIN_CODE_SIZE], again[JOIN_CODE_SIZE];
    struct member member, back, address = {0};
    struct error error = {0};
    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (member_read_address(text, &address, &error))
        assert(address.host[0] != '\0' && address.port > 0 && address.port <= UINT16_MAX);
    error_clear(&error);
    if (!join_code_read(text, &member, &error)) {
        assert(error.code == ERR_BAD_INPUT || error.code == ERR_TOO_NEW);
        return 0;
    }
    assert(join_code_is_one(text));
    assert(member.host[0] != '\0' && member.port > 0 && member.port <= UINT16_MAX);
    if (member.class_uid[0] == '\0') /* of an address and letters, which do not come back */
        return 0;
    assert(join_code_write(&member, code, &error));
    assert(join_code_read(code, &back, &error));
    assert(join_code_write(&back, again, &error));
    assert(str_equal(code, again));
    return 0;
}
