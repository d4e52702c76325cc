/* seal begin, status, recover, end, join: the key of the words that children write. */
#include "commands/seal.h"

#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "commands/printing.h"
#include "paper/class_sheets.h"
#include "records_words.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool seal_unlock(struct records *records, struct error *error)
{
    char passphrase[SEAL_PASSPHRASE_SIZE];
    bool ok = cli_read_secret("passphrase", passphrase, sizeof passphrase, error) &&
              records_words_unlock(records, passphrase, error) &&
              records_words_show(records, error);
    seal_forget(passphrase, sizeof passphrase);
    return ok;
}

static int fail(const struct error *error)
{
    bool no = error->code == ERR_DENIED || error->code == ERR_BAD_INPUT;
    return cli_fail(no ? CLI_NO : CLI_COULD_NOT, error);
}

static bool print_sheet(
    struct records *records, const char *recovery, const char *sheet, struct error *error)
{
    struct printing printing = {0};
    const struct words *words = records->has_plan ? printing_words(&printing, records, NULL) : NULL;
    return sheet_recovery_pdf(
        sheet, PAPER_A4, words, records->classroom->plan.class_name, recovery, error);
}

/* What does not reach its reader, or the disk if it goes to a file, is a code that nobody has. */
static bool print_code(const char *recovery, struct error *error)
{
    printf("Write the recovery code on paper and lock it away; it is not shown again:\n\n"
           "  %s\n\n",
        recovery);
    bool written =
        fflush(stdout) == 0 && (fsync(STDOUT_FILENO) == 0 || errno == EINVAL || errno == EROFS);
    return written ||
           error_set(error, ERR_IO,
               "the recovery code could not be written, so no key was made: %s", strerror(errno));
}

static void say_sealed(const char *sheet)
{
    if (sheet != NULL)
        printf("%s: the recovery sheet. Print it, lock it away, and remove the file.\n", sheet);
    puts("The words of this term are sealed at the stations that join from now on.\n"
         "Take the class folder once more: its last names stay at this machine then.");
}

/* The code first: cut short, there is a code without a key, and never a key without its code. */
static bool begin(struct records *records, const char *sheet, struct error *error)
{
    char passphrase[SEAL_PASSPHRASE_SIZE];
    struct records_term term = {0};
    bool told = cli_read_secret("passphrase", passphrase, sizeof passphrase, error) &&
                records_words_make(records, passphrase, &term, error) &&
                (sheet != NULL ? print_sheet(records, term.recovery, sheet, error)
                               : print_code(term.recovery, error));
    bool kept = told && records_words_keep(records, &term, error);
    if (kept)
        say_sealed(sheet);
    else if (told && sheet != NULL)
        (void)remove(sheet); /* it opens nothing */
    seal_forget(passphrase, sizeof passphrase);
    seal_forget(&term, sizeof term);
    return kept;
}

static bool recover(struct records *records, struct error *error)
{
    char recovery[2 * SEAL_RECOVERY_SIZE], passphrase[SEAL_PASSPHRASE_SIZE];
    bool ok = cli_read_secret("recovery code", recovery, sizeof recovery, error) &&
              cli_read_secret("new passphrase", passphrase, sizeof passphrase, error) &&
              records_words_recover(records, recovery, passphrase, error);
    if (ok)
        puts("The new passphrase opens the words of this term.");
    seal_forget(recovery, sizeof recovery);
    seal_forget(passphrase, sizeof passphrase);
    return ok;
}

static bool run(const char *data, bool read_only, bool (*work)(struct records *, struct error *),
    struct error *error)
{
    struct records records = {0};
    bool ok = cli_open_records(&records, data, read_only, error) && work(&records, error);
    records_close(&records);
    return ok;
}

static int run_simple(int count, char **arguments, struct cli *cli, const char **data,
    bool read_only, bool (*work)(struct records *, struct error *))
{
    int status;
    struct error error = {0};
    if (!cli_read(cli, count, arguments, &status))
        return status;
    return run(*data, read_only, work, &error) ? CLI_DONE : fail(&error);
}

int command_seal_begin(int count, char **arguments)
{
    const char *data = NULL, *sheet = NULL;
    const struct cli_option options[] = {
        {"--sheet", CLI_TEXT, &sheet, "FILE", "print the recovery code on a PDF sheet"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "seal begin",
        .summary = "Makes the key of a term for what children write; reads a passphrase from "
                   "standard input.",
        .details = "At the board. Stations of the class then keep reflections, typed answers, "
                   "reasons and profiles sealed; only the passphrase opens them, here. Prints the "
                   "recovery code, once.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    struct error error = {0};
    struct records records = {0};
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    bool ok = (sheet == NULL || printing_is_free(sheet, &error)) &&
              cli_open_records(&records, data, false, &error) && begin(&records, sheet, &error);
    records_close(&records);
    return ok ? CLI_DONE : fail(&error);
}

int command_seal_recover(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "seal recover",
        .summary = "Sets a new passphrase with the recovery code; reads both from standard input, "
                   "a line each.",
        .details = "Also where the board was lost: at a new one that has the class's events.",
        .options = options,
        .option_count = COUNT_OF(options)};
    return run_simple(count, arguments, &cli, &data, false, recover);
}

static bool tell(struct records *records, struct error *error)
{
    uint8_t key[SEAL_KEY_SIZE];
    char text[SEAL_KEY_TEXT_SIZE];
    (void)error;
    if (!records_words_public_key(records, key)) {
        puts("Words are stored as they are written: there is no key of a term.");
        return true;
    }
    seal_key_text(key, text);
    puts(records_words_have_key(records)
             ? "This machine has the key that opens the words of this term, under the passphrase."
             : "Words are sealed here before they are stored: the board opens them.");
    printf("Public key: %s\n", text);
    return true;
}

int command_seal_status(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "seal status",
        .summary = "Says whether words are sealed here, and to which public key.",
        .options = options,
        .option_count = COUNT_OF(options)};
    return run_simple(count, arguments, &cli, &data, true, tell);
}

int command_seal_join(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "seal join",
        .places = "KEY",
        .least = 1,
        .most = 1,
        .summary = "Seals words at this station to the public key that `seal status` shows at the "
                   "board.",
        .details = "A station that joins a hub has it already. What was stored before stays as it "
                   "is: join first, then take the class.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    uint8_t key[SEAL_KEY_SIZE];
    struct error error = {0};
    struct records records = {0};
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    if (!seal_key_read(cli.given[0], key)) {
        error_set(
            &error, ERR_BAD_INPUT, "a public key has 64 hex digits: see `waystation seal status`");
        return cli_fail(CLI_USAGE, &error);
    }
    bool ok = cli_open_records(&records, data, false, &error) &&
              records_words_join(&records, key, &error);
    records_close(&records);
    return ok ? CLI_DONE : fail(&error);
}

/* --- The end of a term ----------------------------------------------------------------------- */

struct sealed_count {
    int64_t events;
};

static bool count_sealed(void *context, const struct store_event *event)
{
    struct sealed_count *count = context;
    count->events += strstr(event->body, "\"sealed:") != NULL;
    return true;
}

static bool explain_end(struct records *records, struct error *error)
{
    struct sealed_count count = {0};
    if (!records_words_have_key(records))
        return error_set(error, ERR_NOT_FOUND, "there is no key of a term at this machine");
    if (!store_replay(records->store, true, count_sealed, &count, error))
        return false;
    printf("This destroys the key of the term. The words of %lld event(s) here, and of every copy "
           "of them on stations, hubs, sticks and in backups, can then be read by nobody, ever: "
           "reflections, typed answers, reasons, profiles. Visits, scores and levels stay. A "
           "recovery sheet, or a backup of your own that was made before, would still open them: "
           "destroy those too.\n"
           "Nothing has changed. To do it, say so: the same command with --yes.\n",
        (long long)count.events);
    return true;
}

static bool end(struct records *records, struct error *error)
{
    if (!records_words_end(records, error))
        return false;
    puts("The key of the term is destroyed. Burn the recovery sheet, and remove backups of your "
         "own.");
    return true;
}

int command_seal_end(int count, char **arguments)
{
    const char *data = NULL;
    bool yes = false;
    const struct cli_option options[] = {
        {"--yes", CLI_FLAG, &yes, NULL, "really do it; without, only say what would be done"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "seal end",
        .summary = "Destroys the key of the term: its words can be read by nobody any more.",
        .details = "Without --yes nothing changes and the exit status is 1.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    struct error error = {0};
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    if (!run(data, !yes, yes ? end : explain_end, &error))
        return fail(&error);
    return yes ? CLI_DONE : CLI_NO;
}
