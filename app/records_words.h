/* What children write freely, on its way to the disk and back.
 *
 * On a machine that knows the public key of its class's term and has not the private one (a joined
 * station), reasons of goals, typed answers, reflections and profiles are sealed before they are
 * stored, voice clips too, and drafts are under a key of the badge that was read. What is scored is
 * scored before. The state, and whoever reads events, has EVENT_SEALED_WORDS in their place. The
 * board keeps the private key under the teacher's passphrase; while that is open, records_each()
 * gives the words.
 *
 * Settings: "seal.public" (hex digits), "seal.private" (sync/seal.h, wrapped; at the board). */
#pragma once

#include "model/event.h"
#include "records.h"

/* Reads the settings; at records_open(). */
void records_words_load(struct records *records);
/* Seals the words of an event, in it and in its body, where this machine is to. ERR_MEMORY. */
MUST_CHECK bool records_words_seal(
    struct records *records, struct event *event, const char **body, struct error *error);
/* As event_body_decode(), of a stored body: with its words, if they are open and it is sealed to
 * this key. */
MUST_CHECK bool records_words_decode(
    struct records *records, struct event *event, const char *body, struct error *error);

/* The key of this class's words at a machine that joins it: from now on they are sealed. */
MUST_CHECK bool records_words_join(
    struct records *records, const uint8_t public_key[static SEAL_KEY_SIZE], struct error *error);

/* At the board. A new term in two steps, so that there is never a key whose recovery code nobody
 * has: make it, write the code where it stays, then keep it, which keeps all of it or nothing.
 * seal_forget() the term afterwards. */
struct records_term {
    char wrapped[SEAL_WRAP_SIZE]; /* the private key, under the passphrase */
    uint8_t public_key[SEAL_KEY_SIZE];
    char recovery[SEAL_RECOVERY_SIZE]; /* the code for the recovery sheet */
};
/* ERR_DENIED while there is a term: its words would be lost. */
MUST_CHECK bool records_words_make(
    struct records *records, const char *passphrase, struct records_term *out, struct error *error);
MUST_CHECK bool records_words_keep(
    struct records *records, const struct records_term *term, struct error *error);
bool records_words_have_key(struct records *records); /* of the term that runs, at this machine */
bool records_words_public_key(struct records *records, uint8_t out[static SEAL_KEY_SIZE]);
/* With the passphrase, until records_words_close() or the end. ERR_DENIED: not the passphrase (no
 * tries are counted: they cost seconds each); ERR_NOT_FOUND: no key here. */
MUST_CHECK bool records_words_unlock(
    struct records *records, const char *passphrase, struct error *error);
void records_words_lock(struct records *records);
/* Once they are open: puts them into the state, which is not kept on disk then; what comes later,
 * and a state that is built anew, have them. ERR_MEMORY, ERR_IO; then some are missing. */
MUST_CHECK bool records_words_show(struct records *records, struct error *error);
/* A new passphrase with the code of the recovery sheet, also at a new machine. */
MUST_CHECK bool records_words_recover(
    struct records *records, const char *recovery, const char *passphrase, struct error *error);
/* Destroys the term's private key, from free pages too, and the automatic backups that hold it.
 * What was sealed to it stays unreadable for ever. */
MUST_CHECK bool records_words_end(struct records *records, struct error *error);

/* Last names stay at the board. The plan as it is stored and goes to stations, in the scratch
 * arena: without them, where the class has a key; else the same. */
MUST_CHECK bool records_words_strip(
    struct records *records, const struct plan *plan, const struct plan **out, struct error *error);
/* At the board: keeps them as settings of each student, and puts them back. */
MUST_CHECK bool records_words_keep_names(
    struct records *records, const struct plan *plan, struct error *error);
void records_words_put_names(struct records *records, struct plan *plan);

/* Voice clips: as it is to be stored here, in the scratch arena (valid until the next call with
 * records) or the bytes themselves. ERR_MEMORY. */
MUST_CHECK bool records_words_seal_clip(struct records *records, const void *bytes, size_t size,
    const void **out, size_t *out_size, struct error *error);
/* The sound of a stored clip, in the arena: opened by the badge that was read here, or by the open
 * words. `was_sealed` may be NULL. ERR_NOT_FOUND, ERR_CORRUPT: as store_clip_bytes(); ERR_DENIED:
 * it is sealed. */
MUST_CHECK bool records_words_open_clip(struct records *records, const char *hash,
    struct arena *arena, const void **bytes, size_t *size, bool *was_sealed, struct error *error);

/* Drafts, as store_save_draft() and store_load_draft(). Without a badge (pictures) they are under a
 * key that this run of the program forgets. */
MUST_CHECK bool records_save_draft(struct records *records, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error);
MUST_CHECK bool records_load_draft(struct records *records, const char *student, const char *key,
    struct arena *arena, const char **body, struct error *error);
/* Where a draft of this key lies now. */
void records_draft_slot(const struct records *records, const char *key, char *out, size_t size);
/* Puts the student's own goal's reason and profile into the state, as far as the badge that was
 * read opens them, until it is forgotten. Again after each event of the visit. None of it comes to
 * the disk: the state is kept between visits, and at the end without the badge. */
void records_words_show_own(struct records *records, const char *student);
void records_take_badge(struct records *records, const uint8_t token[static BADGE_TOKEN_SIZE]);
void records_forget_badge(struct records *records);
