/* Publishing: the question, and the groups' way through the day. */
#include "screens/groups_page.h"

#include "base/str.h"

enum {
    ROW = 44,
    NAME_WIDE = 190,
    NAME_NARROW = 150,
    CELL_GAP = 4,
    CELL_LEAST = 150, /* an icon and a name */
    LEAST_SIZE = 15,
    BLOCK_GAP = 10
};

static void publish(struct screen_call *call)
{
    struct groups *own = call->scratch;
    struct groups_approval *approval = arena_new(ui_frame_arena(call->ui), struct groups_approval);
    own->over = OVER_NOTHING;
    if (approval == NULL)
        return;
    *approval = call->session->desk_way->approval;
    struct action *action = screen_action(call, ACTION_APPROVE_GROUPS);
    action->student = -1;
    action->approval = approval;
    screen_act(call, action, SCREEN_NONE, NOTICE_PUBLISHED);
}

/* --- The table -------------------------------------------------------------------------------- */

/* Rounds that do not fit side by side go below. */
struct table {
    int rounds;      /* in all */
    int blocks, per; /* and rounds in each but the last */
    float first;     /* width of the names */
};

static struct table table_of(struct ui *ui, const struct rotation_way *way, float width)
{
    struct table table = {
        .rounds = way->problem.rounds, .first = ui_is_small(ui) ? NAME_NARROW : NAME_WIDE};
    int most = MAX((int)((width - table.first) / CELL_LEAST), 1);
    table.blocks = (table.rounds + most - 1) / most;
    table.per = (table.rounds + table.blocks - 1) / table.blocks;
    return table;
}

static float table_height(const struct table *table, const struct rotation_way *way)
{
    float block = ROW * (float)(way->problem.unit_count + 1) + BLOCK_GAP;
    return block * (float)table->blocks - BLOCK_GAP;
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

static void cell(struct screen_call *call, struct rect r, int place)
{
    struct ui *ui = call->ui;
    struct text_look look = {
        .size = 20, .vertical = ALIGN_CENTER, .lines = 1, .min_size = LEAST_SIZE};
    if (place == ROTATION_REST) {
        look.align = ALIGN_CENTER;
        ui_text(ui, r, look, T("no station"));
        return;
    }
    const struct station *station = &call->classroom->plan.stations[place];
    ui_fill_rect(ui, r, 10, part_station_soft(ui, station));
    struct rect inside = rect_inset(r, 5, 2);
    ui_icon(ui, rect_cut_left(&inside, 28), part_station_icon(station), 28,
        part_station_ink(ui, station));
    rect_cut_left(&inside, 4);
    ui_text(ui, inside, look, station->name);
}

static void table_block(struct screen_call *call, struct rect *r, const struct desk_way *own,
    const struct table *table, int from)
{
    struct ui *ui = call->ui;
    const struct rotation_way *way = &own->way;
    head(call, rect_cut_top(r, ROW), table, from);
    for (int unit = 0; unit < way->problem.unit_count; unit++) {
        struct rect row = rect_cut_top(r, ROW);
        row.h -= CELL_GAP;
        ui_text(ui, rect_cut_left(&row, table->first - 8),
            (struct text_look){.font = FONT_SHOW,
                .size = 20,
                .vertical = ALIGN_CENTER,
                .lines = 1,
                .min_size = LEAST_SIZE},
            ui_translate_context(ui, "group", own->approval.groups[way->units.index[unit]].name));
        rect_cut_left(&row, 8);
        for (int k = 0; k < table->per && from + k < table->rounds; k++)
            cell(call, rect_column(row, k, table->per, CELL_GAP), way->plan.place[unit][from + k]);
    }
}

/* --- The box ---------------------------------------------------------------------------------- */

static const char *say(struct screen_call *call, const struct desk_way *own)
{
    struct ui *ui = call->ui;
    if (rotation_way_is_whole(&own->way))
        return T("The stations show these groups from then on. Until then the last approved groups "
                 "stand.");
    return ui_fill(ui, "{why}\n{gives_up}\n{losses}", "why", groups_say_no_way(call, own),
        "gives_up", T("The nearest way gives up:"), "losses", groups_say_losses(call, own), NULL);
}

static void ask(struct screen_call *call, const struct desk_way *own, const char *title)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui), whole = rotation_way_is_whole(&own->way);
    struct text_look look = {.size = small ? 20 : 24};
    const char *text = say(call, own);
    float gap = small ? 6 : 14, wide = MIN(1120, ui_canvas(ui).w - 40) - 64;
    struct table table = table_of(ui, &own->way, wide);
    float words = ui_text_height(ui, look, wide, text) + 4;
    float high = words + gap + (own->way.is_wanted ? table_height(&table, &own->way) : 0);
    struct rect foot, inside = groups_box(call, 1120, high + 210, title, T("Not yet"), &foot);
    struct rect body = ui_scroll_begin(ui, "way", inside, high);
    ui_text(ui, rect_cut_top(&body, words), look, text);
    rect_cut_top(&body, gap);
    for (int block = 0; own->way.is_wanted && block < table.blocks; block++) {
        table_block(call, &body, own, &table, block * table.per);
        rect_cut_top(&body, BLOCK_GAP);
    }
    ui_scroll_end(ui);
    struct button yes = {.key = "yes",
        .label = whole ? T("Publish to the stations") : T("Publish with the nearest way"),
        .icon = "send",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .size = small ? 22 : 26};
    if (ui_button(ui, foot, yes))
        publish(call);
    ui_modal_end(ui);
}

void groups_publish(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct desk_way *own = call->session->desk_way;
    bool ready = grouping_desk_is_ready(groups_desk(call));
    const char *title = ui_fill(ui, T("Publish for {day}?"), "day", groups_day(call), NULL);
    if (ready && own != NULL) {
        ask(call, own, title);
        return;
    }
    const char *text = ready ? T("Looking for the groups’ way through the stations …")
                             : ui_fill(ui, T("These groups cannot be published yet. {why}"), "why",
                                   groups_say_trouble(call), NULL);
    struct rect inside = groups_box(call, 760, 400, title, T("Close"), NULL);
    ui_text(ui, inside, (struct text_look){.size = 26, .min_size = 16}, text);
    ui_modal_end(ui);
    if (ready && call->wish_count < WISH_MAX)
        screen_wish(call, WISH_WAY);
}

/* --- On paper --------------------------------------------------------------------------------- */

void groups_printed(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct printed *printed = &call->session->printed;
    bool ok = printed->failure[0] == '\0';
    const char *text =
        ok ? ui_fill(ui, "{where}\n{file}", "where",
                 printed->on_stick ? T("It is on the stick:") : T("It is on this machine:"), "file",
                 printed->file, NULL)
           : printed->failure;
    struct rect inside = groups_box(call, 820, 360,
        ok ? T("The groups for the wall are printed to a file.") : T("Nothing was printed."),
        T("Close"), NULL);
    ui_text(ui, inside, (struct text_look){.size = 24, .min_size = 16}, text);
    ui_modal_end(ui);
}
