/* Setting up a hub and looking after who belongs to it.
 *
 * What takes a conninfo is for the owner of the database (a superuser, or whoever may make roles
 * and a schema). What takes a `struct hub` is asked as the node that it was opened for, which for
 * all but joining is a board. All of it blocks as hub_answer() does: for a command, or a thread of
 * its own. */
#pragma once

#include "sync/hub.h"

enum {
    HUB_NODE_MAX = 256,
    HUB_VERIFIER_SIZE = 192, /* SCRAM-SHA-256$… */
    HUB_REPORT_MAX = 16 * 1024,
    HUB_REFUSAL_MAX = 100, /* kept of one class */
};

enum hub_node_kind { HUB_NODE_STATION, HUB_NODE_BOARD, HUB_NODE_HUB };

/* Who may ask this hub: one PostgreSQL role each. The server knows the verifier only, never the
 * secret; who has role, verifier and the rest can make the node again (hub_admin_init). */
struct hub_node {
    char role[MEMBER_ROLE_SIZE];
    char verifier[HUB_VERIFIER_SIZE];
    enum hub_node_kind kind;
    char label[ID_SIZE]; /* the station it writes as */
    /* Of the hub's clock; 0: never. */
    int64_t made_ms, joined_ms, removed_ms;
    int64_t expires_ms; /* of a code that nobody has used */
    int64_t seen_ms;    /* its last ask */
    int64_t since_ms;   /* of the connection that is there now */
    int32_t sessions;   /* connections now: 0 away, 2 or more: a copy of its card is running too */
    const char *report; /* its newest SYNC_ASK_REPORT, "" if none */
};

struct hub_class {
    char uid[MEMBER_UID_SIZE];
    char id[ID_SIZE], name[NAME_SIZE];
    uint8_t class_key[MEMBER_KEY_SIZE]; /* public; all zero: none yet */
    uint8_t badge_key[MEMBER_KEY_SIZE]; /* of the board's store; all zero: not given out */
};

/* Makes the hub in an empty database, or brings it to this version; then the class with its board,
 * or changes its name and keys. May be repeated at any time; nothing is lost by it.
 *   class  uid empty: a new one is made.
 *   board  role and secret empty: made and filled in, as are class and database. Host and port stay
 *          as they are. With role and secret the same board again (in a database made anew).
 *   nodes  of a hub that was lost: made again with the secrets they have. Removed ones stay so.
 * `class` and `board` NULL: only the hub itself, a school's or district's.
 * ERR_TOO_NEW: the database is of a newer version. ERR_DENIED, ERR_NOT_FOUND, ERR_NO_SPACE, ERR_IO:
 * with what to do. */
MUST_CHECK bool hub_admin_init(const char *conninfo, struct hub_class *class, struct member *board,
    const struct hub_node *nodes, int node_count, struct error *error);

/* A login for a hub below that pushes its classes up. `label` names it, a school for instance;
 * role and secret are made when empty. */
MUST_CHECK bool hub_admin_add_hub(
    const char *conninfo, const char *label, struct member *out, struct error *error);

/* By a hub below: a class that it pushes from now on (sync_ask.class_uid); its name may change.
 * ERR_DENIED: another hub pushes it. The class's keys stay below. */
MUST_CHECK bool hub_class_bring(
    struct hub *hub, const struct hub_class *class, struct error *error);

/* By a hub below: where a class that it brings belongs, for reports; "" nowhere. */
MUST_CHECK bool hub_class_place(struct hub *hub, const char *class_uid, const char *school,
    const char *wave, struct error *error);

/* A secret of 192 random bits (32 letters, digits, - and _), and what a server keeps of one. The
 * verifier is another one each time. */
void hub_make_secret(char out[static MEMBER_SECRET_SIZE]);
MUST_CHECK bool hub_make_verifier(
    const char *secret, char out[static HUB_VERIFIER_SIZE], struct error *error);

/* A place for a station, to be taken with a code within `minutes`. `out->station` is the label;
 * role ("ws_" and 4 to 40 of a-z0-9) and secret are made when empty; the rest is filled in from the
 * hub. A second place for a label is another node: a machine that was replaced. ERR_BUSY: there is
 * such a role already. */
MUST_CHECK bool hub_join_open(
    struct hub *hub, int minutes, struct member *out, struct error *error);

/* By the station that was let in with the code's secret: its own secret from now on, and the code
 * is used up. Save the new one first (beside the old) and try both after a crash. ERR_DENIED:
 * somebody else has used the code. */
MUST_CHECK bool hub_join_accept(struct hub *hub, const char *new_secret, struct error *error);

/* From then on its secret opens nothing, and connections it has are cut. ERR_NOT_FOUND. */
MUST_CHECK bool hub_node_remove(struct hub *hub, const char *role, struct error *error);

/* All nodes of the class, removed ones too, by label and age. In the arena. */
MUST_CHECK bool hub_nodes(struct hub *hub, struct arena *arena, const struct hub_node **out,
    int *count, struct error *error);

/* What the hub did not take, newest first: of a node that writes as another, for instance. */
struct hub_refusal {
    int64_t at_ms;
    int32_t count; /* of the same in a row */
    const char *role, *label, *text;
};
MUST_CHECK bool hub_refusals(struct hub *hub, struct arena *arena, const struct hub_refusal **out,
    int *count, struct error *error);

/* By a board whose own retention has run (store_expire()): what the class keeps no longer goes from
 * the hub as well, some hundred rows a call; *more: call again. Only a hub of version
 * HUB_VERSION_EXPIRES knows it. */
enum { HUB_VERSION_EXPIRES = 6 };
MUST_CHECK bool hub_class_expire(
    struct hub *hub, int64_t before_ms, int64_t *removed, bool *more, struct error *error);

/* Name and keys of the class, for instance at a new term. The uid stays. */
MUST_CHECK bool hub_class_set(struct hub *hub, const struct hub_class *class, struct error *error);
