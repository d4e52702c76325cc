/* Sealed words: what goes in comes out for whom it is meant, and for nobody else. */
#include "sync/seal.h"

#include "base/str.h"
#include "model/event.h"
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    struct error error = {0};
    return arena_open(&arena, 16 * 1024 * 1024, &error) ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static uint8_t key_of(uint8_t first, uint8_t out[static SEAL_KEY_SIZE])
{
    for (int i = 0; i < SEAL_KEY_SIZE; i++)
        out[i] = (uint8_t)(first + i);
    return first;
}

static const char *const words[] = {"", "a", "I lined up the strips", "Ωμέγα 🚀 مرحبا",
    "sealed:1:not really", "line one\nline two\t\"quoted\" \\ end"};

static void test_texts(void **state)
{
    (void)state;
    struct seal_pair pair, other;
    seal_pair_make(&pair);
    seal_pair_make(&other);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct error error = {0};
        const char *sealed, *again, *opened;
        assert_true(seal_text(pair.public_key, words[i], &arena, &sealed, &error));
        assert_true(seal_text(pair.public_key, words[i], &arena, &again, &error));
        assert_true(event_is_sealed(sealed));
        assert_string_not_equal(sealed, again); /* the same words are not known by their look */
        assert_true(strlen(words[i]) < 4 || strstr(sealed, words[i]) == NULL);
        assert_true(seal_open(&pair, NULL, sealed, &arena, &opened, &error));
        assert_string_equal(opened, words[i]);
        assert_false(seal_open(&other, NULL, sealed, &arena, &opened, &error));
        assert_int_equal(error.code, ERR_DENIED);
    }
    assert_false(event_is_sealed("I sealed: it"));
    assert_false(event_is_sealed(""));
}

/* Every character of a sealed text counts. */
static void test_damaged_text(void **state)
{
    (void)state;
    struct seal_pair pair;
    struct error error = {0};
    const char *sealed, *opened;
    seal_pair_make(&pair);
    assert_true(seal_text(pair.public_key, "quokka", &arena, &sealed, &error));
    size_t length = strlen(sealed);
    for (size_t i = 0; i < length; i++) {
        char *bad = arena_copy_text(&arena, sealed, length);
        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        error_clear(&error);
        assert_false(seal_open(&pair, NULL, bad, &arena, &opened, &error));
        bad[i] = '\0';
        error_clear(&error);
        assert_false(seal_open(&pair, NULL, bad, &arena, &opened, &error));
        assert_true(error.text[0] != '\0');
    }
    error_clear(&error);
    assert_false(seal_open(&pair, NULL, "sealed:3:AAAA", &arena, &opened, &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
    error_clear(&error);
    assert_false(seal_open(&pair, NULL, "quokka", &arena, &opened, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
}

/* Made by this code once (the box's own key pair is chance's), and opened ever since. */
static void test_known_texts(void **state)
{
    (void)state;
    static const char known[] =
        "sealed:1:v4X2thjKCj51Fsh_"
        "UAnSyN31GuNYDtLvf6MtbqX0MVPmh5ktZaFeJSOcvC7AXCdICmlQPAIppOPgQE9KbNzX2sQaolq3";
    static const char under_badge[] =
        "badge:1:L-976rCFAntsruaXxgjfql1b4k-6MGMvyEUR3oTAKqghjF3jqV82izVjS1QmkNwUaWoNbPs";
    uint8_t private_key[SEAL_KEY_SIZE], key[SEAL_KEY_SIZE];
    struct seal_pair pair;
    struct error error = {0};
    char text[SEAL_KEY_TEXT_SIZE];
    const char *opened;
    key_of(1, private_key);
    seal_pair_of(private_key, &pair);
    seal_key_text(pair.public_key, text);
    assert_string_equal(text, "07a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c");
    assert_true(seal_open(&pair, NULL, known, &arena, &opened, &error));
    assert_string_equal(opened, "I lined up the strips");

    const uint8_t token[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    seal_badge_key(token, sizeof token, key);
    seal_key_text(key, text);
    assert_string_equal(text, "7f495aa8365e38f1e298c356bb9d84ee7032719146b973f14cf22a1818e78459");
    assert_true(seal_open_under_badge(key, "amelie/goal:", under_badge, &arena, &opened, &error));
    assert_string_equal(opened, "for a project");
}

static void test_keys_as_text(void **state)
{
    (void)state;
    uint8_t key[SEAL_KEY_SIZE], again[SEAL_KEY_SIZE];
    char text[SEAL_KEY_TEXT_SIZE];
    key_of(200, key);
    seal_key_text(key, text);
    assert_true(seal_key_read(text, again));
    assert_memory_equal(key, again, sizeof key);
    text[5] = 'g';
    assert_false(seal_key_read(text, again));
    assert_false(seal_key_read("", again));
    text[5] = '0';
    text[62] = '\0';
    assert_false(seal_key_read(text, again));
}

static void test_under_badge(void **state)
{
    (void)state;
    uint8_t key[SEAL_KEY_SIZE], other[SEAL_KEY_SIZE], token[10] = {1};
    seal_badge_key(token, sizeof token, key);
    token[9] = 1;
    seal_badge_key(token, sizeof token, other);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct error error = {0};
        const char *sealed, *again, *opened;
        assert_true(seal_under_badge(key, "amelie/goal:", words[i], &arena, &sealed, &error));
        assert_true(seal_under_badge(key, "amelie/goal:", words[i], &arena, &again, &error));
        assert_string_not_equal(
            sealed, again); /* two texts under one number give each other away */
        assert_true(seal_is_under_badge(sealed));
        assert_false(event_is_sealed(sealed));
        assert_true(seal_open_under_badge(key, "amelie/goal:", sealed, &arena, &opened, &error));
        assert_string_equal(opened, words[i]);
        assert_false(seal_open_under_badge(other, "amelie/goal:", sealed, &arena, &opened, &error));
        assert_int_equal(error.code, ERR_DENIED);
        error_clear(&error);
        assert_false(seal_open_under_badge(key, "tomas/goal:", sealed, &arena, &opened, &error));
        assert_int_equal(error.code, ERR_DENIED);
        char *cut = arena_copy_text(&arena, sealed, strlen(sealed));
        for (size_t length = strlen(cut); length-- > 0;) {
            cut[length] = '\0';
            error_clear(&error);
            assert_false(seal_open_under_badge(key, "amelie/goal:", cut, &arena, &opened, &error));
        }
    }
}

static void test_text_for_two(void **state)
{
    (void)state;
    struct seal_pair term;
    uint8_t own[SEAL_KEY_SIZE] = {7}, strange[SEAL_KEY_SIZE] = {8};
    seal_pair_make(&term);
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct error error = {0};
        const char *sealed, *opened;
        assert_true(seal_text_for_two(term.public_key, own, words[i], &arena, &sealed, &error));
        assert_true(event_is_sealed(sealed));
        assert_true(seal_open(&term, NULL, sealed, &arena, &opened, &error));
        assert_string_equal(opened, words[i]);
        assert_true(seal_open(NULL, own, sealed, &arena, &opened, &error));
        assert_string_equal(opened, words[i]);
        assert_false(seal_open(NULL, strange, sealed, &arena, &opened, &error));
        assert_int_equal(error.code, ERR_DENIED);
        error_clear(&error);
        assert_true(seal_text(term.public_key, words[i], &arena, &sealed, &error));
        assert_false(seal_open(NULL, own, sealed, &arena, &opened, &error));
        assert_int_equal(error.code, ERR_DENIED);
    }
}

static void test_long_texts(void **state)
{
    (void)state;
    static char text[SEAL_TEXT_MAX + 2];
    const uint8_t own[SEAL_KEY_SIZE] = {7};
    const char *sealed;
    struct seal_pair term;
    seal_pair_make(&term);
    memset(text, 'x', SEAL_TEXT_MAX);
    for (int over = 0; over < 2; over++) {
        struct error error = {0}, other = {0};
        text[SEAL_TEXT_MAX] = over ? 'x' : '\0';
        assert_int_equal(seal_text(term.public_key, text, &arena, &sealed, &error), !over);
        assert_int_equal(
            seal_text_for_two(term.public_key, own, text, &arena, &sealed, &other), !over);
        assert_int_equal(error.code, over ? ERR_FULL : ERR_NONE);
        assert_int_equal(other.code, over ? ERR_FULL : ERR_NONE);
    }
}

/* The two who may hear it do, nobody else, and no bit of it can be turned. */
static void test_recording(void **state)
{
    (void)state;
    struct seal_pair term, other;
    uint8_t own[SEAL_KEY_SIZE] = {7}, strange[SEAL_KEY_SIZE] = {8}, sound[5000];
    seal_pair_make(&term);
    seal_pair_make(&other);
    for (size_t i = 0; i < sizeof sound; i++)
        sound[i] = (uint8_t)(i * i);
    struct error error = {0};
    const void *sealed, *opened;
    size_t size, opened_size;
    assert_true(
        seal_recording(term.public_key, own, sound, sizeof sound, &arena, &sealed, &size, &error));
    assert_in_range(size, sizeof sound, sizeof sound + 256);
    assert_true(seal_is_recording(sealed, size));
    assert_false(seal_is_recording("OggS", 4));
    assert_false(seal_is_recording(sound, sizeof sound));
    const struct {
        const struct seal_pair *pair;
        const uint8_t *own;
        bool opens;
    } keys[] = {{&term, NULL, true}, {NULL, own, true}, {&other, own, true}, {&term, strange, true},
        {&other, strange, false}, {NULL, NULL, false}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        error_clear(&error);
        bool opens = seal_open_recording(
            keys[i].pair, keys[i].own, sealed, size, &arena, &opened, &opened_size, &error);
        assert_int_equal(opens, keys[i].opens);
        if (opens) {
            assert_int_equal(opened_size, sizeof sound);
            assert_memory_equal(opened, sound, sizeof sound);
        } else {
            assert_int_equal(error.code, ERR_DENIED);
        }
    }
    uint8_t *bytes = (uint8_t *)(uintptr_t)sealed;
    for (size_t i = 0; i < size; i += i < 300 ? 1 : 97) {
        bytes[i] ^= 1;
        assert_false(
            seal_open_recording(NULL, own, bytes, size, &arena, &opened, &opened_size, &error) &&
            seal_open_recording(&term, NULL, bytes, size, &arena, &opened, &opened_size, &error));
        bytes[i] ^= 1;
    }
    for (size_t cut = 0; cut < size; cut += 61)
        assert_false(
            seal_open_recording(&term, own, bytes, cut, &arena, &opened, &opened_size, &error));
}

/* The linker puts this in the place of the real one (tests/sync/CMakeLists.txt). */
int __real_crypto_pwhash(unsigned char *out, unsigned long long size, const char *passphrase,
    unsigned long long length, const unsigned char *salt, unsigned long long passes, size_t bytes,
    int kind);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long size, const char *passphrase,
    unsigned long long length, const unsigned char *salt, unsigned long long passes, size_t bytes,
    int kind);

static size_t memory_kib = SIZE_MAX; /* that this machine has for it */

int __wrap_crypto_pwhash(unsigned char *out, unsigned long long size, const char *passphrase,
    unsigned long long length, const unsigned char *salt, unsigned long long passes, size_t bytes,
    int kind)
{
    return bytes / 1024 > memory_kib
               ? -1
               : __real_crypto_pwhash(out, size, passphrase, length, salt, passes, bytes, kind);
}

static void test_passphrase(void **state)
{
    (void)state;
    static const char passphrase[] = "correct horse battery staple";
    uint8_t secret[SEAL_KEY_SIZE], out[SEAL_KEY_SIZE];
    char wrapped[SEAL_WRAP_SIZE], bad[SEAL_WRAP_SIZE];
    struct error error = {0};
    key_of(7, secret);
    assert_false(seal_wrap(secret, "short", SEAL_FOR_CODES, wrapped, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    assert_false(seal_wrap(secret, "un château en Espagne", SEAL_FOR_CODES, wrapped, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    assert_false(seal_wrap(secret, "four words \x7F so", SEAL_FOR_CODES, wrapped, &error));
    assert_int_equal(error.code, ERR_BAD_INPUT);
    error_clear(&error);
    assert_true(seal_wrap(secret, passphrase, SEAL_FOR_CODES, wrapped, &error));
    assert_null(strstr(wrapped, "horse"));
    assert_true(seal_unwrap(wrapped, passphrase, out, &error));
    assert_memory_equal(secret, out, sizeof out);
    assert_false(seal_unwrap(wrapped, "correct horse battery stable", out, &error));
    assert_int_equal(error.code, ERR_DENIED);

    /* Damage is told from another passphrase, without stretching it. */
    for (size_t i = 0; wrapped[i] != '\0'; i++) {
        STR_COPY(bad, wrapped);
        bad[i] = bad[i] == '1' ? '2' : '1';
        error_clear(&error);
        assert_false(seal_unwrap(bad, passphrase, out, &error));
        assert_int_not_equal(error.code, ERR_DENIED);
        STR_COPY(bad, wrapped);
        bad[i] = '\0';
        error_clear(&error);
        assert_false(seal_unwrap(bad, passphrase, out, &error));
        assert_int_not_equal(error.code, ERR_DENIED);
    }
    error_clear(&error);
    assert_false(seal_unwrap("wrapped:2:2:65536:AAAA", passphrase, out, &error));
    assert_int_equal(error.code, ERR_TOO_NEW);
}

/* The dear kind, and a text of it made once. */
static void test_dear_passphrase(void **state)
{
    (void)state;
    static const char known[] = "wrapped:1:3:262144:lsdJdBlsF6hfEw9-"
                                "XSQU9sF8SGSDO2illM5HiwIIVPbOctiQpDPerIqSGsgsuRMPkro4dzH5LkEVMTEKzV"
                                "MNVLO6A1qiLgQzPaE6VXHG_N0Bq_5NmN1eYRkY-F8";
    uint8_t secret[SEAL_KEY_SIZE], out[SEAL_KEY_SIZE];
    char wrapped[SEAL_WRAP_SIZE];
    struct error error = {0};
    key_of(7, secret);
    assert_true(seal_unwrap(known, "correct horse battery staple", out, &error));
    assert_memory_equal(secret, out, sizeof out);
    assert_true(seal_wrap(secret, "four words or so", SEAL_FOR_PASSPHRASES, wrapped, &error));
    assert_true(seal_unwrap(wrapped, "four words or so", out, &error));
    assert_memory_equal(secret, out, sizeof out);
}

static bool wraps_as(const char *price, enum seal_strength strength, char out[SEAL_WRAP_SIZE])
{
    uint8_t secret[SEAL_KEY_SIZE], again[SEAL_KEY_SIZE];
    struct error error = {0};
    key_of(7, secret);
    if (!seal_wrap(secret, "four words or so", strength, out, &error)) {
        assert_int_equal(error.code, ERR_MEMORY);
        return false;
    }
    assert_true(str_starts_with(out, price));
    assert_true(seal_unwrap(out, "four words or so", again, &error));
    assert_memory_equal(secret, again, sizeof secret);
    return true;
}

/* A machine with less memory takes more time instead; below that it keeps nothing. */
static void test_a_small_machine(void **state)
{
    (void)state;
    char wrapped[SEAL_WRAP_SIZE];
    memory_kib = 256 * 1024 - 1;
    assert_true(wraps_as("wrapped:1:12:65536:", SEAL_FOR_PASSPHRASES, wrapped));
    memory_kib = 64 * 1024 - 1;
    assert_false(wraps_as("", SEAL_FOR_PASSPHRASES, wrapped));
    assert_false(wraps_as("", SEAL_FOR_CODES, wrapped));
    memory_kib = SIZE_MAX;
}

/* The same text with another price, and a checksum that is right for it. */
static void reprice(const char *wrapped, int passes, int kib, char out[static SEAL_WRAP_SIZE])
{
    enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, CHECK = 4, PRICE = 8 };
    uint8_t bytes[SEAL_WRAP_SIZE], hash[crypto_generichash_BYTES_MIN];
    char text[SEAL_WRAP_SIZE];
    const char *body = strrchr(wrapped, ':') + 1;
    size_t size;
    assert_int_equal(
        sodium_base642bin(bytes, sizeof bytes, body, strlen(body), NULL, &size, NULL, BASE64), 0);
    for (int i = 0; i < 4; i++) {
        bytes[size - CHECK + i] = (uint8_t)(passes >> (8 * i));
        bytes[size - CHECK + 4 + i] = (uint8_t)(kib >> (8 * i));
    }
    crypto_generichash(hash, sizeof hash, bytes, size - CHECK + PRICE, NULL, 0);
    memcpy(bytes + size - CHECK, hash, CHECK);
    sodium_bin2base64(text, sizeof text, bytes, size, BASE64);
    assert_true(str_format(out, SEAL_WRAP_SIZE, "wrapped:1:%d:%d:%s", passes, kib, text));
}

/* Somebody who writes a price on a card must not make the board stretch for hours. */
static void test_prices_have_limits(void **state)
{
    (void)state;
    static const struct {
        int passes, kib;
        enum error_code code; /* ERR_MEMORY: it would be tried */
    } cases[] = {
        {2, 65536, ERR_MEMORY},
        {64, 1024 * 1024, ERR_MEMORY},
        {65, 65536, ERR_CORRUPT},
        {1000000, 65536, ERR_CORRUPT},
        {0, 65536, ERR_CORRUPT},
        {2, 1024 * 1024 + 1, ERR_CORRUPT},
        {2, 7, ERR_CORRUPT},
    };
    uint8_t out[SEAL_KEY_SIZE];
    char wrapped[SEAL_WRAP_SIZE], other[SEAL_WRAP_SIZE];
    assert_true(wraps_as("wrapped:1:2:65536:", SEAL_FOR_CODES, wrapped));
    memory_kib = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error error = {0};
        reprice(wrapped, cases[i].passes, cases[i].kib, other);
        assert_false(seal_unwrap(other, "four words or so", out, &error));
        assert_int_equal(error.code, cases[i].code);
    }
    memory_kib = SIZE_MAX;
}

/* One passphrase of two classes is two keys: what was tried on one card helps with no other. */
static void test_no_two_salts_are_alike(void **state)
{
    (void)state;
    char first[SEAL_WRAP_SIZE], second[SEAL_WRAP_SIZE];
    assert_true(wraps_as("", SEAL_FOR_CODES, first));
    assert_true(wraps_as("", SEAL_FOR_CODES, second));
    size_t head = strlen("wrapped:1:2:65536:"), salt = crypto_pwhash_SALTBYTES * 4 / 3;
    assert_memory_not_equal(first + head, second + head, salt);
}

static void test_recovery(void **state)
{
    (void)state;
    uint8_t secret[SEAL_KEY_SIZE], out[SEAL_KEY_SIZE];
    char code[SEAL_RECOVERY_SIZE], typed[2 * SEAL_RECOVERY_SIZE];
    struct error error = {0};
    key_of(1, secret);
    seal_recovery_write(secret, code);
    assert_string_equal(
        code, "0410-6105-0R3G-G28A-1C60-T3GF-208H-44RM-2MB1-E60S-38DH-R78Y-3WGB-99NW");
    assert_true(seal_recovery_read(code, out, &error));
    assert_memory_equal(secret, out, sizeof out);

    /* As people type: lower case, gaps elsewhere, O for 0, I and L for 1. */
    size_t length = 0;
    for (size_t i = 0; code[i] != '\0'; i++) {
        char c = code[i];
        if (c == '-')
            continue;
        typed[length++] = c == '0' ? 'o' : c == '1' ? (i % 2 ? 'I' : 'l') : c >= 'A' ? c + 32 : c;
        if (length % 9 == 0)
            typed[length++] = ' ';
    }
    typed[length] = '\0';
    assert_true(seal_recovery_read(typed, out, &error));
    assert_memory_equal(secret, out, sizeof out);

    /* One wrong character is always noticed. */
    for (size_t i = 0; code[i] != '\0'; i++) {
        if (code[i] == '-')
            continue;
        char kept = code[i];
        code[i] = kept == 'Z' ? 'Y' : 'Z';
        error_clear(&error);
        assert_false(seal_recovery_read(code, out, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
        code[i] = kept;
    }
    assert_false(seal_recovery_read("", out, &error));
    assert_false(seal_recovery_read("ABCD", out, &error));
}

static void test_code(void **state)
{
    (void)state;
    uint8_t secret[SEAL_KEY_SIZE];
    char code[SEAL_CODE_SIZE], read[SEAL_CODE_SIZE];
    struct error error = {0};
    key_of(1, secret);
    seal_code_of(secret, code);
    assert_string_equal(code, "E4P6-C3Q9-SD56");
    assert_true(seal_code_read(code, read, &error));
    assert_string_equal(code, read);
    assert_true(seal_code_read(" oooo-iiii-llll ", read, &error));
    assert_string_equal(read, "0000-1111-1111");
    static const char *const wrong[] = {
        "", "ABC", "ABCD-ABCD-ABC", "ABCD-ABCD-ABCDE", "ABCD-ABCD-ABCU", "ABCD-ABCD-ABC$"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        error_clear(&error);
        assert_false(seal_code_read(wrong[i], read, &error));
        assert_int_equal(error.code, ERR_BAD_INPUT);
    }
    char long_one[4096];
    memset(long_one, 'Z', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    assert_false(seal_code_read(long_one, read, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_damaged_text),
        cmocka_unit_test(test_known_texts),
        cmocka_unit_test(test_keys_as_text),
        cmocka_unit_test(test_under_badge),
        cmocka_unit_test(test_text_for_two),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_recording),
        cmocka_unit_test(test_passphrase),
        cmocka_unit_test(test_dear_passphrase),
        cmocka_unit_test(test_a_small_machine),
        cmocka_unit_test(test_prices_have_limits),
        cmocka_unit_test(test_no_two_salts_are_alike),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_code),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
