/* About me: what I like, how I learn best, my strengths. In the student's words. */
#include "base/str.h"
#include "screens/parts.h"
#include <string.h>

struct about_me {
    bool editing;
    enum profile_field field;
    char text[TEXT_SIZE];
    int first_idea;
    struct keyboard keyboard;
};

struct field_look {
    const char *title, *icon;
    const char *ideas[5];
};

static const struct field_look fields[PROFILE_COUNT] = {
    [PROFILE_INTERESTS] = {N_("I like"), "💛",
        {N_("animals"), N_("drawing"), N_("building things"), N_("stories"), N_("sports")}},
    [PROFILE_LEARN_BEST] = {N_("I learn best"), "💡",
        {N_("with a partner"), N_("on my own"), N_("with my hands"), N_("with pictures"),
            N_("when it is quiet")}},
    [PROFILE_STRENGTHS] = {N_("I am good at"), "💪",
        {N_("helping others"), N_("not giving up"), N_("having ideas"), N_("explaining"),
            N_("being careful")}},
};

static const char *value_of(const struct screen_call *call, enum profile_field field)
{
    const struct student_state *state = screen_student_state(call);
    if (stamp_is_set(&state->profile_stamp[field]) || field != PROFILE_INTERESTS)
        return state->profile[field];
    return screen_student(call)->interests;
}

static void field_card(struct screen_call *call, struct rect r, enum profile_field field)
{
    struct ui *ui = call->ui;
    struct about_me *own = call->scratch;
    const char *value = value_of(call, field);
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, 26, 16);
    ui_icon(ui, rect_cut_left(&inside, 64), fields[field].icon, MIN(inside.h, 54), 0);
    rect_cut_left(&inside, 22);
    struct button change = {.key = "change",
        .index = (int)field,
        .label = value[0] != '\0' ? T("Change") : T("Tell us"),
        .name = ui_fill(ui, T("{button}: {about}"), "button",
            value[0] != '\0' ? T("Change") : T("Tell us"), "about", T(fields[field].title), NULL),
        .icon = "pencil",
        .look = BUTTON_QUIET,
        .size = 24};
    float width = ui_button_width(ui, change);
    struct rect place = rect_cut_right(&inside, width);
    if (ui_button(ui, rect_center(place, width, MIN(place.h, 76)), change)) {
        own->editing = true;
        own->field = field;
        /* What is sealed is written anew. */
        STR_COPY(own->text, str_equal(value, EVENT_SEALED_WORDS) ? "" : value);
    }
    rect_cut_right(&inside, 20);
    ui_text(ui, rect_cut_top(&inside, 34),
        (struct text_look){.size = 22, .color = ui_theme(ui)->ink_soft, .lines = 1},
        T(fields[field].title));
    ui_text(ui, inside, (struct text_look){.size = 28, .vertical = ALIGN_CENTER},
        value[0] != '\0' ? value : "…");
}

static void add_idea(struct about_me *own, const char *idea)
{
    if (strstr(own->text, idea) != NULL)
        return;
    if (own->text[0] != '\0')
        str_append(own->text, sizeof own->text, ", ");
    str_append(own->text, sizeof own->text, idea);
}

static void edit(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    struct about_me *own = call->scratch;
    const struct field_look *look = &fields[own->field];
    float gap = ui_is_small(ui) ? 8 : 14;
    struct rect keyboard = part_keyboard(ui, &page);
    rect_cut_bottom(&page, gap);
    struct rect foot = rect_cut_bottom(&page, 64);
    rect_cut_bottom(&page, gap);
    struct rect ideas = rect_cut_bottom(&page, 68);
    rect_cut_bottom(&page, gap);
    const char *texts[COUNT_OF(look->ideas)];
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        texts[i] = T(look->ideas[i]);
    const char *idea = part_starters(call, ideas, &own->first_idea, texts, COUNT_OF(texts));
    if (idea != NULL)
        add_idea(own, idea);
    struct text_field field = {.key = "about",
        .name = T(look->title),
        .placeholder = T("Tap an idea or the letters"),
        .size = 28,
        .focus_first = true};
    ui_text_field(ui, page, field, own->text, sizeof own->text);
    struct button cancel = {
        .key = "cancel", .label = T("Leave it"), .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_left(&foot, 220), cancel))
        own->editing = false;
    struct button save = {.key = "save", .label = T("Save"), .look = BUTTON_PRIMARY, .size = 26};
    if (ui_button(ui, rect_cut_right(&foot, 260), save)) {
        struct action *action = screen_action(call, ACTION_CHANGE_PROFILE);
        action->field = own->field;
        STR_COPY(action->text, own->text);
        screen_act(call, action, SCREEN_PROFILE, NOTICE_SAVED);
    }
    ui_keyboard(ui, keyboard, &own->keyboard);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct about_me *own = call->scratch;
    struct rect page = part_page(ui);
    struct rect bar = part_top_bar(
        call, &page, SCREEN_HOME, own->editing ? T(fields[own->field].title) : T("About me"));
    part_avatar(ui, rect_cut_right(&bar, 76), screen_student(call), 56);
    if (own->editing) {
        edit(call, page);
        return;
    }
    for (int field = 0; field < PROFILE_COUNT; field++)
        field_card(call, rect_row(page, field, PROFILE_COUNT, 20), (enum profile_field)field);
}

static void enter(struct screen_call *call)
{
    struct about_me *own = call->scratch;
    own->keyboard.layout = keyboard_for(call->session->language, false);
}

const struct screen screen_profile = {
    .name = "profile",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct about_me),
    .frame = frame,
    .enter = enter,
};
