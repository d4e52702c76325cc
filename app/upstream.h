/* Where the hub of this data folder hands its class up to: a school's or district's hub. Kept in a
 * file beside the store (readable by its owner only), since it is carried up while a board has the
 * store. */
#pragma once

#include "sync/forward.h"
#include "sync/hub_server.h"

struct upstream {
    struct member above;
    char below[HUB_CONNINFO_SIZE];   /* owner of the hub here; "": of the one in the data folder */
    char class_uid[MEMBER_UID_SIZE]; /* "": every class there */
    char school[NAME_SIZE], wave[NAME_SIZE];
};

/* ERR_NOT_FOUND: nothing goes up. */
MUST_CHECK bool upstream_load(const char *folder, struct upstream *out, struct error *error);
MUST_CHECK bool upstream_save(
    const char *folder, const struct upstream *upstream, struct error *error);
/* Done as well if there was none. */
MUST_CHECK bool upstream_forget(const char *folder, struct error *error);

MUST_CHECK bool upstream_open(
    const char *folder, const struct upstream *upstream, struct forward **out, struct error *error);
/* What goes up, or why not: one plain sentence. */
void upstream_say(const struct forward_report *report, char *out, size_t size);
