/* What the files of the hub's client share. */
#pragma once

#include "sync/hub.h"
#include <libpq-fe.h>
#include <locale.h>

enum { HUB_PARAM_MAX = 17, HUB_STATE_SIZE = 6 };

/* hub_1.sql, hub_2.sql … */
extern const char *const hub_sql[SYNC_PROTOCOL];

struct hub {
    struct arena arena;   /* holds this struct */
    struct arena scratch; /* of one ask */
    struct member member;
    PGconn *conn; /* NULL: not connected */
    int connect_ms;
    char program[32];
    char class_uid[MEMBER_UID_SIZE]; /* whose changes are listened to; "" none */
    locale_t plain;                  /* what libpq says is told apart by its words: untranslated */
};

/* What went wrong. */
struct hub_fault {
    enum sync_trouble trouble;
    bool lost;
    char state[HUB_STATE_SIZE]; /* SQLSTATE, or "" */
    char text[ERROR_TEXT_SIZE];
};

/* --- hub_fault.c ------------------------------------------------------------------------------ */

/* From a result, or (NULL) from what the connection says. Always false. */
bool hub_fault_take(struct hub_fault *out, const PGconn *conn, const PGresult *result);
/* Of connecting. */
bool hub_fault_connect(struct hub_fault *out, const PGconn *conn);
bool hub_fault_set(struct hub_fault *out, enum sync_trouble trouble, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* As an error for a technician. Always false. */
bool hub_fault_error(const struct hub_fault *fault, struct error *error);

/* --- hub_connect.c ---------------------------------------------------------------------------- */

MUST_CHECK bool hub_connect(struct hub *hub, struct hub_fault *fault);
void hub_disconnect(struct hub *hub);
/* Not on the program's own screen: what matters comes as an error too. */
void hub_ignore_notice(void *context, const char *text);

/* --- hub_wire.c: parameters and results in PostgreSQL's binary form --------------------------- */

struct hub_params {
    struct arena *arena;
    int count;
    bool full; /* no memory: hub_ask() refuses */
    Oid types[HUB_PARAM_MAX];
    const char *values[HUB_PARAM_MAX];
    int lengths[HUB_PARAM_MAX], formats[HUB_PARAM_MAX];
};
struct hub_params hub_params(struct hub *hub); /* in its scratch, which is emptied */
void hub_put_int(struct hub_params *params, int32_t value);
void hub_put_int64(struct hub_params *params, int64_t value);
void hub_put_text(struct hub_params *params, const char *text); /* NULL: NULL */
void hub_put_bytes(struct hub_params *params, const void *bytes, size_t size);
void hub_put_texts(struct hub_params *params, const char *const *texts, int count);
/* Fourteen arrays, as push() wants them. */
void hub_put_events(struct hub_params *params, const struct store_event *events, int count);
void hub_put_drafts(struct hub_params *params, const struct sync_draft *drafts, int count);

int64_t hub_get_int(const PGresult *result, int row, int column); /* 0 for NULL */
bool hub_get_bool(const PGresult *result, int row, int column);
/* Borrowed from the result; "" for NULL. */
const char *hub_get_text(const PGresult *result, int row, int column);
/* Exactly `size` bytes, or zeros. */
void hub_get_bytes(const PGresult *result, int row, int column, void *out, size_t size);
/* In the arena; NULL when it is full. */
const char *hub_copy_text(const PGresult *result, int row, int column, struct arena *arena);

/* --- hub_ask.c -------------------------------------------------------------------------------- */

/* Sends and waits. True with a result of rows (to be cleared), in binary. False: *fault, and no
 * connection any more if it says `lost`. */
MUST_CHECK bool hub_ask(struct hub *hub, const char *sql, const struct hub_params *params,
    PGresult **out, struct hub_fault *fault);
/* Connects if needed, and asks who is who. */
MUST_CHECK bool hub_hello(struct hub *hub, struct sync_hello *out, struct hub_fault *fault);

/* --- hub_schema.c ----------------------------------------------------------------------------- */

/* In a transaction of its own: brings the schema to `version` as waystation_owner. ERR_TOO_NEW. */
MUST_CHECK bool hub_migrate(PGconn *conn, int version, struct error *error);
