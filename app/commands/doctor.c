/* doctor: what this machine can do, and what is missing, a line each. */
#include "base/log.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "health.h"
#include <stdio.h>

static void print_line(
    void *context, enum health_mark mark, const char *what, const struct sentence *how)
{
    static const char *const marks[] = {"ok", "note", "missing"};
    char text[SENTENCE_TEXT_SIZE];
    int *missing = context;
    sentence_write(how, text, sizeof text);
    printf("%-8s %-12s %s\n", marks[mark], what, text);
    *missing += mark == HEALTH_MISSING;
}

int command_doctor(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "doctor",
        .summary = "Says what this machine can do and what is missing, one line each.",
        .details = "ok: works. note: a station runs without it. missing: a station needs it; the "
                   "exit status is 1 then. Nothing changes but a file that is removed at once.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE];
    int missing = 0;
    log_set_level(LOG_LEVEL_WARNING);
    cli_data_folder(data, folder);
    const struct health_look look = {
        .folder = folder, .now = cli_now(), .say = print_line, .context = &missing};
    health_look(&look);
    return missing > 0 ? CLI_NO : CLI_DONE;
}
