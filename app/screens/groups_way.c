/* The table of who is where in each round. */
#include "screens/groups_page.h"

enum {
    ROW = 44,
    NAME_WIDE = 190,
    NAME_NARROW = 150,
    CELL_GAP = 4,
    ICON = 28,
    MARK = 22,        /* of a duty */
    CELL_LEAST = 150, /* icons and a name */
    LEAST_SIZE = 15,
    BLOCK_GAP = 10
};

/* Rounds that do not fit side by side go below. */
struct table {
    int rounds;      /* in all */
    int blocks, per; /* and rounds in each but the last */
    float first;     /* width of the names */
    float row;       /* height of each: that of the longest name */
};

static struct text_look long_look(void)
{
    return (struct text_look){.quiet = true,
        .size = LEAST_SIZE,
        .min_size = LEAST_SIZE,
        .vertical = ALIGN_CENTER,
        .line_height = 1.15f};
}

/* What is left of a cell for the name of its station. */
static struct rect name_place(struct rect cell, bool is_marked)
{
    struct rect inside = rect_inset(cell, 5, 2);
    rect_cut_left(&inside, ICON + CELL_GAP);
    if (is_marked)
        rect_cut_right(&inside, MARK);
    return inside;
}

static struct table table_of(struct screen_call *call, const struct shown_way *own, float width)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    struct table table = {.rounds = own->way->problem.rounds,
        .first = ui_is_small(ui) ? NAME_NARROW : NAME_WIDE,
        .row = ROW};
    int most = MAX((int)((width - table.first) / CELL_LEAST), 1);
    table.blocks = MAX((table.rounds + most - 1) / most, 1);
    table.per = (table.rounds + table.blocks - 1) / table.blocks;
    struct rect cells = {table.first, 0, width - table.first, ROW - CELL_GAP};
    struct rect place = name_place(rect_column(cells, 0, table.per, CELL_GAP), own->may != NULL);
    for (int i = 0; i < plan->station_count; i++)
        table.row = MAX(table.row,
            ui_text_height(ui, long_look(), place.w, plan->stations[i].name) + 2 * CELL_GAP + 1);
    return table;
}

float groups_way_height(struct screen_call *call, const struct shown_way *own, float width)
{
    struct table table = table_of(call, own, width);
    float block = ROW + table.row * (float)own->way->problem.unit_count + BLOCK_GAP;
    return block * (float)table.blocks - BLOCK_GAP;
}

static void head(struct screen_call *call, struct rect row, const struct table *table, int from)
{
    struct ui *ui = call->ui;
    struct text_look look = {.size = 18,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_CENTER,
        .vertical = ALIGN_CENTER,
        .lines = 1,
        .min_size = LEAST_SIZE};
    rect_cut_left(&row, table->first);
    for (int k = 0; k < table->per && from + k < table->rounds; k++)
        ui_text(ui, rect_column(row, k, table->per, CELL_GAP), look,
            ui_fill(ui, T("Round {round}"), "round", ui_number(ui, from + k + 1), NULL));
}

static void free_choice(struct ui *ui, struct rect r)
{
    ui_text(ui, r,
        (struct text_look){.size = 20, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER, .lines = 1},
        part_station_name(ui, NULL));
}

static void cell(struct screen_call *call, struct rect r, int place, enum rotation_duty duty)
{
    struct ui *ui = call->ui;
    if (place == ROTATION_REST) {
        free_choice(ui, r);
        return;
    }
    const struct station *station = &call->classroom->plan.stations[place];
    color ink = part_station_ink(ui, station);
    struct rect icon = rect_inset(r, 5, 2), inside = name_place(r, duty != DUTY_NONE);
    ui_fill_rect(ui, r, 10, part_station_soft(ui, station));
    ui_icon(ui, rect_cut_left(&icon, ICON), part_station_icon(station), ICON, ink);
    if (duty != DUTY_NONE)
        ui_icon(ui, rect_cut_right(&icon, MARK), part_duty_icon(duty), MARK - 1, ink);
    ui_node(ui, ROLE_TEXT, r, station->name, part_duty_name(ui, duty));
    struct text_look look = long_look();
    if (ui_text_width(ui, look, station->name) <= inside.w) {
        look.size = 20;
        look.lines = 1;
    }
    ui_text(ui, inside, look, station->name);
}

static enum rotation_duty duty_of(uint32_t may, bool is_marked, int round)
{
    if (!is_marked)
        return DUTY_NONE;
    return may & UINT32_C(1) << round ? DUTY_MAY : DUTY_MUST;
}

static void line(struct screen_call *call, struct rect row, const struct table *table,
    const struct shown_way *own, int unit, int from)
{
    struct ui *ui = call->ui;
    uint32_t may = own->may != NULL ? own->may(call, unit) : 0;
    row.h -= CELL_GAP;
    ui_text(ui, rect_cut_left(&row, table->first - 8),
        (struct text_look){.font = FONT_SHOW,
            .size = 20,
            .vertical = ALIGN_CENTER,
            .lines = 1,
            .min_size = LEAST_SIZE},
        groups_way_name(call, own, unit));
    rect_cut_left(&row, 8);
    for (int k = 0; k < table->per && from + k < table->rounds; k++)
        cell(call, rect_column(row, k, table->per, CELL_GAP), own->way->plan.place[unit][from + k],
            duty_of(may, own->may != NULL, from + k));
}

static void block(struct screen_call *call, struct rect *r, struct rect seen,
    const struct table *table, const struct shown_way *own, int from)
{
    head(call, rect_cut_top(r, ROW), table, from);
    for (int unit = 0; unit < own->way->problem.unit_count; unit++) {
        struct rect row = rect_cut_top(r, table->row);
        if (row.y + row.h > seen.y - seen.h && row.y < seen.y + 2 * seen.h)
            line(call, row, table, own, unit, from);
    }
    rect_cut_top(r, BLOCK_GAP);
}

void groups_way_table(
    struct screen_call *call, struct rect r, struct rect seen, const struct shown_way *own)
{
    struct table table = table_of(call, own, r.w);
    for (int i = 0; i < table.blocks; i++)
        block(call, &r, seen, &table, own, i * table.per);
}
