#define _DEFAULT_SOURCE /* d_name of any file system */
#define LOG_MODULE      "stick"
#include "stick_inside.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/hex.h"
#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include "class_intake.h"
#include "event_lines.h"
#include "records_words.h"
#include "store/store_clips.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct names {
    char (*list)[STICK_NAME_SIZE];
    int count, capacity;
};

struct saver {
    struct stick *stick;
    struct names blobs; /* what belongs on the stick now */
    struct error error; /* of a clip */
};

/* --- Files ----------------------------------------------------------------------------------- */

static bool put_bytes(void *to, const void *bytes, size_t size)
{
    return file_save_write(to, bytes, size);
}

struct sealed_save {
    struct file_save save;
    struct sealed_writer writer;
};

static bool begin_file(struct sealed_save *file, const struct stick *stick, const char *path,
    enum sealed_kind kind, struct error *error)
{
    file->save = (struct file_save){.descriptor = -1};
    if (!file_save_open(&file->save, path, error))
        return false;
    (void)sealed_file_begin(&file->writer, &stick->key, kind, put_bytes, &file->save);
    return true; /* a write that failed is told by finishing */
}

static bool finish_file(struct sealed_save *file, struct error *error)
{
    (void)sealed_file_end(&file->writer);
    return file_save_finish(&file->save, error);
}

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0;
}

static bool make_folder(const char *path, struct error *error)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    enum error_code code = errno == ENOSPC                     ? ERR_NO_SPACE
                           : errno == EROFS || errno == EACCES ? ERR_READ_ONLY
                                                               : ERR_IO;
    return error_set(
        error, code, "the folder %s cannot be made on the stick (%s)", path, strerror(errno));
}

static bool make_place(const struct stick *stick, struct error *error)
{
    char top[STORE_PATH_SIZE];
    const char *slash = strrchr(stick->place, '/');
    str_copy_length(top, sizeof top, stick->place, (size_t)(slash - stick->place));
    struct stat about;
    if (stat(stick->options->folder, &about) != 0 || !S_ISDIR(about.st_mode))
        return error_set(error, ERR_NOT_FOUND, "there is no folder %s: plug the stick in",
            stick->options->folder);
    return make_folder(top, error) && make_folder(stick->place, error);
}

/* --- Blobs ----------------------------------------------------------------------------------- */

static void keep_name(struct names *names, const char *name)
{
    if (names->count < names->capacity)
        STR_COPY(names->list[names->count++], name);
}

/* A blob is named by what is in it: what is there is right. */
static bool put_blob(struct saver *saver, const char *kind, const char *what, const void *bytes,
    size_t size, struct error *error)
{
    struct stick *stick = saver->stick;
    char name[STICK_NAME_SIZE], path[STORE_PATH_SIZE];
    struct sealed_save *file = arena_new(&stick->arena, struct sealed_save);
    stick_blob_name(stick, kind, what, name);
    keep_name(&saver->blobs, name);
    if (file == NULL)
        return error_set(error, ERR_MEMORY, "no memory to write on the stick");
    if (!stick_path(stick, name, path, error))
        return false;
    if (is_there(path) && !str_equal(kind, STICK_WORDS))
        return true;
    bool ok = begin_file(file, stick, path, SEALED_BLOB, error);
    if (ok) {
        (void)sealed_file_put(&file->writer, bytes, size);
        ok = finish_file(file, error);
    }
    file_save_close(&file->save);
    stick->report->blobs_saved += ok;
    return ok;
}

static void put_clip(void *with, const char *hash)
{
    struct saver *saver = with;
    struct stick *stick = saver->stick;
    char path[STORE_PATH_SIZE];
    struct error gone = {0};
    const char *bytes;
    size_t size;
    if (saver->error.code != ERR_NONE)
        return;
    if (!store_clip_find(stick->records->store, hash, path, &gone)) {
        /* Not here: the one that may be on the stick stays. */
        char name[STICK_NAME_SIZE];
        stick_blob_name(stick, "clip", hash, name);
        keep_name(&saver->blobs, name);
        return;
    }
    size_t mark = arena_mark(&stick->arena);
    if (file_read(path, CLIP_SIZE_MAX, &stick->arena, &bytes, &size, &saver->error))
        (void)!put_blob(saver, "clip", hash, bytes, size, &saver->error);
    arena_release(&stick->arena, mark);
}

static bool put_pictures(struct saver *saver, struct error *error)
{
    struct stick *stick = saver->stick;
    const struct classroom *classroom = stick->records->classroom;
    char folder[STORE_PATH_SIZE];
    class_intake_pictures(stick->options->data, folder);
    for (int i = 0; i < classroom->plan.item_count; i++) {
        const char *image = classroom->plan.items[i].image, *bytes;
        char what[STORE_PATH_SIZE], path[STORE_PATH_SIZE];
        size_t size, mark = arena_mark(&stick->arena);
        struct error missing = {0};
        if (image[0] == '\0')
            continue;
        STR_FORMAT(what, "%s/%s", classroom->plan_version, image);
        STR_FORMAT(path, "%s/%s", folder, image);
        if (file_read_own(path, FOLDER_FILE_BYTES, &stick->arena, &bytes, &size, &missing) &&
            !put_blob(saver, "picture", what, bytes, size, error))
            return false;
        arena_release(&stick->arena, mark);
    }
    return true;
}

/* The public key of the term's words. Only the board knows which is the newest; others leave what
 * is there. */
static bool put_words_key(struct saver *saver, struct error *error)
{
    struct records *records = saver->stick->records;
    char name[STICK_NAME_SIZE];
    uint8_t key[SEAL_KEY_SIZE];
    if (records_words_have_key(records) && records_words_public_key(records, key))
        return put_blob(saver, STICK_WORDS, "key", key, sizeof key, error);
    stick_blob_name(saver->stick, STICK_WORDS, "key", name);
    keep_name(&saver->blobs, name);
    return true;
}

static bool put_plan(struct saver *saver, struct error *error)
{
    struct stick *stick = saver->stick;
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT];
    if (!stick->records->has_plan)
        return true;
    return store_current_plan(
               stick->records->store, &stick->arena, &bytes, &size, version, error) &&
           put_blob(saver, "plan", version, bytes, size, error) && put_pictures(saver, error);
}

/* --- Events ---------------------------------------------------------------------------------- */

struct line_writer {
    struct saver *saver;
    struct sealed_save *file;
};

static bool put_line(void *to, const char *line, struct error *error)
{
    struct line_writer *writer = to;
    stick_each_clip(line, put_clip, writer->saver);
    const struct error *problem = &writer->saver->error;
    if (problem->code != ERR_NONE)
        return error_set(error, problem->code, "%s", problem->text);
    return sealed_file_put(&writer->file->writer, line, strlen(line)) &&
           sealed_file_put(&writer->file->writer, "\n", 1);
}

static bool put_events(struct saver *saver, char name[static STICK_NAME_SIZE], struct error *error)
{
    struct stick *stick = saver->stick;
    struct sealed_save *file = arena_new(&stick->arena, struct sealed_save);
    struct line_writer writer = {saver, file};
    char path[STORE_PATH_SIZE];
    uint8_t chance[4];
    char digits[2 * sizeof chance + 1];
    store_random(chance, sizeof chance);
    hex_write(digits, chance, sizeof chance);
    str_format(name, STICK_NAME_SIZE, "events-%s.sealed", digits);
    if (file == NULL)
        return error_set(error, ERR_MEMORY, "no memory to write on the stick");
    if (!stick_path(stick, name, path, error) ||
        !begin_file(file, stick, path, SEALED_EVENTS, error))
        return false;
    bool printed = event_lines_write(
        stick->records->store, 0, put_line, &writer, &stick->report->events_saved, error);
    /* When a write failed, it is the closing that says why. */
    bool ok = (printed || error->code == ERR_NONE) && finish_file(file, error) && printed;
    file_save_close(&file->save);
    return ok;
}

/* --- What a new machine needs ---------------------------------------------------------------- */

static bool put_key(const struct stick *stick, struct error *error)
{
    char path[STORE_PATH_SIZE], code[SEAL_CODE_SIZE], wrapped[SEAL_WRAP_SIZE];
    uint8_t shared[STORE_CLASS_KEY_SIZE];
    if (!stick_path(stick, "class.key", path, error))
        return false;
    if (is_there(path))
        return true;
    stick_code(stick->records, code);
    store_class_key(stick->records->store, shared);
    bool ok = seal_wrap(shared, code, SEAL_FOR_CODES, wrapped, error) &&
              file_save_whole(path, 0600, wrapped, strlen(wrapped), error);
    seal_forget(shared, sizeof shared);
    return ok;
}

/* --- What stands for what -------------------------------------------------------------------- */

static void remove_one(const struct stick *stick, const char *name)
{
    char path[STORE_PATH_SIZE];
    struct error error = {0};
    if (stick_path(stick, name, path, &error) && unlink(path) != 0 && errno != ENOENT)
        log_warning("an older file stays on the stick: %s", strerror(errno));
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Blobs that nothing names any more: clips of who was erased, plans before this one. Only when all
 * files of events were understood, for the others may name them. What is missed goes another time.
 */
static void remove_unnamed(struct saver *saver)
{
    struct stick *stick = saver->stick;
    struct names *kept = &saver->blobs;
    if (stick->report->left > 0 || kept->count == kept->capacity)
        return;
    qsort(kept->list, (size_t)kept->count, STICK_NAME_SIZE, compare);
    DIR *list = opendir(stick->place);
    const char *next;
    while (list != NULL && listing_next(list, &next, NULL) && next != NULL) {
        char name[STICK_NAME_SIZE];
        if (str_starts_with(next, "blob-") && STR_COPY(name, next) &&
            (kept->count == 0 ||
                bsearch(name, kept->list, (size_t)kept->count, STICK_NAME_SIZE, compare) == NULL))
            remove_one(stick, name);
    }
    if (list != NULL)
        closedir(list);
}

static bool put_all(struct stick *stick, struct error *error)
{
    enum { BLOB_MAX = 65536 };
    struct saver saver = {.stick = stick, .blobs.capacity = BLOB_MAX};
    char name[STICK_NAME_SIZE];
    arena_reset(&stick->arena);
    saver.blobs.list = arena_alloc(&stick->arena, (size_t)BLOB_MAX * STICK_NAME_SIZE);
    if (saver.blobs.list == NULL)
        return error_set(error, ERR_MEMORY, "no memory to write on the stick");
    /* The events last: what they name is there before. */
    if (!put_key(stick, error) || !put_words_key(&saver, error) || !put_plan(&saver, error) ||
        !put_events(&saver, name, error))
        return false;
    for (int i = 0; i < stick->file_count; i++)
        if (stick->taken[i])
            remove_one(stick, stick->files[i]);
    remove_unnamed(&saver);
    return true;
}

bool stick_save(struct records *records, const struct stick_options *options,
    struct stick_report *report, struct error *error)
{
    struct stick stick = {.records = records, .options = options, .report = report};
    struct error left = {0};
    *report = (struct stick_report){0};
    if (!arena_open(&stick.arena, STICK_CAPACITY, error))
        return false;
    bool ok = stick_find_place(&stick, error) && make_place(&stick, error);
    /* Files that cannot be taken stay beside the new one. */
    if (ok && !stick_take_all(&stick, &left) && report->left == 0)
        ok = error_set(error, left.code, "%s", left.text);
    ok = ok && put_all(&stick, error);
    arena_close(&stick.arena);
    return ok;
}
