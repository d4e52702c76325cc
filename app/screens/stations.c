/* How this machine is, and when each station was last heard of. */
#include "screens/board_parts.h"
#include "screens/class_parts.h"
#include "screens/link_parts.h"
#include "screens/stations_parts.h"

#include "base/date.h"

enum { ROW_HEIGHT = 84, GAP = 8, MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS };

static void enter(struct screen_call *call)
{
    setup_ask(call, SETUP_BEGIN, 0);
    setup_ask(call, SETUP_LOOK, 0);
}

/* As a clock on the wall here said then: it may have been another season. */
static const char *last_text(struct screen_call *call, const struct last_event *last)
{
    return part_date_time(call->ui, last->wall_ms, last->here_s);
}

static bool cannot_be(const struct last_event *last)
{
    return !date_is_believable(date_day_at(last->wall_ms, 0));
}

static bool is_ahead(const struct screen_call *call, const struct last_event *last)
{
    return last->wall_ms > call->session->now.wall_ms + 5 * MINUTE_MS;
}

/* What is ahead of a clock that is behind may be right. */
static bool is_its_clock_wrong(const struct screen_call *call, const struct last_event *last)
{
    return cannot_be(last) || (!call->session->clock_wrong && is_ahead(call, last));
}

/* How long ago; a time that cannot be is said, not hidden. */
static const char *age(struct screen_call *call, const struct last_event *last)
{
    struct ui *ui = call->ui;
    int64_t ms = call->session->now.wall_ms - last->wall_ms;
    if (!stamp_is_set(&last->stamp))
        return T("Nothing in the last 30 days.");
    if (cannot_be(last) || is_ahead(call, last))
        return last_text(call, last);
    if (ms < MINUTE_MS)
        return T("Just now.");
    if (ms < HOUR_MS)
        return ui_fill(ui, TN("{count} minute ago.", "{count} minutes ago.", (int)(ms / MINUTE_MS)),
            "count", ui_number(ui, (int)(ms / MINUTE_MS)), NULL);
    bool today = date_day_at(last->wall_ms, last->here_s) == call->session->today;
    return today ? ui_fill(ui, T("Last heard of at {time}."), "time",
                       part_time(ui, last->wall_ms, last->here_s), NULL)
                 : last_text(call, last);
}

/* What is to be put right at a station, "" for nothing. Rounds begin by the time of the place: with
 * another zone they are over there before they begin here. */
static const char *trouble(struct screen_call *call, int index)
{
    struct ui *ui = call->ui;
    const struct last_event *last = &call->session->station_report->stations[index];
    if (!stamp_is_set(&last->stamp))
        return "";
    if (is_its_clock_wrong(call, last))
        return T("Its clock is wrong: set it there (Care, Date and time).");
    if (last->offset_s != last->here_s && call->session->station != index)
        return ui_fill(ui, T("Its time zone is not the one here: set {setting} in {file}."),
            "setting", part_apart(ui, "timezone"), "file", part_apart(ui, "waystation.ini"), NULL);
    return "";
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
    const char *saved =
        report != NULL && stamp_is_set(&report->own.stamp)
            ? ui_fill(ui, T("Last saved: {when}"), "when", last_text(call, &report->own), NULL)
            : T("Nothing was saved in the last 30 days.");
    char date[DATE_TEXT_SIZE];
    date_format(machine->backup_day, date);
    const char *backup = machine->backup_count > 0
                             ? ui_fill(ui, T("Backup: {date}."), "date", date, NULL)
                             : T("No backup yet: one is made each day while nobody is there.");
    const char *text = ui_fill(ui, "{role}\n{clock}\n{saved}\n{backup}", "role", role_text(call),
        "clock", link_clock_text(call), "saved", saved, "backup", backup, NULL);
    if (!session->link.is_member)
        return text;
    return ui_fill(ui, "{text}\n{link}", "text", text, "link", link_text(call), NULL);
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

/* Where others can be let in. */
static bool is_hub(const struct screen_call *call)
{
    return call->session->link.is_board && !call->session->hub->is_lost;
}

/* --- The stations of the plan ----------------------------------------------------------------- */

static float head_height(const struct screen_call *call)
{
    return is_hub(call) ? TARGET_MIN + 12 : ROW_HEIGHT;
}

/* The button that lets a machine in as this station, at the end of the row. */
static void let_in(struct screen_call *call, struct rect *row, int index)
{
    struct ui *ui = call->ui;
    const struct station *station = &call->classroom->plan.stations[index];
    struct button button = {.key = "let-in",
        .index = index,
        .label = T("Let a machine in"),
        .name = ui_fill(ui, T("Let a machine in: {station}"), "station", station->name, NULL),
        .icon = "plus-circle-outline",
        .look = BUTTON_QUIET};
    float wide = ui_button_width(ui, (struct button){.label = button.label, .icon = button.icon});
    button.icon_only = wide > row->w * 0.36f;
    if (ui_button(ui, rect_cut_right(row, button.icon_only ? TARGET_MIN : wide), button)) {
        struct wish *wish = screen_wish(call, WISH_HUB);
        wish->hub = HUB_LET_IN;
        wish->number = index;
    }
    rect_cut_right(row, 12);
}

static const struct text_look trouble_look = {.size = 18};
enum { ROW_INSET = 16, SCROLL_BAR = 24, TROUBLE_ICON = 32 };

static float trouble_height(struct screen_call *call, int index, float width)
{
    const char *text = trouble(call, index);
    if (text[0] == '\0')
        return 0;
    width -= 2 * ROW_INSET + SCROLL_BAR + TROUBLE_ICON;
    return ui_text_height(call->ui, trouble_look, width, text) + 4;
}

static void trouble_line(struct screen_call *call, struct rect r, int index)
{
    struct ui *ui = call->ui;
    struct rect icon = rect_cut_left(&r, TROUBLE_ICON);
    if (r.h <= 0)
        return;
    ui_icon(ui, rect_cut_top(&icon, TROUBLE_ICON), "alert", 22, 0);
    ui_text(ui, r, trouble_look, trouble(call, index));
}

static void station_row(
    struct screen_call *call, struct rect r, int index, float width, struct stations_page *own)
{
    struct ui *ui = call->ui;
    const struct station *station = &call->classroom->plan.stations[index];
    const struct station_report *report = call->session->station_report;
    ui_fill_rect(ui, r, 18, part_station_soft(ui, station));
    struct rect all = rect_inset(r, ROW_INSET, 6);
    struct rect inside = rect_cut_top(&all, head_height(call) - 12);
    float trouble_high = trouble_height(call, index, width);
    if (is_hub(call))
        let_in(call, &inside, index);
    struct rect state = rect_cut_right(&inside, inside.w * 0.54f);
    ui_icon(ui, rect_cut_left(&inside, 44), part_station_icon(station), 34,
        part_station_ink(ui, station));
    rect_cut_left(&inside, 10);
    ui_text(ui, inside,
        (struct text_look){.font = FONT_SHOW, .size = 23, .vertical = ALIGN_CENTER, .lines = 2},
        station->name);
    struct text_look look = {
        .size = 20, .align = ALIGN_END, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 13};
    bool here = call->session->station == index;
    ui_text(ui, rect_cut_top(&state, state.h / 2), look,
        here ? ui_fill(
                   ui, T("This machine. {age}"), "age", age(call, &report->stations[index]), NULL)
             : age(call, &report->stations[index]));
    ui_text(ui, state, look,
        ui_fill(ui,
            TN("{count} student there now", "{count} students there now", report->there[index]),
            "count", ui_number(ui, report->there[index]), NULL));
    trouble_line(call, rect_cut_top(&all, trouble_high), index);
    if (is_hub(call))
        stations_nodes(call, all, station->id, own);
}

static float row_height(struct screen_call *call, int index, float width)
{
    const char *id = call->classroom->plan.stations[index].id;
    return head_height(call) + trouble_height(call, index, width) +
           (is_hub(call) ? stations_nodes_height(call, id) : 0);
}

/* What is said above the stations, and asked for there. */
static void above(struct screen_call *call, struct rect *r)
{
    struct ui *ui = call->ui;
    struct text_look look = {.size = 20};
    if (!is_hub(call)) {
        stations_connect(call, rect_cut_top(r, MIN(r->h * 0.45f, 196)));
        rect_cut_top(r, 12);
        return;
    }
    const char *say = stations_notices(call);
    if (say[0] == '\0')
        return;
    look.min_size = 14;
    float high = MIN(ui_text_height(ui, look, r->w, say), r->h * 0.3f);
    ui_text(ui, rect_cut_top(r, high), look, say);
    rect_cut_top(r, 12);
}

static void stations(struct screen_call *call, struct rect r, struct stations_page *own)
{
    struct ui *ui = call->ui;
    int count = call->classroom->plan.station_count;
    float high = 0;
    above(call, &r);
    if (call->session->station_report == NULL)
        return;
    for (int i = 0; i < count; i++)
        high += row_height(call, i, r.w) + GAP;
    struct rect body = ui_scroll_begin(ui, "stations", r, high);
    for (int i = 0; i < count; i++) {
        station_row(call, rect_cut_top(&body, row_height(call, i, r.w)), i, r.w, own);
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
    struct stations_page *own = call->scratch;
    machine(call, rect_cut_left(&inside, inside.w * (is_hub(call) ? 0.4f : 0.47f)));
    rect_cut_left(&inside, 24);
    stations(call, inside, own);
    stations_dialogs(call, own);
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
    .scratch_size = sizeof(struct stations_page),
    .report = REPORT_STATIONS,
    .enter = enter,
    .frame = frame,
    .deadline_ms = deadline,
};
