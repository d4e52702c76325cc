/* About me: what I like, how I learn best, my strengths. In the student's words. */
#include "base/str.h"
#include "screens/parts.h"

struct telling {
    bool said;
};

static const char *change_label(const struct ui *ui, const char *value)
{
    return value[0] != '\0' ? T("Change") : T("Tell us");
}

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
        .label = change_label(ui, value),
        .name = ui_fill(
            ui, T("{button}: {about}"), "button", change_label(ui, value), "about", title, NULL),
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

/* What the class folder tells is in the class's language, what the student wrote in its own. */
static const char *say_value(struct screen_call *call, const char *value)
{
    if (str_equal(value, EVENT_SEALED_WORDS))
        return "";
    return value == screen_student(call)->interests ? part_class_words(call->ui, value) : value;
}

/* All of it, in the order shown. */
static const char *aloud(struct screen_call *call, const char *text)
{
    struct ui *ui = call->ui;
    for (int field = 0; field < PROFILE_COUNT; field++) {
        const char *value =
            classroom_profile(call->classroom, call->session->student, (enum profile_field)field);
        text = part_and_say(ui, text, part_profile_title(ui, (enum profile_field)field));
        text = part_and_say(ui, text, say_value(call, value));
        text = part_and_say(ui, text, change_label(ui, value));
    }
    return text;
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct telling *own = call->scratch;
    struct rect page = part_page(ui);
    const char *title = T("About me"), *words = aloud(call, title);
    struct rect bar = part_top_bar(call, &page, SCREEN_HOME, title);
    part_avatar(ui, rect_cut_right(&bar, 76), screen_student(call), 56);
    rect_cut_right(&bar, 20);
    part_speak_button(call, rect_cut_right(&bar, 64), words);
    part_say_once(call, &own->said, words);
    for (int field = 0; field < PROFILE_COUNT; field++)
        field_card(call, rect_row(page, field, PROFILE_COUNT, 20), (enum profile_field)field);
}

const struct screen screen_profile = {
    .name = "profile",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct telling),
    .frame = frame,
};
