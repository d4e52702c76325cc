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
    if (store->has_ballast || files->room(files->context, store->folder, &room) != 0 ||
        room < 2 * (int64_t)STORE_BALLAST_SIZE)
        return;
    store->has_ballast = files->reserve(files->context, path, STORE_BALLAST_SIZE) == 0;
}

bool store_has_room(struct store *store)
{
    if (!store->has_ballast && !store->read_only)
        ballast_restore(store);
    return store->has_ballast;
}
