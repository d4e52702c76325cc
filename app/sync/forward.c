#include "sync/forward.h"

#include "base/str.h"
#include "sync/hub_admin.h"
#include "sync/hub_inside.h"
#include <sodium.h>
#include <string.h>

enum {
    ROUND_CAPACITY = 64 * 1024 * 1024, /* address space: heads of all logs */
    BATCH_CAPACITY = 64 * 1024 * 1024,
    CONNINFO_SIZE = 4096 + 256,
    PSEUDONYM_BYTES = 16,
    HUB_WITH_PLACES = 3, /* hub_3.sql */
};

struct class
{
    struct hub_class is;
    char school[NAME_SIZE], wave[NAME_SIZE];
    bool brought;                 /* by another hub: pseudonyms already */
    uint8_t key[MEMBER_KEY_SIZE]; /* of its pseudonyms */
};

struct log {
    char class_uid[MEMBER_UID_SIZE];
    struct sync_head head; /* here */
    uint32_t above;
};

struct forward {
    struct arena arena; /* holds this struct */
    struct arena round, batch;
    struct hub *below, *above;
    char conninfo[CONNINFO_SIZE];
    char class_uid[MEMBER_UID_SIZE];
    char school[NAME_SIZE], wave[NAME_SIZE];
    forward_redact redact;
    struct sync_hello hello; /* of the hub above */
    struct class *classes;
    struct log *logs;
    int class_count, log_count;
};

bool forward_open(struct forward **out, const struct forward_options *options, struct error *error)
{
    struct arena arena = {0};
    *out = NULL;
    if (!arena_open(&arena, sizeof(struct forward) + 64, error))
        return false;
    struct forward *forward = arena_new(&arena, struct forward);
    forward->arena = arena;
    forward->redact = options->redact;
    STR_COPY(forward->class_uid, options->class_uid);
    STR_COPY(forward->school, options->school);
    STR_COPY(forward->wave, options->wave);
    bool ok = (STR_COPY(forward->conninfo, options->below) ||
                  error_set(error, ERR_BAD_INPUT, "how to reach the hub here is too long")) &&
              arena_open(&forward->round, ROUND_CAPACITY, error) &&
              arena_open(&forward->batch, BATCH_CAPACITY, error) &&
              hub_open(&forward->below, &(struct member){0}, error) &&
              hub_open(&forward->above, options->above, error);
    if (ok)
        *out = forward;
    else
        forward_close(forward);
    return ok;
}

void forward_close(struct forward *forward)
{
    if (forward == NULL)
        return;
    struct arena arena = forward->arena;
    hub_close(forward->below);
    hub_close(forward->above);
    arena_close(&forward->round); /* keys are in it */
    arena_close(&forward->batch);
    arena_close(&arena);
}

void forward_rest(struct forward *forward)
{
    hub_disconnect(forward->below);
    hub_disconnect(forward->above);
}

/* --- Trouble: the first one counts, always false ---------------------------------------------- */

static bool fail(
    struct forward_report *report, bool below, enum sync_trouble trouble, const char *text)
{
    if (report->trouble == SYNC_FINE) {
        report->trouble = trouble;
        report->below = below;
        STR_COPY(report->text, text);
    }
    return false;
}

/* Whether the answer is good. */
static bool ask(struct forward *forward, bool below, const struct sync_ask *what,
    struct arena *arena, struct sync_answer *answer, struct forward_report *report)
{
    hub_answer(below ? forward->below : forward->above, what, arena, answer);
    return answer->trouble == SYNC_FINE || fail(report, below, answer->trouble, answer->text);
}

/* --- The hub here, as its owner --------------------------------------------------------------- */

static bool connect_below(struct forward *forward, struct forward_report *report)
{
    struct hub *hub = forward->below;
    struct hub_fault fault;
    const char *const keys[] = {"connect_timeout", "dbname", "client_encoding", NULL};
    const char *const values[] = {"10", forward->conninfo, "UTF8", NULL};
    if (hub->conn != NULL)
        return true;
    hub->conn = PQconnectdbParams(keys, values, 1);
    PQsetNoticeProcessor(hub->conn, hub_ignore_notice, NULL);
    if (PQstatus(hub->conn) == CONNECTION_OK) {
        PGresult *result =
            PQexec(hub->conn, "SET ROLE waystation_owner; SET search_path = waystation, pg_temp");
        bool ok =
            PQresultStatus(result) == PGRES_COMMAND_OK || hub_fault_take(&fault, hub->conn, result);
        PQclear(result);
        PQsetnonblocking(hub->conn, 1);
        if (ok)
            return true;
    } else {
        hub_fault_connect(&fault, hub->conn);
    }
    hub_disconnect(hub);
    return fail(report, true, fault.trouble, fault.text);
}

static bool select_below(
    struct forward *forward, const char *sql, PGresult **result, struct forward_report *report)
{
    struct hub_fault fault;
    struct hub_params params = hub_params(forward->below);
    hub_put_text(&params, forward->class_uid);
    return hub_ask(forward->below, sql, &params, result, &fault) ||
           fail(report, true, fault.trouble, fault.text);
}

/* From the badge key, which the hub has and which comes back with a hub that was lost: a student
 * keeps the pseudonym for as long as the class lasts. */
static void make_key(struct class *class)
{
    static const char purpose[] = "waystation pseudonym 1 ";
    crypto_generichash_state state;
    crypto_generichash_init(
        &state, class->is.badge_key, sizeof class->is.badge_key, sizeof class->key);
    crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof purpose - 1);
    crypto_generichash_update(&state, (const unsigned char *)class->is.uid, strlen(class->is.uid));
    crypto_generichash_final(&state, class->key, sizeof class->key);
    sodium_memzero(class->is.badge_key, sizeof class->is.badge_key);
}

static void read_class(
    const struct forward *forward, const PGresult *result, int row, struct class *out)
{
    enum { UID, ID, KEY, SCHOOL, WAVE, BROUGHT };
    STR_COPY(out->is.uid, hub_get_text(result, row, UID));
    STR_COPY(out->is.id, hub_get_text(result, row, ID));
    STR_COPY(out->is.name, out->is.id); /* a class is often named after its teacher */
    hub_get_bytes(result, row, KEY, out->is.badge_key, sizeof out->is.badge_key);
    STR_COPY(out->school, hub_get_text(result, row, SCHOOL));
    STR_COPY(out->wave, hub_get_text(result, row, WAVE));
    if (forward->school[0] != '\0')
        STR_COPY(out->school, forward->school);
    if (forward->wave[0] != '\0')
        STR_COPY(out->wave, forward->wave);
    out->brought = hub_get_bool(result, row, BROUGHT);
    if (!out->brought)
        make_key(out);
}

/* A class without a key has no pseudonyms: it stays. */
static bool read_classes(struct forward *forward, struct forward_report *report)
{
    PGresult *result;
    if (!select_below(forward,
            "SELECT uid, id, badge_key, school, wave, brought FROM (SELECT c.*, EXISTS (SELECT "
            "FROM waystation.node_class n WHERE n.class_uid = c.uid) AND badge_key IS NULL AS "
            "brought FROM waystation.class c WHERE $1 IN ('', uid)) q "
            "WHERE brought OR octet_length(badge_key) = 32 ORDER BY uid",
            &result, report))
        return false;
    forward->class_count = PQntuples(result);
    forward->classes = arena_array(&forward->round, struct class, (size_t)forward->class_count + 1);
    for (int i = 0; forward->classes != NULL && i < forward->class_count; i++)
        read_class(forward, result, i, &forward->classes[i]);
    PQclear(result);
    report->classes = forward->class_count;
    return forward->classes != NULL || fail(report, true, SYNC_BROKEN, "out of memory");
}

static bool read_logs(struct forward *forward, struct forward_report *report)
{
    PGresult *result;
    if (!select_below(forward,
            "SELECT class_uid, log, head FROM waystation.log WHERE head > 0 AND $1 IN ('', "
            "class_uid) ORDER BY class_uid, log",
            &result, report))
        return false;
    forward->log_count = PQntuples(result);
    forward->logs = arena_array(&forward->round, struct log, (size_t)forward->log_count + 1);
    for (int i = 0; forward->logs != NULL && i < forward->log_count; i++) {
        struct log *log = &forward->logs[i];
        STR_COPY(log->class_uid, hub_get_text(result, i, 0));
        hub_get_bytes(result, i, 1, log->head.log, LOG_ID_SIZE);
        log->head.seq = (uint32_t)hub_get_int(result, i, 2);
        log->above = 0;
    }
    PQclear(result);
    return forward->logs != NULL || fail(report, true, SYNC_BROKEN, "out of memory");
}

/* --- The hub above ---------------------------------------------------------------------------- */

/* Both answers are in the order of their bytes. */
static int find_head(const struct sync_head *heads, int count, const uint8_t *log)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = memcmp(heads[middle].log, log, LOG_ID_SIZE);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static bool read_above(struct forward *forward, struct forward_report *report)
{
    struct sync_answer answer;
    if (!ask(forward, false, &(struct sync_ask){.kind = SYNC_ASK_HELLO}, &forward->round, &answer,
            report))
        return false;
    forward->hello = answer.hello;
    if (!ask(forward, false, &(struct sync_ask){.kind = SYNC_ASK_HEADS}, &forward->round, &answer,
            report))
        return false;
    for (int i = 0; i < forward->log_count; i++) {
        struct log *log = &forward->logs[i];
        int at = find_head(answer.heads, answer.count, log->head.log);
        log->above = at >= 0 ? answer.heads[at].seq : 0;
        report->waiting += log->head.seq > log->above ? log->head.seq - log->above : 0;
    }
    return true;
}

static bool bring(struct forward *forward, const struct class *class, struct forward_report *report)
{
    struct error error = {0};
    bool ok =
        hub_class_bring(forward->above, &class->is, &error) &&
        (forward->hello.schema < HUB_WITH_PLACES ||
            hub_class_place(forward->above, class->is.uid, class->school, class->wave, &error));
    return ok ||
           fail(report, false, error.code == ERR_DENIED ? SYNC_DENIED : SYNC_BROKEN, error.text);
}

static void pseudonym(const void *with, const char *student, char out[static ID_SIZE])
{
    const struct class *class = with;
    uint8_t hash[PSEUDONYM_BYTES];
    if (class->brought || student[0] == '\0') {
        str_copy(out, ID_SIZE, student);
        return;
    }
    crypto_generichash(hash, sizeof hash, (const unsigned char *)student, strlen(student),
        class->key, sizeof class->key);
    sodium_bin2hex(out, ID_SIZE, hash, sizeof hash);
}

/* What came from below, as it goes up. */
static bool redact(const struct forward *forward, const struct class *class,
    const struct store_event *in, struct arena *arena, struct store_event *out,
    struct forward_report *report)
{
    struct error error = {0};
    char name[ID_SIZE];
    *out = *in;
    pseudonym(class, in->student, name);
    out->student = arena_copy_text(arena, name, strlen(name));
    if (out->student != NULL && forward->redact(in->kind, in->body, pseudonym, class, arena,
                                    &out->kind, &out->body, &error))
        return true;
    return fail(report, true, SYNC_BROKEN, error.text[0] != '\0' ? error.text : "out of memory");
}

/* What has expired at a school's hub has left gaps, but a log has none: blank rows fill them. */
static struct store_event blank(const struct log *log, uint32_t seq)
{
    struct store_event event = {.stamp = {.seq = seq},
        .station = "",
        .class_id = "",
        .student = "",
        .kind = "unknown",
        .version = 1,
        .body = "{}",
        .erased = true};
    memcpy(event.stamp.log, log->head.log, LOG_ID_SIZE);
    return event;
}

/* The rows to push, of those that were pulled. NULL: no memory, or *report says what. */
static struct store_event *prepare(struct forward *forward, const struct class *class,
    const struct log *log, const struct sync_answer *pulled, int *count,
    struct forward_report *report)
{
    struct arena *arena = &forward->batch;
    struct store_event *out = arena_array(arena, struct store_event, SYNC_BATCH_ROWS);
    uint32_t end = pulled->count > 0 ? pulled->events[pulled->count - 1].stamp.seq
                                     : MIN(log->head.seq, log->above + SYNC_BATCH_ROWS);
    int taken = 0;
    for (uint32_t seq = log->above + 1; out != NULL && seq <= end && *count < SYNC_BATCH_ROWS;
         seq++) {
        struct store_event *event = &out[(*count)++];
        if (taken == pulled->count || pulled->events[taken].stamp.seq != seq) {
            *event = blank(log, seq);
            if (!class->brought)
                return NULL;
        } else if (!redact(forward, class, &pulled->events[taken++], arena, event, report)) {
            return NULL;
        }
    }
    return out;
}

static bool push_batch(struct forward *forward, const struct class *class, struct log *log,
    struct forward_report *report)
{
    struct arena *arena = &forward->batch;
    struct sync_ask pull = {.kind = SYNC_ASK_PULL, .after = log->above};
    struct sync_ask push = {.kind = SYNC_ASK_PUSH, .class_uid = class->is.uid};
    struct sync_answer answer;
    memcpy(pull.log, log->head.log, LOG_ID_SIZE);
    arena_reset(arena);
    if (!ask(forward, true, &pull, arena, &answer, report))
        return false;
    push.events = prepare(forward, class, log, &answer, &push.count, report);
    if (push.events == NULL)
        return fail(report, true, SYNC_BROKEN, "a log here cannot be read");
    if (!ask(forward, false, &push, arena, &answer, report))
        return false;
    if (answer.heads[0].seq <= log->above)
        return fail(report, false, SYNC_BROKEN, "the hub above does not go on with a log");
    report->pushed += answer.heads[0].seq - log->above;
    report->waiting -= MIN(answer.heads[0].seq, log->head.seq) - log->above;
    log->above = answer.heads[0].seq;
    return true;
}

static void push_class(
    struct forward *forward, const struct class *class, struct forward_report *report)
{
    if (!bring(forward, class, report))
        return;
    for (int i = 0; i < forward->log_count; i++) {
        struct log *log = &forward->logs[i];
        if (!str_equal(log->class_uid, class->is.uid))
            continue;
        while (log->above < log->head.seq && push_batch(forward, class, log, report))
            continue;
        if (forward->below->conn == NULL || forward->above->conn == NULL)
            return;
    }
}

void forward_round(struct forward *forward, bool push, struct forward_report *out)
{
    *out = (struct forward_report){0};
    arena_reset(&forward->round);
    if (!connect_below(forward, out) || !read_classes(forward, out) || !read_logs(forward, out) ||
        !read_above(forward, out))
        return;
    for (int i = 0; push && i < forward->class_count; i++) {
        push_class(forward, &forward->classes[i], out);
        if (forward->below->conn == NULL || forward->above->conn == NULL)
            return;
    }
}

/* --- When ------------------------------------------------------------------------------------- */

int64_t forward_wait_ms(
    struct forward_pace *pace, const struct forward_report *report, uint32_t chance)
{
    enum { COLLECT_MS = 10000, LAST_MS = 60000, SPREAD_MS = 600000, OUTAGE_AFTER = 7 };
    if (report->trouble != SYNC_FINE) {
        int64_t wait_ms = MIN(INT64_C(1000) << MIN(pace->failures, 6), LAST_MS);
        pace->failures++;
        if (pace->failures >= OUTAGE_AFTER && report->trouble != SYNC_DENIED && !report->below)
            pace->outage = true;
        /* Between half of it and all, at least 1 s. */
        return MAX(wait_ms / 2 + (int64_t)(chance % (uint32_t)(wait_ms / 2 + 1)), 1000);
    }
    bool outage = pace->outage;
    *pace = (struct forward_pace){0};
    return outage ? (int64_t)(chance % (SPREAD_MS + 1))
                  : COLLECT_MS + (int64_t)(chance % (2 * COLLECT_MS + 1));
}
