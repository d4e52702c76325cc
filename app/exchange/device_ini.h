/* The settings of a machine that starts from our card: waystation.ini, lines of `name = value` that
 * a technician writes on any computer, and chosen.ini, the same from the setup screens.
 *
 * Whatever the bytes are, reading ends with something usable: what is wrong is left out and
 * reported, with the line. Names in any case, `-` as `_`. Lines that begin with # or ; are
 * comments, [sections] are passed over; what follows " #" or " ;" behind a value is a comment,
 * except in names and passphrases of Wi-Fi, codes and keys. Quotes around a value are taken off.
 * UTF-8, UTF-16 and Windows-1252; CR, LF, CRLF. At most DEVICE_INI_LIMIT bytes. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include <stddef.h>

enum {
    DEVICE_INI_LIMIT = 64 * 1024,
    DEVICE_LINE_MAX = 2048, /* bytes */
    DEVICE_MISTAKE_MAX = 32,
    DEVICE_SHOWN_SIZE = 64,
};

/* In the order of the sample file. */
enum device_key {
    DEVICE_ROLE,    /* station, board, solo */
    DEVICE_STATION, /* id */
    DEVICE_CLASS,   /* folder on the card */
    DEVICE_JOIN,    /* secret: a join code, or a file on the card */
    DEVICE_LANGUAGE,
    DEVICE_TIMEZONE,
    DEVICE_KEYBOARD,
    DEVICE_HOSTNAME,
    DEVICE_WIFI_SSID,
    DEVICE_WIFI_PASSPHRASE, /* secret: 8 to 63 characters, or 64 hex digits */
    DEVICE_WIFI_COUNTRY,    /* in capitals */
    DEVICE_WIFI_HIDDEN,     /* yes, no */
    DEVICE_WIFI_AP,         /* yes, no */
    DEVICE_WIFI_AP_SSID,
    DEVICE_WIFI_AP_PASSPHRASE, /* secret: 8 to 63 characters */
    DEVICE_DISPLAY,            /* "90" or "90 1280x720" */
    DEVICE_CAMERA,
    DEVICE_SCANNER,
    DEVICE_USB_NETWORK, /* yes, no */
    DEVICE_UPDATE_URL,
    DEVICE_SSH_KEY, /* several: a line each */
    DEVICE_ENCRYPT, /* no, stick */
    DEVICE_KEY_COUNT
};

const char *device_key_name(enum device_key key);
bool device_key_find(const char *name, enum device_key *out);
bool device_key_is_secret(enum device_key key);

/* --- What is wrong --------------------------------------------------------------------------- */

/* The number is the code that the screen shows ("D14"): they stay as they are. */
enum device_trouble {
    DEVICE_FINE,
    DEVICE_NO_TEXT = 1,
    DEVICE_TOO_LARGE = 2,
    DEVICE_NO_SETTING = 3,
    DEVICE_LONG_LINE = 4,
    DEVICE_UNKNOWN = 5,
    DEVICE_MISSPELT = 6, /* hint: the name that was meant */
    DEVICE_TWICE = 7,
    DEVICE_BAD_CHARACTERS = 8,
    DEVICE_BAD_CHOICE = 9, /* hint: what it can be */
    DEVICE_TOO_LONG = 10,  /* hint: bytes at most */
    DEVICE_BAD_STATION = 11,
    DEVICE_NO_FOLDER = 12,
    DEVICE_BAD_CODE = 13,
    DEVICE_NO_ZONE = 14,
    DEVICE_NO_KEYBOARD = 15,
    DEVICE_BAD_HOSTNAME = 16,
    DEVICE_BAD_SSID = 17,
    DEVICE_BAD_PASSPHRASE = 18,
    DEVICE_BAD_COUNTRY = 19,
    DEVICE_NO_SSID = 20,
    DEVICE_NO_COUNTRY = 21,
    DEVICE_AP_LACKS = 22,
    DEVICE_ONE_RADIO = 23,
    DEVICE_BAD_URL = 24,
    DEVICE_BAD_SSH_KEY = 25,
    DEVICE_GONE = 26, /* taken in once, and not here any more */
    DEVICE_NOT_WIPED = 27,
    DEVICE_NO_DATA = 28,
    DEVICE_BAD_CAMERA = 29,
    DEVICE_NO_STATION = 30, /* the class has none of that id; hint: those it has */
    DEVICE_JOIN_COUNTS = 31,
    DEVICE_NOT_DONE = 32, /* hint: the technician's words */
    DEVICE_BAD_SCANNER = 33,
    DEVICE_NO_CARD = 34,
    DEVICE_BOARD_JOINS = 35,
    /* Of no setting: the other of two systems runs; hint: its version. */
    DEVICE_NOT_UPDATED = 36, /* value: of the update that did not start */
    DEVICE_WENT_BACK = 37,
    DEVICE_JOINED_AS = 38,    /* another station; hint: which */
    DEVICE_NO_JOIN_FILE = 39, /* hint: its name */
    DEVICE_NOT_LOCKED = 40,
    DEVICE_TROUBLE_COUNT
};

struct device_mistake {
    enum device_trouble trouble;
    char file[32]; /* "": of none */
    int line;      /* from 1; 0: of the file as a whole */
    char key[DEVICE_SHOWN_SIZE];
    char value[DEVICE_SHOWN_SIZE]; /* empty: a secret, or of no use */
    char hint[2 * DEVICE_SHOWN_SIZE];
};

enum { DEVICE_CODE_SIZE = 16 };
void device_mistake_code(
    const struct device_mistake *mistake, char out[static DEVICE_CODE_SIZE]); /* "D14" */
/* One English sentence, to be translated, with the gaps {key}, {value} and {hint}. */
const char *device_trouble_sentence(enum device_trouble trouble);
/* The same in English, filled. */
void device_mistake_sentence(const struct device_mistake *mistake, char *out, size_t size);
/* That, and "waystation.ini:7 (D14)" before it where there is a line; "D36" where there is no file.
 */
void device_mistake_say(const struct device_mistake *mistake, char *out, size_t size);

/* --- Settings -------------------------------------------------------------------------------- */

struct device_setting {
    const char *text; /* NULL: not set; as device_key says, else as written. In the arena. */
    int line;
    const char *file; /* for messages */
    bool is_taken;    /* a secret of which only the mark is left: text is "" */
};

struct device_ini {
    struct device_setting settings[DEVICE_KEY_COUNT];
    struct device_mistake mistakes[DEVICE_MISTAKE_MAX + 1];
    int mistake_count; /* at most DEVICE_MISTAKE_MAX; the one behind is for what is not kept */
};

/* Reads a file named `name` for messages. `bytes` NULL: there is none. */
void device_ini_read(
    const char *name, const char *bytes, size_t size, struct arena *arena, struct device_ini *out);
/* What `above` sets goes before what is in *ini, and a Wi-Fi of its own goes without the passphrase
 * of the other; mistakes of both. */
void device_ini_merge(struct device_ini *ini, const struct device_ini *above);
/* What does not go together: reported, and made to. After merging, and once taken secrets have
 * their text again. */
void device_ini_settle(struct device_ini *ini);
/* Whether it says that the machine went back to the other of its two systems. */
bool device_mistake_is_fallback(const struct device_mistake *mistake);
/* Mistakes in the order of the lines; what is of no line last. */
void device_ini_sort(struct device_ini *ini);
/* One value for chosen.ini: checked and made canonical, in the arena. False: *mistake says why. */
MUST_CHECK bool device_ini_check(enum device_key key, const char *text, struct arena *arena,
    const char **out, struct device_mistake *mistake);

/* Reports what is wrong with a setting. `hint` may be NULL. */
void device_ini_report(
    struct device_ini *ini, enum device_trouble trouble, enum device_key key, const char *hint);

/* --- Secrets on the card --------------------------------------------------------------------- */

#define DEVICE_TAKEN "(taken)"
/* What is left of a secret where it stood: that and stars, as long as it was; or only stars. */
bool device_ini_is_mark(const char *text);

/* Where a secret stands in the bytes of the file, whatever its encoding. */
struct device_span {
    enum device_key key;
    size_t offset, size; /* bytes, without quotes */
};
enum { DEVICE_SPAN_MAX = 8 };
/* Every one that is not the mark, also where its line is not the one that counts. */
int device_ini_secrets(
    const char *bytes, size_t size, struct device_span out[static DEVICE_SPAN_MAX]);
/* The file with marks instead. NULL: no memory. */
char *device_ini_without(const char *bytes, size_t size, const struct device_span *spans, int count,
    struct arena *arena, size_t *out_size);
/* As read; "" where it is no ASCII. */
void device_ini_span_text(const char *bytes, size_t size, const struct device_span *span,
    char out[static DEVICE_LINE_MAX]);
/* What is written over a secret where it stands: the mark and stars, as long as the span. */
void device_ini_cover(const char *bytes, size_t size, const struct device_span *span, char *out);
/* Whether `text` is what a power cut may have left of `secret` while it was written over. */
bool device_ini_is_torn(const char *text, const char *secret);
