#include "screens/rotation_page.h"

#include "base/str.h"
#include "model/grouping.h"

enum { NO_STATION = STATION_MAX }; /* the card of those who have none */

const char *rotation_group_title(
    const struct screen_call *call, int group, const struct rotation_view *view)
{
    return ui_translate_context(
        call->ui, "group", rotation_members(call->classroom, group, view->day).name);
}

const char *rotation_group_icon(
    const struct screen_call *call, int group, const struct rotation_view *view)
{
    return grouping_icon(rotation_members(call->classroom, group, view->day).name);
}

/* --- Names ------------------------------------------------------------------------------------ */

enum { FINGER = 44, CHILD_GAP = 10, NAME_LEAST = 15 };

struct child_look {
    const char *key;
    float size;
    int station; /* a tap lists the children there (+ 1); 0: it asks where this one should be */
};

static void child(struct screen_call *call, struct rect r, struct child_look look, int student,
    const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    const struct theme *theme = ui_theme(ui);
    const struct student *who = &call->classroom->plan.students[student];
    bool here = classroom_is_present(call->classroom, student, view->day);
    bool help = classroom_wants_help(call->classroom, student, view->day);
    float size = look.size;
    struct tap_area area = {.key = look.key,
        .index = student,
        .name = student_name(who),
        .value = help   ? T("needs help")
                 : here ? T("here")
                        : T("not here yet"),
        .radius = 12};
    struct rect inside = rect_inset(r, 6, 0);
    float mark = here || help ? size * 1.2f : 0;
    struct rect name = {inside.x, inside.y, inside.w - mark, inside.h};
    rect_cut_left(&inside,
        board_name(ui, name, who, size, here ? theme->ink : theme->ink_soft) + size * 0.2f);
    if (here || help)
        ui_icon(ui, rect_cut_left(&inside, size), help ? "hand" : "check", size * 0.9f,
            help ? 0 : theme->hue_ink[HUE_LEAF]);
    if (ui_tap_area(ui, r, area)) {
        own->looking = look.station;
        own->moving = look.station > 0 ? 0 : student + 1;
    }
    ui_drag_source(ui, student);
}

/* How wide each name is, in sizes of its letters, the widest first. */
static void name_widths(struct screen_call *call, const int *students, int count, float *out)
{
    struct ui *ui = call->ui;
    for (int i = 0; i < count; i++) {
        const char *name = student_name(&call->classroom->plan.students[students[i]]);
        float wide = ui_text_width(ui, (struct text_look){.size = 20}, name) / 20;
        int at = i;
        for (; at > 0 && out[at - 1] < wide; at--)
            out[at] = out[at - 1];
        out[at] = wide;
    }
}

static bool is_grouped(
    const struct screen_call *call, int student, const struct rotation_view *view)
{
    return rotation_group(call->classroom, student, view->day) >= 0;
}

/* In a group that has none in this round, or here and in no group: placed by drag or tap. */
static bool is_without_station(
    const struct screen_call *call, int student, const struct rotation_view *view)
{
    const struct classroom *classroom = call->classroom;
    bool is_awaited = classroom->plan.station_count > 0 && is_grouped(call, student, view);
    return classroom->students[student].enrolled &&
           (is_awaited || classroom_is_present(classroom, student, view->day)) &&
           rotation_station(classroom, student, view->round, view->day) < 0;
}

static bool is_somebody_lost(const struct screen_call *call, const struct rotation_view *view)
{
    for (int i = 0; i < call->classroom->plan.student_count; i++)
        if (!is_grouped(call, i, view) && is_without_station(call, i, view))
            return true;
    return false;
}

/* Of a card: a station's, or that of those who have none. */
static const char *card_name(
    const struct screen_call *call, int station, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    return station != NO_STATION          ? call->classroom->plan.stations[station].name
           : is_somebody_lost(call, view) ? T("No station yet")
                                          : T("Free choice");
}

/* "+7": who else is there. */
static void others(struct screen_call *call, struct rect r, int count, int station,
    const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    const char *text = ui_fill(ui, T("+{count}"), "count", ui_number(ui, count), NULL);
    const char *at = card_name(call, station, view);
    ui_text(ui, r,
        (struct text_look){.size = 20, .vertical = ALIGN_CENTER, .lines = 1, .quiet = true}, text);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "others",
                .index = station,
                .name = ui_fill(ui, "{count}, {station}", "count", text, "station", at, NULL),
                .radius = 12}))
        own->looking = station + 1;
}

/* How the names of a card are laid out. */
struct spread {
    int columns, shown; /* the rest is behind "+7" */
    float high, size;   /* of a row, and of its letters */
    int missed;         /* of all names: the less, the better */
};

/* Beside a name: picture, gap, tick, in sizes of its letters, and the margins. */
static const float name_marks = 1.3f + 0.4f + 1.4f, name_margins = 12;

/* What is missed of a name, as board_name() draws it: in two lines, smaller than texts should be,
 * cut off. Any number of one kind is better than one of the next. */
enum {
    WHOLE,
    BROKEN,
    SMALL = STUDENT_MAX,
    CUT_OFF = SMALL * STUDENT_MAX,
    HIDDEN = 2 * CUT_OFF,
};

static int missed_of(float wide, struct spread spread, float width)
{
    float room = width - name_margins - name_marks * spread.size;
    float line = room * 1.05f, two_lines = room * 1.7f;
    if (wide * MIN(spread.size, SIZE_SMALL) <= line)
        return spread.size < SIZE_SMALL ? SMALL : WHOLE;
    if (spread.high >= BOARD_NAME_TWO && wide * SIZE_SMALL <= two_lines)
        return BROKEN;
    bool breaks = spread.high >= BOARD_NAME_TWO_LOW && wide * BOARD_NAME_LEAST_OF_TWO <= two_lines;
    return breaks || wide * MIN(spread.size, BOARD_NAME_LEAST) <= line ? SMALL : CUT_OFF;
}

static int missed_of_all(const float *widths, int count, struct spread spread, float width)
{
    int missed = HIDDEN * (count - spread.shown);
    for (int i = 0; i < spread.shown; i++)
        missed += missed_of(widths[i], spread, width);
    return missed;
}

/* One size for all, but where a few long names would make all the others small. */
static struct spread spread_of(
    struct screen_call *call, struct rect r, const int *students, int count, int columns)
{
    enum { ROW_LEAST = 22, ROW_MOST = 54, SIZE_MOST = 30 };
    struct spread spread = {.columns = columns};
    int rows = (count + columns - 1) / columns, room = MAX((int)(r.h / ROW_LEAST), 1);
    float widths[STUDENT_MAX + 1], width = rect_column(r, 0, columns, CHILD_GAP).w;
    if (count == 0)
        return spread;
    spread.high = CLAMP(r.h / (float)rows, ROW_LEAST, ROW_MOST);
    spread.shown = rows <= room ? count : room * columns - 1;
    float most = MIN(spread.high * (spread.high < FINGER ? 0.72f : 0.55f), SIZE_MOST);
    name_widths(call, students, spread.shown, widths);
    widths[spread.shown] = 0;
    struct spread usual = spread;
    spread.size = CLAMP((width - name_margins) / (widths[0] + name_marks), NAME_LEAST, most);
    spread.missed = missed_of_all(widths, count, spread, width);
    usual.size = CLAMP((width - name_margins) / (widths[spread.shown / 4] + name_marks),
        MIN(SIZE_SMALL, most), most);
    usual.missed = missed_of_all(widths, count, usual, width);
    bool is_larger = usual.size > 1.25f * spread.size && usual.missed - spread.missed < SMALL;
    return is_larger || usual.missed < spread.missed ? usual : spread;
}

/* A row for a finger is worth letters a little smaller. */
static float worth_of(struct spread spread)
{
    return spread.size * (spread.high >= FINGER ? 1.15f : 1);
}

static bool is_better(struct spread a, struct spread b)
{
    return a.missed != b.missed ? a.missed < b.missed : worth_of(a) > worth_of(b) + 0.5f;
}

/* All names, as large as they can be; in two columns where that is as good. */
static struct spread best_spread(
    struct screen_call *call, struct rect r, const int *students, int count)
{
    enum { COLUMNS_MOST = 4, LEGIBLE = 20 };
    struct spread best = spread_of(call, r, students, count, r.w >= 300 ? 2 : 1);
    if (best.size >= LEGIBLE && best.missed == 0 && best.high >= FINGER)
        return best;
    for (int columns = 1; columns <= COLUMNS_MOST; columns++) {
        struct spread next = spread_of(call, r, students, count, columns);
        if (is_better(next, best))
            best = next;
    }
    return best;
}

static void children(struct screen_call *call, struct rect r, const int *students, int count,
    int station, const struct rotation_view *view)
{
    struct spread spread = best_spread(call, r, students, count);
    for (int i = 0; i < count && i <= spread.shown; i++) {
        struct rect row = {r.x, r.y + spread.high * (float)(i / spread.columns), r.w, spread.high};
        struct rect cell = rect_column(row, i % spread.columns, spread.columns, CHILD_GAP);
        struct child_look look = {.key = "child", .size = spread.size};
        if (spread.high < FINGER) /* a finger may well mean the one above: the list tells */
            look.station = station + 1;
        if (i < spread.shown)
            child(call, cell, look, students[i], view);
        else
            others(call, cell, count - spread.shown, station, view);
    }
}

/* --- Cards ------------------------------------------------------------------------------------ */

/* The smallest group that is at a station, -1 none. */
static int group_at(
    const struct classroom *classroom, int station, const struct rotation_view *view)
{
    int best = -1, least = STUDENT_MAX + 1;
    for (int group = 0; group < rotation_group_count(classroom, view->day); group++) {
        int students[STUDENT_MAX];
        int count = rotation_group_students(classroom, group, view->day, students);
        if (rotation_group_station(classroom, group, view->round, view->day) != station ||
            count >= least)
            continue;
        best = group;
        least = count;
    }
    return best;
}

/* Who is in none of the approved groups, and has no own way, goes on with the group there; others
 * come back to theirs in the next round. */
static void move_here(
    struct screen_call *call, int student, int station, const struct rotation_view *view)
{
    const struct classroom *classroom = call->classroom;
    bool has_way = rotation_listed_group(classroom, student, view->day) >= 0 ||
                   rotation_playlist(classroom, student, view->day) != NULL;
    int group = has_way ? -1 : group_at(classroom, station, view);
    bool joins = group >= 0 && group != rotation_group(classroom, student, view->day);
    struct action *action = screen_action(call, joins ? ACTION_JOIN_GROUP : ACTION_MOVE_STUDENT);
    action->student = student;
    if (joins) {
        STR_COPY(action->join.group, rotation_members(classroom, group, view->day).name);
        action->join.day = view->day;
    } else {
        STR_COPY(action->move.station, classroom->plan.stations[station].id);
        action->move.round = view->round;
        action->move.day = view->day;
    }
    bool full = rotation_is_full(classroom, station, student, view->round, view->day);
    screen_act(call, action, SCREEN_NONE, full ? NOTICE_STATION_FULL : NOTICE_NONE);
}

/* The groups at a station. */
struct groups_text {
    const char *names; /* "🦅 Eagles" */
    const char *brief; /* where there is little room: pictures, and names that have none */
    bool is_named;     /* there are such names */
};

/* A name of the teacher's own has the picture that all such names have: it tells nothing. */
static bool is_pictured(const char *icon)
{
    return !str_equal(icon, grouping_icon(""));
}

static struct groups_text groups_at(
    const struct screen_call *call, int station, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    const struct classroom *classroom = call->classroom;
    struct groups_text text = {.names = "", .brief = ""};
    for (int group = 0; group < rotation_group_count(classroom, view->day); group++) {
        int at = rotation_group_station(classroom, group, view->round, view->day);
        if ((at < 0 ? NO_STATION : at) != station)
            continue;
        const char *icon = rotation_group_icon(call, group, view);
        const char *title = part_apart(ui, rotation_group_title(call, group, view));
        const char *gap = text.names[0] != '\0' ? "  " : "";
        text.names = ui_fill(ui, "{all}{gap}{icon} {group}", "all", text.names, "gap", gap, "icon",
            icon, "group", title, NULL);
        text.brief = ui_fill(ui, "{all}{gap}{group}", "all", text.brief, "gap", gap, "group",
            is_pictured(icon) ? icon : title, NULL);
        text.is_named |= !is_pictured(icon);
    }
    return text;
}

enum { GROUPS_HIGH = 22, HEAD_GAP = 10, CROWD_ICON = 26, CROWD_SIZE = 20 };

static struct text_look title_look(struct rect bar)
{
    return (struct text_look){.font = FONT_SHOW,
        .size = bar.h * 0.56f,
        .vertical = ALIGN_CENTER,
        .lines = bar.h < 40 ? 1 : 2,
        .min_size = 15};
}

static float title_icon_width(struct rect bar)
{
    return bar.h * 0.8f + HEAD_GAP;
}

static struct text_look groups_look(float size)
{
    return (struct text_look){
        .size = size, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 16, .quiet = true};
}

/* Two lines of small letters. */
static struct text_look brief_look(struct text_look look)
{
    look.size = SIZE_SMALL;
    look.min_size = 14;
    look.lines = 2;
    look.line_height = 1.1f;
    return look;
}

/* The width that the names of the groups get at the end of a title's bar; 0: that of the station
 * leaves them too little. */
static float width_beside(struct ui *ui, struct rect bar, const char *name, const char *names)
{
    float width = bar.w - title_icon_width(bar);
    float left = width - ui_text_width(ui, title_look(bar), name) - 6 - HEAD_GAP;
    float least = ui_text_width(ui, groups_look(SIZE_SMALL), names) + 4;
    float most = ui_text_width(ui, groups_look(SIZE_LABEL), names) + 4;
    if (least > MAX(left, width * 0.32f - HEAD_GAP))
        return 0;
    return MAX(MIN(most, left), least);
}

/* "8 of 6", where more are expected than there are places; else "". */
static const char *crowd(struct screen_call *call, int count, int station)
{
    struct ui *ui = call->ui;
    int capacity = station == NO_STATION ? 0 : call->classroom->plan.stations[station].capacity;
    if (capacity == 0 || count <= capacity)
        return "";
    return ui_fill(ui, T("{number} of {count}"), "number", ui_number(ui, count), "count",
        ui_number(ui, capacity), NULL);
}

static float crowd_width(struct ui *ui, const char *text)
{
    return text[0] == '\0' ? 0 : CROWD_ICON + ui_text_width(ui, groups_look(CROWD_SIZE), text) + 4;
}

/* At the end of r. */
static void crowd_mark(struct ui *ui, struct rect r, const char *text)
{
    struct text_look look = groups_look(CROWD_SIZE);
    look.quiet = false;
    r = rect_cut_right(&r, crowd_width(ui, text));
    ui_icon(
        ui, rect_cut_left(&r, CROWD_ICON), "alert", CROWD_SIZE, ui_theme(ui)->hue_ink[HUE_CORAL]);
    ui_text(ui, r, look, text);
}

/* The bar of a card's title, and what is left for the rest. */
static struct rect title_bar(struct rect card, struct rect *inside)
{
    *inside = rect_inset(card, card.w < 240 ? 12 : 22, card.h < 170 ? 6 : 9);
    return rect_cut_top(inside, card.h < 120 ? 34 : card.h < 170 ? 40 : 50);
}

/* On cards of this size the groups of every station have room beside its title. */
static bool are_beside(struct screen_call *call, struct rect card, const struct rotation_view *view)
{
    struct rect inside, bar = title_bar(card, &inside);
    for (int station = 0; station < call->classroom->plan.station_count; station++)
        if (width_beside(call->ui, bar, card_name(call, station, view),
                groups_at(call, station, view).names) <= 0)
            return false;
    return true;
}

/* A line for the groups below the title, where one of the cards has no room beside it, and where it
 * costs the children's names nothing; for names without a picture they may be a little smaller. */
static struct rect cut_groups_line(struct screen_call *call, struct rect bar, struct rect *inside,
    const int *students, int count, int station, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct groups_text groups = groups_at(call, station, view);
    struct rect below = *inside, line = rect_cut_top(&below, GROUPS_HIGH);
    float need = title_icon_width(bar) + ui_text_width(ui, groups_look(SIZE_SMALL), groups.names) +
                 crowd_width(ui, crowd(call, count, station));
    if (groups.names[0] == '\0' || need > line.w)
        return (struct rect){0};
    struct spread whole = best_spread(call, *inside, students, count);
    struct spread less = best_spread(call, below, students, count);
    if (less.missed > whole.missed + (groups.is_named ? CUT_OFF - 1 : 0))
        return (struct rect){0};
    *inside = below;
    return line;
}

/* The name has what it needs first; the groups in the station's colour at the end, or in a line of
 * their own; where there is none, in brief. With them stands whether there are too many
 * children. */
static void card_title(struct screen_call *call, struct rect bar, struct rect line, int count,
    int station, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct station *one =
        station == NO_STATION ? NULL : &call->classroom->plan.stations[station];
    const char *name = card_name(call, station, view);
    struct groups_text groups = groups_at(call, station, view);
    struct text_look head = title_look(bar);
    struct text_look small = groups_look(line.h > 0 ? SIZE_SMALL : SIZE_LABEL);
    small.color = one != NULL ? theme->hue_ink[one->hue] : theme->ink_soft;
    float beside = width_beside(ui, bar, name, groups.names);
    bool is_whole = line.h > 0 || beside > 0;
    if (!is_whole && groups.is_named)
        small = brief_look(small);
    struct rect r = bar, icon = rect_cut_left(&r, title_icon_width(bar) - HEAD_GAP);
    ui_icon(ui, icon, part_station_icon(one), bar.h * 0.68f, 0);
    rect_cut_left(&r, HEAD_GAP);
    const char *crowded = crowd(call, count, station);
    float crowd_wide = crowd_width(ui, crowded);
    struct rect mark = {0};
    if (line.h > 0) {
        rect_cut_left(&line, title_icon_width(bar));
        mark = rect_cut_right(&line, crowd_wide);
    } else if (groups.names[0] != '\0' || crowd_wide > 0) {
        float brief = board_narrowest(ui, small, groups.brief, small.lines) + 4;
        float wide = is_whole ? beside : MIN(brief, r.w * 0.45f);
        small.align = ALIGN_END;
        line = rect_cut_right(&r, MAX(wide, crowd_wide));
        rect_cut_right(&r, HEAD_GAP);
        mark = rect_cut_bottom(&line, crowd_wide > 0 ? line.h / 2 : 0);
    }
    if (groups.names[0] != '\0') {
        ui_text(ui, line, small, is_whole ? groups.names : groups.brief);
        ui_node(ui, ROLE_TEXT, line, groups.names, "");
    }
    if (crowd_wide > 0)
        crowd_mark(ui, mark, crowded);
    ui_heading(ui, r, head, name);
}

static void card_inside(struct screen_call *call, struct rect r, const int *students, int count,
    int station, const struct rotation_view *view, bool beside)
{
    struct rect inside, title = title_bar(r, &inside), line = {0};
    if (!beside)
        line = cut_groups_line(call, title, &inside, students, count, station, view);
    rect_cut_top(&inside, r.h < 170 ? 2 : 4);
    card_title(call, title, line, count, station, view);
    children(call, inside, students, count, station, view);
}

enum { HUE_EDGE = 8 };

static void station_card(struct screen_call *call, struct rect r, int station,
    const struct rotation_view *view, bool beside)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct station *one = &call->classroom->plan.stations[station];
    int students[STUDENT_MAX];
    int count = rotation_expected(call->classroom, station, view->round, view->day, students);
    ui_card(ui, r, RADIUS_CARD, theme->hue[one->hue]);
    struct rect face = r;
    rect_cut_left(&face, HUE_EDGE);
    ui_fill_rect(ui, face, RADIUS_CARD - 6, theme->card);
    card_inside(call, face, students, count, station, view, beside);
    int dropped;
    struct drop_place place = {.key = "station", .index = station, .name = one->name};
    if (ui_drop_place(ui, r, place, &dropped))
        move_here(call, dropped, station, view);
}

static int without_station(
    const struct screen_call *call, const struct rotation_view *view, int out[static STUDENT_MAX])
{
    int count = 0;
    for (int i = 0; i < call->classroom->plan.student_count; i++)
        if (is_without_station(call, i, view))
            out[count++] = i;
    return count;
}

bool rotation_is_nobody_placed(const struct screen_call *call, const struct rotation_view *view)
{
    const struct classroom *classroom = call->classroom;
    int students[STUDENT_MAX], count = rotation_group_count(classroom, view->day);
    for (int station = 0; station < classroom->plan.station_count && count == 0; station++)
        count += rotation_expected(classroom, station, view->round, view->day, students);
    return count == 0;
}

static void no_groups(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    ui_fill_rect(ui, r, RADIUS_CARD, ui_theme(ui)->hue_soft[HUE_SUN]);
    struct rect inside = rect_inset(r, 22, 6);
    ui_icon(ui, rect_cut_left(&inside, 40), "account-star", 32, 0); /* of the button */
    rect_cut_left(&inside, 14);
    ui_text(ui, inside,
        (struct text_look){.size = 24, .vertical = ALIGN_CENTER, .lines = 2, .line_height = 1.2f},
        ui_fill(ui, T("No groups yet. Make and publish them: {teacher}, then {groups}."), "teacher",
            T("Teacher"), "groups", T("Groups"), NULL));
}

void rotation_cards(struct screen_call *call, struct rect page, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    int lost[STUDENT_MAX];
    int lost_count = without_station(call, view, lost);
    int count = call->classroom->plan.station_count, cards = count + (lost_count > 0);
    if (cards == 0) {
        ui_text(ui, page,
            (struct text_look){.size = 28, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            T("This class has no stations yet: stations.csv in the class folder names them."));
        return;
    }
    int columns = cards == 1 ? 1 : cards <= 4 ? 2 : cards <= 12 ? 3 : 4;
    int rows = (cards + columns - 1) / columns;
    float gap = ui_is_small(ui) ? 12 : 18;
    if (rotation_is_nobody_placed(call, view)) {
        no_groups(call, rect_cut_bottom(&page, TARGET_MIN));
        rect_cut_bottom(&page, gap);
    }
    struct rect face = rect_column(rect_row(page, 0, rows, gap), 0, columns, gap);
    rect_cut_left(&face, HUE_EDGE);
    bool beside = are_beside(call, face, view);
    for (int i = 0; i < cards; i++) {
        struct rect row = rect_row(page, i / columns, rows, gap);
        struct rect r = rect_column(row, i % columns, columns, gap);
        if (i < count)
            station_card(call, r, i, view, beside);
        if (i >= count) { /* the last one: the rest of its row is free */
            r.w = page.x + page.w - r.x;
            ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
            card_inside(call, r, lost, lost_count, NO_STATION, view, beside);
        }
    }
}

/* --- Over them -------------------------------------------------------------------------------- */

static void carried(struct screen_call *call)
{
    struct ui *ui = call->ui;
    int student;
    struct rect where;
    if (!ui_carried(ui, &student, &where))
        return;
    ui_fill_rect(ui, where, 16, ui_theme(ui)->primary_soft);
    board_name(ui, rect_inset(where, 10, 0), &call->classroom->plan.students[student],
        CLAMP(where.h * 0.5f, 18, 30), ui_theme(ui)->ink);
}

static void move_dialog(struct screen_call *call, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    const struct plan *plan = &call->classroom->plan;
    int student = own->moving - 1;
    const char *title = ui_fill(
        ui, T("Where should {name} be?"), "name", student_name(&plan->students[student]), NULL);
    int columns = plan->station_count > 5 ? 2 : 1;
    int rows = (plan->station_count + columns - 1) / columns;
    float high = MIN(84, (ui_canvas(ui).h - 250) / (float)MAX(rows, 1) - 10);
    struct rect box = rect_center(
        ui_canvas(ui), MIN(ui_canvas(ui).w - 40, 420.0f * columns + 160), 190 + (high + 10) * rows);
    ui_modal_begin(ui, box, title);
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 40, 24);
    ui_heading(ui, rect_cut_top(&inside, 50),
        (struct text_look){.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1},
        title);
    struct rect foot = rect_cut_bottom(&inside, 76);
    for (int i = 0; i < plan->station_count; i++) {
        struct rect row = {
            inside.x, inside.y + 8 + (high + 10) * (float)(i / columns), inside.w, high};
        bool now = rotation_station(call->classroom, student, view->round, view->day) == i;
        const char *name = plan->stations[i].name;
        if (rotation_is_full(call->classroom, i, student, view->round, view->day))
            name = ui_fill(ui, T("{station} (full)"), "station", name, NULL);
        struct button button = {.key = "to",
            .index = i,
            .label = name,
            .icon = part_station_icon(&plan->stations[i]),
            .look = now ? BUTTON_SELECTED : BUTTON_QUIET,
            .selected = now,
            .role = ROLE_CHOICE,
            .size = 26};
        if (ui_button(ui, rect_column(row, i % columns, columns, 12), button)) {
            if (!now)
                move_here(call, student, i, view);
            own->moving = 0;
        }
    }
    struct button close = {.key = "close",
        .label = T("Leave it"),
        .look = BUTTON_QUIET,
        .size = 24,
        .is_cancel = true};
    if (ui_button(ui, rect_center(foot, 260, 76), close))
        own->moving = 0;
    ui_modal_end(ui);
}

/* Everybody at one station, where its card is too small for all names. */
static void station_dialog(struct screen_call *call, const struct rotation_view *view)
{
    struct ui *ui = call->ui;
    struct rotation_page *own = call->scratch;
    int students[STUDENT_MAX], station = own->looking - 1;
    int count = station == NO_STATION
                    ? without_station(call, view, students)
                    : rotation_expected(call->classroom, station, view->round, view->day, students);
    const char *title = card_name(call, station, view);
    enum { ROW = 60, COLUMNS = 3 };
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(980, canvas.w - 40), MIN(680, canvas.h - 40));
    ui_modal_begin(ui, box, title);
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 40, 24), foot = rect_cut_bottom(&inside, TARGET_MIN);
    rect_cut_bottom(&inside, 10);
    ui_heading(ui, rect_cut_top(&inside, 50),
        (struct text_look){.font = FONT_SHOW, .size = 30, .vertical = ALIGN_CENTER, .lines = 1},
        title);
    float high = (float)((count + COLUMNS - 1) / COLUMNS) * ROW;
    struct rect body = ui_scroll_begin(ui, "everybody", inside, high);
    for (int i = 0; i < count; i++) {
        struct rect row = {body.x, body.y + (float)(i / COLUMNS) * ROW, body.w, ROW};
        child(call, rect_column(row, i % COLUMNS, COLUMNS, 10),
            (struct child_look){.key = "listed", .size = 24}, students[i], view);
    }
    ui_scroll_end(ui);
    struct button close = {
        .key = "close", .label = T("Close"), .look = BUTTON_QUIET, .size = 24, .is_cancel = true};
    if (ui_button(ui, rect_center(foot, 260, TARGET_MIN), close) || own->moving > 0)
        own->looking = 0;
    ui_modal_end(ui);
}

void rotation_cards_over(struct screen_call *call, const struct rotation_view *view)
{
    const struct rotation_page *own = call->scratch;
    carried(call);
    if (own->moving > 0)
        move_dialog(call, view);
    else if (own->looking > 0)
        station_dialog(call, view);
}
