/* Settings of this machine, and how it is. */
#include "base/language.h"
#include "screens/class_parts.h"
#include "screens/setup_parts.h"

#include "base/date.h"
#include "base/str.h"

enum { ROW_HEIGHT = 94, GAP = 8 };

/* --- Health ---------------------------------------------------------------------------------- */

static const struct {
    const char *what, *label, *icon;
} subjects[] = {
    {"display", N_("Display"), "monitor"},
    {"fonts", N_("Letters"), "format-size"},
    {"camera", N_("Camera"), "camera"},
    {"scanner", N_("Badge scanner"), "qrcode-scan"},
    {"sound", N_("Sound"), "volume-high"},
    {"microphone", N_("Microphone"), "microphone"},
    {"speech", N_("Reading aloud"), "text-to-speech"},
    {"disk space", N_("Room on the disk"), "harddisk"},
    {"disk health", N_("Disk"), "harddisk"},
    {"clock", N_("Clock"), "clock"},
    {"database", N_("What is stored"), "database"},
    {"backup", N_("Backup"), "content-save"},
    {"retention", N_("How long it is kept"), "history"},
    {"hub", N_("Other machines"), "lan-connect"},
    {"machine", N_("This machine"), "monitor"},
    {"settings", N_("Settings of the machine"), "tune"},
};

static const char *icon_of(const struct setup_health *line)
{
    for (size_t i = 0; i < COUNT_OF(subjects); i++)
        if (str_equal(subjects[i].what, line->what))
            return subjects[i].icon;
    return "information-outline";
}

static const char *health_name(struct ui *ui, const struct setup_health *line)
{
    for (size_t i = 0; i < COUNT_OF(subjects); i++)
        if (str_equal(subjects[i].what, line->what))
            return T(subjects[i].label);
    return line->what;
}

static const char *health_state(struct ui *ui, const struct setup_health *line)
{
    switch (line->mark) {
    case SETUP_MARK_OK: return T("works");
    case SETUP_MARK_NOTE: return T("good to know");
    case SETUP_MARK_MISSING: break;
    }
    return T("needs help");
}

static void health_row(struct ui *ui, struct rect r, const struct setup_health *line)
{
    static const struct {
        const char *icon;
        enum hue hue;
    } marks[] = {
        [SETUP_MARK_OK] = {"check-circle", HUE_LEAF},
        [SETUP_MARK_NOTE] = {"information-outline", HUE_SKY},
        [SETUP_MARK_MISSING] = {"alert", HUE_CORAL},
    };
    const struct theme *theme = ui_theme(ui);
    ui_fill_rect(ui, r, 18, theme->hue_soft[marks[line->mark].hue]);
    struct rect inside = rect_inset(r, 14, 6);
    ui_icon(ui, rect_cut_left(&inside, 40), icon_of(line), 28, 0);
    rect_cut_left(&inside, 8);
    struct rect head = rect_cut_top(&inside, 30);
    ui_icon(ui, rect_cut_right(&head, 30), marks[line->mark].icon, 24, 0);
    ui_text(ui, head,
        (struct text_look){.font = FONT_SHOW, .size = 20, .vertical = ALIGN_CENTER, .lines = 1},
        ui_fill(ui, T("{part}: {state}"), "part", health_name(ui, line), "state",
            health_state(ui, line), NULL));
    ui_text(ui, inside, (struct text_look){.size = 18, .color = theme->ink_soft, .lines = 2},
        part_sentence(ui, &line->how));
}

void class_health_list(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct setup_view *view = call->session->setup;
    if (view->health_count == 0) {
        setup_say(ui, r, "magnify", T("Looking at this machine …"));
        return;
    }
    struct rect body =
        ui_scroll_begin(ui, "health", r, (float)view->health_count * (ROW_HEIGHT + GAP));
    for (int i = 0; i < view->health_count; i++) {
        health_row(ui, rect_cut_top(&body, ROW_HEIGHT), &view->health[i]);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
}

/* --- Settings -------------------------------------------------------------------------------- */

static void next_language(struct screen_call *call)
{
    const struct session *session = call->session;
    int next = 0;
    for (int i = 0; i < session->language_count; i++)
        if (str_equal(session->languages[i], session->setup->board_language))
            next = (i + 1) % session->language_count;
    struct wish *wish = screen_wish(call, WISH_SETUP);
    wish->task = SETUP_LANGUAGE;
    wish->text = session->languages[next];
}

static const char *start_text(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    char time[CLOCK_TEXT_SIZE];
    if (plan->start_minute < 0)
        return T("The rotation starts when you start it.");
    time_format_clock(plan->start_minute, time);
    return ui_fill(ui, T("The rotation starts by itself at {time}."), "time", time, NULL);
}

static bool setting(struct ui *ui, struct rect *r, struct button button)
{
    struct rect place = rect_cut_top(r, MIN(TARGET_MIN, r->h));
    rect_cut_top(r, 10);
    button.look = BUTTON_QUIET;
    button.size = 22;
    return ui_button(ui, place, button);
}

void class_settings(struct screen_call *call, struct rect r, struct class_settings *own)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect left = rect_cut_left(&r, r.w * 0.42f);
    rect_cut_left(&r, 24);
    if (setting(ui, &left,
            (struct button){.key = "change-pin", .label = T("Change the PIN"), .icon = "lock"})) {
        own->choosing_pin = true;
        pin_entry_begin(&own->pin);
    }
    if (setting(ui, &left,
            (struct button){.key = "sound",
                .label = session->muted ? T("Sound is off") : T("Sound is on"),
                .icon = session->muted ? "volume-off" : "volume-high",
                .role = ROLE_CHECK,
                .selected = !session->muted}))
        screen_wish(call, WISH_SOUND_SWITCH);
    if (session->language_count > 1 &&
        setting(ui, &left,
            (struct button){.key = "board-language",
                .label = ui_fill(ui, T("Language of the board: {language}"), "language",
                    language_own_name(session->setup->board_language), NULL),
                .icon = "translate"}))
        next_language(call);
    if (setting(
            ui, &left, (struct button){.key = "look", .label = T("Look again"), .icon = "refresh"}))
        setup_ask(call, SETUP_LOOK, 0);
    ui_text(ui, left, (struct text_look){.size = 20, .lines = 3}, start_text(call));
    class_health_list(call, r);
}
