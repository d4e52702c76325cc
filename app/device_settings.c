#define _DEFAULT_SOURCE
#define LOG_MODULE "device"
#include "device_work.h"

#include "base/file.h"
#include "base/file_save.h"
#include "base/log.h"
#include "base/str.h"
#include "exchange/ini_file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Files ----------------------------------------------------------------------------------- */

bool device_path(char out[static DEVICE_PATH_SIZE], const char *folder, const char *name)
{
    return str_format(out, DEVICE_PATH_SIZE, "%s/%s", folder, name);
}

const char *device_get(
    const char *folder, const char *name, struct arena *arena, size_t *size, struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    const char *bytes = NULL;
    *size = 0;
    if (device_path(path, folder, name) &&
        file_read_own(path, DEVICE_INI_LIMIT, arena, &bytes, size, error))
        return bytes;
    return NULL;
}

void device_get_line(
    const char *folder, const char *name, struct arena *arena, char *out, size_t size)
{
    struct error error = {0};
    size_t length;
    const char *text = device_get(folder, name, arena, &length, &error);
    out[0] = '\0';
    if (text != NULL)
        str_copy_length(out, size, text, strcspn(text, "\r\n"));
    str_trim(out);
}

bool device_exists(const char *folder, const char *name)
{
    char path[DEVICE_PATH_SIZE];
    struct stat about;
    return device_path(path, folder, name) && stat(path, &about) == 0;
}

bool device_put(const char *folder, const char *name, const void *bytes, size_t size, int mode,
    struct error *error)
{
    char path[DEVICE_PATH_SIZE];
    struct arena arena = {0};
    struct error none = {0};
    const char *there = NULL;
    size_t there_size = 0;
    if (!device_path(path, folder, name) || !arena_open(&arena, 4 * DEVICE_INI_LIMIT, error))
        return error_set(error, ERR_BAD_INPUT, "the path %s is too long", folder);
    bool same = file_read_own(path, DEVICE_INI_LIMIT, &arena, &there, &there_size, &none) &&
                there_size == size && memcmp(there, bytes, size) == 0;
    arena_close(&arena);
    if (same)
        return chmod(path, (mode_t)mode) == 0 ||
               error_set(error, ERR_IO, "%s cannot be changed: %s", path, strerror(errno));
    return file_save_whole(path, (mode_t)mode, bytes, size, error);
}

bool device_put_text(
    const char *folder, const char *name, const char *text, int mode, struct error *error)
{
    char line[DEVICE_LINE_MAX + 2];
    if (!STR_FORMAT(line, "%s\n", text))
        return error_set(error, ERR_FULL, "%s is too long", name);
    return device_put(folder, name, line, strlen(line), mode, error);
}

void device_drop(const char *folder, const char *name)
{
    char path[DEVICE_PATH_SIZE];
    if (device_path(path, folder, name))
        (void)unlink(path);
}

/* --- Settings -------------------------------------------------------------------------------- */

const char *device_text(const struct device_work *work, enum device_key key)
{
    const char *text = work->ini.settings[key].text;
    return str_is_empty(text) ? NULL : text;
}

bool device_is_yes(const struct device_work *work, enum device_key key)
{
    const char *text = device_text(work, key);
    return text != NULL && str_equal(text, "yes");
}

void device_refuse(struct device_work *work, enum device_trouble trouble, enum device_key key)
{
    device_ini_report(&work->ini, trouble, key, NULL);
    work->ini.settings[key] = (struct device_setting){0};
}

void device_say_failed(struct device_work *work, const struct error *error)
{
    log_warning("%s", error->text);
    device_ini_report(&work->ini, DEVICE_NOT_DONE, DEVICE_ROLE, error->text);
    struct device_mistake *last = &work->ini.mistakes[MAX(work->ini.mistake_count, 1) - 1];
    last->line = 0; /* of no setting that stands there */
    last->key[0] = last->value[0] = '\0';
}

/* --- Reading --------------------------------------------------------------------------------- */

#define CARD_FILE   "waystation.ini"
#define CHOSEN_FILE "chosen.ini"
#define LAST_FILE   "last.ini"

/* The settings of a card that cannot be read today are those of the last time. */
static void read_last(struct device_work *work, const char *why, struct device_ini *out)
{
    struct error none = {0};
    size_t size;
    const char *bytes = device_get(work->places->system, LAST_FILE, work->arena, &size, &none);
    device_ini_read(CARD_FILE, bytes, size, work->arena, out);
    device_ini_report(out, DEVICE_NO_CARD, DEVICE_ROLE, why);
    struct device_mistake *last = &out->mistakes[MAX(out->mistake_count, 1) - 1];
    last->line = 0;
    last->key[0] = last->value[0] = '\0';
}

static void read_card(struct device_work *work, struct device_ini *out)
{
    struct error error = {0};
    char why[DEVICE_TEXT_SIZE];
    const struct device_places *places = work->places;
    device_get_line(places->out, "no-card", work->arena, why, sizeof why);
    work->card_bytes = device_get(places->card, CARD_FILE, work->arena, &work->card_size, &error);
    if (work->card_bytes == NULL && (why[0] != '\0' || error.code == ERR_IO)) {
        (void)device_heal(work, &work->card_size);
        read_last(work, why[0] != '\0' ? why : error.text, out);
        return;
    }
    static const char too_large[DEVICE_INI_LIMIT + 1];
    if (work->card_bytes == NULL && error.code == ERR_FULL) {
        (void)device_heal(work, &work->card_size);
        device_ini_read(CARD_FILE, too_large, sizeof too_large, work->arena, out);
        return;
    }
    size_t size;
    const char *bytes = device_heal(work, &size);
    device_ini_read(CARD_FILE, bytes, size, work->arena, out);
}

static void keep_last(struct device_work *work)
{
    struct device_span spans[DEVICE_SPAN_MAX];
    struct error error = {0};
    size_t size;
    if (work->card_bytes == NULL) {
        if (!device_exists(work->places->out, "no-card"))
            device_drop(work->places->system, LAST_FILE);
        return;
    }
    int count = device_ini_secrets(work->card_bytes, work->card_size, spans);
    const char *bytes =
        device_ini_without(work->card_bytes, work->card_size, spans, count, work->arena, &size);
    if (bytes != NULL && count < DEVICE_SPAN_MAX &&
        !device_put(work->places->system, LAST_FILE, bytes, size, 0600, &error))
        log_warning("%s", error.text);
}

/* What names nothing that is here is left out of each file first: a mistake on the card does not
 * keep what was chosen from counting. */
static bool read_all(struct device_work *work)
{
    struct error none = {0};
    size_t size;
    struct device_ini *card = arena_new(work->arena, struct device_ini);
    if (card == NULL || work->chosen == NULL)
        return false;
    read_card(work, &work->ini);
    device_check_places(work);
    *card = work->ini;
    const char *chosen = device_get(work->places->system, CHOSEN_FILE, work->arena, &size, &none);
    device_ini_read(CHOSEN_FILE, chosen, size, work->arena, &work->ini);
    device_check_places(work);
    *work->chosen = work->ini;
    device_ini_settle(work->chosen);
    device_ini_merge(&work->ini, card);
    return true;
}

static bool is_same(const struct device_setting *a, const struct device_setting *b)
{
    return str_equal(a->text != NULL ? a->text : "", b->text != NULL ? b->text : "");
}

/* In force by the card, otherwise than it would be by what was chosen: of that a choice is told
 * that it has no effect (care.d/set). */
static bool put_fixed(struct device_work *work, struct error *error)
{
    struct csv_writer writer = csv_writer(work->arena);
    for (int i = 0; i < DEVICE_KEY_COUNT; i++) {
        if (is_same(&work->ini.settings[i], &work->chosen->settings[i]))
            continue;
        const char *name = device_key_name((enum device_key)i);
        csv_put_raw(&writer, name, strlen(name));
        csv_put_raw(&writer, "\n", 1);
    }
    if (writer.full)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    return device_put(work->places->out, "fixed", writer.length > 0 ? writer.text : "",
        writer.length, 0644, error);
}

static bool asks_lock(const struct device_work *work)
{
    const char *text = device_text(work, DEVICE_ENCRYPT);
    return text != NULL && str_equal(text, "stick");
}

bool device_apply(const struct device_places *places, struct arena *arena,
    struct device_about *about, struct error *error)
{
    struct device_work *work = arena_new(arena, struct device_work);
    const char *json;
    size_t size;
    if (work == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    *about = (struct device_about){0};
    work->places = places;
    work->arena = arena;
    work->join_setting = "";
    work->about = about;
    work->has_data = !device_exists(places->out, "no-data");
    work->chosen = arena_new(arena, struct device_ini);
    if (!read_all(work))
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    if (work->has_data)
        keep_last(work);
    device_take_secrets(work);
    work->class_folder = device_text(work, DEVICE_CLASS);
    device_ini_settle(&work->ini);
    device_join_hand_over(work);
    device_put_files(work);
    if (work->has_data && asks_lock(work) && !device_exists(places->out, "locked"))
        device_ini_report(&work->ini, DEVICE_NOT_LOCKED, DEVICE_ENCRYPT, NULL);
    if (!work->has_data) {
        device_ini_report(&work->ini, DEVICE_NO_DATA, DEVICE_ROLE, NULL);
        work->ini.mistakes[MAX(work->ini.mistake_count, 1) - 1].line = 0;
    }
    device_describe(work);
    return put_fixed(work, error) && device_json_write(about, arena, &json, &size, error) &&
           device_put(places->out, "device.json", json, size, 0644, error);
}

/* --- Choosing -------------------------------------------------------------------------------- */

static bool choose(
    struct device_ini *ini, const char *line, struct arena *arena, struct error *error)
{
    char name[DEVICE_SHOWN_SIZE], said[ERROR_TEXT_SIZE];
    struct device_mistake mistake;
    enum device_key key;
    const char *sign = strchr(line, '='), *value = "";
    size_t length = sign != NULL ? (size_t)(sign - line) : 0;
    if (sign == NULL)
        return error_set(error, ERR_BAD_INPUT, "\"%.40s\" is no setting: write name=value", line);
    if (!str_copy_length(name, sizeof name, line, length) ||
        (str_trim(name), !device_key_find(name, &key)))
        return error_set(error, ERR_BAD_INPUT,
            "there is no setting \"%.40s\": `man waystation.ini` lists them", name);
    if (sign[1] != '\0' && !device_ini_check(key, sign + 1, arena, &value, &mistake)) {
        STR_COPY(mistake.file, "chosen.ini");
        device_mistake_say(&mistake, said, sizeof said);
        return error_set(error, ERR_BAD_INPUT, "%s", said);
    }
    ini->settings[key] = (struct device_setting){.text = value};
    return true;
}

/* Several lines are several settings of one name. */
static void put_setting(struct csv_writer *writer, enum device_key key, const char *text)
{
    char line[DEVICE_LINE_MAX];
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        STR_FORMAT(line, "%s = \"%.*s\"\n", device_key_name(key), (int)length, at);
        csv_put_raw(writer, line, strlen(line));
        at += length + (at[length] == '\n');
    }
}

bool device_choose(const struct device_places *places, const char *const *lines, int count,
    struct arena *arena, struct error *error)
{
    struct device_ini *ini = arena_new(arena, struct device_ini);
    struct error none = {0};
    size_t size;
    if (ini == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    const char *bytes = device_get(places->system, CHOSEN_FILE, arena, &size, &none);
    device_ini_read(CHOSEN_FILE, bytes, size, arena, ini);
    for (int i = 0; i < count; i++)
        if (!choose(ini, lines[i], arena, error))
            return false;
    struct csv_writer writer = csv_writer(arena);
    for (int i = 0; i < DEVICE_KEY_COUNT; i++)
        if (!str_is_empty(ini->settings[i].text))
            put_setting(&writer, (enum device_key)i, ini->settings[i].text);
    if (writer.full)
        return error_set(error, ERR_MEMORY, "no memory for the settings");
    return device_put(places->system, CHOSEN_FILE, writer.length > 0 ? writer.text : "",
        writer.length, 0600, error);
}

void device_add_first(struct device_about *about, const struct device_mistake *mistake)
{
    int kept = MIN(about->mistake_count, (int)DEVICE_MISTAKE_MAX - 1);
    memmove(&about->mistakes[1], &about->mistakes[0], (size_t)kept * sizeof about->mistakes[0]);
    about->mistakes[0] = *mistake;
    about->mistake_count = kept + 1;
}

/* --- Looking --------------------------------------------------------------------------------- */

bool device_look(
    const char *out, struct arena *arena, struct device_about *about, struct error *error)
{
    size_t size;
    *about = (struct device_about){0};
    const char *json = device_get(out, "device.json", arena, &size, error);
    return json != NULL && device_json_read(json, size, about, error);
}
