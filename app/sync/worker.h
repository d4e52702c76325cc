/* The thread that owns the network: asks its hub one thing at a time and says when there is an
 * answer. It can be slow or stuck; nobody ever waits for it but sync_worker_close(), for 2 s at
 * most. */
#pragma once

#include "base/arena.h"
#include "sync/member.h"
#include "sync/message.h"

struct hub;
struct sync_worker;

/* `wake` is called from the thread when there is an answer or others changed something. */
MUST_CHECK bool sync_worker_open(struct sync_worker **out, const struct member *member,
    void (*wake)(void *context), void *context, struct error *error);
/* Whatever asks point at lies in `asks` (NULL: there were none): a thread that is stuck still reads
 * there, so it is closed too, by whichever of the two is through with it last. Accepts NULL. */
void sync_worker_close(struct sync_worker *worker, struct arena *asks);

/* What the ask points at stays until the answer was taken. Only when idle. */
void sync_worker_ask(struct sync_worker *worker, const struct sync_ask *ask);
bool sync_worker_is_idle(struct sync_worker *worker);
/* True once for each answer; what it points at stays until the next ask. */
bool sync_worker_take(struct sync_worker *worker, struct sync_answer *out);
/* Something else to be done with the hub, on the thread and between two asks: joining, a list of
 * nodes. `wake` is called when it is over. What it works on must stay until then, and beyond
 * sync_worker_close() if it was stuck: so it has memory of its own. One at a time. */
struct sync_errand {
    void (*run)(struct hub *hub, struct sync_errand *errand);
    void (*discard)(struct sync_errand *errand); /* when nobody takes it any more */
};
/* False: another one is under way. */
bool sync_worker_send(struct sync_worker *worker, struct sync_errand *errand);
/* The one that is over, the caller's from now on; NULL: none. */
struct sync_errand *sync_worker_take_errand(struct sync_worker *worker);

/* True once after others changed something at the hub. */
bool sync_worker_take_heard(struct sync_worker *worker, struct sync_heard *out);
