/* Who belongs to a class, as the board last saw it, kept in its store: a hub that was lost is made
 * again with the same nodes and verifiers, and no station has to join anew. */
#pragma once

#include "sync/hub_admin.h"

/* Those that have joined, and of removed ones the last as far as HUB_NODE_MAX goes. The arena is
 * for scratch. ERR_FULL: more than HUB_NODE_MAX belong to the class; who was kept before stays. */
MUST_CHECK bool hub_roll_save(struct store *store, struct arena *arena,
    const struct hub_node *nodes, int count, struct error *error);
/* In the arena; none is no failure. */
MUST_CHECK bool hub_roll_load(struct store *store, struct arena *arena, const struct hub_node **out,
    int *count, struct error *error);
