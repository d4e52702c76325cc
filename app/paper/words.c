#include "paper/words.h"

#include "base/fill.h"
#include "base/language.h"
#include "base/str.h"
#include <assert.h>
#include <stdarg.h>

enum { FILLS_MAX = 12 };

static const struct catalog *catalog_of(const struct words *words)
{
    return words != NULL ? words->catalog : NULL;
}

const char *words_text(const struct words *words, const char *text)
{
    return catalog_text(catalog_of(words), text);
}

const char *words_context(const struct words *words, const char *context, const char *text)
{
    return catalog_context_text(catalog_of(words), context, text);
}

const char *words_count(const struct words *words, const char *one, const char *many, int count)
{
    return catalog_plural(catalog_of(words), one, many, (uint32_t)MAX(count, 0));
}

const char *words_language(const struct words *words)
{
    return words == NULL || str_is_empty(words->language) ? "en" : words->language;
}

bool words_are_rtl(const struct words *words)
{
    return language_is_rtl(words_language(words));
}

/* Hebrew, Arabic and their neighbours: the lead bytes of U+0580 to U+07FF. */
static bool has_rtl_letter(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0xd6 && (unsigned char)*text <= 0xdf)
            return true;
    return false;
}

void words_fill(const struct words *words, char *out, size_t size, const char *pattern, ...)
{
    struct fill fills[FILLS_MAX];
    int count = 0;
    bool isolated = words_are_rtl(words);
    va_list args;
    va_start(args, pattern);
    for (const char *key; (key = va_arg(args, const char *)) != NULL; count++) {
        assert(count < FILLS_MAX);
        fills[count] = (struct fill){key, va_arg(args, const char *)};
        assert(fills[count].value != NULL);
        isolated = isolated || has_rtl_letter(fills[count].value);
    }
    va_end(args);
    (void)fill_gaps(out, size, pattern, fills, count, isolated);
}

struct words_number words_number(int number)
{
    struct words_number out;
    STR_FORMAT(out.text, "%d", number);
    return out;
}
