#include "exchange/device_ini.h"
#include "fuzz.h"

#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* Reading, and taking the secrets out: what is left has none, and is read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct error error = {0};
    struct device_span spans[DEVICE_SPAN_MAX], left[DEVICE_SPAN_MAX];
    const char *bytes = (const char *)data;
    size_t out_size;
    char said[1024];
    if (arena.base == NULL && !arena_open(&arena, 64 * 1024 * 1024, &error))
        return 0;
    arena_reset(&arena);
    struct device_ini *ini = arena_new(&arena, struct device_ini);
    struct device_ini *chosen = arena_new(&arena, struct device_ini);
    device_ini_read("waystation.ini", bytes, size, &arena, ini);
    device_ini_read("chosen.ini", bytes, size, &arena, chosen);
    device_ini_merge(chosen, ini);
    device_ini_settle(chosen);
    for (int i = 0; i < chosen->mistake_count; i++)
        device_mistake_say(&chosen->mistakes[i], said, sizeof said);
    if (size > DEVICE_INI_LIMIT)
        return 0;
    int count = device_ini_secrets(bytes, size, spans);
    for (int i = 0; i < count; i++) {
        char text[DEVICE_LINE_MAX];
        device_ini_span_text(bytes, size, &spans[i], text);
        char *cover = arena_alloc(&arena, spans[i].size);
        if (cover != NULL)
            device_ini_cover(bytes, size, &spans[i], cover);
    }
    char *out = device_ini_without(bytes, size, spans, count, &arena, &out_size);
    if (out != NULL && count < DEVICE_SPAN_MAX)
        assert(device_ini_secrets(out, out_size, left) == 0);
    return 0;
}
