/* The answers behind one level of one student, and the teacher's own word on it. */
#include "model/mastery.h"
#include "screens/board_parts.h"

#include "base/str.h"

/* "4 of the last 5, on 2 days" as the rule of the skill says. */
static const char *rule_line(struct screen_call *call, int student, int skill)
{
    struct ui *ui = call->ui;
    struct mastery mastery = mastery_of(call->classroom, student, skill);
    struct mastery_rule rule = mastery_rule_of(&call->classroom->plan.skills[skill]);
    if (mastery.by_teacher)
        return T("Your word stands, until you take it back.");
    if (mastery.asked == 0)
        return T("No answers yet. Nothing is assumed.");
    const char *line = ui_fill(ui,
        TN("{right} right of the last {asked}. Got it means {need} of {last}.",
            "{right} right of the last {asked}. Got it means {need} of {last}, on {days} days.",
            rule.days),
        "right", ui_number(ui, mastery.right), "asked", ui_number(ui, mastery.asked), "need",
        ui_number(ui, rule.right), "last", ui_number(ui, rule.last), "days",
        ui_number(ui, rule.days), NULL);
    if (!mastery.by_estimate)
        return line;
    return ui_fill(ui, "{line} {older}", "line", line, "older",
        ui_fill(ui, T("Older answers, mostly right, make it “{level}”."), "level",
            board_level_name(ui, mastery.level), NULL),
        NULL);
}

static const char *what_happened(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    if (entry->kind == EVENT_MASTERY_SET && entry->level == MASTERY_NONE)
        return ui_fill(
            ui, T("You took your word back: {why}"), "why", part_apart(ui, entry->text), NULL);
    if (entry->kind == EVENT_MASTERY_SET)
        return ui_fill(ui, T("You said “{level}”: {why}"), "level",
            board_level_name(ui, entry->level), "why", part_apart(ui, entry->text), NULL);
    if (entry->kind == EVENT_EVIDENCE_IMPORTED)
        return board_result(call, entry);
    return board_answer(call, entry);
}

static bool is_evidence(const struct history_entry *entry)
{
    return entry->kind == EVENT_TICKET_SUBMITTED || entry->kind == EVENT_EVIDENCE_IMPORTED ||
           entry->kind == EVENT_MASTERY_SET;
}

static void answers(struct screen_call *call, struct rect r)
{
    enum { LINE = 52 };
    struct ui *ui = call->ui;
    const struct history *history = call->session->history;
    const struct theme *theme = ui_theme(ui);
    struct text_look day_look = {
        .size = 19, .color = theme->ink_soft, .vertical = ALIGN_CENTER, .lines = 1};
    int count = 0;
    float days = 100;
    for (int i = 0; history != NULL && i < history->entry_count; i++) {
        if (!is_evidence(&history->entries[i]))
            continue;
        count++;
        days = MAX(days, ui_text_width(ui, day_look, board_day(call, history->entries[i].day)) + 4);
    }
    days = MIN(days, r.w * 0.3f);
    struct rect body = ui_scroll_begin(ui, "answers", r, (float)count * LINE);
    for (int i = 0; history != NULL && i < history->entry_count; i++) {
        const struct history_entry *entry = &history->entries[i];
        if (!is_evidence(entry))
            continue;
        struct rect line = rect_cut_top(&body, LINE);
        if (line.y + LINE < r.y || line.y > r.y + r.h)
            continue;
        color ink = entry->in_window || entry->kind == EVENT_MASTERY_SET ? 0 : theme->ink_soft;
        const char *icon = entry->kind == EVENT_MASTERY_SET ? "account-star"
                           : entry->unsure                  ? "help"
                           : entry->right                   ? "check"
                           : entry->scored                  ? "close"
                                                            : "pencil";
        ui_icon(ui, rect_cut_left(&line, 34), icon, 24, ink);
        rect_cut_left(&line, 10);
        ui_text(ui, rect_cut_left(&line, days), day_look, board_day(call, entry->day));
        rect_cut_left(&line, 12);
        ui_text(ui, line,
            (struct text_look){.size = 20,
                .color = ink,
                .vertical = ALIGN_CENTER,
                .lines = 2,
                .line_height = 1.15f,
                .min_size = 15},
            what_happened(call, entry));
    }
    ui_scroll_end(ui);
}

/* A level, then why: the word of the teacher is never without a reason. */
static void own_word(struct screen_call *call, struct rect r, enum mastery_level *set)
{
    static const char *const reasons[] = {
        N_("I saw it in class"), N_("We talked it through"), N_("From other work")};
    static const enum mastery_level levels[] = {
        MASTERY_NOT_YET, MASTERY_GETTING_THERE, MASTERY_GOT_IT, MASTERY_NONE};
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    bool picked = *set != MASTERY_COUNT;
    int count = picked ? COUNT_OF(reasons) : COUNT_OF(levels);
    ui_text(ui, rect_cut_top(&r, 34),
        (struct text_look){.size = 20, .color = ui_theme(ui)->ink_soft, .lines = 1},
        picked ? T("Why?") : T("Your own word:"));
    for (int i = 0; i < count; i++) {
        struct button button = {.key = picked ? "why" : "level",
            .index = i,
            .size = 20,
            .look = BUTTON_QUIET,
            .label = picked                      ? T(reasons[i])
                     : levels[i] == MASTERY_NONE ? T("by the rule")
                                                 : board_level_name(ui, levels[i])};
        if (!ui_button(ui, rect_column(r, i, count, 12), button))
            continue;
        if (!picked) {
            *set = levels[i];
            continue;
        }
        struct action *action = screen_action(call, ACTION_SET_MASTERY);
        action->student = session->subject;
        STR_COPY(action->skill, call->classroom->plan.skills[session->subject_skill].code);
        STR_COPY(action->text, T(reasons[i]));
        action->level = *set;
        screen_act(call, action, SCREEN_NONE, NOTICE_SAVED);
        *set = MASTERY_COUNT;
    }
}

bool board_evidence(struct screen_call *call, enum mastery_level *set)
{
    struct ui *ui = call->ui;
    const struct session *session = call->session;
    const struct plan *plan = &call->classroom->plan;
    if (session->subject < 0 || session->subject_skill < 0)
        return true;
    const struct skill *skill = &plan->skills[session->subject_skill];
    struct mastery mastery = mastery_of(call->classroom, session->subject, session->subject_skill);
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(980, canvas.w - 40), MIN(700, canvas.h - 30));
    const char *name = board_student_name(call, session->subject);
    ui_modal_begin(
        ui, box, ui_fill(ui, "{name}, {skill}", "name", name, "skill", skill->code, NULL));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 36, 24);
    struct rect head = rect_cut_top(&inside, TARGET_MIN);
    bool done = board_close_button(ui, &head, true);
    rect_cut_right(&head, 16);
    float level_width = board_level_chip_width(ui, mastery.level, 220);
    struct rect mark = rect_center(rect_cut_right(&head, level_width), level_width, 56);
    board_level_chip(ui, mark, mastery.level);
    ui_node(ui, ROLE_TEXT, mark, board_level_name(ui, mastery.level), "");
    rect_cut_right(&head, 16);
    ui_heading(ui, rect_cut_top(&head, 40),
        (struct text_look){.font = FONT_SHOW, .size = 28, .lines = 1},
        ui_fill(ui, "{name} · {skill}", "name", name, "skill", skill->code, NULL));
    ui_text(ui, head, (struct text_look){.size = 20, .color = ui_theme(ui)->ink_soft, .lines = 1},
        skill->goal);
    rect_cut_top(&inside, 12);
    struct text_look rule_look = {.size = 22, .vertical = ALIGN_CENTER};
    const char *rule = rule_line(call, session->subject, session->subject_skill);
    float rule_high = MAX(36, ui_text_height(ui, rule_look, inside.w, rule));
    ui_text(ui, rect_cut_top(&inside, rule_high), rule_look, rule);
    rect_cut_top(&inside, 8);
    own_word(call, rect_cut_bottom(&inside, 34 + TARGET_MIN), set);
    rect_cut_bottom(&inside, 12);
    answers(call, inside);
    ui_modal_end(ui);
    return done;
}
