#define _DEFAULT_SOURCE
#include "sync/hub_inside.h"

#include "base/str.h"
#include "base/uptime.h"
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <string.h>

enum {
    /* Address space: the largest blob, or a batch of the largest bodies. */
    SCRATCH_CAPACITY = 64 * 1024 * 1024,
    CONNECT_MS = 10 * 1000,
};

bool hub_open(struct hub **out, const struct member *member, struct error *error)
{
    struct arena arena = {0}, scratch = {0};
    *out = NULL;
    if (sodium_init() < 0)
        return error_set(error, ERR_UNSUPPORTED, "libsodium cannot be used on this machine");
    if (!arena_open(&arena, sizeof(struct hub) + 64, error))
        return false;
    if (!arena_open(&scratch, SCRATCH_CAPACITY, error)) {
        arena_close(&arena);
        return false;
    }
    struct hub *hub = arena_new(&arena, struct hub);
    hub->member = *member;
    if (hub->member.port == 0)
        hub->member.port = MEMBER_PORT;
    hub->connect_ms = CONNECT_MS;
    STR_COPY(hub->program, "waystation " WAYSTATION_VERSION);
    hub->plain = newlocale(LC_MESSAGES_MASK, "C", (locale_t)0);
    hub->arena = arena;
    hub->scratch = scratch;
    *out = hub;
    return true;
}

void hub_hurry(struct hub *hub, int connect_ms)
{
    hub->connect_ms = connect_ms;
}

void hub_close(struct hub *hub)
{
    if (hub == NULL)
        return;
    struct arena arena = hub->arena;
    hub_disconnect(hub);
    if (hub->plain != (locale_t)0)
        freelocale(hub->plain);
    arena_close(&hub->scratch);
    arena_close(&arena);
}

/* --- Asks: each fills the answer from a result, false when the arena is full -------------------
 */

static bool read_heads(const PGresult *result, struct arena *arena, struct sync_answer *out)
{
    out->count = PQntuples(result);
    struct sync_head *heads = arena_array(arena, struct sync_head, (size_t)out->count + 1);
    for (int i = 0; heads != NULL && i < out->count; i++) {
        hub_get_bytes(result, i, 0, heads[i].log, LOG_ID_SIZE);
        heads[i].seq = (uint32_t)hub_get_int(result, i, 1);
    }
    out->heads = heads;
    return heads != NULL;
}

static bool read_events(
    const PGresult *result, const uint8_t *log, struct arena *arena, struct sync_answer *out)
{
    enum {
        SEQ,
        AT,
        WALL,
        MONO,
        OFFSET,
        TRUSTED,
        STATION,
        CLASS,
        STUDENT,
        KIND,
        VERSION,
        BODY,
        ERASED,
        EDITED
    };
    out->count = PQntuples(result);
    struct store_event *events = arena_array(arena, struct store_event, (size_t)out->count + 1);
    bool ok = events != NULL;
    for (int i = 0; ok && i < out->count; i++) {
        struct store_event *event = &events[i];
        memcpy(event->stamp.log, log, LOG_ID_SIZE);
        event->stamp.seq = (uint32_t)hub_get_int(result, i, SEQ);
        event->stamp.at_ms = hub_get_int(result, i, AT);
        event->wall_ms = hub_get_int(result, i, WALL);
        event->mono_ms = hub_get_int(result, i, MONO);
        event->offset_s = (int32_t)hub_get_int(result, i, OFFSET);
        event->trusted = hub_get_bool(result, i, TRUSTED);
        event->station = hub_copy_text(result, i, STATION, arena);
        event->class_id = hub_copy_text(result, i, CLASS, arena);
        event->student = hub_copy_text(result, i, STUDENT, arena);
        event->kind = hub_copy_text(result, i, KIND, arena);
        event->version = (int32_t)hub_get_int(result, i, VERSION);
        event->body = hub_copy_text(result, i, BODY, arena);
        event->erased = hub_get_bool(result, i, ERASED);
        event->edited = hub_get_bool(result, i, EDITED);
        ok = event->station != NULL && event->class_id != NULL && event->student != NULL &&
             event->kind != NULL && event->body != NULL;
    }
    out->events = events;
    return ok;
}

static bool read_names(const PGresult *result, struct arena *arena, struct sync_answer *out)
{
    out->count = PQntuples(result);
    const char **names = arena_array(arena, const char *, (size_t)out->count + 1);
    bool ok = names != NULL;
    for (int i = 0; ok && i < out->count; i++) {
        names[i] = hub_copy_text(result, i, 0, arena);
        ok = names[i] != NULL;
    }
    out->names = names;
    return ok;
}

static bool read_drafts(
    const PGresult *result, int64_t since, struct arena *arena, struct sync_answer *out)
{
    enum { STUDENT, KEY, BODY, AT, VERSION };
    out->count = PQntuples(result);
    out->version = out->count == 0 ? since : hub_get_int(result, out->count - 1, VERSION);
    struct sync_draft *drafts = arena_array(arena, struct sync_draft, (size_t)out->count + 1);
    bool ok = drafts != NULL;
    for (int i = 0; ok && i < out->count; i++) {
        drafts[i].student = hub_copy_text(result, i, STUDENT, arena);
        drafts[i].key = hub_copy_text(result, i, KEY, arena);
        drafts[i].at_ms = hub_get_int(result, i, AT);
        bool has_body = !PQgetisnull(result, i, BODY);
        drafts[i].body = has_body ? hub_copy_text(result, i, BODY, arena) : NULL;
        ok = drafts[i].student != NULL && drafts[i].key != NULL &&
             (!has_body || drafts[i].body != NULL);
    }
    out->drafts = drafts;
    return ok;
}

static bool read_blob(const PGresult *result, struct arena *arena, struct sync_answer *out)
{
    if (PQntuples(result) == 0 || PQgetisnull(result, 0, 0))
        return true;
    size_t size = (size_t)PQgetlength(result, 0, 0);
    void *bytes = arena_alloc(arena, size + 1);
    if (bytes == NULL)
        return false;
    memcpy(bytes, PQgetvalue(result, 0, 0), size);
    out->bytes = bytes;
    out->size = size;
    return true;
}

/* A hub of version 1 has only two columns: it fails instead. */
static bool read_pushed(const struct sync_ask *ask, const PGresult *result, struct arena *arena,
    struct sync_answer *out)
{
    struct sync_head *head = arena_new(arena, struct sync_head);
    if (PQnfields(result) > 2 && !PQgetisnull(result, 0, 2)) {
        out->trouble = SYNC_DENIED;
        out->unfit = hub_get_bool(result, 0, 3);
        STR_COPY(out->text, hub_get_text(result, 0, 2));
        return true;
    }
    if (head == NULL)
        return false;
    memcpy(head->log, ask->events[0].stamp.log, LOG_ID_SIZE);
    head->seq = (uint32_t)hub_get_int(result, 0, 0);
    out->heads = head;
    out->count = 1;
    out->conflicts = (int32_t)hub_get_int(result, 0, 1);
    return true;
}

/* Which SQL asks it, with which parameters. */
static const char *put_ask(const struct sync_ask *ask, struct hub_params *params)
{
    switch (ask->kind) {
    case SYNC_ASK_HEADS: return "SELECT * FROM waystation.heads()";
    case SYNC_ASK_PUSH:
        hub_put_text(params, ask->class_uid);
        hub_put_bytes(params, ask->events[0].stamp.log, LOG_ID_SIZE);
        hub_put_events(params, ask->events, ask->count);
        return "SELECT * FROM waystation.push($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
               "$13, $14, $15, $16, $17)";
    case SYNC_ASK_PULL:
        hub_put_bytes(params, ask->log, LOG_ID_SIZE);
        hub_put_int64(params, ask->after);
        hub_put_int(params, SYNC_BATCH_ROWS);
        hub_put_int64(params, SYNC_BATCH_BYTES);
        return "SELECT * FROM waystation.pull($1, $2, $3, $4)";
    case SYNC_ASK_MISSING:
        hub_put_texts(params, ask->names, ask->count);
        hub_put_text(params, ask->class_uid);
        return "SELECT * FROM waystation.blob_missing($1, $2)";
    case SYNC_ASK_PUT_BLOB:
        hub_put_text(params, ask->name);
        hub_put_bytes(params, ask->bytes, ask->size);
        hub_put_text(params, ask->class_uid);
        return "SELECT waystation.blob_put($1, $2, $3)";
    case SYNC_ASK_GET_BLOB:
        hub_put_text(params, ask->name);
        return "SELECT waystation.blob_get($1)";
    case SYNC_ASK_PUT_DRAFTS:
        hub_put_drafts(params, ask->drafts, ask->count);
        return "SELECT waystation.draft_put($1, $2, $3, $4)";
    case SYNC_ASK_GET_DRAFTS:
        hub_put_int64(params, ask->version);
        return "SELECT * FROM waystation.drafts($1)";
    case SYNC_ASK_REPORT: hub_put_text(params, ask->text); return "SELECT waystation.report($1)";
    default: return NULL;
    }
}

static bool read_answer(const struct sync_ask *ask, const PGresult *result, struct arena *arena,
    struct sync_answer *out)
{
    switch (ask->kind) {
    case SYNC_ASK_HEADS: return read_heads(result, arena, out);
    case SYNC_ASK_PUSH: return read_pushed(ask, result, arena, out);
    case SYNC_ASK_PULL: return read_events(result, ask->log, arena, out);
    case SYNC_ASK_MISSING: return read_names(result, arena, out);
    case SYNC_ASK_GET_BLOB: return read_blob(result, arena, out);
    case SYNC_ASK_GET_DRAFTS: return read_drafts(result, ask->version, arena, out);
    default: return true;
    }
}

static bool ask_anything(struct hub *hub, const struct sync_ask *ask, struct arena *arena,
    struct sync_answer *out, struct hub_fault *fault)
{
    PGresult *result;
    if (ask->kind == SYNC_ASK_HELLO)
        return hub_hello(hub, &out->hello, fault);
    if (hub->conn == NULL) {
        hub_fault_set(fault, SYNC_SILENT, "the connection to the hub is gone");
        fault->lost = true;
        return false;
    }
    struct hub_params params = hub_params(hub);
    const char *sql = put_ask(ask, &params);
    if (sql == NULL || (ask->kind == SYNC_ASK_PUSH && ask->count == 0))
        return true;
    if (!hub_ask(hub, sql, &params, &result, fault))
        return false;
    bool ok = read_answer(ask, result, arena, out);
    PQclear(result);
    return ok || hub_fault_set(fault, SYNC_BROKEN, "out of memory for the hub's answer");
}

void hub_answer(
    struct hub *hub, const struct sync_ask *ask, struct arena *arena, struct sync_answer *out)
{
    struct hub_fault fault = {0};
    locale_t before = uselocale(hub->plain);
    *out = (struct sync_answer){.kind = ask->kind, .version = ask->version};
    if (!ask_anything(hub, ask, arena, out, &fault)) {
        *out = (struct sync_answer){.kind = ask->kind,
            .trouble = fault.trouble,
            .unfit = ask->kind == SYNC_ASK_PUSH && fault.trouble == SYNC_DENIED &&
                     !str_equal(fault.state, "42501"),
            .lost = fault.lost || hub->conn == NULL,
            .version = ask->version};
        STR_COPY(out->text, fault.text);
    }
    uselocale(before);
}

/* --- Waiting ---------------------------------------------------------------------------------- */

/* "LOG:HEAD" of a log that has grown, LOG in hex. */
static bool read_notice(const char *text, struct sync_head *out)
{
    size_t size;
    const char *end;
    int64_t head;
    if (sodium_hex2bin(out->log, LOG_ID_SIZE, text, strlen(text), NULL, &size, &end) != 0 ||
        size != LOG_ID_SIZE || *end != ':' || !str_to_int64(end + 1, &head) || head < 1 ||
        head > UINT32_MAX)
        return false;
    out->seq = (uint32_t)head;
    return true;
}

static void hear(const char *text, struct sync_heard *heard)
{
    if (heard->count < SYNC_HEARD_MAX && read_notice(text, &heard->heads[heard->count]))
        heard->count++;
    else
        heard->all = true;
}

/* What this connection has changed itself is no news. */
static bool take_notices(struct hub *hub, struct sync_heard *heard)
{
    PGnotify *notice;
    bool news = false;
    while ((notice = PQnotifies(hub->conn)) != NULL) {
        if (notice->be_pid != PQbackendPID(hub->conn)) {
            hear(notice->extra, heard);
            news = true;
        }
        PQfreemem(notice);
    }
    return news;
}

/* True: the caller asks, and hears that the line is gone. */
static bool read_notices(struct hub *hub, struct sync_heard *heard)
{
    if (PQconsumeInput(hub->conn) && PQstatus(hub->conn) == CONNECTION_OK)
        return take_notices(hub, heard);
    hub_disconnect(hub);
    heard->all = true;
    return true;
}

bool hub_wait(struct hub *hub, int wake_fd, int timeout_ms, struct sync_heard *heard)
{
    int64_t end_ms = uptime_ms() + timeout_ms;
    if (hub->conn != NULL && take_notices(hub, heard))
        return true;
    for (;;) {
        /* A descriptor below 0 is passed over. */
        struct pollfd pollers[2] = {{.fd = wake_fd, .events = POLLIN},
            {.fd = hub->conn == NULL ? -1 : PQsocket(hub->conn), .events = POLLIN}};
        int64_t left = end_ms - uptime_ms();
        int ready = poll(pollers, 2, left <= 0 ? 0 : (int)left);
        if (ready > 0 && pollers[1].revents != 0 && read_notices(hub, heard))
            return true;
        if ((ready > 0 && pollers[0].revents != 0) || left <= 0 || (ready < 0 && errno != EINTR))
            return false;
    }
}
