#define _DEFAULT_SOURCE
#include "device_care.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/hex.h"
#include "base/str.h"
#include "device_settings.h"
#include "platform/platform.h"
#include "store/store.h"
#include <assert.h>
#include <string.h>
#include <sys/stat.h>

static bool path_of(const char *folder, const char *name, char out[static STORE_PATH_SIZE])
{
    char base[STORE_PATH_SIZE];
    platform_device_folder(base, sizeof base);
    return str_format(out, STORE_PATH_SIZE, "%s/%s%s", base, folder, name);
}

bool device_care_is_here(void)
{
    char path[STORE_PATH_SIZE];
    struct stat about;
    return path_of("told", "", path) && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static const char *name_of(enum care_task task)
{
    static const char *const names[] = {[CARE_LOOK] = "look",
        [CARE_SET] = "set",
        [CARE_CLOCK] = "clock",
        [CARE_UPDATE] = "update",
        [CARE_NOTED] = "noted",
        [CARE_REPORT] = "report",
        [CARE_RESET] = "reset",
        [CARE_RESTART] = "restart",
        [CARE_POWEROFF] = "poweroff"};
    assert(task < COUNT_OF(names) && names[task] != NULL);
    return names[task];
}

/* --- Asking ---------------------------------------------------------------------------------- */

static bool is_value(const char *value)
{
    size_t length = strlen(value);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
            return false;
    return length < DEVICE_VALUE_SIZE;
}

static void make_id(char out[static TOLD_ID_SIZE])
{
    uint8_t chance[TOLD_ID_SIZE / 2];
    store_random(chance, sizeof chance);
    hex_write(out, chance, sizeof chance);
}

static bool put_line(struct file_save *save, const char *key, const char *value)
{
    return file_save_write(save, key, strlen(key)) && file_save_write(save, "=", 1) &&
           file_save_write(save, value, strlen(value)) && file_save_write(save, "\n", 1);
}

bool device_care_ask(enum care_task task, const struct device_line *lines, int count,
    char id[static TOLD_ID_SIZE], struct error *error)
{
    char path[STORE_PATH_SIZE];
    struct file_save save = {.descriptor = -1};
    make_id(id);
    for (int i = 0; i < count; i++)
        if (!is_value(lines[i].value))
            return error_set(
                error, ERR_BAD_INPUT, "the value of %s is too long, or no line", lines[i].key);
    if (!path_of("ask/", name_of(task), path))
        return error_set(error, ERR_BAD_INPUT, "the path of the machine's folder is too long");
    bool ok = file_save_open(&save, path, error);
    if (ok) {
        bool written = put_line(&save, "id", id);
        for (int i = 0; i < count && written; i++)
            written = put_line(&save, lines[i].key, lines[i].value);
        ok = file_save_finish(&save, error);
    }
    file_save_close(&save);
    return ok;
}

/* --- What is told ---------------------------------------------------------------------------- */

static bool read_whole(
    const char *folder, const char *name, struct arena *arena, const char **bytes, size_t *size)
{
    char path[STORE_PATH_SIZE];
    struct error error = {0};
    return path_of(folder, name, path) &&
           file_read_own(path, TOLD_BYTES, arena, bytes, size, &error);
}

bool device_care_told(enum care_task task, const char *id, struct arena *arena, struct told *out)
{
    size_t mark = arena_mark(arena), size;
    struct error error = {0};
    const char *bytes;
    bool told = read_whole("told/", name_of(task), arena, &bytes, &size) &&
                told_read(bytes, size, out, &error) && str_equal(out->id, id);
    arena_release(arena, mark);
    return told;
}

enum care_code device_care_code(const char *text)
{
    static const char *const codes[] = {
#define CARE_CODE(NAME, text) text,
        CARE_CODES(CARE_CODE)
#undef CARE_CODE
    };
    if (text[0] == '\0')
        return CARE_SAYS_OK;
    for (int i = 0; i <= CARE_SAYS_FAILED; i++) /* those behind are never told */
        if (str_equal(codes[i], text))
            return (enum care_code)i;
    return CARE_SAYS_FAILED;
}
