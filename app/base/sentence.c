#include "base/sentence.h"

#include "base/fill.h"
#include "base/str.h"
#include <assert.h>

void sentence_set(struct sentence *out, const char *what, ...)
{
    va_list args;
    *out = (struct sentence){.what = what};
    va_start(args, what);
    for (const char *key; (key = va_arg(args, const char *)) != NULL; out->gap_count++) {
        assert(out->gap_count < SENTENCE_GAPS);
        out->keys[out->gap_count] = key;
        STR_COPY(out->values[out->gap_count], va_arg(args, const char *));
    }
    va_end(args);
}

void sentence_text(struct sentence *out, const char *text)
{
    *out = (struct sentence){.gap_count = 1};
    STR_COPY(out->values[0], text);
}

void sentence_write(const struct sentence *sentence, char *out, size_t size)
{
    char then[SENTENCE_SIZE];
    struct fill fills[SENTENCE_GAPS];
    for (int i = 0; i < sentence->gap_count; i++)
        fills[i] = (struct fill){sentence->keys[i], sentence->values[i]};
    if (sentence->what == NULL) {
        str_copy(out, size, sentence->values[0]);
        return;
    }
    fill_gaps(out, size, sentence->what, fills, sentence->gap_count, false);
    if (sentence->then == NULL)
        return;
    fill_gaps(then, sizeof then, sentence->then, fills, sentence->gap_count, false);
    str_append(out, size, ": ");
    str_append(out, size, then);
}
