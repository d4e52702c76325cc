#include "sync/join_inside.h"

#include "base/crockford.h"
#include "base/str.h"
#include <sodium.h>
#include <string.h>

enum {
    LETTERS = JOIN_LETTERS,
    GROUP = 4,
    CHECK_AT = 3, /* the letter that checks all others */
    PASSES = 4,   /* as for the teacher's PIN */
    MEMORY = 16 * 1024 * 1024,
    SECRET_BYTES = 16,
};

/* As if the check letter came last, which is as good: a swap with it is found, too. */
static uint8_t check_of(const uint8_t digits[static LETTERS])
{
    unsigned crc = CROCKFORD_CRC_START;
    for (int i = 0; i < LETTERS; i++)
        if (i != CHECK_AT)
            crc = crockford_crc(crc, digits[i]);
    return (uint8_t)crc;
}

void join_letters_write(const uint8_t digits[static JOIN_LETTERS], char out[static JOIN_SHORT_SIZE])
{
    for (int i = 0; i < LETTERS; i++) {
        if (i > 0 && i % GROUP == 0)
            *out++ = '-';
        *out++ = crockford_letter(digits[i]);
    }
    *out = '\0';
}

bool join_letters_read(const char *text, uint8_t out[static JOIN_LETTERS])
{
    for (int i = 0; i < LETTERS; i++) {
        int digit = crockford_digit(join_next(&text));
        if (digit < 0)
            return false;
        out[i] = (uint8_t)digit;
    }
    return join_next(&text) == '\0';
}

void join_short_make(char out[static JOIN_SHORT_SIZE])
{
    uint8_t digits[LETTERS];
    randombytes_buf(digits, sizeof digits);
    for (int i = 0; i < LETTERS; i++)
        digits[i] &= 31;
    digits[CHECK_AT] = check_of(digits);
    join_letters_write(digits, out);
    sodium_memzero(digits, sizeof digits);
}

/* What a member of that name has to say, from the letters behind the name. */
static bool stretch(const uint8_t digits[static LETTERS], char out[static MEMBER_SECRET_SIZE])
{
    static const char use[] = "waystation join";
    uint8_t salt[crypto_pwhash_SALTBYTES], key[SECRET_BYTES];
    crypto_generichash(
        salt, sizeof salt, digits, GROUP, (const unsigned char *)use, sizeof use - 1);
    bool ok = crypto_pwhash(key, sizeof key, (const char *)digits + GROUP, LETTERS - GROUP, salt,
                  PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0;
    if (ok)
        join_digits(key, sizeof key, out);
    sodium_memzero(key, sizeof key);
    return ok;
}

bool join_short_read(const char *text, struct member *out, struct error *error)
{
    uint8_t digits[LETTERS];
    char secret[MEMBER_SECRET_SIZE], name[GROUP + 1] = "";
    if (!join_letters_read(text, digits))
        return error_set(error, ERR_BAD_INPUT,
            "a code to type has %d letters and digits, three groups of four, as the board shows it",
            LETTERS);
    if (digits[CHECK_AT] != check_of(digits))
        return error_set(error, ERR_BAD_INPUT,
            "one of these %d letters is not as the board shows it: compare them", LETTERS);
    if (!stretch(digits, secret))
        return error_set(error, ERR_MEMORY, "there is no memory to join: restart this machine");
    for (int i = 0; i < GROUP; i++) {
        char letter = crockford_letter(digits[i]);
        name[i] = letter >= 'A' ? (char)(letter - 'A' + 'a') : letter;
    }
    STR_FORMAT(out->role, "%s%s", MEMBER_ROLE_PREFIX, name);
    STR_COPY(out->secret, secret);
    sodium_memzero(digits, sizeof digits);
    sodium_memzero(secret, sizeof secret);
    return true;
}
