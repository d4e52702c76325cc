#define _DEFAULT_SOURCE
#define LOG_MODULE "backup"
#include "stick_backup_inside.h"

#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include "class_intake.h"
#include "platform/platform.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name under which a store looks for it, so that it can be opened where it lies. */
#define RESTORED_DATABASE BACKUP_FOLDER "/waystation.db"

struct backup_load {
    struct arena arena;
    char data[STORE_PATH_SIZE];
    FILE *file;
    int64_t size, done; /* bytes of the file */
    struct backup_head head;
    uint8_t shared[STORE_CLASS_KEY_SIZE];
    struct sealed_reader reader;
    const uint8_t *part; /* of the reader, not used yet */
    size_t part_left;
    bool has_about, has_database;
    int64_t left; /* of the entry that is being read */
    struct file_save save;
    char path[STORE_PATH_SIZE]; /* of save */
};

static size_t get_bytes(void *from, void *bytes, size_t size)
{
    struct backup_load *load = from;
    size_t got = fread(bytes, 1, size, load->file);
    load->done += (int64_t)got;
    return got;
}

static bool refuse(enum backup_refusal *why, const struct error *error)
{
    switch (error->code) {
    case ERR_DENIED: *why = BACKUP_OTHER_CLASS; break;
    case ERR_BAD_INPUT:
    case ERR_NOT_FOUND: *why = BACKUP_IS_NONE; break;
    case ERR_TOO_NEW: *why = BACKUP_TOO_NEW; break;
    case ERR_CORRUPT: *why = BACKUP_DAMAGED; break;
    default: *why = BACKUP_FAULT;
    }
    return false;
}

/* --- Whose it is ----------------------------------------------------------------------------- */

static bool is_same_class(struct backup_load *load, const struct records *records)
{
    struct sealed_key key;
    uint8_t sealed[SEALED_PREFIX];
    long at = ftell(load->file);
    store_class_key(records->store, load->shared);
    sealed_key_derive(load->shared, BACKUP_USE, &key);
    bool same = fread(sealed, 1, sizeof sealed, load->file) == sizeof sealed &&
                memcmp(sealed + sizeof sealed - sizeof key.name, key.name, sizeof key.name) == 0;
    seal_forget(&key, sizeof key);
    return fseek(load->file, at, SEEK_SET) == 0 && same;
}

static bool try_code(struct backup_load *load, const char *typed, struct error *error)
{
    char code[SEAL_CODE_SIZE];
    bool ok = seal_code_read(typed, code, error) &&
              seal_unwrap(load->head.wrapped, code, load->shared, error);
    seal_forget(code, sizeof code);
    return ok;
}

/* A machine of another class is told that, whatever the code. */
static bool find_key(struct backup_load *load, const struct records *records, const char *code,
    enum backup_refusal *why, struct error *error)
{
    bool has_class = records != NULL && records->has_plan;
    if (has_class && !is_same_class(load, records)) {
        *why = BACKUP_OTHER_CLASS;
        return error_set(error, ERR_DENIED,
            "this backup is of another class than this machine: a new machine, or one that was "
            "reset, takes it");
    }
    if (code == NULL && has_class)
        return true;
    if (code == NULL) {
        *why = BACKUP_WRONG_CODE;
        return error_set(error, ERR_DENIED,
            "this machine has no class yet: the code of the class opens the backup (on the board: "
            "Setup, USB stick)");
    }
    if (try_code(load, code, error))
        return true;
    if (error->code == ERR_DENIED) {
        error_clear(error);
        error_set(error, ERR_DENIED, "that is not the code of the class that the backup is of");
    }
    *why = error->code == ERR_DENIED || error->code == ERR_BAD_INPUT ? BACKUP_WRONG_CODE
           : error->code == ERR_CORRUPT                              ? BACKUP_DAMAGED
           : error->code == ERR_TOO_NEW                              ? BACKUP_TOO_NEW
                                                                     : BACKUP_FAULT;
    return false;
}

/* --- Beginning ------------------------------------------------------------------------------- */

static bool make_folders(const struct backup_load *load, struct error *error)
{
    static const char *const folders[] = {"", "/" BACKUP_FOLDER, "/" BACKUP_FOLDER "/pictures"};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        char path[STORE_PATH_SIZE];
        if (!STR_FORMAT(path, "%s%s", load->data, folders[i]))
            return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return error_set(error,
                errno == ENOSPC                     ? ERR_NO_SPACE
                : errno == EROFS || errno == EACCES ? ERR_READ_ONLY
                                                    : ERR_IO,
                "the folder %s cannot be made: %s", path, strerror(errno));
    }
    return true;
}

static bool open_file(struct backup_load *load, const char *path, struct error *error)
{
    struct stat about;
    if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return error_set(error, ERR_NOT_FOUND, "there is no file %s", path);
    load->size = about.st_size;
    load->file = fopen(path, "rb");
    return load->file != NULL ||
           error_set(error, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
}

static bool begin(struct backup_load *load, const struct records *records, const char *path,
    const char *code, enum backup_refusal *why, struct error *error)
{
    enum { ROOM_MORE = 32 * 1024 * 1024, TIMES = 3 };
    struct sealed_key key;
    if (!open_file(load, path, error) || !backup_head_read(load->file, &load->head, error))
        return refuse(why, error);
    if (!find_key(load, records, code, why, error))
        return false;
    sealed_key_derive(load->shared, BACKUP_USE, &key);
    bool ok = make_folders(load, error) &&
              backup_has_room(load->data, TIMES * load->size + ROOM_MORE, "this machine", error) &&
              sealed_reader_begin(&load->reader, path, &key, SEALED_BACKUP, get_bytes, load, error);
    seal_forget(&key, sizeof key);
    return ok || refuse(why, error);
}

bool backup_load_begin(const struct records *records, const char *data, const char *path,
    const char *code, struct backup_load **out, enum backup_refusal *why, struct error *error)
{
    enum { CAPACITY = 1024 * 1024 };
    struct arena arena = {0};
    *out = NULL;
    *why = BACKUP_FAULT;
    backup_clean(data);
    if (!arena_open(&arena, CAPACITY, error))
        return false;
    struct backup_load *load = arena_new(&arena, struct backup_load);
    if (load == NULL) {
        arena_close(&arena);
        return error_set(error, ERR_MEMORY, "no memory to restore");
    }
    load->arena = arena;
    load->save.descriptor = -1;
    STR_COPY(load->data, data);
    if (begin(load, records, path, code, why, error)) {
        *why = BACKUP_TAKEN;
        *out = load;
        return true;
    }
    backup_load_end(load);
    return false;
}

/* --- Entries --------------------------------------------------------------------------------- */

static bool next_part(struct backup_load *load, struct error *error)
{
    if (load->part_left > 0)
        return true;
    return sealed_reader_next(&load->reader, &load->part, &load->part_left, error);
}

static bool take_bytes(struct backup_load *load, void *out, size_t size, struct error *error)
{
    uint8_t *to = out;
    while (size > 0) {
        if (!next_part(load, error))
            return false;
        if (load->part_left == 0)
            return error_set(error, ERR_CORRUPT, "the backup ends too early");
        size_t piece = MIN(size, load->part_left);
        memcpy(to, load->part, piece);
        to += piece;
        size -= piece;
        load->part += piece;
        load->part_left -= piece;
    }
    return true;
}

/* "database" or "pictures/NAME": no other place can be named. */
static bool find_place(struct backup_load *load, const char *name, struct error *error)
{
    const char *picture = str_starts_with(name, "pictures/") ? name + strlen("pictures/") : NULL;
    bool fits = str_equal(name, "database")
                    ? STR_FORMAT(load->path, "%s/" RESTORED_DATABASE, load->data)
                    : picture != NULL && picture[0] != '\0' && picture[0] != '.' &&
                          strchr(picture, '/') == NULL &&
                          STR_FORMAT(load->path, "%s/%s/%s", load->data, BACKUP_FOLDER, name);
    return fits || error_set(error, ERR_CORRUPT, "the backup holds a file that is none of ours");
}

/* What stands in the open must be what was sealed. */
static bool check_about(struct backup_load *load, int64_t size, struct error *error)
{
    char text[BACKUP_HEAD_SIZE] = "";
    if (size >= (int64_t)sizeof text)
        return error_set(error, ERR_CORRUPT, "the backup does not say what it is");
    if (!take_bytes(load, text, (size_t)size, error))
        return false;
    load->has_about = str_equal(text, load->head.text);
    return load->has_about || error_set(error, ERR_CORRUPT, "the head of the backup was changed");
}

static bool finish(struct backup_load *load, struct error *error)
{
    if (!next_part(load, error))
        return false;
    return (load->part_left == 0 && load->has_database) ||
           error_set(error, ERR_CORRUPT, "the backup does not end as it should");
}

static bool begin_entry(struct backup_load *load, bool *more, struct error *error)
{
    char name[BACKUP_NAME_SIZE] = "";
    uint8_t length = 0, bytes[8];
    uint64_t size = 0;
    if (!take_bytes(load, &length, 1, error) || !take_bytes(load, name, length, error) ||
        !take_bytes(load, bytes, sizeof bytes, error))
        return false;
    for (int i = 0; i < 8; i++)
        size |= (uint64_t)bytes[i] << (8 * i);
    if (size > (uint64_t)load->size || strlen(name) != length)
        return error_set(error, ERR_CORRUPT, "the backup holds a file that is none of ours");
    if (!load->has_about)
        return str_equal(name, "about")
                   ? check_about(load, (int64_t)size, error)
                   : error_set(error, ERR_CORRUPT, "the backup does not say what it is");
    if (str_equal(name, "end")) {
        *more = false;
        return finish(load, error);
    }
    load->left = (int64_t)size;
    load->has_database = load->has_database || str_equal(name, "database");
    return find_place(load, name, error) && file_save_open(&load->save, load->path, error);
}

static bool take_some(struct backup_load *load, struct error *error)
{
    if (load->left > 0) {
        if (!next_part(load, error))
            return false;
        if (load->part_left == 0)
            return error_set(error, ERR_CORRUPT, "the backup ends too early");
        size_t piece = (size_t)MIN(load->left, (int64_t)load->part_left);
        bool written = file_save_write(&load->save, load->part, piece);
        load->part += piece;
        load->part_left -= piece;
        load->left = written ? load->left - (int64_t)piece : 0;
    }
    return load->left > 0 || file_save_finish(&load->save, error);
}

/* --- Checking -------------------------------------------------------------------------------- */

static bool check_database(struct backup_load *load, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    struct store *store = NULL;
    struct store_report report;
    uint8_t key[STORE_CLASS_KEY_SIZE];
    if (!STR_FORMAT(folder, "%s/%s", load->data, BACKUP_FOLDER))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    const struct store_options look = {.folder = folder, .station = "", .read_only = true};
    bool ok = store_open(&store, &look, &report, error) && store_verify(store, error);
    if (ok) {
        store_class_key(store, key);
        ok = memcmp(key, load->shared, sizeof key) == 0 ||
             error_set(error, ERR_CORRUPT, "the backup holds the database of another class");
        seal_forget(key, sizeof key);
    }
    store_close(store);
    return ok;
}

static bool step(struct backup_load *load, bool *more, struct error *error)
{
    enum { PIECES = 16 }; /* parts of 64 KiB */
    *more = true;
    for (int i = 0; i < PIECES && *more; i++) {
        bool in_file = load->save.descriptor >= 0;
        if (!(in_file ? take_some(load, error) : begin_entry(load, more, error)))
            return false;
    }
    return *more || check_database(load, error);
}

bool backup_load_step(
    struct backup_load *load, bool *more, enum backup_refusal *why, struct error *error)
{
    if (!step(load, more, error))
        return refuse(why, error);
    if (!*more) {
        fclose(load->file);
        load->file = NULL; /* done: what lies there stays */
    }
    return true;
}

int backup_load_percent(const struct backup_load *load)
{
    return (int)(load->done * 100 / MAX(load->size, 1));
}

void backup_load_end(struct backup_load *load)
{
    if (load == NULL)
        return;
    file_save_close(&load->save);
    if (load->file != NULL) {
        fclose(load->file);
        backup_clean(load->data);
    }
    struct arena arena = load->arena;
    seal_forget(load, sizeof *load);
    arena_close(&arena);
}

/* --- In place -------------------------------------------------------------------------------- */

/* The class does without a picture; what could not be moved is told to the technician. */
static void move_pictures(const char *data)
{
    char from[STORE_PATH_SIZE], to[STORE_PATH_SIZE], old[STORE_PATH_SIZE], new[STORE_PATH_SIZE];
    class_intake_pictures(data, to);
    mkdir(to, 0755); /* there already: the renaming tells */
    DIR *list = STR_FORMAT(from, "%s/%s/pictures", data, BACKUP_FOLDER) ? opendir(from) : NULL;
    struct error error = {0};
    const char *name;
    while (list != NULL && listing_next(list, &name, &error) && name != NULL)
        if (name[0] != '.' && STR_FORMAT(old, "%s/%s", from, name) &&
            STR_FORMAT(new, "%s/%s", to, name) && rename(old, new) != 0)
            log_warning("a picture of the backup is not taken: %s", strerror(errno));
    if (error.code != ERR_NONE)
        log_warning("pictures of the backup are not taken: %s", error.text);
    if (list != NULL)
        closedir(list);
}

bool backup_put_in_place(const char *data, struct error *error)
{
    char database[STORE_PATH_SIZE];
    if (!STR_FORMAT(database, "%s/" RESTORED_DATABASE, data))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    bool ok = store_restore(data, database, error);
    if (ok)
        move_pictures(data);
    backup_clean(data);
    return ok;
}
