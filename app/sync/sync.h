/* What a node and its hub still have to tell each other: the core, without network, thread or clock
 * of its own, so that the simulation runs it as it is.
 *
 *   sync_next(sync, store) -> ask     what to ask now; NOTHING: all is told until something changes
 *   sync_take(sync, store, answer)    merges what came; what changed is in *news
 *
 * The hub's own heads are the truth about what it has: after HELLO come HEADS, and all above them
 * is pushed, log by log, in order; an emptied hub, one restored from a backup, or another one fills
 * up again by itself. Others' events above the heads here are pulled and merged. A plan goes
 * before the event that names it, drafts and clips come last. From then on it knows what the hub
 * has and asks only what is needed: what was appended here costs one PUSH, what others appended one
 * PULL.
 *
 * Nothing blocks for ever, and nothing is lost here:
 *   - A row that no hub can keep (too large, no valid text), or takes from a station (what only a
 *     board decides), goes up as if erased, so that those behind it can follow; it is noted as
 *     refused and stays here as it is.
 *   - So does a row under a name that this machine does not have at the hub, if this machine wrote
 *     others behind it: it was called otherwise before.
 *   - A log the hub does not take from this machine at all (another's label), or that it fails on
 *     three times, is set aside for ten minutes; the other logs go on.
 * A machine tells what it wrote itself; one that may write as any station (a board) tells all. */
#pragma once

#include "base/arena.h"
#include "base/rng.h"
#include "sync/message.h"

struct sync; /* in the arena given at open */

MUST_CHECK bool sync_open(struct sync **out, struct arena *arena, struct error *error);

/* Others changed something at the hub: `head` if it is that a log has this head now, else NULL. */
void sync_heard(struct sync *sync, const struct sync_head *head);
/* All of what a hub has told. */
void sync_hear(struct sync *sync, const struct sync_heard *heard);
/* How this node is, one JSON object for the board: told when it differs from what was told.
 * ERR_FULL beyond SYNC_REPORT_SIZE. */
enum { SYNC_REPORT_SIZE = 4096 };
MUST_CHECK bool sync_report(struct sync *sync, const char *text, struct error *error);

/* What to ask at `mono_ms`; until its answer was taken, the same again. In trouble it waits 1, 2, 4
 * … 60 s, each half more or less by chance from `rng`; *due_mono_ms: when to call again at the
 * latest (INT64_MAX: after a poke or an answer). Memory in the arena given at open, until the
 * answer was taken. ERR_*: the store failed; call again later. */
MUST_CHECK bool sync_next(struct sync *sync, struct store *store, struct rng *rng, int64_t mono_ms,
    struct sync_ask *out, int64_t *due_mono_ms, struct error *error);

/* What an answer changed here: to be applied before the next ask. */
struct sync_news {
    const struct store_event *added; /* merged into the store just now, new here */
    int added_count;
    const struct sync_draft *drafts; /* newer than ours, stored */
    int draft_count;
    const char *blob; /* its name: it is stored now; or NULL */
};
MUST_CHECK bool sync_take(struct sync *sync, struct store *store, const struct sync_answer *answer,
    int64_t mono_ms, struct sync_news *news, struct error *error);

/* For the screens. */
struct sync_state {
    enum sync_trouble trouble; /* of the newest answer */
    char text[ERROR_TEXT_SIZE];
    bool has_synced;
    int64_t synced_mono_ms; /* when all was told last */
    int64_t waiting;        /* events here that the hub is not known to have */
    int64_t refused;        /* events the hub does not take; they are kept here */
    int64_t conflicts;      /* seen at this node or at the hub */
    bool has_clock;
    int64_t clock_ms; /* the hub's clock minus this machine's uptime, from the exchange with the
                         shortest round trip of late */
    char hub[33];
};
const struct sync_state *sync_state(const struct sync *sync);
