/* What is wrong with someone's file: where, what, and what to do about it.
 *
 * Readers report every problem they find and go on; the caller decides (all or nothing). */
#pragma once

#include "base/error.h"
#include <stddef.h>

enum problem_level { PROBLEM_ERROR, PROBLEM_WARNING, PROBLEM_NOTE };

struct problem {
    enum problem_level level;
    char file[128]; /* relative to the folder: "students.csv", "tickets/fractions.gift" */
    int line;       /* 1-based line in the file where it begins; 0: the file as a whole */
    int column;     /* 1-based, in characters; 0: the line as a whole */
    char what[320]; /* "the id \"ana\" is used twice (first in line 3)" */
    char todo[192]; /* "give each student an id of their own" */
};

enum { PROBLEM_MAX = 1000 };

struct problems {
    struct problem *list;        /* from the caller's arena; capacity PROBLEM_MAX */
    int count;                   /* kept in the list */
    int errors, warnings, notes; /* all that were found, also beyond the capacity */
};

struct arena;
MUST_CHECK bool problems_open(struct problems *problems, struct arena *arena, struct error *error);

void problem_add(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const char *todo, const char *what_format, ...) PRINTF_LIKE(7, 8);

/* "FILE:LINE:COLUMN: what is wrong: what to do"; warnings and notes are marked after the place.
 * What concerns a whole file or line is told of its beginning (1:1), so that every problem is a
 * line of this form; what concerns the folder has "class folder" for the file. */
void problem_format(const struct problem *problem, char *out, size_t size);
/* By file, then line, then column. */
void problems_sort(struct problems *problems);
