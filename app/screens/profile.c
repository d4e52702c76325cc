/* About me: what I like, how I learn best, my strengths. In the student's words. */
#include "screens/parts.h"

static void field_card(struct screen_call *call, struct rect r, enum profile_field field)
{
    static const char *const icons[PROFILE_COUNT] = {
        [PROFILE_INTERESTS] = "💛", [PROFILE_LEARN_BEST] = "💡", [PROFILE_STRENGTHS] = "💪"};
    struct ui *ui = call->ui;
    const char *value = classroom_profile(call->classroom, call->session->student, field);
    const char *title = part_profile_title(ui, field);
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 26, 16);
    ui_icon(ui, rect_cut_left(&inside, 64), icons[field], MIN(inside.h, 54), 0);
    rect_cut_left(&inside, 22);
    struct button change = {.key = "change",
        .index = (int)field,
        .label = value[0] != '\0' ? T("Change") : T("Tell us"),
        .name = ui_fill(ui, T("{button}: {about}"), "button",
            value[0] != '\0' ? T("Change") : T("Tell us"), "about", title, NULL),
        .icon = "pencil",
        .look = BUTTON_QUIET,
        .size = 24};
    float width = ui_button_width(ui, change);
    struct rect place = rect_cut_right(&inside, width);
    if (ui_button(ui, rect_center(place, width, MIN(place.h, 76)), change))
        screen_go_draft(call, SCREEN_PROFILE_WORDS, DRAFT_PROFILE, profile_field_names[field]);
    rect_cut_right(&inside, 20);
    ui_text(ui, rect_cut_top(&inside, 34),
        (struct text_look){.size = 22, .color = ui_theme(ui)->ink_soft, .lines = 1}, title);
    ui_text(ui, inside, (struct text_look){.size = 28, .vertical = ALIGN_CENTER},
        value[0] != '\0' ? value : "…");
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct rect page = part_page(ui);
    struct rect bar = part_top_bar(call, &page, SCREEN_HOME, T("About me"));
    part_avatar(ui, rect_cut_right(&bar, 76), screen_student(call), 56);
    for (int field = 0; field < PROFILE_COUNT; field++)
        field_card(call, rect_row(page, field, PROFILE_COUNT, 20), (enum profile_field)field);
}

const struct screen screen_profile = {
    .name = "profile",
    .flags = SCREEN_NEEDS_STUDENT,
    .frame = frame,
};
