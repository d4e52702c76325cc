/* Home: where I am in the rotation, my goal, what to do here, and what to hand in. */
#include "screens/parts.h"

#include "base/str.h"
#include "model/goal.h"
#include "model/rotation.h"

struct home {
    bool said;
    struct reader reader; /* the directions, as large as they need */
    int64_t asked_ms;     /* monotonic: when help was asked for here, 0: it was not */
};

enum {
    STRIP_MAX = 4,
    STRIP_FEW = 3,
    ASKED_JUST_NOW_MS = 2000, /* a tap on "Help is coming" is the second half of a double tap */
};

static const char *stop_label(struct screen_call *call, const struct rotation_now *now, int round)
{
    struct ui *ui = call->ui;
    if (round < now->round)
        return ui_fill(ui, T("Round {number} · done"), "number", ui_number(ui, round + 1), NULL);
    if (round == now->round)
        return now->phase == ROTATION_PAUSED   ? T("Now · paused")
               : now->phase == ROTATION_MOVING ? T("Now · time to move")
               : now->phase == ROTATION_BEFORE ? T("First")
                                               : ui_fill(ui, T("Now · {left}"), "left",
                                                     part_time_left(ui, now->left_ms, true), NULL);
    return round == now->round + 1 ? T("Next") : T("Then");
}

/* Of an own way also whether it is a must-do or a may-do. */
static const char *stop_words(struct screen_call *call, const struct rotation_now *now, int round)
{
    struct ui *ui = call->ui;
    enum rotation_duty duty =
        rotation_duty(call->classroom, call->session->student, round, call->session->today);
    const char *when = stop_label(call, now, round);
    if (duty == DUTY_NONE || round < now->round)
        return when;
    return ui_fill(ui, "{when} · {duty}", "when", when, "duty", part_duty_name(ui, duty), NULL);
}

static void stop(struct screen_call *call, struct rect r, const struct rotation_now *now, int round)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    int at = rotation_station(call->classroom, call->session->student, round, call->session->today);
    const struct station *station = at >= 0 ? &call->classroom->plan.stations[at] : NULL;
    bool current = round == now->round, past = round < now->round;
    color ink = part_station_ink(ui, station);
    if (current) {
        ui_fill_rect(ui, r, 22, part_station_soft(ui, station));
        ui_ring(ui, r, 22, 4, ink);
    }
    struct rect words = rect_inset(r, current ? 24 : 14, ui_is_small(ui) ? 4 : 8);
    struct text_look name = {.font = FONT_SHOW,
        .size = current ? 32 : 26,
        .color = past ? theme->ink_soft : theme->ink,
        .vertical = ALIGN_CENTER,
        .lines = 2,
        .line_height = 1.05f};
    float icon = current ? 40 : 30, beside = 10;
    float caption = (ui_is_small(ui) ? 26 : 30) * ui_text_scale(ui);
    const char *where = part_station_name(ui, station);
    float high = MAX(ui_text_height(ui, name, words.w - icon - beside, where), icon);
    float gap = CLAMP(words.h - caption - high, 0, 4); /* deep letters do not touch the name */
    words = rect_center(words, words.w, MIN(caption + gap + high, words.h));
    ui_text(ui, rect_cut_top(&words, caption + gap),
        (struct text_look){.size = 20, .color = current ? ink : theme->ink_soft, .lines = 1},
        stop_words(call, now, round));
    ui_icon(ui, rect_cut_left(&words, icon), part_station_icon(station), icon - (current ? 4 : 2),
        past ? theme->ink_soft : ink);
    rect_cut_left(&words, beside);
    ui_text(ui, words, name, where);
}

/* Where to go is what a child looks for first: its names have room to grow with the letters. */
static float strip_height(const struct ui *ui)
{
    return ui_is_small(ui) ? 104 + 100 * (ui_text_scale(ui) - 1) : 150;
}

static void strip(struct screen_call *call, struct rect r, const struct rotation_now *now)
{
    struct ui *ui = call->ui;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 18, ui_is_small(ui) ? 10 : 20);
    if (!part_has_way(call)) {
        const struct station *station = screen_station(call);
        struct rect chip = rect_center(inside, inside.w, 56);
        chip.w *= 0.4f; /* at most: the sentence beside it is whole */
        if (station != NULL)
            rect_cut_left(&inside, part_station_chip(ui, chip, station, 26) + 20);
        ui_text(ui, inside, (struct text_look){.size = 26, .vertical = ALIGN_CENTER, .lines = 2},
            part_no_way_text(call));
        return;
    }
    int first = MAX(0, MIN(now->round - 1, now->rounds - STRIP_MAX));
    bool few = ui_is_small(ui) || ui_text_scale(ui) > 1; /* and what is done is left out first */
    int shown = MIN(now->rounds - first, few ? STRIP_FEW : STRIP_MAX);
    if (few)
        first = MAX(0, MIN(now->round, now->rounds - shown));
    float unit = (inside.w - 12 * (float)(shown - 1)) / ((float)shown + 0.35f);
    for (int i = 0; i < shown; i++) {
        bool current = first + i == now->round;
        stop(call, rect_cut_left(&inside, current ? unit * 1.35f : unit), now, first + i);
        rect_cut_left(&inside, 12);
    }
}

static const char *no_goal_text(const struct ui *ui, bool can_choose)
{
    return can_choose ? T("You have no goal yet.")
                      : T("No goals are ready yet. Your teacher will add some.");
}

static void no_goal(struct screen_call *call, struct rect r, bool can_choose)
{
    struct ui *ui = call->ui;
    ui_text(ui, rect_cut_top(&r, MAX(r.h - 100, 50)),
        (struct text_look){.font = FONT_SHOW, .size = 34, .vertical = ALIGN_CENTER},
        no_goal_text(ui, can_choose));
    struct button pick = {.key = "pick-goal",
        .label = T("Pick a goal"),
        .icon = "flag-variant",
        .look = BUTTON_QUIET};
    float width = MIN(MAX(300, ui_button_width(ui, pick)), r.w);
    if (can_choose && ui_button(ui, rect_cut_left(&r, width), pick))
        screen_go_draft(call, SCREEN_GOAL, DRAFT_GOAL, "");
}

static const char *path_text(struct ui *ui, const struct path_progress *path)
{
    return ui_fill(ui,
        TN("{number} of {count} step on this path", "{number} of {count} steps on this path",
            path->total),
        "number", ui_number(ui, path->got), "count", ui_number(ui, path->total), NULL);
}

static void path_line(struct screen_call *call, struct rect r, const struct path_progress *path)
{
    struct ui *ui = call->ui;
    float size = 26, gap = 14;
    float dots = (float)path->total * (size + gap);
    ui_dots(ui, rect_cut_left(&r, MIN(dots, r.w * 0.6f)), path->total, path->got,
        path->got < path->total, size, T("My path"));
    ui_text(ui, r,
        (struct text_look){
            .size = 22, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 1},
        path_text(ui, path));
}

/* Why the student picked the goal; "" if that is not known here. */
static const char *reason_of(const struct screen_call *call)
{
    const char *reason = screen_student_state(call)->goal_reason;
    return str_equal(reason, EVENT_SEALED_WORDS) ? "" : reason;
}

static const char *because(struct ui *ui, const char *reason)
{
    return ui_fill(ui, T("Because: “{reason}”"), "reason", reason, NULL);
}

/* The goal, and why the student picked it where there is room. */
static void goal_words(struct screen_call *call, struct rect r, int skill)
{
    struct ui *ui = call->ui;
    const char *goal = call->classroom->plan.skills[skill].goal;
    const char *reason = reason_of(call);
    struct text_look big = {.font = FONT_SHOW, .size = ui_is_small(ui) ? 32 : 40};
    float line_high = 36 * ui_text_scale(ui);
    bool shown = reason[0] != '\0' && r.h > 2.5f * line_high;
    float high = MIN(ui_text_height(ui, big, r.w, goal), r.h - (shown ? line_high : 0));
    ui_heading(ui, rect_cut_top(&r, high), big, goal);
    if (!shown)
        return;
    rect_cut_top(&r, MIN(8, r.h - line_high));
    ui_text(ui, r, (struct text_look){.size = 24, .color = ui_theme(ui)->ink_soft},
        because(ui, part_apart(ui, reason)));
}

static const char *change_label(const struct screen_call *call)
{
    const struct ui *ui = call->ui;
    int student = call->session->student;
    return goal_is_given(call->classroom, student)       ? T("Say why")
           : goal_wants_choice(call->classroom, student) ? T("Next goal")
                                                         : T("Change");
}

static bool can_choose_goal(const struct screen_call *call)
{
    struct goal_offer offers[GOAL_OFFER_MAX];
    return goal_offers(call->classroom, call->session->student, call->session->today, offers) > 0;
}

static void goal_card(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    int student = call->session->student;
    int skill = goal_skill(call->classroom, student);
    bool small = ui_is_small(ui);
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect inside = rect_inset(r, small ? 26 : 36, small ? 16 : 30);
    bool can_choose = can_choose_goal(call);
    struct rect line = rect_cut_top(&inside, 60);
    struct button again = {
        .key = "change-goal", .label = change_label(call), .look = BUTTON_CHIP, .size = 20};
    struct rect change = rect_cut_right(&line, MAX(150, ui_button_width(ui, again)));
    ui_chip(ui, rect_center(line, line.w, 48), "flag-variant", T("My goal"), theme->primary_soft,
        theme->ink);
    if (skill < 0) {
        no_goal(call, inside, can_choose);
        return;
    }
    if (can_choose && ui_button(ui, change, again))
        screen_go_draft(call, SCREEN_GOAL, DRAFT_GOAL, "");
    struct path_progress path = goal_path(call->classroom, student, skill);
    if (path.total > 0)
        path_line(call, rect_cut_bottom(&inside, 34 * ui_text_scale(ui)), &path);
    rect_cut_top(&inside, small ? 0 : 10);
    goal_words(call, inside, skill);
}

static const struct activity *activity_now(const struct screen_call *call)
{
    int index = screen_station(call) == NULL ? -1
                                             : classroom_activity(call->classroom,
                                                   call->session->student, call->session->station);
    return index < 0 ? NULL : &call->classroom->plan.activities[index];
}

/* A code to open the activity's link on a tablet, as high as the row. */
static void link_row(struct ui *ui, struct rect foot, const char *link)
{
    struct rect code = rect_cut_right(&foot, foot.h);
    ui_fill_rect(ui, code, 10, 0xFFFFFFFF);
    ui_qr(ui, code, link, ui_fill(ui, T("Link: {address}"), "address", link, NULL));
    rect_cut_right(&foot, 16);
    ui_text(ui, foot,
        (struct text_look){
            .size = 20, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_END, .lines = 3},
        T("Scan to open it on your tablet"));
}

/* What to do; where it does not fit, the foot says that there is more. */
static void directions(struct ui *ui, struct rect r, const char *text, color ink)
{
    struct text_look look = {.size = ui_is_small(ui) ? 22 : 24, .line_height = 1.35f};
    struct text_look least = look;
    least.size = 20;
    look.min_size = 20 * ui_text_scale(ui); /* fewer words rather than small ones */
    if (ui_text_height(ui, least, r.w, text) > r.h) {
        struct rect foot = rect_cut_bottom(&r, 32 * ui_text_scale(ui));
        if (r.h < least.size) /* no room for a line of it */
            text = "";
        struct text_look more = {
            .quiet = true, .size = 20, .color = ink, .vertical = ALIGN_END, .lines = 1};
        ui_text(ui, foot, more, T("Read all"));
    }
    ui_text(ui, r, look, text);
}

/* Over the activity: where, and of an own way whether it is a must-do or a may-do. */
static const char *here_label(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct station *station = screen_station(call);
    enum rotation_duty duty = part_duty_here(call);
    if (station == NULL)
        return T("Today");
    const char *text = ui_fill(ui, T("Today at {station}"), "station", station->name, NULL);
    if (duty == DUTY_NONE)
        return text;
    return ui_fill(ui, "{where} · {duty}", "where", text, "duty", part_duty_name(ui, duty), NULL);
}

static void activity_card(struct screen_call *call, struct rect r)
{
    struct home *own = call->scratch;
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct station *station = screen_station(call);
    const struct activity *activity = activity_now(call);
    bool small = ui_is_small(ui);
    ui_fill_rect(
        ui, r, RADIUS_CARD, station != NULL ? part_station_soft(ui, station) : theme->primary_soft);
    struct rect inside = rect_inset(r, small ? 22 : 28, small ? 16 : 26);
    color ink = station != NULL ? part_station_ink(ui, station) : theme->ink;
    struct text_look here = {.size = 22, .color = ink, .lines = 1}, least = {.size = 18};
    const char *label = here_label(call);
    if (ui_text_width(ui, least, label) > inside.w)
        here.lines = 2;
    float high = ui_text_height(ui, here, inside.w, label);
    ui_text(ui, rect_cut_top(&inside, MAX(high, 34)), here, label);
    if (activity == NULL) {
        ui_text(ui, inside,
            (struct text_look){.size = 26, .vertical = ALIGN_CENTER, .align = ALIGN_CENTER},
            T("Your teacher will tell you what to do here."));
        return;
    }
    struct text_look title = {
        .font = FONT_SHOW, .size = small ? 27 : 32, .min_size = 22, .lines = 2};
    float most = inside.h * 0.4f;
    bool has_link = activity->link[0] != '\0';
    struct rect link = rect_cut_bottom(&inside, !has_link ? 0 : small ? 96 : 124);
    rect_cut_bottom(&inside, has_link ? 4 : 0);
    /* A line that says there is more comes before large letters. */
    float more = activity->directions[0] != '\0' ? 28 * ui_text_scale(ui) : 0;
    most = MIN(most, inside.h - more);
    high = ui_text_height(ui, title, inside.w, activity->title);
    ui_heading(ui, rect_cut_top(&inside, MIN(high, most)), title, activity->title);
    rect_cut_top(&inside, MIN(8, inside.h - more));
    if (has_link)
        link_row(ui, link, activity->link);
    directions(ui, inside, activity->directions, ink);
    struct tap_area area = {.key = "activity",
        .name = part_class_words(ui, activity->title),
        .value = T("Read all"),
        .radius = RADIUS_CARD};
    if (activity->directions[0] != '\0' && ui_tap_area(ui, r, area))
        own->reader.open = true;
}

/* The ticket to answer now, -1 none; *done if today's is handed in. */
static int open_ticket(const struct screen_call *call, bool *done)
{
    const struct session *session = call->session;
    int ticket = classroom_ticket_today(call->classroom, session->student, session->today);
    *done = session->saved_ticket;
    if (ticket < 0)
        return -1;
    if (!classroom_has_handed_in(call->classroom, session->student, ticket, session->today))
        return ticket;
    *done = true;
    return -1;
}

static bool can_hand_in(const struct screen_call *call, int ticket)
{
    return ticket >= 0 && !part_is_full(call);
}

static void bottom_row(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    bool done;
    int ticket = open_ticket(call, &done);
    int reflection = classroom_reflection_today(call->classroom, session->today);
    float gap = 20, unit = (r.w - gap * 2) / 3.3f;
    struct button button = {.key = "ticket",
        .label = T("Exit ticket"),
        .icon = ticket < 0 && done ? "check-circle" : "ticket-confirmation",
        .look = BUTTON_PRIMARY,
        .size = 32,
        .disabled = !can_hand_in(call, ticket),
        .is_default = true};
    if (ui_button(ui, rect_cut_left(&r, unit * 1.3f), button))
        screen_go_draft(
            call, SCREEN_TICKET, DRAFT_TICKET, call->classroom->plan.tickets[ticket].id);
    rect_cut_left(&r, gap);
    struct button reflect = {.key = "reflect",
        .label = T("Reflect"),
        .icon = session->saved_reflection ? "check-circle" : "comment-text-outline",
        .look = BUTTON_QUIET,
        .size = 32};
    if (ui_button(ui, rect_cut_left(&r, unit), reflect))
        screen_go_draft(call, SCREEN_REFLECT, DRAFT_REFLECTION,
            reflection >= 0 ? call->classroom->plan.reflections[reflection].id : "");
    rect_cut_left(&r, gap);
    struct button path = {.key = "path",
        .label = T("My path"),
        .icon = "map-marker-path",
        .look = BUTTON_QUIET,
        .size = 32};
    if (ui_button(ui, r, path))
        screen_go(call, SCREEN_PATH);
}

static bool has_asked(const struct screen_call *call)
{
    return classroom_wants_help(call->classroom, call->session->student, call->session->today);
}

static const char *help_label(const struct screen_call *call)
{
    const struct ui *ui = call->ui;
    return has_asked(call) ? T("Help is coming") : T("I need help");
}

static void help_button(struct screen_call *call, struct rect *bar)
{
    struct ui *ui = call->ui;
    struct home *own = call->scratch;
    int64_t now = call->session->now.mono_ms;
    bool asked = has_asked(call);
    struct button help = {.key = "help",
        .label = help_label(call),
        .icon = "hand",
        .look = asked ? BUTTON_SELECTED : BUTTON_QUIET,
        .size = 24,
        .role = ROLE_CHECK,
        .selected = asked};
    bool tapped = ui_button(ui, rect_cut_right(bar, ui_button_width(ui, help)), help);
    rect_cut_right(bar, 20);
    if (!tapped || (asked && own->asked_ms > 0 && now - own->asked_ms < ASKED_JUST_NOW_MS))
        return;
    own->asked_ms = asked ? 0 : now;
    screen_act(call, screen_action(call, asked ? ACTION_CLEAR_HELP : ACTION_ASK_HELP), SCREEN_NONE,
        asked ? NOTICE_HELP_CLEARED : NOTICE_HELP_ASKED);
}

static const char *hello(struct screen_call *call)
{
    struct ui *ui = call->ui;
    return ui_fill(ui, T("Hi {name}!"), "name", student_name(screen_student(call)), NULL);
}

/* Face and name: the way to "About me". */
static void who_am_i(struct screen_call *call, struct rect bar)
{
    struct ui *ui = call->ui;
    const struct student *who = screen_student(call);
    const char *hi = hello(call);
    struct rect whole = bar, face = rect_cut_left(&bar, 64);
    struct text_look title = {.font = FONT_SHOW,
        .size = 44,
        .vertical = ALIGN_CENTER,
        .lines = 2,
        .line_height = 1.05f,
        .min_size = 18};
    rect_cut_left(&bar, 20);
    float width = MIN(ui_text_width(ui, title, hi) + 6, bar.w);
    whole.w = 64 + 20 + width;
    ui_icon(ui, face, avatar_emoji(who->avatar), 52, 0);
    ui_heading(ui, rect_cut_left(&bar, width), title, hi);
    struct tap_area about = {.key = "about-me", .name = T("About me"), .radius = 24};
    if (ui_tap_area(ui, whole, about))
        screen_go(call, SCREEN_PROFILE);
}

/* --- Read aloud ------------------------------------------------------------------------------ */

/* Where to be now, and next. Seconds, and dots between words, are for the eye. */
static const char *say_stop(
    struct screen_call *call, const char *text, const struct rotation_now *now, int round)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    bool current = round == now->round;
    int at = rotation_station(call->classroom, session->student, round, session->today);
    text = part_and_say(ui, text,
        !current                        ? T("Next")
        : now->phase == ROTATION_PAUSED ? T("Paused")
        : now->phase == ROTATION_MOVING ? T("Time to move")
        : now->phase == ROTATION_BEFORE ? T("First")
                                        : T("Right now"));
    if (current && now->phase == ROTATION_MOVING) /* not to the station that is left */
        return text;
    text = part_and_say(
        ui, text, part_say_station(ui, at >= 0 ? &call->classroom->plan.stations[at] : NULL));
    text = part_and_say(ui, text,
        part_duty_name(
            ui, rotation_duty(call->classroom, session->student, round, session->today)));
    return current && now->phase == ROTATION_ROUND
               ? part_and_say(ui, text, part_time_left(ui, now->left_ms, false))
               : text;
}

static const char *say_way(struct screen_call *call, const char *text)
{
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    if (!part_has_way(call))
        return part_and_say(call->ui, text, part_no_way_text(call));
    for (int round = now.round; round < MIN(now.round + 2, now.rounds); round++)
        text = say_stop(call, text, &now, round);
    return text;
}

static const char *say_goal(struct screen_call *call, const char *text)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int skill = goal_skill(call->classroom, call->session->student);
    bool can_choose = can_choose_goal(call);
    text = part_and_say(ui, text, T("My goal"));
    if (skill < 0) {
        text = part_and_say(ui, text, no_goal_text(ui, can_choose));
        return can_choose ? part_and_say(ui, text, T("Pick a goal")) : text;
    }
    text = part_and_say(ui, text, part_class_words(ui, plan->skills[skill].goal));
    const char *reason = reason_of(call);
    if (reason[0] != '\0')
        text = part_and_say(ui, text, because(ui, reason));
    struct path_progress path = goal_path(call->classroom, call->session->student, skill);
    if (path.total > 0)
        text = part_and_say(ui, text, path_text(ui, &path));
    return can_choose ? part_and_say(ui, text, change_label(call)) : text;
}

static const char *say_activity(struct screen_call *call, const char *text)
{
    struct ui *ui = call->ui;
    const struct station *station = screen_station(call);
    const struct activity *activity = activity_now(call);
    text = part_and_say(ui, text,
        station == NULL ? T("Today")
                        : ui_fill(ui, T("Today at {station}"), "station",
                              part_class_words(ui, station->name), NULL));
    if (activity == NULL)
        return part_and_say(ui, text, T("Your teacher will tell you what to do here."));
    text = part_and_say(ui, text, part_class_words(ui, activity->title));
    text = part_and_say(ui, text, part_class_words(ui, activity->directions));
    return activity->link[0] != '\0' ? part_and_say(ui, text, T("Scan to open it on your tablet"))
                                     : text;
}

/* All below the bar in the order shown, and what the bar offers. */
static const char *aloud(struct screen_call *call)
{
    struct ui *ui = call->ui;
    bool done;
    const char *text = hello(call);
    text = say_way(call, text);
    text = say_goal(call, text);
    text = say_activity(call, text);
    if (can_hand_in(call, open_ticket(call, &done)))
        text = part_and_say(ui, text, T("Exit ticket"));
    text = part_and_say(ui, text, T("Reflect"));
    text = part_and_say(ui, text, T("My path"));
    text = part_and_say(ui, text, help_label(call));
    return part_and_say(ui, text, T("Done"));
}

static void top(struct screen_call *call, struct rect *page, const char *words)
{
    struct ui *ui = call->ui;
    struct rect bar = rect_cut_top(page, 64);
    struct button done = {
        .key = "done", .label = T("Done"), .icon = "logout", .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_right(&bar, MAX(150, ui_button_width(ui, done))), done))
        screen_go(call, SCREEN_DONE);
    rect_cut_right(&bar, 20);
    help_button(call, &bar);
    if (call->session->can_speak) {
        part_speak_button(call, rect_cut_right(&bar, 64), words);
        rect_cut_right(&bar, 20);
    }
    who_am_i(call, bar);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    struct home *own = call->scratch;
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    struct rect page = part_page(ui);
    const char *words = aloud(call);
    top(call, &page, words);
    rect_cut_top(&page, small ? 14 : 32);
    strip(call, rect_cut_top(&page, strip_height(ui)), &now);
    rect_cut_top(&page, small ? 14 : 26);
    bottom_row(call, rect_cut_bottom(&page, small ? 84 : 104));
    rect_cut_bottom(&page, small ? 14 : 36);
    float gap = small ? 18 : 32;
    struct rect left = rect_cut_left(&page, (page.w - gap) * 0.616f);
    rect_cut_left(&page, gap);
    goal_card(call, left);
    activity_card(call, page);
    const struct activity *activity = activity_now(call);
    if (activity != NULL)
        part_reader(
            call, &own->reader, activity->title, part_class_words(ui, activity->directions));
    part_say_once(call, &own->said, words);
}

static int64_t deadline_ms(const struct screen_call *call)
{
    struct rotation_now now = rotation_at(call->classroom, &call->session->now);
    if (now.phase == ROTATION_ROUND || now.phase == ROTATION_MOVING)
        return part_time_left_changes(call->session->now.mono_ms, now.left_ms, true);
    return call->session->now.mono_ms + 60000;
}

const struct screen screen_home = {
    .name = "home",
    .flags = SCREEN_NEEDS_STUDENT | SCREEN_SWITCHES,
    .scratch_size = sizeof(struct home),
    .frame = frame,
    .deadline_ms = deadline_ms,
};
