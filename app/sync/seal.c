#include "sync/seal.h"

#include "base/crockford.h"
#include "base/str.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

static const char text_mark[] = "sealed:", badge_mark[] = "badge:", wrap_mark[] = "wrapped:";

enum { VERSION = 1, VERSION_OF_TWO = 2, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static void get_ready(void)
{
    int ready = sodium_init();
    assert(ready >= 0);
    (void)ready;
}

/* --- Keys ------------------------------------------------------------------------------------ */

void seal_pair_make(struct seal_pair *out)
{
    get_ready();
    crypto_box_keypair(out->public_key, out->private_key);
}

void seal_pair_of(const uint8_t private_key[static SEAL_KEY_SIZE], struct seal_pair *out)
{
    get_ready();
    memmove(out->private_key, private_key, SEAL_KEY_SIZE);
    crypto_scalarmult_base(out->public_key, out->private_key);
}

void seal_forget(void *secret, size_t size)
{
    sodium_memzero(secret, size);
}

void seal_key_text(const uint8_t key[static SEAL_KEY_SIZE], char out[static SEAL_KEY_TEXT_SIZE])
{
    sodium_bin2hex(out, SEAL_KEY_TEXT_SIZE, key, SEAL_KEY_SIZE);
}

bool seal_key_read(const char *text, uint8_t out[static SEAL_KEY_SIZE])
{
    size_t size;
    return strlen(text) == SEAL_KEY_TEXT_SIZE - 1 &&
           sodium_hex2bin(out, SEAL_KEY_SIZE, text, strlen(text), NULL, &size, NULL) == 0 &&
           size == SEAL_KEY_SIZE;
}

/* --- Texts that hold bytes ------------------------------------------------------------------- */

/* "markN:BASE64" of the bytes, in the arena. */
static bool write_text(const char *mark, int version, const void *bytes, size_t size,
    struct arena *arena, const char **out, struct error *error)
{
    char head[32];
    STR_FORMAT(head, "%s%d:", mark, version);
    size_t length = strlen(head), room = sodium_base64_encoded_len(size, BASE64);
    char *text = arena_alloc(arena, length + room);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "no memory to seal a text");
    memcpy(text, head, length);
    sodium_bin2base64(text + length, room, bytes, size, BASE64);
    *out = text;
    return true;
}

/* What stands behind "markN:". */
static bool find_body(
    const char *mark, const char *text, const char **body, int *version, struct error *error)
{
    char number[8];
    const char *colon = strchr(text, ':');
    const char *end = colon != NULL ? strchr(colon + 1, ':') : NULL;
    if (end == NULL || !str_starts_with(text, mark) ||
        !str_copy_length(number, sizeof number, colon + 1, (size_t)(end - colon - 1)) ||
        !str_to_int(number, 1, INT32_MAX, version))
        return error_set(error, ERR_BAD_INPUT, "that is no sealed text");
    if (*version > (mark == text_mark ? VERSION_OF_TWO : VERSION))
        return error_set(error, ERR_TOO_NEW,
            "this was sealed by a newer version of Waystation: update this machine first");
    *body = end + 1;
    return true;
}

static bool read_text(const char *mark, const char *text, struct arena *arena, int *version,
    uint8_t **bytes, size_t *size, struct error *error)
{
    const char *body;
    if (!find_body(mark, text, &body, version, error))
        return false;
    size_t room = strlen(body);
    *bytes = arena_alloc(arena, room + 1);
    if (*bytes == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open a sealed text");
    return sodium_base642bin(*bytes, room, body, room, NULL, size, NULL, BASE64) == 0 ||
           error_set(error, ERR_BAD_INPUT, "a sealed text is damaged");
}

/* --- To the term's key ----------------------------------------------------------------------- */

bool seal_text(const uint8_t public_key[static SEAL_KEY_SIZE], const char *text,
    struct arena *arena, const char **out, struct error *error)
{
    size_t length = strlen(text);
    get_ready();
    if (length > SEAL_TEXT_MAX)
        return error_set(error, ERR_FULL, "a text of %zu bytes is too long to be sealed", length);
    size_t mark = arena_mark(arena);
    uint8_t *box = arena_alloc(arena, length + crypto_box_SEALBYTES);
    if (box == NULL)
        return error_set(error, ERR_MEMORY, "no memory to seal a text");
    if (crypto_box_seal(box, (const unsigned char *)text, length, public_key) != 0) {
        arena_release(arena, mark);
        return error_set(error, ERR_BAD_INPUT, "the key of the class is none: join once more");
    }
    return write_text(text_mark, VERSION, box, length + crypto_box_SEALBYTES, arena, out, error);
}

/* --- Under a badge --------------------------------------------------------------------------- */

void seal_badge_key(const uint8_t *token, size_t size, uint8_t out[static SEAL_KEY_SIZE])
{
    static const char use[] = "waystation badge draft key";
    get_ready();
    crypto_generichash(out, SEAL_KEY_SIZE, (const unsigned char *)use, sizeof use - 1, token, size);
}

bool seal_is_under_badge(const char *text)
{
    return str_starts_with(text, badge_mark);
}

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

bool seal_under_badge(const uint8_t key[static SEAL_KEY_SIZE], const char *about, const char *text,
    struct arena *arena, const char **out, struct error *error)
{
    size_t length = strlen(text);
    get_ready();
    uint8_t *box = arena_alloc(arena, NONCE + length + TAG);
    if (box == NULL)
        return error_set(error, ERR_MEMORY, "no memory to seal a draft");
    randombytes_buf(box, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, NULL, (const unsigned char *)text,
        length, (const unsigned char *)about, strlen(about), NULL, box, key);
    return write_text(badge_mark, VERSION, box, NONCE + length + TAG, arena, out, error);
}

bool seal_open_under_badge(const uint8_t key[static SEAL_KEY_SIZE], const char *about,
    const char *sealed, struct arena *arena, const char **out, struct error *error)
{
    uint8_t *box;
    size_t size;
    int version;
    get_ready();
    if (!read_text(badge_mark, sealed, arena, &version, &box, &size, error))
        return false;
    char *text = arena_alloc(arena, size + 1);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open a draft");
    if (size < NONCE + TAG ||
        crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL, box + NONCE,
            size - NONCE, (const unsigned char *)about, strlen(about), box, key) != 0)
        return error_set(error, ERR_DENIED, "this was sealed under another badge, or is damaged");
    *out = text;
    return true;
}

/* --- For two --------------------------------------------------------------------------------- */

/* What stands before what is sealed, and is bound to it. */
struct envelope {
    char mark[4];
    uint8_t to_term[SEAL_KEY_SIZE + crypto_box_SEALBYTES];
    uint8_t own_nonce[NONCE];
    uint8_t to_own[SEAL_KEY_SIZE + TAG];
    uint8_t nonce[NONCE];
};
enum { MARK = 4 };
static const uint8_t recording_mark[MARK] = {'W', 'S', 'V', '1'};
static const uint8_t words_mark[MARK] = {'W', 'S', 'W', '2'};

static bool seal_for_two(const uint8_t mark[static MARK], const uint8_t *public_key,
    const uint8_t *own, const void *bytes, size_t size, struct arena *arena, const void **out,
    size_t *out_size, struct error *error)
{
    uint8_t key[SEAL_KEY_SIZE];
    struct envelope head;
    get_ready();
    uint8_t *whole = arena_alloc(arena, sizeof head + size + TAG);
    if (whole == NULL)
        return error_set(error, ERR_MEMORY, "no memory to seal what was said");
    randombytes_buf(key, sizeof key);
    memcpy(head.mark, mark, MARK);
    randombytes_buf(head.own_nonce, sizeof head.own_nonce);
    randombytes_buf(head.nonce, sizeof head.nonce);
    int failed = crypto_box_seal(head.to_term, key, sizeof key, public_key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        head.to_own, NULL, key, sizeof key, mark, MARK, NULL, head.own_nonce, own);
    memcpy(whole, &head, sizeof head);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        whole + sizeof head, NULL, bytes, size, whole, sizeof head, NULL, head.nonce, key);
    sodium_memzero(key, sizeof key);
    *out = whole;
    *out_size = sizeof head + size + TAG;
    return failed == 0 ||
           error_set(error, ERR_BAD_INPUT, "the key of the class is none: join once more");
}

static bool is_for_two(const uint8_t mark[static MARK], const void *bytes, size_t size)
{
    return size >= sizeof(struct envelope) + TAG && memcmp(bytes, mark, MARK) == 0;
}

static bool envelope_key(const struct envelope *head, const struct seal_pair *pair,
    const uint8_t *own, uint8_t key[static SEAL_KEY_SIZE])
{
    if (own != NULL &&
        crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, head->to_own,
            sizeof head->to_own, (const uint8_t *)head->mark, MARK, head->own_nonce, own) == 0)
        return true;
    return pair != NULL && crypto_box_seal_open(key, head->to_term, sizeof head->to_term,
                               pair->public_key, pair->private_key) == 0;
}

static bool open_for_two(const uint8_t mark[static MARK], const struct seal_pair *pair,
    const uint8_t *own, const void *bytes, size_t size, struct arena *arena, const void **out,
    size_t *out_size, struct error *error)
{
    struct envelope head;
    uint8_t key[SEAL_KEY_SIZE];
    get_ready();
    *out = NULL;
    *out_size = 0;
    if (!is_for_two(mark, bytes, size))
        return error_set(error, ERR_DENIED, "what was sealed is damaged");
    memcpy(&head, bytes, sizeof head);
    uint8_t *plain = arena_alloc(arena, size - sizeof head);
    if (plain == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open what was sealed");
    bool opened = envelope_key(&head, pair, own, key) &&
                  crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
                      (const uint8_t *)bytes + sizeof head, size - sizeof head, bytes, sizeof head,
                      head.nonce, key) == 0;
    sodium_memzero(key, sizeof key);
    *out = plain;
    *out_size = size - sizeof head - TAG;
    return opened || error_set(error, ERR_DENIED, "this was sealed to another key, or is damaged");
}

bool seal_recording(const uint8_t public_key[static SEAL_KEY_SIZE],
    const uint8_t own[static SEAL_KEY_SIZE], const void *bytes, size_t size, struct arena *arena,
    const void **out, size_t *out_size, struct error *error)
{
    return seal_for_two(recording_mark, public_key, own, bytes, size, arena, out, out_size, error);
}

bool seal_is_recording(const void *bytes, size_t size)
{
    return is_for_two(recording_mark, bytes, size);
}

bool seal_open_recording(const struct seal_pair *pair, const uint8_t *own, const void *bytes,
    size_t size, struct arena *arena, const void **out, size_t *out_size, struct error *error)
{
    return open_for_two(recording_mark, pair, own, bytes, size, arena, out, out_size, error);
}

bool seal_text_for_two(const uint8_t public_key[static SEAL_KEY_SIZE],
    const uint8_t own[static SEAL_KEY_SIZE], const char *text, struct arena *arena,
    const char **out, struct error *error)
{
    const void *bytes;
    size_t length = strlen(text), size;
    if (length > SEAL_TEXT_MAX)
        return error_set(error, ERR_FULL, "a text of %zu bytes is too long to be sealed", length);
    return seal_for_two(words_mark, public_key, own, text, length, arena, &bytes, &size, error) &&
           write_text(text_mark, VERSION_OF_TWO, bytes, size, arena, out, error);
}

static bool open_box(const struct seal_pair *pair, const uint8_t *box, size_t size,
    struct arena *arena, const char **out, struct error *error)
{
    char *text = arena_alloc(arena, size + 1);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "no memory to open a sealed text");
    *out = text; /* the arena's memory is zero behind it */
    return (pair != NULL && size >= crypto_box_SEALBYTES &&
               crypto_box_seal_open(
                   (unsigned char *)text, box, size, pair->public_key, pair->private_key) == 0) ||
           error_set(error, ERR_DENIED, "this was sealed to another key, or is damaged");
}

bool seal_open(const struct seal_pair *pair, const uint8_t *own, const char *sealed,
    struct arena *arena, const char **out, struct error *error)
{
    uint8_t *box;
    const void *words;
    size_t size;
    int version;
    get_ready();
    if (!read_text(text_mark, sealed, arena, &version, &box, &size, error))
        return false;
    if (version != VERSION_OF_TWO)
        return open_box(pair, box, size, arena, out, error);
    if (!open_for_two(words_mark, pair, own, box, size, arena, &words, &size, error))
        return false;
    *out = arena_copy_text(arena, words, size);
    return *out != NULL || error_set(error, ERR_MEMORY, "no memory to open a sealed text");
}

/* --- Secrets --------------------------------------------------------------------------------- */

enum { CHECK = 4 };

/* A checksum over all of it tells a slip of the disk from another passphrase. */
struct wrapped {
    uint8_t salt[crypto_pwhash_SALTBYTES];
    uint8_t nonce[crypto_secretbox_NONCEBYTES];
    uint8_t box[SEAL_KEY_SIZE + crypto_secretbox_MACBYTES];
    uint8_t check[CHECK];
};

struct price {
    int passes, kib;
};

enum { PASSES_MAX = 64, KIB_MIN = 8, KIB_MAX = 1024 * 1024 };

static void checksum(const struct wrapped *wrapped, struct price price, uint8_t out[static CHECK])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(
        &state, (const unsigned char *)wrapped, offsetof(struct wrapped, check));
    uint8_t numbers[8];
    for (int i = 0; i < 4; i++) {
        numbers[i] = (uint8_t)((unsigned)price.passes >> (8 * i));
        numbers[4 + i] = (uint8_t)((unsigned)price.kib >> (8 * i));
    }
    crypto_generichash_update(&state, numbers, sizeof numbers);
    crypto_generichash_final(&state, hash, sizeof hash);
    memcpy(out, hash, CHECK);
}

static bool stretch(const char *passphrase, const struct wrapped *wrapped, struct price price,
    uint8_t key[static crypto_secretbox_KEYBYTES])
{
    return crypto_pwhash(key, crypto_secretbox_KEYBYTES, passphrase, strlen(passphrase),
               wrapped->salt, (unsigned long long)price.passes, (size_t)price.kib * 1024,
               crypto_pwhash_ALG_ARGON2ID13) == 0;
}

static bool stretch_as_dear_as_can_be(const char *passphrase, enum seal_strength strength,
    const struct wrapped *wrapped, struct price *price, uint8_t *key, struct error *error)
{
    static const struct price prices[] = {{3, 256 * 1024}, {12, 64 * 1024}, {2, 64 * 1024}};
    size_t first = strength == SEAL_FOR_PASSPHRASES ? 0 : 2;
    size_t last = strength == SEAL_FOR_PASSPHRASES ? 1 : 2;
    for (size_t i = first; i <= last; i++) {
        *price = prices[i];
        if (stretch(passphrase, wrapped, *price, key))
            return true;
    }
    return error_set(error, ERR_MEMORY, "There is no memory to keep a secret safely.");
}

bool seal_wrap(const uint8_t secret[static SEAL_KEY_SIZE], const char *passphrase,
    enum seal_strength strength, char out[static SEAL_WRAP_SIZE], struct error *error)
{
    struct wrapped wrapped;
    struct price price;
    uint8_t key[crypto_secretbox_KEYBYTES];
    char text[SEAL_WRAP_SIZE];
    get_ready();
    if (strlen(passphrase) < SEAL_PASSPHRASE_MIN)
        return error_set(error, ERR_BAD_INPUT,
            "A passphrase has at least %d characters: take four words or more.",
            SEAL_PASSPHRASE_MIN);
    for (const char *at = passphrase; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return error_set(error, ERR_BAD_INPUT,
                "A passphrase has letters without accents, digits and signs: every keyboard has "
                "those.");
    randombytes_buf(wrapped.salt, sizeof wrapped.salt);
    randombytes_buf(wrapped.nonce, sizeof wrapped.nonce);
    if (!stretch_as_dear_as_can_be(passphrase, strength, &wrapped, &price, key, error))
        return false;
    crypto_secretbox_easy(wrapped.box, secret, SEAL_KEY_SIZE, wrapped.nonce, key);
    sodium_memzero(key, sizeof key);
    checksum(&wrapped, price, wrapped.check);
    sodium_bin2base64(text, sizeof text, (const unsigned char *)&wrapped, sizeof wrapped, BASE64);
    bool whole = str_format(
        out, SEAL_WRAP_SIZE, "%s%d:%d:%d:%s", wrap_mark, VERSION, price.passes, price.kib, text);
    assert(whole);
    (void)whole;
    return true;
}

/* "PASSES:KIB:BASE64" */
static bool read_wrapped(const char *body, struct price *price, struct wrapped *out)
{
    char numbers[2][12];
    uint8_t check[CHECK];
    size_t size;
    for (int i = 0; i < 2; i++) {
        const char *colon = strchr(body, ':');
        if (colon == NULL ||
            !str_copy_length(numbers[i], sizeof numbers[i], body, (size_t)(colon - body)))
            return false;
        body = colon + 1;
    }
    if (!str_to_int(numbers[0], 1, PASSES_MAX, &price->passes) ||
        !str_to_int(numbers[1], KIB_MIN, KIB_MAX, &price->kib) ||
        sodium_base642bin((unsigned char *)out, sizeof *out, body, strlen(body), NULL, &size, NULL,
            BASE64) != 0 ||
        size != sizeof *out)
        return false;
    checksum(out, *price, check);
    return memcmp(check, out->check, CHECK) == 0;
}

bool seal_unwrap(const char *wrapped, const char *passphrase, uint8_t out[static SEAL_KEY_SIZE],
    struct error *error)
{
    const char *body;
    int version;
    struct price price;
    struct wrapped parts;
    uint8_t key[crypto_secretbox_KEYBYTES];
    get_ready();
    if (!find_body(wrap_mark, wrapped, &body, &version, error))
        return false;
    if (!read_wrapped(body, &price, &parts))
        return error_set(error, ERR_CORRUPT, "what keeps the key is damaged: take the copy of it");
    if (!stretch(passphrase, &parts, price, key))
        return error_set(error, ERR_MEMORY,
            "There is not enough memory to try the passphrase: %d MiB are needed.",
            price.kib / 1024);
    bool opens =
        crypto_secretbox_open_easy(out, parts.box, sizeof parts.box, parts.nonce, key) == 0;
    sodium_memzero(key, sizeof key);
    return opens || error_set(error, ERR_DENIED, "That is not the passphrase.");
}

/* --- Letters and digits ---------------------------------------------------------------------- */

/* Five bits a character, in groups of four. */
static void write_digits(const uint8_t *bytes, size_t characters, char *out, size_t size)
{
    struct str_writer writer = str_writer(out, size);
    for (size_t i = 0; i < characters; i++) {
        unsigned bit = (unsigned)i * 5, value = 0;
        for (unsigned k = 0; k < 5; k++)
            value = value << 1 | (bytes[(bit + k) / 8] >> (7 - (bit + k) % 8) & 1);
        if (i > 0 && i % 4 == 0)
            str_put(&writer, "-");
        char letter = crockford_letter(value);
        str_put_length(&writer, &letter, 1);
    }
    assert(!writer.cut);
}

/* False unless it is exactly so many; `out` is zero before. */
static bool read_digits(const char *text, size_t characters, uint8_t *out)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        if (strchr(" -\t\r\n", *text) != NULL)
            continue;
        int value = crockford_digit(*text);
        if (value < 0 || count == characters)
            return false;
        for (unsigned k = 0; k < 5; k++) {
            size_t bit = count * 5 + k;
            out[bit / 8] |= (uint8_t)((unsigned)(value >> (4 - k) & 1) << (7 - bit % 8));
        }
        count++;
    }
    return count == characters;
}

enum { RECOVERY_CHECK = 3, RECOVERY_CHARACTERS = (SEAL_KEY_SIZE + RECOVERY_CHECK) * 8 / 5 };

static void recovery_check(
    const uint8_t secret[static SEAL_KEY_SIZE], uint8_t out[static RECOVERY_CHECK])
{
    static const char use[] = "waystation recovery";
    uint8_t hash[crypto_generichash_BYTES_MIN];
    get_ready();
    crypto_generichash(
        hash, sizeof hash, secret, SEAL_KEY_SIZE, (const unsigned char *)use, sizeof use - 1);
    memcpy(out, hash, RECOVERY_CHECK);
}

void seal_recovery_write(
    const uint8_t secret[static SEAL_KEY_SIZE], char out[static SEAL_RECOVERY_SIZE])
{
    uint8_t bytes[SEAL_KEY_SIZE + RECOVERY_CHECK];
    memcpy(bytes, secret, SEAL_KEY_SIZE);
    recovery_check(secret, bytes + SEAL_KEY_SIZE);
    write_digits(bytes, RECOVERY_CHARACTERS, out, SEAL_RECOVERY_SIZE);
    sodium_memzero(bytes, sizeof bytes);
}

bool seal_recovery_read(const char *text, uint8_t out[static SEAL_KEY_SIZE], struct error *error)
{
    uint8_t bytes[SEAL_KEY_SIZE + RECOVERY_CHECK] = {0}, check[RECOVERY_CHECK];
    if (!read_digits(text, RECOVERY_CHARACTERS, bytes))
        return error_set(error, ERR_BAD_INPUT,
            "A recovery code has %d letters and digits: look at the sheet once more.",
            RECOVERY_CHARACTERS);
    recovery_check(bytes, check);
    bool right = memcmp(check, bytes + SEAL_KEY_SIZE, sizeof check) == 0;
    if (right)
        memcpy(out, bytes, SEAL_KEY_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return right || error_set(error, ERR_BAD_INPUT,
                        "A letter or digit of the recovery code is wrong: compare it with the "
                        "sheet.");
}

enum { CODE_CHARACTERS = 12 };

void seal_code_of(const uint8_t secret[static SEAL_KEY_SIZE], char out[static SEAL_CODE_SIZE])
{
    static const char use[] = "waystation code";
    uint8_t hash[crypto_generichash_BYTES_MIN];
    get_ready();
    crypto_generichash(
        hash, sizeof hash, (const unsigned char *)use, sizeof use - 1, secret, SEAL_KEY_SIZE);
    write_digits(hash, CODE_CHARACTERS, out, SEAL_CODE_SIZE);
}

bool seal_code_read(const char *text, char out[static SEAL_CODE_SIZE], struct error *error)
{
    uint8_t bytes[(CODE_CHARACTERS * 5 + 7) / 8] = {0};
    if (!read_digits(text, CODE_CHARACTERS, bytes))
        return error_set(error, ERR_BAD_INPUT,
            "The code of a class has %d letters and digits, such as K7QM-3TPX-9WHD.",
            CODE_CHARACTERS);
    write_digits(bytes, CODE_CHARACTERS, out, SEAL_CODE_SIZE);
    return true;
}
