#include "sync/join_inside.h"

#include "base/crockford.h"
#include "base/str.h"
#include "base/utf8.h"
#include <sodium.h>
#include <string.h>

static const char prefix[] = "WSJ1";

enum {
    PREFIX_LENGTH = 4,
    CHECK_SIZE = 4,
    RECORD_MAX = (JOIN_CODE_SIZE - PREFIX_LENGTH) * 5 / 8,
    UID_BYTES = (MEMBER_UID_SIZE - 1) / 2,
    HAS_KEY = 1, /* flags */
    HAS_LETTERS = 2,
    LETTERS_BYTES = 8,
};

/* --- Base32 ---------------------------------------------------------------------------------- */

static bool is_skipped(char c)
{
    return c == ' ' || c == '-' || (c >= '\t' && c <= '\r');
}

char join_next(const char **text)
{
    while (is_skipped(**text))
        (*text)++;
    return **text == '\0' ? '\0' : crockford_forgive(*(*text)++);
}

void join_digits(const uint8_t *bytes, size_t size, char *out)
{
    unsigned pending = 0;
    int bits = 0;
    for (size_t i = 0; i < size; i++) {
        pending = pending << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *out++ = crockford_letter(pending >> (bits - 5) & 31);
        pending &= 31;
    }
    if (bits > 0)
        *out++ = crockford_letter(pending << (5 - bits) & 31);
    *out = '\0';
}

/* Only what join_digits() would have written of some bytes. */
static bool read_digits(const char *text, uint8_t *out, size_t capacity, size_t *size)
{
    unsigned pending = 0;
    int bits = 0;
    *size = 0;
    for (char c = join_next(&text); c != '\0'; c = join_next(&text)) {
        int digit = crockford_digit(c);
        if (digit < 0)
            return false;
        pending = (pending << 5 | (unsigned)digit) & 0xFFF;
        bits += 5;
        if (bits < 8)
            continue;
        if (*size == capacity)
            return false;
        bits -= 8;
        out[(*size)++] = (uint8_t)(pending >> bits);
    }
    return bits < 5 && (pending & ((1U << bits) - 1)) == 0;
}

/* CRC-32 (IEEE 802.3): finds every error within 32 bits, so within six characters that follow one
 * another. */
static uint32_t crc_of(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
    }
    return ~crc;
}

/* --- The record ------------------------------------------------------------------------------ */

struct cursor {
    uint8_t bytes[RECORD_MAX];
    size_t size, at;
    bool bad; /* too long, or at its end too early */
};

static void put(struct cursor *cursor, const void *bytes, size_t size)
{
    if (cursor->bad || size > sizeof cursor->bytes - cursor->size) {
        cursor->bad = true;
        return;
    }
    memcpy(cursor->bytes + cursor->size, bytes, size);
    cursor->size += size;
}

static void put_byte(struct cursor *cursor, unsigned byte)
{
    uint8_t value = (uint8_t)byte;
    put(cursor, &value, 1);
}

static void put_text(struct cursor *cursor, const char *text)
{
    size_t length = strlen(text);
    put_byte(cursor, (unsigned)length);
    put(cursor, text, length);
}

static void get(struct cursor *cursor, void *out, size_t size)
{
    if (cursor->bad || size > cursor->size - cursor->at) {
        cursor->bad = true;
        memset(out, 0, size);
        return;
    }
    memcpy(out, cursor->bytes + cursor->at, size);
    cursor->at += size;
}

static unsigned get_byte(struct cursor *cursor)
{
    uint8_t value;
    get(cursor, &value, 1);
    return value;
}

/* Names and addresses: no control characters, nothing that is no text. */
static bool is_clean(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
            return false;
    return utf8_is_valid(text, length);
}

static void get_text(struct cursor *cursor, char *out, size_t size)
{
    char text[256];
    unsigned length = get_byte(cursor);
    get(cursor, text, length);
    if (cursor->bad || length >= size || !is_clean(text, length)) {
        cursor->bad = true;
        out[0] = '\0';
        return;
    }
    str_copy_length(out, size, text, length);
}

static bool has_key(const struct member *member)
{
    return !sodium_is_zero(member->class_key, sizeof member->class_key);
}

static void put_member(struct cursor *cursor, const struct member *member)
{
    uint8_t uid[UID_BYTES] = {0};
    sodium_hex2bin(uid, sizeof uid, member->class_uid, strlen(member->class_uid), NULL, NULL, NULL);
    put_byte(cursor, has_key(member) ? HAS_KEY : 0);
    put_byte(cursor, (unsigned)member->port >> 8);
    put_byte(cursor, (unsigned)member->port & 255);
    put(cursor, uid, sizeof uid);
    put_text(cursor, member->host);
    put_text(cursor, member->database);
    put_text(cursor, member->role);
    put_text(cursor, member->secret);
    put_text(cursor, member->class_id);
    put_text(cursor, member->class_name);
    put_text(cursor, member->station);
    if (has_key(member))
        put(cursor, member->class_key, sizeof member->class_key);
}

/* What is missing or wrong in a record, or NULL. */
static const char *lack(const struct member *member)
{
    const struct {
        const char *text, *name;
        bool may_be_empty;
    } texts[] = {{member->host, "address", false}, {member->database, "database", false},
        {member->role, "role", false}, {member->secret, "secret", false},
        {member->class_id, "class", false}, {member->class_name, "name of a class", true},
        {member->station, "station", true}};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if ((texts[i].text[0] == '\0' && !texts[i].may_be_empty) ||
            !is_clean(texts[i].text, strlen(texts[i].text)))
            return texts[i].name;
    if (member->port < 1 || member->port > UINT16_MAX)
        return "port";
    return strspn(member->class_uid, "0123456789abcdef") == MEMBER_UID_SIZE - 1 &&
                   member->class_uid[MEMBER_UID_SIZE - 1] == '\0'
               ? NULL
               : "class";
}

/* After the flags. */
static void get_member(struct cursor *cursor, unsigned flags, struct member *out)
{
    uint8_t uid[UID_BYTES];
    unsigned high = get_byte(cursor);
    out->port = (int32_t)(high << 8 | get_byte(cursor));
    get(cursor, uid, sizeof uid);
    sodium_bin2hex(out->class_uid, sizeof out->class_uid, uid, sizeof uid);
    get_text(cursor, out->host, sizeof out->host);
    get_text(cursor, out->database, sizeof out->database);
    get_text(cursor, out->role, sizeof out->role);
    get_text(cursor, out->secret, sizeof out->secret);
    get_text(cursor, out->class_id, sizeof out->class_id);
    get_text(cursor, out->class_name, sizeof out->class_name);
    get_text(cursor, out->station, sizeof out->station);
    if (flags & HAS_KEY)
        get(cursor, out->class_key, sizeof out->class_key);
    cursor->bad = cursor->bad || ((flags & HAS_KEY) && !has_key(out)) || lack(out) != NULL;
}

/* --- A record of address and letters --------------------------------------------------------- */

/* As many of the hosts, which have commas between them, as fit. */
static void put_hosts(struct cursor *cursor, const char *hosts, size_t most)
{
    size_t length = strlen(hosts);
    while (length > most) {
        do
            length--;
        while (length > 0 && hosts[length] != ',');
    }
    put_byte(cursor, (unsigned)length);
    put(cursor, hosts, length);
}

static void put_letters(
    struct cursor *cursor, const struct member *place, const uint8_t digits[static JOIN_LETTERS])
{
    uint64_t packed = 0;
    const char *database = str_equal(place->database, MEMBER_DATABASE) ? "" : place->database;
    for (int i = 0; i < JOIN_LETTERS; i++)
        packed = packed << 5 | digits[i];
    put_byte(cursor, HAS_LETTERS);
    put_byte(cursor, (unsigned)place->port >> 8);
    put_byte(cursor, (unsigned)place->port & 255);
    for (int i = LETTERS_BYTES - 1; i >= 0; i--)
        put_byte(cursor, (unsigned)(packed >> (8 * i)) & 255);
    put_text(cursor, database);
    size_t room = (JOIN_SCAN_MAX - PREFIX_LENGTH) * 5 / 8 - CHECK_SIZE - 1;
    put_hosts(cursor, place->host, room > cursor->size ? room - cursor->size : 0);
}

/* After the flags. */
static void get_letters(struct cursor *cursor, struct member *out)
{
    uint64_t packed = 0;
    uint8_t digits[JOIN_LETTERS];
    char letters[JOIN_SHORT_SIZE];
    struct error misread = {0};
    unsigned high = get_byte(cursor);
    out->port = (int32_t)(high << 8 | get_byte(cursor));
    for (int i = 0; i < LETTERS_BYTES; i++)
        packed = packed << 8 | get_byte(cursor);
    get_text(cursor, out->database, sizeof out->database);
    get_text(cursor, out->host, sizeof out->host);
    if (out->database[0] == '\0')
        STR_COPY(out->database, MEMBER_DATABASE);
    for (int i = JOIN_LETTERS - 1; i >= 0; i--, packed >>= 5)
        digits[i] = packed & 31;
    join_letters_write(digits, letters);
    cursor->bad = cursor->bad || packed != 0 || out->host[0] == '\0' || out->port == 0 ||
                  !join_short_read(letters, out, &misread);
    sodium_memzero(letters, sizeof letters);
}

/* --- The code -------------------------------------------------------------------------------- */

/* Ends the record with its check; takes it. */
static bool write_record(
    struct cursor *cursor, char out[static JOIN_CODE_SIZE], struct error *error)
{
    uint32_t crc = crc_of(cursor->bytes, cursor->size);
    for (int i = CHECK_SIZE - 1; i >= 0; i--)
        put_byte(cursor, crc >> (8 * i) & 255);
    bool fits = !cursor->bad && PREFIX_LENGTH + (cursor->size * 8 + 4) / 5 < JOIN_CODE_SIZE;
    if (fits) {
        memcpy(out, prefix, PREFIX_LENGTH);
        join_digits(cursor->bytes, cursor->size, out + PREFIX_LENGTH);
    }
    sodium_memzero(cursor, sizeof *cursor);
    return fits || error_set(error, ERR_FULL,
                       "names and addresses are too long for a join code: shorten them");
}

bool join_code_write(
    const struct member *member, char out[static JOIN_CODE_SIZE], struct error *error)
{
    struct cursor cursor = {0};
    const char *lacking = lack(member);
    if (lacking != NULL)
        return error_set(error, ERR_BAD_INPUT, "a join code needs the right %s", lacking);
    put_member(&cursor, member);
    return write_record(&cursor, out, error);
}

bool join_code_write_letters(const struct member *place, const char *letters,
    char out[static JOIN_CODE_SIZE], struct error *error)
{
    struct cursor cursor = {0};
    uint8_t digits[JOIN_LETTERS];
    size_t first = strcspn(place->host, ",");
    if (first == 0 || place->port < 1 || place->port > UINT16_MAX ||
        !is_clean(place->host, strlen(place->host)) || !join_letters_read(letters, digits))
        return error_set(error, ERR_BAD_INPUT, "a join code needs the right address and letters");
    put_letters(&cursor, place, digits);
    if (cursor.bytes[cursor.size - 1] == '\0') /* no host fits */
        cursor.bad = true;
    return write_record(&cursor, out, error);
}

/* Moves *text behind "WSJ"; '\0' unless a digit, the version, follows. */
static char read_version(const char **text)
{
    for (int i = 0; i < PREFIX_LENGTH - 1; i++)
        if (join_next(text) != prefix[i])
            return '\0';
    char version = join_next(text);
    return version >= '0' && version <= '9' ? version : '\0';
}

bool join_code_is_one(const char *text)
{
    return read_version(&text) != '\0';
}

static bool read_record(const char *text, struct member *out)
{
    struct cursor cursor = {0};
    bool ok = read_digits(text, cursor.bytes, sizeof cursor.bytes, &cursor.size) &&
              cursor.size > CHECK_SIZE;
    if (ok) {
        cursor.size -= CHECK_SIZE;
        uint32_t crc = crc_of(cursor.bytes, cursor.size);
        for (int i = 0; i < CHECK_SIZE; i++)
            ok = ok && cursor.bytes[cursor.size + (size_t)i] == (crc >> (24 - 8 * i) & 255);
    }
    if (ok) {
        unsigned flags = get_byte(&cursor);
        *out = (struct member){0};
        if (flags == HAS_LETTERS)
            get_letters(&cursor, out);
        else
            get_member(&cursor, flags, out);
        ok = !cursor.bad && cursor.at == cursor.size && flags <= HAS_LETTERS;
    }
    sodium_memzero(&cursor, sizeof cursor);
    return ok;
}

bool join_code_read(const char *text, struct member *out, struct error *error)
{
    struct member member;
    char version = read_version(&text);
    if (version == '\0')
        return error_set(error, ERR_BAD_INPUT,
            "this is no join code: it begins with WSJ1 and comes from the board's setup page");
    if (version != prefix[PREFIX_LENGTH - 1])
        return error_set(error, ERR_TOO_NEW,
            "this join code is of a newer version of Waystation: update this machine first");
    if (!read_record(text, &member))
        return error_set(error, ERR_BAD_INPUT,
            "some of this join code is wrong or missing: scan it again, or compare it with the "
            "board's");
    *out = member;
    sodium_memzero(&member, sizeof member);
    return true;
}
