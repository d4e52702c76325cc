/* The thread that owns the network: asks its hub one thing at a time and says when there is an
 * answer. It can be slow or stuck; nobody ever waits for it but sync_worker_close(), for 2 s at
 * most. */
#pragma once

#include "sync/member.h"
#include "sync/message.h"

struct sync_worker;

/* `wake` is called from the thread when there is an answer or others changed something. */
MUST_CHECK bool sync_worker_open(struct sync_worker **out, const struct member *member,
    void (*wake)(void *context), void *context, struct error *error);
void sync_worker_close(struct sync_worker *worker); /* accepts NULL */

/* The ask and what it points at must stay until the answer was taken. Only when idle. */
void sync_worker_ask(struct sync_worker *worker, const struct sync_ask *ask);
bool sync_worker_is_idle(struct sync_worker *worker);
/* True once for each answer; what it points at stays until the next ask. */
bool sync_worker_take(struct sync_worker *worker, struct sync_answer *out);
/* True once after others changed something at the hub. */
bool sync_worker_was_poked(struct sync_worker *worker);
