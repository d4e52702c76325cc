/* How this machine is, and when each station was last heard of. */
#include "screens/board_parts.h"
#include "screens/class_parts.h"
#include "screens/setup_parts.h"

#include "base/date.h"
#include "base/str.h"

enum { ROW_HEIGHT = 84, GAP = 8, MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static void enter(struct screen_call *call)
{
    setup_ask(call, SETUP_BEGIN, 0);
    setup_ask(call, SETUP_LOOK, 0);
}

static const char *time_text(struct screen_call *call, int64_t wall_ms)
{
    char time[16];
    int minute = date_minute_at(wall_ms, call->session->now.offset_s);
    STR_FORMAT(time, "%02d:%02d", minute / 60, minute % 60);
    return ui_fill(call->ui, time, NULL);
}

static const char *date_text(struct screen_call *call, int64_t wall_ms)
{
    char date[DATE_TEXT_SIZE];
    date_format(date_day_at(wall_ms, call->session->now.offset_s), date);
    return ui_fill(call->ui, "{date} {time}", "date", date, "time", time_text(call, wall_ms), NULL);
}

/* How long ago; a time that cannot be is said, not hidden. */
static const char *age(struct screen_call *call, const struct last_event *last)
{
    struct ui *ui = call->ui;
    int64_t ms = call->session->now.wall_ms - last->wall_ms;
    if (!stamp_is_set(&last->stamp))
        return T("Nothing in the last 30 days.");
    const char *when = date_text(call, last->wall_ms);
    if (!date_is_believable(date_day_at(last->wall_ms, 0)) || ms < -5 * MINUTE_MS)
        return ui_fill(ui, T("Its clock is wrong: it said {when}. Set it."), "when", when, NULL);
    if (ms < MINUTE_MS)
        return T("Just now.");
    if (ms < HOUR_MS)
        return ui_fill(ui, TN("{count} minute ago.", "{count} minutes ago.", (int)(ms / MINUTE_MS)),
            "count", ui_number(ui, (int)(ms / MINUTE_MS)), NULL);
    bool today = date_day_at(last->wall_ms, call->session->now.offset_s) == call->session->today;
    return today ? ui_fill(ui, T("Last heard of at {time}."), "time",
                       time_text(call, last->wall_ms), NULL)
                 : ui_fill(ui, "{when}", "when", when, NULL);
}

/* --- This machine ---------------------------------------------------------------------------- */

static const char *role_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct station *station = screen_station(call);
    if (call->session->role == ROLE_OF_BOARD)
        return T("This machine is the board.");
    if (station == NULL)
        return T("This machine is board and station.");
    return ui_fill(ui, T("This machine is the board, and the station {station}."), "station",
        station->name, NULL);
}

static const char *facts_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct setup_machine *machine = &session->setup->machine;
    const struct station_report *report = session->station_report;
    const char *clock =
        session->clock_wrong ? T("The clock is wrong: {when}. Set it, or lessons land on the wrong "
                                 "day.")
        : session->now.trusted ? T("Clock: {when}, set by the network or a clock chip.")
                               : T("Clock: {when}. Nothing confirms it: check that it is right.");
    clock = ui_fill(ui, clock, "when", date_text(call, session->now.wall_ms), NULL);
    const char *saved = report != NULL && stamp_is_set(&report->newest.stamp)
                            ? ui_fill(ui, T("Last saved: {when}"), "when",
                                  date_text(call, report->newest.wall_ms), NULL)
                            : T("Nothing was saved in the last 30 days.");
    char date[DATE_TEXT_SIZE];
    date_format(machine->backup_day, date);
    const char *backup = machine->backup_count > 0
                             ? ui_fill(ui, T("Backup: {date}."), "date", date, NULL)
                             : T("No backup yet: one is made each day while nobody is there.");
    return ui_fill(ui, "{role}\n{clock}\n{saved}\n{backup}", "role", role_text(call), "clock",
        clock, "saved", saved, "backup", backup, NULL);
}

static void machine(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct text_look look = {.size = 20, .line_height = 1.35f};
    const char *facts = facts_text(call);
    float high = MIN(ui_text_height(ui, look, r.w, facts), r.h * 0.5f);
    ui_text(ui, rect_cut_top(&r, high), look, facts);
    rect_cut_top(&r, 12);
    class_health_list(call, r);
}

/* --- The stations of the plan ----------------------------------------------------------------- */

static void station_row(struct screen_call *call, struct rect r, int index)
{
    struct ui *ui = call->ui;
    const struct station *station = &call->classroom->plan.stations[index];
    const struct station_report *report = call->session->station_report;
    ui_fill_rect(ui, r, 18, part_station_soft(ui, station));
    struct rect inside = rect_inset(r, 16, 8);
    struct rect state = rect_cut_right(&inside, inside.w * 0.54f);
    ui_icon(ui, rect_cut_left(&inside, 44), part_station_icon(station), 34,
        part_station_ink(ui, station));
    rect_cut_left(&inside, 10);
    ui_text(ui, inside,
        (struct text_look){.font = FONT_SHOW, .size = 23, .vertical = ALIGN_CENTER, .lines = 2},
        station->name);
    struct text_look look = {.size = 20, .align = ALIGN_END, .vertical = ALIGN_CENTER, .lines = 1};
    bool here = call->session->station == index;
    ui_text(ui, rect_cut_top(&state, state.h / 2), look,
        here ? ui_fill(
                   ui, T("This machine. {age}"), "age", age(call, &report->stations[index]), NULL)
             : age(call, &report->stations[index]));
    ui_text(ui, state, look,
        ui_fill(ui,
            TN("{count} student there now", "{count} students there now", report->there[index]),
            "count", ui_number(ui, report->there[index]), NULL));
}

static void stations(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    int count = call->classroom->plan.station_count;
    struct text_look look = {.size = 20};
    const char *say = call->session->role == ROLE_OF_BOARD
                          ? T("This board is not connected to other stations yet: it shows what "
                              "happened on this machine.")
                          : T("This machine is not connected to others: it shows what happened "
                              "here.");
    ui_text(ui, rect_cut_top(&r, ui_text_height(ui, look, r.w, say)), look, say);
    rect_cut_top(&r, 12);
    if (call->session->station_report == NULL)
        return;
    struct rect body = ui_scroll_begin(ui, "stations", r, (float)count * (ROW_HEIGHT + GAP));
    for (int i = 0; i < count; i++) {
        station_row(call, rect_cut_top(&body, ROW_HEIGHT), i);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rect page = part_page(ui);
    struct rect bar = board_page(call, &page, SCREEN_STATIONS, T("Stations"));
    struct button look = {.key = "look",
        .label = T("Look again"),
        .icon = "refresh",
        .look = BUTTON_QUIET,
        .size = 22};
    if (setup_button(ui, &bar, 0.6f, look))
        setup_ask(call, SETUP_LOOK, 0);
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 24, ui_is_small(ui) ? 14 : 22);
    machine(call, rect_cut_left(&inside, inside.w * 0.47f));
    rect_cut_left(&inside, 24);
    stations(call, inside);
}

/* Ages grow. */
static int64_t deadline(const struct screen_call *call)
{
    const struct moment *now = &call->session->now;
    return now->mono_ms + MINUTE_MS - now->wall_ms % MINUTE_MS;
}

const struct screen screen_stations = {
    .name = "stations",
    .flags = SCREEN_NEEDS_TEACHER,
    .report = REPORT_STATIONS,
    .enter = enter,
    .frame = frame,
    .deadline_ms = deadline,
};
