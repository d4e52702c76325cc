#include "exchange/step_line.h"

#include <string.h>

static const char blanks[] = " \t\r\n";

/* Copies one word from *cursor and moves behind it. */
static bool take_word(const char **cursor, char out[static STEP_WORD_SIZE], struct error *error)
{
    const char *c = *cursor;
    bool quoted = *c == '"';
    size_t length = 0;
    for (c += quoted; *c != '\0' && (quoted ? *c != '"' : strchr(blanks, *c) == NULL); c++) {
        if (quoted && *c == '\\' && (c[1] == '"' || c[1] == '\\'))
            c++;
        if (length + 1 == STEP_WORD_SIZE)
            return error_set(
                error, ERR_BAD_INPUT, "a word is too long: %d bytes at most", STEP_WORD_SIZE - 1);
        out[length++] = *c;
    }
    out[length] = '\0';
    if (quoted && *c != '"')
        return error_set(error, ERR_BAD_INPUT, "the quote is never closed");
    *cursor = c + quoted;
    return true;
}

bool step_line_parse(const char *line, struct step_line *out, struct error *error)
{
    out->count = 0;
    for (const char *c = line;;) {
        c += strspn(c, blanks);
        if (*c == '\0' || *c == '#')
            return true;
        if (out->count == STEP_WORD_MAX)
            return error_set(error, ERR_BAD_INPUT, "a step has at most %d words", STEP_WORD_MAX);
        if (!take_word(&c, out->words[out->count], error))
            return false;
        out->count++;
    }
}
