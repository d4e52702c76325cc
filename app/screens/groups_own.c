/* Own ways for everybody, or for one group: planned, shown, and set only then. */
#include "screens/groups_page.h"

enum { CHIP = 64, CHIP_WIDE = 230, GAP = 8 };

/* --- What is asked ---------------------------------------------------------------------------- */

static bool is_answered(const struct screen_call *call)
{
    const struct groups *page = call->scratch;
    const struct own_ways *own = call->session->own_ways;
    return own != NULL && own->question.day == page->ways.day &&
           own->question.group == page->ways.group && own->question.must == page->ways.must;
}

static void day_choice(struct screen_call *call, struct rect *row)
{
    struct ui *ui = call->ui;
    struct groups *page = call->scratch;
    const int32_t days[] = {
        call->session->today, classroom_next_day(call->classroom, call->session->today)};
    for (int i = 0; i < (int)COUNT_OF(days); i++) {
        bool chosen = page->ways.day == days[i];
        struct button button = {.key = "way-day",
            .index = i,
            .label = i == 0 ? T("today") : groups_day(call),
            .look = chosen ? BUTTON_SELECTED : BUTTON_QUIET,
            .role = ROLE_CHOICE,
            .selected = chosen,
            .size = 22};
        if (ui_button(ui, rect_cut_left(row, MIN(ui_button_width(ui, button), row->w)), button) &&
            !chosen)
            page->ways =
                (struct own_ways_question){.day = days[i], .group = -1, .must = page->ways.must};
        rect_cut_left(row, GAP);
    }
}

/* Everybody, or the next group of that day. */
static void who_choice(struct screen_call *call, struct rect row)
{
    struct ui *ui = call->ui;
    struct own_ways_question *ask = &((struct groups *)call->scratch)->ways;
    int count = rotation_group_count(call->classroom, ask->day);
    const char *who = ask->group < 0
                          ? T("Everybody")
                          : ui_translate_context(ui, "group",
                                rotation_members(call->classroom, ask->group, ask->day).name);
    struct button next = {.key = "way-who",
        .label = who,
        .name = ui_fill(ui, T("For: {who}"), "who", who, NULL),
        .icon = ask->group < 0 ? "account-multiple" : "group",
        .icon_after = "chevron-right",
        .look = BUTTON_QUIET,
        .disabled = count == 0,
        .size = 22};
    if (ui_button(ui, rect_cut_left(&row, MIN(ui_button_width(ui, next), row.w)), next))
        ask->group = ask->group + 1 < count ? ask->group + 1 : -1;
}

static int chip_rows(const struct screen_call *call, float width)
{
    int across = MAX(1, (int)((width + GAP) / (CHIP_WIDE + GAP)));
    return (call->classroom->plan.station_count + across - 1) / across;
}

static float musts_height(struct screen_call *call, float width)
{
    return 34 + (float)chip_rows(call, width) * (TARGET_MIN + GAP) + GAP;
}

static void musts(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct own_ways_question *ask = &((struct groups *)call->scratch)->ways;
    const struct plan *plan = &call->classroom->plan;
    int rows = chip_rows(call, r.w),
        across = rows == 0 ? 1 : (plan->station_count + rows - 1) / rows;
    ui_text(ui, rect_cut_top(&r, 34),
        (struct text_look){.size = 20, .color = ui_theme(ui)->ink_soft, .lines = 1},
        T("Must do for each of them:"));
    for (int i = 0; i < plan->station_count; i++) {
        bool must = ask->must & UINT32_C(1) << i;
        struct rect row = {r.x, r.y + (float)(i / across) * (TARGET_MIN + GAP), r.w, TARGET_MIN};
        struct button button = {.key = "way-must",
            .index = i,
            .label = plan->stations[i].name,
            .icon = must ? part_duty_icon(DUTY_MUST) : part_station_icon(&plan->stations[i]),
            .look = must ? BUTTON_SELECTED : BUTTON_QUIET,
            .role = ROLE_CHECK,
            .selected = must,
            .size = 20};
        if (ui_button(ui, rect_column(row, i % across, across, GAP), button))
            ask->must ^= UINT32_C(1) << i;
    }
}

/* --- What it would be ------------------------------------------------------------------------- */

static uint32_t may_dos(struct screen_call *call, int unit)
{
    const struct own_ways *own = call->session->own_ways;
    struct playlist playlist;
    rotation_plan_to_playlist(call->classroom, &own->way, unit, own->question.day, &playlist);
    return playlist.may;
}

static const char *say(struct screen_call *call, const struct own_ways *own)
{
    struct ui *ui = call->ui;
    const struct shown_way way = {.way = &own->way};
    if (own->way.problem.place_count == 0)
        return T("There are no stations yet.");
    if (own->way.problem.unit_count == 0)
        return T("There is nobody in it.");
    const char *gives = groups_say_what_gives(call, &way);
    return gives[0] != '\0' ? gives
                            : T("Marked with a ribbon: must do, for the own goal or chosen above. "
                                "With a heart: may do, or another may-do that has room.");
}

static void foot(struct screen_call *call, struct rect r, const struct own_ways *own)
{
    struct ui *ui = call->ui;
    struct groups *page = call->scratch;
    int count = own->way.is_wanted ? own->way.problem.unit_count : 0;
    struct button set = {.key = "way-set",
        .label = ui_fill(ui, TN("Set {count} way", "Set {count} ways", count), "count",
            ui_number(ui, count), NULL),
        .icon = "check",
        .look = BUTTON_PRIMARY,
        .disabled = count == 0,
        .size = 22};
    struct button clear = {.key = "way-clear",
        .label = T("Back to the groups"),
        .icon = "undo",
        .look = BUTTON_QUIET,
        .size = 20};
    if (ui_button(ui, rect_cut_left(&r, MIN(ui_button_width(ui, set), r.w)), set)) {
        screen_wish(call, WISH_SET_OWN_WAYS);
        page->over = OVER_NOTHING;
    }
    rect_cut_left(&r, 12);
    if (own->own_count > 0 &&
        ui_button(ui, rect_cut_left(&r, MIN(ui_button_width(ui, clear), r.w)), clear)) {
        screen_wish(call, WISH_CLEAR_OWN_WAYS);
        page->over = OVER_NOTHING;
    }
}

void groups_own(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct groups *page = call->scratch;
    if (page->ways.day == 0)
        page->ways.day = classroom_next_day(call->classroom, call->session->today);
    const struct own_ways *own = is_answered(call) ? call->session->own_ways : NULL;
    const struct shown_way way = {.way = own != NULL ? &own->way : NULL, .may = may_dos};
    struct rect beside;
    struct rect inside =
        groups_box(call, 1180, ui_canvas(ui).h, T("Everyone on an own way"), T("Close"), &beside);
    struct rect row = rect_cut_top(&inside, TARGET_MIN);
    rect_cut_top(&inside, GAP);
    day_choice(call, &row);
    who_choice(call, row);
    struct text_look look = {.size = 20};
    const char *text = own != NULL ? say(call, own) : T("Looking for ways through the stations …");
    float words = ui_text_height(ui, look, inside.w, text) + GAP;
    float top = musts_height(call, inside.w),
          table = own != NULL ? groups_way_height(call, &way, inside.w) : 0;
    struct rect body = ui_scroll_begin(ui, "own-ways", inside, top + words + table);
    musts(call, rect_cut_top(&body, top));
    ui_text(ui, rect_cut_top(&body, words), look, text);
    if (own != NULL && own->way.is_wanted)
        groups_way_table(call, body, inside, &way);
    ui_scroll_end(ui);
    if (own != NULL)
        foot(call, beside, own);
    ui_modal_end(ui);
    if (!is_answered(call) && call->wish_count < WISH_MAX)
        screen_wish(call, WISH_OWN_WAYS)->ways = page->ways;
}
