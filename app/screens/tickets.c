/* One exit ticket in a minute: a suggestion, what each skill and item showed, who is behind it. */
#include "model/grouping.h"
#include "screens/board_parts.h"

#include "base/str.h"

struct tickets {
    int chosen; /* row: the skills, then the items */
};

/* From the best to nothing, as bars show them. */
static const enum mark marks[] = {
    MARK_GOT_IT, MARK_ALMOST, MARK_NOT_YET, MARK_UNSURE, MARK_GIVEN, MARK_NO_ANSWER};

static const char *mark_name(struct ui *ui, enum mark mark)
{
    switch (mark) {
    case MARK_GOT_IT: return T("got it");
    case MARK_ALMOST: return T("almost");
    case MARK_NOT_YET: return T("not yet");
    case MARK_UNSURE: return T("not sure yet");
    case MARK_GIVEN: return T("to read");
    case MARK_NO_ANSWER: return T("no answer");
    case MARK_ABSENT:
    case MARK_COUNT: break;
    }
    return T("absent");
}

static color mark_fill(const struct ui *ui, enum mark mark)
{
    const struct theme *theme = ui_theme(ui);
    switch (mark) {
    case MARK_GOT_IT: return theme->hue_soft[HUE_LEAF];
    case MARK_ALMOST: return theme->hue_soft[HUE_SUN];
    case MARK_NOT_YET: return theme->hue_soft[HUE_CORAL];
    case MARK_UNSURE: return theme->hue_soft[HUE_PLUM];
    case MARK_GIVEN: return theme->hue_soft[HUE_SKY];
    default: return theme->line;
    }
}

/* As in the grid of skills; without a sign of ours a letter stands for it. */
static void mark_sign(struct ui *ui, struct rect r, enum mark mark, float size)
{
    static const char *const icons[MARK_COUNT] = {[MARK_GOT_IT] = "check",
        [MARK_NOT_YET] = "minus",
        [MARK_GIVEN] = "message-text",
        [MARK_NO_ANSWER] = "checkbox-blank-outline",
        [MARK_ABSENT] = "account-off"};
    struct text_look look = {
        .quiet = true, .size = size, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1};
    if (icons[mark] != NULL)
        ui_icon(ui, r, icons[mark], size, ui_theme(ui)->ink);
    else
        ui_text(ui, r, look, mark == MARK_ALMOST ? "~" : "?");
}

/* --- Which ticket ---------------------------------------------------------------------------- */

static void other_ticket(struct screen_call *call, int by)
{
    const struct classroom *classroom = call->classroom;
    int count = classroom->ticket_in_plan_count;
    for (int k = 0; k < count; k++)
        if (classroom->tickets_in_plan[k] == call->session->ticket_report->ticket) {
            struct wish *wish = screen_wish(call, WISH_SUBJECT);
            wish->number = classroom->tickets_in_plan[(k + by + count) % count];
            return;
        }
}

static void choose_ticket(struct screen_call *call, struct rect *bar)
{
    struct ui *ui = call->ui;
    struct tickets *own = call->scratch;
    int step = board_step_buttons(ui, bar, T("Next ticket"), T("Previous ticket"));
    if (step == 0)
        return;
    other_ticket(call, step);
    own->chosen = 0;
}

/* --- The suggestion -------------------------------------------------------------------------- */

static const char *suggestion_text(struct screen_call *call, const struct ticket_report *report)
{
    struct ui *ui = call->ui;
    const struct suggestion *found = &report->suggestion;
    const char *count = ui_number(ui, found->count), *of = ui_number(ui, found->of);
    const char *skill = found->skill >= 0 ? report->skills[found->skill].skill : "";
    return ui_fill(ui, T(suggestion_sentence(found->kind)), "count", count, "of", of, "number",
        ui_number(ui, found->item + 1), "skill", part_apart(ui, skill), NULL);
}

static void suggestion(struct screen_call *call, struct rect r, const struct ticket_report *report)
{
    struct ui *ui = call->ui;
    const struct suggestion *found = &report->suggestion;
    ui_fill_rect(ui, r, RADIUS_CARD, ui_theme(ui)->hue_soft[HUE_SUN]);
    struct rect inside = rect_inset(r, 22, 8);
    ui_icon(ui, rect_cut_left(&inside, 44), "lightbulb-outline", 36, 0);
    rect_cut_left(&inside, 14);
    struct button groups = {.key = "groups",
        .label = T("Make groups from it"),
        .icon = "account-multiple",
        .look = BUTTON_PRIMARY,
        .size = 22};
    if (found->kind == SUGGEST_RETEACH || found->kind == SUGGEST_SMALL_GROUP) {
        float width = MIN(ui_button_width(ui, groups), inside.w * 0.45f);
        if (ui_button(ui, rect_cut_right(&inside, width), groups)) {
            struct wish *wish = screen_wish(call, WISH_SUBJECT);
            wish->number = -1;
            wish->skill =
                plan_find_skill(&call->classroom->plan, report->skills[found->skill].skill);
            screen_go(call, SCREEN_GROUPS);
        }
        rect_cut_right(&inside, 14);
    }
    ui_text(ui, inside, (struct text_look){.size = 24, .vertical = ALIGN_CENTER, .lines = 2},
        suggestion_text(call, report));
}

/* --- Skills and items ------------------------------------------------------------------------ */

struct row {
    const char *title;
    const struct mark_list *list;
    const struct item_report *item; /* NULL: a skill */
};

enum { ROW_MAX = 2 * TICKET_ITEM_MAX, ROW_HEIGHT = 96 };

static int find_rows(
    struct screen_call *call, const struct ticket_report *report, struct row out[static ROW_MAX])
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int count = 0;
    for (int i = 0; i < report->skill_count; i++) {
        const char *code = report->skills[i].skill;
        int skill = plan_find_skill(plan, code);
        out[count++] = (struct row){
            .list = &report->skills[i].marks,
            .title = skill < 0 ? T("Questions without a skill")
                               : ui_fill(ui, "{code} · {goal}", "code", code, "goal",
                                     plan->skills[skill].goal, NULL),
        };
    }
    for (int i = 0; i < report->item_count; i++)
        if (report->items[i].asks)
            out[count++] = (struct row){
                .list = &report->items[i].marks,
                .item = &report->items[i],
                .title = ui_fill(ui, "{number}. {prompt}", "number", ui_number(ui, i + 1), "prompt",
                    plan->items[report->items[i].item].prompt, NULL),
            };
    return count;
}

/* Sign and number, with the word where there is room, and one above the other where there is not.
 */
static void say_count(
    struct ui *ui, struct rect part, enum mark mark, const char *count, const char *words)
{
    enum { SIGN = 20, GAP = 4 };
    struct text_look look = {
        .quiet = true, .size = 19, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 12};
    float room = part.w - SIGN - 2 * GAP;
    const char *text = ui_text_width(ui, look, words) <= room ? words : count;
    float width = ui_text_width(ui, look, text) + 1;
    if (width <= room) {
        struct rect inside = rect_center(part, SIGN + GAP + width, part.h);
        mark_sign(ui, rect_cut_left(&inside, SIGN), mark, SIGN);
        rect_cut_left(&inside, GAP);
        ui_text(ui, inside, look, text);
        return;
    }
    look.align = ALIGN_CENTER;
    mark_sign(ui, rect_cut_top(&part, part.h * 0.5f), mark, MIN(part.w, 18));
    ui_text(ui, part, look, count);
}

/* A bar of counts; its node says them all. */
static const char *bar_of(struct screen_call *call, struct rect r, const struct mark_list *list)
{
    struct ui *ui = call->ui;
    int total = 0;
    for (size_t k = 0; k < COUNT_OF(marks); k++)
        total += list->counts[marks[k]];
    const char *said = "";
    struct rect left = r;
    for (size_t k = 0; k < COUNT_OF(marks); k++) {
        int count = list->counts[marks[k]];
        if (count == 0)
            continue;
        struct rect part = rect_cut_left(&left, r.w * (float)count / (float)total);
        part.w -= 3;
        ui_fill_rect(ui, part, 8, mark_fill(ui, marks[k]));
        const char *number = ui_number(ui, count);
        const char *words =
            ui_fill(ui, "{count} {mark}", "count", number, "mark", mark_name(ui, marks[k]), NULL);
        say_count(ui, part, marks[k], number, words);
        said = ui_fill(ui, "{said}{gap}{words}", "said", said, "gap", said[0] != '\0' ? ", " : "",
            "words", words, NULL);
    }
    if (total > 0)
        return said;
    struct text_look look = {
        .quiet = true, .size = 19, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER};
    ui_text(ui, r, look, T("nobody yet"));
    return T("nobody yet");
}

static void rows(struct screen_call *call, struct rect r, const struct row *list, int count)
{
    struct ui *ui = call->ui;
    struct tickets *own = call->scratch;
    struct rect body = ui_scroll_begin(ui, "rows", r, (float)count * (ROW_HEIGHT + 8));
    for (int i = 0; i < count; i++) {
        struct rect card = rect_cut_top(&body, ROW_HEIGHT);
        rect_cut_top(&body, 8);
        ui_fill_rect(ui, card, 20, ui_theme(ui)->card);
        struct rect inside = rect_inset(card, 16, 8);
        struct text_look look = {.quiet = true,
            .font = list[i].item == NULL ? FONT_SHOW : FONT_READ,
            .size = 20,
            .vertical = ALIGN_CENTER,
            .lines = 1};
        ui_text(ui, rect_cut_top(&inside, 34), look, list[i].title);
        rect_cut_top(&inside, 6);
        const char *said = bar_of(call, inside, list[i].list);
        if (ui_tap_area(ui, card,
                (struct tap_area){.key = "row",
                    .index = i,
                    .name = list[i].title,
                    .value = said,
                    .role = ROLE_CHOICE,
                    .selected = own->chosen == i,
                    .radius = 20}))
            own->chosen = i;
    }
    ui_scroll_end(ui);
}

/* --- Who is behind it ------------------------------------------------------------------------ */

static const char *names_of(struct screen_call *call, const uint8_t *list, int mark)
{
    struct ui *ui = call->ui;
    const char *names = "";
    for (int i = 0; i < call->classroom->plan.student_count; i++)
        if (call->classroom->students[i].enrolled && list[i] == mark)
            names = part_list(ui, names, board_student_name(call, i));
    return names;
}

/* One heading and what belongs to it. */
struct part {
    enum mark mark; /* MARK_COUNT: a wrong answer */
    const char *title, *text;
};
enum { PART_MAX = WRONG_MAX + MARK_COUNT, PART_HEAD = 36, PART_GAP = 14, SWATCH = 28 };

static const struct text_look part_words = {.size = 20};

static void draw_part(struct ui *ui, struct rect *body, const struct part *part)
{
    struct rect head = rect_cut_top(body, PART_HEAD);
    struct rect swatch = rect_center(rect_cut_left(&head, SWATCH), SWATCH, SWATCH);
    bool wrong = part->mark == MARK_COUNT;
    if (part->mark == MARK_ABSENT)
        ui_ring(ui, swatch, 8, 2, ui_theme(ui)->line);
    else
        ui_fill_rect(
            ui, swatch, 8, wrong ? ui_theme(ui)->hue_soft[HUE_CORAL] : mark_fill(ui, part->mark));
    if (wrong)
        ui_icon(ui, swatch, "pencil", 20, 0);
    else
        mark_sign(ui, swatch, part->mark, 20);
    rect_cut_left(&head, 10);
    ui_heading(ui, head,
        (struct text_look){.font = FONT_SHOW, .size = 20, .vertical = ALIGN_CENTER, .lines = 1},
        part->title);
    float high = ui_text_height(ui, part_words, body->w, part->text);
    ui_text(ui, rect_cut_top(body, high), part_words, part->text);
    rect_cut_top(body, PART_GAP);
}

static const char *wrong_text(struct screen_call *call, const struct wrong_answer *wrong)
{
    struct ui *ui = call->ui;
    uint8_t list[STUDENT_MAX];
    for (int i = 0; i < STUDENT_MAX; i++)
        list[i] = wrong->students[i];
    return ui_fill(ui, "“{answer}”: {names}", "answer", part_apart(ui, wrong->text), "names",
        names_of(call, list, 1), NULL);
}

/* What was written and is wrong, then who, those who need something first. While nobody has checked
 * in, nobody is absent. */
static int find_parts(struct screen_call *call, const struct ticket_report *report,
    const struct row *row, struct part out[static PART_MAX])
{
    static const enum mark order[] = {MARK_NOT_YET, MARK_UNSURE, MARK_NO_ANSWER, MARK_ALMOST,
        MARK_GIVEN, MARK_GOT_IT, MARK_ABSENT};
    struct ui *ui = call->ui;
    int count = 0;
    for (int i = 0; row->item != NULL && i < row->item->wrong_count; i++) {
        int wrote = row->item->wrong[i].count;
        out[count++] = (struct part){MARK_COUNT,
            ui_fill(ui, TN("{count} wrote", "{count} wrote", wrote), "count", ui_number(ui, wrote),
                NULL),
            wrong_text(call, &row->item->wrong[i])};
    }
    for (size_t k = 0; k < COUNT_OF(order); k++)
        if (row->list->counts[order[k]] > 0 && report->there > 0)
            out[count++] = (struct part){order[k],
                ui_fill(ui, "{mark} · {count}", "mark", mark_name(ui, order[k]), "count",
                    ui_number(ui, row->list->counts[order[k]]), NULL),
                names_of(call, row->list->marks, order[k])};
    return count;
}

static void detail(struct screen_call *call, struct rect r, const struct ticket_report *report,
    const struct row *row)
{
    struct ui *ui = call->ui;
    struct text_look look = {.size = 22};
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 22, 16);
    struct part parts[PART_MAX];
    int count = find_parts(call, report, row, parts);
    float title = ui_text_height(ui, look, inside.w, row->title) + 8, high = title;
    for (int i = 0; i < count; i++)
        high += PART_HEAD + ui_text_height(ui, part_words, inside.w, parts[i].text) + PART_GAP;
    struct rect body = ui_scroll_begin(ui, "detail", inside, high);
    ui_text(ui, rect_cut_top(&body, title), look, row->title);
    for (int i = 0; i < count; i++)
        draw_part(ui, &body, &parts[i]);
    ui_scroll_end(ui);
}

/* --- The screen ------------------------------------------------------------------------------ */

enum { BAR_GAP = 14 };

static const struct {
    int days;
    const char *label;
} ways[] = {{1, N_("today")}, {3, N_("3 days")}, {GROUPING_DAYS, N_("two weeks")}};

static size_t way_now(const struct screen_call *call)
{
    size_t now = 0;
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        if (ways[i].days == call->session->report_days)
            now = i;
    return now;
}

static struct button days_button(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const char *label = T(ways[way_now(call)].label);
    return (struct button){.key = "days",
        .label = label,
        .name = ui_fill(ui, T("How far back: {days}"), "days", label, NULL),
        .look = BUTTON_QUIET,
        .size = 20};
}

/* How far back: the next choice with each tap. `kept` of the bar is for the words beside it. */
static void choose_days(struct screen_call *call, struct rect *bar, float kept)
{
    struct ui *ui = call->ui;
    struct button button = days_button(call), with_icon = button;
    with_icon.icon = "calendar";
    if (ui_button_width(ui, with_icon) + BAR_GAP + kept <= bar->w)
        button = with_icon;
    float width = MIN(ui_button_width(ui, button), bar->w * 0.7f);
    if (ui_button(ui, rect_cut_right(bar, width), button))
        screen_wish(call, WISH_DAYS)->number = ways[(way_now(call) + 1) % COUNT_OF(ways)].days;
    rect_cut_right(bar, BAR_GAP);
}

static const struct text_look title_words = {.size = 22,
    .align = ALIGN_END,
    .vertical = ALIGN_CENTER,
    .lines = 2,
    .min_size = 15,
    .line_height = 1.2f};

/* The ticket, and how many handed it in. */
static const char *title_of(struct screen_call *call, const struct ticket_report *report)
{
    struct ui *ui = call->ui;
    const char *title = part_apart(ui, call->classroom->plan.tickets[report->ticket].title);
    if (report->there == 0)
        return title;
    return ui_fill(ui, T("{ticket}: {count} of {of} handed in"), "ticket", title, "count",
        ui_number(ui, report->handed_in), "of", ui_number(ui, report->there), NULL);
}

static void frame(struct screen_call *call)
{
    enum { TITLE_MOST = 280 };
    struct ui *ui = call->ui;
    struct tickets *own = call->scratch;
    const struct ticket_report *report = call->session->ticket_report;
    struct rect page = part_page(ui);
    const char *title = report != NULL ? title_of(call, report) : "";
    float wide = MIN(board_narrowest(ui, title_words, title, 2), TITLE_MOST);
    float need = BOARD_STEPS + ui_button_width(ui, days_button(call)) + BAR_GAP + wide;
    struct rect bar =
        board_page_with(call, &page, SCREEN_TICKETS, T("Exit tickets"), report != NULL ? need : 0);
    if (report == NULL) {
        ui_text(ui, page,
            (struct text_look){.size = 26, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            T("This class has no exit tickets yet: put them into tickets/ of the class folder."));
        return;
    }
    choose_ticket(call, &bar);
    choose_days(call, &bar, wide);
    ui_text(ui, bar, title_words, title);
    suggestion(call, rect_cut_top(&page, 88), report);
    rect_cut_top(&page, 14);
    struct row list[ROW_MAX];
    int count = find_rows(call, report, list);
    own->chosen = CLAMP(own->chosen, 0, MAX(count - 1, 0));
    rows(call, rect_cut_left(&page, page.w * 0.56f), list, count);
    rect_cut_left(&page, 18);
    if (count > 0)
        detail(call, page, report, &list[own->chosen]);
}

/* The one handed in last, or today's, whoever was looked at before. */
static void enter(struct screen_call *call)
{
    screen_wish(call, WISH_SUBJECT)->number = -1;
}

const struct screen screen_tickets = {
    .name = "tickets",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct tickets),
    .report = REPORT_TICKET,
    .frame = frame,
    .enter = enter,
};
