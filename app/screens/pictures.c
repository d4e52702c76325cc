/* Three secret pictures, in order. */
#include "screens/parts.h"

struct picking {
    uint8_t chosen[PICTURE_SECRET];
    int count;
};

static void chosen_row(struct screen_call *call, struct rect r, const struct picking *own)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    struct rect row = rect_center(r, PICTURE_SECRET * 84 + (PICTURE_SECRET - 1) * 16, 84);
    for (int i = 0; i < PICTURE_SECRET; i++) {
        struct rect box = rect_column(row, i, PICTURE_SECRET, 16);
        if (i < own->count) {
            ui_fill_rect(ui, box, 22, theme->primary_soft);
            /* A dot, not the picture: the next child in line is watching. */
            ui_fill_rect(ui, rect_center(box, 28, 28), 14, theme->primary);
        } else {
            ui_fill_rect(ui, box, 22, theme->card);
            ui_ring(ui, box, 22, 3, theme->line);
        }
    }
    ui_node(ui, ROLE_PROGRESS, row, T("Pictures chosen"),
        ui_fill(ui, T("{number} of {count}"), "number", ui_number(ui, own->count), "count",
            ui_number(ui, PICTURE_SECRET), NULL));
}

static void choose(struct screen_call *call, struct picking *own, int picture)
{
    own->chosen[own->count++] = (uint8_t)picture;
    if (own->count < PICTURE_SECRET)
        return;
    struct wish *wish = screen_wish(call, WISH_TRY_PICTURES);
    for (int i = 0; i < PICTURE_SECRET; i++)
        wish->pictures[i] = own->chosen[i];
    own->count = 0;
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct picking *own = call->scratch;
    const struct session *session = call->session;
    if (session->candidate < 0) {
        screen_go(call, SCREEN_CHECK_IN);
        return;
    }
    const struct student *who = &call->classroom->plan.students[session->candidate];
    struct rect page = part_page(ui);
    struct rect bar = part_top_bar(call, &page, SCREEN_AVATARS,
        ui_fill(ui, T("{name}, tap your three pictures"), "name", student_name(who), NULL));
    part_avatar(ui, rect_cut_right(&bar, 76), who, 56);
    chosen_row(call, rect_cut_top(&page, 84), own);
    rect_cut_top(&page, ui_is_small(ui) ? 14 : 28);
    struct rect foot = rect_cut_bottom(&page, 84);
    rect_cut_bottom(&page, ui_is_small(ui) ? 14 : 24);
    int columns = 6, rows = PICTURE_COUNT / columns;
    for (int i = 0; i < PICTURE_COUNT; i++) {
        struct rect box =
            rect_column(rect_row(page, i / columns, rows, 18), i % columns, columns, 18);
        ui_card(ui, box, 26, ui_theme(ui)->card);
        ui_icon(ui, box, pictures[i].emoji, MIN(MIN(box.w, box.h) * 0.62f, 120), 0);
        struct tap_area area = {.key = "picture",
            .index = i,
            .name = ui_translate_context(ui, "avatar", pictures[i].name),
            .radius = 26};
        if (ui_tap_area(ui, box, area))
            choose(call, own, i);
    }
    struct button again = {.key = "again",
        .label = T("Start again"),
        .icon = "undo",
        .look = BUTTON_QUIET,
        .disabled = own->count == 0};
    if (ui_button(ui, rect_center(foot, 320, 84), again))
        own->count = 0;
}

const struct screen screen_pictures = {
    .name = "pictures",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .scratch_size = sizeof(struct picking),
    .frame = frame,
    .stays_ms = 60000,
    .then = SCREEN_CHECK_IN,
};
