/* hub status: who belongs, who is connected, and what is behind. */
#include "base/date.h"
#include "base/str.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include "exchange/hub_json.h"
#include "joining.h"
#include "sync/hub_server.h"
#include "upstream.h"
#include <stdio.h>
#include <string.h>

void hub_when(int64_t at_ms, const struct moment *now, char out[static HUB_WHEN_SIZE])
{
    char date[DATE_TEXT_SIZE], time[CLOCK_TEXT_SIZE];
    int32_t day = date_day_at(at_ms, now->offset_s);
    date_format(day, date);
    time_format_clock(date_minute_at(at_ms, now->offset_s), time);
    bool today = day == date_day_at(now->wall_ms, now->offset_s);
    str_format(out, HUB_WHEN_SIZE, "%s%s%s", today ? "" : date, today ? "" : " ", time);
}

struct status {
    struct records *records;
    const struct member *member;
    struct moment now;
    const struct hub_node *nodes;
    const struct hub_refusal *refusals;
    int node_count, refusal_count;
    bool is_lost; /* it was on this machine, and is not any more */
    const char *folder;
    char upstream[2 * ERROR_TEXT_SIZE]; /* where the class goes up to, and how far; "": nowhere */
};

/* --- In words -------------------------------------------------------------------------------- */

static const char *const kinds[] = {"station", "board", "hub"};

static bool is_us(const struct status *status, const struct hub_node *node)
{
    return str_equal(node->role, status->member->role);
}

/* While we asked we were connected as the board, too: that was no machine. */
static int connections_of(const struct status *status, const struct hub_node *node)
{
    return node->sessions - (is_us(status, node) && node->sessions > 0);
}

static const char *state_of(const struct status *status, const struct hub_node *node)
{
    return node->removed_ms != 0                                             ? "removed"
           : node->joined_ms == 0 && node->expires_ms <= status->now.wall_ms ? "expired"
           : node->joined_ms == 0                                            ? "invited"
           : connections_of(status, node) > 0                                ? "connected"
                                                                             : "away";
}

static void say_state(const struct status *status, const struct hub_node *node)
{
    const char *state = state_of(status, node);
    char when[HUB_WHEN_SIZE];
    const struct {
        const char *state, *words;
        int64_t at_ms;
    } words[] = {
        {"removed", "shut out since", node->removed_ms},
        {"expired", "a code for it was not used; its time was over", node->expires_ms},
        {"invited", "a code for it waits to be used until", node->expires_ms},
        {"connected", "connected since", node->since_ms},
        {"away", node->seen_ms != 0 ? "away; last seen" : "away; never seen since it joined",
            node->seen_ms != 0 ? node->seen_ms : node->joined_ms},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_equal(words[i].state, state))
            continue;
        hub_when(words[i].at_ms, &status->now, when);
        printf("%s %s", words[i].words, when);
    }
}

static void say_count(int64_t number, const char *one, const char *many)
{
    if (number > 0)
        printf("  %-12s %lld %s\n", "", (long long)number, number == 1 ? one : many);
}

static void say_node(const struct status *status, const struct hub_node *node)
{
    struct node_report report;
    bool known = node_report_read(node->report, &report);
    bool us = is_us(status, node);
    int connections = connections_of(status, node);
    printf("  %-12s ", us ? "this board" : node->label);
    if (!us)
        say_state(status, node);
    printf("%s(%s)\n", us ? "" : " ", node->role);
    if (node->removed_ms != 0 || node->joined_ms == 0)
        return;
    if (connections > 1)
        printf("  %-12s %d machines use this membership: was its card copied? Let one of them in "
               "with a code of its own\n",
            "", connections);
    if (known && (us || connections > 0) && report.waiting == 0)
        printf("  %-12s everything it did is here\n", "");
    say_count(report.waiting, "event is still to come", "events are still to come");
    say_count(report.refused, "event was not taken", "events were not taken");
    say_count(report.conflicts, "event contradicts another under the same number: both are kept",
        "events contradict others under the same numbers: both are kept");
}

static void say_all(const struct status *status)
{
    char outside[MEMBER_HOST_SIZE], when[HUB_WHEN_SIZE];
    int shown = 0;
    hub_server_outside(status->member->host, outside, sizeof outside);
    printf("The hub of %s answers; stations find it at %s, port %d.\n", status->member->class_name,
        outside, status->member->port);
    for (int i = 0; i < status->node_count; i++) {
        const struct hub_node *node = &status->nodes[i];
        shown += node->kind == HUB_NODE_STATION && node->removed_ms == 0;
        say_node(status, node);
    }
    if (shown == 0)
        puts("No station has joined yet: `waystation hub code --station ID`.");
    if (status->upstream[0] != '\0')
        printf("What happens goes up to %s.\n", status->upstream);
    if (status->refusal_count > 0)
        puts("Not taken by the hub:");
    for (int i = 0; i < status->refusal_count; i++) {
        const struct hub_refusal *refusal = &status->refusals[i];
        hub_when(refusal->at_ms, &status->now, when);
        printf("  %s %s (%s)%s: %s\n", when, refusal->label, refusal->role,
            refusal->count > 1 ? ", several times" : "", refusal->text);
    }
}

/* --- As a document --------------------------------------------------------------------------- */

static bool begin(struct hub_json *document, const struct member *member, const char *role)
{
    char address[MEMBER_HOST_SIZE + 16] = "";
    if (member->port > 0)
        STR_FORMAT(address, "%s:%d", member->host, member->port);
    return document != NULL && hub_json_text(document, "role", role) &&
           hub_json_text(document, "class", member->class_id) &&
           hub_json_text(document, "class_name", member->class_name) &&
           hub_json_text(document, "station", member->station) &&
           hub_json_text(document, "address", address);
}

static bool add_nodes(struct hub_json *document, const struct status *status)
{
    bool ok = hub_json_lists(document);
    for (int i = 0; ok && i < status->node_count; i++) {
        const struct hub_node *node = &status->nodes[i];
        struct hub_json_node entry = {.role = node->role,
            .kind = kinds[node->kind],
            .label = node->label,
            .state = state_of(status, node),
            .connections = connections_of(status, node),
            .made_ms = node->made_ms,
            .joined_ms = node->joined_ms,
            .removed_ms = node->removed_ms,
            .expires_ms = node->joined_ms == 0 ? node->expires_ms : 0,
            .seen_ms = node->seen_ms,
            .since_ms = connections_of(status, node) > 0 ? node->since_ms : 0};
        (void)node_report_read(node->report, &entry.report);
        ok = hub_json_add_node(document, &entry);
    }
    for (int i = 0; ok && i < status->refusal_count; i++) {
        const struct hub_refusal *refusal = &status->refusals[i];
        ok = hub_json_add_refusal(
            document, refusal->at_ms, refusal->role, refusal->label, refusal->count, refusal->text);
    }
    return ok;
}

static bool finish(struct hub_json *document, bool ok, struct error *error)
{
    ok = ok && hub_json_write(document, stdout);
    hub_json_close(document);
    return ok || error_set(error, ERR_IO, "the document could not be written");
}

/* What is above is asked now. */
static void look_up(struct status *status)
{
    struct upstream upstream;
    struct forward *forward = NULL;
    struct forward_report report;
    struct error error = {0};
    char text[ERROR_TEXT_SIZE] = "";
    if (!upstream_load(status->folder, &upstream, &error)) {
        if (error.code != ERR_NOT_FOUND)
            STR_COPY(status->upstream, error.text);
        return;
    }
    if (upstream_open(status->folder, &upstream, &forward, &error)) {
        forward_round(forward, false, &report);
        upstream_say(&report, text, sizeof text);
    }
    forward_close(forward);
    STR_FORMAT(status->upstream, "%s, port %d: %s", upstream.above.host, upstream.above.port,
        text[0] != '\0' ? text : error.text);
    memset(&upstream, 0, sizeof upstream);
}

/* Without the lists of a board. */
static bool print_short(const struct member *member, const char *role, const char *hub,
    const char *trouble, struct error *error)
{
    struct hub_json *document = hub_json_open();
    return finish(document,
        begin(document, member, role) && hub_json_text(document, "hub", hub) &&
            hub_json_text(document, "trouble", trouble),
        error);
}

static bool print_board(
    const struct status *status, const char *hub, const char *trouble, struct error *error)
{
    struct hub_json *document = hub_json_open();
    return finish(document,
        begin(document, status->member, "board") && hub_json_text(document, "hub", hub) &&
            hub_json_text(document, "trouble", trouble) &&
            hub_json_text(document, "upstream", status->upstream) && add_nodes(document, status),
        error);
}

/* --- The roles ------------------------------------------------------------------------------- */

/* Each prints what it found and says in *result whether there is an answer; that there is none is
 * an answer, too. False: nothing could be printed. */

static bool ask_hub(struct status *status, struct sync_hello *hello, struct error *error)
{
    struct hub *hub = NULL;
    struct arena *arena = &status->records->scratch;
    if (status->is_lost)
        return error_set(error, ERR_NOT_FOUND, "%s", hub_is_lost);
    if (hub_server_state(status->folder) == HUB_SERVER_STOPPED)
        return error_set(
            error, ERR_IO, "the hub does not run: start it with `waystation hub start`");
    bool ok = joining_hello(status->member, hello, error) &&
              hub_open(&hub, status->member, error) &&
              hub_nodes(hub, arena, &status->nodes, &status->node_count, error) &&
              hub_refusals(hub, arena, &status->refusals, &status->refusal_count, error) &&
              (status->records->store == NULL || joining_keep_nodes(status->records, hub, error));
    hub_close(hub);
    return ok;
}

static void say_older(
    const struct status *status, const struct sync_hello *hello, char out[static ERROR_TEXT_SIZE])
{
    const char *command = joining_update_command(hello, status->folder);
    out[0] = '\0';
    if (command != NULL)
        str_format(out, ERROR_TEXT_SIZE,
            "The hub is older than this program: `%s` brings it up to date.", command);
}

static bool look_as_board(struct status *status, bool json, int *result, struct error *error)
{
    struct sync_hello hello = {0};
    struct error trouble = {0};
    char older[ERROR_TEXT_SIZE] = "";
    bool answers = ask_hub(status, &hello, &trouble);
    *result = answers ? CLI_DONE : CLI_NO;
    if (answers) {
        say_older(status, &hello, older);
        look_up(status);
    }
    if (json)
        return print_board(status, hello.hub, answers ? older : trouble.text, error);
    if (!answers) {
        cli_fail(CLI_NO, &trouble);
        return true;
    }
    say_all(status);
    if (older[0] != '\0')
        puts(older);
    return true;
}

/* What is not as it should be though the hub answers. */
static bool look_at_own(const struct lending *us, const struct records *records,
    struct error *trouble, struct error *error)
{
    char why[ERROR_TEXT_SIZE / 2] = "";
    if (lending_is_gone(us)) {
        error_set(trouble, ERR_NOT_FOUND,
            "The class does not have the station %s any more: let this machine in as another one "
            "(on the board: `waystation hub code --station ID`), and join it anew.",
            us->member.station);
        return true;
    }
    if (records->store == NULL)
        str_format(why, sizeof why, "%lld", (long long)us->refused);
    else if (!store_refused_words(records->store, why, sizeof why, error))
        return false;
    if (why[0] != '\0' && !str_equal(why, "0"))
        error_set(trouble, ERR_DENIED, "Events that it does not take are kept here: %s.", why);
    return true;
}

static bool look_as_station(const struct lending *us, const struct records *records, bool json,
    int *result, struct error *error)
{
    const struct member *member = &us->member;
    struct sync_hello hello = {0};
    struct error trouble = {0};
    bool linked = joining_hello(member, &hello, &trouble);
    if (linked && !look_at_own(us, records, &trouble, error))
        return false;
    *result = linked ? CLI_DONE : CLI_NO;
    if (json)
        return print_short(member, "station", hello.hub, trouble.text, error);
    printf("This machine is the station %s of %s, whose hub is at %s, port %d.\n",
        linked ? hello.label : member->station, member->class_name, member->host, member->port);
    if (linked)
        puts("The hub answers.");
    if (trouble.text[0] != '\0')
        puts(trouble.text);
    return true;
}

static bool look_alone(const struct records *records, const struct error *trouble, bool json,
    int *result, struct error *error)
{
    struct member nobody = {0};
    joining_name_class(&nobody, records);
    *result = CLI_NO;
    if (json)
        return print_short(&nobody, "alone", "", trouble->text, error);
    cli_fail(CLI_NO, trouble);
    return true;
}

static bool look(
    struct records *records, const char *data, bool json, int *result, struct error *error)
{
    struct lending us;
    struct error trouble = {0};
    char folder[STORE_PATH_SIZE];
    bool ok;
    if (!hub_data_folder(data, folder, error))
        return false;
    if (hub_borrow(records, data, &us, &trouble)) {
        struct status status = {.records = records,
            .member = &us.member,
            .is_lost = us.is_lost,
            .now = cli_now(),
            .folder = folder};
        ok = us.kind == MEMBER_BOARD ? look_as_board(&status, json, result, error)
                                     : look_as_station(&us, records, json, result, error);
    } else if (trouble.code == ERR_NOT_FOUND && records->store != NULL) {
        ok = look_alone(records, &trouble, json, result, error);
    } else {
        ok = error_set(error, trouble.code, "%s", trouble.text);
    }
    memset(&us, 0, sizeof us);
    return ok;
}

int command_hub_status(int count, char **arguments)
{
    const char *data = NULL;
    bool json = false;
    const struct cli_option options[] = {
        {"--json", CLI_FLAG, &json, NULL, "one JSON document, see waystation(1)"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "hub status",
        .summary = "Says who belongs to the hub, who is connected, and what is behind.",
        .details = "On a station: whether its hub answers. Exit status 1 if it does not, or if "
                   "this machine works alone.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int result;
    if (!cli_read(&cli, count, arguments, &result))
        return result;
    struct error error = {0};
    struct records records = {0};
    if (!look(&records, data, json, &result, &error))
        result = cli_fail(CLI_COULD_NOT, &error);
    records_close(&records);
    return result;
}
