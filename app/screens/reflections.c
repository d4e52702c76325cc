/* What the children say about their day, as cards, newest first; a reply is two taps away. */
#include "screens/board_parts.h"

#include "base/str.h"

#include <string.h>

enum shown {
    SHOWN_ALL,
    SHOWN_OPEN,
    SHOWN_FACE /* and the faces behind it: SHOWN_FACE + feeling */
};

struct reflections {
    struct board_lock lock;
    enum words_lock words; /* that text_high is for */
    int shown;
    struct stamp heard; /* whose clip plays */
    struct board_kudos kudos;
    /* What the cards' heights were measured for. */
    int64_t events;
    float width, scale;
    float text_high[REFLECTION_ENTRY_MAX];
};

enum { PAD = 18, NAME = 44, PROMPT = 32, FOOT = TARGET_MIN, GAP = 14 };

static const struct text_look words = {.size = 24, .line_height = 1.32f};

/* --- Which ----------------------------------------------------------------------------------- */

static bool is_shown(const struct reflections *own, const struct reflection_entry *entry)
{
    if (own->shown == SHOWN_ALL)
        return true;
    if (own->shown == SHOWN_OPEN)
        return !entry->replied;
    return entry->feeling == own->shown - SHOWN_FACE;
}

static void filter(struct screen_call *call, struct rect r, int shown, struct button button)
{
    struct reflections *own = call->scratch;
    button.role = ROLE_CHOICE;
    button.selected = own->shown == shown;
    button.look = button.selected ? BUTTON_SELECTED : BUTTON_QUIET;
    if (ui_button(call->ui, r, button))
        own->shown = shown;
}

static void filters(struct screen_call *call, struct rect r)
{
    enum { BETWEEN = 10 };
    struct ui *ui = call->ui;
    struct button all = {.key = "all", .label = T("All"), .size = 22};
    struct button open = {.key = "open", .label = T("No reply yet"), .size = 22};
    float room = r.w - FEELING_MAX * (TARGET_MIN + BETWEEN) - BETWEEN;
    float first = CLAMP(ui_button_width(ui, all), TARGET_MIN, MAX(room * 0.4f, TARGET_MIN));
    float second = MIN(ui_button_width(ui, open), room - first);
    rect_cut_left(&r, room - first - second);
    filter(call, rect_cut_left(&r, first), SHOWN_ALL, all);
    rect_cut_left(&r, BETWEEN);
    filter(call, rect_cut_left(&r, second), SHOWN_OPEN, open);
    for (int feeling = 1; feeling <= FEELING_MAX; feeling++) {
        struct button face = {.key = "face",
            .index = feeling,
            .label = part_feeling(ui, feeling),
            .icon = part_face(feeling),
            .icon_only = true};
        rect_cut_left(&r, BETWEEN);
        filter(call, rect_cut_left(&r, TARGET_MIN), SHOWN_FACE + feeling, face);
    }
}

/* --- One card -------------------------------------------------------------------------------- */

static const char *prompt_of(struct screen_call *call, const struct reflection_entry *entry)
{
    struct ui *ui = call->ui;
    const struct plan *plan = &call->classroom->plan;
    int index = plan_find_reflection(plan, entry->prompt);
    return index >= 0 ? T(plan->reflections[index].prompt) : entry->prompt;
}

static bool is_same(const struct stamp *a, const struct stamp *b)
{
    return a->seq == b->seq && memcmp(a->log, b->log, sizeof a->log) == 0;
}

static void card_head(
    struct screen_call *call, struct rect r, const struct reflection_entry *entry, int index)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    struct text_look soft = {
        .size = 20, .color = theme->ink_soft, .vertical = ALIGN_CENTER, .lines = 1};
    const char *day = board_day(call, entry->day);
    ui_text(ui, rect_cut_right(&r, ui_text_width(ui, soft, day) + 4), soft, day);
    rect_cut_right(&r, 16);
    if (entry->replied) {
        const char *answered = T("You replied");
        ui_text(ui, rect_cut_right(&r, ui_text_width(ui, soft, answered) + 4), soft, answered);
        rect_cut_right(&r, 6);
        ui_icon(ui, rect_cut_right(&r, 26), "check-circle", 24, theme->hue[HUE_LEAF]);
        rect_cut_right(&r, 12);
    }
    board_student(call, r, entry->student, 24, 0);
    if (ui_tap_area(ui, r,
            (struct tap_area){.key = "student",
                .index = index,
                .name = board_student_name(call, entry->student),
                .radius = 12})) {
        screen_wish(call, WISH_SUBJECT)->number = entry->student;
        screen_go(call, SCREEN_LEARNER);
    }
}

static void hear_button(
    struct screen_call *call, struct rect r, const struct reflection_entry *entry, int index)
{
    struct ui *ui = call->ui;
    struct reflections *own = call->scratch;
    bool plays = call->session->voice.state == VOICE_PLAYING && is_same(&own->heard, &entry->stamp);
    const char *name = board_student_name(call, entry->student);
    struct button hear = {.key = "hear",
        .index = index,
        .label = ui_fill(
            ui, plays ? T("Stop {name}’s voice") : T("Hear {name}’s voice"), "name", name, NULL),
        .icon = plays ? "stop" : "play",
        .icon_only = true,
        .look = plays ? BUTTON_PRIMARY : BUTTON_QUIET};
    if (!ui_button(ui, r, hear))
        return;
    if (plays) {
        screen_wish(call, WISH_CLIP_STOP);
    } else {
        own->heard = entry->stamp;
        screen_wish(call, WISH_HEAR)->text = entry->clip;
    }
}

static void card_foot(
    struct screen_call *call, struct rect r, const struct reflection_entry *entry, int index)
{
    struct ui *ui = call->ui;
    struct reflections *own = call->scratch;
    const char *name = board_student_name(call, entry->student);
    struct button reply = {.key = "reply",
        .index = index,
        .label = T("Reply"),
        .name = ui_fill(ui, T("Reply to {name}"), "name", name, NULL),
        .icon = "message-text",
        .look = entry->replied ? BUTTON_QUIET : BUTTON_PRIMARY,
        .size = 22};
    float width = MIN(ui_button_width(ui, reply), r.w * 0.34f);
    if (ui_button(ui, rect_cut_right(&r, width), reply)) {
        char about[ID_SIZE];
        event_about_reflection(&entry->stamp, about);
        board_kudos_open(call, &own->kudos, entry->student, about);
    }
    rect_cut_right(&r, 12);
    struct button kudos = {.key = "kudos",
        .index = index,
        .label = ui_fill(ui, T("Kudos for {name}"), "name", name, NULL),
        .icon = "star",
        .icon_only = true,
        .look = BUTTON_QUIET};
    if (ui_button(ui, rect_cut_right(&r, TARGET_MIN), kudos))
        board_kudos_open(call, &own->kudos, entry->student, "");
    rect_cut_right(&r, 12);
    if (entry->clip[0] != '\0') {
        hear_button(call, rect_cut_right(&r, TARGET_MIN), entry, index);
        rect_cut_right(&r, 12);
    }
    if (entry->feeling == 0)
        return;
    ui_icon(ui, rect_cut_left(&r, 48), part_face(entry->feeling), 40, 0);
    rect_cut_left(&r, 12);
    ui_text(ui, r, (struct text_look){.size = 22, .vertical = ALIGN_CENTER, .lines = 2},
        part_feeling(ui, entry->feeling));
}

static void card(
    struct screen_call *call, struct rect r, const struct reflection_entry *entry, int index)
{
    struct ui *ui = call->ui;
    ui_card(ui, r, RADIUS_CARD, ui_theme(ui)->card);
    struct rect inside = rect_inset(r, PAD + 4, PAD);
    card_head(call, rect_cut_top(&inside, NAME), entry, index);
    struct rect foot = rect_cut_bottom(&inside, FOOT);
    ui_text(ui, rect_cut_top(&inside, PROMPT),
        (struct text_look){
            .size = 20, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 1},
        prompt_of(call, entry));
    if (entry->text[0] != '\0')
        ui_text(ui, inside, words, entry->text);
    card_foot(call, foot, entry, index);
}

/* --- All of them ----------------------------------------------------------------------------- */

static void measure(struct screen_call *call, float width)
{
    struct ui *ui = call->ui;
    struct reflections *own = call->scratch;
    const struct reflection_report *report = call->session->reflection_report;
    int64_t events = call->classroom->event_count;
    if (own->events == events && own->width == width && own->scale == ui_text_scale(ui) &&
        own->words == call->session->words)
        return;
    own->words = call->session->words;
    own->events = events;
    own->width = width;
    own->scale = ui_text_scale(ui);
    for (int i = 0; i < report->entry_count; i++)
        own->text_high[i] =
            report->entries[i].text[0] != '\0'
                ? ui_text_height(ui, words, width - 2 * (PAD + 4), report->entries[i].text) + GAP
                : GAP;
}

/* Rows of `columns`: as high as the highest of each, so that newest first is left to right. */
static void cards(struct screen_call *call, struct rect body, struct rect seen, int columns)
{
    struct reflections *own = call->scratch;
    const struct reflection_report *report = call->session->reflection_report;
    float y = body.y;
    for (int i = 0; i < report->entry_count;) {
        int row[2], count = 0;
        float high = 0;
        for (; i < report->entry_count && count < columns; i++)
            if (is_shown(own, &report->entries[i])) {
                row[count++] = i;
                high = MAX(high, 2 * PAD + NAME + PROMPT + FOOT + own->text_high[i]);
            }
        for (int k = 0; k < count; k++) {
            struct rect r = {body.x, y, body.w, high};
            /* A screen above and below, so that the focus finds what comes next. */
            if (y + high > seen.y - seen.h && y < seen.y + 2 * seen.h)
                card(call, rect_column(r, k, columns, GAP), &report->entries[row[k]], row[k]);
        }
        if (count > 0)
            y += high + GAP;
    }
}

static float height_of_all(const struct screen_call *call, int columns)
{
    const struct reflections *own = call->scratch;
    const struct reflection_report *report = call->session->reflection_report;
    float all = 0, high = 0;
    int in_row = 0;
    for (int i = 0; i < report->entry_count; i++) {
        if (!is_shown(own, &report->entries[i]))
            continue;
        if (in_row++ % columns == 0) {
            all += high;
            high = 0;
        }
        high = MAX(high, 2 * PAD + NAME + PROMPT + FOOT + own->text_high[i] + GAP);
    }
    return all + high;
}

static void list(struct screen_call *call, struct rect page)
{
    struct ui *ui = call->ui;
    int columns = page.w > 1100 ? 2 : 1;
    measure(call, rect_column(page, 0, columns, GAP).w);
    float high = height_of_all(call, columns);
    if (high == 0) {
        ui_text(ui, page,
            (struct text_look){.size = 26, .align = ALIGN_CENTER, .vertical = ALIGN_CENTER},
            call->session->reflection_report->entry_count == 0
                ? T("Nobody has written a reflection yet.")
                : T("There are none of these."));
        return;
    }
    struct rect body = ui_scroll_begin(ui, "cards", page, high);
    cards(call, body, page, columns);
    ui_scroll_end(ui);
}

static void frame(struct screen_call *call)
{
    struct ui *ui = call->ui;
    struct reflections *own = call->scratch;
    struct rect page = part_page(ui);
    struct rect bar = board_page(call, &page, SCREEN_REFLECTIONS, T("Reflections"));
    if (call->session->reflection_report == NULL)
        return;
    if (board_words_lock(call, &page, &own->lock))
        return;
    filters(call, bar);
    list(call, page);
    board_kudos(call, &own->kudos);
}

const struct screen screen_reflections = {
    .name = "reflections",
    .flags = SCREEN_NEEDS_TEACHER,
    .scratch_size = sizeof(struct reflections),
    .report = REPORT_REFLECTIONS,
    .frame = frame,
};
