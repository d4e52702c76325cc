#include "sync/hub_admin.h"

#include "base/str.h"
#include "sync/hub_inside.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { SECRET_BYTES = 24, ROLE_LETTERS = 12, MINUTES_MAX = 60 * 24 * 366, EXPIRE_ROWS = 500 };

/* --- Secrets ---------------------------------------------------------------------------------- */

void hub_make_secret(char out[static MEMBER_SECRET_SIZE])
{
    uint8_t bytes[SECRET_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(
        out, MEMBER_SECRET_SIZE, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

/* libpq hashes with a connection only, if one that never comes about. */
bool hub_make_verifier(const char *secret, char out[static HUB_VERIFIER_SIZE], struct error *error)
{
    PGconn *conn = PQconnectStart("port=0");
    char *verifier = conn == NULL ? NULL : PQencryptPasswordConn(conn, secret, "", "scram-sha-256");
    bool ok = verifier != NULL && str_copy(out, HUB_VERIFIER_SIZE, verifier);
    PQfreemem(verifier);
    PQfinish(conn);
    return ok || error_set(error, ERR_MEMORY, "the secret could not be hashed");
}

static void make_login(struct member *member)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    if (str_is_empty(member->role)) {
        struct str_writer writer = str_writer(member->role, sizeof member->role);
        str_put(&writer, "ws_");
        for (int i = 0; i < ROLE_LETTERS; i++)
            str_put_length(&writer, &letters[randombytes_uniform(sizeof letters - 1)], 1);
    }
    if (str_is_empty(member->secret))
        hub_make_secret(member->secret);
}

/* --- As the owner of the database ------------------------------------------------------------- */

static bool begin(struct hub *hub, const char *conninfo, struct error *error)
{
    struct hub_fault fault;
    /* What the conninfo says about the time counts. */
    const char *const keys[] = {"connect_timeout", "dbname", NULL};
    const char *const values[] = {"10", conninfo, NULL};
    hub->conn = PQconnectdbParams(keys, values, 1);
    PQsetNoticeProcessor(hub->conn, hub_ignore_notice, NULL);
    if (PQstatus(hub->conn) != CONNECTION_OK) {
        hub_fault_connect(&fault, hub->conn);
        return hub_fault_error(&fault, error);
    }
    int version = PQserverVersion(hub->conn);
    if (version < 150000)
        return error_set(error, ERR_UNSUPPORTED,
            "the server is PostgreSQL %d: a hub needs version 15 or later", version / 10000);
    if (!str_equal(PQparameterStatus(hub->conn, "server_encoding"), "UTF8"))
        return error_set(error, ERR_UNSUPPORTED,
            "the database is not in UTF-8: make one with ENCODING 'UTF8' TEMPLATE template0");
    return hub_migrate(hub->conn, SYNC_PROTOCOL, error);
}

static bool ask(struct hub *hub, const char *sql, const struct hub_params *params,
    PGresult **result, struct error *error)
{
    struct hub_fault fault;
    return hub_ask(hub, sql, params, result, &fault) || hub_fault_error(&fault, error);
}

/* Asks for what it does, not for what it says. */
static bool tell(
    struct hub *hub, const char *sql, const struct hub_params *params, struct error *error)
{
    PGresult *result;
    bool ok = ask(hub, sql, params, &result, error);
    PQclear(result);
    return ok;
}

static bool tell_plain(struct hub *hub, const char *sql, struct error *error)
{
    struct hub_params params = hub_params(hub);
    return tell(hub, sql, &params, error);
}

static void put_key(struct hub_params *params, const uint8_t key[static MEMBER_KEY_SIZE])
{
    bool has_key = !sodium_is_zero(key, MEMBER_KEY_SIZE);
    hub_put_bytes(params, key, has_key ? MEMBER_KEY_SIZE : 0);
}

static bool save_class(struct hub *hub, struct hub_class *class, struct error *error)
{
    if (str_is_empty(class->uid)) {
        uint8_t bytes[(MEMBER_UID_SIZE - 1) / 2];
        randombytes_buf(bytes, sizeof bytes);
        sodium_bin2hex(class->uid, sizeof class->uid, bytes, sizeof bytes);
    }
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, class->uid);
    hub_put_text(&params, class->id);
    hub_put_text(&params, class->name);
    put_key(&params, class->class_key);
    put_key(&params, class->badge_key);
    return tell(hub,
        "INSERT INTO class(uid, id, name, class_key, badge_key) VALUES ($1, $2, $3, "
        "nullif($4, ''), nullif($5, '')) ON CONFLICT (uid) DO UPDATE SET id = excluded.id, "
        "name = excluded.name, class_key = excluded.class_key, badge_key = excluded.badge_key",
        &params, error);
}

static const char *const kind_names[] = {"station", "board", "hub"};

/* One that is here already keeps its row, and gets the secret that is named now. */
static bool save_node(
    struct hub *hub, const char *class_uid, const struct hub_node *node, struct error *error)
{
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, node->role);
    hub_put_text(&params, class_uid);
    hub_put_text(&params, kind_names[node->kind]);
    hub_put_text(&params, node->label);
    hub_put_text(&params, node->verifier);
    hub_put_int64(&params, node->made_ms);
    hub_put_int64(&params, node->joined_ms);
    hub_put_int64(&params, node->expires_ms);
    hub_put_int64(&params, node->removed_ms);
    return tell(hub, "SELECT node_again($1, $2, $3, $4, $5, $6, $7, $8, $9)", &params, error);
}

static bool save_login(struct hub *hub, enum hub_node_kind kind, const char *class_uid,
    const char *label, struct member *member, struct error *error)
{
    struct hub_node node = {.kind = kind, .made_ms = 1, .joined_ms = 1};
    make_login(member);
    STR_COPY(node.role, member->role);
    STR_COPY(node.label, label);
    STR_COPY(member->database, PQdb(hub->conn));
    return hub_make_verifier(member->secret, node.verifier, error) &&
           save_node(hub, class_uid, &node, error);
}

static bool init(struct hub *hub, struct hub_class *class, struct member *board,
    const struct hub_node *nodes, int node_count, struct error *error)
{
    if (!tell_plain(hub, "BEGIN", error) ||
        !tell_plain(hub, "SET LOCAL ROLE waystation_owner", error) ||
        !tell_plain(hub, "SET LOCAL search_path = waystation, pg_temp", error) ||
        !save_class(hub, class, error) ||
        !save_login(hub, HUB_NODE_BOARD, class->uid, board->station, board, error))
        return false;
    for (int i = 0; i < node_count; i++)
        if (!str_equal(nodes[i].role, board->role) && !save_node(hub, class->uid, &nodes[i], error))
            return false;
    STR_COPY(board->class_uid, class->uid);
    STR_COPY(board->class_id, class->id);
    STR_COPY(board->class_name, class->name);
    memcpy(board->class_key, class->class_key, sizeof board->class_key);
    return tell_plain(hub, "COMMIT", error);
}

bool hub_admin_init(const char *conninfo, struct hub_class *class, struct member *board,
    const struct hub_node *nodes, int node_count, struct error *error)
{
    struct hub *hub;
    assert((class == NULL) == (board == NULL));
    if (!hub_open(&hub, &(struct member){0}, error))
        return false;
    bool ok = begin(hub, conninfo, error) &&
              (class == NULL || init(hub, class, board, nodes, node_count, error));
    hub_close(hub); /* what was not committed is gone with it */
    return ok;
}

bool hub_admin_add_hub(
    const char *conninfo, const char *label, struct member *out, struct error *error)
{
    struct hub *hub;
    if (!hub_open(&hub, &(struct member){0}, error))
        return false;
    bool ok = begin(hub, conninfo, error) && tell_plain(hub, "BEGIN", error) &&
              tell_plain(hub, "SET LOCAL ROLE waystation_owner", error) &&
              tell_plain(hub, "SET LOCAL search_path = waystation, pg_temp", error) &&
              save_login(hub, HUB_NODE_HUB, NULL, label, out, error) &&
              tell_plain(hub, "COMMIT", error);
    hub_close(hub);
    return ok;
}

/* --- As a node -------------------------------------------------------------------------------- */

static bool greet(struct hub *hub, struct sync_hello *hello, struct error *error)
{
    struct hub_fault fault;
    locale_t before = uselocale(hub->plain);
    bool ok = hub_hello(hub, hello, &fault);
    uselocale(before);
    return ok || hub_fault_error(&fault, error);
}

/* On the connection there is, or a new one. */
static bool ready(struct hub *hub, struct error *error)
{
    struct sync_hello hello;
    return hub->conn != NULL || greet(hub, &hello, error);
}

bool hub_join_open(struct hub *hub, int minutes, struct member *out, struct error *error)
{
    struct sync_hello hello;
    char verifier[HUB_VERIFIER_SIZE];
    if (str_is_empty(out->station))
        return error_set(error, ERR_BAD_INPUT, "name the station that the code is for");
    make_login(out);
    if (!greet(hub, &hello, error) || !hub_make_verifier(out->secret, verifier, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, out->role);
    hub_put_text(&params, out->station);
    hub_put_int(&params, CLAMP(minutes, 1, MINUTES_MAX));
    hub_put_text(&params, verifier);
    if (!tell(hub, "SELECT waystation.join_open($1, $2, $3, $4)", &params, error))
        return false;
    STR_COPY(out->host, hub->member.host);
    out->port = hub->member.port;
    STR_COPY(out->database, hub->member.database);
    STR_COPY(out->class_uid, hello.class_uid);
    STR_COPY(out->class_id, hello.class_id);
    STR_COPY(out->class_name, hello.class_name);
    memcpy(out->class_key, hello.class_key, sizeof out->class_key);
    return true;
}

bool hub_join_accept(struct hub *hub, const char *new_secret, struct error *error)
{
    char verifier[HUB_VERIFIER_SIZE];
    if (!ready(hub, error) || !hub_make_verifier(new_secret, verifier, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, verifier);
    if (!tell(hub, "SELECT waystation.join_accept($1)", &params, error))
        return false;
    STR_COPY(hub->member.secret, new_secret);
    return true;
}

bool hub_node_remove(struct hub *hub, const char *role, struct error *error)
{
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, role);
    return tell(hub, "SELECT waystation.node_remove($1)", &params, error);
}

bool hub_class_set(struct hub *hub, const struct hub_class *class, struct error *error)
{
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, class->id);
    hub_put_text(&params, class->name);
    put_key(&params, class->class_key);
    put_key(&params, class->badge_key);
    return tell(
        hub, "SELECT waystation.class_set($1, $2, nullif($3, ''), nullif($4, ''))", &params, error);
}

bool hub_class_expire(
    struct hub *hub, int64_t before_ms, int64_t *removed, bool *more, struct error *error)
{
    PGresult *result;
    struct hub_fault fault;
    *removed = 0;
    *more = false;
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_int64(&params, before_ms);
    hub_put_int(&params, EXPIRE_ROWS);
    if (!hub_ask(hub, "SELECT waystation.class_expire($1, $2)", &params, &result, &fault))
        return hub_fault_error(&fault, error);
    *removed = hub_get_int(result, 0, 0);
    *more = *removed == EXPIRE_ROWS;
    PQclear(result);
    return true;
}

bool hub_class_bring(struct hub *hub, const struct hub_class *class, struct error *error)
{
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, class->uid);
    hub_put_text(&params, class->id);
    hub_put_text(&params, class->name);
    return tell(hub, "SELECT waystation.class_bring($1, $2, $3)", &params, error);
}

bool hub_class_place(struct hub *hub, const char *class_uid, const char *school, const char *wave,
    struct error *error)
{
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    hub_put_text(&params, class_uid);
    hub_put_text(&params, school);
    hub_put_text(&params, wave);
    return tell(hub, "SELECT waystation.class_place($1, $2, $3)", &params, error);
}

/* --- Lists ------------------------------------------------------------------------------------ */

static enum hub_node_kind kind_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(kind_names); i++)
        if (str_equal(name, kind_names[i]))
            return (enum hub_node_kind)i;
    return HUB_NODE_STATION;
}

static bool read_node(const PGresult *result, int row, struct arena *arena, struct hub_node *out)
{
    enum {
        ROLE,
        VERIFIER,
        KIND,
        LABEL,
        MADE,
        JOINED,
        REMOVED,
        EXPIRES,
        SEEN,
        SINCE,
        SESSIONS,
        REPORT
    };
    STR_COPY(out->role, hub_get_text(result, row, ROLE));
    STR_COPY(out->verifier, hub_get_text(result, row, VERIFIER));
    out->kind = kind_of(hub_get_text(result, row, KIND));
    STR_COPY(out->label, hub_get_text(result, row, LABEL));
    out->made_ms = hub_get_int(result, row, MADE);
    out->joined_ms = hub_get_int(result, row, JOINED);
    out->removed_ms = hub_get_int(result, row, REMOVED);
    out->expires_ms = hub_get_int(result, row, EXPIRES);
    out->seen_ms = hub_get_int(result, row, SEEN);
    out->since_ms = hub_get_int(result, row, SINCE);
    out->sessions = (int32_t)hub_get_int(result, row, SESSIONS);
    out->report = hub_copy_text(result, row, REPORT, arena);
    return out->report != NULL;
}

bool hub_nodes(struct hub *hub, struct arena *arena, const struct hub_node **out, int *count,
    struct error *error)
{
    PGresult *result;
    *out = NULL;
    *count = 0;
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    if (!ask(hub, "SELECT * FROM waystation.nodes()", &params, &result, error))
        return false;
    int rows = PQntuples(result);
    struct hub_node *nodes = arena_array(arena, struct hub_node, (size_t)rows + 1);
    bool ok = nodes != NULL;
    for (int i = 0; ok && i < rows; i++)
        ok = read_node(result, i, arena, &nodes[i]);
    PQclear(result);
    if (!ok)
        return error_set(error, ERR_MEMORY, "out of memory for the hub's nodes");
    *out = nodes;
    *count = rows;
    return true;
}

static bool read_refusal(
    const PGresult *result, int row, struct arena *arena, struct hub_refusal *out)
{
    enum { AT, COUNT, ROLE, LABEL, TEXT };
    out->at_ms = hub_get_int(result, row, AT);
    out->count = (int32_t)hub_get_int(result, row, COUNT);
    out->role = hub_copy_text(result, row, ROLE, arena);
    out->label = hub_copy_text(result, row, LABEL, arena);
    out->text = hub_copy_text(result, row, TEXT, arena);
    return out->role != NULL && out->label != NULL && out->text != NULL;
}

bool hub_refusals(struct hub *hub, struct arena *arena, const struct hub_refusal **out, int *count,
    struct error *error)
{
    PGresult *result;
    *out = NULL;
    *count = 0;
    if (!ready(hub, error))
        return false;
    struct hub_params params = hub_params(hub);
    if (!ask(hub, "SELECT * FROM waystation.refusals()", &params, &result, error))
        return false;
    int rows = PQntuples(result);
    struct hub_refusal *refusals = arena_array(arena, struct hub_refusal, (size_t)rows + 1);
    bool ok = refusals != NULL;
    for (int i = 0; ok && i < rows; i++)
        ok = read_refusal(result, i, arena, &refusals[i]);
    PQclear(result);
    if (!ok)
        return error_set(error, ERR_MEMORY, "out of memory for the hub's refusals");
    *out = refusals;
    *count = rows;
    return true;
}
