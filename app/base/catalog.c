#include "base/catalog.h"

#include "base/str.h"
#include "base/utf8.h"
#include <string.h>

enum { HEADER_SIZE = 28, CONTEXT_END = 4, PLURAL_COUNT_MAX = 6, PLURAL_DEPTH_MAX = 32 };

/* A string inside the file: terminated at `length`, and perhaps before. */
struct span {
    const char *text;
    size_t length;
};

static uint32_t read_u32(const struct catalog *catalog, size_t at)
{
    const unsigned char *b = catalog->bytes + at;
    if (catalog->swapped)
        return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static struct span span_at(const struct catalog *catalog, uint32_t table, uint32_t index)
{
    size_t entry = (size_t)table + (size_t)index * 8;
    return (struct span){
        (const char *)catalog->bytes + read_u32(catalog, entry + 4), read_u32(catalog, entry)};
}

/* --- Plural rules ----------------------------------------------------------------------------- */

/* Evaluates while it parses: the rule is short and a count is looked up once a frame at most. */
struct plural {
    const char *at;
    uint64_t n;
    int depth, ops;
    bool bad;
};

struct operator
{
    const char *sign;
    int level; /* the higher binds tighter */
};

/* Longer signs before those they begin with. */
static const struct operator operators[] = {
    {"||", 1},
    {"&&", 2},
    {"==", 3},
    {"!=", 3},
    {"<=", 4},
    {">=", 4},
    {"<", 4},
    {">", 4},
    {"+", 5},
    {"-", 5},
    {"*", 6},
    {"/", 6},
    {"%", 6},
};

static uint64_t parse_choice(struct plural *plural);

static void skip_blanks(struct plural *plural)
{
    while (*plural->at == ' ' || *plural->at == '\t')
        plural->at++;
}

static bool take(struct plural *plural, char wanted)
{
    skip_blanks(plural);
    if (*plural->at != wanted)
        return false;
    plural->at++;
    return true;
}

static uint64_t fail(struct plural *plural)
{
    plural->bad = true;
    return 0;
}

static uint64_t parse_number(struct plural *plural)
{
    uint64_t value = 0;
    for (; *plural->at >= '0' && *plural->at <= '9'; plural->at++) {
        value = value * 10 + (uint64_t)(*plural->at - '0');
        if (value > UINT32_MAX)
            return fail(plural);
    }
    return value;
}

static uint64_t parse_operand(struct plural *plural)
{
    if (plural->bad || ++plural->ops > CATALOG_PLURAL_OPS || ++plural->depth > PLURAL_DEPTH_MAX)
        return fail(plural);
    uint64_t value;
    if (take(plural, '!')) {
        value = !parse_operand(plural);
    } else if (take(plural, '(')) {
        value = parse_choice(plural);
        if (!take(plural, ')'))
            return fail(plural);
    } else if (take(plural, 'n')) {
        value = plural->n;
    } else if (*plural->at >= '0' && *plural->at <= '9') {
        value = parse_number(plural);
    } else {
        return fail(plural);
    }
    plural->depth--;
    return value;
}

/* Takes the operator here if it binds at least as tightly as `level`. */
static const struct operator* take_operator(struct plural *plural, int level)
{
    skip_blanks(plural);
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (!str_starts_with(plural->at, operators[i].sign))
            continue;
        if (operators[i].level < level)
            return NULL;
        plural->at += strlen(operators[i].sign);
        return &operators[i];
    }
    return NULL;
}

/* Both sides are always evaluated, so dividing by zero gives 0 instead of failing. */
static uint64_t calculate(const char *sign, uint64_t a, uint64_t b)
{
    switch (sign[0]) {
    case '|': return a || b;
    case '&': return a && b;
    case '=': return a == b;
    case '!': return a != b;
    case '<': return sign[1] == '=' ? a <= b : a < b;
    case '>': return sign[1] == '=' ? a >= b : a > b;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return b == 0 ? 0 : a / b;
    default: return b == 0 ? 0 : a % b;
    }
}

static uint64_t parse_binary(struct plural *plural, int level)
{
    uint64_t value = parse_operand(plural);
    const struct operator* op;
    while (!plural->bad && (op = take_operator(plural, level)) != NULL)
        value = calculate(op->sign, value, parse_binary(plural, op->level + 1));
    return value;
}

static uint64_t parse_choice(struct plural *plural)
{
    uint64_t value = parse_binary(plural, 1);
    if (plural->bad || !take(plural, '?'))
        return value;
    if (++plural->depth > PLURAL_DEPTH_MAX)
        return fail(plural);
    uint64_t yes = parse_choice(plural);
    if (!take(plural, ':'))
        return fail(plural);
    uint64_t no = parse_choice(plural);
    plural->depth--;
    return value ? yes : no;
}

static bool plural_form(const char *rule, uint64_t n, uint64_t *out)
{
    struct plural plural = {.at = rule, .n = n};
    *out = parse_choice(&plural);
    skip_blanks(&plural);
    return !plural.bad && *plural.at == '\0';
}

/* --- Opening ---------------------------------------------------------------------------------- */

static bool check_layout(struct catalog *catalog, struct error *error)
{
    if (catalog->size < HEADER_SIZE)
        return error_set(
            error, ERR_BAD_INPUT, "the translation file is too short: install it again");
    uint32_t magic = read_u32(catalog, 0);
    catalog->swapped = magic == 0xDE120495;
    if (!catalog->swapped && magic != 0x950412DE)
        return error_set(
            error, ERR_BAD_INPUT, "this is not a translation file (.mo): make it with msgfmt");
    if (read_u32(catalog, 4) >> 16 > 1)
        return error_set(
            error, ERR_BAD_INPUT, "the translation file is of a newer kind: update the program");
    catalog->count = read_u32(catalog, 8);
    catalog->originals = read_u32(catalog, 12);
    catalog->translations = read_u32(catalog, 16);
    uint64_t table_size = (uint64_t)catalog->count * 8;
    if (catalog->originals + table_size > catalog->size ||
        catalog->translations + table_size > catalog->size)
        return error_set(error, ERR_BAD_INPUT,
            "the tables of the translation file are damaged: install it again");
    return true;
}

static bool check_span(const struct catalog *catalog, uint32_t table, uint32_t index)
{
    size_t entry = (size_t)table + (size_t)index * 8;
    uint64_t length = read_u32(catalog, entry), start = read_u32(catalog, entry + 4);
    if (start + length >= catalog->size || catalog->bytes[start + length] != '\0')
        return false;
    return utf8_is_valid((const char *)catalog->bytes + start, length);
}

static bool check_strings(const struct catalog *catalog, struct error *error)
{
    for (uint32_t i = 0; i < catalog->count; i++) {
        if (!check_span(catalog, catalog->originals, i) ||
            !check_span(catalog, catalog->translations, i))
            return error_set(error, ERR_BAD_INPUT,
                "message %u of the translation file is damaged or not UTF-8: install it again",
                (unsigned)i + 1);
        if (i > 0 && strcmp(span_at(catalog, catalog->originals, i - 1).text,
                         span_at(catalog, catalog->originals, i).text) >= 0)
            return error_set(error, ERR_BAD_INPUT,
                "message %u of the translation file is out of order: make it again with msgfmt",
                (unsigned)i + 1);
    }
    return true;
}

/* Copies the value of "name=" up to the semicolon or the end of the line. */
static bool copy_value(const char *line, const char *name, char *out, size_t size)
{
    const char *start = strstr(line, name);
    if (start == NULL)
        return false;
    start += strlen(name);
    bool fits = str_copy_length(out, size, start, strcspn(start, ";\n"));
    str_trim(out);
    return fits;
}

static bool read_plural_rule(struct catalog *catalog, const char *header, struct error *error)
{
    const char *line = strstr(header, "Plural-Forms:");
    if (line == NULL)
        return true;
    char number[8];
    int forms;
    uint64_t form;
    if (!copy_value(line, "nplurals=", number, sizeof number) ||
        !copy_value(line, "plural=", catalog->plural_rule, sizeof catalog->plural_rule) ||
        !str_to_int(number, 1, PLURAL_COUNT_MAX, &forms) ||
        !plural_form(catalog->plural_rule, 1, &form))
        return error_set(error, ERR_BAD_INPUT,
            "the Plural-Forms line of the translation file cannot be used: correct it");
    catalog->plural_count = (uint32_t)forms;
    return true;
}

bool catalog_open(struct catalog *out, const void *bytes, size_t size, struct error *error)
{
    struct catalog catalog = {
        .bytes = bytes, .size = size, .plural_count = 2, .plural_rule = "n != 1"};
    if (!check_layout(&catalog, error) || !check_strings(&catalog, error))
        return false;
    if (catalog.count > 0) {
        struct span first = span_at(&catalog, catalog.originals, 0);
        if (first.text[0] == '\0' &&
            !read_plural_rule(&catalog, span_at(&catalog, catalog.translations, 0).text, error))
            return false;
    }
    *out = catalog;
    return true;
}

/* --- Looking up ------------------------------------------------------------------------------- */

/* Compares a stored original with "context \4 text" (or text, if context is NULL). */
static int compare_key(const char *stored, const char *context, const char *text)
{
    if (context != NULL) {
        size_t length = strlen(context);
        int order = strncmp(stored, context, length);
        if (order != 0)
            return order;
        stored += length;
        if (*stored != CONTEXT_END)
            return (unsigned char)*stored - CONTEXT_END;
        stored++;
    }
    return strcmp(stored, text);
}

static bool find(
    const struct catalog *catalog, const char *context, const char *text, struct span *out)
{
    uint32_t low = 0, high = catalog == NULL || text[0] == '\0' ? 0 : catalog->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(span_at(catalog, catalog->originals, middle).text, context, text);
        if (order == 0) {
            *out = span_at(catalog, catalog->translations, middle);
            return out->length > 0;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

const char *catalog_text(const struct catalog *catalog, const char *text)
{
    struct span found;
    return find(catalog, NULL, text, &found) ? found.text : text;
}

const char *catalog_context_text(
    const struct catalog *catalog, const char *context, const char *text)
{
    struct span found;
    return find(catalog, context, text, &found) ? found.text : text;
}

const char *catalog_plural(
    const struct catalog *catalog, const char *one, const char *many, uint32_t count)
{
    struct span found;
    uint64_t form;
    if (!find(catalog, NULL, one, &found))
        return count == 1 ? one : many;
    if (!plural_form(catalog->plural_rule, count, &form) || form >= catalog->plural_count)
        form = 0;
    const char *at = found.text, *end = found.text + found.length;
    for (; form > 0; form--) {
        const char *next = at + strlen(at) + 1;
        if (next > end)
            break; /* fewer forms than the header says: the last one there is */
        at = next;
    }
    return at;
}
