/* The other machines of the class, on the page Stations. */
#pragma once

#include "screens/setup_parts.h"

struct stations_page {
    bool asks_remove;
    char role[HUB_ROLE_SIZE], label[NAME_SIZE]; /* of whom */
};

/* What connects others to this class, or why it is not to be had. */
void stations_connect(struct screen_call *call, struct rect r);
/* The machines of a station: how high they are, and they. */
float stations_nodes_height(const struct screen_call *call, const char *station);
void stations_nodes(
    struct screen_call *call, struct rect r, const char *station, struct stations_page *own);
/* That the hub is old, and which machines were refused something lately, in words; "" for none. */
const char *stations_notices(struct screen_call *call);

/* Over the page: the code with which a machine comes in, and the question before one is removed.
 * Call it last. */
void stations_dialogs(struct screen_call *call, struct stations_page *own);
