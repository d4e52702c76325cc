#define LOG_MODULE "store"
#include "store/store_internal.h"

#include "base/log.h"

static bool ballast_path(const struct store *store, char *path)
{
    return store_path(path, NULL, "%s/ballast", store->folder);
}

bool ballast_release(struct store *store)
{
    char path[STORE_PATH_SIZE];
    int64_t size;
    if (!ballast_path(store, path) || store->files->size(store->files->context, path, &size) != 0 ||
        store->files->remove(store->files->context, path) != 0)
        return false;
    store->has_ballast = false;
    log_warning("the disk is full; the ballast was given up");
    return true;
}

/* Only with room to spare: else each try would fill the disk and be given up again. */
void ballast_restore(struct store *store)
{
    char path[STORE_PATH_SIZE];
    int64_t size, room;
    const struct store_files *files = store->files;
    if (!ballast_path(store, path))
        return;
    store->has_ballast =
        files->size(files->context, path, &size) == 0 && size >= STORE_BALLAST_SIZE;
    if (store->has_ballast || files->room(files->context, store->folder, &room) != 0)
        return;
    store->is_full = room < STORE_LEAST_ROOM;
    if (room < 2 * (int64_t)STORE_BALLAST_SIZE)
        return;
    store->has_ballast = files->reserve(files->context, path, STORE_BALLAST_SIZE) == 0;
}

/* Where a quota says no, room is reported and then not given: each try fills what is left and
 * empties it again. So they are a minute apart. */
enum store_room store_room(struct store *store, int64_t mono_ms)
{
    enum { APART_MS = 60 * 1000 };
    if (!store->has_ballast && !store->read_only && mono_ms >= store->ballast_ms) {
        store->ballast_ms = mono_ms + APART_MS;
        ballast_restore(store);
    }
    if (store->has_ballast)
        return STORE_ROOM_ENOUGH;
    return store->is_full ? STORE_ROOM_NONE : STORE_ROOM_LITTLE;
}
