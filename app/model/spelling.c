#include "model/spelling.h"

#include "base/macros.h"
#include "base/utf8.h"
#include <string.h>

/* A star that stands for anything; a code point that no text can hold. */
enum { WILDCARD = 0x110000 };

static bool is_between(uint32_t code, uint32_t low, uint32_t high)
{
    return code >= low && code <= high;
}

static uint32_t fold_latin(uint32_t code)
{
    if (is_between(code, 'A', 'Z') || (is_between(code, 0xC0, 0xDE) && code != 0xD7))
        return code + 32;
    if (code == 0x130 || code == 0x131)
        return 'i'; /* Turkish İ and ı: a child with another keyboard types i */
    if (code == 0x178)
        return 0xFF;
    if (code == 0x17F)
        return 's';
    if (code == 0x1E9E)
        return 0xDF;
    if (is_between(code, 0x139, 0x148) || is_between(code, 0x179, 0x17E))
        return code + (code & 1);
    if (is_between(code, 0x100, 0x177) || is_between(code, 0x1E00, 0x1E95) ||
        is_between(code, 0x1EA0, 0x1EFF))
        return code | 1;
    return code;
}

static uint32_t fold_greek(uint32_t code)
{
    if (is_between(code, 0x391, 0x3A9))
        return code + 32;
    if (code == 0x3C2)
        return 0x3C3; /* final sigma */
    if (code == 0x386)
        return 0x3AC;
    if (is_between(code, 0x388, 0x38A))
        return code + 37;
    if (code == 0x38C)
        return 0x3CC;
    return code == 0x38E || code == 0x38F ? code + 63 : code;
}

static uint32_t fold_cyrillic(uint32_t code)
{
    if (is_between(code, 0x410, 0x42F))
        return code + 32;
    if (is_between(code, 0x400, 0x40F))
        return code + 80;
    if (is_between(code, 0x460, 0x481) || is_between(code, 0x48A, 0x4BF) ||
        is_between(code, 0x4D0, 0x52F))
        return code | 1;
    return is_between(code, 0x4C1, 0x4CE) ? code + (code & 1) : code;
}

static uint32_t fold_case(uint32_t code)
{
    if (is_between(code, 0x370, 0x3FF))
        return fold_greek(code);
    if (is_between(code, 0x400, 0x52F))
        return fold_cyrillic(code);
    return fold_latin(code);
}

/* One sign for each kind that looks alike. */
static uint32_t fold_sign(uint32_t code)
{
    switch (code) {
    case '\t':
    case '\n':
    case '\r':
    case 0x00A0:
    case 0x2009:
    case 0x202F:
    case 0x3000: return ' ';
    case '`':
    case 0x00B4:
    case 0x02BC:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032: return '\'';
    case 0x00AB:
    case 0x00BB:
    case 0x201C:
    case 0x201D:
    case 0x201E: return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212: return '-';
    default: return code;
    }
}

static bool is_end_mark(uint32_t code)
{
    static const uint32_t marks[] = {
        '.', ',', ';', ':', '!', '?', 0x2026, 0x3002, 0xFF01, 0xFF1F, 0x061F, 0x060C, 0x0964};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (code == marks[i])
            return true;
    return false;
}

/* "7 ?" and "7?" end alike, but "?" as the whole answer stays. */
static void trim_end(struct words *words)
{
    size_t count = words->count;
    while (count > 0 && (words->code[count - 1] == ' ' || is_end_mark(words->code[count - 1])))
        count--;
    if (count > 0)
        words->count = count;
    else if (words->count > 0 && words->code[words->count - 1] == ' ')
        words->count--;
}

static void tidy(struct words *out, const char *text, bool case_matters, bool is_pattern)
{
    size_t length = strlen(text);
    out->count = 0;
    for (size_t at = 0; at < length && out->count < WORDS_MAX;) {
        uint32_t code;
        if (is_pattern && text[at] == '\\' && text[at + 1] == '*')
            at++;
        else if (is_pattern && text[at] == '*') {
            out->code[out->count++] = WILDCARD;
            at++;
            continue;
        }
        at += utf8_decode(text + at, length - at, &code);
        code = fold_sign(code);
        if (code == ' ' && (out->count == 0 || out->code[out->count - 1] == ' '))
            continue;
        out->code[out->count++] = case_matters ? code : fold_case(code);
    }
    trim_end(out);
}

void words_tidy(struct words *out, const char *text, bool case_matters)
{
    tidy(out, text, case_matters, false);
}

bool words_have_wildcard(const char *pattern)
{
    for (size_t i = 0; pattern[i] != '\0'; i++) {
        if (pattern[i] == '\\' && pattern[i + 1] == '*')
            i++;
        else if (pattern[i] == '*')
            return true;
    }
    return false;
}

/* Remembers the last star only: an earlier one never needs to take more. */
bool words_match(const struct words *words, const char *pattern, bool case_matters)
{
    struct words wanted;
    tidy(&wanted, pattern, case_matters, true);
    size_t at = 0, in_pattern = 0, star = wanted.count, star_at = 0;
    while (at < words->count) {
        if (in_pattern < wanted.count && wanted.code[in_pattern] == WILDCARD) {
            star = in_pattern++;
            star_at = at;
        } else if (in_pattern < wanted.count && wanted.code[in_pattern] == words->code[at]) {
            in_pattern++;
            at++;
        } else if (star < wanted.count) {
            in_pattern = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (in_pattern < wanted.count && wanted.code[in_pattern] == WILDCARD)
        in_pattern++;
    return in_pattern == wanted.count;
}

bool words_are_near(const struct words *a, const struct words *b, int edits)
{
    size_t gap = a->count > b->count ? a->count - b->count : b->count - a->count;
    if (gap > (size_t)edits)
        return false;
    int rows[3][WORDS_MAX + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b->count; j++)
        above[j] = (int)j;
    for (size_t i = 1; i <= a->count; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= b->count; j++) {
            uint32_t x = a->code[i - 1], y = b->code[j - 1];
            int best = MIN(above[j], row[j - 1]) + 1;
            best = MIN(best, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == b->code[j - 2] && a->code[i - 2] == y)
                best = MIN(best, before[j - 2] + 1);
            row[j] = best;
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b->count] <= edits;
}
