#include "app.h"

#include "base/date.h"
#include "model/grouping.h"
#include <stdlib.h>
#include <string.h>

enum { SINCE_MARGIN_DAYS = 1 }; /* the order of events may be ahead of their dates */

static bool take_ticket(const struct event *event, void *report)
{
    ticket_report_add(report, event);
    return true;
}

static bool take_reflection(const struct event *event, void *report)
{
    reflection_report_add(report, event);
    return true;
}

static bool take_history(const struct event *event, void *history)
{
    history_add(history, event);
    return true;
}

static bool report_tickets(struct app *app, struct error *error)
{
    struct session *session = &app->session;
    const struct classroom *classroom = app->records.classroom;
    if (session->subject < 0)
        session->subject = report_newest_ticket(classroom, session->today);
    if (session->subject < 0)
        return true;
    int32_t first = session->today - session->report_days + 1;
    struct ticket_report *report = app->ticket_report;
    ticket_report_begin(report, classroom, session->subject, first, session->today);
    int64_t since_ms = (int64_t)(first - SINCE_MARGIN_DAYS) * DAY_MS;
    if (!records_each(
            &app->records, NULL, TICKET_REPORT_KINDS, since_ms, take_ticket, report, error))
        return false;
    ticket_report_finish(report);
    session->ticket_report = report;
    return true;
}

static bool report_reflections(struct app *app, struct error *error)
{
    struct reflection_report *report = app->reflection_report;
    reflection_report_begin(report, app->records.classroom);
    if (!records_each(&app->records, NULL, REFLECTION_REPORT_KINDS, INT64_MIN, take_reflection,
            report, error))
        return false;
    reflection_report_finish(report);
    app->session.reflection_report = report;
    return true;
}

static bool report_history(struct app *app, struct error *error)
{
    struct session *session = &app->session;
    struct history *history = app->history;
    if (session->subject < 0 || session->subject >= app->records.classroom->plan.student_count)
        return true;
    const char *student = app->records.classroom->plan.students[session->subject].id;
    history_begin(history, app->records.classroom, session->subject, session->subject_skill);
    if (!records_each(
            &app->records, student, HISTORY_KINDS, INT64_MIN, take_history, history, error))
        return false;
    history_finish(history);
    session->history = history;
    return true;
}

enum { STATION_REPORT_DAYS = 30 };

struct station_look {
    struct app *app;
    const struct store_log_head *heads; /* of all logs here, sorted */
    int head_count;
};

static int compare_log(const void *log, const void *head)
{
    return memcmp(log, ((const struct store_log_head *)head)->log, LOG_ID_SIZE);
}

static bool take_station(const struct event *event, void *user)
{
    const struct station_look *look = user;
    const struct store_log_head *head = bsearch(event->stamp.log, look->heads,
        (size_t)look->head_count, sizeof look->heads[0], compare_log);
    station_report_add(&look->app->station_report, event, head != NULL && head->own);
    return true;
}

/* Corrected time is never before that of the clock, so nothing of these days is left out. Not back
 * from the newest event: its clock may have been years ahead, as the one here may be now. */
static int64_t stations_since_ms(const struct app *app)
{
    int64_t to_ms = app->records.classroom->newest_ms;
    if (date_is_believable(app->session.today))
        to_ms = MIN(to_ms, app->session.now.wall_ms);
    return to_ms - STATION_REPORT_DAYS * (int64_t)DAY_MS;
}

static void look_up_zones(struct app *app)
{
    struct station_report *report = &app->station_report;
    report->own.here_s = platform_offset_at(app->platform, report->own.wall_ms);
    for (int i = 0; i < STATION_MAX; i++)
        report->stations[i].here_s = platform_offset_at(app->platform, report->stations[i].wall_ms);
}

static bool report_stations(struct app *app, struct error *error)
{
    struct records *records = &app->records;
    struct station_look look = {.app = app};
    size_t mark = arena_mark(&records->scratch);
    station_report_begin(&app->station_report, records->classroom, app->session.today);
    bool done =
        store_heads(records->store, &records->scratch, &look.heads, &look.head_count, error) &&
        records_each(records, NULL, STATION_REPORT_KINDS, stations_since_ms(app), take_station,
            &look, error);
    arena_release(&records->scratch, mark);
    if (!done)
        return false;
    look_up_zones(app);
    app->session.station_report = &app->station_report;
    return true;
}

static bool reserve(struct app *app, struct error *error)
{
    if (app->ticket_report == NULL)
        app->ticket_report = arena_new(&app->arena, struct ticket_report);
    if (app->reflection_report == NULL)
        app->reflection_report = arena_new(&app->arena, struct reflection_report);
    if (app->history == NULL)
        app->history = arena_new(&app->arena, struct history);
    return (app->ticket_report != NULL && app->reflection_report != NULL && app->history != NULL) ||
           error_set(error, ERR_MEMORY, "no memory for a report");
}

void app_forget_report(struct app *app)
{
    app->session.ticket_report = NULL;
    app->session.reflection_report = NULL;
    app->session.history = NULL;
    app->session.desk = NULL;
    app->session.desk_way = NULL;
    app->session.own_ways = NULL;
    app->session.station_report = NULL;
    app->reported_events = -1;
}

void app_update_report(struct app *app)
{
    static bool (*const make[])(struct app *, struct error *) = {
        [REPORT_TICKET] = report_tickets,
        [REPORT_REFLECTIONS] = report_reflections,
        [REPORT_HISTORY] = report_history,
        [REPORT_DESK] = app_update_desk,
        [REPORT_STATIONS] = report_stations,
    };
    enum report report = screen_get(app->top)->report;
    int64_t events = app->records.classroom->event_count;
    const struct grouping_desk *desk = app->session.desk;
    bool is_new_day = desk != NULL && desk->today != app->session.today;
    if (report == REPORT_NONE || (app->reported_events == events && !is_new_day))
        return;
    struct error error = {0};
    app_forget_report(app);
    app->reported_events = events; /* what fails is not tried with every frame */
    if (!reserve(app, &error) || !make[report](app, &error))
        app_tell_failure(app, &error);
}
