#include "base/date.h"

#include "base/floor.h"
#include "base/str.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>

int32_t date_to_day(struct date date)
{
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = (int)floor_div(year, 400);
    int of_era = year - era * 400;
    int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

int date_days_of_month(int year, int month)
{
    struct date next = {year + month / 12, month % 12 + 1, 1};
    return date_to_day(next) - date_to_day((struct date){year, month, 1});
}

struct date date_from_day(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = floor_div(z, 146097);
    int day_of_era = (int)(z - era * 146097);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    return (struct date){
        .year = (int)(year_of_era + era * 400) + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * shifted + 2) / 5 + 1,
    };
}

bool date_is_believable(int32_t day)
{
    return date_from_day(day).year >= 2026;
}

int date_weekday(int32_t day)
{
    int of_week = (int)((day + 3) % 7); /* 1970-01-01 was a Thursday */
    return of_week < 0 ? of_week + 7 : of_week;
}

int32_t date_day_at(int64_t at_ms, int32_t offset_s)
{
    return (int32_t)floor_div(at_ms + (int64_t)offset_s * 1000, DAY_MS);
}

int64_t date_midnight_ms(int32_t day, int32_t offset_s)
{
    return (int64_t)day * DAY_MS - (int64_t)offset_s * 1000;
}

int date_minute_at(int64_t at_ms, int32_t offset_s)
{
    int64_t local = at_ms + (int64_t)offset_s * 1000;
    return (int)(floor_rest(local, DAY_MS) / 60000);
}

/* Reads exactly `digits` digits and moves on. */
static bool take_digits(const char **cursor, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*cursor)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *cursor += digits;
    *out = value;
    return true;
}

static bool take_char(const char **cursor, char wanted)
{
    if (**cursor != wanted)
        return false;
    (*cursor)++;
    return true;
}

static bool take_date(const char **cursor, struct date *out)
{
    struct date d;
    if (!take_digits(cursor, 4, &d.year) || !take_char(cursor, '-') ||
        !take_digits(cursor, 2, &d.month) || !take_char(cursor, '-') ||
        !take_digits(cursor, 2, &d.day))
        return false;
    if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1)
        return false;
    struct date same = date_from_day(date_to_day(d));
    if (same.year != d.year || same.month != d.month || same.day != d.day)
        return false;
    *out = d;
    return true;
}

bool date_parse(const char *text, struct date *out)
{
    struct date d;
    if (!take_date(&text, &d) || *text != '\0')
        return false;
    *out = d;
    return true;
}

void date_format(int32_t day, char out[static DATE_TEXT_SIZE])
{
    struct date d = date_from_day(day);
    str_format(out, DATE_TEXT_SIZE, "%04d-%02d-%02d", d.year, d.month, d.day);
}

void time_format(int64_t at_ms, char out[static TIME_TEXT_SIZE])
{
    int64_t days = floor_div(at_ms, DAY_MS);
    int ms = (int)floor_rest(at_ms, DAY_MS);
    struct date d = date_from_day((int32_t)days);
    str_format(out, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", d.year, d.month, d.day,
        ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000);
}

/* "Z", "+hh:mm" or nothing; gives seconds east of UTC. */
static bool take_zone(const char **cursor, int32_t *offset_s)
{
    if (take_char(cursor, 'Z') || take_char(cursor, 'z')) {
        *offset_s = 0;
        return true;
    }
    if (**cursor != '+' && **cursor != '-')
        return true;
    int sign = *(*cursor)++ == '-' ? -1 : 1, hours, minutes;
    if (!take_digits(cursor, 2, &hours) || !take_char(cursor, ':') ||
        !take_digits(cursor, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool time_parse(const char *text, int32_t offset_s, int64_t *out)
{
    struct date date;
    int hour, minute, second = 0, ms = 0;
    if (!take_date(&text, &date) || (*text != 'T' && *text != 't' && *text != ' '))
        return false;
    text++;
    if (!take_digits(&text, 2, &hour) || !take_char(&text, ':') || !take_digits(&text, 2, &minute))
        return false;
    if (take_char(&text, ':') && !take_digits(&text, 2, &second))
        return false;
    if (take_char(&text, '.')) {
        int scale = 100;
        if (!isdigit((unsigned char)*text))
            return false;
        for (; isdigit((unsigned char)*text); text++, scale /= 10)
            ms += (*text - '0') * scale;
    }
    if (hour > 23 || minute > 59 || second > 60 || !take_zone(&text, &offset_s) || *text != '\0')
        return false;
    *out = (int64_t)date_to_day(date) * DAY_MS +
           ((hour * 60 + minute) * 60 + second - (int64_t)offset_s) * 1000 + ms;
    return true;
}

bool time_parse_clock(const char *text, int *out_minute)
{
    int hour, minute;
    int digits = isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]) ? 2 : 1;
    if (!take_digits(&text, digits, &hour) || !take_char(&text, ':') ||
        !take_digits(&text, 2, &minute) || *text != '\0' || hour > 23 || minute > 59)
        return false;
    *out_minute = hour * 60 + minute;
    return true;
}

void time_format_clock(int minute, char out[static CLOCK_TEXT_SIZE])
{
    assert(minute >= 0);
    str_format(out, CLOCK_TEXT_SIZE, "%02d:%02d", minute / 60 % 24, minute % 60);
}
