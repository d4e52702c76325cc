#include "base/file.h"

#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_write_all(int file, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        ssize_t put = write(file, next, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put == 0)
            errno = EIO; /* it takes nothing and does not say why */
        if (put <= 0)
            return false;
        next += put;
        size -= (size_t)put;
    }
    return true;
}

bool file_read_all(int file, void *bytes, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        ssize_t part = read(file, (char *)bytes + *got, size - *got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return false;
        if (part == 0)
            break;
        *got += (size_t)part;
    }
    return true;
}

bool file_sync_open_folder(int folder)
{
    return fsync(folder) == 0 || errno == EINVAL;
}

bool file_sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    bool ok = file_sync_open_folder(folder);
    int number = errno;
    close(folder);
    errno = number;
    return ok;
}

bool file_sync_parent(const char *path)
{
    char folder[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash != NULL &&
        !str_copy_length(folder, sizeof folder, path, (size_t)MAX(slash - path, 1))) {
        errno = ENAMETOOLONG;
        return false;
    }
    return file_sync_folder(folder) || errno == EACCES;
}

static bool read_whole(int file, const char *path, size_t limit, struct arena *arena,
    const char **bytes, size_t *size, struct error *error)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return error_set(error, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return error_set(error, ERR_BAD_INPUT, "%s is a folder, not a file", path);
    if (status.st_size < 0 || (uint64_t)status.st_size > limit)
        return error_set(error, ERR_FULL, "%s is larger than %zu KiB", path, limit / 1024);
    size_t mark = arena_mark(arena), room = (size_t)status.st_size, got;
    char *text = arena_alloc(arena, room + 1);
    if (text == NULL)
        return error_set(error, ERR_MEMORY, "there is no memory left to read %s", path);
    if (!file_read_all(file, text, room, &got)) {
        arena_release(arena, mark);
        return error_set(error, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    }
    text[got] = '\0'; /* it may have become shorter meanwhile */
    *bytes = text;
    *size = got;
    return true;
}

static bool open_and_read(const char *path, int flags, size_t limit, struct arena *arena,
    const char **bytes, size_t *size, struct error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags); /* not to wait at a pipe */
    if (file < 0 && errno == ELOOP && (flags & O_NOFOLLOW) != 0)
        return error_set(error, ERR_IO, "%s is a link: put the file itself there", path);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
        return error_set(error, ERR_NOT_FOUND, "there is no file %s", path);
    if (file < 0)
        return error_set(error, ERR_IO, "%s cannot be opened: %s", path, strerror(errno));
    bool ok = read_whole(file, path, limit, arena, bytes, size, error);
    close(file);
    return ok;
}

bool file_read(const char *path, size_t limit, struct arena *arena, const char **bytes,
    size_t *size, struct error *error)
{
    return open_and_read(path, 0, limit, arena, bytes, size, error);
}

bool file_read_own(const char *path, size_t limit, struct arena *arena, const char **bytes,
    size_t *size, struct error *error)
{
    return open_and_read(path, O_NOFOLLOW, limit, arena, bytes, size, error);
}
