/* Which station is this machine? Asked once, of the grown-up who set it up. */
#include "screens/parts.h"

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_NONE, T("Which station is this?"));
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

const struct screen screen_choose_station = {
    .name = "choose_station",
    .flags = SCREEN_IS_IDLE,
    .frame = frame,
};
