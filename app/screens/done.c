/* Done: what was saved, where to go next; closes by itself. */
#include "base/str.h"
#include "model/goal.h"
#include "model/rotation.h"
#include "screens/parts.h"

enum { STAYS_MS = 8000, STAYS_LONG_MS = 16000 };

struct leaving {
    bool said;
};

/* To listen takes longer than to read. */
static int64_t closes_ms(const struct screen_call *call)
{
    bool longer = call->session->student >= 0 &&
                  screen_student(call)->settings & (SETTING_EXTRA_TIME | SETTING_READ_ALOUD);
    return call->session->entered_ms + (longer ? STAYS_LONG_MS : STAYS_MS);
}

static const char *title(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    if (session->saved_ticket || session->saved_reflection)
        return T("Saved. Nice thinking!");
    return ui_fill(
        ui, T("See you soon, {name}!"), "name", student_name(screen_student(call)), NULL);
}

/* How far the path of the goal is: in words what its dots show, whichever step the goal is. */
static const char *progress(struct screen_call *call, struct path_progress *path)
{
    struct ui *ui = call->ui;
    int met = call->session->goal_met;
    int skill = met >= 0 ? met : goal_skill(call->classroom, call->session->student);
    if (skill < 0)
        return NULL;
    *path = goal_path(call->classroom, call->session->student, skill);
    if (path->total == 0)
        return NULL;
    const char *pattern =
        met >= 0 ? T("You finished a step: {number} of {count} on your path.")
                 : TN("You have done {number} of {count} step on your path.",
                       "You have done {number} of {count} steps on your path.", path->total);
    return ui_fill(
        ui, pattern, "number", ui_number(ui, path->got), "count", ui_number(ui, path->total), NULL);
}

/* `station`: NULL in a round without one. */
static bool next_stop(struct screen_call *call, const struct station **station, const char **when)
{
    struct ui *ui = call->ui;
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    int round = now.phase == ROTATION_BEFORE ? now.round : now.round + 1;
    if (now.phase == ROTATION_NONE || now.phase == ROTATION_OVER || round >= now.rounds)
        return false;
    int at = rotation_station(call->classroom, call->session->student, round, call->session->today);
    if (at < 0 && !part_has_way(call))
        return false;
    *station = at >= 0 ? &call->classroom->plan.stations[at] : NULL;
    int minutes = (int)((now.left_ms + 59999) / 60000);
    *when = now.phase == ROTATION_MOVING ? T("Right now")
            : now.phase == ROTATION_PAUSED
                ? T("Next")
                : ui_fill(ui, TN("Next, in {count} minute", "Next, in {count} minutes", minutes),
                      "count", ui_number(ui, minutes), NULL);
    return true;
}

static void leave_row(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    struct rect row = rect_center(r, MIN(r.w, 860), r.h);
    struct button stay = {.key = "stay",
        .label = session->saved_ticket && !session->saved_reflection ? T("Reflect")
                                                                     : T("Back to my page"),
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_column(row, 0, 2, 20), stay)) {
        int reflection = classroom_reflection_today(call->classroom, session->today);
        if (session->saved_ticket && !session->saved_reflection)
            screen_go_draft(call, SCREEN_REFLECT, DRAFT_REFLECTION,
                reflection >= 0 ? call->classroom->plan.reflections[reflection].id : "");
        else
            screen_go(call, SCREEN_HOME);
    }
    struct button bye = {.key = "bye",
        .label = T("See you!"),
        .look = BUTTON_PRIMARY,
        .size = 32,
        .is_default = true};
    if (ui_button(ui, rect_column(row, 1, 2, 20), bye))
        screen_wish(call, WISH_SIGN_OUT);
}

static void closing_line(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    int left_s = (int)((closes_ms(call) - call->session->now.mono_ms + 999) / 1000);
    struct text_look soft = {.size = 20,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    ui_text(ui, r, soft,
        ui_fill(ui,
            TN("This screen closes by itself in {count} second",
                "This screen closes by itself in {count} seconds", left_s),
            "count", ui_number(ui, left_s), NULL));
}

static void path_part(
    struct ui *ui, struct rect r, const struct path_progress *path, const char *how_far)
{
    bool small = ui_is_small(ui);
    struct text_look soft = {.size = 28,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    ui_text(ui, rect_cut_top(&r, 44), soft, how_far);
    float size = small ? 26 : 36;
    float wide = (float)path->total * size * (1 + UI_DOT_GAP) - size * UI_DOT_GAP;
    ui_dots(ui, rect_center(r, MIN(wide, r.w), r.h), path->total, path->got,
        path->got < path->total, size, T("My path"));
}

/* What was saved, how far that is on the path, and where to go next. */
static void middle(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    struct leaving *own = call->scratch;
    bool small = ui_is_small(ui);
    const struct station *station = NULL;
    const char *when = NULL;
    bool next = next_stop(call, &station, &when);
    struct path_progress path = {0};
    const char *how_far = progress(call, &path);
    float face = small ? 92 : 120, head = small ? 64 : 84, steps = small ? 84 : 104;
    float used = face + head + 12 + (how_far != NULL ? steps + 16 : 0) +
                 (next ? 12 + (small ? 110 : 150) : 0);
    struct rect body = rect_center(page, page.w, MIN(used, page.h));
    bool saved = call->session->saved_ticket || call->session->saved_reflection;
    ui_icon(ui, rect_cut_top(&body, face), saved ? "🎉" : "👋", face, 0);
    rect_cut_top(&body, 12);
    const char *text = title(call);
    struct text_look big = {.font = FONT_SHOW,
        .size = small ? 48 : 64,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    ui_heading(ui, rect_cut_top(&body, head), big, text);
    if (how_far != NULL) {
        path_part(ui, rect_cut_top(&body, steps), &path, how_far);
        rect_cut_top(&body, 16);
    }
    rect_cut_top(&body, next ? 12 : 0);
    if (next)
        part_station_card(ui, rect_center(body, MIN(800, body.w), body.h), station, when,
            station != NULL && station->place[0] != '\0' ? station->place : NULL);
    if (how_far != NULL)
        text = part_and_say(ui, text, how_far);
    part_say_once(call, &own->said,
        next ? ui_fill(ui, T("{what} {when}: {station}."), "what", text, "when", when, "station",
                   part_say_station(ui, station), NULL)
             : text);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    if (call->session->now.mono_ms >= closes_ms(call)) {
        screen_wish(call, WISH_SIGN_OUT);
        return;
    }
    ui_fill_rect(ui, ui_canvas(ui), 0, ui_theme(ui)->hue_soft[HUE_LEAF]);
    struct rect page = part_page(ui);
    closing_line(call, rect_cut_bottom(&page, 32));
    rect_cut_bottom(&page, 10);
    leave_row(call, rect_cut_bottom(&page, small ? 84 : 96));
    rect_cut_bottom(&page, small ? 10 : 24);
    middle(call, page);
}

static int64_t deadline_ms(const struct screen_call *call)
{
    int64_t left = closes_ms(call) - call->session->now.mono_ms;
    int64_t part = left % 1000;
    return call->session->now.mono_ms + (part == 0 ? 1000 : part);
}

const struct screen screen_done = {
    .name = "done",
    .flags = SCREEN_NEEDS_STUDENT | SCREEN_SWITCHES | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct leaving),
    .frame = frame,
    .deadline_ms = deadline_ms,
};
