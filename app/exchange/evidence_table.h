/* Results from elsewhere as a table: student, skill, value, taken_on.
 *
 * A student is an id, or a whole name that only one has: first or preferred name and last name, in
 * either order with a comma. A value is 0 to 100 (percent), or C/N. Every problem is reported at
 * its place. */
#pragma once

#include "base/arena.h"
#include "exchange/problem.h"
#include "model/classroom.h"

enum { EVIDENCE_ROW_MAX = 1000 }; /* of one file: it is taken in one transaction */

struct evidence_row {
    int student; /* index */
    char skill[ID_SIZE];
    int32_t value; /* of SCORE_FULL */
    int32_t day;   /* taken on */
    int line, column;
    bool is_known; /* the log has it already: see evidence_table_know() */
};

struct evidence_table {
    const char *file;
    struct evidence_row *rows; /* in the arena */
    int count;
};

/* `file` is the name in problems. *out is of use when there are no errors among them, which are
 * sorted by place. */
void evidence_table_read(const char *file, const char *bytes, size_t size,
    const struct classroom *classroom, int32_t today, struct arena *arena,
    struct problems *problems, struct evidence_table *out);

/* Marks the rows that an event of that source is already. Where only the value differs it warns:
 * both count. */
void evidence_table_know(struct evidence_table *table, const struct classroom *classroom,
    const char *source, const struct event *event, struct problems *problems);
