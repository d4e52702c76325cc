/* A PostgreSQL of one's own, for the board that is its class's hub: a private cluster in hub/ of
 * the data folder, made, started and stopped through PostgreSQL's own tools (initdb, pg_ctl), by
 * the user who owns the data folder; no rights of root, no system service.
 *
 *   hub/db            the cluster (initdb, checksums), settings for a small machine
 *   hub/server.log    what it says
 *   hub/boot          the machine's start in which it was started last
 *   hub/s             its socket, for the owner alone; in /tmp when the path is too long for one
 *   hub-building/     a cluster being made; removed or replaced by the next try
 *
 * Stations reach it on a port of all addresses, with TLS (a self-signed certificate; both ends
 * prove themselves by SCRAM bound to the channel) and a password each; the owner has no password
 * and comes through the socket alone. Functions here wait: at most a minute. */
#pragma once

#include "base/error.h"
#include <stddef.h>

enum { HUB_PATH_SIZE = 4096, HUB_CONNINFO_SIZE = HUB_PATH_SIZE + 256 };

enum hub_server_state {
    HUB_SERVER_NONE, /* there is none in this data folder */
    HUB_SERVER_STOPPED,
    HUB_SERVER_RUNNING,
};
enum hub_server_state hub_server_state(const char *data);

/* Makes the cluster, not running. `port` 0: MEMBER_PORT, or the next that is free. ERR_DENIED as
 * root (the text says what to do), ERR_UNSUPPORTED without PostgreSQL or openssl, ERR_BUSY: the
 * port is taken. There must be none yet. */
MUST_CHECK bool hub_server_make(const char *data, int port, struct error *error);
/* Done as well when it runs or is stopped already. ERR_NOT_FOUND: there is none. */
MUST_CHECK bool hub_server_start(const char *data, struct error *error);
MUST_CHECK bool hub_server_stop(const char *data, struct error *error);

/* The port it listens on, and how its owner connects to a database there (libpq). */
MUST_CHECK bool hub_server_port(const char *data, int *port, struct error *error);
MUST_CHECK bool hub_server_owner(const char *data, const char *database,
    char out[static HUB_CONNINFO_SIZE], struct error *error);

/* The addresses of this machine at which others may find it, with commas: those of its network
 * cards (no loopback, no link-local ones), then its name with ".local". Empty without a network. */
void hub_server_addresses(char *out, size_t size);

/* A database there, which is made if it is missing. */
MUST_CHECK bool hub_server_database(const char *data, const char *name, struct error *error);

struct member;
/* Where the server of a conninfo is for others: host, port, database. ERR_BAD_INPUT: no conninfo,
 * or it names no database. */
MUST_CHECK bool hub_server_place(const char *conninfo, struct member *out, struct error *error);
/* A node's login as one such line: "host=… port=… dbname=… user=ws_… password=…". ERR_BAD_INPUT: it
 * is of no node. */
MUST_CHECK bool hub_server_login(const char *line, struct member *out, struct error *error);
void hub_server_line(const struct member *member, char *out, size_t size);
bool hub_server_is_here(const char *host); /* a loopback address */
/* The addresses to give to others: those of this machine in the place of a loopback one. */
void hub_server_outside(const char *host, char *out, size_t size);
