/* About me: one of its fields is written. What is begun is kept as a draft; an empty one says what
 * is saved. */
#include "base/str.h"
#include "screens/parts.h"
#include <string.h>

struct writing {
    bool said;
    enum profile_field field;
    int first_idea;
    struct keyboard keyboard;
};

enum { IDEA_COUNT = 5 };

static const char *const ideas[PROFILE_COUNT][IDEA_COUNT] = {
    [PROFILE_INTERESTS] = {N_("animals"), N_("drawing"), N_("building things"), N_("stories"),
        N_("sports")},
    [PROFILE_LEARN_BEST] = {N_("with a partner"), N_("on my own"), N_("with my hands"),
        N_("with pictures"), N_("when it is quiet")},
    [PROFILE_STRENGTHS] = {N_("helping others"), N_("not giving up"), N_("having ideas"),
        N_("explaining"), N_("being careful")},
};

static void idea_row(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct writing *own = call->scratch;
    char *text = call->draft->text;
    const char *texts[IDEA_COUNT];
    for (int i = 0; i < IDEA_COUNT; i++)
        texts[i] = T(ideas[own->field][i]);
    int tapped = part_starters(call, r, &own->first_idea, texts, IDEA_COUNT);
    const char *idea = tapped >= 0 ? texts[tapped] : "";
    if (tapped < 0 || strstr(text, idea) != NULL)
        return;
    if (text[0] != '\0')
        str_append(text, TEXT_SIZE, ", ");
    str_append(text, TEXT_SIZE, idea);
    screen_wish(call, WISH_KEEP_DRAFT);
}

/* What is asked, and the ideas to choose from. */
static const char *aloud(struct ui *ui, enum profile_field field)
{
    const char *text = part_profile_title(ui, field);
    for (int i = 0; i < IDEA_COUNT; i++)
        text = part_and_say(ui, text, T(ideas[field][i]));
    return text;
}

static void foot_row(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    const struct writing *own = call->scratch;
    struct button leave = {
        .key = "leave", .label = T("Leave it"), .look = BUTTON_QUIET, .size = 24};
    if (ui_button(ui, rect_cut_left(&r, 220), leave)) {
        call->draft->text[0] = '\0';
        screen_wish(call, WISH_KEEP_DRAFT);
        screen_go(call, SCREEN_PROFILE);
    }
    struct button save = {.key = "save", .label = T("Save"), .look = BUTTON_PRIMARY, .size = 26};
    if (ui_button(ui, rect_cut_right(&r, 260), save)) {
        struct action *action = screen_action(call, ACTION_CHANGE_PROFILE);
        action->field = own->field;
        STR_COPY(action->text, call->draft->text);
        screen_act(call, action, SCREEN_PROFILE, NOTICE_SAVED);
    }
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct writing *own = call->scratch;
    const char *title = part_profile_title(ui, own->field), *words = aloud(ui, own->field);
    struct rect page = part_page(ui);
    struct rect bar = part_top_bar(call, &page, SCREEN_PROFILE, title);
    part_avatar(ui, rect_cut_right(&bar, 76), screen_student(call), 56);
    rect_cut_right(&bar, 20);
    part_speak_button(call, rect_cut_right(&bar, 64), words);
    part_say_once(call, &own->said, words);
    float gap = ui_is_small(ui) ? 8 : 14;
    struct rect keyboard = part_keyboard(ui, &page);
    rect_cut_bottom(&page, gap);
    struct rect foot = rect_cut_bottom(&page, 64);
    rect_cut_bottom(&page, gap);
    idea_row(call, rect_cut_bottom(&page, 68));
    rect_cut_bottom(&page, gap);
    struct text_field field = {.key = "about",
        .name = title,
        .placeholder = T("Tap an idea or the letters"),
        .size = 28,
        .focus_first = true};
    if (ui_text_field(ui, page, field, call->draft->text, TEXT_SIZE))
        screen_wish(call, WISH_KEEP_DRAFT);
    foot_row(call, foot);
    ui_keyboard(ui, keyboard, &own->keyboard);
}

static enum profile_field field_of(const struct draft *draft)
{
    int field = 0;
    while (field + 1 < PROFILE_COUNT && !str_equal(profile_field_names[field], draft->about))
        field++;
    return (enum profile_field)field;
}

static void enter(struct screen_call *call)
{
    struct writing *own = call->scratch;
    own->keyboard.layout = keyboard_for(call->session->language, false);
    own->field = field_of(call->draft);
    const char *saved = classroom_profile(call->classroom, call->session->student, own->field);
    /* What is sealed is written anew. */
    if (call->draft->text[0] == '\0' && !str_equal(saved, EVENT_SEALED_WORDS))
        STR_COPY(call->draft->text, saved);
}

const struct screen screen_profile_words = {
    .name = "profile_words",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct writing),
    .frame = frame,
    .enter = enter,
};
