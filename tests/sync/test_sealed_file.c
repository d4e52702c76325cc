/* Files for a stick: whole or not at all, of one class, of one kind. */
#include "sync/sealed_file.h"

#include "base/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CAPACITY = 64 * 1024 * 1024, ROOM = 1024 * 1024 };

struct memory {
    uint8_t bytes[ROOM];
    size_t size;
    size_t limit; /* of what a put may bring in all */
};

static struct arena arena;
static struct memory memory;
static uint8_t plain[3 * SEALED_PART];

static bool put(void *to, const void *bytes, size_t size)
{
    struct memory *out = to;
    if (out->size + size > out->limit)
        return false;
    memcpy(out->bytes + out->size, bytes, size);
    out->size += size;
    return true;
}

static void key_of(const char *use, uint8_t first, struct sealed_key *out)
{
    uint8_t shared[SEALED_KEY_SIZE];
    memset(shared, first, sizeof shared);
    sealed_key_derive(shared, use, out);
}

static void write_file(const struct sealed_key *key, size_t size, size_t piece)
{
    static struct sealed_writer writer;
    memory.size = 0;
    memory.limit = ROOM;
    assert_true(sealed_file_begin(&writer, key, SEALED_EVENTS, put, &memory));
    for (size_t at = 0; at < size; at += piece)
        assert_true(sealed_file_put(&writer, plain + at, MIN(piece, size - at)));
    assert_true(sealed_file_end(&writer));
}

static enum error_code read_file(
    const struct sealed_key *key, size_t size, const char **out, size_t *out_size)
{
    struct error error = {0};
    arena_reset(&arena);
    if (sealed_file_read(
            "stick/file", memory.bytes, size, key, SEALED_EVENTS, &arena, out, out_size, &error))
        return ERR_NONE;
    assert_non_null(strstr(error.text, "stick/file"));
    return error.code;
}

static void test_sizes(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        0, 1, SEALED_PART - 1, SEALED_PART, SEALED_PART + 1, 2 * SEALED_PART, sizeof plain};
    static const size_t pieces[] = {977, SEALED_PART, sizeof plain};
    struct sealed_key key;
    key_of("stick", 1, &key);
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t k = 0; k < COUNT_OF(pieces); k++) {
            const char *out;
            size_t size;
            write_file(&key, sizes[i], pieces[k]);
            assert_int_equal(read_file(&key, memory.size, &out, &size), ERR_NONE);
            assert_int_equal(size, sizes[i]);
            assert_memory_equal(out, plain, size);
            assert_int_equal(out[size], '\0');
        }
}

/* Cut anywhere, changed anywhere, longer, or put together: it does not open. */
static void test_damage(void **state)
{
    (void)state;
    struct sealed_key key;
    const char *out;
    size_t size;
    key_of("stick", 1, &key);
    write_file(&key, 200, 200);
    for (size_t cut = 0; cut < memory.size; cut++)
        assert_int_not_equal(read_file(&key, cut, &out, &size), ERR_NONE);
    for (size_t i = 0; i < memory.size; i++) {
        memory.bytes[i] ^= 1;
        assert_int_not_equal(read_file(&key, memory.size, &out, &size), ERR_NONE);
        memory.bytes[i] ^= 1;
    }
    memory.bytes[memory.size] = 'x';
    assert_int_equal(read_file(&key, memory.size + 1, &out, &size), ERR_CORRUPT);

    /* Whole parts missing at the end, or in the middle. */
    write_file(&key, sizeof plain, sizeof plain);
    size_t head = SEALED_PREFIX + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    size_t part = 4 + SEALED_PART + crypto_secretstream_xchacha20poly1305_ABYTES;
    assert_int_equal(read_file(&key, memory.size, &out, &size), ERR_NONE);
    assert_int_equal(memory.size, head + 3 * part);
    assert_int_equal(read_file(&key, head + 2 * part, &out, &size), ERR_CORRUPT);
    assert_int_equal(read_file(&key, head, &out, &size), ERR_CORRUPT);
    memmove(memory.bytes + head, memory.bytes + head + part, 2 * part);
    assert_int_equal(read_file(&key, memory.size - part, &out, &size), ERR_CORRUPT);
}

static void test_whose(void **state)
{
    (void)state;
    struct sealed_key key, other;
    struct error error = {0};
    const char *out;
    size_t size;
    key_of("stick", 1, &key);
    key_of("stick", 2, &other);
    write_file(&key, 100, 100);
    assert_int_equal(read_file(&other, memory.size, &out, &size), ERR_DENIED);
    key_of("other", 1, &other); /* another use of the same key */
    assert_int_equal(read_file(&other, memory.size, &out, &size), ERR_DENIED);
    memcpy(other.name, key.name, sizeof key.name); /* a name alone opens nothing */
    assert_int_equal(read_file(&other, memory.size, &out, &size), ERR_CORRUPT);
    assert_false(sealed_file_read(
        "stick/file", memory.bytes, memory.size, &key, SEALED_BLOB, &arena, &out, &size, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    memory.bytes[6] = SEALED_FILE_VERSION + 1;
    assert_int_equal(read_file(&key, memory.size, &out, &size), ERR_TOO_NEW);
    memory.bytes[0] = 'P';
    assert_int_equal(read_file(&key, memory.size, &out, &size), ERR_BAD_INPUT);
}

/* A disk that is full at any place is noticed at the end. */
static void test_full(void **state)
{
    (void)state;
    static struct sealed_writer writer;
    struct sealed_key key;
    key_of("stick", 1, &key);
    write_file(&key, sizeof plain, sizeof plain);
    size_t whole = memory.size;
    for (size_t limit = 0; limit < whole; limit += 1 + limit / 3) {
        memory.size = 0;
        memory.limit = limit;
        (void)sealed_file_begin(&writer, &key, SEALED_EVENTS, put, &memory);
        (void)sealed_file_put(&writer, plain, sizeof plain);
        assert_false(sealed_file_end(&writer));
    }
}

int main(void)
{
    struct error error = {0};
    if (!arena_open(&arena, CAPACITY, &error))
        return 1;
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 31 + i / 251);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_whose),
        cmocka_unit_test(test_full),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
