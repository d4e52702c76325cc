/* Memberships for tests: one as it is, and any number by chance. */
#pragma once

#include "base/rng.h"
#include "base/str.h"
#include "sync/member.h"
#include <string.h>

static inline struct member sample_member(void)
{
    struct member member = {.port = MEMBER_PORT};
    STR_COPY(member.host, "10.0.0.7,board.local");
    STR_COPY(member.database, MEMBER_DATABASE);
    STR_COPY(member.role, "ws_k7qm");
    STR_COPY(member.secret, "0123456789ABCDEFGHJKMNPQRS");
    STR_COPY(member.class_uid, "00112233445566778899aabbccddeeff");
    STR_COPY(member.class_id, "room-12");
    STR_COPY(member.class_name, "Class 5b · Señora Núñez");
    STR_COPY(member.station, "makers");
    for (size_t i = 0; i < sizeof member.class_key; i++)
        member.class_key[i] = (uint8_t)(i + 1);
    return member;
}

static inline void sample_text(struct rng *rng, char *out, size_t size, size_t least)
{
    static const char *const letters[] = {"a", "Z", "7", " ", ".", "-", "é", "中", "🦊", "ب"};
    struct str_writer writer = str_writer(out, size);
    size_t length = least + rng_below(rng, (uint32_t)(size / 4 - least));
    for (size_t i = 0; i < length; i++)
        str_put(&writer, letters[rng_below(rng, COUNT_OF(letters))]);
}

static inline struct member sample_any_member(uint64_t seed)
{
    struct rng rng = rng_seeded(seed);
    struct member member = {.port = (int32_t)(1 + rng_below(&rng, UINT16_MAX))};
    sample_text(&rng, member.host, sizeof member.host / 2, 1);
    sample_text(&rng, member.database, sizeof member.database, 1);
    sample_text(&rng, member.role, sizeof member.role, 1);
    sample_text(&rng, member.secret, sizeof member.secret, 1);
    sample_text(&rng, member.class_id, sizeof member.class_id, 1);
    sample_text(&rng, member.class_name, sizeof member.class_name, 0);
    sample_text(&rng, member.station, sizeof member.station, 0);
    for (int i = 0; i < MEMBER_UID_SIZE - 1; i++)
        member.class_uid[i] = "0123456789abcdef"[rng_below(&rng, 16)];
    if (rng_below(&rng, 2) == 0)
        for (size_t i = 0; i < sizeof member.class_key; i++)
            member.class_key[i] = (uint8_t)rng_next(&rng);
    return member;
}

static inline bool sample_same(const struct member *a, const struct member *b)
{
    return str_equal(a->host, b->host) && a->port == b->port &&
           str_equal(a->database, b->database) && str_equal(a->role, b->role) &&
           str_equal(a->secret, b->secret) && str_equal(a->class_uid, b->class_uid) &&
           str_equal(a->class_id, b->class_id) && str_equal(a->class_name, b->class_name) &&
           str_equal(a->station, b->station) &&
           memcmp(a->class_key, b->class_key, sizeof a->class_key) == 0;
}
