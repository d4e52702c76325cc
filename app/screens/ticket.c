/* The exit ticket: one item a screen, back works, "I'm not sure yet" is always an answer. */
#include "base/str.h"
#include "screens/parts.h"
#include "screens/ticket_item.h"

struct answering {
    int item; /* whose state this is, -1 none */
    int64_t since_ms;
    bool said;
    bool hint;
    struct reader reader; /* the prompt, as large as it needs */
    struct item_state state;
};

static void show_item(struct screen_call *call, int item)
{
    struct answering *own = call->scratch;
    struct draft *draft = call->draft;
    if (own->item >= 0 && own->item < draft->answer_count)
        draft->answers[own->item].ms +=
            (int32_t)MIN(call->session->now.mono_ms - own->since_ms, 3600000);
    draft->at_item = item;
    *own = (struct answering){.item = item, .since_ms = call->session->now.mono_ms};
    own->state.keyboard.layout = keyboard_for(call->session->language, false);
    screen_wish(call, WISH_KEEP_DRAFT);
}

/* From one item to the next or back: a screen of its own for who taps. */
static void turn_to(struct screen_call *call, int item)
{
    show_item(call, item);
    ui_page_changed(call->ui);
}

static bool has_feedback(const struct screen_call *call, const struct ticket *ticket)
{
    char words[FEEDBACK_SIZE];
    const struct draft *draft = call->draft;
    for (int i = 0; i < ticket->item_count; i++)
        if (item_feedback(&call->classroom->plan.items[ticket->items[i]],
                draft->answers[i].response, draft->answers[i].unsure, words))
            return true;
    return false;
}

static void hand_in(struct screen_call *call, const struct ticket *ticket)
{
    struct action *action = screen_action(call, ACTION_SUBMIT_TICKET);
    action->draft = *call->draft;
    screen_act(
        call, action, has_feedback(call, ticket) ? SCREEN_FEEDBACK : SCREEN_DONE, NOTICE_NONE);
}

/* Returns what is left of the bar. */
static struct rect top(
    struct screen_call *call, struct rect *page, const struct ticket *ticket, bool compact)
{
    struct ui *ui = call->ui;
    struct draft *draft = call->draft;
    struct rect bar = rect_cut_top(page, 64);
    rect_cut_top(page, ui_is_small(ui) ? 14 : 32);
    struct button back = {.key = "back",
        .label = T("Back"),
        .icon = "arrow-left",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_left(&bar, 84), back)) {
        if (draft->at_item > 0)
            turn_to(call, draft->at_item - 1);
        else
            screen_go(call, SCREEN_HOME);
    }
    rect_cut_left(&bar, 20);
    const char *count = ui_fill(ui, T("{number} of {count}"), "number",
        ui_number(ui, draft->at_item + 1), "count", ui_number(ui, ticket->item_count), NULL);
    struct text_look soft = {.size = 24,
        .color = ui_theme(ui)->ink_soft,
        .align = ALIGN_END,
        .vertical = ALIGN_CENTER,
        .lines = 1};
    ui_text(ui, rect_cut_right(&bar, ui_text_width(ui, soft, count) + 6), soft, count);
    rect_cut_right(&bar, 20);
    if (compact)
        return bar;
    float dots = MIN((float)ticket->item_count * 38, bar.w * 0.4f);
    ui_dots(ui, rect_cut_right(&bar, dots), ticket->item_count, draft->at_item, true, 26,
        T("Exit ticket"));
    ui_heading(ui, bar,
        (struct text_look){.font = FONT_SHOW, .size = 34, .vertical = ALIGN_CENTER, .lines = 1},
        T("Exit ticket"));
    return bar;
}

/* What is asked, or the hint while that stands there, and the answers below. */
static const char *spoken(struct screen_call *call, const struct item *item)
{
    struct ui *ui = call->ui;
    const struct answering *own = call->scratch;
    const char *text = own->hint                     ? item->hint
                       : item->read_aloud[0] != '\0' ? item->read_aloud
                                                     : item->prompt;
    return ticket_item_say(ui, part_class_words(ui, text), item);
}

static void prompt(struct screen_call *call, struct rect r, const struct item *item)
{
    struct ui *ui = call->ui;
    struct answering *own = call->scratch;
    bool small = ui_is_small(ui);
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, small ? 24 : 40, small ? 14 : 24);
    if (item->image[0] != '\0') {
        ui_image(ui, rect_cut_right(&inside, inside.w * 0.34f),
            ui_fill(ui, "{folder}/{file}", "folder", call->session->pictures, "file", item->image,
                NULL),
            T("Picture for this question"));
        rect_cut_right(&inside, 20);
    }
    if (call->session->can_speak) {
        float side = MIN(76, inside.h);
        struct rect ear = rect_cut_left(&inside, side);
        part_speak_button(call, rect_center(ear, side, side), spoken(call, item));
        rect_cut_left(&inside, 24);
    }
    if (item->hint[0] != '\0') {
        struct button hint = {.key = "hint",
            .label = T("Hint"),
            .icon = "lightbulb-outline",
            .look = BUTTON_CHIP,
            .size = 22,
            .role = ROLE_CHECK,
            .selected = own->hint};
        float width = ui_button_width(ui, hint);
        if (ui_button(
                ui, rect_center(rect_cut_right(&inside, width), width, MIN(64, inside.h)), hint))
            own->hint = !own->hint;
        rect_cut_right(&inside, 16);
    }
    const char *text = own->hint ? item->hint : item->prompt;
    struct text_look look = {.size = small ? 30 : 36,
        .line_height = 1.35f,
        .vertical = ALIGN_CENTER,
        .min_size = SIZE_LABEL};
    part_read_all(call, &inside, look, text, &own->reader);
    ui_heading(ui, inside, look, text);
    part_say_once(call, &own->said, spoken(call, item));
}

static void go_on(struct screen_call *call, const struct ticket *ticket)
{
    struct answering *own = call->scratch;
    struct draft *draft = call->draft;
    if (draft->at_item + 1 < ticket->item_count) {
        turn_to(call, draft->at_item + 1);
        return;
    }
    show_item(call, draft->at_item); /* counts the time on the last item */
    own->said = true;
    hand_in(call, ticket);
}

static void footer(
    struct screen_call *call, struct rect r, const struct ticket *ticket, const struct item *item)
{
    struct ui *ui = call->ui;
    struct draft *draft = call->draft;
    bool last = draft->at_item + 1 == ticket->item_count;
    bool unsure = draft->answers[draft->at_item].unsure;
    char *response = draft->answers[draft->at_item].response;
    struct button next = {.key = "next",
        .label = last ? T("Hand in") : T("Next"),
        .icon_after = last ? "check" : "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true,
        .disabled = !unsure && !ticket_item_is_answered(item, response)};
    float width = ui_is_small(ui) ? 260 : 360;
    if (ui_button(ui, rect_cut_right(&r, MAX(width, ui_button_width(ui, next))), next))
        go_on(call, ticket);
    if (item->kind == ITEM_DESCRIPTION)
        return;
    struct button not_sure = {.key = "unsure",
        .label = T("I’m not sure yet"),
        .icon = unsure ? "check-circle" : "help-circle-outline",
        .look = unsure ? BUTTON_SELECTED : BUTTON_QUIET,
        .role = ROLE_CHECK,
        .selected = unsure};
    if (ui_button(ui, rect_cut_left(&r, MIN(ui_button_width(ui, not_sure), r.w - 16)), not_sure)) {
        draft->answers[draft->at_item].unsure = !unsure;
        screen_wish(call, WISH_KEEP_DRAFT);
    }
}

/* As high as the words want, as long as all answers can be seen. */
static float prompt_height(
    struct screen_call *call, struct rect page, const struct item *item, float gap)
{
    struct ui *ui = call->ui;
    bool small = ui_is_small(ui);
    if (item->kind == ITEM_DESCRIPTION)
        return page.h;
    float low = small ? 84 : 110, room = page.h - gap - ticket_item_height(ui, item);
    if (ticket_item_is_typed(item))
        return CLAMP(page.h * 0.5f, low, MAX(room, low));
    struct text_look look = {.size = small ? 30 : 36, .line_height = 1.35f};
    float beside = call->session->can_speak ? 190 : 90;
    beside += item->hint[0] != '\0' ? 150 : 0;
    float width = (page.w - beside) * (item->image[0] != '\0' ? 0.62f : 1);
    float wish = ui_text_height(ui, look, width, item->prompt) + (small ? 32 : 56);
    wish = item->image[0] != '\0' ? MAX(wish, 240) : MAX(wish, small ? 100 : 150);
    return CLAMP(wish, low, room >= low ? room : page.h * 0.3f);
}

/* Keys over the whole width on a small screen: what goes on is in the bar then. */
static bool is_compact(const struct ui *ui, const struct item *item)
{
    return ui_is_small(ui) && ticket_item_is_typed(item) && item->kind != ITEM_NUMBER;
}

/* Numbers are typed on a pad beside the question; letters on a keyboard below. Returns the place
 * of the footer. */
static struct rect places(
    struct ui *ui, const struct item *item, struct rect bar, struct rect *page, struct rect *keys)
{
    bool small = ui_is_small(ui), typed = ticket_item_is_typed(item);
    float gap = small ? 14 : 28;
    *keys = (struct rect){0};
    if (typed && item->kind != ITEM_NUMBER) {
        *keys = part_keyboard(ui, page);
        rect_cut_bottom(page, gap / 2);
    } else if (typed) {
        *keys = rect_cut_right(page, MIN(420, page->w * 0.4f));
        rect_cut_right(page, gap);
    }
    if (is_compact(ui, item))
        return bar;
    struct rect foot = rect_cut_bottom(page, 84);
    rect_cut_bottom(page, small ? 12 : typed ? 16 : 36);
    return foot;
}

static void show(struct screen_call *call, const struct ticket *ticket, const struct item *item)
{
    struct ui *ui = call->ui;
    struct answering *own = call->scratch;
    struct draft *draft = call->draft;
    char *response = draft->answers[draft->at_item].response;
    struct rect page = part_page(ui), keys;
    struct rect bar = top(call, &page, ticket, is_compact(ui, item));
    struct rect foot = places(ui, item, bar, &page, &keys);
    float gap = ui_is_small(ui) ? 14 : 28;
    prompt(call, rect_cut_top(&page, prompt_height(call, page, item, gap)), item);
    rect_cut_top(&page, gap);
    if (item->kind != ITEM_DESCRIPTION &&
        ticket_item_answer(call, page, keys, item, &own->state, response)) {
        draft->answers[draft->at_item].unsure = false;
        screen_wish(call, WISH_KEEP_DRAFT);
    }
    footer(call, foot, ticket, item);
    part_reader(call, &own->reader, T("Exit ticket"),
        part_class_words(ui, own->hint ? item->hint : item->prompt));
}

static void frame(struct screen_call *call)
{
    const struct plan *plan = &call->classroom->plan;
    struct draft *draft = call->draft;
    int index = plan_find_ticket(plan, draft->about);
    if (index < 0 || plan->tickets[index].item_count == 0) {
        screen_go(call, SCREEN_HOME);
        return;
    }
    const struct ticket *ticket = &plan->tickets[index];
    draft->at_item = CLAMP(draft->at_item, 0, ticket->item_count - 1);
    show(call, ticket, &plan->items[ticket->items[draft->at_item]]);
}

static void enter(struct screen_call *call)
{
    struct answering *own = call->scratch;
    own->item = -1;
    show_item(call, call->draft->at_item);
}

const struct screen screen_ticket = {
    .name = "ticket",
    .flags = SCREEN_NEEDS_STUDENT,
    .scratch_size = sizeof(struct answering),
    .frame = frame,
    .enter = enter,
};
