/* wipe: the year's end. */
#include "wipe.h"
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/commands.h"
#include "joining.h"
#include <stdio.h>
#include <string.h>

static void say_others(const struct records *records, bool had_hub)
{
    char elsewhere[STORE_PATH_SIZE];
    struct member member;
    enum member_kind kind;
    struct error none = {0};
    bool is_member = member_load(records->store, &member, &kind, &none);
    memset(&member, 0, sizeof member);
    if (had_hub)
        printf("This machine is the hub of its class: the hub begins anew, empty, with the same "
               "stations. What a station still has, it tells the board again: wipe the stations "
               "first, the board last.\n");
    else if (is_member && kind == MEMBER_BOARD &&
             joining_hub_is_elsewhere(records->store, elsewhere, sizeof elsewhere))
        printf("The hub at %s keeps what it was told: have it emptied there.\n", elsewhere);
    else if (is_member)
        printf("The board and the other stations keep what they were told: wipe them too, the "
               "board last.\n");
    else
        printf("Other machines of the class keep what they have: wipe them too.\n");
}

static bool explain(struct records *records, const char *data, struct error *error)
{
    struct wipe wipe;
    if (!wipe_begin(&wipe, records, data, error))
        return false;
    printf("This removes what students did from %s: %lld event(s) with visits, answers, levels, "
           "goals, reflections, groups; drafts, voice clips, printed sheets, automatic backups, "
           "what was set aside%s. It cannot be undone.\n"
           "The class folder, badges, secret pictures, settings and the PIN stay.\n",
        data, (long long)wipe.events, wipe.had_key ? ", and the key of the term" : "");
    say_others(records, wipe.had_hub);
    puts("Backups and sticks of yours are not touched: remove them yourself.\n"
         "Nothing has changed. To do it, say so: the same command with --yes.");
    return true;
}

static bool make_hub_again(struct records *records, const char *data, struct error *error)
{
    const struct joining_place place = {0};
    struct member board;
    bool ok = joining_make_hub(records, data, &place, &board, error);
    memset(&board, 0, sizeof board);
    return ok || error_prefix(error,
                     "all is removed, but the hub is not there again (`waystation hub init`)");
}

static bool wipe_all(struct records *records, const char *data, struct error *error)
{
    struct wipe wipe;
    if (!wipe_begin(&wipe, records, data, error))
        return false;
    while (!wipe.done)
        if (!wipe_step(&wipe, error))
            return error_prefix(error, "not all is removed, run it again");
    printf("%lld event(s) are removed from %s. The class is as at its beginning.\n",
        (long long)wipe.removed, data);
    if (wipe.unkept[0] != '\0')
        printf("The hub did not say which stations it had (%s). One that joined lately may be shut "
               "out now: let it in again with a new code.\n",
            wipe.unkept);
    return !wipe.had_hub || make_hub_again(records, data, error);
}

int command_wipe(int count, char **arguments)
{
    const char *data = NULL;
    bool yes = false;
    const struct cli_option options[] = {
        {"--yes", CLI_FLAG, &yes, NULL, "really do it; without, only say what would be done"},
        CLI_DATA_OPTION(&data)};
    struct cli cli = {.name = "wipe",
        .summary = "The year's end: removes what students did, keeps the class.",
        .details = "Class folder, badges, settings, the PIN and the place of this machine in its "
                   "class stay. Without --yes nothing changes and the exit status is 1.",
        .options = options,
        .option_count = COUNT_OF(options)};
    int status;
    if (!cli_read(&cli, count, arguments, &status))
        return status;
    struct error error = {0};
    struct records records = {0};
    char folder[STORE_PATH_SIZE];
    cli_data_folder(data, folder);
    status = CLI_COULD_NOT;
    if (class_records_open(&records, data, !yes, &error)) {
        if (yes)
            status = wipe_all(&records, folder, &error) ? CLI_DONE : CLI_COULD_NOT;
        else if (explain(&records, folder, &error))
            status = CLI_NO;
    }
    if (error.code != ERR_NONE)
        cli_fail(status, &error);
    records_close(&records);
    return status;
}
