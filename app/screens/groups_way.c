/* The table of who is where in each round. */
#include "screens/groups_page.h"

enum { ROW = 44, ROW_SMALL = 30, NAME_WIDE = 190, NAME_NARROW = 130, CELL_GAP = 4 };

static float row_height(struct ui *ui)
{
    return ui_is_small(ui) ? ROW_SMALL : ROW;
}

static void head(struct screen_call *call, struct rect row, float first, int rounds)
{
    struct ui *ui = call->ui;
    struct text_look look = {.size = 18,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    rect_cut_left(&row, first);
    for (int round = 0; round < rounds; round++)
        ui_text(ui, rect_column(row, round, rounds, CELL_GAP), look,
            ui_fill(ui, row.w / (float)rounds < 90 ? "{round}" : T("Round {round}"), "round",
                ui_number(ui, round + 1), NULL));
}

static void no_station(struct ui *ui, struct rect r)
{
    ui_text(ui, r,
        (struct text_look){.size = 20, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1},
        T("no station"));
}

/* Icon and name, as much as there is room for; the name is in the tree in any case. */
static void cell(struct screen_call *call, struct rect r, int place, enum rotation_duty duty)
{
    struct ui *ui = call->ui;
    if (place == ROTATION_REST) {
        no_station(ui, r);
        return;
    }
    const struct station *station = &call->classroom->plan.stations[place];
    color ink = part_station_ink(ui, station);
    ui_fill_rect(ui, r, 10, part_station_soft(ui, station));
    struct rect inside = rect_inset(r, 5, 2);
    float icon = MIN(inside.h, 28);
    if (duty != DUTY_NONE)
        ui_icon(ui, rect_cut_right(&inside, MIN(icon, inside.w / 2)), part_duty_icon(duty),
            icon * 0.75f, ink);
    bool icon_only = inside.w < 80;
    ui_icon(ui, icon_only ? rect_center(inside, icon, icon) : rect_cut_left(&inside, icon),
        part_station_icon(station), icon, ink);
    ui_node(ui, ROLE_TEXT, r, station->name, part_duty_name(ui, duty));
    if (icon_only)
        return;
    rect_cut_left(&inside, 4);
    ui_text(ui, inside,
        (struct text_look){
            .quiet = true, .size = 18, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 13},
        station->name);
}

float groups_way_height(struct ui *ui, const struct rotation_way *way)
{
    return row_height(ui) * (float)(way->problem.unit_count + 1);
}

static enum rotation_duty duty_of(uint32_t may, bool is_marked, int round)
{
    if (!is_marked)
        return DUTY_NONE;
    return may & UINT32_C(1) << round ? DUTY_MAY : DUTY_MUST;
}

static void line(
    struct screen_call *call, struct rect row, float first, const struct shown_way *own, int unit)
{
    struct ui *ui = call->ui;
    int rounds = own->way->problem.rounds;
    uint32_t may = own->may != NULL ? own->may(call, unit) : 0;
    row.h -= CELL_GAP;
    ui_text(ui, rect_cut_left(&row, first - 8),
        (struct text_look){
            .font = FONT_SHOW, .size = 20, .vertical = ALIGN_CENTER, .lines = 1, .min_size = 14},
        groups_way_name(call, own, unit));
    rect_cut_left(&row, 8);
    for (int round = 0; round < rounds; round++)
        cell(call, rect_column(row, round, rounds, CELL_GAP), own->way->plan.place[unit][round],
            duty_of(may, own->may != NULL, round));
}

void groups_way_table(
    struct screen_call *call, struct rect r, struct rect seen, const struct shown_way *own)
{
    struct ui *ui = call->ui;
    float high = row_height(ui), first = ui_is_small(ui) ? NAME_NARROW : NAME_WIDE;
    head(call, rect_cut_top(&r, high), first, own->way->problem.rounds);
    for (int unit = 0; unit < own->way->problem.unit_count; unit++) {
        struct rect row = rect_cut_top(&r, high);
        if (row.y + row.h > seen.y - seen.h && row.y < seen.y + 2 * seen.h)
            line(call, row, first, own, unit);
    }
}
