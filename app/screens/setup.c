/* A station without a class: what to do, for the grown-up who set it up. */
#include "screens/parts.h"

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    struct rect page = part_page(ui);
    struct rect box = rect_center(page, MIN(page.w, 900), MIN(page.h, small ? 560 : 620));
    ui_card(ui, box, 36, ui_theme(ui)->card);
    struct rect inside = rect_inset(box, small ? 32 : 56, small ? 28 : 48);
    ui_icon(ui, rect_cut_top(&inside, small ? 80 : 110), "🧭", small ? 72 : 100, 0);
    rect_cut_top(&inside, 16);
    ui_heading(ui, rect_cut_top(&inside, 60),
        (struct text_look){.font = FONT_SHOW, .size = 44, .align = ALIGN_CENTER, .lines = 1},
        T("This station has no class yet"));
    rect_cut_top(&inside, 12);
    struct text_look look = {.size = 26, .line_height = 1.45f};
    ui_text(ui, inside, look,
        T("1. Make a class folder with students.csv (the manual has an example).\n2. Check it:  "
          "waystation class check FOLDER\n3. Take it:  waystation class import FOLDER\n4. Print "
          "badges:  waystation badges print --output badges.pdf\nThen start the station again."));
}

const struct screen screen_setup = {
    .name = "setup",
    .flags = SCREEN_IS_IDLE,
    .frame = frame,
};
