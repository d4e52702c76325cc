/* What the Groups page asks over itself. */
#include "screens/groups_page.h"

#include "base/str.h"

static void close_over(struct screen_call *call)
{
    struct groups *own = call->scratch;
    own->over = OVER_NOTHING;
}

struct rect groups_box(struct screen_call *call, float width, float height, const char *title,
    const char *leave, struct rect *beside)
{
    struct ui *ui = call->ui;
    struct rect canvas = ui_canvas(ui);
    struct rect box = rect_center(canvas, MIN(width, canvas.w - 40), MIN(height, canvas.h - 24));
    ui_modal_begin(ui, box, title);
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, 32, 22);
    ui_heading(ui, rect_cut_top(&inside, 48),
        (struct text_look){.font = FONT_SHOW, .size = 28, .vertical = ALIGN_CENTER, .lines = 1},
        title);
    struct rect foot = rect_cut_bottom(&inside, TARGET_MIN);
    rect_cut_bottom(&inside, 12);
    struct button close = {
        .key = "close", .label = leave, .look = BUTTON_QUIET, .size = 24, .is_cancel = true};
    if (ui_button(ui, rect_cut_right(&foot, MIN(240, foot.w)), close))
        close_over(call);
    rect_cut_right(&foot, 16);
    if (beside != NULL)
        *beside = foot;
    return inside;
}

static struct rect begin_box(
    struct screen_call *call, float width, float height, const char *title, const char *leave)
{
    return groups_box(call, width, height, title, leave, NULL);
}

/* --- Move to ---------------------------------------------------------------------------------- */

static void move_line(struct screen_call *call, struct rect r, int student, int slot,
    const struct grouping_price *price)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    const struct theme *theme = ui_theme(ui);
    bool here = price == NULL;
    const char *text = here ? T("here now") : groups_say_price(call, price);
    ui_fill_rect(ui, r, 20, theme->hue_soft[board_group_hue(slot)]);
    struct rect inside = rect_inset(r, 14, 4);
    ui_icon(ui, rect_cut_left(&inside, 40), groups_desk(call)->result.groups[slot].icon, 30, 0);
    rect_cut_left(&inside, 10);
    struct text_look look = {.quiet = true,
        .font = FONT_SHOW,
        .size = 24,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = 16};
    ui_text(ui, rect_cut_left(&inside, inside.w * 0.36f), look, groups_name(call, slot));
    rect_cut_left(&inside, 10);
    ui_text(ui, inside,
        (struct text_look){
            .quiet = true, .size = 20, .vertical = ALIGN_CENTER, .lines = 2, .min_size = 14},
        text);
    if (!ui_tap_area(ui, r,
            (struct tap_area){.key = "to",
                .index = slot,
                .name = groups_name(call, slot),
                .value = text,
                .role = ROLE_CHOICE,
                .selected = here,
                .radius = 20}))
        return;
    if (!here && price->swap >= 0)
        groups_change(call, DESK_SWAP, student, price->swap);
    else if (!here)
        groups_change(call, DESK_MOVE, student, slot);
    own->over = OVER_NOTHING;
}

static void over_move(struct screen_call *call)
{
    enum { LINE = 68, GAP = 8 };
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    const struct grouping_desk *desk = groups_desk(call);
    int student = own->chosen - 1, count = desk->result.group_count, next = 0;
    struct grouping_reason reason;
    if (student < 0) {
        own->over = OVER_NOTHING;
        return;
    }
    grouping_explain(desk->grouping, &desk->result.placement, student, &reason);
    const char *title =
        ui_fill(ui, T("Where should {name} be?"), "name", board_student_name(call, student), NULL);
    float high = (float)count * (LINE + GAP);
    struct rect inside = begin_box(call, 900, high + 190, title, T("Leave it"));
    struct rect body = ui_scroll_begin(ui, "move", inside, high);
    for (int slot = 0; slot < count; slot++) {
        const struct grouping_price *price = NULL;
        if (next < reason.price_count && reason.prices[next].slot == slot)
            price = &reason.prices[next++];
        move_line(call, rect_cut_top(&body, LINE), student, slot, price);
        rect_cut_top(&body, GAP);
    }
    ui_scroll_end(ui);
    ui_modal_end(ui);
}

/* --- From what -------------------------------------------------------------------------------- */

static void choose_days(struct screen_call *call, struct rect r)
{
    static const int days[] = {3, 7, 14, 30};
    struct ui *ui = call->ui;
    const struct grouping_desk_scheme *scheme = grouping_desk_front(groups_desk(call));
    for (int i = 0; i < (int)COUNT_OF(days); i++) {
        bool chosen = scheme->days == days[i];
        struct button button = {.key = "days",
            .index = i,
            .label = ui_fill(ui, TN("{count} day", "{count} days", days[i]), "count",
                ui_number(ui, days[i]), NULL),
            .look = chosen ? BUTTON_SELECTED : BUTTON_QUIET,
            .role = ROLE_CHOICE,
            .selected = chosen,
            .size = 22};
        if (ui_button(ui, rect_column(r, i, COUNT_OF(days), 12), button) && !chosen)
            groups_change(call, DESK_DAYS, -1, days[i]);
    }
}

static void over_source(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk_scheme *scheme = grouping_desk_front(groups_desk(call));
    bool by_skill = scheme->skill >= 0;
    struct rect inside =
        begin_box(call, 760, by_skill ? 480 : 390, T("What the groups are made from"), T("Close"));
    ui_text(ui, rect_cut_top(&inside, 34),
        (struct text_look){.size = 20, .color = ui_theme(ui)->ink_soft, .lines = 1},
        T("Answers of the last"));
    choose_days(call, rect_cut_top(&inside, TARGET_MIN));
    rect_cut_top(&inside, 12);
    struct button first = {.key = "teacher-first",
        .label = T("The group that needs it most meets the teacher first"),
        .icon = scheme->teacher_first ? "checkbox-marked" : "checkbox-blank-outline",
        .look = BUTTON_QUIET,
        .role = ROLE_CHECK,
        .selected = scheme->teacher_first,
        .size = 21};
    if (ui_button(ui, rect_cut_top(&inside, TARGET_MIN), first))
        groups_change(call, DESK_TEACHER_FIRST, -1, 0);
    rect_cut_top(&inside, 12);
    struct button all = {.key = "all-skills",
        .label = ui_fill(ui, T("All skills, not only {skill}"), "skill",
            part_apart(ui, by_skill ? call->classroom->plan.skills[scheme->skill].code : ""), NULL),
        .icon = "chart-bar",
        .look = BUTTON_QUIET,
        .size = 22};
    if (by_skill && ui_button(ui, rect_cut_top(&inside, TARGET_MIN), all))
        groups_change(call, DESK_SKILL, -1, -1);
    ui_modal_end(ui);
}

/* --- Who is here ------------------------------------------------------------------------------ */

static void person(struct screen_call *call, struct rect r, int student)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    bool here = !groups_desk(call)->absent[student];
    ui_fill_rect(ui, r, 16, here ? theme->hue_soft[HUE_LEAF] : theme->card);
    ui_ring(ui, r, 16, theme->line_width, theme->line);
    struct rect inside = rect_inset(r, 10, 0);
    ui_icon(ui, rect_cut_right(&inside, 28), here ? "check" : "account-off", 22,
        here ? theme->hue_ink[HUE_LEAF] : theme->ink_soft);
    board_student(call, inside, student, 22, here ? 0 : theme->ink_soft);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "here",
                .index = student,
                .name = board_student_name(call, student),
                .value = here ? T("here") : T("absent"),
                .role = ROLE_CHECK,
                .selected = here,
                .radius = 16}))
        groups_change(call, DESK_ABSENT, student, 0);
}

struct button groups_everybody(struct ui *ui)
{
    return (struct button){.key = "everybody",
        .label = T("Everybody is here"),
        .icon = "check-all",
        .look = BUTTON_QUIET,
        .size = 22};
}

static void over_people(struct screen_call *call)
{
    enum { LINE = 62, GAP = 8 };
    struct ui *ui = call->ui;
    const struct classroom *classroom = call->classroom;
    int students[STUDENT_MAX], count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            students[count++] = i;
    int across = ui_canvas(ui).w > 1100 ? 5 : 4, rows = (count + across - 1) / across;
    float high = (float)rows * (LINE + GAP);
    struct rect inside =
        begin_box(call, 1240, high + 190 + TARGET_MIN + 12, T("Who is in the groups"), T("Close"));
    struct button all = groups_everybody(ui);
    struct rect foot = rect_cut_top(&inside, TARGET_MIN);
    if (ui_button(ui, rect_cut_left(&foot, MIN(ui_button_width(ui, all), foot.w)), all))
        groups_change(call, DESK_ABSENT, -1, 0);
    rect_cut_top(&inside, 12);
    float line = ui_scroll_row(inside.h, rows, LINE, GAP);
    struct rect body = ui_scroll_begin(ui, "people", inside, (float)rows * (line + GAP) - GAP);
    for (int i = 0; i < count; i++) {
        struct rect row = {body.x, body.y + (float)(i / across) * (line + GAP), body.w, line};
        person(call, rect_column(row, i % across, across, GAP), students[i]);
    }
    ui_scroll_end(ui);
    ui_modal_end(ui);
}

/* --- Rules ------------------------------------------------------------------------------------ */

static void paragraph(struct ui *ui, struct rect *body, const char *title, const char *text)
{
    struct text_look look = {.size = 22};
    if (text[0] == '\0')
        return;
    ui_heading(ui, rect_cut_top(body, 36),
        (struct text_look){.font = FONT_SHOW, .size = 22, .vertical = ALIGN_CENTER, .lines = 1},
        title);
    float high = ui_text_height(ui, look, body->w, text) + 4;
    ui_text(ui, rect_cut_top(body, high), look, text);
    rect_cut_top(body, 12);
}

static void over_rules(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    const struct grouping_verdict *verdict = &desk->verdict;
    struct groups_state state = groups_say_state(call);
    struct rect inside = begin_box(call, 860, 560, T("Rules"), T("Close"));
    struct rect body = ui_scroll_begin(ui, "rules", inside, 900);
    const char *broken = groups_say_demands(call, verdict->broken, verdict->broken_count);
    const char *missed = groups_say_demands(call, verdict->missed, verdict->missed_count);
    paragraph(ui, &body, state.text, groups_say_trouble(call));
    paragraph(ui, &body, T("Broken"), broken);
    paragraph(ui, &body, T("Wishes not met"), missed);
    if (verdict->broken_count + verdict->missed_count == 0)
        paragraph(ui, &body, T("All rules kept"),
            desk->result.sizes_widened ? T("The rules demand groups of different sizes.")
                                       : T("Nothing stands in the way."));
    ui_scroll_end(ui);
    ui_modal_end(ui);
}

/* --- Regroup ---------------------------------------------------------------------------------- */

static void over_regroup(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    struct rect inside = begin_box(call, 700, 350, T("Who should be grouped anew?"), T("Leave it"));
    struct button rest = {.key = "rest",
        .label = T("The rest: who I moved stays"),
        .icon = "account-check",
        .look = BUTTON_PRIMARY,
        .size = 24};
    struct button all = {.key = "all",
        .label = T("Everybody, but for the locked"),
        .icon = "account-multiple",
        .look = BUTTON_QUIET,
        .size = 24};
    bool with_rest = ui_button(ui, rect_cut_top(&inside, TARGET_MIN), rest);
    rect_cut_top(&inside, 12);
    bool with_all = ui_button(ui, rect_cut_top(&inside, TARGET_MIN), all);
    ui_modal_end(ui);
    if (!with_rest && !with_all)
        return;
    groups_change(call, with_rest ? DESK_FORM_REST : DESK_FORM, -1, 0);
    own->over = OVER_NOTHING;
}

void groups_over(struct screen_call *call)
{
    const struct groups *own = call->scratch;
    switch (own->over) {
    case OVER_NOTHING: break;
    case OVER_MOVE: over_move(call); break;
    case OVER_SOURCE: over_source(call); break;
    case OVER_PEOPLE: over_people(call); break;
    case OVER_RULES: over_rules(call); break;
    case OVER_REGROUP: over_regroup(call); break;
    case OVER_PUBLISH: groups_publish(call); break;
    case OVER_PRINTED: groups_printed(call); break;
    case OVER_OWN: groups_own(call); break;
    }
}
