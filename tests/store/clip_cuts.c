/* The power cut at every operation while voice clips are recorded and handed in: whatever names a
 * clip after the cut finds it whole, nothing confirmed is missing, and no draft's clip is left that
 * no draft names.
 *
 *   store_clip_cuts SEEDS */
#include "simdisk.h"

#include "base/log.h"
#include "store/store_clips.h"
#include "store/store_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIPS = 6, CLIP_BYTES = 3000 };
static const char folder[] = "/data/station";

struct confirmed {
    int drafts, events; /* how many, of clips 0, 1, 2 … in this order */
};

static struct store *open_store(struct error *error)
{
    struct store *store;
    struct store_report report;
    struct store_options options = {
        .folder = folder, .station = "makers", .vfs = "simdisk", .files = simdisk_files()};
    return store_open(&store, &options, &report, error) ? store : NULL;
}

static void clip_bytes(int number, char out[static CLIP_BYTES])
{
    for (int i = 0; i < CLIP_BYTES; i++)
        out[i] = (char)('a' + (i * 7 + number * 13) % 26);
}

static bool record(struct store *store, int number, char body[static 64], struct error *error)
{
    char bytes[CLIP_BYTES], hash[CLIP_HASH_TEXT];
    clip_bytes(number, bytes);
    if (!store_clip_save(store, bytes, sizeof bytes, hash, error))
        return false;
    str_format(body, 64, "{\"clip\":\"%s\"}", hash);
    return store_save_draft(store, "wei", "reflection:x", body, number, error);
}

static bool hand_in(struct store *store, int number, const char *body, struct error *error)
{
    char hash[CLIP_HASH_TEXT];
    str_copy_length(hash, sizeof hash, body + 9, CLIP_HASH_TEXT - 1);
    struct store_event event = {.stamp = {.at_ms = number},
        .station = "makers",
        .class_id = "4b",
        .student = "wei",
        .kind = "reflection_submitted",
        .version = 1,
        .body = body};
    if (!store_clip_keep(store, hash, error))
        return false;
    store_drop_draft_with_next(store, "wei", "reflection:x");
    return store_append(store, &event, 1, error);
}

static struct confirmed work(void)
{
    struct confirmed confirmed = {0};
    struct error error = {0};
    struct store *store = open_store(&error);
    while (store != NULL && confirmed.events < CLIPS) {
        char body[64];
        if (!record(store, confirmed.drafts, body, &error))
            break;
        confirmed.drafts++;
        if (!hand_in(store, confirmed.events, body, &error))
            break;
        confirmed.events++;
    }
    store_close(store);
    return confirmed;
}

/* --- After the cut --------------------------------------------------------------------------- */

struct found {
    struct store *store;
    int events, broken;
    int newest; /* the clip of the newest event, -1 */
};

/* Which clip the body names, and whether it is whole: -1 if not. */
static int clip_of(struct store *store, const char *body)
{
    char hash[CLIP_HASH_TEXT], path[STORE_PATH_SIZE], bytes[CLIP_BYTES + 1], wanted[CLIP_BYTES];
    size_t got = 0;
    struct error error = {0};
    str_copy_length(hash, sizeof hash, body + 9, CLIP_HASH_TEXT - 1);
    if (!store_clip_find(store, hash, path, &error) ||
        store->files->read(store->files->context, path, bytes, sizeof bytes, &got) != 0 ||
        got != CLIP_BYTES)
        return -1;
    for (int i = 0; i < CLIPS; i++) {
        clip_bytes(i, wanted);
        if (memcmp(bytes, wanted, CLIP_BYTES) == 0)
            return i;
    }
    return -1;
}

static bool look_at(void *context, const struct store_event *event)
{
    struct found *found = context;
    int clip = clip_of(found->store, event->body);
    found->events++;
    found->broken += clip < 0;
    found->newest = MAX(found->newest, clip);
    return true;
}

static bool count_file(void *with, const char *name)
{
    (void)name;
    (*(int *)with)++;
    return true;
}

static bool is_kept(struct store *store, const struct confirmed *confirmed)
{
    struct found found = {.store = store, .newest = -1};
    struct error error = {0};
    struct arena arena = {0};
    const char *body;
    int draft = -2, waiting = 0;
    if (!store_replay(store, true, look_at, &found, &error) || !arena_open(&arena, 4096, &error))
        return false;
    if (store_load_draft(store, "wei", "reflection:x", &arena, &body, &error))
        draft = clip_of(store, body);
    arena_close(&arena);
    store->files->list(store->files->context, "/data/station/clips/draft", count_file, &waiting);
    bool has_draft = draft >= 0 || confirmed->drafts <= found.events;
    if (draft != -1 && found.broken == 0 && found.events >= confirmed->events && has_draft &&
        waiting <= (draft >= 0 ? 1 : 0))
        return true;
    fprintf(stderr,
        "confirmed %d drafts, %d events; found %d events, %d broken, draft %d, %d files\n",
        confirmed->drafts, confirmed->events, found.events, found.broken, draft, waiting);
    return false;
}

static bool run(uint64_t seed, int64_t cut_at, bool *reached)
{
    struct error error = {0};
    simdisk_format();
    struct store *store = open_store(&error); /* provisioned before the first visit */
    store_close(store);
    simdisk_set_plan(&(struct simdisk_plan){.seed = seed, .cut_at = cut_at});
    struct confirmed confirmed = work();
    *reached = simdisk_is_cut();
    simdisk_power_on();
    store = open_store(&error);
    if (store == NULL)
        fprintf(stderr, "does not open: %s\n", error.text);
    bool ok = store != NULL && is_kept(store, &confirmed);
    store_close(store);
    if (!ok)
        fprintf(stderr, "seed %llu, cut at %lld\n", (unsigned long long)seed, (long long)cut_at);
    return ok;
}

int main(int count, char **arguments)
{
    int seeds = count > 1 ? atoi(arguments[1]) : 1, cuts = 0, failed = 0;
    log_set_level(LOG_LEVEL_ERROR);
    simdisk_open();
    for (int seed = 1; seed <= seeds; seed++) {
        bool reached = true;
        for (int64_t cut = 1; reached && failed < 5; cut++, cuts++)
            failed += !run((uint64_t)seed, cut, &reached);
    }
    printf("%d cuts, %d failed\n", cuts, failed);
    return failed > 0 || cuts < 50;
}
