/* Whose hub this machine belongs to: what joining brings and the store keeps (store_set, names
 * "hub.…"), and how it passes on: as a join code on a screen, in a file, or typed. */
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

/* "WSJ1" and Crockford base32 of the record with a checksum: fits one QR code, and one line of a
 * file. ERR_FULL beyond JOIN_CODE_SIZE. */
MUST_CHECK bool join_code_write(
    const struct member *member, char out[static JOIN_CODE_SIZE], struct error *error);
/* Spaces, lower case and the usual slips (O, I, L) are forgiven. ERR_BAD_INPUT says in plain words
 * what is wrong: no join code, misread, of a newer version. */
MUST_CHECK bool join_code_read(const char *text, struct member *out, struct error *error);
bool join_code_is_one(const char *text);
