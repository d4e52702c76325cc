/* What the store does to the disk besides SQLite: folders, the lock, head records, the ballast.
 *
 * A table of functions, so that a test can put a simulated disk under the whole store. Each
 * returns 0 or an errno value; paths are complete. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef bool (*store_files_each)(void *with, const char *name); /* false stops */

struct store_files {
    void *context; /* handed to every function */
    /* One folder; 0 if it is there already. */
    int (*make_folder)(void *context, const char *path);
    /* EWOULDBLOCK: another process holds it. With `create` false a missing file is ENOENT. */
    int (*lock)(void *context, const char *path, bool create, void **lock);
    void (*unlock)(void *context, void *lock);
    int (*size)(void *context, const char *path, int64_t *size); /* ENOENT if missing */
    int (*read)(void *context, const char *path, void *bytes, size_t size, size_t *got);
    /* Overwrites from the start, in place, creating the file if it is missing; syncs the file. */
    int (*write)(void *context, const char *path, const void *bytes, size_t size);
    /* Makes a file whose `size` bytes are really taken from the disk. Removes it if it cannot. */
    int (*reserve)(void *context, const char *path, int64_t size);
    int (*rename)(void *context, const char *from, const char *to);
    int (*remove)(void *context, const char *path); /* a file or an empty folder */
    int (*sync_folder)(void *context, const char *path);
    /* Also an error: the folder breaks off, and `each` has seen a part of it. */
    int (*list)(void *context, const char *path, store_files_each each, void *with);
    int (*room)(void *context, const char *path, int64_t *bytes); /* left for us */
    /* 0: this user may read it (and write in it). EACCES, EROFS, ENOENT … */
    int (*may_use)(void *context, const char *path, bool write);
};

/* The name of the user this program runs as, and of the one a file belongs to. */
void store_user_name(char *out, size_t size);
void store_owner_name(const char *path, char *out, size_t size);

/* The machine's own disk. */
const struct store_files *store_files_system(void);
