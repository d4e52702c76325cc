/* What a node and its hub still have to tell each other: the core, without network, thread or clock
 * of its own, so that the simulation runs it as it is.
 *
 *   sync_next(sync, store) -> ask      what to ask now; NOTHING: all is told until something
 * changes sync_take(sync, store, answer)     merges what came; what changed is in *news
 *
 * The hub's own heads are the truth about what it has: after HELLO come HEADS, and all above them
 * is pushed, log by log, in order; an emptied hub, one restored from a backup, or another one fills
 * up again by itself. Others' events above the heads here are pulled and merged. The blobs that
 * events name (plans, clips) follow, then drafts. A row that cannot be sent or is refused is kept
 * here, counted, and never blocks the logs behind it.
 *
 * Both calls touch the store for a batch at most (SYNC_BATCH_*): a few milliseconds. */
#pragma once

#include "base/arena.h"
#include "base/rng.h"
#include "sync/message.h"

struct sync; /* in the arena given at open */

MUST_CHECK bool sync_open(struct sync **out, struct arena *arena, struct error *error);

/* Something was appended, saved as a draft or published here; or the hub has said that others
 * changed something. */
void sync_poke(struct sync *sync);

/* What to ask at `mono_ms`; until its answer was taken, the same again. In trouble it waits 1, 2, 4
 * … 60 s, each half more or less by chance from `rng`; *wait_ms: when to call again (INT64_MAX:
 * after a poke or an answer). Memory in the arena given at open. ERR_*: the store failed. */
MUST_CHECK bool sync_next(struct sync *sync, struct store *store, struct rng *rng, int64_t mono_ms,
    struct sync_ask *out, int64_t *wait_ms, struct error *error);

/* What an answer changed here. Rows are the answer's: apply them before the next ask. */
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
    int64_t refused;        /* events the hub does not take */
    int64_t conflicts;      /* seen at this node or at the hub */
    bool has_clock;
    int64_t clock_ms; /* the hub's clock minus this machine's uptime, from the exchange with the
                         shortest round trip of late */
    char hub[33];
};
const struct sync_state *sync_state(const struct sync *sync);
