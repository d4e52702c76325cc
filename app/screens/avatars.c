/* No badge: find your avatar. Pictures first, names below: pre-readers manage this. */
#include "screens/parts.h"

#include "base/str.h"

static int enrolled(const struct classroom *classroom, int out[static STUDENT_MAX])
{
    int count = 0;
    for (int i = 0; i < classroom->plan.student_count; i++)
        if (classroom->students[i].enrolled)
            out[count++] = i;
    return count;
}

static void cell(struct screen_call *call, struct rect r, int student)
{
    struct ui *ui = call->ui;
    const struct student *who = &call->classroom->plan.students[student];
    ui_card(ui, r, 22, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 8, 8);
    struct rect name = rect_cut_bottom(&inside, 34);
    ui_icon(ui, inside, avatar_emoji(who->avatar), MIN(inside.h * 0.86f, 64), 0);
    ui_text(ui, name,
        (struct text_look){.quiet = true,
            .size = 19,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 2,
            .line_height = 1.1f,
            .min_size = 14},
        student_name(who));
    struct tap_area area = {.key = "avatar",
        .index = student,
        .name = student_name(who),
        .value = ui_translate_context(ui, "avatar", avatar_label(who->avatar)),
        .radius = 22};
    if (ui_tap_area(ui, r, area)) {
        screen_wish(call, WISH_CANDIDATE)->number = student;
        screen_go(call, SCREEN_PICTURES);
    }
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_CHECK_IN, T("Find your picture"));
    int students[STUDENT_MAX];
    int count = enrolled(call->classroom, students);
    if (count == 0) {
        ui_text(ui, page,
            (struct text_look){.size = 28, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            T("There is nobody in this class yet."));
        return;
    }
    float gap = 14;
    int columns = count <= 12 ? 4 : count <= 24 ? 6 : count <= 28 ? 7 : 8;
    int rows = (count + columns - 1) / columns;
    float fit = (page.h - gap * (float)(rows - 1)) / (float)rows;
    float height = CLAMP(fit, 100, 190);
    float content = height * (float)rows + gap * (float)(rows - 1);
    struct rect inside = ui_scroll_begin(ui, "avatars", page, content);
    for (int i = 0; i < count; i++) {
        struct rect row = {
            inside.x, inside.y + (float)(i / columns) * (height + gap), inside.w, height};
        cell(call, rect_column(row, i % columns, columns, gap), students[i]);
    }
    ui_scroll_end(ui);
}

const struct screen screen_avatars = {
    .name = "avatars",
    .flags = SCREEN_IS_IDLE | SCREEN_WANTS_CAMERA,
    .frame = frame,
    .stays_ms = 60000,
    .then = SCREEN_CHECK_IN,
};
