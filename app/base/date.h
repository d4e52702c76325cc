/* Dates and times without the C library's time zone state.
 *
 * A time is milliseconds since 1970-01-01T00:00:00Z. A day is days since 1970-01-01 in the
 * calendar of the place (the caller adds the offset from UTC). The civil calendar conversions are
 * Howard Hinnant's (https://howardhinnant.github.io/date_algorithms.html, public domain). */
#pragma once

#include "base/macros.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DATE_TEXT_SIZE = 11, TIME_TEXT_SIZE = 25, CLOCK_TEXT_SIZE = 6, DAY_MS = 86400000 };

struct date {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

int date_days_of_month(int year, int month); /* 28 to 31 */
int32_t date_to_day(struct date date);
struct date date_from_day(int32_t day);
/* False before 2026, when this program was made: a clock that shows such a day cannot be right. */
bool date_is_believable(int32_t day);

/* 0 Monday to 6 Sunday. */
int date_weekday(int32_t day);

/* The local day and the minute of it (0 to 1439) at a time, offset_s seconds east of UTC. */
int32_t date_day_at(int64_t at_ms, int32_t offset_s);
int date_minute_at(int64_t at_ms, int32_t offset_s);
/* When the local day begins. */
int64_t date_midnight_ms(int32_t day, int32_t offset_s);

/* "2026-09-14". False unless text is exactly such a date that exists. */
MUST_CHECK bool date_parse(const char *text, struct date *out);
void date_format(int32_t day, char out[static DATE_TEXT_SIZE]);

/* RFC 3339 in UTC with milliseconds: "2026-09-14T09:00:00.000Z". Parsing takes any offset, an
 * optional fraction, and treats a missing zone as offset_s seconds east of UTC. */
void time_format(int64_t at_ms, char out[static TIME_TEXT_SIZE]);
MUST_CHECK bool time_parse(const char *text, int32_t offset_s, int64_t *out);

/* "9:05" or "09:05" to minutes after midnight. */
MUST_CHECK bool time_parse_clock(const char *text, int *out_minute);
/* "09:05" of minutes after midnight, also after the next one; not negative. */
void time_format_clock(int minute, char out[static CLOCK_TEXT_SIZE]);
