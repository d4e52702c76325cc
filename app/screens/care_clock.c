/* The page of Care that tells an appliance the date and time: many have no clock that goes on
 * while they are off, and no network to ask. */
#include "screens/board_parts.h"
#include "screens/care_parts.h"

#include "base/str.h"

enum { FIRST_YEAR = 2026 /* date_is_believable() */, LAST_YEAR = 2099 };

/* --- What it is now -------------------------------------------------------------------------- */

static struct care_time time_now(const struct session *session)
{
    int minute = date_minute_at(session->now.wall_ms, session->now.offset_s);
    return (struct care_time){
        .date = date_from_day(session->today), .hour = minute / 60, .minute = minute % 60};
}

static const char *two_digits(struct ui *ui, int number)
{
    char text[8];
    STR_FORMAT(text, "%02d", number);
    return ui_fill(ui, text, NULL);
}

static const char *when(struct ui *ui, const struct care_time *time)
{
    char clock[CLOCK_TEXT_SIZE];
    time_format_clock(time->hour * 60 + time->minute, clock);
    return ui_fill(
        ui, "{date} {time}", "date", board_date(ui, date_to_day(time->date)), "time", clock, NULL);
}

static const char *who_says_so(struct ui *ui, const struct session *session)
{
    switch (session->care->clock) {
    case CLOCK_BY_HUB:
        return session->role == ROLE_OF_BOARD ? T("The server of the class told it.")
                                              : T("The board told it.");
    case CLOCK_BY_NETWORK: return T("The network told it.");
    case CLOCK_BY_HAND:
        return T("Somebody set it. After a restart, look at it again: it stops while the machine "
                 "is off.");
    case CLOCK_BY_CHIP: return T("It is the time of the clock chip in this machine.");
    case CLOCK_UNSURE: break;
    }
    return session->clock_wrong ? T("That cannot be right. Set it.")
                                : T("Nothing confirms it. Compare it with another clock.");
}

/* Where to set it instead of here. */
static const char *set_elsewhere(struct ui *ui, const struct session *session)
{
    if (session->care->clock == CLOCK_BY_NETWORK)
        return ui_fill(ui,
            T("There is nothing to set. If only the hour is wrong, it is the time zone: the file "
              "{file} on the card says it."),
            "file", part_apart(ui, "waystation.ini"), NULL);
    return session->role == ROLE_OF_BOARD
               ? T("This machine goes by the clock of the server of the class. Set it there.")
               : T("This machine goes by the clock of the board. Set it there: Care, Date and "
                   "time.");
}

static const char *zone(struct ui *ui, const struct session *session)
{
    int minutes = (int)(session->now.offset_s / 60), size = minutes < 0 ? -minutes : minutes;
    char offset[16];
    STR_FORMAT(offset, "UTC%s%d:%02d", minutes < 0 ? "−" : "+", size / 60, size % 60);
    return ui_fill(ui, T("Time zone: {zone} ({offset})"), "zone",
        part_apart(ui, session->care->zone), "offset", part_apart(ui, offset), NULL);
}

static void facts(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct care_time now = time_now(session);
    bool is_sure = session->care->clock != CLOCK_UNSURE;
    float size = ui_is_small(ui) ? 20 : 24;
    struct text_look look = {.font = FONT_SHOW, .size = 32, .lines = 2, .min_size = 22};
    const char *text = when(ui, &now);
    ui_text(ui, rect_cut_top(&r, MIN(r.h, ui_text_height(ui, look, r.w, text) + 10)), look, text);
    care_row(ui, &r,
        (struct care_row){.icon = is_sure ? "check-circle" : "alert",
            .tint = ui_theme(ui)->hue[is_sure ? HUE_LEAF : HUE_SUN],
            .look = {.size = size, .min_size = 16},
            .text = who_says_so(ui, session)});
    care_row(ui, &r,
        (struct care_row){
            .icon = "earth", .look = {.size = size, .min_size = 16}, .text = zone(ui, session)});
}

/* --- Choosing -------------------------------------------------------------------------------- */

enum part { PART_YEAR, PART_MONTH, PART_DAY, PART_HOUR, PART_MINUTE, PART_COUNT };

static int *value_of(struct care_time *time, enum part part)
{
    int *const values[PART_COUNT] = {
        &time->date.year, &time->date.month, &time->date.day, &time->hour, &time->minute};
    return values[part];
}

/* One on or one back; from the last to the first. Only days that there are. */
static void step(struct care_time *time, enum part part, int by)
{
    const struct {
        int first, last;
    } bounds[PART_COUNT] = {{FIRST_YEAR, LAST_YEAR}, {1, 12},
        {1, date_days_of_month(time->date.year, time->date.month)}, {0, 23}, {0, 59}};
    int *value = value_of(time, part), first = bounds[part].first, last = bounds[part].last;
    *value += by;
    if (*value > last)
        *value = first;
    if (*value < first)
        *value = last;
    time->date.day = MIN(time->date.day, date_days_of_month(time->date.year, time->date.month));
}

static const char *value_text(struct ui *ui, struct care_time *time, enum part part)
{
    int value = *value_of(time, part);
    if (part == PART_MONTH)
        return board_month(ui, value);
    return part >= PART_HOUR ? two_digits(ui, value) : ui_number(ui, value);
}

/* Its name, one more, the value, one less, below each other. */
static void stepper(struct ui *ui, struct rect r, struct care_time *time, enum part part)
{
    static const struct {
        const char *name, *later, *earlier;
    } words[PART_COUNT] = {{N_("Year"), N_("One year later"), N_("One year earlier")},
        {N_("Month"), N_("One month later"), N_("One month earlier")},
        {N_("Day"), N_("One day later"), N_("One day earlier")},
        {N_("Hour"), N_("One hour later"), N_("One hour earlier")},
        {N_("Minute"), N_("One minute later"), N_("One minute earlier")}};
    struct text_look look = {.size = 20,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 14,
        .quiet = true};
    struct button later = {.key = "later",
        .index = part,
        .label = T(words[part].later),
        .icon = "plus",
        .icon_only = true,
        .look = BUTTON_QUIET};
    struct button earlier = {.key = "earlier",
        .index = part,
        .label = T(words[part].earlier),
        .icon = "minus",
        .icon_only = true,
        .look = BUTTON_QUIET};
    ui_text(ui, rect_cut_top(&r, MIN(34, r.h - 2 * TARGET_MIN)), look, T(words[part].name));
    if (ui_button(ui, rect_cut_top(&r, TARGET_MIN), later))
        step(time, part, 1);
    if (ui_button(ui, rect_cut_bottom(&r, TARGET_MIN), earlier))
        step(time, part, -1);
    look.font = FONT_SHOW;
    look.size = 36;
    look.min_size = 20;
    ui_text(ui, r, look, value_text(ui, time, part));
    ui_node(ui, ROLE_TEXT, r,
        ui_fill(ui, T("{part}: {state}"), "part", T(words[part].name), "state",
            value_text(ui, time, part), NULL),
        "");
}

static void choose(struct screen_call *call, struct rect r, struct rect foot, struct care_page *own)
{
    enum { COLUMN_HEIGHT = 320 };
    struct ui *ui = call->ui;
    struct care_time time = own->time;
    if (time.date.year == 0) {
        time = time_now(call->session);
        time.date.year = CLAMP(time.date.year, FIRST_YEAR, LAST_YEAR);
    }
    const struct care_time before = time;
    r = rect_center(r, r.w, MIN(r.h, COLUMN_HEIGHT));
    for (int i = 0; i < PART_COUNT; i++)
        stepper(ui, rect_column(r, i, PART_COUNT, 10), &time, (enum part)i);
    if (date_to_day(time.date) != date_to_day(before.date) || time.hour != before.hour ||
        time.minute != before.minute)
        own->time = time;
    if (!ui_button(ui, foot,
            (struct button){.key = "set-clock",
                .label = ui_fill(ui, T("Set it: {when}"), "when", when(ui, &time), NULL),
                .icon = "check",
                .look = BUTTON_PRIMARY,
                .size = 24}))
        return;
    care_ask(call, CARE_CLOCK)->number =
        date_to_day(time.date) * (DAY_MS / 60000) + time.hour * 60 + time.minute;
    own->time = (struct care_time){0};
}

void care_clock(struct screen_call *call, struct rect r, struct care_page *own)
{
    struct ui *ui = call->ui;
    enum clock_source clock = call->session->care->clock;
    struct rect left = rect_cut_left(&r, r.w * 0.36f);
    rect_cut_left(&r, 24);
    facts(call, left);
    if (clock == CLOCK_BY_NETWORK || clock == CLOCK_BY_HUB) {
        setup_say(ui, r, "calendar-clock", set_elsewhere(ui, call->session));
        return;
    }
    struct rect foot = rect_cut_bottom(&r, TARGET_MIN);
    rect_cut_bottom(&r, 12);
    choose(call, r, foot, own);
}
