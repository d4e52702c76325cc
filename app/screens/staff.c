/* A station's corner for grown-ups, behind the teacher's badge: how it stands with the board, and
 * its clock. */
#include "screens/link_parts.h"
#include "screens/setup_parts.h"

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    const struct link *link = &call->session->link;
    const struct station *station = screen_station(call);
    bool is_fine = link->is_fine || !link->is_member;
    bool is_well = is_fine && !call->session->clock_wrong;
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_NONE, T("For the teacher"));
    struct rect foot = rect_cut_bottom(&page, TARGET_MIN);
    rect_cut_bottom(&page, 16);
    ui_card(ui, page, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(page, 36, 24);
    struct rect mark = rect_cut_left(&inside, 84);
    ui_icon(ui, rect_cut_top(&mark, 84), is_well ? "check-circle" : "alert", 64,
        ui_theme(ui)->hue[is_well ? HUE_LEAF : HUE_SUN]);
    rect_cut_left(&inside, 20);
    struct text_look head = {.font = FONT_SHOW, .size = 30, .lines = 2, .min_size = 22};
    const char *is = ui_fill(ui, T("This machine is the station {station} of {class}."), "station",
        station != NULL ? station->name : link->station, "class",
        link->is_member ? link->class_name : call->classroom->plan.class_name, NULL);
    ui_text(ui, rect_cut_top(&inside, ui_text_height(ui, head, inside.w, is) + 12), head, is);
    struct text_look look = {.size = 26, .line_height = 1.4f, .min_size = 18};
    const char *text = link->is_member
                           ? link_text(call)
                           : T("It works alone. What is done here goes to the board by USB stick.");
    text = ui_fill(ui, "{text}\n{clock}", "text", text, "clock", link_clock_text(call), NULL);
    float high = MIN(ui_text_height(ui, look, inside.w, text) + 8, inside.h);
    ui_text(ui, rect_cut_top(&inside, high), look, text);
    if (link->detail[0] != '\0')
        ui_text(ui, inside,
            (struct text_look){.size = 18, .color = ui_theme(ui)->ink_soft, .min_size = 14},
            link->detail);
    struct button done = {
        .key = "done", .label = T("Done"), .icon = "check", .look = BUTTON_PRIMARY, .size = 26};
    struct button anew = {
        .key = "anew", .label = T("Join anew"), .icon = "qrcode", .look = BUTTON_QUIET, .size = 26};
    struct button care = {
        .key = "care", .label = T("Care"), .icon = "wrench", .look = BUTTON_QUIET, .size = 26};
    struct rect box = rect_center(foot, MIN(foot.w, 1000), foot.h);
    if (!is_fine && link->what != NULL && ui_button(ui, rect_column(box, 0, 3, 16), anew))
        screen_wish(call, WISH_HUB)->hub = HUB_JOIN_OPEN;
    if (ui_button(ui, rect_column(box, 1, 3, 16), care))
        screen_wish(call, WISH_CARE)->care = CARE_OPEN;
    if (ui_button(ui, rect_column(box, 2, 3, 16), done))
        screen_wish(call, WISH_HUB)->hub = HUB_STAFF_LEAVE;
}

const struct screen screen_staff = {
    .name = "staff",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .frame = frame,
    .deadline_ms = link_deadline_ms,
    .stays_ms = 30000,
    .then = SCREEN_NONE,
};
