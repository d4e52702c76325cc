/* Many small disks in memory under whole stores: the SQLite VFS "memdisk" and a struct store_files
 * over the same files. Paths begin with the disk: "/3/data". Made to be fast; what a sector can do
 * is tests/store/simdisk.h's.
 *
 * A file knows what of it was synced. A cut keeps of each file either that, or all. Names are kept.
 */
#pragma once

#include "base/rng.h"
#include "store/files.h"
#include <stdbool.h>
#include <stdint.h>

enum { MEMDISK_MAX = 32 };

void memdisk_open(void); /* registers the VFS; call once */
const struct store_files *memdisk_files(void);

void memdisk_format(int disk);
/* Replaces all of `to` by what is on `from` now, synced or not. */
void memdisk_copy(int to, int from);
/* After so many more writes, syncs and names every call fails: the power is gone. */
void memdisk_set_fuse(int disk, int64_t operations);
bool memdisk_is_dead(int disk);
/* The power is back; `chance` decides for each file what is left of it. */
void memdisk_cut(int disk, struct rng *chance);
