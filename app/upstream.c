#include "upstream.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include "exchange/event_redact.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 16 * 1024 };

static void file_of(const char *folder, char out[static HUB_PATH_SIZE])
{
    str_format(out, HUB_PATH_SIZE, "%s/hub-upstream", folder);
}

/* Lines "key=value". */
struct field {
    const char *key;
    char *value;
    size_t size;
};
enum { FIELD_COUNT = 5 };

static void fields_of(
    struct upstream *upstream, char *above, size_t size, struct field out[static FIELD_COUNT])
{
    const struct field fields[FIELD_COUNT] = {{"above", above, size},
        {"below", upstream->below, sizeof upstream->below},
        {"class", upstream->class_uid, sizeof upstream->class_uid},
        {"school", upstream->school, sizeof upstream->school},
        {"wave", upstream->wave, sizeof upstream->wave}};
    memcpy(out, fields, sizeof fields);
}

static void read_line(const char *line, size_t length, const struct field *fields)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        size_t key = strlen(fields[i].key);
        if (length > key && strncmp(line, fields[i].key, key) == 0 && line[key] == '=')
            str_copy_length(fields[i].value, fields[i].size, line + key + 1, length - key - 1);
    }
}

bool upstream_load(const char *folder, struct upstream *out, struct error *error)
{
    char file[HUB_PATH_SIZE], above[HUB_CONNINFO_SIZE] = "";
    struct field fields[FIELD_COUNT];
    struct arena arena = {0};
    const char *text, *part;
    size_t length;
    *out = (struct upstream){0};
    file_of(folder, file);
    fields_of(out, above, sizeof above, fields);
    if (access(file, F_OK) != 0)
        return error_set(error, ERR_NOT_FOUND,
            "nothing goes up from %s: say where to with `waystation hub upstream`", folder);
    bool ok = arena_open(&arena, (size_t)4 * FILE_MAX, error) &&
              file_read_own(file, FILE_MAX, &arena, &text, &length, error);
    if (ok) {
        while (str_next_part(&text, '\n', &part, &length))
            read_line(part, length, fields);
        ok = hub_server_login(above, &out->above, error) || error_prefix(error, "%s", file);
    }
    arena_close(&arena);
    sodium_memzero(above, sizeof above);
    return ok;
}

bool upstream_save(const char *folder, const struct upstream *upstream, struct error *error)
{
    char file[HUB_PATH_SIZE], above[HUB_CONNINFO_SIZE], line[2 * HUB_CONNINFO_SIZE];
    struct upstream copy = *upstream;
    struct field fields[FIELD_COUNT];
    struct file_save save = {.descriptor = -1};
    hub_server_line(&upstream->above, above, sizeof above);
    file_of(folder, file);
    fields_of(&copy, above, sizeof above, fields);
    bool ok = file_save_open(&save, file, error);
    for (int i = 0; ok && i < FIELD_COUNT; i++) {
        STR_FORMAT(line, "%s=%s\n", fields[i].key, fields[i].value);
        if (!file_save_write(&save, line, strlen(line)))
            break; /* file_save_finish() says why */
    }
    ok = ok && file_save_finish(&save, error);
    file_save_close(&save);
    sodium_memzero(above, sizeof above);
    sodium_memzero(line, sizeof line);
    sodium_memzero(&copy, sizeof copy);
    return ok;
}

bool upstream_forget(const char *folder, struct error *error)
{
    char file[HUB_PATH_SIZE];
    file_of(folder, file);
    return unlink(file) == 0 || errno == ENOENT ||
           error_set(error, ERR_IO, "%s: %s", file, strerror(errno));
}

bool upstream_open(
    const char *folder, const struct upstream *upstream, struct forward **out, struct error *error)
{
    char owner[HUB_CONNINFO_SIZE];
    *out = NULL;
    STR_COPY(owner, upstream->below);
    if (owner[0] == '\0' && !hub_server_owner(folder, MEMBER_DATABASE, owner, error))
        return false;
    const struct forward_options options = {.below = owner,
        .class_uid = upstream->class_uid,
        .above = &upstream->above,
        .school = upstream->school,
        .wave = upstream->wave,
        .redact = event_redact};
    bool ok = forward_open(out, &options, error);
    sodium_memzero(owner, sizeof owner);
    return ok;
}

void upstream_say(const struct forward_report *report, char *out, size_t size)
{
    if (report->trouble != SYNC_FINE && report->below)
        str_format(out, size, "the hub here does not answer, see that it runs: %s", report->text);
    else if (report->trouble == SYNC_WRONG_SECRET)
        str_format(out, size,
            "the hub above does not let this one in: have its technician make a new line with "
            "`waystation hub upstream --let-in`");
    else if (report->trouble == SYNC_DENIED)
        str_format(out, size, "the hub above does not take all of it: %s", report->text);
    else if (report->trouble != SYNC_FINE)
        str_format(out, size, "the hub above cannot be asked: %s", report->text);
    else if (report->waiting > 0)
        str_format(out, size, "%lld event(s) are still to go up", (long long)report->waiting);
    else
        str_format(out, size, "everything that goes up is there");
}
