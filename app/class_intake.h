/* A class folder on disk becomes the class: for the commands and for the Setup page. */
#pragma once

#include "exchange/class_folder.h"
#include "model/plan_change.h"
#include "records.h"

enum { CLASS_READ_CAPACITY = 512 * 1024 * 1024 }; /* address space that any folder fits into */

/* Reads and checks a folder; changes nothing. *plan, in the arena, is of use when there are no
 * errors among the problems, which are sorted by place. Fails only if the folder itself cannot be
 * read: ERR_NOT_FOUND, ERR_IO, ERR_MEMORY. */
MUST_CHECK bool class_intake_read(const char *path, struct arena *arena, struct plan **plan,
    struct problems *problems, struct error *error);

/* What such a plan would change (model/plan_change.h). ERR_IO, ERR_CORRUPT. */
MUST_CHECK bool class_intake_compare(struct records *records, const struct plan *plan,
    const struct moment *now, struct plan_change *out, struct error *error);

/* Where the pictures of questions are kept: "pictures" in the data folder. */
void class_intake_pictures(const char *data, char out[static STORE_PATH_SIZE]);

/* Takes a plan that was read without errors. The pictures its questions name come from the folder
 * `from` (NULL: there are none) to the data folder first; then the visits of students who leave the
 * class end, and the plan is published. *changed is false if it is the current plan. */
MUST_CHECK bool class_intake_take(struct records *records, const struct plan *plan,
    const char *from, const char *data, const struct moment *now, bool *changed,
    struct error *error);
