#include "fuzz_folder.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct error error = {0};
    struct folder folder;
    const char *bytes;
    size_t packed;
    if (arena.base == NULL && !arena_open(&arena, (size_t)64 << 20, &error))
        return 0;
    arena_reset(&arena);
    if (!folder_unpack((const char *)data, size, &arena, &folder, &error))
        return 0;
    bool ok = folder_pack(&folder, &arena, &bytes, &packed, &error);
    assert(ok);
    assert(packed <= size); /* "01" is read as 1 */
    return 0;
}
