#include "lending.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 16 * 1024 };

static const char *const keys[] = {[MEMBER_STATION] = "station=", [MEMBER_BOARD] = "board="};
static const char place_key[] = "place=", refused_key[] = "refused=", lost_key[] = "lost";

static bool file_of(const char *folder, char out[static FILE_SAVE_PATH_SIZE])
{
    return str_format(out, FILE_SAVE_PATH_SIZE, "%s/hub-member", folder);
}

void lending_stations(struct lending *lending, const struct plan *plan)
{
    lending->station_count = plan->station_count;
    for (int i = 0; i < plan->station_count; i++)
        STR_COPY(lending->stations[i], plan->stations[i].id);
}

bool lending_is_gone(const struct lending *lending)
{
    bool has = lending->kind != MEMBER_STATION || lending->station_count == 0;
    for (int i = 0; i < lending->station_count; i++)
        has = has || str_equal(lending->stations[i], lending->member.station);
    return !has;
}

static void write_line(struct file_save *save, const char *key, const char *value)
{
    char line[JOIN_CODE_SIZE + ID_SIZE];
    STR_FORMAT(line, "%s%s\n", key, value);
    (void)file_save_write(save, line, strlen(line)); /* file_save_finish() says why not */
    sodium_memzero(line, sizeof line);
}

bool lending_write(const char *folder, const struct lending *lending, struct error *error)
{
    char file[FILE_SAVE_PATH_SIZE], code[JOIN_CODE_SIZE], refused[24];
    struct file_save save = {.descriptor = -1};
    if (!file_of(folder, file))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    bool ok = join_code_write(&lending->member, code, error) && file_save_open(&save, file, error);
    if (ok) {
        write_line(&save, keys[lending->kind], code);
        for (int i = 0; i < lending->station_count; i++)
            write_line(&save, place_key, lending->stations[i]);
        STR_FORMAT(refused, "%lld", (long long)lending->refused);
        write_line(&save, refused_key, refused);
        if (lending->is_lost)
            write_line(&save, lost_key, "");
        ok = file_save_finish(&save, error);
    }
    file_save_close(&save);
    sodium_memzero(code, sizeof code);
    return ok;
}

void lending_end(const char *folder)
{
    char file[FILE_SAVE_PATH_SIZE];
    if (file_of(folder, file))
        unlink(file);
}

static bool read_line(struct lending *out, const char *line, bool *has_member, struct error *error)
{
    for (int kind = MEMBER_STATION; kind <= MEMBER_BOARD; kind++) {
        size_t length = strlen(keys[kind]);
        if (!str_starts_with(line, keys[kind]))
            continue;
        out->kind = (enum member_kind)kind;
        *has_member = true;
        return join_code_read(line + length, &out->member, error);
    }
    if (str_starts_with(line, place_key) && out->station_count < STATION_MAX)
        STR_COPY(out->stations[out->station_count++], line + strlen(place_key));
    out->is_lost = out->is_lost || str_equal(line, lost_key);
    return !str_starts_with(line, refused_key) ||
           str_to_int64(line + strlen(refused_key), &out->refused);
}

bool lending_read(const char *folder, struct lending *out, struct error *error)
{
    char file[FILE_SAVE_PATH_SIZE], line[JOIN_CODE_SIZE + ID_SIZE];
    struct arena arena = {0};
    const char *text, *part;
    size_t length;
    bool has_member = false;
    *out = (struct lending){0};
    if (!file_of(folder, file) || access(file, F_OK) != 0)
        return error_set(error, ERR_NOT_FOUND, "the running program is member of no hub");
    bool ok = arena_open(&arena, (size_t)4 * FILE_MAX, error) &&
              file_read_own(file, FILE_MAX, &arena, &text, &length, error);
    while (ok && str_next_part(&text, '\n', &part, &length))
        ok = str_copy_length(line, sizeof line, part, length) &&
             read_line(out, line, &has_member, error);
    arena_close(&arena);
    sodium_memzero(line, sizeof line);
    if (ok && !has_member)
        ok = error_set(error, ERR_CORRUPT, "%s is damaged; restart the board", file);
    return ok;
}
