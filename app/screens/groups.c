/* Tomorrow's groups: formed from evidence, moved by hand, explained, published. */
#include "screens/groups_page.h"

#include "base/date.h"
#include "base/str.h"

const struct grouping_desk *groups_desk(const struct screen_call *call)
{
    return call->session->desk;
}

bool groups_are_forming(const struct screen_call *call)
{
    return grouping_desk_is_forming(groups_desk(call));
}

void groups_change(struct screen_call *call, enum grouping_desk_verb verb, int student, int number)
{
    if (call->wish_count < WISH_MAX)
        screen_wish(call, WISH_DESK)->desk =
            (struct grouping_desk_change){.verb = verb, .student = student, .number = number};
}

const char *groups_day(struct screen_call *call)
{
    static const char *const names[] = {N_("Monday"), N_("Tuesday"), N_("Wednesday"),
        N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday")};
    enum { WEEK = 7, FIRST_MONDAY = 4 /* 1970-01-05 */ };
    struct ui *ui = call->ui;
    int32_t today = call->session->today, day = classroom_next_day(call->classroom, today);
    char text[DATE_TEXT_SIZE];
    if (day == today + 1)
        return T("tomorrow");
    if (day > today && day < today + WEEK)
        return T(names[(day - FIRST_MONDAY) % WEEK]);
    date_format(day, text);
    return ui_fill(ui, "{day}", "day", text, NULL);
}

const char *groups_name(struct screen_call *call, int slot)
{
    return ui_translate_context(call->ui, "group", groups_desk(call)->result.groups[slot].name);
}

/* --- The bar on top --------------------------------------------------------------------------- */

static void regroup(struct screen_call *call)
{
    struct groups *own = call->scratch;
    const struct grouping_desk_scheme *scheme = grouping_desk_front(groups_desk(call));
    bool is_any = false;
    for (int i = 0; i < STUDENT_MAX; i++)
        is_any |= scheme->is_held[i];
    if (is_any)
        own->over = OVER_REGROUP;
    else
        groups_change(call, DESK_FORM, -1, 0);
}

enum {
    TOOL_UNDO,
    TOOL_REDO,
    TOOL_REGROUP,
    TOOL_OWN,
    TOOL_PRINT,
    TOOL_PUBLISH,
    TOOL_COUNT,
    TOOL_GAP = 10
};

static void list_tools(struct screen_call *call, struct button out[static TOOL_COUNT])
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    bool forming = groups_are_forming(call);
    bool nobody = desk->result.state == GROUPING_NOBODY && !forming;
    const struct button list[TOOL_COUNT] = {
        {.key = "undo", .label = T("Undo"), .icon = "undo", .disabled = !desk->can_undo || forming},
        {.key = "redo", .label = T("Redo"), .icon = "redo", .disabled = !desk->can_redo || forming},
        {.key = "regroup", .label = T("Regroup"), .icon = "shuffle", .disabled = nobody},
        {.key = "own", .label = T("Own ways"), .icon = "routes"},
        {.key = "print",
            .label = T("Print"),
            .name = T("Print the published groups"),
            .icon = "printer"},
        {.key = "publish", .label = T("Publish"), .icon = "send", .disabled = nobody || forming},
    };
    for (int i = 0; i < TOOL_COUNT; i++) {
        out[i] = list[i];
        out[i].look = i == TOOL_PUBLISH ? BUTTON_PRIMARY : BUTTON_QUIET;
        out[i].size = 22;
    }
}

/* With the words of those that matter most. */
static float tools_width(struct screen_call *call)
{
    struct button buttons[TOOL_COUNT];
    list_tools(call, buttons);
    return 4 * TARGET_MIN + 6 * TOOL_GAP + ui_button_width(call->ui, buttons[TOOL_REGROUP]) +
           ui_button_width(call->ui, buttons[TOOL_PUBLISH]);
}

/* How wide a tool is that has at most that width: with its words if they have room. The page's main
 * button is better without its picture than without its word. */
static float tool_width(struct ui *ui, struct button *button, float most)
{
    bool fits = ui_button_width(ui, *button) <= most;
    if (!fits && button->look == BUTTON_PRIMARY) {
        button->icon = NULL;
        return CLAMP(ui_button_width(ui, *button), TARGET_MIN, MAX(most, TARGET_MIN));
    }
    button->icon_only = !fits;
    return fits ? ui_button_width(ui, *button) : TARGET_MIN;
}

/* Words as long as there is room, the most important ones first. */
static void tools(struct screen_call *call, struct rect bar)
{
    static const int order[] = {
        TOOL_PUBLISH, TOOL_REGROUP, TOOL_OWN, TOOL_PRINT, TOOL_UNDO, TOOL_REDO};
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    struct button buttons[TOOL_COUNT];
    float widths[TOOL_COUNT], all = TOOL_GAP * (TOOL_COUNT - 1) + TARGET_MIN * TOOL_COUNT;
    list_tools(call, buttons);
    for (int k = 0; k < TOOL_COUNT; k++) {
        widths[order[k]] = tool_width(ui, &buttons[order[k]], bar.w - all + TARGET_MIN);
        all += widths[order[k]] - TARGET_MIN;
    }
    rect_cut_left(&bar, bar.w - all);
    bool tapped[TOOL_COUNT];
    for (int i = 0; i < TOOL_COUNT; i++) {
        tapped[i] = ui_button(ui, rect_cut_left(&bar, widths[i]), buttons[i]);
        rect_cut_left(&bar, TOOL_GAP);
    }
    if (tapped[TOOL_UNDO])
        groups_change(call, DESK_UNDO, -1, 0);
    if (tapped[TOOL_REDO])
        groups_change(call, DESK_REDO, -1, 0);
    if (tapped[TOOL_REGROUP])
        regroup(call);
    if (tapped[TOOL_OWN]) {
        own->ways = (struct own_ways_question){.group = -1};
        own->over = OVER_OWN;
    }
    if (tapped[TOOL_PUBLISH])
        own->over = OVER_PUBLISH;
    if (tapped[TOOL_PRINT] && call->wish_count < WISH_MAX) {
        screen_wish(call, WISH_PRINT_GROUPS);
        own->over = OVER_PRINTED;
    }
}

/* --- The row below: scheme, how many, from what, who, rules ----------------------------------- */

static void schemes(struct screen_call *call, struct rect *row)
{
    static const struct {
        enum grouping_scheme scheme;
        const char *label, *name;
    } all[] = {{GROUPING_TARGETED, N_("Targeted"), N_("Targeted: same need")},
        {GROUPING_MIXED, N_("Mixed"), N_("Mixed: different strengths")},
        {GROUPING_CHOICE, N_("Choice"), N_("Choice: by the students’ goals")},
        {GROUPING_RANDOM, N_("Random"), N_("Random: by chance")}};
    struct ui *ui = call->ui;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        bool chosen = groups_desk(call)->scheme == all[i].scheme;
        struct button button = {.key = "scheme",
            .index = (int)i,
            .label = T(all[i].label),
            .name = T(all[i].name),
            .look = chosen ? BUTTON_SELECTED : BUTTON_CHIP,
            .role = ROLE_CHOICE,
            .selected = chosen,
            .radius = RADIUS_CHIP,
            .size = 20};
        if (ui_button(ui, rect_cut_left(row, ui_button_width(ui, button)), button))
            groups_change(call, DESK_SCHEME, -1, (int)all[i].scheme);
        rect_cut_left(row, 8);
    }
}

static void stepper(struct screen_call *call, struct rect *row)
{
    struct ui *ui = call->ui;
    int count = grouping_desk_group_count(groups_desk(call));
    int present = grouping_desk_present(groups_desk(call), call->classroom);
    struct button fewer = {.key = "fewer",
        .label = T("Fewer groups"),
        .icon = "minus",
        .icon_only = true,
        .look = BUTTON_QUIET,
        .disabled = count <= 1};
    struct button more = {.key = "more",
        .label = T("More groups"),
        .icon = "plus",
        .icon_only = true,
        .look = BUTTON_QUIET,
        .disabled = count >= MIN(present, GROUP_MAX)};
    if (ui_button(ui, rect_cut_left(row, row->h), fewer))
        groups_change(call, DESK_GROUPS, -1, count - 1);
    struct rect middle = rect_cut_left(row, 44);
    ui_text(ui, middle,
        (struct text_look){.quiet = true,
            .font = FONT_SHOW,
            .size = 26,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 1},
        ui_number(ui, count));
    ui_node(ui, ROLE_TEXT, middle,
        ui_fill(
            ui, TN("{count} group", "{count} groups", count), "count", ui_number(ui, count), NULL),
        "");
    if (ui_button(ui, rect_cut_left(row, row->h), more))
        groups_change(call, DESK_GROUPS, -1, count + 1);
    rect_cut_left(row, 12);
}

static const char *source_label(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct grouping_desk_scheme *scheme = grouping_desk_front(groups_desk(call));
    if (scheme->skill >= 0)
        return call->classroom->plan.skills[scheme->skill].code;
    return ui_fill(ui, TN("{count} day", "{count} days", scheme->days), "count",
        ui_number(ui, scheme->days), NULL);
}

static void rules(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    struct groups_state state = groups_say_state(call);
    bool forming = groups_are_forming(call);
    if (forming && groups_desk(call)->grouping == NULL)
        return; /* it is said in the middle */
    color ink = forming ? ui_theme(ui)->ink_soft
                        : ui_theme(ui)->hue_ink[state.is_good ? HUE_LEAF : HUE_CORAL];
    struct text_look look = {.quiet = true,
        .size = 20,
        .color = ink,
        .vertical = ALIGN_CENTER,
        .lines = 3,
        .line_height = 1.15f,
        .min_size = 13};
    float width = MIN(ui_text_width(ui, look, state.text) + 8, r.w - 42);
    struct rect area = rect_cut_right(&r, width + 42), inside = area;
    ui_icon(ui, rect_cut_left(&inside, 36), state.icon, 24, ink);
    rect_cut_left(&inside, 6);
    ui_text(ui, inside, look, state.text);
    if (forming) {
        ui_node(ui, ROLE_STATUS, area, state.text, "");
        return;
    }
    if (ui_tap_area(ui, area,
            (struct tap_area){.key = "rules", .name = state.text, .radius = RADIUS_BUTTON}))
        own->over = OVER_RULES;
}

static void settings(struct screen_call *call, struct rect row)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    const struct grouping_desk *desk = groups_desk(call);
    struct button source = {.key = "source",
        .label = source_label(call),
        .name = ui_fill(ui, T("From: {what}"), "what", source_label(call), NULL),
        .look = BUTTON_QUIET,
        .size = 20};
    if (ui_is_small(ui)) {
        source.icon = "calendar-clock";
        source.icon_only = true;
    } else {
        source.icon_after = "chevron-down";
    }
    float width = source.icon_only ? row.h : ui_button_width(ui, source);
    if (ui_button(ui, rect_cut_left(&row, MIN(width, row.w)), source))
        own->over = OVER_SOURCE;
    rect_cut_left(&row, 8);
    const char *here = ui_number(ui, grouping_desk_present(desk, call->classroom));
    struct button people = {.key = "people",
        .label = here,
        .name = ui_fill(ui, T("Who is here: {count}"), "count", here, NULL),
        .icon = "account-check",
        .look = BUTTON_QUIET,
        .size = 20};
    if (ui_button(ui, rect_cut_left(&row, MIN(ui_button_width(ui, people), row.w)), people))
        own->over = OVER_PEOPLE;
    rect_cut_left(&row, 8);
    rules(call, row);
}

/* --- Why here --------------------------------------------------------------------------------- */

static void strip_buttons(struct screen_call *call, struct rect *inside, int student)
{
    static const struct {
        const char *key, *icon, *label;
    } all[] = {{"move", "swap-horizontal", N_("Move to …")}, {"lock", "lock", N_("Lock")},
        {"absent", "account-off", N_("Absent")}};
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    bool locked = grouping_desk_front(groups_desk(call))->is_locked[student];
    float width = ui_is_small(ui) ? 100 : 112;
    struct rect area = rect_cut_right(inside, (width + 8) * COUNT_OF(all));
    rect_cut_right(inside, 10);
    for (int i = 0; i < (int)COUNT_OF(all); i++) {
        bool unlocks = i == 1 && locked;
        struct board_tile tile = {.key = all[i].key,
            .label = unlocks ? T("Unlock") : T(all[i].label),
            .icon = unlocks ? "lock-open-outline" : all[i].icon,
            .disabled = groups_are_forming(call)};
        if (!board_tile(ui, rect_column(area, i, COUNT_OF(all), 8), tile))
            continue;
        if (i == 0)
            own->over = OVER_MOVE;
        if (i == 1)
            groups_change(call, DESK_LOCK, student, 0);
        if (i == 2) {
            groups_change(call, DESK_ABSENT, student, 0);
            own->chosen = 0;
        }
    }
}

static void strip(struct screen_call *call, struct rect r, int student)
{
    struct ui *ui = call->ui;
    const struct grouping_desk *desk = groups_desk(call);
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 18, 8);
    const char *text = student < 0 ? groups_say_trouble(call) : "";
    ui_icon(ui, rect_cut_left(&inside, 40), student < 0 ? "alert" : "lightbulb-outline", 32,
        ui_theme(ui)->hue_ink[HUE_CLAY]);
    rect_cut_left(&inside, 12);
    if (student >= 0) {
        struct grouping_reason reason;
        strip_buttons(call, &inside, student);
        grouping_explain(desk->grouping, &desk->result.placement, student, &reason);
        const char *question =
            ui_fill(ui, T("Why is {name} here?"), "name", board_student_name(call, student), NULL);
        text = ui_fill(ui, "\xEE\x80\x80{question}\xEE\x80\x81 {reason}", "question", question,
            "reason", groups_say_reason(call, student, &reason), NULL);
    }
    ui_text(
        ui, inside, (struct text_look){.size = 22, .vertical = ALIGN_CENTER, .min_size = 14}, text);
}

/* --- The page --------------------------------------------------------------------------------- */

/* A finger's width, but where the cards of the students need the height more. */
static float row_height(struct ui *ui)
{
    enum { LOW = 700, ROW_LOW = 60 };
    return ui_canvas(ui).h < LOW ? ROW_LOW : TARGET_MIN;
}

/* The first groups of a scheme are not there yet. */
static void forming(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    struct rect icon = rect_cut_top(&page, page.h * 0.5f);
    ui_icon(ui, rect_cut_bottom(&icon, 72), "account-multiple", 64, ui_theme(ui)->ink_soft);
    ui_text(ui, page,
        (struct text_look){.quiet = true, .size = 28, .align = ALIGN_CENTER, .lines = 1},
        groups_say_state(call).text);
    ui_node(ui, ROLE_STATUS, page, groups_say_state(call).text, "");
}

/* The notice of publishing goes away by itself; this stays. */
static void published(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct groups_state state = groups_say_published(call);
    color ink = state.is_good ? ui_theme(ui)->hue_ink[HUE_LEAF] : ui_theme(ui)->ink_soft;
    ui_icon(ui, rect_cut_left(&r, 24), state.icon, 20, ink);
    rect_cut_left(&r, 8);
    struct text_look look = {
        .size = SIZE_SMALL, .color = ink, .vertical = ALIGN_CENTER, .lines = 1};
    r.w = MIN(ui_text_width(ui, look, state.text) + 4, r.w); /* a notice beside it is not on it */
    ui_text(ui, r, look, state.text);
}

static void groups(struct screen_call *call, struct rect page)
{
    enum { LINE = 26 };
    struct ui *ui = call->ui;
    const struct groups *own = call->scratch;
    bool small = ui_is_small(ui);
    int student = own->chosen - 1;
    published(call, rect_cut_bottom(&page, LINE));
    rect_cut_bottom(&page, small ? 4 : 8);
    if (student >= 0 || groups_say_trouble(call)[0] != '\0') {
        struct rect place = rect_cut_bottom(&page, small ? 92 : 96);
        rect_cut_bottom(&page, small ? 8 : 14);
        groups_columns(call, page);
        strip(call, place, student);
    } else {
        groups_columns(call, page);
    }
    groups_carried(call);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct groups *own = call->scratch;
    const struct grouping_desk *desk = groups_desk(call);
    bool small = ui_is_small(ui);
    struct rect page = part_page(ui);
    const char *title = ui_fill(ui, T("Groups for {day}"), "day", groups_day(call), NULL);
    struct rect bar =
        board_page_with(call, &page, SCREEN_GROUPS, title, desk != NULL ? tools_width(call) : 0);
    if (desk == NULL) {
        ui_text(ui, page,
            (struct text_look){.size = 26, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            T("There are no groups yet."));
        return;
    }
    bool is_empty = desk->grouping == NULL;
    if (is_empty)
        *own = (struct groups){.over = own->over == OVER_SOURCE || own->over == OVER_PEOPLE
                                           ? own->over
                                           : OVER_NOTHING};
    if (own->chosen > 0 && desk->result.placement.slot[own->chosen - 1] < 0)
        own->chosen = 0; /* not in a group any more */
    tools(call, bar);
    struct rect row = rect_cut_top(&page, row_height(ui));
    rect_cut_top(&page, small ? 8 : 14);
    schemes(call, &row);
    rect_cut_left(&row, small ? 0 : 12);
    stepper(call, &row);
    settings(call, row);
    if (is_empty)
        forming(call, page);
    else
        groups(call, page);
    groups_over(call);
}

/* From Skills and Tickets: by their skill, once. */
static void enter(struct screen_call *call)
{
    const struct session *session = call->session;
    if (session->subject >= 0 || session->subject_skill < 0)
        return;
    groups_change(call, DESK_SKILL, -1, session->subject_skill);
    struct wish *wish = screen_wish(call, WISH_SUBJECT);
    wish->number = wish->skill = -1;
}

const struct screen screen_groups = {
    .name = "groups",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct groups),
    .report = REPORT_DESK,
    .enter = enter,
    .frame = frame,
};
