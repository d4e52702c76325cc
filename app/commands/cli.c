#include "commands/cli.h"

#include "base/file.h"
#include "base/str.h"
#include "commands/class.h"
#include "platform/clock.h"
#include "platform/platform.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_help(const struct cli *cli)
{
    printf("Usage: waystation %s%s%s%s\n\n%s\n", cli->name,
        cli->option_count > 0 ? " [OPTION]…" : "", cli->places != NULL ? " " : "",
        cli->places != NULL ? cli->places : "", cli->summary);
    if (cli->details != NULL)
        printf("\n%s\n", cli->details);
    puts("\nOptions:");
    for (size_t i = 0; i < cli->option_count; i++) {
        const struct cli_option *option = &cli->options[i];
        char left[64];
        STR_FORMAT(left, "%s%s%s", option->name, option->value != NULL ? " " : "",
            option->value != NULL ? option->value : "");
        printf("  %-24s %s\n", left, option->help);
    }
    printf("  %-24s %s\n", "--help", "this text");
}

static const struct cli_option *find_option(const struct cli *cli, const char *name, size_t length)
{
    for (size_t i = 0; i < cli->option_count; i++)
        if (strlen(cli->options[i].name) == length &&
            memcmp(cli->options[i].name, name, length) == 0)
            return &cli->options[i];
    return NULL;
}

static bool wrong_use(const struct cli *cli, int *status, const char *what, const char *which)
{
    fprintf(stderr, "waystation %s: %s%s%s; see `waystation %s --help`\n", cli->name, what,
        which[0] != '\0' ? " " : "", which, cli->name);
    *status = CLI_USAGE;
    return false;
}

static bool take_option(
    struct cli *cli, const struct cli_option *option, const char *value, int *status)
{
    uint64_t bit = UINT64_C(1) << (option - cli->options);
    switch (option->kind) {
    case CLI_FLAG: *(bool *)option->out = true; break;
    case CLI_TEXT:
        if (cli->taken & bit)
            return wrong_use(cli, status, "takes only one", option->name);
        *(const char **)option->out = value;
        break;
    case CLI_LIST: {
        struct cli_list *list = option->out;
        if (list->count == CLI_LIST_MAX)
            return wrong_use(cli, status, "too many of", option->name);
        list->items[list->count++] = value;
    }
    }
    cli->taken |= bit;
    return true;
}

bool cli_read(struct cli *cli, int count, char **arguments, int *status)
{
    assert(cli->option_count <= CLI_OPTIONS_MAX);
    bool only_places = false;
    for (int i = 0; i < count; i++) {
        char *argument = arguments[i];
        if (only_places || argument[0] != '-' || str_equal(argument, "-")) {
            if (cli->given_count == cli->most || cli->given_count == CLI_PLACES_MAX)
                return wrong_use(cli, status, "does not expect", argument);
            cli->given[cli->given_count++] = argument;
            continue;
        }
        if (str_equal(argument, "--")) {
            only_places = true;
            continue;
        }
        if (str_equal(argument, "--help") || str_equal(argument, "-h")) {
            print_help(cli);
            *status = CLI_DONE;
            return false;
        }
        char *equals = strchr(argument, '=');
        size_t length = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
        const struct cli_option *option = find_option(cli, argument, length);
        if (option == NULL)
            return wrong_use(cli, status, "has no option", argument);
        const char *value = equals != NULL ? equals + 1 : NULL;
        if (option->kind == CLI_FLAG && value != NULL)
            return wrong_use(cli, status, "takes no value for", option->name);
        if (option->kind != CLI_FLAG && value == NULL) {
            if (i + 1 == count)
                return wrong_use(cli, status, "needs a value for", option->name);
            value = arguments[++i];
        }
        if (!take_option(cli, option, value, status))
            return false;
    }
    if (cli->given_count < cli->least)
        return wrong_use(cli, status, "needs", cli->places);
    return true;
}

int cli_fail(int status, const struct error *error)
{
    fprintf(stderr, "waystation: %s\n", error->text);
    return status;
}

static void read_installation(struct config *out)
{
    enum { CONFIG_LIMIT = 64 * 1024, CONFIG_CAPACITY = 4 * 1024 * 1024 };
    const char *path = getenv("WAYSTATION_CONFIG"), *bytes;
    size_t size;
    struct error error = {0};
    struct problems problems;
    struct arena arena = {0};
    if (path == NULL)
        path = "/etc/waystation/waystation.conf";
    if (arena_open(&arena, CONFIG_CAPACITY, &error) && problems_open(&problems, &arena, &error) &&
        file_read(path, CONFIG_LIMIT, &arena, &bytes, &size, &error)) {
        config_read(path, bytes, size, &arena, out, &problems);
        class_print_problems(stderr, &problems);
    } else if (error.code != ERR_NOT_FOUND) {
        fprintf(stderr, "waystation: %s\n", error.text);
    }
    arena_close(&arena);
}

const struct config *cli_installation(void)
{
    static struct config config;
    static bool was_read;
    if (!was_read)
        read_installation(&config);
    was_read = true;
    return &config;
}

void cli_data_folder(const char *option, char out[static STORE_PATH_SIZE])
{
    if (option == NULL && str_is_empty(getenv("WAYSTATION_DATA")) &&
        cli_installation()->data[0] != '\0')
        option = cli_installation()->data;
    if (option != NULL)
        str_copy(out, STORE_PATH_SIZE, option);
    else
        platform_data_folder(out, STORE_PATH_SIZE);
}

bool cli_open_records(struct records *out, const char *data, bool read_only, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    struct records_options options = {.folder = folder, .read_only = read_only};
    return records_open(out, &options, error);
}

bool cli_read_secret(const char *what, char *out, size_t size, struct error *error)
{
    if (fgets(out, (int)size, stdin) == NULL)
        return ferror(stdin)
                   ? error_set(error, ERR_IO, "the %s cannot be read: %s", what, strerror(errno))
                   : error_set(error, ERR_BAD_INPUT, "no %s came: type it and press Enter", what);
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

struct moment cli_now(void)
{
    return clock_read();
}
