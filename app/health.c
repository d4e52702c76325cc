#define _DEFAULT_SOURCE /* mkstemp */
#include "health.h"

#include "base/date.h"
#include "base/file.h"
#include "base/str.h"
#include "device_care.h"
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

static void say(const struct doctor *doctor, enum health_mark mark, const char *what,
    const struct sentence *how)
{
    doctor->look->say(doctor->look->context, mark, what, how);
}

static void say_plain(
    const struct doctor *doctor, enum health_mark mark, const char *what, const char *sentence)
{
    struct sentence how;
    sentence_set(&how, sentence, NULL);
    say(doctor, mark, what, &how);
}

static void say_text(
    const struct doctor *doctor, enum health_mark mark, const char *what, const char *text)
{
    struct sentence how;
    sentence_text(&how, text);
    say(doctor, mark, what, &how);
}

/* A machine that starts from our card has pages, and nobody at it has a shell. */
static const char *by_page_or_command(const char *page, const char *command)
{
    return device_care_is_here() ? page : command;
}

/* --- Devices --------------------------------------------------------------------------------- */

static const char *const is_taken = N_("left alone: a station is running and has it");

typedef bool (*doctor_probe)(struct sentence *out);

/* A station in use has the device; looking at it would only find it taken. */
static void look_at(const struct doctor *doctor, const char *what, doctor_probe probe,
    enum health_mark if_not, bool taken)
{
    struct sentence how;
    if (taken && doctor->is_busy) {
        say_plain(doctor, HEALTH_OK, what, doctor->look->records != NULL ? N_("in use") : is_taken);
        return;
    }
    bool found = probe(&how);
    say(doctor, found ? HEALTH_OK : if_not, what, &how);
}

static void look_at_fonts(const struct doctor *doctor)
{
    struct sentence how;
    bool lacks = false, found = probe_fonts(&how, &lacks);
    say(doctor, !found ? HEALTH_MISSING : lacks ? HEALTH_NOTE : HEALTH_OK, "fonts", &how);
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
    struct sentence how;
    int64_t free_mib = health_free_mib(doctor->existing);
    if (free_mib < 0) {
        sentence_set(&how, N_("{folder} cannot be looked at: {why}"), "folder", doctor->existing,
            "why", strerror(errno), NULL);
        say(doctor, HEALTH_MISSING, "disk space", &how);
        return;
    }
    sentence_set(&how,
        free_mib < LITTLE_MIB ? N_("{count} MiB free for {folder}: make room")
                              : N_("{count} MiB free for {folder}"),
        "count", str_number(free_mib).text, "folder", doctor->look->folder, NULL);
    say(doctor,
        free_mib < LEAST_MIB    ? HEALTH_MISSING
        : free_mib < LITTLE_MIB ? HEALTH_NOTE
                                : HEALTH_OK,
        "disk space", &how);
}

enum disk { DISK_READ_BACK, DISK_NOT_WRITTEN, DISK_NOT_READ, DISK_CHANGES };

/* Writes, syncs, drops what the system remembers and reads back from the disk itself. */
static enum disk try_file(int file, unsigned char *bytes, unsigned char *back)
{
    size_t got;
    store_random(bytes, TEST_BYTES);
    if (!file_write_all(file, bytes, TEST_BYTES) || fsync(file) != 0)
        return DISK_NOT_WRITTEN;
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    if (lseek(file, 0, SEEK_SET) != 0 || !file_read_all(file, back, TEST_BYTES, &got) ||
        got < TEST_BYTES)
        return DISK_NOT_READ;
    return memcmp(bytes, back, TEST_BYTES) == 0 ? DISK_READ_BACK : DISK_CHANGES;
}

/* *why: what the system says of it. */
static enum disk try_disk(const char *folder, struct error *why)
{
    char path[STORE_PATH_SIZE];
    struct arena arena = {0};
    if (!STR_FORMAT(path, "%s/doctor-XXXXXX", folder)) {
        error_set(why, ERR_BAD_INPUT, "%s", strerror(ENAMETOOLONG));
        return DISK_NOT_WRITTEN;
    }
    if (!arena_open(&arena, (size_t)4 * TEST_BYTES, why))
        return DISK_NOT_WRITTEN;
    unsigned char *bytes = arena_alloc(&arena, TEST_BYTES), *back = arena_alloc(&arena, TEST_BYTES);
    int file = mkstemp(path);
    enum disk how = DISK_NOT_WRITTEN;
    if (file >= 0) {
        unlink(path); /* gone by itself, whatever happens */
        how = try_file(file, bytes, back);
    }
    error_set(why, ERR_IO, "%s", strerror(errno));
    if (file >= 0)
        close(file);
    arena_close(&arena);
    return how;
}

static void look_at_disk(const struct doctor *doctor)
{
    static const char *const sentences[] = {
        [DISK_READ_BACK] = N_("{folder} was written, synced and read back"),
        [DISK_NOT_WRITTEN] = N_("{folder} cannot be written to: {why}"),
        [DISK_NOT_READ] = N_("{folder} cannot be read: {why}"),
        [DISK_CHANGES] = N_("{folder} gives back other bytes than were written: back up now and "
                            "replace the card"),
    };
    struct sentence how;
    struct error why = {0};
    enum disk disk = try_disk(doctor->existing, &why);
    sentence_set(&how, sentences[disk], "folder", doctor->existing, "why", why.text, NULL);
    say(doctor, disk == DISK_READ_BACK ? HEALTH_OK : HEALTH_MISSING, "disk health", &how);
}

/* --- A machine that starts from our card ----------------------------------------------------- */

static void say_mistake(const struct doctor *doctor, const struct device_mistake *mistake)
{
    struct sentence how;
    char place[ERROR_TEXT_SIZE], line[16] = "", code[DEVICE_CODE_SIZE];
    device_mistake_code(mistake, code);
    if (mistake->line > 0)
        STR_FORMAT(line, ":%d", mistake->line);
    if (mistake->file[0] == '\0')
        STR_COPY(place, code);
    else
        STR_FORMAT(place, "%s%s (%s)", mistake->file, line, code);
    sentence_set(&how, "{place}", "place", place, "key", mistake->key, "value", mistake->value,
        "hint", mistake->hint, NULL);
    how.then = device_trouble_sentence(mistake->trouble);
    say(doctor, mistake->trouble == DEVICE_NO_DATA ? HEALTH_MISSING : HEALTH_NOTE,
        device_mistake_is_fallback(mistake) ? "machine" : "settings", &how);
}

static void say_device(const struct doctor *doctor, const struct device_about *about)
{
    enum { SHOWN_MAX = 6 };
    struct sentence how;
    sentence_set(&how,
        about->slot[0] != '\0' ? N_("{name}, version {version}, slot {slot}")
                               : N_("{name}, version {version}"),
        "name", about->hostname, "version", about->version, "slot", about->slot, NULL);
    say(doctor, HEALTH_OK, "machine", &how);
    for (int i = 0; i < about->mistake_count && i < SHOWN_MAX; i++)
        say_mistake(doctor, &about->mistakes[i]);
    if (about->mistake_count == 0)
        say_plain(doctor, HEALTH_OK, "settings", N_("waystation.ini: nothing is wrong in it"));
    if (about->mistake_count <= SHOWN_MAX)
        return;
    sentence_set(&how,
        by_page_or_command(N_("and {count} more (Care, Report on a stick)"),
            N_("and {count} more: `waystation device status`")),
        "count", str_number(about->mistake_count - SHOWN_MAX).text, NULL);
    say(doctor, HEALTH_NOTE, "settings", &how);
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
        say_text(doctor, HEALTH_NOTE, "settings", error.text);
    arena_close(&arena);
}

/* --- Clock, database ------------------------------------------------------------------------- */

static void look_at_clock(const struct doctor *doctor)
{
    const struct moment now = doctor->look->now;
    char date[DATE_TEXT_SIZE], time[CLOCK_TEXT_SIZE];
    struct sentence how;
    int32_t day = date_day_at(now.wall_ms, now.offset_s);
    date_format(day, date);
    time_format_clock(date_minute_at(now.wall_ms, now.offset_s), time);
    const struct records *records = doctor->look->records;
    bool is_wrong = records != NULL ? classroom_doubts_clock(records->classroom, &now)
                                    : !date_is_believable(day);
    const char *wrong = by_page_or_command(
        N_("{date} {time}: set it, or lessons land on the wrong day (Care, Date and time)"),
        N_("{date} {time}: set the clock, or lessons land on the wrong day"));
    const char *unsure = by_page_or_command(
        N_("{date} {time}, not confirmed by anything: check it, or set it (Care, Date and time)"),
        N_("{date} {time}, not confirmed by the network: check that it is right"));
    sentence_set(&how,
        is_wrong      ? wrong
        : now.trusted ? N_("{date} {time}, set by the network, a person or a clock chip")
                      : unsure,
        "date", date, "time", time, NULL);
    say(doctor, is_wrong ? HEALTH_MISSING : now.trusted ? HEALTH_OK : HEALTH_NOTE, "clock", &how);
}

static void say_class(const struct doctor *doctor, const struct records *records)
{
    const struct plan *plan = &records->classroom->plan;
    struct sentence how;
    int students = 0;
    for (int i = 0; i < plan->student_count; i++)
        students += records->classroom->students[i].enrolled;
    sentence_set(&how, N_("{class}, {students} student(s), {events} event(s), every one checked"),
        "class", plan->class_name, "students", str_number(students).text, "events",
        str_number(records->report.events).text, NULL);
    if (records->has_plan)
        say(doctor, HEALTH_OK, "database", &how);
    else
        say_plain(doctor, HEALTH_NOTE, "database",
            by_page_or_command(
                N_("sound, without a class: the first screens of this machine ask for one"),
                N_("sound, without a class: take one with `waystation class import FOLDER`")));
    if (records->report.note[0] != '\0')
        say_text(doctor, HEALTH_NOTE, "database", records->report.note);
}

static void say_backups(const struct doctor *doctor, const struct records *records)
{
    char date[DATE_TEXT_SIZE];
    struct sentence how;
    int32_t day;
    int count;
    if (!store_last_backup(records->store, &day, &count)) {
        say_plain(doctor, HEALTH_NOTE, "backup",
            N_("none by itself yet: every machine makes one a day while nobody is there"));
        return;
    }
    date_format(day, date);
    sentence_set(&how,
        by_page_or_command(
            N_("{count} automatic, the newest of {date}; one on a stick: Care, Backup"),
            N_("{count} automatic, the newest of {date}; one elsewhere: `waystation backup FILE`")),
        "count", str_number(count).text, "date", date, NULL);
    say(doctor, HEALTH_OK, "backup", &how);
}

static void say_retention(const struct doctor *doctor, const struct records *records)
{
    char date[DATE_TEXT_SIZE];
    struct sentence how;
    int32_t day;
    int64_t removed;
    const struct str_number kept = str_number(records->classroom->plan.retention_days);
    if (store_last_expiry(records->store, &day, &removed)) {
        date_format(day, date);
        sentence_set(&how,
            N_("what students leave is kept {days} days; last looked through on {date}, {count} "
               "event(s) removed"),
            "days", kept.text, "date", date, "count", str_number(removed).text, NULL);
        say(doctor, HEALTH_OK, "retention", &how);
        return;
    }
    sentence_set(&how,
        N_("what students leave is kept {days} days; nothing was removed yet: that needs a clock "
           "set by the network, a person or a clock chip, and two weeks of use with it"),
        "days", kept.text, NULL);
    say(doctor, HEALTH_NOTE, "retention", &how);
}

/* A program that runs knows how it stands; else the hub is asked, for a few seconds. */
static enum health_mark ask_hub(const struct doctor *doctor, const struct member *member,
    struct sync_hello *hello, struct sentence *how)
{
    enum sync_trouble trouble = SYNC_FINE;
    struct error error = {0};
    how->then = doctor->look->link;
    bool asks = how->then == NULL && doctor->look->records == NULL;
    bool answers = asks && joining_hello_soon(member, hello, &trouble, &error);
    if (asks)
        how->then = answers ? N_("it answers") : sync_trouble_text(trouble);
    return asks && !answers ? HEALTH_NOTE : HEALTH_OK;
}

static void say_older(const struct doctor *doctor, const struct sync_hello *hello)
{
    struct sentence how;
    const char *command = joining_update_command(hello, doctor->look->folder);
    if (command == NULL)
        return;
    sentence_set(&how, N_("it is older than this program: `{command}` brings it up to date"),
        "command", command, NULL);
    say(doctor, HEALTH_NOTE, "hub", &how);
}

static void say_member(const struct doctor *doctor, const struct lending *us, bool here)
{
    struct sentence how;
    struct sync_hello hello = {0};
    const struct member *member = &us->member;
    const char *lost = by_page_or_command(
        N_("board of {class}; its hub is lost: the page Stations makes it again"),
        N_("board of {class}; its hub is not on this machine any more: `waystation hub init` "
           "makes it again, and the stations come back by themselves"));
    const char *stopped =
        by_page_or_command(N_("board of {class}; its hub does not run: Care, Restart"),
            N_("board of {class}; its hub does not run: `waystation hub start`"));
    bool runs = here && hub_server_state(doctor->look->folder) == HUB_SERVER_RUNNING;
    sentence_set(&how,
        us->kind == MEMBER_STATION
            ? N_("station {station} of {class}, whose hub is at {host}, port {port}")
        : us->is_lost ? lost
        : !here       ? N_("board of {class}; its hub is at {host}, port {port}")
        : runs        ? N_("board of {class}; its hub runs here")
                      : stopped,
        "station", member->station, "class", member->class_name, "host", member->host, "port",
        str_number(member->port).text, NULL);
    enum health_mark mark = HEALTH_NOTE;
    if (!us->is_lost && (!here || runs))
        mark = ask_hub(doctor, member, &hello, &how);
    say(doctor, mark, "hub", &how);
    if (us->kind == MEMBER_BOARD)
        say_older(doctor, &hello);
    if (!lending_is_gone(us))
        return;
    sentence_set(&how,
        N_("the class does not have the station {station} any more: let this machine in as another "
           "one (on the board, page Stations), and join it anew"),
        "station", member->station, NULL);
    say(doctor, HEALTH_NOTE, "hub", &how);
}

static void say_not_taken(const struct doctor *doctor, const char *why)
{
    struct sentence how;
    sentence_set(&how, N_("events that it does not take are kept here: {why}"), "why", why, NULL);
    say(doctor, HEALTH_NOTE, "hub", &how);
}

static void say_refused(const struct doctor *doctor, const struct records *records)
{
    char why[ERROR_TEXT_SIZE];
    struct error error = {0};
    if (!store_refused_words(records->store, why, sizeof why, &error))
        say_text(doctor, HEALTH_NOTE, "hub", error.text);
    else if (why[0] != '\0')
        say_not_taken(doctor, why);
}

static void say_hub(const struct doctor *doctor, const struct records *records)
{
    char elsewhere[STORE_PATH_SIZE];
    struct lending us = {0};
    struct error error = {0};
    lending_stations(&us, &records->classroom->plan);
    us.is_lost = joining_hub_is_lost(records->store, doctor->look->folder);
    bool is_member = member_load(records->store, &us.member, &us.kind, &error);
    joining_name_class(&us.member, records);
    if (is_member)
        say_member(doctor, &us,
            us.kind == MEMBER_BOARD &&
                !joining_hub_is_elsewhere(records->store, elsewhere, sizeof elsewhere));
    else if (error.code == ERR_NOT_FOUND)
        say_plain(doctor, HEALTH_OK, "hub", N_("none: this machine works alone"));
    else
        say_text(doctor, HEALTH_NOTE, "hub", error.text);
    memset(&us, 0, sizeof us);
    say_refused(doctor, records);
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
    if (us.refused > 0)
        say_not_taken(doctor, str_number(us.refused).text);
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
    struct sentence how;
    struct error error = {0};
    struct records records = {0};
    const struct records_options options = {.folder = doctor->look->folder, .read_only = true};
    if (records_open(&records, &options, &error) && store_verify(records.store, &error)) {
        say_records(doctor, &records);
    } else if (error.code == ERR_NOT_FOUND) {
        sentence_set(&how,
            N_("none yet in {folder}: take a class with `waystation class import FOLDER`"),
            "folder", doctor->look->folder, NULL);
        say(doctor, HEALTH_NOTE, "database", &how);
    } else if (error.code == ERR_BUSY) {
        say_plain(doctor, HEALTH_OK, "database", is_taken);
        say_lent_hub(doctor);
    } else {
        say_text(doctor, HEALTH_MISSING, "database", error.text);
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
