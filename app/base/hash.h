/* A fast 64-bit hash for caches, ids, draw lists and shuffles; not for secrets. Bytes are read as
 * little-endian words, so that every machine finds the same: it must never change, since the
 * letters that item_right_sides() deals by it are stored in answers. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { HASH_START = 1469598103 };

/* Mixes size bytes into hash; start a chain with HASH_START. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size);
uint64_t hash_text(uint64_t hash, const char *text);
uint64_t hash_number(uint64_t hash, uint64_t number);
