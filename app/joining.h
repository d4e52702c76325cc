/* Becoming the hub of a class, letting machines in, and getting in: for the commands and the
 * screens.
 *
 * What asks the network touches no store, so that it can run on a thread of its own; each takes 30
 * s at most. Where a plug is pulled, the same again goes on from there. */
#pragma once

#include "records.h"
#include "sync/hub_admin.h"
#include "sync/hub_server.h"

/* Who the hub is, and what it knows this machine as; asks the network. ERR_DENIED: it does not let
 * this machine in. ERR_IO: there is no link; the text says why. */
MUST_CHECK bool joining_hello(
    const struct member *member, struct sync_hello *hello, struct error *error);
/* The same, and which sentence for people it is (sync_trouble_text). */
MUST_CHECK bool joining_hello_why(const struct member *member, struct sync_hello *hello,
    enum sync_trouble *trouble, struct error *error);

/* The same with 3 s to connect, for somebody who waits. */
MUST_CHECK bool joining_hello_soon(const struct member *member, struct sync_hello *hello,
    enum sync_trouble *trouble, struct error *error);

/* --- The board ------------------------------------------------------------------------------- */

struct joining_place {
    const char *server; /* conninfo of the owner of a database; NULL: in the data folder */
    int port;           /* there; 0: the usual one, or the next that is free */
};

/* Makes this machine's class a hub and this machine its board, or brings the hub to this version;
 * then it runs. One that was lost comes back with the same stations. Waits for a minute at most.
 * ERR_DENIED: this machine is a station of another board. */
MUST_CHECK bool joining_make_hub(struct records *records, const char *data,
    const struct joining_place *place, struct member *board, struct error *error);
/* The same in steps, for a screen: those that say so are for a thread of their own and touch no
 * store, the others are for the one that owns it. */
struct joining_making {
    struct arena arena; /* of the nodes */
    char data[HUB_PATH_SIZE];
    char owner[HUB_CONNINFO_SIZE];
    int port;
    bool is_elsewhere;
    struct member board;
    struct hub_class class;
    const struct hub_node *nodes;
    int node_count;
};
MUST_CHECK bool joining_make_begin(struct records *records, const char *data,
    const struct joining_place *place, struct joining_making *out, struct error *error);
/* On a thread: the server and its database. */
MUST_CHECK bool joining_make_place(struct joining_making *making, struct error *error);
/* Here, and once more after what follows. */
MUST_CHECK bool joining_make_keep(
    struct records *records, const struct joining_making *making, struct error *error);
/* On a thread: schema, class, board and nodes. */
MUST_CHECK bool joining_make_finish(struct joining_making *making, struct error *error);
void joining_make_end(struct joining_making *making);

/* The command that brings a board's hub to this version, if it said hello as an older one; else,
 * or when there was no hello (schema 0), NULL. */
const char *joining_update_command(const struct sync_hello *hello, const char *data);

/* Starts the server in the data folder and brings the hub to this version; without the store. */
MUST_CHECK bool joining_start_hub(const char *data, struct error *error);
/* The same behind our back, if there is a hub that does not run: for a board that comes up. */
void joining_wake_hub(const char *data);
/* Where the hub was made: in the data folder, or elsewhere ("host:port/database" in `out`). */
bool joining_hub_is_elsewhere(struct store *store, char *out, size_t size);
/* This machine is a board, and the hub in its data folder is not there any more: restored onto
 * another machine, for instance. */
bool joining_hub_is_lost(struct store *store, const char *data);

/* Asks the hub who belongs to the class, and keeps it against the day on which the hub is lost. To
 * be done after somebody joined or was removed, and once in a while. */
MUST_CHECK bool joining_keep_nodes(struct records *records, struct hub *hub, struct error *error);

enum { JOINING_ADDRESS_SIZE = MEMBER_HOST_SIZE + 8 };
struct joining_code {
    char text[JOIN_CODE_SIZE];          /* to scan, or in a file */
    char letters[JOIN_SHORT_SIZE];      /* to type, with … */
    char address[JOINING_ADDRESS_SIZE]; /* … the first of the board's, with the port if need be */
    char station[ID_SIZE];
    int minutes;
};
/* A code with which one machine becomes this station. Asks the network. */
MUST_CHECK bool joining_let_in(const struct member *board, const char *station, int minutes,
    struct joining_code *out, struct error *error);

/* What a membership says of its class is from the day of joining: as the plan in place has it. */
void joining_name_class(struct member *member, const struct records *records);

/* --- The station ----------------------------------------------------------------------------- */

/* Whether the code holds, and what this machine would become. Asks the network; changes nothing.
 * ERR_DENIED: used up, expired or misread. */
MUST_CHECK bool joining_look(
    const struct member *code, struct sync_hello *hello, struct error *error);
/* Whether this machine may: it is nobody's board, and has no other class. */
MUST_CHECK bool joining_may(
    struct records *records, const struct sync_hello *hello, struct error *error);
/* Badges that were printed here for a class of its own: they work here alone, until new ones are
 * printed at the board. */
int joining_badges_of_ours(const struct records *records);
/* Whether a plug was pulled after this code was used: then *coming is what to look with and to
 * finish. */
bool joining_was_stopped(struct store *store, const struct member *code, struct member *coming);
/* What this machine will be, with a secret of its own; kept before the hub hears of it. */
MUST_CHECK bool joining_prepare(struct store *store, const struct member *code,
    const struct sync_hello *hello, struct member *out, struct error *error);
/* Uses the code up. Asks the network. */
MUST_CHECK bool joining_accept(
    const struct member *code, const struct member *coming, struct error *error);
/* From here on this machine is that station. */
MUST_CHECK bool joining_finish(struct records *records, const struct member *coming,
    const struct sync_hello *hello, struct error *error);
