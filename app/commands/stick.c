/* stick save, stick load, stick code: the class by USB stick. */
#include "stick.h"
#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include <stdio.h>

static void say_taken(const struct stick_report *report)
{
    printf("%lld event(s) taken, %lld already here.\n", (long long)report->added,
        (long long)report->known);
    if (report->blobs > 0)
        printf("%d clip(s) and picture(s) taken.\n", report->blobs);
    if (report->has_new_class_key)
        printf("This machine belongs to the class of the stick now: its badges work here.\n");
    if (report->has_new_plan)
        printf("The class is the one of the stick now.\n");
    if (report->conflicts > 0)
        printf("%lld differ from the event of the same number that is here; both are kept, the one "
               "that was here counts.\n",
            (long long)report->conflicts);
    if (report->missing > 0)
        printf("%d clip(s) are not on the stick: they come with the machine that has them.\n",
            report->missing);
}

static int say_left(const struct stick_report *report)
{
    if (report->left == 0)
        return CLI_DONE;
    fprintf(stderr, "waystation: %s (%d file(s) were left on the stick as they are)\n",
        report->problem, report->left);
    return CLI_NO;
}

static int fail(const struct error *error)
{
    bool no = error->code == ERR_CORRUPT || error->code == ERR_TOO_NEW ||
              error->code == ERR_DENIED || error->code == ERR_BAD_INPUT;
    return cli_fail(no ? CLI_NO : CLI_COULD_NOT, error);
}

static int take_or_save(struct cli *cli, const char *data, const char *code, bool saves)
{
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    struct records records = {0};
    struct stick_report report = {0};
    cli_data_folder(data, folder);
    struct stick_options options = {
        .folder = cli->given[0], .data = folder, .code = code, .now = cli_now()};
    bool ok = (saves || stick_is_readable(&options, &error)) &&
              cli_open_records(&records, data, false, &error) &&
              (saves ? stick_save(&records, &options, &report, &error)
                     : stick_take(&records, &options, &report, &error));
    records_close(&records);
    if (!ok)
        return fail(&error);
    say_taken(&report);
    if (saves)
        printf("%lld event(s) and %d new clip(s) and other file(s) are on the stick.\n",
            (long long)report.events_saved, report.blobs_saved);
    return say_left(&report);
}

int command_stick_save(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "stick save",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Takes what is on a USB stick and puts everything on it, sealed to the class.",
        .details = "FOLDER is the stick. Events, the class, voice clips and pictures go into "
                   "FOLDER/waystation-data; only machines of this class can open them. Cut off, it "
                   "goes on when called again; called twice, nothing changes.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    return cli_read(&cli, count, arguments, &status) ? take_or_save(&cli, data, NULL, true)
                                                     : status;
}

int command_stick_load(int count, char **arguments)
{
    const char *data = NULL, *code = NULL;
    const struct cli_option options[] = {
        {"--code", CLI_TEXT, &code, "CODE",
            "the class's code, for a new machine (see `waystation stick code`)"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "stick load",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Takes what another machine of the class has put on a USB stick.",
        .details = "What is here already is left as it is. A file that is cut off, damaged or of a "
                   "newer version is named and left alone; nothing of it is taken.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    return cli_read(&cli, count, arguments, &status) ? take_or_save(&cli, data, code, false)
                                                     : status;
}

int command_stick_code(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "stick code",
        .summary = "Prints the code with which a new machine opens this class's USB stick.",
        .details = "Who has the code and the stick can read what is on it, and make badges that "
                   "work: keep them apart.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    char code[SEAL_CODE_SIZE];
    if (!cli_open_records(&records, data, true, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    stick_code(&records, code);
    records_close(&records);
    printf("%s\n", code);
    return CLI_DONE;
}
