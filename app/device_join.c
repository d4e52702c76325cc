/* A join code in the settings: the program takes it at its next start (app_join.c). */
#define _DEFAULT_SOURCE
#define LOG_MODULE "device"
#include "device_work.h"

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "sync/member.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_code(const char *text)
{
    struct member member;
    struct error error = {0};
    bool ok = join_code_read(text, &member, &error);
    memset(&member, 0, sizeof member);
    return ok;
}

/* With an ending as files have it. Anything else may be a code with a slip in it, which is a secret
 * and not shown. */
static bool is_file_name(const char *setting)
{
    const char *dot = strrchr(setting, '.');
    size_t ending = dot != NULL ? strlen(dot + 1) : 0;
    return ending >= 1 && ending <= 4 && !str_starts_with(setting, "WSJ");
}

static void refuse(struct device_work *work, const char *setting, const char *code)
{
    bool has_none = is_file_name(setting) && !join_code_is_one(code);
    device_ini_report(&work->ini, has_none ? DEVICE_NO_JOIN_FILE : DEVICE_BAD_CODE, DEVICE_JOIN,
        has_none ? setting : NULL);
}

/* The file may be read by halves: a power cut while it was written over. Then the code is kept. */
const char *device_join_code(struct device_work *work, const char *setting)
{
    const char *kept = work->taken[DEVICE_JOIN], *code = setting;
    if (!join_code_is_one(setting) || strchr(setting, '.') != NULL) {
        char *line = arena_alloc(work->arena, JOIN_CODE_SIZE);
        if (line == NULL)
            return NULL;
        device_get_line(work->places->card, setting, work->arena, line, JOIN_CODE_SIZE);
        code = line;
    }
    if (!is_code(code) && (kept == NULL || code == setting)) {
        refuse(work, setting, code);
        return NULL;
    }
    work->join_setting = setting;
    return is_code(code) ? code : kept;
}

static bool write_over(int file)
{
    char stars[4096];
    struct stat about;
    memset(stars, '*', sizeof stars);
    bool ok = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    off_t size = ok && about.st_size <= DEVICE_INI_LIMIT ? about.st_size : 0;
    for (off_t at = 0; ok && at < size; at += (off_t)sizeof stars)
        ok = file_write_all(file, stars, (size_t)MIN(size - at, (off_t)sizeof stars));
    return ok && fsync(file) == 0;
}

bool device_join_wipe(const struct device_work *work)
{
    char path[DEVICE_PATH_SIZE];
    if (work->join_setting[0] == '\0' || work->taken[DEVICE_JOIN] == NULL ||
        str_equal(work->join_setting, work->taken[DEVICE_JOIN]) ||
        !device_path(path, work->places->card, work->join_setting))
        return true;
    int file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT;
    bool ok = write_over(file);
    close(file);
    ok = ok && unlink(path) == 0;
    if (!ok)
        log_warning("%s stays on the card: %s", path, strerror(errno));
    return ok;
}

/* Into a folder that is not root's: by names that are new, and never through a link. */
static bool put(const char *folder, const char *text)
{
    static const char draft[] = "join.code.new", name[] = "join.code";
    struct stat about;
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (at < 0)
        return false;
    (void)unlinkat(at, draft, 0);
    int file = openat(at, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool ok = file >= 0 && fstat(at, &about) == 0 &&
              (geteuid() != 0 || fchown(file, about.st_uid, about.st_gid) == 0) &&
              file_write_all(file, text, strlen(text)) && fsync(file) == 0 &&
              renameat(at, draft, at, name) == 0 && file_sync_open_folder(at);
    int number = errno;
    if (file >= 0)
        close(file);
    close(at);
    errno = number;
    return ok;
}

void device_join_hand_over(struct device_work *work)
{
    const char *code = device_text(work, DEVICE_JOIN);
    struct error error = {0};
    if (code == NULL || !work->has_data)
        return;
    if (!put(work->places->data, code)) {
        error_set(&error, ERR_IO, "the join code cannot be kept in %s: %s", work->places->data,
            strerror(errno));
        device_say_failed(work, &error);
        return;
    }
    if (work->is_left)
        return; /* the next start has to know what a torn one was */
    work->taken[DEVICE_JOIN] = NULL;
    if (!device_keep_taken(work, &error))
        device_say_failed(work, &error);
}
