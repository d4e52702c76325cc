#include "ui/ui.h"

#include "base/str.h"
#include "ui/inside.h"
#include <stdio.h>
#include <string.h>

const char *ui_translate(const struct ui *ui, const char *text)
{
    return catalog_text(ui->setting.catalog, text);
}

const char *ui_translate_context(const struct ui *ui, const char *context, const char *text)
{
    return catalog_context_text(ui->setting.catalog, context, text);
}

const char *ui_translate_count(struct ui *ui, const char *one, const char *many, int count)
{
    return catalog_plural(ui->setting.catalog, one, many, (uint32_t)MAX(count, 0));
}

enum { PAIRS_MAX = 8 };

struct pair {
    const char *key, *value;
};

/* The pair whose {key} stands at text, or NULL. */
static const struct pair *match(const struct pair *pairs, int count, const char *text)
{
    if (*text != '{')
        return NULL;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(pairs[i].key);
        if (strncmp(text + 1, pairs[i].key, length) == 0 && text[1 + length] == '}')
            return &pairs[i];
    }
    return NULL;
}

static size_t fill(char *out, const char *pattern, const struct pair *pairs, int count)
{
    size_t length = 0;
    while (*pattern != '\0') {
        const struct pair *pair = match(pairs, count, pattern);
        const char *piece = pair != NULL ? pair->value : pattern;
        size_t step = pair != NULL ? strlen(piece) : 1;
        if (out != NULL)
            memcpy(out + length, piece, step);
        length += step;
        pattern += pair != NULL ? strlen(pair->key) + 2 : 1;
    }
    return length;
}

const char *ui_fill(struct ui *ui, const char *pattern, ...)
{
    struct pair pairs[PAIRS_MAX];
    int count = 0;
    va_list args;
    va_start(args, pattern);
    for (const char *key; (key = va_arg(args, const char *)) != NULL; count++) {
        assert(count < PAIRS_MAX);
        pairs[count] = (struct pair){key, va_arg(args, const char *)};
        assert(pairs[count].value != NULL);
    }
    va_end(args);
    char *out = ui_alloc(ui, fill(NULL, pattern, pairs, count) + 1);
    fill(out, pattern, pairs, count);
    return out;
}

const char *ui_number(struct ui *ui, int number)
{
    enum { SIZE = 16 };
    char *out = ui_alloc(ui, SIZE);
    str_format(out, SIZE, "%d", number);
    return out;
}

const char *ui_clock(struct ui *ui, int64_t ms)
{
    enum { SIZE = 32 };
    char *out = ui_alloc(ui, SIZE);
    long long seconds = ms > 0 ? (ms - 1) / 1000 + 1 : 0;
    if (seconds < 3600)
        str_format(out, SIZE, "%lld:%02lld", seconds / 60, seconds % 60);
    else
        str_format(
            out, SIZE, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return out;
}
