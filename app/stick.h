/* The class by USB stick, where machines have no network: every event, the plan, voice clips and
 * pictures of questions, in both directions, sealed to the class.
 *
 *   STICK/waystation-data/NAME/           NAME: of the class's stick key (16 hex digits)
 *     class.key                           the class's key under its code, for a new machine
 *     events-XXXXXXXX.sealed              all events of the machine that wrote it
 *     blob-HASH.sealed                    a plan, a clip, a picture; HASH: keyed, of its name
 *
 * The files are sync/sealed_file.h under a key that follows from the class's: machines of the class
 * open them, a finder of the stick cannot. Taking merges as a sync does: what is here already is
 * left as it is, so that any order and any repetition end the same. Saving takes first; then its
 * one file of events stands for those it has taken, and a stick that went round holds everything
 * once. A file that is cut off, damaged or of a newer version is left where it is and named. */
#pragma once

#include "records.h"
#include "sync/seal.h"

struct stick_report {
    int files; /* of events, taken whole */
    int64_t added, known, conflicts;
    int blobs;         /* clips and pictures that came from the stick */
    int missing;       /* clips that events name, and that are neither here nor there */
    bool has_new_plan; /* the class changed */
    bool has_new_class_key;
    int left;                      /* files that could not be taken; why, of the first: */
    char problem[ERROR_TEXT_SIZE]; /* or empty */
    int64_t events_saved;
    int blobs_saved;
};

struct stick_options {
    const char *folder; /* the stick, or any folder */
    const char *data;   /* the data folder: pictures lie in it */
    const char *code; /* of the class, as typed, for a machine that has not its key yet; or NULL */
    struct moment now;
};

/* Something of Waystation is there, of whatever class. */
bool stick_is_ours(const char *folder);

/* Before a data folder is made: ERR_NOT_FOUND if nothing of Waystation is there. */
MUST_CHECK bool stick_is_readable(const struct stick_options *options, struct error *error);

/* Takes what is on the stick. False: nothing was taken of any file. ERR_NOT_FOUND there is nothing;
 * ERR_DENIED it is of another class, or the code is not that class's; ERR_CORRUPT, ERR_TOO_NEW,
 * ERR_IO, ERR_NO_SPACE. `records->classroom` may be another one afterwards. */
MUST_CHECK bool stick_take(struct records *records, const struct stick_options *options,
    struct stick_report *report, struct error *error);

/* Takes, and then puts everything on the stick. What was cut off goes on when called again. False:
 * what was on the stick before is still there. */
MUST_CHECK bool stick_save(struct records *records, const struct stick_options *options,
    struct stick_report *report, struct error *error);

/* What a new machine has to be told once, beside the stick. For the teacher alone. */
void stick_code(const struct records *records, char out[static SEAL_CODE_SIZE]);
