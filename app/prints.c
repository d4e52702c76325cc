#define LOG_MODULE "prints"
#define _DEFAULT_SOURCE
#include "prints.h"

#include "base/date.h"
#include "base/listing.h"
#include "base/log.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

void prints_folder(const char *data, char *out, size_t size)
{
    str_format(out, size, "%s/prints", data);
}

static bool is_print(const char *name)
{
    return str_ends_with(name, ".pdf") ||
           (str_starts_with(name, PRINTS_CODE) && str_ends_with(name, PRINTS_CODE_ENDING));
}

/* The next of the folder; false at the end, and where the disk does not give the rest. */
static bool next_sheet(DIR *folder, const char *path, char out[static PATH_SIZE],
    struct stat *about, struct error *error)
{
    const char *name;
    while (listing_next(folder, &name, error) && name != NULL)
        if (is_print(name) && str_format(out, PATH_SIZE, "%s/%s", path, name) &&
            lstat(out, about) == 0 && S_ISREG(about->st_mode))
            return true;
    return false;
}

static DIR *open_prints(const char *data, char path[static PATH_SIZE])
{
    prints_folder(data, path, PATH_SIZE);
    return opendir(path);
}

int prints_count(const char *data)
{
    char path[PATH_SIZE], sheet[PATH_SIZE];
    struct stat about;
    int count = 0;
    DIR *folder = open_prints(data, path);
    while (folder != NULL && next_sheet(folder, path, sheet, &about, NULL))
        count++;
    if (folder != NULL)
        closedir(folder);
    return count;
}

bool prints_remove(const char *data, int *count, struct error *error)
{
    char path[PATH_SIZE], sheet[PATH_SIZE];
    struct stat about;
    struct error broken = {0};
    int removed = 0, left = 0;
    DIR *folder = open_prints(data, path);
    if (folder == NULL && errno != ENOENT)
        error_set(&broken, ERR_IO, "the folder cannot be read: %s", strerror(errno));
    while (folder != NULL && next_sheet(folder, path, sheet, &about, &broken))
        if (unlink(sheet) == 0)
            removed++;
        else
            left++;
    if (folder != NULL)
        closedir(folder);
    if (count != NULL)
        *count = removed;
    if (broken.code != ERR_NONE)
        return error_set(error, broken.code, "%s: %s", path, broken.text);
    return left == 0 || error_set(error, ERR_IO,
                            "%d files in %s could not be removed: remove them by hand", left, path);
}

/* Removed when it is old; when its time cannot be, from now on it is. */
static void expire(const char *sheet, const struct stat *about, const struct moment *now)
{
    int64_t age_ms = now->wall_ms - (int64_t)about->st_mtim.tv_sec * 1000;
    const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = now->wall_ms / 1000}};
    bool is_known = date_is_believable(date_day_at(now->wall_ms - age_ms, now->offset_s)) &&
                    age_ms > -(int64_t)DAY_MS;
    if (!is_known && utimensat(AT_FDCWD, sheet, times, AT_SYMLINK_NOFOLLOW) != 0)
        log_warning("a printed file has a date that cannot be");
    if (is_known && age_ms > PRINTS_DAYS * (int64_t)DAY_MS && unlink(sheet) != 0)
        log_warning("a printed file is not removed");
}

void prints_expire(const char *data, const struct moment *now)
{
    char path[PATH_SIZE], sheet[PATH_SIZE];
    struct stat about;
    struct error broken = {0};
    if (!now->trusted || !date_is_believable(date_day_at(now->wall_ms, now->offset_s)))
        return;
    DIR *folder = open_prints(data, path);
    while (folder != NULL && next_sheet(folder, path, sheet, &about, &broken))
        expire(sheet, &about, now);
    if (folder != NULL)
        closedir(folder);
    if (broken.code != ERR_NONE)
        log_warning("prints: %s", broken.text);
}
