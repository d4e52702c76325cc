#define LOG_MODULE "sync"
#include "hub_link.h"

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "base/uptime.h"

enum {
    LINK_CAPACITY = 64 * 1024 * 1024, /* address space: a batch, a plan */
    AFTER_FAILURE_MS = 5000,          /* the store failed: not at once again */
    PLAN_AGAIN_MS = 60 * 1000,        /* the class goes on with the plan it has */
};

bool hub_link_open(struct hub_link *link, const struct member *member, void (*wake)(void *context),
    void *context, struct error *error)
{
    uint64_t seed;
    store_random(&seed, sizeof seed);
    *link = (struct hub_link){.rng = rng_seeded(seed)};
    link->plan_waits = true; /* one that came before the power went */
    return arena_open(&link->arena, LINK_CAPACITY, error) &&
           sync_open(&link->sync, &link->arena, error) &&
           sync_worker_open(&link->worker, member, wake, context, error);
}

void hub_link_close(struct hub_link *link)
{
    sync_worker_close(link->worker, &link->arena);
    link->worker = NULL;
}

static bool is_about_plans(const struct sync_news *news)
{
    for (int i = 0; i < news->added_count; i++)
        if (str_equal(news->added[i].kind, event_kind_name(EVENT_PLAN_PUBLISHED)))
            return true;
    return news->blob != NULL && str_starts_with(news->blob, "plan:");
}

static void take_answer(struct hub_link *link, struct records *records, struct hub_link_came *came)
{
    struct error error = {0};
    const struct sync_news *news = &came->news;
    link->is_answered = true;
    if (!sync_take(link->sync, records->store, &came->answer, uptime_ms(), &came->news, &error))
        log_error("what another machine told is not stored: %s", error.text);
    error_clear(&error);
    if (news->added_count > 0) {
        came->state_lags = !records_take_rows(records, news->added, news->added_count, &error);
        if (came->state_lags)
            log_error("what came is stored, and shown after a restart: %s", error.text);
        link->events = records->classroom->event_count;
    }
    if (is_about_plans(news)) {
        link->plan_waits = true;
        link->plan_due_ms = 0; /* what did not go with the plan before may go with this one */
    }
    link->due_ms = uptime_ms();
}

bool hub_link_take(struct hub_link *link, struct records *records, struct hub_link_came *came)
{
    struct sync_heard heard;
    *came = (struct hub_link_came){0};
    if (sync_worker_take_heard(link->worker, &heard)) {
        sync_hear(link->sync, &heard);
        hub_link_poke(link);
    }
    if (!sync_worker_take(link->worker, &came->answer))
        return false;
    take_answer(link, records, came);
    return true;
}

void hub_link_ask(struct hub_link *link, struct records *records)
{
    struct error error = {0};
    int64_t now_ms = uptime_ms(), wait_ms = INT64_MAX;
    if (!sync_worker_is_idle(link->worker))
        return;
    if (records->classroom->event_count != link->events) {
        link->events = records->classroom->event_count;
        hub_link_poke(link);
    }
    if (link->due_ms > now_ms)
        return;
    if (!sync_next(link->sync, records->store, &link->rng, now_ms, &link->ask, &wait_ms, &error)) {
        log_error("what others do not know yet cannot be read: %s", error.text);
        wait_ms = now_ms + AFTER_FAILURE_MS;
        link->ask.kind = SYNC_ASK_NOTHING;
    }
    link->due_ms = wait_ms;
    if (link->ask.kind != SYNC_ASK_NOTHING)
        sync_worker_ask(link->worker, &link->ask);
}

/* The machine's failures; a plan that is wrong stays wrong. */
static bool can_pass(enum error_code code)
{
    return code == ERR_IO || code == ERR_NO_SPACE || code == ERR_READ_ONLY || code == ERR_BUSY ||
           code == ERR_MEMORY;
}

bool hub_link_take_plan(struct hub_link *link, struct records *records)
{
    struct error error = {0};
    bool changed = false;
    if (!link->plan_waits || link->plan_due_ms > uptime_ms())
        return false;
    if (!records_take_newest_plan(records, &changed, &error))
        log_error("the newest plan is not taken: %s", error.text);
    link->plan_waits = can_pass(error.code);
    link->plan_due_ms = link->plan_waits ? uptime_ms() + PLAN_AGAIN_MS : 0;
    return changed;
}

void hub_link_poke(struct hub_link *link)
{
    link->due_ms = 0; /* the core looks for itself what is new */
}

void hub_link_look(struct hub_link *link)
{
    sync_heard(link->sync, NULL);
    hub_link_poke(link);
}

int64_t hub_link_due_ms(const struct hub_link *link)
{
    int64_t due_ms = sync_worker_is_idle(link->worker) ? link->due_ms : INT64_MAX;
    /* Once its time has come, a plan waits for the end of a visit, which needs no waking. */
    bool is_later = link->plan_waits && link->plan_due_ms > uptime_ms();
    return is_later ? MIN(due_ms, link->plan_due_ms) : due_ms;
}

bool hub_link_is_told(const struct hub_link *link)
{
    const struct sync_state *state = sync_state(link->sync);
    return state->trouble == SYNC_FINE && state->has_synced && link->due_ms > uptime_ms() &&
           sync_worker_is_idle(link->worker);
}

bool hub_link_clock(const struct hub_link *link, int64_t *wall_ms)
{
    const struct sync_state *state = sync_state(link->sync);
    *wall_ms = state->clock_ms + uptime_ms();
    return state->has_clock && date_is_believable(date_day_at(*wall_ms, 0));
}
