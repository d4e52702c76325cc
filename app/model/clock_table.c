#include "model/clock_table.h"

#include "base/date.h"
#include <string.h>

/* No machine of ours runs for longer without a start. */
static const int64_t run_most_ms = INT64_C(10) * 366 * DAY_MS;
static const int64_t year_10000_ms = INT64_C(253402300800000);

static bool can_be(int64_t wall_ms)
{
    return wall_ms >= 0 && wall_ms < year_10000_ms && date_is_believable(date_day_at(wall_ms, 0));
}

/* Where the log is, or would be. */
static int find_log(const struct clock_table *table, const uint8_t log[static LOG_ID_SIZE])
{
    int from = 0, to = table->count;
    while (from < to) {
        int middle = from + (to - from) / 2;
        if (memcmp(table->sets[middle].stamp.log, log, LOG_ID_SIZE) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool is_log_at(
    const struct clock_table *table, int at, const uint8_t log[static LOG_ID_SIZE])
{
    return at < table->count && memcmp(table->sets[at].stamp.log, log, LOG_ID_SIZE) == 0;
}

static int find_oldest(const struct clock_table *table)
{
    int oldest = 0;
    for (int i = 1; i < table->count; i++)
        if (stamp_compare(&table->sets[i].stamp, &table->sets[oldest].stamp) < 0)
            oldest = i;
    return oldest;
}

/* False: it is older than all of a full table. */
static bool make_room(struct clock_table *table, const struct stamp *stamp)
{
    if (table->count < CLOCK_SET_MAX)
        return true;
    int oldest = find_oldest(table);
    if (stamp_compare(stamp, &table->sets[oldest].stamp) < 0)
        return false;
    table->count--;
    memmove(table->sets + oldest, table->sets + oldest + 1,
        (size_t)(table->count - oldest) * sizeof table->sets[0]);
    return true;
}

void clock_table_take(struct clock_table *table, const struct event *event)
{
    if (!event->trusted || !can_be(event->wall_ms) || event->mono_ms < 0 ||
        event->mono_ms > run_most_ms)
        return;
    const struct clock_set set = {event->stamp, event->wall_ms, event->mono_ms};
    int at = find_log(table, set.stamp.log);
    if (is_log_at(table, at, set.stamp.log)) {
        if (table->sets[at].stamp.seq < set.stamp.seq)
            table->sets[at] = set;
        return;
    }
    if (!make_room(table, &set.stamp))
        return;
    at = find_log(table, set.stamp.log);
    memmove(table->sets + at + 1, table->sets + at,
        (size_t)(table->count - at) * sizeof table->sets[0]);
    table->sets[at] = set;
    table->count++;
}

bool clock_table_repair(const struct clock_table *table, struct event *event)
{
    int at = find_log(table, event->stamp.log);
    const struct clock_set *set = &table->sets[at];
    if (!is_log_at(table, at, event->stamp.log) || event->stamp.seq >= set->stamp.seq ||
        event->mono_ms < 0 || event->mono_ms > set->mono_ms)
        return false;
    int64_t wall_ms = set->wall_ms - (set->mono_ms - event->mono_ms);
    bool is_same =
        event->wall_ms > wall_ms - CLOCK_APART_MS && event->wall_ms < wall_ms + CLOCK_APART_MS;
    if (!can_be(wall_ms) || (event->trusted && is_same))
        return false;
    event->wall_ms = wall_ms;
    event->trusted = true;
    return true;
}
