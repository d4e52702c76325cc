#include "screens/board_parts.h"

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rect page = part_page(ui);
    board_page(call, &page, SCREEN_REFLECTIONS, T("Reflections"));
}

const struct screen screen_reflections = {
    .name = "reflections",
    .flags = SCREEN_NEEDS_TEACHER,
    .frame = frame,
};
