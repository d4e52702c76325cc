/* events, events save, events load: the log as lines of JSON. */
#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "event_lines.h"
#include "exchange/class_folder.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    LOAD_CAPACITY = 2000 * 1024 * 1024, /* address space for a whole file */
    FILE_CAPACITY = 512 * 1024 * 1024,
};

static bool open_store(struct store **out, const char *data, bool read_only, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    struct store_options options = {.folder = folder, .station = "", .read_only = read_only};
    struct store_report report;
    if (!store_open(out, &options, &report, error))
        return false;
    if (report.note[0] != '\0')
        fprintf(stderr, "waystation: %s\n", report.note);
    return true;
}

/* --- Printing and saving --------------------------------------------------------------------- */

/* To a stream, or to a file that appears whole. */
struct output {
    FILE *stream;
    struct file_save *save;
};

static bool put_line(void *to, const char *text, struct error *error)
{
    const struct output *output = to;
    (void)error; /* what failed is known when the stream is flushed, the file finished */
    if (output->save != NULL)
        return file_save_write(output->save, text, strlen(text)) &&
               file_save_write(output->save, "\n", 1);
    return fputs(text, output->stream) != EOF && fputc('\n', output->stream) != EOF;
}

static int print_log(const char *data, int64_t since)
{
    struct error error = {0};
    struct store *store = NULL;
    struct output output = {.stream = stdout};
    int64_t lines;
    bool ok = open_store(&store, data, true, &error) &&
              event_lines_write(store, since, put_line, &output, &lines, &error);
    store_close(store);
    if (ok)
        return CLI_DONE;
    error_set(&error, ERR_IO, "the events could not be written: %s", strerror(errno));
    return cli_fail(CLI_COULD_NOT, &error);
}

int command_events(int count, char **arguments)
{
    const char *data = NULL, *since = NULL;
    bool json = false;
    const struct cli_option options[] = {
        {"--json", CLI_FLAG, &json, NULL, "lines of JSON (needed: there is no other form)"},
        {"--since", CLI_TEXT, &since, "SEQ", "leave out the first SEQ lines"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "events",
        .summary = "Prints the log, one JSON object a line, oldest first.",
        .details = "SEQ counts printed lines: a script that has seen N lines goes on with --since "
                   "N. After `events load` start anew, for what came from elsewhere stands at its "
                   "own time. The body of what was erased is null.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    int64_t skip = 0;
    if (!json)
        error_set(&error, ERR_BAD_INPUT, "events needs --json; see `waystation events --help`");
    else if (since != NULL && (!str_to_int64(since, &skip) || skip < 0))
        error_set(&error, ERR_BAD_INPUT, "\"%s\" is no count of lines: write --since 120", since);
    if (error.code != ERR_NONE)
        return cli_fail(CLI_USAGE, &error);
    return print_log(data, skip);
}

/* An older save may be replaced, a sheet of badges must not. */
static bool may_replace(const char *path, struct error *error)
{
    static const char begin[] = "{\"log\":";
    char found[sizeof begin] = "";
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return true; /* writing says what is wrong */
    size_t length = fread(found, 1, sizeof begin - 1, file);
    fclose(file);
    return length == 0 || str_equal(found, begin) ||
           error_set(error, ERR_DENIED,
               "%s is there already and no saved log: give another name, or remove it first", path);
}

int command_events_save(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "events save",
        .places = "FILE",
        .least = 1,
        .most = 1,
        .summary = "Writes the whole log to a file, as `waystation events --json` prints it.",
        .details = "The file holds what children wrote: keep it as you keep their notebooks.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct store *store = NULL;
    struct file_save save = {.descriptor = -1};
    struct output output = {.save = &save};
    int64_t lines = 0;
    status = CLI_COULD_NOT;
    if (open_store(&store, data, true, &error) && may_replace(cli.given[0], &error) &&
        file_save_open(&save, cli.given[0], &error)) {
        bool printed = event_lines_write(store, 0, put_line, &output, &lines, &error);
        /* When a write failed, it is the closing that says why. */
        if ((printed || error.code == ERR_NONE) && file_save_finish(&save, &error)) {
            printf("%s: %lld event(s).\n", cli.given[0], (long long)lines);
            status = CLI_DONE;
        }
    }
    if (status != CLI_DONE)
        cli_fail(status, &error);
    file_save_close(&save);
    store_close(store);
    return status;
}

/* --- Loading --------------------------------------------------------------------------------- */

static void say_merged(const struct store_merge_report *report)
{
    printf("%lld event(s) taken, %lld already here.\n", (long long)report->added,
        (long long)report->known);
    if (report->conflicts > 0)
        printf("%lld differ from the event of the same number that is here; both are kept, the one "
               "that was here counts.\n",
            (long long)report->conflicts);
}

/* A store without a class takes what comes: the class may come afterwards. */
static bool are_of_class_here(struct store *store, const struct event_lines *lines,
    const char *file, struct arena *arena, struct error *error)
{
    const void *bytes;
    size_t size;
    char version[PLAN_HASH_TEXT];
    struct folder folder;
    struct problems problems;
    struct error missing = {0};
    struct plan *plan = arena_new(arena, struct plan);
    if (plan == NULL)
        return error_set(error, ERR_MEMORY, "no memory for the plan");
    if (!store_current_plan(store, arena, &bytes, &size, version, &missing))
        return missing.code == ERR_NOT_FOUND || error_set(error, missing.code, "%s", missing.text);
    if (!folder_unpack(bytes, size, arena, &folder, error) ||
        !problems_open(&problems, arena, error))
        return false;
    class_folder_read(&folder, arena, plan, &problems);
    return event_lines_are_of(lines, plan->class_id, file, error);
}

static bool load_events(const char *file, bool yes, const char *data, struct error *error)
{
    struct arena arena = {0};
    struct event_lines lines;
    const char *bytes;
    size_t size;
    struct store *store = NULL;
    struct store_merge_report report = {0};
    /* Everything is read before the store is opened: a bad file makes no data folder. */
    bool ok = arena_open(&arena, LOAD_CAPACITY, error) &&
              file_read(file, FILE_CAPACITY, &arena, &bytes, &size, error) &&
              event_lines_read(bytes, size, file, &arena, &lines, error) &&
              open_store(&store, data, false, error) &&
              (yes || are_of_class_here(store, &lines, file, &arena, error)) &&
              store_merge(store, lines.events, lines.count, &report, error);
    if (ok)
        say_merged(&report);
    store_close(store);
    arena_close(&arena);
    return ok;
}

int command_events_load(int count, char **arguments)
{
    const char *data = NULL;
    bool yes = false;
    const struct cli_option options[] = {
        {"--yes", CLI_FLAG, &yes, NULL, "also events about a class of another id"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "events load",
        .places = "FILE",
        .least = 1,
        .most = 1,
        .summary = "Takes the events of a file of `events save`, all of them or none.",
        .details = "What is here already is left as it is: loading a file twice changes nothing. "
                   "The class itself is not in the file (see `class export`), and badges work only "
                   "where they were issued (see `backup`).",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    if (load_events(cli.given[0], yes, data, &error))
        return CLI_DONE;
    return cli_fail(error.code == ERR_BAD_INPUT ? CLI_NO : CLI_COULD_NOT, &error);
}
