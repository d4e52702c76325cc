/* The files of iwd: a network that is known, and one that is offered. What iwd itself wrote into
 * them (keys that it worked out) stays as long as the settings are the same. */
#define _DEFAULT_SOURCE
#include "device_work.h"

#include "base/hash.h"
#include "base/str.h"
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { SSID_HEX_SIZE = 80, PROFILE_SIZE = 512, PSK_DIGITS = 64 };

/* iwd.network(5): a name of letters, digits, blank, - and _ as it is, any other in hex. */
static void file_name(const char *ssid, const char *suffix, char out[static SSID_HEX_SIZE])
{
    bool plain = true;
    for (const char *at = ssid; *at != '\0'; at++)
        plain = plain && (isalnum((unsigned char)*at) || strchr("-_ ", *at) != NULL);
    struct str_writer writer = str_writer(out, SSID_HEX_SIZE);
    if (plain) {
        str_put(&writer, ssid);
    } else {
        str_put(&writer, "=");
        for (const char *at = ssid; *at != '\0'; at++)
            str_putf(&writer, "%02x", (unsigned char)*at);
    }
    str_put(&writer, suffix);
}

/* As iwd's settings want it: no blank at an end, and backslashes doubled. */
static void put_value(struct str_writer *writer, const char *key, const char *value)
{
    size_t length = strlen(value);
    str_putf(writer, "%s=", key);
    for (size_t i = 0; i < length; i++) {
        bool at_end = i == 0 || i + 1 == length;
        if (value[i] == '\\')
            str_put(writer, "\\\\");
        else if (value[i] == ' ' && at_end)
            str_put(writer, "\\s");
        else
            str_put_length(writer, value + i, 1);
    }
    str_put(writer, "\n");
}

static void put_security(struct str_writer *writer, const char *passphrase)
{
    bool is_key = strlen(passphrase) == PSK_DIGITS;
    str_put(writer, "[Security]\n");
    put_value(writer, is_key ? "PreSharedKey" : "Passphrase", passphrase);
}

/* What we wrote, by name and a sum of the text: the next time it tells what is to be left alone,
 * and what is to go. */
struct written {
    char name[SSID_HEX_SIZE + 8];
    char text[PROFILE_SIZE];
};

static void line_of(const struct written *file, char *out, size_t size)
{
    uint64_t sum = hash_text(HASH_START, file->text);
    str_format(out, size, "%016llx %s", (unsigned long long)sum, file->name);
}

static void remove_old(
    struct device_work *work, const char *list, const struct written *files, int count)
{
    const char *cursor = list, *line;
    size_t length;
    char name[DEVICE_PATH_SIZE];
    while (list != NULL && str_next_part(&cursor, '\n', &line, &length)) {
        if (length < 18 || !str_copy_length(name, sizeof name, line + 17, length - 17) ||
            strstr(name, "..") != NULL)
            continue;
        bool stays = false;
        for (int i = 0; i < count; i++)
            stays = stays || str_equal(name, files[i].name);
        if (!stays)
            device_drop(work->places->system, name);
    }
}

static bool write_new(
    struct device_work *work, const struct written *files, int count, struct error *error)
{
    struct error none = {0};
    size_t size;
    char lines[4 * SSID_HEX_SIZE] = "", line[2 * SSID_HEX_SIZE];
    const char *system = work->places->system;
    const char *list = device_get(system, "iwd-files", work->arena, &size, &none);
    remove_old(work, list, files, count);
    for (int i = 0; i < count; i++) {
        line_of(&files[i], line, sizeof line);
        str_append(line, sizeof line, "\n");
        str_append(lines, sizeof lines, line);
        bool same =
            list != NULL && strstr(list, line) != NULL && device_exists(system, files[i].name);
        if (!same &&
            !device_put(system, files[i].name, files[i].text, strlen(files[i].text), 0600, error))
            return false;
    }
    if (lines[0] == '\0') {
        device_drop(system, "iwd-files");
        return true;
    }
    return device_put(system, "iwd-files", lines, strlen(lines), 0600, error);
}

static void make_station(const struct device_work *work, const char *ssid, struct written *out)
{
    const char *passphrase = device_text(work, DEVICE_WIFI_PASSPHRASE);
    char name[SSID_HEX_SIZE];
    struct str_writer writer = str_writer(out->text, sizeof out->text);
    file_name(ssid, passphrase != NULL ? ".psk" : ".open", name);
    STR_FORMAT(out->name, "iwd/%s", name);
    if (passphrase != NULL)
        put_security(&writer, passphrase);
    str_putf(&writer, "[Settings]\nAutoConnect=true\n%s",
        device_is_yes(work, DEVICE_WIFI_HIDDEN) ? "Hidden=true\n" : "");
}

static void make_point(const struct device_work *work, struct written *out)
{
    char name[SSID_HEX_SIZE];
    struct str_writer writer = str_writer(out->text, sizeof out->text);
    file_name(device_text(work, DEVICE_WIFI_AP_SSID), ".ap", name);
    STR_FORMAT(out->name, "iwd/ap/%s", name);
    put_security(&writer, device_text(work, DEVICE_WIFI_AP_PASSPHRASE));
}

static bool make_folder(const char *system, const char *name, struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    return device_path(path, system, name) && (mkdir(path, 0700) == 0 || errno == EEXIST)
               ? true
               : error_set(error, ERR_IO, "%s cannot be made: %s", path, strerror(errno));
}

/* The copy of /etc/iwd/main.conf with the country in it. */
static bool put_country(struct device_work *work, struct error *error)
{
    const struct device_places *places = work->places;
    const char *country = device_text(work, DEVICE_WIFI_COUNTRY);
    char text[PROFILE_SIZE], folder[DEVICE_PATH_SIZE];
    if (country == NULL) {
        device_drop(places->out, "country");
        device_drop(places->out, "iwd/main.conf");
        return true;
    }
    STR_FORMAT(text,
        "[General]\nEnableNetworkConfiguration=false\nCountry=%s\n\n[Network]\n"
        "NameResolvingService=none\n",
        country);
    if (!device_path(folder, places->out, "iwd") || (mkdir(folder, 0755) != 0 && errno != EEXIST))
        return error_set(error, ERR_IO, "%s/iwd cannot be made: %s", places->out, strerror(errno));
    return device_put_text(places->out, "country", country, 0644, error) &&
           device_put(places->out, "iwd/main.conf", text, strlen(text), 0644, error);
}

bool device_put_wifi(struct device_work *work, struct error *error)
{
    struct written files[2];
    int count = 0;
    const char *ssid = device_text(work, DEVICE_WIFI_SSID);
    bool offers = device_is_yes(work, DEVICE_WIFI_AP);
    if (ssid != NULL)
        make_station(work, ssid, &files[count++]);
    if (offers)
        make_point(work, &files[count++]);
    if (!offers)
        device_drop(work->places->out, "access-point");
    else if (!device_put_text(work->places->out, "access-point",
                 device_text(work, DEVICE_WIFI_AP_SSID), 0644, error))
        return false;
    return put_country(work, error) &&
           (count == 0 || make_folder(work->places->system, "iwd", error)) &&
           (!offers || make_folder(work->places->system, "iwd/ap", error)) &&
           write_new(work, files, count, error);
}
