#include "base/spoken.h"

#include "base/str.h"

size_t spoken_mark(const char *at)
{
    if (at[0] != SPOKEN_CLASS[0]) /* most of every text there is */
        return 0;
    bool is_mark = str_starts_with(at, SPOKEN_CLASS) || str_starts_with(at, SPOKEN_INTERFACE);
    return is_mark ? sizeof SPOKEN_CLASS - 1 : 0;
}

bool spoken_next(const char **cursor, bool *is_class, const char **out, size_t *length)
{
    const char *at = *cursor;
    *is_class = false;
    for (; spoken_mark(at) > 0; at += spoken_mark(at))
        *is_class = str_starts_with(at, SPOKEN_CLASS);
    *out = at;
    while (*at != '\0' && spoken_mark(at) == 0)
        at++;
    *length = (size_t)(at - *out);
    *cursor = at;
    return *length > 0;
}

void spoken_plain(char *out, size_t size, const char *text)
{
    struct str_writer writer = str_writer(out, size);
    const char *piece;
    size_t length;
    bool is_class;
    while (spoken_next(&text, &is_class, &piece, &length))
        str_put_length(&writer, piece, length);
}
