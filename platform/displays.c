#define _DEFAULT_SOURCE
#include "platform/displays.h"

#include "base/hash.h"
#include "base/macros.h"
#include "base/str.h"
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1024 };

/* What the kernel says of a connector, terminated; "" if nothing. */
static size_t read_file(int folder, const char *connector, const char *name, char out[FILE_MAX])
{
    char path[512];
    out[0] = '\0';
    STR_FORMAT(path, "%s/%s", connector, name);
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t size = read(file, out, FILE_MAX - 1);
    close(file);
    out[MAX(size, 0)] = '\0';
    return (size_t)MAX(size, 0);
}

/* "card0-HDMI-A-1" is a connector, "card0" and "version" are not. */
static bool is_connector(const char *name, int *card)
{
    char *end;
    if (!str_starts_with(name, "card"))
        return false;
    long number = strtol(name + 4, &end, 10);
    *card = (int)CLAMP(number, 0, INT_MAX);
    return end > name + 4 && *end == '-';
}

struct look {
    uint64_t all; /* whatever the order in which they are listed */
    uint64_t main;
    int card; /* of the main display; -1: there is none */
    char name[256];
    char mode[32]; /* its first, as the kernel writes it */
    bool has_connectors;
};

/* Of all that are connected: on the lowest card, by name; so platform/kms.c takes them. */
static bool is_before(const struct look *look, int card, const char *name)
{
    if (look->card < 0 || card != look->card)
        return look->card < 0 || card < look->card;
    return strcmp(name, look->name) < 0;
}

static void look_at(const char *name, struct look *out)
{
    *out = (struct look){.card = -1};
    DIR *folder = opendir(name);
    if (folder == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char status[FILE_MAX], modes[FILE_MAX];
        int card;
        if (!is_connector(entry->d_name, &card))
            continue;
        out->has_connectors = true;
        uint64_t hash = hash_text(HASH_START, entry->d_name);
        hash = hash_bytes(hash, status, read_file(dirfd(folder), entry->d_name, "status", status));
        hash = hash_bytes(hash, modes, read_file(dirfd(folder), entry->d_name, "modes", modes));
        out->all += hash;
        if (!str_starts_with(status, "connected") || !is_before(out, card, entry->d_name))
            continue;
        out->card = card;
        out->main = hash;
        STR_COPY(out->name, entry->d_name);
        STR_FORMAT(out->mode, "%.*s", (int)MIN(strcspn(modes, "\n"), sizeof out->mode - 1), modes);
    }
    closedir(folder);
}

bool displays_changed(struct displays *displays, int64_t now_ms)
{
    if (displays->known && now_ms - displays->looked_ms < DISPLAYS_EVERY_MS)
        return false;
    struct look look;
    look_at(displays->folder, &look);
    bool changed = displays->known && look.all != displays->seen;
    if (!displays->known)
        displays->first = look.main;
    displays->known = true;
    displays->looked_ms = now_ms;
    displays->seen = look.all;
    displays->main = look.main;
    displays->settled = !changed;
    displays->was_lost = displays->was_lost || look.card < 0;
    return changed;
}

bool displays_are_gone(const struct displays *displays)
{
    return displays->first != 0 && displays->main == 0;
}

bool displays_are_other(const struct displays *displays)
{
    return displays->known && displays->settled && displays->main != 0 &&
           (displays->was_lost || displays->main != displays->first);
}

int displays_find_card(const char *folder, bool *has_connectors)
{
    struct look look;
    look_at(folder, &look);
    *has_connectors = look.has_connectors;
    return look.card;
}

int displays_describe(const char *folder, char *out, size_t size)
{
    struct look look;
    look_at(folder, &look);
    const char *name = strchr(look.name, '-'); /* behind the card's */
    str_format(
        out, size, "%s%s%s", name ? name + 1 : "", look.mode[0] != '\0' ? ", " : "", look.mode);
    return look.card;
}

const char *displays_folder(void)
{
    const char *named = getenv("WAYSTATION_DISPLAYS");
    return str_is_empty(named) ? "/sys/class/drm" : named;
}
