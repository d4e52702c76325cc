/* Plans and drafts: what events name, and what is no event yet. */
#include "sync/sync_inside.h"

#include "base/str.h"
#include <string.h>

#define PLAN_PREFIX "plan:"

static bool no_memory(struct error *error)
{
    return error_set(error, ERR_MEMORY, "no memory for what the hub is asked");
}

/* --- Plans ----------------------------------------------------------------------------------- */

static const char *name_plan(struct sync *sync, const char *hash, struct error *error)
{
    char name[SYNC_NAME_SIZE];
    STR_FORMAT(name, PLAN_PREFIX "%s", hash);
    const char *copy = arena_copy_text(&sync->memory, name, strlen(name));
    if (copy == NULL)
        no_memory(error);
    return copy;
}

static bool put_plan(struct sync *sync, struct store *store, const char *hash, struct error *error)
{
    struct sync_ask ask = {.kind = SYNC_ASK_PUT_BLOB, .name = name_plan(sync, hash, error)};
    if (ask.name == NULL ||
        !store_plan_bytes(store, hash, &sync->memory, &ask.bytes, &ask.size, error))
        return false;
    sync->asked = ask;
    return true;
}

bool sync_tell_plan(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    const char *hash = NULL;
    *found = false;
    for (int i = 0; i < sync->plan_count && hash == NULL; i++)
        if (store_has_plan(store, sync->plans[i]))
            hash = sync->plans[i];
    if (hash == NULL || str_equal(hash, sync->plan_told))
        return true;
    *found = true;
    if (str_equal(hash, sync->plan_wanted))
        return put_plan(sync, store, hash, error);
    const char **names = arena_array(&sync->memory, const char *, 1);
    if (names == NULL || (names[0] = name_plan(sync, hash, error)) == NULL)
        return no_memory(error);
    sync->asked = (struct sync_ask){.kind = SYNC_ASK_MISSING, .names = names, .count = 1};
    return true;
}

/* The newest first; one that the hub has not may be lost for ever, so then the one before. */
bool sync_get_plan(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    *found = false;
    for (int i = 0; i < sync->plan_count && !store_has_plan(store, sync->plans[i]); i++) {
        if (sync->plan_absent[i])
            continue;
        sync->asked = (struct sync_ask){
            .kind = SYNC_ASK_GET_BLOB, .name = name_plan(sync, sync->plans[i], error)};
        *found = sync->asked.name != NULL;
        return *found;
    }
    return true;
}

bool sync_find_plans(struct sync *sync, struct store *store, struct error *error)
{
    char named[STORE_PLANS_NAMED][PLAN_HASH_TEXT] = {0};
    int count;
    if (!store_named_plans(store, named, &count, error))
        return false;
    if (count == sync->plan_count && memcmp(named, sync->plans, sizeof named) == 0)
        return true;
    memcpy(sync->plans, named, sizeof named);
    memset(sync->plan_absent, 0, sizeof sync->plan_absent);
    sync->plan_count = count;
    return true;
}

static void miss_plan(struct sync *sync, const char *hash)
{
    for (int i = 0; i < sync->plan_count; i++)
        sync->plan_absent[i] = sync->plan_absent[i] || str_equal(sync->plans[i], hash);
}

static bool take_plan(struct sync *sync, struct store *store, const void *bytes, size_t size,
    struct sync_news *news, struct error *error)
{
    const char *hash = sync->asked.name + strlen(PLAN_PREFIX);
    struct error problem = {0};
    if (bytes != NULL && store_keep_plan(store, hash, bytes, size, &problem)) {
        STR_COPY(sync->plan_told, hash);
        news->blob = sync->asked.name;
        return true;
    }
    if (bytes != NULL && problem.code != ERR_BAD_INPUT)
        return error_set(error, problem.code, "%s", problem.text);
    miss_plan(sync, hash); /* also when it is not what its name says */
    return true;
}

bool sync_take_blob(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    const struct sync_ask *ask = &sync->asked;
    bool is_denied = answer->trouble != SYNC_FINE;
    switch (ask->kind) {
    case SYNC_ASK_MISSING: {
        const char *hash = ask->names[0] + strlen(PLAN_PREFIX);
        if (answer->count > 0 && !is_denied)
            STR_COPY(sync->plan_wanted, hash);
        else
            STR_COPY(sync->plan_told, hash);
        return true;
    }
    case SYNC_ASK_PUT_BLOB:
        sync->plan_wanted[0] = '\0';
        STR_COPY(sync->plan_told, ask->name + strlen(PLAN_PREFIX));
        return true;
    default:
        return take_plan(sync, store, is_denied ? NULL : answer->bytes, answer->size, news, error);
    }
}

/* --- Drafts ---------------------------------------------------------------------------------- */

static bool put_drafts(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    const struct store_draft *changed;
    int count;
    if (!store_read_drafts(store, sync->drafts_told, SYNC_DRAFT_ROWS, &sync->memory, &changed,
            &count, &sync->drafts_asked, error))
        return false;
    *found = count > 0;
    struct sync_draft *drafts = arena_array(&sync->memory, struct sync_draft, (size_t)count + 1);
    if (drafts == NULL)
        return no_memory(error);
    for (int i = 0; i < count; i++)
        drafts[i] = (struct sync_draft){
            changed[i].student, changed[i].key, changed[i].body, changed[i].at_ms};
    if (*found)
        sync->asked =
            (struct sync_ask){.kind = SYNC_ASK_PUT_DRAFTS, .drafts = drafts, .count = count};
    return true;
}

bool sync_ask_drafts(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    *found = false;
    if (!put_drafts(sync, store, found, error))
        return false;
    if (!*found && sync->drafts_heard) {
        *found = true;
        sync->asked = (struct sync_ask){.kind = SYNC_ASK_GET_DRAFTS, .version = sync->drafts_seen};
    }
    return true;
}

static bool merge_drafts(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    size_t count = (size_t)answer->count;
    struct store_draft *drafts = arena_array(&sync->memory, struct store_draft, count);
    struct sync_draft *kept = arena_array(&sync->memory, struct sync_draft, count);
    bool *is_new = arena_array(&sync->memory, bool, count);
    if (drafts == NULL || kept == NULL || is_new == NULL)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        const struct sync_draft *from = &answer->drafts[i];
        drafts[i] = (struct store_draft){from->student, from->key, from->body, from->at_ms};
    }
    if (!store_merge_drafts(store, drafts, answer->count, is_new, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (is_new[i])
            kept[news->draft_count++] = answer->drafts[i];
    news->drafts = kept;
    return true;
}

bool sync_take_drafts(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    if (sync->asked.kind == SYNC_ASK_PUT_DRAFTS) {
        sync->drafts_told = sync->drafts_asked;
        return true;
    }
    bool has_more = answer->trouble == SYNC_FINE && answer->count > 0;
    if (has_more && !merge_drafts(sync, store, answer, news, error))
        return false;
    sync->drafts_heard = has_more && answer->version > sync->asked.version;
    if (sync->drafts_heard)
        sync->drafts_seen = answer->version;
    return true;
}
