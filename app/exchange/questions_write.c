#include "base/str.h"
#include "exchange/questions.h"

#include <string.h>

static const char *const columns[] = {"id", "skill", "type", "prompt", "a", "b", "c", "d", "e", "f",
    "g", "h", "i", "j", "k", "l", "correct", "points", "hint", "feedback_right", "feedback_wrong",
    "read_aloud", "image", "spelling"};

static int right_count(const struct item *item)
{
    int count = 0;
    for (int i = 0; i < item->option_count; i++)
        count += item->options[i].weight > 0;
    return count;
}

/* The weights that reading `correct` gives. */
static bool weights_are_plain(const struct item *item)
{
    int rights = right_count(item), rest = rights > 0 ? WEIGHT_FULL % rights : 0;
    for (int i = 0; i < item->option_count; i++) {
        int32_t weight = item->options[i].weight;
        if (weight == 0)
            continue;
        if (weight != WEIGHT_FULL / rights + rest)
            return false;
        rest = 0;
    }
    return rights > 0 && (item->kind != ITEM_CHOICE || rights == 1);
}

static bool all_full(const struct item *item)
{
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        if (option->weight != WEIGHT_FULL || strchr(option->text, '|') != NULL ||
            (item->kind == ITEM_NUMBER && str_equal(option->text, "*")))
            return false;
    }
    return item->option_count > 0;
}

static bool options_fit(const struct item *item)
{
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        if (option->feedback[0] != '\0')
            return false;
        if (item->kind == ITEM_MATCH &&
            (strstr(option->text, "=>") != NULL || strstr(option->text, "->") != NULL))
            return false;
    }
    return true;
}

bool questions_can_hold(const struct item *item)
{
    char stars[LONG_TEXT_SIZE * 4], back[LONG_TEXT_SIZE * 8];
    bold_to_stars(stars, sizeof stars, item->prompt);
    stars_to_bold(back, sizeof back, stars);
    if (item->title[0] != '\0' || item->feedback_general[0] != '\0' || item->prompt[0] == '\0' ||
        !str_equal(back, item->prompt) || strlen(stars) >= LONG_TEXT_SIZE || !options_fit(item) ||
        (item->case_matters && item->spelling > 0))
        return false;
    switch (item->kind) {
    case ITEM_CHOICE:
    case ITEM_MULTI: return weights_are_plain(item);
    case ITEM_NUMBER:
    case ITEM_SHORT: return all_full(item);
    default: return true;
    }
}

void questions_write_header(struct csv_writer *writer)
{
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        csv_put(writer, columns[i]);
    csv_end_row(writer);
}

static void put_answer(struct csv_writer *writer, const struct item *item, int at)
{
    char pair[OPTION_SIZE * 2 + 8];
    bool cells = item->kind == ITEM_CHOICE || item->kind == ITEM_MULTI ||
                 item->kind == ITEM_ORDER || item->kind == ITEM_MATCH;
    if (!cells || at >= item->option_count) {
        csv_put(writer, "");
        return;
    }
    const struct option *option = &item->options[at];
    if (item->kind == ITEM_MATCH) {
        STR_FORMAT(
            pair, "%s%s=> %s", option->text, option->text[0] != '\0' ? " " : "", option->match);
        csv_put(writer, pair);
        return;
    }
    csv_put(writer, option->text);
}

static void put_correct(struct csv_writer *writer, const struct item *item)
{
    char text[OPTION_MAX * (OPTION_SIZE + 1)];
    struct str_writer out = str_writer(text, sizeof text);
    bool letters = item->kind == ITEM_CHOICE || item->kind == ITEM_MULTI;
    for (int i = 0; i < item->option_count; i++) {
        const struct option *option = &item->options[i];
        if (letters && option->weight > 0)
            str_putf(&out, "%s%c", out.length > 0 ? "," : "", 'A' + i);
        else if (item->kind == ITEM_NUMBER || item->kind == ITEM_SHORT)
            str_putf(&out, "%s%s", i > 0 ? "|" : "", option->text);
    }
    if (item->kind == ITEM_TRUE_FALSE)
        str_put(&out, item->options[0].weight == WEIGHT_FULL ? "true" : "false");
    csv_put(writer, text);
}

void questions_write_item(struct csv_writer *writer, const struct item *item)
{
    char prompt[LONG_TEXT_SIZE * 4];
    bold_to_stars(prompt, sizeof prompt, item->prompt);
    csv_put(writer, item->id);
    csv_put(writer, item->skill);
    csv_put(writer, item_kind_name(item->kind));
    csv_put(writer, prompt);
    for (int i = 0; i < OPTION_MAX; i++)
        put_answer(writer, item, i);
    put_correct(writer, item);
    csv_put_number(writer, item->points);
    csv_put(writer, item->hint);
    csv_put(writer, item->feedback_right);
    csv_put(writer, item->feedback_wrong);
    csv_put(writer, item->read_aloud);
    csv_put(writer, item->image);
    if (item->case_matters)
        csv_put(writer, "exact");
    else if (item->spelling > 0)
        csv_put_number(writer, item->spelling);
    else
        csv_put(writer, "");
    csv_end_row(writer);
}
