#include "screens/board_parts.h"

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rect page = part_page(ui);
    board_page(call, &page, SCREEN_SKILLS, T("Skills"));
}

const struct screen screen_skills = {
    .name = "skills",
    .flags = SCREEN_NEEDS_TEACHER,
    .frame = frame,
};
