/* The groups as columns of cards. */
#include "screens/groups_page.h"

#include "model/mastery.h"

enum {
    HEAD_LEAST = 84,
    HEAD_NAME = 32,
    HEAD_SIDE = 14,
    HEAD_EDGE = 4,
    GAP = 14,
    PAD = 5,
    CARD_LEAST = 48,
    CARD_MOST = TARGET_MIN,
    CARD_GAP = 5,
    CARD_FRAME = 3, /* what it leaves is BOARD_NAME_TWO high */
    NARROW = 184
};

struct columns {
    int across, rows;      /* columns side by side, and rows of them */
    float head, card;      /* heights */
    float high[GROUP_MAX]; /* of each row of columns */
};

/* --- A student -------------------------------------------------------------------------------- */

static bool is_locked(const struct grouping_desk *desk, int student)
{
    return grouping_desk_front(desk)->is_locked[student];
}

static int dots_of(enum mastery_level level)
{
    return level == MASTERY_NOT_YET         ? 1
           : level == MASTERY_GETTING_THERE ? 2
           : level == MASTERY_GOT_IT        ? 3
                                            : 0;
}

/* From none to three; the node of the card says the level in words. */
static void dots(struct ui *ui, struct rect r, enum mastery_level level)
{
    enum { DOTS = 3 };
    const struct theme *theme = ui_theme(ui);
    float size = MIN(r.w / 4, 14);
    for (int i = 0; i < DOTS; i++) {
        struct rect dot = rect_center(rect_column(r, i, DOTS, 2), size, size);
        if (i < dots_of(level))
            ui_fill_rect(ui, dot, RADIUS_CHIP, theme->hue[HUE_LEAF]);
        else
            ui_ring(ui, dot, RADIUS_CHIP, 2, theme->line);
    }
}

static const char *value_of(struct screen_call *call, int student, int skill)
{
    struct ui *ui = call->ui;
    const char *level =
        skill >= 0 ? board_level_name(ui, mastery_of(call->classroom, student, skill).level) : "";
    if (!is_locked(groups_desk(call), student))
        return level;
    return level[0] == '\0'
               ? T("locked")
               : ui_fill(ui, "{level}, {lock}", "level", level, "lock", T("locked"), NULL);
}

static void card(struct screen_call *call, struct rect r, int student, int skill)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    const struct theme *theme = ui_theme(ui);
    bool chosen = own->chosen == student + 1;
    ui_ring(ui, r, 16, theme->line_width, theme->line);
    struct tap_area area = {.key = "student",
        .index = student,
        .name = board_student_name(call, student),
        .value = value_of(call, student, skill),
        .role = ROLE_CHOICE,
        .selected = chosen,
        .disabled = groups_are_forming(call),
        .radius = 16};
    if (ui_tap_area(ui, r, area)) /* its rings lie below the name */
        own->chosen = chosen ? 0 : student + 1;
    if (!area.disabled)
        ui_drag_source(ui, student);
    struct rect inside = rect_inset(r, r.w < NARROW ? 6 : 10, CARD_FRAME);
    if (skill >= 0) {
        float wide = r.w < NARROW ? 36 : 52;
        dots(ui, rect_cut_right(&inside, wide), mastery_of(call->classroom, student, skill).level);
        rect_cut_right(&inside, 4);
    }
    if (is_locked(groups_desk(call), student))
        ui_icon(ui, rect_cut_right(&inside, 24), "lock", 20, theme->ink_soft);
    board_student(call, inside, student, 22, 0);
}

/* --- A group ---------------------------------------------------------------------------------- */

/* The code first: what is cut is the end of the title. */
static const char *skill_line(struct screen_call *call, const struct grouping_group *group)
{
    struct ui *ui = call->ui;
    if (group->skill < 0)
        return ui_fill(ui, TN("{count} student", "{count} students", group->student_count), "count",
            ui_number(ui, group->student_count), NULL);
    const struct skill *skill = &call->classroom->plan.skills[group->skill];
    const char *title = group->extend             ? T("Ready to extend")
                        : skill->title[0] != '\0' ? skill->title
                                                  : skill->goal;
    if (title[0] == '\0')
        return skill->code;
    return ui_fill(
        ui, "{code} · {title}", "title", title, "code", part_apart(ui, skill->code), NULL);
}

static const char *first_line(struct screen_call *call, const struct grouping_group *group)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    if (group->first_station < 0 || !group->teacher_first) /* the others: as their way is found */
        return "";
    const struct station *station = &plan->stations[group->first_station];
    bool teacher = station->kind == STATION_TEACHER && plan->teacher[0] != '\0';
    return teacher ? ui_fill(ui, T("With {teacher} first"), "teacher", plan->teacher, NULL)
                   : ui_fill(ui, T("{station} first"), "station", station->name, NULL);
}

/* Below the name of a group: as many lines as its words take. */
static const struct text_look head_words = {.quiet = true,
    .size = SIZE_SMALL,
    .vertical = ALIGN_CENTER,
    .lines = 3,
    .min_size = 16,
    .line_height = 1.15f};

static float head_height(struct screen_call *call, const struct grouping_group *group, float width)
{
    struct ui *ui = call->ui;
    width -= 2 * HEAD_SIDE;
    float high = HEAD_NAME + 2 * HEAD_EDGE;
    high += ui_text_height(ui, head_words, width, skill_line(call, group));
    return high + ui_text_height(ui, head_words, width, first_line(call, group));
}

static void head(struct screen_call *call, struct rect r, int slot)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct grouping_desk *desk = groups_desk(call);
    const struct grouping_group *group = &desk->result.groups[slot];
    bool locked = grouping_desk_front(desk)->is_group_locked[slot];
    struct rect area = r, inside = rect_inset(r, HEAD_SIDE, HEAD_EDGE);
    struct rect title = rect_cut_top(&inside, HEAD_NAME);
    ui_icon(ui, rect_cut_left(&title, 34), group->icon, 28, 0);
    rect_cut_left(&title, 8);
    if (locked)
        ui_icon(ui, rect_cut_right(&title, 26), "lock", 22, theme->ink_soft);
    struct text_look look = {.quiet = true,
        .font = FONT_SHOW,
        .size = 26,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 16};
    ui_text(ui, title, look, groups_name(call, slot));
    const char *skill = skill_line(call, group);
    const char *first = first_line(call, group);
    struct text_look small = head_words;
    ui_text(
        ui, rect_cut_top(&inside, ui_text_height(ui, head_words, inside.w, skill)), small, skill);
    small.color = theme->ink_soft;
    ui_text(
        ui, rect_cut_top(&inside, ui_text_height(ui, head_words, inside.w, first)), small, first);
    const char *lines = ui_fill(ui, "{skill}{comma}{first}{gap}{lock}", "skill", skill, "comma",
        first[0] != '\0' ? ", " : "", "first", first, "gap", locked ? ", " : "", "lock",
        locked ? T("locked") : "", NULL);
    if (ui_tap_area(ui, area,
            (struct tap_area){.key = "group",
                .index = slot,
                .name = ui_fill(ui, T("Lock {group}"), "group", groups_name(call, slot), NULL),
                .value = lines,
                .role = ROLE_CHECK,
                .selected = locked,
                .disabled = groups_are_forming(call),
                .radius = RADIUS_CARD}))
        groups_change(call, DESK_LOCK_GROUP, -1, slot);
}

static void column(struct screen_call *call, struct rect r, int slot, const struct columns *columns)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct grouping_group *group = &groups_desk(call)->result.groups[slot];
    color soft = theme->hue_soft[board_group_hue(slot)];
    /* Nothing large is painted twice: dragging redraws it all. */
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect body = r, top = rect_cut_top(&body, columns->head), edge = top;
    ui_fill_rect(ui, top, RADIUS_CARD, soft);
    rect_cut_top(&edge, top.h - RADIUS_CARD);
    ui_fill_rect(ui, edge, 0, soft);
    head(call, top, slot);
    struct rect inside = rect_inset(body, 10, PAD);
    for (int i = 0; i < group->student_count; i++) {
        card(call, rect_cut_top(&inside, columns->card), group->students[i], group->skill);
        rect_cut_top(&inside, CARD_GAP);
    }
    int dropped;
    struct drop_place place = {.key = "column", .index = slot, .name = groups_name(call, slot)};
    if (ui_drop_place(ui, r, place, &dropped) && !groups_are_forming(call))
        groups_change(call, DESK_MOVE, dropped, slot);
}

/* --- All of them ------------------------------------------------------------------------------ */

static float column_height(const struct columns *columns, int students)
{
    return columns->head + 2 * PAD - CARD_GAP +
           (float)MAX(students, 1) * (columns->card + CARD_GAP);
}

/* The heights of all rows with cards of that height. */
static float fill_heights(
    struct columns *columns, const struct grouping_result *result, float card_high)
{
    float all = 0;
    columns->card = card_high;
    for (int row = 0; row < columns->rows; row++) {
        int most = 0;
        for (int k = 0; k < columns->across; k++)
            if (row * columns->across + k < result->group_count)
                most = MAX(most, result->groups[row * columns->across + k].student_count);
        columns->high[row] = column_height(columns, most);
        all += columns->high[row] + (row > 0 ? GAP : 0);
    }
    return all;
}

void groups_columns(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct grouping_result *result = &groups_desk(call)->result;
    struct columns columns = {0};
    int most = MAX((int)((page.w + GAP) / (NARROW + GAP)), 1);
    columns.rows = (result->group_count + most - 1) / most;
    columns.across = (result->group_count + columns.rows - 1) / MAX(columns.rows, 1);
    columns.head = HEAD_LEAST;
    float width = rect_column(page, 0, MAX(columns.across, 1), GAP).w;
    for (int slot = 0; slot < result->group_count; slot++)
        columns.head = MAX(columns.head, head_height(call, &result->groups[slot], width));
    /* As high as fits; what does not fit at the least height scrolls. */
    float high = CARD_MOST;
    while (high > CARD_LEAST && fill_heights(&columns, result, high) > page.h)
        high -= 1;
    float all = fill_heights(&columns, result, high);
    bool scrolls = all > page.h;
    struct rect body = scrolls ? ui_scroll_begin(ui, "groups", page, all) : page;
    if (columns.rows == 1 && !scrolls)
        columns.high[0] = page.h;
    for (int slot = 0; slot < result->group_count; slot++) {
        if (slot % columns.across == 0 && slot > 0)
            rect_cut_top(&body, columns.high[slot / columns.across - 1] + GAP);
        struct rect row = {body.x, body.y, body.w, columns.high[slot / columns.across]};
        column(call, rect_column(row, slot % columns.across, columns.across, GAP), slot, &columns);
    }
    if (scrolls)
        ui_scroll_end(ui);
}

void groups_carried(struct screen_call *call)
{
    struct ui *ui = call->ui;
    int student;
    struct rect where;
    if (!ui_carried(ui, &student, &where))
        return;
    ui_fill_rect(ui, where, 16, ui_theme(ui)->primary_soft);
    ui_ring(ui, where, 16, 3, ui_theme(ui)->primary);
    board_student(call, rect_inset(where, 10, 0), student, 22, ui_theme(ui)->ink);
}
