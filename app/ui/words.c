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

enum { FILLS_MAX = 8 };

static const char *fill(
    struct ui *ui, const char *pattern, const struct fill *fills, int count, bool isolated)
{
    size_t size = fill_gaps(NULL, 0, pattern, fills, count, isolated) + 1;
    char *out = ui_alloc(ui, size);
    (void)fill_gaps(out, size, pattern, fills, count, isolated);
    return out;
}

const char *ui_fill(struct ui *ui, const char *pattern, ...)
{
    struct fill fills[FILLS_MAX];
    int count = 0;
    va_list args;
    va_start(args, pattern);
    for (const char *key; (key = va_arg(args, const char *)) != NULL; count++) {
        assert(count < FILLS_MAX);
        fills[count] = (struct fill){key, va_arg(args, const char *)};
        assert(fills[count].value != NULL);
    }
    va_end(args);
    return fill(ui, pattern, fills, count, false);
}

const char *ui_fill_apart(struct ui *ui, const char *pattern, const struct fill *fills, int count)
{
    return fill(ui, pattern, fills, count, true);
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
