/* --oneroster: the students of a class from a school's roster. */
#pragma once

#include "commands/cli.h"
#include "exchange/oneroster.h"

struct roster_options {
    const char *zip;   /* --oneroster, NULL: none */
    const char *class; /* --class */
};

#define ROSTER_CLI_OPTIONS(options)                                                            \
    {"--oneroster", CLI_TEXT, &(options).zip, "FILE.zip",                                      \
        "take the students from a school's roster (OneRoster 1.1 or 1.2)"},                    \
    {                                                                                          \
        "--class", CLI_TEXT, &(options).class, "ID", "the class of the roster, by id or title" \
    }

/* What a class without a folder goes by; shown in --help. */
extern const char roster_details[];

/* The plan of `folder` (NULL: the one of the records, or an empty one) with the students of the
 * roster. Problems are collected; *plan is of use when there are no errors among them. */
MUST_CHECK bool roster_take(const struct roster_options *options, const char *folder,
    const struct records *records, struct arena *arena, struct plan **plan,
    struct problems *problems, struct roster_change *change, struct error *error);

void roster_print(const struct roster_change *change);
