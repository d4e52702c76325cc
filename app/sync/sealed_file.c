#include "sync/sealed_file.h"

#include <assert.h>
#include <string.h>

enum {
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES,
    SIZE_BYTES = 4,
};

static const char magic[6] = {'W', 'S', 'S', 'E', 'A', 'L'};

void sealed_key_derive(
    const uint8_t shared[static SEALED_KEY_SIZE], const char *use, struct sealed_key *out)
{
    char context[crypto_kdf_CONTEXTBYTES] = {0};
    static_assert(sizeof out->key == crypto_kdf_KEYBYTES, "a key of the class makes others");
    static_assert(
        sizeof out->name < crypto_kdf_BYTES_MIN, "a name is shorter than what is derived");
    uint8_t name[crypto_kdf_BYTES_MIN];
    int ready = sodium_init();
    assert(ready >= 0 && strlen(use) <= sizeof context);
    (void)ready;
    memcpy(context, use, strlen(use));
    crypto_kdf_derive_from_key(out->key, sizeof out->key, 1, context, shared);
    crypto_kdf_derive_from_key(name, sizeof name, 2, context, shared);
    memcpy(out->name, name, sizeof out->name);
}

static void write_prefix(
    uint8_t out[static SEALED_PREFIX], const struct sealed_key *key, enum sealed_kind kind)
{
    memcpy(out, magic, sizeof magic);
    out[6] = SEALED_FILE_VERSION;
    out[7] = (uint8_t)kind;
    memcpy(out + 8, key->name, SEALED_NAME_SIZE);
}

/* --- Writing --------------------------------------------------------------------------------- */

static bool put(struct sealed_writer *writer, const void *bytes, size_t size)
{
    writer->failed = writer->failed || !writer->put(writer->to, bytes, size);
    return !writer->failed;
}

bool sealed_file_begin(struct sealed_writer *writer, const struct sealed_key *key,
    enum sealed_kind kind, sealed_put put_bytes, void *to)
{
    uint8_t header[HEADER];
    *writer = (struct sealed_writer){.put = put_bytes, .to = to};
    write_prefix(writer->prefix, key, kind);
    crypto_secretstream_xchacha20poly1305_init_push(&writer->state, header, key->key);
    return put(writer, writer->prefix, SEALED_PREFIX) && put(writer, header, sizeof header);
}

static bool put_part(struct sealed_writer *writer, uint8_t tag)
{
    uint8_t sealed[SEALED_PART + EXTRA], size[SIZE_BYTES];
    unsigned long long length;
    crypto_secretstream_xchacha20poly1305_push(&writer->state, sealed, &length, writer->part,
        writer->used, writer->begun ? NULL : writer->prefix, writer->begun ? 0 : SEALED_PREFIX,
        tag);
    for (int i = 0; i < SIZE_BYTES; i++)
        size[i] = (uint8_t)(length >> (8 * i));
    writer->used = 0;
    writer->begun = true;
    return put(writer, size, sizeof size) && put(writer, sealed, (size_t)length);
}

bool sealed_file_put(struct sealed_writer *writer, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    while (size > 0 && !writer->failed) {
        if (writer->used == SEALED_PART)
            put_part(writer, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        size_t room = SEALED_PART - writer->used, piece = size < room ? size : room;
        memcpy(writer->part + writer->used, from, piece);
        writer->used += piece;
        from += piece;
        size -= piece;
    }
    return !writer->failed;
}

bool sealed_file_end(struct sealed_writer *writer)
{
    bool ok = put_part(writer, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    sodium_memzero(writer, sizeof *writer);
    return ok;
}

/* --- Reading --------------------------------------------------------------------------------- */

static bool check_prefix(const char *name, const uint8_t *bytes, size_t size,
    const struct sealed_key *key, enum sealed_kind kind, struct error *error)
{
    uint8_t wanted[SEALED_PREFIX];
    write_prefix(wanted, key, kind);
    if (size < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
        return error_set(
            error, ERR_BAD_INPUT, "%s is none of our files: it does not begin as they do", name);
    if (size < SEALED_PREFIX + HEADER)
        return error_set(
            error, ERR_CORRUPT, "%s is cut off at its beginning: copy it once more", name);
    if (bytes[6] > SEALED_FILE_VERSION)
        return error_set(error, ERR_TOO_NEW,
            "%s was written by a newer version of Waystation: update this machine first", name);
    if (memcmp(bytes + 8, wanted + 8, SEALED_NAME_SIZE) != 0)
        return error_set(
            error, ERR_DENIED, "%s is of another class: this machine cannot open it", name);
    if (memcmp(bytes, wanted, SEALED_PREFIX) != 0)
        return error_set(error, ERR_BAD_INPUT, "%s is another kind of file than its name", name);
    return true;
}

struct reader {
    const uint8_t *next;
    size_t left;
    crypto_secretstream_xchacha20poly1305_state state;
    const uint8_t *prefix; /* NULL once it was bound */
};

/* One part more. False: cut off or damaged. */
static bool read_part(struct reader *reader, uint8_t *out, size_t *length, uint8_t *tag)
{
    if (reader->left < SIZE_BYTES)
        return false;
    size_t size = (size_t)reader->next[0] | (size_t)reader->next[1] << 8 |
                  (size_t)reader->next[2] << 16 | (size_t)reader->next[3] << 24;
    unsigned long long opened;
    if (size < EXTRA || size > SEALED_PART + EXTRA || size > reader->left - SIZE_BYTES ||
        crypto_secretstream_xchacha20poly1305_pull(&reader->state, out, &opened, tag,
            reader->next + SIZE_BYTES, size, reader->prefix,
            reader->prefix != NULL ? SEALED_PREFIX : 0) != 0)
        return false;
    reader->prefix = NULL;
    reader->next += SIZE_BYTES + size;
    reader->left -= SIZE_BYTES + size;
    *length = (size_t)opened;
    return true;
}

bool sealed_file_read(const char *name, const void *bytes, size_t size,
    const struct sealed_key *key, enum sealed_kind kind, struct arena *arena, const char **out,
    size_t *out_size, struct error *error)
{
    if (!check_prefix(name, bytes, size, key, kind, error))
        return false;
    const uint8_t *begin = bytes;
    struct reader reader = {
        .next = begin + SEALED_PREFIX + HEADER, .left = size - SEALED_PREFIX - HEADER};
    reader.prefix = begin;
    uint8_t *plain = arena_alloc(arena, size);
    if (plain == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open %s", name);
    bool opens = crypto_secretstream_xchacha20poly1305_init_pull(
                     &reader.state, begin + SEALED_PREFIX, key->key) == 0;
    size_t used = 0, length;
    uint8_t tag = 0;
    while (opens && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        opens = read_part(&reader, plain + used, &length, &tag);
        used += opens ? length : 0;
    }
    if (!opens || reader.left > 0) {
        sodium_memzero(plain, used);
        return error_set(error, ERR_CORRUPT,
            "%s is cut off or damaged, nothing of it was taken: copy it once more", name);
    }
    plain[used] = '\0';
    *out = (const char *)plain;
    *out_size = used;
    return true;
}
