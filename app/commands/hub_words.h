/* What the commands of the hub share: folders, memberships, times in words. */
#pragma once

#include "commands/cli.h"
#include "lending.h"

/* The data folder by its whole name: a server that is started here does not know where "here" was.
 * ERR_NOT_FOUND: it is not there. */
MUST_CHECK bool hub_data_folder(
    const char *option, char out[static STORE_PATH_SIZE], struct error *error);

/* The records of a class that is there: nothing is made by looking. */
MUST_CHECK bool hub_open_board(struct records *records, const char *data, struct error *error);

/* This machine's membership as the board; ERR_NOT_FOUND, ERR_DENIED say what to do. */
MUST_CHECK bool hub_board(struct store *store, struct member *out, struct error *error);

/* The same two in one, also beside a running program, which lends what it is (lending.h); `records`
 * has no store then. `out` has the class's stations, too. */
MUST_CHECK bool hub_borrow(
    struct records *records, const char *data, struct lending *out, struct error *error);
MUST_CHECK bool hub_borrow_board(
    struct records *records, const char *data, struct lending *out, struct error *error);

extern const char hub_is_lost[];
/* That, where it is so: after a backup was put in place. */
void hub_say_lost(const char *folder);

/* "10:32" of today, else "2026-09-14 10:32". */
enum { HUB_WHEN_SIZE = 32 };
void hub_when(int64_t at_ms, const struct moment *now, char out[static HUB_WHEN_SIZE]);
