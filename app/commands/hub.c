/* hub init, start, stop, remove. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include "joining.h"
#include "sync/hub_server.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool hub_data_folder(const char *option, char out[static STORE_PATH_SIZE], struct error *error)
{
    char folder[STORE_PATH_SIZE], whole[PATH_MAX] = "";
    cli_data_folder(option, folder);
    if (realpath(folder, whole) == NULL && errno == ENOENT)
        return error_set(error, ERR_NOT_FOUND,
            "there is no class in %s: take one with `waystation class import FOLDER`", folder);
    if (whole[0] != '/')
        return error_set(error, ERR_IO, "%s: %s", folder, strerror(errno));
    return str_copy(out, STORE_PATH_SIZE, whole) ||
           error_set(error, ERR_BAD_INPUT, "the name of the data folder is too long");
}

bool hub_open_board(struct records *records, const char *data, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    return hub_data_folder(data, folder, error) && class_records_open(records, data, false, error);
}

/* --- init ------------------------------------------------------------------------------------ */

static void say_hub(const struct member *board, bool elsewhere)
{
    char outside[MEMBER_HOST_SIZE];
    hub_server_outside(board->host, outside, sizeof outside);
    printf("The hub of %s runs %s %s, port %d.\n", board->class_name,
        elsewhere ? "on" : "on this machine: stations find it at", outside, board->port);
    puts("Let a machine in with `waystation hub code --station ID`.");
}

int command_hub_init(int count, char **arguments)
{
    const char *data = NULL, *server = NULL, *port = NULL;
    const struct cli_option options[] = {
        {"--port", CLI_TEXT, &port, "N", "where stations find it; default 5460 or the next free"},
        {"--server", CLI_TEXT, &server, "CONNINFO",
            "a PostgreSQL that is there already, as the owner of its database"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "hub init",
        .summary = "Makes this machine the hub of its class, which stations join.",
        .details =
            "A PostgreSQL of its own is made in hub/ of the data folder and started; this needs "
            "the packages postgresql and openssl, and is done as the user of the station, not "
            "as root. With --server \"host=db.school dbname=waystation user=owner\" the hub is in "
            "a database that is there already. Done again, it brings a hub up to date; one that "
            "was lost comes back with the same stations, which fill it by themselves.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status, number = 0;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    if (port != NULL && (server != NULL || !str_to_int(port, 1, UINT16_MAX, &number))) {
        error_set(&error, ERR_BAD_INPUT,
            server != NULL ? "--port is for a hub of one's own: --server says its port itself"
                           : "--port is a number from 1 to 65535");
        return cli_fail(CLI_USAGE, &error);
    }
    char folder[STORE_PATH_SIZE];
    struct records records = {0};
    struct member board;
    const struct joining_place place = {.server = server, .port = number};
    if (hub_data_folder(data, folder, &error) &&
        class_records_open(&records, data, false, &error) &&
        joining_make_hub(&records, folder, &place, &board, &error))
        say_hub(&board, server != NULL);
    else
        status = cli_fail(error.code == ERR_BAD_INPUT ? CLI_USAGE : CLI_COULD_NOT, &error);
    memset(&board, 0, sizeof board);
    records_close(&records);
    return error.code == ERR_NONE ? CLI_DONE : status;
}

/* --- start, stop ----------------------------------------------------------------------------- */

/* Without the store: a running board has it. */
static int control(int count, char **arguments, struct cli *cli, const char *done,
    bool (*act)(const char *data, struct error *error))
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    int status;
    cli->options = options;
    cli->option_count = COUNT_OF(options);
    if (!cli_read(cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    if (!hub_data_folder(data, folder, &error) || !act(folder, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    puts(done);
    return CLI_DONE;
}

int command_hub_start(int count, char **arguments)
{
    struct cli cli = {.name = "hub start",
        .summary = "Starts the hub of this data folder, after the machine was switched on.",
        .details =
            "It goes on when this command is over, until `waystation hub stop`. A board that "
            "comes up starts it by itself."};
    return control(count, arguments, &cli, "The hub runs.", joining_start_hub);
}

int command_hub_stop(int count, char **arguments)
{
    struct cli cli = {.name = "hub stop",
        .summary = "Stops the hub of this data folder.",
        .details = "Stations keep what they do in the meantime, and hand it in later."};
    return control(count, arguments, &cli, "The hub is stopped.", hub_server_stop);
}

/* --- remove ---------------------------------------------------------------------------------- */

static bool is_meant(const struct hub_node *node, const char *name)
{
    return node->removed_ms == 0 && node->kind == HUB_NODE_STATION &&
           (str_equal(node->role, name) || str_equal(node->label, name));
}

/* The one node of that role or label. */
static const struct hub_node *find_node(
    const struct hub_node *nodes, int count, const char *name, struct error *error)
{
    const struct hub_node *found = NULL;
    for (int i = 0; i < count; i++) {
        if (!is_meant(&nodes[i], name))
            continue;
        if (found != NULL) {
            error_set(error, ERR_BAD_INPUT,
                "several machines are %s: name one of them, %s for example (`waystation hub "
                "status` shows them)",
                name, nodes[i].role);
            return NULL;
        }
        found = &nodes[i];
    }
    if (found == NULL)
        error_set(error, ERR_NOT_FOUND,
            "there is no station \"%s\" at this hub: `waystation hub status` shows who is", name);
    return found;
}

static bool remove_node(
    struct records *records, const struct member *board, const char *name, struct error *error)
{
    struct hub *hub = NULL;
    const struct hub_node *nodes, *node;
    int count;
    bool ok =
        hub_open(&hub, board, error) && hub_nodes(hub, &records->scratch, &nodes, &count, error);
    node = ok ? find_node(nodes, count, name, error) : NULL;
    ok = node != NULL && hub_node_remove(hub, node->role, error);
    if (ok)
        printf("%s (%s) is shut out: its password opens nothing any more. What it handed in "
               "stays.\n",
            node->label, node->role);
    ok = ok && (records->store == NULL || joining_keep_nodes(records, hub, error));
    hub_close(hub);
    return ok;
}

int command_hub_remove(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "hub remove",
        .places = "STATION",
        .least = 1,
        .most = 1,
        .summary = "Shuts a machine out: lost, stolen, or replaced.",
        .details = "STATION is its id, or, where several machines are that station, the name that "
                   "`waystation hub status` shows for one of them.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    struct lending us;
    if (hub_borrow_board(&records, data, &us, &error) &&
        remove_node(&records, &us.member, cli.given[0], &error))
        status = CLI_DONE;
    else
        status = cli_fail(CLI_COULD_NOT, &error);
    memset(&us, 0, sizeof us);
    records_close(&records);
    return status;
}
