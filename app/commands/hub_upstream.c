/* hub upstream, hub forward: the hub of a school or district above. */
#define _DEFAULT_SOURCE
#include "base/file.h"
#include "base/str.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include "joining.h"
#include "upstream.h"
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SENTENCE_SIZE = 2 * ERROR_TEXT_SIZE };

/* What is said of it, whether all is well. */
static bool look(const char *folder, const struct upstream *upstream, bool push,
    struct forward_report *report, struct error *error)
{
    struct forward *forward = NULL;
    char text[SENTENCE_SIZE];
    if (!upstream_open(folder, upstream, &forward, error))
        return false;
    forward_round(forward, push, report);
    forward_close(forward);
    upstream_say(report, text, sizeof text);
    return report->trouble == SYNC_FINE || error_set(error, ERR_IO, "%s", text);
}

/* --- upstream -------------------------------------------------------------------------------- */

static int let_in(const char *name, const char *conninfo, struct error *error)
{
    struct member login = {0};
    char outside[MEMBER_HOST_SIZE], line[HUB_CONNINFO_SIZE];
    bool ok = hub_server_place(conninfo, &login, error) &&
              hub_admin_add_hub(conninfo, name, &login, error);
    if (ok) {
        hub_server_outside(login.host, outside, sizeof outside);
        STR_COPY(login.host, outside);
        hub_server_line(&login, line, sizeof line);
        printf("On the board of a class (several of %s may have the same), with this line in a "
               "file:\n  waystation hub upstream FILE --school NAME\n\n%s\n",
            name, line);
        sodium_memzero(line, sizeof line);
    }
    sodium_memzero(&login, sizeof login);
    return ok ? CLI_DONE
              : cli_fail(error->code == ERR_BAD_INPUT ? CLI_USAGE : CLI_COULD_NOT, error);
}

/* A file's text, or what was given. */
static bool read_given(const char *given, char *out, size_t size, struct error *error)
{
    struct arena arena = {0};
    const char *text = given;
    size_t length = strlen(given);
    bool ok = true;
    if (strchr(given, '=') == NULL)
        ok = arena_open(&arena, (size_t)4 * HUB_CONNINFO_SIZE, error) &&
             file_read(given, HUB_CONNINFO_SIZE, &arena, &text, &length, error);
    if (ok) {
        ok = str_copy_length(out, size, text, length) ||
             error_set(error, ERR_BAD_INPUT, "the line is too long");
        str_trim(out);
    }
    arena_close(&arena);
    return ok;
}

/* `*is_line`: a line that was made for this; else the owner's conninfo of the database above. */
static bool read_above(const char *line, struct member *out, bool *is_line, struct error *error)
{
    struct error no_line = {0};
    *is_line = hub_server_login(line, out, &no_line);
    return *is_line || hub_server_place(line, out, error);
}

/* The same database again keeps the login there. */
static bool find_above(
    const char *line, const char *label, struct upstream *upstream, struct error *error)
{
    struct member place = {0};
    bool is_line = false;
    if (!read_above(line, &place, &is_line, error))
        return false;
    bool same = str_equal(place.host, upstream->above.host) && place.port == upstream->above.port &&
                str_equal(place.database, upstream->above.database);
    if (is_line || !same)
        upstream->above = place;
    return is_line || hub_admin_add_hub(line, label, &upstream->above, error);
}

/* Which class, and of which hub: the board knows. */
static bool find_below(const char *data, const char *from, char folder[static STORE_PATH_SIZE],
    struct upstream *upstream, struct error *error)
{
    struct records records = {0};
    struct member board = {0};
    if (from != NULL) {
        cli_data_folder(data, folder);
        upstream->class_uid[0] = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return error_set(error, ERR_IO, "%s: %s", folder, strerror(errno));
        return hub_server_place(from, &board, error) &&
               ((strchr(from, '\n') == NULL && STR_COPY(upstream->below, from)) ||
                   error_set(error, ERR_BAD_INPUT, "what --from says is too long"));
    }
    bool ok = hub_data_folder(data, folder, error) && hub_open_board(&records, data, error) &&
              hub_board(records.store, &board, error);
    if (ok) {
        STR_COPY(upstream->class_uid, board.class_uid);
        struct member place = {0};
        struct error none = {0};
        if (joining_hub_is_elsewhere(records.store, upstream->below, sizeof upstream->below) &&
            !hub_server_place(upstream->below, &place, &none))
            ok = error_set(error, ERR_BAD_INPUT,
                "the hub is at %s: name its owner's conninfo with --from", upstream->below);
    }
    sodium_memzero(&board, sizeof board);
    records_close(&records);
    return ok;
}

struct wishes {
    const char *data, *school, *wave, *from, *let_in;
    bool stop;
};

static bool hand_up(const struct wishes *wishes, const char *given, struct error *error)
{
    char folder[STORE_PATH_SIZE], line[HUB_CONNINFO_SIZE], text[SENTENCE_SIZE];
    struct upstream upstream, before;
    struct member place = {0};
    struct error none = {0};
    struct forward_report report = {0};
    bool is_line;
    cli_data_folder(wishes->data, folder);
    if (given != NULL && (!read_given(given, line, sizeof line, error) ||
                             !read_above(line, &place, &is_line, error)))
        return false;
    bool has = upstream_load(folder, &before, &none);
    upstream = has ? before : (struct upstream){0};
    if (!has && given == NULL)
        return error_set(error, none.code, "%s", none.text);
    if (wishes->school != NULL)
        STR_COPY(upstream.school, wishes->school);
    if (wishes->wave != NULL)
        STR_COPY(upstream.wave, wishes->wave);
    bool ok = given == NULL || find_below(wishes->data, wishes->from, folder, &upstream, error);
    const char *label = upstream.school[0] != '\0' ? upstream.school : "school";
    ok = ok && (given == NULL || find_above(line, label, &upstream, error)) &&
         look(folder, &upstream, false, &report, error) && upstream_save(folder, &upstream, error);
    if (ok) {
        upstream_say(&report, text, sizeof text);
        printf("What happens goes up to %s, port %d: %s.\n"
               "Without words of children and without names; what exactly, waystation-hub(7) "
               "says.\nIt is carried by `waystation hub forward`, best as a service.\n",
            upstream.above.host, upstream.above.port, text);
    }
    sodium_memzero(&upstream, sizeof upstream);
    sodium_memzero(&before, sizeof before);
    return ok;
}

static int stop(const char *data, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    if (!upstream_forget(folder, error))
        return cli_fail(CLI_COULD_NOT, error);
    puts("Nothing goes up any more. What is above stays there until its time is over.");
    return CLI_DONE;
}

/* NULL: all is well. */
static const char *wrong_use(const struct wishes *wishes, int given)
{
    bool says = wishes->school != NULL || wishes->wave != NULL;
    if (wishes->stop)
        return given > 0 || says || wishes->from != NULL || wishes->let_in != NULL
                   ? "--stop goes alone"
                   : NULL;
    if (wishes->let_in != NULL)
        return given == 0 || says || wishes->from != NULL
                   ? "--let-in NAME goes with the owner's CONNINFO of the hub above, alone"
                   : NULL;
    if (given == 0 && (wishes->from != NULL || !says))
        return "say where to: a file with the line of `waystation hub upstream --let-in`, or "
               "\"host=… dbname=… user=…\"";
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? wishes->school : wishes->wave;
        if (name != NULL && (strlen(name) >= ID_SIZE || strpbrk(name, "\r\n") != NULL))
            return "a school or wave has a name of one line with at most 63 bytes";
    }
    return NULL;
}

int command_hub_upstream(int count, char **arguments)
{
    struct wishes wishes = {0};
    const struct cli_option options[] = {
        {"--school", CLI_TEXT, &wishes.school, "NAME", "where the class belongs, for reports"},
        {"--wave", CLI_TEXT, &wishes.wave, "NAME", "the same, across schools"},
        {"--let-in", CLI_TEXT, &wishes.let_in, "NAME",
            "on the server above: makes the line with which a school or class comes up"},
        {"--from", CLI_TEXT, &wishes.from, "CONNINFO",
            "hand up every class of this hub (a school's, to its district), as its owner"},
        {"--stop", CLI_FLAG, &wishes.stop, NULL, "hand nothing up any more"},
        CLI_DATA_OPTION(&wishes.data),
    };
    struct cli cli = {.name = "hub upstream",
        .places = "[CONNINFO|LINE|FILE]",
        .most = 1,
        .summary = "Hands what happens in the class up to the hub of a school or district.",
        .details =
            "That hub is a database of PostgreSQL 15 or later. Its technician makes a LINE with "
            "--let-in; as the owner of that database (CONNINFO) it is done in one step. No words "
            "of children and no names go up. --school and --wave alone change only those.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    struct error error = {0};
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    const char *wrong = wrong_use(&wishes, cli.given_count);
    if (wrong != NULL) {
        error_set(&error, ERR_BAD_INPUT, "%s", wrong);
        return cli_fail(CLI_USAGE, &error);
    }
    if (wishes.stop)
        return stop(wishes.data, &error);
    if (wishes.let_in != NULL)
        return let_in(wishes.let_in, cli.given[0], &error);
    if (hand_up(&wishes, cli.given_count > 0 ? cli.given[0] : NULL, &error))
        return CLI_DONE;
    return cli_fail(error.code == ERR_BAD_INPUT ? CLI_USAGE : CLI_COULD_NOT, &error);
}

/* --- forward --------------------------------------------------------------------------------- */

static void say_once(const struct forward_report *report, char before[static SENTENCE_SIZE])
{
    char text[SENTENCE_SIZE];
    upstream_say(report, text, sizeof text);
    if (report->pushed > 0)
        printf(
            "%lld event(s) of %d class(es) went up.\n", (long long)report->pushed, report->classes);
    if (!str_equal(text, before))
        printf("Now %s.\n", text);
    fflush(stdout);
    str_copy(before, SENTENCE_SIZE, text);
}

/* Until it is killed: nothing is lost by that. */
static void carry_on(struct forward *forward)
{
    struct forward_pace pace = {0};
    char said[SENTENCE_SIZE] = "";
    for (;;) {
        struct forward_report report;
        forward_round(forward, !pace.outage, &report);
        forward_rest(forward);
        say_once(&report, said);
        int64_t wait_ms = forward_wait_ms(&pace, &report, randombytes_random());
        struct timespec wait = {
            .tv_sec = (time_t)(wait_ms / 1000), .tv_nsec = (long)(wait_ms % 1000) * 1000000};
        nanosleep(&wait, NULL);
    }
}

int command_hub_forward(int count, char **arguments)
{
    const char *data = NULL;
    bool once = false;
    const struct cli_option options[] = {
        {"--once", CLI_FLAG, &once, NULL, "carry up what there is, and end"},
        CLI_DATA_OPTION(&data),
    };
    struct cli cli = {.name = "hub forward",
        .summary = "Carries what happened up to the hub that `hub upstream` named.",
        .details = "It goes on until it is ended, every 10 to 30 s; as a service: systemctl enable "
                   "--now waystation-forward@USER. It needs the hub here, not the board.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE], said[SENTENCE_SIZE] = "";
    struct error error = {0};
    struct upstream upstream = {0};
    struct forward *forward = NULL;
    struct forward_report report;
    cli_data_folder(data, folder);
    bool ok = upstream_load(folder, &upstream, &error);
    if (ok && once) {
        ok = look(folder, &upstream, true, &report, &error);
        if (ok)
            say_once(&report, said);
    } else if (ok) {
        ok = upstream_open(folder, &upstream, &forward, &error);
        sodium_memzero(&upstream, sizeof upstream);
        if (ok)
            carry_on(forward);
    }
    forward_close(forward);
    sodium_memzero(&upstream, sizeof upstream);
    return ok ? CLI_DONE : cli_fail(CLI_COULD_NOT, &error);
}
