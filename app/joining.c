#define LOG_MODULE "joining"
#include "joining.h"

#include "base/log.h"
#include "base/str.h"
#include "records_words.h"
#include "sync/hub_roll.h"
#include "sync/hub_server.h"
#include "sync/spawn.h"
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { NODES_CAPACITY = 4 * 1024 * 1024 };

static const char setting_server[] = "hub.server";

/* --- The board ------------------------------------------------------------------------------- */

bool joining_hub_is_elsewhere(struct store *store, char *out, size_t size)
{
    return store_get(store, setting_server, out, size) && out[0] != '\0';
}

bool joining_hub_is_lost(struct store *store, const char *data)
{
    char elsewhere[HUB_CONNINFO_SIZE];
    struct member member;
    enum member_kind kind;
    struct error none = {0};
    bool is_board = member_load(store, &member, &kind, &none) && kind == MEMBER_BOARD;
    sodium_memzero(&member, sizeof member);
    return is_board && !joining_hub_is_elsewhere(store, elsewhere, sizeof elsewhere) &&
           hub_server_state(data) == HUB_SERVER_NONE;
}

/* Name and secret of a board, which stay the same however often its hub is made. */
static bool mint_board(const struct classroom *classroom, struct member *out, struct error *error)
{
    uint8_t uid[(MEMBER_UID_SIZE - 1) / 2];
    char code[JOIN_SHORT_SIZE];
    struct member letters = {0};
    store_random(uid, sizeof uid);
    sodium_bin2hex(out->class_uid, sizeof out->class_uid, uid, sizeof uid);
    join_short_make(code);
    if (!join_short_read(code, &letters, error))
        return false;
    STR_FORMAT(out->role, "%sboard", letters.role);
    hub_make_secret(out->secret);
    STR_COPY(out->class_id, classroom->plan.class_id);
    STR_COPY(out->class_name, classroom->plan.class_name);
    return true;
}

static bool find_board(struct records *records, struct member *out, struct error *error)
{
    enum member_kind kind;
    struct error none = {0};
    *out = (struct member){0};
    if (member_load(records->store, out, &kind, &none)) {
        if (kind == MEMBER_BOARD)
            return true;
        return error_set(error, ERR_DENIED,
            "this machine is a station of %s: a hub is made on the machine of the teacher",
            out->class_name);
    }
    if (none.code != ERR_NOT_FOUND)
        return error_set(error, none.code, "%s", none.text);
    return mint_board(records->classroom, out, error);
}

/* The database, and how its owner connects to it. */
bool joining_make_place(struct joining_making *making, struct error *error)
{
    struct member *board = &making->board;
    const char *data = making->data;
    int port;
    if (making->is_elsewhere)
        return hub_server_place(making->owner, board, error);
    if (hub_server_state(data) == HUB_SERVER_NONE && !hub_server_make(data, making->port, error))
        return false;
    STR_COPY(board->host, "127.0.0.1");
    STR_COPY(board->database, MEMBER_DATABASE);
    if (!hub_server_start(data, error) || !hub_server_database(data, MEMBER_DATABASE, error) ||
        !hub_server_owner(data, MEMBER_DATABASE, making->owner, error) ||
        !hub_server_port(data, &port, error))
        return false;
    board->port = port;
    return true;
}

bool joining_make_begin(struct records *records, const char *data,
    const struct joining_place *place, struct joining_making *out, struct error *error)
{
    const struct plan *plan = &records->classroom->plan;
    *out = (struct joining_making){.port = place->port};
    out->is_elsewhere = place->server != NULL;
    if (out->is_elsewhere && !STR_COPY(out->owner, place->server))
        return error_set(error, ERR_BAD_INPUT, "what --server says is too long");
    if (!STR_COPY(out->data, data))
        return error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
    STR_COPY(out->class.id, plan->class_id);
    STR_COPY(out->class.name, plan->class_name);
    store_class_key(records->store, out->class.badge_key);
    if (!find_board(records, &out->board, error))
        return false;
    if (out->port == 0 && str_equal(out->board.host, "127.0.0.1"))
        out->port = out->board.port;                               /* where stations look for it */
    (void)records_words_public_key(records, out->board.class_key); /* before a term: none */
    return arena_open(&out->arena, NODES_CAPACITY, error) &&
           hub_roll_load(records->store, &out->arena, &out->nodes, &out->node_count, error);
}

/* Before the hub knows it: the same board again, should the plug be pulled in between. */
bool joining_make_keep(
    struct records *records, const struct joining_making *making, struct error *error)
{
    const struct member *board = &making->board;
    char where[2 * MEMBER_HOST_SIZE] = "";
    if (making->is_elsewhere) /* without the owner's password */
        STR_FORMAT(where, "%s:%d/%s", board->host, board->port, board->database);
    return member_save(records->store, MEMBER_BOARD, board, error) &&
           store_set(records->store, setting_server, where, error);
}

bool joining_make_finish(struct joining_making *making, struct error *error)
{
    struct hub_class *class = &making->class;
    STR_COPY(class->uid, making->board.class_uid);
    memcpy(class->class_key, making->board.class_key, sizeof class->class_key);
    return hub_admin_init(
        making->owner, class, &making->board, making->nodes, making->node_count, error);
}

void joining_make_end(struct joining_making *making)
{
    arena_close(&making->arena);
    sodium_memzero(making, sizeof *making);
}

bool joining_make_hub(struct records *records, const char *data, const struct joining_place *place,
    struct member *board, struct error *error)
{
    struct joining_making making = {0};
    bool ok = joining_make_begin(records, data, place, &making, error) &&
              joining_make_place(&making, error) && joining_make_keep(records, &making, error) &&
              joining_make_finish(&making, error) && joining_make_keep(records, &making, error);
    *board = making.board;
    joining_make_end(&making);
    return ok;
}

bool joining_keep_nodes(struct records *records, struct hub *hub, struct error *error)
{
    const struct hub_node *nodes;
    int count;
    size_t mark = arena_mark(&records->scratch);
    bool ok = hub_nodes(hub, &records->scratch, &nodes, &count, error) &&
              hub_roll_save(records->store, &records->scratch, nodes, count, error);
    arena_release(&records->scratch, mark);
    return ok;
}

const char *joining_update_command(const struct sync_hello *hello, const char *data)
{
    if (hello->schema == 0 || hello->schema >= SYNC_PROTOCOL)
        return NULL;
    return hub_server_state(data) == HUB_SERVER_NONE ? "waystation hub init --server CONNINFO"
                                                     : "waystation hub start";
}

bool joining_start_hub(const char *data, struct error *error)
{
    char owner[HUB_CONNINFO_SIZE];
    return hub_server_start(data, error) && hub_server_owner(data, MEMBER_DATABASE, owner, error) &&
           hub_admin_init(owner, NULL, NULL, NULL, 0, error);
}

/* Through this program itself: starting takes seconds, after a power cut more, and the board is to
 * be there at once. The child that waits is nobody's. */
void joining_wake_hub(const char *data)
{
    char program[STORE_PATH_SIZE];
    const char *const arguments[] = {
        "setsid", "--fork", program, "hub", "start", "--data", data, NULL};
    int status;
    struct error error = {0};
    if (hub_server_state(data) != HUB_SERVER_STOPPED)
        return;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return;
    program[length] = '\0';
    if (!spawn_run(arguments, "/dev/null", &status, &error))
        log_warning("the hub is not started: %s", error.text);
}

static void first_address(const struct member *member, char out[static JOINING_ADDRESS_SIZE])
{
    const char *cursor = member->host, *first = member->host;
    size_t length = 0;
    char host[MEMBER_HOST_SIZE];
    (void)str_next_part(&cursor, ',', &first, &length);
    str_copy_length(host, sizeof host, first, length);
    bool six = strchr(host, ':') != NULL && member->port != MEMBER_PORT;
    str_format(out, JOINING_ADDRESS_SIZE, "%s%s%s", six ? "[" : "", host, six ? "]" : "");
    if (member->port != MEMBER_PORT) {
        char port[16];
        STR_FORMAT(port, ":%d", member->port);
        str_append(out, JOINING_ADDRESS_SIZE, port);
    }
}

bool joining_let_in(const struct member *board, const char *station, int minutes,
    struct joining_code *out, struct error *error)
{
    enum { NAMES_TRIED = 5 };
    struct member place;
    struct error problem = {0};
    struct hub *hub = NULL;
    bool ok = false;
    if (!hub_open(&hub, board, error))
        return false;
    for (int i = 0; i < NAMES_TRIED && !ok; i++) {
        problem = (struct error){0};
        place = (struct member){0};
        join_short_make(out->letters);
        ok = join_short_read(out->letters, &place, &problem);
        STR_COPY(place.station, station);
        ok = ok && hub_join_open(hub, minutes, &place, &problem);
        if (!ok && problem.code != ERR_BUSY) /* another node has this name */
            break;
    }
    if (ok) {
        hub_server_outside(board->host, place.host, sizeof place.host);
        place.port = board->port;
        struct error too_long = {0};
        ok = join_code_write_letters(&place, out->letters, out->text, &too_long) ||
             join_code_write(&place, out->text, &problem);
        first_address(&place, out->address);
        STR_COPY(out->station, station);
        out->minutes = minutes;
    }
    hub_close(hub);
    sodium_memzero(&place, sizeof place);
    return ok || error_set(error, problem.code, "%s", problem.text);
}

void joining_name_class(struct member *member, const struct records *records)
{
    const struct plan *plan = &records->classroom->plan;
    if (!records->has_plan)
        return;
    STR_COPY(member->class_id, plan->class_id);
    STR_COPY(member->class_name, plan->class_name);
}

/* --- The station ----------------------------------------------------------------------------- */

static bool say_hello(const struct member *member, int connect_ms, struct sync_hello *hello,
    enum sync_trouble *trouble, struct error *error)
{
    enum { ANSWER_CAPACITY = 4 * 1024 * 1024 };
    const struct sync_ask ask = {.kind = SYNC_ASK_HELLO};
    struct sync_answer answer = {0};
    struct arena arena = {0};
    struct hub *hub = NULL;
    *trouble = SYNC_BROKEN;
    if (!hub_open(&hub, member, error))
        return false;
    if (connect_ms > 0)
        hub_hurry(hub, connect_ms);
    bool ok = arena_open(&arena, ANSWER_CAPACITY, error);
    if (ok) {
        hub_answer(hub, &ask, &arena, &answer);
        *hello = answer.hello;
        *trouble = answer.trouble;
        ok = answer.trouble == SYNC_FINE;
    }
    if (!ok)
        error_set(error, answer.trouble == SYNC_WRONG_SECRET ? ERR_DENIED : ERR_IO,
            "%s (%s, port %d%s%s)", sync_trouble_text(answer.trouble), member->host, member->port,
            answer.text[0] != '\0' ? ": " : "", answer.text);
    arena_close(&arena);
    hub_close(hub);
    return ok;
}

bool joining_hello_why(const struct member *member, struct sync_hello *hello,
    enum sync_trouble *trouble, struct error *error)
{
    return say_hello(member, 0, hello, trouble, error);
}

bool joining_hello_soon(const struct member *member, struct sync_hello *hello,
    enum sync_trouble *trouble, struct error *error)
{
    enum { SOON_MS = 3000 };
    return say_hello(member, SOON_MS, hello, trouble, error);
}

bool joining_hello(const struct member *member, struct sync_hello *hello, struct error *error)
{
    enum sync_trouble trouble;
    return joining_hello_why(member, hello, &trouble, error);
}

bool joining_look(const struct member *code, struct sync_hello *hello, struct error *error)
{
    struct error problem = {0};
    if (joining_hello(code, hello, &problem))
        return true;
    return error_set(error, problem.code, "%s",
        problem.code == ERR_DENIED
            ? "this code does not open anything: it was used, its time is over, or it is not as "
              "the board shows it. Have the board show a new one"
            : problem.text);
}

bool joining_may(struct records *records, const struct sync_hello *hello, struct error *error)
{
    struct member member;
    enum member_kind kind;
    struct error none = {0};
    const struct plan *plan = &records->classroom->plan;
    bool is_member = member_load(records->store, &member, &kind, &none);
    if (is_member && kind == MEMBER_BOARD)
        return error_set(error, ERR_DENIED,
            "this machine is the board of %s, a hub itself: another machine can be its station",
            member.class_name);
    if (is_member && str_equal(member.class_uid, hello->class_uid))
        return true;
    if (is_member || (records->has_plan && !str_equal(plan->class_id, hello->class_id)))
        return error_set(error, ERR_DENIED,
            "this machine has a class already, %s: keep it, or start anew in an empty data folder "
            "(--data DIR)",
            is_member ? member.class_name : plan->class_name);
    return true;
}

int joining_badges_of_ours(const struct records *records)
{
    const struct classroom *classroom = records->classroom;
    struct member member;
    enum member_kind kind;
    struct error none = {0};
    int count = 0;
    bool is_member = member_load(records->store, &member, &kind, &none);
    for (int i = 0; i < classroom->plan.student_count && !is_member; i++)
        count += classroom->students[i].badge.valid;
    return count;
}

bool joining_was_stopped(struct store *store, const struct member *code, struct member *coming)
{
    struct error none = {0};
    return member_load_coming(store, coming, &none) && str_equal(coming->role, code->role);
}

bool joining_prepare(struct store *store, const struct member *code, const struct sync_hello *hello,
    struct member *out, struct error *error)
{
    /* The same code once more, after a plug was pulled: the secret that the hub may know. */
    if (!joining_was_stopped(store, code, out)) {
        *out = *code;
        hub_make_secret(out->secret);
    }
    STR_COPY(out->class_uid, hello->class_uid);
    STR_COPY(out->class_id, hello->class_id);
    STR_COPY(out->class_name, hello->class_name);
    STR_COPY(out->station, hello->label);
    memcpy(out->class_key, hello->class_key, sizeof out->class_key);
    return member_save(store, MEMBER_COMING, out, error);
}

bool joining_accept(const struct member *code, const struct member *coming, struct error *error)
{
    struct hub *hub = NULL;
    bool ok = hub_open(&hub, code, error) && hub_join_accept(hub, coming->secret, error);
    hub_close(hub);
    return ok;
}

bool joining_finish(struct records *records, const struct member *coming,
    const struct sync_hello *hello, struct error *error)
{
    struct store *store = records->store;
    bool seals = !sodium_is_zero(hello->class_key, sizeof hello->class_key);
    bool has_key = !sodium_is_zero(hello->badge_key, sizeof hello->badge_key);
    return (!has_key || store_take_class_key(store, hello->badge_key, error)) &&
           (!seals || records_words_join(records, hello->class_key, error)) &&
           store_set(store, "station", coming->station, error) &&
           member_save(store, MEMBER_STATION, coming, error) && member_forget(store, true, error);
}
