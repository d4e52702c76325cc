/* Characters as people see them: a letter with its accents, a family of emoji, a flag. */
#include "ui/inside.h"

#include "base/utf8.h"
#include <unigbrk.h>

/* Longer than any of them; what is longer yet is taken in parts. u8_grapheme_next() looks at two
 * code points at a time and would take families apart, so stretches are looked at. */
enum { STRETCH = 96 };

size_t text_next_grapheme(const char *text, size_t length, size_t at)
{
    char breaks[STRETCH];
    size_t count = length - at;
    if (count > STRETCH)
        count = MAX(utf8_cut(text + at, count, STRETCH), 1);
    u8_grapheme_breaks((const uint8_t *)text + at, count, breaks);
    size_t step = 1;
    while (step < count && !breaks[step])
        step++;
    return at + step;
}

size_t text_previous_grapheme(const char *text, size_t at)
{
    char breaks[STRETCH];
    size_t start = at;
    while (start > 0) {
        size_t before = utf8_previous(text, start);
        if (at - before > STRETCH)
            break;
        start = before;
        if ((unsigned char)text[start] < 0x80)
            break; /* ASCII joins nothing before it */
    }
    if (start == at)
        return at > 0 ? at - 1 : 0;
    u8_grapheme_breaks((const uint8_t *)text + start, at - start, breaks);
    size_t step = at - start - 1;
    while (step > 0 && !breaks[step])
        step--;
    return start + step;
}
