/* The groups' way through a day, looked for with a limit. */
#pragma once

#include "model/rotation_plan_class.h"

/* Time that a search may take, in the processor's own. */
struct way_limit {
    int32_t limit_ms;
    int64_t end_ms;
};
/* For struct rotation_work: user is a struct way_limit. */
void way_limit_restart(void *limit);
bool way_limit_is_over(void *limit);

/* rotation_way_find() for way.problem and way.units; each part of it ends after limit_ms. A search
 * that ends so is ROTATION_STOPPED, and what it found is a plan all the same. ERR_MEMORY. */
MUST_CHECK bool way_search(int32_t limit_ms, struct rotation_way *way, struct error *error);
