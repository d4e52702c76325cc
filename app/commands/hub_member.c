/* This machine's membership for the commands of the hub, also while its program runs. */
#include "base/str.h"
#include "commands/class_records.h"
#include "commands/hub_words.h"
#include "joining.h"
#include <ctype.h>
#include <stdio.h>

const char hub_is_lost[] =
    "the hub of this board is not on this machine any more: `waystation hub init` makes it again, "
    "and the stations come back by themselves";

void hub_say_lost(const char *folder)
{
    const struct store_options look = {.folder = folder, .station = "", .read_only = true};
    struct store *store = NULL;
    struct store_report report;
    struct error none = {0};
    if (store_open(&store, &look, &report, &none) && joining_hub_is_lost(store, folder))
        printf("%c%s.\n", toupper(hub_is_lost[0]), hub_is_lost + 1);
    store_close(store);
}

enum { SCRATCH = 16 * 1024 * 1024 };

static bool is_board(enum member_kind kind, const struct member *member, struct error *error)
{
    return kind == MEMBER_BOARD || error_set(error, ERR_DENIED,
                                       "this machine is the station %s of %s: do this on the board",
                                       member->station, member->class_name);
}

bool hub_board(struct store *store, struct member *out, struct error *error)
{
    enum member_kind kind;
    struct error problem = {0};
    if (member_load(store, out, &kind, &problem))
        return is_board(kind, out, error);
    return error_set(error, problem.code, "%s",
        problem.code == ERR_NOT_FOUND
            ? "this machine's class has no hub: make one with `waystation hub init`"
            : problem.text);
}

/* What kept the store from being opened is the reason, unless its program lends. */
static bool borrow(struct records *records, const char *data, const struct error *reason,
    struct lending *out, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    struct error problem = {0};
    cli_data_folder(data, folder);
    if (reason->code == ERR_BUSY && lending_read(folder, out, &problem))
        return arena_open(&records->scratch, SCRATCH, error);
    return error_set(error, reason->code, "%s", reason->text);
}

bool hub_borrow(struct records *records, const char *data, struct lending *out, struct error *error)
{
    char folder[STORE_PATH_SIZE];
    struct error problem = {0};
    *out = (struct lending){0};
    if (!cli_open_records(records, data, false, &problem))
        return borrow(records, data, &problem, out, error);
    cli_data_folder(data, folder);
    lending_stations(out, &records->classroom->plan);
    out->is_lost = joining_hub_is_lost(records->store, folder);
    bool ok = member_load(records->store, &out->member, &out->kind, error);
    joining_name_class(&out->member, records);
    return ok;
}

bool hub_borrow_board(
    struct records *records, const char *data, struct lending *out, struct error *error)
{
    struct error problem = {0};
    *out = (struct lending){.kind = MEMBER_BOARD};
    if (!hub_open_board(records, data, &problem))
        return borrow(records, data, &problem, out, error) &&
               is_board(out->kind, &out->member, error);
    lending_stations(out, &records->classroom->plan);
    bool ok = hub_board(records->store, &out->member, error);
    joining_name_class(&out->member, records);
    return ok;
}
