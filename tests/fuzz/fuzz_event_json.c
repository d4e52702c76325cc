#include "exchange/event_json.h"
#include "fuzz_folder.h"

#include <assert.h>
#include <string.h>

static void check_event(struct arena *arena, enum event_kind kind, const char *json, size_t size)
{
    static struct event event, again;
    struct error error = {0};
    const char *out, *second;
    event.kind = again.kind = kind;
    if (!event_body_decode(&event, json, size, &error))
        return;
    if (!event_body_encode(&event, arena, &out, &error))
        return;
    bool ok = event_body_decode(&again, out, strlen(out), &error) &&
              event_body_encode(&again, arena, &second, &error);
    assert(ok);
    assert(strcmp(out, second) == 0);
}

/* The first byte picks the kind; the last one a draft. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct draft draft;
    struct error error = {0};
    const char *out;
    if (size == 0 || (arena.base == NULL && !arena_open(&arena, (size_t)64 << 20, &error)))
        return 0;
    arena_reset(&arena);
    int kind = data[0] % (EVENT_KIND_COUNT + 1);
    const char *json = (const char *)data + 1;
    if (kind < EVENT_KIND_COUNT)
        check_event(&arena, (enum event_kind)kind, json, size - 1);
    else if (draft_decode(&draft, json, size - 1, &error) &&
             !draft_encode(&draft, &arena, &out, &error))
        assert(error.code == ERR_MEMORY);
    return 0;
}
