#define _DEFAULT_SOURCE
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/gift_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOLD     "\xEE\x80\x80"
#define BOLD_END "\xEE\x80\x81"

static const struct {
    const char *name;
    uint32_t code;
} entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''},
    {"nbsp", ' '}, {"frac12", 0xBD}, {"frac14", 0xBC}, {"frac34", 0xBE}, {"times", 0xD7},
    {"divide", 0xF7}, {"minus", 0x2212}, {"plusmn", 0xB1}, {"deg", 0xB0}, {"sup1", 0xB9},
    {"sup2", 0xB2}, {"sup3", 0xB3}, {"pi", 0x3C0}, {"le", 0x2264}, {"ge", 0x2265}, {"ne", 0x2260},
    {"asymp", 0x2248}, {"infin", 0x221E}, {"radic", 0x221A}, {"sum", 0x2211}, {"hellip", 0x2026},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201A},
    {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"laquo", 0xAB}, {"raquo", 0xBB},
    {"euro", 0x20AC}, {"pound", 0xA3}, {"yen", 0xA5}, {"cent", 0xA2}, {"sect", 0xA7},
    {"copy", 0xA9}, {"middot", 0xB7}, {"bull", 0x2022}, {"larr", 0x2190}, {"uarr", 0x2191},
    {"rarr", 0x2192}, {"darr", 0x2193}, {"iexcl", 0xA1}, {"iquest", 0xBF}, {"ordf", 0xAA},
    {"ordm", 0xBA}, {"shy", 0xAD}, {"Agrave", 0xC0}, {"Aacute", 0xC1}, {"Acirc", 0xC2},
    {"Atilde", 0xC3}, {"Auml", 0xC4}, {"Aring", 0xC5}, {"AElig", 0xC6}, {"Ccedil", 0xC7},
    {"Egrave", 0xC8}, {"Eacute", 0xC9}, {"Ecirc", 0xCA}, {"Euml", 0xCB}, {"Igrave", 0xCC},
    {"Iacute", 0xCD}, {"Icirc", 0xCE}, {"Iuml", 0xCF}, {"Ntilde", 0xD1}, {"Ograve", 0xD2},
    {"Oacute", 0xD3}, {"Ocirc", 0xD4}, {"Otilde", 0xD5}, {"Ouml", 0xD6}, {"Oslash", 0xD8},
    {"Ugrave", 0xD9}, {"Uacute", 0xDA}, {"Ucirc", 0xDB}, {"Uuml", 0xDC}, {"szlig", 0xDF},
    {"agrave", 0xE0}, {"aacute", 0xE1}, {"acirc", 0xE2}, {"atilde", 0xE3}, {"auml", 0xE4},
    {"aring", 0xE5}, {"aelig", 0xE6}, {"ccedil", 0xE7}, {"egrave", 0xE8}, {"eacute", 0xE9},
    {"ecirc", 0xEA}, {"euml", 0xEB}, {"igrave", 0xEC}, {"iacute", 0xED}, {"icirc", 0xEE},
    {"iuml", 0xEF}, {"ntilde", 0xF1}, {"ograve", 0xF2}, {"oacute", 0xF3}, {"ocirc", 0xF4},
    {"otilde", 0xF5}, {"ouml", 0xF6}, {"oslash", 0xF8}, {"ugrave", 0xF9}, {"uacute", 0xFA},
    {"ucirc", 0xFB}, {"uuml", 0xFC}};

struct converter {
    struct str_writer out;
    const char *at, *end;
    bool blank;      /* white space was seen and not yet written */
    bool line_start; /* nothing on this line yet */
    bool bold;
    int raised; /* 1 in <sup>, -1 in <sub> */
    struct html_losses losses;
};

static void lose(struct converter *converter, const char *tag)
{
    if (converter->losses.tag[0] == '\0')
        STR_COPY(converter->losses.tag, tag);
}

/* Raised or lowered; letters stay on the line. */
static uint32_t raise_code(struct converter *converter, uint32_t code)
{
    static const uint32_t above[] = {
        0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    static const char signs[] = "+-=()";
    bool up = converter->raised > 0;
    if (code >= '0' && code <= '9')
        return up ? above[code - '0'] : 0x2080 + (code - '0');
    const char *sign = code < 0x80 ? strchr(signs, (int)code) : NULL;
    if (sign != NULL)
        return (up ? 0x207Au : 0x208Au) + (uint32_t)(sign - signs);
    if (code == 'n' && up)
        return 0x207F;
    lose(converter, up ? "sup" : "sub");
    return code;
}

static void put_code(struct converter *converter, uint32_t code)
{
    char bytes[4];
    if (code == 0xE000 || code == 0xE001)
        return; /* only a tag makes a mark */
    if (converter->raised != 0)
        code = raise_code(converter, code);
    if (converter->blank && !converter->line_start)
        str_put(&converter->out, " ");
    converter->blank = false;
    converter->line_start = false;
    size_t length = utf8_encode(code, bytes);
    str_put_length(&converter->out, bytes, length);
}

static void break_line(struct converter *converter, bool always)
{
    if (always || !converter->line_start)
        str_put(&converter->out, "\n");
    converter->line_start = true;
    converter->blank = false;
}

static bool find_entity(const char *name, size_t length, uint32_t *code)
{
    if (length > 1 && name[0] == '#') {
        bool hex = name[1] == 'x' || name[1] == 'X';
        char digits[12], *rest;
        str_copy_length(digits, sizeof digits, name + 1 + hex, length - 1 - hex);
        if (!isxdigit((unsigned char)digits[0]))
            return false;
        *code = (uint32_t)strtoul(digits, &rest, hex ? 16 : 10);
        bool fits = *code > 0 && *code <= 0x10FFFF && (*code < 0xD800 || *code > 0xDFFF);
        return *rest == '\0' && fits;
    }
    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        if (strlen(entities[i].name) == length && memcmp(entities[i].name, name, length) == 0) {
            *code = entities[i].code;
            return true;
        }
    }
    return false;
}

static void take_entity(struct converter *converter)
{
    const char *name = converter->at + 1;
    size_t left = (size_t)(converter->end - name), length = 0;
    while (length < left && length < 10 &&
           (isalnum((unsigned char)name[length]) || name[length] == '#'))
        length++;
    uint32_t code = '&';
    if (length < left && name[length] == ';' && find_entity(name, length, &code))
        converter->at = name + length + 1;
    else
        converter->at = name;
    put_code(converter, code);
}

static bool is_tag(const char *name, const char *list)
{
    const char *part;
    size_t length;
    while (str_next_part(&list, ' ', &part, &length))
        if (strlen(name) == length && memcmp(name, part, length) == 0)
            return true;
    return false;
}

static void set_bold(struct converter *converter, bool bold)
{
    if (converter->bold == bold)
        return;
    if (converter->blank && !converter->line_start) {
        str_put(&converter->out, " ");
        converter->blank = false;
    }
    str_put(&converter->out, bold ? BOLD : BOLD_END);
    converter->bold = bold;
}

static void skip_content(struct converter *converter, const char *name)
{
    char close[16];
    STR_FORMAT(close, "</%s", name);
    size_t length = strlen(close);
    while (converter->at < converter->end && ((size_t)(converter->end - converter->at) < length ||
                                                 strncasecmp(converter->at, close, length) != 0))
        converter->at++;
}

static void apply_tag(struct converter *converter, const char *name, bool closing)
{
    if (is_tag(name, "br"))
        break_line(converter, true);
    else if (is_tag(name, "p div li tr ul ol table h1 h2 h3 h4 h5 h6 blockquote pre"))
        break_line(converter, false);
    if (is_tag(name, "li") && !closing) {
        put_code(converter, 0x2022);
        converter->blank = true;
    }
    if (is_tag(name, "b strong"))
        set_bold(converter, !closing);
    if (is_tag(name, "sup sub"))
        converter->raised = closing ? 0 : is_tag(name, "sup") ? 1 : -1;
    if (is_tag(name, "img"))
        converter->losses.images++;
    if (is_tag(name,
            "i em u s del strike ins mark cite dfn var code kbd samp tt q small big font a "
            "table audio video iframe object embed svg math canvas"))
        lose(converter, name);
    if (is_tag(name, "td th"))
        converter->blank = true;
    if (is_tag(name, "script style") && !closing)
        skip_content(converter, name);
}

/* True if a tag or comment begins here and was taken. */
static bool take_tag(struct converter *converter)
{
    const char *at = converter->at + 1;
    bool closing = at < converter->end && *at == '/';
    at += closing;
    if (at >= converter->end || (!isalpha((unsigned char)*at) && *at != '!'))
        return false;
    const char *close = memchr(at, '>', (size_t)(converter->end - at));
    if (close == NULL)
        return false;
    char name[12] = "";
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) && length < sizeof name - 1) {
        name[length] = (char)tolower((unsigned char)at[length]);
        length++;
    }
    converter->at = close + 1;
    apply_tag(converter, name, closing);
    return true;
}

void html_to_text(
    char *out, size_t size, const char *html, size_t length, struct html_losses *losses)
{
    struct converter converter = {
        .out = str_writer(out, size), .at = html, .end = html + length, .line_start = true};
    while (converter.at < converter.end) {
        char c = *converter.at;
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            converter.blank = true;
            converter.at++;
        } else if (c == '&') {
            take_entity(&converter);
        } else if (c != '<' || !take_tag(&converter)) {
            uint32_t code;
            converter.at +=
                utf8_decode(converter.at, (size_t)(converter.end - converter.at), &code);
            put_code(&converter, code);
        }
    }
    set_bold(&converter, false);
    *losses = converter.losses;
}

void markdown_to_text(char *out, size_t size, const char *text, size_t length)
{
    struct str_writer writer = str_writer(out, size);
    bool bold = false;
    for (size_t at = 0; at < length;) {
        if (at + 1 < length && text[at] == '*' && text[at + 1] == '*') {
            str_put(&writer, bold ? BOLD_END : BOLD);
            bold = !bold;
            at += 2;
            continue;
        }
        str_put_length(&writer, text + at, 1);
        at++;
    }
    if (bold)
        str_put(&writer, BOLD_END);
}
