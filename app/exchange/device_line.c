/* Lines of a settings file, and the secrets in them, found where they stand on the card. */
#include "exchange/device_inside.h"

#include "base/str.h"
#include "base/utf8.h"
#include "exchange/text_encoding.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

static struct device_view view_of(const char *bytes, size_t size)
{
    struct device_view view = {.bytes = bytes, .unit = 1};
    const char *utf16 = text_utf16_name(bytes, size);
    if (utf16 != NULL) {
        view.unit = 2;
        view.is_big = str_ends_with(utf16, "BE");
        bool marked = memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0;
        view.skip = marked ? 2 : 0;
    } else {
        view.skip = utf8_mark(bytes, size);
    }
    view.count = (size - view.skip) / (size_t)view.unit;
    return view;
}

static char char_at(const struct device_view *view, size_t i)
{
    const char *at = view->bytes + view->skip + i * (size_t)view->unit;
    if (view->unit == 1)
        return *at;
    char low = view->is_big ? at[1] : at[0], high = view->is_big ? at[0] : at[1];
    return high == 0 ? low : (char)0xFF;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void trim(const struct device_view *view, size_t *from, size_t *to)
{
    while (*from < *to && is_blank(char_at(view, *from)))
        (*from)++;
    while (*to > *from && is_blank(char_at(view, *to - 1)))
        (*to)--;
}

static size_t find_char(const struct device_view *view, size_t from, size_t to, char wanted)
{
    while (from < to && char_at(view, from) != wanted)
        from++;
    return from;
}

static void take_name(
    const struct device_view *view, size_t from, size_t to, char out[static DEVICE_SHOWN_SIZE])
{
    size_t length = 0;
    trim(view, &from, &to);
    for (; from < to && length + 1 < DEVICE_SHOWN_SIZE; from++) {
        char c = char_at(view, from);
        out[length++] = c == '-' || c == ' ' ? '_' : (char)tolower((unsigned char)c);
    }
    out[length] = '\0';
}

static void split(const struct device_view *view, struct device_ini_line *line)
{
    size_t from = line->start, to = line->end;
    trim(view, &from, &to);
    char first = from < to ? char_at(view, from) : '\0';
    if (from == to || first == '#' || first == ';' || first == '[')
        return;
    size_t sign = find_char(view, from, to, '=');
    if (sign == to)
        sign = find_char(view, from, to, ':');
    line->kind = sign == to ? DEVICE_LINE_WRONG : DEVICE_LINE_SETTING;
    take_name(view, from, sign, line->name);
    line->value = MIN(sign + 1, to);
    line->value_end = to;
    trim(view, &line->value, &line->value_end);
    if (line->value_end - line->value >= 2 && char_at(view, line->value) == '"' &&
        char_at(view, line->value_end - 1) == '"') {
        line->value++;
        line->value_end--;
    }
}

bool device_ini_line_next(const struct device_view *view, size_t *at, struct device_ini_line *line)
{
    if (*at >= view->count)
        return false;
    *line = (struct device_ini_line){.number = line->number + 1, .start = *at};
    size_t end = *at;
    while (end < view->count && char_at(view, end) != '\n' && char_at(view, end) != '\r')
        end++;
    line->end = end;
    bool both =
        end + 1 < view->count && char_at(view, end) == '\r' && char_at(view, end + 1) == '\n';
    *at = end + (both ? 2 : 1);
    split(view, line);
    return true;
}

/* --- Secrets --------------------------------------------------------------------------------- */

bool device_ini_is_mark(const char *text)
{
    if (str_starts_with(text, DEVICE_TAKEN))
        text += strlen(DEVICE_TAKEN);
    else if (text[0] == '\0')
        return false;
    return text[strspn(text, "*")] == '\0';
}

void device_ini_span_text(const char *bytes, size_t size, const struct device_span *span,
    char out[static DEVICE_LINE_MAX])
{
    struct device_view view = view_of(bytes, size);
    size_t from = (span->offset - view.skip) / (size_t)view.unit;
    size_t count = span->size / (size_t)view.unit;
    bool plain = count < DEVICE_LINE_MAX;
    for (size_t i = 0; plain && i < count; i++) {
        out[i] = char_at(&view, from + i);
        plain = (unsigned char)out[i] < 0x80;
    }
    out[plain ? count : 0] = '\0';
}

int device_ini_secrets(
    const char *bytes, size_t size, struct device_span out[static DEVICE_SPAN_MAX])
{
    struct device_view view = view_of(bytes, size);
    struct device_ini_line line = {0};
    char text[DEVICE_LINE_MAX];
    int count = 0;
    for (size_t at = 0; count < DEVICE_SPAN_MAX && device_ini_line_next(&view, &at, &line);) {
        enum device_key key;
        if (line.kind != DEVICE_LINE_SETTING || line.value == line.value_end ||
            !device_key_find(line.name, &key) || !device_key_is_secret(key))
            continue;
        size_t unit = (size_t)view.unit;
        out[count] = (struct device_span){
            key, view.skip + line.value * unit, (line.value_end - line.value) * unit};
        device_ini_span_text(bytes, size, &out[count], text);
        count += !device_ini_is_mark(text);
    }
    return count;
}

/* Writes ASCII in the file's own encoding. */
static size_t put(const struct device_view *view, char *out, const char *text, size_t count)
{
    memset(out, 0, count * (size_t)view->unit);
    for (size_t i = 0; i < count; i++)
        out[i * (size_t)view->unit + (view->unit == 2 && view->is_big ? 1 : 0)] = text[i];
    return count * (size_t)view->unit;
}

char *device_ini_without(const char *bytes, size_t size, const struct device_span *spans, int count,
    struct arena *arena, size_t *out_size)
{
    struct device_view view = view_of(bytes, size);
    size_t mark = strlen(DEVICE_TAKEN), from = 0, to = 0;
    char *out = arena_alloc(arena, size + (size_t)count * mark * 2 + 1);
    if (out == NULL)
        return NULL;
    for (int i = 0; i < count; i++) {
        assert(spans[i].offset >= from && spans[i].offset + spans[i].size <= size);
        memcpy(out + to, bytes + from, spans[i].offset - from);
        to += spans[i].offset - from;
        to += put(&view, out + to, DEVICE_TAKEN, mark);
        from = spans[i].offset + spans[i].size;
    }
    memcpy(out + to, bytes + from, size - from);
    *out_size = to + size - from;
    return out;
}

/* The i-th character of what covers `count` of them. */
static char cover_at(size_t i, size_t count)
{
    size_t mark = strlen(DEVICE_TAKEN);
    return count >= mark && i < mark ? DEVICE_TAKEN[i] : '*';
}

void device_ini_cover(const char *bytes, size_t size, const struct device_span *span, char *out)
{
    struct device_view view = view_of(bytes, size);
    size_t count = span->size / (size_t)view.unit;
    for (size_t i = 0; i < count; i++) {
        char c = cover_at(i, count);
        put(&view, out + i * (size_t)view.unit, &c, 1);
    }
}

bool device_ini_is_torn(const char *text, const char *secret)
{
    size_t count = strlen(text);
    if (count == 0 || count != strlen(secret) || str_equal(text, secret))
        return false;
    for (size_t i = 0; i < count; i++)
        if (text[i] != secret[i] && text[i] != cover_at(i, count))
            return false;
    return true;
}
