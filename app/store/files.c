#define _DEFAULT_SOURCE
#include "store/files.h"

#include "base/file.h"
#include "base/listing.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int make_folder(void *context, const char *path)
{
    (void)context;
    if (mkdir(path, 0700) == 0)
        return 0;
    int problem = errno;
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return 0;
    return problem;
}

/* The lock is an open descriptor; the pointer holds its number plus one, so that it is not NULL. */
static int lock_file(void *context, const char *path, bool create, void **lock)
{
    (void)context;
    int file = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
    if (file < 0 && !create && (errno == EROFS || errno == EACCES))
        file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        int problem = errno;
        close(file);
        return problem;
    }
    *lock = (void *)(intptr_t)(file + 1);
    return 0;
}

static void unlock_file(void *context, void *lock)
{
    (void)context;
    close((int)((intptr_t)lock - 1));
}

static int size_of(void *context, const char *path, int64_t *size)
{
    (void)context;
    struct stat status;
    if (stat(path, &status) != 0)
        return errno;
    *size = status.st_size;
    return 0;
}

static int read_file(void *context, const char *path, void *bytes, size_t size, size_t *got)
{
    (void)context;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int problem = file_read_all(file, bytes, size, got) ? 0 : errno;
    close(file);
    return problem;
}

static int write_file(void *context, const char *path, const void *bytes, size_t size)
{
    (void)context;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return errno;
    int problem = file_write_all(file, bytes, size) ? 0 : errno;
    if (problem == 0 && fsync(file) != 0)
        problem = errno;
    if (close(file) != 0 && problem == 0)
        problem = errno;
    return problem;
}

static int reserve_file(void *context, const char *path, int64_t size)
{
    (void)context;
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return errno;
    int problem = posix_fallocate(file, 0, size);
    if (problem == 0 && fsync(file) != 0)
        problem = errno;
    close(file);
    if (problem != 0)
        unlink(path);
    return problem;
}

static int rename_file(void *context, const char *from, const char *to)
{
    (void)context;
    return rename(from, to) == 0 ? 0 : errno;
}

static int remove_file(void *context, const char *path)
{
    (void)context;
    return remove(path) == 0 ? 0 : errno;
}

static int sync_folder(void *context, const char *path)
{
    (void)context;
    return file_sync_folder(path) ? 0 : errno;
}

static int list_folder(void *context, const char *path, store_files_each each, void *with)
{
    (void)context;
    struct error broken_off = {0};
    const char *name;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return errno;
    while (listing_next(folder, &name, &broken_off) && name != NULL)
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !each(with, name))
            break;
    closedir(folder);
    return broken_off.code == ERR_NONE ? 0 : EIO;
}

static int room_in(void *context, const char *path, int64_t *bytes)
{
    (void)context;
    struct statvfs status;
    if (statvfs(path, &status) != 0)
        return errno;
    *bytes = (int64_t)(status.f_bavail * status.f_frsize);
    return 0;
}

static int may_use(void *context, const char *path, bool write)
{
    (void)context;
    return access(path, write ? R_OK | W_OK : R_OK) == 0 ? 0 : errno;
}

static void name_user(uid_t user, char *out, size_t size)
{
    const struct passwd *known = getpwuid(user);
    if (known == NULL || !str_copy(out, size, known->pw_name))
        str_format(out, size, "%u", (unsigned)user);
}

void store_user_name(char *out, size_t size)
{
    name_user(geteuid(), out, size);
}

void store_owner_name(const char *path, char *out, size_t size)
{
    struct stat status;
    if (stat(path, &status) == 0)
        name_user(status.st_uid, out, size);
    else
        str_copy(out, size, "another user");
}

const struct store_files *store_files_system(void)
{
    static const struct store_files files = {
        .make_folder = make_folder,
        .lock = lock_file,
        .unlock = unlock_file,
        .size = size_of,
        .read = read_file,
        .write = write_file,
        .reserve = reserve_file,
        .rename = rename_file,
        .remove = remove_file,
        .sync_folder = sync_folder,
        .list = list_folder,
        .room = room_in,
        .may_use = may_use,
    };
    return &files;
}
