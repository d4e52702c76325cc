/* Reflection: a face, a sentence or a voice clip, under a minute. */
#include "base/str.h"
#include "screens/parts.h"
#include "screens/reflect_voice.h"
#include <string.h>

struct reflecting {
    bool said;
    struct voice_memory voice;
    int first_starter;
    struct keyboard keyboard;
};

static const char usual_question[] = N_("What helped you today?");

static void face_row(struct screen_call *call, struct rect r)
{
    struct ui *ui = call->ui;
    struct draft *draft = call->draft;
    bool small = ui_is_small(ui);
    for (int i = 0; i < 4; i++) {
        struct rect box = rect_column(r, i, 4, 18);
        bool chosen = draft->feeling == i + 1;
        ui_card(ui, box, RADIUS_CARD, ui_theme(ui)->card);
        struct rect inside = rect_inset(box, 10, small ? 6 : 10);
        struct rect picture = rect_cut_left(&inside, small ? 64 : 0), words = inside;
        if (!small) {
            words = rect_cut_bottom(&inside, 34);
            picture = inside;
        }
        ui_icon(ui, picture, part_face(i + 1), small ? 46 : 60, 0);
        struct text_look look = {.quiet = true,
            .size = 20,
            .align = small ? ALIGN_START : ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = small ? 2 : 1};
        ui_text(ui, words, look, part_feeling(ui, i + 1));
        struct tap_area area = {.key = "feeling",
            .index = i,
            .name = part_feeling(ui, i + 1),
            .role = ROLE_CHOICE,
            .selected = chosen,
            .radius = RADIUS_CARD};
        if (ui_tap_area(ui, box, area)) {
            draft->feeling = i + 1;
            screen_wish(call, WISH_KEEP_DRAFT);
        }
    }
}

static void text_part(struct screen_call *call, struct rect r, const char *question)
{
    struct ui *ui = call->ui;
    struct text_field field = {.key = "reflection",
        .name = question,
        .placeholder = T("Tap a starter or the letters"),
        .size = ui_is_small(ui) ? 24 : 30,
        .focus_first = true};
    if (ui_text_field(ui, r, field, call->draft->text, LONG_TEXT_SIZE))
        screen_wish(call, WISH_KEEP_DRAFT);
}

static void save(struct screen_call *call)
{
    struct action *action = screen_action(call, ACTION_SUBMIT_REFLECTION);
    action->draft = *call->draft;
    screen_act(call, action, SCREEN_DONE, NOTICE_NONE);
}

static void starters(struct screen_call *call, struct rect r, const struct reflection *reflection)
{
    struct ui *ui = call->ui;
    struct reflecting *own = call->scratch;
    const char *texts[STARTER_MAX], *text = call->draft->text;
    for (int i = 0; i < reflection->starter_count; i++)
        texts[i] = part_starter(ui, reflection->starters[i]);
    int tapped = part_starters(call, r, &own->first_starter, texts, reflection->starter_count);
    if (tapped < 0)
        return;
    size_t used = strlen(text);
    const char *gap = used > 0 && text[used - 1] != ' ' ? " " : "";
    ui_type(ui, ui_fill(ui, "{gap}{starter} ", "gap", gap, "starter",
                    T(reflection->starters[tapped]), NULL));
}

static void starter_row(
    struct screen_call *call, struct rect r, const struct reflection *reflection)
{
    struct ui *ui = call->ui;
    struct draft *draft = call->draft;
    struct button button = {.key = "save",
        .label = T("Save"),
        .look = BUTTON_PRIMARY,
        .size = 26,
        .disabled = reflect_voice_is_busy(call) ||
                    (draft->feeling == 0 && draft->text[0] == '\0' && draft->clip[0] == '\0')};
    if (ui_button(ui, rect_cut_right(&r, ui_is_small(ui) ? 180 : 240), button))
        save(call);
    rect_cut_right(&r, 14);
    if (reflection != NULL)
        starters(call, r, reflection);
}

/* What is asked, the faces to choose from, and the words to begin with. */
static const char *aloud(struct ui *ui, const char *title, const struct reflection *reflection)
{
    const char *text = title;
    if (reflection == NULL)
        text = part_and_say(ui, text, T(usual_question));
    else if (!str_equal(title, T(reflection->prompt)))
        text = part_and_say(ui, text, part_starter(ui, reflection->prompt));
    for (int i = 1; i <= FEELING_MAX; i++)
        text = part_and_say(ui, text, part_feeling(ui, i));
    for (int i = 0; reflection != NULL && i < reflection->starter_count; i++)
        text = part_and_say(ui, text, part_starter(ui, reflection->starters[i]));
    return text;
}

static void title_bar(struct screen_call *call, struct rect bar, const char *title,
    const char *question, const char *words)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    struct button back = {.key = "back",
        .label = T("Back"),
        .icon = "arrow-left",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_left(&bar, 84), back))
        screen_go(call, SCREEN_HOME);
    rect_cut_left(&bar, 20);
    part_speak_button(call, rect_cut_right(&bar, 64), words);
    struct text_look look = {
        .font = FONT_SHOW, .size = small ? 34 : 40, .vertical = ALIGN_CENTER, .lines = 1};
    ui_heading(
        ui, rect_cut_left(&bar, MIN(ui_text_width(ui, look, title) + 8, bar.w)), look, title);
    if (!str_equal(title, question)) { /* beside it: below, lines of what is written are more use */
        rect_cut_left(&bar, 20);
        struct text_look soft = {
            .size = 24, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 2};
        ui_text(ui, bar, soft, question);
    }
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct reflecting *own = call->scratch;
    bool small = ui_is_small(ui);
    const struct plan *plan = &call->classroom->plan;
    int index = plan_find_reflection(plan, call->draft->about);
    const struct reflection *reflection = index >= 0 ? &plan->reflections[index] : NULL;
    const char *question = reflection != NULL ? T(reflection->prompt) : T(usual_question);
    const char *title = T("How did it go?"), *words = aloud(ui, title, reflection);

    struct rect page = part_page(ui), keyboard = {0};
    bool listening = reflect_voice_is_listening(call);
    if (!listening) { /* while it listens there is nothing else to look at or to press */
        keyboard = part_keyboard(ui, &page);
        rect_cut_bottom(&page, small ? 6 : 16);
    }
    title_bar(call, rect_cut_top(&page, small ? 60 : 64), title, question, words);
    rect_cut_top(&page, small ? 6 : 24);
    part_say_once(call, &own->said, words);
    face_row(call, rect_cut_top(&page, small ? 70 : 128));
    rect_cut_top(&page, small ? 6 : 20);
    if (listening) {
        reflect_voice_buttons(call, &page, &own->voice);
        reflect_voice_listening(call, page);
        return;
    }
    starter_row(call, rect_cut_bottom(&page, 64), reflection);
    rect_cut_bottom(&page, small ? 6 : 14);
    reflect_voice_buttons(call, &page, &own->voice);
    text_part(call, page, question);
    ui_keyboard(ui, keyboard, &own->keyboard);
}

static void enter(struct screen_call *call)
{
    struct reflecting *own = call->scratch;
    own->keyboard.layout = keyboard_for(call->session->language, false);
}

const struct screen screen_reflect = {
    .name = "reflect",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct reflecting),
    .frame = frame,
    .enter = enter,
};
