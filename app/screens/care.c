/* Care of an appliance, for grown-ups: what this machine is and how it is, updates, copies, the
 * year's end. A page of the teacher view; at a station behind its corner for the teacher; and of a
 * machine without a class. */
#include "screens/board_parts.h"
#include "screens/care_parts.h"
#include "screens/class_parts.h"

#include "base/str.h"

static void enter(struct screen_call *call)
{
    struct care_page *own = call->scratch;
    own->tab = (enum care_tab)call->session->care->tab;
    setup_ask(call, SETUP_LOOK, 0);
    care_ask(call, CARE_BACKUPS);
}

enum { TAB_WIDTH = 160, TAB_LEAST = 144 };

static void tabs(struct screen_call *call, struct rect bar, struct care_page *own)
{
    struct ui *ui = call->ui;
    static const struct {
        const char *icon, *label;
    } list[CARE_TAB_COUNT] = {{"monitor", N_("This machine")}, {"arrow-up", N_("Update")},
        {"content-save", N_("Backup")}, {"calendar-check", N_("Year’s end")},
        {"calendar-clock", N_("Date and time")}};
    bool is_here = call->session->care->is_here; /* else the system's own tools do */
    int count = CARE_TAB_COUNT - (is_here ? 0 : 2), k = 0;
    struct rect place = rect_cut_right(&bar, MIN(bar.w, (float)TAB_WIDTH * (float)count));
    for (int i = 0; i < CARE_TAB_COUNT; i++) {
        if ((i == CARE_TAB_UPDATE || i == CARE_TAB_CLOCK) && !is_here)
            continue;
        if (board_tile(ui, rect_column(place, k++, count, 10),
                (struct board_tile){.key = "tab",
                    .index = i,
                    .icon = list[i].icon,
                    .label = T(list[i].label),
                    .selected = own->tab == (enum care_tab)i}) &&
            own->tab != (enum care_tab)i) {
            own->tab = (enum care_tab)i;
            if (own->tab == CARE_TAB_MACHINE)
                setup_ask(call, SETUP_LOOK, 0);
            if (own->tab == CARE_TAB_UPDATE)
                care_ask(call, CARE_LOOK);
            if (own->tab == CARE_TAB_COPIES)
                care_ask(call, CARE_BACKUPS);
        }
    }
}

/* --- This machine ---------------------------------------------------------------------------- */

static const char *role_name(struct ui *ui, enum role role)
{
    switch (role) {
    case ROLE_OF_STATION: return T("Station");
    case ROLE_OF_BOARD: return T("The teacher’s board");
    case ROLE_OF_BOTH: break;
    }
    return T("Station and board in one");
}

static void fact(struct ui *ui, struct rect *r, const char *name, const char *value)
{
    struct text_look look = {.size = 20, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 14};
    if (str_is_empty(value) || r->h < 20)
        return;
    ui_text(ui, rect_cut_top(r, MIN(r->h, 32)), look,
        ui_fill(ui, T("{part}: {state}"), "part", name, "state", value, NULL));
}

static void facts(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct care_machine *machine = &session->care->machine;
    const struct station *station = screen_station(call);
    const char *role = role_name(ui, session->role);
    if (station != NULL && session->role == ROLE_OF_STATION)
        role = ui_fill(ui, "{role} · {station}", "role", role, "station", station->name, NULL);
    ui_text(ui, rect_cut_top(&r, 40),
        (struct text_look){.font = FONT_SHOW, .size = 26, .vertical = ALIGN_CENTER, .lines = 1},
        role);
    if (machine->installed[0] != '\0')
        ui_text(ui, rect_cut_top(&r, MIN(r.h, 56)),
            (struct text_look){.size = 20, .lines = 2, .line_height = 1.2f},
            ui_fill(ui, T("Version {version} is installed and starts with the next restart."),
                "version", machine->installed, NULL));
    fact(ui, &r, T("Name"), machine->name);
    fact(ui, &r, T("Version"),
        machine->slot[0] == '\0' ? machine->version
                                 : ui_fill(ui, "{version} · {slot}", "version", machine->version,
                                       "slot", machine->slot, NULL));
    fact(ui, &r, T("Address"),
        session->care->has_looked && machine->addresses[0] == '\0' ? T("no network")
                                                                   : machine->addresses);
    fact(ui, &r, T("Wi-Fi"), machine->wifi);
    fact(ui, &r, T("Serial number"), machine->serial);
    rect_cut_top(&r, 6);
    if (r.h > 20)
        care_mistakes(call, r);
}

static void machine(struct screen_call *call, struct rect r, struct care_page *own)
{
    struct ui *ui = call->ui;
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    facts(call, rect_cut_left(&r, r.w * 0.42f));
    rect_cut_left(&r, 24);
    class_health_list(call, r);
    struct button report = {.key = "report",
        .label = T("Report on a stick"),
        .icon = "clipboard-text",
        .look = BUTTON_QUIET,
        .size = 22};
    struct button restart = {.key = "restart",
        .label = T("Restart"),
        .icon = "refresh",
        .look = BUTTON_QUIET,
        .size = 22};
    struct button off = {
        .key = "off", .label = T("Switch off"), .icon = "power", .look = BUTTON_QUIET, .size = 22};
    if (!call->session->care->is_here)
        return;
    if (ui_button(ui, rect_column(foot, 0, 3, 16), report))
        care_ask(call, CARE_REPORT);
    if (ui_button(ui, rect_column(foot, 1, 3, 16), restart))
        own->asks = CARE_ASKS_RESTART;
    if (ui_button(ui, rect_column(foot, 2, 3, 16), off))
        own->asks = CARE_ASKS_OFF;
}

/* --- The page -------------------------------------------------------------------------------- */

static void back(struct screen_call *call, struct rect *bar)
{
    struct ui *ui = call->ui;
    struct button button = {.key = "back",
        .label = T("Back"),
        .icon = "arrow-left",
        .icon_only = true,
        .is_cancel = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_left(bar, 84), button))
        care_ask(call, CARE_CLOSE);
    rect_cut_left(bar, 20);
}

/* Outside the teacher view there are no other pages to go to. */
static struct rect head(struct screen_call *call, struct rect *page)
{
    struct ui *ui = call->ui;
    if (call->session->teacher)
        return board_page_with(
            call, page, SCREEN_CARE, T("Care"), TAB_LEAST * (float)CARE_TAB_COUNT);
    struct rect bar = rect_cut_top(page, TARGET_MIN);
    rect_cut_top(page, ui_is_small(ui) ? 10 : 20);
    back(call, &bar);
    struct text_look look = {.font = FONT_SHOW,
        .size = ui_is_small(ui) ? 32 : 40,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 22};
    ui_heading(ui, rect_cut_left(&bar, MIN(ui_text_width(ui, look, T("Care")) + 8, bar.w * 0.3f)),
        look, T("Care"));
    rect_cut_left(&bar, 16);
    return bar;
}

/* The clock on its page. */
static int64_t deadline_ms(const struct screen_call *call)
{
    enum { MINUTE_MS = 60000 };
    const struct care_page *own = call->scratch;
    const struct moment *now = &call->session->now;
    if (own->tab != CARE_TAB_CLOCK)
        return INT64_MAX;
    return now->mono_ms + MINUTE_MS - now->wall_ms % MINUTE_MS;
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct care_page *own = call->scratch;
    const struct care_view *care = call->session->care;
    struct rect page = part_page(ui);
    if (care->state == CARE_RUNS) {
        own->asks = CARE_ASKS_NOTHING;
        care_progress(call, page);
        return;
    }
    if (care->state != CARE_RESTS) {
        care_result(call, page);
        return;
    }
    if (care_question_page(call, page, own))
        return;
    struct rect bar = head(call, &page);
    tabs(call, bar, own);
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 24, ui_is_small(ui) ? 14 : 22);
    switch (own->tab) {
    case CARE_TAB_UPDATE: care_update(call, inside); break;
    case CARE_TAB_COPIES: care_copies(call, inside, own); break;
    case CARE_TAB_YEAR: care_year(call, inside, own); break;
    case CARE_TAB_CLOCK: care_clock(call, inside, own); break;
    default: machine(call, inside, own);
    }
    care_question_over(call, own);
}

const struct screen screen_care = {
    .name = "care",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA, /* the teacher's badge, once more */
    .scratch_size = sizeof(struct care_page),
    .enter = enter,
    .frame = frame,
    .deadline_ms = deadline_ms,
    .stays_ms = 180000,
    .then = SCREEN_NONE,
};
