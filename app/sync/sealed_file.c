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

static bool is_damaged(struct sealed_reader *reader, struct error *error)
{
    sealed_reader_end(reader);
    return error_set(error, ERR_CORRUPT,
        "%s is cut off or damaged, nothing of it was taken: copy it once more", reader->name);
}

bool sealed_reader_begin(struct sealed_reader *reader, const char *name,
    const struct sealed_key *key, enum sealed_kind kind, sealed_get get, void *from,
    struct error *error)
{
    uint8_t head[SEALED_PREFIX + HEADER];
    *reader = (struct sealed_reader){.name = name, .get = get, .from = from};
    size_t size = get(from, head, sizeof head);
    if (!check_prefix(name, head, size, key, kind, error))
        return false;
    memcpy(reader->prefix, head, SEALED_PREFIX);
    return crypto_secretstream_xchacha20poly1305_init_pull(
               &reader->state, head + SEALED_PREFIX, key->key) == 0 ||
           is_damaged(reader, error);
}

/* One part more. False: cut off or damaged. */
static bool read_part(struct sealed_reader *reader, size_t *length)
{
    uint8_t bytes[SIZE_BYTES], tag;
    unsigned long long opened;
    if (reader->get(reader->from, bytes, sizeof bytes) != sizeof bytes)
        return false;
    size_t size =
        (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
    if (size < EXTRA || size > sizeof reader->sealed ||
        reader->get(reader->from, reader->sealed, size) != size ||
        crypto_secretstream_xchacha20poly1305_pull(&reader->state, reader->part, &opened, &tag,
            reader->sealed, size, reader->begun ? NULL : reader->prefix,
            reader->begun ? 0 : SEALED_PREFIX) != 0)
        return false;
    reader->begun = true;
    reader->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *length = (size_t)opened;
    uint8_t more;
    return !reader->ended || reader->get(reader->from, &more, 1) == 0;
}

bool sealed_reader_next(
    struct sealed_reader *reader, const uint8_t **out, size_t *size, struct error *error)
{
    *out = reader->part;
    *size = 0;
    while (!reader->ended && *size == 0) /* the last part of a file may be empty */
        if (!read_part(reader, size))
            return is_damaged(reader, error);
    return true;
}

void sealed_reader_end(struct sealed_reader *reader)
{
    const char *name = reader->name;
    sodium_memzero(reader, sizeof *reader);
    reader->name = name;
    reader->ended = true;
}

/* --- At once --------------------------------------------------------------------------------- */

struct memory {
    const uint8_t *next;
    size_t left;
};

static size_t get_memory(void *from, void *bytes, size_t size)
{
    struct memory *memory = from;
    size_t got = size < memory->left ? size : memory->left;
    if (got > 0)
        memcpy(bytes, memory->next, got);
    memory->next += got;
    memory->left -= got;
    return got;
}

bool sealed_file_read(const char *name, const void *bytes, size_t size,
    const struct sealed_key *key, enum sealed_kind kind, struct arena *arena, const char **out,
    size_t *out_size, struct error *error)
{
    struct memory memory = {bytes, size};
    const uint8_t *part;
    size_t used = 0, length;
    uint8_t *plain = arena_alloc(arena, size + 1);
    size_t mark = arena_mark(arena);
    struct sealed_reader *reader = arena_new(arena, struct sealed_reader);
    if (plain == NULL || reader == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open %s", name);
    bool ok = sealed_reader_begin(reader, name, key, kind, get_memory, &memory, error);
    while (ok && (ok = sealed_reader_next(reader, &part, &length, error)) && length > 0) {
        memcpy(plain + used, part, length);
        used += length;
    }
    sealed_reader_end(reader);
    arena_release(arena, mark);
    if (!ok) {
        sodium_memzero(plain, used);
        return false;
    }
    plain[used] = '\0';
    *out = (const char *)plain;
    *out_size = used;
    return true;
}
