/* Sealed words: what children write freely, so that a stolen card shows none of it (libsodium).
 *
 *   a text      "sealed:1:BASE64"  a sealed box (X25519, XSalsa20-Poly1305) to the public key of
 *                                  the term; only the private key opens it
 *               "sealed:2:BASE64"  a key sealed to the term and under the badge of who wrote it,
 *                                  and the text under that key (XChaCha20-Poly1305)
 *   a draft     "badge:1:BASE64"   nonce and secret box under a key from the badge's token, which
 *                                  a station reads at check-in and does not keep
 *   a secret    "wrapped:1:PASSES:KIB:BASE64"  the private key, or any 32 bytes, under a passphrase
 *                                  (Argon2id, RFC 9106)
 *   a recording bytes: "WSV1", its key sealed to the term and under a key of who speaks, the sound
 *   on paper    56 letters and digits: the private key itself, for a teacher who forgot the
 *                                  passphrase
 *
 * One pair of keys a term, made at the board. The board keeps the private one wrapped; who destroys
 * it has destroyed the term's words, wherever copies of them lie. Nothing here knows a store, a
 * clock or a network. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include <stddef.h>
#include <stdint.h>

enum {
    SEAL_KEY_SIZE = 32,
    SEAL_WRAP_SIZE = 192,      /* of a wrapped secret's text */
    SEAL_RECOVERY_SIZE = 80,   /* 56 characters in groups of four, and gaps */
    SEAL_KEY_TEXT_SIZE = 65,   /* a public key in hex digits */
    SEAL_TEXT_MAX = 64 * 1024, /* bytes of a text before it is sealed */
    SEAL_PASSPHRASE_MIN = 12,  /* bytes */
    SEAL_PASSPHRASE_SIZE = 256,
};

struct seal_pair {
    uint8_t public_key[SEAL_KEY_SIZE];
    uint8_t private_key[SEAL_KEY_SIZE];
};
void seal_pair_make(struct seal_pair *out);
/* The pair that a private key belongs to. */
void seal_pair_of(const uint8_t private_key[static SEAL_KEY_SIZE], struct seal_pair *out);
void seal_forget(void *secret, size_t size); /* overwrites it */

void seal_key_text(const uint8_t key[static SEAL_KEY_SIZE], char out[static SEAL_KEY_TEXT_SIZE]);
/* False unless it is 64 hex digits. */
bool seal_key_read(const char *text, uint8_t out[static SEAL_KEY_SIZE]);

/* --- Texts ----------------------------------------------------------------------------------- */

/* The sealed text, in the arena: event_is_sealed() knows it. ERR_FULL beyond SEAL_TEXT_MAX,
 * ERR_MEMORY. */
MUST_CHECK bool seal_text(const uint8_t public_key[static SEAL_KEY_SIZE], const char *text,
    struct arena *arena, const char **out, struct error *error);
/* The same for two: the term, and `own` (seal_badge_key()), so that who wrote it can read it. */
MUST_CHECK bool seal_text_for_two(const uint8_t public_key[static SEAL_KEY_SIZE],
    const uint8_t own[static SEAL_KEY_SIZE], const char *text, struct arena *arena,
    const char **out, struct error *error);
/* The words again, in the arena, by whichever of the two keys opens them; either may be NULL.
 * ERR_DENIED: sealed to another key, or damaged (a sealed box does not tell which); ERR_BAD_INPUT:
 * that is no sealed text; ERR_TOO_NEW; ERR_MEMORY. */
MUST_CHECK bool seal_open(const struct seal_pair *pair, const uint8_t *own, const char *sealed,
    struct arena *arena, const char **out, struct error *error);

/* --- Under a badge --------------------------------------------------------------------------- */

/* The key that a token makes: the hash the station stores of the same token does not lead to it. */
void seal_badge_key(const uint8_t *token, size_t size, uint8_t out[static SEAL_KEY_SIZE]);
bool seal_is_under_badge(const char *text);
/* `about` (whose it is and what for) is bound to it: a text copied to another place does not open.
 */
MUST_CHECK bool seal_under_badge(const uint8_t key[static SEAL_KEY_SIZE], const char *about,
    const char *text, struct arena *arena, const char **out, struct error *error);
/* ERR_DENIED: under another badge, of another place, or damaged. */
MUST_CHECK bool seal_open_under_badge(const uint8_t key[static SEAL_KEY_SIZE], const char *about,
    const char *sealed, struct arena *arena, const char **out, struct error *error);

/* --- Recordings ------------------------------------------------------------------------------ */

/* Sealed to the term, and under `own` (seal_badge_key()), so that who spoke can hear it again. In
 * the arena, some 250 bytes longer. ERR_MEMORY. */
MUST_CHECK bool seal_recording(const uint8_t public_key[static SEAL_KEY_SIZE],
    const uint8_t own[static SEAL_KEY_SIZE], const void *bytes, size_t size, struct arena *arena,
    const void **out, size_t *out_size, struct error *error);
bool seal_is_recording(const void *bytes, size_t size);
/* By whichever of the two keys opens it; either may be NULL. ERR_DENIED: neither, or it is damaged;
 * ERR_MEMORY. */
MUST_CHECK bool seal_open_recording(const struct seal_pair *pair, const uint8_t *own,
    const void *bytes, size_t size, struct arena *arena, const void **out, size_t *out_size,
    struct error *error);

/* --- Secrets --------------------------------------------------------------------------------- */

/* How dear a guess is: 64 MiB and 2 passes (for codes that chance made), or 256 MiB and 3 passes
 * where there is that much memory, else as the first with more passes (for what people choose). */
enum seal_strength { SEAL_FOR_CODES, SEAL_FOR_PASSPHRASES };
/* ERR_BAD_INPUT: the passphrase is too short; ERR_MEMORY: there is not enough to make it dear. */
MUST_CHECK bool seal_wrap(const uint8_t secret[static SEAL_KEY_SIZE], const char *passphrase,
    enum seal_strength strength, char out[static SEAL_WRAP_SIZE], struct error *error);
/* ERR_DENIED: another passphrase; ERR_CORRUPT: the text is damaged; ERR_TOO_NEW; ERR_MEMORY. */
MUST_CHECK bool seal_unwrap(const char *wrapped, const char *passphrase,
    uint8_t out[static SEAL_KEY_SIZE], struct error *error);

/* --- On paper -------------------------------------------------------------------------------- */

/* Crockford base32 of the secret and a checksum, in groups of four. */
void seal_recovery_write(
    const uint8_t secret[static SEAL_KEY_SIZE], char out[static SEAL_RECOVERY_SIZE]);
/* Gaps, lower case and the usual slips (O, I, L) are forgiven. ERR_BAD_INPUT. */
MUST_CHECK bool seal_recovery_read(
    const char *text, uint8_t out[static SEAL_KEY_SIZE], struct error *error);

/* A code of 12 characters ("K7QM-3TPX-9WHD", 60 bits) that only `secret` decides: what somebody
 * types at another machine. */
enum { SEAL_CODE_SIZE = 15 };
void seal_code_of(const uint8_t secret[static SEAL_KEY_SIZE], char out[static SEAL_CODE_SIZE]);
/* As typed, into the form above. ERR_BAD_INPUT. */
MUST_CHECK bool seal_code_read(
    const char *text, char out[static SEAL_CODE_SIZE], struct error *error);
