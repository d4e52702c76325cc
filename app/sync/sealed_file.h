/* A file that only the class can read: a libsodium secretstream (XChaCha20-Poly1305) under a key
 * that the machines of the class have.
 *
 *   "WSSEAL", version, kind (1 byte each), name of the key (8 bytes)
 *   header of the stream (24 bytes)
 *   parts: size (4 bytes, little endian), that many bytes of ciphertext; the last one is marked
 *
 * The first 16 bytes go into the first part's authentication. A file that was shortened, changed or
 * put together from two does not open. */
#pragma once

#include "base/arena.h"
#include <sodium.h>
#include <stdint.h>

enum {
    SEALED_KEY_SIZE = 32,
    SEALED_NAME_SIZE = 8,
    SEALED_FILE_VERSION = 1,
    SEALED_PART = 64 * 1024, /* bytes of plaintext in one part */
    SEALED_PREFIX = 16,
};

enum sealed_kind { SEALED_EVENTS = 'E', SEALED_BLOB = 'B', SEALED_BACKUP = 'A' };

/* A key, and what it is called in the open: nothing follows from the name but that two files are
 * of one class. */
struct sealed_key {
    uint8_t key[SEALED_KEY_SIZE];
    uint8_t name[SEALED_NAME_SIZE];
};
/* The keys of a use ("stick") that follow from the one the class's machines share. */
void sealed_key_derive(
    const uint8_t shared[static SEALED_KEY_SIZE], const char *use, struct sealed_key *out);

typedef bool (*sealed_put)(void *to, const void *bytes, size_t size);

struct sealed_writer {
    sealed_put put;
    void *to;
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t prefix[SEALED_PREFIX];
    uint8_t part[SEALED_PART];
    size_t used;
    bool begun; /* a part was written: the prefix is bound */
    bool failed;
};

/* False once `put` was. */
bool sealed_file_begin(struct sealed_writer *writer, const struct sealed_key *key,
    enum sealed_kind kind, sealed_put put, void *to);
bool sealed_file_put(struct sealed_writer *writer, const void *bytes, size_t size);
bool sealed_file_end(struct sealed_writer *writer);

/* What a whole file holds, in the arena, terminated beyond its end. `name` is the file's, for the
 * error: ERR_BAD_INPUT it is no such file, or of another kind; ERR_TOO_NEW; ERR_DENIED it is of
 * another class; ERR_CORRUPT it is cut off or damaged; ERR_MEMORY. */
MUST_CHECK bool sealed_file_read(const char *name, const void *bytes, size_t size,
    const struct sealed_key *key, enum sealed_kind kind, struct arena *arena, const char **out,
    size_t *out_size, struct error *error);

/* --- In parts, for what is larger than memory ------------------------------------------------- */

/* Up to `size` bytes; how many there were. */
typedef size_t (*sealed_get)(void *from, void *bytes, size_t size);

struct sealed_reader {
    const char *name; /* borrowed */
    sealed_get get;
    void *from;
    crypto_secretstream_xchacha20poly1305_state state;
    uint8_t prefix[SEALED_PREFIX];
    bool begun, ended;
    uint8_t sealed[SEALED_PART + crypto_secretstream_xchacha20poly1305_ABYTES];
    uint8_t part[SEALED_PART];
};
/* As sealed_file_read(). What came of a file counts once the end was reached. */
MUST_CHECK bool sealed_reader_begin(struct sealed_reader *reader, const char *name,
    const struct sealed_key *key, enum sealed_kind kind, sealed_get get, void *from,
    struct error *error);
/* The next part, in the reader; *size 0: that was all, and the file is whole. */
MUST_CHECK bool sealed_reader_next(
    struct sealed_reader *reader, const uint8_t **out, size_t *size, struct error *error);
void sealed_reader_end(struct sealed_reader *reader); /* forgets the keys */
