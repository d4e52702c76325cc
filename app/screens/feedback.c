/* After handing in: what the teacher says to the answers. No score, nothing in red. */
#include "base/str.h"
#include "screens/parts.h"
#include <string.h>

enum { PAD_X = 30, ASKED = 32, EAR = 76 };

struct listening {
    bool said;
    int first; /* card on top */
};

/* One item that the teacher says something to. */
struct remark {
    const struct item *item;
    const char *answered, *words;
};

static float pad_y(const struct ui *ui)
{
    return ui_is_small(ui) ? 14 : 22;
}

static float gap(const struct ui *ui)
{
    return ui_is_small(ui) ? 12 : 22;
}

static void add_part(struct str_writer *writer, const char *separator, const char *text)
{
    if (writer->length > 0)
        str_put(writer, separator);
    str_put(writer, text);
}

static void put_pairs(struct str_writer *writer, const struct item *item, const char *response)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    int left = 0;
    for (const char *c = response; *c != '\0'; c++) {
        if (*c >= '0' && *c <= '9')
            left = left * 10 + (*c - '0');
        int right = *c - 'A';
        if (right < 0 || right >= right_count)
            continue;
        if (left >= 1 && left <= left_count) {
            add_part(writer, ", ", item->options[lefts[left - 1]].text);
            add_part(writer, " → ", item->options[rights[right]].match);
        }
        left = 0;
    }
}

/* A response as the student saw it. */
static const char *answer_text(struct ui *ui, const struct item *item, const char *response)
{
    enum { SIZE = 2 * OPTION_MAX * OPTION_SIZE };
    char *text = arena_alloc(ui_frame_arena(ui), SIZE);
    if (text == NULL)
        return response;
    struct str_writer writer = str_writer(text, SIZE);
    switch (item->kind) {
    case ITEM_TRUE_FALSE: return response[0] == 'A' ? T("True") : T("False");
    case ITEM_MATCH: put_pairs(&writer, item, response); return text;
    case ITEM_CHOICE:
    case ITEM_MULTI:
    case ITEM_ORDER:
        for (const char *c = response; *c != '\0'; c++)
            if (*c >= 'A' && *c < 'A' + item->option_count)
                add_part(&writer, ", ", item->options[*c - 'A'].text);
        return text;
    default: return response;
    }
}

static int collect(struct screen_call *call, struct remark *out)
{
    const struct plan *plan = &call->classroom->plan;
    const struct draft *draft = call->draft;
    int index = plan_find_ticket(plan, draft->about), count = 0;
    for (int i = 0; index >= 0 && i < MIN(draft->answer_count, plan->tickets[index].item_count);
         i++) {
        const struct item *item = &plan->items[plan->tickets[index].items[i]];
        char words[FEEDBACK_SIZE];
        if (!item_feedback(item, draft->answers[i].response, draft->answers[i].unsure, words))
            continue;
        const char *kept = arena_copy_text(ui_frame_arena(call->ui), words, strlen(words));
        if (kept != NULL)
            out[count++] = (struct remark){
                item, answer_text(call->ui, item, draft->answers[i].response), kept};
    }
    return count;
}

static const char *answered_text(struct ui *ui, const struct remark *remark)
{
    return ui_fill(ui, T("You answered: {answer}"), "answer", remark->answered, NULL);
}

static const struct text_look answered_look = {.font = FONT_SHOW, .size = 26, .lines = 2};
static const struct text_look words_look = {.size = 28, .line_height = 1.3f};

static float words_width(const struct screen_call *call, float width)
{
    return width - 2 * PAD_X - (call->session->can_speak ? EAR + 20 : 0);
}

static float card_height(struct screen_call *call, float width, const struct remark *remark)
{
    struct ui *ui = call->ui;
    width = words_width(call, width);
    struct text_look look = answered_look;
    float one = ui_text_height(ui, look, 10000, "A");
    float answered =
        MIN(ui_text_height(ui, look, width, answered_text(ui, remark)), 2 * one + SPACE_4);
    return 2 * pad_y(ui) + ASKED * ui_text_scale(ui) + answered + SPACE_8 +
           ui_text_height(ui, words_look, width, remark->words) + SPACE_4;
}

static void card(struct screen_call *call, struct rect r, const struct remark *remark, int index)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect inside = rect_inset(r, PAD_X, pad_y(ui));
    if (call->session->can_speak) {
        struct button speak = {.key = "speak-remark",
            .index = index,
            .label = T("Read it to me"),
            .name = ui_fill(ui, T("{button}: {about}"), "button", T("Read it to me"), "about",
                part_class_words(ui, remark->item->prompt), NULL),
            .icon = "volume-high",
            .icon_only = true,
            .look = BUTTON_QUIET};
        struct rect ear = rect_cut_right(&inside, EAR);
        if (ui_button(ui, rect_center(ear, EAR, EAR), speak))
            screen_wish(call, WISH_SAY)->text = part_class_words(ui, remark->words);
        rect_cut_right(&inside, 20);
    }
    ui_text(ui, rect_cut_top(&inside, ASKED * ui_text_scale(ui)),
        (struct text_look){.size = 20, .color = theme->ink_soft, .lines = 1}, remark->item->prompt);
    const char *answered = answered_text(ui, remark);
    struct text_look look = answered_look;
    float words = ui_text_height(ui, words_look, inside.w, remark->words) + SPACE_4;
    float high = MAX(inside.h - words - SPACE_8, 34);
    ui_text(ui, rect_cut_top(&inside, high), look, answered);
    rect_cut_top(&inside, SPACE_8);
    ui_text(ui, inside, words_look, remark->words);
}

/* The cards from `first` that fit; returns the first one that does not. */
static int cards(
    struct screen_call *call, struct rect page, const struct remark *remarks, int count, int first)
{
    int at = first;
    while (at < count) {
        float high = card_height(call, page.w, &remarks[at]);
        if (at > first && high > page.h)
            break;
        card(call, rect_cut_top(&page, high), &remarks[at], at);
        rect_cut_top(&page, gap(call->ui));
        at++;
    }
    return at;
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct listening *own = call->scratch;
    struct remark remarks[TICKET_ITEM_MAX];
    int count = collect(call, remarks);
    if (count == 0) {
        screen_go(call, SCREEN_DONE);
        return;
    }
    const char *title = T("Saved. Words from your teacher");
    struct rect page = part_page(ui);
    part_top_bar(call, &page, SCREEN_NONE, title);
    struct rect foot = rect_cut_bottom(&page, 84);
    rect_cut_bottom(&page, gap(ui));
    own->first = MIN(own->first, count - 1);
    int next = cards(call, page, remarks, count, own->first);
    bool more = next < count;
    struct button button = {.key = more ? "more" : "go-on",
        .label = more ? T("More") : T("Go on"),
        .icon_after = "arrow-right",
        .look = BUTTON_PRIMARY,
        .is_default = true};
    if (ui_button(ui, rect_cut_right(&foot, MAX(300, ui_button_width(ui, button))), button)) {
        if (more) {
            own->first = next;
            ui_page_changed(ui);
        } else {
            screen_go(call, SCREEN_DONE);
        }
    }
    part_say_once(
        call, &own->said, part_and_say(ui, title, part_class_words(ui, remarks[0].words)));
}

const struct screen screen_feedback = {
    .name = "feedback",
    .flags = SCREEN_NEEDS_STUDENT | SCREEN_SWITCHES,
    .scratch_size = sizeof(struct listening),
    .frame = frame,
};
