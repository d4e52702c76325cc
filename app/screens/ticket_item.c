#include "screens/ticket_item.h"

#include "base/str.h"
#include "screens/parts.h"
#include <string.h>

bool ticket_item_is_typed(const struct item *item)
{
    return item->kind == ITEM_NUMBER || item->kind == ITEM_SHORT || item->kind == ITEM_OPEN;
}

static bool has_letter(const char *response, char letter)
{
    return strchr(response, letter) != NULL;
}

static int letter_count(const char *response)
{
    int count = 0;
    for (const char *c = response; *c != '\0'; c++)
        count += *c >= 'A' && *c <= 'Z';
    return count;
}

bool ticket_item_is_answered(const struct item *item, const char *response)
{
    int lefts[OPTION_MAX];
    switch (item->kind) {
    case ITEM_DESCRIPTION: return true;
    case ITEM_ORDER: return letter_count(response) == item->option_count;
    case ITEM_MATCH: return letter_count(response) == item_left_sides(item, lefts);
    default: return response[0] != '\0';
    }
}

/* Rows of at least and at most so many units, with a line of what to do above them. */
enum { ROW_MIN = 84, ROW_MOST = 150, PAIR_ROW_MIN = 76, PAIR_ROW_MOST = 120 };

static float todo_line(const struct ui *ui)
{
    return 40 * ui_text_scale(ui);
}

static struct text_look todo_look(const struct ui *ui)
{
    return (struct text_look){
        .size = 24, .color = ui_theme(ui)->ink_soft, .vertical = ALIGN_CENTER, .lines = 1};
}

static float row_gap(const struct ui *ui, int rows)
{
    return ui_is_small(ui) || rows > 2 ? 14 : 22;
}

static float rows_height(const struct ui *ui, int rows, float low)
{
    return low * (float)rows + row_gap(ui, rows) * (float)(rows - 1);
}

static int choice_count(const struct item *item)
{
    return item->kind == ITEM_TRUE_FALSE ? 2 : item->option_count;
}

/* Two columns, or one where long texts have the room. */
static int choice_columns(const struct ui *ui, const struct item *item)
{
    size_t longest = 0;
    for (int i = 0; i < item->option_count; i++)
        longest = MAX(longest, strlen(item->options[i].text));
    return longest > 60 && choice_count(item) <= 4 && !ui_is_small(ui) ? 1 : 2;
}

float ticket_item_height(struct ui *ui, const struct item *item)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int columns = choice_columns(ui, item);
    int rows = (choice_count(item) + columns - 1) / columns;
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_TRUE_FALSE: return rows_height(ui, rows, ROW_MIN);
    case ITEM_MULTI: return todo_line(ui) + rows_height(ui, rows, ROW_MIN);
    case ITEM_ORDER: return todo_line(ui) + rows_height(ui, (item->option_count + 1) / 2, ROW_MIN);
    case ITEM_MATCH:
        rows = MAX(item_left_sides(item, lefts), item_right_sides(item, rights));
        return todo_line(ui) + rows_height(ui, rows, PAIR_ROW_MIN);
    case ITEM_SCALE: return 200;
    default: return 110;
    }
}

/* --- Words ----------------------------------------------------------------------------------- */

enum { SCALE_MAX = 5 };

static const char *const scale_names[SCALE_MAX] = {
    N_("Not at all"), N_("A little"), N_("Half and half"), N_("Quite sure"), N_("Very sure")};

static const char *true_or_false(const struct ui *ui, int index)
{
    return index == 0 ? T("True") : T("False");
}

/* What to do, where that is not plain; or "". */
static const char *todo_text(const struct ui *ui, const struct item *item)
{
    switch (item->kind) {
    case ITEM_MULTI: return T("Tap all that fit.");
    case ITEM_ORDER: return T("Tap them in order: first, second, third …");
    case ITEM_MATCH: return T("Tap one here, then its partner on the other side.");
    default: return "";
    }
}

static const char *say_match(struct ui *ui, const char *text, const struct item *item)
{
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    for (int i = 0; i < left_count; i++)
        text = part_and_say(ui, text, part_class_words(ui, item->options[lefts[i]].text));
    for (int i = 0; i < right_count; i++)
        text = part_and_say(ui, text, part_class_words(ui, item->options[rights[i]].match));
    return text;
}

const char *ticket_item_say(struct ui *ui, const char *text, const struct item *item)
{
    int order[OPTION_MAX];
    text = part_and_say(ui, text, todo_text(ui, item));
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_MULTI:
        for (int i = 0; i < item->option_count; i++) {
            const char *option = ui_fill(ui, "{letter}: {option}", "letter",
                (char[]){(char)('A' + i), '\0'}, "option", item->options[i].text, NULL);
            text = part_and_say(ui, text, part_class_words(ui, option));
        }
        return text;
    case ITEM_TRUE_FALSE:
        return part_and_say(ui, part_and_say(ui, text, true_or_false(ui, 0)), true_or_false(ui, 1));
    case ITEM_ORDER:
        for (int i = 0, count = item_shown_order(item, 1, order); i < count; i++)
            text = part_and_say(ui, text, part_class_words(ui, item->options[order[i]].text));
        return text;
    case ITEM_MATCH: return say_match(ui, text, item);
    case ITEM_SCALE:
        for (int i = 0; i < SCALE_MAX; i++)
            text = part_and_say(ui, text, T(scale_names[i]));
        return text;
    default: return text;
    }
}

/* --- Choices --------------------------------------------------------------------------------- */

/* `name`: the text as it is read aloud. */
static bool choice_box(struct screen_call *call, struct rect r, const char *badge, const char *text,
    const char *name, int index, enum ui_role role, bool chosen)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    ui_card(ui, r, RADIUS_CARD, theme->card);
    struct rect inside = rect_inset(r, MIN(28, r.w * 0.06f), MIN(16, r.h * 0.1f));
    if (badge[0] != '\0') {
        float side = MIN(64, inside.h);
        struct rect mark = rect_center(rect_cut_left(&inside, side), side, side);
        ui_fill_rect(ui, mark, 20, chosen ? theme->primary : theme->primary_soft);
        struct text_look look = {.quiet = true,
            .font = FONT_SHOW,
            .size = 30,
            .color = chosen ? theme->primary_ink : theme->ink,
            .align = ALIGN_CENTER,
            .vertical = ALIGN_CENTER,
            .lines = 1};
        ui_text(ui, mark, look, badge);
        rect_cut_left(&inside, MIN(26, inside.w * 0.06f));
    }
    if (chosen)
        ui_icon(ui, rect_cut_right(&inside, 52), "check-circle", 44, theme->primary);
    bool brief = strlen(text) <= 12;
    struct text_look words = {.quiet = true,
        .font = brief ? FONT_SHOW : FONT_READ,
        .size = brief ? 46 : 30,
        .vertical = ALIGN_CENTER};
    ui_text(ui, inside, words, text);
    struct tap_area area = {.key = "answer",
        .index = index,
        .name = name,
        .value = arena_copy_text(ui_frame_arena(ui), badge, strlen(badge)),
        .role = role,
        .selected = chosen,
        .radius = RADIUS_CARD};
    return ui_tap_area(ui, r, area);
}

/* The rows of answers: a part that scrolls where there is no room for all. */
struct rows {
    struct rect inside;
    float height, gap;
};

static struct rows rows_begin(struct ui *ui, struct rect r, int count, float low, float most)
{
    struct rows rows = {.gap = row_gap(ui, count)};
    float filling = (r.h + rows.gap) / (float)count - rows.gap;
    rows.height = MIN(MAX(filling, ui_scroll_row(r.h, count, low, rows.gap)), most);
    rows.inside = ui_scroll_begin(ui, "answers", r, rows_height(ui, count, rows.height));
    return rows;
}

static struct rect rows_at(const struct rows *rows, int index)
{
    float y = rows->inside.y + (float)index * (rows->height + rows->gap);
    return (struct rect){rows->inside.x, y, rows->inside.w, rows->height};
}

/* Where option `index` goes: two columns, or one when texts are long. */
static struct rect choice_place(const struct rows *rows, int index, int columns)
{
    return rect_column(rows_at(rows, index / columns), index % columns, columns, rows->gap);
}

static bool answer_choice(
    struct screen_call *call, struct rect r, const struct item *item, char *response)
{
    struct ui *ui = call->ui;
    bool multi = item->kind == ITEM_MULTI, changed = false;
    int count = choice_count(item), columns = choice_columns(ui, item);
    if (multi) {
        struct text_look look = todo_look(ui);
        ui_text(ui, rect_cut_top(&r, todo_line(ui)), look, todo_text(ui, item));
    }
    struct rows rows = rows_begin(ui, r, (count + columns - 1) / columns, ROW_MIN, ROW_MOST);
    for (int i = 0; i < count; i++) {
        char badge[2] = {(char)('A' + i), '\0'};
        const char *text = item->options[i].text, *name = part_class_words(ui, text);
        if (item->kind == ITEM_TRUE_FALSE)
            text = name = true_or_false(ui, i);
        bool chosen = has_letter(response, badge[0]);
        const char *mark = item->kind == ITEM_TRUE_FALSE ? (i == 0 ? "✓" : "✗") : badge;
        if (!choice_box(call, choice_place(&rows, i, columns), mark, text, name, i,
                multi ? ROLE_CHECK : ROLE_CHOICE, chosen))
            continue;
        changed = true;
        if (!multi) {
            str_copy(response, RESPONSE_SIZE, badge);
            continue;
        }
        struct str_writer writer = str_writer((char[RESPONSE_SIZE]){0}, RESPONSE_SIZE);
        for (int k = 0; k < count; k++)
            if (has_letter(response, (char)('A' + k)) != (k == i))
                str_putf(&writer, "%s%c", writer.length > 0 ? "," : "", 'A' + k);
        str_copy(response, RESPONSE_SIZE, writer.text);
    }
    ui_scroll_end(ui);
    return changed;
}

static bool answer_scale(struct screen_call *call, struct rect r, char *response)
{
    static const char *const faces[SCALE_MAX] = {"😣", "😕", "🤔", "🙂", "😄"};
    struct ui *ui = call->ui;
    struct rect row = rect_center(r, r.w, MIN(r.h, 200));
    bool changed = false;
    for (int i = 0; i < SCALE_MAX; i++) {
        struct rect box = rect_column(row, i, SCALE_MAX, 18);
        bool chosen = response[0] == '1' + i;
        ui_card(ui, box, RADIUS_CARD, ui_theme(ui)->card);
        struct rect inside = rect_inset(box, 8, 12);
        struct rect words = rect_cut_bottom(&inside, 56);
        ui_icon(ui, inside, faces[i], MIN(inside.h, 76), 0);
        ui_text(ui, words,
            (struct text_look){.quiet = true,
                .size = 22,
                .align = ALIGN_CENTER,
                .vertical = ALIGN_CENTER,
                .lines = 2},
            T(scale_names[i]));
        struct tap_area area = {.key = "scale",
            .index = i,
            .name = T(scale_names[i]),
            .role = ROLE_CHOICE,
            .selected = chosen,
            .radius = RADIUS_CARD};
        if (ui_tap_area(ui, box, area)) {
            str_format(response, RESPONSE_SIZE, "%d", i + 1);
            changed = true;
        }
    }
    return changed;
}

/* --- Order: tap them in order; tap again to take one back ------------------------------------ */

static bool answer_order(
    struct screen_call *call, struct rect r, const struct item *item, char *response)
{
    struct ui *ui = call->ui;
    int order[OPTION_MAX];
    int count = item_shown_order(item, 1, order);
    struct text_look look = todo_look(ui);
    ui_text(ui, rect_cut_top(&r, todo_line(ui)), look, todo_text(ui, item));
    struct rows rows = rows_begin(ui, r, (count + 1) / 2, ROW_MIN, ROW_MOST);
    bool changed = false;
    for (int i = 0; i < count; i++) {
        const char *text = item->options[order[i]].text;
        char letter = (char)('A' + order[i]);
        const char *at = strchr(response, letter);
        char number[8] = "";
        if (at != NULL)
            STR_FORMAT(number, "%d", (int)(at - response) / 2 + 1);
        if (!choice_box(call, choice_place(&rows, i, 2), at != NULL ? number : "·", text,
                part_class_words(ui, text), i, ROLE_CHECK, at != NULL))
            continue;
        changed = true;
        if (at == NULL) {
            if (response[0] != '\0')
                str_append(response, RESPONSE_SIZE, ",");
            str_append(response, RESPONSE_SIZE, (char[]){letter, '\0'});
        } else {
            response[MAX(at - response - 1, 0)] = '\0'; /* this one and what came after it */
        }
    }
    ui_scroll_end(ui);
    return changed;
}

/* --- Match: tap one on the left, then its partner on the right ------------------------------- */

enum { PAIR_MAX = OPTION_MAX };

/* pairs[i] is the letter matched with left i + 1, or 0. */
static void pairs_read(const char *response, char pairs[static PAIR_MAX])
{
    memset(pairs, 0, PAIR_MAX);
    for (const char *cursor = response; *cursor != '\0';) {
        const char *part;
        size_t length;
        if (!str_next_part(&cursor, ',', &part, &length))
            break;
        int left = 0;
        size_t at = 0;
        while (at < length && part[at] >= '0' && part[at] <= '9')
            left = left * 10 + (part[at++] - '0');
        if (left >= 1 && left <= PAIR_MAX && at + 1 < length && part[at] == '>')
            pairs[left - 1] = part[at + 1];
    }
}

static void pairs_write(const char pairs[static PAIR_MAX], char *response)
{
    struct str_writer writer = str_writer(response, RESPONSE_SIZE);
    for (int i = 0; i < PAIR_MAX; i++)
        if (pairs[i] != '\0')
            str_putf(&writer, "%s%d>%c", writer.length > 0 ? "," : "", i + 1, pairs[i]);
}

static bool match_box(struct screen_call *call, struct rect r, const char *key, int index,
    const char *text, const char *partner, bool waiting, int pair)
{
    struct ui *ui = call->ui;
    const struct theme *theme = ui_theme(ui);
    /* A pair shares a number and a colour. */
    color soft = pair > 0 ? theme->hue_soft[(pair + 2) % HUE_COUNT] : theme->card;
    ui_card(ui, r, 24, soft);
    struct rect inside = rect_inset(r, 20, 8);
    if (pair > 0) {
        struct rect mark = rect_center(rect_cut_right(&inside, 48), 48, 48);
        ui_fill_rect(ui, mark, 24, theme->primary);
        ui_text(ui, mark,
            (struct text_look){.quiet = true,
                .font = FONT_SHOW,
                .size = 26,
                .color = theme->primary_ink,
                .align = ALIGN_CENTER,
                .vertical = ALIGN_CENTER,
                .lines = 1},
            ui_number(ui, pair));
        rect_cut_right(&inside, 10);
    }
    ui_text(
        ui, inside, (struct text_look){.quiet = true, .size = 30, .vertical = ALIGN_CENTER}, text);
    struct tap_area area = {.key = key,
        .index = index,
        .name = part_class_words(ui, text),
        .value = partner,
        .role = ROLE_CHECK,
        .selected = waiting,
        .radius = 24};
    return ui_tap_area(ui, r, area);
}

static bool answer_match(struct screen_call *call, struct rect r, const struct item *item,
    struct item_state *state, char *response)
{
    struct ui *ui = call->ui;
    int lefts[OPTION_MAX], rights[OPTION_MAX];
    int left_count = item_left_sides(item, lefts), right_count = item_right_sides(item, rights);
    char pairs[PAIR_MAX];
    pairs_read(response, pairs);
    struct text_look look = todo_look(ui);
    ui_text(ui, rect_cut_top(&r, todo_line(ui)), look,
        state->left == 0 ? todo_text(ui, item) : T("Now tap its partner."));
    struct rows rows = rows_begin(ui, r, MAX(left_count, right_count), PAIR_ROW_MIN, PAIR_ROW_MOST);
    bool changed = false;
    for (int i = 0; i < left_count; i++) {
        const char *partner = pairs[i] >= 'A' && pairs[i] < 'A' + right_count
                                  ? item->options[rights[pairs[i] - 'A']].match
                                  : "";
        if (match_box(call, rect_column(rows_at(&rows, i), 0, 2, 48), "left", i,
                item->options[lefts[i]].text, partner, state->left == i + 1,
                pairs[i] != '\0' ? i + 1 : 0)) {
            changed = pairs[i] != '\0';
            pairs[i] = '\0';
            state->left = state->left == i + 1 ? 0 : i + 1;
        }
    }
    for (int k = 0; k < right_count; k++) {
        int owner = 0;
        for (int i = 0; i < left_count; i++)
            if (pairs[i] == 'A' + k)
                owner = i + 1;
        if (match_box(call, rect_column(rows_at(&rows, k), 1, 2, 48), "right", k,
                item->options[rights[k]].match,
                owner > 0 ? item->options[lefts[owner - 1]].text : "", false, owner) &&
            state->left > 0) {
            pairs[state->left - 1] = (char)('A' + k);
            state->left = 0;
            changed = true;
        }
    }
    ui_scroll_end(ui);
    if (changed)
        pairs_write(pairs, response);
    return changed;
}

/* --- Typed ----------------------------------------------------------------------------------- */

static bool answer_typed(struct screen_call *call, struct rect r, struct rect keys,
    const struct item *item, struct item_state *state, char *response)
{
    struct ui *ui = call->ui;
    bool number = item->kind == ITEM_NUMBER;
    struct text_field field = {.key = "response",
        .name = T("Your answer"),
        .placeholder = number ? T("Tap the numbers") : T("Tap the letters"),
        .size = number ? 46 : 32,
        .focus_first = true,
        .single_line = item->kind != ITEM_OPEN,
        .font = number ? FONT_SHOW : FONT_READ};
    if (item->kind != ITEM_OPEN)
        r = rect_center(r, r.w, MIN(r.h, number ? 110 : 90));
    bool changed = ui_text_field(ui, r, field, response, number ? 40 : RESPONSE_SIZE);
    if (number)
        state->keyboard.layout = KEYBOARD_NUMBER;
    ui_keyboard(ui, keys, &state->keyboard);
    return changed;
}

bool ticket_item_answer(struct screen_call *call, struct rect r, struct rect keys,
    const struct item *item, struct item_state *state, char *response)
{
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_MULTI:
    case ITEM_TRUE_FALSE: return answer_choice(call, r, item, response);
    case ITEM_NUMBER:
    case ITEM_SHORT:
    case ITEM_OPEN: return answer_typed(call, r, keys, item, state, response);
    case ITEM_MATCH: return answer_match(call, r, item, state, response);
    case ITEM_ORDER: return answer_order(call, r, item, response);
    case ITEM_SCALE: return answer_scale(call, r, response);
    case ITEM_DESCRIPTION:
    case ITEM_KIND_COUNT: break;
    }
    return false;
}
