/* Where PostgreSQL's tools are, and files written so that they are there whole. */
#pragma once

#include "sync/hub_server.h"

struct hub_tools {
    char folder[HUB_PATH_SIZE]; /* of initdb, pg_ctl, postgres */
    int version;                /* 15 */
};
/* Those that fit the cluster, or (NULL) the newest. ERR_UNSUPPORTED: not installed. */
MUST_CHECK bool hub_tools_find(struct hub_tools *out, const char *cluster, struct error *error);

/* ERR_DENIED as root, ERR_BAD_INPUT: a name that pg_ctl would hand to a shell. */
MUST_CHECK bool hub_tools_may_run(const char *data, struct error *error);

bool hub_tools_port_is_free(int port); /* of IPv4 and IPv6 */
