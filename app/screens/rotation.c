/* The rotation, for the whole room: one big clock, who is where, what comes next, who needs help.
 */
#include "screens/rotation_page.h"

#include "base/date.h"

#include <stdio.h>

/* How long a change is offered to be taken back, and a second tap on "Next" means the first. */
enum { UNDO_MS = 20000, TWICE_MS = 1500 };

static struct rotation_view look(const struct screen_call *call)
{
    struct rotation_view view = {
        .now = rotation_at(call->classroom, &call->session->now), .day = call->session->today};
    enum rotation_phase phase = view.now.phase;
    view.runs = phase == ROTATION_ROUND || phase == ROTATION_MOVING || phase == ROTATION_PAUSED;
    view.round = view.runs ? view.now.round : 0;
    if (phase == ROTATION_OVER)
        view.round = view.now.rounds - 1;
    if (phase == ROTATION_MOVING && view.now.round + 1 < view.now.rounds)
        view.round++;
    return view;
}

/* --- The bar on top -------------------------------------------------------------------------- */

static const char *time_of_day(struct screen_call *call)
{
    char text[16];
    const struct moment *now = &call->session->now;
    int minute = date_minute_at(now->wall_ms, now->offset_s);
    snprintf(text, sizeof text, "%d:%02d", minute / 60, minute % 60);
    return ui_fill(call->ui, "{time}", "time", text, NULL);
}

static int help_queue(const struct screen_call *call, int out[static STUDENT_MAX])
{
    const struct classroom *classroom = call->classroom;
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++) {
        if (!classroom->students[i].enrolled ||
            !classroom_wants_help(classroom, i, call->session->today))
            continue;
        int at = count++;
        for (; at > 0 && stamp_compare(&classroom->students[out[at - 1]].help_stamp,
                             &classroom->students[i].help_stamp) > 0;
             at--)
            out[at] = out[at - 1];
        out[at] = i;
    }
    return count;
}

static const char *help_line(struct screen_call *call, int student)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    const char *name = student_name(&plan->students[student]);
    int station = plan_find_station(plan, call->classroom->students[student].visit_station);
    if (station < 0)
        return name;
    return ui_fill(
        ui, "{name} · {station}", "name", name, "station", plan->stations[station].name, NULL);
}

static void help_chip(struct screen_call *call, struct rect *bar, struct rotation_page *own)
{
    struct ui *ui = call->ui;
    int waiting[STUDENT_MAX];
    int count = help_queue(call, waiting);
    if (count == 0)
        return;
    const char *text = count == 1
                           ? ui_fill(ui, T("Help: {who}"), "who", help_line(call, waiting[0]), NULL)
                           : ui_fill(ui, T("Help: {who} +{count}"), "who",
                                 student_name(&call->classroom->plan.students[waiting[0]]), "count",
                                 ui_number(ui, count - 1), NULL);
    struct button button = {
        .key = "help", .label = text, .icon = "hand", .look = BUTTON_CHIP, .size = 24};
    float width = MIN(ui_button_width(ui, button), bar->w);
    if (ui_button(ui, rect_cut_right(bar, width), button))
        own->helping = true;
    rect_cut_right(bar, 16);
}

/* One machine is both: back to where badges are shown. What the teacher sees is locked by then. */
static void check_in_button(struct screen_call *call, struct rect *bar)
{
    struct ui *ui = call->ui;
    if (call->session->role != ROLE_OF_BOTH)
        return;
    struct button button = {.key = "check-in",
        .label = T("Check in"),
        .icon = "qrcode-scan",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(bar, 84), button)) {
        screen_wish(call, WISH_HIDE);
        screen_go(call, SCREEN_CHECK_IN);
    }
    rect_cut_right(bar, 14);
}

static void header(struct screen_call *call, struct rect bar, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    const struct theme *theme = ui_theme(ui);
    if (call->session->teacher) { /* nothing else here tells that "Teacher" asks for no PIN */
        board_hide_tile(call, rect_cut_right(&bar, 84));
        rect_cut_right(&bar, 14);
    }
    struct button teacher = {
        .key = "teacher", .label = T("Teacher"), .icon = "account-star", .size = 22};
    teacher.look = BUTTON_QUIET;
    teacher.icon_only = ui_is_small(ui) && !rotation_is_nobody_placed(call, view);
    float wide = teacher.icon_only ? 84 : ui_button_width(ui, teacher);
    if (ui_button(ui, rect_cut_right(&bar, wide), teacher))
        screen_go(call, call->session->teacher ? SCREEN_GROUPS : SCREEN_PIN);
    rect_cut_right(&bar, 14);
    check_in_button(call, &bar);
    struct text_look clock = {.font = FONT_SHOW,
        .size = 28,
        .color = theme->ink_soft,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    const char *time = time_of_day(call);
    ui_text(ui, rect_cut_right(&bar, ui_text_width(ui, clock, time) + 4), clock, time);
    rect_cut_right(&bar, 20);
    help_chip(call, &bar, own);
    struct text_look title = {
        .font = FONT_SHOW, .size = ui_is_small(ui) ? 34 : 42, .vertical = ALIGN_CENTER, .lines = 1};
    const char *name = call->classroom->plan.class_name;
    struct text_look soft = {
        .size = 26, .color = theme->ink_soft, .vertical = ALIGN_CENTER, .lines = 1};
    const char *round = ui_fill(ui, T("Round {number} of {count}"), "number",
        ui_number(ui, view->now.round + 1), "count", ui_number(ui, view->now.rounds), NULL);
    float kept = view->runs ? MIN(ui_text_width(ui, soft, round) + 18, bar.w * 0.5f) : 0;
    float width = MIN(ui_text_width(ui, title, name) + 8, bar.w - kept);
    ui_heading(ui, rect_cut_left(&bar, width), title, name);
    rect_cut_left(&bar, 18);
    if (view->runs)
        ui_text(ui, bar, soft, round);
}

/* --- The clock and what comes next ----------------------------------------------------------- */

static const char *clock_line(struct screen_call *call, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    switch (view->now.phase) {
    case ROTATION_NONE: return T("Not started");
    case ROTATION_BEFORE: return T("until we start");
    case ROTATION_ROUND:
        return view->now.round + 1 < view->now.rounds ? T("until we rotate") : T("until we stop");
    case ROTATION_MOVING: return T("Time to move");
    case ROTATION_PAUSED: return T("Paused");
    case ROTATION_OVER: return T("All rounds are done");
    }
    return "";
}

static void big_clock(struct screen_call *call, struct rect r, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    float size = MIN(r.w, r.h), width = size * 0.085f;
    struct rect ring = rect_center(r, size, size);
    bool counts = view->runs || view->now.phase == ROTATION_BEFORE;
    float part = 0;
    if (view->runs && view->now.round_ms > 0)
        part = (float)view->now.left_ms / (float)view->now.round_ms;
    ui_arc(ui, ring, width, 1, theme->line);
    if (part > 0)
        ui_arc(ui, ring, width, part, theme->hue[HUE_SUN]);
    struct rect inside = rect_inset(ring, width * 1.6f, size * 0.26f);
    struct text_look number = {.font = FONT_SHOW,
        .size = size * 0.25f,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .quiet = true};
    const char *time = counts ? ui_clock(ui, view->now.left_ms) : "";
    const char *line = clock_line(call, view);
    struct text_look words = {.size = 24,
        .color = theme->ink_soft,
        .align = ALIGN_CENTER,
        .vertical = counts ? ALIGN_START : ALIGN_CENTER,
        .lines = counts ? 2 : 3,
        .min_size = 15,
        .line_height = 1.15f,
        .quiet = true};
    if (counts)
        ui_text(ui, rect_cut_top(&inside, inside.h * 0.64f), number, time);
    ui_text(ui, rect_inset(inside, size * 0.02f, 0), words, line);
    ui_node(ui, ROLE_TIMER, ring, line, time);
}

/* Nothing that the room must not see: a wrong clock, a full disk. */
static void trouble_line(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const char *trouble = part_trouble_text(call);
    if (trouble == NULL)
        return;
    ui_icon(ui, rect_cut_top(&r, MIN(34, r.h)), "alert", 28, ui_theme(ui)->hue[HUE_SUN]);
    ui_text(ui, r,
        (struct text_look){
            .size = 20, .align = ALIGN_CENTER, .color = ui_theme(ui)->ink_soft, .min_size = 16},
        trouble);
}

static const char *next_line(
    struct screen_call *call, int group, int round, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    int station = rotation_group_station(call->classroom, group, round, view->day);
    return ui_fill(ui, T("{icon} {group} → {station}"), "icon",
        rotation_group_icon(call, group, view), "group",
        part_apart(ui, rotation_group_title(call, group, view)), "station",
        part_apart(ui, part_stop_name(call, station)), NULL);
}

/* How high the lines are together, each as long as it wants to be. */
static float lines_height(
    struct ui *ui, struct text_look look, float width, const char *const *lines, int count)
{
    float high = 0;
    for (int i = 0; i < count; i++)
        high += ui_text_height(ui, look, width, lines[i]);
    return high;
}

static bool are_unbroken(
    struct ui *ui, struct text_look look, float width, const char *const *lines, int count)
{
    for (int i = 0; i < count; i++)
        if (ui_text_width(ui, look, lines[i]) > width)
            return false;
    return true;
}

/* All as large as they can be whole, and unbroken if they can be that, with what is left between
 * them. */
static bool next_lines_whole(struct ui *ui, struct rect r, const char *const *lines, int count)
{
    enum { SIZE_MOST = 24, GAP_LEAST = 4, GAP_MOST = 11 };
    struct text_look look = {.size = SIZE_MOST, .vertical = ALIGN_CENTER, .line_height = 1.2f};
    struct text_look small = look;
    small.size = SIZE_SMALL;
    bool whole = are_unbroken(ui, small, r.w, lines, count);
    float high = lines_height(ui, look, r.w, lines, count);
    while (look.size > SIZE_SMALL && (high + GAP_LEAST * (float)count > r.h ||
                                         (whole && !are_unbroken(ui, look, r.w, lines, count)))) {
        look.size--;
        high = lines_height(ui, look, r.w, lines, count);
    }
    if (high > r.h)
        return false;
    float gap = MIN((r.h - high) / (float)count, GAP_MOST);
    for (int i = 0; i < count; i++)
        ui_text(
            ui, rect_cut_top(&r, ui_text_height(ui, look, r.w, lines[i]) + gap), look, lines[i]);
    return true;
}

/* Too many for that: long ones have two lines while there is room, then they are smaller; the last
 * ones are "+3". */
static void next_lines_crowded(struct ui *ui, struct rect r, const char *const *lines, int count)
{
    enum { HIGH = 22 };
    struct text_look look = {
        .size = SIZE_SMALL, .vertical = ALIGN_CENTER, .line_height = 1.2f, .min_size = 14};
    int room = MAX((int)(r.h / HIGH), 1), shown = count <= room ? count : room - 1;
    int spare = shown < count ? 0 : room - shown;
    for (int i = 0; i < shown; i++) {
        look.lines = 2;
        if (spare == 0 || ui_text_height(ui, look, r.w, lines[i]) < 1.5f * HIGH)
            look.lines = 1;
        spare -= look.lines - 1;
        ui_text(ui, rect_cut_top(&r, HIGH * (float)look.lines), look, lines[i]);
    }
    look.lines = 1;
    look.color = ui_theme(ui)->ink_soft;
    if (shown < count)
        ui_text(ui, rect_cut_top(&r, HIGH), look,
            ui_fill(ui, T("+{count}"), "count", ui_number(ui, count - shown), NULL));
}

static void next_card(struct screen_call *call, struct rect r, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    const struct classroom *classroom = call->classroom;
    int groups = rotation_group_count(classroom, view->day);
    int next = view->now.phase == ROTATION_MOVING ? view->round : view->round + 1;
    if (!view->runs || next >= view->now.rounds || groups == 0) {
        trouble_line(call, r);
        return;
    }
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = ui_is_small(ui) ? rect_inset(r, 14, 8) : rect_inset(r, 20, 14);
    struct text_look soft = {.size = 20, .color = ui_theme(ui)->ink_soft, .lines = 1};
    ui_text(ui, rect_cut_top(&inside, 26), soft, T("Next rotation"));
    const char *lines[GROUP_MAX];
    for (int group = 0; group < groups; group++)
        lines[group] = next_line(call, group, next, view);
    if (!next_lines_whole(ui, inside, lines, groups))
        next_lines_crowded(ui, inside, lines, groups);
}

static struct action *change(struct screen_call *call)
{
    return screen_action(call, ACTION_CHANGE_ROTATION);
}

static void skip(struct screen_call *call, int32_t rounds)
{
    struct action *action = change(call);
    action->rotation.skip_rounds = rounds;
    screen_act(call, action, SCREEN_NONE, NOTICE_NONE);
}

/* What was changed less than so long ago and could be taken back, or NULL. By a clock that has been
 * set back since, nothing was. */
static const struct rotation_change *changed_within(const struct screen_call *call, int32_t ms)
{
    const struct session *session = call->session;
    const struct rotation_change *last = rotation_last_change(call->classroom, session->today);
    if (last == NULL || last->at_ms > session->now.wall_ms)
        return NULL;
    return session->now.wall_ms - last->at_ms < ms ? last : NULL;
}

/* A slip of anybody's finger moves the whole class. After the last round "Back" is there anyway. */
static void undo_tile(struct screen_call *call, struct rect *left, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    const struct rotation_change *last = changed_within(call, UNDO_MS);
    if (last == NULL || view->now.phase == ROTATION_OVER)
        return;
    struct rect r = rect_cut_bottom(left, TARGET_MIN);
    rect_cut_bottom(left, 12);
    if (!board_tile(ui, r, (struct board_tile){.key = "undo", .icon = "undo", .label = T("Undo")}))
        return;
    struct action *action = change(call);
    action->rotation.skip_rounds = -last->skip_rounds;
    action->rotation.add_seconds = -last->add_seconds;
    screen_act(call, action, SCREEN_NONE, NOTICE_NONE);
}

/* A finger that taps twice means one round. */
static bool is_just_skipped(const struct screen_call *call)
{
    const struct rotation_change *last = changed_within(call, TWICE_MS);
    return last != NULL && last->skip_rounds > 0;
}

enum control_row { ROW_RUNS = 1, ROW_START, ROW_OVER };

/* The second half of a double tap, or a tap just as the last round ends, is not meant for the
 * buttons that come. */
static void watch_row(struct screen_call *call, const struct rotation_view *view)
{
    struct rotation_page *own = call->scratch;
    bool runs = view->runs || view->now.phase == ROTATION_BEFORE;
    int row = view->now.phase == ROTATION_OVER ? ROW_OVER : runs ? ROW_RUNS : ROW_START;
    if (own->row != 0 && own->row != row)
        ui_page_changed(call->ui);
    own->row = row;
}

static void controls(struct screen_call *call, struct rect r, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    watch_row(call, view);
    if (view->now.phase == ROTATION_OVER) { /* by a slip, perhaps, or too early */
        struct rect back = rect_column(r, 0, 3, 12);
        rect_cut_left(&r, back.w + 12);
        if (board_tile(
                ui, back, (struct board_tile){.key = "back", .icon = "undo", .label = T("Back")}))
            skip(call, -1);
    }
    if (!view->runs && view->now.phase != ROTATION_BEFORE) {
        bool can_start = call->classroom->plan.station_count > 0;
        if (board_tile(ui, r,
                (struct board_tile){.key = "start",
                    .icon = "play",
                    .label = T("Start"),
                    .strong = can_start,
                    .disabled = !can_start}))
            screen_act(call, screen_action(call, ACTION_START_ROTATION), SCREEN_NONE, NOTICE_NONE);
        return;
    }
    bool paused = view->now.phase == ROTATION_PAUSED;
    if (board_tile(ui, rect_column(r, 0, 3, 12),
            (struct board_tile){.key = "pause",
                .icon = paused ? "play" : "pause",
                .label = paused ? T("Go on") : T("Pause"),
                .strong = paused})) {
        struct action *action = change(call);
        action->rotation.pause = paused ? PAUSE_OFF : PAUSE_ON;
        screen_act(call, action, SCREEN_NONE, NOTICE_NONE);
    }
    if (board_tile(ui, rect_column(r, 1, 3, 12),
            (struct board_tile){.key = "longer", .icon = "timer", .label = T("+2 min")})) {
        struct action *action = change(call);
        action->rotation.add_seconds = 120;
        screen_act(call, action, SCREEN_NONE, NOTICE_NONE);
    }
    if (board_tile(ui, rect_column(r, 2, 3, 12),
            (struct board_tile){.key = "next", .icon = "skip-next", .label = T("Next")}) &&
        !is_just_skipped(call))
        skip(call, 1);
}

/* --- Help ------------------------------------------------------------------------------------- */

static void help_row(struct screen_call *call, struct rect r, int student, int index)
{
    struct ui *ui = call->ui;
    const char *name = student_name(&call->classroom->plan.students[student]);
    struct button done = {.key = "helped",
        .index = index,
        .label = ui_fill(ui, T("{name} has been helped"), "name", name, NULL),
        .icon = "check",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(&r, 110), done)) {
        struct action *action = screen_action(call, ACTION_CLEAR_HELP);
        action->student = student;
        screen_act(call, action, SCREEN_NONE, NOTICE_NONE);
    }
    ui_text(ui, r, (struct text_look){.size = 28, .vertical = ALIGN_CENTER, .lines = 1},
        help_line(call, student));
}

static void help_dialog(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    int waiting[STUDENT_MAX];
    int count = help_queue(call, waiting);
    if (count == 0) {
        own->helping = false;
        return;
    }
    enum { ROW = 88 };
    struct rect canvas = ui_canvas(ui);
    float high = MIN(190 + (float)(ROW * count), canvas.h - 40);
    struct rect box = rect_center(canvas, 760, high);
    ui_modal_begin(ui, box, T("Who needs help"));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 40, 24);
    ui_heading(ui, rect_cut_top(&inside, 50),
        (struct text_look){.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1},
        T("Who needs help"));
    struct rect foot = rect_cut_bottom(&inside, 76);
    struct rect body = ui_scroll_begin(ui, "queue", inside, (float)(ROW * count));
    for (int i = 0; i < count; i++)
        help_row(call, rect_inset(rect_cut_top(&body, ROW), 0, 6), waiting[i], i);
    ui_scroll_end(ui);
    struct button close = {
        .key = "close", .label = T("Close"), .look = BUTTON_QUIET, .size = 24, .is_cancel = true};
    if (ui_button(ui, rect_center(foot, 260, 76), close))
        own->helping = false;
    ui_modal_end(ui);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    struct rotation_view view = look(call);
    bool small = ui_is_small(ui);
    struct rect page = part_page(ui);
    header(call, rect_cut_top(&page, TARGET_MIN), &view);
    rect_cut_top(&page, small ? 12 : 20);
    struct rect left = rect_cut_left(&page, small ? 250 : 320);
    rect_cut_left(&page, small ? 16 : 30);
    struct rect buttons = rect_cut_bottom(&left, TARGET_MIN);
    rect_cut_bottom(&left, 14);
    big_clock(call, rect_cut_top(&left, MIN(left.h * 0.5f, left.w)), &view);
    rect_cut_top(&left, 14);
    undo_tile(call, &left, &view);
    next_card(call, left, &view);
    controls(call, buttons, &view);
    rotation_cards(call, page, &view);
    rotation_cards_over(call, &view);
    if (own->helping && own->moving == 0 && own->looking == 0)
        help_dialog(call);
}

static int64_t deadline_ms(const struct screen_call *call)
{
    const struct session *session = call->session;
    struct rotation_now now = rotation_at(call->classroom, &session->now);
    int64_t minute = session->now.mono_ms + 60000 - session->now.wall_ms % 60000;
    const struct rotation_change *last = changed_within(call, UNDO_MS);
    if (last != NULL)
        minute = MIN(minute, session->now.mono_ms + UNDO_MS - (session->now.wall_ms - last->at_ms));
    if (now.phase == ROTATION_ROUND || now.phase == ROTATION_MOVING || now.phase == ROTATION_BEFORE)
        return MIN(minute, part_time_left_changes(session->now.mono_ms, now.left_ms, true));
    return minute;
}

const struct screen screen_rotation = {
    .name = "rotation",
    .flags = SCREEN_IS_IDLE | SCREEN_IS_BOARD,
    .scratch_size = sizeof(struct rotation_page),
    .frame = frame,
    .deadline_ms = deadline_ms,
};
