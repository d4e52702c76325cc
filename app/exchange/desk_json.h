/* The teacher's desk as it is kept between two moments (model/grouping_desk): what lies on it by
 * id, without the steps to undo.
 *
 * {"scheme", "today", "said": [id], "absent": [id], "schemes": [{"scheme", "days", "skill", "turn",
 *  "teacher_first", "groups": [{"name", "locked", "students": [id], "locked_students": [id],
 *  "held": [id]}]}]}
 *
 * Who is not in the class any more is left out when it is read, and so is a scheme that does not
 * fit; who is new is in no group, until grouping_desk_update(). */
#pragma once

#include "base/arena.h"
#include "model/grouping_desk.h"

MUST_CHECK bool desk_encode(const struct grouping_desk *desk, const struct classroom *classroom,
    struct arena *arena, const char **out, struct error *error);
/* `desk` is an initialised one. On failure (ERR_BAD_INPUT) it is to be initialised again. */
MUST_CHECK bool desk_decode(struct grouping_desk *desk, const struct classroom *classroom,
    const char *json, size_t length, struct error *error);
