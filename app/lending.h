/* What a running program lends to commands beside it, since it has the store to itself: its
 * membership, the class's stations, and how it stands with its hub, in hub-member of the data
 * folder, for its owner alone. It is there while the program runs; what a crash leaves behind is
 * what the store says as well, and is read only while a program has the store. */
#pragma once

#include "model/plan.h"
#include "sync/member.h"

struct lending {
    struct member member;
    enum member_kind kind;
    int station_count;
    char stations[STATION_MAX][ID_SIZE];
    int64_t refused; /* events that the hub does not take */
    bool is_lost;    /* a board's hub: joining_hub_is_lost() */
};

void lending_stations(struct lending *lending, const struct plan *plan);
/* A station that the class does not have any more. */
bool lending_is_gone(const struct lending *lending);
MUST_CHECK bool lending_write(
    const char *folder, const struct lending *lending, struct error *error);
void lending_end(const char *folder);
/* ERR_NOT_FOUND: nothing is lent. */
MUST_CHECK bool lending_read(const char *folder, struct lending *out, struct error *error);
