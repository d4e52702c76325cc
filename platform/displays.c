#define _DEFAULT_SOURCE
#include "platform/displays.h"

#include "base/hash.h"
#include "base/str.h"
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static uint64_t read_into(uint64_t hash, int folder, const char *connector, const char *name)
{
    char path[512], bytes[1024];
    STR_FORMAT(path, "%s/%s", connector, name);
    int file = openat(folder, path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return hash;
    ssize_t size = read(file, bytes, sizeof bytes);
    close(file);
    return size > 0 ? hash_bytes(hash, bytes, (size_t)size) : hash;
}

/* Whatever the order in which they are listed. */
static uint64_t look(const char *name)
{
    uint64_t all = 0;
    DIR *folder = opendir(name);
    if (folder == NULL)
        return 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (!str_starts_with(entry->d_name, "card") || strchr(entry->d_name, '-') == NULL)
            continue; /* "card0-HDMI-A-1" is a connector, "card0" and "version" are not */
        uint64_t hash = hash_text(HASH_START, entry->d_name);
        hash = read_into(hash, dirfd(folder), entry->d_name, "status");
        all += read_into(hash, dirfd(folder), entry->d_name, "modes");
    }
    closedir(folder);
    return all;
}

bool displays_changed(struct displays *displays, int64_t now_ms)
{
    if (displays->known && now_ms - displays->looked_ms < DISPLAYS_EVERY_MS)
        return false;
    uint64_t seen = look(displays->folder);
    bool changed = displays->known && seen != displays->seen;
    displays->known = true;
    displays->looked_ms = now_ms;
    displays->seen = seen;
    return changed;
}
