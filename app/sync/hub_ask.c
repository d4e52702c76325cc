#include "sync/hub_inside.h"

#include "base/str.h"
#include "base/uptime.h"
#include <errno.h>
#include <poll.h>
#include <string.h>

enum { ANSWER_MS = 20 * 1000 }; /* without a byte to or from the hub */

/* Waits until the hub can be read, or written if something waits to be sent. */
static bool wait_for_hub(struct hub *hub, bool sending, struct hub_fault *fault)
{
    struct pollfd poller = {
        .fd = PQsocket(hub->conn), .events = (short)(sending ? POLLIN | POLLOUT : POLLIN)};
    int ready;
    do {
        ready = poll(&poller, 1, ANSWER_MS);
    } while (ready < 0 && errno == EINTR);
    if (ready > 0)
        return true;
    hub_fault_set(fault, SYNC_SILENT, "no answer within %d s", ANSWER_MS / 1000);
    fault->lost = true;
    return false;
}

static bool send_all(struct hub *hub, struct hub_fault *fault)
{
    int left;
    while ((left = PQflush(hub->conn)) > 0) {
        if (!wait_for_hub(hub, true, fault))
            return false;
        if (!PQconsumeInput(hub->conn))
            return hub_fault_take(fault, hub->conn, NULL);
    }
    return left == 0 || hub_fault_take(fault, hub->conn, NULL);
}

static bool receive(struct hub *hub, PGresult **out, struct hub_fault *fault)
{
    *out = NULL;
    for (;;) {
        while (PQisBusy(hub->conn)) {
            if (!wait_for_hub(hub, false, fault))
                return false;
            if (!PQconsumeInput(hub->conn))
                return hub_fault_take(fault, hub->conn, NULL);
        }
        PGresult *next = PQgetResult(hub->conn);
        if (next == NULL)
            return true;
        PQclear(*out);
        *out = next;
    }
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

bool hub_ask(struct hub *hub, const char *sql, const struct hub_params *params, PGresult **out,
    struct hub_fault *fault)
{
    PGresult *result = NULL;
    *out = NULL;
    if (params->full)
        return hub_fault_set(fault, SYNC_BROKEN, "out of memory for what is to be sent");
    if (!PQsendQueryParams(hub->conn, sql, params->count, params->types, params->values,
            params->lengths, params->formats, 1)) {
        hub_fault_take(fault, hub->conn, NULL);
        fault->lost = true;
    } else if (send_all(hub, fault) && receive(hub, &result, fault)) {
        if (is_good(result)) {
            *out = result;
            return true;
        }
        hub_fault_take(fault, hub->conn, result);
    }
    PQclear(result);
    /* Stopped by its owner: the end of the line has perhaps not come yet. */
    fault->lost = fault->lost || str_starts_with(fault->state, "57P0");
    if (fault->lost)
        hub_disconnect(hub);
    return false;
}

/* --- Hello ------------------------------------------------------------------------------------ */

enum hello_column {
    HELLO_HUB,
    HELLO_SCHEMA,
    HELLO_CLASS_UID,
    HELLO_CLASS_ID,
    HELLO_CLASS_NAME,
    HELLO_KIND,
    HELLO_ROLE,
    HELLO_LABEL,
    HELLO_JOINED,
    HELLO_CLASS_KEY,
    HELLO_BADGE_KEY,
    HELLO_CLOCK,
};

static void read_hello(const PGresult *result, struct sync_hello *out)
{
    STR_COPY(out->hub, hub_get_text(result, 0, HELLO_HUB));
    out->schema = (int32_t)hub_get_int(result, 0, HELLO_SCHEMA);
    STR_COPY(out->class_uid, hub_get_text(result, 0, HELLO_CLASS_UID));
    STR_COPY(out->class_id, hub_get_text(result, 0, HELLO_CLASS_ID));
    STR_COPY(out->class_name, hub_get_text(result, 0, HELLO_CLASS_NAME));
    STR_COPY(out->node, hub_get_text(result, 0, HELLO_ROLE));
    STR_COPY(out->label, hub_get_text(result, 0, HELLO_LABEL));
    out->any_label = !str_equal(hub_get_text(result, 0, HELLO_KIND), "station");
    out->joined = hub_get_bool(result, 0, HELLO_JOINED);
    hub_get_bytes(result, 0, HELLO_CLASS_KEY, out->class_key, sizeof out->class_key);
    hub_get_bytes(result, 0, HELLO_BADGE_KEY, out->badge_key, sizeof out->badge_key);
}

/* The channel goes into the SQL: it is 32 hex digits, or nothing is listened to. */
static bool listen_to(struct hub *hub, const char *class_uid, struct hub_fault *fault)
{
    char sql[sizeof "LISTEN ws_" + MEMBER_UID_SIZE];
    PGresult *result;
    if (strspn(class_uid, "0123456789abcdef") != MEMBER_UID_SIZE - 1 ||
        str_equal(class_uid, hub->class_uid))
        return true;
    STR_FORMAT(sql, "LISTEN ws_%s", class_uid);
    struct hub_params params = hub_params(hub);
    if (!hub_ask(hub, sql, &params, &result, fault))
        return false;
    PQclear(result);
    STR_COPY(hub->class_uid, class_uid);
    return true;
}

static bool say_hello(struct hub *hub, struct sync_hello *out, struct hub_fault *fault)
{
    PGresult *result;
    struct hub_params params = hub_params(hub);
    hub_put_int(&params, SYNC_PROTOCOL_OLDEST);
    hub_put_int(&params, SYNC_PROTOCOL);
    int64_t before_ms = uptime_ms();
    if (!hub_ask(hub, "SELECT * FROM waystation.hello($1, $2)", &params, &result, fault)) {
        if (str_equal(fault->state, "42501"))
            fault->trouble = SYNC_WRONG_SECRET; /* a login of the server, but no node */
        return false;
    }
    int64_t after_ms = uptime_ms();
    bool is_hub = PQntuples(result) == 1 && PQnfields(result) > HELLO_CLOCK;
    if (is_hub) {
        read_hello(result, out);
        out->hub_ms = hub_get_int(result, 0, HELLO_CLOCK);
        out->round_trip_ms = (int32_t)(after_ms - before_ms);
        out->mono_ms = before_ms + (after_ms - before_ms) / 2;
    }
    PQclear(result);
    return is_hub ||
           hub_fault_set(fault, SYNC_NOT_A_HUB, "there is another hello() in its database");
}

/* Nothing is left of a connection that was not agreed on. */
bool hub_hello(struct hub *hub, struct sync_hello *out, struct hub_fault *fault)
{
    *out = (struct sync_hello){0};
    if ((hub->conn != NULL || hub_connect(hub, fault)) && say_hello(hub, out, fault) &&
        listen_to(hub, out->class_uid, fault))
        return true;
    hub_disconnect(hub);
    fault->lost = true;
    return false;
}
