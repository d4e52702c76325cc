#include "base/file_save.h"

#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const struct file_save *save, const char *what, int number, struct error *error)
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

bool file_save_open(struct file_save *save, const char *file, struct error *error)
{
    *save = (struct file_save){.file = file, .descriptor = -1};
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

bool file_save_write(struct file_save *save, const void *bytes, size_t size)
{
    if (save->number == 0 && !file_write_all(save->descriptor, bytes, size))
        save->number = errno;
    return save->number == 0;
}

bool file_save_finish(struct file_save *save, struct error *error)
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
    if (!file_sync_parent(save->file))
        return fail(save, "put in its place for good", errno, error);
    return true;
}

void file_save_close(struct file_save *save)
{
    if (save->descriptor >= 0)
        close(save->descriptor);
    save->descriptor = -1;
    if (save->temporary[0] != '\0')
        (void)unlink(save->temporary);
    save->temporary[0] = '\0';
}

bool file_save_whole(
    const char *file, mode_t mode, const void *bytes, size_t size, struct error *error)
{
    struct file_save save;
    bool ok = file_save_open(&save, file, error);
    if (ok) {
        if (fchmod(save.descriptor, mode) != 0 && errno != EPERM) /* as FAT says */
            save.number = errno;
        (void)file_save_write(&save, bytes, size);
        ok = file_save_finish(&save, error);
    }
    file_save_close(&save);
    return ok;
}
