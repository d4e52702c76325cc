#include "model/item.h"

#include "base/floor.h"
#include "base/macros.h"
#include "base/str.h"
#include "base/utf8.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

struct ratio ratio_make(int64_t numerator, int64_t denominator)
{
    assert(denominator != 0 && numerator != INT64_MIN && denominator != INT64_MIN);
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    int64_t common = (int64_t)greatest_common_divisor(magnitude(numerator), (uint64_t)denominator);
    return (struct ratio){numerator / common, denominator / common};
}

/* Compares whole parts, then the reciprocals of what is left: Euclid's algorithm on both. */
int ratio_compare(struct ratio a, struct ratio b)
{
    int sign = 1;
    for (;;) {
        int64_t whole_a = floor_div(a.numerator, a.denominator);
        int64_t whole_b = floor_div(b.numerator, b.denominator);
        if (whole_a != whole_b)
            return whole_a < whole_b ? -sign : sign;
        int64_t rest_a = floor_rest(a.numerator, a.denominator);
        int64_t rest_b = floor_rest(b.numerator, b.denominator);
        if (rest_a == 0 || rest_b == 0)
            return sign * ((rest_a != 0) - (rest_b != 0));
        a = (struct ratio){a.denominator, rest_a};
        b = (struct ratio){b.denominator, rest_b};
        sign = -sign;
    }
}

static bool multiply(int64_t a, int64_t b, int64_t *out)
{
    if (a != 0 && magnitude(b) > INT64_MAX / magnitude(a))
        return false;
    *out = a * b;
    return true;
}

static bool add(int64_t a, int64_t b, int64_t *out)
{
    if (b > 0 ? a > INT64_MAX - b : a < -INT64_MAX - b)
        return false;
    *out = a + b;
    return true;
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
    int64_t common =
        (int64_t)greatest_common_divisor((uint64_t)a.denominator, (uint64_t)b.denominator);
    int64_t left, right, numerator, denominator;
    if (!multiply(a.numerator, b.denominator / common, &left) ||
        !multiply(b.numerator, a.denominator / common, &right) || !add(left, right, &numerator) ||
        !multiply(a.denominator / common, b.denominator, &denominator))
        return false;
    *out = ratio_make(numerator, denominator);
    return true;
}

bool ratio_subtract(struct ratio a, struct ratio b, struct ratio *out)
{
    b.numerator = -b.numerator;
    return ratio_add(a, b, out);
}

/* --- Reading --------------------------------------------------------------------------------- */

enum { PLAIN_SIZE = 80 }; /* longer numbers do not fit a ratio anyway */

static const struct {
    uint32_t code;
    const char *plain;
} plain_signs[] = {
    {0x2212, "-"},
    {0x2013, "-"},
    {0xFE63, "-"},
    {0xFF0D, "-"},
    {0x2044, "/"},
    {0x2215, "/"},
    {0x00A0, " "},
    {0x2009, " "},
    {0x202F, " "},
    {0x2007, " "},
    {'\t', " "},
    {0x066B, "."},
    {0x00BD, " 1/2"},
    {0x2153, " 1/3"},
    {0x2154, " 2/3"},
    {0x00BC, " 1/4"},
    {0x00BE, " 3/4"},
    {0x2155, " 1/5"},
    {0x2156, " 2/5"},
    {0x2157, " 3/5"},
    {0x2158, " 4/5"},
    {0x2159, " 1/6"},
    {0x215A, " 5/6"},
    {0x2150, " 1/7"},
    {0x215B, " 1/8"},
    {0x215C, " 3/8"},
    {0x215D, " 5/8"},
    {0x215E, " 7/8"},
    {0x2151, " 1/9"},
    {0x2152, " 1/10"},
};

static void put_plain(struct str_writer *out, uint32_t code)
{
    int digit = utf8_digit(code);
    if (digit >= 0) {
        str_put(out, (char[]){(char)('0' + digit), '\0'});
        return;
    }
    for (size_t i = 0; i < COUNT_OF(plain_signs); i++)
        if (code == plain_signs[i].code) {
            str_put(out, plain_signs[i].plain);
            return;
        }
    char bytes[4];
    str_put_length(out, bytes, utf8_encode(code, bytes));
}

/* The number in ASCII: one kind of minus, slash, space and digit. False if it is too long. */
static bool make_plain(const char *text, char out[static PLAIN_SIZE])
{
    struct str_writer writer = str_writer(out, PLAIN_SIZE);
    size_t length = strlen(text);
    for (size_t at = 0; at < length && !writer.cut;) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
        put_plain(&writer, code);
    }
    str_trim(out);
    return !writer.cut;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_digit(const char **cursor, int64_t *value)
{
    int64_t tens;
    if (!multiply(*value, 10, &tens) || !add(tens, **cursor - '0', value))
        return false;
    (*cursor)++;
    return true;
}

static bool take_integer(const char **cursor, int64_t *out)
{
    if (!is_digit(**cursor))
        return false;
    *out = 0;
    while (is_digit(**cursor))
        if (!take_digit(cursor, out))
            return false;
    return true;
}

static void skip_blanks(const char **cursor)
{
    while (**cursor == ' ')
        (*cursor)++;
}

/* "2/3" and "1 1/2". */
static bool parse_fraction(const char *text, struct ratio *out)
{
    int64_t whole = 0, numerator, denominator, product, sum;
    if (!take_integer(&text, &numerator))
        return false;
    if (*text == ' ') {
        skip_blanks(&text);
        if (is_digit(*text)) {
            whole = numerator;
            if (!take_integer(&text, &numerator))
                return false;
            skip_blanks(&text);
        }
    }
    if (*text++ != '/')
        return false;
    skip_blanks(&text);
    if (!take_integer(&text, &denominator) || *text != '\0' || denominator == 0)
        return false;
    if (!multiply(whole, denominator, &product) || !add(product, numerator, &sum))
        return false;
    *out = ratio_make(sum, denominator);
    return true;
}

/* A group sign here: followed by exactly three digits, after one to three. */
static bool at_group(const char *text, char group, int digits_before)
{
    return (*text == group || *text == ' ') && digits_before >= 1 && digits_before <= 3 &&
           is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]) && !is_digit(text[4]);
}

/* Digits in groups, then decimals. `point` or `group` is '\0' when the number has none. */
static bool parse_decimal(const char *text, char point, char group, struct ratio *out)
{
    int64_t value = 0, scale = 1;
    int digits = 0, in_group = 0;
    for (;; text++) {
        if (!is_digit(*text)) {
            if (!at_group(text, group, in_group))
                break;
            in_group = 0;
            continue;
        }
        const char *cursor = text;
        if (!take_digit(&cursor, &value))
            return false;
        digits++;
        in_group++;
    }
    if (point != '\0' && *text == point) {
        for (text++; is_digit(*text); digits++)
            if (!multiply(scale, 10, &scale) || !take_digit(&text, &value))
                return false;
    }
    if (*text != '\0' || digits == 0)
        return false;
    *out = ratio_make(value, scale);
    return true;
}

static int count_char(const char *text, char wanted)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += *text == wanted;
    return count;
}

/* Which sign is the decimal one: the later kind when there are two, none when one kind repeats. */
static bool parse_unsigned(const char *text, bool grouped, struct ratio *out)
{
    if (strchr(text, '/') != NULL)
        return !grouped && parse_fraction(text, out);
    const char *last_dot = strrchr(text, '.'), *last_comma = strrchr(text, ',');
    if (last_dot == NULL && last_comma == NULL)
        return !grouped && parse_decimal(text, '\0', ' ', out);
    bool dot_is_later = last_comma == NULL || (last_dot != NULL && last_dot > last_comma);
    char later = dot_is_later ? '.' : ',', other = dot_is_later ? ',' : '.';
    if (grouped) /* "1,000": one sign that may as well stand between thousands */
        return count_char(text, later) == 1 && strchr(text, other) == NULL && text[0] != '0' &&
               parse_decimal(text, '\0', later, out);
    if (count_char(text, later) > 1)
        return strchr(text, other) == NULL && parse_decimal(text, '\0', later, out);
    return parse_decimal(text, later, other, out);
}

static bool parse_signed(const char *text, bool grouped, struct ratio *out)
{
    char plain[PLAIN_SIZE];
    if (!make_plain(text, plain))
        return false;
    const char *start = plain;
    bool negative = *start == '-';
    if (*start == '-' || *start == '+')
        start++;
    skip_blanks(&start);
    struct ratio value;
    if (!parse_unsigned(start, grouped, &value))
        return false;
    *out = (struct ratio){negative ? -value.numerator : value.numerator, value.denominator};
    return true;
}

bool ratio_parse(const char *text, struct ratio *out)
{
    return parse_signed(text, false, out);
}

bool ratio_parse_grouped(const char *text, struct ratio *out)
{
    return parse_signed(text, true, out);
}

/* --- Writing --------------------------------------------------------------------------------- */

/* Decimals needed to write 1/denominator exactly, or -1 if there is no end or too many. */
static int decimals_of(int64_t denominator)
{
    int twos = 0, fives = 0;
    for (; denominator % 2 == 0; denominator /= 2)
        twos++;
    for (; denominator % 5 == 0; denominator /= 5)
        fives++;
    int needed = MAX(twos, fives);
    return denominator == 1 && needed <= 9 ? needed : -1;
}

void ratio_format(struct ratio ratio, char *out, size_t size)
{
    const char *sign = ratio.numerator < 0 ? "-" : "";
    uint64_t numerator = magnitude(ratio.numerator), denominator = (uint64_t)ratio.denominator;
    if (denominator == 1) {
        str_format(out, size, "%s%" PRIu64, sign, numerator);
        return;
    }
    int decimals = decimals_of(ratio.denominator);
    if (decimals < 0) {
        str_format(out, size, "%s%" PRIu64 "/%" PRIu64, sign, numerator, denominator);
        return;
    }
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    uint64_t rest = numerator % denominator * (scale / denominator);
    str_format(
        out, size, "%s%" PRIu64 ".%0*" PRIu64, sign, numerator / denominator, decimals, rest);
}
