#define _DEFAULT_SOURCE
#define LOG_MODULE "backup"
#include "stick_backup_inside.h"

#include "base/date.h"
#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include "class_intake.h"
#include "platform/platform.h"
#include "sync/member.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char prefix[] = "waystation-backup-";

/* --- The head -------------------------------------------------------------------------------- */

static bool take_line(const char *line, struct backup_head *out)
{
    struct date date;
    if (str_starts_with(line, "machine "))
        return STR_COPY(out->machine, line + 8);
    if (str_starts_with(line, "key "))
        return STR_COPY(out->wrapped, line + 4);
    if (!str_starts_with(line, "day ") || !date_parse(line + 4, &date))
        return false;
    out->day = date_to_day(date);
    return true;
}

bool backup_head_read(FILE *file, struct backup_head *out, struct error *error)
{
    char line[BACKUP_LINE_SIZE];
    *out = (struct backup_head){0};
    bool ok = fgets(line, sizeof line, file) != NULL && str_starts_with(line, BACKUP_MAGIC);
    if (ok && !str_equal(line, BACKUP_MAGIC "1\n"))
        return error_set(error, ERR_TOO_NEW,
            "this backup is of a newer version of Waystation: update this machine first");
    STR_COPY(out->text, line);
    for (int lines = 0; ok && lines < 3; lines++) {
        ok =
            fgets(line, sizeof line, file) != NULL && str_append(out->text, sizeof out->text, line);
        if (ok)
            line[strcspn(line, "\n")] = '\0';
        ok = ok && take_line(line, out);
    }
    ok = ok && fgets(line, sizeof line, file) != NULL && str_equal(line, "\n") &&
         out->wrapped[0] != '\0' && out->machine[0] != '\0';
    if (!ok && ferror(file))
        return error_set(error, ERR_IO, "the backup cannot be read: %s", strerror(errno));
    return ok || error_set(error, ERR_BAD_INPUT, "this file is no backup of Waystation");
}

static void find_machine_name(const struct records *records, char out[static NAME_SIZE])
{
    struct member member;
    enum member_kind kind;
    struct error none = {0};
    char name[NAME_SIZE] = "";
    if (!store_get(records->store, "station", name, sizeof name) || name[0] == '\0')
        str_copy(name, sizeof name, "waystation");
    if (member_load(records->store, &member, &kind, &none) && kind == MEMBER_BOARD)
        str_copy(name, sizeof name, "board");
    seal_forget(&member, sizeof member);
    for (char *at = name; *at != '\0'; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                (*at >= '0' && *at <= '9')))
            *at = '-';
    str_copy(out, NAME_SIZE, name);
}

static bool write_head(struct records *records, const char *name, int32_t day,
    struct backup_head *out, struct sealed_key *key, struct error *error)
{
    char code[SEAL_CODE_SIZE], date[DATE_TEXT_SIZE];
    uint8_t shared[STORE_CLASS_KEY_SIZE];
    if (name != NULL)
        STR_COPY(out->machine, name);
    else
        find_machine_name(records, out->machine);
    out->day = day;
    stick_code(records, code);
    store_class_key(records->store, shared);
    sealed_key_derive(shared, BACKUP_USE, key);
    bool ok = seal_wrap(shared, code, SEAL_FOR_CODES, out->wrapped, error);
    seal_forget(shared, sizeof shared);
    seal_forget(code, sizeof code);
    date_format(day, date);
    return ok && (STR_FORMAT(out->text, BACKUP_MAGIC "1\nmachine %s\nday %s\nkey %s\n",
                      out->machine, date, out->wrapped) ||
                     error_set(error, ERR_FULL, "the name of this machine is too long"));
}

/* --- Which there are ------------------------------------------------------------------------- */

static bool look_at(const char *path, struct backup_found *out)
{
    struct backup_head head;
    struct error none = {0};
    struct stat about;
    FILE *file = lstat(path, &about) == 0 && S_ISREG(about.st_mode) ? fopen(path, "rb") : NULL;
    bool ok = file != NULL && backup_head_read(file, &head, &none) && STR_COPY(out->path, path);
    if (file != NULL)
        fclose(file);
    if (ok) {
        STR_COPY(out->machine, head.machine);
        out->day = head.day;
    }
    return ok;
}

static void put_in_order(struct backup_found *list, int *count, const struct backup_found *found)
{
    int at = *count;
    while (at > 0 &&
           (list[at - 1].day < found->day ||
               (list[at - 1].day == found->day && strcmp(list[at - 1].path, found->path) < 0)))
        at--;
    if (at == BACKUP_FOUND_MAX)
        return;
    *count = MIN(*count + 1, BACKUP_FOUND_MAX);
    memmove(&list[at + 1], &list[at], (size_t)(*count - 1 - at) * sizeof list[0]);
    list[at] = *found;
}

int backup_find(const char *folder, struct backup_found out[static BACKUP_FOUND_MAX])
{
    enum { LOOKED_AT_MAX = 500 };
    int count = 0, looked = 0;
    DIR *list = opendir(folder);
    struct error error = {0};
    const char *name;
    while (list != NULL && looked < LOOKED_AT_MAX && listing_next(list, &name, &error) &&
           name != NULL) {
        struct backup_found found;
        char path[STORE_PATH_SIZE];
        if (!str_starts_with(name, prefix) || !str_ends_with(name, ".sealed") ||
            !STR_FORMAT(path, "%s/%s", folder, name))
            continue;
        looked++;
        if (look_at(path, &found))
            put_in_order(out, &count, &found);
    }
    if (list != NULL)
        closedir(list);
    if (error.code != ERR_NONE)
        log_warning("there may be more backups: %s", error.text);
    return count;
}

bool backup_has_room(const char *folder, int64_t bytes, const char *what, struct error *error)
{
    struct statvfs info;
    if (statvfs(folder, &info) != 0)
        return error_set(error, ERR_NOT_FOUND, "there is no folder %s: plug the stick in", folder);
    int64_t room = (int64_t)((uint64_t)info.f_bavail * info.f_frsize);
    enum { MIB = 1024 * 1024 };
    return room >= bytes || error_set(error, ERR_NO_SPACE,
                                "%s has too little room: %lld MiB are needed, %lld MiB are free",
                                what, (long long)(bytes / MIB + 1), (long long)(room / MIB));
}

/* --- Making one ------------------------------------------------------------------------------ */

enum { STEP_BYTES = 512 * 1024, PICTURES_MAX = ITEM_MAX };

struct entry {
    char name[BACKUP_NAME_SIZE];
    char path[STORE_PATH_SIZE];
    int64_t size;
};

struct backup_save {
    struct arena arena;
    char file[STORE_PATH_SIZE], database[STORE_PATH_SIZE];
    struct entry *entries;
    int entry_count, entry; /* that is being written */
    int64_t total, done, left;
    FILE *from;
    struct file_save save;
    struct sealed_writer writer;
    uint8_t bytes[STEP_BYTES];
};

static bool put_bytes(void *to, const void *bytes, size_t size)
{
    return file_save_write(to, bytes, size);
}

static void put_entry(struct backup_save *save, const char *name, int64_t size)
{
    uint8_t head[1 + BACKUP_NAME_SIZE + 8];
    size_t length = strlen(name);
    head[0] = (uint8_t)length;
    memcpy(head + 1, name, length);
    for (int i = 0; i < 8; i++)
        head[1 + length + (size_t)i] = (uint8_t)((uint64_t)size >> (8 * i));
    (void)sealed_file_put(&save->writer, head, 1 + length + 8);
}

static bool add_file(
    struct backup_save *save, const char *name, const char *path, struct error *error)
{
    struct stat about;
    struct entry *entry = &save->entries[save->entry_count];
    if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return error_set(error, ERR_IO, "%s cannot be looked at: %s", path, strerror(errno));
    STR_COPY(entry->name, name);
    STR_COPY(entry->path, path);
    entry->size = about.st_size;
    save->total += entry->size;
    save->entry_count++;
    return true;
}

/* A picture that is not there was not there before either. */
static void add_pictures(struct backup_save *save, const struct records *records, const char *data)
{
    const struct plan *plan = &records->classroom->plan;
    char folder[STORE_PATH_SIZE];
    class_intake_pictures(data, folder);
    for (int i = 0; i < plan->item_count && save->entry_count < PICTURES_MAX; i++) {
        char name[BACKUP_NAME_SIZE], path[STORE_PATH_SIZE];
        struct error missing = {0};
        if (plan->items[i].image[0] != '\0' &&
            STR_FORMAT(name, "pictures/%s", plan->items[i].image) &&
            STR_FORMAT(path, "%s/%s", folder, plan->items[i].image))
            (void)!add_file(save, name, path, &missing);
    }
}

static bool find_name(struct backup_save *save, const char *folder, const char *machine,
    int32_t day, struct error *error)
{
    enum { NUMBER_MAX = 99 };
    char date[DATE_TEXT_SIZE], number[8] = "";
    date_format(day, date);
    for (int i = 1; i <= NUMBER_MAX; i++) {
        if (i > 1)
            STR_FORMAT(number, "-%d", i);
        if (!STR_FORMAT(save->file, "%s/%s%s-%s%s.sealed", folder, prefix, machine, date, number))
            return error_set(error, ERR_BAD_INPUT, "the name of the folder is too long");
        if (access(save->file, F_OK) != 0)
            return true;
    }
    return error_set(error, ERR_FULL, "there are too many backups of today in %s", folder);
}

static bool begin(struct backup_save *save, struct records *records, const char *data,
    const char *folder, const char *name, const struct moment *now, bool *is_here,
    struct error *error)
{
    enum { ROOM_MORE = 1024 * 1024 };
    struct backup_head head;
    struct sealed_key key;
    if (!STR_FORMAT(save->database, "%s/%s", data, BACKUP_DATABASE))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    bool ok =
        write_head(records, name, date_day_at(now->wall_ms, now->offset_s), &head, &key, error) &&
        find_name(save, folder, head.machine, head.day, error) &&
        backup_has_room(folder, 0, "the stick", error);
    if (ok) {
        ok = store_backup(records->store, save->database, error) &&
             add_file(save, "database", save->database, error);
        *is_here = !ok;
    }
    if (ok)
        add_pictures(save, records, data);
    ok = ok &&
         backup_has_room(folder, save->total + save->total / 256 + ROOM_MORE, "the stick", error) &&
         file_save_open(&save->save, save->file, error);
    if (ok) {
        (void)(file_save_write(&save->save, head.text, strlen(head.text)) &&
               file_save_write(&save->save, "\n", 1));
        (void)sealed_file_begin(&save->writer, &key, SEALED_BACKUP, put_bytes, &save->save);
        put_entry(save, "about", (int64_t)strlen(head.text));
        (void)sealed_file_put(&save->writer, head.text, strlen(head.text));
    }
    seal_forget(&key, sizeof key);
    return ok;
}

bool backup_save_begin(struct records *records, const char *data, const char *folder,
    const char *name, const struct moment *now, struct backup_save **out, bool *is_here,
    struct error *error)
{
    enum { CAPACITY = 16 * 1024 * 1024 };
    struct arena arena = {0};
    *out = NULL;
    *is_here = false;
    backup_clean(data);
    if (!arena_open(&arena, CAPACITY, error))
        return false;
    struct backup_save *save = arena_new(&arena, struct backup_save);
    if (save != NULL)
        save->entries = arena_alloc(&arena, (PICTURES_MAX + 1) * sizeof *save->entries);
    if (save == NULL || save->entries == NULL) {
        arena_close(&arena);
        return error_set(error, ERR_MEMORY, "no memory for a backup");
    }
    save->arena = arena;
    save->save.descriptor = -1;
    if (begin(save, records, data, folder, name, now, is_here, error)) {
        *out = save;
        return true;
    }
    backup_save_end(save);
    return false;
}

static bool open_next(struct backup_save *save, struct error *error)
{
    const struct entry *entry = &save->entries[save->entry];
    save->from = fopen(entry->path, "rb");
    if (save->from == NULL)
        return error_set(error, ERR_IO, "%s cannot be read: %s", entry->path, strerror(errno));
    save->left = entry->size;
    put_entry(save, entry->name, entry->size);
    return true;
}

static bool copy_some(struct backup_save *save, struct error *error)
{
    size_t want = (size_t)MIN(save->left, (int64_t)sizeof save->bytes);
    if (want > 0 && fread(save->bytes, 1, want, save->from) != want)
        return error_set(error, ERR_IO, "%s cannot be read", save->entries[save->entry].path);
    (void)sealed_file_put(&save->writer, save->bytes, want);
    save->left -= (int64_t)want;
    save->done += (int64_t)want;
    if (save->left > 0)
        return true;
    fclose(save->from);
    save->from = NULL;
    save->entry++;
    return true;
}

bool backup_save_step(struct backup_save *save, bool *more, struct error *error)
{
    *more = true;
    if (save->entry < save->entry_count) {
        bool ok = (save->from != NULL || open_next(save, error)) && copy_some(save, error);
        if (ok && !save->writer.failed && save->save.descriptor >= 0)
            (void)fdatasync(save->save.descriptor); /* else all of it waits for the end */
        if (ok && !save->writer.failed)
            return true;
        return ok && file_save_finish(&save->save, error); /* which says why */
    }
    put_entry(save, "end", 0);
    (void)sealed_file_end(&save->writer);
    *more = false;
    return file_save_finish(&save->save, error);
}

int backup_save_percent(const struct backup_save *save)
{
    return (int)(save->done * 100 / MAX(save->total, 1));
}

const char *backup_save_file(const struct backup_save *save)
{
    return save->file;
}

void backup_save_end(struct backup_save *save)
{
    if (save == NULL)
        return;
    if (save->from != NULL)
        fclose(save->from);
    file_save_close(&save->save);
    if (save->database[0] != '\0' && unlink(save->database) != 0 && errno != ENOENT)
        log_warning("the copy of the database for the stick stays in the data folder");
    struct arena arena = save->arena;
    seal_forget(save, sizeof *save);
    arena_close(&arena);
}

void backup_clean(const char *data)
{
    static const char *const left[] = {BACKUP_DATABASE, BACKUP_DATABASE ".part", BACKUP_FOLDER};
    for (size_t i = 0; i < COUNT_OF(left); i++) {
        char path[STORE_PATH_SIZE];
        if (STR_FORMAT(path, "%s/%s", data, left[i]) && access(path, F_OK) == 0)
            platform_remove_folder(path);
    }
}
