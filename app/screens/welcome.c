/* After check-in: kudos first, then whether this is the right place. */
#include "screens/parts.h"

#include "base/str.h"
#include "model/goal.h"
#include "model/rotation.h"

enum { EAR = 64 };

struct welcome {
    bool said;
    int kudos_seen;      /* of those that wait, before the one that is shown */
    bool somewhere_else; /* no plan today, and the student picked another station */
    int other;
};

/* Where to go on: a goal has to be chosen first when there is none. */
static void go_on(struct screen_call *call)
{
    const struct kudos *kudos[KUDOS_MAX];
    if (classroom_new_kudos(call->classroom, call->session->student, kudos) > 0)
        screen_try(call, screen_action(call, ACTION_SEE_KUDOS)); /* unsaved: seen again, no harm */
    struct goal_offer offers[GOAL_OFFER_MAX];
    bool choose =
        goal_wants_choice(call->classroom, call->session->student) &&
        goal_offers(call->classroom, call->session->student, call->session->today, offers) > 0;
    if (choose)
        screen_go_draft(call, SCREEN_GOAL, DRAFT_GOAL, "");
    else
        screen_go(call, SCREEN_HOME);
}

/* The teacher's words come one at a time, the oldest first: what arrives meanwhile waits its turn.
 * *more: those after it. NULL: none wait. */
static const struct kudos *kudos_now(const struct screen_call *call, int *more)
{
    const struct welcome *own = call->scratch;
    const struct kudos *newest_first[KUDOS_MAX];
    int waiting = classroom_new_kudos(call->classroom, call->session->student, newest_first);
    *more = MAX(waiting - 1 - own->kudos_seen, 0);
    return waiting > 0 ? newest_first[*more] : NULL;
}

static void kudos_card(struct screen_call *call, struct rect r, const struct kudos *kudos, int more)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    ui_fill_rect(ui, r, RADIUS_CARD, theme->hue_soft[HUE_SUN]);
    struct rect inside = rect_inset(r, 30, 20);
    ui_icon(ui, rect_cut_left(&inside, 72), "🌟", 62, 0);
    rect_cut_left(&inside, 24);
    const char *from =
        call->classroom->plan.teacher[0] != '\0'
            ? ui_fill(ui, T("From {teacher}"), "teacher", call->classroom->plan.teacher, NULL)
            : T("From your teacher");
    struct stamp reflection;
    if (event_about_parse(kudos->about, &reflection))
        from = ui_fill(ui, T("{from} · about your reflection"), "from", from, NULL);
    if (more > 0)
        from = ui_fill(
            ui, T("{from} · {count} more"), "from", from, "count", ui_number(ui, more), NULL);
    ui_text(ui, rect_cut_top(&inside, 30),
        (struct text_look){.size = 20, .color = theme->ink_soft, .lines = 1}, from);
    ui_text(ui, inside,
        (struct text_look){.size = 28, .line_height = 1.32f, .vertical = ALIGN_CENTER},
        T(kudos->text)); /* a starter of the board, in this student's language if it can be */
}

/* Centred, with an icon: "You are in the right place: Makers Table". A name for which the line has
 * no room gets the next one. */
static void right_place(struct ui *ui, struct rect page, const struct station *station)
{
    struct text_look plain = {.size = 30, .vertical = ALIGN_CENTER, .lines = 1};
    struct text_look bold = {.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1};
    const char *text = T("You are in the right place:");
    float words = 44 + 18 + ui_text_width(ui, plain, text) + 4;
    float name = 40 + 10 + ui_text_width(ui, bold, station->name) + 4;
    bool together = words + 14 + name <= page.w;
    struct rect area = rect_center(page, page.w, MIN(together ? 60 : 120, page.h));
    struct rect line = rect_cut_top(&area, together ? area.h : area.h / 2);
    struct rect row = rect_center(line, MIN(together ? words + 14 + name : words, line.w), line.h);
    struct rect place = together ? rect_cut_right(&row, name) : area;
    place = rect_center(place, MIN(name, place.w), place.h);
    ui_icon(ui, rect_cut_left(&row, 44), "check-circle", 44, ui_theme(ui)->hue[HUE_LEAF]);
    rect_cut_left(&row, 18);
    ui_text(ui, row, plain, text);
    ui_icon(ui, rect_cut_left(&place, 40), part_station_icon(station), 36,
        part_station_ink(ui, station));
    rect_cut_left(&place, 10);
    ui_text(ui, place, bold, station->name);
}

static void stations_to_choose(struct screen_call *call, struct rect r, struct welcome *own)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int columns = plan->station_count <= 4 ? 2 : plan->station_count <= 9 ? 3 : 4;
    int rows = (plan->station_count + columns - 1) / columns;
    float height = MAX(84, (r.h - 16 * (float)(rows - 1)) / (float)rows);
    struct rect inside =
        ui_scroll_begin(ui, "stations", r, height * (float)rows + 16 * (float)(rows - 1));
    for (int i = 0; i < plan->station_count; i++) {
        struct rect row = {
            inside.x, inside.y + (float)(i / columns) * (height + 16), inside.w, height};
        struct rect box = rect_column(row, i % columns, columns, 16);
        const struct station *station = &plan->stations[i];
        ui_fill_rect(ui, box, 24, part_station_soft(ui, station));
        struct rect words = rect_inset(box, 22, 8);
        ui_icon(ui, rect_cut_left(&words, 52), part_station_icon(station), 46,
            part_station_ink(ui, station));
        rect_cut_left(&words, 16);
        ui_text(ui, words,
            (struct text_look){
                .quiet = true, .font = FONT_SHOW, .size = 28, .vertical = ALIGN_CENTER, .lines = 2},
            station->name);
        struct tap_area area = {.key = "station",
            .index = i,
            .name = part_class_words(ui, station->name),
            .value = i == call->session->station ? T("this station") : "",
            .radius = 24};
        if (!ui_tap_area(ui, box, area))
            continue;
        if (i == call->session->station) {
            go_on(call);
        } else {
            own->somewhere_else = true;
            own->other = i;
            own->said = false;
        }
    }
    ui_scroll_end(ui);
}

/* At the upper edge. Returns what it says, for reading aloud. */
static const char *greeting(
    struct screen_call *call, struct rect *page, const struct kudos *kudos, int more)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    const struct student *who = screen_student(call);
    const struct welcome *own = call->scratch;
    const char *hello = ui_fill(ui, T("Welcome, {name}!"), "name", student_name(who), NULL);
    struct text_look title = {.font = FONT_SHOW,
        .size = small ? 52 : 72,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    if (small && kudos != NULL) {
        struct rect row = rect_inset(rect_cut_top(page, 90), EAR + 16, 0);
        row = rect_center(row, MIN(ui_text_width(ui, title, hello) + 120, row.w), row.h);
        part_avatar(ui, rect_cut_left(&row, 100), who, 80);
        ui_heading(ui, row, title, hello);
    } else {
        rect_cut_top(page, small ? 8 : 40);
        part_avatar(ui, rect_cut_top(page, small ? 110 : 150), who, small ? 96 : 130);
        rect_cut_top(page, 8);
        ui_heading(ui, rect_cut_top(page, small ? 70 : 92), title, hello);
    }
    if (kudos == NULL)
        return hello;
    rect_cut_top(page, small ? 10 : 22);
    float width = MIN(820, page->w);
    struct text_look look = {.size = 28, .line_height = 1.32f};
    float height = MIN(ui_text_height(ui, look, width - 160, T(kudos->text)) + 72, page->h * 0.45f);
    kudos_card(call, rect_center(rect_cut_top(page, MAX(height, 120)), width, MAX(height, 120)),
        kudos, more);
    const char *words = part_starter(ui, kudos->text);
    return own->kudos_seen == 0 ? part_and_say(ui, hello, words) : words;
}

/* More of the teacher's words wait: they come before anything else. */
static bool next_kudos(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    struct button next = {.key = "next",
        .label = T("Next"),
        .icon_after = "arrow-right",
        .look = BUTTON_PRIMARY,
        .size = 34,
        .is_default = true};
    struct rect foot = rect_cut_bottom(&page, ui_is_small(ui) ? 84 : 104);
    return ui_button(ui, rect_center(foot, 420, foot.h), next);
}

/* Please go to another place: on the way, or staying all the same. */
static void elsewhere(
    struct screen_call *call, struct rect page, struct rect foot, const struct station *to)
{
    struct ui *ui = call->ui;
    struct rect card = rect_center(page, MIN(820, page.w), MIN(page.h, 150));
    part_station_card(ui, card, to, T("Please go to"), to->place[0] != '\0' ? to->place : NULL);
    struct rect half = rect_center(foot, MIN(820, foot.w), foot.h);
    struct button stay = {.key = "stay", .label = T("Work here anyway"), .look = BUTTON_QUIET};
    if (ui_button(ui, rect_column(half, 0, 2, 20), stay))
        go_on(call);
    struct button leave = {.key = "leave",
        .label = T("I’m on my way"),
        .look = BUTTON_PRIMARY,
        .size = 30,
        .is_default = true};
    if (ui_button(ui, rect_column(half, 1, 2, 20), leave))
        screen_wish(call, WISH_SIGN_OUT);
}

/* Where the plan says nothing for now. */
static const char *invitation(const struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    if (session->clock_wrong)
        return T("I do not know what time it is. Where do you want to work?");
    if (part_has_way(call))
        return T("Free choice now. Where do you want to work?");
    const char *why = part_no_way_text(call);
    if (part_due_round(call) >= 0)
        return why; /* the teacher says where */
    return ui_fill(
        ui, "{why} {question}", "why", why, "question", T("Where do you want to work?"), NULL);
}

/* Where the student has to go from here, a station's index; -1: nowhere. */
static int place_to_go(const struct screen_call *call)
{
    const struct welcome *own = call->scratch;
    int due = part_due_station(call);
    if (own->somewhere_else)
        return own->other;
    return due == call->session->station ? -1 : due;
}

static bool has_to_choose(const struct screen_call *call)
{
    return part_due_station(call) < 0 && call->classroom->plan.station_count > 1;
}

/* All of it, in the order shown: `hello` and the kudos, and where to be. */
static const char *aloud(struct screen_call *call, const char *text)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int to = place_to_go(call), here = call->session->station;
    const char *line = "{text}\n\n{words} {station}";
    if (to >= 0)
        return ui_fill(ui, line, "text", text, "words", T("Please go to"), "station",
            part_say_station(ui, &plan->stations[to]), NULL);
    if (!has_to_choose(call))
        return here < 0 ? text
                        : ui_fill(ui, line, "text", text, "words", T("You are in the right place:"),
                              "station", part_class_words(ui, plan->stations[here].name), NULL);
    text = part_and_say(ui, text, invitation(call));
    for (int i = 0; i < plan->station_count; i++)
        text = part_and_say(ui, text, part_class_words(ui, plan->stations[i].name));
    return text;
}

static void place(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    bool small = ui_is_small(ui);
    int to = place_to_go(call), here = call->session->station;
    struct rect foot = rect_cut_bottom(&page, small ? 84 : 104);
    rect_cut_bottom(&page, small ? 12 : 24);
    struct rect button_place = rect_center(foot, 420, foot.h);
    if (to >= 0) {
        elsewhere(call, page, foot, &plan->stations[to]);
        return;
    }
    if (has_to_choose(call)) {
        const char *text = invitation(call);
        struct text_look look = {
            .size = 28, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 2};
        ui_text(
            ui, rect_cut_top(&page, MAX(44, ui_text_height(ui, look, page.w, text))), look, text);
        rect_cut_top(&page, 12);
        page.h += foot.h + (small ? 12 : 24);
        stations_to_choose(call, rect_center(page, MIN(page.w, 1000), page.h), call->scratch);
        return;
    }
    if (here >= 0)
        right_place(ui, page, &plan->stations[here]);
    struct button go = {.key = "go",
        .label = T("Let’s go"),
        .icon_after = "arrow-right",
        .look = BUTTON_PRIMARY,
        .size = 34,
        .is_default = true};
    if (ui_button(ui, button_place, go))
        go_on(call);
}

static void frame(struct screen_call *call)
{
    struct welcome *own = call->scratch;
    struct rect page = part_page(call->ui);
    struct rect ear = {page.x + page.w - EAR, page.y, EAR, EAR};
    int more;
    const struct kudos *kudos = kudos_now(call, &more);
    const char *text = greeting(call, &page, kudos, more);
    bool turns = more > 0 && next_kudos(call, page);
    if (more == 0) {
        place(call, page);
        text = aloud(call, text);
    }
    part_speak_button(call, ear, text); /* last: keys come to what leads on first */
    part_say_once(call, &own->said, text);
    if (!turns)
        return;
    own->kudos_seen++;
    own->said = false;
    ui_page_changed(call->ui);
}

const struct screen screen_welcome = {
    .name = "welcome",
    .flags = SCREEN_NEEDS_STUDENT | SCREEN_SWITCHES,
    .scratch_size = sizeof(struct welcome),
    .frame = frame,
};
