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

static const char *plan_name(struct sync *sync, struct error *error)
{
    char name[SYNC_NAME_SIZE];
    STR_FORMAT(name, PLAN_PREFIX "%s", sync->plan);
    const char *copy = arena_copy_text(&sync->memory, name, strlen(name));
    if (copy == NULL)
        no_memory(error);
    return copy;
}

static bool put_plan(struct sync *sync, struct store *store, const char *name, struct error *error)
{
    struct sync_ask ask = {.kind = SYNC_ASK_PUT_BLOB, .name = name};
    if (!store_plan_bytes(store, sync->plan, &sync->memory, &ask.bytes, &ask.size, error))
        return false;
    sync->asked = ask;
    return true;
}

bool sync_ask_plan(struct sync *sync, struct store *store, bool *found, struct error *error)
{
    *found = false;
    bool is_here = sync->plan[0] != '\0' && store_has_plan(store, sync->plan);
    if (sync->plan[0] == '\0' ||
        str_equal(sync->plan, is_here ? sync->plan_told : sync->plan_absent))
        return true;
    const char *name = plan_name(sync, error);
    if (name == NULL)
        return false;
    *found = true;
    if (is_here && sync->plan_wanted)
        return put_plan(sync, store, name, error);
    if (!is_here) {
        sync->asked = (struct sync_ask){.kind = SYNC_ASK_GET_BLOB, .name = name};
        return true;
    }
    const char **names = arena_array(&sync->memory, const char *, 1);
    if (names == NULL)
        return no_memory(error);
    names[0] = name;
    sync->asked = (struct sync_ask){.kind = SYNC_ASK_MISSING, .names = names, .count = 1};
    return true;
}

static bool take_plan(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    const char *hash = sync->asked.name + strlen(PLAN_PREFIX);
    struct error problem = {0};
    if (answer->bytes == NULL) {
        STR_COPY(sync->plan_absent, hash);
        return true;
    }
    if (!store_keep_plan(store, hash, answer->bytes, answer->size, &problem)) {
        if (problem.code != ERR_BAD_INPUT)
            return error_set(error, problem.code, "%s", problem.text);
        STR_COPY(sync->plan_absent, hash); /* not what its name says: as if it were not there */
        return true;
    }
    STR_COPY(sync->plan_told, hash);
    news->blob = sync->asked.name;
    return true;
}

bool sync_take_blob(struct sync *sync, struct store *store, const struct sync_answer *answer,
    struct sync_news *news, struct error *error)
{
    const struct sync_ask *ask = &sync->asked;
    bool is_denied = answer->trouble == SYNC_DENIED;
    switch (ask->kind) {
    case SYNC_ASK_MISSING:
        sync->plan_wanted = !is_denied && answer->count > 0;
        if (!sync->plan_wanted)
            STR_COPY(sync->plan_told, ask->names[0] + strlen(PLAN_PREFIX));
        return true;
    case SYNC_ASK_PUT_BLOB:
        sync->plan_wanted = false;
        STR_COPY(sync->plan_told, ask->name + strlen(PLAN_PREFIX));
        return true;
    default: break;
    }
    struct sync_answer nothing = *answer;
    if (is_denied)
        nothing.bytes = NULL;
    return take_plan(sync, store, &nothing, news, error);
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
    bool is_denied = answer->trouble == SYNC_DENIED;
    /* A version from before: that hub was restored from a backup, and counts anew. */
    if (!is_denied && answer->version < sync->asked.version) {
        sync->drafts_seen = 0;
        return true;
    }
    if (!is_denied && answer->count > 0 && !merge_drafts(sync, store, answer, news, error))
        return false;
    sync->drafts_heard = !is_denied && answer->count > 0;
    if (!is_denied)
        sync->drafts_seen = answer->version;
    return true;
}
