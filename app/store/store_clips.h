/* Voice clips: files beside the database, named by the hash of what is in them.
 *
 *   clips/draft/HASH.ogg   recorded, and named by a draft only
 *   clips/HASH.ogg         named by an event, or about to be
 *
 * A clip is on disk (file and folder synced) before anything names it. What nothing names is
 * removed: a draft's at the next open, a student's when the student is erased. Where a database was
 * recovered or replaced, clips that only the old one names go to set-aside/clips. */
#pragma once

#include "store/store.h"

enum {
    CLIP_HASH_TEXT = PLAN_HASH_TEXT, /* 32 hex digits and terminator: BLAKE2b-128 */
    CLIP_SIZE_MAX = 512 * 1024,
};

/* Stores a clip for a draft that will name it. ERR_FULL beyond CLIP_SIZE_MAX, ERR_NO_SPACE,
 * ERR_READ_ONLY, ERR_IO: then nothing is stored. */
MUST_CHECK bool store_clip_save(struct store *store, const void *bytes, size_t size,
    char hash[static CLIP_HASH_TEXT], struct error *error);
/* Makes a draft's clip one that an event may name; harmless when it is already. ERR_NOT_FOUND. */
MUST_CHECK bool store_clip_keep(struct store *store, const char *hash, struct error *error);
/* Where the clip is, for playing and copying. ERR_NOT_FOUND; ERR_BAD_INPUT if that is no hash. */
MUST_CHECK bool store_clip_find(const struct store *store, const char *hash,
    char path[static STORE_PATH_SIZE], struct error *error);
/* Removes the clip unless an event or a draft names it. Looks through every event only for one that
 * was kept. */
MUST_CHECK bool store_clip_sweep(struct store *store, const char *hash, struct error *error);
/* Removes every clip that neither an event nor a draft names, in one look through the events. */
MUST_CHECK bool store_clip_sweep_all(struct store *store, struct error *error);

/* --- For others: app/sync ----------------------------------------------------------------------
 */

/* A clip's bytes in the arena. ERR_NOT_FOUND; ERR_CORRUPT if they are not what the name says. */
MUST_CHECK bool store_clip_bytes(struct store *store, const char *hash, struct arena *arena,
    const void **bytes, size_t *size, struct error *error);
/* Keeps one that came from elsewhere and that an event names. ERR_BAD_INPUT: the bytes are not
 * those of `hash`; ERR_FULL, ERR_NO_SPACE … as store_clip_save(). */
MUST_CHECK bool store_clip_take(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error);
/* Which clips events name, in the order in which the events came here: looks at some thousand
 * events after *through (0: from the beginning), and moves it on. Up to `most` hashes. */
MUST_CHECK bool store_clips_named(struct store *store, int64_t *through, int most,
    char (*hashes)[CLIP_HASH_TEXT], int *count, struct error *error);
