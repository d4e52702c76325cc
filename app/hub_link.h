/* The link of a machine with its hub: the core (sync/sync.h) asks through the network's thread
 * (sync/worker.h), and what comes goes into the records. Whoever has one goes round
 *
 *   hub_link_take()   what came, if anything did
 *   hub_link_ask()    what is to be asked next
 *
 * whenever `wake` was called and at hub_link_due_ms(). All times are uptime (base/uptime.h). */
#pragma once

#include "base/rng.h"
#include "records.h"
#include "sync/sync.h"
#include "sync/worker.h"

struct hub_link {
    struct arena arena; /* of the core and its asks */
    struct sync *sync;
    struct sync_worker *worker; /* NULL: alone */
    struct rng rng;
    struct sync_ask ask; /* stays until it is answered */
    int64_t due_ms;      /* when the core wants to be asked again */
    int64_t events;      /* in the class when the core was asked last */
    bool plan_waits;     /* a newer plan is here: hub_link_take_plan() … */
    int64_t plan_due_ms; /* … not before then, after the store failed; a newer one at once */
    bool is_answered;    /* since it was opened: until then nobody knows how the link is */
};

/* `wake` as sync_worker_open() has it. To be closed also when this fails. */
MUST_CHECK bool hub_link_open(struct hub_link *link, const struct member *member,
    void (*wake)(void *context), void *context, struct error *error);
void hub_link_close(struct hub_link *link); /* also one that is closed, or was never open (zero) */

/* What points anywhere does so until hub_link_ask(). */
struct hub_link_came {
    struct sync_answer answer;
    struct sync_news news; /* in the store, and in the state … */
    bool state_lags;       /* … which failed: it is there after a restart, or records_renew() */
};
/* True: something was answered. What fails in the store is logged, and asked again. */
bool hub_link_take(struct hub_link *link, struct records *records, struct hub_link_came *came);
/* Unless an answer is still awaited, or it is not time yet. */
void hub_link_ask(struct hub_link *link, struct records *records);
/* Between visits, as records_take_newest_plan(). True: the class is another one now. What fails is
 * logged, and tried again a minute later if the next time may be better. */
bool hub_link_take_plan(struct hub_link *link, struct records *records);

/* Something here changed that is no event. */
void hub_link_poke(struct hub_link *link);
/* As if the hub had told that something changed there. */
void hub_link_look(struct hub_link *link);
/* When there is something to ask, or a plan to try again; INT64_MAX: not before it was woken. */
int64_t hub_link_due_ms(const struct hub_link *link);
/* All is told, and all that was heard is taken. */
bool hub_link_is_told(const struct hub_link *link);
/* The time by the hub's clock; false: it is not known, or not believable. */
bool hub_link_clock(const struct hub_link *link, int64_t *wall_ms);
