/* My path: skills in order, what I have got, and what is ready for me. */
#include "base/str.h"
#include "model/goal.h"
#include "model/mastery.h"
#include "screens/parts.h"

enum { PATH_SHOWN_MAX = 12 };

struct looking {
    bool said;
};

struct path_row {
    const char *name;
    int skills[SKILL_MAX];
    int count;
};

/* The skills of each path, by step. */
static int collect(const struct classroom *classroom, struct path_row *rows)
{
    const struct plan *plan = &classroom->plan;
    int count = 0;
    for (int k = 0; k < classroom->skill_in_plan_count; k++) {
        int i = classroom->skills_in_plan[k];
        const char *name = plan->skills[i].path;
        int at = 0;
        while (at < count && !str_equal(rows[at].name, name))
            at++;
        if (at == PATH_SHOWN_MAX)
            continue;
        if (at == count)
            rows[count++].name = name;
        struct path_row *row = &rows[at];
        int place = row->count++;
        while (place > 0 && plan->skills[row->skills[place - 1]].step > plan->skills[i].step) {
            row->skills[place] = row->skills[place - 1];
            place--;
        }
        row->skills[place] = i;
    }
    return count;
}

struct step_look {
    const char *icon, *label;
    color ink;
    bool later;
};

static struct step_look step_look(struct screen_call *call, int skill)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    struct mastery mastery = mastery_of(call->classroom, call->session->student, skill);
    bool goal =
        str_equal(call->classroom->plan.skills[skill].code, screen_student_state(call)->goal);
    if (mastery.level == MASTERY_GOT_IT)
        return (struct step_look){
            .icon = "check-circle", .label = T("Got it"), .ink = theme->hue_ink[HUE_LEAF]};
    if (goal)
        return (struct step_look){
            .icon = "flag-variant", .label = T("My goal now"), .ink = theme->primary};
    if (mastery.level == MASTERY_GETTING_THERE)
        return (struct step_look){
            .icon = "🌱", .label = T("Getting there"), .ink = theme->hue_ink[HUE_SKY]};
    if (goal_is_ready(call->classroom, call->session->student, skill))
        return (struct step_look){
            .icon = "star-outline", .label = T("Ready for you"), .ink = theme->hue_ink[HUE_PLUM]};
    return (struct step_look){
        .icon = "clock", .label = T("Later"), .ink = theme->ink_soft, .later = true};
}

enum { HEAD = 56, GAP = 24, SIDE = 26, TOP = 18, MARK = 52, BESIDE = 18, STEP_GAP = 16 };

static const struct text_look goal_look = {.size = 22, .vertical = ALIGN_END};

static const char *goal_text(struct screen_call *call, int skill, int number)
{
    struct ui *ui = call->ui;
    return ui_fill(ui, T("{number}. {goal}"), "number", ui_number(ui, number), "goal",
        part_class_words(ui, call->classroom->plan.skills[skill].goal), NULL);
}

static const char *path_name(struct ui *ui, const struct path_row *row)
{
    return row->name[0] != '\0' ? part_class_words(ui, row->name) : T("More goals");
}

static float label_height(const struct ui *ui)
{
    return 30 * ui_text_scale(ui);
}

/* The whole goal, in as many lines as it takes. */
static float step_height(struct screen_call *call, float width, int skill, int number)
{
    struct ui *ui = call->ui;
    float words = ui_text_height(
        ui, goal_look, width - 2 * SIDE - MARK - BESIDE, goal_text(call, skill, number));
    return words + label_height(ui) + STEP_GAP;
}

static float card_height(struct screen_call *call, float width, const struct path_row *row)
{
    float height = HEAD + 2 * TOP;
    for (int k = 0; k < row->count; k++)
        height += step_height(call, width, row->skills[k], k + 1);
    return height;
}

static void step(struct screen_call *call, struct rect r, int skill, int number)
{
    struct ui *ui = call->ui;
    struct step_look look = step_look(call, skill);
    rect_cut_top(&r, STEP_GAP - 2);
    struct rect mark = rect_cut_left(&r, MARK);
    ui_icon(ui, rect_center(mark, 44, 44), look.icon, 40, look.ink);
    rect_cut_left(&r, BESIDE);
    struct rect label = rect_cut_bottom(&r, label_height(ui));
    ui_text(ui, label, (struct text_look){.size = 18, .color = look.ink, .lines = 1}, look.label);
    ui_text(ui, r, goal_look, goal_text(call, skill, number));
}

static void path_card(struct screen_call *call, struct rect card, const struct path_row *row)
{
    struct ui *ui = call->ui;
    ui_card(ui, card, RADIUS_CARD, ui_theme(ui)->card);
    struct rect body = rect_inset(card, SIDE, TOP);
    ui_heading(ui, rect_cut_top(&body, HEAD),
        (struct text_look){.font = FONT_SHOW, .size = 32, .vertical = ALIGN_CENTER, .lines = 1},
        path_name(ui, row));
    for (int k = 0; k < row->count; k++) {
        float high = step_height(call, card.w, row->skills[k], k + 1);
        step(call, rect_cut_top(&body, high), row->skills[k], k + 1);
    }
}

/* A path in the order shown. What is for later is only for the eye: it may be dozens of goals. */
static const char *say_path(struct screen_call *call, const char *text, const struct path_row *row)
{
    struct ui *ui = call->ui;
    text = part_and_say(ui, text, path_name(ui, row));
    for (int k = 0; k < row->count; k++) {
        struct step_look look = step_look(call, row->skills[k]);
        if (look.later)
            continue;
        text = part_and_say(ui, text, goal_text(call, row->skills[k], k + 1));
        text = part_and_say(ui, text, look.label);
    }
    return text;
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct looking *own = call->scratch;
    struct rect page = part_page(ui);
    const char *title = T("My path"), *none = T("Your teacher has not made a path yet.");
    struct path_row *rows = arena_array(ui_frame_arena(ui), struct path_row, PATH_SHOWN_MAX);
    int count = rows != NULL ? collect(call->classroom, rows) : 0;
    const char *words = count > 0 ? title : part_and_say(ui, title, none);
    for (int i = 0; i < count; i++)
        words = say_path(call, words, &rows[i]);
    struct rect bar = part_top_bar(call, &page, SCREEN_HOME, title);
    part_speak_button(call, rect_cut_right(&bar, 64), words);
    part_say_once(call, &own->said, words);
    if (count == 0) {
        ui_text(ui, page,
            (struct text_look){.size = 28, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER}, none);
        return;
    }
    int columns = count > 1 && page.w > 1000 ? 2 : 1;
    float width = rect_column(page, 0, columns, GAP).w, heights[2] = {0, 0};
    for (int i = 0; i < count; i++)
        heights[i % columns] += card_height(call, width, &rows[i]) + GAP;
    struct rect inside = ui_scroll_begin(ui, "path", page, MAX(heights[0], heights[1]));
    float used[2] = {0, 0};
    for (int i = 0; i < count; i++) {
        struct rect column = rect_column(inside, i % columns, columns, GAP);
        float height = card_height(call, width, &rows[i]);
        path_card(
            call, (struct rect){column.x, inside.y + used[i % columns], width, height}, &rows[i]);
        used[i % columns] += height + GAP;
    }
    ui_scroll_end(ui);
}

const struct screen screen_path = {
    .name = "path",
    .flags = SCREEN_NEEDS_STUDENT | SCREEN_SWITCHES,
    .scratch_size = sizeof(struct looking),
    .frame = frame,
};
