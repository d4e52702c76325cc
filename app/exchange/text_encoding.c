#include "exchange/text_encoding.h"

#include "base/str.h"
#include "base/utf8.h"
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

static const char *const save_as_csv = N_("in the spreadsheet choose Save as, CSV UTF-8");
static const char *const save_as_text = N_("save the file again as UTF-8 text");

/* Files that spreadsheets and word processors write under their own format. */
static bool is_document(const char *bytes, size_t size, const char **what)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *what;
    } documents[] = {
        {"PK\x03\x04", 4,
            N_("this is a spreadsheet or a document (xlsx, ods, docx), not a text file")},
        {"\xD0\xCF\x11\xE0", 4,
            N_("this is an old Excel or Word file (xls, doc), not a text file")},
        {"%PDF", 4, N_("this is a PDF, not a text file")},
        {"\x89PNG", 4, N_("this is a picture, not a text file")},
    };
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        if (size >= documents[i].length &&
            memcmp(bytes, documents[i].magic, documents[i].length) == 0) {
            *what = documents[i].what;
            return true;
        }
    }
    return false;
}

/* UTF-16 by its mark, or by zero bytes in every other place of the beginning. */
const char *text_utf16_name(const char *bytes, size_t size)
{
    if (size < 2 || size % 2 != 0)
        return NULL;
    if (memcmp(bytes, "\xFF\xFE", 2) == 0)
        return "UTF-16LE";
    if (memcmp(bytes, "\xFE\xFF", 2) == 0)
        return "UTF-16BE";
    size_t sample = MIN(size, 64), even = 0, odd = 0;
    for (size_t i = 0; i < sample; i += 2) {
        even += bytes[i] == '\0';
        odd += bytes[i + 1] == '\0';
    }
    if (sample >= 8 && even == 0 && odd * 2 > sample / 2)
        return "UTF-16LE";
    if (sample >= 8 && odd == 0 && even * 2 > sample / 2)
        return "UTF-16BE";
    return NULL;
}

static bool convert(const char *from, const char *bytes, size_t size, struct arena *arena,
    const char **out, size_t *length)
{
    size_t room = size * 3 + 1; /* Windows-1252 and UTF-16 units take at most 3 bytes each */
    char *text = arena_alloc(arena, room);
    iconv_t converter = text != NULL ? iconv_open("UTF-8", from) : (iconv_t)-1;
    if (converter == (iconv_t)-1)
        return false;
    char *in = (char *)bytes, *to = text; /* iconv's prototype lacks a const */
    size_t in_left = size, left = room - 1;
    bool ok = iconv(converter, &in, &in_left, &to, &left) != (size_t)-1 && in_left == 0;
    iconv_close(converter);
    *out = text;
    *length = (size_t)(to - text);
    return ok;
}

static struct text_place place_of(const char *text, size_t position)
{
    struct text_place at = {.line = 1, .column = 1};
    for (size_t i = 0; i < position; i++) {
        bool line_end = text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n');
        if (line_end)
            at = (struct text_place){.line = at.line + 1, .column = 1};
        else if (((unsigned char)text[i] & 0xC0) != 0x80)
            at.column++;
    }
    return at;
}

/* Where the first malformed byte is (length if there is none), and whether good characters beyond
 * ASCII are there too: then the file is UTF-8 with damage, else some other encoding. */
static size_t find_damage(const char *text, size_t length, bool *has_utf8)
{
    size_t damage = length;
    *has_utf8 = false;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t step = utf8_decode(text + at, length - at, &code);
        if (step == 1 && code == UTF8_BAD && damage == length)
            damage = at;
        *has_utf8 |= step > 1;
        at += step;
    }
    return damage;
}

static bool repair(struct text_file *file, struct arena *arena, struct problems *problems)
{
    bool has_utf8;
    size_t damage = find_damage(file->text, file->length, &has_utf8);
    if (damage == file->length)
        return true;
    struct text_place at = place_of(file->text, damage);
    if (!has_utf8 &&
        convert("CP1252", file->text, file->length, arena, &file->text, &file->length)) {
        problem_add(problems, PROBLEM_WARNING, file->name, at.line, at.column,
            N_("check that names with accents look right, and save as UTF-8 next time"),
            N_("the file is not UTF-8; it was read as Windows-1252"), NULL);
        return true;
    }
    problem_add(problems, PROBLEM_ERROR, file->name, at.line, at.column, save_as_text,
        N_("a character here is damaged (it is not valid UTF-8)"), NULL);
    return false;
}

/* CR and CRLF to LF. */
static void unify_line_ends(char *text, size_t *length)
{
    size_t to = 0;
    for (size_t i = 0; i < *length; i++) {
        if (text[i] == '\r' && i + 1 < *length && text[i + 1] == '\n')
            continue;
        text[to++] = text[i] == '\r' ? '\n' : text[i];
    }
    text[to] = '\0';
    *length = to;
}

/* What begins with a smaller byte is below U+0300, the first accent, and composed already. */
static bool may_be_apart(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0xCC)
            return true;
    return false;
}

bool text_compose(char *text, size_t *length, size_t size)
{
    if (!may_be_apart(text, *length))
        return true;
    size_t composed_length;
    uint8_t *composed =
        u8_normalize(UNINORM_NFC, (const uint8_t *)text, *length, NULL, &composed_length);
    if (composed == NULL)
        return errno == EILSEQ;
    bool fits = composed_length < size;
    if (fits) {
        memcpy(text, composed, composed_length);
        text[composed_length] = '\0';
        *length = composed_length;
    }
    free(composed);
    return fits;
}

static bool decode(const char *name, const char *bytes, size_t size, bool is_stored,
    struct arena *arena, struct problems *problems, struct text_file *out)
{
    *out = (struct text_file){.name = name, .text = bytes, .length = size};
    const char *what;
    if (is_document(bytes, size, &what)) {
        problem_add(problems, PROBLEM_ERROR, name, 0, 0,
            str_ends_with(name, ".csv") ? save_as_csv : save_as_text, what, NULL);
        return false;
    }
    const char *utf16 = text_utf16_name(bytes, size);
    if (utf16 != NULL && !convert(utf16, bytes, size, arena, &out->text, &out->length)) {
        problem_add(problems, PROBLEM_ERROR, name, 0, 0, save_as_text,
            N_("the file looks like UTF-16 but is damaged"), NULL);
        return false;
    }
    size_t mark = utf8_mark(out->text, out->length);
    out->text += mark;
    out->length -= mark;
    const char *zero = out->length > 0 ? memchr(out->text, '\0', out->length) : NULL;
    if (zero != NULL) {
        struct text_place at = place_of(out->text, (size_t)(zero - out->text));
        problem_add(problems, PROBLEM_ERROR, name, at.line, at.column, save_as_text,
            N_("there is a zero byte here; this is not a text file"), NULL);
        return false;
    }
    if (!repair(out, arena, problems))
        return false;
    /* Some letters of Hindi and Hebrew are longer when composed, three times at most. */
    bool composes = !is_stored && may_be_apart(out->text, out->length);
    size_t room = out->length * (composes ? 3 : 1) + 1;
    char *text = arena_alloc(arena, room);
    if (text != NULL) {
        memcpy(text, out->text, out->length);
        unify_line_ends(text, &out->length);
    }
    if (text == NULL || (composes && !text_compose(text, &out->length, room))) {
        problem_add(problems, PROBLEM_ERROR, name, 0, 0, N_("make the file smaller"),
            N_("there is no memory left to read this file"), NULL);
        return false;
    }
    out->text = text;
    return true;
}

bool text_decode(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct problems *problems, struct text_file *out)
{
    return decode(name, bytes, size, false, arena, problems, out);
}

bool text_decode_stored(const char *name, const char *bytes, size_t size, struct arena *arena,
    struct problems *problems, struct text_file *out)
{
    return decode(name, bytes, size, true, arena, problems, out);
}
