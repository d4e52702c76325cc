/* Groups that are to be approved, and their way through the day. */
#pragma once

#include "way_search.h"
#include <stdio.h>

struct groups_way {
    struct groups_approval approval;
    struct rotation_way way;
};

/* Looks for it, at most a few seconds, and writes it to the approval. */
MUST_CHECK bool groups_way_find(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error);
/* The way that the approval has already. ERR_DENIED if it does not hold; without any way in it, one
 * is looked for that begins at the first stations it names. ERR_NOT_FOUND: there is no such one. */
MUST_CHECK bool groups_way_take(const struct classroom *classroom, const bool *teacher_first,
    struct groups_way *own, struct error *error);
/* Why it is not whole, and what it gives up. */
void groups_way_say(const struct plan *plan, const struct groups_way *own, FILE *out);
