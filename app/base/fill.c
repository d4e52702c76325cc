#include "base/fill.h"

#include "base/str.h"
#include <string.h>

static const char isolate_open[] = "\u2068", isolate_close[] = "\u2069";

/* The value whose {key} stands at text, or NULL. */
static const struct fill *match(const struct fill *fills, int count, const char *text)
{
    if (*text != '{')
        return NULL;
    for (int i = 0; i < count; i++) {
        size_t length = strlen(fills[i].key);
        if (strncmp(text + 1, fills[i].key, length) == 0 && text[1 + length] == '}')
            return &fills[i];
    }
    return NULL;
}

struct wanted {
    struct str_writer writer;
    size_t length;
};

static void put(struct wanted *wanted, const char *text, size_t length)
{
    if (wanted->writer.size > 0)
        str_put_length(&wanted->writer, text, length);
    wanted->length += length;
}

size_t fill_gaps(
    char *out, size_t size, const char *pattern, const struct fill *fills, int count, bool isolated)
{
    struct wanted wanted = {0};
    if (size > 0)
        wanted.writer = str_writer(out, size);
    while (*pattern != '\0') {
        const struct fill *fill = match(fills, count, pattern);
        size_t plain = *pattern == '{' ? 1 : strcspn(pattern, "{");
        if (fill == NULL) {
            put(&wanted, pattern, plain);
            pattern += plain;
            continue;
        }
        if (isolated)
            put(&wanted, isolate_open, sizeof isolate_open - 1);
        put(&wanted, fill->value, strlen(fill->value));
        if (isolated)
            put(&wanted, isolate_close, sizeof isolate_close - 1);
        pattern += strlen(fill->key) + 2;
    }
    return wanted.length;
}
