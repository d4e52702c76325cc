#include "model/report_stations.h"

#include "base/date.h"

void station_report_begin(
    struct station_report *report, const struct classroom *classroom, int32_t day)
{
    *report = (struct station_report){.classroom = classroom};
    for (int i = 0; i < classroom->plan.student_count; i++) {
        const struct student_state *state = &classroom->students[i];
        int station = plan_find_station(&classroom->plan, state->visit_station);
        bool today = !date_is_believable(day) || classroom_is_present(classroom, i, day);
        if (station >= 0 && state->enrolled && today && classroom_is_checked_in(classroom, i))
            report->there[station]++;
    }
}

static void keep_later(struct last_event *last, const struct event *event)
{
    if (!stamp_is_set(&last->stamp) || stamp_compare(&event->stamp, &last->stamp) > 0)
        *last = (struct last_event){.stamp = event->stamp,
            .wall_ms = event->wall_ms,
            .offset_s = event->offset_s,
            .trusted = event->trusted};
}

void station_report_add(struct station_report *report, const struct event *event, bool own)
{
    int station = plan_find_station(&report->classroom->plan, event->station);
    if (own)
        keep_later(&report->own, event);
    if (station >= 0)
        keep_later(&report->stations[station], event);
}
