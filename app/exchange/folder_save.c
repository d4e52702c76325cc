#define _DEFAULT_SOURCE
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
    enum error_code code = errno == ENOSPC || errno == EDQUOT ? ERR_NO_SPACE
                           : errno == EROFS                   ? ERR_READ_ONLY
                                                              : ERR_IO;
    return error_set(error, code, "%s \"%s\": %s", what, name, strerror(errno));
}

static bool write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(file, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

static bool save_file(int folder, const struct folder_file *file, struct error *error)
{
    int out = openat(folder, file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (out < 0)
        return set_io_error(error, "cannot create the file", file->name);
    bool ok = write_all(out, file->bytes, file->size) && fsync(out) == 0;
    if (!ok)
        set_io_error(error, "cannot write the file", file->name);
    if (close(out) != 0 && ok)
        ok = set_io_error(error, "cannot write the file", file->name);
    return ok;
}

/* Only "name" and "tickets/name": a folder from elsewhere cannot reach outside. */
static bool is_safe_name(const char *name)
{
    const char *base = str_starts_with(name, "tickets/") ? name + strlen("tickets/") : name;
    return base[0] != '\0' && base[0] != '.' && strchr(base, '/') == NULL;
}

static bool save_files(int folder, const struct folder *files, struct error *error)
{
    bool has_tickets = false;
    for (int i = 0; i < files->count; i++) {
        const struct folder_file *file = &files->files[i];
        if (!is_safe_name(file->name))
            return error_set(
                error, ERR_BAD_INPUT, "the file name \"%s\" cannot be used", file->name);
        bool ticket = str_starts_with(file->name, "tickets/");
        if (ticket && !has_tickets && mkdirat(folder, "tickets", 0755) != 0)
            return set_io_error(error, "cannot create the folder", "tickets");
        has_tickets |= ticket;
        if (!save_file(folder, file, error))
            return false;
    }
    int tickets = has_tickets ? openat(folder, "tickets", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool synced = (tickets < 0 || fsync(tickets) == 0) && fsync(folder) == 0;
    if (tickets >= 0)
        close(tickets);
    return synced || set_io_error(error, "cannot write the folder", "tickets");
}

/* Removes what save_files has made. */
static void remove_files(const char *path, int folder, const struct folder *files)
{
    for (int i = 0; i < files->count; i++)
        if (is_safe_name(files->files[i].name))
            unlinkat(folder, files->files[i].name, 0);
    unlinkat(folder, "tickets", AT_REMOVEDIR);
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

static void sync_parent(const char *path)
{
    char parent[PATH_SIZE];
    STR_COPY(parent, path);
    char *slash = strrchr(parent, '/');
    if (slash != NULL)
        slash[slash == parent] = '\0';
    else
        STR_COPY(parent, ".");
    int folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
}

bool folder_save(const struct folder *folder, const char *path, struct error *error)
{
    char clean[PATH_SIZE], temporary[PATH_SIZE];
    bool fits = STR_COPY(clean, path);
    for (size_t end = strlen(clean); end > 1 && clean[end - 1] == '/'; end--)
        clean[end - 1] = '\0';
    if (!fits || !STR_FORMAT(temporary, "%s.%ld.new", clean, (long)getpid()))
        return error_set(error, ERR_BAD_INPUT, "the folder name is too long");
    if (mkdir(temporary, 0755) != 0)
        return set_io_error(error, "cannot create the folder", temporary);
    int out = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out < 0) {
        set_io_error(error, "cannot open the folder", temporary);
        rmdir(temporary);
        return false;
    }
    bool ok = save_files(out, folder, error) && move_into_place(temporary, clean, error);
    if (ok)
        sync_parent(clean);
    else
        remove_files(temporary, out, folder);
    close(out);
    return ok;
}
