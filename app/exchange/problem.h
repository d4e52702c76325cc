/* What is wrong with someone's file: where, what, and what to do about it.
 *
 * Readers report every problem they find and go on; the caller decides (all or nothing). */
#pragma once

#include "base/error.h"
#include "base/sentence.h"

enum problem_level { PROBLEM_ERROR, PROBLEM_WARNING, PROBLEM_NOTE };

struct problem {
    enum problem_level level;
    char file[128]; /* relative to the folder: "students.csv", "tickets/fractions.gift" */
    int line;       /* 1-based line in the file where it begins; 0: the file as a whole */
    int column;     /* 1-based, in characters; 0: the line as a whole */
    /* "the id {id} is used twice (first in line {line})", then what to do about it: "give each
     * student an id of their own" */
    struct sentence told;
};

enum { PROBLEM_MAX = 1000 };

struct problems {
    struct problem *list;        /* from the caller's arena; capacity PROBLEM_MAX */
    int count;                   /* kept in the list */
    int errors, warnings, notes; /* all that were found, also beyond the capacity */
};

struct arena;
MUST_CHECK bool problems_open(struct problems *problems, struct arena *arena, struct error *error);

/* What to do (NULL: nothing), what is wrong, both marked with N_() unless commands alone tell it,
 * then the keys and values of the gaps of both, and NULL, as sentence_set(). */
void problem_add(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const char *todo, const char *what, ...) __attribute__((sentinel));
void problem_vadd(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const char *todo, const char *what, va_list gaps);
void problem_put(struct problems *problems, enum problem_level level, const char *file, int line,
    int column, const struct sentence *told);

/* In English: "FILE:LINE:COLUMN: what is wrong: what to do"; warnings and notes are marked after
 * the place. What concerns a whole file or line is told of its beginning (1:1), so that every
 * problem is a line of this form; what concerns the folder has "class folder" for the file. */
void problem_format(const struct problem *problem, char *out, size_t size);
/* By file, then line, then column. */
void problems_sort(struct problems *problems);
