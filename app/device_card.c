/* Secrets are taken from the card: first they are kept here, then they are written over where they
 * stand, with as many characters. FAT has no journal: a new file and another name for it would be
 * changes of two entries and two chains of clusters, and what is freed still tells the secret. This
 * way one sector or two change, and what a power cut leaves of a secret is known by the one that is
 * kept.
 */
#define _GNU_SOURCE /* flags of a mount */
#define LOG_MODULE  "device"
#include "device_work.h"

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CARD_FILE  "waystation.ini"
#define TAKEN_FILE "taken.ini"

/* --- What is kept ---------------------------------------------------------------------------- */

static void read_taken(struct device_work *work)
{
    struct device_ini *kept = arena_new(work->arena, struct device_ini);
    struct error none = {0};
    size_t size;
    if (kept == NULL)
        return;
    const char *bytes = device_get(work->places->system, TAKEN_FILE, work->arena, &size, &none);
    device_ini_read(TAKEN_FILE, bytes, size, work->arena, kept);
    for (int i = 0; i < DEVICE_KEY_COUNT; i++)
        if (device_key_is_secret((enum device_key)i))
            work->taken[i] = kept->settings[i].text;
}

bool device_keep_taken(struct device_work *work, struct error *error)
{
    struct csv_writer writer = csv_writer(work->arena);
    char line[DEVICE_LINE_MAX];
    bool any = false;
    for (int i = 0; i < DEVICE_KEY_COUNT; i++) {
        if (work->taken[i] == NULL)
            continue;
        STR_FORMAT(line, "%s = \"%s\"\n", device_key_name((enum device_key)i), work->taken[i]);
        csv_put_raw(&writer, line, strlen(line));
        any = true;
    }
    if (writer.full)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    if (!any) {
        device_drop(work->places->system, TAKEN_FILE);
        return true;
    }
    return device_put(work->places->system, TAKEN_FILE, writer.text, writer.length, 0600, error);
}

static bool is_torn(const struct device_work *work, const struct device_span *span,
    char out[static DEVICE_LINE_MAX])
{
    const char *kept = work->taken[span->key];
    device_ini_span_text(work->card_bytes, work->card_size, span, out);
    return kept != NULL && device_ini_is_torn(out, kept);
}

const char *device_heal(struct device_work *work, size_t *size)
{
    struct device_span spans[DEVICE_SPAN_MAX];
    char text[DEVICE_LINE_MAX];
    int torn = 0;
    *size = work->card_size;
    read_taken(work);
    if (work->card_bytes == NULL)
        return NULL;
    int count = device_ini_secrets(work->card_bytes, work->card_size, spans);
    for (int i = 0; i < count; i++)
        if (is_torn(work, &spans[i], text))
            spans[torn++] = spans[i];
    return torn == 0 ? work->card_bytes
                     : device_ini_without(
                           work->card_bytes, work->card_size, spans, torn, work->arena, size);
}

/* --- Writing on the card --------------------------------------------------------------------- */

/* The flags of a mount stay as they are, but for this one. */
static bool remount(const char *folder, bool writable)
{
    static const struct {
        unsigned long have, want;
    } flags[] = {{ST_NOSUID, MS_NOSUID}, {ST_NODEV, MS_NODEV}, {ST_NOEXEC, MS_NOEXEC},
        {ST_NOATIME, MS_NOATIME}};
    struct statvfs about;
    unsigned long wanted = MS_REMOUNT | (writable ? 0 : MS_RDONLY);
    if (statvfs(folder, &about) != 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        if (about.f_flag & flags[i].have)
            wanted |= flags[i].want;
    return mount(NULL, folder, NULL, wanted, NULL) == 0;
}

static bool is_read_only(const char *folder)
{
    struct statvfs about;
    return statvfs(folder, &about) == 0 && (about.f_flag & ST_RDONLY) != 0;
}

static bool fail(const char *path, struct error *error)
{
    return error_set(error, errno == EROFS ? ERR_READ_ONLY : ERR_IO, "%s cannot be written: %s",
        path, strerror(errno));
}

/* From the card itself, not from what the system remembers. */
static bool reads_back(struct device_work *work, const char *bytes)
{
    struct error none = {0};
    size_t mark = arena_mark(work->arena), got;
    const char *there = device_get(work->places->card, CARD_FILE, work->arena, &got, &none);
    bool same = there != NULL && got == work->card_size && memcmp(there, bytes, got) == 0;
    arena_release(work->arena, mark);
    return same;
}

static bool write_spans(int file, const char *bytes, const struct device_span *spans, int count)
{
    bool ok = true;
    for (int i = 0; ok && i < count; i++)
        ok = lseek(file, (off_t)spans[i].offset, SEEK_SET) >= 0 &&
             file_write_all(file, bytes + spans[i].offset, spans[i].size);
    ok = ok && fsync(file) == 0;
    (void)posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    return ok;
}

static bool wipe(
    struct device_work *work, const struct device_span *spans, int count, struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    char *bytes = arena_copy_text(work->arena, work->card_bytes, work->card_size);
    if (bytes == NULL || !device_path(path, work->places->card, CARD_FILE))
        return error_set(error, ERR_MEMORY, "no memory to write the card");
    for (int i = 0; i < count; i++)
        device_ini_cover(work->card_bytes, work->card_size, &spans[i], bytes + spans[i].offset);
    int file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return fail(path, error);
    bool ok = write_spans(file, bytes, spans, count) || fail(path, error);
    close(file);
    return ok && (reads_back(work, bytes) ||
                     error_set(error, ERR_CORRUPT, "the card gives back other bytes than written"));
}

/* --- Taking ---------------------------------------------------------------------------------- */

static bool is_wrong(const struct device_work *work, enum device_key key)
{
    for (int i = 0; i < work->ini.mistake_count; i++)
        if (str_equal(work->ini.mistakes[i].key, device_key_name(key)))
            return true;
    return false;
}

/* What the setting stands for; a new one that is wrong leaves the old one in force. */
static void take_one(struct device_work *work, enum device_key key)
{
    struct device_setting *setting = &work->ini.settings[key];
    const char *kept = work->taken[key];
    if (setting->file == NULL && (!is_wrong(work, key) || key == DEVICE_JOIN)) {
        work->taken[key] = NULL;
        return;
    }
    if (setting->is_taken || setting->file == NULL) {
        if (setting->is_taken && kept == NULL && key != DEVICE_JOIN)
            device_ini_report(&work->ini, DEVICE_GONE, key, NULL);
        setting->text = kept;
        return;
    }
    if (key == DEVICE_JOIN)
        setting->text = device_join_code(work, setting->text);
    if (setting->text == NULL)
        *setting = (struct device_setting){0};
    else if (!str_equal(setting->file, "chosen.ini"))
        work->taken[key] = setting->text;
}

static bool is_ours(struct device_work *work, const struct device_span *span)
{
    char text[DEVICE_LINE_MAX];
    const char *value;
    struct device_mistake mistake;
    if (is_torn(work, span, text) || str_starts_with(text, DEVICE_TAKEN))
        return true;
    if (span->key == DEVICE_JOIN)
        return work->taken[DEVICE_JOIN] != NULL && str_equal(text, work->join_setting);
    return work->taken[span->key] != NULL &&
           device_ini_check(span->key, text, work->arena, &value, &mistake);
}

/* Those that are to go. A code whose file stays goes on naming it. */
static int find_ours(struct device_work *work, struct device_span out[static DEVICE_SPAN_MAX])
{
    int ours = 0;
    int count =
        work->card_bytes != NULL ? device_ini_secrets(work->card_bytes, work->card_size, out) : 0;
    for (int i = 0; i < count; i++)
        if (is_ours(work, &out[i]))
            out[ours++] = out[i];
    return ours;
}

static int keep_naming(
    struct device_work *work, struct device_span spans[static DEVICE_SPAN_MAX], int count)
{
    int kept = 0;
    if (device_join_wipe(work))
        return count;
    for (int i = 0; i < count; i++)
        if (spans[i].key != DEVICE_JOIN)
            spans[kept++] = spans[i];
    work->is_left = true;
    device_ini_report(&work->ini, DEVICE_NOT_WIPED, DEVICE_JOIN, NULL);
    return kept;
}

static void wipe_all(struct device_work *work)
{
    struct device_span spans[DEVICE_SPAN_MAX];
    struct error error = {0};
    int count = find_ours(work, spans);
    if (count == 0)
        return;
    const char *card = work->places->card;
    bool was_read_only = is_read_only(card);
    bool ok = !was_read_only || remount(card, true) || fail(card, &error);
    if (ok) {
        count = keep_naming(work, spans, count);
        ok = count == 0 || wipe(work, spans, count, &error);
    }
    if (was_read_only && !is_read_only(card) && !remount(card, false))
        log_warning("%s stays writable: %s", card, strerror(errno));
    if (ok)
        return;
    log_warning("secrets stay on the card: %s", error.text);
    work->is_left = true;
    for (int i = 0; i < count; i++)
        device_ini_report(&work->ini, DEVICE_NOT_WIPED, spans[i].key, NULL);
}

void device_take_secrets(struct device_work *work)
{
    struct error error = {0};
    for (int i = 0; i < DEVICE_KEY_COUNT; i++)
        if (device_key_is_secret((enum device_key)i))
            take_one(work, (enum device_key)i);
    if (!work->has_data)
        return; /* what is taken would be gone when the power goes */
    if (device_keep_taken(work, &error))
        wipe_all(work);
    else
        device_say_failed(work, &error);
}
