/* What the halves of the stick share. */
#pragma once

#include "stick.h"
#include "sync/sealed_file.h"

enum {
    STICK_FILE_MAX = 256,
    STICK_NAME_SIZE = 64,
    STICK_CAPACITY = 2000 * 1024 * 1024, /* address space for a whole file, open and closed */
    STICK_FILE_LIMIT = 512 * 1024 * 1024,
};

/* The kind of the blob with the public key that words are sealed to (records_words.h). */
#define STICK_WORDS "words"

struct stick {
    struct records *records;
    const struct stick_options *options;
    struct stick_report *report;
    struct arena arena;
    struct sealed_key key;
    char place[STORE_PATH_SIZE];                 /* the folder of this class */
    char files[STICK_FILE_MAX][STICK_NAME_SIZE]; /* of events, that were there */
    bool taken[STICK_FILE_MAX];
    int file_count;
};

/* The key of the class that the machine has now, and the folder that goes with it. */
MUST_CHECK bool stick_find_place(struct stick *stick, struct error *error);
MUST_CHECK bool stick_path(const struct stick *stick, const char *name,
    char out[static STORE_PATH_SIZE], struct error *error);
/* The file that holds what is called "clip:HASH", "plan:HASH", "picture:PLAN/NAME". */
void stick_blob_name(const struct stick *stick, const char *kind, const char *what,
    char out[static STICK_NAME_SIZE]);
/* Calls `each` for every clip that a body names. */
void stick_each_clip(const char *body, void (*each)(void *with, const char *hash), void *with);
/* Takes all there is; the files of events are in stick->files afterwards. */
MUST_CHECK bool stick_take_all(struct stick *stick, struct error *error);
