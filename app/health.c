#define _DEFAULT_SOURCE /* mkstemp */
#include "health.h"

#include "base/date.h"
#include "base/str.h"
#include "device_settings.h"
#include "joining.h"
#include "lending.h"
#include "platform/platform.h"
#include "platform/probe.h"
#include "sync/hub_server.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    TEXT_SIZE_MAX = 640,
    TEST_BYTES = 1024 * 1024,
    MIB = 1024 * 1024,
    LITTLE_MIB = 1024,
    LEAST_MIB = 64,
};

struct doctor {
    const struct health_look *look;
    char existing[STORE_PATH_SIZE]; /* the data folder, or the nearest above that is there */
    bool is_busy;                   /* a station runs on it */
};

static void say(
    const struct doctor *doctor, enum health_mark mark, const char *what, const char *text)
{
    doctor->look->say(doctor->look->context, mark, what, text);
}

/* --- Devices --------------------------------------------------------------------------------- */

typedef bool (*doctor_probe)(char *out, size_t size, struct error *error);

/* A station in use has the device; looking at it would only find it taken. */
static void look_at(const struct doctor *doctor, const char *what, doctor_probe probe,
    enum health_mark if_not, bool taken)
{
    char text[TEXT_SIZE_MAX] = "";
    struct error error = {0};
    if (taken && doctor->is_busy)
        say(doctor, HEALTH_OK, what,
            doctor->look->records != NULL ? "in use"
                                          : "left alone: a station is running and has it");
    else if (probe(text, sizeof text, &error))
        say(doctor, HEALTH_OK, what, text);
    else
        say(doctor, if_not, what, error.text);
}

static void look_at_fonts(const struct doctor *doctor)
{
    char lacking[256], text[TEXT_SIZE_MAX];
    struct error error = {0};
    if (!probe_fonts(lacking, sizeof lacking, &error)) {
        say(doctor, HEALTH_MISSING, "fonts", error.text);
    } else if (lacking[0] != '\0') {
        STR_FORMAT(text,
            "no letters for %s: install fonts-noto-core, fonts-noto-cjk and "
            "fonts-noto-color-emoji if the class needs them",
            lacking);
        say(doctor, HEALTH_NOTE, "fonts", text);
    } else {
        say(doctor, HEALTH_OK, "fonts", "letters of all scripts tried");
    }
}

/* --- Disk ------------------------------------------------------------------------------------ */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void find_existing(struct doctor *doctor)
{
    STR_COPY(doctor->existing, doctor->look->folder);
    while (!is_folder(doctor->existing)) {
        char *slash = strrchr(doctor->existing, '/');
        if (slash == NULL) {
            STR_COPY(doctor->existing, ".");
            return;
        }
        slash[slash == doctor->existing] = '\0';
    }
}

int64_t health_free_mib(const char *folder)
{
    struct statvfs info;
    if (statvfs(folder, &info) != 0)
        return -1;
    return (int64_t)((uint64_t)info.f_bavail * info.f_frsize / MIB);
}

static void look_at_space(const struct doctor *doctor)
{
    char text[TEXT_SIZE_MAX];
    int64_t free_mib = health_free_mib(doctor->existing);
    if (free_mib < 0) {
        STR_FORMAT(text, "%s cannot be looked at: %s", doctor->existing, strerror(errno));
        say(doctor, HEALTH_MISSING, "disk space", text);
        return;
    }
    STR_FORMAT(text, "%lld MiB free for %s%s", (long long)free_mib, doctor->look->folder,
        free_mib < LITTLE_MIB ? ": make room" : "");
    say(doctor,
        free_mib < LEAST_MIB    ? HEALTH_MISSING
        : free_mib < LITTLE_MIB ? HEALTH_NOTE
                                : HEALTH_OK,
        "disk space", text);
}

static bool write_all(int file, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(file, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* Writes, syncs, drops what the system remembers and reads back from the disk itself. */
static bool try_file(int file, unsigned char *bytes, unsigned char *back, struct error *error)
{
    size_t got = 0;
    store_random(bytes, TEST_BYTES);
    if (!write_all(file, bytes, TEST_BYTES) || fsync(file) != 0)
        return error_set(error, ERR_IO, "cannot be written to: %s", strerror(errno));
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    while (got < TEST_BYTES) {
        ssize_t part = pread(file, back + got, TEST_BYTES - got, (off_t)got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return error_set(error, ERR_IO, "cannot be read: %s", strerror(errno));
        got += (size_t)part;
    }
    return memcmp(bytes, back, TEST_BYTES) == 0 ||
           error_set(error, ERR_CORRUPT,
               "gives back other bytes than were written: back up now and replace the card");
}

static bool try_disk(const char *folder, struct error *error)
{
    char path[STORE_PATH_SIZE];
    struct arena arena = {0};
    if (!STR_FORMAT(path, "%s/doctor-XXXXXX", folder))
        return error_set(error, ERR_BAD_INPUT, "has too long a name");
    if (!arena_open(&arena, (size_t)4 * TEST_BYTES, error))
        return false;
    unsigned char *bytes = arena_alloc(&arena, TEST_BYTES), *back = arena_alloc(&arena, TEST_BYTES);
    int file = mkstemp(path);
    bool ok = false;
    if (file < 0) {
        error_set(error, ERR_READ_ONLY, "cannot be written to: %s", strerror(errno));
    } else {
        unlink(path); /* gone by itself, whatever happens */
        ok = try_file(file, bytes, back, error);
        close(file);
    }
    arena_close(&arena);
    return ok;
}

static void look_at_disk(const struct doctor *doctor)
{
    char text[TEXT_SIZE_MAX];
    struct error error = {0};
    bool ok = try_disk(doctor->existing, &error);
    STR_FORMAT(
        text, "%.120s %s", doctor->existing, ok ? "was written, synced and read back" : error.text);
    say(doctor, ok ? HEALTH_OK : HEALTH_MISSING, "disk health", text);
}

/* --- A machine that starts from our card ----------------------------------------------------- */

static void say_device(const struct doctor *doctor, const struct device_about *about)
{
    enum { SHOWN_MAX = 6 };
    char text[TEXT_SIZE_MAX];
    STR_FORMAT(text, "%s, version %s%s%s", about->hostname, about->version,
        about->slot[0] != '\0' ? ", slot " : "", about->slot);
    say(doctor, HEALTH_OK, "machine", text);
    for (int i = 0; i < about->mistake_count && i < SHOWN_MAX; i++) {
        device_mistake_say(&about->mistakes[i], text, sizeof text);
        say(doctor, about->mistakes[i].trouble == DEVICE_NO_DATA ? HEALTH_MISSING : HEALTH_NOTE,
            device_mistake_is_fallback(&about->mistakes[i]) ? "machine" : "settings", text);
    }
    if (about->mistake_count == 0)
        say(doctor, HEALTH_OK, "settings", "waystation.ini: nothing is wrong in it");
    if (about->mistake_count <= SHOWN_MAX)
        return;
    STR_FORMAT(text, "and %d more: `waystation device status`", about->mistake_count - SHOWN_MAX);
    say(doctor, HEALTH_NOTE, "settings", text);
}

static void look_at_device(const struct doctor *doctor)
{
    enum { CAPACITY = 4 * 1024 * 1024 };
    char folder[STORE_PATH_SIZE];
    struct arena arena = {0};
    struct device_about about;
    struct error error = {0};
    platform_device_folder(folder, sizeof folder);
    if (arena_open(&arena, CAPACITY, &error) && device_look(folder, &arena, &about, &error))
        say_device(doctor, &about);
    else if (error.code != ERR_NOT_FOUND)
        say(doctor, HEALTH_NOTE, "settings", error.text);
    arena_close(&arena);
}

/* --- Clock, database ------------------------------------------------------------------------- */

static void look_at_clock(const struct doctor *doctor)
{
    const struct moment now = doctor->look->now;
    char date[DATE_TEXT_SIZE], text[TEXT_SIZE_MAX];
    int32_t day = date_day_at(now.wall_ms, now.offset_s);
    int minute = date_minute_at(now.wall_ms, now.offset_s);
    date_format(day, date);
    bool is_wrong = !date_is_believable(day);
    STR_FORMAT(text, "%s %02d:%02d%s", date, minute / 60, minute % 60,
        is_wrong      ? ": set the clock, or lessons land on the wrong day"
        : now.trusted ? ", set by the network or a clock chip"
                      : ", not confirmed by the network: check that it is right");
    say(doctor, is_wrong ? HEALTH_MISSING : now.trusted ? HEALTH_OK : HEALTH_NOTE, "clock", text);
}

static void say_class(const struct doctor *doctor, const struct records *records)
{
    const struct plan *plan = &records->classroom->plan;
    char text[TEXT_SIZE_MAX];
    int students = 0;
    for (int i = 0; i < plan->student_count; i++)
        students += records->classroom->students[i].enrolled;
    STR_FORMAT(text, "%s, %d student(s), %lld event(s), every one checked", plan->class_name,
        students, (long long)records->report.events);
    if (records->has_plan)
        say(doctor, HEALTH_OK, "database", text);
    else
        say(doctor, HEALTH_NOTE, "database",
            "sound, without a class: take one with `waystation class import FOLDER`");
    if (records->report.note[0] != '\0')
        say(doctor, HEALTH_NOTE, "database", records->report.note);
}

static void say_backups(const struct doctor *doctor, const struct records *records)
{
    char text[TEXT_SIZE_MAX], date[DATE_TEXT_SIZE];
    int32_t day;
    int count;
    if (!store_last_backup(records->store, &day, &count)) {
        say(doctor, HEALTH_NOTE, "backup",
            "none by itself yet: every machine makes one a day while nobody is there");
        return;
    }
    date_format(day, date);
    STR_FORMAT(text, "%d automatic, the newest of %s; one elsewhere: `waystation backup FILE`",
        count, date);
    say(doctor, HEALTH_OK, "backup", text);
}

static void say_retention(const struct doctor *doctor, const struct records *records)
{
    char text[TEXT_SIZE_MAX], date[DATE_TEXT_SIZE];
    int days = records->classroom->plan.retention_days;
    int32_t day;
    int64_t removed;
    if (store_last_expiry(records->store, &day, &removed)) {
        date_format(day, date);
        STR_FORMAT(text,
            "what students leave is kept %d days; last looked through on %s, %lld event(s) removed",
            days, date, (long long)removed);
        say(doctor, HEALTH_OK, "retention", text);
        return;
    }
    STR_FORMAT(text,
        "what students leave is kept %d days; nothing was removed yet: that needs a clock set by "
        "the network or a clock chip, and two weeks of use with it",
        days);
    say(doctor, HEALTH_NOTE, "retention", text);
}

/* A program that runs knows how it stands; else the hub is asked, for a few seconds. */
static enum health_mark ask_hub(
    const struct doctor *doctor, const struct member *member, char *text, size_t size)
{
    enum sync_trouble trouble = SYNC_FINE;
    struct error error = {0};
    const char *link = doctor->look->link;
    bool asks = link == NULL && doctor->look->records == NULL;
    bool answers = asks && joining_hello_soon(member, &trouble, &error);
    if (asks)
        link = answers ? "it answers" : sync_trouble_text(trouble);
    if (link != NULL && str_append(text, size, ": "))
        str_append(text, size, link);
    return asks && !answers ? HEALTH_NOTE : HEALTH_OK;
}

static void say_member(const struct doctor *doctor, const struct lending *us, bool here)
{
    char text[TEXT_SIZE_MAX];
    const struct member *member = &us->member;
    bool runs = here && hub_server_state(doctor->look->folder) == HUB_SERVER_RUNNING;
    if (us->kind == MEMBER_STATION)
        STR_FORMAT(text, "station %s of %s, whose hub is at %.200s, port %d", member->station,
            member->class_name, member->host, member->port);
    else if (!here)
        STR_FORMAT(text, "board of %s; its hub is at %.200s, port %d", member->class_name,
            member->host, member->port);
    else
        STR_FORMAT(text, "board of %s; its hub %s", member->class_name,
            runs ? "runs here" : "does not run: `waystation hub start`");
    enum health_mark mark = HEALTH_NOTE;
    if (!here || runs)
        mark = ask_hub(doctor, member, text, sizeof text);
    say(doctor, mark, "hub", text);
}

static void say_hub(const struct doctor *doctor, const struct records *records)
{
    char elsewhere[TEXT_SIZE_MAX];
    struct lending us = {0};
    struct error error = {0};
    if (member_load(records->store, &us.member, &us.kind, &error))
        say_member(doctor, &us,
            us.kind == MEMBER_BOARD &&
                !joining_hub_is_elsewhere(records->store, elsewhere, sizeof elsewhere));
    else if (error.code == ERR_NOT_FOUND)
        say(doctor, HEALTH_OK, "hub", "none: this machine works alone");
    else
        say(doctor, HEALTH_NOTE, "hub", error.text);
    memset(&us, 0, sizeof us);
}

/* Beside a running program. */
static void say_lent_hub(const struct doctor *doctor)
{
    struct lending us;
    struct error error = {0};
    const char *folder = doctor->look->folder;
    if (lending_read(folder, &us, &error))
        say_member(
            doctor, &us, us.kind == MEMBER_BOARD && hub_server_state(folder) != HUB_SERVER_NONE);
    memset(&us, 0, sizeof us);
}

static void say_records(const struct doctor *doctor, const struct records *records)
{
    say_class(doctor, records);
    say_backups(doctor, records);
    if (records->has_plan)
        say_retention(doctor, records);
    say_hub(doctor, records);
}

static void look_at_database(const struct doctor *doctor)
{
    char text[TEXT_SIZE_MAX];
    struct error error = {0};
    struct records records = {0};
    const struct records_options options = {.folder = doctor->look->folder, .read_only = true};
    if (records_open(&records, &options, &error) && store_verify(records.store, &error)) {
        say_records(doctor, &records);
    } else if (error.code == ERR_NOT_FOUND) {
        STR_FORMAT(text, "none yet in %s: take a class with `waystation class import FOLDER`",
            doctor->look->folder);
        say(doctor, HEALTH_NOTE, "database", text);
    } else if (error.code == ERR_BUSY) {
        say(doctor, HEALTH_OK, "database", "left alone: a station is running and has it");
        say_lent_hub(doctor);
    } else {
        say(doctor, HEALTH_MISSING, "database", error.text);
    }
    records_close(&records);
}

static bool is_busy(const char *folder)
{
    struct error error = {0};
    struct store *store = NULL;
    struct store_report report;
    const struct store_options look = {.folder = folder, .station = "", .read_only = true};
    bool opened = store_open(&store, &look, &report, &error);
    store_close(store);
    return !opened && error.code == ERR_BUSY;
}

void health_look(const struct health_look *look)
{
    struct doctor doctor = {.look = look};
    find_existing(&doctor);
    doctor.is_busy = look->records != NULL || is_busy(look->folder);
    look_at_device(&doctor);
    look_at(&doctor, "display", probe_display, HEALTH_MISSING, true);
    look_at_fonts(&doctor);
    look_at(&doctor, "camera", probe_camera, HEALTH_NOTE, look->records == NULL);
    look_at(&doctor, "scanner", probe_scanner, HEALTH_NOTE, false);
    look_at(&doctor, "sound", probe_sound, HEALTH_NOTE, false);
    look_at(&doctor, "microphone", probe_microphone, HEALTH_NOTE, false);
    look_at(&doctor, "speech", probe_speech, HEALTH_NOTE, false);
    look_at_space(&doctor);
    look_at_disk(&doctor);
    look_at_clock(&doctor);
    if (look->records != NULL)
        say_records(&doctor, look->records);
    else
        look_at_database(&doctor);
}
