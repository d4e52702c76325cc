#include "base/error.h"

#include "base/str.h"
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
    if (error == NULL || error->code != ERR_NONE)
        return false;
    error->code = code;
    va_list args;
    va_start(args, format);
    str_vformat(error->text, sizeof error->text, format, args);
    va_end(args);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (error == NULL || error->code == ERR_NONE)
        return false;
    char old[ERROR_TEXT_SIZE];
    memcpy(old, error->text, sizeof old);
    char prefix[ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    str_vformat(prefix, sizeof prefix, format, args);
    va_end(args);
    str_format(error->text, sizeof error->text, "%s: %s", prefix, old);
    return false;
}

void error_clear(struct error *error)
{
    error->code = ERR_NONE;
    error->text[0] = '\0';
}

const char *error_code_name(enum error_code code)
{
    switch (code) {
    case ERR_NONE: return "none";
    case ERR_BAD_INPUT: return "bad-input";
    case ERR_NOT_FOUND: return "not-found";
    case ERR_FULL: return "full";
    case ERR_IO: return "io";
    case ERR_NO_SPACE: return "no-space";
    case ERR_READ_ONLY: return "read-only";
    case ERR_BUSY: return "busy";
    case ERR_CORRUPT: return "corrupt";
    case ERR_TOO_NEW: return "too-new";
    case ERR_DENIED: return "denied";
    case ERR_UNSUPPORTED: return "unsupported";
    case ERR_MEMORY: return "memory";
    }
    return "unknown";
}
