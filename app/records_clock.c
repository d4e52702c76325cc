#define LOG_MODULE "records"
#include "records_clock.h"

#include "base/log.h"
#include <stdlib.h>

/* --- Reading ---------------------------------------------------------------------------------- */

static bool take_set(void *context, const struct store_event *row)
{
    struct clock_table *table = context;
    const struct event event = {.kind = EVENT_CLOCK_SET,
        .stamp = row->stamp,
        .wall_ms = row->wall_ms,
        .mono_ms = row->mono_ms,
        .trusted = row->trusted};
    if (!row->erased)
        clock_table_take(table, &event);
    return true;
}

bool records_clock_load(struct records *records, struct error *error)
{
    const char *kind = event_kind_name(EVENT_CLOCK_SET);
    records->clocks->count = 0;
    return store_each(records->store, NULL, &kind, 1, INT64_MIN, take_set, records->clocks, error);
}

/* Where the log begins in the order of all: nothing of it is before. */
static bool log_start(
    struct records *records, const struct stamp *of, int64_t *at_ms, struct error *error)
{
    const struct store_event *rows;
    int count;
    size_t mark = arena_mark(&records->scratch);
    if (!store_read_log(
            records->store, of->log, 0, 1, STORE_BODY_MAX, &records->scratch, &rows, &count, error))
        return false;
    if (count > 0)
        *at_ms = rows[0].stamp.at_ms;
    arena_release(&records->scratch, mark);
    return true;
}

bool records_clock_reach(struct records *records, int64_t *since_ms, struct error *error)
{
    const int64_t asked_ms = *since_ms;
    for (int i = 0; i < records->clocks->count && asked_ms != INT64_MIN; i++) {
        const struct clock_set *set = &records->clocks->sets[i];
        int64_t at_ms = INT64_MAX;
        if (set->wall_ms < asked_ms)
            continue;
        if (!log_start(records, &set->stamp, &at_ms, error))
            return false;
        *since_ms = MIN(*since_ms, at_ms);
    }
    return true;
}

/* --- Writing ---------------------------------------------------------------------------------- */

void records_clock_note(struct records *records, const struct event *event)
{
    if (event->kind != EVENT_CLOCK_SET)
        return;
    clock_table_take(records->clocks, event);
    records->is_stale = true; /* what it repairs was applied before */
}

void records_clock_note_own(struct records *records, const struct event *event)
{
    int64_t start_ms = event->wall_ms - event->mono_ms;
    records_clock_note(records, event);
    bool is_first = !records->starts.any || event->kind == EVENT_CLOCK_SET;
    records->starts.any = true;
    records->starts.least_ms = is_first ? start_ms : MIN(records->starts.least_ms, start_ms);
    records->starts.most_ms = is_first ? start_ms : MAX(records->starts.most_ms, start_ms);
}

void records_keep_times(struct records *records)
{
    records->starts.any = false;
}

bool records_set_clock(struct records *records, const struct moment *now, struct error *error)
{
    if (!records->starts.any || !now->trusted || records->read_only)
        return true;
    int64_t start_ms = now->wall_ms - now->mono_ms;
    int64_t apart_ms =
        MAX(llabs(start_ms - records->starts.least_ms), llabs(start_ms - records->starts.most_ms));
    struct action action = {.kind = ACTION_SET_CLOCK, .student = -1};
    if (apart_ms < CLOCK_APART_MS)
        return true;
    log_info("the clock is set, by %lld s", (long long)(apart_ms / 1000));
    return records_apply(records, &action, now, error);
}
