#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include "platform/platform.h"

#include "base/file.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* "assets" beside the program, where it was built; "../share/waystation", where it was installed:
 * wherever the whole tree was moved to. */
static bool beside_program(char *out, size_t size)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return false;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return (str_format(out, size, "%s/assets", program) && is_folder(out)) ||
           (str_format(out, size, "%s/../share/waystation", program) && is_folder(out));
}

bool platform_find_assets(char *out, size_t size)
{
    const char *named = getenv("WAYSTATION_ASSETS");
    if (!str_is_empty(named))
        return str_copy(out, size, named) && is_folder(out);
    if (beside_program(out, size))
        return true;
#ifdef WAYSTATION_ASSETS_DIR
    if (str_copy(out, size, WAYSTATION_ASSETS_DIR) && is_folder(out))
        return true;
#endif
    if (size > 0)
        out[0] = '\0';
    return false;
}

void platform_data_folder(char *out, size_t size)
{
    static const char system_folder[] = "/var/lib/waystation";
    const char *named = getenv("WAYSTATION_DATA"), *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (!str_is_empty(named))
        str_copy(out, size, named);
    else if (is_folder(system_folder) && access(system_folder, W_OK) == 0)
        str_copy(out, size, system_folder);
    else if (!str_is_empty(data) && data[0] == '/')
        str_format(out, size, "%s/waystation", data);
    else
        str_format(out, size, "%s/.local/share/waystation", str_is_empty(home) ? "." : home);
}

void platform_device_folder(char *out, size_t size)
{
    const char *named = getenv("WAYSTATION_DEVICE");
    str_copy(out, size, str_is_empty(named) ? "/run/waystation" : named);
}

bool platform_make_temporary(char *out, size_t size, struct error *error)
{
    const char *base = getenv("TMPDIR");
    str_format(out, size, "%s/waystation-XXXXXX", str_is_empty(base) ? "/tmp" : base);
    if (mkdtemp(out) == NULL)
        return error_set(error, ERR_IO, "no folder can be made in %s: %s",
            str_is_empty(base) ? "/tmp" : base, strerror(errno));
    return true;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

void platform_remove_folder(const char *path)
{
    enum { OPEN_FOLDERS = 8 };
    nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

/* Writes and syncs a new file; removed again if that fails. */
static bool write_whole(const char *path, const char *bytes, size_t size, struct error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        return error_set(error, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
    size_t done = 0;
    while (done < size) {
        ssize_t step = write(file, bytes + done, size - done);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            break;
        done += (size_t)step;
    }
    bool ok = done == size && fsync(file) == 0;
    if (!ok)
        error_set(error, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, "%s cannot be written: %s", path,
            strerror(errno));
    close(file);
    if (!ok)
        unlink(path);
    return ok;
}

/* The new name is on the disk, not only what it names. */
static bool sync_folder(const char *folder, struct error *error)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = file >= 0 && (fsync(file) == 0 || errno == EINVAL); /* FAT has nothing to sync */
    if (!ok)
        error_set(error, ERR_IO, "%s cannot be written: %s", folder, strerror(errno));
    if (file >= 0)
        close(file);
    return ok;
}

bool platform_copy_file(const char *from, const char *to, size_t limit, struct error *error)
{
    struct arena arena;
    const char *bytes = NULL;
    size_t size = 0;
    char beside[PATH_MAX], folder[PATH_MAX] = ".";
    if (!STR_FORMAT(beside, "%s.part", to))
        return error_set(error, ERR_BAD_INPUT, "the path %s is too long", to);
    if (!arena_open(&arena, limit + 4096, error))
        return false;
    const char *slash = strrchr(to, '/');
    if (slash != NULL) {
        str_copy_length(folder, sizeof folder, to, (size_t)MAX(slash - to, 1));
        mkdir(folder, 0755); /* there already: the writing tells */
    }
    bool ok = file_read_own(from, limit, &arena, &bytes, &size, error) &&
              write_whole(beside, bytes, size, error);
    if (ok && rename(beside, to) != 0) {
        ok = error_set(error, ERR_IO, "%s cannot be written: %s", to, strerror(errno));
        unlink(beside);
    }
    ok = ok && sync_folder(folder, error);
    arena_close(&arena);
    return ok;
}
