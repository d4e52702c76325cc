/* Secrets are taken from the card: first they are kept here, then the card's file is written anew
 * without them, then they are written over where they stood, and then the new file takes the old
 * one's name. The first order keeps the secret, the second the file. FAT gives no promise about a
 * cluster it frees: what is to be gone from it is written over while it still is the file's. */
#define _GNU_SOURCE /* flags of a mount, syncfs */
#define LOG_MODULE  "device"
#include "device_work.h"

#include "base/log.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CARD_FILE  "waystation.ini"
#define DRAFT_FILE "waystation.new"
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

static bool write_at(int file, const char *bytes, size_t size, size_t offset)
{
    while (size > 0) {
        ssize_t done = pwrite(file, bytes, size, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        offset += (size_t)done;
        size -= (size_t)done;
    }
    return true;
}

static bool reads_back(struct device_work *work, const char *name, const char *bytes, size_t size)
{
    struct error none = {0};
    size_t mark = arena_mark(work->arena), got;
    const char *there = device_get(work->places->card, name, work->arena, &got, &none);
    bool same = there != NULL && got == size && memcmp(there, bytes, size) == 0;
    arena_release(work->arena, mark);
    return same;
}

static bool write_draft(
    struct device_work *work, const char *bytes, size_t size, struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    if (!device_path(path, work->places->card, DRAFT_FILE))
        return error_set(error, ERR_BAD_INPUT, "the path of the card is too long");
    (void)unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0)
        return fail(path, error);
    bool ok = write_at(file, bytes, size, 0) && fsync(file) == 0;
    if (!ok)
        fail(path, error);
    (void)posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    ok = ok && (reads_back(work, DRAFT_FILE, bytes, size) ||
                   error_set(error, ERR_CORRUPT, "the card gives back other bytes than written"));
    if (!ok)
        (void)unlink(path);
    return ok;
}

/* Where they stand, so that the clusters that the old file leaves behind do not tell them. */
static bool cover(
    struct device_work *work, const struct device_span *spans, int count, struct error *error)
{
    char path[DEVICE_PATH_SIZE], stars[2 * DEVICE_LINE_MAX];
    if (!device_path(path, work->places->card, CARD_FILE))
        return error_set(error, ERR_BAD_INPUT, "the path of the card is too long");
    int file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return fail(path, error);
    bool ok = true;
    for (int i = 0; ok && i < count; i++) {
        if (spans[i].size > sizeof stars)
            continue; /* no secret of ours is so long */
        device_ini_cover(work->card_bytes, work->card_size, &spans[i], stars);
        ok = write_at(file, stars, spans[i].size, spans[i].offset);
    }
    ok = ok && fsync(file) == 0;
    if (!ok)
        fail(path, error);
    close(file);
    return ok;
}

static bool swap(struct device_work *work, struct error *error)
{
    char from[DEVICE_PATH_SIZE], to[DEVICE_PATH_SIZE];
    if (!device_path(from, work->places->card, DRAFT_FILE) ||
        !device_path(to, work->places->card, CARD_FILE))
        return error_set(error, ERR_BAD_INPUT, "the path of the card is too long");
    if (rename(from, to) != 0)
        return fail(to, error);
    int folder = open(work->places->card, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        (void)fsync(folder); /* FAT may have nothing to sync: the mount's flush does it */
        (void)syncfs(folder);
        close(folder);
    }
    return true;
}

static bool wipe(
    struct device_work *work, const struct device_span *spans, int count, struct error *error)
{
    size_t size;
    const char *bytes =
        device_ini_without(work->card_bytes, work->card_size, spans, count, work->arena, &size);
    if (bytes == NULL)
        return error_set(error, ERR_MEMORY, "no memory to write the card");
    return write_draft(work, bytes, size, error) && cover(work, spans, count, error) &&
           swap(work, error) &&
           (reads_back(work, CARD_FILE, bytes, size) ||
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
        setting->text = kept != NULL ? kept : "";
        if (kept == NULL && key != DEVICE_JOIN)
            device_ini_report(&work->ini, DEVICE_GONE, key, NULL);
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
    if (is_torn(work, span, text))
        return true;
    if (span->key == DEVICE_JOIN)
        return work->taken[DEVICE_JOIN] != NULL && str_equal(text, work->join_setting);
    return work->taken[span->key] != NULL &&
           device_ini_check(span->key, text, work->arena, &value, &mistake);
}

static void wipe_all(struct device_work *work)
{
    struct device_span spans[DEVICE_SPAN_MAX];
    struct error error = {0};
    int ours = 0;
    int count =
        work->card_bytes != NULL ? device_ini_secrets(work->card_bytes, work->card_size, spans) : 0;
    for (int i = 0; i < count; i++)
        if (is_ours(work, &spans[i]))
            spans[ours++] = spans[i];
    if (ours == 0)
        return;
    const char *card = work->places->card;
    bool was_read_only = is_read_only(card);
    bool ok = !was_read_only || remount(card, true) || fail(card, &error);
    if (ok) {
        device_join_wipe(work);
        ok = wipe(work, spans, ours, &error);
    }
    if (was_read_only && !is_read_only(card) && !remount(card, false))
        log_warning("%s stays writable: %s", card, strerror(errno));
    if (ok)
        return;
    log_warning("secrets stay on the card: %s", error.text);
    for (int i = 0; i < ours; i++)
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
