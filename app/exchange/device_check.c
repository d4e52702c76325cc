/* What each setting of waystation.ini may be. */
#include "exchange/device_inside.h"

#include "base/str.h"
#include "exchange/cells.h"
#include <ctype.h>
#include <string.h>

enum {
    PATH_MAX_OF_CARD = 160,
    SSID_MAX = 32,
    PASSPHRASE_LEAST = 8,
    PASSPHRASE_MOST = 63,
    PSK_DIGITS = 64,
    HOSTNAME_MOST = 63,
    URL_MOST = 180,
    DEVICE_PATH_MOST = 120,
    NAME_MOST = 64,
};

#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define UPPER   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"
#define LETTERS LOWER UPPER

typedef enum device_trouble (*checker)(
    struct device_check *check, const char *text, const char **out);

static bool consists_of(const char *text, const char *letters)
{
    return text[0] != '\0' && text[strspn(text, letters)] == '\0';
}

static char *copy_of(struct device_check *check, const char *text)
{
    return arena_copy_text(check->arena, text, strlen(text));
}

/* As given; memory that is used up leaves the setting out. */
static enum device_trouble keep(struct device_check *check, const char *text, const char **out)
{
    *out = copy_of(check, text);
    return *out != NULL ? DEVICE_FINE : DEVICE_TOO_LARGE;
}

static enum device_trouble too_long(struct device_check *check, int most)
{
    STR_FORMAT(check->hint, "%d", most);
    return DEVICE_TOO_LONG;
}

/* --- One of a few ---------------------------------------------------------------------------- */

static enum device_trouble choose(struct device_check *check, const char *text,
    const char *const *names, int count, const char **out)
{
    struct cell_context context = {"", &check->problems};
    struct csv_cell cell = {text, 0, 0};
    int chosen = -1;
    cell_choice(&context, cell, "", names, count, &chosen);
    if (chosen >= 0)
        return keep(check, names[chosen], out);
    struct str_writer hint = str_writer(check->hint, sizeof check->hint);
    for (int i = 0; i < count; i++)
        str_putf(&hint, "%s%s", i > 0 ? ", " : "", names[i]);
    return DEVICE_BAD_CHOICE;
}

static enum device_trouble check_role(
    struct device_check *check, const char *text, const char **out)
{
    static const char *const roles[] = {"station", "board", "solo"};
    return choose(check, text, roles, COUNT_OF(roles), out);
}

static enum device_trouble check_yes_no(
    struct device_check *check, const char *text, const char **out)
{
    struct cell_context context = {"", &check->problems};
    int errors = check->problems.errors;
    bool yes = false;
    cell_yes_no(&context, (struct csv_cell){text, 0, 0}, "", &yes);
    if (check->problems.errors == errors)
        return keep(check, yes ? "yes" : "no", out);
    STR_COPY(check->hint, "yes, no");
    return DEVICE_BAD_CHOICE;
}

/* "1280x720", or with the rate behind it; nothing that is too small for the program. */
static bool is_mode(const char *text)
{
    enum { LEAST_WIDTH = 800, LEAST_HEIGHT = 480, MOST = 8192, LEAST_HZ = 20, MOST_HZ = 240 };
    char part[3][8] = {"", "", ""};
    int width, height, rate = LEAST_HZ;
    size_t x = strcspn(text, "x"), at = strcspn(text, "@");
    if (text[x] == '\0' || at < x || !str_copy_length(part[0], sizeof part[0], text, x) ||
        !str_copy_length(part[1], sizeof part[1], text + x + 1, at - x - 1) ||
        (text[at] == '@' && !STR_COPY(part[2], text + at + 1)))
        return false;
    return str_to_int(part[0], LEAST_WIDTH, MOST, &width) &&
           str_to_int(part[1], LEAST_HEIGHT, MOST, &height) &&
           (text[at] == '\0' || str_to_int(part[2], LEAST_HZ, MOST_HZ, &rate));
}

static enum device_trouble check_display(
    struct device_check *check, const char *text, const char **out)
{
    static const char *const turns[] = {"0", "90", "180", "270"};
    char turn[8] = "", display[NAME_MOST];
    size_t length = strcspn(text, " \t");
    const char *mode = text + length + strspn(text + length, " \t");
    str_copy_length(turn, sizeof turn, text, length);
    for (size_t i = 0; i < COUNT_OF(turns); i++)
        if (str_equal(turn, turns[i]) && (*mode == '\0' || is_mode(mode))) {
            STR_FORMAT(display, "%s%s%s", turn, *mode != '\0' ? " " : "", mode);
            return keep(check, display, out);
        }
    STR_COPY(check->hint, "0, 90, 180, 270, 90 1280x720");
    return DEVICE_BAD_CHOICE;
}

/* --- Names ----------------------------------------------------------------------------------- */

static enum device_trouble check_station(
    struct device_check *check, const char *text, const char **out)
{
    return strlen(text) < ID_SIZE && text_is_id(text) ? keep(check, text, out) : DEVICE_BAD_STATION;
}

static enum device_trouble check_language(
    struct device_check *check, const char *text, const char **out)
{
    struct cell_context context = {"", &check->problems};
    char code[LANGUAGE_SIZE] = "";
    cell_language(&context, (struct csv_cell){text, 0, 0}, code);
    if (code[0] != '\0')
        return keep(check, code, out);
    STR_COPY(check->hint, "en, es, fr, ar");
    return DEVICE_BAD_CHOICE;
}

static enum device_trouble check_zone(
    struct device_check *check, const char *text, const char **out)
{
    bool fits = consists_of(text, LETTERS DIGITS "_+-/") && strlen(text) <= NAME_MOST &&
                text[0] != '/' && strstr(text, "//") == NULL && !str_ends_with(text, "/");
    return fits ? keep(check, text, out) : DEVICE_NO_ZONE;
}

static enum device_trouble check_keyboard(
    struct device_check *check, const char *text, const char **out)
{
    bool fits = consists_of(text, LETTERS DIGITS "_-") && strlen(text) <= NAME_MOST;
    return fits ? keep(check, text, out) : DEVICE_NO_KEYBOARD;
}

static enum device_trouble check_hostname(
    struct device_check *check, const char *text, const char **out)
{
    char name[HOSTNAME_MOST + 1];
    if (!consists_of(text, LETTERS DIGITS "-") || !STR_COPY(name, text) || text[0] == '-' ||
        str_ends_with(text, "-"))
        return DEVICE_BAD_HOSTNAME;
    for (char *at = name; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return keep(check, name, out);
}

static enum device_trouble check_country(
    struct device_check *check, const char *text, const char **out)
{
    char code[3] = "";
    if (strlen(text) != 2 || !consists_of(text, LETTERS))
        return DEVICE_BAD_COUNTRY;
    for (int i = 0; i < 2; i++)
        code[i] = (char)toupper((unsigned char)text[i]);
    return keep(check, code, out);
}

/* --- Wi-Fi ----------------------------------------------------------------------------------- */

static enum device_trouble check_ssid(
    struct device_check *check, const char *text, const char **out)
{
    return strlen(text) <= SSID_MAX ? keep(check, text, out) : DEVICE_BAD_SSID;
}

static enum device_trouble check_ap_passphrase(
    struct device_check *check, const char *text, const char **out)
{
    size_t length = strlen(text);
    bool fits = length >= PASSPHRASE_LEAST && length <= PASSPHRASE_MOST;
    for (const char *at = text; *at != '\0'; at++)
        fits = fits && *at >= ' ' && *at <= '~';
    return fits ? keep(check, text, out) : DEVICE_BAD_PASSPHRASE;
}

static enum device_trouble check_passphrase(
    struct device_check *check, const char *text, const char **out)
{
    if (strlen(text) == PSK_DIGITS && consists_of(text, DIGITS "abcdefABCDEF"))
        return keep(check, text, out);
    return check_ap_passphrase(check, text, out);
}

/* --- Places ---------------------------------------------------------------------------------- */

/* Below the card, however a Windows user writes it: never above it, nor a link to elsewhere. */
static enum device_trouble check_folder(
    struct device_check *check, const char *text, const char **out)
{
    char *path = copy_of(check, text);
    if (path == NULL || strlen(path) > PATH_MAX_OF_CARD)
        return too_long(check, PATH_MAX_OF_CARD);
    for (char *at = path; *at != '\0'; at++)
        if (*at == '\\')
            *at = '/';
    while (str_ends_with(path, "/"))
        path[strlen(path) - 1] = '\0';
    const char *cursor = path, *part;
    size_t length;
    bool fits = path[0] != '\0' && path[0] != '/';
    while (str_next_part(&cursor, '/', &part, &length))
        fits = fits && part[0] != '.' && strcspn(part, ":*?\"<>|") >= length;
    *out = path;
    return fits ? DEVICE_FINE : DEVICE_NO_FOLDER;
}

static enum device_trouble check_join(
    struct device_check *check, const char *text, const char **out)
{
    char start[4] = "";
    str_copy_length(start, sizeof start, text, 3);
    bool is_code = str_equal_ascii_fold(start, "WSJ") && strchr(text, '.') == NULL;
    if (!is_code)
        return check_folder(check, text, out) == DEVICE_FINE ? DEVICE_FINE : DEVICE_BAD_CODE;
    return consists_of(text, LETTERS DIGITS " -") ? keep(check, text, out) : DEVICE_BAD_CODE;
}

static bool is_device_path(const char *text)
{
    return str_starts_with(text, "/dev/") && strlen(text) <= DEVICE_PATH_MOST &&
           consists_of(text, LETTERS DIGITS "/_.:,+-") && strstr(text, "..") == NULL;
}

static enum device_trouble check_camera(
    struct device_check *check, const char *text, const char **out)
{
    char camera[DEVICE_PATH_MOST + 8];
    if (str_equal_ascii_fold(text, "none"))
        return keep(check, "none", out);
    const char *path = str_starts_with(text, "v4l2:") ? text + strlen("v4l2:") : text;
    STR_FORMAT(camera, "v4l2:%s", path);
    return is_device_path(path) ? keep(check, camera, out) : DEVICE_BAD_CAMERA;
}

static enum device_trouble check_scanner(
    struct device_check *check, const char *text, const char **out)
{
    return is_device_path(text) ? keep(check, text, out) : DEVICE_BAD_SCANNER;
}

static bool is_url(const char *text)
{
    size_t scheme = str_starts_with(text, "https://")  ? strlen("https://")
                    : str_starts_with(text, "http://") ? strlen("http://")
                                                       : 0;
    return scheme > 0 && strlen(text) <= URL_MOST &&
           consists_of(text + scheme, LETTERS DIGITS "-._~:/?#[]@!&()*+,;=%") &&
           isalnum((unsigned char)text[scheme]);
}

static enum device_trouble check_url(struct device_check *check, const char *text, const char **out)
{
    return is_url(text) ? keep(check, text, out) : DEVICE_BAD_URL;
}

static enum device_trouble check_encrypt(
    struct device_check *check, const char *text, const char **out)
{
    static const char *const names[] = {"no", "stick"};
    return choose(check, text, names, COUNT_OF(names), out);
}

/* Options in front ("command=…") are no part of a key. */
static enum device_trouble check_ssh_key(
    struct device_check *check, const char *text, const char **out)
{
    static const char *const kinds[] = {"ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com"};
    enum { LEAST = 60 };
    size_t length = strcspn(text, " ");
    bool fits = false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        fits = fits || (strlen(kinds[i]) == length && strncmp(text, kinds[i], length) == 0);
    const char *key = text + length + strspn(text + length, " ");
    size_t digits = strspn(key, LETTERS DIGITS "+/=");
    fits = fits && digits >= LEAST && (key[digits] == '\0' || key[digits] == ' ');
    return fits ? keep(check, text, out) : DEVICE_BAD_SSH_KEY;
}

/* --- The table ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    checker check;
    bool is_secret, is_verbatim;
} keys[DEVICE_KEY_COUNT] = {
    [DEVICE_ROLE] = {"role", check_role, false, false},
    [DEVICE_STATION] = {"station", check_station, false, false},
    [DEVICE_CLASS] = {"class", check_folder, false, false},
    [DEVICE_JOIN] = {"join", check_join, true, true},
    [DEVICE_LANGUAGE] = {"language", check_language, false, false},
    [DEVICE_TIMEZONE] = {"timezone", check_zone, false, false},
    [DEVICE_KEYBOARD] = {"keyboard", check_keyboard, false, false},
    [DEVICE_HOSTNAME] = {"hostname", check_hostname, false, false},
    [DEVICE_WIFI_SSID] = {"wifi_ssid", check_ssid, false, true},
    [DEVICE_WIFI_PASSPHRASE] = {"wifi_passphrase", check_passphrase, true, true},
    [DEVICE_WIFI_COUNTRY] = {"wifi_country", check_country, false, false},
    [DEVICE_WIFI_HIDDEN] = {"wifi_hidden", check_yes_no, false, false},
    [DEVICE_WIFI_AP] = {"wifi_ap", check_yes_no, false, false},
    [DEVICE_WIFI_AP_SSID] = {"wifi_ap_ssid", check_ssid, false, true},
    [DEVICE_WIFI_AP_PASSPHRASE] = {"wifi_ap_passphrase", check_ap_passphrase, true, true},
    [DEVICE_DISPLAY] = {"display", check_display, false, false},
    [DEVICE_CAMERA] = {"camera", check_camera, false, false},
    [DEVICE_SCANNER] = {"scanner", check_scanner, false, false},
    [DEVICE_USB_NETWORK] = {"usb_network", check_yes_no, false, false},
    [DEVICE_UPDATE_URL] = {"update_url", check_url, false, false},
    [DEVICE_SSH_KEY] = {"ssh_key", check_ssh_key, false, true},
    [DEVICE_ENCRYPT] = {"encrypt", check_encrypt, false, false},
};

const char *device_key_name(enum device_key key)
{
    return keys[key].name;
}

bool device_key_find(const char *name, enum device_key *out)
{
    for (int i = 0; i < DEVICE_KEY_COUNT; i++)
        if (str_equal(keys[i].name, name)) {
            *out = (enum device_key)i;
            return true;
        }
    return false;
}

bool device_key_is_secret(enum device_key key)
{
    return keys[key].is_secret;
}

bool device_key_takes_comments(enum device_key key)
{
    return !keys[key].is_verbatim;
}

const char *device_key_meant(const char *name)
{
    const char *names[DEVICE_KEY_COUNT];
    for (int i = 0; i < DEVICE_KEY_COUNT; i++)
        names[i] = keys[i].name;
    return find_close_name(name, names, DEVICE_KEY_COUNT);
}

enum device_trouble device_check(
    struct device_check *check, enum device_key key, const char *text, const char **out)
{
    check->hint[0] = '\0';
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7F)
            return DEVICE_BAD_CHARACTERS;
    return keys[key].check(check, text, out);
}
