/* A disk in memory under the whole store: a SQLite VFS ("simdisk") and a struct store_files over
 * the same files. It knows what is durable and what a power cut may lose, can lie, wear and fail.
 *
 * Sectors are 512 bytes. Of what was written since the last sync, a cut keeps a random subset, and
 * of some sectors only a half. Names (create, rename, remove) are kept up to a random one of those
 * since the last sync of a folder, in order, as a journaling file system does. */
#pragma once

#include "base/rng.h"
#include "store/files.h"
#include <stdbool.h>
#include <stdint.h>

struct simdisk_plan {
    uint64_t seed;
    int64_t cut_at;     /* the operation (write, sync, truncate, name) that is the last, 0: never */
    int64_t fail_at;    /* the operation (reads and opens too) that fails, 0: none */
    bool fail_forever;  /* and all after it */
    int fail_errno;     /* EIO or ENOSPC */
    int liar_percent;   /* of syncs that do nothing and report success */
    bool erases_blocks; /* a cut damages old data beside what was being written */
    int64_t capacity;   /* bytes of all files together, 0: no limit */
};

void simdisk_open(void);                                /* registers the VFS; call once */
void simdisk_format(void);                              /* an empty disk, nothing planned */
void simdisk_set_plan(const struct simdisk_plan *plan); /* counts operations from 1 again */
/* Power is back: what survived is what is there. No plan any more. */
void simdisk_power_on(void);
bool simdisk_is_cut(void);
bool simdisk_failed(void);        /* the planned failure happened */
int64_t simdisk_operations(void); /* that a cut counts, since the plan was set */
int64_t simdisk_calls(void);      /* that a failure counts */
/* A number to remember with the small files written next, and the highest of those whose file, name
 * and all, is on the disk whatever the next cut loses; -1: none. */
void simdisk_set_tag(int tag);
int simdisk_settled_tag(void);
int simdisk_open_files(void);
const struct store_files *simdisk_files(void);
