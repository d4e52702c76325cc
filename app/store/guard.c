/* Tries at a secret. Two limits at once:
 *
 * after FREE_TRIES wrong ones a wait that grows to an hour, which ends with a right one; and a
 * bucket of TOKENS tries that gains one an hour, which a right one does not fill up but only
 * gives its own try back. So nobody who guesses between the teacher's own visits gets more than
 * TOKENS + 24 tries in a day, and the teacher never waits more than an hour.
 *
 * Time is uptime. Nothing is known of the time the power was off, so each start of the program
 * begins a running wait, and the hour of the next token, anew. */
#include "store/store_internal.h"

#include <string.h>

enum { FREE_TRIES = 5, TOKENS = 30, HOUR_S = 3600 };
static const int32_t waits_s[] = {30, 60, 5 * 60, 15 * 60, HOUR_S};

struct guard {
    const char *name;
    int64_t mono_ms;
    int64_t tries;
    int64_t tokens;
    int64_t start_ms;
    int64_t refill_ms;
    bool known;    /* has a row */
    bool this_run; /* last written by this run of the program */
    int32_t wait_s;
};

static bool load(struct store *store, struct guard *guard, struct error *error)
{
    sqlite3_stmt *statement = store_statement(store, SQL_GUARD_LOAD);
    sql_bind_text(statement, 1, guard->name);
    int step;
    uint8_t run[LOG_ID_SIZE];
    bool ok = sql_step(store->db, statement, &step, error);
    guard->known = ok && step == SQLITE_ROW;
    guard->tries = 0;
    guard->tokens = TOKENS;
    guard->start_ms = guard->refill_ms = guard->mono_ms;
    if (guard->known) {
        guard->tries = sqlite3_column_int64(statement, 0);
        guard->tokens = sqlite3_column_int64(statement, 1);
        guard->this_run = sql_bytes(statement, 3, run, sizeof run) &&
                          memcmp(run, store->run, sizeof run) == 0 &&
                          sqlite3_column_int64(statement, 2) <= guard->mono_ms;
        if (guard->this_run) {
            guard->start_ms = sqlite3_column_int64(statement, 2);
            guard->refill_ms = sqlite3_column_int64(statement, 4);
        }
    }
    sql_done(statement);
    return ok;
}

static bool save(struct store *store, const struct guard *guard, struct error *error)
{
    sqlite3_stmt *statement = store_statement(store, SQL_GUARD_SAVE);
    sql_bind_text(statement, 1, guard->name);
    sqlite3_bind_int64(statement, 2, guard->tries);
    sqlite3_bind_int64(statement, 3, guard->tokens);
    sqlite3_bind_int64(statement, 4, guard->start_ms);
    sql_bind_bytes(statement, 5, store->run, sizeof store->run);
    sqlite3_bind_int64(statement, 6, guard->refill_ms);
    return sql_do(store->db, statement, error);
}

static int64_t wait_after(int64_t tries)
{
    if (tries < FREE_TRIES)
        return 0;
    return waits_s[MIN(tries - FREE_TRIES, (int64_t)COUNT_OF(waits_s) - 1)];
}

static void refill(struct guard *guard)
{
    int64_t hours = (guard->mono_ms - guard->refill_ms) / (HOUR_S * 1000);
    int64_t gained = MIN(hours, TOKENS - guard->tokens);
    guard->tokens += MAX(gained, 0);
    guard->refill_ms += hours * HOUR_S * 1000;
}

static int32_t seconds_left(const struct guard *guard)
{
    int64_t left_ms = wait_after(guard->tries) * 1000 - (guard->mono_ms - guard->start_ms);
    if (guard->tokens <= 0)
        left_ms = MAX(left_ms, HOUR_S * 1000 - (guard->mono_ms - guard->refill_ms));
    return left_ms <= 0 ? 0 : (int32_t)((left_ms + 999) / 1000);
}

static bool count_try(struct store *store, void *context, struct error *error)
{
    struct guard *guard = context;
    if (!load(store, guard, error))
        return false;
    refill(guard);
    guard->wait_s = seconds_left(guard);
    if (guard->wait_s == 0) {
        guard->tries++;
        guard->tokens--;
        guard->start_ms = guard->mono_ms;
    }
    return save(store, guard, error);
}

bool store_try_secret(
    struct store *store, const char *name, int64_t mono_ms, int32_t *wait_s, struct error *error)
{
    struct guard guard = {.name = name, .mono_ms = mono_ms};
    *wait_s = 0;
    /* A wait that runs is not written again: looking at it must not wear the card out. */
    if (!load(store, &guard, error))
        return false;
    refill(&guard);
    guard.wait_s = seconds_left(&guard);
    bool running = guard.known && guard.this_run && guard.wait_s > 0;
    if (!running && !store_write(store, count_try, &guard, error))
        return false;
    *wait_s = guard.wait_s;
    return guard.wait_s == 0 ||
           error_set(error, ERR_DENIED, "too many tries; wait %d seconds", (int)guard.wait_s);
}

static bool succeed(struct store *store, void *context, struct error *error)
{
    struct guard *guard = context;
    if (!load(store, guard, error))
        return false;
    if (!guard->known)
        return true;
    guard->tries = 0;
    guard->tokens = MIN(guard->tokens + 1, TOKENS);
    return save(store, guard, error);
}

bool store_try_succeeded(struct store *store, const char *name, struct error *error)
{
    struct guard guard = {.name = name, .mono_ms = INT64_MAX};
    return store_write(store, succeed, &guard, error);
}
