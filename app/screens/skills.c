/* Student by skill: where everyone stands, each cell with the answers behind it one tap away. */
#include "model/goal.h"
#include "model/mastery.h"
#include "screens/board_parts.h"

#include "base/str.h"

struct skills {
    int first;              /* column on the left */
    bool opened;            /* the cell of session.subject and subject_skill */
    enum mastery_level set; /* the level picked in it, MASTERY_COUNT: none yet */
};

enum { ROW_GAP = 6, HEAD = 60, LEGEND = 40, COLUMN_MOST = 240 };

/* On a large screen the same finger covers fewer units. */
static float row_height(const struct ui *ui)
{
    return ui_is_small(ui) ? 58 : 50;
}

/* The students of the class, in the plan's order. */
static int everyone(const struct screen_call *call, int out[static STUDENT_MAX])
{
    int count = 0;
    for (int i = 0; i < call->classroom->plan.student_count; i++)
        if (call->classroom->students[i].enrolled)
            out[count++] = i;
    return count;
}

/* --- Levels ---------------------------------------------------------------------------------- */

static const enum mastery_level levels[] = {
    MASTERY_GOT_IT, MASTERY_GETTING_THERE, MASTERY_NOT_YET, MASTERY_NONE};
enum { LEGEND_BOX = 30, LEGEND_GAP = 8, LEGEND_NEXT = 16 };
static const struct text_look legend_words = {.size = 20, .vertical = ALIGN_CENTER, .lines = 1};

static float legend_width(struct ui *ui)
{
    float width = 0;
    for (size_t k = 0; k < COUNT_OF(levels); k++)
        width += ui_text_width(ui, legend_words, board_level_name(ui, levels[k])) + 4 + LEGEND_BOX +
                 LEGEND_GAP + LEGEND_NEXT;
    return width;
}

/* At the end of the bar. */
static void legend(struct ui *ui, struct rect bar)
{
    for (size_t k = 0; k < COUNT_OF(levels); k++) {
        const char *text = board_level_name(ui, levels[k]);
        ui_text(ui, rect_cut_right(&bar, ui_text_width(ui, legend_words, text) + 4), legend_words,
            text);
        rect_cut_right(&bar, LEGEND_GAP);
        struct rect box = rect_cut_right(&bar, LEGEND_BOX);
        board_level(ui, rect_center(box, LEGEND_BOX, LEGEND_BOX), levels[k], 8);
        rect_cut_right(&bar, LEGEND_NEXT);
    }
}

/* --- The grid -------------------------------------------------------------------------------- */

struct grid {
    const int *students;
    int student_count;
    const int *skills; /* those shown */
    int skill_count;
    struct rect names, cells, goals; /* columns; y and h mean nothing */
};

static void make_groups(struct screen_call *call, int skill)
{
    struct wish *wish = screen_wish(call, WISH_SUBJECT);
    wish->number = -1;
    wish->skill = skill;
    screen_go(call, SCREEN_GROUPS);
}

static void heads(struct screen_call *call, struct rect r, const struct grid *grid)
{
    struct ui *ui = call->ui;
    for (int k = 0; k < grid->skill_count; k++) {
        struct rect cell = rect_column(grid->cells, k, grid->skill_count, ROW_GAP);
        cell.y = r.y;
        cell.h = r.h;
        const struct skill *skill = &call->classroom->plan.skills[grid->skills[k]];
        struct text_look look = {.font = FONT_SHOW,
            .size = 19,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 1,
            .min_size = 16,
            .quiet = true};
        ui_text(ui, cell, look, board_code(ui, look, cell.w, skill->code));
        if (ui_tap_area(ui, cell,
                (struct tap_area){.key = "skill",
                    .index = grid->skills[k],
                    .name = skill->code,
                    .value = T("make groups by it"),
                    .radius = 12}))
            make_groups(call, grid->skills[k]);
    }
    struct rect goal = grid->goals;
    goal.y = r.y;
    goal.h = r.h;
    ui_text(ui, goal,
        (struct text_look){
            .size = 19, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 2},
        T("goal now"));
}

static void row(struct screen_call *call, struct rect r, int student, const struct grid *grid)
{
    struct ui *ui = call->ui;
    struct skills *own = call->scratch;
    const struct plan *plan = &call->classroom->plan;
    struct rect name = {grid->names.x, r.y, grid->names.w, r.h};
    board_student(call, rect_inset(name, 6, 0), student, 24, 0);
    if (ui_tap_area(ui, name,
            (struct tap_area){.key = "student",
                .index = student,
                .name = board_student_name(call, student),
                .radius = 12})) {
        screen_wish(call, WISH_SUBJECT)->number = student;
        screen_go(call, SCREEN_LEARNER);
    }
    for (int k = 0; k < grid->skill_count; k++) {
        struct rect cell = rect_column(grid->cells, k, grid->skill_count, ROW_GAP);
        cell.y = r.y;
        cell.h = r.h;
        struct mastery mastery = mastery_of(call->classroom, student, grid->skills[k]);
        board_level(ui, cell, mastery.level, 12);
        struct tap_area area = {.key = "cell",
            .index = student * SKILL_MAX + grid->skills[k],
            .name = ui_fill(ui, "{name}, {skill}", "name", board_student_name(call, student),
                "skill", plan->skills[grid->skills[k]].code, NULL),
            .value = board_level_name(ui, mastery.level),
            .radius = 12};
        if (ui_tap_area(ui, cell, area)) {
            struct wish *wish = screen_wish(call, WISH_SUBJECT);
            wish->number = student;
            wish->skill = grid->skills[k];
            own->opened = true;
            own->set = MASTERY_COUNT;
        }
    }
    int goal = goal_skill(call->classroom, student);
    struct text_look look = {.size = 19,
        .color = ui_theme(ui)->ink_soft,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 16};
    ui_text(ui, (struct rect){grid->goals.x, r.y, grid->goals.w, r.h}, look,
        goal >= 0 ? board_code(ui, look, grid->goals.w, plan->skills[goal].code) : "");
}

static void table(struct screen_call *call, struct rect page, const struct grid *grid)
{
    struct ui *ui = call->ui;
    heads(call, rect_cut_top(&page, HEAD), grid);
    float step = row_height(ui) + ROW_GAP, high = (float)grid->student_count * step;
    struct rect body = ui_scroll_begin(ui, "grid", page, high);
    for (int i = 0; i < grid->student_count; i++) {
        struct rect r = {body.x, body.y + (float)i * step, body.w, step - ROW_GAP};
        /* A screen above and below and both ends, so that the focus finds what comes next. */
        bool is_end = i == 0 || i == grid->student_count - 1;
        if (is_end || (r.y + r.h > page.y - page.h && r.y < page.y + 2 * page.h))
            row(call, r, grid->students[i], grid);
    }
    ui_scroll_end(ui);
}

/* The skills of the plan from `first` on, as many as fit, and ways to the others. */
static int columns(
    struct screen_call *call, struct rect *bar, float width, int out[static SKILL_MAX])
{
    struct ui *ui = call->ui;
    struct skills *own = call->scratch;
    const struct classroom *classroom = call->classroom;
    int all = classroom->skill_in_plan_count;
    int fit = CLAMP((int)(width / 128), 1, MAX(all, 1));
    own->first = CLAMP(own->first, 0, all - fit);
    if (all > fit) {
        struct button later = {.key = "later",
            .label = T("Later skills"),
            .icon = "arrow-right",
            .icon_only = true,
            .look = BUTTON_QUIET,
            .disabled = own->first + fit >= all};
        if (ui_button(ui, rect_cut_right(bar, TARGET_MIN), later))
            own->first += fit;
        rect_cut_right(bar, 10);
        struct button earlier = {.key = "earlier",
            .label = T("Earlier skills"),
            .icon = "arrow-left",
            .icon_only = true,
            .look = BUTTON_QUIET,
            .disabled = own->first == 0};
        if (ui_button(ui, rect_cut_right(bar, TARGET_MIN), earlier))
            own->first -= fit;
        rect_cut_right(bar, 16);
        own->first = CLAMP(own->first, 0, all - fit);
    }
    for (int k = 0; k < fit && k < all; k++)
        out[k] = classroom->skills_in_plan[own->first + k];
    return MIN(fit, all);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct skills *own = call->scratch;
    struct rect page = part_page(ui);
    bool opened = own->opened; /* what is tapped in this pass is the subject of the next */
    const char *title =
        ui_fill(ui, T("Skills · {class}"), "class", call->classroom->plan.class_name, NULL);
    struct rect bar = board_page(call, &page, SCREEN_SKILLS, title);
    int students[STUDENT_MAX], skills[SKILL_MAX];
    struct grid grid = {.students = students, .skills = skills};
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 24, 14);
    struct rect across = inside;
    grid.names = rect_cut_left(&across, ui_is_small(ui) ? 170 : 220);
    grid.goals = rect_cut_right(&across, ui_is_small(ui) ? 90 : 120);
    rect_cut_right(&across, 12);
    grid.cells = across;
    grid.student_count = everyone(call, students);
    grid.skill_count = columns(call, &bar, across.w, skills);
    grid.cells.w = MIN(across.w, (float)grid.skill_count * COLUMN_MOST);
    bool beside = legend_width(ui) <= bar.w;
    if (grid.student_count == 0 || grid.skill_count == 0) {
        ui_text(ui, inside,
            (struct text_look){.size = 26, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            grid.student_count == 0
                ? T("There are no students in this class yet.")
                : T("This class has no skills yet: skills.csv in the class folder names them."));
        return;
    }
    legend(ui, beside ? bar : rect_cut_bottom(&inside, LEGEND));
    table(call, inside, &grid);
    if (opened && board_evidence(call, &own->set))
        own->opened = false;
}

/* No cell is open, whatever was looked at before. */
static void enter(struct screen_call *call)
{
    screen_wish(call, WISH_SUBJECT)->number = -1;
}

const struct screen screen_skills = {
    .name = "skills",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct skills),
    .report = REPORT_HISTORY,
    .frame = frame,
    .enter = enter,
};
