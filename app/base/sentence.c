#include "base/sentence.h"

#include "base/str.h"
#include <assert.h>
#include <string.h>

/* Where nothing fits any more, the last byte is the empty value of all that come. */
static uint16_t put(struct sentence *out, const char *value)
{
    uint16_t at = MIN(out->used, SENTENCE_ROOM - 1);
    str_copy(out->values + at, (size_t)(SENTENCE_ROOM - at), value);
    out->used = (uint16_t)(at + strlen(out->values + at) + 1);
    return at;
}

void sentence_vset(struct sentence *out, const char *what, va_list gaps)
{
    *out = (struct sentence){.what = what};
    for (const char *key; (key = va_arg(gaps, const char *)) != NULL; out->gap_count++) {
        assert(out->gap_count < SENTENCE_GAPS);
        out->keys[out->gap_count] = key;
        out->at[out->gap_count] = put(out, va_arg(gaps, const char *));
    }
}

void sentence_set(struct sentence *out, const char *what, ...)
{
    va_list gaps;
    va_start(gaps, what);
    sentence_vset(out, what, gaps);
    va_end(gaps);
}

void sentence_text(struct sentence *out, const char *text)
{
    *out = (struct sentence){0};
    put(out, text);
}

int sentence_fills(const struct sentence *sentence, struct fill out[static SENTENCE_GAPS])
{
    for (int i = 0; i < sentence->gap_count; i++)
        out[i] = (struct fill){sentence->keys[i], sentence->values + sentence->at[i]};
    return sentence->gap_count;
}

static void fill(const struct sentence *sentence, const char *pattern, char *out, size_t size)
{
    struct fill fills[SENTENCE_GAPS];
    int count = sentence_fills(sentence, fills);
    fill_gaps(out, size, pattern, fills, count, false);
}

void sentence_write_what(const struct sentence *sentence, char *out, size_t size)
{
    if (sentence->what == NULL)
        str_copy(out, size, sentence->values);
    else
        fill(sentence, sentence->what, out, size);
}

void sentence_write_then(const struct sentence *sentence, char *out, size_t size)
{
    fill(sentence, sentence->then != NULL ? sentence->then : "", out, size);
}

void sentence_write(const struct sentence *sentence, char *out, size_t size)
{
    sentence_write_what(sentence, out, size);
    if (sentence->then == NULL)
        return;
    str_append(out, size, ": ");
    size_t length = strlen(out);
    sentence_write_then(sentence, out + length, size - length);
}
