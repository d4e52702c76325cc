/* What this machine can do and what is missing: for `waystation doctor` and for the Setup page. */
#pragma once

#include "base/sentence.h"
#include "records.h"

enum health_mark {
    HEALTH_OK,
    HEALTH_NOTE,    /* a station runs without it */
    HEALTH_MISSING, /* a station needs it */
};

/* `what` is one of the words in health.c ("camera"); `how` says in plain words how it is. */
typedef void (*health_say)(
    void *context, enum health_mark mark, const char *what, const struct sentence *how);

struct health_look {
    const char *folder;            /* of the data */
    const struct records *records; /* open already, NULL: looked at for a moment */
    const char *link; /* how it stands with the hub, of a running station; or NULL: not known */
    struct moment now;
    health_say say;
    void *context;
};

/* One line each. Nothing changes but a file that is removed at once. Devices that another running
 * station has are left alone. With `records`: this program's own display is left alone and the
 * structure of the database is not checked again; the camera must not be in use. */
void health_look(const struct health_look *look);

/* Room on the disk of the data folder; -1: not known. */
int64_t health_free_mib(const char *folder);
