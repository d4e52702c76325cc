#include "exchange/device_inside.h"

#include "base/macros.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/cells.h"
#include "exchange/text_encoding.h"
#include <string.h>

/* --- Mistakes -------------------------------------------------------------------------------- */

/* One line, and nothing that turns the sentence around it. */
static void show(char *out, size_t size, const char *text)
{
    if (text != NULL && !text_tidy(out, size, text, strlen(text), true, false) && size > 4) {
        out[utf8_cut(out, strlen(out), size - 4)] = '\0';
        str_append(out, size, "…");
    }
}

static struct device_mistake *add(
    struct device_ini *ini, const char *file, int line, enum device_trouble trouble)
{
    struct device_mistake *mistake = &ini->mistakes[ini->mistake_count];
    ini->mistake_count += ini->mistake_count < DEVICE_MISTAKE_MAX;
    *mistake = (struct device_mistake){.trouble = trouble, .line = line};
    STR_COPY(mistake->file, file);
    return mistake;
}

void device_ini_report(
    struct device_ini *ini, enum device_trouble trouble, enum device_key key, const char *hint)
{
    const struct device_setting *setting = &ini->settings[key];
    struct device_mistake *mistake =
        add(ini, setting->file != NULL ? setting->file : "waystation.ini", setting->line, trouble);
    STR_COPY(mistake->key, device_key_name(key));
    if (!device_key_is_secret(key))
        show(mistake->value, sizeof mistake->value, setting->text);
    show(mistake->hint, sizeof mistake->hint, hint);
}

/* The card's first, by line; what is of no line last. */
static bool goes_before(const struct device_mistake *a, const struct device_mistake *b)
{
    if ((a->line == 0) != (b->line == 0))
        return b->line == 0;
    int file = strcmp(b->file, a->file); /* "waystation.ini" before "chosen.ini" */
    return file != 0 ? file < 0 : a->line < b->line;
}

void device_ini_sort(struct device_ini *ini)
{
    for (int i = 1; i < ini->mistake_count; i++)
        for (int k = i; k > 0 && goes_before(&ini->mistakes[k], &ini->mistakes[k - 1]); k--) {
            struct device_mistake mistake = ini->mistakes[k];
            ini->mistakes[k] = ini->mistakes[k - 1];
            ini->mistakes[k - 1] = mistake;
        }
}

/* --- Reading --------------------------------------------------------------------------------- */

struct reader {
    struct device_ini *ini;
    const char *file;
    struct device_check check;
};

static void cut_comment(char *text)
{
    for (char *at = text; *at != '\0'; at++)
        if ((*at == '#' || *at == ';') && (at == text || at[-1] == ' ' || at[-1] == '\t')) {
            *at = '\0';
            break;
        }
    str_trim(text);
    size_t length = strlen(text); /* quotes before a comment */
    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        memmove(text, text + 1, length - 1);
    }
}

static void add_line(struct reader *reader, struct device_setting *setting, const char *text)
{
    size_t size = strlen(setting->text) + strlen(text) + 2;
    char *both = arena_alloc(reader->check.arena, size);
    if (both == NULL)
        return;
    str_format(both, size, "%s\n%s", setting->text, text);
    setting->text = both;
}

static void take(struct reader *reader, enum device_key key, int line, char *text)
{
    struct device_setting *setting = &reader->ini->settings[key];
    const char *value = NULL;
    if (device_key_takes_comments(key))
        cut_comment(text);
    if (text[0] == '\0')
        return;
    bool is_taken = device_key_is_secret(key) &&
                    (device_ini_is_mark(text) || str_starts_with(text, DEVICE_TAKEN));
    enum device_trouble trouble =
        is_taken ? DEVICE_FINE : device_check(&reader->check, key, text, &value);
    if (trouble != DEVICE_FINE) {
        struct device_mistake *mistake = add(reader->ini, reader->file, line, trouble);
        STR_COPY(mistake->key, device_key_name(key));
        STR_COPY(mistake->hint, reader->check.hint);
        if (!device_key_is_secret(key))
            show(mistake->value, sizeof mistake->value, text);
        return;
    }
    if (key == DEVICE_SSH_KEY && setting->text != NULL) {
        add_line(reader, setting, value);
        return;
    }
    if (setting->file != NULL)
        STR_COPY(add(reader->ini, reader->file, line, DEVICE_TWICE)->key, device_key_name(key));
    *setting = (struct device_setting){
        .text = is_taken ? "" : value, .line = line, .file = reader->file, .is_taken = is_taken};
}

static void say_unknown(struct reader *reader, const struct device_ini_line *line)
{
    const char *meant = device_key_meant(line->name);
    struct device_mistake *mistake = add(
        reader->ini, reader->file, line->number, meant != NULL ? DEVICE_MISSPELT : DEVICE_UNKNOWN);
    show(mistake->key, sizeof mistake->key, line->name);
    show(mistake->hint, sizeof mistake->hint, meant);
}

static void read_line(
    struct reader *reader, const struct text_file *text, const struct device_ini_line *line)
{
    char value[DEVICE_LINE_MAX];
    enum device_key key;
    if (line->kind == DEVICE_LINE_REST)
        return;
    if (line->end - line->start >= DEVICE_LINE_MAX)
        add(reader->ini, reader->file, line->number, DEVICE_LONG_LINE);
    else if (line->kind == DEVICE_LINE_WRONG)
        add(reader->ini, reader->file, line->number, DEVICE_NO_SETTING);
    else if (!device_key_find(line->name, &key))
        say_unknown(reader, line);
    else if (str_copy_length(
                 value, sizeof value, text->text + line->value, line->value_end - line->value))
        take(reader, key, line->number, value);
}

static bool open_check(struct device_check *check, struct arena *arena)
{
    struct error error = {0};
    *check = (struct device_check){.arena = arena};
    return problems_open(&check->problems, arena, &error);
}

void device_ini_read(
    const char *name, const char *bytes, size_t size, struct arena *arena, struct device_ini *out)
{
    struct reader reader = {.ini = out, .file = name};
    struct text_file text;
    *out = (struct device_ini){0};
    if (bytes == NULL)
        return;
    if (size > DEVICE_INI_LIMIT || !open_check(&reader.check, arena)) {
        add(out, name, 0, DEVICE_TOO_LARGE);
        return;
    }
    struct problems *problems = &reader.check.problems;
    if (!text_decode(name, bytes, size, arena, problems, &text)) {
        add(out, name, problems->count > 0 ? problems->list[0].line : 0, DEVICE_NO_TEXT);
        return;
    }
    struct device_view view = {.bytes = text.text, .count = text.length, .unit = 1};
    struct device_ini_line line = {0};
    for (size_t at = 0; device_ini_line_next(&view, &at, &line);)
        read_line(&reader, &text, &line);
}

bool device_ini_check(enum device_key key, const char *text, struct arena *arena, const char **out,
    struct device_mistake *mistake)
{
    struct device_check check;
    *mistake = (struct device_mistake){.trouble = DEVICE_TOO_LARGE};
    if (!open_check(&check, arena))
        return false;
    mistake->trouble = device_check(&check, key, text, out);
    STR_COPY(mistake->key, device_key_name(key));
    STR_COPY(mistake->hint, check.hint);
    if (!device_key_is_secret(key))
        show(mistake->value, sizeof mistake->value, text);
    return mistake->trouble == DEVICE_FINE;
}

/* --- Together -------------------------------------------------------------------------------- */

void device_ini_merge(struct device_ini *ini, const struct device_ini *above)
{
    struct device_ini both = *above;
    bool has_wifi = above->settings[DEVICE_WIFI_SSID].file != NULL;
    for (int i = 0; i < DEVICE_KEY_COUNT; i++) {
        bool goes_with_it = i == DEVICE_WIFI_PASSPHRASE || i == DEVICE_WIFI_HIDDEN;
        if (both.settings[i].file == NULL && !(has_wifi && goes_with_it))
            both.settings[i] = ini->settings[i];
    }
    for (int i = 0; i < ini->mistake_count && both.mistake_count < DEVICE_MISTAKE_MAX; i++)
        both.mistakes[both.mistake_count++] = ini->mistakes[i];
    *ini = both;
}

static bool is_set(const struct device_ini *ini, enum device_key key)
{
    return !str_is_empty(ini->settings[key].text);
}

static bool is_yes(const struct device_ini *ini, enum device_key key)
{
    return is_set(ini, key) && str_equal(ini->settings[key].text, "yes");
}

static void leave_out(struct device_ini *ini, enum device_trouble trouble, enum device_key key)
{
    device_ini_report(ini, trouble, key, NULL);
    ini->settings[key] = (struct device_setting){0};
}

static void settle_access_point(struct device_ini *ini, bool is_board)
{
    if (!is_yes(ini, DEVICE_WIFI_AP))
        return;
    if (!is_board || !is_set(ini, DEVICE_WIFI_AP_SSID) || !is_set(ini, DEVICE_WIFI_AP_PASSPHRASE))
        leave_out(ini, DEVICE_AP_LACKS, DEVICE_WIFI_AP);
    else if (is_set(ini, DEVICE_WIFI_SSID))
        leave_out(ini, DEVICE_ONE_RADIO, DEVICE_WIFI_SSID);
}

void device_ini_settle(struct device_ini *ini)
{
    bool is_board = is_set(ini, DEVICE_ROLE) && str_equal(ini->settings[DEVICE_ROLE].text, "board");
    bool had_ssid = is_set(ini, DEVICE_WIFI_SSID);
    settle_access_point(ini, is_board);
    if (!had_ssid && is_set(ini, DEVICE_WIFI_PASSPHRASE))
        leave_out(ini, DEVICE_NO_SSID, DEVICE_WIFI_PASSPHRASE);
    bool has_radio = is_set(ini, DEVICE_WIFI_SSID) || is_yes(ini, DEVICE_WIFI_AP);
    if (has_radio && !is_set(ini, DEVICE_WIFI_COUNTRY))
        device_ini_report(ini, DEVICE_NO_COUNTRY,
            is_set(ini, DEVICE_WIFI_SSID) ? DEVICE_WIFI_SSID : DEVICE_WIFI_AP, NULL);
    bool has_join = is_set(ini, DEVICE_JOIN) || ini->settings[DEVICE_JOIN].is_taken;
    if (has_join && is_board)
        leave_out(ini, DEVICE_BOARD_JOINS, DEVICE_JOIN);
    else if (has_join && is_set(ini, DEVICE_CLASS))
        leave_out(ini, DEVICE_JOIN_COUNTS, DEVICE_CLASS);
}
