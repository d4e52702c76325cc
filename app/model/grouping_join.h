/* A late child: the group for a student who is in none of the approved groups that stand on a day.
 * Nobody else moves. It is the smallest group in which no hard rule is broken that was kept before,
 * of several that in which the student fits best by the scheme the groups were approved with. */
#pragma once

#include "model/grouping.h"

/* Groups were approved, and the student is in none of them and has no playlist. */
bool grouping_join_is_due(const struct classroom *classroom, int student, int32_t day);

/* `memory` as for grouping_open(), also its errors. *out: place in the day's list; -1: it is not
 * due, or the rules allow none. */
MUST_CHECK bool grouping_join(const struct classroom *classroom, int student, int32_t day,
    void *memory, size_t size, int *out, struct error *error);
