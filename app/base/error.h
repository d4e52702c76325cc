/* One error value, passed by the caller.
 *
 * Functions that can fail for reasons outside the program return bool and take a
 * `struct error *` last. The first failure wins: error_set() on an error that is already set
 * keeps the first text, so callers may unwind through cleanup that fails again. Whoever handles an
 * error logs it; whoever passes it on does not. Programming errors are assert()s, never errors. */
#pragma once

#include "base/macros.h"
#include <stdarg.h>
#include <stdbool.h>

enum error_code {
    ERR_NONE,
    ERR_BAD_INPUT,   /* what was given is wrong; the text says what, where and what to do */
    ERR_NOT_FOUND,   /* the thing named does not exist */
    ERR_FULL,        /* a documented limit is reached */
    ERR_IO,          /* the system refused a read, write or sync */
    ERR_NO_SPACE,    /* the disk is full */
    ERR_READ_ONLY,   /* the disk cannot be written */
    ERR_BUSY,        /* another process has it */
    ERR_CORRUPT,     /* stored bytes are damaged */
    ERR_TOO_NEW,     /* written by a newer version of the program */
    ERR_DENIED,      /* not allowed, or not allowed yet */
    ERR_UNSUPPORTED, /* this machine or build cannot do it */
    ERR_MEMORY,      /* out of memory */
};

enum {
    ERROR_TEXT_SIZE = 512
}; /* bytes, with the terminator; longer texts are cut at a character */

struct error {
    enum error_code code;
    char text[ERROR_TEXT_SIZE]; /* one plain sentence, no newline */
};

/* Sets *error (which may be NULL) unless it is set already. Always returns false, so that a failing
 * function can end with `return error_set(...)`. */
bool error_set(struct error *error, enum error_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Puts "prefix: " before the text of an error that is set; false. */
bool error_prefix(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

void error_clear(struct error *error);

/* A short stable word for logs: "io", "no-space", ... */
const char *error_code_name(enum error_code code);
