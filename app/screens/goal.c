/* Pick a goal, and say why. */
#include "model/goal.h"
#include "base/str.h"
#include "screens/parts.h"

struct picking {
    bool own_words; /* typing a reason of one's own */
    bool said;
    struct keyboard keyboard;
};

static const char *const reasons[] = {
    N_("I need it for a project"),
    N_("It is just right for me"),
    N_("I want a challenge"),
};

static const char *why_text(struct ui *ui, enum goal_why why)
{
    switch (why) {
    case GOAL_NEXT_ON_PATH: return T("Next step on your path");
    case GOAL_ALMOST: return T("Almost there: one more try");
    case GOAL_NEW: return T("Something new");
    case GOAL_SET_BY_TEACHER: return T("Your teacher picked this for you");
    case GOAL_FOR_TODAY: return T("The class works on this today");
    case GOAL_REVIEW: return T("You have got it: make it even stronger");
    }
    return "";
}

static const char *goal_icon(enum goal_why why)
{
    static const char *const icons[] = {
        [GOAL_NEXT_ON_PATH] = "🧭",
        [GOAL_ALMOST] = "🌱",
        [GOAL_NEW] = "✨",
        [GOAL_SET_BY_TEACHER] = "🍎",
        [GOAL_FOR_TODAY] = "📅",
        [GOAL_REVIEW] = "💪",
    };
    return icons[why];
}

static void offer_card(
    struct screen_call *call, struct rect r, const struct goal_offer *offer, int index)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    const struct skill *skill = &call->classroom->plan.skills[offer->skill];
    struct draft *draft = call->draft;
    bool chosen = str_equal(draft->skill, skill->code);
    bool small = ui_is_small(ui);
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect inside = rect_inset(r, small ? 20 : 28, small ? 16 : 24);
    struct rect top = rect_cut_top(&inside, small ? 44 : 50);
    if (chosen)
        ui_chip(ui, top, "check-circle", T("Chosen"), theme->primary_soft, theme->ink);
    else
        ui_icon(ui, rect_cut_left(&top, 46), goal_icon(offer->why), 40, 0);
    rect_cut_top(&inside, small ? 6 : 12);
    const char *step = part_path_step(ui, call->classroom, offer->skill);
    struct rect foot = rect_cut_bottom(&inside, step[0] != '\0' ? 48 : 0);
    if (step[0] != '\0')
        ui_chip(ui, foot, NULL, step, theme->hue_soft[HUE_SKY], theme->hue_ink[HUE_SKY]);
    rect_cut_bottom(&inside, 6);
    struct text_look title = {.quiet = true, .font = FONT_SHOW, .size = small ? 26 : 30};
    struct text_look soft = {.quiet = true, .size = 22, .color = theme->ink_soft};
    const char *why = why_text(ui, offer->why);
    float room = inside.h - 6 - MIN(ui_text_height(ui, soft, inside.w, why), inside.h * 0.25f);
    float high = MIN(ui_text_height(ui, title, inside.w, skill->goal), room);
    ui_text(ui, rect_cut_top(&inside, high), title, skill->goal);
    rect_cut_top(&inside, 6);
    ui_text(ui, inside, soft, why);
    struct tap_area area = {.key = "goal",
        .index = index,
        .name = part_class_words(ui, skill->goal),
        .value = why,
        .role = ROLE_CHOICE,
        .selected = chosen,
        .radius = RADIUS_CARD};
    if (ui_tap_area(ui, r, area)) {
        STR_COPY(draft->skill, skill->code);
        screen_wish(call, WISH_KEEP_DRAFT);
    }
}

static void set_goal(struct screen_call *call)
{
    struct action *action = screen_action(call, ACTION_CHOOSE_GOAL);
    STR_COPY(action->skill, call->draft->skill);
    STR_COPY(action->text, call->draft->text);
    screen_act(call, action, SCREEN_HOME, NOTICE_SAVED);
}

static bool is_starter(struct ui *ui, const char *text)
{
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (str_equal(text, T(reasons[i])))
            return true;
    return false;
}

/* `reserved` units at the end of the second line belong to someone else. */
static void reason_buttons(
    struct screen_call *call, struct rect r, float reserved, struct picking *own)
{
    struct ui *ui = call->ui;
    struct draft *draft = call->draft;
    float gap = 16, row = 76;
    struct rect line = rect_cut_top(&r, row);
    for (size_t i = 0; i <= COUNT_OF(reasons); i++) {
        bool mine = i == COUNT_OF(reasons);
        bool typed = mine && draft->text[0] != '\0' && !is_starter(ui, draft->text);
        const char *label = typed ? draft->text : mine ? T("My own reason") : T(reasons[i]);
        bool chosen = mine ? typed : str_equal(draft->text, label);
        struct button button = {.key = "reason",
            .index = (int)i,
            .label = label,
            .icon = mine ? "pencil" : NULL,
            .look = chosen ? BUTTON_SELECTED : BUTTON_QUIET,
            .size = 24,
            .role = ROLE_CHOICE,
            .selected = chosen};
        float width = ui_button_width(ui, button);
        if (width > line.w) {
            if (r.h < row + 12)
                width = line.w;
            else {
                rect_cut_top(&r, 12);
                line = rect_cut_top(&r, row);
                rect_cut_right(&line, reserved);
            }
        }
        if (ui_button(ui, rect_cut_left(&line, MIN(width, line.w)), button)) {
            own->own_words = mine;
            if (mine)
                ui_page_changed(ui);
            if (!mine) {
                STR_COPY(draft->text, label);
                screen_wish(call, WISH_KEEP_DRAFT);
            } else if (is_starter(ui, draft->text)) {
                draft->text[0] = '\0';
            }
        }
        rect_cut_left(&line, gap);
    }
}

static void type_reason(struct screen_call *call, struct rect page, struct picking *own)
{
    struct ui *ui = call->ui;
    struct rect keyboard = part_keyboard(ui, &page);
    rect_cut_bottom(&page, 12);
    struct rect foot = rect_cut_bottom(&page, 72);
    rect_cut_bottom(&page, 12);
    struct text_look because = {.font = FONT_SHOW, .size = 30, .lines = 1};
    const char *text = T("I picked it because…");
    float high = MAX(44, ui_text_height(ui, because, page.w, text));
    ui_heading(ui, rect_cut_top(&page, high), because, text);
    rect_cut_top(&page, 8);
    struct text_field field = {.key = "own-reason",
        .name = T("My own reason"),
        .placeholder = T("Tap the letters"),
        .size = 30,
        .focus_first = true};
    if (ui_text_field(ui, page, field, call->draft->text, TEXT_SIZE))
        screen_wish(call, WISH_KEEP_DRAFT);
    struct button ready = {.key = "reason-ready",
        .label = T("Use this reason"),
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = call->draft->text[0] == '\0'};
    if (ui_button(ui, rect_cut_right(&foot, MAX(280, ui_button_width(ui, ready))), ready)) {
        own->own_words = false;
        ui_page_changed(ui);
    }
    ui_keyboard(ui, keyboard, &own->keyboard);
}

/* All of it, in the order shown. */
static const char *aloud(
    struct screen_call *call, const char *say, const struct goal_offer *offers, int count)
{
    struct ui *ui = call->ui;
    for (int i = 0; i < count; i++) {
        const char *goal = call->classroom->plan.skills[offers[i].skill].goal;
        say = part_and_say(ui, say, part_class_words(ui, goal));
        say = part_and_say(ui, say, why_text(ui, offers[i].why));
    }
    say = part_and_say(ui, say, T("I picked it because…"));
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        say = part_and_say(ui, say, T(reasons[i]));
    return part_and_say(ui, say, T("My own reason"));
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct picking *own = call->scratch;
    bool small = ui_is_small(ui);
    struct rect page = part_page(ui);
    struct goal_offer offers[GOAL_OFFER_MAX];
    int count = goal_offers(call->classroom, call->session->student, call->session->today, offers);
    bool given = goal_is_given(call->classroom, call->session->student);
    struct rect bar =
        part_top_bar(call, &page, SCREEN_HOME, given ? T("My goal") : T("Pick your next goal"));
    const char *say = given ? T("Your teacher picked this for you. Why does it matter to you?")
                      : count > 1 ? T("All of these are ready for you. Which one, and why?")
                                  : T("This one is ready for you. Why do you want it?");
    const char *words =
        own->own_words ? T("I picked it because…") : aloud(call, say, offers, count);
    part_speak_button(call, rect_cut_right(&bar, 64), words);
    part_say_once(call, &own->said, words);
    if (own->own_words) {
        type_reason(call, page, own);
        return;
    }
    if (!small) {
        ui_text(ui, rect_cut_top(&page, 40),
            (struct text_look){
                .size = 26, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 1},
            say);
        rect_cut_top(&page, 18);
    }
    struct rect foot = rect_cut_bottom(&page, small ? 170 : 168);
    rect_cut_bottom(&page, small ? 0 : 20);
    struct text_look look = {.font = FONT_SHOW, .size = small ? 26 : 30, .lines = 1};
    const char *text = T("I picked it because…");
    float high = MAX(small ? 36 : 40, ui_text_height(ui, look, page.w, text));
    struct rect because = rect_cut_bottom(&page, high);
    rect_cut_bottom(&page, small ? 6 : 14);
    float width = small ? 260 : 380, height = small ? 76 : 84;
    struct rect ready = {foot.x + foot.w - width, foot.y + foot.h - height, width, height};
    for (int i = 0; i < count; i++)
        offer_card(call, rect_column(page, i, MAX(count, 2), 24), &offers[i], i);
    ui_heading(ui, because, look, text);
    reason_buttons(call, rect_cut_bottom(&foot, small ? 164 : 168), width + 16, own);
    struct button set = {.key = "set-goal",
        .label = T("Set my goal"),
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = call->draft->skill[0] == '\0' || call->draft->text[0] == '\0'};
    if (ui_button(ui, ready, set))
        set_goal(call);
}

static void enter(struct screen_call *call)
{
    struct picking *own = call->scratch;
    own->keyboard.layout = keyboard_for(call->session->language, false);
    const char *given = screen_student_state(call)->goal;
    if (!goal_is_given(call->classroom, call->session->student) ||
        str_equal(call->draft->skill, given))
        return;
    STR_COPY(call->draft->skill, given);
    call->draft->text[0] = '\0'; /* was about another goal */
}

const struct screen screen_goal = {
    .name = "goal",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct picking),
    .frame = frame,
    .enter = enter,
};
