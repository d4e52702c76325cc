/* hub code, hub join: how a machine gets in. */
#include "base/file.h"
#include "base/file_save.h"
#include "base/str.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include "commands/printing.h"
#include "joining.h"
#include "paper/join_card.h"
#include "platform/frame.h"
#include "platform/pipeline.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MINUTES = 60, MINUTES_MAX = 7 * 24 * 60, CODE_FILE_MAX = 64 * 1024 };

/* --- code ------------------------------------------------------------------------------------ */

static bool save_text(const char *file, const char *text, struct error *error)
{
    char line[JOIN_CODE_SIZE + 1];
    STR_FORMAT(line, "%s\n", text);
    return file_save_whole(file, 0600, line, strlen(line), error);
}

static bool save_code(
    const char *file, const struct joining_code *code, const char *class_name, struct error *error)
{
    char first[2 * NAME_SIZE], last[HUB_WHEN_SIZE + 64], address[JOINING_ADDRESS_SIZE + 16];
    char typed[64], when[HUB_WHEN_SIZE];
    struct moment now = cli_now();
    if (!str_ends_with(file, ".png"))
        return save_text(file, code->text, error);
    hub_when(now.wall_ms + (int64_t)code->minutes * 60000, &now, when);
    STR_FORMAT(first, "%s · %s", class_name, code->station);
    STR_FORMAT(address, "Address: %s", code->address);
    STR_FORMAT(typed, "Code: %s", code->letters);
    STR_FORMAT(last, "For one machine, until %s", when);
    const char *const lines[JOIN_CARD_LINES] = {first, address, typed, last};
    return join_card_png(file, code->text, lines, error);
}

static void say_code(const struct joining_code *code, const char *class_name, const char *file)
{
    struct moment now = cli_now();
    char when[HUB_WHEN_SIZE];
    hub_when(now.wall_ms + (int64_t)code->minutes * 60000, &now, when);
    printf("One machine becomes the station %s of %s with this code, until %s.\n\n", code->station,
        class_name, when);
    if (file != NULL)
        printf("  to scan or copy   %s\n", file);
    else
        printf("  to scan or copy   %s\n", code->text);
    printf("  to type           address %s, code %s\n\n"
           "On that machine: `waystation hub join`, with the code, a file with it, or the address. "
           "Whoever has the code is let in: show it to nobody else.\n",
        code->address, code->letters);
}

static bool find_station(const struct lending *us, const char *station, struct error *error)
{
    char known[256] = "";
    for (int i = 0; i < us->station_count; i++) {
        if (str_equal(us->stations[i], station))
            return true;
        str_append(known, sizeof known, known[0] != '\0' ? ", " : "");
        str_append(known, sizeof known, us->stations[i]);
    }
    return error_set(error, ERR_NOT_FOUND, "there is no station \"%s\" in this class: it has %s",
        station, known[0] != '\0' ? known : "none (stations.csv)");
}

static bool let_in(const struct lending *us, const char *station, int minutes, const char *file,
    struct error *error)
{
    const struct member *board = &us->member;
    struct joining_code code = {0};
    bool ok = (file == NULL || printing_is_free(file, error)) && find_station(us, station, error) &&
              joining_let_in(board, station, minutes, &code, error) &&
              (file == NULL || save_code(file, &code, board->class_name, error));
    if (ok)
        say_code(&code, board->class_name, file);
    memset(&code, 0, sizeof code);
    return ok;
}

int command_hub_code(int count, char **arguments)
{
    const char *data = NULL, *station = NULL, *minutes = NULL, *output = NULL;
    const struct cli_option options[] = {
        {"--station", CLI_TEXT, &station, "ID", "which station the machine becomes (needed)"},
        {"--minutes", CLI_TEXT, &minutes, "N", "how long the code holds; default 60"},
        {"--output", CLI_TEXT, &output, "FILE",
            "a picture (FILE.png), or a file for a USB stick, with the code"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "hub code",
        .summary = "Makes a code with which one machine joins as a station.",
        .details = "It can be scanned, copied, carried on a stick, or typed with the address. It "
                   "is used up by the machine that joins, and dead when its time is over.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status, number = MINUTES;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    if (!printing_needs(station, "--station ID", &error))
        return cli_fail(CLI_USAGE, &error);
    if (minutes != NULL && !str_to_int(minutes, 1, MINUTES_MAX, &number)) {
        error_set(
            &error, ERR_BAD_INPUT, "--minutes is a number from 1 to %d (a week)", MINUTES_MAX);
        return cli_fail(CLI_USAGE, &error);
    }
    struct records records = {0};
    struct lending us;
    if (hub_borrow_board(&records, data, &us, &error) &&
        let_in(&us, station, number, output, &error))
        status = CLI_DONE;
    else
        status = cli_fail(CLI_COULD_NOT, &error);
    memset(&us, 0, sizeof us);
    records_close(&records);
    return status;
}

/* --- join ------------------------------------------------------------------------------------ */

/* A picture with a code in it, or a text. */
static bool read_file(const char *file, struct arena *arena, const char **text, struct error *error)
{
    struct frame_reader reader = {0};
    struct pipeline pipeline = {0};
    struct frame frame = {0};
    struct error no_picture = {0};
    size_t size;
    char *found = arena_alloc(arena, INPUT_TEXT_SIZE);
    if (found == NULL)
        return error_set(error, ERR_MEMORY, "no memory to read %s", file);
    bool picture = frame_load(&reader, file, &frame, &no_picture);
    bool ok = picture && pipeline_look_hard(&pipeline, &frame, found);
    frame_free(&frame);
    pipeline_close(&pipeline);
    frame_reader_close(&reader);
    *text = found;
    if (picture)
        return ok || error_set(error, ERR_BAD_INPUT, "there is no code in the picture %s", file);
    return file_read(file, CODE_FILE_MAX, arena, text, &size, error);
}

static bool read_code(const char *given, const char *letters, struct arena *arena,
    struct member *out, struct error *error)
{
    const char *text = given;
    *out = (struct member){0};
    if (letters != NULL)
        return member_read_address(given, out, error) && join_short_read(letters, out, error);
    if (!join_code_is_one(given) && access(given, R_OK) != 0) {
        struct error no_address = {0};
        if (strchr(given, '/') == NULL && member_read_address(given, out, &no_address))
            return error_set(error, ERR_BAD_INPUT,
                "with an address goes the code to type: --code K7QM-4XPD-9TRA, as the board shows "
                "it");
        return error_set(
            error, ERR_BAD_INPUT, "\"%.60s\" is no join code, no file and no address", given);
    }
    return (join_code_is_one(given) || read_file(given, arena, &text, error)) &&
           join_code_read(text, out, error);
}

static bool confirm(const struct sync_hello *hello, const struct records *records, bool yes)
{
    char answer[16] = "";
    int badges = joining_badges_of_ours(records);
    printf("This machine becomes the station %s of %s (%s).\n", hello->label, hello->class_name,
        hello->class_id);
    if (badges > 0)
        printf("%d badge(s) printed here work at this machine alone from then on: print new ones "
               "at the board.\n",
            badges);
    if (yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        puts("Nothing has changed. To do it, say so: the same command with --yes.");
        return false;
    }
    printf("Shall it? (y/n) ");
    fflush(stdout);
    if (fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y'))
        return true;
    puts("Nothing has changed.");
    return false;
}

/* CLI_NO: somebody said no, or the code is no good. */
static int join(struct records *records, const struct member *code, bool yes, struct error *error)
{
    struct sync_hello hello;
    struct member coming;
    struct error problem = {0};
    if (joining_look(code, &hello, &problem)) {
        if (!joining_may(records, &hello, error))
            return CLI_NO;
        if (!confirm(&hello, records, yes))
            return CLI_NO;
        if (!joining_prepare(records->store, code, &hello, &coming, error) ||
            !joining_accept(code, &coming, error))
            return CLI_COULD_NOT;
    } else if (!joining_was_stopped(records->store, code, &coming)) {
        error_set(error, problem.code, "%s", problem.text);
        return problem.code == ERR_DENIED ? CLI_NO : CLI_COULD_NOT;
    }
    bool ok =
        joining_hello(&coming, &hello, error) && joining_finish(records, &coming, &hello, error);
    if (ok)
        printf("This machine is the station %s of %s now: `waystation station`.\n", coming.station,
            coming.class_name);
    memset(&coming, 0, sizeof coming);
    return ok ? CLI_DONE : CLI_COULD_NOT;
}

int command_hub_join(int count, char **arguments)
{
    const char *data = NULL, *letters = NULL;
    bool yes = false;
    const struct cli_option options[] = {
        {"--code", CLI_TEXT, &letters, "CODE", "with an address: the twelve letters to type"},
        {"--yes", CLI_FLAG, &yes, NULL, "do it without asking"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "hub join",
        .places = "CODE|FILE|ADDRESS",
        .least = 1,
        .most = 1,
        .summary = "Makes this machine a station of a class whose board shows a code.",
        .details =
            "CODE is the long one that is scanned; FILE holds it, as text or as a picture; with "
            "ADDRESS goes --code. It is said which class and station it is, and asked. Exit status "
            "1 if the code is used up or too old, or the answer was no.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    struct member code = {0};
    struct arena arena = {0};
    if (!arena_open(&arena, (size_t)4 * CODE_FILE_MAX, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    if (!read_code(cli.given[0], letters, &arena, &code, &error))
        status = cli_fail(CLI_USAGE, &error);
    else if (!cli_open_records(&records, data, false, &error))
        status = cli_fail(CLI_COULD_NOT, &error);
    else if ((status = join(&records, &code, yes, &error)) != CLI_DONE && error.code != ERR_NONE)
        cli_fail(status, &error);
    memset(&code, 0, sizeof code);
    records_close(&records);
    arena_close(&arena);
    return status;
}
