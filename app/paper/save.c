#include "paper/save.h"

#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool fail(const struct save *save, const char *what, int number, struct error *error)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return error_set(error, ERR_NO_SPACE,
            "there is no room to save %s: free some space, or save it elsewhere", save->file);
    case EROFS:
    case EACCES:
    case EPERM:
        return error_set(error, ERR_READ_ONLY,
            "%s cannot be saved there (%s): choose a folder that can be written", save->file,
            strerror(number));
    case ENOENT:
    case ENOTDIR:
        return error_set(error, ERR_NOT_FOUND,
            "the folder for %s does not exist: make it first, or save elsewhere", save->file);
    case EISDIR:
        return error_set(
            error, ERR_BAD_INPUT, "%s is a folder: give the name of a file in it", save->file);
    default:
        return error_set(
            error, ERR_IO, "%s could not be %s (%s)", save->file, what, strerror(number));
    }
}

bool save_open(struct save *save, const char *file, struct error *error)
{
    *save = (struct save){.file = file, .descriptor = -1};
    if (!STR_FORMAT(save->temporary, "%s.XXXXXX", file)) {
        save->temporary[0] = '\0';
        return error_set(error, ERR_BAD_INPUT, "the name of the file to save is too long");
    }
    save->descriptor = mkstemp(save->temporary);
    if (save->descriptor < 0) {
        save->temporary[0] = '\0';
        return fail(save, "created", errno, error);
    }
    return true;
}

bool save_write(struct save *save, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0 && save->number == 0) {
        ssize_t done = write(save->descriptor, next, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            save->number = done < 0 ? errno : EIO;
            break;
        }
        next += done;
        size -= (size_t)done;
    }
    return save->number == 0;
}

/* The new name survives a power cut only once its folder is on disk too. Best effort: some
 * filesystems refuse to sync a folder, and the file itself is safe by then. */
static void sync_folder(const char *file)
{
    char folder[SAVE_PATH_SIZE];
    const char *slash = strrchr(file, '/');
    if (slash == NULL)
        STR_COPY(folder, ".");
    else
        str_copy_length(folder, sizeof folder, file, slash == file ? 1 : (size_t)(slash - file));
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)fsync(descriptor);
    close(descriptor);
}

bool save_finish(struct save *save, struct error *error)
{
    if (save->number == 0 && fsync(save->descriptor) != 0)
        save->number = errno;
    /* Some network filesystems report a full disk only here. */
    if (close(save->descriptor) != 0 && save->number == 0)
        save->number = errno;
    save->descriptor = -1;
    if (save->number != 0)
        return fail(save, "written", save->number, error);
    if (rename(save->temporary, save->file) != 0)
        return fail(save, "put in its place", errno, error);
    save->temporary[0] = '\0';
    sync_folder(save->file);
    return true;
}

void save_close(struct save *save)
{
    if (save->descriptor >= 0)
        close(save->descriptor);
    save->descriptor = -1;
    if (save->temporary[0] != '\0')
        (void)unlink(save->temporary);
    save->temporary[0] = '\0';
}
