/* Whose hub this machine belongs to: what joining brings and the store keeps (store_set,
 * "hub.member"), and how it passes on: as a join code on a screen, in a file, or typed. */
#pragma once

#include "base/error.h"
#include "model/limits.h"
#include <stdint.h>

enum {
    MEMBER_HOST_SIZE = 256,
    MEMBER_ROLE_SIZE = 64, /* PostgreSQL's names have 63 bytes */
    MEMBER_SECRET_SIZE = 64,
    MEMBER_PORT = 5460,   /* of a hub that was not told another */
    MEMBER_KEY_SIZE = 32, /* X25519 */
    MEMBER_UID_SIZE = 33, /* 32 hex digits: 128 random bits */
    JOIN_CODE_SIZE = 1024,
};
#define MEMBER_DATABASE    "waystation"
#define MEMBER_ROLE_PREFIX "ws_" /* of the roles that codes make: "ws_k7qm" */

struct member {
    char host[MEMBER_HOST_SIZE]; /* name or address; several with commas, tried in order */
    int32_t port;
    char database[MEMBER_ROLE_SIZE];
    char role[MEMBER_ROLE_SIZE];
    char secret[MEMBER_SECRET_SIZE];
    char class_uid[MEMBER_UID_SIZE];
    char class_id[ID_SIZE], class_name[NAME_SIZE];
    char station[ID_SIZE];              /* the label this machine is to write as */
    uint8_t class_key[MEMBER_KEY_SIZE]; /* public: words are sealed to it; all zero: none */
};

/* "WSJ1" and Crockford base32 of the record with a CRC-32. ERR_BAD_INPUT says what is missing in
 * `member`, ERR_FULL: longer than JOIN_CODE_SIZE. */
MUST_CHECK bool join_code_write(
    const struct member *member, char out[static JOIN_CODE_SIZE], struct error *error);
/* The same of an address and the letters of a short code (below), from which the rest follows: what
 * a screen shows, at most JOIN_SCAN_MAX characters, because scanners and poor cameras want few. Of
 * several hosts the first that fit. */
enum { JOIN_SCAN_MAX = 120 };
MUST_CHECK bool join_code_write_letters(const struct member *place, const char *letters,
    char out[static JOIN_CODE_SIZE], struct error *error);
/* Reads both; class and station stay empty where the hub is to say them, and then it takes as long
 * as join_short_read(). Spaces, hyphens, lower case and the usual slips (O, I, L) are forgiven.
 * ERR_BAD_INPUT says in plain words what is wrong: no join code, misread; ERR_TOO_NEW: of a newer
 * version. Every wrong character and every swap of neighbours is noticed. */
MUST_CHECK bool join_code_read(const char *text, struct member *out, struct error *error);
bool join_code_is_one(const char *text);

/* The short form of a code, to be typed: three groups of four letters of Crockford base32. The
 * first group names the role (three random letters, and one that checks all others: a wrong letter
 * or a swap of any two is noticed), the rest is 40 random bits from which the password follows by
 * Argon2id, so that somebody who plays hub for a moment cannot try them all while the code is
 * valid. Together with an address that is enough to connect; all else follows from the hub. */
enum { JOIN_SHORT_SIZE = 15 }; /* "K7QM-4XPD-9TRA" */
void join_short_make(char out[static JOIN_SHORT_SIZE]);
/* Forgives as join_code_read(); ERR_BAD_INPUT. Fills in role and secret; takes a fifth of a second
 * and 16 MiB. */
MUST_CHECK bool join_short_read(const char *text, struct member *out, struct error *error);
/* "board.local", "10.0.0.7:5461", "[fe80::1%eth0]:5461": host, port, and the database's usual
 * name. */
MUST_CHECK bool member_read_address(const char *text, struct member *out, struct error *error);

struct store;
/* What this machine is. Kept as one setting each, so that it is a member as a whole or not at all.
 * One that is on its way is kept beside the one that holds: its secret must be here before the hub
 * knows it. */
enum member_kind {
    MEMBER_STATION,
    MEMBER_BOARD,  /* and the one who lets others in */
    MEMBER_COMING, /* on its way to be one of the two */
};
MUST_CHECK bool member_save(
    struct store *store, enum member_kind kind, const struct member *member, struct error *error);
/* MEMBER_BOARD and MEMBER_STATION shut each other out. ERR_NOT_FOUND: this machine has not joined;
 * ERR_CORRUPT. */
MUST_CHECK bool member_load(
    struct store *store, struct member *out, enum member_kind *kind, struct error *error);
MUST_CHECK bool member_load_coming(struct store *store, struct member *out, struct error *error);
MUST_CHECK bool member_forget(struct store *store, bool coming, struct error *error);
