/* pin: the teacher's PIN, chosen anew where it was forgotten. */
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include <stdio.h>
#include <string.h>

/* Where no class is, nothing is made: the PIN of an empty folder would open nothing. */
static bool has_class(const char *data, struct error *error)
{
    struct records records = {0};
    bool has = class_records_open(&records, data, true, error);
    records_close(&records);
    return has;
}

int command_pin(int count, char **arguments)
{
    const char *data = NULL;
    const struct cli_option options[] = {CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "pin",
        .summary = "Sets the PIN of the teacher view; reads it from standard input.",
        .details = "4 to 12 digits. It takes the place of the one before, for example when that "
                   "one was forgotten.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    char pin[64];
    if (!has_class(data, &error) || !cli_read_secret("PIN", pin, sizeof pin, &error) ||
        !cli_open_records(&records, data, false, &error) ||
        !store_set_pin(records.store, pin, &error)) {
        status = cli_fail(error.code == ERR_BAD_INPUT ? CLI_USAGE : CLI_COULD_NOT, &error);
    } else {
        puts("The PIN is set.");
        status = CLI_DONE;
    }
    memset(pin, 0, sizeof pin);
    records_close(&records);
    return status;
}
