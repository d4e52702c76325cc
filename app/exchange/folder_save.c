#define _DEFAULT_SOURCE
#include "base/file.h"
#include "base/str.h"
#include "exchange/class_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static bool set_io_error(struct error *error, const char *what, const char *name)
{
    bool is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    enum error_code code = is_full ? ERR_NO_SPACE : errno == EROFS ? ERR_READ_ONLY : ERR_IO;
    return error_set(error, code, "%s \"%s\": %s", what, name,
        is_full ? "there is no room: free some space, or choose another place" : strerror(errno));
}

/* Piece by piece: clips of a year are more than fits into memory. */
static bool copy_all(int out, const char *from)
{
    char bytes[16384];
    size_t got = sizeof bytes;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    bool ok = in >= 0;
    while (ok && got == sizeof bytes)
        ok = file_read_all(in, bytes, sizeof bytes, &got) && file_write_all(out, bytes, got);
    int number = errno;
    if (in >= 0)
        close(in);
    errno = number;
    return ok;
}

static bool save_file(int folder, const struct folder_file *file, struct error *error)
{
    int out = openat(folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return set_io_error(error, "cannot create the file", file->name);
    bool ok = (file->from != NULL ? copy_all(out, file->from)
                                  : file_write_all(out, file->bytes, file->size)) &&
              fsync(out) == 0;
    if (!ok)
        set_io_error(error, "cannot write the file", file->name);
    if (close(out) != 0 && ok)
        ok = set_io_error(error, "cannot write the file", file->name);
    return ok;
}

static const char *const inner_folders[] = {"tickets", "clips"};

/* Which of inner_folders the file is in, -1: none. */
static int inner_folder(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(inner_folders); i++) {
        size_t length = strlen(inner_folders[i]);
        if (strncmp(name, inner_folders[i], length) == 0 && name[length] == '/')
            return (int)i;
    }
    return -1;
}

/* Only "name", "tickets/name" and "clips/name": a folder from elsewhere cannot reach outside. */
static bool is_safe_name(const char *name)
{
    int inner = inner_folder(name);
    const char *base = inner >= 0 ? name + strlen(inner_folders[inner]) + 1 : name;
    return base[0] != '\0' && base[0] != '.' && strchr(base, '/') == NULL;
}

bool folder_can_be_saved(const struct folder *files)
{
    for (int i = 0; i < files->count; i++)
        if (!is_safe_name(files->files[i].name))
            return false;
    return true;
}

static bool sync_inner(int folder, const char *name, struct error *error)
{
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = inner >= 0 && file_sync_open_folder(inner);
    if (inner >= 0)
        close(inner);
    return synced || set_io_error(error, "cannot write the folder", name);
}

static bool save_files(int folder, const struct folder *files, struct error *error)
{
    bool made[COUNT_OF(inner_folders)] = {false};
    for (int i = 0; i < files->count; i++) {
        const struct folder_file *file = &files->files[i];
        if (!is_safe_name(file->name))
            return error_set(
                error, ERR_BAD_INPUT, "the file name \"%s\" cannot be used", file->name);
        int inner = inner_folder(file->name);
        if (inner >= 0 && !made[inner] && mkdirat(folder, inner_folders[inner], 0700) != 0)
            return set_io_error(error, "cannot create the folder", inner_folders[inner]);
        if (inner >= 0)
            made[inner] = true;
        if (!save_file(folder, file, error))
            return false;
    }
    for (size_t i = 0; i < COUNT_OF(inner_folders); i++)
        if (made[i] && !sync_inner(folder, inner_folders[i], error))
            return false;
    return file_sync_open_folder(folder) || set_io_error(error, "cannot write the folder", ".");
}

/* Removes what save_files has made. */
static void remove_files(const char *path, int folder, const struct folder *files)
{
    for (int i = 0; i < files->count; i++)
        if (is_safe_name(files->files[i].name))
            unlinkat(folder, files->files[i].name, 0);
    for (size_t i = 0; i < COUNT_OF(inner_folders); i++)
        unlinkat(folder, inner_folders[i], AT_REMOVEDIR);
    rmdir(path);
}

/* rename() replaces an empty folder in one step and refuses one that has files. */
static bool move_into_place(const char *from, const char *path, struct error *error)
{
    if (rename(from, path) == 0)
        return true;
    if (errno == ENOTEMPTY || errno == EEXIST)
        return error_set(error, ERR_BAD_INPUT,
            "the folder \"%s\" has files in it: name a new or an empty folder", path);
    if (errno == ENOTDIR)
        return error_set(error, ERR_BAD_INPUT, "\"%s\" is a file: name a new folder", path);
    return set_io_error(error, "cannot write the folder", path);
}

bool folder_save(const struct folder *folder, const char *path, struct error *error)
{
    char clean[PATH_SIZE], temporary[PATH_SIZE];
    bool fits = STR_COPY(clean, path);
    for (size_t end = strlen(clean); end > 1 && clean[end - 1] == '/'; end--)
        clean[end - 1] = '\0';
    if (!fits || !STR_FORMAT(temporary, "%s.%ld.new", clean, (long)getpid()))
        return error_set(error, ERR_BAD_INPUT, "the folder name is too long");
    if (mkdir(temporary, 0700) != 0)
        return set_io_error(error, "cannot create the folder", temporary);
    int out = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out < 0) {
        set_io_error(error, "cannot open the folder", temporary);
        rmdir(temporary);
        return false;
    }
    bool ok = (save_files(out, folder, error) || error_prefix(error, "%s", path)) &&
              move_into_place(temporary, clean, error);
    if (!ok)
        remove_files(temporary, out, folder);
    close(out);
    return ok && (file_sync_parent(clean) || set_io_error(error, "cannot write the folder", path));
}
