/* A connection to a hub: PostgreSQL through libpq, with TLS and SCRAM bound to the channel.
 * Blocking, for a thread of its own; every wait ends (connecting after 10 s, an answer after 20 s).
 *
 * The hub's side is hub_schema.c: tables, functions and row-level security, so that the engine
 * itself refuses what a node may not do. */
#pragma once

#include "base/arena.h"
#include "sync/member.h"
#include "sync/message.h"

struct hub;

/* Nothing is connected yet: SYNC_ASK_HELLO does. `member` is copied. */
MUST_CHECK bool hub_open(struct hub **out, const struct member *member, struct error *error);
void hub_close(struct hub *hub); /* accepts NULL */
/* Connecting ends sooner, for somebody who waits. */
void hub_hurry(struct hub *hub, int connect_ms);

/* Never fails: what went wrong is in the answer. What the answer points at is in the arena. Without
 * a connection anything but HELLO is answered with `lost`. */
void hub_answer(
    struct hub *hub, const struct sync_ask *ask, struct arena *arena, struct sync_answer *out);

/* Waits until others have changed something or the connection is gone (true), `wake_fd` can be
 * read, or the time is over. What is known of the change is added to *heard. */
bool hub_wait(struct hub *hub, int wake_fd, int timeout_ms, struct sync_heard *heard);
