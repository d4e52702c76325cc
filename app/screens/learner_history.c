/* What happened with one student, in words. */
#include "screens/learner.h"

enum { LINE = 84 };

static const char *skill_words(const struct screen_call *call, const char *code)
{
    int skill = plan_find_skill(&call->classroom->plan, code);
    return skill >= 0 ? call->classroom->plan.skills[skill].goal : code;
}

static const char *goal_text(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    bool set = entry->kind == EVENT_GOAL_SET;
    if (set && entry->skill[0] == '\0')
        return T("You lifted the goal you had set.");
    const char *goal = skill_words(call, entry->skill);
    const char *text = ui_fill(ui, set ? T("You set the goal “{goal}”.") : T("Chose “{goal}”."),
        "goal", part_apart(ui, goal), NULL);
    if (entry->text[0] == '\0')
        return text;
    return ui_fill(
        ui, T("{what} Why: {reason}"), "what", text, "reason", part_apart(ui, entry->text), NULL);
}

static const char *reflection_text(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    if (entry->feeling == 0)
        return entry->text;
    return ui_fill(ui, entry->text[0] != '\0' ? T("{face} {feeling}: {text}") : "{face} {feeling}",
        "face", part_face(entry->feeling), "feeling", part_feeling(ui, entry->feeling), "text",
        part_apart(ui, entry->text), NULL);
}

static const char *visit_text(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    int station = plan_find_station(&call->classroom->plan, entry->about);
    return ui_fill(ui, T("Was at {station}"), "station",
        part_apart(ui, station >= 0 ? call->classroom->plan.stations[station].name : entry->about),
        NULL);
}

static const char *word_text(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    const char *pattern = entry->level == MASTERY_NONE
                              ? T("You took back your word on “{goal}”: {why}")
                              : T("You said “{level}” for “{goal}”: {why}");
    return ui_fill(ui, pattern, "level", board_level_name(ui, entry->level), "goal",
        part_apart(ui, skill_words(call, entry->skill)), "why", part_apart(ui, entry->text), NULL);
}

const char *learner_entry_text(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    switch (entry->kind) {
    case EVENT_GOAL_CHOSEN:
    case EVENT_GOAL_SET: return goal_text(call, entry);
    case EVENT_TICKET_SUBMITTED: return board_answer(call, entry);
    case EVENT_MASTERY_SET: return word_text(call, entry);
    case EVENT_EVIDENCE_IMPORTED: return board_result(call, entry);
    case EVENT_REFLECTION_SUBMITTED: return reflection_text(call, entry);
    case EVENT_KUDOS_GIVEN:
        return ui_fill(ui, T("You wrote: {text}"), "text", part_apart(ui, entry->text), NULL);
    case EVENT_VISIT_STARTED: return visit_text(call, entry);
    default: return "";
    }
}

static const char *entry_icon(const struct history_entry *entry)
{
    switch (entry->kind) {
    case EVENT_GOAL_CHOSEN:
    case EVENT_GOAL_SET: return "flag";
    case EVENT_TICKET_SUBMITTED:
        return entry->unsure    ? "help"
               : entry->right   ? "check"
               : !entry->scored ? "pencil"
                                : "close";
    case EVENT_MASTERY_SET: return "account-star";
    case EVENT_EVIDENCE_IMPORTED: return "file-import";
    case EVENT_REFLECTION_SUBMITTED: return "comment-text-outline";
    case EVENT_KUDOS_GIVEN: return "star";
    default: return "walk";
    }
}

/* For whom the icon is not seen. */
static const char *entry_value(struct screen_call *call, const struct history_entry *entry)
{
    struct ui *ui = call->ui;
    const char *day = board_day(call, entry->day);
    if (entry->kind != EVENT_TICKET_SUBMITTED || entry->unsure || !entry->scored)
        return day;
    return ui_fill(
        ui, "{day}, {mark}", "day", day, "mark", entry->right ? T("right") : T("not right"), NULL);
}

static void line(struct screen_call *call, struct rect r, int index, int *read)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct history_entry *entry = &call->session->history->entries[index];
    const char *text = learner_entry_text(call, entry);
    struct rect inside = rect_inset(r, 6, 2);
    ui_icon(ui, rect_cut_left(&inside, 34), entry_icon(entry), 26, theme->ink_soft);
    rect_cut_left(&inside, 12);
    ui_text(ui, rect_cut_top(&inside, 26),
        (struct text_look){.size = 18, .color = theme->ink_soft, .lines = 1, .quiet = true},
        board_day(call, entry->day));
    ui_text(ui, inside, (struct text_look){.size = 20, .lines = 2, .quiet = true}, text);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "happened",
                .index = index,
                .name = text,
                .value = entry_value(call, entry),
                .radius = 12}))
        *read = index;
}

void learner_history(struct screen_call *call, struct rect r, int *read)
{
    struct ui *ui = call->ui;
    const struct history *history = call->session->history;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 22, 14);
    ui_heading(ui, rect_cut_top(&inside, 38),
        (struct text_look){.font = FONT_SHOW, .size = 24, .vertical = ALIGN_CENTER, .lines = 1},
        T("What happened"));
    int count = history != NULL ? history->entry_count : 0;
    if (count == 0) {
        ui_text(ui, inside, (struct text_look){.size = 22, .color = ui_theme(ui)->ink_soft},
            T("Nothing yet."));
        return;
    }
    bool cut = history->cut;
    struct rect body = ui_scroll_begin(ui, "happened", inside, (float)(count + cut) * LINE);
    for (int i = 0; i < count; i++) {
        struct rect row = rect_cut_top(&body, LINE);
        /* A screen above and below and both ends, so that the focus finds what comes next. */
        bool is_end = i == 0 || i == count - 1;
        if (is_end || (row.y + LINE > inside.y - inside.h && row.y < inside.y + 2 * inside.h))
            line(call, row, i, read);
    }
    if (cut)
        ui_text(ui, body,
            (struct text_look){
                .size = 20, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER},
            T("There is more, which only the export has."));
    ui_scroll_end(ui);
}
