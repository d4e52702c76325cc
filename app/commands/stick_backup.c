/* stick backup, stick restore: a machine in one file on a stick. */
#include "stick_backup.h"
#include "base/date.h"
#include "base/str.h"
#include "commands/cli.h"
#include "commands/commands.h"
#include "commands/hub_words.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int command_stick_backup(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "stick backup",
        .places = "FOLDER",
        .least = 1,
        .most = 1,
        .summary = "Puts all of this machine into one file on a USB stick (or in a folder).",
        .details = "Another card, or this one, becomes this machine again with `stick restore`. "
                   "The file is sealed to the class; `stick code` prints the code that opens it.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    struct records records = {0};
    struct backup_save *save = NULL;
    struct moment now = cli_now();
    bool more = true, is_here;
    cli_data_folder(data, folder);
    bool ok =
        cli_open_records(&records, data, true, &error) &&
        backup_save_begin(&records, folder, cli.given[0], NULL, &now, &save, &is_here, &error);
    while (ok && more)
        ok = backup_save_step(save, &more, &error);
    if (ok)
        printf("%s: keep it locked away, and apart from the code of the class.\n",
            backup_save_file(save));
    backup_save_end(save);
    records_close(&records);
    return ok ? CLI_DONE : cli_fail(CLI_COULD_NOT, &error);
}

/* --- Restoring ------------------------------------------------------------------------------- */

/* A name with a stroke behind it is one that was meant as a folder. */
static bool is_folder(const char *path)
{
    struct stat about;
    size_t length = strlen(path);
    return (length > 0 && path[length - 1] == '/') ||
           (stat(path, &about) == 0 && S_ISDIR(about.st_mode));
}

static int list(const char *folder)
{
    struct backup_found found[BACKUP_FOUND_MAX];
    int count = backup_find(folder, found);
    for (int i = 0; i < count; i++) {
        char date[DATE_TEXT_SIZE];
        date_format(found[i].day, date);
        printf("%s  %-20s  %s\n", date, found[i].machine, found[i].path);
    }
    if (count > 0)
        return CLI_DONE;
    struct error error = {0};
    error_set(&error, ERR_NOT_FOUND,
        "there is no backup in %s: `waystation stick backup` makes one", folder);
    return cli_fail(CLI_NO, &error);
}

/* The class that is here is looked at, and closed again: what is put in place needs the folder. */
static bool check(const char *data, const char *path, const char *code, enum backup_refusal *why,
    struct error *error)
{
    struct records records = {0};
    struct backup_load *load = NULL;
    struct error none = {0};
    bool more = true;
    bool has = cli_open_records(&records, data, true, &none);
    *why = BACKUP_FAULT;
    if (!has && none.code == ERR_BUSY)
        return error_set(error, none.code, "%s", none.text);
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    bool ok = backup_load_begin(has ? &records : NULL, folder, path, code, &load, why, error);
    while (ok && more)
        ok = backup_load_step(load, &more, why, error);
    backup_load_end(load);
    records_close(&records);
    return ok;
}

int command_stick_restore(int count, char **arguments)
{
    const char *data = NULL, *code = NULL;
    const struct cli_option options[] = {
        {"--code", CLI_TEXT, &code, "CODE", "of the class, for a machine that has none yet"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "stick restore",
        .places = "FILE",
        .least = 1,
        .most = 1,
        .summary = "Makes this machine the one of a backup that `stick backup` made.",
        .details = "A folder instead of FILE: lists the backups in it. All of FILE is checked "
                   "before anything changes; what was here is kept in set-aside/ of the data "
                   "folder. Refused while a station runs on it, and for another class than the "
                   "one that is here. Students erased since the backup stay erased.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    if (is_folder(cli.given[0]))
        return list(cli.given[0]);
    char folder[STORE_PATH_SIZE];
    struct error error = {0};
    enum backup_refusal why;
    cli_data_folder(data, folder);
    if (!check(data, cli.given[0], code, &why, &error))
        return cli_fail(why == BACKUP_FAULT ? CLI_COULD_NOT : CLI_NO, &error);
    if (!backup_put_in_place(folder, &error))
        return cli_fail(CLI_COULD_NOT, &error);
    printf("%s is in place in %s.\n", cli.given[0], folder);
    hub_say_lost(folder);
    return CLI_DONE;
}
