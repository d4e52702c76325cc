#define LOG_MODULE "store"
#include "store/store_clips.h"

#include "base/log.h"
#include "store/store_internal.h"
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { CLIP_MAX = 65536, DIGITS = CLIP_HASH_TEXT - 1 };

static const char *const folders[] = {"clips/draft", "clips"};

/* --- Names ---------------------------------------------------------------------------------- */

/* Exactly the digits of a hash, up to `end`. */
static bool is_hash(const char *text, char end)
{
    return strspn(text, "0123456789abcdef") == DIGITS && text[DIGITS] == end;
}

static bool clip_path(const struct store *store, const char *folder, const char *hash,
    char path[static STORE_PATH_SIZE], struct error *error)
{
    if (!is_hash(hash, '\0'))
        return error_set(error, ERR_BAD_INPUT, "a voice clip has a name of %d hex digits", DIGITS);
    return store_path(path, error, "%s/%s/%s.ogg", store->folder, folder, hash);
}

static int sync_clips(const struct store *store, const char *folder)
{
    char path[STORE_PATH_SIZE];
    if (!store_path(path, NULL, "%s/%s", store->folder, folder))
        return ENAMETOOLONG;
    return store->files->sync_folder(store->files->context, path);
}

bool store_clip_find(const struct store *store, const char *hash, char path[static STORE_PATH_SIZE],
    struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        if (!clip_path(store, folders[i], hash, path, error))
            return false;
        if (store_file_exists(store, path))
            return true;
    }
    return error_set(error, ERR_NOT_FOUND, "the voice clip %s is not there", hash);
}

/* --- Writing -------------------------------------------------------------------------------- */

static int make_folders(const struct store *store, const char *last)
{
    static const char *const names[] = {"clips", "clips/draft"};
    const struct store_files *files = store->files;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char path[STORE_PATH_SIZE];
        if (!store_path(path, NULL, "%s/%s", store->folder, names[i]))
            return ENAMETOOLONG;
        if (!store_file_exists(store, path)) {
            int problem = files->make_folder(files->context, path);
            if (problem == 0)
                problem = i == 0 ? files->sync_folder(files->context, store->folder)
                                 : sync_clips(store, names[i - 1]);
            if (problem != 0)
                return problem;
        }
        if (strcmp(names[i], last) == 0)
            break;
    }
    return 0;
}

static int write_clip(
    const struct store *store, const char *folder, const char *path, const void *bytes, size_t size)
{
    const struct store_files *files = store->files;
    char part[STORE_PATH_SIZE];
    if (!store_path(part, NULL, "%s.part", path))
        return ENAMETOOLONG;
    int problem = make_folders(store, folder);
    files->remove(files->context, part); /* a longer one would keep its end */
    if (problem == 0)
        problem = files->write(files->context, part, bytes, size);
    if (problem == 0)
        problem = files->rename(files->context, part, path);
    if (problem == 0)
        problem = sync_clips(store, folder);
    if (problem != 0)
        files->remove(files->context, part);
    return problem;
}

static void hash_clip(const void *bytes, size_t size, char hash[static CLIP_HASH_TEXT])
{
    uint8_t raw[STORE_HASH_SIZE];
    crypto_generichash(raw, sizeof raw, bytes, size, NULL, 0);
    sodium_bin2hex(hash, CLIP_HASH_TEXT, raw, sizeof raw);
}

static bool save_clip(struct store *store, const char *folder, const char *hash, const void *bytes,
    size_t size, struct error *error)
{
    char path[STORE_PATH_SIZE];
    if (store->read_only)
        return error_set(error, ERR_READ_ONLY, "the data folder was opened for looking only");
    if (size > CLIP_SIZE_MAX)
        return error_set(error, ERR_FULL, "a voice clip of %zu bytes is too long", size);
    if (!clip_path(store, folder, hash, path, error))
        return false;
    int problem = write_clip(store, folder, path, bytes, size);
    if ((problem == ENOSPC || problem == EDQUOT) && ballast_release(store))
        problem = write_clip(store, folder, path, bytes, size);
    return problem == 0 || store_file_fail(error, problem, "writing a voice clip", path);
}

bool store_clip_save(struct store *store, const void *bytes, size_t size,
    char hash[static CLIP_HASH_TEXT], struct error *error)
{
    hash_clip(bytes, size, hash);
    return save_clip(store, folders[0], hash, bytes, size, error);
}

bool store_clip_keep(struct store *store, const char *hash, struct error *error)
{
    char draft[STORE_PATH_SIZE], kept[STORE_PATH_SIZE];
    const struct store_files *files = store->files;
    if (!clip_path(store, folders[0], hash, draft, error) ||
        !clip_path(store, folders[1], hash, kept, error))
        return false;
    bool is_draft = store_file_exists(store, draft);
    if (!is_draft && !store_file_exists(store, kept))
        return error_set(error, ERR_NOT_FOUND, "the voice clip %s is not there", hash);
    int problem = is_draft ? files->rename(files->context, draft, kept) : 0;
    /* Also when it was moved before: that may be the try whose sync failed. */
    if (problem == 0)
        problem = sync_clips(store, folders[1]);
    if (problem == 0)
        problem = sync_clips(store, folders[0]);
    if (problem == ENOENT)
        problem = 0; /* no draft ever had one here */
    return problem == 0 || store_file_fail(error, problem, "keeping a voice clip", kept);
}

/* --- What is named -------------------------------------------------------------------------- */

struct clip {
    char hash[CLIP_HASH_TEXT];
    bool named;
};

struct clips {
    struct clip *list; /* in the scratch arena, sorted once complete */
    int count, most;
    bool full;
    bool parts; /* something half written lies about */
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct clip *)a)->hash, ((const struct clip *)b)->hash);
}

static bool clips_begin_few(struct store *store, struct clips *clips, int most, struct error *error)
{
    arena_reset(&store->scratch);
    *clips = (struct clips){
        .list = arena_array(&store->scratch, struct clip, (size_t)most), .most = most};
    return clips->list != NULL || error_set(error, ERR_MEMORY, "no memory for voice clips");
}

static bool clips_begin(struct store *store, struct clips *clips, struct error *error)
{
    return clips_begin_few(store, clips, CLIP_MAX, error);
}

static void clips_add(struct clips *clips, const char *hash)
{
    clips->full = clips->full || clips->count == clips->most;
    if (!clips->full)
        str_copy_length(clips->list[clips->count++].hash, CLIP_HASH_TEXT, hash, DIGITS);
}

/* Sorted, each once. */
static bool clips_end(struct clips *clips, struct error *error)
{
    int kept = 0;
    if (clips->full)
        return error_set(error, ERR_FULL, "there are more than %d voice clips", (int)CLIP_MAX);
    qsort(clips->list, (size_t)clips->count, sizeof clips->list[0], compare);
    for (int i = 0; i < clips->count; i++)
        if (kept == 0 || compare(&clips->list[i], &clips->list[kept - 1]) != 0)
            clips->list[kept++] = clips->list[i];
    clips->count = kept;
    return true;
}

static bool add_file(void *with, const char *name)
{
    struct clips *clips = with;
    if (is_hash(name, '.') && strcmp(name + DIGITS, ".ogg") == 0)
        clips_add(clips, name);
    clips->parts = clips->parts || str_ends_with(name, ".part");
    return true;
}

static bool clips_list(
    struct store *store, const char *folder, struct clips *clips, struct error *error)
{
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s/%s", store->folder, folder))
        return false;
    int problem = store->files->list(store->files->context, path, add_file, clips);
    return problem == 0 || problem == ENOENT ||
           store_file_fail(error, problem, "looking for voice clips in", path);
}

static bool clips_list_all(struct store *store, struct clips *clips, struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        if (!clips_list(store, folders[i], clips, error))
            return false;
    return true;
}

typedef void (*clips_each)(struct clips *clips, const char *hash);

/* Every string of a body that could be a clip's name. */
static void each_name(const char *body, struct clips *clips, clips_each each)
{
    for (const char *at = strchr(body, '"'); at != NULL; at = strchr(at + 1, '"'))
        if (is_hash(at + 1, '"'))
            each(clips, at + 1);
}

static void mark_named(struct clips *clips, const char *hash)
{
    struct clip key;
    str_copy_length(key.hash, sizeof key.hash, hash, DIGITS);
    struct clip *found =
        bsearch(&key, clips->list, (size_t)clips->count, sizeof clips->list[0], compare);
    if (found != NULL)
        found->named = true;
}

static bool read_bodies(struct store *store, sqlite3_stmt *bodies, struct clips *clips,
    clips_each each, struct error *error)
{
    int step;
    bool ok;
    while ((ok = sql_step(store->db, bodies, &step, error)) && step == SQLITE_ROW) {
        const char *body = sql_text(bodies, 0);
        if (body == NULL)
            ok = error_set(error, ERR_MEMORY, "looking for voice clips: out of memory");
        else
            each_name(body, clips, each);
        if (!ok)
            break;
    }
    sql_done(bodies);
    return ok;
}

/* Marks what is named by anything but the student's own at or before `at_ms`. */
static bool mark_all(struct store *store, struct clips *clips, const char *student, int64_t at_ms,
    struct error *error)
{
    if (clips->count == 0)
        return true;
    sqlite3_stmt *bodies = store_statement(store, SQL_CLIP_NAMES);
    sql_bind_text(bodies, 1, student);
    sqlite3_bind_int64(bodies, 2, at_ms);
    return read_bodies(store, bodies, clips, mark_named, error);
}

static bool mark_by_anyone(struct store *store, struct clips *clips, struct error *error)
{
    return mark_all(store, clips, "", INT64_MIN, error);
}

/* --- Removing ------------------------------------------------------------------------------- */

static bool drop_file(
    struct store *store, const char *folder, const char *hash, bool aside, struct error *error)
{
    const struct store_files *files = store->files;
    char path[STORE_PATH_SIZE], kept[STORE_PATH_SIZE];
    if (!clip_path(store, folder, hash, path, error))
        return false;
    if (!store_file_exists(store, path))
        return true;
    int problem = 0;
    if (aside && clip_path(store, "set-aside/clips", hash, kept, error))
        problem = files->rename(files->context, path, kept);
    else
        problem = files->remove(files->context, path);
    return problem == 0 || store_file_fail(error, problem, "removing a voice clip", path);
}

/* The folders that what is set aside goes to. */
static void make_aside(const struct store *store)
{
    static const char *const steps[] = {"set-aside", "set-aside/clips"};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        char path[STORE_PATH_SIZE];
        if (store_path(path, NULL, "%s/%s", store->folder, steps[i]))
            store->files->make_folder(store->files->context, path);
    }
}

static bool drop_unnamed(
    struct store *store, const struct clips *clips, enum clips_after after, struct error *error)
{
    const bool aside[] = {after == CLIPS_RECOVERED, after != CLIPS_OPENED}; /* as `folders` */
    int dropped = 0;
    if (after != CLIPS_OPENED)
        make_aside(store);
    for (int i = 0; i < clips->count; i++) {
        if (clips->list[i].named)
            continue;
        for (size_t k = 0; k < COUNT_OF(folders); k++)
            if (!drop_file(store, folders[k], clips->list[i].hash, aside[k], error))
                return false;
        dropped++;
    }
    if (dropped == 0)
        return true;
    log_debug("%d voice clip(s) that nothing names are taken away", dropped);
    for (size_t k = 0; k < COUNT_OF(folders); k++) {
        int problem = sync_clips(store, folders[k]);
        if (problem != 0 && problem != ENOENT)
            return store_file_fail(error, problem, "removing voice clips in", store->folder);
    }
    return true;
}

static bool keep_named(struct store *store, const struct clips *clips, struct error *error)
{
    for (int i = 0; i < clips->count; i++)
        if (clips->list[i].named && !store_clip_keep(store, clips->list[i].hash, error))
            return false;
    return true;
}

/* Beside a newer database the names are not all known. */
static bool knows_all_names(const struct store *store)
{
    return !store->read_only && str_equal(store->stem, "waystation");
}

bool store_clip_sweep(struct store *store, const char *hash, struct error *error)
{
    struct clips clips;
    if (!is_hash(hash, '\0'))
        return error_set(error, ERR_BAD_INPUT, "that is no name of a voice clip");
    if (!knows_all_names(store))
        return true;
    if (!clips_begin(store, &clips, error))
        return false;
    clips_add(&clips, hash);
    sqlite3_stmt *drafts = store_statement(store, SQL_CLIP_DRAFTS);
    if (!read_bodies(store, drafts, &clips, mark_named, error))
        return false;
    /* What is among the drafts' no event names: before that it is kept. */
    if (clips.list[0].named)
        return true;
    char kept[STORE_PATH_SIZE];
    if (!drop_file(store, folders[0], hash, false, error) ||
        !clip_path(store, folders[1], hash, kept, error))
        return false;
    return !store_file_exists(store, kept) || (mark_by_anyone(store, &clips, error) &&
                                                  drop_unnamed(store, &clips, CLIPS_OPENED, error));
}

static bool sweep_folders(struct store *store, enum clips_after after, struct error *error)
{
    struct clips clips;
    if (!knows_all_names(store))
        return true;
    return clips_begin(store, &clips, error) && clips_list_all(store, &clips, error) &&
           clips_end(&clips, error) && mark_by_anyone(store, &clips, error) &&
           drop_unnamed(store, &clips, after, error);
}

bool store_clip_sweep_all(struct store *store, struct error *error)
{
    return sweep_folders(store, CLIPS_OPENED, error);
}

static bool remove_part(void *with, const char *name)
{
    const struct store *store = with;
    char path[STORE_PATH_SIZE];
    if (str_ends_with(name, ".part") &&
        store_path(path, NULL, "%s/%s/%s", store->folder, folders[0], name))
        store->files->remove(store->files->context, path);
    return true;
}

/* Drafts come and go, so their clips are looked at in every open; the events only if a clip of no
 * draft is among them. */
static bool sweep_drafts(struct store *store, struct error *error)
{
    struct clips clips;
    if (!clips_begin(store, &clips, error) || !clips_list(store, folders[0], &clips, error))
        return false;
    if (clips.parts) {
        char path[STORE_PATH_SIZE];
        if (store_path(path, error, "%s/%s", store->folder, folders[0]))
            store->files->list(store->files->context, path, remove_part, store);
    }
    if (clips.count == 0 || !clips_end(&clips, error))
        return clips.count == 0;
    if (!read_bodies(store, store_statement(store, SQL_CLIP_DRAFTS), &clips, mark_named, error))
        return false;
    int left = 0;
    for (int i = 0; i < clips.count; i++)
        if (!clips.list[i].named)
            clips.list[left++] = clips.list[i];
    clips.count = left;
    return mark_by_anyone(store, &clips, error) &&
           drop_unnamed(store, &clips, CLIPS_OPENED, error) && keep_named(store, &clips, error);
}

void clips_settle(struct store *store, enum clips_after after)
{
    struct error problem = {0};
    if (!knows_all_names(store))
        return;
    bool ok = (after == CLIPS_OPENED || sweep_folders(store, after, &problem)) &&
              sweep_drafts(store, &problem);
    if (!ok)
        log_warning("voice clips that nothing names are still there: %s", problem.text);
}

/* The files go first: a power cut between the two leaves a name without a clip, never the voice of
 * a student who was erased. */
bool clips_erase(
    struct store *store, const char *student, int64_t at_ms, int64_t after, struct error *error)
{
    struct clips clips;
    char path[STORE_PATH_SIZE];
    if (!store_path(path, error, "%s/%s", store->folder, folders[1]))
        return false;
    if (!store_file_exists(store, path))
        return true;
    sqlite3_stmt *bodies = store_statement(store, SQL_CLIP_NAMES_OF);
    sql_bind_text(bodies, 1, student);
    sqlite3_bind_int64(bodies, 2, at_ms);
    sqlite3_bind_int64(bodies, 3, after);
    return clips_begin(store, &clips, error) &&
           read_bodies(store, bodies, &clips, clips_add, error) && clips_end(&clips, error) &&
           mark_all(store, &clips, student, at_ms, error) &&
           drop_unnamed(store, &clips, CLIPS_OPENED, error);
}

/* --- In backups ----------------------------------------------------------------------------- */

static bool put_clip(
    struct store *store, sqlite3 *copy, sqlite3_stmt *add, const char *hash, struct error *error)
{
    char path[STORE_PATH_SIZE];
    struct error gone = {0};
    size_t size;
    if (!store_clip_find(store, hash, path, &gone))
        return true;
    size_t mark = arena_mark(&store->scratch);
    uint8_t *bytes = arena_alloc(&store->scratch, CLIP_SIZE_MAX);
    if (bytes == NULL)
        return error_set(error, ERR_MEMORY, "no memory for voice clips");
    int problem = store->files->read(store->files->context, path, bytes, CLIP_SIZE_MAX, &size);
    bool ok = problem == 0 || store_file_fail(error, problem, "reading", path);
    if (ok) {
        sqlite3_reset(add);
        sql_bind_text(add, 1, hash);
        sql_bind_bytes(add, 2, bytes, size);
        ok = sql_do(copy, add, error);
    }
    arena_release(&store->scratch, mark);
    return ok;
}

/* In a table that only backups have: as they are on disk, also a damaged one. */
bool clips_backup(struct store *store, sqlite3 *copy, struct error *error)
{
    struct clips clips;
    sqlite3_stmt *add = NULL;
    if (!clips_begin(store, &clips, error) || !clips_list_all(store, &clips, error))
        return false;
    if (clips.count == 0)
        return true;
    bool ok = clips_end(&clips, error) &&
              sql_run(copy, "CREATE TABLE clip(hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
                  error) &&
              sql_run(copy, "BEGIN", error) &&
              sql_prepare(copy, "INSERT INTO clip(hash, bytes) VALUES(?1, ?2)", &add, error);
    for (int i = 0; ok && i < clips.count; i++)
        ok = put_clip(store, copy, add, clips.list[i].hash, error);
    sqlite3_finalize(add);
    return ok && sql_run(copy, "COMMIT", error);
}

static bool take_clip(struct store *store, sqlite3_stmt *rows, struct error *error)
{
    char hash[CLIP_HASH_TEXT], path[STORE_PATH_SIZE];
    struct error missing = {0};
    const char *name = sql_text(rows, 0);
    const void *bytes = sqlite3_column_blob(rows, 1);
    size_t size = (size_t)sqlite3_column_bytes(rows, 1);
    hash_clip(bytes, size, hash);
    if (name == NULL || !str_equal(name, hash)) {
        log_warning("a voice clip in the backup is damaged and left out");
        return true;
    }
    if (store_clip_find(store, hash, path, &missing))
        return true;
    if (!clip_path(store, folders[0], hash, path, error))
        return false;
    int problem = write_clip(store, folders[0], path, bytes, size);
    return problem == 0 || store_file_fail(error, problem, "writing a voice clip", path);
}

bool clips_restore(struct store *store, const char *file, struct error *error)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    int64_t has = 0;
    int step;
    bool ok = store_open_database(store, file, ACCESS_LOOK, &db, error) &&
              sql_number(db, "SELECT count(*) FROM sqlite_master WHERE name = 'clip'", &has, error);
    if (ok && has > 0) {
        ok = sql_prepare(db, "SELECT hash, bytes FROM clip", &rows, error);
        while (ok && (ok = sql_step(db, rows, &step, error)) && step == SQLITE_ROW)
            ok = take_clip(store, rows, error);
        sqlite3_finalize(rows);
    }
    sqlite3_close(db);
    return ok;
}

/* --- For others ------------------------------------------------------------------------------ */

enum { LOOKED_AT_ONCE = 5000 };

bool store_clip_bytes(struct store *store, const char *hash, struct arena *arena,
    const void **bytes, size_t *size, struct error *error)
{
    char path[STORE_PATH_SIZE], found[CLIP_HASH_TEXT];
    if (!store_clip_find(store, hash, path, error))
        return false;
    uint8_t *copy = arena_alloc(arena, CLIP_SIZE_MAX);
    if (copy == NULL)
        return error_set(error, ERR_MEMORY, "no memory for a voice clip");
    int problem = store->files->read(store->files->context, path, copy, CLIP_SIZE_MAX, size);
    if (problem != 0)
        return store_file_fail(error, problem, "reading", path);
    hash_clip(copy, *size, found);
    *bytes = copy;
    return str_equal(found, hash) ||
           error_set(error, ERR_CORRUPT, "the voice clip %s is damaged", hash);
}

bool store_clip_take(
    struct store *store, const char *hash, const void *bytes, size_t size, struct error *error)
{
    char found[CLIP_HASH_TEXT];
    hash_clip(bytes, size, found);
    if (!str_equal(found, hash))
        return error_set(error, ERR_BAD_INPUT, "a voice clip from elsewhere is damaged");
    return save_clip(store, folders[1], hash, bytes, size, error);
}

static bool take_names(struct store *store, struct clips *clips, const char *body,
    char (*hashes)[CLIP_HASH_TEXT], int most, int *count)
{
    if (!clips_begin_few(store, clips, most, NULL))
        return false;
    each_name(body, clips, clips_add);
    if (clips->full || *count + clips->count > most)
        return false;
    for (int i = 0; i < clips->count; i++)
        memcpy(hashes[(*count)++], clips->list[i].hash, CLIP_HASH_TEXT);
    return true;
}

bool store_clips_named(struct store *store, int64_t *through, int most,
    char (*hashes)[CLIP_HASH_TEXT], int *count, struct error *error)
{
    sqlite3_stmt *rows = store_statement(store, SQL_CLIP_NAMES_AFTER);
    int64_t last = MIN(*through + LOOKED_AT_ONCE, store->position.events);
    struct clips clips;
    int step;
    bool ok;
    *count = 0;
    sqlite3_bind_int64(rows, 1, *through);
    sqlite3_bind_int64(rows, 2, last);
    while ((ok = sql_step(store->db, rows, &step, error)) && step == SQLITE_ROW) {
        const char *body = sql_text(rows, 1);
        if (body != NULL && take_names(store, &clips, body, hashes, most, count))
            continue;
        if (*count > 0) /* the rest next time; what alone is too much is left out */
            last = sqlite3_column_int64(rows, 0) - 1;
        if (*count > 0)
            break;
    }
    sql_done(rows);
    *through = last;
    return ok;
}
