/* A machine in one file on a stick, so that another card becomes that machine again: the database
 * with keys, settings, membership, clips, and the pictures of questions. Sealed to the class.
 *
 *   waystation-backup-NAME-DATE.sealed
 *     lines in the open   "WAYSTATION-BACKUP 1", "machine NAME", "day DATE", "key WRAPPED" (the
 *                         class's key under its code, for a machine that has it not), and an empty
 *                         one
 *     then                a sealed file (sync/sealed_file.h, SEALED_BACKUP) of entries: a byte with
 *                         the length of the name, the name, eight bytes with the size (least
 * first), the bytes. "about" first (the lines above), then "database", "pictures/NAME" …; "end"
 * last.
 *
 * Both ways go in steps of at most some hundred milliseconds, so that whoever shows them lives on.
 * The file appears whole or not at all. Restoring opens and checks all of it in DATA/restoring
 * before anything changes. */
#pragma once

#include "records.h"

enum { BACKUP_FOUND_MAX = 16 };

struct backup_found {
    char path[STORE_PATH_SIZE];
    char machine[NAME_SIZE];
    int32_t day;
};
/* Backups in that folder, newest first; those that do not read are left out. */
int backup_find(const char *folder, struct backup_found out[static BACKUP_FOUND_MAX]);

/* --- Making one ------------------------------------------------------------------------------ */

struct backup_save;
/* Copies the database; the longest step. `name` of this machine, or NULL: its station, "board", or
 * "waystation". *is_here: what failed is this machine's, not the stick's.
 */
MUST_CHECK bool backup_save_begin(struct records *records, const char *data, const char *folder,
    const char *name, const struct moment *now, struct backup_save **out, bool *is_here,
    struct error *error);
MUST_CHECK bool backup_save_step(struct backup_save *save, bool *more, struct error *error);
int backup_save_percent(const struct backup_save *save);
const char *backup_save_file(const struct backup_save *save);
void backup_save_end(struct backup_save *save); /* accepts NULL; unfinished: nothing is left */

/* --- Taking one ------------------------------------------------------------------------------ */

enum backup_refusal {
    BACKUP_TAKEN,
    BACKUP_IS_NONE,     /* no backup, or no file */
    BACKUP_OTHER_CLASS, /* this machine has a class, and that is another one's */
    BACKUP_WRONG_CODE,
    BACKUP_TOO_NEW,
    BACKUP_DAMAGED,
    BACKUP_FAULT, /* of this machine */
};

struct backup_load;
/* `code` of the class, as typed; NULL: with the key that this machine has. `records` of the class
 * that is here, or NULL. */
MUST_CHECK bool backup_load_begin(const struct records *records, const char *data, const char *path,
    const char *code, struct backup_load **out, enum backup_refusal *why, struct error *error);
/* `more` false: all was checked, and lies in DATA/restoring. */
MUST_CHECK bool backup_load_step(
    struct backup_load *load, bool *more, enum backup_refusal *why, struct error *error);
int backup_load_percent(const struct backup_load *load);
void backup_load_end(struct backup_load *load); /* accepts NULL; unfinished: nothing is left */

/* After the last step, with no store open on `data`: what lies in DATA/restoring becomes this
 * machine; what was there is set aside (store_restore). False: nothing changed. */
MUST_CHECK bool backup_put_in_place(const char *data, struct error *error);
/* Removes what a pulled plug left of either; not while one is under way. */
void backup_clean(const char *data);
