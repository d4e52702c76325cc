#include "base/utf8.h"

#include "base/macros.h"
#include <assert.h>
#include <string.h>

size_t utf8_decode(const char *text, size_t length, uint32_t *out)
{
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t need = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    *out = UTF8_BAD;
    if (need == 1) {
        *out = s[0];
        return 1;
    }
    if (s[0] < 0xC2 || s[0] > 0xF4 || need > length)
        return 1;
    uint32_t code = s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 1;
        code = code << 6 | (s[i] & 0x3F);
    }
    if (code < smallest[need] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 1;
    *out = code;
    return need;
}

size_t utf8_encode(uint32_t code, char out[static 4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t utf8_mark(const char *text, size_t length)
{
    return length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

bool utf8_is_valid(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t step = utf8_decode(text + at, length - at, &code);
        if (code == UTF8_BAD && step == 1)
            return false;
        at += step;
    }
    return true;
}

size_t utf8_count(const char *text)
{
    size_t length = strlen(text), count = 0;
    for (size_t at = 0; at < length; count++) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
    }
    return count;
}

/* Bytes a character that begins with this byte takes; 1 for what begins none. */
static size_t lead_length(unsigned char lead)
{
    return lead < 0xC2 || lead > 0xF4 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
}

size_t utf8_cut(const char *text, size_t length, size_t limit)
{
    size_t at = 0;
    while (at < length) {
        uint32_t code;
        size_t step = utf8_decode(text + at, length - at, &code);
        /* The last character may have been cut short by someone else. */
        bool is_short = code == UTF8_BAD && at + lead_length((unsigned char)text[at]) > length;
        if (at + step > limit || is_short)
            break;
        at += step;
    }
    return at;
}

int utf8_digit(uint32_t code)
{
    static const uint32_t zeros[] = {'0', 0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10};
    for (size_t i = 0; i < COUNT_OF(zeros); i++)
        if (code >= zeros[i] && code <= zeros[i] + 9)
            return (int)(code - zeros[i]);
    return -1;
}

size_t utf8_previous(const char *text, size_t position)
{
    assert(position > 0);
    do
        position--;
    while (position > 0 && ((unsigned char)text[position] & 0xC0) == 0x80);
    return position;
}

static bool is_unwanted(uint32_t code)
{
    if (code == '\n' || code == '\t')
        return false;
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return true; /* control characters */
    if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069))
        return true; /* bidirectional embedding, override and isolate */
    return code == 0xFEFF || (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

size_t utf8_clean(char *out, size_t size, const char *text, size_t length)
{
    size_t written = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        if (is_unwanted(code))
            continue;
        char bytes[4];
        size_t step = utf8_encode(code, bytes);
        if (written + step >= size)
            break;
        memcpy(out + written, bytes, step);
        written += step;
    }
    out[written] = '\0';
    return written;
}
