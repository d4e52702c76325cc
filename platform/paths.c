#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include "platform/platform.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include <errno.h>
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

bool platform_copy_file(const char *from, const char *to, size_t limit, struct error *error)
{
    struct arena arena;
    const char *bytes;
    size_t size;
    char folder[PATH_MAX];
    const char *slash = strrchr(to, '/');
    if (slash != NULL && !str_copy_length(folder, sizeof folder, to, (size_t)MAX(slash - to, 1)))
        return error_set(error, ERR_BAD_INPUT, "the path %s is too long", to);
    if (slash != NULL && mkdir(folder, 0755) != 0 && (errno != EEXIST || !is_folder(folder)))
        return error_set(error, ERR_IO, "%s cannot be written: %s", to, strerror(errno));
    if (!arena_open(&arena, limit + 1, error))
        return false;
    bool ok = file_read_own(from, limit, &arena, &bytes, &size, error) &&
              file_save_whole(to, 0644, bytes, size, error);
    arena_close(&arena);
    return ok;
}
