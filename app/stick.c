#define _DEFAULT_SOURCE /* d_name of any file system */
#define LOG_MODULE      "stick"
#include "stick_inside.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include "class_intake.h"
#include "event_lines.h"
#include "exchange/class_folder.h"
#include "records_words.h"
#include "store/store_clips.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char top[] = "waystation-data", key_file[] = "class.key";

/* --- Places ---------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool stick_is_ours(const char *folder)
{
    char path[STORE_PATH_SIZE];
    return STR_FORMAT(path, "%s/%s", folder, top) && is_folder(path);
}

bool stick_find_place(struct stick *stick, struct error *error)
{
    uint8_t shared[STORE_CLASS_KEY_SIZE];
    char name[2 * SEALED_NAME_SIZE + 1];
    store_class_key(stick->records->store, shared);
    sealed_key_derive(shared, "stick", &stick->key);
    seal_forget(shared, sizeof shared);
    sodium_bin2hex(name, sizeof name, stick->key.name, sizeof stick->key.name);
    return STR_FORMAT(stick->place, "%s/%s/%s", stick->options->folder, top, name) ||
           error_set(error, ERR_BAD_INPUT, "the name of the folder is too long");
}

bool stick_path(const struct stick *stick, const char *name, char out[static STORE_PATH_SIZE],
    struct error *error)
{
    return str_format(out, STORE_PATH_SIZE, "%s/%s", stick->place, name) ||
           error_set(error, ERR_BAD_INPUT, "the name of the folder is too long");
}

void stick_blob_name(
    const struct stick *stick, const char *kind, const char *what, char out[static STICK_NAME_SIZE])
{
    uint8_t hash[crypto_generichash_BYTES_MIN];
    char hex[2 * sizeof hash + 1], name[STORE_PATH_SIZE];
    STR_FORMAT(name, "%s:%s", kind, what);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)name, strlen(name), stick->key.key,
        sizeof stick->key.key);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    str_format(out, STICK_NAME_SIZE, "blob-%s.sealed", hex);
}

void stick_each_clip(const char *body, void (*each)(void *with, const char *hash), void *with)
{
    static const char key[] = "\"clip\":\"";
    for (const char *at = body; (at = strstr(at, key)) != NULL;) {
        char hash[CLIP_HASH_TEXT];
        at += sizeof key - 1;
        if (strspn(at, "0123456789abcdef") == CLIP_HASH_TEXT - 1 && at[CLIP_HASH_TEXT - 1] == '"') {
            str_copy_length(hash, sizeof hash, at, CLIP_HASH_TEXT - 1);
            each(with, hash);
        }
    }
}

/* --- Blobs ----------------------------------------------------------------------------------- */

static bool read_sealed(struct stick *stick, const char *name, enum sealed_kind kind,
    const char **bytes, size_t *size, struct error *error)
{
    char path[STORE_PATH_SIZE];
    const char *sealed;
    size_t sealed_size;
    return stick_path(stick, name, path, error) &&
           file_read_own(path, STICK_FILE_LIMIT, &stick->arena, &sealed, &sealed_size, error) &&
           sealed_file_read(
               path, sealed, sealed_size, &stick->key, kind, &stick->arena, bytes, size, error);
}

/* False if it is not there, or not whole: then it is named in the report. */
static bool read_blob(
    struct stick *stick, const char *kind, const char *what, const char **bytes, size_t *size)
{
    char name[STICK_NAME_SIZE];
    struct error error = {0};
    stick_blob_name(stick, kind, what, name);
    if (read_sealed(stick, name, SEALED_BLOB, bytes, size, &error))
        return true;
    if (error.code != ERR_NOT_FOUND && stick->report->left++ == 0)
        STR_COPY(stick->report->problem, error.text);
    return false;
}

struct clips {
    struct stick *stick;
    struct error error;
};

static void take_clip(void *with, const char *hash)
{
    struct clips *clips = with;
    struct stick *stick = clips->stick;
    char path[STORE_PATH_SIZE], found[CLIP_HASH_TEXT];
    struct error gone = {0};
    const char *bytes;
    size_t size;
    if (clips->error.code != ERR_NONE || store_clip_find(stick->records->store, hash, path, &gone))
        return;
    size_t mark = arena_mark(&stick->arena);
    if (!read_blob(stick, "clip", hash, &bytes, &size)) {
        stick->report->missing++;
    } else if (store_clip_save(stick->records->store, bytes, size, found, &clips->error) &&
               store_clip_keep(stick->records->store, found, &clips->error)) {
        stick->report->blobs++;
    }
    arena_release(&stick->arena, mark);
}

/* --- Events ---------------------------------------------------------------------------------- */

/* A clip is here before an event that names it is. */
static bool take_rows(struct stick *stick, const struct event_lines *lines, struct error *error)
{
    struct clips clips = {.stick = stick};
    struct store_merge_report merged;
    for (int i = 0; i < lines->count; i++)
        if (!lines->events[i].erased)
            stick_each_clip(lines->events[i].body, take_clip, &clips);
    if (clips.error.code != ERR_NONE)
        return error_set(error, clips.error.code, "%s", clips.error.text);
    if (!records_merge(stick->records, lines->events, lines->count, &merged, error))
        return false;
    stick->report->added += merged.added;
    stick->report->known += merged.known;
    stick->report->conflicts += merged.conflicts;
    return true;
}

static bool take_file(struct stick *stick, const char *name, struct error *error)
{
    struct event_lines lines;
    const char *bytes;
    size_t size;
    arena_reset(&stick->arena);
    return read_sealed(stick, name, SEALED_EVENTS, &bytes, &size, error) &&
           event_lines_read(bytes, size, name, &stick->arena, &lines, error) &&
           take_rows(stick, &lines, error);
}

/* What is wrong with a file is that file's; what is wrong here ends it all. */
static bool is_the_files(const struct error *error)
{
    return error->code == ERR_CORRUPT || error->code == ERR_TOO_NEW ||
           error->code == ERR_BAD_INPUT || error->code == ERR_DENIED || error->code == ERR_FULL;
}

static bool take_files(struct stick *stick, struct error *error)
{
    for (int i = 0; i < stick->file_count; i++) {
        struct error problem = {0};
        stick->taken[i] = take_file(stick, stick->files[i], &problem);
        stick->report->files += stick->taken[i];
        if (stick->taken[i])
            continue;
        if (!is_the_files(&problem))
            return error_set(error, problem.code, "%s", problem.text);
        if (stick->report->left++ == 0)
            STR_COPY(stick->report->problem, problem.text);
        error_clear(error);
        error_set(error, problem.code, "%s", problem.text); /* told if nothing else was taken */
    }
    if (stick->report->files == 0 && stick->file_count > 0)
        return false;
    error_clear(error);
    return true;
}

/* --- The plan -------------------------------------------------------------------------------- */

static bool note_plan(const struct event *event, void *user)
{
    str_copy(user, ID_SIZE, event->body.plan_published.hash);
    return true;
}

static void take_pictures(struct stick *stick, const struct plan *plan, const char *version)
{
    char folder[STORE_PATH_SIZE];
    class_intake_pictures(stick->options->data, folder);
    mkdir(folder, 0755); /* there already: the writing tells */
    for (int i = 0; i < plan->item_count; i++) {
        char what[STORE_PATH_SIZE], path[STORE_PATH_SIZE];
        struct error error = {0};
        const char *bytes;
        size_t size;
        if (plan->items[i].image[0] == '\0')
            continue;
        STR_FORMAT(what, "%s/%s", version, plan->items[i].image);
        STR_FORMAT(path, "%s/%s", folder, plan->items[i].image);
        if (!read_blob(stick, "picture", what, &bytes, &size))
            continue;
        if (file_save_whole(path, 0600, bytes, size, &error))
            stick->report->blobs++;
        else
            log_warning("a picture is not taken from the stick: %s", error.text);
    }
}

/* The newest plan that anybody published wins on every machine. */
static bool take_plan(struct stick *stick, struct error *error)
{
    struct records *records = stick->records;
    char version[ID_SIZE] = "";
    const char *bytes;
    size_t size;
    arena_reset(&stick->arena);
    if (!records_each(
            records, NULL, EVENT_BIT(EVENT_PLAN_PUBLISHED), INT64_MIN, note_plan, version, error))
        return false;
    if (version[0] == '\0' || str_equal(version, records->classroom->plan_version) ||
        !read_blob(stick, "plan", version, &bytes, &size))
        return true;
    bool taken;
    if (!store_keep_plan(records->store, version, bytes, size, error) ||
        !records_take_newest_plan(records, &taken, error))
        return false;
    stick->report->has_new_plan = taken;
    if (taken)
        take_pictures(stick, &records->classroom->plan, version);
    return true;
}

/* Before the plan: a station keeps no last names from then on. */
static bool take_words_key(struct stick *stick, struct error *error)
{
    uint8_t known[SEAL_KEY_SIZE] = {0};
    const char *bytes;
    size_t size;
    arena_reset(&stick->arena);
    if (records_words_have_key(stick->records) ||
        !read_blob(stick, STICK_WORDS, "key", &bytes, &size) || size != sizeof known)
        return true;
    if (records_words_public_key(stick->records, known) && memcmp(known, bytes, size) == 0)
        return true;
    return records_words_join(stick->records, (const uint8_t *)bytes, error);
}

/* --- A machine that has not the class's key -------------------------------------------------- */

/* Its own badges would not be known any more. */
static bool is_new(const struct records *records)
{
    return !records->has_plan && records->classroom->event_count == 0;
}

/* Tries the code on each class of the stick. */
static bool try_code(struct stick *stick, const char *folder, const char *code, struct error *error)
{
    char path[STORE_PATH_SIZE];
    const char *wrapped;
    size_t size;
    uint8_t key[SEAL_KEY_SIZE];
    struct error problem = {0};
    arena_reset(&stick->arena);
    bool opens = STR_FORMAT(path, "%s/%s", folder, key_file) &&
                 file_read_own(path, SEAL_WRAP_SIZE, &stick->arena, &wrapped, &size, &problem) &&
                 seal_unwrap(wrapped, code, key, &problem);
    if (!opens)
        return problem.code == ERR_DENIED || problem.code == ERR_NOT_FOUND
                   ? false
                   : error_set(error, problem.code, "%s", problem.text);
    stick->report->has_new_class_key = store_take_class_key(stick->records->store, key, error);
    seal_forget(key, sizeof key);
    return stick->report->has_new_class_key;
}

static bool meet_class(struct stick *stick, struct error *error)
{
    char folder[STORE_PATH_SIZE], code[SEAL_CODE_SIZE];
    if (!seal_code_read(stick->options->code, code, error))
        return false;
    if (!is_new(stick->records))
        return error_set(error, ERR_DENIED,
            "this machine has a class already: a code is for a new machine, or an empty data "
            "folder");
    STR_FORMAT(folder, "%s/%s", stick->options->folder, top);
    DIR *list = opendir(folder);
    bool found = false;
    const char *name;
    while (list != NULL && !found && error->code == ERR_NONE && listing_next(list, &name, error) &&
           name != NULL) {
        char path[STORE_PATH_SIZE];
        found = name[0] != '.' && STR_FORMAT(path, "%s/%s", folder, name) && is_folder(path) &&
                try_code(stick, path, code, error);
    }
    if (list != NULL)
        closedir(list);
    if (!found)
        return error_set(error, ERR_DENIED,
            "the code is not that of a class on the stick: read it again on the board, Setup, "
            "USB stick");
    return stick_find_place(stick, error);
}

/* --- All of it ------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool list_files(struct stick *stick, struct error *error)
{
    DIR *list = opendir(stick->place);
    const char *name;
    bool ok = true;
    stick->file_count = 0;
    while (list != NULL && stick->file_count < STICK_FILE_MAX &&
           (ok = listing_next(list, &name, error)) && name != NULL)
        if (str_starts_with(name, "events-") && str_ends_with(name, ".sealed") &&
            STR_COPY(stick->files[stick->file_count], name))
            stick->file_count++;
    if (list != NULL)
        closedir(list);
    qsort(stick->files, (size_t)stick->file_count, sizeof stick->files[0], compare);
    return ok;
}

bool stick_is_readable(const struct stick_options *options, struct error *error)
{
    if (!is_folder(options->folder))
        return error_set(
            error, ERR_NOT_FOUND, "there is no folder %s: plug the stick in", options->folder);
    return stick_is_ours(options->folder) ||
           error_set(error, ERR_NOT_FOUND,
               "nothing of Waystation is on %s: put everything on it at another machine first",
               options->folder);
}

static bool tell_nothing(const struct stick *stick, struct error *error)
{
    if (!stick_is_readable(stick->options, error))
        return false;
    if (!is_folder(stick->place))
        return error_set(error, ERR_DENIED,
            "what is on the stick is of another class. A new machine needs the code that the board "
            "shows: Setup, USB stick");
    return error_set(error, ERR_NOT_FOUND,
        "nothing of this class is on the stick: put everything on it at another machine first");
}

bool stick_take_all(struct stick *stick, struct error *error)
{
    struct records *records = stick->records;
    if (!list_files(stick, error) || !take_words_key(stick, error) || !take_files(stick, error) ||
        !take_plan(stick, error) || !records_renew(records, error))
        return false;
    /* Those of students who were erased here meanwhile. */
    return stick->report->blobs == 0 || store_clip_sweep_all(records->store, error);
}

bool stick_take(struct records *records, const struct stick_options *options,
    struct stick_report *report, struct error *error)
{
    struct stick stick = {.records = records, .options = options, .report = report};
    *report = (struct stick_report){0};
    if (!arena_open(&stick.arena, STICK_CAPACITY, error))
        return false;
    bool ok = stick_find_place(&stick, error);
    if (ok && options->code != NULL && !is_folder(stick.place))
        ok = meet_class(&stick, error);
    ok = ok && (is_folder(stick.place) || tell_nothing(&stick, error)) &&
         stick_take_all(&stick, error);
    if (ok && stick.file_count == 0)
        ok = tell_nothing(&stick, error);
    arena_close(&stick.arena);
    return ok;
}

void stick_code(const struct records *records, char out[static SEAL_CODE_SIZE])
{
    uint8_t shared[STORE_CLASS_KEY_SIZE];
    store_class_key(records->store, shared);
    seal_code_of(shared, out);
    seal_forget(shared, sizeof shared);
}
