#define LOG_MODULE "records"
#include "records_words.h"

#include "base/log.h"
#include "base/str.h"
#include "exchange/event_json.h"
#include "store/store_clips.h"
#include <string.h>

static const char public_setting[] = "seal.public", private_setting[] = "seal.private";

bool records_words_public_key(struct records *records, uint8_t out[static SEAL_KEY_SIZE])
{
    char text[SEAL_KEY_TEXT_SIZE];
    return store_get(records->store, public_setting, text, sizeof text) && seal_key_read(text, out);
}

bool records_words_have_key(struct records *records)
{
    char wrapped[SEAL_WRAP_SIZE];
    return store_get(records->store, private_setting, wrapped, sizeof wrapped) &&
           wrapped[0] != '\0';
}

void records_words_load(struct records *records)
{
    struct records_keys *keys = &records->keys;
    keys->is_board = records_words_have_key(records);
    keys->seals = records_words_public_key(records, keys->public_key) && !keys->is_board;
    store_random(keys->run, sizeof keys->run);
}

/* --- Sealing and opening --------------------------------------------------------------------- */

/* What is chosen from a list says nothing of its own; what is typed does, scored or not. */
static bool is_typed(const struct plan *plan, const char *item)
{
    int index = item[0] != '\0' ? plan_find_item(plan, item) : -1;
    if (index < 0)
        return true;
    switch (plan->items[index].kind) {
    case ITEM_CHOICE:
    case ITEM_MULTI:
    case ITEM_TRUE_FALSE:
    case ITEM_MATCH:
    case ITEM_ORDER:
    case ITEM_SCALE: return false;
    default: return true;
    }
}

static bool seal_word(void *with, const char *item, const char *text, struct arena *arena,
    const char **out, struct error *error)
{
    const struct records *records = with;
    if (event_is_sealed(text) || !is_typed(&records->classroom->plan, item))
        return true;
    return seal_text(records->keys.public_key, text, arena, out, error);
}

/* What a student sees again with the badge: the own goal's reason, the own profile. */
static bool seal_own_word(void *with, const char *item, const char *text, struct arena *arena,
    const char **out, struct error *error)
{
    const struct records *records = with;
    (void)item;
    return event_is_sealed(text) || seal_text_for_two(records->keys.public_key, records->keys.badge,
                                        text, arena, out, error);
}

static const uint64_t own_kinds = EVENT_BIT(EVENT_GOAL_CHOSEN) | EVENT_BIT(EVENT_PROFILE_CHANGED);

bool records_words_seal(
    struct records *records, struct event *event, const char **body, struct error *error)
{
    const char *plain = *body;
    if (!records->keys.seals)
        return true;
    bool own = records->keys.has_badge && (EVENT_BIT(event->kind) & own_kinds) != 0;
    if (!event_body_map(event->kind, plain, own ? seal_own_word : seal_word, records,
            &records->scratch, body, error))
        return false;
    /* The state is kept on disk too: it learns of the words what a replay would tell it. */
    return *body == plain || event_body_decode(event, *body, strlen(*body), error);
}

static bool open_word(void *with, const char *item, const char *text, struct arena *arena,
    const char **out, struct error *error)
{
    const struct records *records = with;
    struct error problem = {0};
    (void)item;
    if (!event_is_sealed(text) || seal_open(&records->keys.pair, NULL, text, arena, out, &problem))
        return true;
    /* Of another term, or damaged: it stays as it is. */
    return problem.code != ERR_MEMORY || error_set(error, problem.code, "%s", problem.text);
}

bool records_words_decode(
    struct records *records, struct event *event, const char *body, struct error *error)
{
    struct error problem = {0};
    size_t mark = arena_mark(&records->scratch);
    if (records->keys.is_open && strstr(body, "\"sealed:") != NULL &&
        !event_body_map(event->kind, body, open_word, records, &records->scratch, &body, &problem))
        log_warning("sealed words are not opened: %s", error_code_name(problem.code));
    bool ok = event_body_decode(event, body, strlen(body), error);
    arena_release(&records->scratch, mark);
    return ok;
}

/* --- Keys ------------------------------------------------------------------------------------ */

static bool keep_public(
    struct records *records, const uint8_t key[static SEAL_KEY_SIZE], struct error *error)
{
    char text[SEAL_KEY_TEXT_SIZE];
    seal_key_text(key, text);
    return store_set(records->store, public_setting, text, error);
}

bool records_words_join(
    struct records *records, const uint8_t public_key[static SEAL_KEY_SIZE], struct error *error)
{
    if (records_words_have_key(records))
        return error_set(error, ERR_DENIED, "this machine is the board: it has the key of its own");
    if (!keep_public(records, public_key, error))
        return false;
    memcpy(records->keys.public_key, public_key, SEAL_KEY_SIZE);
    records->keys.seals = true;
    return true;
}

/* The private key of a pair under the passphrase, and its public one. */
static bool wrap_pair(const struct seal_pair *pair, const char *passphrase,
    struct records_term *out, struct error *error)
{
    memcpy(out->public_key, pair->public_key, SEAL_KEY_SIZE);
    return seal_wrap(pair->private_key, passphrase, SEAL_FOR_PASSPHRASES, out->wrapped, error);
}

bool records_words_keep(
    struct records *records, const struct records_term *term, struct error *error)
{
    char text[SEAL_KEY_TEXT_SIZE];
    seal_key_text(term->public_key, text);
    const struct store_setting settings[] = {
        {public_setting, text}, {private_setting, term->wrapped}};
    if (!store_set_all(records->store, settings, COUNT_OF(settings), error))
        return false;
    records->keys.seals = false;
    records->keys.is_board = true;
    return true;
}

bool records_words_make(
    struct records *records, const char *passphrase, struct records_term *out, struct error *error)
{
    struct seal_pair pair;
    *out = (struct records_term){0};
    if (records_words_have_key(records))
        return error_set(error, ERR_DENIED,
            "this class has a key for its words already: end the term first, or recover the "
            "passphrase");
    seal_pair_make(&pair);
    seal_recovery_write(pair.private_key, out->recovery);
    bool ok = wrap_pair(&pair, passphrase, out, error);
    seal_forget(&pair, sizeof pair);
    return ok;
}

bool records_words_unlock(struct records *records, const char *passphrase, struct error *error)
{
    char wrapped[SEAL_WRAP_SIZE];
    uint8_t secret[SEAL_KEY_SIZE];
    if (!store_get(records->store, private_setting, wrapped, sizeof wrapped) || wrapped[0] == '\0')
        return error_set(error, ERR_NOT_FOUND,
            "this machine has no key that opens sealed words: the board has it");
    if (!seal_unwrap(wrapped, passphrase, secret, error))
        return false;
    seal_pair_of(secret, &records->keys.pair);
    seal_forget(secret, sizeof secret);
    records->keys.is_open = true;
    return true;
}

void records_words_lock(struct records *records)
{
    records->is_stale = records->is_stale || records->keys.is_open; /* words go from the state */
    records->keys.is_open = false;
    seal_forget(&records->keys.pair, sizeof records->keys.pair);
}

static bool same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->seq == b->seq && memcmp(a->log, b->log, sizeof a->log) == 0;
}

static bool show_words(const struct event *event, void *user)
{
    struct classroom *classroom = user;
    int index = classroom_find_student(classroom, event->student);
    if (index < 0)
        return true;
    struct student_state *state = &classroom->students[index];
    enum profile_field field = event->body.profile_changed.field;
    if (event->kind == EVENT_GOAL_CHOSEN && same_stamp(&state->goal_stamp, &event->stamp))
        STR_COPY(state->goal_reason, event->body.goal_chosen.reason);
    if (event->kind == EVENT_PROFILE_CHANGED &&
        same_stamp(&state->profile_stamp[field], &event->stamp))
        STR_COPY(state->profile[field], event->body.profile_changed.value);
    return true;
}

bool records_words_show(struct records *records, struct error *error)
{
    if (!records->keys.is_open)
        return true;
    return records_each(records, NULL, own_kinds, INT64_MIN, show_words, records->classroom, error);
}

/* --- To the student, with the badge ---------------------------------------------------------- */

static bool open_own_word(void *with, const char *item, const char *text, struct arena *arena,
    const char **out, struct error *error)
{
    const struct records *records = with;
    struct error problem = {0};
    (void)item;
    if (!event_is_sealed(text) || seal_open(NULL, records->keys.badge, text, arena, out, &problem))
        return true;
    return error_set(error, problem.code, "%s", problem.text);
}

/* What the event of this stamp says, into records->event. False: it is not for this badge. */
static bool read_own(
    struct records *records, const struct stamp *stamp, enum event_kind kind, struct error *error)
{
    const struct store_event *row;
    const char *body;
    int count;
    arena_reset(&records->scratch);
    if (stamp->seq == 0 || !store_read_log(records->store, stamp->log, stamp->seq - 1, 1,
                               STORE_BODY_MAX, &records->scratch, &row, &count, error))
        return false;
    if (count != 1 || row->erased || row->body == NULL || row->stamp.seq != stamp->seq)
        return false;
    *records->event = (struct event){.kind = kind, .stamp = *stamp};
    return event_body_map(
               kind, row->body, open_own_word, records, &records->scratch, &body, error) &&
           event_body_decode(records->event, body, strlen(body), error);
}

/* Each text of the student that is sealed in the state, and where it comes from. */
struct own_word {
    char *text;
    size_t size;
    const struct stamp *stamp;
    enum event_kind kind;
};
enum { OWN_WORDS = 1 + PROFILE_COUNT };

static void list_own(struct student_state *state, struct own_word out[static OWN_WORDS])
{
    out[0] = (struct own_word){
        state->goal_reason, sizeof state->goal_reason, &state->goal_stamp, EVENT_GOAL_CHOSEN};
    for (int i = 0; i < PROFILE_COUNT; i++)
        out[1 + i] = (struct own_word){state->profile[i], sizeof state->profile[i],
            &state->profile_stamp[i], EVENT_PROFILE_CHANGED};
}

void records_words_show_own(struct records *records, const char *student)
{
    struct own_word words[OWN_WORDS];
    struct records_keys *keys = &records->keys;
    int index = classroom_find_student(records->classroom, student);
    if (index < 0 || !keys->has_badge || keys->is_open)
        return;
    list_own(&records->classroom->students[index], words);
    for (int i = 0; i < OWN_WORDS; i++) {
        struct error error = {0};
        if (!str_equal(words[i].text, EVENT_SEALED_WORDS) ||
            !read_own(records, words[i].stamp, words[i].kind, &error))
            continue; /* written with another badge, or with none: it stays sealed */
        const union event_body *body = &records->event->body;
        str_copy(words[i].text, words[i].size,
            words[i].kind == EVENT_GOAL_CHOSEN ? body->goal_chosen.reason
                                               : body->profile_changed.value);
        keys->own[i] = *words[i].stamp;
        STR_COPY(keys->own_student, student);
    }
}

static void hide_own(struct records *records)
{
    struct own_word words[OWN_WORDS];
    struct records_keys *keys = &records->keys;
    int index = keys->own_student[0] == '\0'
                    ? -1
                    : classroom_find_student(records->classroom, keys->own_student);
    if (index >= 0)
        list_own(&records->classroom->students[index], words);
    for (int i = 0; i < OWN_WORDS && index >= 0; i++)
        if (stamp_is_set(&keys->own[i]) && same_stamp(words[i].stamp, &keys->own[i])) {
            memset(words[i].text, 0, words[i].size);
            str_copy(words[i].text, words[i].size, EVENT_SEALED_WORDS);
        }
    memset(keys->own, 0, sizeof keys->own);
    keys->own_student[0] = '\0';
}

bool records_words_recover(
    struct records *records, const char *recovery, const char *passphrase, struct error *error)
{
    struct seal_pair pair;
    struct records_term term = {0};
    uint8_t known[SEAL_KEY_SIZE];
    if (!seal_recovery_read(recovery, pair.private_key, error))
        return false;
    seal_pair_of(pair.private_key, &pair);
    bool ok = (!records_words_public_key(records, known) ||
                  memcmp(known, pair.public_key, sizeof known) == 0 ||
                  error_set(error, ERR_DENIED,
                      "that is the recovery code of another term: its words are not these")) &&
              wrap_pair(&pair, passphrase, &term, error) &&
              records_words_keep(records, &term, error);
    seal_forget(&pair, sizeof pair);
    return ok;
}

bool records_words_end(struct records *records, struct error *error)
{
    if (!records_words_have_key(records))
        return error_set(error, ERR_NOT_FOUND, "there is no key of a term at this machine");
    records_words_lock(records);
    records->keys.seals = records->keys.is_board = false;
    /* A public key without its private one would seal what is written here, for nobody. */
    const char *const settings[] = {public_setting, private_setting};
    return store_drop_secrets(records->store, settings, COUNT_OF(settings), error);
}

/* --- Last names ------------------------------------------------------------------------------ */

static void name_setting(const struct student *student, char out[static ID_SIZE + 16])
{
    str_format(out, ID_SIZE + 16, "last-name:%s", student->id); /* "WHAT:ID": erased with it */
}

bool records_words_strip(
    struct records *records, const struct plan *plan, const struct plan **out, struct error *error)
{
    uint8_t key[SEAL_KEY_SIZE];
    *out = plan;
    if (!records_words_public_key(records, key))
        return true;
    struct plan *copy = arena_new(&records->scratch, struct plan);
    if (copy == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    *copy = *plan;
    for (int i = 0; i < copy->student_count; i++)
        memset(copy->students[i].last_name, 0, sizeof copy->students[i].last_name);
    *out = copy;
    return true;
}

bool records_words_keep_names(struct records *records, const struct plan *plan, struct error *error)
{
    if (!records_words_have_key(records))
        return true;
    for (int i = 0; i < plan->student_count; i++) {
        const struct student *student = &plan->students[i];
        char name[ID_SIZE + 16], kept[NAME_SIZE] = "";
        name_setting(student, name);
        (void)store_get(records->store, name, kept, sizeof kept);
        if (!str_equal(kept, student->last_name) &&
            !store_set(records->store, name, student->last_name, error))
            return false;
    }
    return true;
}

void records_words_put_names(struct records *records, struct plan *plan)
{
    for (int i = 0; records_words_have_key(records) && i < plan->student_count; i++) {
        struct student *student = &plan->students[i];
        char name[ID_SIZE + 16];
        name_setting(student, name);
        if (student->last_name[0] == '\0')
            (void)store_get(records->store, name, student->last_name, sizeof student->last_name);
    }
}

/* --- Voice clips ----------------------------------------------------------------------------- */

static const uint8_t *own_key(const struct records *records)
{
    return records->keys.has_badge ? records->keys.badge : records->keys.run;
}

bool records_words_seal_clip(struct records *records, const void *bytes, size_t size,
    const void **out, size_t *out_size, struct error *error)
{
    *out = bytes;
    *out_size = size;
    if (!records->keys.seals)
        return true;
    arena_reset(&records->scratch);
    return seal_recording(records->keys.public_key, own_key(records), bytes, size,
        &records->scratch, out, out_size, error);
}

bool records_words_open_clip(struct records *records, const char *hash, struct arena *arena,
    const void **bytes, size_t *size, bool *was_sealed, struct error *error)
{
    const struct records_keys *keys = &records->keys;
    if (!store_clip_bytes(records->store, hash, arena, bytes, size, error))
        return false;
    bool sealed = seal_is_recording(*bytes, *size);
    if (was_sealed != NULL)
        *was_sealed = sealed;
    return !sealed || seal_open_recording(keys->is_open ? &keys->pair : NULL, own_key(records),
                          *bytes, *size, arena, bytes, size, error);
}

/* --- Drafts ---------------------------------------------------------------------------------- */

void records_take_badge(struct records *records, const uint8_t token[static BADGE_TOKEN_SIZE])
{
    seal_badge_key(token, BADGE_TOKEN_SIZE, records->keys.badge);
    records->keys.has_badge = true;
}

void records_forget_badge(struct records *records)
{
    hide_own(records);
    records->keys.has_badge = false;
    seal_forget(records->keys.badge, sizeof records->keys.badge);
}

/* One without a badge must not write over one that only the badge opens. */
void records_draft_slot(const struct records *records, const char *key, char *out, size_t size)
{
    bool apart = records->keys.seals && !records->keys.has_badge;
    str_format(out, size, "%s%s", key, apart ? "*" : "");
}

static void describe(const char *student, const char *key, char *out, size_t size)
{
    str_format(out, size, "%s/%s", student, key);
}

bool records_save_draft(struct records *records, const char *student, const char *key,
    const char *body, int64_t at_ms, struct error *error)
{
    const struct records_keys *keys = &records->keys;
    char slot[DRAFT_KEY_SIZE + 8], about[DRAFT_KEY_SIZE + ID_SIZE + 16];
    if (!keys->seals)
        return store_save_draft(records->store, student, key, body, at_ms, error);
    records_draft_slot(records, key, slot, sizeof slot);
    describe(student, slot, about, sizeof about);
    arena_reset(&records->scratch);
    const char *sealed;
    return seal_under_badge(own_key(records), about, body, &records->scratch, &sealed, error) &&
           store_save_draft(records->store, student, slot, sealed, at_ms, error);
}

bool records_load_draft(struct records *records, const char *student, const char *key,
    struct arena *arena, const char **body, struct error *error)
{
    char slot[DRAFT_KEY_SIZE + 8], about[DRAFT_KEY_SIZE + ID_SIZE + 16];
    struct error problem = {0};
    const char *stored;
    records_draft_slot(records, key, slot, sizeof slot);
    if (!store_load_draft(records->store, student, slot, arena, &stored, error))
        return false;
    *body = stored;
    if (!seal_is_under_badge(stored))
        return true;
    describe(student, slot, about, sizeof about);
    if (seal_open_under_badge(own_key(records), about, stored, arena, body, &problem))
        return true;
    if (problem.code == ERR_MEMORY)
        return error_set(error, problem.code, "%s", problem.text);
    /* Under a badge that was replaced, or of a run that is over: it opens no more. */
    return error_set(error, ERR_NOT_FOUND, "the draft cannot be opened any more");
}
