#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include "exchange/device_ini.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static struct device_ini *read_bytes(const char *bytes, size_t size)
{
    arena_reset(&arena);
    struct device_ini *ini = arena_new(&arena, struct device_ini);
    assert_non_null(ini);
    device_ini_read("waystation.ini", bytes, size, &arena, ini);
    return ini;
}

static struct device_ini *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

#define KEY \
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0123456789abcdefghijklmnopqrstuvwxyzABCDEFG me@school"
#define LONG   "0123456789012345678901234567890123456789012345678901234567890123456789"
#define LONGER LONG LONG LONG

/* --- Values ---------------------------------------------------------------------------------- */

static void takes_or_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum device_key key;
        const char *expected; /* NULL: none */
        enum device_trouble trouble;
    } cases[] = {
        {"role = board", DEVICE_ROLE, "board", DEVICE_FINE},
        {"Role=SOLO", DEVICE_ROLE, "solo", DEVICE_FINE},
        {"role: station", DEVICE_ROLE, "station", DEVICE_FINE},
        {"  role  =  \"board\"  ", DEVICE_ROLE, "board", DEVICE_FINE},
        {"role = board # the big screen", DEVICE_ROLE, "board", DEVICE_FINE},
        {"role = dragon", DEVICE_ROLE, NULL, DEVICE_BAD_CHOICE},
        {"role =", DEVICE_ROLE, NULL, DEVICE_FINE},
        {"role = # board", DEVICE_ROLE, NULL, DEVICE_FINE},
        {"#role = board", DEVICE_ROLE, NULL, DEVICE_FINE},
        {"[role = board", DEVICE_ROLE, NULL, DEVICE_FINE},
        {"role board", DEVICE_ROLE, NULL, DEVICE_NO_SETTING},
        {"rolle = board", DEVICE_ROLE, NULL, DEVICE_MISSPELT},
        {"dragon = yes", DEVICE_ROLE, NULL, DEVICE_UNKNOWN},
        {"role = bo\x01rd", DEVICE_ROLE, NULL, DEVICE_BAD_CHARACTERS},
        {"station = makers", DEVICE_STATION, "makers", DEVICE_FINE},
        {"station = two words", DEVICE_STATION, NULL, DEVICE_BAD_STATION},
        {"station = " LONGER, DEVICE_STATION, NULL, DEVICE_BAD_STATION},
        {"class = class-3b", DEVICE_CLASS, "class-3b", DEVICE_FINE},
        {"class = classes\\Class 3b\\", DEVICE_CLASS, "classes/Class 3b", DEVICE_FINE},
        {"class = ../etc", DEVICE_CLASS, NULL, DEVICE_NO_FOLDER},
        {"class = a/../../etc", DEVICE_CLASS, NULL, DEVICE_NO_FOLDER},
        {"class = /etc", DEVICE_CLASS, NULL, DEVICE_NO_FOLDER},
        {"class = C:\\class", DEVICE_CLASS, NULL, DEVICE_NO_FOLDER},
        {"class = " LONGER, DEVICE_CLASS, NULL, DEVICE_TOO_LONG},
        {"join = WSJ1ABC-DEF 123", DEVICE_JOIN, "WSJ1ABC-DEF 123", DEVICE_FINE},
        {"join = wsj-makers.txt", DEVICE_JOIN, "wsj-makers.txt", DEVICE_FINE},
        {"join = WSJ1;rm", DEVICE_JOIN, NULL, DEVICE_BAD_CODE},
        {"join = ../x", DEVICE_JOIN, NULL, DEVICE_BAD_CODE},
        {"language = FR", DEVICE_LANGUAGE, "fr", DEVICE_FINE},
        {"language = french", DEVICE_LANGUAGE, NULL, DEVICE_BAD_CHOICE},
        {"timezone = Europe/Paris", DEVICE_TIMEZONE, "Europe/Paris", DEVICE_FINE},
        {"timezone = ../../etc/passwd", DEVICE_TIMEZONE, NULL, DEVICE_NO_ZONE},
        {"timezone = /etc/passwd", DEVICE_TIMEZONE, NULL, DEVICE_NO_ZONE},
        {"keyboard = de-latin1", DEVICE_KEYBOARD, "de-latin1", DEVICE_FINE},
        {"keyboard = de/x", DEVICE_KEYBOARD, NULL, DEVICE_NO_KEYBOARD},
        {"hostname = Makers-3B", DEVICE_HOSTNAME, "makers-3b", DEVICE_FINE},
        {"hostname = -x", DEVICE_HOSTNAME, NULL, DEVICE_BAD_HOSTNAME},
        {"hostname = a.b", DEVICE_HOSTNAME, NULL, DEVICE_BAD_HOSTNAME},
        {"hostname = " LONG, DEVICE_HOSTNAME, NULL, DEVICE_BAD_HOSTNAME},
        {"wifi_ssid = Caf\xC3\xA9 #1 ; here", DEVICE_WIFI_SSID, "Caf\xC3\xA9 #1 ; here",
            DEVICE_FINE},
        {"wifi_ssid = 123456789012345678901234567890123", DEVICE_WIFI_SSID, NULL, DEVICE_BAD_SSID},
        {"wifi-passphrase = a b;c #d\"", DEVICE_WIFI_PASSPHRASE, "a b;c #d\"", DEVICE_FINE},
        {"wifi_passphrase = \" blanks \"", DEVICE_WIFI_PASSPHRASE, " blanks ", DEVICE_FINE},
        {"wifi_passphrase = seven77", DEVICE_WIFI_PASSPHRASE, NULL, DEVICE_BAD_PASSPHRASE},
        {"wifi_passphrase = p\xC3\xA4sswort", DEVICE_WIFI_PASSPHRASE, NULL, DEVICE_BAD_PASSPHRASE},
        {"wifi_passphrase = 0123456789abcdefABCDEF00000000000123456789abcdef0123456789abcdef",
            DEVICE_WIFI_PASSPHRASE,
            "0123456789abcdefABCDEF00000000000123456789abcdef0123456789abcdef", DEVICE_FINE},
        {"wifi_ap_passphrase = 0123456789abcdefABCDEF00000000000123456789abcdef0123456789abcdef",
            DEVICE_WIFI_AP_PASSPHRASE, NULL, DEVICE_BAD_PASSPHRASE},
        {"wifi_country = fr", DEVICE_WIFI_COUNTRY, "FR", DEVICE_FINE},
        {"wifi_country = France", DEVICE_WIFI_COUNTRY, NULL, DEVICE_BAD_COUNTRY},
        {"wifi_hidden = on", DEVICE_WIFI_HIDDEN, "yes", DEVICE_FINE},
        {"wifi_hidden = perhaps", DEVICE_WIFI_HIDDEN, NULL, DEVICE_BAD_CHOICE},
        {"display = 270", DEVICE_DISPLAY, "270", DEVICE_FINE},
        {"display = 90   1920x1080@60", DEVICE_DISPLAY, "90 1920x1080@60", DEVICE_FINE},
        {"display = 45", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"display = 90 big", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"display = 90 1x1", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"display = 90 640x480", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"display = 0 1280x720@", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"display = 0 1280@60x720", DEVICE_DISPLAY, NULL, DEVICE_BAD_CHOICE},
        {"camera = None", DEVICE_CAMERA, "none", DEVICE_FINE},
        {"camera = /dev/video1", DEVICE_CAMERA, "v4l2:/dev/video1", DEVICE_FINE},
        {"camera = v4l2:/dev/video1", DEVICE_CAMERA, "v4l2:/dev/video1", DEVICE_FINE},
        {"camera = files:/data/*", DEVICE_CAMERA, NULL, DEVICE_BAD_CAMERA},
        {"camera = /dev/../etc/passwd", DEVICE_CAMERA, NULL, DEVICE_BAD_CAMERA},
        {"scanner = /dev/input/event3", DEVICE_SCANNER, "/dev/input/event3", DEVICE_FINE},
        {"scanner = /etc/passwd", DEVICE_SCANNER, NULL, DEVICE_BAD_SCANNER},
        {"usb_network = 1", DEVICE_USB_NETWORK, "yes", DEVICE_FINE},
        {"update_url = https://a.example/x?y=1", DEVICE_UPDATE_URL, "https://a.example/x?y=1",
            DEVICE_FINE},
        {"update_url = ftp://a", DEVICE_UPDATE_URL, NULL, DEVICE_BAD_URL},
        {"update_url = https://a $(x)", DEVICE_UPDATE_URL, NULL, DEVICE_BAD_URL},
        {"update_url = https://`x`", DEVICE_UPDATE_URL, NULL, DEVICE_BAD_URL},
        {"ssh_key = " KEY, DEVICE_SSH_KEY, KEY, DEVICE_FINE},
        {"ssh_key = command=\"x\" " KEY, DEVICE_SSH_KEY, NULL, DEVICE_BAD_SSH_KEY},
        {"ssh_key = ssh-ed25519 AAAA", DEVICE_SSH_KEY, NULL, DEVICE_BAD_SSH_KEY},
        {"encrypt = stick", DEVICE_ENCRYPT, "stick", DEVICE_FINE},
        {"display = \"90 1280x720\" # above", DEVICE_DISPLAY, "90 1280x720", DEVICE_FINE},
        {"encrypt = \"stick # the blue one\"", DEVICE_ENCRYPT, "stick", DEVICE_FINE},
        {"encrypt = \" # stick", DEVICE_ENCRYPT, NULL, DEVICE_BAD_CHOICE},
        {"encrypt = tang http://keys", DEVICE_ENCRYPT, NULL, DEVICE_BAD_CHOICE},
        {"encrypt = yes", DEVICE_ENCRYPT, NULL, DEVICE_BAD_CHOICE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[1024];
        STR_FORMAT(text, "\n%s\n", cases[i].line);
        struct device_ini *ini = read_text(text);
        const char *got = ini->settings[cases[i].key].text;
        if ((got == NULL) != (cases[i].expected == NULL) ||
            (got != NULL && strcmp(got, cases[i].expected) != 0))
            fail_msg("%s: %s", cases[i].line, got != NULL ? got : "none");
        if (ini->mistake_count != (cases[i].trouble != DEVICE_FINE) ||
            (ini->mistake_count == 1 && ini->mistakes[0].trouble != cases[i].trouble))
            fail_msg("%s: D%02d", cases[i].line, (int)ini->mistakes[0].trouble);
        if (ini->mistake_count == 1)
            assert_int_equal(ini->mistakes[0].line, 2);
    }
}

static void says_where_and_what(void **state)
{
    (void)state;
    char said[512];
    struct device_ini *ini = read_text("wifi_sid = School\r\n\r\ntimezone = Paris!\r\n");
    assert_int_equal(ini->mistake_count, 2);
    device_mistake_say(&ini->mistakes[0], said, sizeof said);
    assert_string_equal(
        said, "waystation.ini:1 (D06): There is no setting “wifi_sid”. Is “wifi_ssid” meant?");
    device_mistake_say(&ini->mistakes[1], said, sizeof said);
    assert_string_equal(said, "waystation.ini:3 (D14): There is no time zone “Paris!”. Write it "
                              "like Europe/Paris.");
}

static void says_that_a_system_did_not_start(void **state)
{
    static const struct {
        struct device_mistake mistake;
        const char *said;
    } cases[] = {
        {{.trouble = DEVICE_NOT_UPDATED, .value = "1.5", .hint = "1.4"},
            "D36: The update to version 1.5 did not start. This is still version 1.4; nothing is "
            "lost. Install the update again, or tell the technician."},
        {{.trouble = DEVICE_WENT_BACK, .hint = "1.4"},
            "D37: One of the two systems on this card does not start. The other one runs, version "
            "1.4; nothing is lost. Install an update, or tell the technician."},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char said[512];
        device_mistake_say(&cases[i].mistake, said, sizeof said);
        assert_string_equal(said, cases[i].said);
        assert_true(device_mistake_is_fallback(&cases[i].mistake));
    }
    assert_false(device_mistake_is_fallback(&(struct device_mistake){.trouble = DEVICE_NO_DATA}));
}

static void never_shows_a_secret(void **state)
{
    (void)state;
    struct device_ini *ini = read_text("wifi_passphrase = short77\nwifi_ap_passphrase = short77\n"
                                       "join = ../short77\n");
    assert_int_equal(ini->mistake_count, 3);
    for (int i = 0; i < ini->mistake_count; i++) {
        char said[512];
        device_mistake_say(&ini->mistakes[i], said, sizeof said);
        assert_null(strstr(said, "short77"));
        assert_string_equal(ini->mistakes[i].value, "");
    }
}

static void the_last_of_two_counts(void **state)
{
    (void)state;
    struct device_ini *ini = read_text(
        "role = board\nrole = solo\nssh_key = " KEY "\nssh_key = " KEY "\nrole = dragon\n");
    assert_string_equal(ini->settings[DEVICE_ROLE].text, "solo");
    assert_int_equal(ini->settings[DEVICE_ROLE].line, 2);
    assert_string_equal(ini->settings[DEVICE_SSH_KEY].text, KEY "\n" KEY);
    assert_int_equal(ini->mistake_count, 2);
    assert_int_equal(ini->mistakes[0].trouble, DEVICE_TWICE);
    assert_int_equal(ini->mistakes[1].trouble, DEVICE_BAD_CHOICE);
}

/* --- Whole files ----------------------------------------------------------------------------- */

static void reads_any_encoding(void **state)
{
    (void)state;
    static const char plain[] = "\xEF\xBB\xBFrole = board\r\nwifi_ssid = Caf\xC3\xA9\r\n";
    static const char windows[] = "role = board\rwifi_ssid = Caf\xE9\r";
    static const char ascii[] = "role = board\nwifi_ssid = Caf";
    char wide[2 * sizeof ascii + 4] = "\xFF\xFE", big[2 * sizeof ascii + 4] = "\xFE\xFF";
    size_t count = strlen(ascii);
    for (size_t i = 0; i < count; i++) {
        wide[2 + 2 * i] = ascii[i];
        big[3 + 2 * i] = ascii[i];
    }
    memcpy(wide + 2 + 2 * count, "\xE9\x00", 2);
    memcpy(big + 2 + 2 * count, "\x00\xE9", 2);
    const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{plain, strlen(plain)}, {windows, strlen(windows)}, {wide, 2 * count + 4},
        {big, 2 * count + 4}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct device_ini *ini = read_bytes(cases[i].bytes, cases[i].size);
        assert_int_equal(ini->mistake_count, 0);
        assert_string_equal(ini->settings[DEVICE_ROLE].text, "board");
        assert_string_equal(ini->settings[DEVICE_WIFI_SSID].text, "Caf\xC3\xA9");
        assert_int_equal(ini->settings[DEVICE_WIFI_SSID].line, 2);
    }
}

static void survives_what_is_no_settings_file(void **state)
{
    (void)state;
    static char much[DEVICE_INI_LIMIT + 1];
    memset(much, 'a', sizeof much);
    const struct {
        const char *bytes;
        size_t size;
        int mistakes;
        enum device_trouble trouble;
    } cases[] = {
        {NULL, 0, 0, DEVICE_FINE},
        {"", 0, 0, DEVICE_FINE},
        {"role = board\0\n", 14, 1, DEVICE_NO_TEXT},
        {"\x89PNG\r\n\x1A\n\0\0", 10, 1, DEVICE_NO_TEXT},
        {"PK\x03\x04", 4, 1, DEVICE_NO_TEXT},
        {much, sizeof much, 1, DEVICE_TOO_LARGE},
        {much, sizeof much - 1, 1, DEVICE_LONG_LINE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct device_ini *ini = read_bytes(cases[i].bytes, cases[i].size);
        assert_int_equal(ini->mistake_count, cases[i].mistakes);
        if (ini->mistake_count > 0)
            assert_int_equal(ini->mistakes[0].trouble, cases[i].trouble);
        for (int k = 0; k < DEVICE_KEY_COUNT; k++)
            assert_null(ini->settings[k].text);
    }
}

static void keeps_so_many_mistakes(void **state)
{
    (void)state;
    char text[4096] = "";
    for (int i = 0; i < 200; i++)
        str_append(text, sizeof text, "dragon\n");
    str_append(text, sizeof text, "role = board\n");
    struct device_ini *ini = read_text(text);
    assert_int_equal(ini->mistake_count, DEVICE_MISTAKE_MAX);
    assert_int_equal(ini->mistakes[DEVICE_MISTAKE_MAX - 1].line, DEVICE_MISTAKE_MAX);
    assert_string_equal(ini->settings[DEVICE_ROLE].text, "board");
}

/* --- Together -------------------------------------------------------------------------------- */

static void the_card_goes_before_what_was_chosen(void **state)
{
    (void)state;
    struct device_ini *chosen, *card;
    arena_reset(&arena);
    chosen = arena_new(&arena, struct device_ini);
    card = arena_new(&arena, struct device_ini);
    static const char low[] = "role = station\nlanguage = fr\nnonsense\nwifi_ssid = a\n"
                              "wifi_passphrase = of the other\nwifi_country = FR\n";
    static const char high[] = "role = board\nnonsense\nkeyboard = de\nwifi_ssid = b\n";
    device_ini_read("chosen.ini", low, strlen(low), &arena, chosen);
    device_ini_read("waystation.ini", high, strlen(high), &arena, card);
    device_ini_merge(chosen, card);
    assert_string_equal(chosen->settings[DEVICE_ROLE].text, "board");
    assert_string_equal(chosen->settings[DEVICE_LANGUAGE].text, "fr");
    assert_string_equal(chosen->settings[DEVICE_LANGUAGE].file, "chosen.ini");
    assert_string_equal(chosen->settings[DEVICE_KEYBOARD].text, "de");
    assert_string_equal(chosen->settings[DEVICE_WIFI_SSID].text, "b");
    assert_string_equal(chosen->settings[DEVICE_WIFI_COUNTRY].text, "FR");
    assert_null(chosen->settings[DEVICE_WIFI_PASSPHRASE].text);
    assert_int_equal(chosen->mistake_count, 2);
    assert_string_equal(chosen->mistakes[0].file, "waystation.ini");
    assert_string_equal(chosen->mistakes[1].file, "chosen.ini");
}

static void settles_what_does_not_go_together(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum device_trouble trouble;
        enum device_key dropped;
    } cases[] = {
        {"wifi_passphrase = correct horse\n", DEVICE_NO_SSID, DEVICE_WIFI_PASSPHRASE},
        {"wifi_ssid = a\n", DEVICE_NO_COUNTRY, DEVICE_KEY_COUNT},
        {"wifi_ssid = a\nwifi_country = FR\n", DEVICE_FINE, DEVICE_KEY_COUNT},
        {"wifi_ap = yes\nwifi_ap_ssid = a\nwifi_ap_passphrase = correct horse\nwifi_country=FR\n",
            DEVICE_AP_LACKS, DEVICE_WIFI_AP},
        {"role = board\nwifi_ap = yes\nwifi_ap_ssid = a\nwifi_country=FR\n", DEVICE_AP_LACKS,
            DEVICE_WIFI_AP},
        {"role = board\nwifi_ap = yes\nwifi_ap_ssid = a\nwifi_ap_passphrase = correct horse\n"
         "wifi_country=FR\n",
            DEVICE_FINE, DEVICE_KEY_COUNT},
        {"role = board\nwifi_ap = yes\nwifi_ap_ssid = a\nwifi_ap_passphrase = correct horse\n"
         "wifi_country=FR\nwifi_ssid = b\nwifi_passphrase = correct horse\n",
            DEVICE_ONE_RADIO, DEVICE_WIFI_SSID},
        {"role = board\njoin = WSJ1ABC\n", DEVICE_BOARD_JOINS, DEVICE_JOIN},
        {"join = WSJ1ABC\nclass = a\n", DEVICE_JOIN_COUNTS, DEVICE_CLASS},
        {"join = (taken)\nclass = a\n", DEVICE_JOIN_COUNTS, DEVICE_CLASS},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct device_ini *ini = read_text(cases[i].text);
        assert_int_equal(ini->mistake_count, 0);
        device_ini_settle(ini);
        if (ini->mistake_count != (cases[i].trouble != DEVICE_FINE) ||
            (ini->mistake_count > 0 && ini->mistakes[0].trouble != cases[i].trouble))
            fail_msg("%s: D%02d", cases[i].text, (int)ini->mistakes[0].trouble);
        if (cases[i].dropped < DEVICE_KEY_COUNT)
            assert_null(ini->settings[cases[i].dropped].text);
    }
}

/* --- Secrets --------------------------------------------------------------------------------- */

static void to_utf16(const char *text, bool big, char *out, size_t *size)
{
    *size = 0;
    memcpy(out, big ? "\xFE\xFF" : "\xFF\xFE", 2);
    for (*size = 2; *text != '\0'; text++, *size += 2) {
        out[*size + (big ? 1 : 0)] = *text;
        out[*size + (big ? 0 : 1)] = '\0';
    }
}

static const char with_secrets[] = "# wifi_passphrase = not this\r\n"
                                   "wifi_ssid = School\r\n"
                                   " wifi_passphrase =\t\"correct horse\" \r\n"
                                   "join=WSJ1ABCDEF\r\n"
                                   "wifi_ap_passphrase = (taken)\r\n"
                                   "role = solo";
static const char without_secrets[] = "# wifi_passphrase = not this\r\n"
                                      "wifi_ssid = School\r\n"
                                      " wifi_passphrase =\t\"(taken)\" \r\n"
                                      "join=(taken)\r\n"
                                      "wifi_ap_passphrase = (taken)\r\n"
                                      "role = solo";

static void takes_secrets_out_and_nothing_else(void **state)
{
    (void)state;
    for (int encoding = 0; encoding < 3; encoding++) {
        char bytes[1024], expected[1024], text[DEVICE_LINE_MAX], covered[64];
        struct device_span spans[DEVICE_SPAN_MAX];
        size_t size = strlen(with_secrets), expected_size = strlen(without_secrets), out_size;
        memcpy(bytes, with_secrets, size);
        memcpy(expected, without_secrets, expected_size);
        if (encoding > 0) {
            to_utf16(with_secrets, encoding == 2, bytes, &size);
            to_utf16(without_secrets, encoding == 2, expected, &expected_size);
        }
        int count = device_ini_secrets(bytes, size, spans);
        assert_int_equal(count, 2);
        device_ini_span_text(bytes, size, &spans[0], text);
        assert_string_equal(text, "correct horse");
        device_ini_span_text(bytes, size, &spans[1], text);
        assert_string_equal(text, "WSJ1ABCDEF");
        arena_reset(&arena);
        char *out = device_ini_without(bytes, size, spans, count, &arena, &out_size);
        assert_non_null(out);
        assert_int_equal(out_size, expected_size);
        assert_memory_equal(out, expected, expected_size);
        assert_int_equal(device_ini_secrets(out, out_size, spans), 0);

        assert_int_equal(device_ini_secrets(bytes, size, spans), 2);
        device_ini_cover(bytes, size, &spans[0], covered);
        memcpy(bytes + spans[0].offset, covered, spans[0].size);
        device_ini_span_text(bytes, size, &spans[0], text);
        assert_string_equal(text, "(taken)******");
        assert_true(device_ini_is_mark(text));
        struct device_ini *ini = read_bytes(bytes, size);
        assert_true(ini->settings[DEVICE_WIFI_PASSPHRASE].is_taken);
        assert_int_equal(ini->mistake_count, 0);
    }
}

static void knows_what_a_power_cut_leaves(void **state)
{
    (void)state;
    static const struct {
        const char *text, *secret;
        bool torn;
    } cases[] = {
        {"(taken)******", "correct horse", true},
        {"(takent horse", "correct horse", true},
        {"correct******", "correct horse", true},
        {"correct horse", "correct horse", false},
        {"correct house", "correct horse", false},
        {"(taken)*****", "correct horse", false},
        {"", "correct horse", false},
        {"", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (device_ini_is_torn(cases[i].text, cases[i].secret) != cases[i].torn)
            fail_msg("%s of %s", cases[i].text, cases[i].secret);
}

static void knows_the_mark(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_mark;
    } cases[] = {{"(taken)", true}, {"(taken)****", true}, {"****", true}, {"(taken)***x", false},
        {"(taken", false}, {"", false}, {"x****", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (device_ini_is_mark(cases[i].text) != cases[i].is_mark)
            fail_msg("%s", cases[i].text);
    struct device_ini *ini = read_text("join = ***\nwifi_passphrase = (taken)******\n");
    assert_true(ini->settings[DEVICE_JOIN].is_taken);
    assert_true(ini->settings[DEVICE_WIFI_PASSPHRASE].is_taken);
    assert_int_equal(ini->mistake_count, 0);
}

/* --- Properties ------------------------------------------------------------------------------ */

enum { SEEDS = 4000 };

/* Lines of our own words in any order, with damage. */
static size_t scribble(struct rng *rng, char *out, size_t room)
{
    static const char *const words[] = {"role", "wifi_passphrase", "join", "wifi_ap_passphrase",
        "wifi_ssid", "display", " = ", "=", "\n", "\r\n", "\r", "\"", "#", ";", "board",
        "correct horse", "(taken)", "(taken", "WSJ1ABC", "90 1280x720", "\xEF\xBB\xBF", "\xFF\xFE",
        "\xC3\xA9", "\xE9", " ", "\t", "[x]", ":", KEY};
    size_t length = 0;
    int count = (int)rng_below(rng, 40);
    for (int i = 0; i < count; i++) {
        const char *word = words[rng_below(rng, COUNT_OF(words))];
        if (length + strlen(word) >= room)
            break;
        memcpy(out + length, word, strlen(word));
        length += strlen(word);
    }
    if (length > 0 && rng_below(rng, 4) == 0)
        out[rng_below(rng, (uint32_t)length)] = (char)rng_below(rng, 256);
    return length;
}

/* Everything but the spans stays; what is left has no secret; the lines keep their numbers. */
static void wiping_changes_nothing_else(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct rng rng = rng_seeded(seed);
        char bytes[4096], before[DEVICE_KEY_COUNT][DEVICE_LINE_MAX];
        struct device_span spans[DEVICE_SPAN_MAX];
        size_t size = scribble(&rng, bytes, sizeof bytes), out_size;
        struct device_ini *ini = read_bytes(bytes, size);
        for (int k = 0; k < DEVICE_KEY_COUNT; k++)
            STR_COPY(before[k], ini->settings[k].text != NULL ? ini->settings[k].text : "-");
        int mistakes = ini->mistake_count;
        bool is_text = mistakes == 0 || ini->mistakes[0].trouble != DEVICE_NO_TEXT;
        int count = device_ini_secrets(bytes, size, spans);
        char *out = device_ini_without(bytes, size, spans, count, &arena, &out_size);
        assert_non_null(out);
        size_t from = 0, to = 0;
        for (int i = 0; i < count; i++) {
            assert_memory_equal(out + to, bytes + from, spans[i].offset - from);
            to += spans[i].offset - from;
            from = spans[i].offset + spans[i].size;
            to += out_size > 1 && memcmp(out + to, DEVICE_TAKEN, 7) == 0 ? 7 : 14;
        }
        assert_int_equal(out_size - to, size - from);
        assert_memory_equal(out + to, bytes + from, size - from);
        struct device_span none[DEVICE_SPAN_MAX];
        if (count < DEVICE_SPAN_MAX)
            assert_int_equal(device_ini_secrets(out, out_size, none), 0);
        char *kept = malloc(out_size + 1);
        assert_non_null(kept);
        memcpy(kept, out, out_size);
        ini = read_bytes(kept, out_size);
        free(kept);
        for (int k = 0; is_text && k < DEVICE_KEY_COUNT; k++)
            if (!device_key_is_secret((enum device_key)k) && k != DEVICE_SSH_KEY)
                assert_string_equal(
                    ini->settings[k].text != NULL ? ini->settings[k].text : "-", before[k]);
        assert_true(!is_text || ini->mistake_count <= mistakes + count);
    }
}

/* Each secret's cover is as long as it, and any mixture of the two is known as torn. */
static void any_mixture_is_torn(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct rng rng = rng_seeded(seed);
        char text[128] = "wifi_passphrase=", secret[64], cover[64], mixture[64];
        size_t length = 8 + rng_below(&rng, 56);
        for (size_t i = 0; i < length; i++)
            secret[i] = (char)('a' + rng_below(&rng, 26));
        secret[length] = '\0';
        str_append(text, sizeof text, secret);
        struct device_span spans[DEVICE_SPAN_MAX];
        assert_int_equal(device_ini_secrets(text, strlen(text), spans), 1);
        device_ini_cover(text, strlen(text), &spans[0], cover);
        bool any = false;
        for (size_t i = 0; i < length; i++) {
            bool covered = rng_below(&rng, 2) == 0;
            any = any || covered;
            mixture[i] = covered ? cover[i] : secret[i];
        }
        mixture[length] = '\0';
        assert_int_equal(device_ini_is_torn(mixture, secret), any);
    }
}

int main(void)
{
    struct error error = {0};
    if (!arena_open(&arena, 16 * 1024 * 1024, &error))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_or_refuses),
        cmocka_unit_test(says_where_and_what),
        cmocka_unit_test(says_that_a_system_did_not_start),
        cmocka_unit_test(never_shows_a_secret),
        cmocka_unit_test(the_last_of_two_counts),
        cmocka_unit_test(reads_any_encoding),
        cmocka_unit_test(survives_what_is_no_settings_file),
        cmocka_unit_test(keeps_so_many_mistakes),
        cmocka_unit_test(the_card_goes_before_what_was_chosen),
        cmocka_unit_test(settles_what_does_not_go_together),
        cmocka_unit_test(takes_secrets_out_and_nothing_else),
        cmocka_unit_test(knows_what_a_power_cut_leaves),
        cmocka_unit_test(knows_the_mark),
        cmocka_unit_test(wiping_changes_nothing_else),
        cmocka_unit_test(any_mixture_is_torn),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
