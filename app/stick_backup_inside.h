/* What making and taking a backup share. */
#pragma once

#include "base/file_save.h"
#include "stick.h"
#include "stick_backup.h"
#include "sync/sealed_file.h"
#include <stdio.h>

#define BACKUP_MAGIC    "WAYSTATION-BACKUP "
#define BACKUP_USE      "backup"          /* of the key that follows from the class's */
#define BACKUP_DATABASE "backup-stick.db" /* in the data folder, while one is made */
#define BACKUP_FOLDER   "restoring"       /* there, while one is taken */

enum {
    BACKUP_LINE_SIZE = 256,
    BACKUP_NAME_SIZE = 256, /* of an entry */
    BACKUP_HEAD_SIZE = 1024,
};

struct backup_head {
    char machine[NAME_SIZE];
    int32_t day;
    char wrapped[SEAL_WRAP_SIZE];
    char text[BACKUP_HEAD_SIZE]; /* all of it, without the empty line */
};

/* Reads to behind the empty line. ERR_BAD_INPUT, ERR_TOO_NEW, ERR_IO. */
MUST_CHECK bool backup_head_read(FILE *file, struct backup_head *out, struct error *error);

/* `what`: "the stick". ERR_NO_SPACE. */
MUST_CHECK bool backup_has_room(
    const char *folder, int64_t bytes, const char *what, struct error *error);
