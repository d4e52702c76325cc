/* Voice clips: told by whoever has them, asked for by a board. */
#include "sync/sync_inside.h"

#include "base/str.h"
#include <string.h>

#define CLIP_PREFIX "clip:"

static bool no_memory(struct error *error)
{
    return error_set(error, ERR_MEMORY, "no memory for what the hub is asked");
}

static void add(struct sync_clips *list, const char *hash)
{
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->hashes[i], hash))
            return;
    if (list->count < SYNC_CLIPS)
        memcpy(list->hashes[list->count++], hash, CLIP_HASH_TEXT);
}

static void drop(struct sync_clips *list, const char *hash)
{
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->hashes[i], hash))
            memmove(list->hashes[i], list->hashes[--list->count], CLIP_HASH_TEXT);
}

static const char *name_clip(struct sync *sync, const char *hash, struct error *error)
{
    char name[SYNC_NAME_SIZE];
    STR_FORMAT(name, CLIP_PREFIX "%s", hash);
    const char *copy = arena_copy_text(&sync->memory, name, strlen(name));
    if (copy == NULL)
        no_memory(error);
    return copy;
}

/* One that cannot be read here is nobody's to have. */
static bool ask_put(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    while (!*found && sync->wanted.count > 0) {
        const char *hash = sync->wanted.hashes[sync->wanted.count - 1];
        struct sync_ask ask = {.kind = SYNC_ASK_PUT_BLOB};
        struct error problem = {0};
        *found = store_clip_bytes(store, hash, &sync->memory, &ask.bytes, &ask.size, &problem);
        if (!*found)
            sync->wanted.count--;
        else if ((ask.name = name_clip(sync, hash, error)) == NULL)
            return false;
        else
            sync->asked = ask;
    }
    return true;
}

static bool ask_missing(struct sync *sync, bool *found, struct error *error)
{
    int count = sync->here.count;
    const char **names = arena_array(&sync->memory, const char *, (size_t)count + 1);
    if (names == NULL)
        return no_memory(error);
    for (int i = 0; i < count; i++)
        if ((names[i] = name_clip(sync, sync->here.hashes[i], error)) == NULL)
            return false;
    *found = count > 0;
    if (*found)
        sync->asked = (struct sync_ask){.kind = SYNC_ASK_MISSING, .names = names, .count = count};
    return true;
}

static bool ask_get(struct sync *sync, bool *found, struct error *error)
{
    if (sync->elsewhere.count == 0)
        return true;
    sync->asked = (struct sync_ask){.kind = SYNC_ASK_GET_BLOB,
        .name = name_clip(sync, sync->elsewhere.hashes[sync->elsewhere.count - 1], error)};
    *found = sync->asked.name != NULL;
    return *found;
}

/* The next names, sorted by whether the clips are here. */
static bool look_on(struct sync *sync, struct store *store, struct error *error)
{
    struct sync_clips named;
    if (!store_clips_named(
            store, &sync->clips_through, SYNC_CLIPS, named.hashes, &named.count, error))
        return false;
    for (int i = 0; i < named.count; i++) {
        char path[STORE_PATH_SIZE];
        struct error missing = {0};
        if (store_clip_find(store, named.hashes[i], path, &missing))
            add(&sync->here, named.hashes[i]);
        else if (sync->any_label)
            add(&sync->elsewhere, named.hashes[i]);
    }
    return true;
}

bool sync_ask_clips(
    struct sync *sync, struct store *store, bool *found, bool *more, struct error *error)
{
    *found = *more = false;
    bool is_done = sync->wanted.count + sync->here.count + sync->elsewhere.count == 0;
    if (is_done && sync->clips_through < store_event_count(store) && !look_on(sync, store, error))
        return false;
    *more = sync->clips_through < store_event_count(store);
    return ask_put(sync, store, found, error) && (*found || ask_missing(sync, found, error)) &&
           (*found || ask_get(sync, found, error));
}

bool sync_is_about_clips(const struct sync_ask *ask)
{
    const char *name = ask->kind == SYNC_ASK_MISSING ? ask->names[0] : ask->name;
    return name != NULL && str_starts_with(name, CLIP_PREFIX);
}

static bool take_clip(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    const char *hash = sync->asked.name + strlen(CLIP_PREFIX);
    struct error problem = {0};
    bool is_there = answer->trouble == SYNC_FINE && answer->bytes != NULL;
    if (is_there && store_clip_take(store, hash, answer->bytes, answer->size, &problem))
        news->blob = sync->asked.name;
    else if (is_there && problem.code != ERR_BAD_INPUT && problem.code != ERR_FULL)
        return error_set(error, problem.code, "%s", problem.text);
    else
        add(&sync->absent, hash);
    drop(&sync->elsewhere, hash);
    return true;
}

bool sync_take_clips(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    bool is_fine = answer->trouble == SYNC_FINE;
    switch (sync->asked.kind) {
    case SYNC_ASK_MISSING:
        sync->here.count = 0;
        for (int i = 0; i < answer->count && is_fine; i++)
            if (strlen(answer->names[i]) == strlen(CLIP_PREFIX) + CLIP_HASH_TEXT - 1)
                add(&sync->wanted, answer->names[i] + strlen(CLIP_PREFIX));
        return true;
    case SYNC_ASK_PUT_BLOB:
        drop(&sync->wanted, sync->asked.name + strlen(CLIP_PREFIX));
        return true;
    default: return take_clip(sync, store, answer, news, error);
    }
}

void sync_forget_clips(struct sync *sync)
{
    sync->clips_through = 0;
    sync->here.count = sync->wanted.count = sync->elsewhere.count = sync->absent.count = 0;
}

void sync_clips_heard(struct sync *sync)
{
    for (int i = 0; i < sync->absent.count; i++)
        add(&sync->elsewhere, sync->absent.hashes[i]);
    sync->absent.count = 0;
}
