/* What the other parts of the system read. */
#define _DEFAULT_SOURCE
#include "device_work.h"

#include "base/listing.h"
#include "base/str.h"
#include "exchange/ini_file.h"
#include "platform/platform.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CLASS_FILE_LIMIT = 8 * 1024 * 1024,
    CLASS_LIMIT = 32 * 1024 * 1024, /* it is kept in memory */
    CLASS_FILES_MAX = 1000,
    CLASS_LEVELS = 2,
};

/* --- What has to be there -------------------------------------------------------------------- */

static bool find_keymap(
    const struct device_work *work, const char *name, char out[static DEVICE_PATH_SIZE])
{
    static const char *const ends[] = {"", ".kmap", ".map", ".map.gz", ".kmap.gz", ".bmap"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_format(
                out, DEVICE_PATH_SIZE, "/usr/share/waystation/keymaps/%s%s", name, ends[i]) &&
            device_exists(work->places->root, out + 1))
            return true;
    return false;
}

static bool is_zone(const struct device_work *work, const char *name)
{
    char path[DEVICE_PATH_SIZE];
    struct stat about;
    return str_format(path, sizeof path, "%s/usr/share/zoneinfo/%s", work->places->root, name) &&
           stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* Where the table of countries cannot be read, what has two letters may be one. */
static bool is_country(const struct device_work *work, const char *code)
{
    char line[8];
    struct error none = {0};
    size_t size;
    const char *table =
        device_get(work->places->root, "usr/share/zoneinfo/iso3166.tab", work->arena, &size, &none);
    STR_FORMAT(line, "\n%s\t", code);
    return table == NULL || strstr(table, line) != NULL;
}

static bool is_language(const char *code)
{
    char path[DEVICE_PATH_SIZE], name[64];
    if (str_equal(code, "en") || !platform_find_assets(path, sizeof path))
        return true;
    STR_FORMAT(name, "locale/%s.mo", code);
    return device_exists(path, name);
}

/* A machine whose card calls the file "Students.CSV" has it as well. */
static bool has_students(const char *folder)
{
    DIR *list = opendir(folder);
    const char *name;
    bool found = false;
    while (list != NULL && !found && listing_next(list, &name, NULL) && name != NULL)
        found = str_equal_ascii_fold(name, "students.csv");
    if (list != NULL)
        closedir(list);
    return found;
}

void device_check_places(struct device_work *work)
{
    char path[DEVICE_PATH_SIZE];
    const char *text = device_text(work, DEVICE_TIMEZONE);
    if (text != NULL && !is_zone(work, text))
        device_refuse(work, DEVICE_NO_ZONE, DEVICE_TIMEZONE);
    text = device_text(work, DEVICE_WIFI_COUNTRY);
    if (text != NULL && !is_country(work, text))
        device_refuse(work, DEVICE_BAD_COUNTRY, DEVICE_WIFI_COUNTRY);
    text = device_text(work, DEVICE_KEYBOARD);
    if (text != NULL && !str_equal(text, "us") && !find_keymap(work, text, path))
        device_refuse(work, DEVICE_NO_KEYBOARD, DEVICE_KEYBOARD);
    text = device_text(work, DEVICE_LANGUAGE);
    if (text != NULL && !is_language(text)) {
        device_ini_report(&work->ini, DEVICE_BAD_CHOICE, DEVICE_LANGUAGE, "en, es, fr, ar");
        work->ini.settings[DEVICE_LANGUAGE] = (struct device_setting){0};
    }
    text = device_text(work, DEVICE_CLASS);
    if (text != NULL && (!device_path(path, work->places->card, text) || !has_students(path)))
        device_refuse(work, DEVICE_NO_FOLDER, DEVICE_CLASS);
}

/* --- Who this is ----------------------------------------------------------------------------- */

static void find_serial(struct device_work *work)
{
    static const char *const places[] = {"sys/firmware/devicetree/base/serial-number",
        "sys/class/dmi/id/product_serial", "etc/machine-id"};
    char *serial = work->about->serial;
    for (size_t i = 0; i < COUNT_OF(places) && serial[0] == '\0'; i++) {
        device_get_line(work->places->root, places[i], work->arena, serial, DEVICE_TEXT_SIZE);
        size_t length = 0; /* what makers write instead of one: "To be filled by O.E.M." */
        for (const char *at = serial; isalnum((unsigned char)*at) || *at == '-'; at++)
            length++;
        if (length < 4 || serial[length] != '\0')
            serial[0] = '\0';
    }
}

static void name_machine(struct device_work *work)
{
    char *name = work->about->hostname;
    const char *given = device_text(work, DEVICE_HOSTNAME), *serial = work->about->serial;
    find_serial(work);
    size_t length = strlen(serial);
    if (given != NULL)
        str_copy(name, DEVICE_TEXT_SIZE, given);
    else
        str_format(name, DEVICE_TEXT_SIZE, "waystation%s%s", length >= 4 ? "-" : "",
            length >= 4 ? serial + length - 4 : "");
    for (char *at = name; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
}

/* It goes before what is wrong with the settings. */
static void describe_fallback(struct device_work *work)
{
    struct device_mistake fallback = {.trouble = DEVICE_NOT_UPDATED};
    device_get_line(
        work->places->out, "fallback", work->arena, fallback.value, sizeof fallback.value);
    if (fallback.value[0] == '\0')
        return;
    if (str_equal(fallback.value, "unknown")) {
        fallback.trouble = DEVICE_WENT_BACK;
        fallback.value[0] = '\0';
    }
    STR_COPY(fallback.hint, work->about->version);
    device_add_first(work->about, &fallback);
}

void device_describe(struct device_work *work)
{
    struct device_about *about = work->about;
    const struct device_places *places = work->places;
    const struct {
        char *out;
        size_t size;
        enum device_key key;
    } copies[] = {
        {about->role, sizeof about->role, DEVICE_ROLE},
        {about->station, sizeof about->station, DEVICE_STATION},
        {about->language, sizeof about->language, DEVICE_LANGUAGE},
        {about->timezone, sizeof about->timezone, DEVICE_TIMEZONE},
        {about->keyboard, sizeof about->keyboard, DEVICE_KEYBOARD},
        {about->display, sizeof about->display, DEVICE_DISPLAY},
    };
    for (size_t i = 0; i < COUNT_OF(copies); i++)
        if (device_text(work, copies[i].key) != NULL)
            str_copy(copies[i].out, copies[i].size, device_text(work, copies[i].key));
    device_get_line(places->root, "usr/lib/waystation/version", work->arena, about->version,
        sizeof about->version);
    if (about->version[0] == '\0')
        STR_COPY(about->version, WAYSTATION_VERSION);
    char partition[8];
    device_get_line(places->out, "slot", work->arena, partition, sizeof partition);
    STR_COPY(about->slot, str_equal(partition, "2")   ? "A"
                          : str_equal(partition, "3") ? "B"
                                                      : partition);
    device_ini_sort(&work->ini);
    memcpy(about->mistakes, work->ini.mistakes, sizeof about->mistakes);
    about->mistake_count = work->ini.mistake_count;
    describe_fallback(work);
}

/* --- The class folder ------------------------------------------------------------------------ */

struct copy {
    struct device_work *work;
    size_t bytes;
    int files;
};

/* The program does not see the card; a copy in memory of a bounded size is all it needs. */
static bool copy_folder(
    struct copy *copy, const char *from, const char *to, int levels, struct error *error)
{
    DIR *list = opendir(from);
    const char *name;
    bool ok = list != NULL && (mkdir(to, 0755) == 0 || errno == EEXIST);
    if (!ok)
        error_set(error, ERR_IO, "%s cannot be read: %s", from, strerror(errno));
    while (ok && (ok = listing_next(list, &name, error)) && name != NULL) {
        char source[DEVICE_PATH_SIZE], goal[DEVICE_PATH_SIZE];
        struct stat about;
        if (name[0] == '.' || !device_path(source, from, name) || !device_path(goal, to, name) ||
            lstat(source, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode) && levels > 0)
            ok = copy_folder(copy, source, goal, levels - 1, error);
        if (!S_ISREG(about.st_mode))
            continue;
        copy->bytes += (size_t)about.st_size;
        if (++copy->files > CLASS_FILES_MAX || copy->bytes > CLASS_LIMIT)
            ok = error_set(error, ERR_FULL, "the class folder is larger than 32 MiB");
        else
            ok = platform_copy_file(source, goal, CLASS_FILE_LIMIT, error);
    }
    if (list != NULL)
        closedir(list);
    return ok;
}

/* "" if there is none. */
static void put_class(struct device_work *work, char out[static DEVICE_PATH_SIZE])
{
    const char *folder = device_text(work, DEVICE_CLASS);
    char from[DEVICE_PATH_SIZE], base[DEVICE_PATH_SIZE];
    struct copy copy = {.work = work};
    struct error error = {0};
    out[0] = '\0';
    if (!device_path(base, work->places->out, "class"))
        return;
    platform_remove_folder(base);
    if (folder == NULL)
        return;
    const char *slash = strrchr(folder, '/');
    bool ok = device_path(from, work->places->card, folder) &&
              device_path(out, base, slash != NULL ? slash + 1 : folder) &&
              (mkdir(base, 0755) == 0 || errno == EEXIST);
    if (!ok)
        error_set(&error, ERR_IO, "%s cannot be made: %s", base, strerror(errno));
    if (ok && copy_folder(&copy, from, out, CLASS_LEVELS, &error))
        return;
    platform_remove_folder(base);
    out[0] = '\0';
    device_say_failed(work, &error);
}

/* --- The program's settings ------------------------------------------------------------------ */

static bool put_conf(struct device_work *work, struct error *error)
{
    struct csv_writer writer = csv_writer(work->arena);
    char class[DEVICE_PATH_SIZE], folder[DEVICE_PATH_SIZE], turn[8] = "";
    char size[16] = "";
    const char *display = device_text(work, DEVICE_DISPLAY);
    put_class(work, class);
    if (display != NULL) {
        str_copy_length(turn, sizeof turn, display, strcspn(display, " "));
        const char *mode = strchr(display, ' ');
        if (mode != NULL)
            str_copy_length(size, sizeof size, mode + 1, strcspn(mode + 1, "@"));
    }
    const struct {
        const char *name, *value;
    } lines[] = {
        {"role", device_text(work, DEVICE_ROLE)},
        {"station", device_text(work, DEVICE_STATION)},
        {"data", work->places->data},
        {"language", device_text(work, DEVICE_LANGUAGE)},
        {"class_folder",
            class[0] != '\0' && device_path(folder, work->places->out, "class") ? folder : NULL},
        {"class", class},
        {"camera", device_text(work, DEVICE_CAMERA)},
        {"scanner", device_text(work, DEVICE_SCANNER)},
        {"rotate", turn},
        {"size", size},
        {"fullscreen", "yes"},
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (!str_is_empty(lines[i].value))
            ini_file_put(&writer, lines[i].name, lines[i].value);
    if (writer.full)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    return device_put(
        work->places->out, "waystation.conf", writer.text, writer.length, 0644, error);
}

/* --- The system's ---------------------------------------------------------------------------- */

static bool put_or_drop(
    struct device_work *work, const char *name, const char *text, struct error *error)
{
    if (text != NULL)
        return device_put(work->places->out, name, text, strlen(text), 0644, error);
    device_drop(work->places->out, name);
    return true;
}

static bool put_value(
    struct device_work *work, const char *name, const char *text, struct error *error)
{
    if (text != NULL)
        return device_put_text(work->places->out, name, text, 0644, error);
    device_drop(work->places->out, name);
    return true;
}

static bool put_zone(struct device_work *work, struct error *error)
{
    const char *zone = device_text(work, DEVICE_TIMEZONE), *root = work->places->root;
    char goal[DEVICE_PATH_SIZE], draft[DEVICE_PATH_SIZE], link[DEVICE_PATH_SIZE];
    STR_FORMAT(goal, "/usr/share/zoneinfo/%s", zone != NULL ? zone : "UTC");
    STR_FORMAT(draft, "%s/etc/localtime.new", root);
    STR_FORMAT(link, "%s/etc/localtime", root);
    (void)unlink(draft);
    if (symlink(goal, draft) != 0 || rename(draft, link) != 0)
        return error_set(error, ERR_IO, "%s cannot be written: %s", link, strerror(errno));
    return put_value(work, "timezone", zone, error);
}

static bool put_hostname(struct device_work *work, struct error *error)
{
    char folder[DEVICE_PATH_SIZE];
    const char *name = work->about->hostname;
    name_machine(work);
    STR_FORMAT(folder, "%s/etc", work->places->root);
    if (!put_value(work, "hostname", name, error) ||
        !device_put_text(folder, "hostname", name, 0644, error))
        return false;
    bool is_machine = work->places->root[0] == '\0';
    return !is_machine || sethostname(name, strlen(name)) == 0 ||
           error_set(error, ERR_IO, "the name %s cannot be given: %s", name, strerror(errno));
}

static bool put_keymap(struct device_work *work, struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    const char *name = device_text(work, DEVICE_KEYBOARD);
    return put_value(
        work, "keymap", name != NULL && find_keymap(work, name, path) ? path : NULL, error);
}

static bool put_keys(struct device_work *work, struct error *error)
{
    const char *keys = device_text(work, DEVICE_SSH_KEY);
    if (keys == NULL)
        return put_or_drop(work, "authorized_keys", NULL, error);
    size_t size = strlen(keys) + 2;
    char *lines = arena_alloc(work->arena, size);
    if (lines == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    str_format(lines, size, "%s\n", keys);
    return put_or_drop(work, "authorized_keys", lines, error);
}

static bool put_rest(struct device_work *work, struct error *error)
{
    return put_value(work, "update-url", device_text(work, DEVICE_UPDATE_URL), error) &&
           put_value(work, "class-folder", work->class_folder, error) &&
           put_or_drop(
               work, "usb-network", device_is_yes(work, DEVICE_USB_NETWORK) ? "" : NULL, error);
}

void device_put_files(struct device_work *work)
{
    static bool (*const puts[])(struct device_work *, struct error *) = {
        put_conf, put_hostname, put_zone, put_keymap, put_keys, put_rest, device_put_wifi};
    for (size_t i = 0; i < COUNT_OF(puts); i++) {
        struct error error = {0};
        if (!puts[i](work, &error))
            device_say_failed(work, &error);
    }
}
