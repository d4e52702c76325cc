#include "screens/board_parts.h"
static void frame(struct screen_call *call) { struct ui *ui = call->ui; struct rect page = part_page(ui); ui_heading(ui, page, (struct text_look){.size=40}, T("Rotation")); }
const struct screen screen_rotation = { .name = "rotation", .flags = SCREEN_IS_IDLE | SCREEN_IS_BOARD, .frame = frame };
