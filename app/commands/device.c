/* device apply, set, status: the settings of a machine that starts from our card. */
#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "device_settings.h"
#include "platform/platform.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY = 64 * 1024 * 1024, LINES_MAX = 32 };

static void print_mistakes(FILE *file, const struct device_about *about)
{
    char said[ERROR_TEXT_SIZE];
    for (int i = 0; i < about->mistake_count; i++) {
        device_mistake_say(&about->mistakes[i], said, sizeof said);
        fprintf(file, "%s\n", said);
    }
}

#define PLACE_OPTION(name, out, what)    \
    {                                    \
        name, CLI_TEXT, out, "DIR", what \
    }

int command_device_apply(int count, char **arguments)
{
    char folder[STORE_PATH_SIZE];
    struct device_places places = {.root = "",
        .card = "/boot/card",
        .system = "/data/system",
        .data = "/data/waystation",
        .out = folder};
    const struct cli_option options[] = {
        PLACE_OPTION("--root", &places.root, "the system's files, default /"),
        PLACE_OPTION("--card", &places.card, "where waystation.ini is, default /boot/card"),
        PLACE_OPTION("--system", &places.system, "what is kept, default /data/system"),
        PLACE_OPTION("--data", &places.data, "the program's, default /data/waystation"),
        PLACE_OPTION("--out", &places.out, "what is written, default /run/waystation"),
    };
    struct cli cli = {.name = "device apply",
        .summary = "Puts the settings of waystation.ini in place; for a machine that starts from "
                   "our card, by root, at every start.",
        .details = "What is wrong in the settings is printed, with its line; the rest is put in "
                   "place all the same. Exit status 3 only if nothing could be written.",
        .options = options,
        .option_count = COUNT_OF(options)};
    struct error error = {0};
    struct arena arena = {0};
    struct device_about about;
    int status;
    platform_device_folder(folder, sizeof folder);
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    bool ok = arena_open(&arena, CAPACITY, &error) && device_apply(&places, &arena, &about, &error);
    if (ok)
        print_mistakes(stderr, &about);
    arena_close(&arena);
    return ok ? CLI_DONE : cli_fail(CLI_COULD_NOT, &error);
}

/* Lines from standard input: what is in there is not seen by who lists the processes. */
static bool read_lines(
    struct arena *arena, const char *lines[static LINES_MAX], int *count, struct error *error)
{
    char line[DEVICE_LINE_MAX];
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t length = strcspn(line, "\r\n");
        if (length + 1 == sizeof line)
            return error_set(error, ERR_BAD_INPUT, "a line is too long");
        line[length] = '\0';
        if (length > 0 && *count == LINES_MAX)
            return error_set(error, ERR_BAD_INPUT, "there are more than %d lines", LINES_MAX);
        if (length > 0)
            lines[(*count)++] = arena_copy_text(arena, line, length);
    }
    return !ferror(stdin) ||
           error_set(error, ERR_IO, "the settings cannot be read: %s", strerror(errno));
}

int command_device_set(int count, char **arguments)
{
    struct device_places places = {.system = "/data/system"};
    const struct cli_option options[] = {
        PLACE_OPTION("--system", &places.system, "where it is kept, default /data/system"),
    };
    struct cli cli = {.name = "device set",
        .places = "[NAME=VALUE]…",
        .most = LINES_MAX,
        .summary = "Keeps settings that were chosen on the screen, all of them or none.",
        .details = "Without NAME=VALUE they come from standard input, a line each. An empty value "
                   "takes a setting out. The card's waystation.ini goes before them. They are put "
                   "in place by `waystation device apply`. Exit status 1 if one is wrong.",
        .options = options,
        .option_count = COUNT_OF(options)};
    const char *lines[LINES_MAX];
    struct error error = {0};
    struct arena arena = {0};
    int status, line_count = 0;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    for (; line_count < cli.given_count; line_count++)
        lines[line_count] = cli.given[line_count];
    bool ok = arena_open(&arena, CAPACITY, &error) &&
              (cli.given_count > 0 || read_lines(&arena, lines, &line_count, &error)) &&
              device_choose(&places, lines, line_count, &arena, &error);
    arena_close(&arena);
    if (ok)
        return CLI_DONE;
    return cli_fail(error.code == ERR_BAD_INPUT ? CLI_NO : CLI_COULD_NOT, &error);
}

static void print_about(const struct device_about *about)
{
    const struct {
        const char *name, *text;
    } lines[] = {
        {"name", about->hostname},
        {"role", about->role},
        {"station", about->station},
        {"version", about->version},
        {"slot", about->slot},
        {"serial number", about->serial},
        {"language", about->language},
        {"time zone", about->timezone},
        {"keyboard", about->keyboard},
        {"display", about->display},
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        printf("%-14s %s\n", lines[i].name, lines[i].text[0] != '\0' ? lines[i].text : "not set");
}

int command_device_status(int count, char **arguments)
{
    bool json = false;
    char folder[STORE_PATH_SIZE];
    const char *out = folder;
    const struct cli_option options[] = {
        {"--json", CLI_FLAG, &json, NULL, "as one JSON document"},
        PLACE_OPTION("--out", &out, "what was put in place, default /run/waystation"),
    };
    struct cli cli = {.name = "device status",
        .summary = "Says what this machine is, what is wrong with its settings, and "
                   "whether an update did not start.",
        .details = "Exit status 1 if something is wrong, 3 on a machine that does not start from "
                   "our card.",
        .options = options,
        .option_count = COUNT_OF(options)};
    struct error error = {0};
    struct arena arena = {0};
    struct device_about about = {0};
    const char *text;
    size_t size;
    int status;
    platform_device_folder(folder, sizeof folder);
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    bool ok = arena_open(&arena, CAPACITY, &error) && device_look(out, &arena, &about, &error) &&
              device_json_write(&about, &arena, &text, &size, &error);
    if (ok && json)
        fwrite(text, 1, size, stdout);
    else if (ok)
        print_about(&about);
    if (ok && !json)
        print_mistakes(stdout, &about);
    arena_close(&arena);
    if (!ok)
        return cli_fail(CLI_COULD_NOT, &error);
    return about.mistake_count > 0 ? CLI_NO : CLI_DONE;
}
