/* A goal that the teacher sets: the ready ones first. */
#include "model/goal.h"
#include "model/mastery.h"
#include "screens/learner.h"

#include "base/str.h"

enum { ROW = 76, ROW_GAP = 8 };

static int candidates(const struct screen_call *call, int out[static SKILL_MAX])
{
    const struct classroom *classroom = call->classroom;
    int student = call->session->subject, count = 0;
    for (int pass = 0; pass < 3; pass++) /* ready, not ready, got */
        for (int k = 0; k < classroom->skill_in_plan_count; k++) {
            int skill = classroom->skills_in_plan[k];
            bool got = mastery_of(classroom, student, skill).level == MASTERY_GOT_IT;
            int of = got ? 2 : goal_is_ready(classroom, student, skill) ? 0 : 1;
            if (of == pass)
                out[count++] = skill;
        }
    return count;
}

static void set_goal(struct screen_call *call, struct learner_goals *own, int skill)
{
    struct action *action = screen_action(call, ACTION_SET_GOAL);
    action->student = call->session->subject;
    STR_COPY(action->skill, call->classroom->plan.skills[skill].code);
    STR_COPY(action->text, own->note);
    screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
    own->open = false;
}

static const char *how_ready(struct screen_call *call, int skill)
{
    struct ui *ui = call->ui;
    int student = call->session->subject;
    if (mastery_of(call->classroom, student, skill).level == MASTERY_GOT_IT)
        return T("got it");
    return goal_is_ready(call->classroom, student, skill) ? T("ready")
                                                          : T("needs other skills first");
}

static void choices(struct screen_call *call, struct rect r, struct learner_goals *own)
{
    struct ui *ui = call->ui;
    int skills[SKILL_MAX];
    int count = candidates(call, skills);
    struct rect body = ui_scroll_begin(ui, "goals", r, (float)count * (ROW + ROW_GAP));
    for (int i = 0; i < count; i++) {
        struct rect row = rect_cut_top(&body, ROW);
        rect_cut_top(&body, ROW_GAP);
        if (row.y + ROW < r.y - r.h || row.y > r.y + 2 * r.h)
            continue;
        const struct skill *skill = &call->classroom->plan.skills[skills[i]];
        const char *how = how_ready(call, skills[i]);
        ui_fill_rect(ui, row, 20, ui_theme(ui)->paper);
        struct rect inside = rect_inset(row, 18, 6);
        ui_text(ui, rect_cut_bottom(&inside, 26),
            (struct text_look){
                .size = 18, .color = ui_theme(ui)->ink_soft, .lines = 1, .quiet = true},
            ui_fill(ui, "{code} · {how}", "code", skill->code, "how", how, NULL));
        ui_text(ui, inside,
            (struct text_look){.size = 22, .vertical = ALIGN_CENTER, .lines = 1, .quiet = true},
            skill->goal);
        if (ui_tap_area(ui, row,
                (struct tap_area){.key = "set",
                    .index = skills[i],
                    .name = skill->goal,
                    .value = how,
                    .radius = 20}))
            set_goal(call, own, skills[i]);
    }
    ui_scroll_end(ui);
}

static void head(struct screen_call *call, struct rect r, struct learner_goals *own)
{
    struct ui *ui = call->ui;
    if (board_close_button(ui, &r, !own->writing))
        own->open = false;
    rect_cut_right(&r, 12);
    struct button note = {.key = "note",
        .label = own->note[0] != '\0' ? own->note : T("Add a note"),
        .icon = "pencil",
        .look = BUTTON_QUIET,
        .size = 22};
    if (!own->writing) {
        float width = MIN(ui_button_width(ui, note), r.w * 0.5f);
        if (ui_button(ui, rect_cut_right(&r, width), note))
            own->writing = true;
        rect_cut_right(&r, 16);
    }
    ui_heading(ui, r,
        (struct text_look){.font = FONT_SHOW, .size = 28, .vertical = ALIGN_CENTER, .lines = 1},
        ui_fill(ui, T("A goal for {name}"), "name",
            board_student_name(call, call->session->subject), NULL));
}

static void write_note(struct screen_call *call, struct rect r, struct learner_goals *own)
{
    struct ui *ui = call->ui;
    if (own->keyboard.layout == KEYBOARD_ABC && !own->keyboard.user_choice)
        own->keyboard.layout = keyboard_for(call->session->language, false);
    struct rect keys = part_keyboard(ui, &r);
    rect_cut_bottom(&r, 10);
    struct rect foot = rect_cut_right(&r, 200);
    rect_cut_right(&r, 12);
    struct text_field field = {.key = "goal-note",
        .name = T("A note to the student"),
        .placeholder = T("Why this goal?"),
        .size = 26,
        .focus_first = true};
    ui_text_field(ui, r, field, own->note, sizeof own->note);
    struct button done = {.key = "note-done",
        .label = T("Next"),
        .look = BUTTON_PRIMARY,
        .size = 26,
        .is_cancel = true}; /* the note stays */
    if (ui_button(ui, rect_center(foot, 200, TARGET_MIN), done))
        own->writing = false;
    ui_keyboard(ui, keys, &own->keyboard);
}

void learner_goals(struct screen_call *call, struct learner_goals *own)
{
    if (!own->open)
        return;
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = own->writing ? rect_inset(canvas, 10, 10)
                                   : rect_center(canvas, MIN(980, canvas.w - 40), canvas.h - 40);
    ui_modal_begin(ui, box, T("Set a goal"));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 32, own->writing ? 14 : 24);
    head(call, rect_cut_top(&inside, TARGET_MIN), own);
    rect_cut_top(&inside, 12);
    if (own->writing)
        write_note(call, inside, own);
    else
        choices(call, inside, own);
    ui_modal_end(ui);
}
