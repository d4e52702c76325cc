/* The inside of model/partners. For partners*.c only. */
#pragma once

#include "model/partners.h"

/* A schedule that geometry gives at once, if it gives one for this problem (partners_planes.c). No
 * pair meets twice in it; what `met` costs is not looked at. */
bool partners_draw(const struct partners_problem *problem, struct partners_schedule *out);
