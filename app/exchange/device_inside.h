/* Shared by the files of device_ini.h. */
#pragma once

#include "exchange/device_ini.h"
#include "exchange/problem.h"

/* A file's characters one by one, whatever its encoding: what is no ASCII has the top bit set. */
struct device_view {
    const char *bytes;
    size_t count; /* characters, for UTF-8 bytes */
    size_t skip;  /* bytes of the mark in front */
    int unit;     /* bytes of each */
    bool is_big;  /* the more significant byte comes first */
};

enum device_ini_line_kind { DEVICE_LINE_REST, DEVICE_LINE_SETTING, DEVICE_LINE_WRONG };
struct device_ini_line {
    enum device_ini_line_kind kind;
    int number;
    size_t start, end; /* in the view */
    char name[DEVICE_SHOWN_SIZE];
    size_t value, value_end; /* without blanks and quotes */
};
/* *at is where the line begins, and then the next. False at the end. */
bool device_ini_line_next(const struct device_view *view, size_t *at, struct device_ini_line *line);

/* --- Checking -------------------------------------------------------------------------------- */

struct device_check {
    struct arena *arena;
    struct problems problems; /* of cells.h */
    char hint[2 * DEVICE_SHOWN_SIZE];
};
/* DEVICE_FINE: *out is the value as it is to be used. */
enum device_trouble device_check(
    struct device_check *check, enum device_key key, const char *text, const char **out);
/* A name that a person may have meant, or NULL. */
const char *device_key_meant(const char *name);
/* What follows " #" is no part of it. */
bool device_key_takes_comments(enum device_key key);
