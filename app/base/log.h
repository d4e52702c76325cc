/* What happened, for the technician: one line each on standard error (the journal, on a station).
 *
 * Lines hold ids and action names, never what a child wrote or said. Under systemd (JOURNAL_STREAM
 * is set) each line starts with its syslog level in brackets; elsewhere with the module. */
#pragma once

#include "base/error.h"

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

void log_set_level(enum log_level most); /* default LOG_LEVEL_INFO */
void log_line(enum log_level level, const char *module, const char *format, ...) PRINTF_LIKE(3, 4);

/* Define LOG_MODULE before including this header. */
#define log_error(...)   log_line(LOG_LEVEL_ERROR, LOG_MODULE, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, LOG_MODULE, __VA_ARGS__)
#define log_info(...)    log_line(LOG_LEVEL_INFO, LOG_MODULE, __VA_ARGS__)
#define log_debug(...)   log_line(LOG_LEVEL_DEBUG, LOG_MODULE, __VA_ARGS__)
