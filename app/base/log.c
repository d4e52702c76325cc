#include "base/log.h"

#include "base/str.h"
#include <stdio.h>
#include <stdlib.h>

static enum log_level most_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level most)
{
    most_level = most;
}

void log_line(enum log_level level, const char *module, const char *format, ...)
{
    if (level > most_level)
        return;
    char text[1024];
    va_list args;
    va_start(args, format);
    str_vformat(text, sizeof text, format, args);
    va_end(args);
    if (getenv("JOURNAL_STREAM") != NULL)
        fprintf(stderr, "<%d>%s: %s\n", (int)level, module, text);
    else
        fprintf(stderr, "%s: %s\n", module, text);
}
