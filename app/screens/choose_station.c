/* Which station is this machine? Asked once, of the grown-up who set it up. One that has joined a
 * board is what it joined as, also where the class does not have that station any more. */
#include "screens/setup_parts.h"

static void say_gone(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    struct rect foot = rect_cut_bottom(&page, TARGET_MIN);
    struct button anew = {.key = "anew",
        .label = T("Join anew"),
        .icon = "qrcode",
        .look = BUTTON_PRIMARY,
        .size = 26};
    if (ui_button(ui, rect_center(foot, MIN(foot.w, 380), foot.h), anew))
        screen_wish(call, WISH_HUB)->hub = HUB_JOIN_OPEN;
    rect_cut_bottom(&page, 12);
    setup_say(ui, page, "alert",
        ui_fill(ui,
            T("The class does not have the station “{station}” any more. On the board: page "
              "Stations, “Let a machine in”. Then join this machine anew with that code."),
            "station", link->station, NULL));
}

static void choose(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    float gap = 20;
    int columns = plan->station_count <= 4 ? 2 : 3;
    int rows = (plan->station_count + columns - 1) / columns;
    float height = CLAMP((page.h - gap * (float)(rows - 1)) / (float)MAX(rows, 1), 110, 240);
    struct rect inside =
        ui_scroll_begin(ui, "stations", page, height * (float)rows + gap * (float)(rows - 1));
    for (int i = 0; i < plan->station_count; i++) {
        struct rect row = {
            inside.x, inside.y + (float)(i / columns) * (height + gap), inside.w, height};
        struct rect box = rect_column(row, i % columns, columns, gap);
        const struct station *station = &plan->stations[i];
        part_station_card(
            ui, box, station, NULL, station->place[0] != '\0' ? station->place : NULL);
        struct tap_area area = {.key = "station",
            .index = i,
            .name = station->name,
            .value = station->place,
            .radius = RADIUS_CARD};
        if (ui_tap_area(ui, box, area)) {
            screen_wish(call, WISH_STATION)->number = i;
            screen_go(call, SCREEN_CHECK_IN);
        }
    }
    ui_scroll_end(ui);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    bool is_gone = link->is_member && !link->is_board &&
                   plan_find_station(&call->classroom->plan, link->station) < 0;
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_NONE,
        is_gone ? ui_fill(ui, T("Station {station} of {class}"), "station", link->station, "class",
                      link->class_name, NULL)
                : T("Which station is this?"));
    if (is_gone)
        say_gone(call, page);
    else
        choose(call, page);
}

const struct screen screen_choose_station = {
    .name = "choose_station",
    .flags = SCREEN_IS_IDLE,
    .frame = frame,
};
